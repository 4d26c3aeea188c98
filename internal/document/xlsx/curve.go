package xlsx

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"github.com/xuri/excelize/v2"

	"takar/internal/document"
)

// curve is a kurva S with the place of what it covers.
type curve struct {
	of          *document.Curve
	table       *placed
	first, last int // columns
	top, bottom int // rows of the table
	lines       []curveLine
	fromZero    bool // all lines begin with a nought in the column before the first
	number      int  // of the chart in the workbook, from 1
}

// curveLine is a line with the row that its figures stand in.
type curveLine struct {
	of  *document.CurveLine
	row int // of the table; -1 = its figures stand nowhere
}

// curve notes the kurva S of a table, if all that it names is there.
func (s *sheet) curve(p *placed) {
	c := p.table.Curve
	if c == nil {
		return
	}
	first, found := p.columns[c.First]
	last, foundLast := p.columns[c.Last]
	top, bottom := rowOf(p.table, c.Top), rowOf(p.table, c.Bottom)
	if !found || !foundLast || last < first || top < 0 || bottom < top {
		return
	}
	placed := &curve{of: c, table: p, first: first, last: last, top: top, bottom: bottom, fromZero: first > 0}
	for i := range c.Lines {
		if len(c.Lines[i].Points) == 0 {
			continue
		}
		row := rowOf(p.table, c.Lines[i].Row)
		placed.lines = append(placed.lines, curveLine{&c.Lines[i], row})
		placed.fromZero = placed.fromZero && (row < 0 || freeBefore(p.table, row, first))
	}
	if len(placed.lines) > 0 {
		s.curves = append(s.curves, placed)
	}
}

// rowOf is the place of a row by its key, -1 when there is none.
func rowOf(t *document.Table, key string) int {
	if key == "" {
		return -1
	}
	return slices.IndexFunc(t.Rows, func(r document.Row) bool { return r.Key == key })
}

// freeBefore reports whether a nought can be hidden in the column before another: nothing
// stands there, or a cell that covers several columns ends there.
func freeBefore(t *document.Table, row, column int) bool {
	at := 0
	for _, cell := range t.Rows[row].Cells {
		next := at + max(cell.Span, 1)
		if next >= column {
			return next == column && (cell.Span > 1 || cell.Holds == document.HoldsNothing)
		}
		at = next
	}
	return true
}

// invisible is the number format of what is not to be seen.
const invisible = ";;;"

// beginCurves hides the noughts from which curves begin among the boxes of a row.
func (s *sheet) beginCurves(p *placed, row int, boxes []box) {
	for _, c := range s.curves {
		if c.table != p || !c.fromZero || !slices.ContainsFunc(c.lines, func(l curveLine) bool { return l.row == row }) {
			continue
		}
		for i := range boxes {
			if b := &boxes[i]; b.to == c.first-1 {
				b.zero = true
				if b.from == b.to {
					b.look.format = invisible
				}
			}
		}
	}
}

// setCurves lets excelize make charts in the places of the curves; drawCurves draws them.
//
//nolint:wrapcheck // Write names the package
func (b *book) setCurves(s *sheet) error {
	for _, c := range s.curves {
		b.charts++
		c.number = b.charts
		chart := &excelize.Chart{
			Type: excelize.Line, Series: []excelize.ChartSeries{{Values: quoted(s.name) + "!$A$1"}},
			Format: excelize.GraphicOptions{Name: chartName(c.number), AltText: "Kurva S", Positioning: "twoCell"},
		}
		if err := b.file.AddChart(s.name, reference(c.first, c.table.first+c.top), chart); err != nil {
			return err
		}
	}
	return nil
}

func chartName(number int) string { return "Kurva S " + strconv.Itoa(number) }

var anchored = regexp.MustCompile(`(?s)<(?:xdr:)?twoCellAnchor.*?</(?:xdr:)?twoCellAnchor>`)

var anchorCells = regexp.MustCompile(`(?s)<xdr:from>.*?</xdr:to>`)

