package schedule

import (
	"fmt"

	"takar/internal/decimal"
	"takar/internal/rab"
)

// Analysis is what follows from the schedule of one snapshot: kurva S, earned value,
// forecast, and how late the contract is. It holds for everybody with the same rights.
type Analysis struct {
	*Plan

	Baseline *Baseline // rencana kontrak that rencana and budget are of; nil: the present plan
	Curve    *Curve
	Earned   *Earned
	Now      *Indices // at the status date; nil without one
	Forecast Forecast
	Finish   rab.Date // by Forecast.BySPI; "" when it cannot be told
	YearEnd  rab.Date // until when the money of the contract lasts
	Standing Standing // at the status date; OnTime without one
	Warning  Warning
	Crossing int // week in which the contract becomes critical at the pace so far; 0: none in sight

	weighed []Work // the works, with the weights that the curve gives them; behind them those of the rencana kontrak that are gone
}

// NewAnalysis reckons a plan, against the rencana kontrak when there is one (rulings F35).
func NewAnalysis(plan *Plan, baseline *Baseline) *Analysis {
	a := &Analysis{
		Plan: plan, Baseline: baseline, YearEnd: yearEnd(plan.Project), Standing: OnTime, weighed: plan.Works,
		Curve: NewCurve(plan.Works, plan.Weeks, plan.Status), Earned: NewEarned(plan.Works, plan.Weeks, plan.Status),
	}
	if baseline != nil {
		a.against(baseline)
	}
	if plan.Status == 0 {
		return a
	}
	now := a.Earned.At(plan.Status)
	a.Now = &now
	a.Forecast = a.Earned.Forecast()
	a.Finish = a.finish(a.Forecast.BySPI)
	planned, actual := a.Curve.PlannedAt(plan.Status), a.Curve.Actual[plan.Status]
	a.Standing = plan.Rule.Judge(planned, actual, a.Finish != "" && a.YearEnd < a.Finish)
	a.Warning = plan.Rule.Warn(planned, actual)
	a.Crossing = a.crossing()
	return a
}

// yearEnd is the last day of the budget year: as said, else of the year of the contract,
// else of the project (rulings F41).
func yearEnd(p *rab.Project) rab.Date {
	if end := p.Schedule().BudgetYearEnd; end != "" {
		return end
	}
	year := p.Contract().TahunAnggaran
	if year == 0 {
		year = p.Header().TahunProject
	}
	return rab.Date(fmt.Sprintf("%04d-12-31", year))
}

// finish returns the day that a number of weeks from the start ends on; a part of a week
// counts as days, rounded up.
func (a *Analysis) finish(weeks decimal.Null) rab.Date {
	if !weeks.Valid {
		return ""
	}
	whole, _ := weeks.Decimal.Floor().Int64()
	if whole >= 10*MaxWeeks {
		return "" // nobody can tell
	}
	end := a.Timeline.From - 1
	if whole > 0 {
		end = a.Timeline.Week(int(whole)).To
	}
	rest := weeks.Decimal.Sub(decimal.FromInt(whole))
	days, _ := rest.Mul(decimal.FromInt(int64(a.Timeline.Week(int(whole) + 1).Days()))).Ceil().Int64()
	return (end + Day(days)).Date()
}

// crossing returns the first week after the status date in which the contract becomes
// critical when work goes on at the mean pace of the last four weeks (schedule §24.9).
func (a *Analysis) crossing() int {
	if a.Standing != OnTime && a.Standing != Late {
		return a.Status
	}
	recent := min(4, a.Status)
	done := a.Curve.Actual[a.Status]
	pace, err := done.Sub(a.Curve.Actual[a.Status-recent]).Quo(decimal.FromInt(int64(recent)))
	if err != nil {
		return 0
	}
	for week := a.Status + 1; week < len(a.Curve.Planned); week++ {
		done = decimal.Min(decimal.Hundred, done.Add(pace))
		if standing := a.Rule.Judge(a.Curve.Planned[week], done, false); standing != OnTime && standing != Late {
			return week
		}
	}
	return 0
}

// Footer are the rows under a schedule, in percent of the whole project with 2 decimal
// places. Index 0 is week 1. Weekly figures are the differences of the cumulative ones, so
// that they add up on paper; those of realisasi end with the status date.
type Footer struct {
	Planned, PlannedCumulative []decimal.Decimal
	Actual, ActualCumulative   []decimal.Decimal
	Deviation                  []decimal.Decimal
}

// Footer prints the curve.
func (a *Analysis) Footer() Footer {
	return footer(a.Curve.Planned, a.Curve.Actual)
}

func footer(planned, actual []decimal.Decimal) Footer {
	var f Footer
	f.Planned, f.PlannedCumulative = printed(planned)
	f.Actual, f.ActualCumulative = printed(actual)
	for i, done := range f.ActualCumulative {
		f.Deviation = append(f.Deviation, done.Sub(f.PlannedCumulative[i]))
	}
	return f
}

