package docx

import (
	"strconv"
	"strings"

	"takar/internal/document"
)

func decimalText(n int) string { return strconv.Itoa(n) }

// drawable reports whether a table has a curve that can be shown.
func drawable(t *document.Table) bool {
	return t.Curve != nil && len(t.Curve.Lines) > 0 && len(t.Columns) > 0
}

// curvesOf finds the tables with a curve, in the order in which the body shows them.
func curvesOf(sections []*document.Section) []*document.Table {
	var tables []*document.Table
	for _, section := range sections {
		for _, block := range present(section.Blocks) {
			if t, ok := block.(*document.Table); ok && drawable(t) {
				tables = append(tables, t)
			}
		}
	}
	return tables
}

// drawChart shows the next chart, as wide as the page.
func (b *blocks) drawChart(t *document.Table, chained bool) {
	o := &b.out
	id := chartID(b.drawn)
	b.drawn++
	b.drawings++
	titles := make([]string, len(t.Curve.Lines))
	for i, line := range t.Curve.Lines {
		titles[i] = line.Title
	}
	o.raw(`<w:p><w:pPr><w:pStyle w:val="`, styleSign, `"/>`, keepNext(chained), `</w:pPr><w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">`)
	o.value(`<wp:extent cx="`, emus(b.room-20), `"`)
	o.value(` cy="`, emus(chartHeight(b.room)), `"/><wp:effectExtent l="0" t="0" r="0" b="0"/>`)
	o.value(`<wp:docPr id="`, b.drawings, `" name="Kurva S `+strconv.Itoa(b.drawn)+`" descr="Kurva S: `)
	o.escaped(strings.Join(titles, ", "))
	o.raw(`"/><wp:cNvGraphicFramePr/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">`,
		`<c:chart r:id="`, id, `"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>`)
}

// chartHeight is that of a chart in a room, both in tenths of a millimetre.
func chartHeight(room int) int { return min(800, max(500, room*3/10)) }

// Colours of the lines of a kurva S.
const (
	curvePlan   = "1F5FA8"
	curveActual = "C4610A"
)

// chart is the part of one kurva S: the percents at the ends of the periods, from 0 before
// the first one. Its values stand in it, without a workbook.
func (f *file) chart(t *document.Table) {
	o := &f.out
	periods := periodsOf(t)
	o.raw(declaration, `<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"`,
		` xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><c:roundedCorners val="0"/><c:chart>`,
		`<c:autoTitleDeleted val="1"/><c:plotArea><c:layout/><c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>`)
	for i := range t.Curve.Lines {
		f.series(i, &t.Curve.Lines[i], periods)
	}
	text := `<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="800"/></a:pPr><a:endParaRPr lang="id-ID"/></a:p></c:txPr>`
	thin := `<c:spPr><a:ln w="6350"><a:solidFill><a:srgbClr val="` + lineColour + `"/></a:solidFill></a:ln></c:spPr>`
	o.raw(`<c:marker val="1"/><c:axId val="1001"/><c:axId val="1002"/></c:lineChart>`,
		`<c:catAx><c:axId val="1001"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/><c:axPos val="b"/>`,
		`<c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="out"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>`, thin, text,
		`<c:crossAx val="1002"/><c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/>`)
	if skip := (len(periods) + 29) / 30; skip > 1 {
		o.value(`<c:tickLblSkip val="`, skip, `"/>`)
	}
	o.raw(`<c:noMultiLvlLbl val="1"/></c:catAx>`,
		`<c:valAx><c:axId val="1002"/><c:scaling><c:orientation val="minMax"/><c:max val="100"/><c:min val="0"/></c:scaling><c:delete val="0"/><c:axPos val="l"/>`,
		`<c:majorGridlines><c:spPr><a:ln w="6350"><a:solidFill><a:srgbClr val="D9DDE2"/></a:solidFill></a:ln></c:spPr></c:majorGridlines>`,
		`<c:numFmt formatCode="0&quot;%&quot;" sourceLinked="0"/><c:majorTickMark val="out"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>`, thin, text,
		`<c:crossAx val="1001"/><c:crosses val="autoZero"/><c:crossBetween val="midCat"/><c:majorUnit val="20"/></c:valAx>`,
		`<c:spPr><a:noFill/></c:spPr></c:plotArea><c:legend><c:legendPos val="b"/><c:overlay val="0"/>`, text, `</c:legend>`,
		`<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>`,
		`<c:spPr><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill><a:ln w="6350"><a:solidFill><a:srgbClr val="`+lineColour+`"/></a:solidFill></a:ln></c:spPr></c:chartSpace>`)
}

func (f *file) series(i int, line *document.CurveLine, periods []string) {
	o := &f.out
	colour, dash := curvePlan, "solid"
	if line.Actual {
		colour = curveActual
	}
	if i > 1 {
		dash = "dash"
	}
	o.value(`<c:ser><c:idx val="`, i, `"/>`)
	o.value(`<c:order val="`, i, `"/><c:tx><c:v>`)
	o.escaped(line.Title)
	o.raw(`</c:v></c:tx><c:spPr><a:ln w="28575" cap="rnd"><a:solidFill><a:srgbClr val="`, colour, `"/></a:solidFill><a:prstDash val="`, dash, `"/><a:round/></a:ln></c:spPr>`,
		`<c:marker><c:symbol val="none"/></c:marker><c:cat><c:strLit>`)
	o.value(`<c:ptCount val="`, len(periods)+1, `"/><c:pt idx="0"><c:v>0</c:v></c:pt>`)
	for n, period := range periods {
		o.value(`<c:pt idx="`, n+1, `"><c:v>`)
		o.escaped(period)
		o.raw(`</c:v></c:pt>`)
	}
	o.raw(`</c:strLit></c:cat><c:val><c:numLit><c:formatCode>0.00</c:formatCode>`)
	o.value(`<c:ptCount val="`, len(periods)+1, `"/><c:pt idx="0"><c:v>0</c:v></c:pt>`)
	for n, point := range line.Points {
		if n == len(periods) {
			break
		}
		o.value(`<c:pt idx="`, n+1, `"><c:v>`)
		o.raw(point.Round(6).String(), `</c:v></c:pt>`)
	}
	o.raw(`</c:numLit></c:val><c:smooth val="0"/></c:ser>`)
}

// periodsOf are the titles of the columns that a curve goes over, each as one line; when
// the columns are not found, as many numbers as there are points.
func periodsOf(t *document.Table) []string {
	var periods []string
	inside := false
	for _, column := range t.Columns {
		inside = inside || column.Key == t.Curve.First
		if inside {
			periods = append(periods, strings.Join(strings.Fields(column.Title), " "))
		}
		if inside && column.Key == t.Curve.Last {
			return periods
		}
	}
	periods = nil
	for _, line := range t.Curve.Lines {
		for len(periods) < len(line.Points) {
			periods = append(periods, strconv.Itoa(len(periods)+1))
		}
	}
	return periods
}
