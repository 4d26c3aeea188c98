package takeoff_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"takar/internal/decimal"
	"takar/internal/takeoff"
)

// room holds the parameters of the golden table (domain §8.3).
func room() map[string]decimal.Decimal {
	return map[string]decimal.Decimal{
		"panjang": decimal.FromInt(12), "lebar": decimal.FromInt(8), "tinggi": decimal.FromInt(3),
	}
}

// refused evaluates text and returns its error, which must be an *Error.
func refused(t *testing.T, text string, parameters map[string]decimal.Decimal) *takeoff.Error {
	t.Helper()
	result, err := takeoff.Evaluate(text, parameters)
	if err == nil {
		t.Fatalf("%q gave %s, want an error", text, result.Quantity)
	}
	var failure *takeoff.Error
	if !errors.As(err, &failure) {
		t.Fatalf("%q: error %v is a %T, want *Error", text, err, err)
	}
	if failure.Message == "" {
		t.Errorf("%q: error %s has no message", text, failure.Code)
	}
	return failure
}

func TestGoldenFormulas(t *testing.T) { // golden G25 (domain §8.3)
	for _, c := range []struct{ formula, want string }{
		{"= panjang * lebar", "96"},
		{"panjang*lebar*0,2", "19.2"},
		{"=1.000,25+1", "1001.25"},
		{"=1.000.000*2", "2000000"},
		{"=12*0.3*0.5", "1.8"},
		{"=1,000.25", "1000.25"},
		{"=2+3*4", "14"},
		{"=2^3^2", "512"},
		{"=10/4", "2.5"},
		{"=2*-3+10", "4"},
		{"=2^-1", "0.5"},
		{"=-2^2+10", "6"},
		{"=(-2)^2", "4"},
		{"=min(1; 2)", "1"},
		{"=min(1, 2)", "1"},
		{"=min(1,2)", "1.2"},
		{"=avg(1; 2; 6)", "3"},
		{"=avg(1, 2, 6)", "3"},
		{"=sum(1; 2; 3)", "6"},
		{"=sum(1, 2, 3)", "6"},
		{"=round(2,345; 2)", "2.35"},
		{"=round(2,345, 2)", "2.35"},
		{"=round(1,005; 2)", "1.01"},
		{"=round(1,005, 2)", "1.01"},
		{"=sum(panjang*lebar; 2*(panjang+lebar)*tinggi)", "216"},
		{"=sum(panjang*lebar, 2*(panjang+lebar)*tinggi)", "216"},
		{"=pi*2", "6.283"},
	} {
		t.Run(c.formula, func(t *testing.T) {
			result, err := takeoff.Evaluate(c.formula, room())
			if err != nil {
				t.Fatal(err)
			}
			if result.Quantity.String() != c.want {
				t.Errorf("got %s, want %s", result.Quantity, c.want)
			}
		})
	}
}

func TestGoldenErrors(t *testing.T) { // golden G25 (domain §8.3)
	for _, c := range []struct {
		formula, code    string
		position, length int
	}{
		{"=1.000", takeoff.CodeAmbiguousNumber, 1, 5},
		{"=5-10", takeoff.CodeNegative, -1, 0},
		{"=10/0", takeoff.CodeDivisionByZero, 4, 1},
		{"=foo", takeoff.CodeUnknownParameter, 1, 3},
		{"=foo(1)", takeoff.CodeUnknownFunction, 1, 3},
		{"=(1+2", takeoff.CodeUnbalanced, 1, 1},
		{"=1+2)", takeoff.CodeUnbalanced, 4, 1},
		{"=2 3", takeoff.CodeOperatorMissing, 3, 1},
		{"=10%", takeoff.CodeUnknownCharacter, 3, 1},
		{"=panjang x lebar", takeoff.CodeOperatorMissing, 9, 1},
		{"=", takeoff.CodeEmpty, -1, 0},
	} {
		t.Run(c.formula, func(t *testing.T) {
			got := refused(t, c.formula, room())
			if got.Code != c.code || got.Position != c.position || got.Length != c.length {
				t.Errorf("got %s at %d+%d, want %s at %d+%d: %s",
					got.Code, got.Position, got.Length, c.code, c.position, c.length, got.Message)
			}
		})
	}
}

