package document

import (
	"takar/internal/decimal"
)

// Table is rows under columns.
//
// On paper its header repeats on every page, cells are wrapped and never cut, a heading
// row stays with the row after it, and a table that is wider than its page is continued on
// further pages: columns marked Stays are repeated there, the others follow in turn.
type Table struct {
	Title   string // above it, kept with its first rows; "" = none
	Columns []Column
	Rows    []Row
	Empty   string // what is said when there are no rows

	// Carry is the key of the column whose sum is carried from page to page ("Jumlah
	// dipindahkan"): all Item rows so far. "" = none.
	Carry string
	// Whole keeps the table on one page, unless it is longer than a page.
	Whole bool
	// Tail is how many of the last rows stay with what follows, such as signatures.
	Tail int
	// Curve is drawn over the rows; nil = none.
	Curve *Curve
}

// Column is one column of a table.
type Column struct {
	Key   string // names it in a Ref; unique in the table
	Title string // may hold line breaks
	Band  string // adjacent columns with the same band share a header above their own, such as a month
	Width int    // in tenths of a millimetre; the table is stretched or, down to three quarters, squeezed to the page
	Kind  Kind   // of its numbers, and how its cells are aligned
	Stays bool   // repeated where the table is continued sideways
}

// RowKind says what a row is, and so how it looks.
type RowKind int

// The kinds of rows.
const (
	Item     RowKind = iota
	Group            // heading of the first level, such as a klasifikasi
	Subgroup         // of the second level
	Subtotal         // ends a group
	Total            // ends the table
	Remark           // a line in small type
)

// Row is one row.
type Row struct {
	Key   string // names it in a Ref; unique in the section; "" = nobody refers to it
	Kind  RowKind
	Level int    // indent of its first text cell
	Cells []Cell // by the columns; a cell with a Span covers those after it, which are left out
	// Faulty marks a row of which something is missing, such as a price; Fault says what, for
	// those who cannot see colours.
	Faulty bool
	Fault  string
}

// Holds says what is in a cell.
type Holds uint8

// What cells hold.
const (
	HoldsNothing Holds = iota
	HoldsText
	HoldsNumber
)

// Cell is one cell. Its zero value is empty.
type Cell struct {
	Text   string
	Number decimal.Decimal // exact; how it looks is the column's matter
	// Formula gives the same Number in a workbook; nil = a plain number. A formula that refers
	// to what is not in the workbook is left out.
	Formula *Formula
	// Name makes the cell a name of the workbook, such as BUK.
	Name string
	// What is small stands together: a schedule has hundreds of thousands of cells.
	Span  int // columns that it covers; 0 = 1
	Holds Holds
	Kind  Kind  // instead of the column's; AsColumn = the column's
	Align Align // instead of the kind's
	Fill  Fill
	Bold  bool
}

// Align says where a cell's content stands.
type Align uint8

// The alignments; ByKind puts numbers to the right and texts to the left.
const (
	ByKind Align = iota
	Left
	Center
	Right
)

// Fill colours a cell, as the bars of a schedule.
type Fill uint8

// The fills.
const (
	NoFill     Fill = iota
	PlanFill        // planned
	ActualFill      // done
	OffFill         // outside of the project, or closed
)

// Ref names a cell, or with To or ToColumn a range of cells, by its section, row and
// column. Sheets, rows and columns of a workbook follow from it when that is written. One
// cell must not hold a text: it would make an error of the formula, which is left out then.
type Ref struct {
	Section  string // "" = the section of the formula
	Row      string // "" = the row of the formula
	To       string // last row of a range; "" = the row alone
	Column   string // "" = the column of the formula
	ToColumn string // last column of a range; "" = the column alone
	Name     string // a name of the workbook instead of all others, such as BUK
}

// Formula is a formula of a workbook in English names with commas, without "=". {0}, {1}
// and so on stand for Refs.
type Formula struct {
	Text string
	Refs []Ref
}

// Calculation returns a formula.
func Calculation(text string, refs ...Ref) *Formula { return &Formula{Text: text, Refs: refs} }

// By gives a cell the formula that its number follows from.
func (c Cell) By(f *Formula) Cell {
	c.Formula = f
	return c
}

// As gives a cell a kind other than that of its column.
func (c Cell) As(k Kind) Cell {
	c.Kind = k
	return c
}

// Over lets a cell cover a number of columns.
func (c Cell) Over(columns int) Cell {
	c.Span = columns
	return c
}

// InBold makes a cell bold.
func (c Cell) InBold() Cell {
	c.Bold = true
	return c
}

// At aligns a cell.
func (c Cell) At(a Align) Cell {
	c.Align = a
	return c
}

// Filled colours a cell.
func (c Cell) Filled(f Fill) Cell {
	c.Fill = f
	return c
}

// Named makes a cell a name of the workbook.
func (c Cell) Named(name string) Cell {
	c.Name = name
	return c
}

// Curve is a kurva S over the cells of a table: 0 percent at the bottom left of the rows
// that it covers, 100 at the top right. Where the table goes on over the page, so do the
// lines, without a gap.
type Curve struct {
	First, Last string // keys of the columns of the first and the last period
	// Top and Bottom are the keys of the first and the last row that it covers.
	Top, Bottom string
	Lines       []CurveLine
}

// CurveLine is one line of a Curve.
type CurveLine struct {
	Title  string
	Actual bool // realisasi, else rencana
	// Points are the cumulative percents at the end of each period; the line begins at 0 before
	// the first one and may end before the last.
	Points []decimal.Decimal
	// Row is the key of the row whose cells hold the same figures: what a chart of a workbook
	// is drawn from.
	Row string
}
