package rab

import (
	"encoding/json"
	"fmt"
	"strings"

	"takar/internal/decimal"
)

// weeksTold gathers what a command did to weeks of pekerjaan, so that it can be told in one
// sentence.
type weeksTold struct {
	named

	planned, actual, cost, notes bool // what differs in any of them
	filled, emptied              int  // weeks that said nothing before, or say nothing now
	gone, back                   int  // weeks that went or came with their pekerjaan
}

// add takes one week. Rows of weeks that say nothing count as none.
func (w *weeksTold) add(a *auditor, change RowChange, before, after Row) {
	old, now := progressOf(before), progressOf(after)
	row := now
	if row == nil {
		row = old
	}
	if row == nil {
		return
	}
	if now == nil {
		now = &Progress{}
		if _, stays := a.after.Pekerjaan.Get(row.PekerjaanID); !stays {
			w.gone++
		}
	}
	if old == nil {
		old = &Progress{}
		if _, was := a.base.Pekerjaan.Get(row.PekerjaanID); !was {
			w.back++
		}
	}
	if old.Empty() {
		w.filled++
	}
	if now.Empty() {
		w.emptied++
	}
	note := w.compare(old, now, a.unitOf(row.PekerjaanID))
	w.named.add(func() string { return a.rowName(change) + note })
}

func progressOf(row Row) *Progress {
	if week, ok := row.(*Progress); ok && week != nil {
		return week
	}
	return nil
}

// unitOf returns the unit of a pekerjaan as it is, or was.
func (a *auditor) unitOf(pekerjaan int64) string {
	for _, p := range []*Project{a.after, a.base} {
		if row, ok := p.Pekerjaan.Get(pekerjaan); ok {
			return row.Satuan
		}
	}
	return ""
}

// compare notes which sides of a week differ, and says how in brackets. Costs are money:
// only that they differ is said.
func (w *weeksTold) compare(old, now *Progress, unit string) string {
	var parts []string
	side := func(name string, seen *bool, before decimal.Decimal, beforeByVolume bool, after decimal.Decimal, afterByVolume bool) {
		if before.Equal(after) && (beforeByVolume == afterByVolume || before.IsZero()) {
			return
		}
		*seen = true
		text := workText(after, afterByVolume, unit)
		if !before.IsZero() {
			text = workText(before, beforeByVolume, unit) + " → " + text
		}
		parts = append(parts, name+" "+text)
	}
	side("rencana", &w.planned, old.Planned, old.PlannedByVolume, now.Planned, now.PlannedByVolume)
	side("realisasi", &w.actual, old.Actual, old.ActualByVolume, now.Actual, now.ActualByVolume)
	if !old.ActualCost.Equal(now.ActualCost) {
		w.cost = true
		parts = append(parts, "biaya")
	}
	if old.Notes != now.Notes {
		w.notes = true
		parts = append(parts, "catatan")
	}
	if len(parts) == 0 {
		return ""
	}
	return " (" + strings.Join(parts, ", ") + ")"
}

// workText writes an amount of work in the unit in which it was typed.
func workText(amount decimal.Decimal, byVolume bool, unit string) string {
	if byVolume {
		return strings.TrimSpace(amount.Indonesian(0, VolumePlaces) + " " + unit)
	}
	return amount.Indonesian(0, PercentPlaces) + "%"
}

// summary tells the weeks, such as "Rencana dan realisasi 12 minggu diubah: …".
func (w *weeksTold) summary() string {
	switch w.count {
	case w.gone:
		return fmt.Sprintf("Jadwal %d minggu dihapus bersama pekerjaannya: %s", w.count, &w.named)
	case w.back:
		return fmt.Sprintf("Jadwal %d minggu dikembalikan bersama pekerjaannya: %s", w.count, &w.named)
	}
	verb := "diubah"
	switch w.count {
	case w.filled:
		verb = "diisi"
	case w.emptied:
		verb = "dikosongkan"
	}
	return fmt.Sprintf("%s %d minggu %s: %s", w.sides(), w.count, verb, &w.named)
}

func (w *weeksTold) sides() string {
	var names []string
	for _, side := range []struct {
		seen bool
		name string
	}{{w.planned, "rencana"}, {w.actual, "realisasi"}, {w.cost, "biaya"}, {w.notes, "catatan"}} {
		if side.seen {
			names = append(names, side.name)
		}
	}
	if len(names) == 0 {
		return "Jadwal"
	}
	last := len(names) - 1
	text := strings.Join(names[:last], ", ")
	if last > 0 {
		text += " dan "
	}
	text += names[last]
	return strings.ToUpper(text[:1]) + text[1:]
}

// closing tells that weeks were closed or opened; "" when more than that changed.
func (a *auditor) closing(detail AuditDetail) string {
	before, after := a.base.Schedule(), a.after.Schedule()
	for _, field := range detail.Fields {
		if field.Field != "closed_until" && field.Field != "opened_note" {
			return ""
		}
	}
	closed := func(s *ScheduleSetting) int {
		if s.ClosedUntil == "" {
			return 0
		}
		return a.after.Header().WeeksBefore(s.ClosedUntil.AddDays(1))
	}
	was, is := closed(before), closed(after)
	switch {
	case is > was && was == is-1:
		return fmt.Sprintf("Minggu %d ditutup", is)
	case is > was:
		return fmt.Sprintf("Minggu %d sampai %d ditutup", was+1, is)
	case is == was:
		return ""
	}
	text := fmt.Sprintf("Minggu %d dibuka", was)
	if is+1 < was {
		text = fmt.Sprintf("Minggu %d sampai %d dibuka", is+1, was)
	}
	if after.OpenedNote != "" {
		text += ": " + clip(after.OpenedNote)
	}
	return text
}

// settingChange is a change of the setting whose row stands for the defaults where there is
// none, so that only what differs from them is told.
func settingChange(change RowChange) RowChange {
	if change.Table != "schedule_setting" || change.Before != nil && change.After != nil {
		return change
	}
	usual, err := json.Marshal(DefaultScheduleSetting(change.ID))
	if err != nil {
		return change
	}
	if change.Before == nil {
		change.Before = usual
	}
	if change.After == nil {
		change.After = usual
	}
	return change
}
