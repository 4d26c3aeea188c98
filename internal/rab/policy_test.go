package rab

import (
	"strings"
	"testing"

	"takar/internal/ahsp"
	"takar/internal/decimal"
)

func fields(text string) []string { return strings.Fields(text) }

// footOf computes the foot of a RAB whose only line costs jumlah.
func footOf(t *testing.T, pricing Pricing, jumlah string) Totals {
	t.Helper()
	b := build(t)
	pricing.Meta, pricing.MarkupPercent = b.pricing.Meta, decimal.Zero
	b.pricing = &pricing
	q := b.add("P")
	b.row(q, ahsp.LAIN, "LS", "1", jumlah)
	b.volume(q, "1")
	return b.project().Figures().Totals
}

func TestRoundingOfTheTotal(t *testing.T) { // golden G7
	tests := []struct {
		total string
		base  int64
		mode  decimal.Mode
		want  string
	}{
		{"8814013979", 1000, decimal.Nearest, "8814014000"},
		{"8814013979", 10000, decimal.Nearest, "8814010000"},
		{"8814015000", 10000, decimal.Nearest, "8814020000"},
		{"8814005000", 10000, decimal.Nearest, "8814010000"},
		{"12345678", 100000, decimal.Nearest, "12300000"},
		{"499", 1000, decimal.Nearest, "0"},
		{"500", 1000, decimal.Nearest, "1000"},
		{"8814019999", 10000, decimal.Down, "8814010000"},
		{"8814010001", 10000, decimal.Up, "8814020000"},
		{"8814010000", 10000, decimal.Up, "8814010000"},
	}
	for _, test := range tests {
		pricing := Pricing{PPNScheme: PPNNone, RoundingMode: test.mode, RoundingBase: test.base}
		want(t, test.total+" "+string(test.mode), footOf(t, pricing, test.total).Dibulatkan, test.want)
	}
}

func TestTaxIsRoundedOnceToWholeRupiah(t *testing.T) { // golden G8, rulings A5
	tests := []struct {
		scheme                PPNScheme
		percent, jumlah       string
		dpp, tax, total, name string
	}{
		{PPNPercent, "11", "1234567.89", "1234567.89", "135802", "1370370", "G8"},
		{PPNPercent, "11", "451000", "451000", "49610", "500610", "G8"},
		{PPNPercent, "11", "5", "5", "1", "6", "G8"},
		{PPNPercent, "11", "0", "0", "0", "0", "G8"},
		{PPNPercent, "10", "8012739980.96", "8012739980.96", "801273998", "8814013979", "G6"},
		// 12 % of 11/12 is 11 % exactly; the assessment base is shown with 2 decimals.
		{PPN12x11Per12, "12", "1234567.89", "1131687.23", "135802", "1370370", "12 × 11/12"},
		{PPN12x11Per12, "12", "100", "91.67", "11", "111", "rounding the base first would not change this"},
		// T × 0.11 is exactly half a rupiah; 12 % of the rounded base would fall below it.
		{PPN12x11Per12, "12", "50", "45.83", "6", "56", "half a rupiah"},
		{PPNNone, "11", "1234567.89", "0", "0", "1234568", "no tax"},
	}
	for _, test := range tests {
		pricing := Pricing{PPNScheme: test.scheme, PPNPercent: decimal.MustParse(test.percent), RoundingMode: decimal.Nearest, RoundingBase: 1}
		totals := footOf(t, pricing, test.jumlah)
		want(t, test.name+" DPP", totals.DPP, test.dpp)
		want(t, test.name+" PPN", totals.PPN, test.tax)
		want(t, test.name+" total", totals.Total, test.total)
	}
}

func TestPresets(t *testing.T) {
	const jumlah = "1234567890.55"
	expected := map[string]string{ // DPP PPN total rounded
		"baku":      "1234567890.55 135802468 1370370359 1370370000",
		"dpp-11-12": "1131687233.00 135802468 1370370359 1370370000",
		"ppn-12":    "1234567890.55 148148147 1382716038 1382716000",
		"ppn-10":    "1234567890.55 123456789 1358024680 1358020000",
		"tanpa-ppn": "0 0 1234567891 1234567891",
	}
	presets := Presets()
	if len(presets) != len(expected) {
		t.Fatalf("%d presets, %d golden cases", len(presets), len(expected))
	}
	for _, preset := range presets {
		if problems := preset.Pricing.Check(); len(problems) != 0 {
			t.Errorf("%s is not valid itself: %v", preset.Key, problems)
		}
		totals := footOf(t, preset.Pricing, jumlah)
		figures := fields(expected[preset.Key])
		if len(figures) != 4 {
			t.Fatalf("no golden case for %s", preset.Key)
		}
		want(t, preset.Key+" DPP", totals.DPP, figures[0])
		want(t, preset.Key+" PPN", totals.PPN, figures[1])
		want(t, preset.Key+" total", totals.Total, figures[2])
		want(t, preset.Key+" rounded", totals.Dibulatkan, figures[3])
	}
	first := presets[0].Pricing
	if !first.MarkupPercent.Equal(decimal.FromInt(10)) || !first.PPNPercent.Equal(decimal.FromInt(11)) ||
		first.PPNScheme != PPNPercent || first.RoundingMode != decimal.Nearest || first.RoundingBase != 10_000 || first.HSPRounding != 0 {
		t.Errorf("the first preset is %+v, want the default policy", first)
	}
	down := presets[1].Pricing
	want(t, "effective PPN of 12 × 11/12", down.EffectivePPN(), "11")
	want(t, "down to 1.000", footOf(t, down, "1801801").Dibulatkan, "1999000") // 1999999 before
}

func TestPricingCheckNamesTheField(t *testing.T) {
	tests := []struct {
		path   string
		change func(*Pricing)
	}{
		{"", func(*Pricing) {}},
		{"", func(p *Pricing) { p.MarkupPercent = decimal.Zero }},
		{"", func(p *Pricing) { p.MarkupPercent, p.HSPRounding = decimal.Hundred, 1000 }},
		{"markup_percent", func(p *Pricing) { p.MarkupPercent = decimal.MustParse("100.01") }},
		{"markup_percent", func(p *Pricing) { p.MarkupPercent = decimal.MustParse("-0.01") }},
		{"markup_percent", func(p *Pricing) { p.MarkupPercent = decimal.MustParse("1.001") }},
		{"ppn_percent", func(p *Pricing) { p.PPNPercent = decimal.MustParse("101") }},
		{"ppn_scheme", func(p *Pricing) { p.PPNScheme = "" }},
		{"rounding_mode", func(p *Pricing) { p.RoundingMode = "half" }},
		{"rounding_base", func(p *Pricing) { p.RoundingBase = 0 }},
		{"hsp_rounding", func(p *Pricing) { p.HSPRounding = -1 }},
	}
	for _, test := range tests {
		pricing := DefaultPricing()
		test.change(&pricing)
		problems := pricing.Check()
		switch {
		case test.path == "" && len(problems) != 0:
			t.Errorf("%+v is refused: %v", pricing, problems)
		case test.path != "" && (len(problems) != 1 || problems[0].Path != test.path):
			t.Errorf("problems %v, want one at %s", problems, test.path)
		}
	}
}
