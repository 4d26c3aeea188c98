package xlsx

import (
	"errors"
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"takar/internal/document"
	"takar/internal/spreadsheet"
)

// What a sheet holds at most.
const (
	mostRows    = excelize.TotalRows
	mostColumns = excelize.MaxColumns
)

var errTooLarge = errors.New("document is larger than a sheet")

// layOut gives everything its place.
func (b *book) layOut() error {
	b.total = b.document.Rows()
	sections := b.document.Sections
	if len(sections) == 0 {
		sections = []*document.Section{{Title: b.document.Title}}
	}
	taken := map[string]bool{}
	for _, section := range sections {
		s := &sheet{section: section, name: unique(section, taken), keys: map[string]address{}, fault: -1}
		b.sheets = append(b.sheets, s)
		if _, double := b.sections[section.Key]; !double {
			b.sections[section.Key] = s
		}
	}
	for _, s := range b.sheets {
		if err := b.layOutSheet(s); err != nil {
			return fmt.Errorf("sheet %s: %w", s.name, err)
		}
	}
	return nil
}

// unique is the name of a section's sheet, as Excel takes it and as no other sheet has it.
func unique(section *document.Section, taken map[string]bool) string {
	name := section.Sheet
	if strings.TrimSpace(name) == "" {
		name = section.Title
	}
	name = spreadsheet.SheetName(name)
	if strings.EqualFold(name, "history") { // Excel keeps it for itself
		name += "_"
	}
	for base, n := name, 2; taken[strings.ToLower(name)]; n++ {
		end := fmt.Sprintf(" (%d)", n)
		name = spreadsheet.Cut(base, excelize.MaxSheetNameLength-len(end)) + end
	}
	taken[strings.ToLower(name)] = true
	return name
}

func (b *book) layOutSheet(s *sheet) error {
	for _, block := range s.section.Blocks {
		if t, ok := block.(*document.Table); ok {
			s.tables = append(s.tables, &placed{table: t, columns: columnsByKey(t)})
		}
	}
	s.widths = b.columnWidths(s)
	if len(s.widths) > mostColumns {
		return errTooLarge
	}
	s.fixHeader()
	if !s.section.Bare {
		b.head(s)
	}
	tables := s.tables
	for _, block := range s.section.Blocks {
		switch block := block.(type) {
		case *document.Table:
			s.table(tables[0])
			tables = tables[1:]
		case *document.Heading:
			s.heading(block)
		case *document.Facts:
			s.facts(block)
		case *document.Note:
			s.note(block)
		case *document.Signatures:
			s.signatures(block)
		case *document.Cover:
			s.cover(block)
		case *document.Contents:
			b.contents(s, block)
		case *document.PageBreak:
			if s.rows > 0 {
				s.breaks = append(s.breaks, s.rows+1)
			}
		}
	}
	if s.rows > mostRows {
		return errTooLarge
	}
	b.nameCells(s)
	return nil
}

func columnsByKey(t *document.Table) map[string]int {
	columns := make(map[string]int, len(t.Columns))
	for i, column := range t.Columns {
		if _, double := columns[column.Key]; !double {
			columns[column.Key] = i
		}
	}
	return columns
}

// add puts lines below what is there.
func (s *sheet) add(lines ...line) {
	if len(lines) == 0 {
		return
	}
	if n := len(s.parts); n > 0 && s.parts[n-1].table == nil {
		s.parts[n-1].lines = append(s.parts[n-1].lines, lines...)
	} else {
		s.parts = append(s.parts, part{first: s.rows + 1, lines: lines})
	}
	s.rows += len(lines)
}

// gap leaves a row free below what is there.
func (s *sheet) gap() {
	if s.rows > 0 {
		s.add(line{})
	}
}

// across is a box over all columns.
func (s *sheet) across(text string, l look) box {
	l.wrap = true
	if l.align == document.ByKind {
		l.align = document.Left
	}
	return box{from: 0, to: len(s.widths) - 1, cell: document.Words(text), look: l}
}

// fit makes a line of boxes that is high enough for what is in them.
func (s *sheet) fit(boxes ...box) line {
	height := 0
	for _, box := range boxes {
		height = max(height, s.heightOf(box))
	}
	return line{height: height, cells: boxes}
}

func (s *sheet) heightOf(b box) int {
	size := b.look.points()
	return heightOf(wrapped(b.bold+b.cell.Shown(document.AsColumn), s.width(b.from, b.to), size, b.look.bold || b.bold != ""), size)
}

// width is that of some columns together, both included.
func (s *sheet) width(from, to int) int {
	width := 0
	for i := from; i <= to && i < len(s.widths); i++ {
		width += s.widths[i]
	}
	return width
}

// span is a range of columns, both included.
type span struct{ from, to int }

// zones parts the columns into about equally wide ranges; nil when there are too few.
func (s *sheet) zones(n int) []span {
	if n > len(s.widths) {
		return nil
	}
	total, used, from := s.width(0, len(s.widths)-1), 0, 0
	zones := make([]span, 0, n)
	for i := range n {
		to := from
		used += s.widths[to]
		goal := total * (i + 1) / n
		for last := len(s.widths) - (n - i); to < last; to++ { // one column stays for each further zone
			next := used + s.widths[to+1]
			if i < n-1 && next-goal > goal-used {
				break
			}
			used = next
		}
		zones = append(zones, span{from, to})
		from = to + 1
	}
	return zones
}

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

// mostRepeated is how many tables of a sheet share one repeated header: where there are many
// short ones, the header of each is in sight anyway.
const mostRepeated = 4

// fixHeader finds out whether a header can be repeated for the whole sheet: all of its
// tables have the same one.
func (s *sheet) fixHeader() {
	if len(s.tables) == 0 || len(s.tables) > mostRepeated {
		return
	}
	first := s.tables[0].table.Columns
	for _, p := range s.tables[1:] {
		columns := p.table.Columns
		if len(columns) != len(first) {
			return
		}
		for i := range columns {
			if columns[i].Title != first[i].Title || columns[i].Band != first[i].Band {
				return
			}
		}
	}
	for s.stays < len(first) && first[s.stays].Stays {
		s.stays++
	}
	if s.stays == len(first) {
		s.stays = 0
	}
	s.headTop = -1 // known when the table has its place
}