func TestErrorsNameTheirPlace(t *testing.T) {
	for _, c := range []struct {
		formula, code    string
		position, length int
	}{
		{"", takeoff.CodeEmpty, -1, 0},
		{" \t = \n", takeoff.CodeEmpty, -1, 0},
		{"==1", takeoff.CodeUnknownCharacter, 1, 1},
		{"panjang×lebar", takeoff.CodeUnknownCharacter, 7, 1},
		{"‘é’", takeoff.CodeUnknownCharacter, 0, 1},
		{"panjang + é", takeoff.CodeUnknownCharacter, 10, 1}, // counted in characters, not bytes
		{"\xff", takeoff.CodeUnknownCharacter, 0, 1},
		{"1.", takeoff.CodeMalformedNumber, 0, 2},
		{"2*.", takeoff.CodeMalformedNumber, 2, 1},
		{"12.34.56", takeoff.CodeMalformedNumber, 0, 8},
		{"1,5,25", takeoff.CodeMalformedNumber, 0, 6},
		{"1,2.3,4", takeoff.CodeMalformedNumber, 0, 7},
		{"5_", takeoff.CodeMalformedNumber, 0, 2},
		{"5_,5", takeoff.CodeMalformedNumber, 0, 4},
		{"max(1,2,3)", takeoff.CodeMalformedNumber, 4, 5},
		{strings.Repeat("1", 200), takeoff.CodeMalformedNumber, 0, 200},
		{"12.345*2", takeoff.CodeAmbiguousNumber, 0, 6},
		{"2*1_2.345", takeoff.CodeAmbiguousNumber, 2, 7},
		{"min", takeoff.CodeUnknownParameter, 0, 3},
		{"1+Foo", takeoff.CodeUnknownParameter, 2, 3},
		{"panjang (2)", takeoff.CodeUnknownFunction, 0, 7},
		{"pi(1)", takeoff.CodeUnknownFunction, 0, 2},
		{"2*min()", takeoff.CodeArgumentCount, 2, 5},
		{"abs(1; 2)", takeoff.CodeArgumentCount, 0, 9},
		{"pow(2,3)", takeoff.CodeArgumentCount, 0, 8},
		{"pow(2;3;4)", takeoff.CodeArgumentCount, 0, 10},
		{"round(1;2;3)", takeoff.CodeArgumentCount, 0, 12},
		{"sqrt()", takeoff.CodeArgumentCount, 0, 6},
		{"round(1; 13)", takeoff.CodeBadArgument, 9, 2},
		{"round(1; -1)", takeoff.CodeBadArgument, 9, 2},
		{"round(1; 0,5)", takeoff.CodeBadArgument, 9, 3},
		{"1;2", takeoff.CodeSeparatorOutside, 1, 1},
		{";1", takeoff.CodeSeparatorOutside, 0, 1},
		{"1, 2", takeoff.CodeSeparatorOutside, 1, 1},
		{"1,", takeoff.CodeSeparatorOutside, 1, 1},
		{"min((1;2))", takeoff.CodeSeparatorOutside, 6, 1},
		{"min((;2))", takeoff.CodeSeparatorOutside, 5, 1},
		{"(1+(2*3)", takeoff.CodeUnbalanced, 0, 1},
		{"2*min(1; 2", takeoff.CodeUnbalanced, 5, 1},
		{")", takeoff.CodeUnbalanced, 0, 1},
		{"min(1; 2))", takeoff.CodeUnbalanced, 9, 1},
		{"()", takeoff.CodeOperandMissing, 1, 1},
		{"2*()", takeoff.CodeOperandMissing, 3, 1},
		{"1+", takeoff.CodeOperandMissing, 1, 1},
		{"-", takeoff.CodeOperandMissing, 0, 1},
		{"2^", takeoff.CodeOperandMissing, 1, 1},
		{"*2", takeoff.CodeOperandMissing, 0, 1},
		{"2+*3", takeoff.CodeOperandMissing, 2, 1},
		{"min(1;)", takeoff.CodeOperandMissing, 6, 1},
		{"min(;1)", takeoff.CodeOperandMissing, 4, 1},
		{"(1+", takeoff.CodeOperandMissing, 2, 1},
		{"2panjang", takeoff.CodeOperatorMissing, 1, 7},
		{"2(3)", takeoff.CodeOperatorMissing, 1, 1},
		{"(2)(3)", takeoff.CodeOperatorMissing, 3, 1},
		{"1e5", takeoff.CodeOperatorMissing, 1, 2},
		{"max(panjang,5)", takeoff.CodeOperatorMissing, 11, 2},
		{"1/(panjang-12)", takeoff.CodeDivisionByZero, 3, 10},
		{"0^-1", takeoff.CodeDivisionByZero, 0, 1},
		{"pow(0; -1/2)", takeoff.CodeDivisionByZero, 4, 1},
		{"sqrt(-4)", takeoff.CodeNotFinite, 5, 2},
		{"(-8)^0,5", takeoff.CodeNotFinite, 1, 7},
		{"2^100000", takeoff.CodeNotFinite, 0, 8},
		{"10^15", takeoff.CodeTooLarge, -1, 0},
		{"999.999.999.999.999,9995", takeoff.CodeTooLarge, -1, 0},
		{"-0,001", takeoff.CodeNegative, -1, 0},
	} {
		t.Run(c.formula, func(t *testing.T) {
			got := refused(t, c.formula, room())
			if got.Code != c.code || got.Position != c.position || got.Length != c.length {
				t.Errorf("got %s at %d+%d, want %s at %d+%d: %s",
					got.Code, got.Position, got.Length, c.code, c.position, c.length, got.Message)
			}
		})
	}
}

