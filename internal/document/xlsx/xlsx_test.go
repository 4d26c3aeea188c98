package xlsx_test

import (
	"bytes"
	"errors"
	"math/big"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"takar/internal/document"
	"takar/internal/document/xlsx"
	"takar/internal/spreadsheet"
)

func written(t testing.TB, d *document.Document) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := xlsx.Write(&out, d, nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func opened(t testing.TB, data []byte) *excelize.File {
	t.Helper()
	file, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	return file
}

// formulas are the addresses of all cells with formulas, by sheet.
func formulas(t testing.TB, file *excelize.File) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	for _, sheet := range file.GetSheetList() {
		rows, err := file.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for y := range rows {
			for x := range rows[y] {
				at, _ := excelize.CoordinatesToCellName(x+1, y+1)
				if formula, err := file.GetCellFormula(sheet, at); err != nil {
					t.Fatal(err)
				} else if formula != "" {
					found[sheet] = append(found[sheet], at)
				}
			}
		}
	}
	return found
}

// find returns the address of the cell some columns right of the one with a text.
func find(t testing.TB, file *excelize.File, sheet, text string, right int) string {
	t.Helper()
	cells, err := file.SearchSheet(sheet, text)
	if err != nil || len(cells) == 0 {
		t.Fatalf("%q is not on sheet %s: %v", text, sheet, err)
	}
	x, y, _ := excelize.CellNameToCoordinates(cells[0])
	at, _ := excelize.CoordinatesToCellName(x+right, y)
	return at
}

// recalculated fails unless every formula gives the value that stands beside it; it returns
// how many there are.
func recalculated(t testing.TB, file *excelize.File) int {
	t.Helper()
	count := 0
	found := formulas(t, file)
	for sheet, cells := range found {
		for _, at := range cells {
			if formula, _ := file.GetCellFormula(sheet, at); strings.Contains(formula, "SUMPRODUCT") {
				nought(t, file, sheet)
				break
			}
		}
	}
	for sheet, cells := range found {
		for _, at := range cells {
			count++
			kept, _ := file.GetCellValue(sheet, at)
			got, err := file.CalcCellValue(sheet, at, excelize.Options{RawCellValue: true})
			if err != nil {
				t.Errorf("%s!%s: %v", sheet, at, err)
				continue
			}
			if !same(got, kept) {
				formula, _ := file.GetCellFormula(sheet, at)
				t.Errorf("%s!%s: %s gives %s, kept is %s", sheet, at, formula, got, kept)
			}
		}
	}
	return count
}

