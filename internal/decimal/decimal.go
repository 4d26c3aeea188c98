// Package decimal holds Takar's exact numbers: money, volumes, coefficients and
// percentages. No value in it is ever a binary float, and no operation loses a digit:
// rounding happens only where a caller asks for it by name.
//
// Values that are stored, and products of two or three of them, stay in a fast 128-bit
// form (quagmt/udecimal, at most 19 decimals). What does not fit there (nested bundle
// coefficients, quotients, shares) continues as an exact fraction and is rounded once, at
// the end, by Round.
package decimal

import (
	"errors"
	"math"
	"math/big"
	"strings"

	"github.com/quagmt/udecimal"
)

// fastPlaces is the number of decimals that the fast form can hold without cutting.
const fastPlaces = 19

// shownPlaces bounds String for a fraction without a finite decimal form (1/3).
const shownPlaces = 50

// ErrDivisionByZero is returned by Quo when the divisor is zero.
var ErrDivisionByZero = errors.New("pembagian dengan nol")

// Decimal is an exact, immutable number. The zero value is 0. Do not compare two values
// with ==; use Equal or Cmp.
type Decimal struct {
	fast udecimal.Decimal
	wide *big.Rat // set when the value does not fit the fast form; never shared for writing
}

// Frequently used constants.
var (
	Zero    = Decimal{}
	One     = FromInt(1)
	Hundred = FromInt(100)
)

// FromInt returns n as a Decimal.
func FromInt(n int64) Decimal { return New(n, 0) }

// New returns coefficient × 10^-places, for places from 0 to 19.
func New(coefficient int64, places uint8) Decimal {
	return Decimal{fast: udecimal.MustFromInt64(coefficient, places)}
}

func fromRat(r *big.Rat) Decimal { return Decimal{wide: r} }

// narrow returns r in the fast form when it fits: at most fastPlaces decimals, 128 bits.
func narrow(r *big.Rat) Decimal {
	if places, finite := decimalPlaces(r); finite && places <= fastPlaces {
		coefficient := new(big.Int).Mul(r.Num(), tenTo[places])
		return fromCoefficient(coefficient.Quo(coefficient, r.Denom()), places)
	}
	return fromRat(r)
}

// fromCoefficient returns c × 10^-places.
func fromCoefficient(c *big.Int, places int) Decimal {
	if places <= fastPlaces && c.BitLen() <= 128 {
		magnitude := new(big.Int).Abs(c)
		low := new(big.Int).And(magnitude, lowBits)
		high := magnitude.Rsh(magnitude, 64)
		d, err := udecimal.NewFromHiLo(c.Sign() < 0, high.Uint64(), low.Uint64(), uint8(places)) //nolint:gosec // bounded just above
		if err == nil {
			return Decimal{fast: d}
		}
	}
	return fromRat(new(big.Rat).SetFrac(c, powerOfTen(places)))
}

// decimalPlaces returns how many decimals r needs, and whether a finite number is enough.
func decimalPlaces(r *big.Rat) (places int, finite bool) {
	if r.IsInt() {
		return 0, true
	}
	rest := new(big.Int).Set(r.Denom())
	twos := rest.TrailingZeroBits()
	rest.Rsh(rest, twos)
	if rest.IsInt64() && rest.Int64() == 1 {
		return int(twos), true
	}
	// What is left must be a power of five. 5^n has floor(n × log2 5) + 1 bits, so the
	// length leaves one candidate; its neighbours are tried for safety.
	if new(big.Int).Rem(rest, big.NewInt(5)).Sign() != 0 {
		return 0, false
	}
	fives := int64(rest.BitLen()) * 1_000_000_000 / 2_321_928_095
	for n := max(fives-1, 1); n <= fives+1; n++ {
		if rest.Cmp(new(big.Int).Exp(big.NewInt(5), big.NewInt(n), nil)) == 0 {
			return max(int(twos), int(n)), true
		}
	}
	return 0, false
}

// Rat returns the value as a new big.Rat, for tests and for callers that need fractions.
func (d Decimal) Rat() *big.Rat {
	if d.wide != nil {
		return new(big.Rat).Set(d.wide)
	}
	return d.rat()
}

// rat returns the value as a big.Rat that must not be written to.
func (d Decimal) rat() *big.Rat {
	if d.wide != nil {
		return d.wide
	}
	return new(big.Rat).SetFrac(d.fraction())
}

// fraction returns a numerator and a denominator of the value, not reduced. Neither may be
// written to.
func (d Decimal) fraction() (numerator, denominator *big.Int) {
	if d.wide != nil {
		return d.wide.Num(), d.wide.Denom()
	}
	negative, high, low, places, ok := d.fast.ToHiLo()
	if !ok { // more than 128 bits
		r, _ := new(big.Rat).SetString(d.fast.String())
		return r.Num(), r.Denom()
	}
	numerator = new(big.Int).SetUint64(low)
	if high != 0 {
		numerator.Add(numerator, new(big.Int).Lsh(new(big.Int).SetUint64(high), 64))
	}
	if negative {
		numerator.Neg(numerator)
	}
	return numerator, tenTo[places]
}

var lowBits = new(big.Int).SetUint64(math.MaxUint64)

// tenTo[n] is 10^n, for reading only.
var tenTo = func() (powers [fastPlaces + 1]*big.Int) {
	for n := range powers {
		powers[n] = powerOfTen(n)
	}
	return powers
}()

func powerOfTen(n int) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil)
}

