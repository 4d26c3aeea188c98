package docx

import (
	"takar/internal/document"
)

// tableLook is how a table looks: its lines and the room beside its texts, in twips.
type tableLook struct {
	borders string // children of w:tblBorders; "" = none
	margin  int
	above   int // room above and below texts
	indent  int
}

// openTable begins a table whose columns keep their widths.
func (f *file) openTable(columns []int, look tableLook) {
	o := &f.out
	sum := 0
	for _, w := range columns {
		sum += w
	}
	o.value(`<w:tbl><w:tblPr><w:tblW w:w="`, sum, `" w:type="dxa"/>`)
	if look.indent != 0 {
		o.value(`<w:tblInd w:w="`, look.indent, `" w:type="dxa"/>`)
	}
	if look.borders != "" {
		o.raw(`<w:tblBorders>`, look.borders, `</w:tblBorders>`)
	}
	o.value(`<w:tblLayout w:type="fixed"/><w:tblCellMar><w:top w:w="`, look.above, `" w:type="dxa"/>`)
	o.value(`<w:left w:w="`, look.margin, `" w:type="dxa"/>`)
	o.value(`<w:bottom w:w="`, look.above, `" w:type="dxa"/>`)
	o.value(`<w:right w:w="`, look.margin, `" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>`)
	for _, w := range columns {
		o.value(`<w:gridCol w:w="`, w, `"/>`)
	}
	o.raw(`</w:tblGrid>`)
}

// openCell begins a cell over some columns; merge is w:vMerge or nothing.
func (f *file) openCell(width, span int, merge, fill string) {
	f.out.value(`<w:tc><w:tcPr><w:tcW w:w="`, width, `" w:type="dxa"/>`)
	if span > 1 {
		f.out.value(`<w:gridSpan w:val="`, span, `"/>`)
	}
	f.out.raw(merge)
	if fill != "" {
		f.out.raw(`<w:shd w:val="clear" w:color="auto" w:fill="`, fill, `"/>`)
	}
	f.out.raw(`</w:tcPr>`)
}

const grid = `<w:top w:val="single" w:sz="4" w:space="0" w:color="` + lineColour + `"/><w:left w:val="single" w:sz="4" w:space="0" w:color="` + lineColour +
	`"/><w:bottom w:val="single" w:sz="4" w:space="0" w:color="` + lineColour + `"/><w:right w:val="single" w:sz="4" w:space="0" w:color="` + lineColour +
	`"/><w:insideH w:val="single" w:sz="4" w:space="0" w:color="` + lineColour + `"/><w:insideV w:val="single" w:sz="4" w:space="0" w:color="` + lineColour + `"/>`

// table writes a table, in several parts when it is wider than the page. The last rows of
// the last part, tail of them, stay with what follows when they are chained to it.
func (b *blocks) table(t *document.Table, tail int, chained bool) error {
	parts := split(t.Columns, b.room)
	if len(t.Columns) == 0 {
		parts = nil
	}
	for i := range parts {
		p := &parts[i]
		p.measure(t)
		if title := t.Title; title != "" {
			if i > 0 {
				title += " (lanjutan)"
			}
			b.paragraph(styleHeading2, "", title, "")
		}
		w := tableWriter{blocks: b, table: t, part: p, first: i == 0}
		if i == len(parts)-1 && t.Curve == nil {
			w.tail, w.chained = tail, chained
		}
		if err := w.write(); err != nil {
			return err
		}
		b.gap(w.chained)
	}
	if drawable(t) {
		b.drawChart(t, chained)
	}
	return nil
}

// tableWriter writes one part of a table.
type tableWriter struct {
	*blocks

	table   *document.Table
	part    *part
	first   bool
	tail    int
	chained bool
}

func (w *tableWriter) write() error {
	w.openTable(w.part.widths, tableLook{borders: grid, margin: 70, above: 20})
	w.header()
	if len(w.table.Rows) == 0 {
		w.empty()
	}
	for i := range w.table.Rows {
		w.row(&w.table.Rows[i], w.keeps(i))
		if err := w.file.row(w.first); err != nil {
			return err
		}
	}
	w.out.raw(`</w:tbl>`)
	return nil
}

