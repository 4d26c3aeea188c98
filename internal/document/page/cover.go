package page

import (
	"strconv"

	"takar/internal/document"
)

// kop emits the head of a letter: logo, lines, double rule.
func (f *flow) kop(k *document.Kop, emit func(*atom) bool) bool {
	const logoHeight, logoMost = 17 * millimetre, 34 * millimetre
	logoWidth, logoTall := fit(k.Logo, logoMost, logoHeight)
	// The lines stand in the middle of the page, beside the logo on both sides.
	inset := 0.0
	if logoWidth > 0 {
		inset = logoWidth + 8
	}
	width := f.width() - 2*inset
	type kopLine struct {
		line
		face Face
		size float64
	}
	var lines []kopLine
	height := 0.0
	for i, text := range k.Lines {
		size, face := float64(kopSmall), Regular
		if i == 0 {
			size, face = kopSize, Bold
		}
		text = Clean(text)
		for size > kopSmall-1.5 && face.Width(single(text), size) > width {
			size -= 0.5
		}
		for _, l := range wrap(text, face, size, width) {
			lines = append(lines, kopLine{l, face, size})
			height += size * leading
		}
	}
	if len(lines) == 0 && logoWidth == 0 {
		return true
	}
	if height > f.room()/2 { // more than a head: plain lines
		for _, l := range lines {
			if !emit(f.textLine(l.line, l.face, l.size, document.Center, ink)) {
				return false
			}
		}
		return true
	}
	whole := max(height, logoTall)
	return emit(&atom{height: whole + 6, below: 10, hold: chain, draw: func(p *Page, x, y float64) {
		if logoWidth > 0 {
			p.Pictures = append(p.Pictures, Picture{x, y + (whole-logoTall)/2, logoWidth, logoTall, k.Logo})
		}
		top := y + (whole-height)/2
		for _, l := range lines {
			p.text(l.line, x+inset, top, width, document.Center, l.face, l.size, ink)
			top += l.size * leading
		}
		y += whole + 4
		p.rule(x, y, x+f.width(), y, 1.4, ink)
		p.rule(x, y+2, x+f.width(), y+2, 0.5, ink)
	}})
}

// fit returns the size of a picture in a box; 0 without one.
func fit(image *document.Image, width, height float64) (w, h float64) {
	if image == nil || image.Width <= 0 || image.Height <= 0 || len(image.Data) == 0 {
		return 0, 0
	}
	scale := min(width/float64(image.Width), height/float64(image.Height))
	return float64(image.Width) * scale, float64(image.Height) * scale
}

// coverPart is a part of a front page.
type coverPart struct {
	lines []line
	face  Face
	size  float64
	color Color
	space float64 // below it
}

func (c coverPart) height() float64 { return tall(c.lines, c.size) + c.space }

// cover emits a front page: whose it is above, what it is in the middle, facts and foot
// below, in a double frame.
func (f *flow) cover(c *document.Cover, emit func(*atom) bool) bool {
	const inset = 12 * millimetre
	width := f.width() - 2*inset
	part := func(text string, face Face, size, space float64) coverPart {
		return coverPart{wrap(Clean(text), face, size, width), face, size, ink, space}
	}
	var head, body, foot []coverPart
	logoWidth, logoTall := 0.0, 0.0
	if kop := f.document.Kop; kop != nil {
		logoWidth, logoTall = fit(kop.Logo, 60*millimetre, 30*millimetre)
		for i, text := range kop.Lines {
			face, size := Regular, 9.5
			if i == 0 {
				face, size = Bold, 14
			}
			head = append(head, part(text, face, size, 1))
		}
	}
	body = append(body, part(c.Over, Regular, 11, 8), part(c.Title, Bold, coverSize, 18), part(c.Name, Bold, 14, 24))
	for _, text := range c.Foot {
		foot = append(foot, part(text, Bold, 10.5, 2))
	}
	facts := measureFacts(document.FactGroup{Rows: c.Facts}, min(width, 130*millimetre))
	factsTall := 0.0
	for _, row := range facts.rows {
		factsTall += row.height + 2
	}
	sum := func(parts []coverPart) (height float64) {
		for _, p := range parts {
			height += p.height()
		}
		return height
	}
	if logoTall > 0 {
		logoTall += 8
	}
	room := f.room() - 1
	if sum(head)+logoTall+sum(body)+factsTall+sum(foot)+4*inset > room {
		return f.longCover(append(append(head, body...), foot...), facts, emit)
	}
	write := func(p *Page, parts []coverPart, x, y float64) float64 {
		for _, part := range parts {
			p.lines(part.lines, x, y, width, document.Center, part.face, part.size, part.color)
			y += part.height()
		}
		return y
	}
	return emit(&atom{height: room, fresh: true, draw: func(p *Page, x, y float64) {
		p.border(x, y, f.width(), room, strong, 1.2)
		p.border(x+3, y+3, f.width()-6, room-6, hairline, frame)
		left, top := x+inset, y+inset
		if logoWidth > 0 {
			p.Pictures = append(p.Pictures, Picture{x + (f.width()-logoWidth)/2, top, logoWidth, logoTall - 8, f.document.Kop.Logo})
			top += logoTall
		}
		top = write(p, head, left, top)
		bottom := y + room - inset - sum(foot)
		write(p, foot, left, bottom)
		free := bottom - top - sum(body) - factsTall
		middle := write(p, body, left, top+free*0.42)
		if len(facts.rows) == 0 {
			return
		}
		p.factsBlock(facts, x+(f.width()-facts.natural())/2, middle)
	}})
}

