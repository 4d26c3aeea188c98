package dossier_test

import (
	"strings"
	"testing"

	"takar/internal/decimal"
	"takar/internal/document"
	"takar/internal/dossier"
	"takar/internal/rab"
	"takar/internal/schedule"
)

func TestTimeSchedule(t *testing.T) {
	d := underWay(t).build(dossier.JadwalPekerjaan, dossier.Options{})
	if len(d.Sections) != 1 {
		t.Fatalf("a time schedule on paper has %d sections", len(d.Sections))
	}
	section := d.Sections[0]
	table := section.Table()
	compare(t, shown(table), `
		I|Persiapan
		A|Bagian Persiapan
		1|Pekerjaan 11|1.047.750,00|19,69|6,56|13,13
		2|Pekerjaan 12|4.255.480,29|79,95||11,42|11,43|11,42|11,43|34,25
		II|Struktur
		A|Bagian Struktur
		3|Pekerjaan 13|19.250,00|0,36||||||0,14|0,20
		4|Pekerjaan 14|0,00|0,00
		JUMLAH|5.322.480,29|100,00
		Rencana mingguan (%)|6,56|24,55|11,43|11,42|11,43|34,38|0,21|0,00|0,00
		Rencana kumulatif (%)|6,56|31,11|42,54|53,96|65,39|99,77|99,98|99,98|99,98
		Realisasi mingguan (%)|5,91|7,87|13,90
		Realisasi kumulatif (%)|5,91|13,78|27,68
		Deviasi (%)|-0,65|-17,33|-14,86`)
	if section.Paper != document.A3 || !section.Landscape {
		t.Error("the time schedule is no A3 landscape")
	}
	week := table.Columns[5]
	if week.Title != "2\n05/01" || week.Band != "Januari 2026" {
		t.Errorf("week 2 is headed %q under %q", week.Title, week.Band)
	}
	fills := func(key string) (list []document.Fill) {
		for _, cell := range rowOf(t, table, key).Cells[4:8] {
			list = append(list, cell.Fill)
		}
		return list
	}
	if got := fills("p11"); got[0] != document.ActualFill || got[2] != document.ActualFill || got[3] != document.NoFill {
		t.Errorf("bars of P11 are %v", got)
	}
	if got := fills("p12"); got[1] != document.PlanFill || got[2] != document.ActualFill {
		t.Errorf("bars of P12 are %v", got)
	}
	curve := table.Curve
	if curve.Top != "h2" || curve.Bottom != "p14" || curve.First != "m1" || curve.Last != "m9" || len(curve.Lines[0].Points) != 9 || len(curve.Lines[1].Points) != 3 {
		t.Errorf("the curve is %+v", curve)
	}
	for _, told := range []string{
		"Waktu pelaksanaan: 1 Januari – 25 Februari 2026 (9 minggu)", "Status: minggu 3, 18 Januari 2026", "Deviasi kumulatif (%): -14,86", "Keadaan: Kontrak kritis (periode I)",
		"Peringatan dini: merah", "Bobot menurut harga.", "1 pekerjaan belum bernilai sehingga bobotnya 0: P14 Pekerjaan 14",
	} {
		if !strings.Contains(text(d), told) {
			t.Errorf("the document does not say %q:\n%s", told, text(d))
		}
	}
}

func TestTimeScheduleByMonths(t *testing.T) {
	table := underWay(t).build(dossier.JadwalPekerjaan, dossier.Options{Monthly: true}).Sections[0].Table()
	compare(t, shown(table), `
		I|Persiapan
		A|Bagian Persiapan
		1|Pekerjaan 11|1.047.750,00|19,69|19,69
		2|Pekerjaan 12|4.255.480,29|79,95|44,07|35,88
		II|Struktur
		A|Bagian Struktur
		3|Pekerjaan 13|19.250,00|0,36||0,34
		4|Pekerjaan 14|0,00|0,00
		JUMLAH|5.322.480,29|100,00
		Rencana bulanan (%)|63,75|36,23
		Rencana kumulatif (%)|63,75|99,98
		Realisasi bulanan (%)|27,68
		Realisasi kumulatif (%)|27,68
		Deviasi (%)`)
}

// Who may not see prices sees volumes, and weights by them.
func TestTimeScheduleWithoutPrices(t *testing.T) {
	d := built(t, dossier.JadwalPekerjaan, underWay(t).source(false), dossier.Options{})
	noMoney(t, d)
	if got := shownRow(d.Sections[0].Table(), rowOf(t, d.Sections[0].Table(), "p12")); got != "2|Pekerjaan 12|25,500|m3|57,30||8,19|8,19|8,18|8,19|24,55" {
		t.Errorf("P12 is %s", got)
	}
	if !strings.Contains(text(d), "Bobot menurut volume, bukan harga.") {
		t.Errorf("the document does not say by what it weighs:\n%s", text(d))
	}
}

