package page

import (
	"takar/internal/document"
)

// row is a measured row of a table, or a piece of one that is higher than a page.
type row struct {
	sheet       *sheet
	index       int
	kind        document.RowKind
	faulty      bool
	odd         bool // of the items of its group, for the zebra
	cells       []cell
	first, last bool // whether it begins or ends the row
	height      float64
}

// cell is a measured cell.
type cell struct {
	from, to int // columns of the part that it covers, by their place in it
	lines    []line
	note     []line  // what is missing, below
	small    float64 // size of the note
	face     Face
	size     float64
	align    document.Align
	color    Color
	fill     document.Fill
	indent   float64
}

const (
	noteSize  = 0.87 // of what is missing, in font sizes of the table
	indentOne = 7.0
	incapable = "belum lengkap"

	leastNumber = 3.5 // size of a number before it is broken like a word

	edgeHeight = 1.4 // of the line below what is done
)

func (c *cell) height() float64 { return tall(c.lines, c.size) + tall(c.note, c.small) }

// capable returns a size of which a width holds any character.
func capable(size, width float64) float64 { return max(min(size, width/1.02), 2) }

// measure returns a row of the part of a table.
func (s *sheet) measure(index int, model *document.Row) *row {
	return s.measureInto(make([]cell, 0, len(model.Cells)), index, model)
}

// tall returns the height of a row of the part, without keeping the row.
func (s *sheet) tall(index int) float64 {
	s.skim = !s.crowded
	r := s.measureInto(s.scratch[:0], index, &s.table.Rows[index])
	s.scratch, s.skim = r.cells, false
	return r.height
}

var anyLine = []line{{}} // stands for a number, which takes one line whatever it is

func (s *sheet) measureInto(cells []cell, index int, model *document.Row) *row {
	r := &row{sheet: s, index: index, kind: model.Kind, faulty: model.Faulty, first: true, last: true}
	column, indented := 0, model.Level <= 0
	face, size := rowFace(model.Kind), s.size
	if model.Kind == document.Remark {
		size *= 0.93
	}
	r.cells = cells
	for i := range model.Cells {
		if column >= len(s.table.Columns) {
			break
		}
		source := &model.Cells[i]
		end := min(column+max(source.Span, 1), len(s.table.Columns))
		c := cell{from: s.place[column], to: s.place[end], face: face, size: size, align: source.Alignment(), color: ink, fill: source.Fill}
		if c.from < c.to {
			if source.Bold {
				c.face = Bold
			}
			if !indented && source.Holds == document.HoldsText && c.align == document.Left {
				indented = true
				c.indent = min(float64(min(model.Level, 20))*indentOne, s.span(c.from, c.to)/3)
			}
			s.fill(&c, source, s.table.Columns[column].Kind)
			r.cells = append(r.cells, c)
		}
		column = end
	}
	if model.Faulty {
		s.explain(r, model.Fault)
	}
	r.setHeight()
	return r
}

// fill breaks the text of a cell into lines. Numbers are not broken: they get smaller.
func (s *sheet) fill(c *cell, source *document.Cell, kind document.Kind) {
	if source.Holds == document.HoldsNothing {
		return
	}
	if s.skim && source.Holds == document.HoldsNumber && source.Span <= 1 {
		c.lines = anyLine
		return
	}
	text := Clean(source.Shown(kind))
	pad := s.pad(c)
	width := s.span(c.from, c.to) - 2*pad - c.indent
	if source.Holds == document.HoldsNumber {
		wide := c.face.width(text)
		for c.size > leastNumber && float64(wide)*c.size/1000 > width {
			c.size -= 0.25
		}
		if float64(wide)*c.size/1000 <= width+0.01 {
			c.lines = []line{{text, float64(wide) * c.size / 1000}}
			return
		}
	}
	c.size = capable(c.size, width)
	c.lines = wrap(text, c.face, c.size, width)
}

// pad is the space on both sides of the text of a cell.
func (s *sheet) pad(c *cell) float64 { return min(padX, s.span(c.from, c.to)/5) }

