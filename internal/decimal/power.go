package decimal

import (
	"errors"
	"math/big"

	"github.com/cockroachdb/apd/v3"
)

// powerDigits is the number of significant digits of powers and roots that have no
// finite decimal form (rulings A4).
const powerDigits = 50

// maxWholeExponent bounds exact powers; beyond it a volume formula is a mistake.
const maxWholeExponent = 1000

// ErrNotFinite is returned when a power or root has no finite real value, or is too
// large to be one of Takar's numbers.
var ErrNotFinite = errors.New("hasil tidak terhingga")

// Pow returns d to the power of exponent. Whole exponents up to 1000 are exact; other
// powers carry 50 significant digits.
func (d Decimal) Pow(exponent Decimal) (Decimal, error) {
	if n, whole := exponent.Int64(); whole && n >= -maxWholeExponent && n <= maxWholeExponent {
		return d.wholePower(n)
	}
	return transcendental(func(ctx *apd.Context, result *apd.Decimal) (apd.Condition, error) {
		return ctx.Pow(result, d.apd(), exponent.apd())
	})
}

// Sqrt returns the square root of d with 50 significant digits, or ErrNotFinite when d
// is negative.
func (d Decimal) Sqrt() (Decimal, error) {
	return transcendental(func(ctx *apd.Context, result *apd.Decimal) (apd.Condition, error) {
		return ctx.Sqrt(result, d.apd())
	})
}

func (d Decimal) wholePower(n int64) (Decimal, error) {
	if n < 0 {
		if d.IsZero() {
			return Zero, ErrDivisionByZero
		}
		n = -n
		inverse, err := One.Quo(d)
		if err != nil {
			return Zero, err
		}
		d = inverse
	}
	base, power := d.Rat(), big.NewInt(n)
	// A base of thousands of digits would cost memory without ever being a volume.
	if int64(base.Num().BitLen()+base.Denom().BitLen())*n > 1<<16 {
		return Zero, ErrNotFinite
	}
	return FromRat(new(big.Rat).SetFrac(
		new(big.Int).Exp(base.Num(), power, nil),
		new(big.Int).Exp(base.Denom(), power, nil),
	)), nil
}

func (d Decimal) apd() *apd.Decimal {
	r := d.Rat()
	ctx := apd.BaseContext.WithPrecision(powerDigits + 10)
	numerator, denominator := apdInt(r.Num()), apdInt(r.Denom())
	result := new(apd.Decimal)
	if _, err := ctx.Quo(result, numerator, denominator); err != nil {
		return &apd.Decimal{Form: apd.NaN}
	}
	return result
}

func apdInt(n *big.Int) *apd.Decimal {
	d, _, err := apd.NewFromString(n.String())
	if err != nil {
		return &apd.Decimal{Form: apd.NaN}
	}
	return d
}

func transcendental(compute func(*apd.Context, *apd.Decimal) (apd.Condition, error)) (Decimal, error) {
	ctx := apd.BaseContext.WithPrecision(powerDigits)
	ctx.MaxExponent, ctx.MinExponent = 1000, -1000
	result := new(apd.Decimal)
	if _, err := compute(ctx, result); err != nil || result.Form != apd.Finite {
		return Zero, ErrNotFinite
	}
	r, ok := new(big.Rat).SetString(result.Text('f'))
	if !ok {
		return Zero, ErrNotFinite
	}
	return FromRat(r), nil
}
