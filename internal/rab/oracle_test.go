package rab

import (
	"fmt"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"takar/internal/ahsp"
	"takar/internal/decimal"
)

// The oracle computes a RAB straight from its definition with fractions: it shares no
// code with the package and knows nothing of snapshots, expansion or the decimal type.
type oracle struct {
	prices    []*big.Rat // nil: not priced
	library   [][]oracleRow
	pekerjaan []oraclePekerjaan
	markup    *big.Rat
	ppn       *big.Rat
	base      int64
	hsp       int64
	smkk      [2]bool // klasifikasi
}

type oraclePekerjaan struct {
	sub      int
	rows     []oracleRow
	override *big.Rat
	volume   *big.Rat
}

// oracleRow is a component, or koefisien units of a pekerjaan or a library analysis.
type oracleRow struct {
	koefisien *big.Rat
	item      int // -1 for a bundle
	target    int // -1 unless a pekerjaan
	library   int // -1 unless an analysis
}

var oracleKategori = []ahsp.Kategori{ahsp.TK, ahsp.BHN, ahsp.ALT, ahsp.LAIN}

func (o *oracle) kategori(item int) int { return item % len(oracleKategori) }

// cost returns the money of one unit by kategori.
func (o *oracle) cost(rows []oracleRow) [4]*big.Rat {
	sum := [4]*big.Rat{new(big.Rat), new(big.Rat), new(big.Rat), new(big.Rat)}
	for _, row := range rows {
		if row.item >= 0 {
			if price := o.prices[row.item]; price != nil {
				k := o.kategori(row.item)
				sum[k] = new(big.Rat).Add(sum[k], new(big.Rat).Mul(row.koefisien, price))
			}
			continue
		}
		inner := o.cost(o.rowsOf(row))
		for k := range sum {
			sum[k] = new(big.Rat).Add(sum[k], new(big.Rat).Mul(row.koefisien, inner[k]))
		}
	}
	return sum
}

func (o *oracle) rowsOf(row oracleRow) []oracleRow {
	if row.target >= 0 {
		return o.pekerjaan[row.target].rows
	}
	return o.library[row.library]
}

// needs adds factor times the components of the rows by item.
func (o *oracle) needs(rows []oracleRow, factor *big.Rat, into []*big.Rat) {
	for _, row := range rows {
		amount := new(big.Rat).Mul(factor, row.koefisien)
		if row.item >= 0 {
			into[row.item] = new(big.Rat).Add(into[row.item], amount)
		} else {
			o.needs(o.rowsOf(row), amount, into)
		}
	}
}

// halfUp rounds a fraction that is not negative to n decimals.
func halfUp(r *big.Rat, n int64) *big.Rat {
	scale := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(n), nil))
	shifted := new(big.Rat).Add(new(big.Rat).Mul(r, scale), big.NewRat(1, 2))
	whole := new(big.Int).Quo(shifted.Num(), shifted.Denom())
	return new(big.Rat).Quo(new(big.Rat).SetInt(whole), scale)
}

func toMultiple(r *big.Rat, base int64) *big.Rat {
	b := big.NewRat(base, 1)
	return new(big.Rat).Mul(halfUp(new(big.Rat).Quo(r, b), 0), b)
}

type oracleLine struct{ a, b, c, lain, e, f, g, total *big.Rat }

func (o *oracle) line(i int) oracleLine {
	q := o.pekerjaan[i]
	sum := o.cost(q.rows)
	l := oracleLine{a: sum[0], b: sum[1], c: sum[2], lain: sum[3]}
	all := new(big.Rat).Add(new(big.Rat).Add(l.a, l.b), new(big.Rat).Add(l.c, l.lain))
	l.e = halfUp(all, 2)
	m := o.markup
	if o.smkk[q.sub/2] {
		m = new(big.Rat)
	}
	if q.override != nil {
		m = q.override
	}
	l.f = halfUp(new(big.Rat).Quo(new(big.Rat).Mul(l.e, m), big.NewRat(100, 1)), 2)
	l.g = new(big.Rat).Add(l.e, l.f)
	if o.hsp > 0 {
		l.g = toMultiple(l.g, o.hsp)
	}
	l.total = new(big.Rat)
	if q.volume != nil {
		l.total = halfUp(new(big.Rat).Mul(l.g, q.volume), 2)
	}
	return l
}

