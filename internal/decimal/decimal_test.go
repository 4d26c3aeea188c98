package decimal_test

import (
	"errors"
	"math"
	"math/big"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"takar/internal/decimal"
)

func TestArithmeticIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawSample(t, "a"), drawSample(t, "b")
		for name, c := range map[string]struct {
			got  decimal.Decimal
			want *big.Rat
		}{
			"add":     {a.d.Add(b.d), new(big.Rat).Add(a.r, b.r)},
			"sub":     {a.d.Sub(b.d), new(big.Rat).Sub(a.r, b.r)},
			"mul":     {a.d.Mul(b.d), new(big.Rat).Mul(a.r, b.r)},
			"neg":     {a.d.Neg(), new(big.Rat).Neg(a.r)},
			"abs":     {a.d.Abs(), new(big.Rat).Abs(a.r)},
			"percent": {a.d.Percent(b.d), new(big.Rat).Quo(new(big.Rat).Mul(a.r, b.r), big.NewRat(100, 1))},
			"sum":     {decimal.Sum(a.d, b.d, a.d), new(big.Rat).Add(new(big.Rat).Add(a.r, b.r), a.r)},
			"self":    {a.d, a.r},
		} {
			if !same(c.got, c.want) {
				t.Fatalf("%s of %s and %s: got %s, want %s", name, a.r, b.r, c.got.Rat(), c.want)
			}
		}
		if got, want := a.d.Cmp(b.d), a.r.Cmp(b.r); got != want || a.d.Less(b.d) != (want < 0) || a.d.Equal(b.d) != (want == 0) {
			t.Fatalf("%s compared with %s: %d, want %d", a.r, b.r, got, want)
		}
		if a.d.Sign() != a.r.Sign() || a.d.IsZero() != (a.r.Sign() == 0) {
			t.Fatalf("sign of %s is %d", a.r, a.d.Sign())
		}
		low, high := a.r, b.r
		if low.Cmp(high) > 0 {
			low, high = high, low
		}
		if !same(decimal.Min(a.d, b.d), low) || !same(decimal.Max(a.d, b.d), high) {
			t.Fatalf("min or max of %s and %s", a.r, b.r)
		}
	})
}

func TestQuotientIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawSample(t, "a"), drawSample(t, "b")
		got, err := a.d.Quo(b.d)
		if b.r.Sign() == 0 {
			if !errors.Is(err, decimal.ErrDivisionByZero) {
				t.Fatalf("%s ÷ 0: %v", a.r, err)
			}
			return
		}
		if err != nil || !same(got, new(big.Rat).Quo(a.r, b.r)) {
			t.Fatalf("%s ÷ %s: got %s, %v", a.r, b.r, got.Rat(), err)
		}
		if back := got.Mul(b.d); !back.Equal(a.d) {
			t.Fatalf("%s ÷ %s × the divisor gives %s", a.r, b.r, back.Rat())
		}
	})
}

// Bundles nest ten deep, each level with a coefficient of six decimals (rulings A4).
func TestTenNestedCoefficientsLoseNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		product, want := decimal.One, big.NewRat(1, 1)
		for range 10 {
			text := rapid.StringMatching(`[0-9]{1,4}\.[0-9]{6}`).Draw(t, "koefisien")
			product = product.Mul(decimal.MustParse(text))
			want.Mul(want, oracle(text))
		}
		price := rapid.StringMatching(`[0-9]{1,9}\.[0-9]{2}`).Draw(t, "price")
		product, want = product.Mul(decimal.MustParse(price)), want.Mul(want, oracle(price))
		if !same(product, want) {
			t.Fatalf("got %s, want %s", product, want.FloatString(62))
		}
		if back, err := decimal.Parse(product.String()); err != nil || !back.Equal(product) {
			t.Fatalf("%s is read back as %s, %v", product, back, err)
		}
		if got := product.Fixed(2); got != roundTo(want, 2).FloatString(2) {
			t.Fatalf("%s rounded to %s", want.FloatString(62), got)
		}
	})
}

