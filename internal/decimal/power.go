package decimal

import (
	"errors"
	"math/big"

	"github.com/cockroachdb/apd/v3"
)

// powerDigits is the number of significant digits of powers and roots that have no
// finite decimal form (rulings A4).
const powerDigits = 50

// Whole powers are exact up to this exponent and this many bits of base × exponent;
// beyond either no exact result is of use, and it would cost time and memory.
const (
	maxWholeExponent = 1000
	maxPowerBits     = 1 << 16
)

// ErrNotFinite is returned when a power or root has no finite real value, or is too
// large or too close to zero to be one of Takar's numbers.
var ErrNotFinite = errors.New("hasil tidak terhingga")

// Pow returns d to the power of exponent. Whole exponents up to 1000 and roots that come
// out even (8 to the power of 2/3) are exact; other powers carry 50 significant digits.
func (d Decimal) Pow(exponent Decimal) (Decimal, error) {
	e := exponent.rat()
	if root, ok := exactRoot(d.rat(), e.Denom()); ok && e.Num().IsInt64() {
		if power, ok := exactPower(root, e.Num().Int64()); ok {
			return power, nil
		}
	}
	if d.IsZero() && exponent.Sign() < 0 {
		return Zero, ErrDivisionByZero
	}
	return transcendental(func(ctx *apd.Context, result *apd.Decimal) (apd.Condition, error) {
		return ctx.Pow(result, d.apd(), exponent.apd())
	})
}

// Sqrt returns the square root of d, exact when it comes out even and else with 50
// significant digits, or ErrNotFinite when d is negative.
func (d Decimal) Sqrt() (Decimal, error) {
	if root, ok := exactRoot(d.rat(), big.NewInt(2)); ok {
		return FromRat(root), nil
	}
	return transcendental(func(ctx *apd.Context, result *apd.Decimal) (apd.Condition, error) {
		return ctx.Sqrt(result, d.apd())
	})
}

// exactPower returns base^n unless that is undefined or grows beyond use.
func exactPower(base *big.Rat, n int64) (Decimal, bool) {
	numerator, denominator := base.Num(), base.Denom()
	if n < 0 {
		if base.Sign() == 0 {
			return Zero, false
		}
		numerator, denominator, n = denominator, numerator, -n
	}
	if n < 0 || n > maxWholeExponent || int64(numerator.BitLen()+denominator.BitLen())*n > maxPowerBits {
		return Zero, false
	}
	power := big.NewInt(n)
	return FromRat(new(big.Rat).SetFrac(
		new(big.Int).Exp(numerator, power, nil),
		new(big.Int).Exp(denominator, power, nil),
	)), true
}

// exactRoot returns the root of r of the given degree when it is a fraction itself.
func exactRoot(r *big.Rat, degree *big.Int) (*big.Rat, bool) {
	if degree.IsInt64() && degree.Int64() == 1 {
		return r, true
	}
	if r.Sign() < 0 {
		return nil, false
	}
	numerator, ok := wholeRoot(r.Num(), degree)
	if !ok {
		return nil, false
	}
	denominator, ok := wholeRoot(r.Denom(), degree)
	if !ok {
		return nil, false
	}
	return new(big.Rat).SetFrac(numerator, denominator), true
}

// wholeRoot returns the root of n ≥ 0 when it is a whole number. Degree is at least 2.
func wholeRoot(n, degree *big.Int) (*big.Int, bool) {
	if n.BitLen() <= 1 { // 0 and 1 are their own roots
		return n, true
	}
	if !degree.IsInt64() || degree.Int64() >= int64(n.BitLen()) {
		return nil, false // the root lies between 1 and 2
	}
	k := degree.Int64()
	less := big.NewInt(k - 1)
	// Newton's iteration falls from any start above the root and stops at its whole part.
	root := new(big.Int).Lsh(big.NewInt(1), uint(int64(n.BitLen())/k+1)) //nolint:gosec // both positive
	for {
		next := new(big.Int).Quo(n, new(big.Int).Exp(root, less, nil))
		next.Add(next, new(big.Int).Mul(root, less)).Quo(next, degree)
		if next.Cmp(root) >= 0 {
			break
		}
		root = next
	}
	return root, new(big.Int).Exp(root, degree, nil).Cmp(n) == 0
}

func (d Decimal) apd() *apd.Decimal {
	r := d.rat()
	ctx := apd.BaseContext.WithPrecision(powerDigits + 10)
	numerator := apd.NewWithBigInt(new(apd.BigInt).SetMathBigInt(r.Num()), 0)
	denominator := apd.NewWithBigInt(new(apd.BigInt).SetMathBigInt(r.Denom()), 0)
	result := new(apd.Decimal)
	if _, err := ctx.Quo(result, numerator, denominator); err != nil {
		return &apd.Decimal{Form: apd.NaN}
	}
	return result
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
