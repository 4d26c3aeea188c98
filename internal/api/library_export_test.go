package api_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"takar/internal/ahsp"
	"takar/internal/decimal"
	"takar/internal/spreadsheet"
)

func init() {
	samples["GET /referensi/export/single/{analysis}/excel/"] = sample{status: 200, path: (*stage).libraryPath}
	samples["GET /referensi/export/search/excel/"] = sample{status: 200, path: func(_ *stage, pattern string) string { return pattern + "?q=bata" }}
	samples["POST /referensi/export/multiple/excel/"] = sample{
		status: 200, contentType: "application/x-www-form-urlencoded",
		body: func(s *stage) any { return "job_ids=" + strconv.FormatInt(s.someAnalysis().ID, 10) },
	}
	forms["POST /referensi/export/multiple/excel/"] = form{bodyless: true} // a form: see TestWrongExportsOfTheLibraryAreRefused
}

// sheet reads a sheet of an exported workbook: its rows, cells joined by bars, as they stand
// in the file. It fails the test for a formula.
func (a *answer) sheet(name string) []string {
	a.t.Helper()
	if got := a.Header.Get("Content-Type"); got != spreadsheet.Type {
		a.t.Fatalf("%s is %s", a.path, got)
	}
	workbook, err := spreadsheet.OpenBytes(a.Body, spreadsheet.Limits{})
	must(a.t, err)
	var rows []string
	for row, err := range workbook.Rows(name) {
		must(a.t, err)
		var cells []string
		for _, cell := range row.Cells {
			if cell.Formula {
				a.t.Errorf("row %d holds a formula", row.Number)
			}
			cells = append(cells, cell.Text)
		}
		rows = append(rows, fmt.Sprintf("%d %s", row.Number, strings.Join(cells, "|")))
	}
	return rows
}

func (c *client) submit(path string, fields url.Values) *answer {
	c.t.Helper()
	return c.send(http.MethodPost, path, strings.NewReader(fields.Encode()), http.Header{"Content-Type": {"application/x-www-form-urlencoded"}})
}

// dangerous commits an edition whose texts would do harm as formulas, and returns the ids of
// its analyses.
func (s *site) dangerous() []int64 {
	s.t.Helper()
	edition, err := s.CommitEdition(s.t.Context(), &ahsp.Imported{Edition: ahsp.Edition{Name: "AHSP Uji"}, Analyses: []ahsp.Analysis{
		{Kode: "9/1", Nama: `=HYPERLINK("http://x","klik")`, Satuan: "m2", Klasifikasi: "+1", SubKlasifikasi: "@SUM(A1)", Components: []ahsp.Component{
			{Kategori: ahsp.BHN, Kode: "-B.1", Uraian: `=cmd|'/c calc'!A0`, Satuan: "m³", Koefisien: decimal.MustParse("123456789012.123456")},
			{Kategori: ahsp.TK, Kode: "007", Uraian: "Pekerja ½ hari", Satuan: "OH", Koefisien: decimal.MustParse("0.000001"), Position: 1},
		}},
		{Kode: "9.2", Nama: "Galian \"uji\" & <b>", Satuan: "m3"},
	}}, 0, false)
	must(s.t, err)
	s.visit(admin, 0)
	library, _ := s.Library()
	var ids []int64
	for _, analysis := range library.All(edition.ID) {
		ids = append(ids, analysis.ID)
	}
	return ids
}

func TestAnAnalysisIsExportedExactly(t *testing.T) {
	s := newSite(t)
	ids := s.dangerous()
	file := s.as(stranger).get(fmt.Sprintf("/referensi/export/single/%d/excel/", ids[1])).want(http.StatusOK)
	if got := file.Header.Get("Content-Disposition"); got != `attachment; filename="AHSP_9_1.xlsx"` {
		t.Errorf("saved as %s", got)
	}
	want := []string{
		"1 ANALISA HARGA SATUAN PEKERJAAN", "3 Sumber|AHSP Uji", "4 Revisi|1", "5 Kode|9/1", `6 Nama|=HYPERLINK("http://x","klik")`, "7 Satuan|m2",
		"8 Klasifikasi|+1", "9 Sub Klasifikasi|@SUM(A1)", "12 No|Kategori|Kode|Uraian|Satuan|Koefisien",
		"13 1|Bahan|-B.1|=cmd|'/c calc'!A0|m³|123456789012.123456", "14 2|Tenaga Kerja|007|Pekerja ½ hari|OH|0.000001",
	}
	if got := file.sheet("AHSP"); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	short := s.as(stranger).get(fmt.Sprintf("/referensi/export/single/%d/excel/?include_rincian=0", ids[1])).want(http.StatusOK)
	if got := short.sheet("AHSP"); len(got) != 8 {
		t.Errorf("without components: %v", got)
	}
}

