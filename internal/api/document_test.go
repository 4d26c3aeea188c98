package api_test

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"takar/internal/api"
	"takar/internal/app"
	"takar/internal/dossier"
	"takar/internal/rab"
)

const (
	statusAddress   = "/detail_project/api/export-status/async/{job}/"
	downloadAddress = "/detail_project/api/export-download/async/{job}/"
)

// withPrices are those who may see prices, and so have the documents of prices.
var withPrices = []string{owner, editor, reader}

func init() {
	samples["POST "+api.P+"/export/jadwal-pekerjaan/{format}/"] = sample{archived: true, status: 200, body: fixed(`{"paper":"f4","attachments":[{"title":"x"}]}`)}
	samples["POST "+api.P+"/export/jadwal-pekerjaan/professional/"] = sample{archived: true, status: 200, body: fixed(`{"format":"xlsx","gantt_data":{}}`)}
	samples["GET "+api.P+"/rincian-rab/export.csv"] = sample{status: 200, allowed: withPrices, refused: 403}
	samples["POST "+api.P+"/export-async/"] = sample{archived: true, status: 202, body: fixed(`{"export_type":"rab-kosong","format":"word"}`)}
	samples["GET "+statusAddress] = sample{status: 200, path: (*stage).ownedExport, allowed: []string{owner}, refused: 404}
	samples["GET "+downloadAddress] = sample{status: 200, path: (*stage).ownedExport, allowed: []string{owner}, refused: 404}

	options := map[string]kind{
		"paper": choice, "orientation": choice, "status": choice, "purpose": choice, "mode": choice,
		"period": values([]string{`[]`, `{}`}), "weeks": values([]string{`{}`, `[{}]`, `[true]`}),
	}
	forms["POST "+api.P+"/export/jadwal-pekerjaan/{format}/"] = form{body: body(row{"paper": "f4"}), optional: true, fields: options}
	forms["POST "+api.P+"/export/jadwal-pekerjaan/professional/"] = form{
		body: body(row{"report_type": "weekly", "weeks": []int{1, 2}, "format": "pdf"}), optional: true,
		fields: map[string]kind{
			"report_type": choice, "paper": choice, "format": values(notText, []string{`"json"`, `"csv"`, `"docx"`}),
			"weeks":  values([]string{`"x"`, `0`, `-1`, `"1,x"`, `[1.5]`, `[0]`, `["a"]`, `{}`, `9999`}),
			"period": values([]string{`"x"`, `0`, `-1`, `1.5`, `[]`, `{}`}),
		},
	}
	forms["POST "+api.P+"/export-async/"] = form{
		body: body(row{"export_type": "rab-kosong", "format": "word", "options": row{"paper": "a3"}}),
		fields: map[string]kind{
			"export_type": values(notText, []string{`""`, `"laporan-harian"`, `"json"`}), "format": values(notText, []string{`"json"`, `"docx"`}),
			"options": values([]string{`"x"`, `5`, `[]`, `true`}), "options.paper": choice, "options.status": choice,
		},
		wrong: []wrongBody{
			{name: "no document", path: "export_type", body: is(`{}`)},
			{name: "another project's phase", path: "options.tahapan_id", body: is(`{"export_type":"rekap-kebutuhan","options":{"mode":"tahapan","tahapan_id":987654}}`)},
		},
	}
}

// ownedExport is the address of a document that the owner has had made.
func (s *stage) ownedExport(pattern string) string {
	job, err := s.StartExport(s.t.Context(), s.visit(owner, s.Project), app.DocumentOrder{Kind: dossier.RABKosong, Format: dossier.CSV})
	must(s.t, err)
	s.ended(owner, job.ID)
	return strings.Replace(pattern, "{job}", strconv.FormatInt(job.ID, 10), 1)
}

