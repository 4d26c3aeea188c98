package exchange

import (
	"cmp"
	"slices"

	"takar/internal/rab"
)

// schedule writes the schedule and the contract. A project without them has no such keys in
// its canonical form, so that its content hash is that from before there were any.
func (w *backupWriter) schedule(l *lines) {
	w.contract(l)
	if w.withoutSchedule {
		return
	}
	phases, members := w.tahapan()
	weeks := w.progress()
	if w.identities || len(phases) > 0 {
		list(l, "tahap_pelaksanaan", phases)
	}
	if w.identities || len(members) > 0 {
		list(l, "pekerjaan_tahapan", members)
	}
	if w.identities || len(weeks) > 0 {
		list(l, "progress_weekly", weeks)
	}
	if row, ok := w.p.ScheduleSettings.Get(w.p.ID); ok {
		l.field("schedule_setting", settingForm{
			StatusDate: row.StatusDate, ClosedUntil: row.ClosedUntil, OpenedNote: row.OpenedNote, OffWeekdays: row.OffWeekdays, Holidays: row.Holidays,
			TahapanMode: row.TahapanMode, BudgetYearEnd: row.BudgetYearEnd, CriticalFrom: row.CriticalFrom, CriticalFirst: row.CriticalFirst,
			CriticalSecond: row.CriticalSecond, YellowFirst: row.YellowFirst, RedFirst: row.RedFirst, YellowSecond: row.YellowSecond, RedSecond: row.RedSecond,
		})
	}
}

func (w *backupWriter) contract(l *lines) {
	if row, ok := w.p.Contracts.Get(w.p.ID); ok {
		l.field("contract", contractForm{
			NomorKontrak: row.NomorKontrak, TanggalKontrak: row.TanggalKontrak, TanggalSPMK: row.TanggalSPMK, NilaiKontrak: row.NilaiKontrak,
			TahunAnggaran: row.TahunAnggaran, TanggalPHO: row.TanggalPHO, UangMukaPercent: row.UangMukaPercent, RetensiPercent: row.RetensiPercent,
			MasaPemeliharaan: row.MasaPemeliharaan,
		})
	}
}

// tahapan returns the phases in their order, and the pekerjaan in each.
func (w *backupWriter) tahapan() (phases []tahapanForm, members []memberForm) {
	sorted := slices.Clone(w.p.Tahapan.All())
	slices.SortStableFunc(sorted, func(a, b *rab.Tahapan) int {
		return cmp.Or(cmp.Compare(a.Urutan, b.Urutan), cmp.Compare(a.Nama, b.Nama))
	})
	at := map[int64]int{}
	for i, row := range sorted {
		at[row.ID] = i + 1
		phases = append(phases, tahapanForm{
			ID: i + 1, UID: w.identity(row.UID), Nama: row.Nama, Urutan: row.Urutan, Deskripsi: row.Deskripsi,
			TanggalMulai: row.TanggalMulai, TanggalSelesai: row.TanggalSelesai, CreatedAt: w.moment(row.CreatedAt),
		})
	}
	for _, row := range w.p.TahapanMembers.All() {
		member := memberForm{TahapanRef: at[row.TahapanID], PekerjaanRef: w.pekerjaan[row.PekerjaanID], Catatan: row.Catatan}
		if member.TahapanRef != 0 && member.PekerjaanRef != 0 {
			members = append(members, member)
		}
	}
	slices.SortFunc(members, func(a, b memberForm) int {
		return cmp.Or(cmp.Compare(a.TahapanRef, b.TahapanRef), cmp.Compare(a.PekerjaanRef, b.PekerjaanRef))
	})
	w.stats.Tahapan, w.stats.Members = len(phases), len(members)
	return phases, members
}

// progress returns the weeks of all pekerjaan; one that says nothing is none.
func (w *backupWriter) progress() []progressForm {
	var rows []progressForm
	header := w.p.Header()
	grid := header.Weeks()
	for i, q := range w.p.WorkList() {
		weeks := w.p.ProgressOf(q.ID)
		w.weeks += len(weeks)
		volume := w.p.QuantityOf(q.ID)
		for _, row := range weeks {
			if row.Empty() {
				continue
			}
			first, last := grid.Ends(row.Week)
			rows = append(rows, progressForm{
				PekerjaanRef: i + 1, WeekNumber: row.Week, WeekStart: header.TanggalMulai.AddDays(first), WeekEnd: header.TanggalMulai.AddDays(last),
				PlannedProportion: rab.PercentOf(row.Planned, row.PlannedByVolume, volume).Round(rab.PercentPlaces),
				ActualProportion:  rab.PercentOf(row.Actual, row.ActualByVolume, volume).Round(rab.PercentPlaces),
				Planned:           row.Planned, PlannedByVolume: row.PlannedByVolume, Actual: row.Actual, ActualByVolume: row.ActualByVolume,
				ActualCost: row.ActualCost, Notes: row.Notes, CreatedAt: w.moment(row.CreatedAt), ActualUpdatedAt: w.moment(row.ActualChangedAt),
			})
		}
	}
	w.stats.Progress = len(rows)
	return rows
}

// moment returns the time of a row, or nothing when rows are written without.
func (w *backupWriter) moment(at rab.Instant) string {
	if !w.identities || at == 0 {
		return ""
	}
	return at.Contract()
}
