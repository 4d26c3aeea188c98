package page

import (
	"strconv"

	"takar/internal/document"
)

// curve is a kurva S and the rows that it lies over. Its height is that of all of them
// taken together, whatever pages they stand on: 0 is the top of the first one.
type curve struct {
	first, last int // columns of the table
	top, bottom int // rows
	offsets     []float64
	height      float64
	lines       []curveLine
}

type curveLine struct {
	title  string
	actual bool
	values []float64 // percents at the end of each period
}

// segment is where on a page a part of the height of the curve lies.
type segment struct {
	y0, y1   float64 // on the page
	from, to float64 // of the height
}

const (
	scaleRoom    = 22.0 // beside the table, for the percents
	scaleSize    = 5.5
	legendHeight = 11.0
)

// newCurve returns the curve of a table, nil when there is none or when what it is drawn
// over is not there.
func newCurve(t *document.Table, heights []float64) *curve {
	if t.Curve == nil {
		return nil
	}
	c := &curve{first: -1, last: -1, top: -1, bottom: -1}
	for i, column := range t.Columns {
		if column.Key == t.Curve.First {
			c.first = i
		}
		if column.Key == t.Curve.Last {
			c.last = i
		}
	}
	for i := range t.Rows {
		if key := t.Rows[i].Key; key != "" {
			if key == t.Curve.Top && c.top < 0 {
				c.top = i
			}
			if key == t.Curve.Bottom {
				c.bottom = i
			}
		}
	}
	if c.first < 0 || c.last < c.first || c.top < 0 || c.bottom < c.top {
		return nil
	}
	for _, height := range heights[c.top : c.bottom+1] {
		c.offsets = append(c.offsets, c.height)
		c.height += height
	}
	for _, source := range t.Curve.Lines {
		l := curveLine{title: single(source.Title), actual: source.Actual}
		for _, p := range source.Points {
			value, err := strconv.ParseFloat(p.String(), 64)
			if err != nil {
				break
			}
			l.values = append(l.values, min(max(value, 0), 100))
		}
		c.lines = append(c.lines, l)
	}
	return c
}

// at returns how far below the top of the curve a percent is.
func (c *curve) at(percent float64) float64 { return c.height * (1 - percent/100) }

// follow notes where a row that the curve lies over was placed.
func (s *sheet) follow(r *row, y float64) {
	c := s.curve
	if r.index < c.top || r.index > c.bottom {
		return
	}
	from := c.offsets[r.index-c.top]
	to := from + s.heights[r.index]
	if !r.first { // pieces of a row that was divided lie at its end
		from = max(from, to-r.height)
	}
	if !r.last {
		to = min(to, from+r.height)
	}
	if n := len(s.segments); n > 0 && s.segments[n-1].y1 > y-0.01 && s.segments[n-1].to > from-0.01 {
		s.segments[n-1].y1, s.segments[n-1].to = y+r.height, to
		return
	}
	s.segments = append(s.segments, segment{y, y + r.height, from, to})
}

// drawCurve draws what of the curve lies on the page, with the scale at its right edge.
func (s *sheet) drawCurve(p *Page, x float64) {
	for _, seg := range s.segments {
		s.drawScale(p, x, seg)
	}
	columns, start := s.covered()
	if len(columns) == 0 {
		return
	}
	for _, l := range s.curve.lines {
		for _, seg := range s.segments {
			s.drawLine(p, x, l, seg, columns, start)
		}
	}
}

// covered returns the columns of the part that lie below the curve, by their place in it,
// and which period the first of them is.
func (s *sheet) covered() (columns []int, start int) {
	for place, column := range s.columns {
		if column >= s.curve.first && column <= s.curve.last {
			if len(columns) == 0 {
				start = column - s.curve.first
			}
			columns = append(columns, place)
		}
	}
	return columns, start
}

