package schedule

import (
	"strings"

	"takar/internal/decimal"
	"takar/internal/rab"
)

// Plan is the schedule of one snapshot of a project: its weeks, and its work in them.
type Plan struct {
	Project  *rab.Project
	Timeline Timeline
	Calendar Calendar
	Rule     CriticalRule
	Works    []Work // in the order of the work list, with percents at full precision
	Status   int    // week of the status date, 0 for none (rulings F33)
	Weeks    int    // of the project, and after it as far as realisasi is known or noted
	Closed   int    // last closed week, 0 for none

	places map[int64]int // of works, by pekerjaan
}

// Work returns the work of a pekerjaan.
func (p *Plan) Work(pekerjaan int64) (*Work, bool) {
	i, ok := p.places[pekerjaan]
	if !ok {
		return nil, false
	}
	return &p.Works[i], true
}

// NewPlan reads the schedule of a snapshot. It fails when the project has no dates, or too
// many weeks; the error is a sentence for people.
func NewPlan(p *rab.Project) (*Plan, error) {
	line, err := TimelineOf(p.Header())
	if err != nil {
		return nil, err
	}
	setting := p.Schedule()
	plan := &Plan{
		Project: p, Timeline: line, Calendar: CalendarOf(setting), Rule: RuleOf(setting),
		Weeks: line.WeekCount(), Closed: line.closed(setting.ClosedUntil), places: make(map[int64]int, p.Pekerjaan.Len()),
	}
	figures := p.Figures()
	last := 0 // week with realisasi or cost
	for _, row := range p.WorkList() {
		work := Work{ID: row.ID}
		if line, ok := figures.LineOf(row.ID); ok {
			work.Budget, work.Volume = line.Total, line.Volume
		}
		if !row.BudgetedCost.IsZero() {
			work.Budget = row.BudgetedCost
		}
		weeks := p.ProgressOf(row.ID)
		work.Cells = make([]Cell, len(weeks))
		for i, week := range weeks {
			work.Cells[i] = CellOf(week, work.Volume)
			plan.Weeks = max(plan.Weeks, week.Week)
			if !week.Actual.IsZero() || week.ActualCost.Valid {
				last = max(last, week.Week)
			}
		}
		plan.places[row.ID] = len(plan.Works)
		plan.Works = append(plan.Works, work)
	}
	plan.Status = last
	if setting.StatusDate != "" {
		plan.Status = line.WeekOf(DayOf(setting.StatusDate))
		plan.Weeks = max(plan.Weeks, plan.Status)
	}
	return plan, nil
}

// TimelineOf returns the weeks of a project.
func TimelineOf(h *rab.Header) (Timeline, error) {
	return NewTimeline(h.TanggalMulai, h.TanggalSelesai, Weekday(h.WeekEndDay))
}

// closed returns the last week that ends on or before a date.
func (t Timeline) closed(until rab.Date) int {
	if until == "" || DayOf(until) < t.From {
		return 0
	}
	week := t.WeekOf(DayOf(until))
	if t.Week(week).To > DayOf(until) {
		week--
	}
	return week
}

// CellOf returns what a row says of its week, in percent of the whole pekerjaan. What was
// typed as a volume is a share of the present volume; without one it is nothing.
func CellOf(row *rab.Progress, volume decimal.Null) Cell {
	return Cell{
		Week: row.Week, Cost: row.ActualCost,
		Planned: rab.PercentOf(row.Planned, row.PlannedByVolume, volume),
		Actual:  rab.PercentOf(row.Actual, row.ActualByVolume, volume),
	}
}

// CalendarOf returns the working days of a project.
func CalendarOf(setting *rab.ScheduleSetting) Calendar {
	c := Calendar{Holidays: map[Day]bool{}}
	for _, digit := range setting.OffWeekdays {
		if digit >= '0' && digit <= '6' {
			c.Off[digit-'0'] = true
		}
	}
	for line := range strings.Lines(setting.Holidays) {
		date, _, _ := strings.Cut(strings.TrimSpace(line), " ")
		if date, err := rab.ParseDate(date); err == nil && date != "" {
			c.Holidays[DayOf(date)] = true
		}
	}
	return c
}

// RuleOf returns the limits of the contract of a project.
func RuleOf(setting *rab.ScheduleSetting) CriticalRule {
	return CriticalRule{
		Boundary: setting.CriticalFrom, LimitOne: setting.CriticalFirst, LimitTwo: setting.CriticalSecond,
		YellowOne: setting.YellowFirst, RedOne: setting.RedFirst, YellowTwo: setting.YellowSecond, RedTwo: setting.RedSecond,
	}
}

// Complete reports whether a total is 100 percent, as closely as percents are entered
// (schedule §6.4).
func Complete(total decimal.Decimal) bool {
	return total.Sub(decimal.Hundred).Abs().Less(decimal.MustParse(tolerance))
}
