package api

import (
	"fmt"
	"strings"
	"time"

	"takar/internal/rab"
)

// period is the scope of time that a client asks for: everything, or whole ISO weeks or
// calendar months from one to another (api §6.14).
type period struct {
	Mode, Start, End string // as asked for; "all" has neither start nor end
	From, Until      rab.Date
}

// periodModes are the scopes that clients know, the default first.
var periodModes = []string{"all", "week", "week_range", "month", "month_range"}

// period reads period_mode, period_start and period_end. A scope without a start is the
// whole project, as clients send it before anything is chosen; one that cannot be read is
// a problem of its parameter (rulings F37).
func (q *query) period() period {
	p := period{Mode: q.choice("period_mode", periodModes...)}
	start, end := q.text("period_start"), q.text("period_end")
	if p.Mode == periodModes[0] || start == "" {
		return period{Mode: periodModes[0]}
	}
	read := weekDays
	if strings.HasPrefix(p.Mode, "month") {
		read = monthDays
	}
	if !strings.HasSuffix(p.Mode, "_range") || end == "" {
		end = start
	}
	from, lastOfStart, err := read(start)
	if err != nil {
		q.problems.Add("period_start", "%s", err)
	}
	_, until, err := read(end)
	if err != nil && end != start {
		q.problems.Add("period_end", "%s", err)
	}
	if from != "" && until != "" && until < lastOfStart {
		q.problems.Add("period_end", "periode akhir %s lebih awal dari periode awal %s", end, start)
	}
	p.Start, p.End, p.From, p.Until = start, end, from, until
	return p
}

// bucket is the length of the steps of a timeline within the scope.
func (p period) bucket() string {
	if strings.HasPrefix(p.Mode, "month") {
		return "month"
	}
	return "week"
}

// weekDays returns the Monday and the Sunday of an ISO week such as 2026-W03.
func weekDays(text string) (from, until rab.Date, err error) {
	var year, week int
	bad := fmt.Errorf("%q bukan minggu: pakai TTTT-Wmm, misalnya 2026-W03", text)
	if n, err := fmt.Sscanf(text, "%4d-W%2d", &year, &week); n != 2 || err != nil || fmt.Sprintf("%04d-W%02d", year, week) != text {
		return "", "", bad
	}
	fourth := time.Date(year, time.January, 4, 0, 0, 0, 0, time.UTC) // always in week 1
	monday := fourth.AddDate(0, 0, -(int(fourth.Weekday())+6)%7+7*(week-1))
	if y, w := monday.ISOWeek(); y != year || w != week || !known(year) {
		return "", "", bad
	}
	return rab.DateOf(monday), rab.DateOf(monday.AddDate(0, 0, 6)), nil
}

// monthDays returns the first and the last day of a month such as 2026-01.
func monthDays(text string) (from, until rab.Date, err error) {
	first, err := time.Parse("2006-01", text)
	if err != nil || !known(first.Year()) {
		return "", "", fmt.Errorf("%q bukan bulan: pakai TTTT-BB, misalnya 2026-01", text)
	}
	return rab.DateOf(first), rab.DateOf(first.AddDate(0, 1, -1)), nil
}

// known reports whether projects can lie in a year.
func known(year int) bool { return year >= 1900 && year <= 2200 }
