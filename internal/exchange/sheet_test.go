package exchange_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"takar/internal/ahsp"
	"takar/internal/exchange"
	"takar/internal/rab"
)

// sheetRows makes rows of text: lines are rows, | separates cells; a leading # makes a number
// cell, ! one that holds an error.
func sheetRows(text string) func(func(ahsp.Row, error) bool) {
	return func(yield func(ahsp.Row, error) bool) {
		for i, line := range strings.Split(text, "\n") {
			row := ahsp.Row{Sheet: "Proyek", Number: i + 1}
			for _, cell := range strings.Split(line, "|") {
				kind := ahsp.TextCell
				switch {
				case cell == "":
					kind = ahsp.EmptyCell
				case cell[0] == '#':
					kind, cell = ahsp.NumberCell, cell[1:]
				case cell[0] == '!':
					kind, cell = ahsp.ErrorCell, cell[1:]
				}
				row.Cells = append(row.Cells, ahsp.Cell{Kind: kind, Text: cell})
			}
			if !yield(row, nil) {
				return
			}
		}
	}
}

func readSheet(t *testing.T, text string) *exchange.ProjectSheet {
	t.Helper()
	sheet, err := exchange.ReadProjectSheet(sheetRows(text), exchange.From1900)
	if err != nil {
		t.Fatal(err)
	}
	return sheet
}

// requiredTitles are titles under which a row needs six cells.
const requiredTitles = "nama|lokasi_project|nama_client|sumber_dana|anggaran_owner|tanggal_mulai|tanggal_selesai|durasi_hari\n"

// oneRow reads a row that is right but for one cell, by the place of its column.
func oneRow(t *testing.T, column int, cell string) exchange.SheetProject {
	t.Helper()
	cells := []string{"Gedung A", "Bandung", "Dinas", "APBD", "1000", "2026-01-05", "", ""}
	cells[column] = cell
	sheet := readSheet(t, requiredTitles+strings.Join(cells, "|"))
	if len(sheet.Rows) != 1 {
		t.Fatalf("%q: %d rows", cell, len(sheet.Rows))
	}
	return sheet.Rows[0]
}

func TestColumnsAreFoundInAnyOrderAndUnderAnyOfTheirNames(t *testing.T) {
	for _, titles := range []string{
		"Anggaran_Owner|TANGGAL_MULAI| nama |sumber_dana|Lokasi_Project|nama_client|abc",
		"Nilai Anggaran (Rp)|Tanggal Mulai*|Nama Project|Sumber Dana|Lokasi|Nama Client|abc",
		"Budget [IDR]|Start date|Project name|Funding source|Location|Client|abc",
		"Pagu|Tgl. Mulai (HH/BB/TTTT)|NAMA  PROYEK|Asal dana|Tempat|Pemilik pekerjaan|abc",
	} {
		sheet := readSheet(t, "DAFTAR PROYEK 2026\n"+titles+"\n#1500000000.5|#46027|Gedung A|APBD|Bandung|Dinas|x")
		if len(sheet.Rows) != 1 || strings.Join(sheet.Ignored, ",") != "abc" || sheet.Name != "Proyek" {
			t.Fatalf("%s: %+v", titles, sheet)
		}
		row := sheet.Rows[0]
		h := row.Header
		got := fmt.Sprint(row.Row, row.Problems, h.Nama, h.LokasiProject, h.NamaClient, h.SumberDana, h.AnggaranOwner, h.TanggalMulai, h.TanggalSelesai, h.DurasiHari, h.TahunProject)
		if want := fmt.Sprint(3, rab.Problems(nil), "Gedung A", "Bandung", "Dinas", "APBD", "1500000000.5", "2026-01-05", "2026-12-31", 361, 2026); got != want {
			t.Errorf("%s:\ngot  %s\nwant %s", titles, got, want)
		}
	}
}

func TestEveryColumnIsKnownByItsFieldAndItsTitleAndReadsItsExample(t *testing.T) {
	var fields, titles, examples []string
	for _, c := range exchange.ProjectColumns() {
		fields, titles, examples = append(fields, strings.ToUpper(c.Field)), append(titles, c.Title+" *"), append(examples, c.Example)
	}
	if len(fields) != 20 {
		t.Errorf("%d columns, the contract has 20", len(fields))
	}
	for _, heads := range [][]string{fields, titles} {
		sheet := readSheet(t, strings.Join(heads, "|")+"\n"+strings.Join(examples, "|"))
		if len(sheet.Rows) != 1 || len(sheet.Ignored) != 0 || len(sheet.Problems()) != 0 {
			t.Fatalf("%v: %+v, %v", heads, sheet, sheet.Problems())
		}
		h := sheet.Rows[0].Header
		if h.DurasiHari != 177 || h.Kategori != "Gedung" || h.KetProject2 != "Tahun tunggal" || h.InstansiKonsultanPengawas != "CV Awas Teliti" || h.AnggaranOwner.String() != "1500000000" {
			t.Errorf("read %+v", h)
		}
	}
}

