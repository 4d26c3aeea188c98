package schedule

import "takar/internal/decimal"

// Cell is what is stored of a pekerjaan in one week.
type Cell struct {
	Week    int             // from 1; weeks after the end of the project may hold realisasi
	Planned decimal.Decimal // percent of the whole pekerjaan, of this week alone
	Actual  decimal.Decimal // the same, of what was done
	Cost    decimal.Null    // rupiah spent in this week; not valid: not entered
}

// Work is a pekerjaan as curves see it.
type Work struct {
	ID     int64
	Budget decimal.Decimal // rupiah: its own budget where it has one, else volume × harga satuan
	Volume decimal.Null
	Cells  []Cell
}

// Basis is by what pekerjaan are weighed against each other.
type Basis string

// The bases. Curves by anything but money are marked as unweighted.
const (
	ByHarga  Basis = "harga"
	ByVolume Basis = "volume" // no pekerjaan has a price; one without a volume counts 1
	Evenly   Basis = "sama"   // each pekerjaan counts 1
)

// weights returns the weight of each pekerjaan, and by what it is: by money where there is
// any, else by the other basis.
func weights(works []Work, without Basis) ([]decimal.Decimal, Basis) {
	list := make([]decimal.Decimal, len(works))
	total := decimal.Zero
	for i := range works {
		list[i] = works[i].Budget
		total = total.Add(list[i])
	}
	if !total.IsZero() {
		return list, ByHarga
	}
	for i := range works {
		list[i] = decimal.One
		if without == ByVolume && works[i].Volume.Valid && !works[i].Volume.Decimal.IsZero() {
			list[i] = works[i].Volume.Decimal
		}
	}
	return list, without
}

// Curve is a kurva S: percent of the whole project done at the end of each week. Both series
// begin with week 0, where nothing is done.
type Curve struct {
	Basis   Basis
	Planned []decimal.Decimal // of every week, with full precision
	Actual  []decimal.Decimal // up to the week of the status date; nil without one
}

// NewCurve adds up the work of a number of weeks. status is the last week of which realisasi
// is known, 0 for none: the series of realisasi ends there (schedule §9, Q10; rulings F33).
func NewCurve(works []Work, weeks, status int) *Curve {
	list, basis := weights(works, ByVolume)
	planned, actual := make([]decimal.Decimal, weeks+1), make([]decimal.Decimal, status+1)
	total := decimal.Zero
	for i := range works {
		total = total.Add(list[i])
		for _, cell := range works[i].Cells {
			if cell.Week <= weeks {
				planned[cell.Week] = planned[cell.Week].Add(cell.Planned.Mul(list[i]))
			}
			if cell.Week <= status {
				actual[cell.Week] = actual[cell.Week].Add(cell.Actual.Mul(list[i]))
			}
		}
	}
	c := &Curve{Basis: basis, Planned: cumulate(planned, total)}
	if status > 0 {
		c.Actual = cumulate(actual, total)
	}
	return c
}

// cumulate adds up and divides once, so that nothing is lost on the way.
func cumulate(list []decimal.Decimal, total decimal.Decimal) []decimal.Decimal {
	sum := decimal.Zero
	for i, value := range list {
		sum = sum.Add(value)
		if quotient, err := sum.Quo(total); err == nil { // without work there is nothing done
			list[i] = quotient
		}
	}
	return list
}

// Deviation is realisasi less rencana at the end of a week, in percentage points: negative is
// late (schedule §9.3, §24.4). ok is false after the status date.
func (c *Curve) Deviation(week int) (points decimal.Decimal, ok bool) {
	if week >= len(c.Actual) {
		return decimal.Zero, false
	}
	return c.Actual[week].Sub(c.PlannedAt(week)), true
}

// PlannedAt is the plan at the end of a week, also of one after the end of the project.
func (c *Curve) PlannedAt(week int) decimal.Decimal {
	return c.Planned[min(week, len(c.Planned)-1)]
}
