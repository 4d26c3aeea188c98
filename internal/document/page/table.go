package page

import (
	"strings"

	"takar/internal/decimal"
	"takar/internal/document"
)

// sheet is a part of a table while it is placed: all rows of some of its columns. A table
// that is not wider than the page has one.
type sheet struct {
	*plan
	part    int
	columns []int     // of the table, that stand in this part
	place   []int     // by column of the table: how many columns of the part are before it
	edges   []float64 // of the columns of the part, from 0
	left    float64
	head    header
	heights []float64 // of the rows when parts or a curve must agree on them; nil = by what stands in the part
	breaks  *[]int    // rows with which the first part began new pages; the others follow it
	curve   *curve

	carry     int // place of the column that is carried from page to page; -1 = none
	firstItem int // first row that counts in it
	lastRow   int
	carried   decimal.Decimal // of the rows placed so far
	counted   int             // rows that are counted in it

	scratch []cell
	skim    bool // only heights are asked for

	// On the current page.
	headed   bool
	top, end float64
	last     *row
	runs     []float64 // where the line between columns began; below 0 = there is none
	segments []segment
}

// span is the width of columns from one to before another.
func (s *sheet) span(from, to int) float64 { return s.edges[to] - s.edges[from] }

func (s *sheet) width() float64 { return s.edges[len(s.edges)-1] }

// newSheet prepares a part of a table.
func newSheet(p *plan, part int) *sheet {
	s := &sheet{plan: p, part: part, columns: p.parts[part], carry: -1, firstItem: -1, lastRow: len(p.table.Rows) - 1}
	s.edges = append(s.edges, 0)
	s.place = make([]int, len(p.table.Columns)+1)
	at := 0
	for column := range p.table.Columns {
		s.place[column] = at
		if at < len(s.columns) && s.columns[at] == column {
			s.edges = append(s.edges, s.edges[at]+p.widths[column])
			if p.table.Carry != "" && p.table.Columns[column].Key == p.table.Carry {
				s.carry = at
			}
			at++
		}
	}
	s.place[len(p.table.Columns)] = at
	s.runs = make([]float64, len(s.columns))
	if s.carry >= 0 {
		for i := range p.table.Rows {
			if _, ok := s.counts(i); ok {
				s.firstItem = i
				break
			}
		}
		if s.firstItem < 0 {
			s.carry = -1
		}
	}
	return s
}

// counts returns what a row adds to the sum that is carried.
func (s *sheet) counts(index int) (decimal.Decimal, bool) {
	row := &s.table.Rows[index]
	if row.Kind != document.Item {
		return decimal.Zero, false
	}
	column := 0
	for i := range row.Cells {
		if column == s.columns[s.carry] {
			return row.Cells[i].Number, row.Cells[i].Holds == document.HoldsNumber
		}
		column += max(row.Cells[i].Span, 1)
	}
	return decimal.Zero, false
}

// tableAtoms emits a table: its title and its rows, part after part.
func (f *flow) tableAtoms(t *document.Table, hold grip, emit func(*atom) bool) bool {
	if len(t.Columns) == 0 {
		return f.tableTitle(Clean(t.Title), false, emit)
	}
	if len(t.Rows) == 0 {
		empty := *t
		empty.Carry, empty.Curve = "", nil
		empty.Rows = []document.Row{{Kind: document.Remark, Cells: []document.Cell{document.Words(t.Empty).Over(len(t.Columns)).At(document.Center)}}}
		t = &empty
	}
	room := f.width()
	if t.Curve != nil {
		room -= scaleRoom
	}
	p := planColumns(t, room)
	if f.scale < 1 {
		p.padY = tightPadY
	}
	sheets := make([]*sheet, len(p.parts))
	breaks := new([]int)
	for i := range sheets {
		sheets[i] = newSheet(p, i)
		sheets[i].breaks = breaks
		if len(sheets) == 1 && t.Curve == nil {
			sheets[i].left = max(0, (room-sheets[i].width())/2)
		}
	}
	f.agree(sheets)
	for i, s := range sheets {
		s.head = s.measureHeader(f.room())
		grip := loose
		if i == len(sheets)-1 {
			grip = hold
		}
		title := Clean(t.Title)
		if i > 0 {
			if title == "" {
				title = single(f.section.Title)
			}
			title = strings.TrimSpace(title + " (lanjutan)")
		}
		if !f.tableTitle(title, i > 0, emit) || !f.rows(s, i > 0, title == "", grip, emit) {
			return false
		}
	}
	return true
}

