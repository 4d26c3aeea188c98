package app

import (
	"context"

	"takar/internal/rab"
	"takar/internal/schedule"
)

// SaveProgress enters plan or realisasi of weeks, all or nothing. Cost needs the right to
// prices. Errors are those of schedule.Save.
func (a *App) SaveProgress(ctx context.Context, v *Visit, entries []schedule.Entry) ([]schedule.Saved, *Done, error) {
	need := writing
	for i := range entries {
		if entries[i].Cost != nil {
			need = pricing
		}
	}
	return carryOut(ctx, a, v, command{kind: "schedule.save", need: need}, func(d *rab.Draft) ([]schedule.Saved, error) {
		return schedule.Save(d, entries)
	})
}

// ResetProgress clears plan, realisasi with its cost, or both, and returns how many weeks of
// pekerjaan the schedule holds. Clearing realisasi needs the right to prices while costs are
// entered.
func (a *App) ResetProgress(ctx context.Context, v *Visit, mode schedule.Mode) (int, *Done, error) {
	return carryOut(ctx, a, v, command{kind: "schedule.reset", need: writing}, func(d *rab.Draft) (int, error) {
		if mode != schedule.Planned && !v.Rights.Prices && hasCosts(d.View()) {
			return 0, ErrForbidden
		}
		return schedule.Reset(d, mode)
	})
}

func hasCosts(p *rab.Project) bool {
	for _, row := range p.Progress.All() {
		if row.ActualCost.Valid {
			return true
		}
	}
	return false
}
