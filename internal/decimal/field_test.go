package decimal_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"takar/internal/decimal"
)

func fields() []decimal.Field {
	return []decimal.Field{
		decimal.Koefisien, decimal.Volume, decimal.Harga, decimal.Anggaran, decimal.Persen, decimal.Faktor, decimal.Parameter,
	}
}

// The table of domain §2.2.
func TestParseTextGoldens(t *testing.T) { // golden G25 (domain §2.2)
	for _, c := range []struct {
		text  string
		field decimal.Field
		want  string
	}{
		{"2,7275", decimal.Koefisien, "2.727500"},
		{"1.234,56", decimal.Harga, "1234.56"},
		{"1,234.56", decimal.Harga, "1234.56"},
		{"1.234,555", decimal.Volume, "1234.555"},
		{"1,234.555", decimal.Volume, "1234.555"},
		{"1.234.567,891", decimal.Volume, "1234567.891"},
		{"1.000", decimal.Volume, "1000.000"},
		{"150.000", decimal.Harga, "150000.00"},
		{"0.125", decimal.Volume, "0.125"},
		{"1,234", decimal.Volume, "1.234"},
		{"0,1256", decimal.Koefisien, "0.125600"},
		{"1.500.000", decimal.Harga, "1500000.00"},
		{"1,500,000", decimal.Harga, "1500000.00"},
		{"1.500.000,50", decimal.Harga, "1500000.50"},
		{"2_000,5", decimal.Volume, "2000.500"},
		{"12 500", decimal.Harga, "12500.00"},
		{"Rp 15.000.000", decimal.Harga, "15000000.00"},
	} {
		got, err := c.field.ParseText(c.text)
		if err != nil || !got.Valid || got.Decimal.Fixed(c.field.Scale) != c.want {
			t.Errorf("%s %q: got %s, %v, want %s", c.field.Name, c.text, got.Decimal, err, c.want)
		}
	}
	for _, field := range fields() {
		for _, text := range []string{"abc", "NaN", "Infinity", "-Infinity"} {
			if got, err := field.ParseText(text); err == nil || got.Valid {
				t.Errorf("%s %q: got %s, want an error", field.Name, text, got.Decimal)
			}
		}
		if got, err := field.ParseText("-1"); (err != nil) == field.Signed || got.Valid != field.Signed {
			t.Errorf("%s -1: got %s, %v", field.Name, got.Decimal, err)
		}
	}
}

func TestParseTextByRule(t *testing.T) {
	for _, c := range []struct {
		text  string
		field decimal.Field
		want  string
	}{
		// Spaces, underscores and Rp are dropped.
		{"\u00a01 234,5\u202f", decimal.Volume, "1234.5"},
		{"\t12\r\n", decimal.Volume, "12"},
		{"Rp. 1.500", decimal.Harga, "1500"},
		{"rp1.500,25", decimal.Anggaran, "1500.25"},
		{"Rp 0,5", decimal.Harga, "0.5"},
		// One dot: grouping in volumes and money, decimal elsewhere.
		{"1.250", decimal.Koefisien, "1.25"},
		{"1.250", decimal.Persen, "1.25"},
		{"1.250", decimal.Faktor, "1.25"},
		{"1.250", decimal.Parameter, "1250"},
		{"999.999", decimal.Volume, "999999"},
		{"000.125", decimal.Volume, "0.125"},
		{"1234.567", decimal.Volume, "1234.567"},
		{"25.5", decimal.Volume, "25.5"},
		{"12.3456", decimal.Volume, "12.346"},
		{"1.0000", decimal.Volume, "1"},
		{".5", decimal.Volume, "0.5"},
		{",5", decimal.Harga, "0.5"},
		// Only commas.
		{"1,5", decimal.Harga, "1.5"},
		{"1,234,567", decimal.Koefisien, "1234567"},
		// Signs.
		{"-1.000", decimal.Parameter, "-1000"},
		{"- 2,5", decimal.Parameter, "-2.5"},
		{"-0", decimal.Parameter, "0"},
		// Quantised half-up.
		{"0,0005", decimal.Volume, "0.001"},
		{"0,00049", decimal.Volume, "0"},
		{"12,345", decimal.Persen, "12.35"},
		{"-0,0000005", decimal.Parameter, "-0.000001"},
		// The largest values.
		{"999999999999999,9994", decimal.Volume, "999999999999999.999"},
		{"9.999.999.999.999.999,99", decimal.Harga, "9999999999999999.99"},
		{"999.999.999.999.999.999,99", decimal.Anggaran, "999999999999999999.99"},
		{"999999999999,999999", decimal.Koefisien, "999999999999.999999"},
		{"999,99", decimal.Persen, "999.99"},
		{"999999,999999", decimal.Faktor, "999999.999999"},
		{strings.Repeat("0", 100) + "7", decimal.Volume, "7"},
	} {
		got, err := c.field.ParseText(c.text)
		if err != nil || !got.Valid || got.Decimal.String() != c.want {
			t.Errorf("%s %q: got %s, %v, want %s", c.field.Name, c.text, got.Decimal, err, c.want)
		}
	}
}

