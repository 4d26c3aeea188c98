package rab

import (
	"strconv"
	"strings"

	"takar/internal/decimal"
)

// Standing is how far a project is and when it will be behind its plan: what lists of
// projects ask for without opening one. It follows from the snapshot of a revision, and
// from nothing that a later day changes. Percents are whole hundredths, rounded down, so
// that 100 percent is complete and nothing less.
type Standing struct {
	Realisasi  int64  `json:"realisasi"`   // hundredths of a percent done, of the whole project
	Rencana    string `json:"rencana"`     // the same of what is planned by the end of each week; see PlanText
	BehindFrom Date   `json:"behind_from"` // first day on which more is due than was done; "" = none
}

// whole is a complete project in hundredths of a percent.
const whole = 10_000

// PlanText writes what is planned by the end of each week, from week 1, in hundredths of a
// percent. Weeks at the end that add nothing are left out; without a plan it is empty.
func PlanText(weeks []int64) string {
	for len(weeks) > 1 && weeks[len(weeks)-1] == weeks[len(weeks)-2] {
		weeks = weeks[:len(weeks)-1]
	}
	if len(weeks) == 0 || len(weeks) == 1 && weeks[0] == 0 {
		return ""
	}
	parts := make([]string, len(weeks))
	for i, week := range weeks {
		parts[i] = strconv.FormatInt(week, 10)
	}
	return strings.Join(parts, " ")
}

// Complete reports whether all work is done.
func (s Standing) Complete() bool { return s.Realisasi >= whole }

// Done is the realisasi in percent, with 2 decimal places.
func (s Standing) Done() decimal.Decimal { return decimal.New(s.Realisasi, 2) }

// Due is what the plan asks for on a day, in percent: all that is planned in the weeks that
// have ended before it. planned is false without a plan.
func (s Standing) Due(h *Header, day Date) (percent decimal.Decimal, planned bool) {
	if s.Rencana == "" {
		return decimal.Zero, false
	}
	weeks := strings.Fields(s.Rencana)
	ended := min(h.WeeksBefore(day), len(weeks))
	if ended == 0 {
		return decimal.Zero, true
	}
	due, err := strconv.ParseInt(weeks[ended-1], 10, 64)
	if err != nil {
		return decimal.Zero, false
	}
	return decimal.New(due, 2), true
}

// Deviation is realisasi less what is due on a day, in percentage points: negative is
// behind. ok is false without a plan.
func (s Standing) Deviation(h *Header, day Date) (points decimal.Decimal, ok bool) {
	due, ok := s.Due(h, day)
	return s.Done().Sub(due), ok
}

// WeeksBefore is the number of weeks that have ended before a day, weeks after the end of
// the project included.
func (h *Header) WeeksBefore(day Date) int {
	grid := h.Weeks()
	at := h.TanggalMulai.DaysTo(day) - 1
	week := grid.Of(at)
	if _, last := grid.Ends(week); at > last {
		return week // the last week of the project is cut at its end
	}
	return week - 1
}

// DayAfterWeek is the first day behind a week.
func (h *Header) DayAfterWeek(week int) Date {
	_, last := h.Weeks().Ends(week)
	return h.TanggalMulai.AddDays(last + 1)
}
