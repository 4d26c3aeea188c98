package xlsx

import (
	"slices"

	"takar/internal/document"
)

// smallest is how small a sheet is printed at most, in percent: a wider one goes over several
// pages, side by side.
const smallest = 50

// tenthPoint is a tenth of a point in thousandths of a tenth of a millimetre.
const tenthPoint = 353

// pages is how many pages a sheet has side by side and below each other; 0 = as many as it
// needs. One that is to be on one page is, if it stays readable.
func (s *sheet) pages() (wide, high int) {
	room, below := s.section.Room()
	if room <= 0 || below <= 0 {
		return 1, 0
	}
	width := s.width(0, len(s.widths)-1)
	wide = max(1, (width*smallest/100+room-1)/room)
	if !s.section.OnePage || wide > 1 {
		return wide, 0
	}
	const readable = 60 // percent
	if width*readable/100 <= room && s.height()*tenthPoint/1000*readable/100 <= below {
		high = 1
	}
	return wide, high
}

// unit is a run of rows that stays on one page: a table that is to be whole with the headings
// over it, signatures with the end of the table before them.
type unit struct{ first, last int }

// leastTail is how many rows of a table come along with signatures at least.
const leastTail = 2

// signedUnit notes signatures that begin in a row, after a table or none.
func (s *sheet) signedUnit(after *placed, first int) {
	if after != nil {
		rows := len(after.table.Rows)
		first = after.first + rows - min(rows, max(after.table.Tail, leastTail))
	}
	if s.rows >= first {
		s.units = append(s.units, unit{first, s.rows})
	}
}

// headingUnits notes the headings of a table with the row after them.
func (s *sheet) headingUnits(p *placed) {
	rows := p.table.Rows
	heads := func(i int) bool { return rows[i].Kind == document.Group || rows[i].Kind == document.Subgroup }
	for i := 0; i < len(rows); i++ {
		if !heads(i) {
			continue
		}
		first := i
		for i+1 < len(rows) && heads(i) {
			i++
		}
		s.units = append(s.units, unit{p.first + first, p.first + i})
	}
}

// byPage reports whether a sheet has pages of its own. Excel forgets page breaks where it fits
// a sheet to pages by itself, so such a sheet has a fixed scale instead.
func (s *sheet) byPage() bool { return s.paged || len(s.breaks) > 0 }

// scale is how large a sheet with page breaks of its own is printed, in percent: as wide as
// the page, with a little to spare.
func (s *sheet) scale() int {
	room, _ := s.section.Room()
	return min(max(room*97/max(s.width(0, len(s.widths)-1), 1), 10), 100)
}

// paginate begins a page before each unit that would not fit on the one it begins on. Where
// pages end by themselves follows from the heights of the rows.
func (s *sheet) paginate() {
	if wide, high := s.pages(); len(s.units) == 0 || wide > 1 || high > 0 {
		return
	}
	_, below := s.section.Room()
	page := below * 1000 / tenthPoint * 100 / s.scale() * 99 / 100
	down := s.depths()
	if s.paged = page > 0 && down[s.rows] > page; !s.paged {
		return
	}
	slices.SortStableFunc(s.units, func(a, b unit) int { return a.first - b.first })
	const near = 2                            // rows
	own, units, begin := s.breaks, s.units, 0 // begin is how far down the page begins
	s.breaks = nil
	full := func(end int) bool { // a page that ends there
		if s.headBottom > 0 && begin >= down[s.headBottom] { // the header is repeated
			end += down[s.headBottom] - down[s.headTop-1]
		}
		return end-begin > page
	}
	for row := 1; row <= s.rows; row++ {
		top := down[row-1]
		if len(own) > 0 && own[0] == row {
			own, begin = own[1:], top
			s.breaks = append(s.breaks, row)
		}
		if full(down[row]) {
			begin = top
			if len(units) > 0 && units[0].first <= row+near { // not left to how exactly a program reckons
				s.breaks = append(s.breaks, row)
			}
		}
		for ; len(units) > 0 && units[0].first <= row; units = units[1:] {
			if end := down[units[0].last]; units[0].first == row && begin < top && end-top <= page && full(end) {
				begin = top
				s.breaks = append(s.breaks, row)
			}
		}
	}
}

// depths is how far down the end of each row lies, by its number, in tenths of a point.
func (s *sheet) depths() []int {
	down := make([]int, 1, s.rows+1)
	add := func(height int) {
		if height == 0 {
			height = usualHeight
		}
		down = append(down, down[len(down)-1]+height)
	}
	var boxes []box
	for _, part := range s.parts {
		for _, line := range part.lines {
			add(line.height)
		}
		if part.table != nil {
			for i := range part.table.table.Rows {
				boxes = s.layRow(part.table, i, boxes)
				height, _ := s.rowHeight(boxes)
				add(height)
			}
		}
	}
	return down
}

// height is that of all rows so far, in tenths of a point.
func (s *sheet) height() int {
	down := s.depths()
	return down[len(down)-1]
}
