package dossier

import (
	"takar/internal/decimal"
	"takar/internal/document"
)

// totals close the list of pekerjaan.
func (t *timeSchedule) totals(top, bottom string) []document.Row {
	var rows []document.Row
	label := func(text string) document.Cell { return document.Words(text).Over(t.fixed() - 1) }
	value := func(text string, amount decimal.Decimal) []document.Cell {
		if !t.weighedByMoney() {
			return []document.Cell{label(text)}
		}
		return []document.Cell{document.Words(text).Over(2), document.Number(amount)}
	}
	if !t.weights.Gone.IsZero() {
		cells := append(value("Pekerjaan rencana kontrak yang tidak ada lagi di proyek", t.weights.Gone), document.Number(t.weights.GoneBobot))
		rows = append(rows, document.Row{Key: rowGone, Cells: cells})
		bottom = rowGone
	}
	cells := value("JUMLAH", decimal.Sum(t.weights.Of...).Add(t.weights.Gone))
	sum := func(cell document.Cell) document.Cell {
		return cell.By(document.Calculation("SUM({0})", document.Ref{Row: top, To: bottom}))
	}
	if t.weighedByMoney() {
		cells[1] = sum(cells[1])
	}
	cells = append(cells, sum(document.Number(decimal.Sum(t.weights.Bobot...).Add(t.weights.GoneBobot))))
	return append(rows, document.Row{Key: rowJumlah, Kind: document.Total, Cells: cells})
}

// foot are the rows that are read off the curve.
func (t *timeSchedule) foot() []document.Row {
	line := func(key string, kind document.RowKind, label string, values []decimal.Decimal, as document.Kind, formula func(i int) *document.Formula) document.Row {
		row := document.Row{Key: key, Kind: kind, Cells: make([]document.Cell, 0, len(t.periods)+1)}
		row.Cells = append(row.Cells, document.Words(label).Over(t.fixed()))
		for i := range t.periods {
			cell := document.Cell{}
			if i < len(values) {
				cell = document.Number(values[i]).As(as)
				if formula != nil {
					cell = cell.By(formula(i))
				}
			}
			row.Cells = append(row.Cells, cell)
		}
		return row
	}
	at := func(key string, i int) document.Ref { return document.Ref{Row: key, Column: t.periods[i].key} }
	weekly := func(key string) func(i int) *document.Formula { // the difference of the cumulative row
		return func(i int) *document.Formula {
			if i == 0 {
				return document.Calculation("{0}", at(key, 0))
			}
			return document.Calculation("ROUND({0}-{1},2)", at(key, i), at(key, i-1))
		}
	}
	var planned func(i int) *document.Formula
	if t.linked && t.a.Baseline == nil {
		planned = t.cumulative(keyRencana)
	}
	var actual func(i int) *document.Formula
	if t.linked {
		actual = t.cumulative(keyRealisasi)
	}
	name := "mingguan"
	if t.months {
		name = "bulanan"
	}
	deviation := func(i int) *document.Formula {
		return document.Calculation("ROUND({0}-{1},2)", at(rowActualCumulative, i), at(rowPlannedCumulative, i))
	}
	return []document.Row{
		line(rowPlanned, document.Subtotal, "Rencana "+name+" (%)", t.footer.Planned, document.Percent, weekly(rowPlannedCumulative)),
		line(rowPlannedCumulative, document.Subtotal, "Rencana kumulatif (%)", t.footer.PlannedCumulative, document.Percent, planned),
		line(rowActual, document.Subtotal, "Realisasi "+name+" (%)", t.footer.Actual, document.Percent, weekly(rowActualCumulative)),
		line(rowActualCumulative, document.Subtotal, "Realisasi kumulatif (%)", t.footer.ActualCumulative, document.Percent, actual),
		line(rowDeviation, document.Total, "Deviasi (%)", t.footer.Deviation, document.Points, deviation),
	}
}

// cumulative is the curve at a week: what all pekerjaan come to until then, by their weights.
func (t *timeSchedule) cumulative(grid string) func(i int) *document.Formula {
	return func(i int) *document.Formula {
		until := document.Ref{Section: grid, Row: rowWeighed, Column: t.periods[0].key}
		if i > 0 {
			until.ToColumn = t.periods[i].key
		}
		return document.Calculation("ROUND(SUM({0})/{1},2)", until, document.Ref{Section: grid, Row: rowWeighed, Column: columnDasar})
	}
}

// curve is the kurva S over the pekerjaan.
func (t *timeSchedule) curve(top, bottom string) *document.Curve {
	curve := &document.Curve{
		First: t.periods[0].key, Last: t.periods[len(t.periods)-1].key, Top: top, Bottom: bottom,
		Lines: []document.CurveLine{{Title: "Rencana", Points: t.footer.PlannedCumulative, Row: rowPlannedCumulative}},
	}
	if len(t.footer.ActualCumulative) > 0 {
		curve.Lines = append(curve.Lines, document.CurveLine{Title: "Realisasi", Actual: true, Points: t.footer.ActualCumulative, Row: rowActualCumulative})
	}
	return curve
}
