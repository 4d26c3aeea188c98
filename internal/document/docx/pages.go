package docx

import (
	"strings"

	"takar/internal/document"
)

// Word shows the page numbers of a table of contents as they were written until somebody
// asks it to reckon them, so they are estimated here: every section begins on a new page, and
// how many pages it has follows from the heights of its rows. LibreOffice reckons them itself.

// pageOf is on which page a section probably begins, from 1.
func (f *file) pageOf(section int) int {
	if f.begins == nil {
		page := 1
		for _, s := range f.sections {
			f.begins = append(f.begins, page)
			page += f.pagesOf(s)
		}
	}
	return f.begins[section]
}

// Heights of lines at the sizes of texts, in twips.
const (
	lineCell = 184
	lineText = 207
	lineGap  = 120
)

// sheet is the page that is being filled.
type sheet struct {
	height, used, pages int
}

// add places something of a height that is not divided.
func (s *sheet) add(height int) {
	if s.used+height > s.height && s.used > 0 {
		s.pages++
		s.used = 0
	}
	s.used += height
}

// pagesOf estimates how many pages a section has.
func (f *file) pagesOf(section *document.Section) int {
	width, height := section.Room()
	s := &sheet{height: twips(max(height, 500)), pages: 1}
	if f.hasKop(section) {
		s.used = max(900, twips(logoHeight)) + 2*lineGap
	}
	if !section.Bare && section.Title != "" {
		s.add(520)
	}
	room := max(width, 200)
	for _, block := range present(section.Blocks) {
		switch block := block.(type) {
		case *document.Heading:
			s.add(2 * lineText)
		case *document.Facts:
			rows := 0
			for _, group := range block.Groups {
				rows = max(rows, len(group.Rows))
			}
			s.add(rows*lineText + lineGap)
		case *document.Note:
			s.add(linesOf(block.Title+block.Text, twips(room)*1000/180, false)*lineText + 160)
		case *document.Signatures:
			s.add(7*lineText + 1020 + lineGap)
		case *document.Table:
			s.table(block, room)
		case *document.PageBreak:
			s.pages++
			s.used = 0
		}
	}
	return s.pages
}

// table places the rows of a table; its titles are repeated on every page.
func (s *sheet) table(t *document.Table, room int) {
	if len(t.Columns) == 0 {
		return
	}
	parts := split(t.Columns, room)
	for i := range parts {
		head := 2*lineCell + 50
		heights := make([]int, len(t.Rows))
		all := head
		for r := range t.Rows {
			heights[r] = rowHeight(&t.Rows[r], &parts[i])
			all += heights[r]
		}
		if t.Whole && all <= s.height && s.used+all > s.height {
			s.pages++
			s.used = 0
		}
		s.add(head)
		for _, height := range heights {
			if s.used+height > s.height {
				s.pages++
				s.used = head
			}
			s.used += height
		}
		s.add(lineGap)
	}
	if drawable(t) {
		s.add(twips(chartHeight(room)))
	}
}

// rowHeight is that of the cell with the most lines.
func rowHeight(row *document.Row, p *part) int {
	lines, column := 1, 0
	for i := range row.Cells {
		cell := &row.Cells[i]
		span := max(cell.Span, 1)
		if cell.Holds == document.HoldsText {
			if first, count := p.visible(column, span); count > 0 {
				lines = max(lines, linesOf(cell.Text, p.room(first, count)*1000/160, heavy(row.Kind) || cell.Bold))
			}
		}
		column += span
	}
	if row.Fault != "" {
		lines++
	}
	return lines*lineCell + 50
}

// linesOf is how many lines a text takes in a room of thousandths of its size.
func linesOf(text string, room int, bold bool) int {
	lines := 0
	for paragraph := range strings.SplitSeq(text, "\n") {
		lines++
		used := 0
		for word := range strings.FieldsSeq(paragraph) {
			w := width(word, bold)
			if used > 0 && used+278+w > room {
				lines++
				used = 0
			}
			used += 278 + w
		}
	}
	return lines
}
