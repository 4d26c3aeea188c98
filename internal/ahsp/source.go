package ahsp

import (
	"fmt"
	"strings"
)

// CellKind is what the file says a cell holds. It matters: a coefficient that lost its
// decimal point is recognised by being stored as a number.
type CellKind int

// The kinds of a cell.
const (
	EmptyCell CellKind = iota
	TextCell
	NumberCell
	BoolCell
	ErrorCell // the text says what is wrong with it
)

// Cell is one cell of an imported sheet, as stored: a number has its digits with a dot.
type Cell struct {
	Kind CellKind
	Text string
}

// Row is one row of an imported sheet. Cells[0] is column A. The importer keeps no
// reference to it.
type Row struct {
	Sheet  string
	Number int // from 1
	Cells  []Cell
}

// RowError is one reason why a file cannot be imported, with its place.
type RowError struct {
	Sheet   string
	Row     int
	Column  string // header of the column; "" when the whole row is meant
	Message string
}

// Error returns the sentence with its place.
func (e RowError) Error() string {
	if e.Column == "" {
		return fmt.Sprintf("baris %d: %s", e.Row, e.Message)
	}
	return fmt.Sprintf("baris %d, kolom %s: %s", e.Row, e.Column, e.Message)
}

// maxErrors ends an import early: nobody reads a longer list.
const maxErrors = 50

// ImportError lists what stopped an import. Nothing of the file was taken.
type ImportError struct {
	Errors []RowError
}

// Error returns the first few places, one a line.
func (e *ImportError) Error() string {
	const shown = 10
	var b strings.Builder
	fmt.Fprintf(&b, "berkas tidak dapat diimpor, %d kesalahan:", len(e.Errors))
	for i, row := range e.Errors {
		if i == shown {
			fmt.Fprintf(&b, "\n… dan %d lagi", len(e.Errors)-shown)
			break
		}
		b.WriteString("\n" + row.Error())
	}
	return b.String()
}
