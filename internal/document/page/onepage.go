package page

import (
	"errors"
	"slices"

	"takar/internal/document"
)

// scales are tried one after the other until a section fits onto one page. The last one
// leaves the text of tables at 4.5 points, which an A3 sheet is still read by.
var scales = []float64{1, 0.92, 0.85, 0.78, 0.72, 0.66, 0.6}

// onePageRows is how many rows of tables a page never holds, however small.
const onePageRows = 150

// onOnePage lays a section out on one page, on larger paper that is drawn smaller where it
// must be. False when that does not do either: then nothing of it stands on a page.
func (l *layouter) onOnePage(section *document.Section, index int) (bool, error) {
	rows := (&document.Document{Sections: []*document.Section{section}}).Rows()
	contents := func(b document.Block) bool { _, ok := b.(*document.Contents); return ok } // is filled in when all pages are known
	if rows > onePageRows || slices.ContainsFunc(section.Blocks, contents) {
		return false, nil
	}
	if l.limit > 0 && len(l.pages) >= l.limit {
		return false, errEnough
	}
	before := *l
	before.pages, before.numbered, before.pending = slices.Clip(l.pages), slices.Clip(l.numbered), slices.Clip(l.pending)
	for _, scale := range scales {
		*l = before
		l.limit, l.progress = len(l.pages)+1, nil
		err := newFlow(l, section, index, scale).run()
		if errors.Is(err, errEnough) {
			continue
		}
		l.limit, l.progress, l.rowsDone = before.limit, before.progress, before.rowsDone
		if err != nil {
			return false, err
		}
		l.pages[len(l.pages)-1].shrink(scale)
		for i := len(before.numbered); i < len(l.numbered); i++ {
			l.numbered[i].left *= scale
			l.numbered[i].right *= scale
		}
		return true, l.tell(rows)
	}
	*l = before
	return false, nil
}

// shrink draws everything on a page smaller.
func (p *Page) shrink(s float64) {
	if s == 1 {
		return
	}
	scale := func(values ...*float64) {
		for _, value := range values {
			*value *= s
		}
	}
	scale(&p.Width, &p.Height)
	for i := range p.Fills {
		r := &p.Fills[i]
		scale(&r.X, &r.Y, &r.W, &r.H)
	}
	if w := p.Watermark; w != nil {
		scale(&w.X, &w.Y, &w.W, &w.Size)
	}
	for i := range p.Rules {
		r := &p.Rules[i]
		scale(&r.X1, &r.Y1, &r.X2, &r.Y2, &r.Width)
	}
	for i := range p.Curves {
		c := &p.Curves[i]
		scale(&c.Width)
		for _, points := range [][]Point{c.Points, c.Marks} {
			for j := range points {
				scale(&points[j].X, &points[j].Y)
			}
		}
	}
	for i := range p.Texts {
		t := &p.Texts[i]
		scale(&t.X, &t.Y, &t.W, &t.Size)
	}
	for i := range p.Pictures {
		q := &p.Pictures[i]
		scale(&q.X, &q.Y, &q.W, &q.H)
	}
	for i := range p.Links {
		k := &p.Links[i]
		scale(&k.X, &k.Y, &k.W, &k.H)
	}
	for i := range p.Bookmarks {
		scale(&p.Bookmarks[i].Y)
	}
}
