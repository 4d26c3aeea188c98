package spreadsheet_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"takar/internal/ahsp"
	"takar/internal/decimal"
	"takar/internal/spreadsheet"
)

// nationalWorkbook is the published workbook, which is not part of this repository.
var nationalWorkbook = filepath.Join("..", "..", "..", "shared", "data", "SNI_2025_AHSP.xlsx")

func readNational(tb testing.TB) []byte {
	tb.Helper()
	data, err := os.ReadFile(nationalWorkbook)
	if errors.Is(err, os.ErrNotExist) {
		tb.Skip("the national workbook is not here: " + nationalWorkbook)
	}
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

func importNational(tb testing.TB, data []byte) *ahsp.Imported {
	tb.Helper()
	w, err := spreadsheet.OpenBytes(data, spreadsheet.Limits{})
	if err != nil {
		tb.Fatal(err)
	}
	imported, err := spreadsheet.ImportAHSP(w, "", "SNI_2025_AHSP.xlsx")
	if err != nil {
		tb.Fatal(err)
	}
	return imported
}

func TestNationalWorkbookHasExactlyTheKnownDamage(t *testing.T) {
	data := readNational(t)
	start := time.Now()
	imported := importNational(t, data)
	if took := time.Since(start); took > 3*time.Second {
		t.Errorf("the import took %s, 3 s are promised", took)
	}
	got, err := json.Marshal(imported.Summary)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"rows":13899,"analyses":2305,"components":13899,"findings":{` +
		`"lost_decimal":{"components":725,"analyses":486,"proposed":561,"ambiguous":164},` +
		`"missing_kategori":37,"missing_satuan":17,"duplicate_component":118,"code_with_two_names":1,` +
		`"mojibake_texts":763,"unit_from_name":2221,"unit_missing":84}}`
	if string(got) != want {
		t.Errorf("summary\n got %s\nwant %s", got, want)
	}
	if e := imported.Edition; e.Name != "AHSP 2025" || e.Revision != 1 || e.File != "SNI_2025_AHSP.xlsx" || len(e.SHA256) != 64 {
		t.Errorf("edition %+v", e)
	}
	marked := map[ahsp.FindingKind]int{}
	for _, a := range imported.Analyses {
		for _, c := range a.Components {
			for _, m := range c.Marks() {
				marked[m.Kind]++
			}
			if strings.ContainsAny(c.Uraian+c.Satuan+a.Nama, "ÃÂâ€") {
				t.Errorf("row %d still holds mojibake: %q", c.Row, c.Uraian+c.Satuan+a.Nama)
			}
		}
	}
	if marked[ahsp.LostDecimal] != 725 || marked[ahsp.DuplicateRow] != 354 || marked[ahsp.MissingKategori] != 37 || marked[ahsp.MissingSatuan] != 17 {
		t.Errorf("marks %v", marked)
	}
}

func TestRepairOfTheNationalWorkbookTakesTheProposalsOnly(t *testing.T) {
	imported := importNational(t, readNational(t))
	repaired := imported.Repair()
	taken, left := 0, 0
	for i, a := range repaired.Analyses {
		for j, c := range a.Components {
			published := imported.Analyses[i].Components[j]
			switch {
			case c.Finding == ahsp.LostDecimal && c.Resolution == ahsp.Suggested:
				taken++
				if !c.Koefisien.Mul(thousand).Equal(published.Koefisien) || c.Original != published.Koefisien.String() {
					t.Errorf("row %d: %s from %q, published %s", c.Row, c.Koefisien, c.Original, published.Koefisien)
				}
			case c.Finding == ahsp.LostDecimal:
				left++
				fallthrough
			default:
				if !c.Koefisien.Equal(published.Koefisien) || c.Original != published.Original {
					t.Errorf("row %d was changed without a proposal", c.Row)
				}
			}
		}
	}
	if taken != 561 || left != 164 {
		t.Errorf("%d repaired, %d left; want 561 and 164", taken, left)
	}
}

func TestStarterAgreesWithTheNationalWorkbook(t *testing.T) {
	imported := importNational(t, readNational(t))
	published := map[string]ahsp.Analysis{}
	for _, a := range imported.Analyses {
		published[a.Kode] = a
	}
	_, starter, err := ahsp.Starter()
	if err != nil {
		t.Fatal(err)
	}
	for _, ours := range starter {
		theirs, ok := published[ours.Kode]
		if !ok || len(theirs.Components) != len(ours.Components) {
			t.Errorf("%s: %d components, published %d", ours.Kode, len(ours.Components), len(theirs.Components))
			continue
		}
		byKode := map[string]ahsp.Component{}
		for _, c := range theirs.Components {
			if c.Finding != "" {
				t.Errorf("%s: row %d is damaged (%s), choose another analysis", ours.Kode, c.Row, c.Finding)
			}
			byKode[c.Kode] = c
		}
		for _, c := range ours.Components {
			p, ok := byKode[c.Kode]
			if !ok || !p.Koefisien.Equal(c.Koefisien) || p.Kategori != c.Kategori || ahsp.NormaliseUnit(p.Satuan) != ahsp.NormaliseUnit(c.Satuan) {
				t.Errorf("%s: %s %s %s %s, published %s %s %s", ours.Kode, c.Kode, c.Kategori, c.Satuan, c.Koefisien, p.Kategori, p.Satuan, p.Koefisien)
			}
		}
	}
}

// thousand is the divisor of a proposal.
var thousand = decimal.FromInt(1000)

var header = []any{"sumber_ahsp", "kode_ahsp", "nama_ahsp", "kategori", "kode_item", "item", "satuan", "koefisien"}

// sheetOf makes a workbook whose first sheet holds the header and rows.
func sheetOf(t testing.TB, rows ...[]any) []byte {
	return build(t, func(f *excelize.File) error {
		all := f.SetSheetRow("Sheet1", "A1", &header)
		for i, row := range rows {
			all = errors.Join(all, f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+2), &row))
		}
		return all
	})
}

func importBytes(data []byte) (*ahsp.Imported, error) {
	w, err := spreadsheet.OpenBytes(data, spreadsheet.Limits{})
	if err != nil {
		return nil, err
	}
	return spreadsheet.ImportAHSP(w, "AHSP Uji", "uji.xlsx")
}

func TestTypeOfTheCellDecidesWhetherADecimalPointWasLost(t *testing.T) {
	row := func(item string, koefisien any) []any {
		return []any{"AHSP", "1.1", "Beton 1 m3", "Bahan", "", item, "kg", koefisien}
	}
	imported, err := importBytes(sheetOf(t,
		row("a", 1351), row("b", "1009.0"), row("c", 83349), row("d", 0.5), row("e", 999), row("f", "1.351"), row("g", "1009"),
	))
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []struct {
		koefisien string
		lost      bool
	}{{"1351", true}, {"1009", false}, {"83349", true}, {"0.5", false}, {"999", false}, {"1.351", false}, {"1009", false}} {
		c := imported.Analyses[0].Components[i]
		if c.Koefisien.String() != want.koefisien || (c.Finding == ahsp.LostDecimal) != want.lost {
			t.Errorf("%s: %s, finding %q", c.Uraian, c.Koefisien, c.Finding)
		}
	}
	if got := imported.Summary.Findings.LostDecimal; got != (ahsp.LostDecimalCounts{Components: 2, Analyses: 1, Proposed: 1, Ambiguous: 1}) {
		t.Errorf("%+v", got)
	}
}

func TestFindingsOfAWorkbookNameTheirPlace(t *testing.T) {
	imported, err := importBytes(sheetOf(t,
		[]any{"AHSP", "1.1", "Pasang 1 m2 dinding", "Tenaga Kerja", "TK.1", "Pekerja", "OH", "1"},
		[]any{"AHSP", "1.1", "Pasang 1 m2 dinding", "Tenaga Kerja", "TK.1", "Pekerja", "OH", "2"},
		[]any{"AHSP", "1.1", "Potong 1 m pipa", nil, nil, "Besi Ã˜10", nil, "1"},
		[]any{"AHSP", "1.2", "Patok", "Bahan", "B.1", "Kayu", "m3", 1234},
	))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range imported.Findings {
		got = append(got, fmt.Sprintf("%d %s %s", f.Row, f.Column, f.Kind))
	}
	want := []string{
		"2 item duplicate_component", "2 nama_ahsp unit_from_name",
		"4 nama_ahsp code_with_two_names", "4 item mojibake_texts", "4 kategori missing_kategori", "4 satuan missing_satuan",
		"5 koefisien lost_decimal", "5 nama_ahsp unit_missing",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if imported.Edition.Name != "AHSP Uji" || imported.Edition.File != "uji.xlsx" {
		t.Errorf("edition %+v", imported.Edition)
	}
}

func TestUnusableWorkbooksNameTheirPlace(t *testing.T) {
	good := []any{"AHSP", "1.1", "Pasang 1 m2 dinding", "Tenaga Kerja", "TK.1", "Pekerja", "OH", "1"}
	bad := append(append([]any{}, good[:7]...), "dua")
	_, err := importBytes(sheetOf(t, good, bad))
	var refused *ahsp.ImportError
	if !errors.As(err, &refused) || !strings.Contains(err.Error(), "baris 3, kolom koefisien") {
		t.Errorf("bad number: %v", err)
	}
	unfinished := good[:7]
	formula := build(t, func(f *excelize.File) error {
		return errors.Join(f.SetSheetRow("Sheet1", "A1", &header), f.SetSheetRow("Sheet1", "A2", &unfinished), f.SetCellFormula("Sheet1", "H2", "1+1"))
	})
	_, err = importBytes(formula)
	if !errors.As(err, &refused) || !strings.Contains(err.Error(), "baris 2, kolom koefisien: koefisien berisi rumus tanpa hasil") {
		t.Errorf("formula without a result: %v", err)
	}
	var refusal *spreadsheet.Error
	wide := build(t, func(f *excelize.File) error {
		return errors.Join(f.SetSheetRow("Sheet1", "A1", &header), f.SetCellValue("Sheet1", "XFD2", 1))
	})
	if _, err = importBytes(wide); !errors.As(err, &refusal) || refusal.Reason != spreadsheet.TooManyColumns {
		t.Errorf("too wide: %v", err)
	}
}

func TestCSVGivesTheSameAnalyses(t *testing.T) {
	imported, err := importBytes([]byte("sumber_ahsp;kode;nama;kategori;item;satuan;koef\nAHSP;1.1;Pasang 1 m2 dinding;TK;Pekerja;OH;1,25\n"))
	if err != nil {
		t.Fatal(err)
	}
	if c := imported.Analyses[0].Components[0]; c.Koefisien.String() != "1.25" || c.Row != 2 || c.Sheet != "CSV" {
		t.Errorf("%+v", c)
	}
}

func BenchmarkImportNational(b *testing.B) {
	data := readNational(b)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		importNational(b, data)
	}
}

// Example reads a file, prints what was found and takes the proposed repairs.
func Example() {
	file := bytes.NewReader([]byte("sumber_ahsp,kode_ahsp,nama_ahsp,kategori,kode_item,item,satuan,koefisien\n" +
		"AHSP 2025,3.7.8,Pemasangan 1 m2 acian,Tenaga Kerja,TK.0008,Pekerja,OH,0.2\n" +
		",3.7.8,Pemasangan 1 m2 acian,,,Semen,kg,3.25\n"))
	workbook, err := spreadsheet.Open(file, spreadsheet.Limits{})
	if err != nil {
		fmt.Println(err)
		return
	}
	imported, err := ahsp.Import(spreadsheet.AHSPRows(workbook, ""), ahsp.Options{File: "acian.csv", SHA256: workbook.SHA256()})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range imported.Findings {
		fmt.Printf("baris %d, %s: %s\n", f.Row, f.Column, f.Message)
	}
	repaired := imported.Repair()
	fmt.Println(repaired.Edition.Name, repaired.Summary.Analyses, repaired.Summary.Components)
	// Output:
	// baris 2, nama_ahsp: satuan m2 dibaca dari nama
	// baris 3, kategori: kategori kosong, dicatat sebagai LAIN
	// AHSP 2025 1 2
}
