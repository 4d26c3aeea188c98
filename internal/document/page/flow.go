package page

import (
	"iter"

	"takar/internal/document"
)

// grip says how firmly an atom stays with the next one: the weakest grips give way first
// where a page does not hold all of them.
type grip uint8

const (
	loose  grip = iota
	tail        // the last rows of a table and what follows them
	chain       // headings and the row after them, totals and the row before them
	firmly      // signatures and what is above them
)

// atom is the smallest part of a section that is placed: a line, a row, a block.
type atom struct {
	height float64
	gap    float64 // above it, unless it begins a page
	below  float64 // below it, unless it ends one; of two spaces the larger one counts
	hold   grip    // with which it stays with the next one
	fresh  bool    // begins a new page
	draw   func(p *Page, x, y float64)

	row *row // of a table; nil otherwise
	// split divides what is higher than a page: what fits into a height, and the rest; ok is
	// false when nothing of it fits.
	split func(height float64) (first, rest *atom, ok bool)
	// after is done once it is placed.
	after func(p *Page, y float64)
}

// flow fills pages with the atoms of one section.
type flow struct {
	*layouter
	section *document.Section
	index   int
	scale   float64 // at which its pages are drawn in the end; 1 = as they are laid out

	left, top, right, bottom float64 // where the content stands
	page                     *Page
	y                        float64
	empty                    bool    // nothing stands on the page yet
	below                    float64 // space below what was placed last

	ahead []*atom
	next  func() (*atom, bool)
	table *sheet // whose rows are being placed
}

// footRoom is the least margin below, which holds the running foot.
const footRoom = 13 * millimetre

func newFlow(l *layouter, section *document.Section, index int, scale float64) *flow {
	f := &flow{layouter: l, section: section, index: index, scale: scale}
	width, height := f.paper()
	edge := min(max(float64(section.Edge())*point, 5*millimetre)/scale, width/4)
	f.left, f.top, f.right, f.bottom = edge, edge, width-edge, height-max(edge, footRoom/scale)
	return f
}

// paper returns the size of the pages as they are laid out.
func (f *flow) paper() (width, height float64) {
	w, h := f.section.Paper.Size()
	if f.section.Landscape {
		w, h = h, w
	}
	return float64(w) * point / f.scale, float64(h) * point / f.scale
}

func (f *flow) width() float64 { return f.right - f.left }
func (f *flow) room() float64  { return f.bottom - f.top }

// newPage ends the page and begins another one. Every page begins here: none is without
// its watermark and its foot.
func (f *flow) newPage() error {
	if f.page != nil && f.table != nil {
		f.table.endPage(f)
	}
	if f.limit > 0 && len(f.pages) >= f.limit {
		return errEnough
	}
	width, height := f.paper()
	f.page = &Page{Number: len(f.pages) + 1, Width: width, Height: height}
	f.pages = append(f.pages, f.page)
	f.y, f.below, f.empty = f.top, 0, true
	f.watermark(f.page)
	if !f.section.Bare {
		f.numbered = append(f.numbered, foot{page: f.page, left: f.left, right: f.right, section: f.section})
	}
	return nil
}

// run places the whole section.
func (f *flow) run() error {
	if err := f.newPage(); err != nil {
		return err
	}
	f.bookmark(f.section.Title, 0)
	next, stop := iter.Pull(f.atoms())
	defer stop()
	f.next = next
	for {
		group := f.group()
		if len(group) == 0 {
			break
		}
		if err := f.place(group); err != nil {
			return err
		}
	}
	f.leaveTable()
	return nil
}

// peek returns an atom that is still to be placed, nil behind the last one.
func (f *flow) peek(i int) *atom {
	for len(f.ahead) <= i {
		a, ok := f.next()
		if !ok {
			return nil
		}
		f.ahead = append(f.ahead, a)
	}
	return f.ahead[i]
}

// group returns the next atoms that stay together: as many grips hold as a fresh page can
// bear. What is held together beyond a page is filled into one as far as it goes.
func (f *flow) group() []*atom {
	for hold := tail; ; hold++ {
		count, fits := f.held(hold)
		if fits {
			return f.ahead[:count]
		}
		if hold == chain {
			count = max(count-1, 1)
			if count > 1 && f.ahead[count-1].hold == firmly {
				count--
			}
			return f.ahead[:count]
		}
	}
}

