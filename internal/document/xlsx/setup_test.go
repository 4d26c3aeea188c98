package xlsx_test

import (
	"archive/zip"
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"takar/internal/document"
)

// parts are the files of a workbook.
func parts(t testing.TB, data []byte) map[string]string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, file := range archive.File {
		reader, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(reader)
		if err != nil {
			t.Fatal(err)
		}
		found[file.Name] = string(content)
		if got := file.Modified.UTC().Format("2006-01-02T15:04:05Z"); got != "2026-01-05T08:30:00Z" {
			t.Errorf("%s is of %s", file.Name, got)
		}
	}
	return found
}

// holds fails unless a text holds all the others, in their order.
func holds(t testing.TB, name, text string, wanted ...string) {
	t.Helper()
	at := 0
	for _, want := range wanted {
		next := strings.Index(text[at:], want)
		if next < 0 {
			t.Errorf("%s: no %s after %d in %.3000s", name, want, at, text)
			return
		}
		at += next + len(want)
	}
}

func TestSheetsAreSetUpForPrintingAndReading(t *testing.T) {
	files := parts(t, written(t, linked(t)))
	holds(t, "workbook", files["xl/workbook.xml"],
		`name="Sampul"`, `name="Daftar Isi"`, `name="Rekapitulasi"`, `name="RAB_ A_B"`, `name="Analisa"`, `name="Harga"`, `name="Jadwal"`)
	for _, name := range []string{
		`<definedName name="BUK">&#39;Analisa&#39;!$B$4</definedName>`,
		`<definedName name="PPN">&#39;Rekapitulasi&#39;!$B$14</definedName>`,
		`<definedName localSheetId="3" name="_xlnm.Print_Area">&#39;RAB_ A_B&#39;!$A$1:$G$27</definedName>`,
		`<definedName localSheetId="3" name="_xlnm.Print_Titles">&#39;RAB_ A_B&#39;!$A:$B,&#39;RAB_ A_B&#39;!$15:$15</definedName>`,
		`<definedName localSheetId="6" name="_xlnm.Print_Titles">&#39;Jadwal&#39;!$A:$C,&#39;Jadwal&#39;!$9:$10</definedName>`,
	} {
		if book := files["xl/workbook.xml"]; !strings.Contains(book, name) {
			t.Errorf("no %s in %s", name, book[strings.Index(book, "<definedNames"):])
		}
	}
	rab := files["xl/worksheets/sheet4.xml"]
	holds(t, "RAB", rab, `fitToPage="true"`, `showGridLines="false"`, `<pane activePane="bottomRight" state="frozen" topLeftCell="C16" xSplit="2" ySplit="15"`,
		`<sheetData>`, `</sheetData><mergeCells count=`, `<printOptions horizontalCentered="true"`, `<pageMargins`, `<pageSetup`, `fitToHeight="0"`, `orientation="portrait"`, `paperSize="9"`,
		`<oddHeader>&amp;L`, `Pembangunan Balai`, `RENCANA ANGGARAN BIAYA`, `<oddFooter>`, `Revisi 12 · 0123456789ab`, `Halaman &amp;P dari &amp;N`, `<ignoredErrors>`, `<drawing `)
	holds(t, "Jadwal", files["xl/worksheets/sheet7.xml"], `xSplit="3" ySplit="10"`, `<mergeCell ref="A9:A10"/>`, `<mergeCell ref="D9:G9"/>`, `orientation="landscape"`, `paperSize="8"`)
	holds(t, "contents", files["xl/worksheets/sheet2.xml"], `<hyperlink ref="A3" location="&#39;Rekapitulasi&#39;!A1"`)
	holds(t, "properties", files["docProps/core.xml"], "Paket dokumen RAB", "CV Cipta Karya", "2026-01-05T08:30:00Z")
	if strings.Contains(files["xl/worksheets/sheet1.xml"], "oddHeader") {
		t.Error("a cover has a head")
	}
}

func TestPapersHaveTheNumbersOfWorkbooks(t *testing.T) {
	for paper, number := range map[document.Paper]string{document.A4: "9", document.A3: "8", document.F4: "14", "": "9"} {
		d := &document.Document{Moment: "2026-01-05T08:30:00Z", Sections: []*document.Section{{Paper: paper, Landscape: paper == document.F4, Blocks: []document.Block{&document.Note{Text: "x"}}}}}
		sheet := parts(t, written(t, d))["xl/worksheets/sheet1.xml"]
		holds(t, string(paper), sheet, `paperSize="`+number+`"`)
		if strings.Contains(sheet, "landscape") != (paper == document.F4) {
			t.Errorf("%s: wrong orientation", paper)
		}
	}
}

