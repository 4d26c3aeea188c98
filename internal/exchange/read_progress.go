package exchange

import (
	"fmt"

	"takar/internal/decimal"
	"takar/internal/rab"
)

// mostPercent is what the weeks of a pekerjaan may add up to in a file: programs before let
// a hundredth more pass (rulings F31).
var mostPercent = decimal.MustParse("100.01")

// weekAt names a week of a pekerjaan.
type weekAt struct {
	pekerjaan int64
	week      int
}

// readWork are the weeks of one pekerjaan as they were read.
type readWork struct {
	first           *object // row of its first week
	planned, actual rab.WorkSum
}

// progress reads plan and realisasi of the weeks. In files before version 3 a plan behind
// the end of the project is left out; where our own files hold one it stays. Either is told.
func (r *backupReader) progress() {
	header := r.draft.Project().Header()
	if header == nil {
		return // refused already
	}
	grid := header.Weeks()
	known := map[weekAt]bool{}
	works := map[int64]*readWork{}
	for _, o := range r.root.rows("progress_weekly") {
		pekerjaan, found := r.parent(o, "_pekerjaan_ref", r.pekerjaan)
		if !found {
			r.lose(o, "_pekerjaan_ref", "Jadwal minggu "+fmt.Sprint(o.integer("week_number", 1, rab.MaxWeeks, 1)))
			continue
		}
		row := r.progressRow(o)
		row.PekerjaanID = pekerjaan
		at := weekAt{pekerjaan, row.Week}
		if known[at] {
			o.bad("week_number", "minggu %d pekerjaan ini ada dua kali", row.Week)
		}
		known[at] = true
		r.judgeWeek(o, row, grid)
		if row.Empty() {
			continue
		}
		row.Meta = r.newMeta()
		r.draft.Progress.Put(row)
		work := works[pekerjaan]
		if work == nil {
			work = &readWork{first: o}
			works[pekerjaan] = work
		}
		work.planned.Add(row.Planned, row.PlannedByVolume)
		work.actual.Add(row.Actual, row.ActualByVolume)
	}
	r.judgeSums(works)
}

// progressRow reads one row by itself.
func (r *backupReader) progressRow(o *object) *rab.Progress {
	if _, given := o.value("week_number"); !given {
		o.bad("week_number", "wajib diisi")
	}
	row := &rab.Progress{
		Week: int(o.integer("week_number", 1, rab.MaxWeeks, 1)), ActualCost: o.decimal("actual_cost", decimal.Anggaran), Notes: o.text("notes", rab.MaxNotes),
		CreatedAt: o.moment("created_at"), ActualChangedAt: o.moment("actual_updated_at"),
	}
	row.Planned, row.PlannedByVolume = o.amount("planned")
	row.Actual, row.ActualByVolume = o.amount("actual")
	return row
}

// amount reads an amount of work as it was typed; where only the older percent stands, that.
func (o *object) amount(name string) (amount decimal.Decimal, byVolume bool) {
	if _, typed := o.value(name); !typed {
		return o.decimal(name+"_proportion", decimal.Persen).OrZero(), false
	}
	field := decimal.Persen
	if byVolume = o.flag(name+"_by_volume", false); byVolume {
		field = decimal.Volume
	}
	amount = o.decimal(name, field).OrZero()
	return amount, byVolume && !amount.IsZero()
}

// judgeWeek looks at the place of a row in time.
func (r *backupReader) judgeWeek(o *object, row *rab.Progress, grid rab.WeekGrid) {
	last := grid.Count()
	if row.Week <= last || row.Planned.IsZero() {
		return
	}
	item, _ := r.draft.Pekerjaan.Get(row.PekerjaanID)
	unit := " %"
	if row.PlannedByVolume {
		unit = " " + item.Satuan
	}
	told := fmt.Sprintf("%s: rencana minggu %d (%s%s) melewati tanggal selesai (minggu %d)", item.Name(), row.Week, row.Planned.Indonesian(0, rab.VolumePlaces), unit, last)
	if r.old {
		row.Planned = decimal.Zero
		r.report.drop(o.at("planned_proportion"), told+", tidak diambil.")
		return
	}
	r.report.change(o.at("planned"), told+": diambil apa adanya. Perpanjang proyek atau pindahkan rencananya.")
}

// judgeSums refuses pekerjaan whose weeks add up to more than all of it. What was typed as
// volume may, because the volume of a pekerjaan can shrink.
func (r *backupReader) judgeSums(works map[int64]*readWork) {
	for _, row := range r.draft.Project().Pekerjaan.All() {
		work := works[row.ID]
		if work == nil {
			continue
		}
		for _, side := range []struct {
			field, name string
			sum         rab.WorkSum
		}{{"planned_proportion", "rencana", work.planned}, {"actual_proportion", "realisasi", work.actual}} {
			if mostPercent.Less(side.sum.Percent) {
				work.first.bad(side.field, "%s: jumlah %s %s %% melebihi 100 %%. Perbaiki berkasnya, atau impor tanpa jadwal dan progres.",
					row.Name(), side.name, side.sum.Percent.Indonesian(0, rab.PercentPlaces))
			}
		}
	}
}