// held counts the atoms from the next one on that grips of at least a strength hold
// together, and reports whether a fresh page holds them.
func (f *flow) held(hold grip) (int, bool) {
	if f.peek(0) == nil {
		return 0, true
	}
	count := 1
	for {
		if f.need(count, true) > f.room() {
			return count, false
		}
		next := f.peek(count)
		if next == nil || next.fresh || f.ahead[count-1].hold < hold {
			return count, true
		}
		count++
	}
}

// need returns the height that the next atoms take, on a fresh page or on the current one.
func (f *flow) need(count int, fresh bool) float64 {
	sum, table := 0.0, f.table
	begun, below := fresh || f.empty, f.below // nothing above
	for _, a := range f.ahead[:count] {
		if !begun {
			sum += max(a.gap, below)
		}
		below = a.below
		if a.row != nil && (a.row.sheet != table || begun) {
			table = a.row.sheet
			sum += table.topHeight(a.row)
		}
		if a.row == nil {
			table = nil
		}
		begun = false
		sum += a.height
	}
	if last := f.ahead[count-1]; last.row != nil {
		sum += last.row.sheet.endHeight(last.row)
	}
	return sum
}

// place puts atoms that stay together on this page or the next one.
func (f *flow) place(group []*atom) error {
	count := len(group)
	if group[0].fresh && !f.empty || !f.empty && f.y+f.need(count, false) > f.bottom {
		if err := f.newPage(); err != nil {
			return err
		}
	}
	if count == 1 && f.y+f.need(1, false) > f.bottom+0.01 && group[0].split != nil {
		if done, err := f.divide(group[0]); done || err != nil {
			return err
		}
	}
	for _, a := range group {
		f.put(a)
	}
	rows := 0
	for _, a := range group {
		if a.row != nil && a.row.last && a.row.sheet.part == 0 {
			rows++
		}
	}
	f.ahead = f.ahead[:copy(f.ahead, f.ahead[count:])]
	if rows > 0 {
		return f.tell(rows)
	}
	return nil
}

// divide puts as much of an atom on the page as fits; the rest comes next.
func (f *flow) divide(a *atom) (bool, error) {
	used := f.need(1, false) - a.height
	if a.row != nil && a.row.last && a.row.sheet.carries(a.row.index) {
		used += a.row.sheet.carryHeight() - a.row.sheet.endHeight(a.row) // the piece on this page is not the last one
	}
	first, rest, ok := a.split(f.bottom - f.y - used)
	if !ok {
		return false, nil
	}
	f.put(first)
	f.ahead[0] = rest
	return true, f.newPage()
}

// put draws an atom at the pen.
func (f *flow) put(a *atom) {
	if !f.empty {
		f.y += max(a.gap, f.below)
	}
	f.below = a.below
	switch {
	case a.row == nil:
		f.leaveTable()
	case a.row.sheet != f.table:
		f.leaveTable()
		f.table = a.row.sheet
	}
	if a.row != nil {
		f.table.beforeRow(f, a.row)
	}
	y := f.y
	if a.draw != nil {
		a.draw(f.page, f.left, y)
	}
	f.y += a.height
	f.empty = false
	if a.row != nil {
		f.table.afterRow(f, a.row, y)
	}
	if a.after != nil {
		a.after(f.page, y)
	}
}

// leaveTable ends the table whose rows were being placed.
func (f *flow) leaveTable() {
	if f.table != nil {
		f.table.endPage(f)
		f.table = nil
	}
}

// bookmark adds a line to the outline at the pen.
func (f *flow) bookmark(text string, level int) { f.bookmarkAt(f.page, text, level, f.y) }

func (l *layouter) bookmarkAt(p *Page, text string, level int, y float64) {
	if text = single(text); text == "" {
		return
	}
	level = min(level, l.outline+1)
	l.outline = level
	p.Bookmarks = append(p.Bookmarks, Bookmark{Text: text, Level: level, Y: y})
}
