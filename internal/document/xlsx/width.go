package xlsx

import (
	"strings"

	"takar/internal/document"
)

// plainColumns is how many columns a sheet without tables has.
const plainColumns = 6

// columnWidths are the widths of the columns of a sheet: those of its tables, made wider
// where numbers need it, and stretched to the page.
func (b *book) columnWidths(s *sheet) []int {
	room, _ := s.section.Room()
	room = max(room, 600)
	var widths []int
	faults, scale := false, false
	for _, p := range s.tables {
		for i, column := range p.table.Columns {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], column.Width, 60)
		}
		faults = faults || hasFaults(p.table)
		if c := p.table.Curve; c != nil && len(p.table.Columns) > 0 && c.Last == p.table.Columns[len(p.table.Columns)-1].Key {
			scale = true
		}
	}
	if len(widths) == 0 {
		widths = make([]int, plainColumns)
		for i := range widths {
			widths[i] = room / plainColumns
		}
		return widths
	}
	if faults {
		room -= faultWidth
	}
	s.squeeze(widths, room)
	for _, p := range s.tables {
		forHeader(widths, p.table)
		forNumbers(widths, p.table)
	}
	stretch(widths, room)
	s.forLabels(widths)
	switch {
	case faults:
		s.fault = len(widths)
		widths = append(widths, faultWidth)
	case scale: // room for the percents of the curve
		widths = append(widths, scaleWidth)
	}
	return widths
}

const (
	faultWidth = 280
	scaleWidth = 120
	widest     = 4500 // what Excel has: 255 characters
)

func hasFaults(t *document.Table) bool {
	for i := range t.Rows {
		if t.Rows[i].Fault != "" {
			return true
		}
	}
	return false
}

// forNumbers makes columns wide enough for their numbers: a number that does not fit is not
// shown at all.
func forNumbers(widths []int, t *document.Table) {
	for i := range t.Rows {
		row, at := &t.Rows[i], 0
		bold := row.Kind != document.Item && row.Kind != document.Remark
		for j := range row.Cells {
			cell := &row.Cells[j]
			if at >= len(t.Columns) {
				break
			}
			if cell.Holds == document.HoldsNumber && cell.Span <= 1 {
				needed := measured(cell.Shown(t.Columns[at].Kind), usual, bold || cell.Bold) + 2*padding
				widths[at] = min(max(widths[at], needed), widest)
			}
			at += max(cell.Span, 1)
		}
	}
}

// forHeader keeps the words of a header whole.
func forHeader(widths []int, t *document.Table) {
	const most = 300
	for i, column := range t.Columns {
		for word := range strings.FieldsSeq(column.Title) {
			widths[i] = max(widths[i], min(measured(word, usual, true)*11/10+padding, most))
		}
	}
}

// squeeze makes the columns of texts narrower, by a quarter at most, where a page is not wide
// enough for all.
func (s *sheet) squeeze(widths []int, room int) {
	texts := make([]bool, len(widths))
	for _, p := range s.tables {
		for i, column := range p.table.Columns {
			texts[i] = !column.Kind.IsNumber()
		}
	}
	total, soft := 0, 0
	for i, width := range widths {
		total += width
		if texts[i] && width >= wideText {
			soft += width
		}
	}
	over := min(total-room, soft/4)
	if over <= 0 {
		return
	}
	for i, width := range widths {
		if texts[i] && width >= wideText {
			widths[i] -= width * over / soft
		}
	}
}

// wideText is how wide a column is of which something can be taken, in tenths of a millimetre.
const wideText = 400

// forLabels moves the end of a narrow column to that of the labels of facts, if the next one
// is wide enough for both: what the labels say would begin far away.
func (s *sheet) forLabels(widths []int) {
	needed := 0
	for _, block := range s.section.Blocks {
		facts, ok := block.(*document.Facts)
		if !ok || len(facts.Groups) != 1 {
			continue
		}
		for _, fact := range facts.Groups[0].Rows {
			needed = max(needed, measured(fact.Label, usual, false)+2*padding)
		}
	}
	const left = 850
	used := 0
	for i, width := range widths {
		if used+width >= needed {
			if missing := needed - used; i > 0 && width-missing >= left {
				widths[i-1] += missing
				widths[i] -= missing
			}
			return
		}
		used += width
	}
}

// stretch makes narrow tables as wide as the page.
func stretch(widths []int, room int) {
	total := 0
	for _, width := range widths {
		total += width
	}
	if total == 0 || total >= room {
		return
	}
	for i, width := range widths {
		widths[i] = min(width*room/total, widest)
	}
}
