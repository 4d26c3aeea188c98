package takeoff_test

import (
	"errors"
	"math/big"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"takar/internal/decimal"
	"takar/internal/takeoff"
)

// tree is a random formula with its value, computed without any code of takeoff or
// decimal. A nil value means that it divides by zero.
type tree struct {
	text  string
	rank  int // 1 sums, 2 products, 3 signs, 4 atoms
	value *big.Rat
}

func drawTree(t *rapid.T, depth int) tree {
	switch choice := rapid.IntRange(0, 9).Draw(t, "shape"); {
	case depth == 0 || choice < 2:
		return drawNumber(t)
	case choice < 4:
		inner := drawTree(t, depth-1)
		out := tree{text: "-" + within(inner, 3), rank: 3}
		if inner.value != nil {
			out.value = new(big.Rat).Neg(inner.value)
		}
		return out
	case choice < 5:
		inner := drawTree(t, depth-1)
		return tree{text: "(" + inner.text + ")", rank: 4, value: inner.value}
	}
	operator := rapid.SampledFrom([]string{"+", "-", "*", "/"}).Draw(t, "operator")
	left, right := drawTree(t, depth-1), drawTree(t, depth-1)
	space := rapid.SampledFrom([]string{"", " ", "\u00a0"}).Draw(t, "space")
	out := tree{rank: 1}
	if operator == "*" || operator == "/" {
		out.rank = 2
	}
	// The right side binds tighter than its operator, or 8-(5-3) would read 8-5-3.
	out.text = within(left, out.rank) + space + operator + space + within(right, out.rank+1)
	if left.value == nil || right.value == nil || (operator == "/" && right.value.Sign() == 0) {
		return out
	}
	out.value = new(big.Rat)
	switch operator {
	case "+":
		out.value.Add(left.value, right.value)
	case "-":
		out.value.Sub(left.value, right.value)
	case "*":
		out.value.Mul(left.value, right.value)
	case "/":
		out.value.Quo(left.value, right.value)
	}
	return out
}

func within(inner tree, rank int) string {
	if inner.rank < rank {
		return "(" + inner.text + ")"
	}
	return inner.text
}

// drawNumber writes one number in one of the ways people write it.
func drawNumber(t *rapid.T) tree {
	whole := rapid.StringMatching(`[1-9][0-9]{0,6}|0`).Draw(t, "whole")
	fraction := rapid.StringMatching(`([0-9]{1,6})?`).Draw(t, "fraction")
	plain := whole
	if fraction != "" {
		plain += "." + fraction
	}
	value, ok := new(big.Rat).SetString(plain)
	if !ok {
		t.Fatalf("oracle cannot read %q", plain)
	}
	written := whole
	switch style := rapid.IntRange(0, 3).Draw(t, "style"); {
	case fraction == "":
		if style == 0 && len(whole) > 6 {
			written = groups(whole, ".")
		}
	case style == 0 && len(whole) > 3:
		written = groups(whole, ".") + "," + fraction
	case style == 1 && len(whole) > 3:
		written = groups(whole, ",") + "." + fraction
	case style == 2 && (len(fraction) != 3 || whole == "0" || len(whole) > 3):
		written = whole + "." + fraction
	default:
		written = whole + "," + fraction
	}
	return tree{text: written, rank: 4, value: value}
}

func groups(digits, separator string) string {
	var parts []string
	for len(digits) > 3 {
		parts = append([]string{digits[len(digits)-3:]}, parts...)
		digits = digits[:len(digits)-3]
	}
	return strings.Join(append([]string{digits}, parts...), separator)
}

// thousandths returns value × 1000, halves rounded away from zero.
func thousandths(value *big.Rat) *big.Int {
	twice := new(big.Int).Mul(new(big.Int).Abs(value.Num()), big.NewInt(2000))
	rounded := twice.Add(twice, value.Denom())
	rounded.Quo(rounded, new(big.Int).Mul(value.Denom(), big.NewInt(2)))
	if value.Sign() < 0 {
		rounded.Neg(rounded)
	}
	return rounded
}