func TestBudgetsAreReadAsCellsAndAsPeopleWriteThem(t *testing.T) {
	for cell, want := range map[string]string{
		"Rp 1.000.000": "1000000", "1,000,000.00": "1000000", "1.234.567,89": "1234567.89", "Rp. 5.000.000,-": "5000000", "750.000.000,--": "750000000", "0": "0",
		"#1500000000": "1500000000", "#1.5E9": "1500000000", "#1234567.8899999999": "1234567.89", "#0.1": "0.1", "1.000": "1000",
	} {
		row := oneRow(t, 4, cell)
		if len(row.Problems) != 0 || row.Header.AnggaranOwner.String() != want {
			t.Errorf("%s: %s, want %s: %v", cell, row.Header.AnggaranOwner, want, row.Problems)
		}
	}
	for _, cell := range []string{"", "  ", "#-5", "-5", "sejuta", "1.2.3,4,5", "#1e30", "!#N/A", "Rp", ",-", "#abc"} {
		wantProblem(t, oneRow(t, 4, cell), cell, "anggaran_owner", "anggaran_owner")
	}
}

func wantProblem(t *testing.T, row exchange.SheetProject, cell, path, column string) {
	t.Helper()
	if len(row.Problems) != 1 || row.Problems[0].Path != path || row.Problems[0].Row != 2 || row.Problems[0].Column != column || row.Problems[0].Message == "" {
		t.Errorf("%q: problems %+v, want one at %s", cell, row.Problems, path)
	}
}

func TestDatesAreReadAsCellsAndAsPeopleWriteThem(t *testing.T) {
	for cell, want := range map[string]rab.Date{
		"2026-02-01": "2026-02-01", "2026/2/1": "2026-02-01", "01/02/2026": "2026-02-01", "1-2-2026": "2026-02-01", "1.2.2026": "2026-02-01",
		"1 Februari 2026": "2026-02-01", "1 Peb 2026": "2026-02-01", "Minggu, 1 Februari 2026": "2026-02-01", "February 1, 2026": "2026-02-01", "17 Agustus 2026": "2026-08-17",
		"17-Agt-2026": "2026-08-17", "31/12/2026": "2026-12-31", "2026-02-01T00:00:00": "2026-02-01", "2026-02-01 08:30:00": "2026-02-01", "29/02/2028": "2028-02-29",
		"#46054": "2026-02-01", "#46054.75": "2026-02-01",
	} {
		row := oneRow(t, 5, cell)
		if len(row.Problems) != 0 || row.Header.TanggalMulai != want {
			t.Errorf("%s: %s, want %s: %v", cell, row.Header.TanggalMulai, want, row.Problems)
		}
	}
	for _, cell := range []string{"", "besok", "31/02/2026", "02/13/2026", "1/2/26", "26/1/5", "#2026", "#20260201", "#-1", "!#VALUE!", "2026", "1 Foo 2026", "0/1/2026", "1/1/1899", "1 Februari", "29/02/2026"} {
		wantProblem(t, oneRow(t, 5, cell), cell, "tanggal_mulai", "tanggal_mulai")
	}
	wantProblem(t, oneRow(t, 6, "2026-01-04"), "an end before the start", "tanggal_selesai", "tanggal_selesai")
}

func TestAWorkbookThatCountsFrom1904IsReadSo(t *testing.T) {
	sheet, err := exchange.ReadProjectSheet(sheetRows(requiredTitles+"Gedung A|Bandung|Dinas|APBD|#5|#44592"), exchange.From1904)
	if err != nil || sheet.Rows[0].Header.TanggalMulai != "2026-02-01" {
		t.Errorf("%v, %v", sheet, err)
	}
}

func TestDurationsAreWholeDays(t *testing.T) {
	for _, cell := range []string{"120", "#120", "120 hari", "120 Hari Kalender"} {
		if row := oneRow(t, 7, cell); len(row.Problems) != 0 || row.Header.DurasiHari != 120 || row.Header.TanggalSelesai != "2026-05-04" {
			t.Errorf("%q: %d days until %s: %v", cell, row.Header.DurasiHari, row.Header.TanggalSelesai, row.Problems)
		}
	}
	for _, cell := range []string{"0", "-3", "#1.5", "seratus", "#0", "#9999999", "!#REF!", "99999999999999999999", "#1e20"} {
		wantProblem(t, oneRow(t, 7, cell), cell, "durasi_hari", "durasi_hari")
	}
}

func TestTextsKeepTheirDigitsAndAreJudgedAsTheFormIs(t *testing.T) {
	if row := oneRow(t, 0, "#2026"); row.Header.Nama != "2026" || len(row.Problems) != 0 {
		t.Errorf("a number as a name became %q: %v", row.Header.Nama, row.Problems)
	}
	for column, field := range []string{"nama", "lokasi_project", "nama_client", "sumber_dana"} {
		wantProblem(t, oneRow(t, column, strings.Repeat("a", 256)), "too long", field, field)
		wantProblem(t, oneRow(t, column, ""), "empty", field, field)
	}
	wantProblem(t, oneRow(t, 0, "ab"), "ab", "nama", "nama")
}

