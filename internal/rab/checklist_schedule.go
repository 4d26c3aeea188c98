package rab

import (
	"fmt"

	"takar/internal/decimal"
)

// schedule looks at the plan and the realisasi. A project that nobody planned has nothing to
// complete.
func (l *checklist) schedule() {
	header := l.p.Header()
	if l.p.Progress.Len() == 0 || header == nil || header.TanggalMulai == "" || header.TanggalSelesai == "" {
		return
	}
	planned := false
	for _, row := range l.p.Progress.All() {
		planned = planned || !row.Planned.IsZero()
	}
	last := header.Weeks().Count()
	for _, line := range l.p.Figures().Lines {
		l.sums(line, planned)
		l.weeks(line, last)
	}
}

func (l *checklist) addWeek(kind CheckKind, q *Pekerjaan, field, message string) {
	l.add(Check{Kind: kind, PekerjaanID: q.ID, Kode: q.Kode, Page: PageSchedule, Field: field, Message: message})
}

// sums looks at what the weeks of a pekerjaan add up to.
func (l *checklist) sums(line *Line, planned bool) {
	plan, done := l.p.WorkSums(line.Pekerjaan.ID)
	for _, side := range []struct {
		name, field string
		sum         WorkSum
	}{{"rencana", "planned", plan}, {"realisasi", "actual", done}} {
		if !side.sum.Over(line.Volume) {
			continue
		}
		why := ""
		if !side.sum.Volume.IsZero() {
			why = " karena volumenya berubah"
		}
		l.addWeek(CheckProgressOver, line.Pekerjaan, side.field, fmt.Sprintf("jumlah %s %s %s %% melebihi 100 %%%s: kurangi salah satu minggu",
			side.name, line.Pekerjaan.Name(), side.sum.PercentOf(line.Volume).Indonesian(0, PercentPlaces), why))
	}
	if percent := plan.PercentOf(line.Volume); planned && percent.Round(PercentPlaces).Less(decimal.Hundred) {
		message := fmt.Sprintf("rencana %s baru %s %%: lengkapi sampai 100 %%", line.Pekerjaan.Name(), percent.Indonesian(0, PercentPlaces))
		if percent.IsZero() {
			message = fmt.Sprintf("%s belum direncanakan", line.Pekerjaan.Name())
		}
		l.addWeek(CheckPlanIncomplete, line.Pekerjaan, "planned", message)
	}
}

// weeks looks for what lies after the end of the project.
func (l *checklist) weeks(line *Line, last int) {
	var planned, done bool
	for _, row := range l.p.ProgressOf(line.Pekerjaan.ID) {
		if row.Week <= last {
			continue
		}
		if !row.Planned.IsZero() && !planned {
			planned = true
			l.addWeek(CheckPlanLate, line.Pekerjaan, "planned", fmt.Sprintf("rencana %s minggu %d melewati tanggal selesai (minggu %d): pindahkan, atau perpanjang proyek",
				line.Pekerjaan.Name(), row.Week, last))
		}
		if !row.Actual.IsZero() && !done {
			done = true
			l.addWeek(CheckWorkLate, line.Pekerjaan, "actual", fmt.Sprintf("realisasi %s minggu %d melewati kontrak, yang selesai di minggu %d",
				line.Pekerjaan.Name(), row.Week, last))
		}
	}
}