func TestZeroValueIsTheNumberZero(t *testing.T) {
	var zero decimal.Decimal
	for name, got := range map[string]string{
		"String": zero.String(), "Fixed": zero.Fixed(0), "Neg": zero.Neg().String(), "Abs": zero.Abs().String(),
		"Add": zero.Add(zero).String(), "Mul": zero.Mul(decimal.Hundred).String(), "Round": zero.Round(3).String(),
		"Floor": zero.Floor().String(), "Ceil": zero.Ceil().String(), "Rat": zero.Rat().RatString(), "Sum": decimal.Sum().String(),
		"Indonesian": zero.Indonesian(0, 2), "OrZero": decimal.Null{}.OrZero().String(),
	} {
		if got != "0" {
			t.Errorf("%s of the zero value is %q", name, got)
		}
	}
	if !zero.IsZero() || !zero.Equal(decimal.FromInt(0)) || zero.Neg().Cmp(zero) != 0 || zero.Fixed(2) != "0.00" {
		t.Error("the zero value is not zero")
	}
	if q, err := zero.Quo(decimal.One); err != nil || !q.IsZero() {
		t.Errorf("0 ÷ 1 = %s, %v", q, err)
	}
	if got, err := zero.Value(); err != nil || got != "0" {
		t.Errorf("stored as %v, %v", got, err)
	}
}

// A result that rounds or cancels to zero must not keep its minus.
func TestZeroHasNoSign(t *testing.T) {
	third, err := decimal.FromInt(-1).Quo(decimal.FromInt(3))
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range []decimal.Decimal{
		decimal.MustParse("-0"), decimal.MustParse("-0.000"), decimal.MustParse("-0.004").Round(2),
		third.Round(0), third.Sub(third), decimal.MustParse("-0.5").Add(decimal.MustParse("0.50")), decimal.Zero.Neg(),
		third.RoundToMultiple(decimal.Hundred, decimal.Nearest), decimal.MustParse("-0.9").Ceil(),
	} {
		if d.String() != "0" || d.Fixed(2) != "0.00" || d.Sign() != 0 || d.Cmp(decimal.Zero) != 0 || d.Indonesian(2, 2) != "0,00" {
			t.Errorf("zero printed as %q, %q, %q, sign %d", d.String(), d.Fixed(2), d.Indonesian(2, 2), d.Sign())
		}
	}
	if got := third.Fixed(0); got != "0" {
		t.Errorf("−1/3 with no decimals is %q", got)
	}
}

// Operations return new values; what they were given stays as it was.
func TestValuesAreImmutable(t *testing.T) {
	third, err := decimal.One.Quo(decimal.FromInt(3))
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range []decimal.Decimal{third, decimal.MustParse("12.5"), decimal.MustParse(strings.Repeat("9", 60))} {
		before := d.Rat()
		d.Rat().SetInt64(99)
		_ = decimal.Sum(d.Add(third), d.Mul(d), d.Neg().Abs(), d.Round(2), d.Floor(), d.RoundToMultiple(decimal.Hundred, decimal.Up))
		if _, err := d.Quo(third); err != nil {
			t.Fatal(err)
		}
		if _, err := d.Pow(decimal.New(-15, 1)); err != nil {
			t.Fatal(err)
		}
		if !same(d, before) {
			t.Errorf("%s became %s", before, d.Rat())
		}
	}
	source := big.NewRat(1, 7)
	kept := decimal.FromRat(source)
	source.SetInt64(5)
	if !same(kept, big.NewRat(1, 7)) {
		t.Error("FromRat shares its argument")
	}
}

func TestNewAndInt64(t *testing.T) {
	for _, c := range []struct {
		d     decimal.Decimal
		text  string
		n     int64
		whole bool
	}{
		{decimal.New(12345, 2), "123.45", 0, false},
		{decimal.New(-1, 19), "-0.0000000000000000001", 0, false},
		{decimal.New(1200, 2), "12", 12, true},
		{decimal.FromInt(math.MaxInt64), "9223372036854775807", math.MaxInt64, true},
		{decimal.FromInt(math.MinInt64), "-9223372036854775808", math.MinInt64, true},
		{decimal.MustParse("9223372036854775808"), "9223372036854775808", 0, false},
		{decimal.MustParse("-7.000"), "-7", -7, true},
		{decimal.FromRat(big.NewRat(6, 3)), "2", 2, true},
		{decimal.FromRat(big.NewRat(1, 3)), "0." + strings.Repeat("3", 50), 0, false},
		{decimal.FromRat(big.NewRat(-2, 3)), "-0." + strings.Repeat("6", 49) + "7", 0, false},
	} {
		n, whole := c.d.Int64()
		if c.d.String() != c.text || n != c.n || whole != c.whole {
			t.Errorf("%s: printed %s, whole %d, %v", c.text, c.d, n, whole)
		}
	}
}

