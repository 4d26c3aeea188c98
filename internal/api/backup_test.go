package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime"
	"mime/multipart"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"takar/internal/app"
	"takar/internal/rab"
)

const importAddress = "/detail_project/api/project/import/json/"

// backup is the backup of the filled project, as its owner gets it.
func (s *stage) backup() row {
	s.t.Helper()
	return s.as(owner).get(p(s.Project, "/export/full-backup/json/")).want(200).JSON.(row)
}

func TestBackupBecomesANewProjectOfTheImporter(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	data := s.as(owner).get(p(f.Project, "/export/full-backup/json/?include_progress=1")).want(200)
	imported := s.as(stranger).post(importAddress, string(data.Body)).want(200)
	imported.wantText("status", "success")
	imported.wantText("stats.klasifikasi", "2")
	imported.wantText("stats.sub_klasifikasi", "3")
	imported.wantText("stats.pekerjaan", "5")
	imported.wantText("report.dropped_count", "0")
	imported.wantText("report.changed_count", "0")
	source := s.as(owner).get(p(f.Project, "/rekap/")).want(200)
	for _, name := range []string{"jumlah", "ppn", "total", "dibulatkan"} {
		imported.wantText("totals."+name, source.text("meta.totals."+name))
	}
	id := imported.id("project_id")
	s.as(owner).get(p(id, "/rekap/")).want(404)
	recap := s.as(stranger).get(p(id, "/rekap/")).want(200)
	if got, want := strings.ReplaceAll(recap.text("meta.totals"), " ", ""), strings.ReplaceAll(source.text("meta.totals"), " ", ""); got != want {
		t.Errorf("totals %s, were %s", got, want)
	}
	visit := s.visit(stranger, id)
	view, err := s.View(t.Context(), visit)
	must(t, err)
	h := view.Header()
	if h.Nama != "Gedung <serbaguna> & taman (Import)" || h.IndexProject != imported.text("project_index") || visit.Role != app.Owner {
		t.Errorf("project %+v", h)
	}
	entries, total, err := s.Audit(t.Context(), visit, app.AuditFilter{Limit: 5})
	if err != nil || total != 1 || entries[0].Summary != "Proyek dibuat dari berkas cadangan" {
		t.Errorf("history %+v, %v", entries, err)
	}
}

// upload sends a file in a form.
func (c *client) upload(path string, file []byte, fields map[string]string) *answer {
	c.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for name, value := range fields {
		must(c.t, form.WriteField(name, value))
	}
	part, err := form.CreateFormFile("file", "cadangan.json")
	must(c.t, err)
	_, err = part.Write(file)
	must(c.t, err)
	must(c.t, form.Close())
	return c.send(http.MethodPost, path, &body, http.Header{"Content-Type": {form.FormDataContentType()}})
}

func TestBackupIsUploadedAsAFormToo(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	data := s.as(owner).get(p(f.Project, "/export/full-backup/json/")).want(200)
	whole := s.as(owner).upload(importAddress, data.Body, map[string]string{"import_progress": "1"}).want(200)
	whole.wantText("dry_run", "false")
	whole.wantText("stats.progress_weekly", "3")
	s.as(owner).upload(importAddress, data.Body[:len(data.Body)/2], nil).want(400).wantText("errors.0.path", "file")
	empty := s.as(owner).send(http.MethodPost, importAddress, strings.NewReader("--x--\r\n"), http.Header{"Content-Type": {`multipart/form-data; boundary=x`}})
	empty.want(400).wantText("errors.0.path", "file")
}

// The schedule comes along where it is asked for, and says so where it does not.
func TestScheduleOfABackupIsAskedFor(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	me := s.as(owner)
	data := me.get(p(f.Project, "/export/full-backup/json/")).want(200)
	data.wantText("include_progress", "true")
	for name, row := range map[string]struct {
		sent func() *answer
		rows string
	}{
		"a body":                   {func() *answer { return me.post(importAddress, string(data.Body)) }, "3"},
		"a body without":           {func() *answer { return me.post(importAddress+"?import_progress=0", string(data.Body)) }, "0"},
		"a form":                   {func() *answer { return me.upload(importAddress, data.Body, map[string]string{"import_progress": "1"}) }, "3"},
		"a form that does not ask": {func() *answer { return me.upload(importAddress, data.Body, nil) }, "0"},
	} {
		imported := row.sent().want(200)
		imported.wantText("stats.progress_weekly", row.rows)
		imported.wantText("report.dropped_count", map[bool]string{true: "1", false: "0"}[row.rows == "0"])
		view, err := s.View(t.Context(), s.visit(owner, imported.id("project_id")))
		must(t, err)
		if got := fmt.Sprint(view.Project.Progress.Len()); got != row.rows {
			t.Errorf("%s: %s weeks", name, got)
		}
	}
	without := me.get(p(f.Project, "/export/full-backup/json/?include_progress=0")).want(200)
	without.wantText("include_progress", "false")
	if strings.Contains(string(without.Body), `"progress_weekly"`) || without.Header.Get("ETag") == data.Header.Get("ETag") {
		t.Errorf("%.200s", without.Body)
	}
	blindly := s.as(blind).get(p(f.Project, "/export/full-backup/json/")).want(200)
	for _, week := range blindly.list("progress_weekly") {
		if week.(row)["actual_cost"] != nil {
			t.Errorf("a cost: %v", week)
		}
	}
}