func TestChosenAnalysesAreExported(t *testing.T) {
	s := newSite(t)
	ids := s.dangerous()
	me := s.as(stranger)
	file := me.submit("/referensi/export/multiple/excel/", url.Values{"job_ids": {fmt.Sprintf("[%d, \"%d\"]", ids[0], ids[1])}}).want(http.StatusOK)
	if got := file.Header.Get("Content-Disposition"); !strings.Contains(got, `"AHSP_Export_2_jobs.xlsx"`) {
		t.Errorf("saved as %s", got)
	}
	if got := file.sheet("AHSP List"); len(got) != 3 || got[0] != "1 Sumber|Kode AHSP|Nama Pekerjaan|Satuan|Klasifikasi|Sub Klasifikasi" || got[1] != `2 AHSP Uji|9.2|Galian "uji" & <b>|m3` {
		t.Errorf("list %v", got)
	}
	if got := file.sheet("Rincian"); len(got) != 3 || got[2] != `3 9/1|=HYPERLINK("http://x","klik")|2|Tenaga Kerja|007|Pekerja ½ hari|OH|0.000001` {
		t.Errorf("components %v", got)
	}
	chosen := me.submit("/referensi/export/multiple/excel/", url.Values{
		"job_ids": {fmt.Sprint(ids[0])}, "columns": {"satuan,kode_ahsp"}, "include_rincian": {"0"},
	}).want(http.StatusOK)
	if got := chosen.sheet(""); len(got) != 2 || got[0] != "1 Satuan|Kode AHSP" || got[1] != "2 m3|9.2" {
		t.Errorf("chosen columns %v", got)
	}
}

func TestSearchResultsAreExportedWithWhatWasAsked(t *testing.T) {
	s := newSite(t)
	me := s.as(stranger)
	file := me.get("/referensi/export/search/excel/?q=pasngan%20bata%201/2%20bt&sumber=Pustaka+Contoh+Takar&klasifikasi=Pekerjaan+Arsitektur").want(http.StatusOK)
	if got := file.Header.Get("Content-Disposition"); !strings.Contains(got, `"AHSP_Search_pasngan_bata_1_2_bt.xlsx"`) {
		t.Errorf("saved as %s", got)
	}
	got := file.sheet("Search Results")
	for i, want := range []string{
		"1 HASIL PENCARIAN AHSP", "2 Pencarian|pasngan bata 1/2 bt", "3 Sumber|Pustaka Contoh Takar", "4 Klasifikasi|Pekerjaan Arsitektur",
		"5 Diekspor|2026-03-03 01:3", "6 Jumlah|", "8 Sumber|Kode AHSP|", "9 Pustaka Contoh Takar|3.6.1.8|Dinding bata merah setengah batu, 1:4|m2|",
	} {
		if i >= len(got) || !strings.HasPrefix(got[i], want) {
			t.Errorf("row %v does not begin with %q", got, want)
		}
	}
	if n := len(me.get("/referensi/export/search/excel/?q=dinding&limit=1").want(http.StatusOK).sheet("")); n != 8 {
		t.Errorf("%d rows with a limit of one", n)
	}
	if n := len(me.get("/referensi/export/search/excel/?q=dinding&sumber=tidak+ada").want(http.StatusOK).sheet("")); n != 7 {
		t.Errorf("%d rows of a source that does not exist", n)
	}
	if n := len(me.get("/referensi/export/search/excel/?q=dinding&include_rincian=1").want(http.StatusOK).sheet("Rincian")); n < 10 {
		t.Errorf("%d components", n)
	}
}

func TestWrongExportsOfTheLibraryAreRefused(t *testing.T) {
	s := newSite(t)
	me := s.as(stranger)
	id := fmt.Sprint(s.someAnalysis().ID)
	for path, status := range map[string]int{
		"/referensi/export/single/0/excel/":                      404,
		"/referensi/export/single/abc/excel/":                    404,
		"/referensi/export/single/987654321/excel/":              404,
		"/referensi/export/single/" + id + "/word/":              404,
		"/referensi/export/single/" + id + "/pdf/":               404, // with the documents
		"/referensi/export/search/excel/":                        400,
		"/referensi/export/search/excel/?q=+":                    400,
		"/referensi/export/search/excel/?q=bata&limit=abc":       400,
		"/referensi/export/search/excel/?q=bata&limit=0":         400,
		"/referensi/export/search/excel/?q=bata&limit=10001":     400,
		"/referensi/export/search/excel/?q=bata&columns=harga":   400,
		"/referensi/export/search/excel/?q=bata&columns=[satuan": 400,
	} {
		if problem := refusal(me.get(path, "Accept", "application/json"), status, ""); problem != "" {
			t.Errorf("%s: %s", path, problem)
		}
	}
	many := strings.Repeat(id+",", 10_000) + id
	for name, c := range map[string]struct {
		fields url.Values
		status int
	}{
		"nothing":        {url.Values{}, 400},
		"no ids":         {url.Values{"job_ids": {"[]"}}, 400},
		"text":           {url.Values{"job_ids": {"abc"}}, 400},
		"a broken list":  {url.Values{"job_ids": {"[1,"}}, 400},
		"objects":        {url.Values{"job_ids": {"[{}]"}}, 400},
		"unknown":        {url.Values{"job_ids": {id + ",987654321"}}, 404},
		"too many":       {url.Values{"job_ids": {many}}, 400},
		"too large":      {url.Values{"job_ids": {strings.Repeat("1,", 1<<20)}}, 413},
		"unknown column": {url.Values{"job_ids": {id}, "columns": {"harga"}}, 400},
		"a column twice": {url.Values{"job_ids": {id}, "columns": {"satuan,satuan"}}, 400},
		"no columns":     {url.Values{"job_ids": {id}, "columns": {"[]"}}, 400},
	} {
		if problem := refusal(me.submit("/referensi/export/multiple/excel/", c.fields), c.status, ""); problem != "" {
			t.Errorf("%s: %s", name, problem)
		}
	}
	broken := me.send(http.MethodPost, "/referensi/export/multiple/excel/", strings.NewReader("job_ids=%zz"), http.Header{"Content-Type": {"application/x-www-form-urlencoded"}})
	if problem := refusal(broken, 400, ""); problem != "" {
		t.Errorf("a broken form: %s", problem)
	}
}
