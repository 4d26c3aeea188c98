package acceptance

import (
	"fmt"
	"slices"
	"strings"

	"takar/internal/decimal"
	"takar/internal/document"
	"takar/internal/dossier"
)

// figure is one number of a document as it is shown.
type figure struct {
	kind  document.Kind
	value decimal.Decimal
	text  string
	where string
}

// figuresOf lists all numbers of a document that readers see, except those of covers, which
// stand elsewhere too.
func figuresOf(d *document.Document) []figure {
	var all []figure
	add := func(cell *document.Cell, column document.Kind, where string) {
		if cell.Holds != document.HoldsNumber {
			return
		}
		kind := cell.KindIn(column)
		if text := kind.Text(cell.Number); text != "" {
			all = append(all, figure{kind: kind, value: cell.Number, text: text, where: where})
		}
	}
	for _, section := range d.Sections {
		if section.Bare {
			continue
		}
		for _, block := range section.Blocks {
			switch block := block.(type) {
			case *document.Facts:
				for _, group := range block.Groups {
					for i := range group.Rows {
						add(&group.Rows[i].Value, group.Rows[i].Kind, section.Title+": "+group.Rows[i].Label)
					}
				}
			case *document.Table:
				for r := range block.Rows {
					column := 0
					for c := range block.Rows[r].Cells {
						cell := &block.Rows[r].Cells[c]
						if column < len(block.Columns) {
							add(cell, block.Columns[column].Kind, fmt.Sprintf("%s: row %d, %s", section.Title, r+1, block.Columns[column].Key))
						}
						column += max(cell.Span, 1)
					}
				}
			}
		}
	}
	return all
}

// content is what was read from a file: either texts as they are shown, or values.
type content struct {
	texts  map[string]int // how often each is there
	values []decimal.Decimal
	byKind map[document.Kind]map[string]int
}

func (c *content) text(text string) {
	if c.texts == nil {
		c.texts = map[string]int{}
	}
	c.texts[text]++
}

// seen is how often a number is there, as its kind shows it.
func (c *content) seen(f figure) int {
	if c.texts != nil {
		return c.texts[f.text]
	}
	if c.byKind == nil {
		c.byKind = map[document.Kind]map[string]int{}
	}
	if c.byKind[f.kind] == nil {
		c.byKind[f.kind] = map[string]int{}
		for _, value := range c.values {
			c.byKind[f.kind][f.kind.Text(value)]++
		}
	}
	return c.byKind[f.kind][f.text]
}

// missing lists numbers that stand in a document less often than they should.
func missing(wanted []figure, found *content) []string {
	type shown struct {
		kind document.Kind
		text string
	}
	count := map[shown]int{}
	var faults []string
	for _, f := range wanted {
		key := shown{f.kind, f.text}
		if found.texts != nil {
			key.kind = 0
		}
		count[key]++
		if there := found.seen(f); count[key] == there+1 {
			faults = append(faults, fmt.Sprintf("%s (%s): %d times", f.text, f.where, there))
		}
	}
	return faults
}

// few shortens a list for a message.
func few(list []string) string {
	if len(list) > 8 {
		return strings.Join(list[:8], "\n  ") + fmt.Sprintf("\n  and %d more", len(list)-8)
	}
	return strings.Join(list, "\n  ")
}

// texts are the numbers as they are shown, sorted, to compare formats.
func texts(figures []figure) []string {
	list := make([]string, len(figures))
	for i, f := range figures {
		list[i] = f.text
	}
	slices.Sort(list)
	return list
}

// read reads a file with what knows nothing of our writers.
func read(format dossier.Format, data []byte) (*content, error) {
	switch format {
	case dossier.PDF:
		return readPDF(data)
	case dossier.Word:
		return readWord(data)
	case dossier.XLSX:
		return readWorkbook(data)
	case dossier.CSV:
		return readCSV(data)
	}
	return nil, fmt.Errorf("nobody reads %s", format)
}