// agree gives the rows the same heights in all parts, and the curve its place among them.
func (f *flow) agree(sheets []*sheet) {
	t := sheets[0].table
	if len(sheets) == 1 && t.Curve == nil {
		return
	}
	heights := make([]float64, len(t.Rows))
	for i := range t.Rows {
		for _, s := range sheets {
			heights[i] = max(heights[i], s.tall(i))
		}
	}
	curve := newCurve(t, heights)
	for _, s := range sheets {
		s.heights, s.curve = heights, curve
	}
}

func (f *flow) tableTitle(title string, fresh bool, emit func(*atom) bool) bool {
	for i, l := range wrap(title, Bold, subSize, f.width()) {
		a := f.textLine(l, Bold, subSize, document.Left, ink)
		a.hold, a.below = chain, 2
		if i == 0 {
			a.gap, a.fresh = 7, fresh
		}
		if !emit(a) {
			return false
		}
	}
	return true
}

// rows emits the rows of a part.
func (f *flow) rows(s *sheet, follows, untitled bool, hold grip, emit func(*atom) bool) bool {
	rows := s.table.Rows
	whole := s.table.Whole && !follows && f.whole(s)
	last, tails, items := len(rows)-1, s.tails(hold), 0
	for i := range rows {
		r := s.measure(i, &rows[i])
		if s.heights != nil {
			r.height = s.heights[i]
		}
		if rows[i].Kind == document.Item {
			r.odd = items%2 == 1
			items++
		} else {
			items = 0
		}
		a := f.rowAtom(r)
		switch {
		case i == last:
			a.hold = hold
		case whole || binds(rows[i].Kind, rows[i+1].Kind):
			a.hold = chain
		case i >= len(rows)-tails:
			a.hold = tail
		}
		if i == 0 && untitled {
			a.gap = 4
		}
		a.fresh = follows && s.broke(i)
		if !emit(a) {
			return false
		}
	}
	return true
}

// binds reports whether a row stays with the next one because of what they are.
func binds(kind, next document.RowKind) bool {
	return kind == document.Group || kind == document.Subgroup || next == document.Subtotal || next == document.Total || next == document.Remark
}

// tails is how many of the last rows stay with what follows the table.
func (s *sheet) tails(hold grip) int {
	if hold == loose {
		return 0
	}
	rows, sums := s.table.Rows, 1
	for i := len(rows) - 1; i > 0 && rows[i].Kind != document.Item; i-- {
		sums++
	}
	return max(s.table.Tail, sums)
}

// whole reports whether a page holds the whole table.
func (f *flow) whole(s *sheet) bool {
	sum := s.head.height + s.head.legend + tall(wrap(Clean(s.table.Title), Bold, subSize, f.width()), subSize) + 4
	for i := range s.table.Rows {
		if s.heights != nil {
			sum += s.heights[i]
		} else {
			sum += s.tall(i)
		}
		if sum > f.room() {
			return false
		}
	}
	return true
}

// broke reports whether the first part of the table began a page with a row.
func (s *sheet) broke(index int) bool {
	for _, row := range *s.breaks {
		if row == index {
			return true
		}
	}
	return false
}

func (f *flow) rowAtom(r *row) *atom {
	a := &atom{height: r.height, row: r, draw: r.draw}
	a.split = func(height float64) (*atom, *atom, bool) {
		first, rest, ok := r.divide(height)
		if !ok {
			return nil, nil, false
		}
		head, end := f.rowAtom(first), f.rowAtom(rest)
		head.gap, end.hold = a.gap, a.hold
		return head, end, true
	}
	return a
}

// topHeight is what stands above a row where a page begins with it.
func (s *sheet) topHeight(r *row) float64 {
	height := s.head.height + s.head.legend
	if s.carries(r.index-1) || s.carries(r.index) && !r.first {
		height += s.carryHeight()
	}
	return height
}

// endHeight is what stands below a row where a page ends with it.
func (s *sheet) endHeight(r *row) float64 {
	if s.carries(r.index) && (!r.last || r.index < s.lastRow) {
		return s.carryHeight()
	}
	return 0
}

// carries reports whether a sum is carried behind a row.
func (s *sheet) carries(index int) bool { return s.carry >= 0 && index >= s.firstItem }

func (s *sheet) carryHeight() float64 { return s.size*leading + 2*s.padY }

