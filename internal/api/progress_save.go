package api

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/schedule"
	"takar/internal/serve"
)

// progressSaved answers a save of plan or realisasi (api §6.16).
type progressSaved struct {
	written

	Message       string        `json:"message"`
	Created       int           `json:"created_count"`
	Updated       int           `json:"updated_count"`
	Assignments   []savedWeek   `json:"assignments"`
	Saved         []savedWeek   `json:"saved_assignments"`
	Synced        int           `json:"synced_assignments"` // weeks of pekerjaan in which anything is planned
	SyncedMode    string        `json:"synced_mode"`
	Mode          schedule.Mode `json:"progress_mode"`
	NothingToSave bool          `json:"nothing_to_save"` // the request named no week
}

// savedWeek is a week of a pekerjaan as it is after a save; only the side that was saved is
// shown.
type savedWeek struct {
	PekerjaanID       int64           `json:"pekerjaan_id"`
	WeekNumber        int             `json:"week_number"`
	WeekStart         rab.Date        `json:"week_start_date"`
	WeekEnd           rab.Date        `json:"week_end_date"`
	Proportion        decimal.Number  `json:"proportion"`
	Planned           *decimal.Number `json:"planned_proportion,omitempty"`
	Actual            *decimal.Number `json:"actual_proportion,omitempty"`
	Volume            *decimal.Number `json:"volume"` // as it was typed, null where a percent was
	ActualCost        decimal.Number  `json:"actual_cost"`
	ActualCostEntered bool            `json:"actual_cost_entered"`
	Notes             string          `json:"notes"`
	Version           int64           `json:"version"`
}

// saveProgress stores {mode, assignments: [{pekerjaan_id, week_number, planned_proportion |
// planned_volume, …}]}, all or nothing. A request without the list stores nothing.
func saveProgress(r *serve.Request) error {
	body, err := r.Object()
	if err != nil {
		return err
	}
	mode := schedule.Planned
	switch text := body.Text("mode"); text {
	case "", string(schedule.Planned):
	case string(schedule.Actual):
		mode = schedule.Actual
	default:
		body.Bad("mode", "pilih planned (rencana) atau actual (realisasi)")
	}
	rows, listed := body.List("assignments")
	entries := rowsOf(rows, func(row *serve.Object) schedule.Entry { return progressEntry(row, mode) })
	if err := body.Err(); err != nil {
		return refuseProgress(r, entries, err)
	}
	saved, done, err := r.App.SaveProgress(r.HTTP.Context(), r.Visit, entries)
	if err != nil {
		return refuseProgress(r, entries, err)
	}
	answer := progressSaved{
		written: writtenBy(r, done), Message: "Tidak ada yang disimpan.", SyncedMode: string(rab.TahapanWeekly), Mode: mode, NothingToSave: !listed || len(rows) == 0,
	}
	line, err := schedule.TimelineOf(done.Project.Header())
	if err != nil {
		return fmt.Errorf("api: weeks of a saved schedule: %w", err)
	}
	answer.Assignments = rowsOf(saved, func(s schedule.Saved) savedWeek { return savedWeekOf(r, done.Project, line, s, mode) })
	answer.Saved = answer.Assignments
	for _, s := range saved {
		if s.Created {
			answer.Created++
		} else {
			answer.Updated++
		}
	}
	for _, row := range done.Project.Progress.All() {
		if !row.Planned.IsZero() {
			answer.Synced++
		}
	}
	if len(saved) > 0 {
		answer.Message = fmt.Sprintf("%d isian %s tersimpan.", len(saved), mode.Name())
	}
	return r.Send(http.StatusOK, answer)
}