func TestMessagesSayWhatToWrite(t *testing.T) {
	for _, c := range []struct{ formula, part string }{
		{"=1.000", "tulis 1000 untuk ribuan atau 1,000 untuk desimal"},
		{"=12.345", "tulis 12345 untuk ribuan atau 12,345 untuk desimal"},
		{"=10%", "/100"},
		{"=2 × 3", "tulis * untuk perkalian"},
		{"=panjang x lebar", "tulis * untuk perkalian"},
		{"=panjang(2)", "panjang*("},
		{"=pow(2,3)", "gunakan ; untuk memisahkan argumen"},
		{"=max(1,2,3)", "gunakan ; untuk memisahkan argumen"},
		{"=max(panjang,5)", "gunakan ; untuk memisahkan argumen"},
		{"=5-10", "(-5)"},
		{"=1+foo", "(karakter ke-4)"},
	} {
		failure := refused(t, c.formula, room())
		if !strings.Contains(failure.Error(), c.part) {
			t.Errorf("%s: %q does not say %q", c.formula, failure.Error(), c.part)
		}
	}
}

func TestNumbersAsPeopleWriteThem(t *testing.T) {
	for _, c := range []struct{ formula, want string }{
		{",5", "0.5"},
		{".5", "0.5"},
		{"2*.25", "0.5"},
		{"2*,25", "0.5"},
		{"1_000", "1000"},
		{"1_000,5", "1000.5"},
		{"0.125", "0.125"},
		{"000.125", "0.125"},
		{"1,000", "1"},
		{"1.0000", "1"},
		{"1234.567", "1234.567"},
		{"1,234,567", "1234567"},
		{"12.34", "12.34"},
		{"1.234.567,891", "1234567.891"},
		{"1 + 1", "2"},
		{"1\u00a0+\t1\n", "2"},
		{"0,0005", "0.001"},
		{"0,00049", "0"},
		{"1-1,0004", "0"},
		{"999.999.999.999.999,9994", "999999999999999.999"},
	} {
		result, err := takeoff.Evaluate(c.formula, nil)
		if err != nil || result.Quantity.String() != c.want {
			t.Errorf("%q: got %s, %v, want %s", c.formula, result.Quantity, err, c.want)
		}
	}
}

