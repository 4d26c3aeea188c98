package page

import (
	"iter"
	"strings"

	"takar/internal/document"
)

// atoms returns what a section is made of, from its head to its last block. It is pulled:
// what comes after a wanted page is never measured.
func (f *flow) atoms() iter.Seq[*atom] {
	return func(yield func(*atom) bool) {
		fresh := false
		emit := func(a *atom) bool {
			if fresh {
				a.fresh, fresh = true, false
			}
			return yield(a)
		}
		if !f.section.Bare && !f.head(emit) {
			return
		}
		for i, block := range f.section.Blocks {
			if _, ok := block.(*document.PageBreak); ok {
				fresh = true
				continue
			}
			if !f.block(block, f.follow(i), emit) {
				return
			}
		}
	}
}

// block emits one block; hold is with what its end stays with the next one.
func (f *flow) block(block document.Block, hold grip, emit func(*atom) bool) bool {
	switch b := block.(type) {
	case *document.Heading:
		return f.heading(b, emit)
	case *document.Facts:
		return f.facts(b, hold, emit)
	case *document.Note:
		return f.note(b, hold, emit)
	case *document.Table:
		return f.tableAtoms(b, hold, emit)
	case *document.Signatures:
		return f.signatures(b, emit)
	case *document.Cover:
		return f.cover(b, emit)
	case *document.Contents:
		return f.contents(b, emit)
	}
	return true
}

// between is how many notes and facts may stand between a table and its signatures for all
// of them to stay together; more would leave too much of a page empty.
const between = 6

// follow tells how firmly the end of a block stays with the one after it: up to signatures,
// and a table with the note that belongs to it.
func (f *flow) follow(i int) grip {
	blocks := f.section.Blocks
	for n := i + 1; n < len(blocks) && n <= i+between+1; n++ {
		switch next := blocks[n].(type) {
		case *document.Signatures:
			if n == i+1 {
				return firmly
			}
			return chain
		case *document.Note:
			if _, ok := blocks[i].(*document.Table); ok && n == i+1 && next.KeepWithTable {
				return chain
			}
		case *document.Facts:
		default:
			return loose
		}
	}
	return loose
}

// single makes a clean text of one line.
func single(text string) string {
	text = Clean(text)
	if strings.Contains(text, "\n") {
		text = strings.Join(strings.Fields(text), " ")
	}
	return text
}

// head emits the head of the letter and the title of the section.
func (f *flow) head(emit func(*atom) bool) bool {
	if f.section.Kop && f.document.Kop != nil && !f.kop(f.document.Kop, emit) {
		return false
	}
	title := Clean(f.section.Title)
	if title == "" {
		return true
	}
	lines := wrap(title, Bold, titleSize, f.width())
	for i, l := range lines {
		a := f.textLine(l, Bold, titleSize, document.Center, ink)
		a.hold = chain
		if i == 0 {
			a.gap = 6
		}
		if i == len(lines)-1 {
			a.below = 8
		}
		if !emit(a) {
			return false
		}
	}
	return true
}

// textLine is a line of text over the width of the page.
func (f *flow) textLine(l line, face Face, size float64, align document.Align, color Color) *atom {
	width := f.width()
	return &atom{height: size * leading, draw: func(p *Page, x, y float64) {
		p.text(l, x, y, width, align, face, size, color)
	}}
}

// text writes one line into a width, at its top.
func (p *Page) text(l line, x, top, width float64, align document.Align, face Face, size float64, color Color) {
	if l.text == "" {
		return
	}
	switch align {
	case document.Center:
		x += (width - l.width) / 2
	case document.Right:
		x += width - l.width
	}
	p.Texts = append(p.Texts, Text{X: x, Y: top + ascent*size, W: l.width, Size: size, Text: l.text, Face: face, Color: color})
}

// lines writes several lines below each other.
func (p *Page) lines(all []line, x, top, width float64, align document.Align, face Face, size float64, color Color) {
	for i, l := range all {
		p.text(l, x, top+float64(i)*size*leading, width, align, face, size, color)
	}
}

