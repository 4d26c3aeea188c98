package page

import (
	"math"
	"strconv"

	"takar/internal/document"
)

// foot is the running foot of a page, which is written when the number of pages is known.
type foot struct {
	page        *Page
	left, right float64
	section     *document.Section
}

// number writes the running feet: project and document to the left, the stamp in the
// middle, the page to the right.
func (l *layouter) number(complete bool) {
	for _, f := range l.numbered {
		p := f.page
		top := p.Height - footRoom + 3.2*millimetre
		p.rule(f.left, top-2, f.right, top-2, thin, hairline)
		width := f.right - f.left
		page := "Halaman " + strconv.Itoa(p.Number)
		if complete {
			page += " dari " + strconv.Itoa(len(l.pages))
		}
		pageWidth := Regular.Width(page, footSize)
		stamp := shorten(single(l.document.Stamp), Regular, footSize, width*0.3)
		stampWidth := Regular.Width(stamp, footSize)
		p.text(line{page, pageWidth}, f.left, top, width, document.Right, Regular, footSize, faint)
		name := l.footName(f.section, width-pageWidth-stampWidth-24)
		nameWidth := Regular.Width(name, footSize)
		p.text(line{name, nameWidth}, f.left, top, width, document.Left, Regular, footSize, faint)
		// The stamp stands in the middle, or as near to it as a long name lets it.
		middle := min(max(f.left+(width-stampWidth)/2, f.left+nameWidth+12), f.right-pageWidth-12-stampWidth)
		p.text(line{stamp, stampWidth}, middle, top, stampWidth, document.Left, Regular, footSize, faint)
	}
}

// footName is project and part of the document in a width; the project is shortened first.
func (l *layouter) footName(section *document.Section, width float64) string {
	project, part := single(l.document.Project), single(section.Title)
	if len(l.document.Sections) == 1 || part == "" {
		part = single(l.document.Title)
	}
	if project == "" || part == "" {
		return shorten(project+part, Regular, footSize, width)
	}
	part = shorten(part, Regular, footSize, width*0.6)
	rest := " · " + part
	return shorten(project, Regular, footSize, width-Regular.Width(rest, footSize)) + rest
}

// watermark puts the watermark of the document on a page.
func (l *layouter) watermark(p *Page) {
	text := single(l.document.Watermark)
	if text == "" {
		return
	}
	const largest = 150
	diagonal := math.Hypot(p.Width, p.Height)
	size := min(largest, diagonal*0.6*1000/float64(max(Bold.width(text), 1)))
	angle := math.Atan2(p.Height, p.Width)
	// The base line passes below the middle of the page, so that the text is in the middle.
	below := size * 0.36
	p.Watermark = &Watermark{
		X: p.Width/2 + below*math.Sin(angle), Y: p.Height/2 + below*math.Cos(angle), W: Bold.Width(text, size),
		Size: size, Angle: angle * 180 / math.Pi, Text: text,
	}
}
