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
	works, last := standingWorks(p)
	list, _ := weights(works, Evenly)
	total, done := decimal.Zero, decimal.Zero
	planned := make([]decimal.Decimal, last+1)
	for i := range works {
		total = total.Add(list[i])
		_, actual := p.WorkSums(works[i].ID)
		done = done.Add(list[i].Mul(decimal.Min(actual.PercentOf(works[i].Volume), decimal.Hundred)))
		cumulative := decimal.Zero
		for _, cell := range works[i].Cells {
			before := decimal.Min(cumulative, decimal.Hundred)
			cumulative = cumulative.Add(cell.Planned)
			planned[cell.Week] = planned[cell.Week].Add(list[i].Mul(decimal.Min(cumulative, decimal.Hundred).Sub(before)))
		}
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

// standingWorks lists the pekerjaan with their cost and their plan, and the last week that
// anything is known of.
func standingWorks(p *rab.Project) (works []Work, last int) {
	figures := p.Figures()
	for _, row := range p.WorkList() {
		work := Work{ID: row.ID, Budget: row.BudgetedCost, Volume: p.QuantityOf(row.ID)}
		if line, ok := figures.LineOf(row.ID); ok && work.Budget.IsZero() {
			work.Budget = line.Total
		}
		for _, week := range p.ProgressOf(row.ID) {
			work.Cells = append(work.Cells, CellOf(week, work.Volume))
			last = max(last, week.Week)
		}
		works = append(works, work)
	}
	return works, last
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