func TestOperatorsAndFunctions(t *testing.T) {
	for _, c := range []struct{ formula, want string }{
		{"--3", "3"},
		{"+-+-3", "3"},
		{"10--3", "13"},
		{"2*--3", "6"},
		{"-(-3)", "3"},
		{"10-3-2", "5"},
		{"100/10/5", "2"},
		{"2^-2", "0.25"},
		{"2^--2", "4"},
		{"1/3*3", "1"},
		{"(1/3)*3-1", "0"},
		{"ABS(-3)", "3"},
		{"Ceil(1,2)", "2"},
		{"ceil(-1,2)+2", "1"},
		{"floor(1,8)", "1"},
		{"floor(-1,2)+3", "1"},
		{"ceil(1/3*3)", "1"},
		{"round(2,5)", "3"},
		{"round(-2,5)+4", "1"},
		{"round(1,23456; 1+2)", "1.235"},
		{"max(1; 3; 2)", "3"},
		{"min(5)", "5"},
		{"min(panjang; lebar; tinggi)", "3"},
		{"avg(1;2)", "1.5"},
		{"sum(1/3;1/3;1/3)", "1"},
		{"pow(2; 10)", "1024"},
		{"sqrt(9)", "3"},
		{"sqrt(2)", "1.414"},
		{"sqrt(1/9)*3", "1"},
		{"ceil(27^(1/3))", "3"},
		{"ceil(4^0,5)", "2"},
		{"sqrt(3^2+4^2)", "5"},
		{"8^(2/3)", "4"},
		{"0^0", "1"},
		{"e", "2.718"},
		{"PI", "3.142"},
		{"ceil(pi*10^40) - floor(pi*10^40)", "1"},
		{"min (1 ; 2)", "1"},
		{"PANJANG*Lebar", "96"},
		{"max(1,panjang)", "12"},
		{"max(panjang,lebar)", "12"},
	} {
		result, err := takeoff.Evaluate(c.formula, room())
		if err != nil || result.Quantity.String() != c.want {
			t.Errorf("%q: got %s, %v, want %s", c.formula, result.Quantity, err, c.want)
		}
	}
}

func TestParameterNamedLikeAConstantWins(t *testing.T) {
	old := map[string]decimal.Decimal{"pi": decimal.FromInt(3), "e": decimal.FromInt(2), "min": decimal.FromInt(7)}
	result, err := takeoff.Evaluate("PI*e + min + min(min; 1)", old)
	if err != nil || result.Quantity.String() != "14" {
		t.Errorf("got %s, %v, want 14", result.Quantity, err)
	}
}

func TestNamesListsParametersOnly(t *testing.T) {
	f, err := takeoff.Parse("= Tinggi*max(panjang; LEBAR) + pi*panjang^2 + sqrt(e) + max")
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(f.Names(), " "); got != "lebar max panjang tinggi" {
		t.Errorf("names are %q", got)
	}
	for name, want := range map[string]bool{"panjang": true, "Lebar": true, "pi": true, "e": true, "sqrt": false, "p": false} {
		if f.Uses(name) != want {
			t.Errorf("Uses(%q) is %v", name, !want)
		}
	}
}

func TestCommaBetweenArgumentsGetsAHint(t *testing.T) {
	for _, c := range []struct {
		formula, text string // text of the number the hint is about, "" for none
	}{
		{"=min(1,2)", "1,2"},
		{"=2*sum(panjang; 3)+max(10,25)", "10,25"},
		{"=sum(1,200,300)", "1,200,300"},
		{"=min(1, 2,5)", "2,5"},
		{"=min(2*(1,5))", "1,5"},
		{"=round(2,5)", "2,5"},
		{"=max(1,5; 2)", ""},
		{"=abs(1,5)", ""},
		{"=sqrt(2,25)", ""},
		{"=round(1,005; 2)", ""},
		{"=round(1,005, 2)", ""},
		{"=min(1, 2)", ""},
		{"=min(,5; 2)", ""},
		{"=1,5*2", ""},
		{"=max(abs(1,5))", ""},
	} {
		result, err := takeoff.Evaluate(c.formula, room())
		if err != nil {
			t.Errorf("%s: %v", c.formula, err)
			continue
		}
		if c.text == "" {
			if len(result.Hints) != 0 {
				t.Errorf("%s: unwanted hint %q", c.formula, result.Hints[0].Message)
			}
			continue
		}
		if len(result.Hints) != 1 {
			t.Errorf("%s: %d hints, want 1", c.formula, len(result.Hints))
			continue
		}
		hint := result.Hints[0]
		if got := c.formula[hint.Position : hint.Position+hint.Length]; got != c.text || !strings.Contains(hint.Message, ";") {
			t.Errorf("%s: hint %q is about %q, want %q", c.formula, hint.Message, got, c.text)
		}
	}
}