func drawRat(t *rapid.T, name string, places int, most int64) *big.Rat {
	scale := int64(1)
	for range places {
		scale *= 10
	}
	return big.NewRat(rapid.Int64Range(0, most*scale).Draw(t, name), scale)
}

func drawOracle(t *rapid.T) *oracle {
	o := &oracle{
		markup: drawRat(t, "markup", 2, 100), ppn: drawRat(t, "ppn", 2, 100),
		base: rapid.SampledFrom([]int64{1, 7, 1000, 10_000}).Draw(t, "base"),
		hsp:  rapid.SampledFrom([]int64{0, 0, 1, 100, 1000}).Draw(t, "hsp"),
		smkk: [2]bool{rapid.Bool().Draw(t, "smkk"), rapid.Bool().Draw(t, "smkk")},
	}
	for range rapid.IntRange(1, 9).Draw(t, "items") {
		var price *big.Rat
		if rapid.IntRange(0, 4).Draw(t, "priced") > 0 {
			price = drawRat(t, "price", 2, 5_000_000)
		}
		o.prices = append(o.prices, price)
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "analyses") {
		o.library = append(o.library, o.drawRows(t, 0, i))
	}
	for i := range rapid.IntRange(1, 9).Draw(t, "pekerjaan") {
		q := oraclePekerjaan{sub: rapid.IntRange(0, 3).Draw(t, "sub"), rows: o.drawRows(t, i, len(o.library))}
		if rapid.Bool().Draw(t, "overridden") {
			q.override = drawRat(t, "override", 2, 100)
		}
		if rapid.IntRange(0, 5).Draw(t, "measured") > 0 {
			q.volume = drawRat(t, "volume", 3, 10_000)
		}
		o.pekerjaan = append(o.pekerjaan, q)
	}
	return o
}

// drawRows draws rows that may bundle the first targets pekerjaan and analyses.
func (o *oracle) drawRows(t *rapid.T, targets, analyses int) []oracleRow {
	rows := make([]oracleRow, rapid.IntRange(0, 4).Draw(t, "rows"))
	for i := range rows {
		row := oracleRow{koefisien: drawRat(t, "koefisien", 6, 30), item: -1, target: -1, library: -1}
		kind := rapid.IntRange(0, 3).Draw(t, "kind")
		switch {
		case kind == 0 && targets > 0:
			row.target = rapid.IntRange(0, targets-1).Draw(t, "target")
		case kind == 1 && analyses > 0:
			row.library = rapid.IntRange(0, analyses-1).Draw(t, "analysis")
		default:
			row.item = rapid.IntRange(0, len(o.prices)-1).Draw(t, "item")
		}
		rows[i] = row
	}
	return rows
}

// project builds the same project with the package under test.
func (o *oracle) project(t testing.TB) (*Project, []*Pekerjaan, []*PriceItem) {
	b := build(t)
	text := func(r *big.Rat, places int) string { return r.FloatString(places) }
	b.markup(text(o.markup, 2))
	b.pricing.PPNPercent = decimal.MustParse(text(o.ppn, 2))
	b.pricing.RoundingBase, b.pricing.HSPRounding = o.base, o.hsp
	subs := []*Heading{b.sub, b.addSub("K1.2")}
	b.klasifikasi.SMKK = o.smkk[0]
	b.addKlasifikasi("K2").SMKK = o.smkk[1]
	subs = append(subs, b.addSub("K2.1"), b.addSub("K2.2"))

	items := make([]*PriceItem, len(o.prices))
	kode := func(i int) string { return fmt.Sprintf("I.%d", i) }
	for i, price := range o.prices {
		shown := ""
		if price != nil {
			shown = text(price, 2)
		}
		items[i] = b.item(oracleKategori[o.kategori(i)], kode(i), shown)
	}
	analyses := make([]*ahsp.Analysis, len(o.library))
	for i := range o.library {
		analyses[i] = b.ref.add(fmt.Sprintf("R.%d", i))
		for _, row := range o.library[i] {
			if row.library >= 0 {
				b.ref.component(analyses[i], ahsp.LAIN, analyses[row.library].Kode, text(row.koefisien, 6))
			} else {
				b.ref.component(analyses[i], oracleKategori[o.kategori(row.item)], kode(row.item), text(row.koefisien, 6))
			}
		}
	}
	list := make([]*Pekerjaan, len(o.pekerjaan))
	for i, q := range o.pekerjaan {
		b.sub = subs[q.sub]
		list[i] = b.add(fmt.Sprintf("P.%d", i))
		if q.override != nil {
			list[i].MarkupOverride = decimal.Some(decimal.MustParse(text(q.override, 2)))
		}
		if q.volume != nil {
			b.volume(list[i], text(q.volume, 3))
		}
		for _, row := range q.rows {
			switch {
			case row.target >= 0:
				b.bundle(list[i], list[row.target], text(row.koefisien, 6))
			case row.library >= 0:
				b.bundleAHSP(list[i], analyses[row.library], text(row.koefisien, 6))
			default:
				b.row(list[i], oracleKategori[o.kategori(row.item)], kode(row.item), text(row.koefisien, 6), "")
			}
		}
	}
	return b.project(), list, items
}

