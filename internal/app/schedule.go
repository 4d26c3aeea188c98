package app

import (
	"context"
	"errors"
	"fmt"
	"sync"

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

// ResetProgress clears plan, realisasi with its cost, or both, in weeks that are open.
// Clearing realisasi needs the right to prices while costs are entered.
func (a *App) ResetProgress(ctx context.Context, v *Visit, mode schedule.Mode) (schedule.Cleared, *Done, error) {
	return carryOut(ctx, a, v, command{kind: "schedule.reset", need: writing}, func(d *rab.Draft) (schedule.Cleared, error) {
		if mode != schedule.Planned && !v.Rights.Prices && hasCosts(d.View()) {
			return schedule.Cleared{}, ErrForbidden
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

// FillProgress spreads the plan of pekerjaan over weeks, all or none.
func (a *App) FillProgress(ctx context.Context, v *Visit, fill schedule.Fill) ([]schedule.Saved, *Done, error) {
	return carryOut(ctx, a, v, command{kind: "schedule.fill", need: writing}, fill.Apply)
}

// PreviewFill tells what FillProgress would save.
func (a *App) PreviewFill(ctx context.Context, v *Visit, fill schedule.Fill) ([]schedule.Saved, error) {
	return tried(ctx, a, v, writing, fill.Apply)
}

// MoveBar moves or stretches the plan of a pekerjaan.
func (a *App) MoveBar(ctx context.Context, v *Visit, bar schedule.Bar) ([]schedule.Saved, *Done, error) {
	return carryOut(ctx, a, v, command{kind: "schedule.move", need: writing}, bar.Apply)
}

// EditSchedule changes how the visit's project reckons its schedule.
func (a *App) EditSchedule(ctx context.Context, v *Visit, edit func(*rab.ScheduleSetting), version *int64) (*Done, error) {
	return a.run(ctx, v, command{kind: "schedule.setting", need: writing, decide: func(d *rab.Draft) error {
		return schedule.EditSetting(d, edit, version)
	}})
}

// CloseWeek closes a week of the visit's project and all before it.
func (a *App) CloseWeek(ctx context.Context, v *Visit, week int) (*Done, error) {
	return a.run(ctx, v, command{kind: "schedule.close", need: writing, decide: func(d *rab.Draft) error {
		return schedule.CloseWeek(d, week)
	}})
}

// OpenWeek opens a closed week and all after it, for a reason.
func (a *App) OpenWeek(ctx context.Context, v *Visit, week int, reason string) (*Done, error) {
	return a.run(ctx, v, command{kind: "schedule.open", need: writing, decide: func(d *rab.Draft) error {
		return schedule.OpenWeek(d, week, reason)
	}})
}

// EditContract changes what the contract of the visit's project says. It holds money.
func (a *App) EditContract(ctx context.Context, v *Visit, edit func(*rab.Contract), version *int64) (*Done, error) {
	return a.run(ctx, v, command{kind: "contract.save", need: pricing, decide: func(d *rab.Draft) error {
		return schedule.EditContract(d, edit, version)
	}})
}

// SetBaseline makes a saved state of the visit's project its rencana kontrak; nil for none.
// A state without any plan is refused.
func (a *App) SetBaseline(ctx context.Context, v *Visit, id *int64) (*Done, error) {
	if err := v.allow(writing); err != nil {
		return nil, err
	}
	if id != nil {
		saved, view, err := a.Revision(ctx, v, *id)
		if err != nil {
			return nil, err
		}
		if view.Project.Progress.Len() == 0 {
			return nil, rab.Refuse("baseline_id", "Revisi %q belum berisi rencana. Isi jadwal, simpan revisi baru, lalu jadikan rencana kontrak.", clipText(saved.Name, longestRevisionShown))
		}
	}
	return a.run(ctx, v, command{kind: "schedule.baseline", need: writing, decide: func(d *rab.Draft) error {
		schedule.SetBaseline(d, id)
		return nil
	}})
}

// Plan returns the schedule of the snapshot, read at most once for each revision. The error
// says, for people, why there is none.
func (v *View) Plan() (*schedule.Plan, error) {
	if v.state == nil { // a saved state
		return schedule.NewPlan(v.Project)
	}
	return v.state.plans[v.sight()]()
}

// sight is the index of what the visitor may see: 0 with prices, 1 without.
func (v *View) sight() int {
	if v.Visit.Rights.Prices {
		return 0
	}
	return 1
}

// pendingAnalysis is an analysis that is made when somebody first asks.
type pendingAnalysis struct {
	mutex sync.Mutex
	made  *schedule.Analysis
}

// Analysis reckons the schedule of a view against its rencana kontrak, at most once for each
// revision. A project without dates is refused.
func (a *App) Analysis(ctx context.Context, v *View) (*schedule.Analysis, error) {
	pending := &v.state.analyses[v.sight()]
	pending.mutex.Lock()
	defer pending.mutex.Unlock()
	if pending.made != nil {
		return pending.made, nil
	}
	plan, err := v.Plan()
	if err != nil {
		return nil, rab.Refuse("tanggal_mulai", "Jadwal belum ada: %s. Lengkapi tanggal di Data Proyek.", err)
	}
	baseline, err := a.baseline(ctx, v)
	if err != nil {
		return nil, err
	}
	pending.made = schedule.NewAnalysis(plan, baseline)
	return pending.made, nil
}

// baseline returns the rencana kontrak of a view; nil when there is none, or none any more.
// What a saved state holds never changes, so it is kept.
func (a *App) baseline(ctx context.Context, v *View) (*schedule.Baseline, error) {
	id := v.Schedule().BaselineID
	if id == nil {
		return nil, nil //nolint:nilnil // none is an answer
	}
	key := baselineKey{*id, v.Visit.Rights.Prices}
	if kept, ok := a.baselines.get(key); ok {
		return kept, nil
	}
	_, saved, err := a.Revision(ctx, v.Visit, *id)
	if errors.Is(err, ErrNotFound) {
		return nil, nil //nolint:nilnil // deleted since
	}
	if err != nil {
		return nil, err
	}
	plan, err := saved.Plan()
	if err != nil {
		return nil, fmt.Errorf("app: rencana kontrak %d: %w", *id, err)
	}
	baseline := schedule.NewBaseline(plan)
	a.baselines.put(key, baseline)
	return baseline, nil
}

// baselineKey names a rencana kontrak as somebody may see it.
type baselineKey struct {
	revision int64
	prices   bool
}

// maxBaselines is how many rencana kontrak are kept in memory: a few figures for each of
// their pekerjaan.
const maxBaselines = 32