func TestTimeScheduleSaysWhatIsMissing(t *testing.T) {
	s := newSite(t)
	if said := text(s.build(dossier.JadwalPekerjaan, dossier.Options{})); !strings.Contains(said, "Belum ada rencana") || !strings.Contains(said, "Status: belum ada realisasi") {
		t.Errorf("without a plan it says\n%s", said)
	}
	source := s.source(true)
	source.Schedule = nil
	header := *source.Project.Header()
	header.TanggalSelesai = ""
	source.Project = source.Project.Apply(&rab.Delta{Headers: rab.TableDelta[*rab.Header]{Put: []*rab.Header{&header}}}, 99, nil)
	d := built(t, dossier.JadwalPekerjaan, source, dossier.Options{})
	if said := text(d); !strings.Contains(said, "Jadwal belum ada: Tanggal mulai dan tanggal selesai belum diisi. Lengkapi di Data Proyek") {
		t.Errorf("without dates it says\n%s", said)
	}
	if got := shownRow(d.Sections[0].Table(), rowOf(t, d.Sections[0].Table(), "p12")); got != "2|Pekerjaan 12|25,500|m3|4.255.480,29|79,95" {
		t.Errorf("P12 is %s", got)
	}
	empty := &site{t: t, last: 100, now: 1_000, Project: rab.NewProject(1, nil)}
	empty.change(func(d *rab.Draft) error { return d.Found(*s.Header(), "", "") })
	if table := empty.build(dossier.JadwalPekerjaan, dossier.Options{}).Sections[0].Table(); len(table.Rows) != 0 || table.Empty == "" {
		t.Errorf("an empty project has %s", shown(table))
	}
}

// Against a rencana kontrak the curve is that of the contract, and what it had and the project
// has not any more is still part of the whole.
func TestTimeScheduleAgainstTheContract(t *testing.T) {
	s := underWay(t)
	agreed, err := schedule.NewPlan(s.Project)
	if err != nil {
		t.Fatal(err)
	}
	baseline := schedule.NewBaseline(agreed)
	s.change(func(d *rab.Draft) error {
		for _, row := range d.View().ProgressOf(11) {
			d.Progress.Delete(row.ID)
		}
		for _, row := range d.View().ComponentsOf(11) {
			d.Components.Delete(row.ID)
		}
		d.Volumes.Delete(11)
		d.Analyses.Delete(11)
		d.Pekerjaan.Delete(11)
		return nil
	})
	source := s.source(true)
	plan, err := schedule.NewPlan(s.Project)
	if err != nil {
		t.Fatal(err)
	}
	source.Schedule = schedule.NewAnalysis(plan, baseline)
	d := built(t, dossier.JadwalPekerjaan, source, dossier.Options{Format: dossier.XLSX})
	table := d.Sections[0].Table()
	for key, want := range map[string]string{
		"dihapus":           "Pekerjaan rencana kontrak yang tidak ada lagi di proyek|1.047.750,00|19,69",
		"jumlah":            "JUMLAH|5.322.480,29|100,00",
		"rencana-kumulatif": "Rencana kumulatif (%)|6,56|31,11|42,54|53,96|65,39|99,77|99,98|99,98|99,98",
	} {
		if got := shownRow(table, rowOf(t, table, key)); got != want {
			t.Errorf("%s is %q, want %q", key, got, want)
		}
	}
	if formula := rowOf(t, table, "rencana-kumulatif").Cells[1].Formula; formula != nil {
		t.Errorf("the plan of the contract is reckoned from the present one: %v", formula)
	}
	if !strings.Contains(text(d), "Baris rencana dan kurva mengikuti rencana kontrak") {
		t.Errorf("the document does not say what the plan is:\n%s", text(d))
	}
}

// In each sheet rows of bars add up to their bobot, bobot to 100, and weekly rows to the
// cumulative ones.
func TestBarsAndRowsAddUp(t *testing.T) {
	for _, months := range []bool{false, true} {
		table := underWay(t).build(dossier.JadwalPekerjaan, dossier.Options{Monthly: months}).Sections[0].Table()
		whole := decimal.Zero
		for i := range table.Rows {
			row := &table.Rows[i]
			if row.Kind != document.Item {
				continue
			}
			bobot, sum := row.Cells[3].Number, decimal.Zero
			whole = whole.Add(bobot)
			for _, cell := range row.Cells[4:] {
				sum = sum.Add(cell.Number)
			}
			if row.Key != "p13" && row.Key != "p14" && !sum.Equal(bobot) { // these are not planned whole
				t.Errorf("bars of %s add up to %s of %s", row.Key, sum, bobot)
			}
		}
		if !whole.Equal(decimal.Hundred) {
			t.Errorf("bobot add up to %s", whole)
		}
		for _, side := range []string{"rencana", "realisasi"} {
			sum := decimal.Zero
			for i, cell := range rowOf(t, table, side).Cells[1:] {
				sum = sum.Add(cell.Number)
				if until := rowOf(t, table, side+"-kumulatif").Cells[i+1]; until.Holds == document.HoldsNumber && !until.Number.Equal(sum) {
					t.Errorf("%s adds up to %s at %d, not %s", side, sum, i+1, until.Number)
				}
			}
		}
	}
}

// A workbook has the two sheets that its formulas rest on.
func TestWorkbookOfATimeSchedule(t *testing.T) {
	d := underWay(t).build(dossier.JadwalPekerjaan, dossier.Options{Format: dossier.XLSX})
	compare(t, shown(sectionOf(t, d, "rencana").Table()), `
		I|Persiapan
		A|Bagian Persiapan
		1|Pekerjaan 11|1.047.750,00|33,33|66,67||||||||100,00
		2|Pekerjaan 12|4.255.480,29||14,29|14,29|14,29|14,29|42,84||||100,00
		II|Struktur
		A|Bagian Struktur
		3|Pekerjaan 13|19.250,00||||||37,50|56,25|||93,75
		4|Pekerjaan 14|0,00||||||||||0,00
		Jumlah dasar × persen|5.322.480,29|34.921.507,50|130.664.305,84|60.810.813,34|60.810.813,34|60.810.813,34|183.026.650,62|1.082.812,50|0,00|0,00`)
	if len(d.Sections) != 3 {
		t.Errorf("the workbook has %d sheets", len(d.Sections))
	}
}
