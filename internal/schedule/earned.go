package schedule

import "takar/internal/decimal"

// Earned is the earned value of a project (domain §6.7; schedule §10, §22.1). Series begin
// with week 0. EV and AC end at the status date: after it nobody knows (rulings F33).
type Earned struct {
	BAC         decimal.Decimal // the whole budget
	Unweighted  bool            // no budget at all: each pekerjaan counts 1, and amounts are no rupiah
	CostEntered bool            // some cost was entered; without any AC would only repeat EV
	Status      int             // week of the status date; 0: none, and no index is known
	PV, EV, AC  []decimal.Decimal
}

// NewEarned adds up budget, plan, realisasi and cost of a number of weeks. The cost of a cell
// without an entered one is what it earned (schedule §10.3).
func NewEarned(works []Work, weeks, status int) *Earned {
	budgets, basis := weights(works, Evenly)
	e := &Earned{
		Unweighted: basis != ByHarga, Status: status,
		PV: make([]decimal.Decimal, weeks+1), EV: make([]decimal.Decimal, status+1), AC: make([]decimal.Decimal, status+1),
	}
	for i := range works {
		e.BAC = e.BAC.Add(budgets[i])
		for _, cell := range works[i].Cells {
			if cell.Week <= weeks {
				e.PV[cell.Week] = e.PV[cell.Week].Add(budgets[i].Percent(cell.Planned))
			}
			if cell.Week > status {
				continue
			}
			earned := budgets[i].Percent(cell.Actual)
			cost := earned
			if cell.Cost.Valid {
				cost, e.CostEntered = cell.Cost.Decimal, true
			}
			e.EV[cell.Week] = e.EV[cell.Week].Add(earned)
			e.AC[cell.Week] = e.AC[cell.Week].Add(cost)
		}
	}
	for _, series := range [][]decimal.Decimal{e.PV, e.EV, e.AC} {
		for week := 1; week < len(series); week++ {
			series[week] = series[week].Add(series[week-1])
		}
	}
	return e
}

// Indices are the figures of earned value at the end of one week. Amounts have 2 decimal
// places, indices 4; one that is not valid cannot be told: nothing was planned or done, or no
// cost was entered (rulings F39).
type Indices struct {
	Week                         int
	PV, EV, AC                   decimal.Decimal
	SV                           decimal.Decimal // EV − PV
	CV, SPI, CPI                 decimal.Null
	EAC                          [3]decimal.Null // BAC ÷ CPI; AC + BAC − EV; AC + (BAC − EV) ÷ (CPI × SPI)
	ETC, VAC                     decimal.Null    // of the first EAC
	TCPI                         decimal.Null    // (BAC − EV) ÷ (BAC − AC)
	EarnedSchedule, ScheduleTime decimal.Null    // ES in weeks, and SPI(t) = ES ÷ weeks passed
}

// At returns the indices at the end of a week up to the status date.
func (e *Earned) At(week int) Indices {
	n := Indices{Week: week, PV: e.plannedAt(week).Round(2), EV: e.EV[week].Round(2), AC: e.AC[week].Round(2)}
	planned, earned, cost := e.plannedAt(week), e.EV[week], e.AC[week]
	n.SV = earned.Sub(planned).Round(2)
	n.SPI = index(earned, planned)
	if e.CostEntered {
		n.CV = decimal.Some(earned.Sub(cost).Round(2))
		n.CPI = index(earned, cost)
		n.TCPI = index(e.BAC.Sub(earned), e.BAC.Sub(cost))
		n.EAC = e.atCompletion(planned, earned, cost)
	}
	if first := n.EAC[0]; first.Valid {
		n.ETC = decimal.Some(decimal.Max(decimal.Zero, first.Decimal.Sub(n.AC)))
		n.VAC = decimal.Some(e.BAC.Sub(first.Decimal).Round(2))
	}
	if at, ok := e.schedule(earned); ok && week > 0 {
		n.EarnedSchedule = decimal.Some(at.Round(4))
		n.ScheduleTime = index(at, decimal.FromInt(int64(week)))
	}
	return n
}