// beforeRow writes what stands above a row on its page.
func (s *sheet) beforeRow(f *flow, r *row) {
	if s.headed {
		return
	}
	s.headed, s.top = true, f.y
	s.segments = s.segments[:0]
	for i := range s.runs {
		s.runs[i] = -1
	}
	begins := r.index > 0 || !r.first
	if begins && s.part == 0 && r.first {
		*s.breaks = append(*s.breaks, r.index)
	}
	f.y += s.drawHeader(f.page, f.left+s.left, f.y)
	if s.carries(r.index-1) || s.carries(r.index) && !r.first {
		s.drawCarry(f, "Jumlah pindahan")
	}
}

// afterRow draws the lines of a row that was placed.
func (s *sheet) afterRow(f *flow, r *row, y float64) {
	x := f.left + s.left
	s.divideColumns(f.page, x, y, r.cells)
	if s.last != nil && s.headed && r.kind == document.Total && r.first {
		f.page.rule(x, y, x+s.width(), y, frame, strong)
	}
	s.last, s.end = r, f.y
	f.page.rule(x, f.y, x+s.width(), f.y, thin, hairline)
	if s.curve != nil {
		s.follow(r, y)
	}
	if s.carry >= 0 && r.last && r.index == s.counted {
		if value, ok := s.counts(r.index); ok {
			s.carried = s.carried.Add(value)
		}
		s.counted++
	}
}

// divideColumns begins and ends the lines between columns, so that one line runs down as
// long as no cell lies across it.
func (s *sheet) divideColumns(p *Page, x, y float64, cells []cell) {
	next := 0
	for boundary := 1; boundary < len(s.columns); boundary++ {
		for next < len(cells) && cells[next].to <= boundary {
			next++
		}
		across := next < len(cells) && cells[next].from < boundary
		switch {
		case across && s.runs[boundary] >= 0:
			s.endRun(p, x, boundary, y)
		case !across && s.runs[boundary] < 0:
			s.runs[boundary] = y
		}
	}
}

func (s *sheet) endRun(p *Page, x float64, boundary int, y float64) {
	p.rule(x+s.edges[boundary], s.runs[boundary], x+s.edges[boundary], y, thin, hairline)
	s.runs[boundary] = -1
}

// endPage finishes the part on its page: the sum that is carried, lines, the curve.
func (s *sheet) endPage(f *flow) {
	if !s.headed {
		return
	}
	x := f.left + s.left
	if s.last != nil && s.endHeight(s.last) > 0 {
		s.drawCarry(f, "Jumlah dipindahkan")
		s.end = f.y
	}
	for boundary := 1; boundary < len(s.columns); boundary++ {
		if s.runs[boundary] >= 0 {
			s.endRun(f.page, x, boundary, s.end)
		}
	}
	f.page.border(x, s.top+s.head.legend, s.width(), s.end-s.top-s.head.legend, strong, frame)
	if s.curve != nil {
		s.drawCurve(f.page, x)
	}
	s.headed = false
}

// drawCarry writes a line with the sum of the rows so far.
func (s *sheet) drawCarry(f *flow, label string) {
	x, height := f.left+s.left, s.carryHeight()
	face, size := Oblique, s.size
	kind := s.table.Columns[s.columns[s.carry]].Kind
	amount := kind.Text(s.carried)
	wide := Bold.width(amount)
	pad := min(padX, s.span(s.carry, s.carry+1)/5)
	room := s.span(s.carry, s.carry+1) - 2*pad
	small := min(size, room*1000/float64(wide))
	cells := []cell{{from: 0, to: s.carry}, {from: s.carry, to: s.carry + 1}, {from: s.carry + 1, to: len(s.columns)}}
	s.divideColumns(f.page, x, f.y, cells)
	f.page.Fills = append(f.page.Fills, Rect{x, f.y, s.width(), height, subFill})
	top := f.y + s.padY
	f.page.text(line{amount, float64(wide) * small / 1000}, x+s.edges[s.carry]+pad, top+(size-small)*ascent, room, document.Right, Bold, small, ink)
	from, to, align := 0, s.carry, document.Right
	if s.carry == 0 {
		from, to, align = 1, len(s.columns), document.Left
	}
	if width := s.span(from, to) - 2*padX; width > 0 {
		text := shorten(label, face, size, width)
		f.page.text(line{text, face.Width(text, size)}, x+s.edges[from]+padX, top, width, align, face, size, ink)
	}
	f.y += height
	f.page.rule(x, f.y, x+s.width(), f.y, thin, hairline)
}
