package dossier_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"takar/internal/decimal"
	"takar/internal/document"
	"takar/internal/dossier"
	"takar/internal/rab"
	"takar/internal/schedule"
)

func sectionKeys(d *document.Document) string {
	var keys []string
	for _, section := range d.Sections {
		keys = append(keys, section.Key)
	}
	return strings.Join(keys, " ")
}

// Realisasi of P11 is 30, 40 and 30 percent of 19.69; of P12 10 percent of 79.95 in week 3.
func TestWeeklyReport(t *testing.T) {
	s := underWay(t)
	s.change(func(d *rab.Draft) error {
		row, _ := d.View().ProgressAt(12, 3)
		noted := *row
		noted.Notes = "Hujan dua hari"
		d.Progress.Put(&noted)
		return nil
	})
	d := s.build(dossier.LaporanKemajuan, dossier.Options{Report: dossier.ReportWeekly})
	if got := sectionKeys(d); got != "sampul-minggu-3 minggu-3 catatan-minggu-3 depan-minggu-3" {
		t.Fatalf("sections are %s", got)
	}
	compare(t, shown(d.Sections[1].Table()), `
		I|Persiapan
		A|Bagian Persiapan
		1|Pekerjaan 11|10,000|m3|104.775,00|1.047.750,00|19,69|13,78|5,91|19,69
		2|Pekerjaan 12|25,500|m3|166.881,58|4.255.480,29|79,95|0,00|8,00|8,00
		II|Struktur
		A|Bagian Struktur
		3|Pekerjaan 13|8,000|m3|2.406,25|19.250,00|0,36|0,00|0,00|0,00
		4|Pekerjaan 14||m3|132.000,00|0,00|0,00|0,00|0,00|0,00
		TOTAL|5.322.480,29|100,00|13,78|13,90|27,68`)
	compare(t, shown(d.Sections[2].Table()), "2|P12 Pekerjaan 12|Hujan dua hari")
	compare(t, shown(d.Sections[3].Table()), "2|Pekerjaan 12|3,644|m3|14,29|11,42")
	for _, told := range []string{
		"Periode: 12–18 Januari 2026", "Rencana minggu ini (%): 11,43", "Realisasi minggu ini (%): 13,90", "Deviasi minggu ini (%): +2,47",
		"Penilaian minggu ini: Sesuai rencana", "Rencana kumulatif (%): 42,54", "Realisasi kumulatif (%): 27,68", "Deviasi kumulatif (%): -14,86",
		"Keadaan: Kontrak kritis (periode I)", "Peringatan dini: merah",
	} {
		if !strings.Contains(text(d), told) {
			t.Errorf("the report does not say %q:\n%s", told, text(d))
		}
	}
	signed := d.Sections[1].Blocks[len(d.Sections[1].Blocks)-1].(*document.Signatures)
	if len(signed.Fields) != 3 {
		t.Errorf("%d parties sign", len(signed.Fields))
	}
}

// What was done before a month is all of it, not only that of the month before, and a month
// under way is judged by its known part.
func TestMonthlyReport(t *testing.T) {
	s := underWay(t)
	s.plan(schedule.Actual, 12, "W5 20, W6 30") // week 5 is 26 January to 1 February
	d := s.build(dossier.LaporanKemajuan, dossier.Options{Report: dossier.ReportMonthly, Periods: []int{2, 1, 2}})
	if got := sectionKeys(d); got != "sampul-bulan-1 bulan-1 kurva-bulan-1 sampul-bulan-2 bulan-2 kurva-bulan-2" {
		t.Fatalf("sections are %s", got)
	}
	workbook := s.build(dossier.LaporanKemajuan, dossier.Options{Report: dossier.ReportMonthly, Format: dossier.XLSX})
	if got := sectionKeys(workbook); got != "sampul-bulan-2 bulan-2 kurva-bulan-2 rencana realisasi" {
		t.Errorf("sheets are %s", got)
	}
	if rowOf(t, workbook.Sections[2].Table(), "realisasi-kumulatif").Cells[1].Formula == nil {
		t.Error("the kurva S of a workbook has no formulas")
	}
	row := func(section, key string) string {
		table := sectionOf(t, d, section).Table()
		return shownRow(table, rowOf(t, table, key))
	}
	for _, want := range [][3]string{ // six of the seven days of week 5 lie in January: 10 + 17.142857 percent of 79.95
		{"bulan-1", "p12", "2|Pekerjaan 12|25,500|m3|166.881,58|4.255.480,29|79,95|0,00|21,70|21,70"},
		{"bulan-2", "p12", "2|Pekerjaan 12|25,500|m3|166.881,58|4.255.480,29|79,95|21,70|26,27|47,97"},
		{"bulan-2", "p11", "1|Pekerjaan 11|10,000|m3|104.775,00|1.047.750,00|19,69|19,69|0,00|19,69"},
		{"bulan-1", "jumlah", "TOTAL|5.322.480,29|100,00|0,00|41,39|41,39"},
		{"bulan-2", "jumlah", "TOTAL|5.322.480,29|100,00|41,39|26,27|67,66"},
	} {
		if got := row(want[0], want[1]); got != want[2] {
			t.Errorf("%s of %s is\n%s, want\n%s", want[1], want[0], got, want[2])
		}
	}
	said := text(&document.Document{Sections: []*document.Section{sectionOf(t, d, "bulan-2")}})
	for _, told := range []string{
		"Periode: Februari 2026 (1–25 Februari 2026)", "Rencana bulan ini (%): 36,02", "Realisasi bulan ini (%): 26,27", "Deviasi bulan ini (%): -9,75",
		"Penilaian bulan ini: Terlambat", "Periode ini belum selesai: realisasi diketahui sampai 8 Februari 2026",
	} {
		if !strings.Contains(said, told) {
			t.Errorf("the report does not say %q:\n%s", told, said)
		}
	}
	if curve := sectionOf(t, d, "kurva-bulan-1").Table().Curve; len(curve.Lines[1].Points) != 4 { // week 5 ends in February
		t.Errorf("the kurva S until January has realisasi of %d weeks", len(curve.Lines[1].Points))
	}
}

