package rab

import (
	"fmt"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"takar/internal/ahsp"
	"takar/internal/decimal"
)

// drawPolicy draws any pricing policy that Check accepts.
func drawPolicy(t *rapid.T) *Pricing {
	policy := &Pricing{
		MarkupPercent: decimal.FromRat(drawRat(t, "markup", 2, 100)),
		PPNScheme:     rapid.SampledFrom([]PPNScheme{PPNPercent, PPN12x11Per12, PPNNone}).Draw(t, "scheme"),
		PPNPercent:    decimal.FromRat(drawRat(t, "ppn", 2, 100)),
		RoundingMode:  rapid.SampledFrom([]decimal.Mode{decimal.Nearest, decimal.Down, decimal.Up}).Draw(t, "mode"),
		RoundingBase:  rapid.SampledFrom([]int64{1, 3, 1000, 10_000, 1_000_000_000}).Draw(t, "base"),
		HSPRounding:   rapid.SampledFrom([]int64{0, 1, 100, 1000}).Draw(t, "hsp"),
	}
	if problems := policy.Check(); len(problems) > 0 {
		t.Fatalf("drew %v", problems)
	}
	return policy
}

// wholeMultiple rounds r, which is not negative, to a multiple of base.
func wholeMultiple(r *big.Rat, base int64, mode decimal.Mode) *big.Rat {
	if mode == decimal.Nearest {
		return toMultiple(r, base)
	}
	quotient := new(big.Rat).Quo(r, big.NewRat(base, 1))
	whole := new(big.Int).Quo(quotient.Num(), quotient.Denom())
	if mode == decimal.Up && !quotient.IsInt() {
		whole.Add(whole, big.NewInt(1))
	}
	return new(big.Rat).Mul(new(big.Rat).SetInt(whole), big.NewRat(base, 1))
}

func TestSubtotalsAddUpUnderEveryPolicy(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		p, _, _ := drawOracle(rt).project(t)
		policy := drawPolicy(rt)
		f := p.Recapitulate(policy)
		perSub := map[int64]*big.Rat{}
		jumlah := new(big.Rat)
		for _, line := range f.Lines {
			total := line.Total.Rat()
			sameRat(rt, "G × volume", line.Total, halfUp(new(big.Rat).Mul(line.G.Rat(), line.Volume.OrZero().Rat()), 2))
			if policy.HSPRounding > 0 && toMultiple(line.G.Rat(), policy.HSPRounding).Cmp(line.G.Rat()) != 0 {
				rt.Fatalf("HSP %s is no multiple of %d", line.G, policy.HSPRounding)
			}
			jumlah.Add(jumlah, total)
			if perSub[line.Pekerjaan.HeadingID] == nil {
				perSub[line.Pekerjaan.HeadingID] = new(big.Rat)
			}
			perSub[line.Pekerjaan.HeadingID].Add(perSub[line.Pekerjaan.HeadingID], total)
		}
		checkTree(rt, f, perSub, jumlah)
		checkPrintedShares(rt, f)

		ratio := map[PPNScheme]*big.Rat{
			PPNPercent: new(big.Rat).Quo(policy.PPNPercent.Rat(), big.NewRat(100, 1)), PPN12x11Per12: big.NewRat(11, 100), PPNNone: new(big.Rat),
		}[policy.PPNScheme]
		ppn := halfUp(new(big.Rat).Mul(jumlah, ratio), 0)
		total := new(big.Rat).Add(halfUp(jumlah, 0), ppn)
		sameRat(rt, "T", f.Totals.Jumlah, jumlah)
		sameRat(rt, "PPN", f.Totals.PPN, ppn)
		sameRat(rt, "grand total", f.Totals.Total, total)
		sameRat(rt, "rounded", f.Totals.Dibulatkan, wholeMultiple(total, policy.RoundingBase, policy.RoundingMode))
	})
}

