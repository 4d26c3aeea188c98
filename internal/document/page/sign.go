package page

import (
	"strings"

	"takar/internal/document"
)

// signature is one measured field.
type signature struct {
	above, below []styled // over and under the room for the signature
	name         []line
}

// styled is a line with its face.
type styled struct {
	line
	face Face
}

const (
	signSpace = 17 * millimetre // room for a signature and a stamp
	signGap   = 8.0             // between fields
	signDots  = 46 * millimetre
)

// signatures emits the fields in which people sign, as one piece that is never divided.
func (f *flow) signatures(s *document.Signatures, emit func(*atom) bool) bool {
	count := len(s.Fields)
	if count == 0 {
		return true
	}
	width := (f.width() - float64(count-1)*signGap) / float64(count)
	if most := 72 * millimetre; width > most {
		width = most
	}
	fields := make([]signature, count)
	above, below, name := 0, 0, 1
	for i, field := range s.Fields {
		fields[i] = measureSignature(field, width)
		above, below, name = max(above, len(fields[i].above)), max(below, len(fields[i].below)), max(name, len(fields[i].name))
	}
	title := wrap(Clean(s.Title), Bold, headingSize, f.width())
	place := wrap(Clean(s.Place), Regular, bodySize, width)
	height := tall(title, headingSize) + float64(len(place)+above+below+name)*bodySize*leading + f.signRoom() + 4
	if len(title) > 0 {
		height += 8
	}
	if height > f.room() { // texts beyond all measure: every field by itself
		return f.longSignatures(s, emit)
	}
	return emit(&atom{height: height, gap: 12, draw: func(p *Page, x, y float64) {
		p.lines(title, x, y, f.width(), document.Center, Bold, headingSize, ink)
		if len(title) > 0 {
			y += tall(title, headingSize) + 8
		}
		for i, field := range fields {
			p.signature(field, fieldLeft(x, f.width(), width, i, count), y, width, i == count-1, place, above, name, f.signRoom())
		}
	}})
}

// signRoom is the room for a signature and a stamp, which is as large on a page that is drawn
// smaller.
func (f *flow) signRoom() float64 { return signSpace / f.scale }

// fieldLeft is where a field begins: one stands to the right, several are spread.
func fieldLeft(x, whole, width float64, i, count int) float64 {
	if count == 1 {
		return x + whole - width
	}
	cell := (whole - width) / float64(count-1)
	return x + cell*float64(i)
}

func (p *Page) signature(s signature, x, y, width float64, last bool, place []line, above, name int, room float64) {
	const lineHeight = bodySize * leading
	if last {
		p.lines(place, x, y, width, document.Center, Regular, bodySize, ink)
	}
	y += tall(place, bodySize)
	for i, l := range s.above {
		p.text(l.line, x, y+float64(i)*lineHeight, width, document.Center, l.face, bodySize, ink)
	}
	y += float64(above)*lineHeight + room
	y += float64(name-max(len(s.name), 1)) * lineHeight // names stand on the same lowest line
	if len(s.name) == 0 {
		dots := min(signDots, width*0.9)
		bottom := y + ascent*bodySize + 1
		p.Rules = append(p.Rules, Rule{X1: x + (width-dots)/2, Y1: bottom, X2: x + (width+dots)/2, Y2: bottom, Width: 0.7, Color: ink, Dotted: true})
	}
	for i, l := range s.name {
		top := y + float64(i)*lineHeight
		p.text(l, x, top, width, document.Center, Bold, bodySize, ink)
		under := top + ascent*bodySize + 1.3
		p.rule(x+(width-l.width)/2, under, x+(width+l.width)/2, under, 0.5, ink)
	}
	y += float64(max(len(s.name), 1))*lineHeight + 2
	for i, l := range s.below {
		p.text(l.line, x, y+float64(i)*lineHeight, width, document.Center, l.face, bodySize, ink)
	}
}

func measureSignature(s document.Signatory, width float64) signature {
	var m signature
	add := func(to *[]styled, text string, face Face) {
		if text = strings.TrimSpace(Clean(text)); text != "" {
			for _, l := range wrap(text, face, bodySize, width) {
				*to = append(*to, styled{l, face})
			}
		}
	}
	add(&m.above, s.Role, Regular)
	add(&m.above, s.Title, Regular)
	add(&m.above, s.Company, Bold)
	m.name = wrap(strings.TrimSpace(Clean(s.Name)), Bold, bodySize, width)
	add(&m.below, s.Post, Regular)
	add(&m.below, s.NIP, Regular)
	return m
}

// longSignatures emits fields that are higher than a page, below each other, line by line.
func (f *flow) longSignatures(s *document.Signatures, emit func(*atom) bool) bool {
	for _, text := range []string{s.Title, s.Place} {
		for _, l := range wrap(Clean(text), Regular, bodySize, f.width()) {
			a := f.textLine(l, Regular, bodySize, document.Left, ink)
			a.hold = chain
			if !emit(a) {
				return false
			}
		}
	}
	for _, field := range s.Fields {
		m := measureSignature(field, f.width())
		lines := m.above
		for _, l := range m.name {
			lines = append(lines, styled{l, Bold})
		}
		lines = append(lines, m.below...)
		for i, l := range lines {
			a := f.textLine(l.line, l.face, bodySize, document.Left, ink)
			if i == len(m.above) {
				a.gap = f.signRoom()
			}
			if a.below = 8; i < len(lines)-1 {
				a.hold, a.below = chain, 0
			}
			if !emit(a) {
				return false
			}
		}
	}
	return true
}
