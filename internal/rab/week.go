package rab

import "takar/internal/decimal"

// WeekGrid numbers the weeks of a project: the one rule for it (domain §9.2). Week 1 begins
// with the project, the following ones have 7 days, and the last ends with it. Days count
// from 0, the first day of the project.
type WeekGrid struct {
	First int // days in week 1, from 1 to 7
	Days  int // of the project
}

// NewWeekGrid returns the weeks of a project of so many days. Both weekdays are numbers from
// 0, Senin, to 6: that of the first day, and that on which weeks end.
func NewWeekGrid(start, weekEnd, days int) WeekGrid {
	return WeekGrid{First: 1 + ((weekEnd-start)%7+7)%7, Days: days}
}

// Weeks returns the weeks of the project; it needs both dates.
func (h *Header) Weeks() WeekGrid {
	return NewWeekGrid((int(h.TanggalMulai.Time().Weekday())+6)%7, h.WeekEndDay, h.TanggalMulai.DaysTo(h.TanggalSelesai))
}

// Of returns the number of the week that a day lies in, from 1. Days before the project
// belong to week 1; after its end the weeks go on.
func (g WeekGrid) Of(day int) int {
	if day < g.First {
		return 1
	}
	return 2 + (day-g.First)/7
}

// Count is the number of weeks of the project.
func (g WeekGrid) Count() int { return g.Of(g.Days - 1) }

// Ends returns the first and the last day of a week. One after the project, in which work
// may still be done late, is whole.
func (g WeekGrid) Ends(week int) (first, last int) {
	first, last = g.Whole(week)
	if week == g.Count() {
		last = g.Days - 1
	}
	return first, last
}

// Whole is Ends without an end of the project.
func (g WeekGrid) Whole(week int) (first, last int) {
	if week <= 1 {
		return 0, g.First - 1
	}
	last = g.First - 1 + 7*(week-1)
	return last - 6, last
}

// MaxWeeks is the longest a schedule may last (rulings F34): ten years and two months.
const MaxWeeks = 530

// Places of amounts of work as they are typed (rulings F31).
const (
	PercentPlaces = 2
	VolumePlaces  = 3
)

// PercentOf returns an amount of work in percent of the whole pekerjaan. One that was typed
// as a volume is a share of the present volume; without one it is nothing.
func PercentOf(amount decimal.Decimal, byVolume bool, volume decimal.Null) decimal.Decimal {
	if !byVolume || amount.IsZero() {
		return amount
	}
	if percent, err := amount.Mul(decimal.Hundred).Quo(volume.OrZero()); err == nil {
		return percent
	}
	return decimal.Zero
}

// WorkSum adds up amounts of work of one pekerjaan, whether typed as percent or as volume,
// without rounding.
type WorkSum struct{ Percent, Volume decimal.Decimal }

// Add adds one amount.
func (s *WorkSum) Add(amount decimal.Decimal, byVolume bool) {
	if byVolume {
		s.Volume = s.Volume.Add(amount)
	} else {
		s.Percent = s.Percent.Add(amount)
	}
}

// Whole is the sum in hundredths of the unit of a pekerjaan of that volume, exact.
func (s WorkSum) Whole(volume decimal.Decimal) decimal.Decimal {
	return s.Percent.Mul(volume).Add(s.Volume.Mul(decimal.Hundred))
}

// PercentOf is the sum in percent of a pekerjaan of that volume, at full precision. Without
// a volume only what was typed as percent counts.
func (s WorkSum) PercentOf(volume decimal.Null) decimal.Decimal {
	if s.Volume.IsZero() { // nearly always, and then without a division
		return s.Percent
	}
	if percent, err := s.Whole(volume.OrZero()).Quo(volume.OrZero()); err == nil {
		return percent
	}
	return s.Percent
}

// Over reports whether the sum is more than the whole of a pekerjaan of that volume, exactly.
func (s WorkSum) Over(volume decimal.Null) bool {
	size := volume.OrZero()
	if size.Sign() <= 0 || s.Volume.IsZero() {
		return decimal.Hundred.Less(s.Percent)
	}
	return size.Mul(decimal.Hundred).Less(s.Whole(size))
}

// WorkSums adds up the plan and the realisasi of a pekerjaan.
func (p *Project) WorkSums(pekerjaan int64) (planned, actual WorkSum) {
	for _, row := range p.ProgressOf(pekerjaan) {
		planned.Add(row.Planned, row.PlannedByVolume)
		actual.Add(row.Actual, row.ActualByVolume)
	}
	return planned, actual
}

// Empty reports whether a week of a pekerjaan says nothing.
func (w *Progress) Empty() bool {
	return w.Planned.IsZero() && w.Actual.IsZero() && !w.ActualCost.Valid && w.Notes == ""
}

// QuantityOf returns the volume of a pekerjaan, absent while it is not known.
func (p *Project) QuantityOf(pekerjaan int64) decimal.Null {
	if row, ok := p.Volumes.Get(pekerjaan); ok {
		return row.Quantity
	}
	return decimal.Null{}
}
