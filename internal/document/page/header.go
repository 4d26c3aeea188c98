package page

import (
	"takar/internal/document"
)

// header is the measured head of a part of a table.
type header struct {
	cells        []headerCell
	height, band float64 // band is the height of the joined cells above the columns; 0 = none
	legend       float64 // height of the legend of a curve above it
}

// headerCell is one cell of the head.
type headerCell struct {
	from, to int
	lines    []line
	size     float64
	top      bool // stands in the upper row only
	below    bool // stands in the lower row only
}

// measureHeader lays the titles of columns out: adjacent columns of the same band share a
// cell above their own.
func (s *sheet) measureHeader(room float64) header {
	var h header
	lower, alone := 0.0, 0.0
	for i := 0; i < len(s.columns); {
		column := s.table.Columns[s.columns[i]]
		end := i + 1
		if column.Band != "" {
			for end < len(s.columns) && s.table.Columns[s.columns[end]].Band == column.Band {
				end++
			}
			c := s.headerCell(column.Band, i, end, room/4)
			c.top = true
			h.band = max(h.band, c.tall())
			h.cells = append(h.cells, c)
		}
		for k := i; k < end; k++ {
			c := s.headerCell(s.table.Columns[s.columns[k]].Title, k, k+1, room/4)
			if c.below = column.Band != ""; c.below {
				lower = max(lower, c.tall())
			} else {
				alone = max(alone, c.tall())
			}
			h.cells = append(h.cells, c)
		}
		i = end
	}
	h.height = max(h.band+lower, alone, s.size*leading+2*padY)
	if s.curve != nil && len(s.curve.lines) > 0 {
		h.legend = legendHeight
	}
	return h
}

// headerCell breaks a title so that no word is broken if smaller text can avoid it, and
// that it is not higher than a part of a page.
func (s *sheet) headerCell(text string, from, to int, most float64) headerCell {
	c := headerCell{from: from, to: to, size: s.size}
	text = Clean(text)
	width := max(s.span(from, to)-2*min(padX, s.span(from, to)/5), 1)
	for word := float64(Bold.longestWord(text)) / 1000; c.size > leastSize && word*c.size > width; {
		c.size -= 0.25
	}
	c.size = capable(c.size, width)
	c.lines = wrap(text, Bold, c.size, width)
	for c.tall() > most && c.size > 3.5 {
		c.size -= 0.5
		c.lines = wrap(text, Bold, c.size, width)
	}
	if count := max(1, int((most-2*padY)/(c.size*leading))); len(c.lines) > count {
		c.lines = c.lines[:count]
		end := &c.lines[count-1]
		end.text = shorten(end.text+" ……", Bold, c.size, width)
		end.width = Bold.Width(end.text, c.size)
	}
	return c
}

func (c headerCell) tall() float64 { return tall(c.lines, c.size) + 2*padY + 1 }

// drawHeader writes the head at a place, with its lines, and returns its height.
func (s *sheet) drawHeader(p *Page, x, y float64) float64 {
	h := s.head
	s.drawLegend(p, x, y)
	y += h.legend
	right := x + s.edges[len(s.edges)-1]
	p.Fills = append(p.Fills, Rect{x, y, right - x, h.height, headFill})
	for _, c := range h.cells {
		top, height := y, h.height
		switch {
		case c.top:
			height = h.band
			p.rule(x+s.edges[c.from], y+h.band, x+s.edges[c.to], y+h.band, thin, strong)
		case c.below:
			top, height = y+h.band, h.height-h.band
		}
		if c.from > 0 {
			p.rule(x+s.edges[c.from], top, x+s.edges[c.from], top+height, thin, strong)
		}
		width := s.span(c.from, c.to)
		p.lines(c.lines, x+s.edges[c.from], top+(height-tall(c.lines, c.size))/2, width, document.Center, Bold, c.size, ink)
	}
	p.rule(x, y, right, y, frame, strong)
	p.rule(x, y+h.height, right, y+h.height, frame, strong)
	return h.legend + h.height
}