func tall(lines []line, size float64) float64 { return float64(len(lines)) * size * leading }

func (f *flow) heading(h *document.Heading, emit func(*atom) bool) bool {
	text := Clean(h.Text)
	if text == "" {
		return true
	}
	size := headingSize
	if h.Level > 1 {
		size = subSize
	}
	lines := wrap(text, Bold, size, f.width())
	for i, l := range lines {
		a := f.textLine(l, Bold, size, document.Left, ink)
		a.hold = chain
		if i == 0 {
			a.gap = size * 1.1
			a.after = func(p *Page, y float64) { f.bookmarkAt(p, h.Text, min(max(h.Level, 1), 2), y) }
		}
		if i == len(lines)-1 {
			a.below = 3
		}
		if !emit(a) {
			return false
		}
	}
	return true
}

// note emits a paragraph: with a frame as one piece, else line by line.
func (f *flow) note(n *document.Note, hold grip, emit func(*atom) bool) bool {
	size, color := float64(bodySize), ink
	if n.Small {
		size, color = smallSize, faint
	}
	title, text := single(n.Title), Clean(n.Text)
	if title == "" && text == "" {
		return true
	}
	if title != "" && text != "" && !strings.HasSuffix(title, ":") {
		title += ":"
	}
	inset := 0.0
	if n.Boxed {
		inset = 5
	}
	width := f.width() - 2*inset
	hang := 0.0
	if title != "" {
		hang = Bold.Width(title, size) + size*0.4
	}
	var heads []line
	if hang > width*0.35 { // a long title stands on lines of its own
		heads, hang = wrap(title, Bold, size, width), 0
	}
	lines := wrap(text, Regular, size, width-hang)
	if len(lines) == 0 && len(heads) == 0 {
		heads, hang = wrap(title, Bold, size, width), 0
	}
	draw := func(p *Page, i int, x, y float64) { // the i-th line of all
		switch {
		case i < len(heads):
			p.text(heads[i], x, y, width, document.Left, Bold, size, color)
		default:
			if i == 0 && hang > 0 {
				p.text(line{title, Bold.Width(title, size)}, x, y, width, document.Left, Bold, size, color)
			}
			p.text(lines[i-len(heads)], x+hang, y, width-hang, document.Left, Regular, size, color)
		}
	}
	count := len(heads) + len(lines)
	if height := float64(count)*size*leading + 2*inset; n.Boxed && height < f.room() {
		return emit(&atom{height: height, gap: 6, below: 8, hold: hold, draw: func(p *Page, x, y float64) {
			p.box(x, y, f.width(), height, boxFill, strong, frame)
			for i := range count {
				draw(p, i, x+inset, y+inset+float64(i)*size*leading)
			}
		}})
	}
	for i := range count {
		a := &atom{height: size * leading, draw: func(p *Page, x, y float64) { draw(p, i, x+inset, y) }}
		switch i {
		case count - 1:
			a.hold = hold
		case 0, count - 2: // neither a first nor a last line alone
			a.hold = chain
		}
		if i == 0 {
			a.gap = 4
		}
		if !emit(a) {
			return false
		}
	}
	return true
}

// box draws a filled frame.
func (p *Page) box(x, y, w, h float64, fill, border Color, width float64) {
	p.Fills = append(p.Fills, Rect{x, y, w, h, fill})
	p.border(x, y, w, h, border, width)
}

func (p *Page) border(x, y, w, h float64, color Color, width float64) {
	p.rule(x, y, x+w, y, width, color)
	p.rule(x, y+h, x+w, y+h, width, color)
	p.rule(x, y, x, y+h, width, color)
	p.rule(x+w, y, x+w, y+h, width, color)
}

func (p *Page) rule(x1, y1, x2, y2, width float64, color Color) {
	p.Rules = append(p.Rules, Rule{X1: x1, Y1: y1, X2: x2, Y2: y2, Width: width, Color: color})
}