func TestReportOfTheWhole(t *testing.T) {
	for _, format := range []dossier.Format{dossier.PDF, dossier.XLSX} {
		d := underWay(t).build(dossier.LaporanKemajuan, dossier.Options{Format: format})
		if got := sectionKeys(d); got != "sampul daftar-isi ringkasan rencana realisasi jadwal gantt" {
			t.Fatalf("sections are %s", got)
		}
		compare(t, shown(sectionOf(t, d, "ringkasan").Table()), `
			I|Persiapan|99,64|42,69|27,78|-14,91
			A|Bagian Persiapan|99,64|42,69|27,78|-14,91
			II|Struktur|0,36|0,00|0,00|0,00
			A|Bagian Struktur|0,36|0,00|0,00|0,00`)
		if said := text(d); !strings.Contains(said, "Penilaian: Terlambat 14,86%, lebih dari batas 10% untuk periode I (rencana sampai 70%).") {
			t.Errorf("the report judges\n%s", said)
		}
		grid := sectionOf(t, d, "realisasi").Table()
		cells := rowOf(t, grid, "p11").Cells
		if format == dossier.PDF && shownRow(grid, rowOf(t, grid, "p11")) != "1|Pekerjaan 11|30,00|40,00|30,00|100,00" {
			t.Errorf("realisasi of P11 is %s", shownRow(grid, rowOf(t, grid, "p11")))
		}
		if cells[len(cells)-2].Fill != document.ActualFill {
			t.Error("realisasi is not coloured as such")
		}
		gantt := sectionOf(t, d, "gantt").Table()
		if got := shownRow(gantt, rowOf(t, gantt, "p11")) + "; " + shownRow(gantt, rowOf(t, gantt, "p11-realisasi")); got != "1|Pekerjaan 11|19,69|rencana|1–2; |||realisasi|1–3" {
			t.Errorf("bars of P11 are %s", got)
		}
	}
}

func TestReportsThatCannotBeMade(t *testing.T) {
	s := underWay(t)
	for _, test := range []struct {
		report  dossier.ReportType
		periods []int
		path    string
	}{
		{dossier.ReportWeekly, []int{1, 10}, "weeks"}, {dossier.ReportWeekly, []int{0}, "weeks"}, {dossier.ReportMonthly, []int{3}, "months"}, {dossier.ReportMonthly, []int{-1}, "months"},
	} {
		_, err := dossier.Build(dossier.LaporanKemajuan, s.source(true), dossier.Options{Report: test.report, Periods: test.periods})
		var invalid *rab.Invalid
		if !errors.As(err, &invalid) || invalid.Problems[0].Path != test.path {
			t.Errorf("%s of %v: %v, want a refusal of %s", test.report, test.periods, err, test.path)
		}
	}
	source := s.source(true)
	source.Schedule = nil
	var invalid *rab.Invalid
	if _, err := dossier.Build(dossier.LaporanKemajuan, source, dossier.Options{}); !errors.As(err, &invalid) {
		t.Errorf("without dates: %v", err)
	}
}

