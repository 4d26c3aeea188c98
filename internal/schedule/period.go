package schedule

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"takar/internal/rab"
)

// PeriodUnit is how time is cut for the needs.
type PeriodUnit int

// The units. Weeks of the project are those of its schedule, which end on its own weekday;
// ISO weeks are the same for all projects, from Senin to Minggu (rulings F37). Undivided time
// is one period, for those who ask for sums only.
const (
	WeeksISO PeriodUnit = iota
	WeeksOfProject
	CalendarMonths
	Undivided
)

// Period is a named run of days, whole whether the project has all of it or not.
type Period struct {
	Span

	Code  string // 2026-W03 of an ISO week, W03 of a week of the project, 2026-01 of a month
	Label string
	// Number counts weeks from the first one of the project; 0 of what is no week.
	Number int
}

// PeriodRef names a period before it is known of which project it is.
type PeriodRef struct {
	Unit PeriodUnit
	Week int // number of a week of the project
	Span     // of the others
}

// ParsePeriod reads the code of a period.
func ParsePeriod(unit PeriodUnit, code string) (PeriodRef, error) {
	switch unit {
	case WeeksOfProject:
		return parseProjectWeek(code)
	case CalendarMonths:
		return parseMonth(code)
	default:
		return parseISOWeek(code)
	}
}

// In returns the days of the period in a project.
func (r PeriodRef) In(line Timeline) Span {
	if r.Unit == WeeksOfProject {
		return line.Week(r.Week)
	}
	return r.Span
}

// Before reports whether the period lies before another of the same unit.
func (r PeriodRef) Before(other PeriodRef) bool {
	return r.Week < other.Week || r.From < other.From
}

// RangeOf returns the time from one period to another; nil when a code cannot be read.
func RangeOf(unit PeriodUnit, first, last string) *PeriodRange {
	from, err := ParsePeriod(unit, first)
	if err != nil {
		return nil
	}
	to, err := ParsePeriod(unit, last)
	if err != nil {
		return nil
	}
	return &PeriodRange{First: from, Last: to}
}

func parseProjectWeek(code string) (PeriodRef, error) {
	number, err := strconv.Atoi(strings.TrimPrefix(code, "W"))
	if err != nil || number < 1 || number > MaxWeeks || weekCode(number) != code {
		return PeriodRef{}, fmt.Errorf("%q bukan minggu proyek: pakai Wnn, misalnya W03", code)
	}
	return PeriodRef{Unit: WeeksOfProject, Week: number}, nil
}

func weekCode(number int) string { return fmt.Sprintf("W%02d", number) }

func parseISOWeek(code string) (PeriodRef, error) {
	bad := fmt.Errorf("%q bukan minggu: pakai TTTT-Wmm, misalnya 2026-W03", code)
	yearText, weekText, _ := strings.Cut(code, "-W")
	year, err := strconv.Atoi(yearText)
	if err != nil || !knownYear(year) {
		return PeriodRef{}, bad
	}
	week, err := strconv.Atoi(weekText)
	if err != nil || week < 1 || week > 53 {
		return PeriodRef{}, bad
	}
	fourth := DayOf(rab.DateOf(time.Date(year, time.January, 4, 0, 0, 0, 0, time.UTC))) // always in week 1
	period := isoWeek(fourth + Day(7*(week-1)))
	if period.Code != code {
		return PeriodRef{}, bad
	}
	return PeriodRef{Unit: WeeksISO, Span: period.Span}, nil
}

func parseMonth(code string) (PeriodRef, error) {
	first, err := time.Parse("2006-01", code)
	if err != nil || !knownYear(first.Year()) {
		return PeriodRef{}, fmt.Errorf("%q bukan bulan: pakai TTTT-BB, misalnya 2026-01", code)
	}
	return PeriodRef{Unit: CalendarMonths, Span: month(DayOf(rab.DateOf(first))).Span}, nil
}

// knownYear reports whether projects can lie in a year.
func knownYear(year int) bool { return year >= 1900 && year <= 2200 }

// isoWeek returns the ISO week that a day lies in, without a label.
func isoWeek(day Day) Period {
	monday := day - Day(day.Weekday())
	year, week := monday.time().ISOWeek()
	return Period{Span: Span{monday, monday + 6}, Code: fmt.Sprintf("%04d-W%02d", year, week)}
}

// month returns the calendar month that a day lies in.
func month(day Day) Period {
	at := day.time()
	first := time.Date(at.Year(), at.Month(), 1, 0, 0, 0, 0, time.UTC)
	return Period{
		Span: Span{DayOf(rab.DateOf(first)), DayOf(rab.DateOf(first.AddDate(0, 1, -1)))}, Code: first.Format("2006-01"),
		Label: fmt.Sprintf("%s %d", monthNames[at.Month()-1], at.Year()),
	}
}

// lastDay is later than any that a project knows.
const lastDay Day = 1 << 30

// Periods returns the periods that a span touches, in their order. Weeks are counted from the
// first one of the project.
func (t Timeline) Periods(unit PeriodUnit, within Span) []Period {
	var periods []Period
	for day := within.From; day <= within.To; {
		period := t.period(unit, day)
		periods = append(periods, period)
		day = period.To + 1
	}
	return periods
}

// period returns the period that a day lies in. Days between the end of the project and its
// next week belong to none: then it is that week.
func (t Timeline) period(unit PeriodUnit, day Day) Period {
	switch unit {
	case Undivided:
		return Period{Span: Span{day, lastDay}}
	case WeeksOfProject:
		number := t.WeekOf(day)
		if day > t.Week(number).To {
			number++
		}
		week := Period{Span: t.Week(number), Code: weekCode(number), Number: number}
		week.Label = weekLabel(number, week.Span)
		return week
	case CalendarMonths:
		return month(day)
	default:
		week := isoWeek(day)
		week.Number = 1 + int(week.From-isoWeek(t.From).From)/7
		week.Label = weekLabel(week.Number, week.Span)
		return week
	}
}

// weekLabel is "Minggu 3 (12 Jan – 18 Jan 2026)".
func weekLabel(number int, week Span) string {
	return fmt.Sprintf("Minggu %d (%s – %s %d)", number, shortDay(week.From), shortDay(week.To), week.To.time().Year())
}

// shortDay is a day without its year.
func shortDay(day Day) string {
	at := day.time()
	return fmt.Sprintf("%02d %s", at.Day(), monthNames[at.Month()-1][:3])
}