func sameRat(t *rapid.T, name string, got decimal.Decimal, expected *big.Rat) {
	if got.Rat().Cmp(expected) != 0 {
		t.Fatalf("%s = %s, want %s", name, got, expected.FloatString(30))
	}
}

func TestEveryFigureAgreesWithDirectComputation(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		o := drawOracle(rt)
		p, list, _ := o.project(t)
		f := p.Figures()
		jumlah := new(big.Rat)
		subs := map[int64]*big.Rat{}
		for i, q := range list {
			line, ok := f.LineOf(q.ID)
			if !ok {
				rt.Fatalf("%s has no line", q.Kode)
			}
			expected := o.line(i)
			sameRat(rt, q.Kode+" A", line.A, expected.a)
			sameRat(rt, q.Kode+" B", line.B, expected.b)
			sameRat(rt, q.Kode+" C", line.C, expected.c)
			sameRat(rt, q.Kode+" LAIN", line.Lain, expected.lain)
			sameRat(rt, q.Kode+" E", line.E, expected.e)
			sameRat(rt, q.Kode+" F", line.F, expected.f)
			sameRat(rt, q.Kode+" G", line.G, expected.g)
			sameRat(rt, q.Kode+" total", line.Total, expected.total)
			jumlah.Add(jumlah, expected.total)
			if subs[q.HeadingID] == nil {
				subs[q.HeadingID] = new(big.Rat)
			}
			subs[q.HeadingID].Add(subs[q.HeadingID], expected.total)
		}
		ppn := halfUp(new(big.Rat).Quo(new(big.Rat).Mul(jumlah, o.ppn), big.NewRat(100, 1)), 0)
		grand := new(big.Rat).Add(halfUp(jumlah, 0), ppn)
		sameRat(rt, "T", f.Totals.Jumlah, jumlah)
		sameRat(rt, "PPN", f.Totals.PPN, ppn)
		sameRat(rt, "total", f.Totals.Total, grand)
		sameRat(rt, "rounded", f.Totals.Dibulatkan, toMultiple(grand, o.base))
		checkTree(rt, f, subs, jumlah)
		checkPrintedShares(rt, f)
	})
}

// checkTree compares the subs with the oracle and the groups with the sums of their subs.
func checkTree(t *rapid.T, f *Figures, subs map[int64]*big.Rat, jumlah *big.Rat) {
	share := func(part *big.Rat) *big.Rat {
		if jumlah.Sign() == 0 {
			return new(big.Rat)
		}
		return new(big.Rat).Quo(new(big.Rat).Mul(part, big.NewRat(100, 1)), jumlah)
	}
	all, group := new(big.Rat), new(big.Rat)
	var top *Subtotal
	closeGroup := func() {
		if top != nil {
			sameRat(t, top.Heading.Name, top.Total, group)
			sameRat(t, top.Heading.Name+" bobot", top.Bobot, share(group))
		}
		group = new(big.Rat)
	}
	for _, node := range f.Tree {
		if node.Level == 0 {
			closeGroup()
			top = node
			all.Add(all, node.Total.Rat())
			continue
		}
		expected := subs[node.Heading.ID]
		if expected == nil {
			expected = new(big.Rat)
		}
		sameRat(t, node.Heading.Name, node.Total, expected)
		sameRat(t, node.Heading.Name+" bobot", node.Bobot, share(expected))
		group.Add(group, expected)
	}
	closeGroup()
	if all.Cmp(jumlah) != 0 {
		t.Fatalf("the headings add up to %s, T is %s", all, jumlah)
	}
	for _, line := range f.Lines {
		sameRat(t, line.Pekerjaan.Kode+" bobot", line.Bobot, share(line.Total.Rat()))
	}
}