// explain says what is missing in a row, in the widest of its cells with a text, for those
// who cannot see its colour.
func (s *sheet) explain(r *row, fault string) {
	fault = Clean(fault)
	if fault == "" {
		fault = incapable
	}
	widest := -1
	for i := range r.cells {
		c := &r.cells[i]
		if c.align != document.Left || len(c.lines) == 0 && widest >= 0 {
			continue
		}
		if widest < 0 || s.span(c.from, c.to) > s.span(r.cells[widest].from, r.cells[widest].to) {
			widest = i
		}
	}
	if widest < 0 {
		if len(r.cells) == 0 {
			r.cells = append(r.cells, cell{from: 0, to: len(s.columns), size: s.size, align: document.Left, color: ink})
		}
		widest = 0
	}
	c := &r.cells[widest]
	width := s.span(c.from, c.to) - 2*s.pad(c) - c.indent
	c.small = capable(s.size*noteSize, width)
	c.note = wrap("⚠ "+fault, Oblique, c.small, width)
}

func (r *row) setHeight() {
	height := r.sheet.size * leading
	for i := range r.cells {
		height = max(height, r.cells[i].height())
	}
	r.height = height + 2*r.sheet.padY
}

// draw fills and writes a row; its lines are the matter of the sheet.
func (r *row) draw(p *Page, x, y float64) {
	s := r.sheet
	x += s.left
	if color, ok := r.color(); ok {
		p.Fills = append(p.Fills, Rect{x, y, s.edges[len(s.edges)-1], r.height, color})
	}
	for i := range r.cells {
		c := &r.cells[i]
		left, width := x+s.edges[c.from], s.span(c.from, c.to)
		if color, ok := fillColor(c.fill); ok {
			p.Fills = append(p.Fills, Rect{left, y, width, r.height, color})
		}
		if c.fill == document.ActualFill && r.last {
			p.Fills = append(p.Fills, Rect{left, y + r.height - edgeHeight, width, edgeHeight, doneEdge})
		}
		pad := s.pad(c)
		left, width = left+pad+c.indent, width-2*pad-c.indent
		top := y + s.padY + (s.size-c.size)*ascent // all base lines of the first lines are the same
		p.lines(c.lines, left, top, width, c.align, c.face, c.size, c.color)
		p.lines(c.note, left, top+tall(c.lines, c.size), width, document.Left, Oblique, c.small, faultInk)
	}
}

// color is that of the whole row.
func (r *row) color() (Color, bool) {
	switch {
	case r.faulty:
		return faultFill, true
	case r.kind == document.Group:
		return groupFill, true
	case r.kind == document.Subgroup:
		return subFill, true
	case r.kind == document.Subtotal || r.kind == document.Total:
		return sumFill, true
	case r.kind == document.Item && r.odd:
		return zebraFill, true
	}
	return Color{}, false
}

func fillColor(f document.Fill) (Color, bool) {
	switch f {
	case document.PlanFill:
		return planFill, true
	case document.ActualFill:
		return doneFill, true
	case document.OffFill:
		return offFill, true
	}
	return Color{}, false
}

// divide splits a row into the lines that fit into a height and the rest.
func (r *row) divide(height float64) (first, rest *row, ok bool) {
	room := height - 2*r.sheet.padY
	head, end := *r, *r
	head.cells, end.cells = make([]cell, len(r.cells)), make([]cell, len(r.cells))
	moved := false
	for i, c := range r.cells {
		a, b := c, c
		a.lines, b.lines = cutLines(c.lines, room, c.size*leading)
		left := room - tall(a.lines, c.size)
		if len(b.lines) > 0 {
			left = 0
		}
		a.note, b.note = cutLines(c.note, left, c.small*leading)
		moved = moved || len(a.lines)+len(a.note) > 0
		head.cells[i], end.cells[i] = a, b
	}
	agreed := r.sheet.heights != nil // another part of the table may be what makes the row high
	if !moved && !agreed {
		return nil, nil, false
	}
	head.last, end.first = false, false
	head.height = max(height, 0)
	end.setHeight()
	if agreed {
		end.height = max(end.height, r.height-height+2*r.sheet.padY)
	}
	return &head, &end, end.height < r.height
}

func cutLines(lines []line, room, each float64) (first, rest []line) {
	if len(lines) == 0 {
		return nil, nil
	}
	count := min(max(int((room+0.01)/each), 0), len(lines))
	return lines[:count], lines[count:]
}
