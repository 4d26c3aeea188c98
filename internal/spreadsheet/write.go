package spreadsheet

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/xuri/excelize/v2"

	"takar/internal/decimal"
)

// Type is the media type of what Write makes.
const Type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// Sheet is one sheet to be written.
type Sheet struct {
	Name   string // what Excel does not take in a name is replaced
	Widths []int  // of the columns, in characters; the rest have Excel's own
	Header int    // number of the row that names the columns, from 1: it stays in sight; 0 is none
	Rows   [][]Value
}

// Value is one cell to be written; the zero value is an empty one.
type Value struct {
	kind  Kind
	text  string
	title bool
}

// TextValue is a text. It is stored as one, whatever it begins with, so that no text becomes
// a formula.
func TextValue(text string) Value { return Value{kind: Text, text: text} }

// TitleValue is a text in bold.
func TitleValue(text string) Value { return Value{kind: Text, text: text, title: true} }

// NumberValue is a number with all its digits.
func NumberValue(d decimal.Decimal) Value { return Value{kind: Number, text: d.String()} }

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
	bold, err := file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return nil, fmt.Errorf("spreadsheet: write: %w", err)
	}
	for i, sheet := range sheets {
		name := sheetName(sheet.Name)
		if i == 0 {
			err = file.SetSheetName(file.GetSheetName(0), name)
		} else {
			_, err = file.NewSheet(name)
		}
		if err == nil {
			err = sheet.write(file, name, bold)
		}
		if err != nil {
			return nil, fmt.Errorf("spreadsheet: write sheet %s: %w", name, err)
		}
	}
	out, err := file.WriteToBuffer()
	if err != nil {
		return nil, fmt.Errorf("spreadsheet: write: %w", err)
	}
	return out.Bytes(), nil
}

// longestSheetName is the longest name that Excel takes, in characters.
const longestSheetName = 31

func sheetName(name string) string {
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]'`, r) {
			return '_'
		}
		return r
	}, name)
	if runes := []rune(name); len(runes) > longestSheetName {
		name = string(runes[:longestSheetName])
	}
	return name
}

func (s Sheet) write(file *excelize.File, name string, bold int) error {
	for i, width := range s.Widths {
		if err := file.SetColWidth(name, ColumnName(i), ColumnName(i), float64(width)); err != nil {
			return err //nolint:wrapcheck // Write names the sheet
		}
	}
	for i, row := range s.Rows {
		for j, value := range row {
			if err := value.write(file, name, reference(j, i+1), bold); err != nil {
				return err
			}
		}
	}
	if s.Header == 0 {
		return nil
	}
	return file.SetPanes(name, &excelize.Panes{ //nolint:wrapcheck // Write names the sheet
		Freeze: true, YSplit: s.Header, TopLeftCell: reference(0, s.Header+1), ActivePane: "bottomLeft",
	})
}

// escaped is text that looks like the form in which OOXML writes control characters.
var escaped = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// write stores a cell. A number is stored by its digits: a binary fraction would change it.
func (v Value) write(file *excelize.File, sheet, cell string, bold int) error {
	var err error
	switch v.kind { //nolint:exhaustive // values are texts and numbers
	case Text:
		err = file.SetCellStr(sheet, cell, escaped.ReplaceAllString(v.text, "_x005F$0"))
	case Number:
		err = file.SetCellDefault(sheet, cell, v.text)
	default:
		return nil
	}
	if err == nil && v.title {
		err = file.SetCellStyle(sheet, cell, cell, bold)
	}
	return err //nolint:wrapcheck // Write names the sheet
}
