package xlsx

import (
	"takar/internal/document"
)

// table places a table below what is there.
func (s *sheet) table(p *placed) {
	t := p.table
	if s.rows > 0 {
		s.gap()
	}
	if t.Title != "" {
		s.add(s.fit(s.across(t.Title, look{bold: true})))
	}
	header := s.header(t)
	if s.headTop == -1 && len(header) > 0 {
		s.headTop, s.headBottom = s.rows+1, s.rows+len(header)
	}
	s.add(header...)
	if s.headBottom == s.rows {
		s.frozenHeight = s.height()
	}
	p.first = s.rows + 1
	if len(t.Columns) == 0 {
		return
	}
	if len(t.Rows) == 0 {
		if t.Empty != "" {
			s.add(s.fit(box{to: len(t.Columns) - 1, cell: document.Words(t.Empty), look: look{italic: true, frame: grid, wrap: true, align: document.Left}}))
		}
		return
	}
	s.parts = append(s.parts, part{first: p.first, table: p})
	s.rows += len(t.Rows)
	for i := range t.Rows {
		if key := t.Rows[i].Key; key != "" {
			if _, double := s.keys[key]; !double {
				s.keys[key] = address{p, i}
			}
		}
	}
	s.headingUnits(p)
	s.curve(p)
}

// usualHeight is that of a row of one line, in tenths of a point.
const usualHeight = 135

// header is the header of a table: one row, or two where columns have bands.
func (s *sheet) header(t *document.Table) []line {
	l := look{bold: true, fill: headFill, frame: grid, wrap: true, middle: true, align: document.Center}
	banded := false
	for _, column := range t.Columns {
		banded = banded || column.Band != ""
	}
	titles := make([]box, len(t.Columns))
	for i, column := range t.Columns {
		titles[i] = box{from: i, to: i, cell: document.Words(column.Title), look: l}
	}
	if len(titles) == 0 {
		return nil
	}
	faults := hasFaults(t)
	if faults {
		l := look{bold: true, italic: true, colour: tones[document.Warn], wrap: true, middle: true, align: document.Left}
		titles = append(titles, box{from: s.fault, to: s.fault, cell: document.Words("Periksa"), look: l})
	}
	if !banded {
		return []line{s.fit(titles...)}
	}
	bands := make([]box, 0, len(titles))
	height := 0
	for i := range titles {
		if i >= len(t.Columns) || t.Columns[i].Band == "" { // over both rows
			height = max(height, s.heightOf(titles[i]))
			whole := titles[i]
			whole.down = 1
			bands = append(bands, whole)
			titles[i].cell = document.Cell{}
			continue
		}
		if n := len(bands); n > 0 && i > 0 && t.Columns[i-1].Band == t.Columns[i].Band {
			bands[n-1].to = i
			continue
		}
		bands = append(bands, box{from: i, to: i, cell: document.Words(t.Columns[i].Band), look: l})
	}
	upper, lower := line{cells: bands}, s.fit(titles...)
	for _, band := range bands {
		if band.from < len(t.Columns) && t.Columns[band.from].Band != "" {
			upper.height = max(upper.height, s.heightOf(band))
		}
	}
	upper.height = max(upper.height, height-lower.height)
	return []line{upper, lower}
}

// layRow lays a row of a table out; boxes is used again.
func (s *sheet) layRow(p *placed, index int, boxes []box) []box {
	t, row := p.table, &p.table.Rows[index]
	boxes = boxes[:0]
	base := rowLook(row)
	at := 0
	indented := row.Level <= 0
	for i := 0; at < len(t.Columns); i++ {
		var cell document.Cell
		if i < len(row.Cells) {
			cell = row.Cells[i]
		}
		to := at
		if cell.Span > 1 {
			to = at + min(cell.Span, len(t.Columns)-at) - 1
		}
		indent := 0
		if !indented && cell.Holds == document.HoldsText {
			indent, indented = row.Level, true
		}
		cell.Kind = cell.KindIn(t.Columns[at].Kind)
		boxes = append(boxes, box{from: at, to: to, cell: cell, look: cellLook(base, &cell, &t.Columns[at], indent)})
		at = to + 1
	}
	if row.Fault != "" && s.fault >= 0 {
		boxes = append(boxes, box{from: s.fault, to: s.fault, cell: document.Words(row.Fault), look: look{italic: true, size: small, colour: tones[document.Warn], wrap: true, align: document.Left}})
	}
	s.beginCurves(p, index, boxes)
	return boxes
}

// rowHeight is what the texts of a row need; fixed = programs do not find it themselves, as
// the texts stand over several columns.
func (s *sheet) rowHeight(boxes []box) (height int, fixed bool) {
	height = usualHeight
	for i := range boxes {
		b := &boxes[i]
		if b.cell.Holds != document.HoldsText {
			continue
		}
		size := b.look.points()
		needed := heightOf(wrapped(b.cell.Text, s.width(b.from, b.to)-b.look.indent*indentWidth, size, b.look.bold), size)
		if needed > height {
			height, fixed = needed, b.to > b.from
		}
	}
	return height, fixed
}

// indentWidth is that of one step of an indent, in tenths of a millimetre.
const indentWidth = 24
