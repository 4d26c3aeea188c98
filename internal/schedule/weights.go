package schedule

import (
	"takar/internal/decimal"
	"takar/internal/rab"
)

// Weights are what the pekerjaan of a schedule weigh against each other in its kurva S.
type Weights struct {
	Basis Basis
	Of    []decimal.Decimal // of each of Works: rupiah, volume, or 1 where there is neither
	Bobot []decimal.Decimal // percent with 2 decimals; with GoneBobot together 100.00 (rulings A6)
	// Of pekerjaan that the rencana kontrak has and the project has not any more: still part of
	// the whole.
	Gone, GoneBobot decimal.Decimal
}

// Weights returns the weights by which Curve adds up.
func (a *Analysis) Weights() Weights {
	list, basis := weights(a.weighed, ByVolume)
	works := len(a.Works)
	w := Weights{Basis: basis, Of: list[:works:works], Gone: decimal.Sum(list[works:]...)}
	shares := rab.PrintedShares(append(w.Of, w.Gone))
	w.Bobot, w.GoneBobot = shares[:works:works], shares[works]
	return w
}

// SpreadBobot divides the printed bobot of a pekerjaan over periods of which each has some percent
// of it, with 2 decimals: what is rounded is the running sum, so that the parts of a whole
// pekerjaan add up to its bobot (rulings A7).
func SpreadBobot(bobot decimal.Decimal, percents []decimal.Decimal) []decimal.Decimal {
	running := decimal.Running{Places: PercentPlaces}
	parts := make([]decimal.Decimal, len(percents))
	for i, percent := range percents {
		if !percent.IsZero() {
			parts[i] = running.Next(bobot.Percent(percent))
		}
	}
	return parts
}