// natural is how wide the rows of a group really are.
func (g factGroup) natural() float64 {
	most := 0.0
	for _, row := range g.rows {
		for _, l := range row.value {
			most = max(most, l.width)
		}
	}
	return g.labels + colon + 2 + most
}

func (p *Page) factsBlock(g factGroup, x, y float64) {
	for _, row := range g.rows {
		for i := range max(len(row.label), len(row.value)) {
			p.fact(g, row, i, x, y+float64(i)*bodySize*leading)
		}
		y += row.height + 2
	}
}

// longCover emits the texts of a front page that does not fit on one.
func (f *flow) longCover(parts []coverPart, facts factGroup, emit func(*atom) bool) bool {
	for _, part := range parts {
		for _, l := range part.lines {
			size := part.size
			if !emit(f.textLine(l, part.face, size, document.Left, part.color)) {
				return false
			}
		}
	}
	return f.factLine([]factGroup{facts}, loose, emit)
}

// entry is a line of a table of contents whose page is not known yet.
type entry struct {
	page    *Page
	section int // index of the section that it names
	x, y    float64
	width   float64
	after   float64 // where its text ends
	height  float64
}

const contentsSize = 9.5

// contents emits the table of contents: the sections after this one. Their pages are
// filled in at the end.
func (f *flow) contents(c *document.Contents, emit func(*atom) bool) bool {
	if title := Clean(c.Title); title != "" {
		for _, l := range wrap(title, Bold, titleSize, f.width()) {
			a := f.textLine(l, Bold, titleSize, document.Center, ink)
			a.hold = chain
			a.height += 6
			if !emit(a) {
				return false
			}
		}
	}
	const number = 32.0 // room for the page
	for i := f.index + 1; i < len(f.document.Sections); i++ {
		title := single(f.document.Sections[i].Title)
		if title == "" {
			continue
		}
		lines := wrap(title, Regular, contentsSize, f.width()-number-12)
		if len(lines) > 3 {
			lines = wrap(shorten(title, Regular, contentsSize, (f.width()-number-12)*2.5), Regular, contentsSize, f.width()-number-12)
		}
		height := tall(lines, contentsSize) + 5
		a := &atom{height: height, draw: func(p *Page, x, y float64) {
			p.lines(lines, x, y, f.width(), document.Left, Regular, contentsSize, ink)
			last := lines[len(lines)-1]
			f.pending = append(f.pending, entry{
				page: p, section: i, x: x, y: y + tall(lines[:len(lines)-1], contentsSize), width: f.width(), after: x + last.width, height: height,
			})
		}}
		if !emit(a) {
			return false
		}
	}
	return true
}

// fillContents writes leaders and page numbers into the tables of contents. Sections that
// were not laid out have no number.
func (l *layouter) fillContents() {
	for _, e := range l.pending {
		if e.section >= len(l.starts) {
			continue
		}
		start := l.starts[e.section]
		number := strconv.Itoa(start)
		wide := Regular.Width(number, contentsSize)
		e.page.text(line{number, wide}, e.x, e.y, e.width, document.Right, Regular, contentsSize, ink)
		base := e.y + ascent*contentsSize
		if from, to := e.after+5, e.x+e.width-wide-5; to > from {
			e.page.Rules = append(e.page.Rules, Rule{X1: from, Y1: base - 0.5, X2: to, Y2: base - 0.5, Width: 0.6, Color: faint, Dotted: true})
		}
		e.page.Links = append(e.page.Links, Link{X: e.x, Y: e.y, W: e.width, H: e.height, Page: start})
	}
}
