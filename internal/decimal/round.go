package decimal

import (
	"fmt"
	"math/big"
)

// Mode says how RoundToMultiple treats a value between two multiples.
type Mode string

// The rounding modes of the pricing policy (rulings A5).
const (
	Nearest Mode = "nearest" // ties away from zero
	Down    Mode = "down"    // towards zero
	Up      Mode = "up"      // away from zero
)

// Valid reports whether m is one of the three modes.
func (m Mode) Valid() bool { return m == Nearest || m == Down || m == Up }

// Round returns d with at most places decimals, ties away from zero (HALF_UP, domain
// §2.3). Places must not be negative.
func (d Decimal) Round(places int) Decimal {
	if places < 0 {
		panic(fmt.Sprintf("decimal: Round to %d decimals", places))
	}
	if d.wide == nil {
		if places >= d.fast.Prec() {
			return d
		}
		return Decimal{fast: d.fast.RoundHAZ(uint8(places))} //nolint:gosec // below Prec, which is at most 19
	}
	scaled := new(big.Int).Mul(d.wide.Num(), powerOfTen(places))
	return fromCoefficient(wholeOf(scaled, d.wide.Denom(), Nearest), places)
}

// RoundToMultiple returns the multiple of base that mode chooses for d. Base must be
// above zero.
func (d Decimal) RoundToMultiple(base Decimal, mode Mode) Decimal {
	if base.Sign() <= 0 {
		panic("decimal: RoundToMultiple needs a base above zero")
	}
	numerator, denominator := d.fraction()
	baseNumerator, baseDenominator := base.fraction()
	times := wholeOf(
		new(big.Int).Mul(numerator, baseDenominator), new(big.Int).Mul(denominator, baseNumerator), mode)
	return narrow(new(big.Rat).SetFrac(times.Mul(times, baseNumerator), baseDenominator))
}

// RoundPlaces returns d with at most places decimals by the given mode.
func (d Decimal) RoundPlaces(places int, mode Mode) Decimal {
	if mode == Nearest {
		return d.Round(places)
	}
	return d.RoundToMultiple(New(1, uint8(places)), mode) //nolint:gosec // callers pass scales of stored fields
}

// Floor returns the largest whole number that is not above d.
func (d Decimal) Floor() Decimal {
	r := d.rat()
	return FromRat(new(big.Rat).SetInt(new(big.Int).Div(r.Num(), r.Denom()))) // Euclidean: floors for a positive divisor
}

// Ceil returns the smallest whole number that is not below d.
func (d Decimal) Ceil() Decimal { return d.Neg().Floor().Neg() }

// wholeOf returns the whole number that mode chooses for numerator ÷ denominator; the
// denominator is above zero.
func wholeOf(numerator, denominator *big.Int, mode Mode) *big.Int {
	whole, remainder := new(big.Int).QuoRem(numerator, denominator, new(big.Int)) // cut towards zero
	away := false
	switch mode {
	case Down:
	case Up:
		away = remainder.Sign() != 0
	default:
		away = remainder.Lsh(remainder, 1).CmpAbs(denominator) >= 0
	}
	if away {
		whole.Add(whole, big.NewInt(int64(numerator.Sign())))
	}
	return whole
}

// Running rounds amounts one after the other so that those that are printed add up to their
// printed sum: what is rounded is the running sum (rulings A7). No amount is off by more than
// one unit of its last place.
type Running struct {
	Places int

	sum, shown Decimal
}

// Next returns the next amount as it is printed.
func (r *Running) Next(amount Decimal) Decimal {
	r.sum = r.sum.Add(amount)
	before := r.shown
	r.shown = r.sum.Round(r.Places)
	return r.shown.Sub(before)
}
