package spreadsheet_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"takar/internal/decimal"
	"takar/internal/spreadsheet"
)

// written writes sheets and reads the first one, or the one named, back as "A1=text" with
// the kind of each cell.
func written(t *testing.T, sheet string, sheets ...spreadsheet.Sheet) string {
	t.Helper()
	data, err := spreadsheet.Write(sheets...)
	if err != nil {
		t.Fatal(err)
	}
	workbook, err := spreadsheet.OpenBytes(data, spreadsheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[spreadsheet.Kind]string{spreadsheet.Text: "text", spreadsheet.Number: "number"}
	var cells []string
	for row, err := range workbook.Rows(sheet) {
		if err != nil {
			t.Fatal(err)
		}
		for i, cell := range row.Cells {
			if cell.Kind == spreadsheet.Empty {
				continue
			}
			if cell.Formula {
				t.Errorf("%s%d is a formula", spreadsheet.ColumnName(i), row.Number)
			}
			cells = append(cells, fmt.Sprintf("%s%d %s %s", spreadsheet.ColumnName(i), row.Number, kinds[cell.Kind], cell.Text))
		}
	}
	return strings.Join(cells, "; ")
}

func TestWrittenCellsComeBackExactly(t *testing.T) {
	got := written(t, "", spreadsheet.Sheet{Name: "A", Header: 1, Widths: []int{10, 40}, Rows: [][]spreadsheet.Value{
		{spreadsheet.TitleValue("Kode"), spreadsheet.TitleValue("Koefisien")},
		{},
		{{}, spreadsheet.NumberValue(decimal.MustParse("0.1"))},
		{spreadsheet.TextValue("007"), spreadsheet.NumberValue(decimal.MustParse("123456789012.123456"))},
		{spreadsheet.TextValue("½ Batu – 3/4\" & <b>"), spreadsheet.NumberValue(decimal.MustParse("-0.000001"))},
	}})
	want := `A1 text Kode; B1 text Koefisien; B3 number 0.1; A4 text 007; B4 number 123456789012.123456; A5 text ½ Batu – 3/4" & <b>; B5 number -0.000001`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestNoTextBecomesAFormula(t *testing.T) {
	for _, text := range []string{`=HYPERLINK("http://x","y")`, `+1+cmd|' /c calc'!A0`, `-2+3`, `@SUM(A1)`, "\t=1", "1e5", "2026-01-01", "_x000D_", "TRUE", "'=1", "0x10"} {
		if got := written(t, "", spreadsheet.Sheet{Name: "A", Rows: [][]spreadsheet.Value{spreadsheet.TextValues("x", text)}}); got != "A1 text x; B1 text "+text {
			t.Errorf("%q came back as %s", text, got)
		}
	}
}

func TestSheetsHaveNamesThatExcelTakes(t *testing.T) {
	name := strings.Repeat("Daftar: a/b [c] ", 3)
	if got := written(t, "Daftar_ a_b _c_ Daftar_ a_b _c_", spreadsheet.Sheet{Name: "Satu"}, spreadsheet.Sheet{Name: name, Rows: [][]spreadsheet.Value{spreadsheet.TextValues("ya")}}); got != "A1 text ya" {
		t.Errorf("the second sheet holds %s", got)
	}
}

func TestStyledCellsKeepAllTheirDigits(t *testing.T) {
	day := func(text string) spreadsheet.Value {
		at, err := time.Parse(time.DateOnly, text)
		if err != nil {
			t.Fatal(err)
		}
		return spreadsheet.DayValue(at)
	}
	got := written(t, "", spreadsheet.Sheet{
		Name: "A", Header: 1, Formats: []spreadsheet.Format{spreadsheet.PlainText, spreadsheet.Money, spreadsheet.Day}, Choices: [][]string{{"APBD", "APBN"}},
		Rows: [][]spreadsheet.Value{
			{spreadsheet.HeadValue("Sumber"), spreadsheet.HeadValue("Pagu"), spreadsheet.HeadValue("Mulai")},
			{spreadsheet.TextValue("=APBD"), spreadsheet.MoneyValue(decimal.MustParse("123456789012345678.91")), day("2026-02-01")},
			{{}, {}, day("1900-03-01")},
			{{}, {}, day("1900-02-28")},
		},
	})
	want := "A1 text Sumber; B1 text Pagu; C1 text Mulai; A2 text =APBD; B2 number 123456789012345678.91; C2 number 46054; C3 number 61; C4 text 1900-02-28"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
