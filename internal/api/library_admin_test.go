package api_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"takar/internal/api"
)

// sendFile sends a file as a form.
func (c *client) sendFile(path, name, data string, fields ...string) *answer {
	c.t.Helper()
	body, contentType := uploadForm("excel_file", name, data, fields...)
	return c.send(http.MethodPost, path, strings.NewReader(body), http.Header{"Content-Type": {contentType}})
}

// texts returns the values of one field of all rows of an answer.
func (a *answer) texts(list, field string) string {
	a.t.Helper()
	var all []string
	for i := range a.list(list) {
		all = append(all, a.text(fmt.Sprintf("%s.%d.%s", list, i, field)))
	}
	return strings.Join(all, " ")
}

func TestAWorkbookBecomesAnEditionOverHTTP(t *testing.T) {
	s := newSite(t)
	me := s.as(admin)
	created := me.sendFile(api.R+"/import/", "uji.csv", libraryFile, "edition", "AHSP Kota").want(http.StatusCreated)
	created.wantText("import.edition", "AHSP Kota")
	created.wantText("import.version", "1")
	created.wantText("import.summary.components", "5")
	created.wantText("open", "4")
	if got := created.texts("kinds", "kind"); got != "suspect_koefisien missing_kategori missing_satuan unit_missing unit_from_name" {
		t.Errorf("kinds %s", got)
	}
	at := api.R + "/import/" + created.text("import.id")
	me.get(api.R+"/import/").want(http.StatusOK).wantText("imports.0.file", "uji.csv")
	me.get(at+"/").want(http.StatusOK).wantText("open", "4")

	findings := me.get(at + "/findings/?state=open&page_size=3&page=2").want(http.StatusOK)
	findings.wantText("pagination.total_count", "4")
	findings.wantText("pagination.has_prev", "true")
	findings.wantText("data.0.kind", "unit_missing")
	findings.wantText("data.0.nama_ahsp", "Papan nama")
	me.get(at+"/findings/?kind=missing_satuan&search=bata").want(http.StatusOK).wantText("data.0.row", "4")
	me.get(at + "/findings/?kind=bukan").want(http.StatusBadRequest)
	me.get(at + "/findings/?state=bukan").want(http.StatusBadRequest)
	me.get(at+"/jobs/?sort=nama_ahsp&order=desc").want(http.StatusOK).wantText("data.0.nama_ahsp", "Pemasangan 1 m2 dinding bata")
	me.get(at+"/jobs/?search=PAPAN").want(http.StatusOK).wantText("pagination.total_count", "1")
	me.get(at+"/items/?kode_ahsp=1.2&kategori=LAIN").want(http.StatusOK).wantText("data.0.findings.1.kind", "missing_kategori")

	resolved := me.post(at+"/resolve/", row{"version": 1, "why": "cek dokumen", "rules": []row{
		{"kind": "missing_satuan", "action": "set", "value": "buah"}, {"finding": findings.id("data.0.finding"), "action": "set", "value": "buah"},
	}, "corrections": []row{{"kode_ahsp": "1.1", "source_row": 2, "field": "koefisien", "old_value": "0.75", "value_text": "0,8"}}}).want(http.StatusOK)
	resolved.wantText("open", "2")
	resolved.wantText("changed", "3")
	resolved.wantText("import.version", "2")
	me.get(at+"/findings/?state=settled").want(http.StatusOK).wantText("pagination.total_count", "3") // with the unit read from a name
	me.post(at+"/resolve/", row{"version": 1, "why": "cek", "rules": []row{{"kind": "missing_kategori", "action": "keep"}}}).want(http.StatusConflict)
	me.post(at+"/commit/", row{"version": 1}).want(http.StatusConflict)

	edition := me.post(at+"/commit/", row{"version": 2}).want(http.StatusCreated)
	edition.wantText("edition.name", "AHSP Kota")
	me.get(at + "/").want(http.StatusNotFound)
	s.as(stranger).get("/referensi/api/search?q=galian+tnah&sumber=AHSP+Kota").want(http.StatusOK).wantText("results.0.text", "1.1 - Galian tanah")
	me.get(api.R+"/items/?sumber=AHSP+Kota&search=pekerja").want(http.StatusOK).wantText("data.0.koefisien", "0.8")
	made := me.get(api.R + "/corrections/?made=1&edition=" + edition.text("edition.id")).want(http.StatusOK)
	made.wantText("pagination.total_count", "3")
	made.wantText("data.0.value", "0.8")
	made.wantText("data.0.user.username", admin)
	me.get(api.R + "/corrections/").want(http.StatusBadRequest)
	me.get(api.R+"/item-codes/?kategori=TK&search=mandor").want(http.StatusOK).wantText("data.0.kode_item", "TK.0006") // as in the starter library
	if got := me.get(api.R+"/log/").want(http.StatusOK).texts("data", "action"); got != "commit resolve stage commit" {
		t.Errorf("log %s", got)
	}
	me.get(api.R+"/log/?action=stage&date_from=2026-03-03&date_to=2026-03-03").want(http.StatusOK).wantText("data.0.user.username", admin)
	me.get(api.R+"/log/?date_to=2026-03-02").want(http.StatusOK).wantText("pagination.total_count", "0")
	me.get(api.R + "/log/?action=bukan").want(http.StatusBadRequest)
}