func TestDryRunTellsTheSameAndStoresNothing(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	data := s.as(owner).get(p(f.Project, "/export/full-backup/json/")).want(200)
	// A reference that nobody knows is told before anything is stored.
	text := regexp.MustCompile(`"sumber":"[^"]*"`).ReplaceAllString(string(data.Body), `"sumber":"AHSP yang tidak ada"`)
	count := func() int {
		page, err := s.Projects(t.Context(), s.visit(owner, 0), app.ProjectQuery{})
		must(t, err)
		return page.Total
	}
	before := count()
	tried := []*answer{
		s.as(owner).post(importAddress+"?dry_run=1", text).want(200), s.as(owner).upload(importAddress+"?dry_run=true", []byte(text), nil).want(200),
		s.as(owner).upload(importAddress, []byte(text), map[string]string{"dry_run": "1"}).want(200),
	}
	for _, a := range tried {
		if a.at("project_id") != nil || a.at("project_index") != nil || a.text("dry_run") != "true" {
			t.Errorf("%s", a.Body)
		}
	}
	if got := count(); got != before {
		t.Fatalf("%d projects, were %d", got, before)
	}
	done := s.as(owner).post(importAddress+"?dry_run=0", text).want(200)
	for _, key := range []string{"report", "stats", "totals"} {
		if fmt.Sprint(done.at(key)) != fmt.Sprint(tried[0].at(key)) {
			t.Errorf("%s: %v, the dry run said %v", key, done.at(key), tried[0].at(key))
		}
	}
	if n := done.id("report.changed_count"); n < 2 {
		t.Errorf("%d changes told", n)
	}
	view, err := s.View(t.Context(), s.visit(owner, done.id("project_id")))
	must(t, err)
	for _, q := range view.WorkList() {
		if q.SourceType != rab.SourceCustom || len(view.ComponentsOf(q.ID)) == 0 && q.Uraian != "Taman" {
			t.Errorf("%s is %s with %d rows", q.Kode, q.SourceType, len(view.ComponentsOf(q.ID)))
		}
	}
	done.wantText("totals.total", s.as(owner).get(p(f.Project, "/rekap/")).want(200).text("meta.totals.total"))
}

func TestBackupOfAMemberWithoutPricesSaysSo(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	data := s.as(blind).get(p(f.Project, "/export/full-backup/json/")).want(200)
	data.wantText("include_prices", "false")
	for _, item := range data.list("harga_items") {
		if item.(row)["harga_satuan"] != nil {
			t.Errorf("a price: %v", item)
		}
	}
	imported := s.as(blind).post(importAddress, string(data.Body)).want(200)
	imported.wantText("report.changed.0.path", "include_prices")
}

func TestFilesAreNamedAfterTheProject(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	for rest, want := range map[string]string{
		"full-backup":    `^project_backup_v3\.0_Gedung__serbaguna__&_taman_\d{8}_\d{6}\.json$`,
		"list-pekerjaan": `^list_pekerjaan_Gedung__serbaguna__&_taman_\d{8}_\d{6}\.json$`,
		"template-ahsp":  `^template_ahsp_Gedung__serbaguna__&_taman_\d{8}_\d{6}\.json$`,
	} {
		a := s.as(reader).get(p(f.Project, "/export/"+rest+"/json/")).want(200)
		kind, parameters, err := mime.ParseMediaType(a.Header.Get("Content-Disposition"))
		must(t, err)
		if kind != "attachment" || !regexp.MustCompile(want).MatchString(parameters["filename"]) {
			t.Errorf("%s: %q", rest, a.Header.Get("Content-Disposition"))
		}
		again := s.as(reader).get(p(f.Project, "/export/"+rest+"/json/"), "If-None-Match", a.Header.Get("ETag"))
		if again.want(304); a.Header.Get("ETag") == "" {
			t.Errorf("%s: no ETag", rest)
		}
	}
	_, _, err := s.EditProject(t.Context(), s.visit(owner, f.Project), app.ProjectEdit{Edit: func(h *rab.Header) {
		h.Nama = "Rumah \"é\"\r\n建物; filename=x/../%41" + strings.Repeat("panjang", 10)
	}})
	must(t, err)
	header := s.as(owner).get(p(f.Project, "/export/full-backup/json/")).want(200).Header.Get("Content-Disposition")
	_, parameters, err := mime.ParseMediaType(header)
	must(t, err)
	if got := parameters["filename"]; !strings.HasPrefix(got, "project_backup_v3.0_Rumah__é___建物__filename=x_.._%41") || strings.ContainsAny(header, "\r\n") {
		t.Errorf("%q in %q", got, header)
	}
	if !regexp.MustCompile(`filename="[ -~]+"; filename\*=UTF-8''`).MatchString(header) {
		t.Errorf("no plain name in %q", header)
	}
}

func TestExportsHoldTheKeysOfTheContract(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	list := s.as(reader).get(p(f.Project, "/export/list-pekerjaan/json/")).want(200)
	list.wantText("export_type", "list_pekerjaan")
	list.wantText("klasifikasi.0.sub.0.pekerjaan.0.source_type", "ref")
	if list.id("klasifikasi.0.sub.0.pekerjaan.0.ref_ahsp_id") == 0 || list.at("klasifikasi.0.sub.0.pekerjaan.1.ref_ahsp_id") != nil {
		t.Error("only what is as published names its analysis")
	}
	list.wantText("stats.total_pekerjaan", "5")
	analyses := s.as(reader).get(p(f.Project, "/export/template-ahsp/json/")).want(200)
	analyses.wantText("pekerjaan_list.2.items.0.kode", "T.1")
	if _, ok := analyses.at("pekerjaan_list.2.items.0.koefisien").(json.Number); !ok {
		t.Error("the coefficient is no number")
	}
	analyses.wantText("stats.is_limited", "false")
}
