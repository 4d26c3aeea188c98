package schedule

import (
	"takar/internal/decimal"
	"takar/internal/rab"
)

// StandingOf returns how far a project is, by the rule of lists of projects (domain §3):
// pekerjaan are weighed by their cost, all alike while none has any, and one counts at most
// as a whole. A schedule that nobody filled costs nothing to look at.
func StandingOf(p *rab.Project) rab.Standing {
	if p.Progress.Len() == 0 {
		return rab.Standing{}
	}
	works := standingWorks(p)
	list, _ := weights(works, Evenly)
	total, done := decimal.Zero, decimal.Zero
	planned := make([]decimal.Decimal, rab.MaxWeeks+1)
	last := 0
	for i := range works {
		total = total.Add(list[i])
		percent, until := spread(p.ProgressOf(works[i].ID), works[i].Volume, list[i], planned)
		done = done.Add(list[i].Mul(decimal.Min(percent, decimal.Hundred)))
		last = max(last, until)
	}
	standing := rab.Standing{Realisasi: hundredths(done, total)}
	weeks := make([]int64, last)
	cumulative := decimal.Zero
	for week := 1; week <= last; week++ {
		cumulative = cumulative.Add(planned[week])
		weeks[week-1] = hundredths(cumulative, total)
		if standing.BehindFrom == "" && weeks[week-1] > standing.Realisasi {
			standing.BehindFrom = p.Header().DayAfterWeek(week)
		}
	}
	standing.Rencana = rab.PlanText(weeks)
	return standing
}

// spread adds the weighted plan of a pekerjaan to its weeks, up to the whole of it, and
// returns its realisasi in percent and the last week with a plan.
func spread(rows []*rab.Progress, volume decimal.Null, weight decimal.Decimal, planned []decimal.Decimal) (done decimal.Decimal, last int) {
	var actual rab.WorkSum
	cumulative := decimal.Zero
	for _, row := range rows {
		if !row.Actual.IsZero() {
			actual.Add(row.Actual, row.ActualByVolume)
		}
		if row.Planned.IsZero() || row.Week >= len(planned) {
			continue
		}
		share := rab.PercentOf(row.Planned, row.PlannedByVolume, volume)
		if cumulative = cumulative.Add(share); decimal.Hundred.Less(cumulative) {
			share = decimal.Max(decimal.Zero, share.Sub(cumulative.Sub(decimal.Hundred)))
		}
		planned[row.Week] = planned[row.Week].Add(weight.Mul(share))
		last = max(last, row.Week)
	}
	return actual.PercentOf(volume), last
}

// standingWorks lists the pekerjaan with their cost.
func standingWorks(p *rab.Project) []Work {
	figures := p.Figures()
	works := make([]Work, 0, p.Pekerjaan.Len())
	for _, row := range p.WorkList() {
		work := Work{ID: row.ID, Budget: row.BudgetedCost, Volume: p.QuantityOf(row.ID)}
		if line, ok := figures.LineOf(row.ID); ok && work.Budget.IsZero() {
			work.Budget = line.Total
		}
		works = append(works, work)
	}
	return works
}

// hundredths is a sum of weighted percents in hundredths of a percent of the whole, as the
// page of the schedule prints it; what is not complete is never rounded to all of it. 0
// without any work.
func hundredths(sum, total decimal.Decimal) int64 {
	share, err := sum.Mul(decimal.Hundred).Quo(total)
	if err != nil {
		return 0
	}
	const whole = 100 * 100
	n, _ := share.Round(0).Int64()
	if n == whole && share.Less(decimal.FromInt(whole)) {
		return whole - 1
	}
	return n
}
