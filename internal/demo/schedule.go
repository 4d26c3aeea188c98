package demo

import (
	"context"
	"fmt"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/schedule"
)

// bar is when the pekerjaan of a sub-klasifikasi are done, and how fast they really are.
type bar struct {
	sub      string
	from, to int // weeks
	way      schedule.Shape
	pace     string // percent of the plan that is done in the weeks that have passed
	overrun  string // percent that the work costs of its budget; "" = no cost is entered
}

// plan is the schedule of a project, which began some weeks ago.
type plan struct {
	bars     []bar
	reported int // last week of which realisasi is known
	closed   int // last closed week
}

// addSchedule plans the work, tells what was done of it, closes the weeks that are agreed,
// and enters the contract.
func (b *builder) addSchedule(ctx context.Context) error {
	if b.size != nil {
		return b.addSpans(ctx)
	}
	if len(b.plan.bars) == 0 {
		return nil
	}
	if err := b.planWork(ctx); err != nil {
		return err
	}
	if err := b.agree(ctx); err != nil {
		return err
	}
	if err := b.reportWork(ctx); err != nil {
		return err
	}
	if _, err := b.app.CloseWeek(ctx, b.visit, b.plan.closed); err != nil {
		return err
	}
	return b.addContract(ctx)
}

// agree saves the plan as the rencana kontrak.
func (b *builder) agree(ctx context.Context) error {
	saved, err := b.app.SaveRevision(ctx, b.visit, app.NewRevision{Name: "Kontrak", Note: "Rencana yang disepakati saat kontrak ditandatangani."})
	if err != nil {
		return err
	}
	_, err = b.app.SetBaseline(ctx, b.visit, &saved.ID)
	return err
}

// workOf returns the pekerjaan of a sub-klasifikasi that have a volume.
func (b *builder) workOf(view *rab.Project, name string) ([]int64, error) {
	for _, k := range view.Klasifikasi() {
		for _, s := range view.SubKlasifikasi(k.ID) {
			if s.Name != name {
				continue
			}
			var ids []int64
			for _, row := range view.PekerjaanOf(s.ID) {
				if line, ok := view.Figures().LineOf(row.ID); ok && line.Volume.Valid {
					ids = append(ids, row.ID)
				}
			}
			return ids, nil
		}
	}
	return nil, fmt.Errorf("no sub-klasifikasi %q", name)
}

func (b *builder) planWork(ctx context.Context) error {
	view, err := b.app.View(ctx, b.visit)
	if err != nil {
		return err
	}
	for _, bar := range b.plan.bars {
		ids, err := b.workOf(view.Project, bar.sub)
		if err != nil {
			return err
		}
		if _, _, err := b.app.FillProgress(ctx, b.visit, schedule.Fill{Pekerjaan: ids, From: bar.from, To: bar.to, Way: bar.way}); err != nil {
			return err
		}
	}
	return nil
}

// realised is what was done of a pekerjaan in a week: pace percent of what was planned. It cost
// overrun percent of its part of the budget, in thousands of rupiah; with an overrun of zero, or
// without a total, nobody has entered a cost.
func realised(pekerjaan int64, week int, planned, total, pace, overrun decimal.Decimal) schedule.Entry {
	done := planned.Percent(pace).Round(schedule.PercentPlaces)
	e := schedule.Entry{PekerjaanID: pekerjaan, Week: week, Mode: schedule.Actual, Amount: &schedule.Typed{Value: done}, Was: &schedule.Typed{}, WasCost: &decimal.Null{}}
	if !total.IsZero() && !overrun.IsZero() {
		cost := decimal.Some(total.Percent(done).Percent(overrun).RoundToMultiple(decimal.FromInt(1000), decimal.Nearest))
		e.Cost = &cost
	}
	return e
}

// reportWork enters realisasi of the weeks that have passed, and what it cost.
func (b *builder) reportWork(ctx context.Context) error {
	view, err := b.app.View(ctx, b.visit)
	if err != nil {
		return err
	}
	var entries []schedule.Entry
	for _, bar := range b.plan.bars {
		ids, err := b.workOf(view.Project, bar.sub)
		if err != nil {
			return err
		}
		for _, id := range ids {
			line, _ := view.Figures().LineOf(id)
			for _, row := range view.ProgressOf(id) {
				if row.Week > b.plan.reported || row.Planned.IsZero() {
					continue
				}
				var overrun decimal.Decimal
				if bar.overrun != "" {
					overrun = decimal.MustParse(bar.overrun)
				}
				entries = append(entries, realised(id, row.Week, row.Planned, line.Total, decimal.MustParse(bar.pace), overrun))
			}
		}
	}
	_, _, err = b.app.SaveProgress(ctx, b.visit, entries)
	return err
}

func (b *builder) addContract(ctx context.Context) error {
	view, err := b.app.View(ctx, b.visit)
	if err != nil {
		return err
	}
	header, total := view.Header(), view.Figures().Totals.Dibulatkan
	_, err = b.app.EditContract(ctx, b.visit, func(c *rab.Contract) {
		c.NomorKontrak, c.TanggalKontrak = b.contract, header.TanggalMulai.AddDays(-7)
		c.TanggalSPMK, c.TanggalPHO = header.TanggalMulai, header.TanggalSelesai
		c.NilaiKontrak = decimal.Some(total)
		c.UangMukaPercent, c.RetensiPercent = decimal.Some(decimal.FromInt(30)), decimal.Some(decimal.FromInt(5))
		c.MasaPemeliharaan = 180
	}, nil)
	return err
}