func TestTheLibraryIsListedCorrectedAndRevised(t *testing.T) {
	s := newSite(t)
	me := s.as(admin)
	jobs := me.get(api.R + "/jobs/?search=pasngan%20bata%201/2%20bt").want(http.StatusOK)
	jobs.wantText("status", "success")
	jobs.wantText("data.0.kode_ahsp", "3.6.1.8")
	jobs.wantText("data.0.has_anomaly", "false")
	if got := jobs.text("data.0.rincian_count"); got != "7" {
		t.Errorf("%s components", got)
	}
	all := me.get(api.R + "/jobs/?page_size=500&sort=kode_ahsp&order=desc").want(http.StatusOK)
	all.wantText("pagination.page_size", "100")
	if kodes := strings.Fields(all.texts("data", "kode_ahsp")); !slices.Contains(kodes, "7.1.1.1") || kodes[len(kodes)-1] != "1.1.3.1" {
		t.Errorf("codes %v", kodes)
	}
	me.get(api.R + "/jobs/?sort=harga").want(http.StatusBadRequest)
	me.get(api.R+"/jobs/?sumber=tidak+ada").want(http.StatusOK).wantText("pagination.total_count", "0")
	me.get(api.R+"/jobs/?klasifikasi=Pekerjaan+Tanah&anomaly_only=1").want(http.StatusOK).wantText("pagination.total_count", "0")
	me.get(api.R+"/jobs/?page=999999999999999999").want(http.StatusOK).wantText("pagination.total_pages", "4")
	stats := me.get(api.R + "/stats/").want(http.StatusOK)
	stats.wantText("data.anomaly_count", "0")
	stats.wantText("data.sources.0", "Pustaka Contoh Takar")

	job := jobs.text("data.0.id")
	items := me.get(api.R + "/items/?job_id=" + job + "&sort=koefisien").want(http.StatusOK)
	item, old := items.text("data.0.id"), items.text("data.0.koefisien")
	saved := me.write(http.MethodPatch, api.R+"/items/"+item+"/", row{"field": "koefisien", "value": "0.0125", "old_value": old, "why": "salah cetak"}).want(http.StatusOK)
	saved.wantText("data.old_value", old)
	saved.wantText("data.value", "0.0125")
	saved.wantText("data.waiting_corrections", "1")
	me.write(http.MethodPatch, api.R+"/items/"+item+"/", row{"field": "koefisien", "value": "0.02", "old_value": old}).want(http.StatusConflict)
	me.write(http.MethodPatch, api.R+"/jobs/"+job+"/", row{"field": "klasifikasi", "value": "Dinding & partisi"}).want(http.StatusOK).wantText("data.waiting_corrections", "2")
	me.get(api.R+"/jobs/?klasifikasi=Dinding+%26+partisi").want(http.StatusOK).wantText("data.0.id", job)
	me.get(api.R+"/items/?job_id="+job+"&search=").want(http.StatusOK).wantText("pagination.total_count", "7")
	s.as(stranger).get("/referensi/api/search?q=3.6.1.8&klasifikasi=Dinding+%26+partisi").want(http.StatusOK)

	editions := me.get(api.R + "/editions/").want(http.StatusOK)
	editions.wantText("editions.0.waiting_corrections", "2")
	edition := editions.text("editions.0.id")
	waiting := me.get(api.R + "/corrections/?edition=" + edition).want(http.StatusOK)
	waiting.wantText("data.0.field", "klasifikasi")
	waiting.wantText("data.0.why", "diubah lewat daftar pustaka, tanpa alasan")
	waiting.wantText("data.1.why", "salah cetak")
	me.write(http.MethodDelete, api.R+"/corrections/"+waiting.text("data.0.id")+"/", "").want(http.StatusOK)
	me.write(http.MethodDelete, api.R+"/corrections/"+waiting.text("data.0.id")+"/", "").want(http.StatusNotFound)
	me.post(api.R+"/editions/"+edition+"/revise/", row{"stamp": editions.text("editions.0.stamp")}).want(http.StatusConflict)
	stamp := me.get(api.R + "/editions/").want(http.StatusOK).text("editions.0.stamp")
	me.post(api.R+"/editions/"+edition+"/revise/", row{"stamp": stamp}).want(http.StatusCreated).wantText("edition.revision", "2")
	editions = me.get(api.R + "/editions/").want(http.StatusOK)
	if got := editions.texts("editions", "revision") + " " + editions.texts("editions", "on_offer"); got != "2 1 true false" {
		t.Errorf("editions %s", got)
	}
	if now := me.get(api.R+"/items/?search=3.6.1.8").want(http.StatusOK).texts("data", "koefisien"); !slices.Contains(strings.Fields(now), "0.0125") {
		t.Errorf("coefficients %s", now)
	}
	me.write(http.MethodPatch, api.R+"/jobs/"+job+"/", row{"field": "nama_ahsp", "value": "x"}).want(http.StatusBadRequest) // an id of revision 1
}

