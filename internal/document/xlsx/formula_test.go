package xlsx_test

import (
	"strconv"
	"strings"
	"testing"

	"takar/internal/document"
)

// referring is a document of two sheets whose first cell has a formula, and returns what
// becomes of that.
func referring(t *testing.T, f *document.Formula) string {
	t.Helper()
	columns := []document.Column{{Key: "a", Kind: document.Money}, {Key: "b", Kind: document.Money}, {Key: "c", Kind: document.Money}}
	row := func(key string, cells ...document.Cell) document.Row { return document.Row{Key: key, Cells: cells} }
	first := &document.Table{Columns: columns, Rows: []document.Row{
		row("f", cell("1").By(f), cell("2").Named("SATU"), cell("3").Named("R2")),
		row("g", cell("4"), document.Words("teks"), cell("6")),
		row("h", cell("7").Over(2), cell("9")),
	}}
	for i := range 300 {
		first.Rows = append(first.Rows, row("n"+strconv.Itoa(i), cell("1")))
	}
	second := &document.Table{Columns: []document.Column{{Key: "x"}, {Key: "a", Kind: document.Money}}, Rows: []document.Row{row("g", document.Words("x"), cell("10")), row("h", document.Words("y"), cell("20"))}}
	d := &document.Document{Sections: []*document.Section{
		{Key: "one", Sheet: "Satu", Blocks: []document.Block{first}}, {Key: "two", Sheet: "Harga 'dasar'", Blocks: []document.Block{second}},
	}}
	file := opened(t, written(t, d))
	formula, err := file.GetCellFormula("Satu", "A2")
	if err != nil {
		t.Fatal(err)
	}
	if value, _ := file.GetCellValue("Satu", "A2"); value != "1" {
		t.Errorf("the value is %q", value)
	}
	return formula
}

func TestFormulasGetTheAddressesOfWhatTheyName(t *testing.T) {
	long := strings.Repeat("1+", 4095)
	many := func(n int, text func(int) string) *document.Formula {
		var refs []document.Ref
		var holes []string
		for i := range n {
			refs = append(refs, document.Ref{Row: "n" + strconv.Itoa(i)})
			holes = append(holes, "{"+strconv.Itoa(i)+"}")
		}
		return document.Calculation(text(0)+strings.Join(holes, ",")+")", refs...)
	}
	sum := func(int) string { return "SUM(" }
	for _, test := range []struct {
		name string
		f    *document.Formula
		want string
	}{
		{"a cell of the same sheet", document.Calculation("{0}*2", document.Ref{Row: "g", Column: "c"}), "C3*2"},
		{"the column of the formula", document.Calculation("{0}", document.Ref{Row: "g"}), "A3"},
		{"the row of the formula", document.Calculation("{0}+{1}", document.Ref{Column: "b"}, document.Ref{Section: "one", Column: "c"}), "B2+C2"},
		{"another sheet", document.Calculation("{0}", document.Ref{Section: "two", Row: "h", Column: "a"}), "'Harga _dasar_'!$B$3"},
		{"the same column of another sheet", document.Calculation("{0}", document.Ref{Section: "two", Row: "h"}), "'Harga _dasar_'!$B$3"},
		{"a range of rows", document.Calculation("SUM({0})", document.Ref{Row: "h", To: "g", Column: "c"}), "SUM(C3:C4)"},
		{"a range of rows and columns", document.Calculation("SUM({0})", document.Ref{Row: "g", To: "h", Column: "a", ToColumn: "c"}), "SUM(A3:C4)"},
		{"a range of another sheet", document.Calculation("SUM({0})", document.Ref{Section: "two", Row: "g", To: "h", Column: "a"}), "SUM('Harga _dasar_'!$B$2:$B$3)"},
		{"a name", document.Calculation("{0}/100", document.Ref{Name: "SATU"}), "SATU/100"},
		{"a name that looks like a cell", document.Calculation("{0}", document.Ref{Name: "R2"}), "_R2"},
		{"a cell that others are merged into", document.Calculation("{0}", document.Ref{Row: "h", Column: "b"}), "A4"},
		{"no such section", document.Calculation("{0}+{1}", document.Ref{Row: "g"}, document.Ref{Section: "three", Row: "g", Column: "a"}), ""},
		{"no such row", document.Calculation("{0}", document.Ref{Row: "z"}), ""},
		{"no such last row", document.Calculation("{0}", document.Ref{Row: "g", To: "z"}), ""},
		{"no such column", document.Calculation("{0}", document.Ref{Row: "g", Column: "z"}), ""},
		{"no such name", document.Calculation("{0}", document.Ref{Name: "PPN"}), ""},
		{"a row of another sheet without a key", document.Calculation("{0}", document.Ref{Section: "two", Column: "a"}), ""},
		{"a text", document.Calculation("{0}*2", document.Ref{Row: "g", Column: "b"}), ""},
		{"a hole without a reference", document.Calculation("{0}+{1}", document.Ref{Row: "g"}), ""},
		{"an open hole", document.Calculation("1+{0", document.Ref{Row: "g"}), ""},
		{"8,191 characters", document.Calculation(long + "1"), long + "1"},
		{"8,192 characters", document.Calculation(long + "11"), ""},
		{"300 arguments of another function", many(300, func(int) string { return "MAX(" }), ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := referring(t, test.f); got != test.want {
				t.Errorf("got  %.200q\nwant %.200q", got, test.want)
			}
		})
	}
	if got := referring(t, many(255, sum)); !strings.HasPrefix(got, "SUM(A5,A6,") || strings.Count(got, "SUM") != 1 {
		t.Errorf("255 addends: %.60q", got)
	}
	if got := referring(t, many(300, sum)); !strings.HasPrefix(got, "SUM(SUM(A5,A6,") || strings.Count(got, "SUM") != 3 || strings.Count(got, "A") != 300 {
		t.Errorf("300 addends: %.60q", got)
	}
}

func TestNamesAreThoseOfTheFirstCellsThatHaveThem(t *testing.T) {
	table := &document.Table{Columns: []document.Column{{Key: "a"}}}
	for _, name := range []string{"BUK", "buk", "BUK", "nama salah", "X1", "_x1"} {
		table.Rows = append(table.Rows, document.Row{Cells: []document.Cell{cell("1").Named(name)}})
	}
	var names []string
	for _, name := range opened(t, written(t, &document.Document{Sections: []*document.Section{{Sheet: "S", Blocks: []document.Block{table}}}})).GetDefinedName() {
		if !strings.HasPrefix(name.Name, "_xlnm") {
			names = append(names, name.Name+" "+name.RefersTo)
		}
	}
	if got := strings.Join(names, ", "); got != "BUK 'S'!$A$2, _X1 'S'!$A$6" {
		t.Errorf("got %s", got)
	}
}
