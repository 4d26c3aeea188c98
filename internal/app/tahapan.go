package app

import (
	"context"

	"takar/internal/rab"
	"takar/internal/schedule"
)

// PhaseSetting says which phases a project shows besides those made by hand, and on which
// weekday its weeks begin; nil keeps that day.
type PhaseSetting struct {
	Mode      rab.TahapanMode
	WeekStart *int
}

// SetPhases changes which phases a project shows, and on which day its weeks begin. Plan
// and realisasi keep their weeks. It returns how many phases followed from the dates before.
func (a *App) SetPhases(ctx context.Context, v *Visit, set PhaseSetting) (int, *Done, error) {
	return carryOut(ctx, a, v, command{kind: "schedule.phases", need: writing}, func(d *rab.Draft) (int, error) {
		before := 0
		if line, err := schedule.TimelineOf(d.View().Header()); err == nil {
			before = len(line.Phases(d.View().Schedule().TahapanMode))
		}
		if set.WeekStart != nil {
			if err := d.EditHeader(func(h *rab.Header) { h.WeekStartDay = *set.WeekStart }, nil); err != nil {
				return 0, err
			}
		}
		return before, schedule.SetPhases(d, set.Mode)
	})
}
