package spreadsheet

import (
	"fmt"
	"strconv"
	"time"

	"github.com/xuri/excelize/v2"

	"takar/internal/decimal"
)

// Type is the media type of what Write makes.
const Type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// Sheet is one sheet to be written.
type Sheet struct {
	Name    string     // what Excel does not take in a name is replaced
	Widths  []int      // of the columns, in characters; the rest have Excel's own
	Formats []Format   // of the columns, for cells that people fill in; the rest are General
	Choices [][]string // of the columns, offered below the header; other values are taken too
	Header  int        // number of the row that names the columns, from 1: it stays in sight; 0 is none
	Rows    [][]Value
}

// Format is how Excel shows a cell.
type Format int

// The formats of cells. A number has all its digits whatever its format shows.
const (
	General Format = iota
	PlainText
	Money // 1,234.50, with the separators of the reader's Excel
	Day   // 31/01/2026
)

// Value is one cell to be written; the zero value is an empty one.
type Value struct {
	kind  Kind
	text  string
	style style
}

// style is how a cell looks.
type style struct {
	format      Format
	title, head bool // bold; white on blue
}

// TextValue is a text. It is stored as one, whatever it begins with, so that no text becomes
// a formula.
func TextValue(text string) Value { return Value{kind: Text, text: text} }

// TitleValue is a text in bold.
func TitleValue(text string) Value {
	return Value{kind: Text, text: text, style: style{title: true}}
}

// HeadValue is the title of a column, white on blue.
func HeadValue(text string) Value { return Value{kind: Text, text: text, style: style{head: true}} }

// NumberValue is a number with all its digits.
func NumberValue(d decimal.Decimal) Value { return Value{kind: Number, text: d.String()} }

// MoneyValue is a number with all its digits, shown as money.
func MoneyValue(d decimal.Decimal) Value {
	return Value{kind: Number, text: d.String(), style: style{format: Money}}
}

// DayValue is a calendar day from 1 March 1900 on; what comes before has no number that all
// programs agree on, and is written as text, and so is one that is not known.
func DayValue(day time.Time) Value {
	serial := int64(day.Sub(serialStart) / (24 * time.Hour))
	if serial < firstSerial {
		return TextValue(day.Format(time.DateOnly))
	}
	return Value{kind: Number, text: strconv.FormatInt(serial, 10), style: style{format: Day}}
}

// Workbooks count days so that 1 March 1900 is day 61.
var serialStart = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)

const firstSerial = 61

// TextValues are the texts of a row.
func TextValues(texts ...string) []Value {
	row := make([]Value, len(texts))
	for i, text := range texts {
		row[i] = TextValue(text)
	}
	return row
}

// Write returns an XLSX workbook.
func Write(sheets ...Sheet) ([]byte, error) {
	file := excelize.NewFile()
	defer func() { _ = file.Close() }() // it holds no files
	w := &writer{file: file, styles: map[style]int{{}: 0}}
	for i, sheet := range sheets {
		w.sheet = SheetName(sheet.Name)
		var err error
		if i == 0 {
			err = file.SetSheetName(file.GetSheetName(0), w.sheet)
		} else {
			_, err = file.NewSheet(w.sheet)
		}
		if err == nil {
			err = w.write(sheet)
		}
		if err != nil {
			return nil, fmt.Errorf("spreadsheet: write sheet %s: %w", w.sheet, err)
		}
	}
	out, err := file.WriteToBuffer()
	if err != nil {
		return nil, fmt.Errorf("spreadsheet: write: %w", err)
	}
	return out.Bytes(), nil
}

// writer writes one sheet after the other. Its errors are named by Write.
type writer struct {
	file   *excelize.File
	sheet  string
	styles map[style]int // ids of those made so far
}

//nolint:wrapcheck // Write names the sheet
func (w *writer) write(s Sheet) error {
	for i, width := range s.Widths {
		if err := w.file.SetColWidth(w.sheet, ColumnName(i), ColumnName(i), float64(width)); err != nil {
			return err
		}
	}
	for i, format := range s.Formats {
		id, err := w.style(style{format: format})
		if err == nil && id != 0 {
			err = w.file.SetColStyle(w.sheet, ColumnName(i), id)
		}
		if err != nil {
			return err
		}
	}
	for i, row := range s.Rows {
		for j, value := range row {
			if err := w.cell(reference(j, i+1), value); err != nil {
				return err
			}
		}
	}
	for i, choices := range s.Choices {
		if err := w.offer(ColumnName(i), s.Header+1, choices); err != nil {
			return err
		}
	}
	if s.Header == 0 {
		return nil
	}
	return w.file.SetPanes(w.sheet, &excelize.Panes{
		Freeze: true, YSplit: s.Header, TopLeftCell: reference(0, s.Header+1), ActivePane: "bottomLeft",
	})
}

// lastRow is the last row of a sheet.
const lastRow = 1 << 20

// offer lets the cells of a column choose from a list, without refusing anything else.
//
//nolint:wrapcheck // Write names the sheet
func (w *writer) offer(column string, from int, choices []string) error {
	if len(choices) == 0 {
		return nil
	}
	validation := excelize.NewDataValidation(true)
	validation.SetSqref(fmt.Sprintf("%s%d:%s%d", column, from, column, lastRow))
	validation.ShowErrorMessage = false
	if err := validation.SetDropList(choices); err != nil {
		return err
	}
	return w.file.AddDataValidation(w.sheet, validation)
}

// numberFormats are the formats in the words of Excel; separators follow the reader's.
var numberFormats = map[Format]string{PlainText: "@", Money: "#,##0.00", Day: "dd/mm/yyyy"}

// style returns the id of a style, made at first use.
//
//nolint:wrapcheck // Write names the sheet
func (w *writer) style(s style) (int, error) {
	if id, made := w.styles[s]; made {
		return id, nil
	}
	look := &excelize.Style{}
	if format, ok := numberFormats[s.format]; ok {
		look.CustomNumFmt = &format
	}
	if s.title || s.head {
		look.Font = &excelize.Font{Bold: true}
	}
	if s.head {
		look.Font.Color = "FFFFFF"
		look.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"4F81BD"}}
		look.Alignment = &excelize.Alignment{Vertical: "center", WrapText: true}
	}
	id, err := w.file.NewStyle(look)
	if err == nil {
		w.styles[s] = id
	}
	return id, err
}

// cell stores a cell. A number is stored by its digits: a binary fraction would change it.
//
//nolint:wrapcheck // Write names the sheet
func (w *writer) cell(at string, v Value) error {
	var err error
	switch v.kind { //nolint:exhaustive // values are texts and numbers
	case Text:
		err = w.file.SetCellStr(w.sheet, at, Escaped(v.text))
	case Number:
		err = w.file.SetCellDefault(w.sheet, at, v.text)
	default:
		return nil
	}
	if err != nil || v.style == (style{}) {
		return err
	}
	id, err := w.style(v.style)
	if err != nil {
		return err
	}
	return w.file.SetCellStyle(w.sheet, at, at, id)
}
