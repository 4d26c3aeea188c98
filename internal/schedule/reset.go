package schedule

import (
	"takar/internal/decimal"
	"takar/internal/rab"
)

// Cleared is what a reset did.
type Cleared struct {
	Weeks  int // of pekerjaan that the schedule holds
	Closed int // last closed week, which holds what it held with all before it; 0: all is cleared
}

// Reset clears the plan of every open week, or realisasi with its cost, or both; notes and
// closed weeks stay (rulings F32, F35).
func Reset(d *rab.Draft, mode Mode) (Cleared, error) {
	s, err := newSaving(d)
	if err != nil {
		return Cleared{}, err
	}
	rows := s.view.Progress.All()
	result := Cleared{Weeks: len(rows)}
	for _, row := range rows {
		next := *row
		if mode != Actual {
			next.Planned, next.PlannedByVolume = decimal.Zero, false
		}
		if mode != Planned && (!next.Actual.IsZero() || next.ActualCost.Valid) {
			next.Actual, next.ActualByVolume, next.ActualCost, next.ActualChangedAt = decimal.Zero, false, decimal.Null{}, d.At()
		}
		switch {
		case row.Week > s.closed:
			d.Progress.Put(&next)
		case next != *row:
			result.Closed = s.closed
		}
	}
	return result, nil
}