// drawCurves puts the charts over the cells that they cover and draws their lines: excelize
// can do neither exactly.
func (b *book) drawCurves(parts map[string]*bytes.Buffer) error {
	for _, s := range b.sheets {
		for _, c := range s.curves {
			part := parts[fmt.Sprintf("xl/charts/chart%d.xml", c.number)]
			if part == nil {
				return errors.New("no place for a chart")
			}
			part.Reset()
			part.WriteString(b.chart(s, c))
			if !c.anchor(s, parts) {
				return errors.New("no place for a chart in the drawing")
			}
		}
	}
	return nil
}

// perTenth is how many of the units of drawings a tenth of a millimetre has.
const perTenth = 3600

// strip is the width beside the last period for the percents, in tenths of a millimetre; 0
// when other columns follow.
func (c *curve) strip(s *sheet) int {
	if c.last == len(c.table.table.Columns)-1 && c.last < len(s.widths)-1 {
		return min(scaleWidth, s.widths[c.last+1])
	}
	return 0
}

// begin is the column at whose left edge the first point lies.
func (c *curve) begin() int {
	if c.fromZero || c.first == c.last {
		return c.first
	}
	return c.first + 1
}

func (c *curve) anchor(s *sheet, parts map[string]*bytes.Buffer) bool {
	const corner = `<xdr:%[1]s><xdr:col>%[2]d</xdr:col><xdr:colOff>%[3]d</xdr:colOff><xdr:row>%[4]d</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:%[1]s>`
	top, bottom := c.table.first+c.top-1, c.table.first+c.bottom
	cells := fmt.Sprintf(corner, "from", c.begin(), 0, top) + fmt.Sprintf(corner, "to", c.last+1, c.strip(s)*perTenth, bottom)
	name := []byte(`name="` + chartName(c.number) + `"`)
	for path, part := range parts {
		if !isDrawing(path) || !bytes.Contains(part.Bytes(), name) {
			continue
		}
		changed := anchored.ReplaceAllFunc(part.Bytes(), func(anchor []byte) []byte {
			if !bytes.Contains(anchor, name) {
				return anchor
			}
			return anchorCells.ReplaceAllLiteral(anchor, []byte(cells))
		})
		parts[path] = bytes.NewBuffer(changed)
		return true
	}
	return false
}

var drawingPath = regexp.MustCompile(`^xl/drawings/drawing[0-9]+\.xml$`)

func isDrawing(path string) bool { return drawingPath.MatchString(path) }

// Colours of the lines.
const (
	planColour   = "124E8C"
	actualColour = "B02A12"
)

// chart is the chart part of a curve: lines over nothing, so that the bars under them stay in
// sight, from 0 percent at the bottom to 100 at the top.
func (b *book) chart(s *sheet, c *curve) string {
	var out bytes.Buffer
	plot := s.width(c.begin(), c.last)
	share := float64(plot) / float64(plot+c.strip(s))
	out.WriteString(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n" +
		`<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">` +
		`<c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>`)
	fmt.Fprintf(&out, `<c:x val="0"/><c:y val="0"/><c:w val="%.5f"/><c:h val="1"/></c:manualLayout></c:layout><c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>`, share)
	for i, line := range c.lines {
		c.series(&out, s, i, line)
	}
	axis, labels := `<c:delete val="1"/>`, "none"
	if c.strip(s) > 0 {
		axis, labels = `<c:delete val="0"/>`, "nextTo"
	}
	const axes = `<c:marker val="1"/><c:axId val="1001"/><c:axId val="1002"/></c:lineChart>` +
		`<c:catAx><c:axId val="1001"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="1"/><c:axPos val="b"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="none"/><c:crossAx val="1002"/><c:crosses val="autoZero"/><c:auto val="1"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/><c:noMultiLvlLbl val="0"/></c:catAx>` +
		`<c:valAx><c:axId val="1002"/><c:scaling><c:orientation val="minMax"/><c:max val="100"/><c:min val="0"/></c:scaling>%s<c:axPos val="r"/><c:numFmt formatCode="0&quot;%%&quot;" sourceLinked="0"/><c:majorTickMark val="out"/><c:minorTickMark val="none"/><c:tickLblPos val="%s"/>` +
		`<c:spPr><a:ln w="6350"><a:solidFill><a:srgbClr val="7A8591"/></a:solidFill></a:ln></c:spPr><c:txPr><a:bodyPr/><a:p><a:pPr><a:defRPr sz="700"><a:solidFill><a:srgbClr val="` + ink + `"/></a:solidFill></a:defRPr></a:pPr><a:endParaRPr lang="id-ID"/></a:p></c:txPr>` +
		`<c:crossAx val="1001"/><c:crosses val="max"/><c:crossBetween val="midCat"/><c:majorUnit val="10"/></c:valAx><c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr></c:plotArea>`
	fmt.Fprintf(&out, axes, axis, labels)
	out.WriteString(`<c:legend><c:legendPos val="t"/><c:layout><c:manualLayout><c:xMode val="edge"/><c:yMode val="edge"/><c:x val="0.005"/><c:y val="0.002"/></c:manualLayout></c:layout><c:overlay val="1"/>` +
		`<c:spPr><a:solidFill><a:srgbClr val="FFFFFF"><a:alpha val="85000"/></a:srgbClr></a:solidFill><a:ln w="6350"><a:solidFill><a:srgbClr val="A6B0BB"/></a:solidFill></a:ln></c:spPr>` +
		`<c:txPr><a:bodyPr/><a:p><a:pPr><a:defRPr sz="900" b="1"><a:solidFill><a:srgbClr val="` + ink + `"/></a:solidFill></a:defRPr></a:pPr><a:endParaRPr lang="id-ID"/></a:p></c:txPr></c:legend>` +
		`<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart><c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr></c:chartSpace>`)
	return out.String()
}

