package decimal_test

import (
	"math/big"
	"strings"

	"pgregory.net/rapid"

	"takar/internal/decimal"
)

// sample is a random value beside the same value in math/big.
type sample struct {
	d decimal.Decimal
	r *big.Rat
}

// drawSample draws stored values, values beyond 19 decimals and beyond 128 bits, fractions
// without a finite form, and fractions below 1e-9.
func drawSample(t *rapid.T, label string) sample {
	kind := rapid.SampledFrom([]string{"stored", "stored", "long", "third", "tiny", "small whole"}).Draw(t, label+" kind")
	if kind == "third" || kind == "tiny" {
		numerator := big.NewInt(rapid.Int64Range(-1e15, 1e15).Draw(t, label+" numerator"))
		denominator := big.NewInt(rapid.Int64Range(1, 1e6).Draw(t, label+" denominator"))
		if kind == "tiny" {
			numerator.SetInt64(rapid.Int64Range(-9, 9).Draw(t, label+" tiny numerator"))
			denominator.Mul(denominator, tens(rapid.IntRange(9, 30).Draw(t, label+" zeros")))
		}
		r := new(big.Rat).SetFrac(numerator, denominator)
		return sample{decimal.FromRat(r), r}
	}
	text := drawWire(t, kind, label)
	return sample{decimal.MustParse(text), oracle(text)}
}

func drawWire(t *rapid.T, kind, label string) string {
	pattern := map[string]string{
		"stored":      `-?[0-9]{1,18}(\.[0-9]{1,6})?`,
		"long":        `-?[0-9]{1,45}(\.[0-9]{1,45})?`,
		"small whole": `-?[0-9]{1,3}`,
	}[kind]
	return rapid.StringMatching(pattern).Draw(t, label)
}

// oracle reads wire text with math/big alone.
func oracle(text string) *big.Rat {
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		panic("oracle cannot read " + text)
	}
	return r
}

func tens(n int) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil) }

// wholeBy chooses a whole number for r the way mode says, by remainders of whole numbers.
func wholeBy(r *big.Rat, mode decimal.Mode) *big.Int {
	whole, rest := new(big.Int).QuoRem(new(big.Int).Abs(r.Num()), r.Denom(), new(big.Int))
	awayFromZero := map[decimal.Mode]bool{
		decimal.Down:    false,
		decimal.Up:      rest.Sign() > 0,
		decimal.Nearest: new(big.Int).Add(rest, rest).Cmp(r.Denom()) >= 0,
	}[mode]
	if awayFromZero {
		whole.Add(whole, big.NewInt(1))
	}
	if r.Sign() < 0 {
		return whole.Neg(whole)
	}
	return whole
}

// roundTo rounds r half-up to places decimals.
func roundTo(r *big.Rat, places int) *big.Rat {
	scaled := new(big.Rat).Mul(r, new(big.Rat).SetInt(tens(places)))
	return new(big.Rat).SetFrac(wholeBy(scaled, decimal.Nearest), tens(places))
}

func same(d decimal.Decimal, r *big.Rat) bool { return d.Rat().Cmp(r) == 0 }

// canonical reports whether text is in wire form without superfluous digits.
func canonical(text string) bool {
	digits := strings.TrimPrefix(text, "-")
	whole, fraction, dotted := strings.Cut(digits, ".")
	switch {
	case text == "-0", whole == "", dotted && fraction == "", strings.HasSuffix(fraction, "0"):
		return false
	case len(whole) > 1 && whole[0] == '0':
		return false
	}
	return strings.Trim(whole+fraction, "0123456789") == ""
}