func TestParseTextTellsWhatIsWrong(t *testing.T) {
	for _, c := range []struct {
		text  string
		field decimal.Field
		why   string
	}{
		{"1e5", decimal.Volume, "bukan angka"},
		{"12 m", decimal.Volume, "bukan angka"},
		{"+1", decimal.Volume, "bukan angka"},
		{"1-2", decimal.Volume, "bukan angka"},
		{"--1", decimal.Parameter, "bukan angka"},
		{"-", decimal.Parameter, "bukan angka"},
		{" - ", decimal.Parameter, "bukan angka"},
		{"−1", decimal.Parameter, "bukan angka"},
		{"Rp 5", decimal.Volume, "bukan angka"},
		{"-Rp 5", decimal.Harga, "bukan angka"},
		{"٣", decimal.Volume, "bukan angka"},
		{"=1", decimal.Volume, "bukan angka"},
		{"-0,5", decimal.Volume, "negatif"},
		{"-", decimal.Volume, "bukan angka"},
		{"Rp -5", decimal.Harga, "negatif"},
		{".", decimal.Volume, "tidak jelas"},
		{",", decimal.Volume, "tidak jelas"},
		{"1.", decimal.Volume, "tidak jelas"},
		{"1,", decimal.Volume, "tidak jelas"},
		{"1.,5", decimal.Volume, "tidak jelas"},
		{"1.2.3", decimal.Volume, "tidak jelas"},
		{"1,23,456", decimal.Volume, "tidak jelas"},
		{"1234.567,8", decimal.Volume, "tidak jelas"},
		{"1,234.567,8", decimal.Volume, "tidak jelas"},
		{"1.234,5.6", decimal.Volume, "tidak jelas"},
		{"1.234.", decimal.Volume, "tidak jelas"},
		{"..5", decimal.Volume, "tidak jelas"},
		{"12.34,5", decimal.Volume, "tidak jelas"},
		{".234,5", decimal.Volume, "tidak jelas"},
		{"1..000", decimal.Volume, "tidak jelas"},
		{"1000000000000000", decimal.Volume, "terlalu besar"},
		{"999999999999999,9995", decimal.Volume, "terlalu besar"},
		{"10000000000000000", decimal.Harga, "terlalu besar"},
		{"1000", decimal.Persen, "terlalu besar"},
		{"-1000000000000", decimal.Parameter, "terlalu besar"},
		{strings.Repeat("1", 200), decimal.Volume, "terlalu panjang"},
	} {
		got, err := c.field.ParseText(c.text)
		if err == nil || got.Valid {
			t.Errorf("%s %q: got %s, want an error", c.field.Name, c.text, got.Decimal)
			continue
		}
		if !strings.Contains(err.Error(), c.why) || !strings.HasPrefix(err.Error(), c.field.Name) || len(err.Error()) > 300 {
			t.Errorf("%s %q: %q does not say %q", c.field.Name, c.text, err, c.why)
		}
	}
}

