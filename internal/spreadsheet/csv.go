package spreadsheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

const csvSheet = "CSV"

// openCSV takes UTF-8, with or without a byte order mark, and the Windows-1252 that Excel
// writes on Indonesian machines.
func (w *Workbook) openCSV(data []byte) error {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if !utf8.Valid(data) {
		decoded, err := charmap.Windows1252.NewDecoder().Bytes(data)
		if err != nil {
			return unreadable(err)
		}
		data = decoded
	}
	w.csv = string(data)
	w.sheets = []sheet{{name: csvSheet}}
	return nil
}

// separator guesses the separator from the first line: the one that occurs most often.
func separator(text string) rune {
	line, _, _ := strings.Cut(text, "\n")
	best, most := ',', 0
	for _, candidate := range []rune{',', ';', '\t'} {
		if n := strings.Count(line, string(candidate)); n > most {
			best, most = candidate, n
		}
	}
	return best
}

func (w *Workbook) csvRows(name string, yield func(Row, error) bool) {
	reader := csv.NewReader(strings.NewReader(w.csv))
	reader.Comma = separator(w.csv)
	reader.FieldsPerRecord = -1
	reader.LazyQuotes = true
	reader.ReuseRecord = true
	var cells []Cell
	for number := 1; ; number++ {
		record, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			yield(Row{}, refuse(Unreadable, "berkas CSV tidak terbaca pada baris %d", number).because(err).at(name, ""))
			return
		}
		line, _ := reader.FieldPos(0)
		cells, err = w.csvCells(cells[:0], record, name, line)
		if err != nil {
			yield(Row{}, err)
			return
		}
		if len(cells) > 0 && !yield(Row{Sheet: name, Number: line, Cells: cells}, nil) {
			return
		}
	}
}

// csvCells turns a record into cells and drops the empty ones at its end.
func (w *Workbook) csvCells(cells []Cell, record []string, name string, line int) ([]Cell, error) {
	last := 0
	for i, text := range record {
		at := func(e *Error) *Error { return e.at(name, reference(i, line)) }
		cell := Cell{Kind: Text, Text: text}
		if text == "" {
			cell.Kind = Empty
		} else {
			last = i + 1
		}
		if refusal := w.checkLength(text); refusal != nil {
			return nil, at(refusal)
		}
		if strings.HasPrefix(text, "=") {
			if function := dangerousFunction(text[1:]); function != "" {
				return nil, at(refuseFormula(function))
			}
		}
		cells = append(cells, cell)
		if last > w.limits.Columns {
			return nil, at(w.tooManyColumns())
		}
	}
	if last > 0 && line > w.limits.Rows {
		return nil, w.tooManyRows().at(name, "")
	}
	return cells[:last], nil
}