// Before there is any realisasi, and after the status date, reports say so.
func TestReportsWithoutRealisasi(t *testing.T) {
	s := newSite(t)
	s.plan(schedule.Planned, 11, "W1 100")
	for _, options := range []dossier.Options{{}, {Report: dossier.ReportWeekly}, {Report: dossier.ReportMonthly, Periods: []int{2}}} {
		if said := text(s.build(dossier.LaporanKemajuan, options)); !strings.Contains(said, "elum ada realisasi") {
			t.Errorf("%s says\n%s", options.Report, said)
		}
	}
	d := underWay(t).build(dossier.LaporanKemajuan, dossier.Options{Report: dossier.ReportWeekly, Periods: []int{5}})
	table := sectionOf(t, d, "minggu-5").Table()
	if got := shownRow(table, rowOf(t, table, "jumlah")); got != "TOTAL|5.322.480,29|100,00|27,68|0,00|27,68" || !strings.Contains(text(d), "Belum ada realisasi pada periode ini: tanggal status adalah 18 Januari 2026 (minggu 3).") {
		t.Errorf("week 5 is %s:\n%s", got, text(d))
	}
}

func TestReportsWithoutPrices(t *testing.T) {
	source := underWay(t).source(false)
	for _, report := range []dossier.ReportType{dossier.ReportRekap, dossier.ReportWeekly, dossier.ReportMonthly} {
		d := built(t, dossier.LaporanKemajuan, source, dossier.Options{Report: report})
		noMoney(t, d)
		if strings.Contains(text(d), "Rp") {
			t.Errorf("%s speaks of money:\n%s", report, text(d))
		}
	}
}

// In all reports of weeks, or of months, what was done in a period and before it is what was
// done until it, and goes on in the next one.
func TestReportsGoOn(t *testing.T) {
	s := underWay(t)
	for unit, report := range map[string]dossier.ReportType{"minggu": dossier.ReportWeekly, "bulan": dossier.ReportMonthly} {
		before := map[string]decimal.Decimal{}
		for number := 1; number <= map[string]int{"minggu": 9, "bulan": 2}[unit]; number++ {
			d := s.build(dossier.LaporanKemajuan, dossier.Options{Report: report, Periods: []int{number}})
			table := sectionOf(t, d, fmt.Sprintf("%s-%d", unit, number)).Table()
			for _, row := range table.Rows {
				if row.Kind != document.Item && row.Kind != document.Total {
					continue
				}
				done := row.Cells[len(row.Cells)-3:]
				if !done[0].Number.Equal(before[row.Key]) || !done[0].Number.Add(done[1].Number).Equal(done[2].Number) {
					t.Errorf("%s %d, %s: %s and %s are %s, after %s", unit, number, row.Key, done[0].Number, done[1].Number, done[2].Number, before[row.Key])
				}
				before[row.Key] = done[2].Number
			}
		}
	}
}

// Equal projects give equal documents.
func TestDocumentsAreTheSameAgain(t *testing.T) {
	s := underWay(t)
	for _, kind := range []dossier.Kind{dossier.RekapKebutuhan, dossier.JadwalPekerjaan, dossier.LaporanKemajuan} {
		if first, second := s.build(kind, dossier.Options{}), s.build(kind, dossier.Options{}); !reflect.DeepEqual(first, second) {
			t.Errorf("%s is another document the second time", kind)
		}
	}
}

// Formulas of the workbooks give what is printed.
func TestFormulasGiveWhatIsPrinted(t *testing.T) {
	s := underWay(t)
	for _, prices := range []bool{true, false} {
		for _, test := range []struct {
			kind    dossier.Kind
			options dossier.Options
		}{
			{dossier.RekapKebutuhan, dossier.Options{}},
			{dossier.RekapKebutuhan, dossier.Options{Market: true}},
			{dossier.RekapKebutuhan, dossier.Options{Needs: rab.NeedsFilter{Klasifikasi: []int64{2}}}},
			{dossier.RekapKebutuhan, dossier.Options{Scope: schedule.RangeOf(schedule.CalendarMonths, "2026-01", "2026-02"), PerPeriod: true}},
			{dossier.RekapKebutuhan, dossier.Options{Scope: schedule.RangeOf(schedule.WeeksOfProject, "W02", "W04"), Market: true}},
			{dossier.JadwalPekerjaan, dossier.Options{}},
			{dossier.JadwalPekerjaan, dossier.Options{Monthly: true}},
			{dossier.LaporanKemajuan, dossier.Options{}},
			{dossier.LaporanKemajuan, dossier.Options{Report: dossier.ReportWeekly}},
			{dossier.LaporanKemajuan, dossier.Options{Report: dossier.ReportMonthly}},
		} {
			test.options.Format = dossier.XLSX
			d := built(t, test.kind, s.source(prices), test.options)
			if dossier.Recalculate(t, d) == 0 && prices {
				t.Errorf("%s has no formulas", test.kind)
			}
		}
	}
}