// FromRat returns the exact value of r.
func FromRat(r *big.Rat) Decimal { return narrow(new(big.Rat).Set(r)) }

// Add returns d + e, exactly.
func (d Decimal) Add(e Decimal) Decimal {
	if d.wide == nil && e.wide == nil {
		return Decimal{fast: d.fast.Add(e.fast)}
	}
	return fromRat(new(big.Rat).Add(d.rat(), e.rat()))
}

// Sub returns d − e, exactly.
func (d Decimal) Sub(e Decimal) Decimal { return d.Add(e.Neg()) }

// Mul returns d × e, exactly.
func (d Decimal) Mul(e Decimal) Decimal {
	if d.wide == nil && e.wide == nil && d.fast.Prec()+e.fast.Prec() <= fastPlaces {
		return Decimal{fast: d.fast.Mul(e.fast)}
	}
	return fromRat(new(big.Rat).Mul(d.rat(), e.rat()))
}

// Quo returns d ÷ e as an exact fraction, or ErrDivisionByZero.
func (d Decimal) Quo(e Decimal) (Decimal, error) {
	if e.IsZero() {
		return Zero, ErrDivisionByZero
	}
	numerator, denominator := d.fraction()
	divisor, parts := e.fraction()
	return narrow(new(big.Rat).SetFrac(
		new(big.Int).Mul(numerator, parts), new(big.Int).Mul(denominator, divisor))), nil
}

// QuoCut returns d ÷ e where that fits the fast form, and else cut to places decimals, at most
// 19, towards zero. The divisor must not be zero. It is for long runs of quotients that need
// the same treatment, not the last digit.
func (d Decimal) QuoCut(e Decimal, places int) Decimal {
	if d.wide == nil && e.wide == nil {
		if q, err := d.fast.Div(e.fast); err == nil {
			cut := Decimal{fast: q.Trunc(uint8(places))} //nolint:gosec // at most 19
			// The library cuts at 19 decimals: what was cut is missing when it is multiplied back.
			if full := (Decimal{fast: q}); !full.Equal(cut) && full.Mul(e).Equal(d) {
				return full
			}
			return cut
		}
	}
	q, err := d.Quo(e)
	if err != nil {
		panic("decimal: QuoCut by zero")
	}
	if q.wide == nil {
		return q
	}
	return q.RoundPlaces(places, Down)
}

// Percent returns d × p ÷ 100, exactly.
func (d Decimal) Percent(p Decimal) Decimal { return d.Mul(p).Mul(New(1, 2)) }

// Neg returns −d.
func (d Decimal) Neg() Decimal {
	if d.wide != nil {
		return fromRat(new(big.Rat).Neg(d.wide))
	}
	return Decimal{fast: d.fast.Neg()}
}

// Abs returns d without its sign.
func (d Decimal) Abs() Decimal {
	if d.Sign() < 0 {
		return d.Neg()
	}
	return d
}

// Sign returns −1, 0 or 1.
func (d Decimal) Sign() int {
	if d.wide != nil {
		return d.wide.Sign()
	}
	return d.fast.Sign()
}

// IsZero reports whether d is 0.
func (d Decimal) IsZero() bool { return d.Sign() == 0 }

// Cmp returns −1, 0 or 1 as d is below, equal to or above e.
func (d Decimal) Cmp(e Decimal) int {
	if d.wide == nil && e.wide == nil {
		return d.fast.Cmp(e.fast)
	}
	return d.rat().Cmp(e.rat())
}

// Equal reports whether d and e are the same number, whatever their trailing zeros.
func (d Decimal) Equal(e Decimal) bool { return d.Cmp(e) == 0 }

// Less reports whether d < e.
func (d Decimal) Less(e Decimal) bool { return d.Cmp(e) < 0 }

// Min returns the smaller of d and e.
func Min(d, e Decimal) Decimal {
	if e.Less(d) {
		return e
	}
	return d
}

// Max returns the larger of d and e.
func Max(d, e Decimal) Decimal {
	if d.Less(e) {
		return e
	}
	return d
}

// Sum returns the exact sum of values.
func Sum(values ...Decimal) Decimal {
	total := Zero
	for _, v := range values {
		total = total.Add(v)
	}
	return total
}

// Int64 returns the value when it is a whole number that fits, else ok is false.
func (d Decimal) Int64() (n int64, ok bool) {
	r := d.rat()
	if !r.IsInt() || !r.Num().IsInt64() {
		return 0, false
	}
	return r.Num().Int64(), true
}

// String returns the canonical text: a dot as decimal separator, no grouping, no
// exponent, no trailing zeros. A fraction without a finite form is cut to 50 decimals.
func (d Decimal) String() string {
	if d.wide == nil {
		return d.fast.String()
	}
	places, finite := decimalPlaces(d.wide)
	if !finite {
		places = shownPlaces
	}
	text := d.wide.FloatString(places)
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return text
}

// Fixed returns the canonical text with exactly places decimals, rounded half-up.
func (d Decimal) Fixed(places int) string {
	rounded := d.Round(places)
	if rounded.wide != nil {
		return rounded.wide.FloatString(places)
	}
	if places <= fastPlaces {
		return rounded.fast.StringFixed(uint8(places)) //nolint:gosec // bounded just above
	}
	return rounded.rat().FloatString(places)
}

// Bits tells how many bits the exact fraction takes, numerator and denominator together.
// Evaluators of foreign formulas stop when it grows beyond use.
func (d Decimal) Bits() int {
	r := d.rat()
	return r.Num().BitLen() + r.Denom().BitLen()
}
