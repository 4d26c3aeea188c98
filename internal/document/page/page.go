// Package page lays a document out: it measures text and says what stands where on which
// page, as drawing operations that writers only have to draw. Lengths are in points (1/72
// inch), from the upper left corner of a page. Floats occur for such lengths alone; cells
// come from the model as the texts of their exact numbers.
package page

import (
	"errors"

	"takar/internal/document"
)

// Color is a colour without transparency.
type Color struct{ R, G, B uint8 }

// Layout is a document on pages.
type Layout struct {
	Pages []*Page
	// Complete says that these are all pages; else the layout stopped at a limit, and the
	// number of pages is not known.
	Complete bool
}

// Page is one page. Its operations are drawn in the order of the fields.
type Page struct {
	Number        int // from 1
	Width, Height float64

	Fills     []Rect
	Watermark *Watermark // nil = none
	Rules     []Rule
	Curves    []Curve
	Texts     []Text
	Pictures  []Picture

	Links     []Link
	Bookmarks []Bookmark
}

// Rect is a filled rectangle.
type Rect struct {
	X, Y, W, H float64
	Color      Color
}

// Rule is a straight line.
type Rule struct {
	X1, Y1, X2, Y2 float64
	Width          float64
	Color          Color
	Dotted         bool
}

// Text is a piece of text on one line, without characters that the font does not have.
type Text struct {
	X, Y  float64 // where its base line begins
	W     float64 // how wide it is
	Size  float64
	Text  string
	Face  Face
	Color Color
}

// Watermark is a large pale text across a page, below everything else that is text.
type Watermark struct {
	X, Y  float64 // its middle, on the base line
	W     float64
	Size  float64
	Angle float64 // in degrees, counter-clockwise
	Text  string
}

// Point is a place on a page.
type Point struct{ X, Y float64 }

// Curve is a line through points, with marks at some of them.
type Curve struct {
	Points []Point
	Marks  []Point
	Hollow bool // marks are circles, else dots
	Width  float64
	Color  Color
}

// Picture is an image in a rectangle.
type Picture struct {
	X, Y, W, H float64
	Image      *document.Image
}

// Link leads from a rectangle to the top of a page.
type Link struct {
	X, Y, W, H float64
	Page       int
}

// Bookmark is a line of the outline of a document.
type Bookmark struct {
	Text  string
	Level int // from 0; at most one more than that of the bookmark before
	Y     float64
}

// point is how many points a tenth of a millimetre has.
const point = 72 / 254.0

// millimetre in points.
const millimetre = 10 * point

// errEnough ends a layout of which no more pages are wanted.
var errEnough = errors.New("page: enough pages")

// Lay lays a document out. A limit above 0 stops it after that many pages. Progress is told
// in rows of tables.
func Lay(d *document.Document, limit int, progress document.Progress) (*Layout, error) {
	l := &layouter{document: d, limit: limit, progress: progress, rowsTotal: d.Rows(), outline: -1}
	err := l.run()
	if errors.Is(err, errEnough) {
		return &Layout{Pages: l.pages[:limit]}, nil
	}
	if err != nil {
		return nil, err
	}
	return &Layout{Pages: l.pages, Complete: true}, nil
}

// layouter holds what is known while a document is laid out.
type layouter struct {
	document *document.Document
	limit    int
	progress document.Progress

	pages    []*Page
	starts   []int // page on which each section begins, by its index
	pending  []entry
	outline  int // level of the last bookmark
	numbered []foot

	rowsDone, rowsTotal int
}

// run lays all sections out, then writes what depends on the number of pages.
func (l *layouter) run() error {
	err := l.sections()
	if err != nil && !errors.Is(err, errEnough) {
		return err
	}
	l.fillContents()
	l.number(err == nil)
	return err
}

func (l *layouter) sections() error {
	for i, section := range l.document.Sections {
		l.starts = append(l.starts, len(l.pages)+1)
		if section.OnePage {
			switch done, err := l.onOnePage(section, i); {
			case err != nil:
				return err
			case done:
				continue
			}
		}
		if err := newFlow(l, section, i, 1).run(); err != nil {
			return err
		}
	}
	if len(l.pages) == 0 { // a document without sections is still a file that opens
		f := newFlow(l, &document.Section{Bare: true}, 0, 1)
		return f.newPage()
	}
	return nil
}

// tell reports rows that are done. Half of the work is the layout, the other one drawing.
func (l *layouter) tell(rows int) error {
	l.rowsDone = min(l.rowsDone+rows, l.rowsTotal) // an empty table has a row that says so
	return l.progress.Tell(l.rowsDone/2, l.rowsTotal)
}