func TestWhatTheContractCallsADeletionWithdraws(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	me := s.as(admin)
	before := s.stored(f.Project)
	preview := me.get(api.R + "/delete/preview?sumber=Pustaka+Contoh+Takar").want(http.StatusOK)
	preview.wantText("success", "true")
	preview.wantText("preview.affected_files.0", "analisa.txt")
	preview.wantText("preview.editions.0.revision", "1")
	me.get(api.R + "/delete/preview").want(http.StatusBadRequest)
	s.as(stranger).get("/referensi/api/search?q=bata").want(http.StatusOK).at("results.0")
	gone := me.post(api.R+"/delete/execute", row{"source_file": "analisa.txt", "confirm": true}).want(http.StatusOK)
	gone.wantText("result.jobs_deleted", preview.text("preview.jobs_count"))
	if n := len(s.as(stranger).get("/referensi/api/search?q=bata").want(http.StatusOK).list("results")); n != 0 {
		t.Errorf("%d hits in a withdrawn edition", n)
	}
	s.as(stranger).get("/referensi/api/sources").want(http.StatusOK).wantText("default", "<nil>")
	me.get(api.R+"/stats/").want(http.StatusOK).wantText("data.jobs_count", "0")
	if s.stored(f.Project) != before {
		t.Error("a project changed")
	}
	s.as(owner).get(p(f.Project, "/rekap/")).want(http.StatusOK)
	edition := me.get(api.R + "/editions/").want(http.StatusOK)
	edition.wantText("editions.0.withdrawn_by", admin)
	me.post(api.R+"/editions/"+edition.text("editions.0.id")+"/restore/", "").want(http.StatusOK)
	s.as(stranger).get("/referensi/api/search?q=bata").want(http.StatusOK).at("results.0")
}

// archive is a zip file of parts.
func archive(t *testing.T, parts map[string]string) string {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for name, content := range parts {
		part, err := w.Create(name)
		must(t, err)
		_, err = part.Write([]byte(content))
		must(t, err)
	}
	must(t, w.Close())
	return out.String()
}

