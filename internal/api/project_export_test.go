package api_test

import (
	"fmt"
	"strings"
	"testing"

	"takar/internal/decimal"
	"takar/internal/schedule"
	"takar/internal/spreadsheet"
)

const (
	exportAddress   = "/dashboard/export/excel/"
	selectedAddress = "/dashboard/bulk/export/excel/"
)

func init() {
	samples["GET "+selectedAddress] = sample{
		status: 200, allowed: []string{owner, editor, reader, blind, blindEditor}, refused: 404,
		path: func(s *stage, pattern string) string { return fmt.Sprint(pattern, "?ids=", s.Project) },
	}
}

// sheetText is the first sheet of a workbook: rows with / between them, cells with |, numbers
// in brackets.
func sheetText(t *testing.T, data []byte) string {
	t.Helper()
	workbook, err := spreadsheet.OpenBytes(data, spreadsheet.Limits{})
	must(t, err)
	var rows []string
	for row, err := range workbook.Rows("") {
		must(t, err)
		var cells []string
		for _, cell := range row.Cells {
			text := cell.Text
			if cell.Kind == spreadsheet.Number {
				text = "[" + text + "]"
			}
			cells = append(cells, text)
		}
		rows = append(rows, strings.Join(cells, "|"))
	}
	return strings.Join(rows, " / ")
}

func TestTheListOfProjectsIsHandedOutWithExactNumbers(t *testing.T) {
	s := newSite(t)
	first := s.project("Gedung =A1")
	s.project("Pasar")
	s.share(first)
	old := s.project("Lama")
	_, err := s.SetArchived(t.Context(), s.visit(owner, old), true)
	must(t, err)
	got := s.as(owner).get(exportAddress + "?sort_by=nama").want(200)
	if name := got.Header.Get("Content-Disposition"); name != `attachment; filename="Project_Export_2026-03-03.xlsx"` {
		t.Errorf("sent as %s", name)
	}
	text := sheetText(t, got.Body)
	if !strings.HasPrefix(text, "Index|Tahun|Status|Nama Project|Lokasi|Nama Client|Sumber Dana|Nilai Anggaran (Rp)|Tanggal Mulai|Tanggal Selesai|Durasi (hari)|") {
		t.Errorf("titles: %.200s", text)
	}
	if titles, _, _ := strings.Cut(text, " / "); !strings.HasSuffix(titles, "|Realisasi (%)|Rencana hari ini (%)|Deviasi (%)") {
		t.Errorf("titles end with %s", titles)
	}
	if want := "|[2026]|Berjalan|Gedung =A1|Bandung|Dinas Contoh|APBD|[7654321987.65]|[46027]|[46387]|[361]"; !strings.Contains(text, want) {
		t.Errorf("%s\nlacks %s", text, want)
	}
	for query, want := range map[string]string{
		"": "Pasar Gedung", "?search=pasar": "Pasar", "?is_active=": "Lama Pasar Gedung", "?is_active=false": "Lama", "?tahun_project=2025": "", "?anggaran_min=8.000.000.000": "", "?sort_by=-nama": "Pasar Gedung",
	} {
		var names []string
		for _, line := range strings.Split(sheetText(t, s.as(owner).get(exportAddress+query).want(200).Body), " / ")[1:] {
			names = append(names, strings.Fields(strings.Split(line, "|")[3])[0])
		}
		if strings.Join(names, " ") != want {
			t.Errorf("%s: %v, want %s", query, names, want)
		}
	}
	for _, query := range []string{"?tahun_project=x", "?sort_by=harga", "?anggaran_max=banyak", "?is_active=mungkin", "?tanggal_mulai_from=besok"} {
		s.as(owner).get(exportAddress+query, "Accept", "application/json").want(400).wantText("code", "BAD_FILTER")
	}
	if text := sheetText(t, s.as(blind).get(exportAddress).want(200).Body); strings.Contains(text, "7654321987") || !strings.Contains(text, "Gedung =A1|Bandung|Dinas Contoh|APBD||[46027]") {
		t.Errorf("without the right to prices: %s", text)
	}
	text = string(s.as(owner).get("/dashboard/export/csv/?search=gedung").want(200).Body)
	if !strings.HasPrefix(text, "\ufeffIndex;Tahun;Status;") || !strings.Contains(text, ";2026;Berjalan;Gedung =A1;Bandung;Dinas Contoh;APBD;7654321987,65;05/01/2026;31/12/2026;361;") || strings.Contains(text, "Pasar") {
		t.Errorf("as CSV: %s", text)
	}
	s.as(owner).get("/dashboard/export/csv/?sort_by=harga", "Accept", "application/json").want(400)
	if text := string(s.as(blind).get("/dashboard/export/csv/").want(200).Body); strings.Contains(text, "7654321987") {
		t.Errorf("as CSV without the right to prices: %s", text)
	}
	if text := sheetText(t, s.as(stranger).get(exportAddress).want(200).Body); strings.Contains(text, "/") {
		t.Errorf("a stranger got %s", text)
	}
}