// keeps reports whether a row stays on the page of the next one.
func (w *tableWriter) keeps(i int) bool {
	rows := w.table.Rows
	if i == len(rows)-1 {
		return w.chained
	}
	switch rows[i].Kind {
	case document.Group, document.Subgroup:
		return true
	}
	switch rows[i+1].Kind {
	case document.Subtotal, document.Total:
		return true
	}
	return w.table.Whole || w.chained && i >= len(rows)-w.tail
}

// header writes the rows that are repeated on every page: bands above the columns that
// have one, and the titles.
func (w *tableWriter) header() {
	columns := w.part.columns
	banded := false
	for _, c := range columns {
		banded = banded || w.table.Columns[c].Band != ""
	}
	open := func() { w.out.raw(`<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>`) }
	if banded {
		open()
		for i := 0; i < len(columns); {
			column := &w.table.Columns[columns[i]]
			span := 1
			for column.Band != "" && i+span < len(columns) && w.table.Columns[columns[i+span]].Band == column.Band {
				span++
			}
			if column.Band == "" {
				w.headCell(i, 1, `<w:vMerge w:val="restart"/>`, column.Title)
			} else {
				w.headCell(i, span, "", column.Band)
			}
			i += span
		}
		w.out.raw(`</w:tr>`)
	}
	open()
	for i, c := range columns {
		column := &w.table.Columns[c]
		if banded && column.Band == "" {
			w.headCell(i, 1, `<w:vMerge/>`, "")
		} else {
			w.headCell(i, 1, "", column.Title)
		}
	}
	w.out.raw(`</w:tr>`)
}

func (w *tableWriter) headCell(first, span int, merge, text string) {
	room := w.part.width(first, span)
	margin := cellMargins(room)
	w.out.value(`<w:tc><w:tcPr><w:tcW w:w="`, room, `" w:type="dxa"/>`)
	if span > 1 {
		w.out.value(`<w:gridSpan w:val="`, span, `"/>`)
	}
	w.out.raw(merge, `<w:shd w:val="clear" w:color="auto" w:fill="`+shadeHead+`"/>`)
	w.margins(margin)
	w.out.raw(`<w:vAlign w:val="center"/></w:tcPr>`)
	size := fits(w.part.room(first, span), widestWord(text, true), sizeHead)
	w.paragraph(styleHead, "", text, sized(size, sizeHead))
	w.out.raw(`</w:tc>`)
}

// margins gives a narrow cell less room beside its text.
func (w *tableWriter) margins(margin int) {
	if margin != 70 {
		w.out.value(`<w:tcMar><w:left w:w="`, margin, `" w:type="dxa"/>`)
		w.out.value(`<w:right w:w="`, margin, `" w:type="dxa"/></w:tcMar>`)
	}
}

func (w *tableWriter) empty() {
	w.out.raw(`<w:tr><w:trPr><w:cantSplit/></w:trPr>`)
	w.openCell(w.part.width(0, len(w.part.columns)), len(w.part.columns), "", "")
	w.paragraph(styleCellMid, keepNext(w.chained), w.table.Empty, `<w:i/><w:iCs/>`)
	w.out.raw(`</w:tc></w:tr>`)
}

// row writes one row; cells that the part does not show are left out, missing ones are
// empty.
func (w *tableWriter) row(row *document.Row, keep bool) {
	w.out.raw(`<w:tr><w:trPr><w:cantSplit/></w:trPr>`)
	look := lookOf(row, keep)
	column := 0
	for i := range row.Cells {
		cell := &row.Cells[i]
		span := min(max(cell.Span, 1), len(w.table.Columns)-column)
		if span <= 0 {
			break
		}
		if first, count := w.part.visible(column, span); count > 0 {
			w.cell(cell, column, first, count, look, i)
		}
		column += span
	}
	for ; column < len(w.table.Columns); column++ {
		if place := w.part.place[column]; place >= 0 {
			w.cell(&document.Cell{}, column, place, 1, look, -1)
		}
	}
	w.out.raw(`</w:tr>`)
}

// rowLook is what the cells of a row have in common.
type rowLook struct {
	keep, bold, small bool
	fill              string
	indented          int // which cell is, and tells of a fault; -1 = none
	indent            int // in twips
	fault             string
}

