package app

import (
	"context"
	"errors"
	"fmt"

	"takar/internal/rab"
	"takar/internal/schedule"
)

// ScheduleChoice refuses new dates of projects until somebody says what becomes of their
// schedules; nothing is stored.
type ScheduleChoice struct{ Projects []ProjectChoice }

// ProjectChoice is what may become of the schedule of one project.
type ProjectChoice struct {
	Path    string // of the parameter that makes the choice
	ID      int64
	Nama    string
	Effects []schedule.Effect // one for each choice, the usual first
}

// Error is a sentence for people.
func (*ScheduleChoice) Error() string { return (*schedule.ChoiceNeeded)(nil).Error() }

// editProject changes a project's own data and lets its schedule follow. It is the one place
// where dates of a project that exists change: forms, interfaces and mass edits come here.
func (v *Visit) editProject(d *rab.Draft, edit ProjectEdit) (schedule.Effect, error) {
	before := d.View().Header()
	if err := d.EditHeader(v.editing(edit.Edit), edit.Version); err != nil {
		return schedule.Effect{}, err //nolint:wrapcheck // refusals pass as they are
	}
	effect, err := schedule.FollowDates(d, before, edit.Choice)
	return effect, choiceOf(before, err)
}

// choiceOf names the project whose schedule waits for a choice; other errors pass.
func choiceOf(h *rab.Header, err error) error {
	var needed *schedule.ChoiceNeeded
	if errors.As(err, &needed) {
		return &ScheduleChoice{Projects: []ProjectChoice{{Path: "schedule", ID: h.ID, Nama: h.Nama, Effects: needed.Effects}}}
	}
	return err
}

// DateEffects tells what an edit of the visit's project would do to its schedule, one effect
// for each choice; there are none when no date and no week changes. Nothing is stored.
func (a *App) DateEffects(ctx context.Context, v *Visit, edit ProjectEdit) ([]schedule.Effect, error) {
	if err := v.allow(writing); err != nil {
		return nil, err
	}
	state, err := a.state(ctx, v.ProjectID, v.Revision)
	if err != nil {
		return nil, err
	}
	draft := state.project.Edit(a.store.IDs(ctx), a.instant(), v.Account.ID)
	if err := draft.EditHeader(v.editing(edit.Edit), edit.Version); err != nil {
		return nil, a.nameConflict(ctx, v, err)
	}
	effects, err := schedule.DateEffects(draft, state.project.Header())
	if err != nil {
		return nil, fmt.Errorf("app: effects of new dates: %w", err)
	}
	return effects, nil
}

// WeekBoundary is between which days the weeks of a project change. One day says the other;
// when both are said and disagree the first day holds. Numbers count from 0, Senin; those
// beyond 6 begin anew.
type WeekBoundary struct {
	Start, End *int64 // nil stays
	Progress   schedule.WeekChoice
}

func (b WeekBoundary) edit(h *rab.Header) {
	switch {
	case b.Start != nil:
		h.WeekStartDay = dayOfWeek(*b.Start)
	case b.End != nil:
		h.WeekStartDay = dayOfWeek(*b.End%7 + 1)
	}
}

func dayOfWeek(number int64) int { return int((number%7 + 7) % 7) }

func (b WeekBoundary) projectEdit() ProjectEdit {
	return ProjectEdit{Edit: b.edit, Choice: schedule.DateChoice{Progress: b.Progress}}
}

// SetWeekBoundary changes on which day the weeks of the visit's project end, and tells what
// that did to its schedule.
func (a *App) SetWeekBoundary(ctx context.Context, v *Visit, boundary WeekBoundary) (schedule.Effect, *Done, error) {
	return a.EditProject(ctx, v, boundary.projectEdit())
}

// WeekBoundaryEffects tells what SetWeekBoundary would do, one effect for each choice.
func (a *App) WeekBoundaryEffects(ctx context.Context, v *Visit, boundary WeekBoundary) ([]schedule.Effect, error) {
	return a.DateEffects(ctx, v, boundary.projectEdit())
}

// datesBlock refuses to turn back new dates of a project when weeks of its schedule were
// filled since: they were counted by the dates that would go.
func datesBlock(d *rab.Draft, changes []rab.RowChange, since rab.Instant) error {
	if d.Base().Header().WeekDates() == d.View().Header().WeekDates() {
		return nil
	}
	own := map[int64]bool{}
	for _, change := range changes {
		own[change.ID] = own[change.ID] || change.Table == "progress"
	}
	for _, row := range d.View().Progress.All() {
		if own[row.ID] || row.ChangedAt <= since || row.Empty() {
			continue
		}
		item, _ := d.View().Pekerjaan.Get(row.PekerjaanID)
		return rab.Refuse("operation", "tidak dapat diurungkan: jadwal %s minggu %d diisi setelah tanggal proyek berubah. Ubah tanggalnya di Data Proyek, dengan pilihan untuk jadwalnya.", item.Name(), row.Week)
	}
	return nil
}
