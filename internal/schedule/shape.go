package schedule

import (
	"math/big"

	"takar/internal/decimal"
)

// Shape is a way in which work is spread over its days (rulings F40).
type Shape string

// The shapes. Each is a curve from 0 to 1: how much of the work is done after a part of the
// time.
const (
	Even  Shape = "even"  // x
	Front Shape = "front" // 1 − (1 − x)²
	Back  Shape = "back"  // x²
	Bell  Shape = "bell"  // 3x² − 2x³
)

// Shapes lists the shapes, the usual one first.
func Shapes() []Shape { return []Shape{Even, Front, Back, Bell} }

// done returns how much of the work is done after a part x of the time, both from 0 to 1.
func (s Shape) done(x *big.Rat) *big.Rat {
	square := new(big.Rat).Mul(x, x)
	switch s {
	case Front: // 2x − x²
		return new(big.Rat).Sub(new(big.Rat).Add(x, x), square)
	case Back:
		return square
	case Bell: // x² (3 − 2x)
		rest := new(big.Rat).Sub(big.NewRat(3, 1), new(big.Rat).Add(x, x))
		return rest.Mul(rest, square)
	default:
		return x
	}
}

// Distribute spreads a share of work over weeks by a shape. days are the working days of each
// week that the work takes: weeks without any get nothing. The parts have 2 decimal places and
// add up to the share exactly. When no day is worked at all, ok is false.
func (s Shape) Distribute(share decimal.Decimal, days []int) (parts []decimal.Decimal, ok bool) {
	total := 0
	for _, n := range days {
		total += n
	}
	if total == 0 {
		return nil, false
	}
	parts = make([]decimal.Decimal, len(days))
	running, before := 0, decimal.Zero
	for i, n := range days {
		running += n
		done := s.done(big.NewRat(int64(running), int64(total)))
		now := decimal.FromRat(done.Mul(done, share.Rat())).Round(PercentPlaces)
		parts[i], before = now.Sub(before), now
	}
	return parts, true
}