// series is one line: from the cells of its row, with its figures.
func (c *curve) series(out *bytes.Buffer, s *sheet, index int, line curveLine) {
	colour, marker := planColour, `<c:symbol val="none"/>`
	if line.of.Actual {
		colour, marker = actualColour, `<c:symbol val="circle"/><c:size val="4"/><c:spPr><a:solidFill><a:srgbClr val="`+actualColour+`"/></a:solidFill><a:ln><a:noFill/></a:ln></c:spPr>`
	}
	from, last := c.first, c.lastFigure(line)
	zero := 0
	if c.fromZero {
		from, zero = c.first-1, 1
	}
	fmt.Fprintf(out, `<c:ser><c:idx val="%[1]d"/><c:order val="%[1]d"/><c:tx><c:v>%[2]s</c:v></c:tx><c:spPr><a:ln w="28575" cap="rnd"><a:solidFill><a:srgbClr val="%[3]s"/></a:solidFill><a:round/></a:ln></c:spPr><c:marker>%[4]s</c:marker><c:val>`,
		index, escape(nil, line.of.Title), colour, marker)
	begin, end := "<c:numLit>", "</c:numLit>"
	if line.row >= 0 {
		row := c.table.first + line.row
		begin = fmt.Sprintf("<c:numRef><c:f>%s</c:f><c:numCache>", escape(nil, quoted(s.name)+"!"+absolute(from, row)+":"+absolute(last, row)))
		end = "</c:numCache></c:numRef>"
	}
	fmt.Fprintf(out, `%s<c:formatCode>0.00</c:formatCode><c:ptCount val="%d"/>`, begin, last-from+1)
	if zero == 1 {
		out.WriteString(`<c:pt idx="0"><c:v>0</c:v></c:pt>`)
	}
	for i, point := range line.of.Points {
		if c.first+i <= last {
			fmt.Fprintf(out, `<c:pt idx="%d"><c:v>%s</c:v></c:pt>`, i+zero, point.String())
		}
	}
	out.WriteString(end + `</c:val><c:smooth val="0"/></c:ser>`)
}

// lastFigure is the last column that a line is drawn from: all periods, so that what is
// entered later is drawn too, unless a text stands in the way.
func (c *curve) lastFigure(line curveLine) int {
	for column := c.first + len(line.of.Points); column <= c.last && line.row >= 0; column++ {
		if _, holds := covering(c.table.table, line.row, column); holds == document.HoldsText {
			return c.first + len(line.of.Points) - 1
		}
	}
	return c.last
}
