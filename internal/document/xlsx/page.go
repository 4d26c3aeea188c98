package xlsx

import "slices"

// smallest is how small a sheet is printed at most, in percent: a wider one goes over several
// pages, side by side.
const smallest = 50

// tenthPoint is a tenth of a point in thousandths of a tenth of a millimetre.
const tenthPoint = 353

// pages is how many pages a sheet has side by side and below each other; 0 = as many as it
// needs. A schedule is put on one page if it stays readable.
func (s *sheet) pages() (wide, high int) {
	room, below := s.section.Room()
	if room <= 0 || below <= 0 {
		return 1, 0
	}
	width := s.width(0, len(s.widths)-1)
	wide = max(1, (width*smallest/100+room-1)/room)
	if len(s.curves) == 0 || wide > 1 {
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

// byPage reports whether a sheet has page breaks of its own. Excel forgets them where it fits
// a sheet to pages by itself, so such a sheet has a fixed scale instead.
func (s *sheet) byPage() bool { return len(s.breaks) > 0 }

// scale is how large a sheet with page breaks of its own is printed, in percent: as wide as
// the page, with a little to spare.
func (s *sheet) scale() int {
	room, _ := s.section.Room()
	return min(max(room*97/max(s.width(0, len(s.widths)-1), 1), 10), 100)
}

// paginate begins a page before each unit that would not fit on the one it begins on.
func (s *sheet) paginate() {
	if wide, high := s.pages(); len(s.units) == 0 || wide > 1 || high > 0 {
		return
	}
	_, below := s.section.Room()
	page := below * 1000 / tenthPoint * 100 / s.scale() * 96 / 100 // programs do not all have the same rows
	if page <= 0 {
		return
	}
	down, begin, forced := s.depths(), 0, 0
	own := slices.Clone(s.breaks)
	for _, u := range s.units {
		top := down[u.first-1]
		for forced < len(own) && own[forced] <= u.first {
			begin = max(begin, down[own[forced]-1])
			forced++
		}
		for top-begin >= page {
			begin += page
		}
		if height := down[u.last] - top; height <= page && top-begin+height > page {
			s.breaks = append(s.breaks, u.first)
			begin = top
		}
	}
	slices.Sort(s.breaks)
	s.breaks = slices.Compact(s.breaks)
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
