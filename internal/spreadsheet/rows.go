package spreadsheet

import (
	"bytes"
	"encoding/xml"
	"errors"
	"strconv"
)

// errStop ends a walk when nobody asks for more rows.
var errStop = errors.New("stop")

func reference(column, row int) string { return ColumnName(column) + strconv.Itoa(row) }

func (w *Workbook) xlsxRows(s sheet, yield func(Row, error) bool) {
	r := rowReader{book: w, sheet: s.name, yield: yield}
	err := walk(s.part, r.visit)
	if err == nil || errors.Is(err, errStop) {
		return
	}
	var refusal *Error
	if !errors.As(err, &refusal) {
		refusal = unreadable(err)
	}
	if refusal.Sheet == "" {
		refusal.Sheet = s.name
	}
	yield(Row{}, refusal)
}

// rowReader builds rows from the tokens of a worksheet part.
type rowReader struct {
	book  *Workbook
	sheet string
	yield func(Row, error) bool

	inData  bool   // inside <sheetData>
	inRow   bool   // inside <row>
	row     int    // number of the current row
	column  int    // index of the current cell
	kind    string // its t attribute
	formula bool
	stored  bool   // the cell has a <v>, even an empty one
	inValue bool   // inside <v>, or inside <t> of an inline string
	inF     bool   // inside <f>
	skip    bool   // inside a phonetic hint
	text    []byte // value so far
	code    []byte // formula so far
	cells   []Cell
}

func (r *rowReader) visit(token xml.Token) error {
	switch t := token.(type) {
	case xml.StartElement:
		return r.start(t)
	case xml.EndElement:
		return r.end(t.Name.Local)
	case xml.CharData:
		switch {
		case r.inF:
			r.code = append(r.code, t...)
		case r.inValue && !r.skip:
			r.text = append(r.text, t...)
		}
	}
	return nil
}

func (r *rowReader) start(t xml.StartElement) error {
	if !r.inData {
		r.inData = t.Name.Local == "sheetData"
		return nil
	}
	switch t.Name.Local {
	case "row":
		number := r.row + 1
		if text := attribute(t, "r"); text != "" {
			n, err := strconv.Atoi(text)
			if err != nil || n < number || n > 1<<30 {
				return unreadable(errors.New("row numbers are out of order"))
			}
			number = n
		}
		r.row, r.column, r.cells, r.inRow = number, -1, r.cells[:0], true
	case "c":
		if !r.inRow {
			return unreadable(errors.New("a cell stands outside the rows"))
		}
		return r.startCell(t)
	case "v", "t":
		r.inValue, r.stored = true, true
	case "rPh":
		r.skip = true
	case "f":
		r.inF, r.formula = true, true
	}
	return nil
}

func (r *rowReader) startCell(t xml.StartElement) error {
	column := r.column + 1
	if text := attribute(t, "r"); text != "" {
		n, ok := columnIndex(text)
		if !ok || n < column {
			return unreadable(errors.New("cells are out of order"))
		}
		column = n
	}
	r.column, r.kind, r.formula = column, attribute(t, "t"), false
	r.stored = false
	r.text, r.code = r.text[:0], r.code[:0]
	return nil
}

func (r *rowReader) end(name string) error {
	if !r.inData {
		return nil
	}
	if (name == "c" || name == "row") && !r.inRow {
		return unreadable(errors.New("the end of a row or cell stands outside the rows"))
	}
	switch name {
	case "sheetData":
		r.inData = false
	case "v", "t":
		r.inValue = false
	case "rPh":
		r.skip = false
	case "f":
		r.inF = false
	case "c":
		return r.endCell()
	case "row":
		r.inRow = false
		return r.endRow()
	}
	return nil
}

func (r *rowReader) endCell() error {
	at := func(e *Error) *Error { return e.at(r.sheet, reference(r.column, r.row)) }
	if len(r.code) > 0 {
		if function := dangerousFunction(string(r.code)); function != "" {
			return at(refuseFormula(function))
		}
	}
	cell, refusal := r.cell()
	if refusal != nil {
		return at(refusal)
	}
	if cell.Kind == Empty && !cell.Formula {
		return nil
	}
	if r.column >= r.book.limits.Columns {
		return at(r.book.tooManyColumns())
	}
	if r.row > r.book.limits.Rows {
		return r.book.tooManyRows().at(r.sheet, "")
	}
	for len(r.cells) < r.column {
		r.cells = append(r.cells, Cell{})
	}
	r.cells = append(r.cells, cell)
	return nil
}

// cell types the value that was read.
func (r *rowReader) cell() (Cell, *Error) {
	cell := Cell{Formula: r.formula}
	switch r.kind {
	case "s":
		index, err := strconv.Atoi(string(bytes.TrimSpace(r.text)))
		if len(r.text) == 0 {
			return cell, nil
		}
		if err != nil || index < 0 || index >= len(r.book.strings) {
			return cell, unreadable(errors.New("a shared string is missing"))
		}
		cell.Kind, cell.Text = Text, r.book.strings[index]
	case "b":
		cell.Kind, cell.Text = Bool, "FALSE"
		if string(bytes.TrimSpace(r.text)) == "1" {
			cell.Text = "TRUE"
		}
	case "e":
		cell.Kind, cell.Text = ErrorValue, string(r.text)
	case "str", "inlineStr", "d":
		cell.Kind, cell.Text = Text, unescape(string(r.text))
	default:
		cell.Kind, cell.Text = Number, string(bytes.TrimSpace(r.text))
	}
	// An empty text is a result that a formula may have; nothing stored is none.
	if cell.Text == "" && (r.kind != "str" || !r.formula || !r.stored) {
		cell.Kind = Empty
	}
	return cell, r.book.checkLength(cell.Text)
}

func (r *rowReader) endRow() error {
	if len(r.cells) == 0 {
		return nil
	}
	if !r.yield(Row{Sheet: r.sheet, Number: r.row, Cells: r.cells}, nil) {
		return errStop
	}
	return nil
}