func TestStringReadsBackAsTheSameNumber(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom([]string{"stored", "long", "small whole"}).Draw(t, "kind")
		text := drawWire(t, kind, "text")
		d, err := decimal.Parse(text)
		if err != nil || !same(d, oracle(text)) {
			t.Fatalf("%q is read as %s, %v", text, d, err)
		}
		if !canonical(d.String()) {
			t.Fatalf("%q prints as %q", text, d.String())
		}
		if back, err := decimal.Parse(d.String()); err != nil || !back.Equal(d) {
			t.Fatalf("%q prints as %q, read back as %s, %v", text, d.String(), back, err)
		}
	})
}

// Finite fractions print all their digits whichever way they came about.
func TestFiniteFractionsPrintInFull(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		twos, fives := rapid.UintRange(0, 70).Draw(t, "twos"), rapid.Int64Range(0, 40).Draw(t, "fives")
		denominator := new(big.Int).Lsh(new(big.Int).Exp(big.NewInt(5), big.NewInt(fives), nil), twos)
		want := new(big.Rat).SetFrac(big.NewInt(rapid.Int64().Draw(t, "numerator")), denominator)
		d := decimal.FromRat(want)
		if text := d.String(); !canonical(text) || oracle(text).Cmp(want) != 0 {
			t.Fatalf("%s prints as %s", want, text)
		}
	})
}

func TestBitsGrowWithTheFraction(t *testing.T) {
	for _, c := range []struct {
		d    decimal.Decimal
		bits int
	}{
		{decimal.Zero, 1}, {decimal.FromInt(255), 9}, {decimal.New(5, 1), 3}, {decimal.FromRat(big.NewRat(-1, 3)), 3},
	} {
		if got := c.d.Bits(); got != c.bits {
			t.Errorf("%s takes %d bits, want %d", c.d, got, c.bits)
		}
	}
}

// Whatever comes from outside stays small: long texts are refused, and the longest ones
// that are read cost little in any operation.
func TestLongestInputsStayCheap(t *testing.T) {
	if _, err := decimal.Parse(strings.Repeat("9", 1<<20)); !errors.Is(err, decimal.ErrSyntax) {
		t.Errorf("a million digits: %v", err)
	}
	start := time.Now()
	long := decimal.MustParse(strings.Repeat("9", 64) + "." + strings.Repeat("7", 63))
	product := decimal.One
	for range 200 {
		product = product.Mul(long)
	}
	if got := product.Round(2); got.Bits() < 200*200 {
		t.Errorf("the product kept only %d bits", got.Bits())
	}
	if text := product.String(); !strings.HasPrefix(text, strings.Repeat("9", 60)) {
		t.Errorf("the product starts with %.70s", text)
	}
	for range 200 {
		quotient, err := decimal.One.Quo(product)
		if err != nil || quotient.Round(2).Sign() != 0 {
			t.Fatalf("1 ÷ product: %s, %v", quotient.Round(2), err)
		}
	}
	// Generous: this takes some tens of milliseconds.
	if spent := time.Since(start); spent > 5*time.Second {
		t.Errorf("took %s", spent)
	}
}

func TestQuotientsAreCutOnlyWithoutADecimalForm(t *testing.T) {
	for _, test := range []struct{ d, e, want string }{
		{"1", "8", "0.125"},
		{"2", "3", "0.66666"},
		{"-2", "3", "-0.66666"},
		{"0.0000000000000000021", "7", "0.0000000000000000003"},
		{"1", "0.3", "3.33333"},
		{"12345678901234567890123456789.1234567", "42000", "293944735743680187860082.30450"},
		{"0", "7", "0"},
	} {
		if got := decimal.MustParse(test.d).QuoCut(decimal.MustParse(test.e), 5); got.String() != decimal.MustParse(test.want).String() {
			t.Errorf("%s ÷ %s = %s, want %s", test.d, test.e, got, test.want)
		}
	}
}