func workbook(sheet string, more ...string) map[string]string {
	parts := map[string]string{
		"xl/workbook.xml":            `<workbook><sheets><sheet name="A" r:id="a"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="a" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml":   "<worksheet><sheetData>" + sheet + "</sheetData></worksheet>",
	}
	for i := 0; i+1 < len(more); i += 2 {
		parts[more[i]] = more[i+1]
	}
	return parts
}

func TestHostileUploadsAreRefused(t *testing.T) {
	oneByOne(t)
	s := newSite(t)
	me := s.as(admin)
	wide := "<row>" + strings.Repeat("<c><v>1</v></c>", 100_000) + "</row>"
	tall := strings.Repeat("x,1\n", 60_000)
	for name, c := range map[string]struct {
		file, data string
		status     int
		says       string
	}{
		"zip bomb":        {"a.xlsx", archive(t, workbook(strings.Repeat(" ", 30<<20))), 400, "bom zip"},
		"macros":          {"a.xlsm", archive(t, workbook("", "xl/vbaProject.bin", "x")), 400, "makro"},
		"100,000 columns": {"a.xlsx", archive(t, workbook(wide)), 400, "100 kolom"},
		"60,000 rows":     {"a.csv", "sumber_ahsp,kode_ahsp,nama_ahsp,kategori,item,satuan,koefisien\n" + tall, 400, ""},
		"old workbook":    {"a.xls", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 400, ".xls"},
		"a program":       {"a.xlsx", "MZ\x00\x01", 400, "jenis berkas"},
		"a formula":       {"a.csv", strings.Replace(libraryFile, "Galian tanah", `"=WEBSERVICE(""http://x"")"`, 1), 400, "WEBSERVICE"},
		"no header":       {"a.csv", "1,2,3\n", 400, "kolom wajib"},
		"nothing":         {"a.csv", "", 400, "kosong"},
		"51 MB":           {"a.csv", strings.Repeat("x", 51<<20), 413, "50 MB"},
		"a name of NUL":   {"a\x00.csv", strings.Replace(libraryFile, "Papan nama", "Papan\x00nama", 1), 400, ""},
	} {
		answered := me.sendFile(api.R+"/import/", c.file, c.data)
		if problem := refusal(answered, c.status, ""); problem != "" || !strings.Contains(string(answered.Body), c.says) {
			t.Errorf("%s: %s: %.300s", name, problem, answered.Body)
		}
	}
	bad := me.sendFile(api.R+"/import/", "a.csv", strings.Replace(libraryFile, "0.025", "abc", 1)).want(http.StatusBadRequest)
	bad.wantText("errors.0.row", "3")
	bad.wantText("errors.0.column", "koefisien")
	for name, request := range map[string]struct{ body, contentType string }{
		"JSON":        {`{"excel_file":"x"}`, "application/json"},
		"no boundary": {"x", "multipart/form-data"},
		"cut off":     {sampleForm[:len(sampleForm)/2], sampleFormType},
		"no file":     {"--b\r\nContent-Disposition: form-data; name=\"edition\"\r\n\r\nx\r\n--b--\r\n", "multipart/form-data; boundary=b"},
		"two files": {
			strings.Repeat("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nx\r\n", 2) + "--b--\r\n", "multipart/form-data; boundary=b",
		},
		"a huge field": {"--b\r\nContent-Disposition: form-data; name=\"edition\"\r\n\r\n" + strings.Repeat("x", 1<<20) + "\r\n--b--\r\n", "multipart/form-data; boundary=b"},
	} {
		answered := me.send(http.MethodPost, api.R+"/import/", strings.NewReader(request.body), http.Header{"Content-Type": {request.contentType}})
		if problem := refusal(answered, http.StatusBadRequest, ""); problem != "" {
			t.Errorf("%s: %s: %.300s", name, problem, answered.Body)
		}
	}
	if n := len(me.get(api.R + "/import/").want(http.StatusOK).list("imports")); n != 0 {
		t.Errorf("%d files are staged", n)
	}
	if n := len(me.get(api.R + "/editions/").want(http.StatusOK).list("editions")); n != 1 {
		t.Errorf("%d editions", n)
	}
}

// The national workbook goes the whole way; it is not part of this repository.
func TestTheNationalWorkbookIsStagedSettledAndCommitted(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "data", "SNI_2025_AHSP.xlsx"))
	if err != nil {
		t.Skip("the national workbook is not here")
	}
	s := newSite(t)
	me := s.as(admin)
	created := me.sendFile(api.R+"/import/", "SNI_2025_AHSP.xlsx", string(data)).want(http.StatusCreated)
	created.wantText("import.summary.analyses", "2305")
	at := api.R + "/import/" + created.text("import.id")
	me.get(at+"/findings/?kind=lost_decimal&page_size=100").want(http.StatusOK).wantText("pagination.total_count", "725")
	me.post(at+"/resolve/", row{"why": "empat angka dibagi seribu", "rules": []row{{"kind": "lost_decimal", "action": "accept"}}}).want(http.StatusOK).wantText("changed", "561")
	me.get(at+"/findings/?kind=lost_decimal&state=open").want(http.StatusOK).wantText("pagination.total_count", "164")
	me.post(at+"/commit/", row{"version": 2}).want(http.StatusCreated).wantText("edition.name", "AHSP 2025")
	me.get(api.R+"/stats/?sumber=AHSP+2025").want(http.StatusOK).wantText("data.findings.lost_decimal", "164")
	first := s.as(stranger).get("/referensi/api/search?q=pasngan+bata+1/2+bt&sumber=AHSP+2025").want(http.StatusOK)
	if text := first.text("results.0.text"); !strings.Contains(text, "½ Batu") {
		t.Errorf("the first hit is %s", text)
	}
}
