package schedule

import (
	"takar/internal/decimal"
	"takar/internal/rab"
)

// NeedsQuery is what somebody asks of the needs over time.
type NeedsQuery struct {
	Filter rab.NeedsFilter // Filter.Tahapan also narrows the time to the days of the phase
	Unit   PeriodUnit
	Scope  *PeriodRange // nil: all of the time
	// ByPekerjaan keeps what each period needs for which pekerjaan.
	ByPekerjaan bool
}

// PeriodRange is the time from one period to another, both included.
type PeriodRange struct{ First, Last PeriodRef }

// In returns the days of the range in a project.
func (r PeriodRange) In(line Timeline) Span { return Span{r.First.In(line).From, r.Last.In(line).To} }

// NeedsOverTime are the needs of a project by the plan of each pekerjaan, within a week
// evenly over its calendar days. What is needed in the periods, what is planned outside of
// them, and what is not planned at all are together always the needs without a schedule,
// exactly (rulings F37; schedule Q16).
type NeedsOverTime struct {
	*rab.SpreadNeeds

	Scope     Span             // the days in which the periods lie
	Periods   []Period         // that the project has within the scope
	Unplanned []*rab.Pekerjaan // that the filter names, without any plan
	Untouched []*rab.Pekerjaan // of these, those without realisasi too
	Partly    int              // pekerjaan of which a part is not planned
	Over      int              // pekerjaan of which more is planned than there is
}

// The buckets around those of the periods, which begin at firstPeriod: what is planned before,
// after, and not at all.
const (
	before      = 0
	firstPeriod = 1
)

func (n *NeedsOverTime) after() int { return firstPeriod + len(n.Periods) }

// InScope returns what the periods need together.
func (n *NeedsOverTime) InScope() *rab.PartNeeds { return n.Part(firstPeriod, n.after()-1) }

// InPeriod returns what one of the periods needs.
func (n *NeedsOverTime) InPeriod(i int) *rab.PartNeeds {
	return n.Part(firstPeriod+i, firstPeriod+i)
}

// ForPekerjaan returns what one of the periods needs of a row by pekerjaan, for a query
// ByPekerjaan.
func (n *NeedsOverTime) ForPekerjaan(row, period int) []rab.WorkNeed {
	return n.ForWork(row, firstPeriod+period)
}

// Elsewhere returns what is planned, but not in the periods.
func (n *NeedsOverTime) Elsewhere() *rab.PartNeeds {
	return n.PartOf(func(row int) decimal.Decimal {
		return n.Quantity(row, before, before).Add(n.Quantity(row, n.after(), n.after()))
	})
}

// Unscheduled returns what is not planned.
func (n *NeedsOverTime) Unscheduled() *rab.PartNeeds { return n.Part(n.after()+1, n.after()+1) }

// InPeriodQuantity returns how much of a row one of the periods needs.
func (n *NeedsOverTime) InPeriodQuantity(row, i int) decimal.Decimal {
	return n.Quantity(row, firstPeriod+i, firstPeriod+i)
}

// InScopeQuantity returns how much of a row the periods need together.
func (n *NeedsOverTime) InScopeQuantity(row int) decimal.Decimal {
	return n.Quantity(row, firstPeriod, n.after()-1)
}

// UnscheduledQuantity returns how much of a row is not planned.
func (n *NeedsOverTime) UnscheduledQuantity(row int) decimal.Decimal {
	return n.Quantity(row, n.after()+1, n.after()+1)
}

// ScheduledQuantity returns how much of a row is planned, whenever.
func (n *NeedsOverTime) ScheduledQuantity(row int) decimal.Decimal {
	return n.Quantity(row, before, n.after())
}

// IsPlanned reports whether anything of what the filter leaves is planned.
func (n *NeedsOverTime) IsPlanned() bool {
	for row := range n.Rows {
		if !n.ScheduledQuantity(row).IsZero() {
			return true
		}
	}
	return false
}

// NeedsOf computes the needs of a project over time, once for all that is asked of them. A
// project that can have no schedule has no periods: nothing of it is planned.
func NeedsOf(p *rab.Project, query NeedsQuery) *NeedsOverTime {
	n := &NeedsOverTime{Scope: Span{0, -1}}
	s := needsSpread{NeedsOverTime: n, project: p}
	if line, err := TimelineOf(p.Header()); err == nil {
		s.plan(line, query)
	}
	n.listUnplanned(p, query.Filter)
	n.SpreadNeeds = p.SpreadNeeds(query.Filter, rab.Spread{
		Buckets: n.after() + 2, Whole: wholeWork, Parts: s.parts, ByPekerjaan: query.ByPekerjaan,
	})
	return n
}

func (n *NeedsOverTime) listUnplanned(p *rab.Project, filter rab.NeedsFilter) {
	inScope := p.NeedsScope(filter)
	for _, q := range p.WorkList() {
		if !inScope(q) {
			continue
		}
		planned, touched := false, false
		for _, row := range p.ProgressOf(q.ID) {
			planned = planned || !row.Planned.IsZero()
			touched = touched || !row.Actual.IsZero() || row.ActualCost.Valid
		}
		if planned {
			continue
		}
		n.Unplanned = append(n.Unplanned, q)
		if !touched {
			n.Untouched = append(n.Untouched, q)
		}
	}
}

