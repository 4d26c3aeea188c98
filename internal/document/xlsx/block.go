package xlsx

import (
	"strings"

	"takar/internal/document"
	"takar/internal/spreadsheet"
)

// head is what stands above a section: the sign of a draft, the head of the letter, the title.
func (b *book) head(s *sheet) {
	d := b.document
	if d.Watermark != "" {
		s.add(s.fit(s.across(d.Watermark, look{bold: true, size: 13, colour: tones[document.Bad], align: document.Center})))
	}
	if s.section.Kop && d.Kop != nil {
		s.kop(d.Kop)
	}
	if s.section.Title != "" {
		s.add(s.fit(s.across(s.section.Title, look{bold: true, size: 13, align: document.Center})), line{})
	}
}

// logoHeight is how high a logo is drawn, in pixels, and the lines beside it in points.
const (
	logoHeight = 64
	logoPoints = logoHeight * 3 / 4
)

func (s *sheet) kop(kop *document.Kop) {
	s.logo = kop.Logo != nil
	var lines []line
	height := 0
	for i, text := range kop.Lines {
		l := look{align: document.Center}
		if i == 0 {
			l.bold, l.size = true, 12
		}
		line := s.fit(s.across(text, l))
		height += line.height
		lines = append(lines, line)
	}
	if s.logo && height < logoPoints*10 {
		lines = append(lines, line{height: logoPoints*10 - height + 20})
	}
	under := s.across("", look{frame: doubleBelow})
	lines = append(lines, line{height: 60, cells: []box{under}}, line{height: 80})
	s.add(lines...)
}

func (s *sheet) heading(h *document.Heading) {
	size := 11
	if h.Level > 1 {
		size = 10
	}
	s.gap()
	s.add(s.fit(s.across(h.Text, look{bold: true, size: size})))
}

// facts places labels with what they say; groups stand side by side where there are columns
// enough.
func (s *sheet) facts(f *document.Facts) {
	zones := s.zones(len(f.Groups))
	for _, zone := range zones {
		if zone.from == zone.to {
			zones = nil
			break
		}
	}
	if zones == nil { // one below the other
		for _, group := range f.Groups {
			s.add(s.factLines([]document.FactGroup{group}, []span{{0, len(s.widths) - 1}})...)
		}
		return
	}
	s.add(s.factLines(f.Groups, zones)...)
}

func (s *sheet) factLines(groups []document.FactGroup, zones []span) []line {
	var lines []line
	titles, most := []box(nil), 0
	for i, group := range groups {
		most = max(most, len(group.Rows))
		if group.Title != "" {
			titles = append(titles, box{from: zones[i].from, to: zones[i].to, cell: document.Words(group.Title), look: look{bold: true, wrap: true, align: document.Left}})
		}
	}
	if titles != nil {
		lines = append(lines, s.fit(titles...))
	}
	for row := range most {
		var boxes []box
		for i, group := range groups {
			if row < len(group.Rows) {
				boxes = append(boxes, s.fact(&group.Rows[row], zones[i], s.labelEnd(group.Rows, zones[i]))...)
			}
		}
		lines = append(lines, s.fit(boxes...))
	}
	return lines
}

// labelEnd is the last column of the labels in a zone: as many columns as they need, but one
// stays for what they say.
func (s *sheet) labelEnd(facts []document.Fact, zone span) int {
	needed := 0
	for _, fact := range facts {
		needed = max(needed, measured(fact.Label, usual, false)+padding)
	}
	end, used := zone.from, s.widths[zone.from]
	for end < zone.to-1 && used < needed {
		end++
		used += s.widths[end]
	}
	return end
}

func (s *sheet) fact(f *document.Fact, zone span, end int) []box {
	value := look{wrap: true, align: document.Left, colour: tones[f.Tone], bold: f.Value.Bold || f.Tone != document.Plain, format: withColon(f.Value.KindIn(f.Kind).Format())}
	cell := f.Value
	cell.Kind = cell.KindIn(f.Kind)
	if zone.from == zone.to { // no second column: in one cell
		return []box{{from: zone.from, to: zone.to, bold: strings.TrimRight(f.Label, ": ") + ": ", cell: document.Words(cell.Shown(document.AsColumn)), look: look{wrap: true, align: document.Left}}}
	}
	return []box{
		{from: zone.from, to: end, cell: document.Words(f.Label), look: look{wrap: true, align: document.Left}},
		{from: end + 1, to: zone.to, cell: cell, look: value},
	}
}

// longestParagraph is how much of a paragraph stands in one row, in UTF-16 units: a row has
// a highest height.
const longestParagraph = 1500