func TestADraftSaysSoOnEverySheet(t *testing.T) {
	d := linked(t)
	d.Watermark = "DRAF"
	files := parts(t, written(t, d))
	for i := range d.Sections {
		sheet := files["xl/worksheets/sheet"+string(rune('1'+i))+".xml"]
		holds(t, d.Sections[i].Title, sheet, `DRAF</oddHeader>`)
		if i > 0 && !strings.Contains(sheet, `<row r="1" ht=`) || i > 0 && !strings.Contains(sheet, `>DRAF</t>`) {
			t.Errorf("no sign of a draft on sheet %d", i+1)
		}
	}
}

func TestTheSignOfADraftIsPrintedOncePerPage(t *testing.T) {
	d := linked(t)
	d.Watermark = "DRAF"
	if book := parts(t, written(t, d))["xl/workbook.xml"]; !strings.Contains(book, "&#39;Rekapitulasi&#39;!$A$2:$C$") || !strings.Contains(book, "&#39;Sampul&#39;!$A$1:") {
		t.Errorf("the first row is printed below the head that says the same: %s", book)
	}
}

func TestTheCurveLiesOverItsCellsAndDrawsTheirFigures(t *testing.T) {
	files := parts(t, written(t, linked(t)))
	drawing := ""
	for _, file := range files {
		if strings.Contains(file, "Kurva S 1") {
			drawing = file
		}
	}
	holds(t, "drawing", drawing, `twoCellAnchor`, `<xdr:from><xdr:col>3</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>10</xdr:row>`, `<xdr:to><xdr:col>15</xdr:col><xdr:colOff>432000</xdr:colOff><xdr:row>18</xdr:row>`, `name="Kurva S 1"`)
	chart := files["xl/charts/chart1.xml"]
	// Twelve weeks of 14 mm, stretched to the page like the columns before them, and 12 mm for the scale.
	holds(t, "chart", chart, `<c:x val="0"/><c:y val="0"/><c:w val="0.95`, `<c:v>Rencana</c:v>`, `<c:f>'Jadwal'!$C$20:$O$20</c:f>`, `<c:ptCount val="13"/><c:pt idx="0"><c:v>0</c:v></c:pt><c:pt idx="1"><c:v>2.5</c:v></c:pt>`, `<c:v>Realisasi</c:v>`, `<c:f>'Jadwal'!$C$21:$O$21</c:f>`, `<c:crossBetween val="midCat"/>`, `</c:valAx><c:spPr><a:noFill/>`)
	holds(t, "the nought", files["xl/worksheets/sheet7.xml"], `<c r="C20"`, `><v>0</v></c><c r="D20"`)
}

func TestSheetNamesAreTakenByExcel(t *testing.T) {
	d := &document.Document{}
	for _, name := range []string{"a/b:c", strings.Repeat("n", 40), strings.Repeat("n", 40), "A_B_C", "History", "'x'", "", strings.Repeat("½", 31), strings.Repeat("😀", 31)} {
		d.Sections = append(d.Sections, &document.Section{Key: name, Sheet: name, Title: "T"})
	}
	names := opened(t, written(t, d)).GetSheetList()
	want := []string{"a_b_c", strings.Repeat("n", 31), strings.Repeat("n", 27) + " (2)", "A_B_C (2)", "History_", "_x_", "T", strings.Repeat("½", 31), strings.Repeat("😀", 15)}
	if !slices.Equal(names, want) {
		t.Errorf("got %q", names)
	}
}

func TestNumbersAreStoredByTheirDigits(t *testing.T) {
	table := &document.Table{Columns: []document.Column{{Key: "a", Kind: document.Money}}}
	numbers := []string{"0", "-0.5", "123456789012345678.123456789", "0.1", "8814010000", "1000000000000000000000000000001"}
	for _, text := range numbers {
		table.Rows = append(table.Rows, document.Row{Cells: []document.Cell{cell(text), {}}})
		table.Rows = append(table.Rows, document.Row{Cells: []document.Cell{cell(text).By(document.Calculation(text))}})
	}
	file := opened(t, written(t, &document.Document{Sections: []*document.Section{{Sheet: "A", Blocks: []document.Block{table}}}}))
	rows, err := file.GetRows("A")
	if err != nil {
		t.Fatal(err)
	}
	rows = rows[len(rows)-2*len(numbers):]
	for i := range rows {
		if rows[i][0] != numbers[i/2] {
			t.Errorf("%s reads back as %s", numbers[i/2], rows[i][0])
		}
	}
	if kind, _ := file.GetCellType("A", "A2"); kind != excelize.CellTypeUnset && kind != excelize.CellTypeNumber {
		t.Errorf("a number has the type %d", kind)
	}
}