// ended waits until a job of a person has ended.
func (s *site) ended(who string, id int64) *app.Job {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), time.Minute)
	defer cancel()
	for {
		job, err := s.Job(ctx, s.visit(who, 0), id)
		must(s.t, err)
		if job.FinishedAt != 0 {
			return job
		}
		select {
		case <-ctx.Done():
			s.t.Fatalf("job %d does not end: %+v", id, job)
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// fileTypes are the formats of files with their types and the begin of their contents.
var fileTypes = map[dossier.Format]struct{ contentType, extension, begin string }{
	dossier.PDF:  {"application/pdf", ".pdf", "%PDF-"},
	dossier.Word: {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx", "PK"},
	dossier.XLSX: {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx", "PK"},
	dossier.CSV:  {"text/csv; charset=utf-8", ".csv", "\ufeff"},
}

func TestEveryDocumentIsHadInEveryFormatThatIsOffered(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	offered := s.as(reader).get(v2(f.Project, "/documents/")).want(http.StatusOK)
	count := 0
	for _, item := range offered.list("documents") {
		entry := item.(row)
		if !entry["available"].(bool) {
			t.Errorf("%s is not available: %s", entry["kind"], entry["reason"])
		}
		for _, format := range entry["formats"].([]any) {
			address := fmt.Sprint(entry["export_url"], format, "/")
			file := s.as(reader).get(address).want(http.StatusOK)
			if format == "json" {
				continue
			}
			count++
			want := fileTypes[dossier.Format(format.(string))]
			name := file.Header.Get("Content-Disposition")
			if file.Header.Get("Content-Type") != want.contentType || !bytes.HasPrefix(file.Body, []byte(want.begin)) {
				t.Errorf("%s is %s, begins with %q", address, file.Header.Get("Content-Type"), file.Body[:min(8, len(file.Body))])
			}
			if !strings.HasPrefix(name, `attachment; filename="`) || !strings.HasSuffix(name, `_20260303`+want.extension+`"`) {
				t.Errorf("%s is called %s", address, name)
			}
			if mark := fmt.Sprintf("%d;%s", f.Project, offered.text("revision")); file.Header.Get("X-Takar-Project") != mark {
				t.Errorf("%s has the mark %q, want %q", address, file.Header.Get("X-Takar-Project"), mark)
			}
			again := s.as(reader).get(address, "If-None-Match", file.Header.Get("ETag")).want(http.StatusNotModified)
			if len(again.Body) != 0 {
				t.Errorf("%s: 304 with %d bytes", address, len(again.Body))
			}
			head := s.as(reader).write(http.MethodHead, address, nil)
			if head.Status != http.StatusOK || head.Header.Get("Content-Length") != itoa(len(file.Body)) || len(head.Body) != 0 {
				t.Errorf("HEAD %s: %d, %s bytes announced", address, head.Status, head.Header.Get("Content-Length"))
			}
		}
	}
	if count < 3 {
		t.Errorf("%d files", count)
	}
}

// Two servers that hold the same project, or one that has forgotten what it made, make the
// same bytes (rulings G44).
func TestEqualRevisionsGiveEqualFiles(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	late := s.now()
	other, err := app.New(context.WithoutCancel(t.Context()), app.Config{Store: s.store, Now: func() time.Time { return late.AddDate(0, 0, 3) }})
	must(t, err)
	t.Cleanup(other.Close)
	visit := s.visit(owner, f.Project)
	elsewhere, err := other.VisitOwner(t.Context(), f.Project)
	must(t, err)
	for _, entry := range dossier.Catalogue() {
		for _, format := range app.DocumentFormats(&entry) {
			order := app.DocumentOrder{Kind: entry.Kind, Format: format}
			first, err := s.Document(t.Context(), visit, order, nil)
			must(t, err)
			second, err := other.Document(t.Context(), elsewhere, order, nil)
			must(t, err)
			if !bytes.Equal(first.Data, second.Data) {
				t.Errorf("%s as %s differs from itself", entry.Kind, format)
			}
			if first.Name == second.Name {
				t.Errorf("%s is called %s three days later, too", entry.Kind, first.Name)
			}
		}
	}
}

func TestDocumentsOfPricesAreRefusedWithoutTheRight(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	hers := s.as(blind)
	offered := hers.get(v2(f.Project, "/documents/")).want(http.StatusOK)
	refused := 0
	for _, item := range offered.list("documents") {
		entry := item.(row)
		for _, format := range entry["formats"].([]any) {
			answered := hers.get(fmt.Sprint(entry["export_url"], format, "/"))
			if !entry["money"].(bool) {
				answered.want(http.StatusOK)
				continue
			}
			refused++
			answered.want(http.StatusForbidden).wantText("code", "FORBIDDEN")
			if !strings.Contains(answered.text("message"), "harga") || entry["available"].(bool) || entry["reason"] != answered.text("message") {
				t.Errorf("%s: %s, offered with %q", entry["kind"], answered.text("message"), entry["reason"])
			}
		}
	}
	if refused == 0 {
		t.Error("nothing is refused")
	}
	hers.post(p(f.Project, "/export-async/"), row{"export_type": "rekap-rab"}).want(http.StatusForbidden)
	tag := s.as(owner).get(p(f.Project, "/export/rekap-rab/csv/")).want(200).Header.Get("ETag")
	hers.get(p(f.Project, "/export/rekap-rab/csv/"), "If-None-Match", tag).want(http.StatusForbidden)
	hash, full := offered.text("hash"), s.as(owner).get(v2(f.Project, "/documents/")).want(200).text("hash")
	if len(hash) != 12 || hash == full {
		t.Errorf("hash %s without prices, %s with them", hash, full)
	}
}

func TestUnknownDocumentsAreNotFound(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	for _, name := range []string{
		"laporan-harian/pdf", "rekap-rab/docx", "rekap-rab/PDF", "rab-kosong/json", "jadwal-pekerjaan/json", "%00/pdf", "rekap-rab/%00", "rekap-rab/pdf%2F..",
		"rab-kosong/json/?paper=x",
	} {
		s.as(owner).get(p(f.Project, "/export/"+name)).want(http.StatusNotFound)
	}
	s.as(owner).post(p(f.Project, "/export/jadwal-pekerjaan/json/"), nil).want(http.StatusNotFound)
	s.as(owner).post(p(f.Project, "/export/rekap-rab/pdf/"), nil).want(http.StatusMethodNotAllowed)
	for _, name := range []string{"rekap-rab/csv/", "rekap-rab/json/", "rab-kosong/csv/", "paket/pdf/", "jadwal-pekerjaan/professional/", "laporan-harian/pdf/"} {
		s.as(stranger).get(p(f.Project, "/export/"+name)).want(http.StatusNotFound)
		s.as(owner).get(p(987654321, "/export/"+name)).want(http.StatusNotFound)
	}
}

func TestOptionsChangeTheFile(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	seen := map[string]string{}
	for _, query := range []string{"", "?paper=f4", "?paper=a3&orientation=landscape", "?status=draft", "?purpose=hps", "?bobot=1", "?signatures=0"} {
		file := s.as(owner).get(p(f.Project, "/export/rekap-rab/word/"+query)).want(http.StatusOK)
		text := string(file.Body) + file.Header.Get("ETag")
		for other, known := range seen {
			if known == text {
				t.Errorf("%q gives the file of %q", query, other)
			}
		}
		seen[query] = text
		if drafted := strings.Contains(unzipped(t, file.Body), "DRAF"); drafted != (query == "?status=draft") {
			t.Errorf("%q: watermark %v", query, drafted)
		}
	}
	// Parameters of other documents change nothing.
	plain := s.as(owner).get(p(f.Project, "/export/rekap-rab/csv/")).want(200)
	same := s.as(owner).get(p(f.Project, "/export/rekap-rab/csv/?report_type=weekly&status=final&purpose=")).want(200)
	if plain.Header.Get("ETag") != same.Header.Get("ETag") {
		t.Error("two ways to say the same are two files")
	}
}

// unzipped joins all parts of a file of Office.
func unzipped(t testing.TB, data []byte) string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	must(t, err)
	var all strings.Builder
	for _, part := range archive.File {
		content, err := part.Open()
		must(t, err)
		_, err = io.Copy(&all, content)
		must(t, err)
	}
	return all.String()
}

func TestTheJSONOfADocumentShowsTheFiguresOfTheRecap(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	model := s.as(owner).get(p(f.Project, "/export/rekap-rab/json/")).want(http.StatusOK)
	recap := s.as(owner).get(p(f.Project, "/rekap/")).want(http.StatusOK)
	for i, want := range []string{"Uraian Pekerjaan", "Kode AHSP", "Satuan", "Volume", "Harga Satuan (Rp)", "Jumlah Harga (Rp)"} {
		model.wantText("pages.0.table_data.headers."+itoa(i), want)
	}
	model.wantText("pages.1.table_data.headers.1", "Uraian Klasifikasi")
	var foot []string
	for _, line := range model.list("pages.1.footer_rows") {
		foot = append(foot, fmt.Sprint(line.([]any)[1]))
	}
	view, err := s.View(t.Context(), s.visit(owner, f.Project))
	must(t, err)
	totals := view.Figures().Totals
	for _, want := range []string{totals.Jumlah.Indonesian(2, 2), totals.Dibulatkan.Indonesian(2, 2)} {
		if !slices.Contains(foot, want) {
			t.Errorf("the foot %v lacks %s", foot, want)
		}
	}
	lines := 0
	for i, kind := range model.list("pages.0.row_types") {
		if kind != "item" {
			continue
		}
		line, _ := view.Figures().LineOf(recap.id("rows." + itoa(lines) + ".pekerjaan_id"))
		model.wantText(fmt.Sprintf("pages.0.table_data.rows.%d.0", i), line.Pekerjaan.Uraian)
		if line.State == rab.LineComplete {
			model.wantText(fmt.Sprintf("pages.0.table_data.rows.%d.5", i), line.Total.Indonesian(2, 2))
		}
		lines++
	}
	if lines != len(recap.list("rows")) {
		t.Errorf("%d lines, want %d", lines, len(recap.list("rows")))
	}
}

func TestAPageOfADocumentIsSeenBeforeItIsHad(t *testing.T) {
	s := newSite(t)
	f, hers := s.fill(), s.as(blind)
	address := v2(f.Project, "/documents/preview/?kind=")
	picture := hers.get(address + "volume-pekerjaan&paper=f4").want(http.StatusOK)
	if picture.Header.Get("Content-Type") != "image/svg+xml" || picture.Header.Get("X-Content-Type-Options") != "nosniff" || !bytes.Contains(picture.Body, []byte("<svg")) {
		t.Errorf("%v: %.80s", picture.Header, picture.Body)
	}
	if strings.Contains(string(picture.Body), "<script") || picture.Header.Get("Content-Disposition") != "" {
		t.Error("it is no picture to look at")
	}
	hers.get(address+"volume-pekerjaan&paper=f4", "If-None-Match", picture.Header.Get("ETag")).want(http.StatusNotModified)
	if second := hers.get(address + "volume-pekerjaan&paper=f4&status=draft").want(http.StatusOK); !strings.Contains(string(second.Body), "DRAF") || strings.Contains(string(picture.Body), "DRAF") {
		t.Error("the watermark of a draft is not seen, or that of a final one is")
	}
	if none := hers.get(address + "volume-pekerjaan&page=99").want(http.StatusNotFound); none.text("code") != "NO_PAGE" || !strings.Contains(none.text("message"), "halaman") {
		t.Errorf("%s", none.Body)
	}
	hers.get(address + "rekap-rab").want(http.StatusForbidden)
	for query, path := range map[string]string{"": "kind", "x": "kind", "volume-pekerjaan&page=0": "page", "volume-pekerjaan&page=x": "page", "volume-pekerjaan&paper=a5": "paper"} {
		hers.get(address+query).want(http.StatusBadRequest).wantText("errors.0.path", path)
	}
}

func TestNumbersOfFilesAreThoseOfTheProject(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	view, err := s.View(t.Context(), s.visit(owner, f.Project))
	must(t, err)
	totals := view.Figures().Totals
	for _, want := range []string{totals.Jumlah.Indonesian(2, 2), totals.Dibulatkan.Indonesian(2, 2)} {
		if text := unzipped(t, s.as(owner).get(p(f.Project, "/export/rekap-rab/word/")).want(200).Body); !strings.Contains(text, want) {
			t.Errorf("the file of Word lacks %s", want)
		}
	}
	flat := string(s.as(owner).get(p(f.Project, "/rincian-rab/export.csv?canon=1")).want(200).Body)
	if total := strings.ReplaceAll(totals.Jumlah.Indonesian(2, 2), ".", ""); !strings.Contains(flat, total) {
		t.Errorf("the flat list lacks %s", total)
	}
	prices := s.as(owner).get(p(f.Project, "/export/harga-items/json/")).want(200)
	listed := 0
	for i, item := range prices.list("items") {
		row, _ := view.PriceItems.Get(prices.id("items." + itoa(i) + ".id"))
		listed++
		if harga := item.(map[string]any)["harga_satuan"]; (harga != nil) != row.Harga.Valid || harga != nil && fmt.Sprint(harga) != row.Harga.Decimal.Fixed(2) {
			t.Errorf("%s costs %v, want %s", row.Kode, harga, row.Harga.Decimal)
		}
	}
	if listed < 4 {
		t.Errorf("%d items", listed)
	}
	volumes := s.as(blind).get(p(f.Project, "/export/volume-pekerjaan/json/?params=rusak")).want(200)
	volumes.wantText("pages.0.table_data.headers.2", "Formula")
	if text := string(volumes.Body); !strings.Contains(text, "panjang*2") || !strings.Contains(text, "24,691") || !strings.Contains(text, "12,345678") {
		t.Errorf("volumes %.600s", text)
	}
	needs := s.as(owner).get(p(f.Project, "/export/rekap-kebutuhan/json/?kategori=TK")).want(200)
	needs.wantText("table_data.headers.4", "Qty")
	needs.wantText("meta.filters.kategori_items.0", "TK")
	needs.wantText("meta.grand_total_cost", s.as(owner).get(p(f.Project, "/rekap-kebutuhan/?kategori=TK")).text("meta.grand_total_cost"))
	weeks := s.as(owner).get(p(f.Project, "/export/rekap-kebutuhan/json/?period_mode=week_range&week_basis=project&period_start=W01&period_end=W02")).want(200)
	if len(weeks.list("pages")) < 2 {
		t.Errorf("%d pages for two weeks", len(weeks.list("pages")))
	}
}

func TestReportsAreNamedAfterTheirPeriods(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	for query, want := range map[string]string{
		"": "Laporan_Rekap_20260303.pdf", "report_type=weekly&weeks=2,1&format=xlsx": "Laporan_Minggu_1-2_20260303.xlsx",
		"report_type=monthly&period=1&format=word": "Laporan_Bulan_1_20260303.docx", "report_type=weekly": "Laporan_Minggu_20260303.pdf",
	} {
		file := s.as(reader).get(p(f.Project, "/export/jadwal-pekerjaan/professional/?"+query)).want(http.StatusOK)
		if got := file.Header.Get("Content-Disposition"); got != `attachment; filename="`+want+`"` {
			t.Errorf("%q is called %s", query, got)
		}
	}
	// What stands in the address wins over what stands in the body.
	sent := s.as(reader).post(p(f.Project, "/export/jadwal-pekerjaan/professional/?format=xlsx"), `{"format":"word","report_type":"weekly","weeks":[2]}`).want(http.StatusOK)
	if got := sent.Header.Get("Content-Disposition"); !strings.Contains(got, "Laporan_Minggu_2_20260303.xlsx") {
		t.Errorf("the file is called %s", got)
	}
	for _, query := range []string{"report_type=daily", "weeks=0&report_type=weekly", "weeks=x&report_type=weekly", "weeks=999&report_type=weekly", "period=x&report_type=monthly", "format=json", "format=csv"} {
		name, _, _ := strings.Cut(query, "=")
		s.as(reader).get(p(f.Project, "/export/jadwal-pekerjaan/professional/?"+query)).want(http.StatusBadRequest).wantText("errors.0.path", name)
	}
}