func (s *sheet) note(n *document.Note) {
	l := look{wrap: true, align: document.Left}
	if n.Small {
		l.size = small
	}
	if n.Boxed {
		l.frame = boxed
	}
	title := ""
	if n.Title != "" {
		title = strings.TrimRight(n.Title, ": ") + ": "
	}
	var lines []line
	for paragraph := range strings.SplitSeq(n.Text, "\n") {
		for first := true; first || paragraph != ""; first = false {
			piece := spreadsheet.Cut(paragraph, longestParagraph)
			if at := strings.LastIndexByte(piece, ' '); at > 0 && len(piece) < len(paragraph) {
				piece = piece[:at+1]
			}
			if piece == "" && paragraph != "" {
				piece = paragraph
			}
			paragraph = paragraph[len(piece):]
			box := s.across(piece, l)
			box.bold, title = title, ""
			lines = append(lines, s.fit(box))
		}
	}
	if !n.Small {
		s.gap()
	}
	s.add(lines...)
}

// dots are where a name is to be written.
const dots = "(……………………………………)"

func (s *sheet) signatures(g *document.Signatures) {
	if len(g.Fields) == 0 {
		return
	}
	s.gap()
	if g.Title != "" {
		s.add(s.fit(s.across(g.Title, look{bold: true, align: document.Center})), line{})
	}
	zones := s.zones(len(g.Fields))
	if zones == nil {
		for i, field := range g.Fields {
			place := ""
			if i == len(g.Fields)-1 {
				place = g.Place
			}
			s.add(s.sign([]document.Signatory{field}, []span{{0, len(s.widths) - 1}}, place)...)
			s.gap()
		}
		return
	}
	if len(g.Fields) == 1 { // on the right
		if halves := s.zones(2); halves != nil {
			zones = halves[1:]
		}
	}
	s.add(s.sign(g.Fields, zones, g.Place)...)
}

// roomToSign is how high the place for a signature is, in tenths of a point.
const roomToSign = 520

func (s *sheet) sign(fields []document.Signatory, zones []span, place string) []line {
	var lines []line
	last := len(zones) - 1
	if place != "" {
		lines = append(lines, s.fit(signed(place, look{}, zones[last])))
	}
	// What stands over and under the place for the signature, of each field without gaps.
	under := func(parts func(document.Signatory) []box) {
		columns, most := make([][]box, len(fields)), 0
		for i, field := range fields {
			for _, part := range parts(field) {
				if part.cell.Holds != document.HoldsNothing {
					columns[i] = append(columns[i], signed(part.cell.Text, part.look, zones[i]))
				}
			}
			most = max(most, len(columns[i]))
		}
		for row := range most {
			var boxes []box
			for _, column := range columns {
				if row < len(column) {
					boxes = append(boxes, column[row])
				}
			}
			lines = append(lines, s.fit(boxes...))
		}
	}
	under(func(f document.Signatory) []box {
		return []box{{cell: document.Words(f.Role)}, {cell: document.Words(f.Title)}, {cell: document.Words(f.Company), look: look{bold: true}}}
	})
	lines = append(lines, line{height: roomToSign})
	under(func(f document.Signatory) []box {
		name := box{cell: document.Words(f.Name), look: look{bold: true, underline: true}}
		if f.Name == "" {
			name = box{cell: document.Words(dots)}
		}
		return []box{name, {cell: document.Words(f.Post)}, {cell: document.Words(f.NIP)}}
	})
	return lines
}

// signed is a centred text over a field for a signature.
func signed(text string, l look, zone span) box {
	l.align, l.wrap = document.Center, true
	return box{from: zone.from, to: zone.to, cell: document.Words(text), look: l}
}

func (s *sheet) cover(c *document.Cover) {
	center := func(text string, size int, bold bool) {
		if text != "" {
			s.add(s.fit(s.across(text, look{size: size, bold: bold, align: document.Center})), line{})
		}
	}
	s.add(line{height: 900})
	center(c.Over, 12, false)
	center(c.Title, 22, true)
	center(c.Name, 16, true)
	s.add(line{height: 600})
	if len(c.Facts) > 0 {
		zone := span{0, len(s.widths) - 1}
		if len(s.widths) >= 4 {
			zone = span{1, len(s.widths) - 2}
		}
		s.add(s.factLines([]document.FactGroup{{Rows: c.Facts}}, []span{zone})...)
	}
	s.add(line{height: 900})
	for _, text := range c.Foot {
		s.add(s.fit(s.across(text, look{size: 12, align: document.Center})))
	}
}

// contents lists the sheets after a section, with links to them.
func (b *book) contents(s *sheet, c *document.Contents) {
	if c.Title != "" {
		s.gap()
		s.add(s.fit(s.across(c.Title, look{bold: true, size: 12})))
	}
	after := false
	for _, other := range b.sheets {
		if after && !other.section.Bare {
			text := other.section.Title
			if text == "" {
				text = other.name
			}
			s.links = append(s.links, link{cell: reference(0, s.rows+1), to: other})
			s.add(s.fit(s.across(text, look{colour: linkColour, underline: true, frame: thinBelow})))
		}
		after = after || other == s
	}
}
