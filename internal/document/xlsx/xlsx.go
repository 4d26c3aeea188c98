// Package xlsx writes documents as workbooks: one sheet for each section, numbers by their
// digits, and every formula with its value.
//
// excelize makes the workbook, its styles, pictures and page layouts; the rows of the sheets
// are streamed into it here, because its own stream takes numbers only as binary fractions.
package xlsx

import (
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"

	"takar/internal/document"
)

// Write writes a document as a workbook. Equal documents give equal bytes.
func Write(w io.Writer, d *document.Document, progress document.Progress) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("xlsx: %v", p)
		}
	}()
	file := excelize.NewFile()
	defer func() { _ = file.Close() }() // it holds no files
	b := &book{document: d, file: file, styles: map[look]int{}, sections: map[string]*sheet{}, names: map[string]string{}, progress: progress}
	if err := b.layOut(); err != nil {
		return fmt.Errorf("xlsx: %w", err)
	}
	if err := b.setUp(); err != nil {
		return fmt.Errorf("xlsx: %w", err)
	}
	if err := b.write(w); err != nil {
		return fmt.Errorf("xlsx: %w", err)
	}
	return nil
}

// book is a workbook while it is made: first its sheets are laid out, so that formulas know
// the addresses of what they name, then they are written.
type book struct {
	document *document.Document
	file     *excelize.File
	sheets   []*sheet
	sections map[string]*sheet // by the keys of sections
	names    map[string]string // names of the document to those of the workbook
	defined  []definedName
	styles   map[look]int // ids of those made so far

	progress    document.Progress
	done, total int // rows of tables
	charts      int
}

// definedName is a name of the workbook with the cell that it stands for.
type definedName struct{ name, cell string }

// sheet is a section as a sheet.
type sheet struct {
	section *document.Section
	name    string
	widths  []int // of the columns, in tenths of a millimetre
	parts   []part
	tables  []*placed
	rows    int // the last one that is used

	keys map[string]address // of rows, by their keys

	headTop, headBottom int // rows of the header that stay in sight and are repeated; 0 = none
	frozenHeight        int // of the rows up to headBottom, in tenths of a point
	stays               int // columns that stay in sight
	logo                bool
	units               []unit
	paged               bool  // its pages are reckoned
	breaks              []int // rows that begin a page
	links               []link
	curves              []*curve
	fault               int // column for what is missing in a row, from 0; -1 = none
}

// link leads from a cell to the head of another sheet.
type link struct {
	cell string
	to   *sheet
}

// part is a run of rows of a sheet: lines that are laid out, or the rows of a table, which
// are made when they are written.
type part struct {
	first int // its first row
	lines []line
	table *placed
}

// line is one row outside of the rows of tables.
type line struct {
	height int // in tenths of a point; 0 = that of Excel
	cells  []box
}

// box is what stands in some columns of a line.
type box struct {
	from, to int // columns from 0, both included
	down     int // rows below that it covers too
	cell     document.Cell
	bold     string // before the text, in bold
	look     look
	zero     bool // its last column holds an invisible nought, from which a curve begins
}

// placed is a table with the place of its rows.
type placed struct {
	table   *document.Table
	first   int            // row of the sheet of the first row of the table
	columns map[string]int // places of columns by their keys
}

// address is the place of a row.
type address struct {
	table *placed
	row   int // in the table
}

func (a address) number() int { return a.table.first + a.row }
