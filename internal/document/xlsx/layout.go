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
	tables, headed := s.tables, 0 // first row of the headings right above
	var last *placed
	for _, block := range s.section.Blocks {
		switch block.(type) {
		case *document.Heading:
			if headed == 0 {
				headed = s.next()
			}
		case *document.Table: // below
		default:
			headed = 0
		}
		switch block := block.(type) {
		case *document.Table:
			first := s.next()
			s.table(tables[0])
			if block.Whole && s.rows >= first {
				if headed > 0 {
					first = headed
				}
				s.units = append(s.units, unit{first, s.rows})
			}
			last, tables, headed = tables[0], tables[1:], 0
		case *document.Heading:
			s.heading(block)
		case *document.Facts:
			s.facts(block)
		case *document.Note:
			s.note(block)
		case *document.Signatures:
			first := s.rows + 1
			s.signatures(block)
			s.signedUnit(last, first)
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
	s.paginate()
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

// next is the row after a gap.
func (s *sheet) next() int {
	if s.rows > 0 {
		return s.rows + 2
	}
	return 1
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
