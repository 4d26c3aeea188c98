package decimal_test

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"takar/internal/decimal"
)

func TestRoundingGoldens(t *testing.T) { // golden G25 (domain §2.3)
	for _, c := range []struct {
		value  string
		places int
		want   string
	}{
		{"2.72750049", 6, "2.727500"},
		{"2.7275005", 6, "2.727501"},
		{"123.4564", 3, "123.456"},
		{"123.4565", 3, "123.457"},
		{"9999.994", 2, "9999.99"},
		{"9999.995", 2, "10000.00"},
		{"72242.50", 0, "72243"},
		{"586426.50", 0, "586427"},
		{"0.5", 0, "1"},
		{"1.5", 0, "2"},
		{"2.5", 0, "3"},
		{"-0.5", 0, "-1"},
		{"-2.5", 0, "-3"},
		{"-2.4999", 0, "-2"},
		{"1.25", 5, "1.25000"},
		{"1.25", 25, "1.2500000000000000000000000"},
		{"0.00000000000000000000005", 22, "0.0000000000000000000001"},
		{"0.4999999999999999999999999999999", 0, "0"},
	} {
		d := decimal.MustParse(c.value)
		if got := d.Fixed(c.places); got != c.want {
			t.Errorf("%s with %d decimals: got %s, want %s", c.value, c.places, got, c.want)
		}
		if !same(d.Round(c.places), oracle(c.want)) {
			t.Errorf("%s rounded to %d decimals: got %s, want %s", c.value, c.places, d.Round(c.places), c.want)
		}
	}
}

func TestPembulatanGoldens(t *testing.T) {
	for _, c := range []struct {
		value, base string
		mode        decimal.Mode
		want        string
	}{
		{"8814013979", "1000", decimal.Nearest, "8814014000"},
		{"8814013979", "10000", decimal.Nearest, "8814010000"},
		{"8814015000", "10000", decimal.Nearest, "8814020000"}, // ties go away from zero,
		{"8814005000", "10000", decimal.Nearest, "8814010000"}, // not to the even multiple
		{"12345678", "100000", decimal.Nearest, "12300000"},
		{"499", "1000", decimal.Nearest, "0"},
		{"500", "1000", decimal.Nearest, "1000"},
		{"-500", "1000", decimal.Nearest, "-1000"},
		{"-499.99", "1000", decimal.Nearest, "0"},
		{"1999.99", "1000", decimal.Down, "1000"},
		{"-1999.99", "1000", decimal.Down, "-1000"},
		{"1000.01", "1000", decimal.Up, "2000"},
		{"-1000.01", "1000", decimal.Up, "-2000"},
		{"1000", "1000", decimal.Up, "1000"},
		{"7", "1", decimal.Down, "7"},
		{"1.3", "0.25", decimal.Nearest, "1.25"},
	} {
		got := decimal.MustParse(c.value).RoundToMultiple(decimal.MustParse(c.base), c.mode)
		if got.String() != c.want {
			t.Errorf("%s to a multiple of %s, %s: got %s, want %s", c.value, c.base, c.mode, got, c.want)
		}
	}
}

func TestRoundingAgreesWithWholeNumbers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := drawSample(t, "a")
		places := rapid.IntRange(0, 30).Draw(t, "places")
		if got := a.d.Round(places); !same(got, roundTo(a.r, places)) {
			t.Fatalf("%s to %d decimals: got %s", a.r, places, got)
		}
		if got, want := oracle(a.d.Fixed(places)), roundTo(a.r, places); got.Cmp(want) != 0 {
			t.Fatalf("%s with %d decimals: got %s", a.r, places, a.d.Fixed(places))
		}
		mode := rapid.SampledFrom([]decimal.Mode{decimal.Nearest, decimal.Down, decimal.Up}).Draw(t, "mode")
		base := rapid.SampledFrom([]string{"1", "1000", "10000", "100000", "0.01", "0.25", "3", "7.5"}).Draw(t, "base")
		times := new(big.Rat).SetInt(wholeBy(new(big.Rat).Quo(a.r, oracle(base)), mode))
		if got, want := a.d.RoundToMultiple(decimal.MustParse(base), mode), times.Mul(times, oracle(base)); !same(got, want) {
			t.Fatalf("%s to a multiple of %s, %s: got %s, want %s", a.r, base, mode, got, want)
		}
		few := rapid.IntRange(0, 6).Draw(t, "few places")
		scaled := new(big.Rat).Mul(a.r, new(big.Rat).SetInt(tens(few)))
		if got := a.d.RoundPlaces(few, mode); !same(got, new(big.Rat).SetFrac(wholeBy(scaled, mode), tens(few))) {
			t.Fatalf("%s to %d decimals, %s: got %s", a.r, few, mode, got)
		}
	})
}

func TestTiesGoAwayFromZero(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		places := rapid.IntRange(0, 24).Draw(t, "places")
		units := rapid.Int64Range(0, 1e12).Draw(t, "units")
		half := new(big.Rat).SetFrac(big.NewInt(2*units+1), new(big.Int).Mul(big.NewInt(2), tens(places)))
		up := new(big.Rat).SetFrac(big.NewInt(units+1), tens(places))
		if d := decimal.FromRat(half); !same(d.Round(places), up) || !same(d.Neg().Round(places), new(big.Rat).Neg(up)) {
			t.Fatalf("%s to %d decimals: got %s and %s", half, places, d.Round(places), d.Neg().Round(places))
		}
	})
}

func TestFloorAndCeil(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := drawSample(t, "a")
		floor, ceil := a.d.Floor().Rat(), a.d.Ceil().Rat()
		one := big.NewRat(1, 1)
		if !floor.IsInt() || floor.Cmp(a.r) > 0 || new(big.Rat).Add(floor, one).Cmp(a.r) <= 0 {
			t.Fatalf("floor of %s is %s", a.r, floor)
		}
		if !ceil.IsInt() || ceil.Cmp(a.r) < 0 || new(big.Rat).Sub(ceil, one).Cmp(a.r) >= 0 {
			t.Fatalf("ceil of %s is %s", a.r, ceil)
		}
	})
}

func TestOnlyThreeModesAreValid(t *testing.T) {
	for mode, want := range map[decimal.Mode]bool{"nearest": true, "down": true, "up": true, "": false, "even": false, "Nearest": false} {
		if mode.Valid() != want {
			t.Errorf("%q: %v", mode, !want)
		}
	}
}

func TestMisuseOfRoundingPanics(t *testing.T) {
	for name, misuse := range map[string]func(){
		"negative places": func() { decimal.One.Round(-1) },
		"base zero":       func() { decimal.One.RoundToMultiple(decimal.Zero, decimal.Nearest) },
		"negative base":   func() { decimal.One.RoundToMultiple(decimal.FromInt(-10), decimal.Nearest) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("went unnoticed")
				}
			}()
			misuse()
		})
	}
}

func TestRunningAmountsAddUpAsPrinted(t *testing.T) {
	running, sum := decimal.Running{Places: 0}, decimal.Zero
	for _, step := range []struct{ amount, want string }{{"0.4", "0"}, {"0.4", "1"}, {"0.4", "0"}, {"10.4", "11"}, {"-0.6", "-1"}} {
		got := running.Next(decimal.MustParse(step.amount))
		if got.String() != step.want {
			t.Errorf("%s is printed as %s, want %s", step.amount, got, step.want)
		}
		sum = sum.Add(got)
	}
	if sum.String() != "11" {
		t.Errorf("together %s, want 11", sum)
	}
}