func printed(series []decimal.Decimal) (weekly, cumulative []decimal.Decimal) {
	before := decimal.Zero
	for i, value := range series {
		if i == 0 {
			continue
		}
		now := value.Round(PercentPlaces)
		weekly, cumulative = append(weekly, now.Sub(before)), append(cumulative, now)
		before = now
	}
	return weekly, cumulative
}

// Sum returns what the weeks of a pekerjaan add up to, in percent with full precision.
func (w *Work) Sum() (planned, actual decimal.Decimal) {
	for _, cell := range w.Cells {
		planned, actual = planned.Add(cell.Planned), actual.Add(cell.Actual)
	}
	return planned, actual
}

// Cost returns what was spent on a pekerjaan, and whether any of it was entered.
func (w *Work) Cost() (cost decimal.Decimal, entered bool) {
	for _, cell := range w.Cells {
		cost, entered = cost.Add(cell.Cost.OrZero()), entered || cell.Cost.Valid
	}
	return cost, entered
}

// MonthWork is a pekerjaan by calendar months, in percent with 2 decimal places. What is
// planned or done is divided by the days of each week, so that months add up to the weeks;
// work after the end of the project stands in the last month.
type MonthWork struct {
	ID              int64
	Planned, Actual []decimal.Decimal
}

// ByMonth is the schedule by the months of Timeline.Months.
type ByMonth struct {
	Works  []MonthWork
	Footer Footer // index 0 is the first month; realisasi ends with the month of the status date, deviasi with the last whole one
}

// ByMonth divides the schedule into calendar months (rulings F38).
func (a *Analysis) ByMonth() ByMonth {
	periods := a.months()
	weeks := make([]Span, a.Weeks)
	for i := range weeks {
		weeks[i] = a.Timeline.Week(i + 1)
	}
	last := len(periods) - 1
	result := ByMonth{Works: make([]MonthWork, len(a.Works))}
	for i := range a.Works {
		work := &a.Works[i]
		planned, actual := make([]decimal.Decimal, a.Weeks), make([]decimal.Decimal, a.Weeks)
		for _, cell := range work.Cells {
			planned[cell.Week-1], actual[cell.Week-1] = cell.Planned.Round(PercentPlaces), cell.Actual.Round(PercentPlaces)
		}
		month := MonthWork{ID: work.ID, Planned: OverPeriods(planned, weeks, periods), Actual: OverPeriods(actual, weeks, periods)}
		month.Planned[last] = month.Planned[last].Add(month.Planned[last+1])
		month.Actual[last] = month.Actual[last].Add(month.Actual[last+1])
		month.Planned, month.Actual = month.Planned[:last+1], month.Actual[:last+1]
		result.Works[i] = month
	}
	result.Footer = a.monthFooter(periods)
	return result
}

// months are the days of the months of the project.
func (a *Analysis) months() []Span {
	months := a.Timeline.Months()
	periods := make([]Span, len(months))
	for i := range months {
		periods[i] = months[i].Span
	}
	return periods
}

// monthFooter reads the curve at the ends of the months.
func (a *Analysis) monthFooter(periods []Span) Footer {
	planned, actual := []decimal.Decimal{decimal.Zero}, []decimal.Decimal{decimal.Zero}
	for i, period := range periods {
		end := period.To
		if i == len(periods)-1 {
			end = max(end, a.Timeline.Week(a.Weeks).To)
		}
		planned = append(planned, a.Timeline.reached(a.Curve.Planned, end))
		if a.Status > 0 && period.From <= a.Timeline.Week(a.Status).To {
			actual = append(actual, a.Timeline.reached(a.Curve.Actual, end))
		}
	}
	f := footer(planned, actual)
	if months := len(f.Deviation); months > 0 && a.Timeline.Week(a.Status).To < periods[months-1].To {
		f.Deviation = f.Deviation[:months-1] // the plan of a whole month is not compared with a part of it
	}
	return f
}

// Reached returns cumulative rencana and realisasi at the end of a day up to the status date,
// within a week evenly over its days, and the deviasi between them: in percent of the whole
// project with 2 decimal places, as Footer prints them.
func (a *Analysis) Reached(day Day) (planned, actual, deviation decimal.Decimal) {
	planned, actual = a.PlannedOn(day), a.Timeline.reached(a.Curve.Actual, day).Round(PercentPlaces)
	return planned, actual, actual.Sub(planned)
}

// PlannedOn returns the cumulative rencana at the end of any day.
func (a *Analysis) PlannedOn(day Day) decimal.Decimal {
	return a.Timeline.reached(a.Curve.Planned, day).Round(PercentPlaces)
}

// StandingAt returns how late the contract was at the end of a day up to the status date.
// Whether the work passes the end of the budget year is known at the status date only.
func (a *Analysis) StandingAt(day Day) Standing {
	if day == a.Timeline.Week(a.Status).To {
		return a.Standing
	}
	return a.Rule.Judge(a.Timeline.reached(a.Curve.Planned, day), a.Timeline.reached(a.Curve.Actual, day), false)
}

// WarningAt is the early warning at the end of a day up to the status date.
func (a *Analysis) WarningAt(day Day) Warning {
	return a.Rule.Warn(a.Timeline.reached(a.Curve.Planned, day), a.Timeline.reached(a.Curve.Actual, day))
}