// progressEntry reads one week of a pekerjaan. Amounts are percents, or volumes under a key
// of their own; keys that begin with was_ tell what the client saw before.
func progressEntry(row *serve.Object, mode schedule.Mode) schedule.Entry {
	e := schedule.Entry{
		Path: row.Path, PekerjaanID: row.Int("pekerjaan_id"), Week: weekNumber(row), Mode: mode, Shown: true,
		Notes: row.OptionalText("notes"), WasNotes: row.OptionalText("was_notes"),
	}
	side, other := string(mode), string(schedule.Actual)
	if mode == schedule.Actual {
		other = string(schedule.Planned)
	}
	e.Amount = amountIn(row, row.First(side+"_proportion", side+"_proportion_text", "proportion", "proportion_text"), side+"_volume")
	e.Was = amountIn(row, "was_proportion", "was_volume")
	cost := row.Decimal("actual_cost", decimal.Anggaran)
	entered := row.Bool("actual_cost_entered", true) // false: the 0 of answers that stands for none
	if entered && (cost.Valid || (row.Null("actual_cost") && mode == schedule.Actual)) {
		e.Cost = &cost
	}
	if row.Has("was_actual_cost") {
		cost := row.Decimal("was_actual_cost", decimal.Anggaran)
		e.WasCost = &cost
	}
	if e.Amount == nil && ((e.Cost == nil && e.Notes == nil) || row.Has(other+"_proportion") || row.Has(other+"_volume")) {
		row.Bad(side+"_proportion", "isi %s minggu ini dalam persen (0 sampai 100)", mode.Name())
	}
	return e
}

// weekNumber reads the number of a week; numbers beyond those of any project are judged with
// the others.
func weekNumber(row *serve.Object) int {
	n := row.Int("week_number")
	return int(max(0, min(n, schedule.MaxWeeks+1)))
}

// amountIn reads a volume, or else a percent; nil when neither is there.
func amountIn(row *serve.Object, percent, volume string) *schedule.Typed {
	if value := row.Decimal(volume, decimal.Volume); value.Valid {
		return &schedule.Typed{Value: value.Decimal, ByVolume: true}
	}
	if value := row.Decimal(strings.TrimSuffix(percent, "_text"), decimal.Persen); value.Valid {
		return &schedule.Typed{Value: value.Decimal}
	}
	return nil
}

func savedWeekOf(r *serve.Request, p *rab.Project, line schedule.Timeline, s schedule.Saved, mode schedule.Mode) savedWeek {
	row, week := s.Row, line.Week(s.Row.Week)
	volume, _ := p.Volumes.Get(row.PekerjaanID)
	quantity := decimal.Null{}
	if volume != nil {
		quantity = volume.Quantity
	}
	cell := schedule.CellOf(row, quantity)
	answer := savedWeek{
		PekerjaanID: row.PekerjaanID, WeekNumber: row.Week, WeekStart: week.From.Date(), WeekEnd: week.To.Date(), Notes: row.Notes, Version: row.Version,
	}
	if mode == schedule.Actual {
		answer.Proportion, answer.Volume = share(cell.Actual), typedVolume(row.Actual, row.ActualByVolume)
		answer.Actual = &answer.Proportion
	} else {
		answer.Proportion, answer.Volume = share(cell.Planned), typedVolume(row.Planned, row.PlannedByVolume)
		answer.Planned = &answer.Proportion
	}
	if r.Visit.Rights.Prices {
		answer.ActualCost, answer.ActualCostEntered = number(row.ActualCost.OrZero()), row.ActualCost.Valid
	}
	return answer
}

// progressRefused is the answer to a save that is refused: nothing of it was stored.
type progressRefused struct {
	*serve.Envelope

	Errors      []progressProblem `json:"errors"`
	Validation  []overTotal       `json:"validation_errors,omitempty"`
	Assignments []savedWeek       `json:"saved_assignments"` // always empty
}

type progressProblem struct {
	rab.Problem

	Error       string `json:"error"`
	PekerjaanID int64  `json:"pekerjaan_id,omitempty"`
}

