package xlsx

import (
	"strings"

	"github.com/xuri/excelize/v2"

	"takar/internal/document"
)

// look is how a cell looks. Each one is made once for the workbook.
type look struct {
	size                    int // in points; 0 = usual
	bold, italic, underline bool
	colour, fill            string
	frame                   frame
	align                   document.Align // never ByKind where it matters
	middle                  bool           // vertically
	wrap                    bool
	indent                  int
	format                  string
}

// frame is the lines around a cell.
type frame int

const (
	noFrame   frame = iota
	grid            // thin lines on all sides
	gridTotal       // with a stronger one above
	gridDone        // with a stronger one below: a print without colours shows what is done
	doubleBelow
	thinBelow
	boxed
)

const (
	font = "Arial" // there, or with a twin of the same widths, wherever workbooks are opened
	// usual is the size of text, in points.
	usual = 9
	small = 8
	// normal is that of the font in whose digits columns are measured.
	normal = 10

	// The colours are those of the PDF.
	ink        = "1A1F26"
	gridColour = "A9B0B8"
	headFill   = "DDE3EA"
	groupFill  = "E8ECF1"
	subFill    = "F2F4F7"
	faultyFill = "FDF1D8"
	doneEdge   = "C4781C"
	linkColour = "0B57A4"
)

var fills = map[document.Fill]string{document.PlanFill: "CFE1F2", document.ActualFill: "F8DCAE", document.OffFill: "E6E6E6"}

var tones = map[document.Tone]string{document.Good: "1B6B35", document.Warn: "8A5A00", document.Bad: "A81C1C"}

func (l look) points() int {
	if l.size == 0 {
		return usual
	}
	return l.size
}

var horizontal = map[document.Align]string{document.Left: "left", document.Center: "center", document.Right: "right"}

// style returns the id of a look, made at first use.
//
//nolint:wrapcheck // Write names the package
func (b *book) style(l look) (int, error) {
	if id, made := b.styles[l]; made {
		return id, nil
	}
	style := &excelize.Style{
		Font:      &excelize.Font{Family: font, Size: float64(l.points()), Bold: l.bold, Italic: l.italic, Color: ink},
		Alignment: &excelize.Alignment{Horizontal: horizontal[l.align], Vertical: "top", WrapText: l.wrap},
		Border:    l.frame.borders(),
	}
	if l.underline {
		style.Font.Underline = "single"
	}
	if l.colour != "" {
		style.Font.Color = l.colour
	}
	if l.middle {
		style.Alignment.Vertical = "center"
	}
	if l.align == document.Left {
		style.Alignment.Indent = min(l.indent, 15)
	}
	if l.fill != "" {
		style.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{l.fill}}
	}
	if l.format != "" && l.format != "General" {
		style.CustomNumFmt = &l.format
	}
	id, err := b.file.NewStyle(style)
	if err == nil {
		b.styles[l] = id
	}
	return id, err
}

// Line styles of Excel.
const (
	thinLine   = 1
	strongLine = 2
	doubleLine = 6
)

func (f frame) borders() []excelize.Border {
	around := func(top int, colour string) []excelize.Border {
		return []excelize.Border{
			{Type: "left", Style: thinLine, Color: colour},
			{Type: "right", Style: thinLine, Color: colour},
			{Type: "top", Style: top, Color: colour},
			{Type: "bottom", Style: thinLine, Color: colour},
		}
	}
	switch f {
	case grid:
		return around(thinLine, gridColour)
	case gridTotal:
		return around(strongLine, gridColour)
	case gridDone:
		borders := around(thinLine, gridColour)
		borders[len(borders)-1] = excelize.Border{Type: "bottom", Style: strongLine, Color: doneEdge}
		return borders
	case boxed:
		return around(thinLine, ink)
	case doubleBelow:
		return []excelize.Border{{Type: "bottom", Style: doubleLine, Color: ink}}
	case thinBelow:
		return []excelize.Border{{Type: "bottom", Style: thinLine, Color: ink}}
	}
	return nil
}

// rowLook is how the cells of a row of a table look.
func rowLook(row *document.Row) look {
	l := look{frame: grid, wrap: true}
	switch row.Kind {
	case document.Group:
		l.bold, l.fill = true, groupFill
	case document.Subgroup:
		l.bold, l.fill = true, subFill
	case document.Subtotal:
		l.bold, l.frame = true, gridTotal
	case document.Total:
		l.bold, l.fill, l.frame = true, headFill, gridTotal
	case document.Remark:
		l.italic, l.size = true, small
	}
	if row.Faulty {
		l.fill = faultyFill
	}
	return l
}

// cellLook is how a cell of a row looks.
func cellLook(l look, c *document.Cell, column *document.Column, indent int) look {
	l.align = c.Alignment()
	if c.Holds == document.HoldsNothing && c.Align == document.ByKind && column.Kind.IsNumber() {
		l.align = document.Right
	}
	l.indent = indent
	l.bold = l.bold || c.Bold
	if fill, ok := fills[c.Fill]; ok {
		l.fill = fill
		if c.Fill == document.ActualFill {
			l.frame = gridDone
		}
	}
	if kind := c.KindIn(column.Kind); c.Holds != document.HoldsText && kind.IsNumber() {
		l.format = kind.Format()
	}
	if c.Holds == document.HoldsNumber {
		l.wrap = false
	}
	return l
}

// withColon is a number format that shows a colon before what is in the cell, so that the
// colons of labels stand in one line and the cell holds its value alone.
func withColon(format string) string {
	if format == "" || format == "General" {
		return `": "General;": "-General;": "General;": "@`
	}
	parts := strings.Split(format, ";")
	if len(parts) == 1 {
		parts = []string{parts[0], "-" + parts[0], parts[0]}
	}
	return `": "` + strings.Join(parts, `;": "`) + `;": "@`
}