// Absent, zero and wrong are three things.
func TestEmptyTextIsNoValue(t *testing.T) {
	for _, field := range fields() {
		for _, text := range []string{"", "  ", "\u00a0\t\r\n", "_"} {
			if got, err := field.ParseText(text); err != nil || got.Valid {
				t.Errorf("%s %q: got %s, %v", field.Name, text, got.Decimal, err)
			}
		}
		if got, err := field.ParseText("0"); err != nil || !got.Valid || !got.Decimal.IsZero() {
			t.Errorf("%s 0: got %v, %v", field.Name, got, err)
		}
	}
	if got, err := decimal.Harga.ParseText("Rp "); err != nil || got.Valid {
		t.Errorf("only Rp: got %s, %v", got.Decimal, err)
	}
}

func TestQuantiseRoundsThenChecks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		field := rapid.SampledFrom(fields()).Draw(t, "field")
		a := drawSample(t, "a")
		want := roundTo(a.r, field.Scale)
		limit := tens(field.Digits - field.Scale)
		got, err := field.Quantise(a.d)
		whole := want.Num().CmpAbs(limit.Mul(limit, want.Denom())) // |want| compared with the limit
		if refused := whole >= 0 || (a.r.Sign() < 0 && !field.Signed); refused {
			if err == nil || !got.IsZero() {
				t.Fatalf("%s %s: got %s, want an error", field.Name, a.r, got)
			}
			return
		}
		if err != nil || !same(got, want) {
			t.Fatalf("%s %s: got %s, %v", field.Name, a.r, got, err)
		}
	})
}

func TestAmbiguousDot(t *testing.T) {
	for text, want := range map[string]bool{
		"1.000": true, "12.345": true, "999.999": true, "010.000": true,
		"0.125": false, "000.125": false, ".125": false, "1234.567": false, "1.00": false, "1.0000": false,
		"1,000": false, "1.000.000": false, "1.0,0": false, "": false, ".": false, "a.000": false,
	} {
		if decimal.AmbiguousDot(text) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
}

// What a field accepts is stored, shown and sent back as the same number.
func checkAccepted(t interface{ Fatalf(string, ...any) }, field decimal.Field, text string) {
	got, err := field.ParseText(text)
	if err != nil || !got.Valid {
		if got.Valid {
			t.Fatalf("%s %q: a value beside the error %v", field.Name, text, err)
		}
		return
	}
	if again, err := field.Quantise(got.Decimal); err != nil || !again.Equal(got.Decimal) {
		t.Fatalf("%s %q: %s does not fit its own field: %v", field.Name, text, got.Decimal, err)
	}
	wire := got.Decimal.String()
	if back, err := decimal.Parse(wire); err != nil || !canonical(wire) || !back.Equal(got.Decimal) {
		t.Fatalf("%s %q: stored %q, read back as %s, %v", field.Name, text, wire, back, err)
	}
	shown := []string{got.Decimal.Indonesian(field.Scale, field.Scale)}
	if field.GroupedDot { // the others need their decimals to tell 1.250 from 1250
		shown = append(shown, got.Decimal.Indonesian(0, field.Scale))
	}
	for _, human := range shown {
		if back, err := field.ParseText(human); err != nil || !back.Equal(got) {
			t.Fatalf("%s %q: shown as %q, read back as %s, %v", field.Name, text, human, back.Decimal, err)
		}
	}
}

func TestAcceptedTextReadsBackAsTheSameNumber(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		field := rapid.SampledFrom(fields()).Draw(t, "field")
		checkAccepted(t, field, rapid.StringMatching(`(Rp ?)?-?[0-9]{0,3}([.,_ ]?[0-9]{1,3}){0,6}([.,][0-9]{0,7})?`).Draw(t, "text"))
	})
}

func FuzzParseText(f *testing.F) {
	for _, text := range []string{
		"2,7275", "1.234,56", "1,234.56", "1.000", "150.000", "0.125", "1.500.000,50", "2_000,5", "12 500", "Rp 15.000.000", "-1",
		"abc", "NaN", "Infinity", "", "-", ".", ",", "Rp.", "\u00a0", "\xff", "9999999999999999999999", "0,0000000001", "-0", "1.,1",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, field := range fields() {
			checkAccepted(t, field, text)
		}
	})
}