// shuffled gives rows of one owner their positions in another order.
func shuffled[R any](t *rapid.T, rows []R, copied func(R, int) R) []R {
	order := make([]int, len(rows))
	for i := range order {
		order[i] = i
	}
	order = rapid.Permutation(order).Draw(t, "order")
	list := make([]R, len(rows))
	for i, row := range rows {
		list[i] = copied(row, order[i])
	}
	return list
}

func TestTheOrderOfRowsChangesNoFigure(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		p, list, _ := drawOracle(rt).project(t)
		delta := &Delta{}
		for _, q := range list {
			delta.Components.Put = append(delta.Components.Put, shuffled(rt, p.ComponentsOf(q.ID), func(c *Component, position int) *Component {
				moved := *c
				moved.Position = position
				return &moved
			})...)
		}
		delta.Pekerjaan.Put = shuffled(rt, list, func(q *Pekerjaan, position int) *Pekerjaan {
			moved := *q
			moved.Position = position
			return &moved
		})
		other := p.Apply(delta, p.Revision+1, p.Reference)
		for _, q := range list {
			a, _ := p.Figures().LineOf(q.ID)
			b, _ := other.Figures().LineOf(q.ID)
			for name, pair := range map[string][2]decimal.Decimal{
				"A": {a.A, b.A}, "B": {a.B, b.B}, "C": {a.C, b.C}, "LAIN": {a.Lain, b.Lain}, "G": {a.G, b.G}, "total": {a.Total, b.Total}, "bobot": {a.Bobot, b.Bobot},
			} {
				if !pair[0].Equal(pair[1]) {
					rt.Fatalf("%s of %s is %s in one order and %s in another", name, q.Kode, pair[0], pair[1])
				}
			}
			if a.State != b.State || a.MissingPrices != b.MissingPrices || len(a.Expanded) != len(b.Expanded) {
				rt.Fatalf("%s is %s in one order and %s in another", q.Kode, a.State, b.State)
			}
		}
		sameRat(rt, "T", other.Figures().Totals.Jumlah, p.Figures().Totals.Jumlah.Rat())
		if a, b := fmt.Sprint(shownNeeds(p.Needs(NeedsFilter{}))), fmt.Sprint(shownNeeds(other.Needs(NeedsFilter{}))); a != b {
			rt.Fatalf("needs %s in one order and %s in another", a, b)
		}
	})
}

// TestTinyKoefisienOfTenLevelsAreExact: five analyses of the library below five pekerjaan,
// each at most 0.000009 of the next, is sixty decimals.
func TestTinyKoefisienOfTenLevelsAreExact(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		o := &oracle{prices: []*big.Rat{drawRat(rt, "price", 2, 5_000_000)}, markup: new(big.Rat), ppn: new(big.Rat), base: 1}
		tiny := func() *big.Rat { return big.NewRat(rapid.Int64Range(1, 9).Draw(rt, "millionths"), 1_000_000) }
		const half = MaxBundleDepth / 2
		for i := range half {
			rows := []oracleRow{{koefisien: tiny(), item: 0, target: -1, library: -1}}
			if i > 0 {
				rows = append(rows, oracleRow{koefisien: tiny(), item: -1, target: -1, library: i - 1})
			}
			o.library = append(o.library, rows)
		}
		for i := range half + 1 {
			row := oracleRow{koefisien: tiny(), item: -1, target: i - 1, library: -1}
			if i == 0 {
				row.library = half - 1
			}
			override := drawRat(rt, "override", 2, 100)
			o.pekerjaan = append(o.pekerjaan, oraclePekerjaan{rows: []oracleRow{row}, override: override, volume: drawRat(rt, "volume", 3, 1_000_000)})
		}
		p, list, items := o.project(t)
		if len(p.Figures().Broken) != 0 {
			rt.Fatalf("broken: %v", p.Figures().Broken)
		}
		needed := []*big.Rat{new(big.Rat)}
		for i, q := range list {
			line, _ := p.Figures().LineOf(q.ID)
			sameRat(rt, q.Kode+" A", line.A, o.line(i).a)
			sameRat(rt, q.Kode+" G", line.G, o.line(i).g)
			o.needs(o.pekerjaan[i].rows, o.pekerjaan[i].volume, needed)
		}
		needs := p.Needs(NeedsFilter{})
		if len(needs.Rows) > 1 || len(needs.Rows) == 1 && needs.Rows[0].Item.ID != items[0].ID {
			rt.Fatalf("needs %v", shownNeeds(needs))
		}
		for _, need := range needs.Rows {
			sameRat(rt, "needed", need.Quantity, needed[0])
		}
		deepest, _ := p.Figures().LineOf(list[half].ID)
		if depth := deepest.Expanded[len(deepest.Expanded)-1].Depth; depth != MaxBundleDepth {
			rt.Fatalf("depth %d", depth)
		}
	})
}

