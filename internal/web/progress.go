package web

import (
	"takar/internal/decimal"
	"takar/internal/rab"
)

// lastMark is where the mark of a whole plan stands.
var lastMark = decimal.MustParse("98.5")

// progressMark shows how far a project is against its plan of the day. Done and Due place
// the bar and its mark, in percent; without a plan Due and Deviation are empty.
type progressMark struct {
	Done, Due           string // as numbers of the page
	DoneExact, DueExact string // with a dot; the mark stays within the bar
	Deviation           string
	Class               string // of the deviation and the bar
}

// progressOf returns the progress of a project on a day; nil while nothing is planned or
// done.
func progressOf(h *rab.Header, s rab.Standing, today rab.Date) *progressMark {
	due, planned := s.Due(h, today)
	if !planned && s.Realisasi == 0 {
		return nil
	}
	mark := &progressMark{Done: s.Done().Indonesian(0, rab.PercentPlaces), DoneExact: s.Done().String(), Class: "progress-good"}
	if planned {
		points := s.Done().Sub(due)
		mark.Due, mark.DueExact, mark.Deviation = due.Indonesian(0, rab.PercentPlaces), decimal.Min(due, lastMark).String(), signed(points, rab.PercentPlaces)
		if points.Sign() < 0 {
			mark.Class = "progress-bad"
		}
	}
	if s.Complete() {
		mark.Class = "progress-done"
	}
	return mark
}
