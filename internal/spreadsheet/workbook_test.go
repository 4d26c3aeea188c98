package spreadsheet_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"takar/internal/spreadsheet"
)

// build makes a workbook with excelize.
func build(t testing.TB, fill func(f *excelize.File) error) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}()
	if err := fill(f); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// parts makes an archive from names and contents.
func parts(t testing.TB, contents map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, name := range slices.Sorted(func(yield func(string) bool) {
		for name := range contents {
			if !yield(name) {
				return
			}
		}
	}) {
		part, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write([]byte(contents[name])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// minimal is the least that makes a workbook with one sheet of the given XML.
func minimal(sheet string) map[string]string {
	return map[string]string{
		"xl/workbook.xml":            `<workbook xmlns:r="r"><sheets><sheet name="Data" r:id="a"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="a" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="s" Type="x/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml":   `<worksheet><sheetData>` + sheet + `</sheetData></worksheet>`,
	}
}

// read returns every row as "number: cells", a cell being its kind, its text and = for a
// formula.
func read(data []byte, limits spreadsheet.Limits, sheet string) ([]string, error) {
	w, err := spreadsheet.OpenBytes(data, limits)
	if err != nil {
		return nil, err
	}
	var rows []string
	for row, err := range w.Rows(sheet) {
		if err != nil {
			return rows, err
		}
		var cells []string
		for _, c := range row.Cells {
			text := "-TN?!"[c.Kind:c.Kind+1] + c.Text
			if c.Formula {
				text = "=" + text
			}
			cells = append(cells, text)
		}
		rows = append(rows, fmt.Sprintf("%d: %s", row.Number, strings.Join(cells, "|")))
	}
	return rows, nil
}

func mustRead(t *testing.T, data []byte, sheet string) []string {
	t.Helper()
	rows, err := read(data, spreadsheet.Limits{}, sheet)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestKindOfACellIsThatOfTheFile(t *testing.T) {
	data := build(t, func(f *excelize.File) error {
		bold, err := f.NewStyle(&excelize.Style{NumFmt: 4})
		return errors.Join(err,
			f.SetCellValue("Sheet1", "A1", "83.349"),
			f.SetCellValue("Sheet1", "B1", 83349),
			f.SetCellValue("Sheet1", "C1", 26.406),
			f.SetCellStyle("Sheet1", "B1", "C1", bold), // a number format changes nothing
			f.SetCellValue("Sheet1", "D1", true),
			f.SetCellFormula("Sheet1", "E1", "SUM(B1:C1)"), // without a stored result
			f.SetCellRichText("Sheet1", "B4", []excelize.RichTextRun{{Text: "m"}, {Text: "2", Font: &excelize.Font{VertAlign: "superscript"}}}),
			f.SetCellStyle("Sheet1", "D4", "Z9", bold), // empty cells with a style are not there
		)
	})
	want := []string{"1: T83.349|N83349|N26.406|?TRUE|=-", "4: -|Tm2"}
	if got := mustRead(t, data, ""); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestCellsAsOtherProgramsWriteThem(t *testing.T) {
	contents := minimal(`<row r="2"><c r="A2" t="inlineStr"><is><t>a &amp; b</t></is></c><c r="C2" t="str"><f>A1</f><v>x</v></c>` +
		`<c r="D2"><f>1+1</f><v>2</v></c><c r="E2" t="e"><v>#N/A</v></c><c r="F2" t="s"><v>1</v></c><c r="G2" t="b"><v>0</v></c><c r="H2" t="s"><v>2</v></c>` +
		`<c r="I2" t="str"><f>IF(1,"")</f><v></v></c><c r="J2" t="str"><f>A1</f></c></row>` +
		`<row><c><v>1</v></c><c/><c><v>3E-2</v></c></row><row r="9"/>`)
	contents["xl/sharedStrings.xml"] = `<sst><si><t>no</t></si><si><r><t>yes</t></r><r><t xml:space="preserve"> sir</t></r><rPh><t>hint</t></rPh></si><si><t>a_x000D_b_xyz_</t></si></sst>`
	want := []string{"2: Ta & b|-|=Tx|=N2|!#N/A|Tyes sir|?FALSE|Ta\rb_xyz_|=T|=-", "3: N1|-|N3E-2"}
	if got := mustRead(t, parts(t, contents), "Data"); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestSheetsAreNamedAndHiddenOnesPassedOver(t *testing.T) {
	data := build(t, func(f *excelize.File) error {
		_, err := f.NewSheet("Kedua")
		f.SetActiveSheet(1)
		return errors.Join(err, f.SetCellValue("Sheet1", "A1", "satu"), f.SetCellValue("Kedua", "A1", "dua"), f.SetSheetVisible("Sheet1", false))
	})
	w, err := spreadsheet.OpenBytes(data, spreadsheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if got := w.Sheets(); !slices.Equal(got, []string{"Kedua"}) {
		t.Errorf("sheets %q", got)
	}
	if got := mustRead(t, data, ""); !slices.Equal(got, []string{"1: Tdua"}) {
		t.Errorf("first visible sheet: %q", got)
	}
	if got := mustRead(t, data, "Sheet1"); !slices.Equal(got, []string{"1: Tsatu"}) {
		t.Errorf("hidden sheet by its name: %q", got)
	}
	_, err = read(data, spreadsheet.Limits{}, "Ketiga")
	wantRefusal(t, "missing sheet", err, spreadsheet.NoSheet, "Kedua")
}

func TestCSVIsRead(t *testing.T) {
	want := []string{"1: Tkode|Tnama", "2: T1.1|-|T0,5", "4: Tdua\nbaris|Tx"}
	for name, text := range map[string]string{
		"commas":     "kode,nama\n1.1,,\"0,5\"\n,,\n\"dua\nbaris\",x,\n",
		"semicolons": "\ufeffkode;nama\r\n1.1;;0,5\r\n;;\r\n\"dua\nbaris\";x\r\n",
		"tabs":       "kode\tnama\n1.1\t\t0,5\n\t\n\"dua\nbaris\"\tx",
	} {
		if got := mustRead(t, []byte(text), ""); !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	if got := mustRead(t, []byte("m\xb2,\x85"), ""); !slices.Equal(got, []string{"1: Tm²|T…"}) {
		t.Errorf("Windows-1252: %q", got)
	}
}

func TestHashIsThatOfTheFile(t *testing.T) {
	w, err := spreadsheet.Open(strings.NewReader("abc"), spreadsheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if got := w.SHA256(); got != "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" {
		t.Errorf("hash %s", got)
	}
}

func TestColumnNames(t *testing.T) {
	for index, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 701: "ZZ", 702: "AAA", 16383: "XFD"} {
		if got := spreadsheet.ColumnName(index); got != want {
			t.Errorf("ColumnName(%d) = %s, want %s", index, got, want)
		}
	}
}

func wantRefusal(t *testing.T, name string, err error, reason spreadsheet.Reason, says ...string) {
	t.Helper()
	var refusal *spreadsheet.Error
	if !errors.As(err, &refusal) {
		t.Errorf("%s: error %v, want a refusal", name, err)
		return
	}
	if refusal.Reason != reason {
		t.Errorf("%s: refused as %s (%v), want %s", name, refusal.Reason, err, reason)
	}
	for _, s := range says {
		if !strings.Contains(err.Error(), s) {
			t.Errorf("%s: %q does not say %q", name, err, s)
		}
	}
}

func TestAWorkbookSaysFromWhenItCountsDays(t *testing.T) {
	for _, from1904 := range []bool{false, true} {
		file := excelize.NewFile()
		if err := file.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &from1904}); err != nil {
			t.Fatal(err)
		}
		out, err := file.WriteToBuffer()
		if err != nil {
			t.Fatal(err)
		}
		workbook, err := spreadsheet.OpenBytes(out.Bytes(), spreadsheet.Limits{})
		if err != nil || workbook.From1904() != from1904 {
			t.Errorf("from 1904: %v, want %v (%v)", workbook.From1904(), from1904, err)
		}
	}
}
