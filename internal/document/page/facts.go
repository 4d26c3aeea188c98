package page

import (
	"takar/internal/document"
)

// factGroup is a measured group of facts.
type factGroup struct {
	title  []line
	rows   []factRow
	labels float64 // width of the labels
	number float64 // width of the widest number; 0 = none
	width  float64
}

type factRow struct {
	label, value []line
	face         Face
	color        Color
	number       bool
	height       float64
}

// factGap is the space between groups side by side; colon what the colon takes.
const (
	factGap = 14
	colon   = 7.0
)

// facts emits labels with their values, group beside group, row by row.
func (f *flow) facts(facts *document.Facts, hold grip, emit func(*atom) bool) bool {
	var groups []factGroup
	for _, g := range facts.Groups {
		if len(g.Rows) > 0 || g.Title != "" {
			groups = append(groups, factGroup{})
		}
	}
	if len(groups) == 0 {
		return true
	}
	// More groups than fit side by side stand below each other.
	perLine := min(len(groups), max(1, int(f.width()/(55*millimetre))))
	width := (f.width() - float64(perLine-1)*factGap) / float64(perLine)
	groups = groups[:0]
	for _, g := range facts.Groups {
		if len(g.Rows) > 0 || g.Title != "" {
			groups = append(groups, measureFacts(g, width))
		}
	}
	for start := 0; start < len(groups); start += perLine {
		end := min(start+perLine, len(groups))
		grip := loose
		if end == len(groups) {
			grip = hold
		}
		if !f.factLine(groups[start:end], grip, emit) {
			return false
		}
	}
	return true
}

// factLine emits groups that stand side by side, line by line.
func (f *flow) factLine(groups []factGroup, hold grip, emit func(*atom) bool) bool {
	const lineHeight = bodySize * leading
	var atoms []*atom
	titles, rows := 0, 0
	for _, g := range groups {
		titles, rows = max(titles, len(g.title)), max(rows, len(g.rows))
	}
	for i := range titles {
		a := &atom{height: lineHeight, hold: chain}
		last := i == titles-1
		if last {
			a.height += 3
		}
		a.draw = func(p *Page, x, y float64) {
			for _, g := range groups {
				if i < len(g.title) {
					p.text(g.title[i], x, y, g.width, document.Left, Bold, bodySize, ink)
				}
				if last {
					p.rule(x, y+lineHeight+1, x+g.width, y+lineHeight+1, thin, hairline)
				}
				x += g.width + factGap
			}
		}
		atoms = append(atoms, a)
	}
	for i := range rows {
		count := 1
		for _, g := range groups {
			if i < len(g.rows) {
				count = max(count, len(g.rows[i].label), len(g.rows[i].value))
			}
		}
		for k := range count {
			a := &atom{height: lineHeight, hold: chain}
			if k == count-1 {
				a.height, a.hold = lineHeight+1, loose
			}
			a.draw = func(p *Page, x, y float64) {
				for _, g := range groups {
					if i < len(g.rows) {
						p.fact(g, g.rows[i], k, x, y)
					}
					x += g.width + factGap
				}
			}
			atoms = append(atoms, a)
		}
	}
	small := float64(len(atoms))*(lineHeight+1) < f.room()/2
	for i, a := range atoms {
		if small {
			a.hold = chain
		}
		if i == 0 {
			a.gap = 5
		}
		if i == len(atoms)-1 {
			a.hold, a.below = hold, 8
		}
		if !emit(a) {
			return false
		}
	}
	return true
}

// fact draws one line of a label with its value.
func (p *Page) fact(g factGroup, r factRow, i int, x, y float64) {
	if i < len(r.label) {
		p.text(r.label[i], x, y, g.labels, document.Left, Regular, bodySize, ink)
	}
	if i == 0 && len(r.label) > 0 {
		p.text(line{":", Regular.Width(":", bodySize)}, x+g.labels+2, y, colon, document.Left, Regular, bodySize, ink)
	}
	if i >= len(r.value) {
		return
	}
	x += g.labels + colon + 2
	if r.number {
		p.text(r.value[i], x, y, g.number, document.Right, r.face, bodySize, r.color)
		return
	}
	p.text(r.value[i], x, y, g.width-g.labels-colon-2, document.Left, r.face, bodySize, r.color)
}

func measureFacts(g document.FactGroup, width float64) factGroup {
	measured := factGroup{width: width, title: wrap(Clean(g.Title), Bold, bodySize, width)}
	most := width * 0.42
	for _, fact := range g.Rows {
		measured.labels = max(measured.labels, min(most, Regular.Width(single(fact.Label), bodySize)))
	}
	if measured.labels > 0 {
		measured.labels += 4
	}
	room := width - measured.labels - colon - 2
	figures := true // values that are all numbers stand to the right, as in a column
	for _, fact := range g.Rows {
		figures = figures && fact.Value.Holds != document.HoldsText
	}
	for _, fact := range g.Rows {
		row := factRow{label: wrap(Clean(fact.Label), Regular, bodySize, max(measured.labels, 1)), color: ink}
		if fact.Value.Bold || fact.Tone != document.Plain {
			row.face = Bold
		}
		row.color = toneColor(fact.Tone)
		row.value = wrap(Clean(fact.Value.Shown(fact.Kind)), row.face, bodySize, room)
		if figures && len(row.value) == 1 {
			row.number = true
			measured.number = max(measured.number, row.value[0].width)
		}
		row.height = max(tall(row.label, bodySize), tall(row.value, bodySize), bodySize*leading) + 1
		measured.rows = append(measured.rows, row)
	}
	return measured
}

func toneColor(tone document.Tone) Color {
	switch tone {
	case document.Good:
		return goodInk
	case document.Warn:
		return warnInk
	case document.Bad:
		return badInk
	}
	return ink
}
