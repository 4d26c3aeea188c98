// Package csv writes documents as text tables that an Indonesian Excel opens in columns.
package csv

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"

	"takar/internal/document"
	"takar/internal/spreadsheet"
)

// Write writes a document as CSV: one byte order mark, semicolons, decimal commas without
// grouping. Numbers stay numbers; a text that would become a formula has an apostrophe before
// it. What only paper needs, such as signatures, is left out. Rows are written as they come.
func Write(w io.Writer, d *document.Document, progress document.Progress) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("csv: %v", p)
		}
	}()
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return fmt.Errorf("csv: %w", err)
	}
	table := csv.NewWriter(w)
	table.Comma, table.UseCRLF = ';', true
	t := &writer{csv: table, progress: progress, total: d.Rows()}
	if err := t.document(d); err != nil {
		return fmt.Errorf("csv: %w", err)
	}
	return nil
}

type writer struct {
	csv         *csv.Writer
	record      []string
	begun       bool // something was written
	progress    document.Progress
	done, total int
}

func (w *writer) document(d *document.Document) error {
	for _, section := range d.Sections {
		if err := w.section(d, section); err != nil {
			return err
		}
	}
	w.csv.Flush()
	if err := w.csv.Error(); err != nil {
		return err //nolint:wrapcheck // Write names the package
	}
	return w.progress.Tell(w.total, w.total)
}

func (w *writer) section(d *document.Document, section *document.Section) error {
	if section.Bare {
		return nil // a cover: all of it stands in the other sections
	}
	w.blank()
	if section.Title != "" {
		w.row(section.Title)
	}
	if d.Watermark != "" {
		w.row(d.Watermark)
	}
	for _, block := range section.Blocks {
		switch block := block.(type) {
		case *document.Facts:
			for _, group := range block.Groups {
				w.facts(group)
			}
		case *document.Heading:
			w.blank()
			w.row(block.Text)
		case *document.Note:
			w.blank()
			w.note(block)
		case *document.Table:
			if err := w.table(block); err != nil {
				return err
			}
		}
	}
	return nil
}

// blank parts what follows from what was written.
func (w *writer) blank() {
	if w.begun {
		w.write(nil)
	}
}

// row writes texts.
func (w *writer) row(texts ...string) {
	w.record = w.record[:0]
	for _, text := range texts {
		w.record = append(w.record, words(text))
	}
	w.write(w.record)
}

// write writes a record; its errors come back from Error, at the end of every piece.
func (w *writer) write(record []string) {
	w.begun = true
	if len(record) == 0 {
		record = []string{""}
	}
	_ = w.csv.Write(record)
}

func (w *writer) note(n *document.Note) {
	if n.Title != "" {
		w.row(n.Title, n.Text)
		return
	}
	w.row(n.Text)
}

func (w *writer) facts(group document.FactGroup) {
	if group.Title != "" {
		w.row(group.Title)
	}
	for i := range group.Rows {
		fact := &group.Rows[i]
		w.record = append(w.record[:0], words(fact.Label), shown(&fact.Value, fact.Kind))
		w.write(w.record)
	}
}

// unseen are characters that would end a text or begin a second file in it.
var unseen = strings.NewReplacer("\x00", "", "\ufeff", "")

// words is a text as a cell.
func words(text string) string { return spreadsheet.Guarded(unseen.Replace(text)) }

// shown is a cell: a number as its kind prints it, but without what is only for the eye.
func shown(c *document.Cell, column document.Kind) string {
	if c.Holds != document.HoldsNumber {
		return words(c.Shown(column))
	}
	return strings.TrimPrefix(strings.ReplaceAll(c.Shown(column), ".", ""), "+")
}

func (w *writer) table(t *document.Table) error {
	w.blank()
	if t.Title != "" {
		w.row(t.Title)
	}
	faults := false
	for i := range t.Rows {
		faults = faults || t.Rows[i].Fault != ""
	}
	w.record = w.record[:0]
	for _, column := range t.Columns {
		w.record = append(w.record, words(strings.TrimSpace(column.Band+" "+strings.Join(strings.Fields(column.Title), " "))))
	}
	if faults {
		w.record = append(w.record, "Periksa")
	}
	if len(w.record) > 0 {
		w.write(w.record)
	}
	if len(t.Rows) == 0 && t.Empty != "" {
		w.row(t.Empty)
	}
	for i := range t.Rows {
		if err := w.tell(); err != nil {
			return err
		}
		w.tableRow(t, &t.Rows[i], faults)
	}
	return nil
}

// piece is after how many rows the receiver gets them and the progress is told.
const piece = 256

func (w *writer) tell() error {
	if w.done%piece == 0 {
		w.csv.Flush()
		if err := w.csv.Error(); err != nil {
			return err //nolint:wrapcheck // Write names the package
		}
		if err := w.progress.Tell(w.done, w.total); err != nil {
			return err
		}
	}
	w.done++
	return nil
}

// tableRow writes a row; the columns that a cell covers stay empty behind it.
func (w *writer) tableRow(t *document.Table, row *document.Row, faults bool) {
	w.record = w.record[:0]
	indented := row.Level <= 0
	for i := 0; len(w.record) < len(t.Columns); i++ {
		var cell document.Cell
		if i < len(row.Cells) {
			cell = row.Cells[i]
		}
		text := shown(&cell, t.Columns[len(w.record)].Kind)
		if !indented && cell.Holds == document.HoldsText {
			text, indented = strings.Repeat("  ", row.Level)+text, true
		}
		w.record = append(w.record, text)
		for covered := min(cell.Span-1, len(t.Columns)-len(w.record)); covered > 0; covered-- {
			w.record = append(w.record, "")
		}
	}
	if faults {
		w.record = append(w.record, words(row.Fault))
	}
	w.write(w.record)
}