// overTotal is a pekerjaan whose weeks would add up to too much.
type overTotal struct {
	Error       string          `json:"error"`
	PekerjaanID int64           `json:"pekerjaan_id"`
	Total       decimal.Number  `json:"total"`
	MaxAllowed  *decimal.Number `json:"max_allowed,omitempty"`
	Capacity    *decimal.Number `json:"capacity,omitempty"` // volume of the pekerjaan
	Type        string          `json:"type"`
}

// overTotalPlaces are enough to tell a total from 100 that a small volume makes too large.
const overTotalPlaces = 6

// refuseProgress answers a refused save with the pekerjaan of each problem; other errors are
// answered as everywhere.
func refuseProgress(r *serve.Request, entries []schedule.Entry, err error) error {
	var invalid *rab.Invalid
	if !errors.As(err, &invalid) {
		return err
	}
	status, envelope := r.Explain(err)
	answer := progressRefused{Envelope: envelope, Assignments: []savedWeek{}}
	answer.Errors = rowsOf(invalid.Problems, func(p rab.Problem) progressProblem {
		return progressProblem{Problem: p, Error: p.Message, PekerjaanID: pekerjaanAt(entries, p.Path)}
	})
	var over *schedule.OverTotal
	if errors.As(err, &over) {
		answer.Validation = rowsOf(over.Totals, overTotalOf)
	}
	return r.Send(status, answer)
}

func overTotalOf(t schedule.Total) overTotal {
	row := overTotal{Error: t.Message, PekerjaanID: t.PekerjaanID, Total: number(t.Percent.Round(overTotalPlaces)), Type: t.Kind}
	if t.Kind == schedule.NoVolume || t.Kind == schedule.OverVolume {
		capacity := number(t.Volume.OrZero())
		row.Capacity = &capacity
	}
	if t.Kind != schedule.NoVolume {
		most := number(decimal.FromInt(100))
		row.MaxAllowed = &most
	}
	return row
}

// pekerjaanAt returns the pekerjaan of the row that a problem is about; 0 when there is none.
func pekerjaanAt(entries []schedule.Entry, path string) int64 {
	for i := range entries {
		if rest, ok := strings.CutPrefix(path, entries[i].Path); ok && (rest == "" || rest[0] == '.') {
			return entries[i].PekerjaanID
		}
	}
	return 0
}

// progressReset answers a reset (api §6.16).
type progressReset struct {
	written

	Updated int           `json:"updated_count"`
	Mode    schedule.Mode `json:"mode"`
	Closed  int           `json:"closed_week"` // last closed week, which holds what it held with all before it; 0: all is cleared
	Message string        `json:"message"`
}

// resetProgress clears {mode}: the plan, realisasi with its cost, or both (rulings F32).
func resetProgress(r *serve.Request) error {
	body, err := r.OptionalObject()
	if err != nil {
		return err
	}
	mode, what := schedule.Planned, "Rencana"
	switch text := body.Text("mode"); text {
	case "", string(schedule.Planned):
	case string(schedule.Actual):
		mode, what = schedule.Actual, "Realisasi dan biayanya"
	case string(schedule.Both):
		mode, what = schedule.Both, "Rencana, realisasi dan biayanya"
	default:
		body.Bad("mode", "pilih planned (rencana), actual (realisasi), atau both (keduanya)")
	}
	if err := body.Err(); err != nil {
		return err
	}
	cleared, done, err := r.App.ResetProgress(r.HTTP.Context(), r.Visit, mode)
	if err != nil {
		return err
	}
	answer := progressReset{written: writtenBy(r, done), Updated: cleared.Weeks, Mode: mode, Closed: cleared.Closed, Message: what + " sudah kosong: tidak ada yang berubah."}
	if done.Changed {
		answer.Message = what + " dikosongkan. Batalkan dengan tombol Urungkan atau kiriman ke …/undo/."
	}
	if cleared.Closed > 0 {
		answer.Message += fmt.Sprintf(" Isi minggu 1 sampai %d tetap, karena sudah ditutup.", cleared.Closed)
	}
	return r.Send(http.StatusOK, answer)
}
