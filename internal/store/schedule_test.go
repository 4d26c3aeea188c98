package store

import (
	"testing"

	"takar/internal/decimal"
	"takar/internal/rab"
)

// Rows of a schedule are stored as they are, changed, and deleted with their pekerjaan.
func scheduleIsStored(t *testing.T, s *site) {
	owner := s.owner()
	p := s.project(owner)
	ids := s.IDs(s.ctx())
	var pekerjaan []int64
	same := func(next *rab.Project) *rab.Project {
		t.Helper()
		if got, want := dump(s.load(p.ID)), dump(next); got != want {
			t.Errorf("stored\n%s\nwant\n%s", got, want)
		}
		return next
	}
	p = same(s.change(p, owner, func(d *rab.Draft) { pekerjaan = addPekerjaan(d, ids, 2) }))
	phase := rab.Tahapan{Meta: rab.Meta{ID: s.id()}, UID: NewUID(), Nama: "Tahap I", TanggalMulai: "2026-01-05", CreatedAt: 9}
	week := rab.Progress{
		Meta: rab.Meta{ID: s.id()}, PekerjaanID: pekerjaan[0], Week: 3, Planned: number("12.34"), Actual: number("0.125"), ActualByVolume: true,
		ActualCost: decimal.Some(number("1500000.50")), Notes: "Hujan", CreatedAt: 7, ActualChangedAt: 8,
	}
	p = same(s.change(p, owner, func(d *rab.Draft) {
		d.Progress.Put(&week)
		d.Tahapan.Put(&phase)
		d.TahapanMembers.Put(&rab.TahapanMember{Meta: rab.Meta{ID: s.id()}, TahapanID: phase.ID, PekerjaanID: pekerjaan[0], Catatan: "Zona A"})
		setting := *d.View().Schedule()
		setting.StatusDate, setting.Holidays, setting.BaselineID = "2026-01-25", "2026-03-21 Idul Fitri", &phase.ID
		d.ScheduleSettings.Put(&setting)
		d.Contracts.Put(&rab.Contract{Meta: rab.Meta{ID: p.ID}, NomorKontrak: "K-1", NilaiKontrak: decimal.Some(number("1000000000")), TanggalSPMK: "2026-01-05"})
	}))
	p = same(s.change(p, owner, func(d *rab.Draft) {
		next := week
		next.Actual, next.ActualCost = number("0"), decimal.Null{}
		d.Progress.Put(&next)
		setting := *d.View().Schedule()
		setting.StatusDate, setting.BaselineID = "", nil
		d.ScheduleSettings.Put(&setting)
	}))
	same(s.change(p, owner, func(d *rab.Draft) {
		for _, row := range d.View().TahapanMembers.All() {
			d.TahapanMembers.Delete(row.ID)
		}
		d.Tahapan.Delete(phase.ID)
		d.Progress.Delete(week.ID)
		d.ScheduleSettings.Delete(p.ID)
		d.Contracts.Delete(p.ID)
	}))
}
