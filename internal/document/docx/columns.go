package docx

import (
	"takar/internal/document"
)

// part is a piece of a table that fits the page: some of its columns, with their widths in
// twips.
type part struct {
	columns []int // by their places in the table
	widths  []int
	sizes   []int // of the numbers of each column, in half points
	words   []int // of its texts
	place   []int // of each column of the table in this part, -1 = not in it
}

// mostColumns is how many columns Word allows in one table.
const mostColumns = 63

// split divides the columns of a table: all of them in one part, stretched to the page or
// squeezed to three quarters; otherwise parts that repeat the columns that stay.
func split(columns []document.Column, room int) []part {
	all := make([]int, len(columns))
	for i := range all {
		all[i] = i
	}
	if len(columns) <= mostColumns && total(columns, all)*3/4 <= room {
		return []part{partOf(columns, all, room)}
	}
	var stays []int
	for i, column := range columns {
		if column.Stays {
			stays = append(stays, i)
		}
	}
	// What stays must leave half of the page to what follows.
	for len(stays) > 0 && (total(columns, stays) > room/2 || len(stays) > mostColumns/2) {
		stays = stays[:len(stays)-1]
	}
	staying := make(map[int]bool, len(stays))
	for _, i := range stays {
		staying[i] = true
	}
	var others []int
	for i := range columns {
		if !staying[i] {
			others = append(others, i)
		}
	}
	left := room - total(columns, stays)
	var parts []part
	for _, chosen := range portions(columns, others, left, mostColumns-len(stays)) {
		parts = append(parts, partOf(columns, merged(stays, chosen), room))
	}
	return parts
}

// portions divides columns over as few parts as there must be, and evenly, so that the
// last part is not one lonely week.
func portions(columns []document.Column, others []int, room, most int) [][]int {
	count := len(fill(columns, others, room, most))
	all := total(columns, others)
	for share := (all + count - 1) / count; share < room; share += max(1, room/50) {
		if parts := fill(columns, others, share, most); len(parts) == count {
			return parts
		}
	}
	return fill(columns, others, room, most)
}

// fill puts columns into parts of a width, at least one into each.
func fill(columns []document.Column, others []int, room, most int) [][]int {
	var parts [][]int
	var part []int
	used := 0
	for _, i := range others {
		if w := widthOf(columns[i]); len(part) > 0 && (used+w > room || len(part) == most) {
			parts, part, used = append(parts, part), nil, 0
		}
		part = append(part, i)
		used += widthOf(columns[i])
	}
	return append(parts, part)
}

// merged is two ascending lists as one.
func merged(a, b []int) []int {
	all := make([]int, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if a[0] < b[0] {
			all, a = append(all, a[0]), a[1:]
		} else {
			all, b = append(all, b[0]), b[1:]
		}
	}
	return append(append(all, a...), b...)
}

// widthOf is the width of a column, never nothing.
func widthOf(c document.Column) int { return max(c.Width, 40) }

func total(columns []document.Column, chosen []int) int {
	sum := 0
	for _, i := range chosen {
		sum += widthOf(columns[i])
	}
	return sum
}

// partOf fits the chosen columns to the page: together they are as wide as it.
func partOf(columns []document.Column, chosen []int, room int) part {
	p := part{columns: chosen, widths: make([]int, len(chosen)), sizes: make([]int, len(chosen)), words: make([]int, len(chosen)), place: make([]int, len(columns))}
	for i := range p.place {
		p.place[i] = -1
	}
	all, sum, end := total(columns, chosen), 0, 0
	for i, column := range chosen {
		p.place[column] = i
		sum += widthOf(columns[column])
		begin := end
		end = twips(room) * sum / all
		p.widths[i] = max(1, end-begin)
	}
	return p
}

// visible returns which columns of the part a cell covers that begins at a column of the
// table: the first of them and how many.
func (p *part) visible(start, span int) (first, count int) {
	first = -1
	for column := start; column < start+span && column < len(p.place); column++ {
		if place := p.place[column]; place >= 0 {
			if first < 0 {
				first = place
			}
			count++
		}
	}
	return first, count
}

// width is that of neighbouring columns.
func (p *part) width(first, count int) int {
	sum := 0
	for _, w := range p.widths[first : first+count] {
		sum += w
	}
	return sum
}

// measure finds how small the numbers and the words of each column must be to stand in it
// unbroken.
func (p *part) measure(t *document.Table) {
	for i := range p.sizes {
		p.sizes[i], p.words[i] = sizeCell, sizeCell
	}
	for r := range t.Rows {
		column := 0
		for c := range t.Rows[r].Cells {
			cell := &t.Rows[r].Cells[c]
			span := max(cell.Span, 1)
			if column >= len(t.Columns) {
				break
			}
			if place := p.place[column]; span == 1 && place >= 0 {
				p.fit(place, cell, t.Columns[column].Kind, cell.Bold || heavy(t.Rows[r].Kind))
			}
			column += span
		}
	}
}

// fit makes the text of a column small enough for a cell. Words of wide columns stand in
// them anyway.
func (p *part) fit(place int, cell *document.Cell, kind document.Kind, bold bool) {
	room := p.room(place, 1)
	switch {
	case cell.Holds == document.HoldsNumber:
		p.sizes[place] = fits(room, width(cell.Shown(kind), bold), p.sizes[place])
	case cell.Holds == document.HoldsText && room < wide:
		p.words[place] = max(smallestWord, fits(room, widestWord(cell.Text, bold), p.words[place]))
	}
}

// room is what neighbouring columns leave to a text, in twips.
func (p *part) room(first, count int) int {
	width := p.width(first, count)
	return width - 2*cellMargins(width) - 8
}

// wide is a column in which every word has its place, in twips.
const wide = 1700

// cellMargins is the room at the left and the right of what stands in a cell: little in
// the narrow columns of a schedule.
func cellMargins(width int) int {
	if width < 500 {
		return 24
	}
	return 70
}
