package schedule

import (
	"math/big"

	"takar/internal/decimal"
)

// Baseline is a rencana kontrak: what a saved state of a project planned and what its
// pekerjaan were worth, without the rest of that state. It never changes (rulings F35).
type Baseline struct {
	timeline Timeline
	works    map[string]Work   // by the uid of their pekerjaan, without weeks
	planned  []decimal.Decimal // kurva S, cumulative by week from 0
	value    []decimal.Decimal // PV, the same in rupiah
}

// NewBaseline takes the plan of a saved state.
func NewBaseline(plan *Plan) *Baseline {
	b := &Baseline{
		timeline: plan.Timeline, works: make(map[string]Work, len(plan.Works)),
		planned: NewCurve(plan.Works, plan.Weeks, 0).Planned, value: NewEarned(plan.Works, plan.Weeks, 0).PV,
	}
	for _, work := range plan.Works {
		row, _ := plan.Project.Pekerjaan.Get(work.ID)
		b.works[row.UID] = Work{ID: work.ID, Budget: work.Budget, Volume: work.Volume}
	}
	return b
}

// against puts plan and budget of the rencana kontrak in the place of the present ones. What
// was done counts with the weight that the contract gives it: a pekerjaan that the contract
// does not know has none.
func (a *Analysis) against(b *Baseline) {
	works := make([]Work, len(a.Works))
	known := make(map[string]bool, len(a.Works))
	for i, work := range a.Works {
		row, _ := a.Project.Pekerjaan.Get(work.ID)
		known[row.UID] = true
		agreed := b.works[row.UID]
		works[i] = Work{ID: work.ID, Budget: agreed.Budget, Volume: agreed.Volume, Cells: work.Cells}
	}
	for uid, work := range b.works {
		if !known[uid] { // agreed, but no longer in the project: still part of the whole
			works = append(works, work)
		}
	}
	a.weighed = works
	a.Curve, a.Earned = NewCurve(works, a.Weeks, a.Status), NewEarned(works, a.Weeks, a.Status)
	for week := 1; week <= a.Weeks; week++ {
		end := a.Timeline.Week(week).To
		a.Curve.Planned[week] = b.timeline.reached(b.planned, end)
		a.Earned.PV[week] = b.timeline.reached(b.value, end)
	}
}

// reached returns what a cumulative series of weeks has come to at the end of a day, within a
// week evenly over its days.
func (t Timeline) reached(series []decimal.Decimal, day Day) decimal.Decimal {
	if day < t.From {
		return decimal.Zero
	}
	number := t.WeekOf(day)
	if number >= len(series) {
		return series[len(series)-1]
	}
	week := t.Week(number)
	if week.To <= day {
		return series[number]
	}
	part := decimal.FromRat(big.NewRat(int64(Span{week.From, day}.Days()), int64(week.Days())))
	return series[number-1].Add(series[number].Sub(series[number-1]).Mul(part))
}
