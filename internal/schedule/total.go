package schedule

import (
	"fmt"

	"takar/internal/decimal"
	"takar/internal/rab"
)

// Why the total of a pekerjaan is refused.
const (
	OverPercent = "percent_total"
	OverVolume  = "volume"
	NoVolume    = "missing_capacity"
	tolerance   = "0.01" // percent of a pekerjaan without a volume that still passes (golden case G8)
)

// Total is a pekerjaan whose weeks add up to more than all of it.
type Total struct {
	PekerjaanID int64
	Kind        string          // OverPercent, OverVolume or NoVolume
	Percent     decimal.Decimal // what the weeks add up to
	Volume      decimal.Null    // of the pekerjaan
	Message     string
}

// OverTotal refuses a save: nothing of it is stored.
type OverTotal struct {
	rab.Invalid

	Totals []Total
}

// Unwrap makes it an Invalid like every other.
func (e *OverTotal) Unwrap() error { return &e.Invalid }

// judgeTotals adds up each side that an amount was entered on. A total that was too large
// before, because the volume shrank since, may become smaller.
func (s *saving) judgeTotals() {
	for _, touched := range s.sides {
		volume := s.volume(touched.pekerjaan)
		kind, total, over := s.total(touched, volume)
		if !over {
			continue
		}
		item, _ := s.view.Pekerjaan.Get(touched.pekerjaan)
		message := s.totalMessage(item.Name(), touched.mode, kind, total, volume)
		s.totals = append(s.totals, Total{PekerjaanID: touched.pekerjaan, Kind: kind, Percent: total, Volume: volume, Message: message})
		s.problems.Add(s.touched[touched], "%s", message)
	}
}

func (s *saving) totalMessage(item string, mode Mode, kind string, total decimal.Decimal, volume decimal.Null) string {
	switch kind {
	case NoVolume:
		return fmt.Sprintf("%s: volume belum diisi, jadi %s belum dapat dicatat. Isi volumenya dulu.", item, mode.Name())
	case OverVolume:
		return fmt.Sprintf("%s: jumlah %s melebihi volume %s (menjadi %s %%). Kurangi salah satu minggu.", item, mode.Name(), volume.Indonesian(0, 3), total.Indonesian(0, 4))
	}
	return fmt.Sprintf("%s: jumlah %s menjadi %s %%, melebihi 100 %%. Kurangi salah satu minggu.", item, mode.Name(), total.Indonesian(0, PercentPlaces))
}

// total adds up one side of a pekerjaan as it will be, and as it was, and reports whether
// it is refused.
func (s *saving) total(at side, volume decimal.Null) (kind string, percent decimal.Decimal, over bool) {
	var before, after rab.WorkSum
	for _, row := range s.view.ProgressOf(at.pekerjaan) {
		before.Add(typed(row, at.mode).amount())
		if _, changed := s.rows[weekKey{at.pekerjaan, row.Week}]; !changed {
			after.Add(typed(row, at.mode).amount())
		}
	}
	for _, key := range s.order {
		if key.pekerjaan == at.pekerjaan {
			after.Add(typed(s.rows[key], at.mode).amount())
		}
	}
	size := volume.OrZero()
	if size.Sign() <= 0 {
		over = decimal.MustParse(tolerance).Less(after.Percent) || !after.Volume.IsZero()
		return NoVolume, after.Percent, over && below(before, after, size)
	}
	kind = OverPercent
	if !after.Volume.IsZero() {
		kind = OverVolume
	}
	whole := after.Whole(size)
	if percent, err := whole.Quo(size); err == nil {
		return kind, percent, size.Mul(decimal.Hundred).Less(whole) && below(before, after, size)
	}
	return kind, decimal.Zero, false
}

// below reports whether a sum is smaller than another.
func below(s, other rab.WorkSum, volume decimal.Decimal) bool {
	if volume.Sign() <= 0 {
		return s.Percent.Add(s.Volume).Less(other.Percent.Add(other.Volume))
	}
	return s.Whole(volume).Less(other.Whole(volume))
}
