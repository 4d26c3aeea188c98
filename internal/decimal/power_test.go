package decimal_test

import (
	"errors"
	"math/big"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"takar/internal/decimal"
)

func TestPowersAndRootsThatComeOutEvenAreExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base := new(big.Rat).SetFrac(
			big.NewInt(rapid.Int64Range(0, 1e6).Draw(t, "numerator")), big.NewInt(rapid.Int64Range(1, 1e6).Draw(t, "denominator")))
		degree := rapid.Int64Range(1, 12).Draw(t, "degree")
		power := big.NewRat(1, 1)
		for range degree {
			power.Mul(power, base)
		}
		got, err := decimal.FromRat(base).Pow(decimal.FromInt(degree))
		if err != nil || !same(got, power) {
			t.Fatalf("%s^%d: got %s, %v", base, degree, got.Rat(), err)
		}
		root, err := got.Pow(decimal.FromRat(big.NewRat(1, degree)))
		if err != nil || !same(root, base) {
			t.Fatalf("root %d of %s: got %s, %v", degree, power, root.Rat(), err)
		}
		square, err := decimal.FromRat(new(big.Rat).Mul(base, base)).Sqrt()
		if err != nil || !same(square, base) {
			t.Fatalf("root of the square of %s: got %s, %v", base, square.Rat(), err)
		}
	})
}

func TestWholePowersKeepTheSign(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base, n := rapid.Int64Range(-50, 50).Draw(t, "base"), rapid.Int64Range(-9, 30).Draw(t, "exponent")
		got, err := decimal.FromInt(base).Pow(decimal.FromInt(n))
		if base == 0 && n < 0 {
			if !errors.Is(err, decimal.ErrDivisionByZero) {
				t.Fatalf("0^%d: %v", n, err)
			}
			return
		}
		want := big.NewRat(1, 1)
		for range max(n, -n) {
			want.Mul(want, big.NewRat(base, 1))
		}
		if n < 0 {
			want.Inv(want)
		}
		if err != nil || !same(got, want) {
			t.Fatalf("%d^%d: got %s, %v", base, n, got.Rat(), err)
		}
	})
}

// Roots that have no finite form agree with their power to far more than the 28 digits
// that domain §8 asks for.
func TestIrrationalRootsCarryManyDigits(t *testing.T) {
	tolerance := new(big.Rat).SetFrac(big.NewInt(1), tens(45))
	rapid.Check(t, func(t *rapid.T) {
		d := decimal.MustParse(rapid.StringMatching(`[1-9][0-9]{0,11}(\.[0-9]{1,6})?`).Draw(t, "value"))
		degree := rapid.Int64Range(2, 9).Draw(t, "degree")
		root, err := d.Pow(decimal.FromRat(big.NewRat(1, degree)))
		if err != nil {
			t.Fatal(err)
		}
		back := decimal.One
		for range degree {
			back = back.Mul(root)
		}
		ratio := new(big.Rat).Quo(back.Rat(), d.Rat())
		if off := ratio.Sub(ratio, big.NewRat(1, 1)); off.Abs(off).Cmp(tolerance) > 0 {
			t.Fatalf("root %d of %s is off by %s of it", degree, d, off.FloatString(60))
		}
	})
}

func TestKnownPowersAndRoots(t *testing.T) {
	for _, c := range []struct{ base, exponent, want string }{
		{"2", "0.5", "1.4142135623730950488016887242096980785696718753769"},
		{"10", "-0.5", "0.31622776601683793319988935444327185337195551393252"},
		{"0", "0", "1"},
		{"0", "0.5", "0"},
		{"4", "-0.5", "0.5"},
		{"-2", "3", "-8"},
		{"-2", "-2", "0.25"},
		{"1", "99999999999999999999", "1"},
	} {
		got, err := decimal.MustParse(c.base).Pow(decimal.MustParse(c.exponent))
		if err != nil || got.String() != c.want {
			t.Errorf("%s^%s: got %s, %v, want %s", c.base, c.exponent, got, err, c.want)
		}
	}
	if root, err := decimal.FromInt(2).Sqrt(); err != nil || root.String() != "1.4142135623730950488016887242096980785696718753769" {
		t.Errorf("root of 2: %s, %v", root, err)
	}
}

// Beyond the exponents that are computed exactly, 50 digits remain.
func TestLargeExponentsKeepTheirDigits(t *testing.T) {
	got, err := decimal.MustParse("1.0001").Pow(decimal.FromInt(5000))
	if err != nil {
		t.Fatal(err)
	}
	want := new(big.Rat).SetFrac(new(big.Int).Exp(big.NewInt(10001), big.NewInt(5000), nil), tens(20000))
	if got.Rat().FloatString(48) != want.FloatString(48) {
		t.Errorf("got %s, want %s", got, want.FloatString(48))
	}
}

func TestPowersWithoutAResultAreErrors(t *testing.T) {
	for _, c := range []struct {
		base, exponent string
		want           error
	}{
		{"0", "-1", decimal.ErrDivisionByZero},
		{"0", "-0.5", decimal.ErrDivisionByZero},
		{"-8", "0.5", decimal.ErrNotFinite},
		{"10", "1001", decimal.ErrNotFinite},
		{"2", strings.Repeat("9", 100), decimal.ErrNotFinite},
		{"99999999999999999999.5", "1000", decimal.ErrNotFinite},
	} {
		got, err := decimal.MustParse(c.base).Pow(decimal.MustParse(c.exponent))
		if !errors.Is(err, c.want) || !got.IsZero() {
			t.Errorf("%s^%s: got %s, %v, want %v", c.base, c.exponent, got, err, c.want)
		}
	}
	if _, err := decimal.FromInt(-4).Sqrt(); !errors.Is(err, decimal.ErrNotFinite) {
		t.Errorf("root of −4: %v", err)
	}
}

func TestPowersAreBoundedInTime(t *testing.T) {
	start := time.Now()
	big1000, err := decimal.FromInt(2).Pow(decimal.FromInt(1000))
	if err != nil || big1000.Bits() != 1002 {
		t.Fatalf("2^1000: %d bits, %v", big1000.Bits(), err)
	}
	tiny, err := decimal.One.Quo(big1000)
	if err != nil {
		t.Fatal(err)
	}
	numbers := []decimal.Decimal{
		big1000, tiny, decimal.One.Add(tiny), decimal.MustParse(strings.Repeat("9", 128)), decimal.New(1, 19),
		decimal.FromRat(big.NewRat(1, 3)), decimal.New(3, 1), decimal.FromInt(1000), decimal.FromInt(-1001),
	}
	for _, base := range numbers {
		for _, exponent := range numbers {
			result, err := base.Pow(exponent)
			if err != nil && !errors.Is(err, decimal.ErrNotFinite) {
				t.Errorf("unexpected %v", err)
			}
			if result.Bits() > 1<<17 {
				t.Errorf("a power of %d bits", result.Bits())
			}
		}
	}
	// Generous: this takes some tens of milliseconds.
	if spent := time.Since(start); spent > 5*time.Second {
		t.Errorf("took %s", spent)
	}
}
