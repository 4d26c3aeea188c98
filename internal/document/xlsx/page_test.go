package xlsx_test

import (
	"regexp"
	"strconv"
	"strings"
	"testing"

	"takar/internal/document"
)

var breakBefore = regexp.MustCompile(`<brk id="([0-9]+)"`)

// begins are the rows that begin pages of the first sheet.
func begins(t *testing.T, blocks ...document.Block) (rows []int, sheet string) {
	t.Helper()
	d := &document.Document{Moment: "2026-01-05T08:30:00Z", Sections: []*document.Section{{Key: "s", Sheet: "S", Blocks: blocks}}}
	sheet = parts(t, written(t, d))["xl/worksheets/sheet1.xml"]
	for _, found := range breakBefore.FindAllStringSubmatch(sheet, -1) {
		row, _ := strconv.Atoi(found[1])
		rows = append(rows, row+1)
	}
	return rows, sheet
}

func rowsOf(n int) *document.Table {
	t := &document.Table{Columns: []document.Column{{Key: "a", Title: "Uraian", Width: 1800}}}
	for i := range n {
		t.Rows = append(t.Rows, document.Row{Cells: []document.Cell{document.Words("Baris " + strconv.Itoa(i+1))}})
	}
	return t
}

func whole(n int) *document.Table {
	t := rowsOf(n)
	t.Title, t.Whole = "Analisa", true
	return t
}

func TestATableThatIsToBeWholeBeginsAPageIfItDoesNotFit(t *testing.T) {
	// A page of A4 has some 50 rows; title and header come before 20, with a gap between.
	rows, sheet := begins(t, whole(20), whole(20), &document.Heading{Text: "II"}, whole(20), whole(20))
	if len(rows) != 1 || rows[0] != 47 {
		t.Errorf("pages begin in rows %v", rows)
	}
	holds(t, "sheet", sheet, `<c r="A47"`, `>II</t>`, `<c r="A49"`) // the heading comes along
	if strings.Contains(sheet, "fitToPage") || !strings.Contains(sheet, `scale="`) {
		t.Error("Excel would forget the pages")
	}
	if rows, _ := begins(t, whole(200), whole(5)); len(rows) != 0 {
		t.Errorf("a table longer than a page begins one: %v", rows)
	}
}

func TestSignaturesComeWithTheEndOfTheTable(t *testing.T) {
	for _, test := range []struct{ rows, tail, begin int }{
		{20, 0, 0},  // all on one page
		{46, 0, 46}, // title row none: header in row 1, so row 46 is the last but one
		{46, 5, 43}, // as many as the table says
		{200, 0, 0}, // judged anew on each page
		{48, 60, 0}, // more than a page: left alone
		{1, 0, 0},   //
		{0, 0, 0},   //
	} {
		table := rowsOf(test.rows)
		table.Tail = test.tail
		rows, _ := begins(t, table, &document.Note{Text: "Catatan"}, signatures())
		switch {
		case test.rows == 200 && len(rows) <= 1:
		case test.begin == 0 && len(rows) == 0:
		case test.begin > 0 && len(rows) == 1 && rows[0] == test.begin:
		default:
			t.Errorf("%d rows, tail %d: pages begin in rows %v", test.rows, test.tail, rows)
		}
	}
}

func TestPageBreaksAreKept(t *testing.T) {
	rows, sheet := begins(t, &document.Note{Text: "satu"}, &document.PageBreak{}, &document.Note{Text: "dua"})
	if len(rows) != 1 || strings.Contains(sheet, "fitToPage") {
		t.Errorf("pages begin in rows %v", rows)
	}
}

func TestAWideTableGoesOverSeveralPagesSideBySide(t *testing.T) {
	table := &document.Table{}
	for i := range 60 {
		table.Columns = append(table.Columns, document.Column{Key: strconv.Itoa(i), Title: "M" + strconv.Itoa(i), Width: 140, Stays: i < 2})
	}
	table.Rows = []document.Row{{}}
	_, sheet := begins(t, table)
	holds(t, "sheet", sheet, `<pageSetup fitToHeight="0" fitToWidth="3"`)
}

func TestAHeadingStaysWithTheRowAfterIt(t *testing.T) {
	heading := func(kind document.RowKind) document.Row {
		return document.Row{Kind: kind, Cells: []document.Cell{document.Words("Judul")}}
	}
	table := rowsOf(54) // and a header: 55 rows of the 57 of a page
	table.Rows = append(append(table.Rows, heading(document.Group), heading(document.Subgroup)), rowsOf(100).Rows...)
	if rows, _ := begins(t, table); len(rows) != 1 || rows[0] != 56 {
		t.Errorf("pages begin in rows %v", rows)
	}
	// On the second page the header is repeated: 57 rows, 1 + 56 more,.
	table = rowsOf(56 + 55)
	table.Rows = append(append(table.Rows, heading(document.Group)), rowsOf(40).Rows...)
	if rows, _ := begins(t, table); len(rows) != 1 || rows[0] != 113 {
		t.Errorf("with a repeated header pages begin in rows %v", rows)
	}
	table = rowsOf(53)
	table.Rows = append(append(table.Rows, heading(document.Group), heading(document.Subgroup)), rowsOf(100).Rows...)
	if rows, _ := begins(t, table); len(rows) != 0 {
		t.Errorf("there is room for the headings and a row, and still pages begin in rows %v", rows)
	}
}

func TestASheetThatIsToBeOnOnePageIsMadeSmaller(t *testing.T) {
	for rows, high := range map[int]string{60: "1", 400: "0"} {
		d := &document.Document{Moment: "2026-01-05T08:30:00Z", Sections: []*document.Section{{Key: "s", Sheet: "S", OnePage: true, Blocks: []document.Block{rowsOf(rows)}}}}
		holds(t, "sheet", parts(t, written(t, d))["xl/worksheets/sheet1.xml"], `<pageSetup fitToHeight="`+high+`"`)
	}
}
