package rab

import "takar/internal/decimal"

// DefaultPricing returns the policy of a project that nobody changed yet (rulings A5). Its
// Meta is empty.
func DefaultPricing() Pricing {
	return Pricing{
		MarkupPercent: decimal.FromInt(10),
		PPNScheme:     PPNPercent,
		PPNPercent:    decimal.FromInt(11),
		RoundingMode:  decimal.Nearest,
		RoundingBase:  10_000,
	}
}

// Preset is a pricing policy under a name that people choose from when a project is made.
type Preset struct {
	Key     string
	Name    string
	Pricing Pricing // Meta is empty
}

// Presets returns the offered policies, the default first. Each call returns new values.
func Presets() []Preset {
	preset := func(key, name string, change func(*Pricing)) Preset {
		pricing := DefaultPricing()
		change(&pricing)
		return Preset{Key: key, Name: name, Pricing: pricing}
	}
	return []Preset{
		preset("baku", "PPN 11 %, pembulatan terdekat 10.000", func(*Pricing) {}),
		preset("dpp-11-12", "PPN 12 % × 11/12, dibulatkan ke bawah 1.000", func(p *Pricing) {
			p.PPNScheme, p.PPNPercent = PPN12x11Per12, statutoryPPN
			p.RoundingMode, p.RoundingBase = decimal.Down, 1000
		}),
		preset("ppn-12", "PPN 12 % penuh, dibulatkan ke bawah 1.000", func(p *Pricing) {
			p.PPNPercent = statutoryPPN
			p.RoundingMode, p.RoundingBase = decimal.Down, 1000
		}),
		preset("ppn-10", "PPN 10 % (kontrak sebelum April 2022), pembulatan terdekat 10.000", func(p *Pricing) {
			p.PPNPercent = decimal.FromInt(10)
		}),
		preset("tanpa-ppn", "Tanpa PPN, tanpa pembulatan", func(p *Pricing) {
			p.PPNScheme, p.PPNPercent, p.RoundingBase = PPNNone, decimal.Zero, 1
		}),
	}
}

// statutoryPPN is the rate of the scheme 12 % × 11/12.
var statutoryPPN = decimal.FromInt(12)

// Check returns what is wrong with a policy, by field (domain §2.1, rulings A5).
func (p *Pricing) Check() Problems {
	var problems Problems
	checkPercent(&problems, "markup_percent", "BUK", p.MarkupPercent)
	checkPercent(&problems, "ppn_percent", "PPN", p.PPNPercent)
	switch p.PPNScheme {
	case PPNPercent, PPN12x11Per12, PPNNone:
	default:
		problems.Add("ppn_scheme", "skema PPN %q tidak dikenal: pakai percent, 12x11/12 atau none", p.PPNScheme)
	}
	if !p.RoundingMode.Valid() {
		problems.Add("rounding_mode", "cara pembulatan %q tidak dikenal: pakai nearest, down atau up", p.RoundingMode)
	}
	if p.RoundingBase < 1 || p.RoundingBase > maxRoundingBase {
		problems.Add("rounding_base", "pembulatan harus bilangan bulat 1 sampai 1.000.000.000 rupiah")
	}
	if p.HSPRounding < 0 || p.HSPRounding > maxRoundingBase {
		problems.Add("hsp_rounding", "pembulatan HSP harus bilangan bulat 0 (mati) sampai 1.000.000.000 rupiah")
	}
	return problems
}

// maxRoundingBase keeps a slip of the hand from turning every total into zero.
const maxRoundingBase = 1_000_000_000

// checkPercent notes a percentage outside 0 to 100, or with more than 2 decimals: storing
// it would change it, and commands round before they store.
func checkPercent(problems *Problems, path, name string, percent decimal.Decimal) {
	if percent.Sign() < 0 || decimal.Hundred.Less(percent) {
		problems.Add(path, "%s harus 0 sampai 100 persen", name)
		return
	}
	if !percent.Round(decimal.Persen.Scale).Equal(percent) {
		problems.Add(path, "%s paling banyak %d angka di belakang koma", name, decimal.Persen.Scale)
	}
}

// taxRatio returns the PPN of one rupiah before tax and the assessment base of one rupiah
// as exact fractions. PPNPercent counts only with the scheme "percent".
func (p *Pricing) taxRatio() (tax, base decimal.Decimal) {
	switch p.PPNScheme {
	case PPNNone:
		return decimal.Zero, decimal.Zero
	case PPN12x11Per12:
		return statutoryPPN.Percent(elevenTwelfths), elevenTwelfths
	}
	return decimal.One.Percent(p.PPNPercent), decimal.One
}

var elevenTwelfths = mustQuo(decimal.FromInt(11), decimal.FromInt(12))

func mustQuo(d, e decimal.Decimal) decimal.Decimal {
	q, err := d.Quo(e)
	if err != nil {
		panic(err)
	}
	return q
}

// EffectivePPN returns the percent of PPN on the sum before tax: 11 for 12 % × 11/12.
func (p *Pricing) EffectivePPN() decimal.Decimal {
	tax, _ := p.taxRatio()
	return tax.Mul(decimal.Hundred)
}

// StatedPPN returns the percent of PPN that the law names and documents state: 12 for
// 12 % × 11/12, which is 11 of the sum.
func (p *Pricing) StatedPPN() decimal.Decimal {
	switch p.PPNScheme {
	case PPNNone:
		return decimal.Zero
	case PPN12x11Per12:
		return statutoryPPN
	}
	return p.PPNPercent
}

// foot computes the lines at the foot of a RAB from the sum before PPN.
func (p *Pricing) foot(jumlah decimal.Decimal) Totals {
	tax, base := p.taxRatio()
	t := Totals{Jumlah: jumlah, DPP: jumlah.Mul(base).Round(2), PPN: jumlah.Mul(tax).Round(0)}
	t.Total = jumlah.Round(0).Add(t.PPN)
	t.Dibulatkan = t.Total.RoundToMultiple(decimal.FromInt(max(p.RoundingBase, 1)), p.RoundingMode)
	return t
}

// roundHSP applies the HSP rounding of the policy to a unit price: to the nearest multiple,
// ties up, as domain §2 rounds wherever no other way is named. RoundingMode belongs to the
// total alone.
func (p *Pricing) roundHSP(g decimal.Decimal) decimal.Decimal {
	if p.HSPRounding <= 0 {
		return g
	}
	return g.RoundToMultiple(decimal.FromInt(p.HSPRounding), decimal.Nearest)
}