func TestLimits(t *testing.T) {
	longest := "1" + strings.Repeat(" ", takeoff.MaxLength-1)
	if _, err := takeoff.Evaluate(longest, nil); err != nil {
		t.Errorf("%d characters: %v", takeoff.MaxLength, err)
	}
	if got := refused(t, longest+"é", nil); got.Code != takeoff.CodeTooLong || got.Position != takeoff.MaxLength || got.Length != 1 {
		t.Errorf("%d characters: %+v", takeoff.MaxLength+1, got)
	}
	nested := func(n int) string {
		return strings.Repeat("abs(", n/2) + strings.Repeat("(", n-n/2) + "1" + strings.Repeat(")", n)
	}
	if _, err := takeoff.Evaluate(nested(takeoff.MaxNesting), nil); err != nil {
		t.Errorf("nesting %d: %v", takeoff.MaxNesting, err)
	}
	if got := refused(t, nested(takeoff.MaxNesting+1), nil); got.Code != takeoff.CodeTooDeep || got.Position != 25*4+25 {
		t.Errorf("nesting %d: %+v", takeoff.MaxNesting+1, got)
	}
	if _, err := takeoff.Evaluate(strings.Repeat("(1)+", 400)+"1", nil); err != nil {
		t.Errorf("400 groups side by side: %v", err)
	}
}

// differentFractions is a sum whose common denominator grows with every term.
func differentFractions() string {
	var terms []string
	for n, length := 101, 0; length < takeoff.MaxLength-20; n += 2 {
		term := fmt.Sprintf("1/%d^99", n)
		terms = append(terms, term)
		length += len(term) + 1
	}
	return strings.Join(terms, "+")
}

// A formula of the permitted length must not keep a server busy, whatever it says.
func TestHostileFormulasEndQuickly(t *testing.T) {
	fill := func(part string) string {
		return strings.Repeat(part, (takeoff.MaxLength-10)/utf8.RuneCountInString(part)) + "1"
	}
	for name, text := range map[string]string{
		"product of powers":   fill("9^999*"),
		"equal fractions":     fill("1/7^999+"),
		"different fractions": differentFractions(),
		"tower":               fill("9^"),
		"tower of fractions":  fill("1,1^"),
		"irrational powers":   fill("2^,3+"),
		"signs":               fill("-"),
		"long literals":       fill("99999999999999999999^999*"),
		"roots of everything": fill("sqrt(2/3)+"),
		"growing sums":        "sum(" + strings.ReplaceAll(differentFractions(), "+", ";") + ")",
		"large exponent":      "0,5^" + strings.Repeat("9", 100),
		"power of a fraction": "(1/3)^(1/7^300)",
	} {
		start := time.Now()
		result, err := takeoff.Evaluate(text, nil)
		// A generous bound: each takes milliseconds, unbounded growth takes minutes.
		if spent := time.Since(start); spent > 5*time.Second {
			t.Errorf("%s took %s (%s, %v)", name, spent, result.Quantity, err)
		} else {
			t.Logf("%s: %s, %v", name, spent, err)
		}
	}
	if got := refused(t, fill("9^999*"), nil); got.Code != takeoff.CodeTooComplex {
		t.Errorf("got %s", got.Code)
	}
}