// The standing of a project is told as of today, which is 3 March 2026: eight weeks have
// ended since 5 January.
func TestListsTellTheProgressOfProjects(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	me := s.as(owner)
	told := func() *answer { return me.get("/detail_project/api/projects/?status_timeline=terlambat").want(200) }
	behind := told()
	behind.wantText("total", "1")
	behind.wantText("projects.0.status_timeline", "terlambat")
	due, done := decimal.MustParse(behind.text("projects.0.rencana_hari_ini")), decimal.MustParse(behind.text("projects.0.realisasi"))
	behind.wantText("projects.0.deviasi", done.Sub(due).Fixed(2))
	if due.Sign() <= 0 || done.Sign() <= 0 || !done.Less(due) {
		t.Errorf("%s of %s is done", done, due)
	}
	cells := strings.Split(sheetText(t, me.get(exportAddress).want(200).Body), "|")
	if got, want := strings.Join(cells[len(cells)-3:], "|"), fmt.Sprintf("[%s]|[%s]|[%s]", done, due, done.Sub(due)); got != want {
		t.Errorf("the workbook says %s, want %s", got, want)
	}
	_, _, err := s.ResetProgress(t.Context(), s.visit(owner, f.Project), schedule.Both)
	must(t, err)
	told().wantText("total", "0")
	cleared := me.get("/detail_project/api/projects/?sort_by=-realisasi").want(200)
	cleared.wantText("projects.0.realisasi", "0.00")
	cleared.wantText("projects.0.status_timeline", "berjalan")
	if cleared.at("projects.0.rencana_hari_ini") != nil || cleared.at("projects.0.deviasi") != nil {
		t.Errorf("%s", cleared.Body)
	}
}

func TestChosenProjectsAreHandedOutInTheirOrder(t *testing.T) {
	s := newSite(t)
	first, second := s.project("Satu"), s.project("Dua")
	_, err := s.SetArchived(t.Context(), s.visit(owner, first), true)
	must(t, err)
	me := s.as(owner)
	got := me.get(fmt.Sprintf("%s?ids=%d&ids=%d", selectedAddress, second, first)).want(200)
	if name := got.Header.Get("Content-Disposition"); name != `attachment; filename="selected_projects_2026-03-03.xlsx"` {
		t.Errorf("sent as %s", name)
	}
	if rows := strings.Split(sheetText(t, got.Body), " / "); len(rows) != 3 || !strings.Contains(rows[1], "|Berjalan|Dua|") || !strings.Contains(rows[2], "|Diarsipkan|Satu|") {
		t.Errorf("handed out: %v", rows)
	}
	for query, status := range map[string]int{
		"": 400, "?ids=": 400, "?ids=a": 400, "?ids=1.5": 400, fmt.Sprintf("?ids=%d&ids=987654321", first): 404, "?ids=-1": 404,
		"?ids=99999999999999999999": 400, "?" + strings.Repeat("ids=1&", 10_001): 400,
	} {
		if answered := me.get(selectedAddress + query); refusal(answered, status, "") != "" {
			t.Errorf("%.40s: %s", query, refusal(answered, status, ""))
		}
	}
	s.as(stranger).get(fmt.Sprintf("%s?ids=%d", selectedAddress, first)).want(404)
}