func lookOf(row *document.Row, keep bool) rowLook {
	look := rowLook{keep: keep, bold: heavy(row.Kind), small: row.Kind == document.Remark, indented: -1}
	switch row.Kind {
	case document.Group:
		look.fill = shadeGroup
	case document.Subgroup:
		look.fill = shadeSubgroup
	case document.Total:
		look.fill = shadeTotal
	}
	if row.Faulty {
		look.fill, look.fault = shadeFaulty, row.Fault
	}
	if row.Level > 0 || look.fault != "" {
		look.indent = min(row.Level, 8) * 140
		look.indented = firstText(row)
	}
	return look
}

// firstText is the first cell with a text at the left, else the first with a text.
func firstText(row *document.Row) int {
	found := -1
	for i := range row.Cells {
		if row.Cells[i].Holds != document.HoldsText {
			continue
		}
		if row.Cells[i].Alignment() == document.Left && len(row.Cells[i].Text) > 0 {
			return i
		}
		if found < 0 {
			found = i
		}
	}
	return found
}

// heavy reports whether rows of a kind are bold.
func heavy(kind document.RowKind) bool {
	switch kind {
	case document.Group, document.Subgroup, document.Subtotal, document.Total:
		return true
	}
	return false
}

// cell writes one cell. A cell that began in an earlier part shows no text again.
func (w *tableWriter) cell(cell *document.Cell, column, first, count int, look rowLook, index int) {
	fill := look.fill
	switch cell.Fill {
	case document.PlanFill:
		fill = shadePlan
	case document.ActualFill:
		fill = shadeActual
	case document.OffFill:
		fill = shadeOff
	}
	room := w.part.width(first, count)
	w.out.value(`<w:tc><w:tcPr><w:tcW w:w="`, room, `" w:type="dxa"/>`)
	if count > 1 {
		w.out.value(`<w:gridSpan w:val="`, count, `"/>`)
	}
	if fill != "" {
		w.out.raw(`<w:shd w:val="clear" w:color="auto" w:fill="`, fill, `"/>`)
	}
	w.margins(cellMargins(room))
	w.out.raw(`</w:tcPr><w:p><w:pPr><w:pStyle w:val="`, cellStyle(cell.Alignment()), `"/>`, keepNext(look.keep))
	if index >= 0 && index == look.indented && look.indent > 0 {
		w.out.value(`<w:ind w:left="`, look.indent, `"/>`)
	}
	w.out.raw(`</w:pPr>`)
	if w.part.place[column] >= 0 {
		w.content(cell, column, w.part.room(first, count), look, index)
	}
	w.out.raw(`</w:p></w:tc>`)
}

func (w *tableWriter) content(cell *document.Cell, column, room int, look rowLook, index int) {
	text := cell.Shown(w.table.Columns[column].Kind)
	bold := look.bold || cell.Bold
	size := sizeCell
	switch {
	case cell.Holds != document.HoldsNumber && cell.Span > 1:
	case cell.Holds != document.HoldsNumber:
		size = w.part.words[w.part.place[column]]
	case cell.Span > 1:
		size = fits(room, width(text, bold), sizeCell)
	default:
		size = w.part.sizes[w.part.place[column]]
	}
	if look.small {
		size = min(size, 14)
	}
	weight := ""
	if bold {
		weight = `<w:b/><w:bCs/>`
	}
	if text != "" {
		w.run(text, weight+sized(size, sizeCell))
	}
	if index >= 0 && index == look.indented && look.fault != "" {
		if text != "" {
			w.out.raw(`<w:r><w:br/></w:r>`)
		}
		w.run(look.fault, `<w:i/><w:iCs/><w:color w:val="`+toneWarn+`"/><w:sz w:val="14"/><w:szCs w:val="14"/>`)
	}
}

func cellStyle(align document.Align) string {
	switch align {
	case document.Right:
		return styleCellRight
	case document.Center:
		return styleCellMid
	}
	return styleCell
}

// sizes of text that are not the usual ones, as properties of runs.
var sizes = func() (texts [64]string) {
	for i := range texts {
		n := decimalText(i)
		texts[i] = `<w:sz w:val="` + n + `"/><w:szCs w:val="` + n + `"/>`
	}
	return texts
}()

func sized(size, usual int) string {
	if size == usual || size < 0 || size >= len(sizes) {
		return ""
	}
	return sizes[size]
}