// posted reads a number back from the texts that answers write: its own digits, and the
// digits of its field.
func posted(t *rapid.T, value decimal.Decimal, field decimal.Field) decimal.Null {
	text := value.String()
	if rapid.Bool().Draw(t, "fixed") {
		text = value.Fixed(field.Scale)
	}
	return amount(text)
}

// TestDecimalsPostedBackChangeNothing (rulings A1).
func TestDecimalsPostedBackChangeNothing(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		o := drawOracle(rt)
		p, list, _ := o.project(t)
		for i := range rapid.IntRange(0, 3).Draw(rt, "parameters") {
			value := decimal.FromRat(drawRat(rt, "parameter", 6, 100))
			row := &Parameter{Meta: Meta{ID: int64(900_000 + i), Version: 1}, Name: fmt.Sprintf("p%d", i), Value: value}
			p = p.Apply(&Delta{Parameters: TableDelta[*Parameter]{Put: []*Parameter{row}}}, p.Revision, p.Reference)
		}
		d := p.Edit(&countingIDs{last: 1_000_000}, commandTime, 7)
		var volumes []VolumeInput
		for _, row := range p.Volumes.All() {
			volumes = append(volumes, VolumeInput{PekerjaanID: row.ID, Quantity: pointer(posted(rt, row.Quantity.Decimal, decimal.Volume))})
		}
		var prices []PriceInput
		for _, item := range p.PriceItems.All() {
			price := decimal.Null{}
			if item.Harga.Valid {
				price = posted(rt, item.Harga.Decimal, decimal.Harga)
			}
			prices = append(prices, PriceInput{ID: item.ID, Harga: &price})
		}
		var analyses []PekerjaanAnalysis
		for _, q := range list {
			rows := rowsOf(p, q)
			for i := range rows {
				rows[i].Koefisien = posted(rt, rows[i].Koefisien.Decimal, decimal.Koefisien)
			}
			if !repeats(rows) {
				analyses = append(analyses, PekerjaanAnalysis{PekerjaanID: q.ID, SaveAnalysisInput: SaveAnalysisInput{Rows: rows}})
			}
		}
		var parameters []ParameterInput
		for _, row := range p.Parameters.All() {
			value := posted(rt, row.Value, decimal.Parameter)
			parameters = append(parameters, ParameterInput{Name: row.Name, Value: &value.Decimal})
		}
		markup := posted(rt, p.Pricing().MarkupPercent, decimal.Persen).Decimal
		for _, err := range []error{
			done(d.SaveVolumes(volumes)), done(d.SavePrices(prices)), done(d.SaveAnalyses(analyses)),
			done(d.SyncParameters(SyncReplace, parameters)), d.SavePricing(PricingInput{MarkupPercent: &markup}),
		} {
			if err != nil {
				rt.Fatal(err)
			}
		}
		changes, err := d.Finish()
		if err != nil || len(changes) != 0 {
			rt.Fatalf("changed %v, %v", tables(changes), err)
		}
	})
}

// repeats reports whether a drawn analysis names a kode twice, which people may not. Rows
// with ids may; see TestACodeThatThePublicationNamesTwiceMayComeBack.
func repeats(rows []AnalysisRow) bool {
	seen := map[string]bool{}
	for _, row := range rows {
		if seen[row.Kode] && row.Kategori == string(ahsp.LAIN) {
			return true
		}
		seen[row.Kode] = true
	}
	return false
}
