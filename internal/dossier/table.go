package dossier

import (
	"strconv"
	"strings"

	"takar/internal/decimal"
	"takar/internal/document"
	"takar/internal/rab"
)

type number = decimal.Decimal

var zero = decimal.Zero

// eachHeading walks the work list: every heading with the pekerjaan right under it; place
// counts within its parent, from 1.
func (b *builder) eachHeading(visit func(level, place int, heading *rab.Heading, items []*rab.Pekerjaan)) {
	for i, top := range b.Project.Klasifikasi() {
		visit(0, i+1, top, nil)
		for j, sub := range b.Project.SubKlasifikasi(top.ID) {
			visit(1, j+1, sub, b.Project.PekerjaanOf(sub.ID))
		}
	}
}

// subtotal returns the sum of a heading.
func (b *builder) subtotal(heading *rab.Heading) *rab.Subtotal {
	if b.subtotals == nil {
		b.subtotals = make(map[int64]*rab.Subtotal, len(b.figures.Tree))
		for _, subtotal := range b.figures.Tree {
			b.subtotals[subtotal.Heading.ID] = subtotal
		}
	}
	return b.subtotals[heading.ID]
}

// wholeBobot is the sum of all printed shares: 100, or 0 while nothing has a price.
func (b *builder) wholeBobot() decimal.Decimal {
	whole := decimal.Zero
	for _, top := range b.Project.Klasifikasi() {
		whole = whole.Add(b.subtotal(top).BobotPrinted)
	}
	return whole
}

// headingRow is the row of a heading over all columns: its number and its name.
func headingRow(level, place int, heading *rab.Heading, columns int) document.Row {
	kind := document.Group
	if level > 0 {
		kind = document.Subgroup
	}
	return document.Row{
		Key: headingKey(heading), Kind: kind,
		Cells: []document.Cell{
			document.Words(rab.HeadingNumber(level, place)).At(document.Center), document.Words(heading.Name).Over(columns - 1),
		},
	}
}

// count is a running number, centred.
func count(n int) document.Cell { return document.Words(strconv.Itoa(n)).At(document.Center) }

// unit is a satuan, centred.
func unit(satuan string) document.Cell { return document.Words(satuan).At(document.Center) }

// blankly shows money as nothing while it is 0, of what is not known yet.
func blankly(cell document.Cell) document.Cell {
	if cell.Holds != document.HoldsNumber {
		return cell
	}
	return cell.As(document.Blank)
}

// marked marks a row that lacks something.
func marked(row document.Row, faults []string) document.Row {
	if len(faults) > 0 {
		row.Faulty, row.Fault = true, strings.Join(faults, ", ")
	}
	return row
}

// sumOver is the sum of the rows of pekerjaan that follow each other, in the column of the
// formula.
func sumOver(items []*rab.Pekerjaan) *document.Formula {
	if len(items) == 0 {
		return nil
	}
	return document.Calculation("SUM({0})", document.Ref{Row: pekerjaanKey(items[0].ID), To: pekerjaanKey(items[len(items)-1].ID)})
}

// mostSummed is how many single cells a SUM takes in all programs.
const mostSummed = 200

// sumOf is the sum of single cells; none when there are none, or more than a formula holds.
func sumOf(refs []document.Ref) *document.Formula {
	if len(refs) == 0 || len(refs) > mostSummed {
		return nil
	}
	holes := make([]string, len(refs))
	for i := range refs {
		holes[i] = "{" + strconv.Itoa(i) + "}"
	}
	return document.Calculation("SUM("+strings.Join(holes, ",")+")", refs...)
}
