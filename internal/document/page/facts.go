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
	return emit(&atom{height: 6, hold: hold})
}

// factLine emits groups that stand side by side.
func (f *flow) factLine(groups []factGroup, hold grip, emit func(*atom) bool) bool {
	titles, rows, whole := 0, 0, 0.0
	for _, g := range groups {
		titles, rows = max(titles, len(g.title)), max(rows, len(g.rows))
	}
	var atoms []*atom
	if titles > 0 {
		height := float64(titles)*bodySize*leading + 3
		atoms = append(atoms, &atom{height: height, gap: 3, hold: chain, draw: func(p *Page, x, y float64) {
			for _, g := range groups {
				p.lines(g.title, x, y, g.width, document.Left, Bold, bodySize, ink)
				p.rule(x, y+height-2, x+g.width, y+height-2, thin, hairline)
				x += g.width + factGap
			}
		}})
	}
	for i := range rows {
		height := 0.0
		for _, g := range groups {
			if i < len(g.rows) {
				height = max(height, g.rows[i].height)
			}
		}
		atoms = append(atoms, &atom{height: height, draw: func(p *Page, x, y float64) {
			for _, g := range groups {
				if i < len(g.rows) {
					p.fact(g, g.rows[i], x, y)
				}
				x += g.width + factGap
			}
		}})
	}
	for _, a := range atoms {
		whole += a.height
	}
	for i, a := range atoms {
		if whole < f.room()/2 {
			a.hold = max(a.hold, chain)
		}
		if i == len(atoms)-1 {
			a.hold = max(chain, hold) // the space below
		}
		if !emit(a) {
			return false
		}
	}
	return true
}

// fact draws one label with its value.
func (p *Page) fact(g factGroup, r factRow, x, y float64) {
	p.lines(r.label, x, y, g.labels, document.Left, Regular, bodySize, ink)
	if len(r.label) > 0 {
		p.text(line{":", Regular.Width(":", bodySize)}, x+g.labels+2, y, colon, document.Left, Regular, bodySize, ink)
	}
	x += g.labels + colon + 2
	if r.number {
		p.lines(r.value, x, y, g.number, document.Right, r.face, bodySize, r.color)
		return
	}
	p.lines(r.value, x, y, g.width-g.labels-colon-2, document.Left, r.face, bodySize, r.color)
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
	for _, fact := range g.Rows {
		row := factRow{label: wrap(Clean(fact.Label), Regular, bodySize, max(measured.labels, 1)), color: ink}
		if fact.Value.Bold || fact.Tone != document.Plain {
			row.face = Bold
		}
		row.color = toneColor(fact.Tone)
		row.value = wrap(Clean(fact.Value.Shown(fact.Kind)), row.face, bodySize, room)
		if fact.Value.Holds == document.HoldsNumber && len(row.value) == 1 {
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
