package api

import (
	"strings"

	"takar/internal/schedule"
)

// period is the scope of time that a client asks for: everything, or whole weeks or
// calendar months from one to another (api §6.14).
type period struct {
	Mode, Start, End string // as asked for; "all" has neither start nor end
	Basis            string // of weeks
}

// periodModes are the scopes that clients know, the default first.
var periodModes = []string{"all", "week", "week_range", "month", "month_range"}

// The weeks that clients may mean: those of ISO, which old clients know, or those of the
// project's own schedule (rulings F37).
const (
	basisISO     = "iso"
	basisProject = "project"
)

// weekBasis reads week_basis.
func (q *query) weekBasis() string { return q.choice("week_basis", basisISO, basisProject) }

func weeksOf(basis string) schedule.PeriodUnit {
	if basis == basisProject {
		return schedule.WeeksOfProject
	}
	return schedule.WeeksISO
}

// unit is the length of the steps of a timeline within the scope.
func (p period) unit() schedule.PeriodUnit {
	if strings.HasPrefix(p.Mode, "month") {
		return schedule.CalendarMonths
	}
	return weeksOf(p.Basis)
}

// bucket is the word for unit.
func (p period) bucket() string {
	if p.unit() == schedule.CalendarMonths {
		return "month"
	}
	return "week"
}

// period reads period_mode, period_start, period_end and week_basis. A scope without a start
// is the whole project, as clients send it before anything is chosen; one that cannot be read
// is a problem of its parameter (rulings F37).
func (q *query) period() (period, *schedule.PeriodRange) {
	p := period{Mode: q.choice("period_mode", periodModes...), Basis: q.weekBasis()}
	start, end := q.text("period_start"), q.text("period_end")
	if p.Mode == periodModes[0] || start == "" {
		return period{Mode: periodModes[0], Basis: p.Basis}, nil
	}
	if !strings.HasSuffix(p.Mode, "_range") || end == "" {
		end = start
	}
	p.Start, p.End = start, end
	first, wrong := schedule.ParsePeriod(p.unit(), start)
	if wrong != nil {
		q.problems.Add("period_start", "%s", wrong)
		return p, nil
	}
	last, err := schedule.ParsePeriod(p.unit(), end)
	switch {
	case err != nil:
		q.problems.Add("period_end", "%s", err)
	case last.Before(first):
		q.problems.Add("period_end", "periode akhir %s lebih awal dari periode awal %s", end, start)
	}
	return p, &schedule.PeriodRange{First: first, Last: last}
}
