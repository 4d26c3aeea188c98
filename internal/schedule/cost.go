package schedule

import "takar/internal/decimal"

// WeekCost is money of one week. Amounts have 2 decimal places and are differences of rounded
// running sums: those of the weeks add up to the cumulative one, and those of a pekerjaan to
// its whole.
type WeekCost struct {
	Cost, Cumulative decimal.Decimal
	Parts            []CostPart // pekerjaan with anything in the week, in the order of the work list
}

// CostPart is what a pekerjaan has in a week.
type CostPart struct {
	PekerjaanID int64
	Cost        decimal.Decimal
}

// Costs are plan, earned value and actual cost of each week; index 0 is week 1.
type Costs struct {
	Planned        []WeekCost
	Earned, Actual []WeekCost // up to the status date
}

// costPlaces are the decimal places of rupiah in a series.
const costPlaces = 2

// LastWeek is the last week in which anything is planned, done or spent, or the week of the
// status date if that is later; 0 for an empty schedule.
func (p *Plan) LastWeek() int {
	last := p.Status
	for i := range p.Works {
		for _, cell := range p.Works[i].Cells {
			if !cell.Planned.IsZero() || !cell.Actual.IsZero() || cell.Cost.Valid {
				last = max(last, cell.Week)
			}
		}
	}
	return last
}

// Costs returns the money of the first weeks by the budgets of the plan itself. Without any
// budget each pekerjaan counts 1 (schedule §10.6). The cost of a week without an entered one
// is what it earned (schedule §10.3).
func (p *Plan) Costs(weeks int) Costs {
	budgets, _ := weights(p.Works, Evenly)
	until := min(p.Status, weeks)
	planned, earned, actual := newCostSeries(weeks), newCostSeries(until), newCostSeries(until)
	for i := range p.Works {
		work := &p.Works[i]
		planned.next(work.ID)
		earned.next(work.ID)
		actual.next(work.ID)
		for _, cell := range work.Cells {
			planned.add(cell.Week, budgets[i].Percent(cell.Planned))
			value := budgets[i].Percent(cell.Actual)
			earned.add(cell.Week, value)
			if cell.Cost.Valid {
				value = cell.Cost.Decimal
			}
			actual.add(cell.Week, value)
		}
	}
	return Costs{Planned: planned.close(), Earned: earned.close(), Actual: actual.close()}
}

// costSeries adds up the weeks of one pekerjaan after the other.
type costSeries struct {
	weeks     []WeekCost
	exact     []decimal.Decimal
	pekerjaan int64
	running   decimal.Decimal // of the pekerjaan, exact
}

func newCostSeries(weeks int) *costSeries {
	return &costSeries{weeks: make([]WeekCost, weeks), exact: make([]decimal.Decimal, weeks)}
}

func (s *costSeries) next(pekerjaan int64) { s.pekerjaan, s.running = pekerjaan, decimal.Zero }

func (s *costSeries) add(week int, value decimal.Decimal) {
	if value.IsZero() || week > len(s.weeks) {
		return
	}
	s.exact[week-1] = s.exact[week-1].Add(value)
	before := s.running.Round(costPlaces)
	s.running = s.running.Add(value)
	s.weeks[week-1].Parts = append(s.weeks[week-1].Parts, CostPart{s.pekerjaan, s.running.Round(costPlaces).Sub(before)})
}

// close rounds the running sums of the weeks.
func (s *costSeries) close() []WeekCost {
	running, before := decimal.Zero, decimal.Zero
	for i, value := range s.exact {
		running = running.Add(value)
		s.weeks[i].Cumulative = running.Round(costPlaces)
		s.weeks[i].Cost = s.weeks[i].Cumulative.Sub(before)
		before = s.weeks[i].Cumulative
	}
	return s.weeks
}

// InBlocks adds up the weeks of a pekerjaan in fours, as older clients make months (rulings
// F38); index 0 is weeks 1 to 4.
func InBlocks(cells []Cell, weeks int) (planned, actual []decimal.Decimal) {
	count := (weeks + blockWeeks - 1) / blockWeeks
	planned, actual = make([]decimal.Decimal, count), make([]decimal.Decimal, count)
	for _, cell := range cells {
		if block := (cell.Week - 1) / blockWeeks; block < count {
			planned[block], actual[block] = planned[block].Add(cell.Planned), actual[block].Add(cell.Actual)
		}
	}
	return planned, actual
}

// blockWeeks is how many weeks a block has.
const blockWeeks = 4