// planEnd returns the last day for which anything is planned, or the last of the project when
// that is later.
func (t Timeline) planEnd(p *rab.Project) Day {
	last := 0
	for _, row := range p.Progress.All() {
		if !row.Planned.IsZero() {
			last = max(last, row.Week)
		}
	}
	return max(t.To, t.Week(max(1, last)).To)
}

// PeriodsOf returns the periods of a project, as far as its plan goes; none when it can have no
// schedule.
func PeriodsOf(p *rab.Project, unit PeriodUnit) []Period {
	line, err := TimelineOf(p.Header())
	if err != nil {
		return nil
	}
	return line.Periods(unit, Span{line.From, line.planEnd(p)})
}

// needsSpread divides the pekerjaan of a project into the buckets of needs over time.
type needsSpread struct {
	*NeedsOverTime

	project *rab.Project
	weeks   [][]rab.Part // of each week of the plan, by its number: the share of each bucket, of daysOfWeeks
}

// daysOfWeeks is divided by every number of days that a week can have.
const daysOfWeeks = 420

// wholeWork is 100 percent in parts of a day of any week.
var wholeWork = decimal.FromInt(100 * daysOfWeeks)

// plan finds the periods, and what each week gives to them.
func (s *needsSpread) plan(line Timeline, query NeedsQuery) {
	end := line.planEnd(s.project)
	s.Scope = Span{line.From, end}
	if query.Scope != nil {
		s.Scope = s.Scope.and(query.Scope.In(line))
	}
	if phase, ok := PhaseOf(s.project, query.Filter.Tahapan); ok {
		s.Scope = s.Scope.and(phase.Span)
	}
	s.Periods = line.Periods(query.Unit, s.Scope)
	s.weeks = make([][]rab.Part, line.WeekOf(end)+1)
	for number := 1; number < len(s.weeks); number++ {
		s.weeks[number] = s.partsOfWeek(line.Week(number))
	}
}

// and returns the days that two spans share.
func (s Span) and(other Span) Span { return Span{max(s.From, other.From), min(s.To, other.To)} }

// partsOfWeek divides a week between the buckets.
func (s *needsSpread) partsOfWeek(week Span) []rab.Part {
	var parts []rab.Part
	add := func(bucket, days int) {
		if days > 0 {
			parts = append(parts, rab.Part{Bucket: bucket, Share: decimal.FromInt(int64(daysOfWeeks / week.Days() * days))})
		}
	}
	days := func(span Span) int { return week.Overlap(span) }
	beginning := min(s.Scope.From, s.Scope.To+1) // of what comes after an empty scope
	add(before, days(Span{week.From, beginning - 1}))
	for i, period := range s.Periods {
		add(firstPeriod+i, days(period.Span.and(s.Scope)))
	}
	add(s.after(), days(Span{s.Scope.To + 1, week.To}))
	return parts
}

// parts divides a pekerjaan. What was typed as a volume is so much of it, whatever its volume is.
func (s *needsSpread) parts(q *rab.Pekerjaan) []rab.Part {
	var parts []rab.Part
	unplanned := rab.Part{Bucket: s.after() + 1, Share: wholeWork}
	add := func(part rab.Part) { // weeks of one bucket follow each other: each is one part, which every component is multiplied with
		unplanned.Share, unplanned.Volume = unplanned.Share.Sub(part.Share), unplanned.Volume.Sub(part.Volume)
		if last := len(parts) - 1; last >= 0 && parts[last].Bucket == part.Bucket {
			parts[last].Share, parts[last].Volume = parts[last].Share.Add(part.Share), parts[last].Volume.Add(part.Volume)
			return
		}
		parts = append(parts, part)
	}
	for _, row := range s.project.ProgressOf(q.ID) {
		if row.Planned.IsZero() || row.Week >= len(s.weeks) {
			continue
		}
		for _, part := range s.weeks[row.Week] {
			amount := row.Planned.Mul(part.Share)
			if row.PlannedByVolume {
				add(rab.Part{Bucket: part.Bucket, Volume: amount.Mul(decimal.Hundred)})
			} else {
				add(rab.Part{Bucket: part.Bucket, Share: amount})
			}
		}
	}
	if len(parts) > 0 {
		s.count(q)
	}
	return append(parts, unplanned)
}

// count notes whether all of a planned pekerjaan is planned.
func (s *needsSpread) count(q *rab.Pekerjaan) {
	planned, _ := s.project.WorkSums(q.ID)
	volume, _ := s.project.Volumes.Get(q.ID) // what has none needs nothing
	switch {
	case planned.Over(volume.Quantity):
		s.Over++
	case planned.PercentOf(volume.Quantity).Less(decimal.Hundred):
		s.Partly++
	}
}
