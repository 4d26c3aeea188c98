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
	Progress  schedule.WeekChoice // what becomes of the weeks then; "" keeps their numbers
}

// SetPhases changes which phases a project shows, and on which day its weeks begin. It returns how many phases followed from the dates before.
func (a *App) SetPhases(ctx context.Context, v *Visit, set PhaseSetting) (int, *Done, error) {
	return carryOut(ctx, a, v, command{kind: "schedule.phases", need: writing}, func(d *rab.Draft) (int, error) {
		before := 0
		if line, err := schedule.TimelineOf(d.View().Header()); err == nil {
			before = len(line.Phases(d.View().Schedule().TahapanMode))
		}
		if set.WeekStart != nil {
			edit := func(h *rab.Header) { h.WeekStartDay = *set.WeekStart }
			if _, err := v.editProject(d, ProjectEdit{Edit: edit, Choice: schedule.DateChoice{Progress: set.Progress}}); err != nil {
				return 0, err
			}
		}
		return before, schedule.SetPhases(d, set.Mode)
	})
}

// CreateTahapan adds a phase made by hand.
func (a *App) CreateTahapan(ctx context.Context, v *Visit, in schedule.TahapanInput) (*rab.Tahapan, *Done, error) {
	return carryOut(ctx, a, v, command{kind: "tahapan.create", need: writing}, func(d *rab.Draft) (*rab.Tahapan, error) {
		return schedule.CreateTahapan(d, in)
	})
}

// UpdateTahapan changes a phase made by hand.
func (a *App) UpdateTahapan(ctx context.Context, v *Visit, id int64, in schedule.TahapanInput) (*rab.Tahapan, *Done, error) {
	return carryOut(ctx, a, v, command{kind: "tahapan.edit", need: writing}, func(d *rab.Draft) (*rab.Tahapan, error) {
		return schedule.UpdateTahapan(d, id, in)
	})
}

// DeleteTahapan deletes a phase made by hand that no pekerjaan belongs to.
func (a *App) DeleteTahapan(ctx context.Context, v *Visit, id int64, version *int64) (*rab.Tahapan, *Done, error) {
	return carryOut(ctx, a, v, command{kind: "tahapan.delete", need: writing}, func(d *rab.Draft) (*rab.Tahapan, error) {
		return schedule.DeleteTahapan(d, id, version)
	})
}

// ReorderTahapan gives phases made by hand the order of a list of ids.
func (a *App) ReorderTahapan(ctx context.Context, v *Visit, ids []int64) (*Done, error) {
	return a.run(ctx, v, command{kind: "tahapan.order", need: writing, decide: func(d *rab.Draft) error {
		return schedule.ReorderTahapan(d, ids)
	}})
}

// Assignment tells what putting pekerjaan into a phase did.
type Assignment struct{ Created, Updated int }

// AssignTahapan puts pekerjaan into a phase made by hand.
func (a *App) AssignTahapan(ctx context.Context, v *Visit, id int64, members []schedule.MemberInput) (Assignment, *Done, error) {
	return carryOut(ctx, a, v, command{kind: "tahapan.assign", need: writing}, func(d *rab.Draft) (Assignment, error) {
		created, updated, err := schedule.AssignTahapan(d, id, members)
		return Assignment{created, updated}, err
	})
}

// UnassignTahapan takes pekerjaan out of a phase made by hand and returns how many were in it.
func (a *App) UnassignTahapan(ctx context.Context, v *Visit, id int64, pekerjaan []int64) (int, *Done, error) {
	return carryOut(ctx, a, v, command{kind: "tahapan.unassign", need: writing}, func(d *rab.Draft) (int, error) {
		return schedule.UnassignTahapan(d, id, pekerjaan)
	})
}