func TestFormulasAgreeWithExactFractions(t *testing.T) {
	limit, _ := new(big.Int).SetString("1000000000000000000", 10) // 10^15 in thousandths
	counts := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		want := drawTree(t, 5)
		if utf8.RuneCountInString(want.text) > takeoff.MaxLength-1 {
			t.Skip("too long")
		}
		result, err := takeoff.Evaluate("="+want.text, nil)
		var failure *takeoff.Error
		if err != nil && !errors.As(err, &failure) {
			t.Fatalf("%s: error %v is a %T", want.text, err, err)
		}
		expected := "value"
		switch {
		case want.value == nil:
			expected = takeoff.CodeDivisionByZero
		case thousandths(want.value).Sign() < 0:
			expected = takeoff.CodeNegative
		case thousandths(want.value).Cmp(limit) >= 0:
			expected = takeoff.CodeTooLarge
		}
		counts[expected]++
		if expected != "value" {
			if failure == nil || failure.Code != expected {
				t.Fatalf("%s: got %s, %v, want %s", want.text, result.Quantity, err, expected)
			}
			return
		}
		if err != nil {
			t.Fatalf("%s: %v", want.text, err)
		}
		got := result.Quantity.Rat()
		if got.Cmp(new(big.Rat).SetFrac(thousandths(want.value), big.NewInt(1000))) != 0 {
			t.Fatalf("%s: got %s, want %s", want.text, result.Quantity, want.value.FloatString(6))
		}
	})
	if counts["value"] == 0 || counts[takeoff.CodeNegative] == 0 || counts[takeoff.CodeDivisionByZero] == 0 {
		t.Errorf("the random formulas are one-sided: %v", counts)
	}
}

func FuzzParse(f *testing.F) {
	for _, text := range []string{
		"= panjang * lebar", "=1.000,25+1", "=1.000", "=2*-3+10", "=min(1,2)", "=round(1,005; 2)", "=(1+2", "=1+2)",
		"=2 3", "=10%", "=", "pi^e", "sqrt(2)^-,5", "1_000.5", "max(1;;2)", "9^999*9^999", "\xff", "´é+1", "abs((((1))))",
		"=AVG(tinggi, 2,5)", "0/0", "0^-1", "1e5", "--+-1", ",", ".", "(", "x", "1/3*3",
	} {
		f.Add(text)
	}
	parameters := map[string]decimal.Decimal{
		"panjang": decimal.MustParse("12.345678"), "lebar": decimal.FromInt(8), "tinggi": decimal.MustParse("-3.5"), "x": decimal.Zero,
	}
	f.Fuzz(func(t *testing.T, text string) {
		length := utf8.RuneCountInString(text)
		within := func(what string, position, size int) {
			if position < 0 || size < 0 || position+size > length {
				t.Fatalf("%q: %s at %d+%d lies outside of %d characters", text, what, position, size, length)
			}
		}
		checkError := func(err error) {
			var failure *takeoff.Error
			if !errors.As(err, &failure) {
				t.Fatalf("%q: error %v is a %T", text, err, err)
			}
			if failure.Code == "" || failure.Message == "" {
				t.Fatalf("%q: empty error %+v", text, failure)
			}
			if failure.Position == -1 && failure.Length == 0 {
				return
			}
			within(failure.Code, failure.Position, failure.Length)
		}
		formula, err := takeoff.Parse(text)
		if err != nil {
			checkError(err)
			return
		}
		for _, hint := range formula.Hints() {
			within(hint.Code, hint.Position, hint.Length)
		}
		for _, name := range formula.Names() {
			if !formula.Uses(name) || name != strings.ToLower(name) {
				t.Fatalf("%q: name %q", text, name)
			}
		}
		first, err := formula.Evaluate(parameters)
		again, errAgain := takeoff.Evaluate(text, parameters)
		if (err == nil) != (errAgain == nil) {
			t.Fatalf("%q: first %v, then %v", text, err, errAgain)
		}
		if err != nil {
			checkError(err)
			if err.Error() != errAgain.Error() {
				t.Fatalf("%q: first %v, then %v", text, err, errAgain)
			}
			return
		}
		if !first.Equal(again.Quantity) || first.Sign() < 0 || !first.Round(3).Equal(first) {
			t.Fatalf("%q: first %s, then %s", text, first, again.Quantity)
		}
	})
}