// atCompletion estimates the whole cost in the three usual ways (schedule §22.1).
func (e *Earned) atCompletion(planned, earned, cost decimal.Decimal) (list [3]decimal.Null) {
	rest := e.BAC.Sub(earned)
	list[1] = decimal.Some(cost.Add(rest).Round(2))
	if earned.IsZero() {
		return list // CPI is 0: nothing can be told from what was done
	}
	if value, err := e.BAC.Mul(cost).Quo(earned); err == nil {
		list[0] = decimal.Some(value.Round(2))
	}
	// (BAC − EV) ÷ (EV/AC × EV/PV) = (BAC − EV) × AC × PV ÷ EV²
	if value, err := rest.Mul(cost).Mul(planned).Quo(earned.Mul(earned)); err == nil {
		list[2] = decimal.Some(cost.Add(value).Round(2))
	}
	return list
}

// index is a quotient with 4 decimal places; not valid where the divisor is 0.
func index(value, of decimal.Decimal) decimal.Null {
	quotient, err := value.Quo(of)
	if err != nil {
		return decimal.Null{}
	}
	return decimal.Some(quotient.Round(4))
}

func (e *Earned) plannedAt(week int) decimal.Decimal { return e.PV[min(week, len(e.PV)-1)] }

// schedule returns at which time of the plan as much was to be done as is earned now, in
// weeks; within a week by proportion (schedule §22.1, golden case B8).
func (e *Earned) schedule(earned decimal.Decimal) (weeks decimal.Decimal, ok bool) {
	last := e.lastPlanned()
	if last == 0 {
		return decimal.Zero, false
	}
	if !earned.Less(e.PV[last]) {
		return decimal.FromInt(int64(last)), true
	}
	week := last - 1
	for earned.Less(e.PV[week]) {
		week--
	}
	part, err := earned.Sub(e.PV[week]).Quo(e.PV[week+1].Sub(e.PV[week]))
	return decimal.FromInt(int64(week)).Add(part), err == nil
}

// lastPlanned is the last week in which anything is planned, 0 for none.
func (e *Earned) lastPlanned() int {
	last := len(e.PV) - 1
	for last > 0 && e.PV[last].Equal(e.PV[last-1]) {
		last--
	}
	return last
}

// Forecast tells when the project will be done at the pace so far (rulings F41). Weeks are
// counted from the start, with 2 decimal places; one that is not valid cannot be told.
type Forecast struct {
	Planned  int          // week in which the plan ends
	BySPI    decimal.Null // status + (planned − ES) ÷ SPI(t)
	ByRecent decimal.Null // status + what is left ÷ mean of the last 4 weeks
	Needed   decimal.Null // percent a week from now on that would keep the end; not valid after it
}

// Forecast looks ahead from the status date.
func (e *Earned) Forecast() Forecast {
	f := Forecast{Planned: e.lastPlanned()}
	if e.Status == 0 || f.Planned == 0 {
		return f
	}
	status := decimal.FromInt(int64(e.Status))
	earned := e.EV[e.Status]
	left := decimal.Max(decimal.Zero, e.PV[f.Planned].Sub(earned))
	if left.IsZero() {
		f.BySPI, f.ByRecent = decimal.Some(status), decimal.Some(status)
		return f
	}
	if at, ok := e.schedule(earned); ok && !at.IsZero() { // ÷ SPI(t) = × status ÷ ES
		rest := decimal.FromInt(int64(f.Planned)).Sub(at)
		if weeks, err := rest.Mul(status).Quo(at); err == nil {
			f.BySPI = decimal.Some(status.Add(weeks).Round(2))
		}
	}
	recent := min(4, e.Status)
	done := earned.Sub(e.EV[e.Status-recent])
	if weeks, err := left.Mul(decimal.FromInt(int64(recent))).Quo(done); err == nil {
		f.ByRecent = decimal.Some(status.Add(weeks).Round(2))
	}
	if f.Planned > e.Status {
		if percent, err := left.Mul(decimal.Hundred).Quo(e.BAC.Mul(decimal.FromInt(int64(f.Planned - e.Status)))); err == nil {
			f.Needed = decimal.Some(percent.Round(PercentPlaces))
		}
	}
	return f
}