// nought puts 0 into the empty cells of a sheet: excelize, unlike spreadsheet programs, makes
// an error of a SUMPRODUCT over empty cells.
func nought(t testing.TB, file *excelize.File, sheet string) {
	t.Helper()
	rows, err := file.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	columns := 0
	for _, row := range rows {
		columns = max(columns, len(row))
	}
	for y, row := range rows {
		for x := range columns {
			if x >= len(row) || row[x] == "" {
				at, _ := excelize.CoordinatesToCellName(x+1, y+1)
				if err := file.SetCellDefault(sheet, at, "0"); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

// same compares what was reckoned in binary fractions with an exact number.
func same(got, kept string) bool {
	if got == "" { // what is empty is 0 to spreadsheet programs
		got = "0"
	}
	a, okay := new(big.Rat).SetString(got)
	b, ok := new(big.Rat).SetString(kept)
	if !ok || !okay {
		return false
	}
	return a.Sub(a, b).Abs(a).Cmp(big.NewRat(1, 1_000_000)) < 0
}

func TestFormulasGiveTheValuesThatStandBesideThem(t *testing.T) {
	if count := recalculated(t, opened(t, written(t, linked(t)))); count != 4+4+2+3+2+1+5+24 {
		t.Errorf("%d formulas", count)
	}
}

func TestAPriceThatChangesChangesTheRecap(t *testing.T) {
	file := opened(t, written(t, linked(t)))
	price := find(t, file, "Harga", "Pekerja", 2)
	if err := file.SetCellDefault("Harga", price, "130000"); err != nil { // 0.3 × 10,000 more, × 1.1, × 112.6
		t.Fatal(err)
	}
	for at, want := range map[string]string{
		find(t, file, "Rekapitulasi", "JUMLAH (A)", 2):           "10415219.63",
		find(t, file, "Rekapitulasi", "JUMLAH TOTAL (A + B)", 2): "11560893.79",
		find(t, file, "Rekapitulasi", "DIBULATKAN", 2):           "11560000",
	} {
		if got, err := file.CalcCellValue("Rekapitulasi", at, excelize.Options{RawCellValue: true}); err != nil || got != want {
			t.Errorf("%s: %s, %v; want %s", at, got, err, want)
		}
	}
}

func TestEqualDocumentsGiveEqualBytes(t *testing.T) {
	first := written(t, linked(t))
	for range 3 {
		if !bytes.Equal(first, written(t, linked(t))) {
			t.Fatal("the same document gave other bytes")
		}
	}
}

func TestProgressIsToldAndStopsTheWriting(t *testing.T) {
	d := &document.Document{Sections: []*document.Section{{Blocks: []document.Block{&document.Table{Columns: []document.Column{{Key: "a"}}, Rows: make([]document.Row, 1000)}}}}}
	last, calls := 0, 0
	if err := xlsx.Write(&bytes.Buffer{}, d, func(done, total int) error {
		if done < last || total != 1000 {
			t.Errorf("%d of %d after %d", done, total, last)
		}
		last = done
		calls++
		return nil
	}); err != nil || last != 1000 || calls < 10 {
		t.Errorf("%v, at the end %d in %d calls", err, last, calls)
	}
	stop := errors.New("stop")
	if err := xlsx.Write(&bytes.Buffer{}, d, func(done, _ int) error {
		if done > 300 {
			return stop
		}
		return nil
	}); !errors.Is(err, stop) {
		t.Errorf("got %v", err)
	}
}

func TestTextsStayTexts(t *testing.T) {
	texts := []string{"=1+1", "+1", "-5", "@x", "1e5", "_x000D_", "<&>\"'", " spaced ", "a\nb", "½ m² φ", strings.Repeat("x", 40000)}
	table := &document.Table{Columns: []document.Column{{Key: "a", Width: 500}}}
	for _, text := range texts {
		table.Rows = append(table.Rows, document.Row{Cells: []document.Cell{document.Words(text)}})
	}
	table.Rows = append(table.Rows, document.Row{Cells: []document.Cell{document.Words("a\x00\x07b\xff")}})
	texts = append(texts, "ab")
	file := opened(t, written(t, &document.Document{Sections: []*document.Section{{Sheet: "A", Blocks: []document.Block{table}}}}))
	rows, err := file.GetRows("A")
	if err != nil {
		t.Fatal(err)
	}
	for i, text := range texts {
		row := rows[len(rows)-len(texts)+i]
		if len(text) > 32767 {
			text = text[:32767]
		}
		if len(row) != 1 || row[0] != text {
			t.Errorf("%.40q reads back as %.40q", text, row)
		}
	}
	if found := formulas(t, file); len(found) > 0 {
		t.Errorf("formulas: %v", found)
	}
}

func TestWhatIsWrittenCanBeImported(t *testing.T) {
	book, err := spreadsheet.OpenBytes(written(t, linked(t)), spreadsheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for row, err := range book.Rows("Harga") {
		if err != nil {
			t.Fatal(err)
		}
		for _, cell := range row.Cells {
			found[cell.Text] = true
		}
	}
	for _, want := range []string{"DAFTAR HARGA SATUAN DASAR", "Pasir pasang", "m³", "285000.5"} {
		if !found[want] {
			t.Errorf("no %q among %v", want, found)
		}
	}
}