// drawLine draws one line in one segment, cut at its upper and lower end, so that it goes
// on where the rows go on.
func (s *sheet) drawLine(p *Page, x float64, l curveLine, seg segment, columns []int, start int) {
	color, width := planInk, 1.1
	if l.actual {
		color, width = doneInk, 1.5
	}
	value := func(period int) (float64, bool) { // at the end of it
		if period < 0 {
			return 0, true
		}
		if period >= len(l.values) {
			return 0, false
		}
		return l.values[period], true
	}
	page := func(depth float64) float64 { // where a depth below the top of the curve is
		if seg.to-seg.from <= 0 {
			return seg.y0
		}
		return seg.y0 + (depth-seg.from)*(seg.y1-seg.y0)/(seg.to-seg.from)
	}
	drawn := Curve{Hollow: !l.actual, Width: width, Color: color}
	end := func() {
		if len(drawn.Points) > 1 || len(drawn.Marks) > 0 {
			p.Curves = append(p.Curves, drawn)
		}
		drawn.Points, drawn.Marks = nil, nil
	}
	for i, place := range columns {
		before, ok := value(start + i - 1)
		after, known := value(start + i)
		if !ok || !known {
			break
		}
		x1, x2 := x+s.edges[place], x+s.edges[place+1]
		d1, d2 := s.curve.at(before), s.curve.at(after)
		a, b, visible := clip(Point{x1, d1}, Point{x2, d2}, seg.from, seg.to)
		if !visible {
			end()
			continue
		}
		if a.X > x1 { // enters from above or below
			end()
		}
		if len(drawn.Points) == 0 {
			drawn.Points = append(drawn.Points, Point{a.X, page(a.Y)})
		}
		drawn.Points = append(drawn.Points, Point{b.X, page(b.Y)})
		if b.X >= x2 && x2-x1 > 5 {
			drawn.Marks = append(drawn.Marks, Point{x2, page(d2)})
		}
	}
	end()
}

// clip cuts a line to what lies between two depths.
func clip(a, b Point, from, to float64) (Point, Point, bool) {
	const near = 1e-6
	if max(a.Y, b.Y) < from-near || min(a.Y, b.Y) > to+near {
		return a, b, false
	}
	cut := func(p, q Point, depth float64) Point {
		return Point{p.X + (q.X-p.X)*(depth-p.Y)/(q.Y-p.Y), depth}
	}
	at := func(p, other Point) Point {
		switch {
		case p.Y < from-near:
			return cut(p, other, from)
		case p.Y > to+near:
			return cut(p, other, to)
		}
		return p
	}
	return at(a, b), at(b, a), true
}

// drawScale writes the percents at the right edge.
func (s *sheet) drawScale(p *Page, x float64, seg segment) {
	c := s.curve
	step := 10
	for step < 50 && c.height*float64(step)/100 < scaleSize*1.5 {
		step = map[int]int{10: 20, 20: 25, 25: 50}[step]
	}
	right := x + s.width()
	for percent := 0; percent <= 100; percent += step {
		depth := c.at(float64(percent))
		// At the break between two pages the scale belongs to the upper one.
		if depth > seg.to+1e-6 || depth < seg.from-1e-6 || depth == seg.from && seg.from > 0 {
			continue
		}
		y := seg.y0 + depth - seg.from
		p.rule(right, y, right+2.5, y, thin, strong)
		text := strconv.Itoa(percent) + "%"
		l := line{text, Regular.Width(text, scaleSize)}
		p.text(l, right+4, y-ascent*scaleSize+scaleSize*0.36, scaleRoom-4, document.Left, Regular, scaleSize, faint)
	}
}

// drawLegend names the lines above the head of the table, at its right end.
func (s *sheet) drawLegend(p *Page, x, y float64) {
	if s.head.legend == 0 {
		return
	}
	const dash, gap = 18.0, 12.0
	right := x + s.width()
	for i := len(s.curve.lines) - 1; i >= 0; i-- {
		l := s.curve.lines[i]
		title := shorten(l.title, Regular, smallSize, s.width()/3)
		wide := Regular.Width(title, smallSize)
		right -= wide
		p.text(line{title, wide}, right, y, wide, document.Left, Regular, smallSize, ink)
		right -= dash + 4
		middle := y + ascent*smallSize - smallSize*0.36
		c := Curve{Points: []Point{{right, middle}, {right + dash, middle}}, Marks: []Point{{right + dash/2, middle}}, Hollow: !l.actual, Width: 1.1, Color: planInk}
		if l.actual {
			c.Width, c.Color = 1.5, doneInk
		}
		p.Curves = append(p.Curves, c)
		right -= gap
	}
}
