package page

import (
	"takar/internal/document"
)

// plan says how the columns of a table stand on paper.
type plan struct {
	table  *document.Table
	size   float64   // of its text
	padY   float64   // above and below the text of a row
	widths []float64 // of all columns
	parts  [][]int   // columns of each part, from left to right; several when the table is wider than the page

	crowded bool // some number is too long for one line however small it is
}

const (
	squeeze     = 0.75 // how far columns may be narrowed before the table is continued sideways
	leastColumn = 4 * millimetre
	someColumn  = 20 * millimetre // of a column that names no width
)

// planColumns divides the width of a page among the columns of a table.
func planColumns(t *document.Table, room float64) *plan {
	p := &plan{table: t, size: tableSize, padY: padY, widths: make([]float64, len(t.Columns))}
	sum := 0.0
	for i, column := range t.Columns {
		p.widths[i] = someColumn
		if column.Width > 0 {
			p.widths[i] = min(max(float64(min(column.Width, 20000))*point, leastColumn), room)
		}
		sum += p.widths[i]
	}
	if sum*squeeze > room {
		p.divide(room)
	} else {
		all := make([]int, len(t.Columns))
		for i := range all {
			all[i] = i
		}
		p.parts = [][]int{all}
		p.scale(room / sum)
	}
	p.fit()
	return p
}

func (p *plan) scale(by float64) {
	for i := range p.widths {
		p.widths[i] *= by
	}
}

// divide makes parts of a table that is wider than the page: columns that stay are in each
// of them, the others follow in turn, about as many in each part.
func (p *plan) divide(room float64) {
	stays, staying := make([]bool, len(p.widths)), 0.0
	others := 0.0
	for i, width := range p.widths {
		if p.table.Columns[i].Stays && (staying+width)*squeeze <= room*0.6 {
			stays[i] = true
			staying += width
		} else {
			others += width
		}
	}
	capacity := max(room/squeeze-staying, 1)
	count := max(1, int(others/capacity+0.999))
	target := others / float64(count)
	widest := 0.0
	var part []int
	filled, passed := 0.0, 0.0
	end := func() {
		p.parts, widest = append(p.parts, part), max(widest, filled)
		part, filled = nil, 0
	}
	for i, width := range p.widths {
		if stays[i] {
			continue
		}
		// Columns of one band, such as the weeks of a month, stay together where they can.
		within := i > 0 && p.table.Columns[i].Band != "" && p.table.Columns[i].Band == p.table.Columns[i-1].Band
		full := filled+width > capacity || !within && passed+width/2 > target*float64(len(p.parts)+1)
		if len(part) > 0 && full {
			end()
		}
		part = append(part, i)
		filled += width
		passed += width
	}
	if len(part) > 0 || len(p.parts) == 0 {
		end()
	}
	for k, part := range p.parts {
		p.parts[k] = merged(stays, part)
	}
	p.scale(room / (staying + widest))
}

// merged returns the columns that stay and those of a part in the order of the table.
func merged(stays []bool, part []int) []int {
	var all []int
	for i, stay := range stays {
		if stay {
			all = append(all, i)
			continue
		}
		if len(part) > 0 && part[0] == i {
			all = append(all, i)
			part = part[1:]
		}
	}
	return all
}

// fit sees to it that numbers, and words if it can be, have room in their columns: wide
// columns of text give some of theirs, and if that is not enough the text gets smaller.
func (p *plan) fit() {
	needs := p.needs()
	give := []struct{ size, most float64 }{{7.5, 0.15}, {7, 0.2}, {6.5, 0.25}, {6, 0.3}, {5.5, 0.35}, {leastSize, 0.4}}
	if len(p.parts) > 1 {
		for i := range give {
			give[i].most = 0 // the parts share their columns: only the size can change
		}
	}
	for i, try := range give {
		p.size = try.size
		if p.shift(needs, try.most, i == len(give)-1) {
			break
		}
	}
	for i, n := range needs {
		pad := min(padX, p.widths[i]/5)
		p.crowded = p.crowded || float64(n.number)*(leastNumber+0.25)/1000 > p.widths[i]-2*pad
	}
}

// need is the width that a column should have at a size of 1000.
type need struct{ number, word int }

func (p *plan) needs() []need {
	needs := make([]need, len(p.widths))
	for r := range p.table.Rows {
		row, column := &p.table.Rows[r], 0
		usual := rowFace(row.Kind)
		for i := range row.Cells {
			cell := &row.Cells[i]
			if column >= len(needs) {
				break
			}
			if cell.Span <= 1 {
				n, face := &needs[column], usual
				if cell.Bold {
					face = Bold
				}
				switch cell.Holds {
				case document.HoldsNumber:
					n.number = max(n.number, face.width(cell.Shown(p.table.Columns[column].Kind)))
				case document.HoldsText:
					if row.Kind == document.Remark {
						break // small print does not widen columns
					}
					n.word = max(n.word, face.longestWord(cell.Text))
				}
			}
			column += max(cell.Span, 1)
		}
	}
	return needs
}

// shift moves width from columns of text, each of which gives at most a share of its own,
// to those that lack it. It reports whether numbers fit then; the last try is kept anyway.
func (p *plan) shift(needs []need, most float64, last bool) bool {
	lack := make([]float64, len(needs))
	spare := make([]float64, len(needs))
	numbers, words, spares := 0.0, 0.0, 0.0
	for i, n := range needs {
		number := float64(n.number)*p.size/1000 + 2*padX + 0.2
		word := min(float64(n.word)*p.size/1000+2*padX+0.2, p.widths[i]*1.4)
		switch {
		case n.number > 0 && number > p.widths[i]:
			lack[i] = number - p.widths[i]
			numbers += lack[i]
		case word > p.widths[i]:
			lack[i] = word - p.widths[i]
			words += lack[i]
		case p.table.Columns[i].Kind == document.AsColumn:
			spare[i] = min(p.widths[i]-word, p.widths[i]*most)
			spares += spare[i]
		}
	}
	if numbers > spares+0.01 && !last {
		return false
	}
	taken := min(numbers+words, spares)
	if taken <= 0 {
		return true
	}
	forNumbers := min(numbers, taken)
	for i, n := range needs {
		p.widths[i] -= spare[i] * taken / spares
		switch {
		case lack[i] == 0:
		case n.number > 0 && float64(n.number)*p.size/1000+2*padX+0.2 > p.widths[i]:
			p.widths[i] += lack[i] * forNumbers / numbers
		case words > 0:
			p.widths[i] += lack[i] * (taken - forNumbers) / words
		}
	}
	return true
}

func rowFace(kind document.RowKind) Face {
	switch kind {
	case document.Group, document.Subgroup, document.Subtotal, document.Total:
		return Bold
	case document.Remark:
		return Oblique
	}
	return Regular
}