func TestEveryRowIsInOneOfTheLists(t *testing.T) {
	sheet := readSheet(t, requiredTitles+"\nGedung A|Bandung|Dinas|APBD|5|2026-01-05\n||||5\n| |\nGEDUNG  a|Bandung|Dinas|APBD|x|y\nab")
	var rows []int
	for _, row := range sheet.Rows {
		rows = append(rows, row.Row)
	}
	if fmt.Sprint(rows, sheet.Skipped) != "[3 6 7] [4]" {
		t.Errorf("rows %v, skipped %v", rows, sheet.Skipped)
	}
	if accepted := sheet.Accepted(); len(accepted) != 1 || accepted[0].Row != 3 {
		t.Errorf("accepted %v", accepted)
	}
	if warnings := sheet.Rows[1].Warnings; len(warnings) != 1 || !strings.Contains(warnings[0].Message, "baris 3") {
		t.Errorf("the name that is there twice: %v", warnings)
	}
	places := map[int]string{}
	for _, p := range sheet.Problems() {
		places[p.Row] += p.Column + " "
	}
	if places[6] != "anggaran_owner tanggal_mulai " || places[7] != "anggaran_owner nama sumber_dana lokasi_project nama_client tanggal_mulai " {
		t.Errorf("problems at %v", places)
	}
}

func TestSheetsThatCannotBeReadSayWhy(t *testing.T) {
	for name, test := range map[string]struct{ text, column string }{
		"a missing column":       {"nama|lokasi|client|sumber dana|anggaran", "Tanggal Mulai"},
		"one column twice":       {requiredTitles[:len(requiredTitles)-1] + "|Nama Proyek", "Nama Proyek"},
		"more rows than allowed": {requiredTitles + strings.Repeat("Gedung|x|y|z|1|2026-01-05\n", exchange.MaxSheetProjects+1), ""},
	} {
		_, err := exchange.ReadProjectSheet(sheetRows(test.text), exchange.From1900)
		var invalid *rab.Invalid
		if !errors.As(err, &invalid) || invalid.Problems[0].Path != "file" || invalid.Problems[0].Column != test.column {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, text := range []string{"", "a|b|c", "nama|lokasi", strings.Repeat("x\n", 30) + requiredTitles} {
		if _, err := exchange.ReadProjectSheet(sheetRows(text), exchange.From1900); !errors.Is(err, exchange.ErrNoProjectSheet) {
			t.Errorf("%.20q: %v", text, err)
		}
	}
	broken := errors.New("rusak")
	_, err := exchange.ReadProjectSheet(func(yield func(ahsp.Row, error) bool) { yield(ahsp.Row{}, broken) }, exchange.From1900)
	if !errors.Is(err, broken) {
		t.Errorf("a broken file: %v", err)
	}
}

// FuzzReadProjectSheet feeds rows of arbitrary cells: every row of the result is one that
// the form would take, or says what is wrong with it and where.
func FuzzReadProjectSheet(f *testing.F) {
	f.Add(requiredTitles+"Gedung A|Bandung|Dinas|APBD|Rp 1.000.000,-|5 Januari 2026||120 hari", false)
	f.Add("Nama Project|Lokasi|Nama Client|Sumber Dana|Nilai Anggaran (Rp)|Tanggal Mulai\n#1|b|c|d|#1.5E9|#46027\n!#N/A|||!x", true)
	f.Add("judul\n\nnama|lokasi|client|sumberdana|pagu|mulai|kategori\n", false)
	f.Fuzz(func(t *testing.T, text string, from1904 bool) {
		if len(text) > 1<<16 {
			t.Skip("too long to be of use")
		}
		sheet, err := exchange.ReadProjectSheet(sheetRows(text), exchange.SheetDates(from1904))
		if err != nil {
			var invalid *rab.Invalid
			if !errors.Is(err, exchange.ErrNoProjectSheet) && (!errors.As(err, &invalid) || len(invalid.Problems) == 0) {
				t.Fatalf("error without a reason: %v", err)
			}
			return
		}
		last := 0
		for _, row := range sheet.Rows {
			if row.Row <= last {
				t.Fatalf("row %d follows row %d", row.Row, last)
			}
			last = row.Row
			for _, p := range row.Problems {
				if p.Row != row.Row || p.Column == "" || p.Message == "" || p.Path == "" {
					t.Fatalf("a problem without a place: %+v", p)
				}
			}
			again := row.Header
			if problems := again.Judge(nil); len(row.Problems) == 0 && (len(problems) != 0 || again != row.Header) {
				t.Fatalf("accepted, but not by the form: %v", problems)
			}
		}
	})
}