func TestNeedsAgreeWithDirectComputation(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		o := drawOracle(rt)
		p, _, items := o.project(t)
		expected := make([]*big.Rat, len(items))
		for i := range expected {
			expected[i] = new(big.Rat)
		}
		for _, q := range o.pekerjaan {
			if q.volume != nil {
				o.needs(q.rows, q.volume, expected)
			}
		}
		needs := p.Needs(NeedsFilter{})
		got := map[int64]*Need{}
		for _, need := range needs.Rows {
			got[need.Item.ID] = need
		}
		total := new(big.Rat)
		for i, item := range items {
			need, listed := got[item.ID]
			if !listed {
				need = &Need{}
			}
			sameRat(rt, item.Kode+" quantity", need.Quantity, expected[i])
			if o.prices[i] != nil {
				cost := new(big.Rat).Mul(expected[i], o.prices[i])
				sameRat(rt, item.Kode+" cost", need.Cost, cost)
				total.Add(total, cost)
			}
		}
		sameRat(rt, "total", needs.Total, total)
		check := p.CheckNeeds()
		if !check.Valid {
			rt.Fatalf("needs and direct cost differ by %s, more than %s", check.Difference, check.Tolerance)
		}
	})
}

// TestRincianTiesToTheTotal: rows + BUK + selisih = line total, and without rounding of the
// HSP the selisih stays within what rounding E, F, the rows and the products can do
// (rulings A3).
func TestRincianTiesToTheTotal(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		o := drawOracle(rt)
		o.hsp = 0
		p, _, _ := o.project(t)
		r := p.Rincian()
		sameRat(rt, "grand total", r.GrandTotal, p.Figures().Totals.Jumlah.Rat())
		perKategori := decimal.Zero
		for _, total := range r.PerKategori {
			perKategori = perKategori.Add(total)
		}
		sameRat(rt, "total langsung", r.TotalLangsung, perKategori.Rat())
		for _, item := range r.Pekerjaan {
			sum := decimal.Sum(item.Langsung, item.BUK, item.SelisihPembulatan)
			sameRat(rt, item.Line.Pekerjaan.Kode, sum, item.Line.Total.Rat())
			// E is off by half a sen per unit; each row, BUK and the total by half a sen.
			bound := halfSen.Mul(item.Line.Volume.OrZero().Add(decimal.FromInt(int64(len(item.Rows) + 2))))
			if bound.Less(item.SelisihPembulatan.Abs()) {
				rt.Fatalf("%s: selisih %s beyond %s", item.Line.Pekerjaan.Kode, item.SelisihPembulatan, bound)
			}
		}
	})
}

// TestBundlesOfDepthTenAreExact: ten levels of six decimals each is sixty decimals.
func TestBundlesOfDepthTenAreExact(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		o := &oracle{prices: []*big.Rat{drawRat(rt, "price", 2, 5_000_000)}, markup: new(big.Rat), ppn: new(big.Rat), base: 1}
		plain := func() oracleRow {
			return oracleRow{koefisien: drawRat(rt, "koefisien", 6, 2), item: 0, target: -1, library: -1}
		}
		for i := range MaxBundleDepth + 1 {
			q := oraclePekerjaan{rows: []oracleRow{plain()}, volume: drawRat(rt, "volume", 3, 100)}
			if i > 0 {
				q.rows = append(q.rows, oracleRow{koefisien: drawRat(rt, "bundle", 6, 2), item: -1, target: i - 1, library: -1})
			}
			o.pekerjaan = append(o.pekerjaan, q)
		}
		p, list, _ := o.project(t)
		if len(p.Figures().Broken) != 0 {
			rt.Fatalf("broken: %v", p.Figures().Broken)
		}
		for i, q := range list {
			line, _ := p.Figures().LineOf(q.ID)
			sameRat(rt, q.Kode+" A", line.A, o.line(i).a)
			if deepest := line.Expanded[len(line.Expanded)-1].Depth; deepest != i {
				rt.Fatalf("%s: depth %d, want %d", q.Kode, deepest, i)
			}
		}
	})
}
