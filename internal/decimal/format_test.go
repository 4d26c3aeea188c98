package decimal_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"takar/internal/decimal"
)

func TestIndonesianPrinting(t *testing.T) {
	for _, c := range []struct {
		value       string
		least, most int
		want        string
	}{
		{"0", 0, 3, "0"},
		{"0", 2, 2, "0,00"},
		{"10", 2, 2, "10,00"},
		{"1234.5", 0, 3, "1.234,5"},
		{"1234.5", 3, 3, "1.234,500"},
		{"1234", 0, 3, "1.234"},
		{"123", 0, 0, "123"},
		{"999999", 0, 0, "999.999"},
		{"999999.5", 0, 0, "1.000.000"},
		{"72242.50", 2, 2, "72.242,50"},
		{"72242.50", 0, 0, "72.243"},
		{"586426.50", 0, 0, "586.427"},
		{"8012739980.96", 0, 0, "8.012.739.981"},
		{"0.1256", 6, 6, "0,125600"},
		{"0.1256", 0, 6, "0,1256"},
		{"1.2500", 1, 6, "1,25"},
		{"1", 1, 6, "1,0"},
		{"-1234.5", 2, 2, "-1.234,50"},
		{"-123", 0, 0, "-123"},
		{"-0.004", 2, 2, "0,00"},
		{"0.005", 2, 2, "0,01"},
		{"1234567890123456789012345678901234567890.123", 3, 3, "1.234.567.890.123.456.789.012.345.678.901.234.567.890,123"},
	} {
		if got := decimal.MustParse(c.value).Indonesian(c.least, c.most); got != c.want {
			t.Errorf("%s with %d to %d decimals: got %s, want %s", c.value, c.least, c.most, got, c.want)
		}
	}
}

func TestAbsentValuePrintsADash(t *testing.T) {
	if got := (decimal.Null{}).Indonesian(0, 2); got != "-" {
		t.Errorf("absent prints %q", got)
	}
	if got := decimal.Some(decimal.Zero).Indonesian(0, 2); got != "0" {
		t.Errorf("zero prints %q", got)
	}
	if got := decimal.Some(decimal.New(12345, 1)).Indonesian(2, 2); got != "1.234,50" {
		t.Errorf("1234.5 prints %q", got)
	}
}

// Without its dots and with a dot for the comma, the printed text is the rounded value,
// and every group but the first has three digits.
func TestPrintingShowsTheRoundedValue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := drawSample(t, "a")
		least := rapid.IntRange(0, 6).Draw(t, "least")
		most := least + rapid.IntRange(0, 6).Draw(t, "more")
		text := a.d.Indonesian(least, most)
		whole, fraction, _ := strings.Cut(text, ",")
		if oracle(strings.ReplaceAll(whole, ".", "")+"."+fraction+"0").Cmp(roundTo(a.r, most)) != 0 {
			t.Fatalf("%s with %d to %d decimals: got %s", a.r, least, most, text)
		}
		if len(fraction) < least || len(fraction) > most || (len(fraction) > least && strings.HasSuffix(fraction, "0")) {
			t.Fatalf("%s with %d to %d decimals: got %s", a.r, least, most, text)
		}
		for i, group := range strings.Split(strings.TrimPrefix(whole, "-"), ".") {
			if len(group) > 3 || group == "" || (i > 0 && len(group) != 3) {
				t.Fatalf("%s: got %s", a.r, text)
			}
		}
	})
}
