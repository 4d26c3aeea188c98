package rab

import (
	"testing"

	"takar/internal/ahsp"
	"takar/internal/decimal"
)

// want fails the test when a figure differs from the expected digits.
func want(t *testing.T, name string, got decimal.Decimal, expected string) {
	t.Helper()
	if !got.Equal(decimal.MustParse(expected)) {
		t.Errorf("%s = %s, want %s", name, got, expected)
	}
}

type goldenRow struct {
	kategori         ahsp.Kategori
	koefisien, price string
}

func TestUnitPriceOfAPekerjaan(t *testing.T) { // golden G1, G2, G3, G4, G5
	g3 := []goldenRow{{ahsp.TK, "1.25", "125000"}, {ahsp.BHN, "0.30", "180000"}, {ahsp.ALT, "0.10", "300000"}, {ahsp.LAIN, "0.05", "1000000"}}
	tests := []struct {
		name             string
		rows             []goldenRow
		markup, override string
		volume           string
		hspRounding      int64
		figures          string // A B C LAIN D E F G total
	}{
		{
			"G1 all categories",
			[]goldenRow{{ahsp.TK, "1.0", "100000"}, {ahsp.BHN, "2.0", "20000"}, {ahsp.ALT, "3.0", "50000"}, {ahsp.LAIN, "4.0", "30000"}},
			"10", "", "1", 0, "100000 40000 150000 120000 290000 410000 41000 451000 451000",
		},
		{
			"G2 fractional coefficients",
			[]goldenRow{{ahsp.TK, "0.15", "150000"}, {ahsp.BHN, "7.5", "12000"}, {ahsp.ALT, "0.1", "300000"}, {ahsp.LAIN, "0.05", "2000000"}},
			"12.5", "", "10", 0, "22500 90000 30000 100000 142500 242500 30312.50 272812.50 2728125.00",
		},
		{"G3 override above the project", g3, "10", "20", "2", 0, "156250 54000 30000 50000 240250 290250 58050 348300 696600"},
		{"G3 override of zero is a value", g3, "10", "0", "2", 0, "156250 54000 30000 50000 240250 290250 0 290250 580500"},
		{"G3 no override", g3, "10", "", "2", 0, "156250 54000 30000 50000 240250 290250 29025 319275 638550"},
		{
			"G4 rounding",
			[]goldenRow{{ahsp.TK, "0.333333", "123456.78"}, {ahsp.BHN, "326", "1450.55"}, {ahsp.BHN, "0.52", "275000"}},
			"15", "", "12.345", 0,
			"41152.21884774 615879.30 0 0 657031.51884774 657031.52 98554.73 755586.25 9327712.26",
		},
		{"G5 small recap", []goldenRow{{ahsp.TK, "2", "100"}}, "0", "", "3", 0, "200 0 0 0 200 200 0 200 600"},
		{"HSP rounding to 100, ties up", []goldenRow{{ahsp.BHN, "1", "1250"}}, "0", "", "3", 100, "0 1250 0 0 1250 1250 0 1300 3900"},
		{"HSP rounding to 1.000", []goldenRow{{ahsp.BHN, "1", "1499.99"}}, "0", "", "2", 1000, "0 1499.99 0 0 1499.99 1499.99 0 1000 2000"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b := build(t).markup(test.markup)
			b.pricing.HSPRounding = test.hspRounding
			q := b.add("P")
			if test.override != "" {
				q.MarkupOverride = decimal.Some(decimal.MustParse(test.override))
			}
			b.volume(q, test.volume)
			for i, row := range test.rows {
				b.row(q, row.kategori, string(rune('a'+i)), row.koefisien, row.price)
			}
			line := b.line(b.project(), q)
			got := []decimal.Decimal{line.A, line.B, line.C, line.Lain, line.D, line.E, line.F, line.G, line.Total}
			names := []string{"A", "B", "C", "LAIN", "D", "E", "F", "G", "total"}
			for i, expected := range fields(test.figures) {
				want(t, names[i], got[i], expected)
			}
			if line.State != LineComplete {
				t.Errorf("state %s, want complete", line.State)
			}
		})
	}
}

func TestBundlesInTheRecap(t *testing.T) { // golden G9, G10, G11, G12, G13, G15
	t.Run("G9 one level", func(t *testing.T) {
		b := build(t)
		target, user := b.add("T"), b.add("U")
		b.row(target, ahsp.TK, "TK.1", "0.75", "100000")
		b.bundle(user, target, "4")
		b.volume(user, "2")
		line := b.line(b.project(), user)
		want(t, "A", line.A, "300000")
		want(t, "LAIN", line.Lain, "0")
		want(t, "expanded koef", line.Expanded[0].PerUnit, "0.75")
		want(t, "effective koef", line.Expanded[0].Effective, "3")
	})
	t.Run("G10 nested", func(t *testing.T) {
		b := build(t)
		leaf, middle, top := b.add("L"), b.add("M"), b.add("T")
		b.row(leaf, ahsp.TK, "TK.1", "0.5", "120000")
		b.bundle(middle, leaf, "2")
		b.bundle(top, middle, "3")
		b.volume(top, "4")
		line := b.line(b.project(), top)
		want(t, "expanded koef", line.Expanded[0].PerUnit, "1")
		want(t, "effective koef", line.Expanded[0].Effective, "3")
		want(t, "A", line.A, "360000")
		if line.Expanded[0].Depth != 2 {
			t.Errorf("depth %d, want 2", line.Expanded[0].Depth)
		}
	})
	t.Run("G11 seven components", func(t *testing.T) {
		b := build(t)
		user, _ := sevenComponents(b)
		line := b.line(b.project(), user)
		want(t, "A", line.A, "3650000")
		want(t, "B", line.B, "13250000")
		want(t, "C", line.C, "9000000")
		want(t, "LAIN", line.Lain, "0")
		want(t, "E", line.E, "25900000")
	})
	t.Run("G12 two bundles sharing a code", func(t *testing.T) {
		b := build(t)
		first, second, user := b.add("A"), b.add("B"), b.add("U")
		b.row(first, ahsp.TK, "TK.001", "2.5", "100000")
		b.row(second, ahsp.TK, "TK.001", "3.0", "")
		b.bundle(user, first, "2.0")
		b.bundle(user, second, "1.5")
		b.row(user, ahsp.TK, "TK.001", "1.0", "")
		line := b.line(b.project(), user)
		want(t, "A", line.A, "1050000")
		if len(line.Expanded) != 3 {
			t.Fatalf("%d expanded rows, want 3", len(line.Expanded))
		}
		for i, expected := range []string{"2.5", "3", "1"} {
			want(t, "expanded koef", line.Expanded[i].PerUnit, expected)
		}
	})
	t.Run("G13 tiny nested coefficient", func(t *testing.T) {
		b := build(t)
		inner, middle, user := b.add("I"), b.add("M"), b.add("U")
		b.row(inner, ahsp.BHN, "B.1", "0.0025", "1")
		b.bundle(middle, inner, "0.000333")
		b.bundle(user, middle, "100")
		want(t, "effective koef", b.line(b.project(), user).Expanded[0].Effective, "0.00008325")
	})
	t.Run("G15 a changed leaf reaches every user", func(t *testing.T) {
		b := build(t)
		leaf, user, top := b.add("L"), b.add("U"), b.add("T")
		row := b.row(leaf, ahsp.TK, "TK.1", "5.0", "10")
		b.bundle(user, leaf, "3")
		b.bundle(top, user, "2")
		want(t, "effective before", b.line(b.project(), user).Expanded[0].Effective, "15")
		row.Koefisien = decimal.MustParse("8.0")
		p := b.project()
		want(t, "effective after", b.line(p, user).Expanded[0].Effective, "24")
		want(t, "A of the user's user", b.line(p, top).A, "480")
	})
}

// sevenComponents builds golden G11: a user with a bundle of 100 units.
func sevenComponents(b *builder) (user *Pekerjaan, bundle *Component) {
	target := b.add("T")
	rows := []struct {
		kategori               ahsp.Kategori
		kode, koefisien, price string
	}{
		{ahsp.TK, "TK.1", "10", "1000"},
		{ahsp.TK, "TK.2", "11", "1100"},
		{ahsp.TK, "TK.3", "12", "1200"},
		{ahsp.BHN, "BHN.1", "20", "2000"},
		{ahsp.BHN, "BHN.2", "21", "2100"},
		{ahsp.BHN, "BHN.3", "22", "2200"},
		{ahsp.ALT, "ALT.1", "30", "3000"},
	}
	for _, row := range rows {
		b.row(target, row.kategori, row.kode, row.koefisien, row.price)
	}
	user = b.add("U")
	return user, b.bundle(user, target, "100")
}

func TestBundlesOnTheLibraryExpandNestedAnalyses(t *testing.T) {
	b := build(t)
	outer, inner := b.ref.add("2.1"), b.ref.add("2.2")
	b.ref.component(outer, ahsp.TK, "TK.1", "0.5")
	b.ref.component(outer, ahsp.LAIN, "2.2", "0.25")
	b.ref.component(inner, ahsp.BHN, "BHN.1", "4")
	b.ref.component(inner, ahsp.LAIN, "MOB", "2") // a code of no analysis: priced itself
	b.item(ahsp.TK, "TK.1", "1000")
	b.item(ahsp.BHN, "BHN.1", "10")
	b.item(ahsp.LAIN, "MOB", "100")
	target, user := b.add("T"), b.add("U")
	b.bundleAHSP(target, outer, "3")
	b.bundle(user, target, "2")
	p := b.project()
	// One unit of the library analysis: 500 + 0.25 × (40 + 200).
	want(t, "A", b.line(p, target).A, "1500")
	want(t, "B", b.line(p, target).B, "30")
	want(t, "LAIN", b.line(p, target).Lain, "150")
	want(t, "E of the user", b.line(p, user).E, "3360")
}

func TestDamagedBundlesAreShownAndNeverDropped(t *testing.T) {
	b := build(t)
	x, y, user := b.add("X"), b.add("Y"), b.add("U")
	b.row(x, ahsp.TK, "TK.1", "1", "500")
	inX := b.bundle(x, y, "1")
	inY := b.bundle(y, x, "1")
	inUser := b.bundle(user, x, "2")
	b.row(user, ahsp.TK, "TK.2", "1", "70")
	b.volume(user, "1")
	p := b.project()
	broken := map[int64]bool{}
	for _, bundle := range p.Figures().Broken {
		broken[bundle.Component.ID] = true
	}
	if len(broken) != 3 || !broken[inX.ID] || !broken[inY.ID] || !broken[inUser.ID] {
		t.Errorf("broken %v", p.Figures().Broken)
	}
	line := b.line(p, user)
	want(t, "A counts what is sound", line.A, "70")
	if line.State != LineNoPrice || line.Unresolved != 1 {
		t.Errorf("state %s with %d unresolved, want no_price with 1", line.State, line.Unresolved)
	}
}

func TestStatesOfLinesAndTotals(t *testing.T) {
	b := build(t)
	none, noVolume, noPrice, complete := b.add("1"), b.add("2"), b.add("3"), b.add("4")
	b.volume(none, "1")
	b.row(noVolume, ahsp.TK, "TK.1", "1", "100")
	b.volume(noPrice, "1")
	b.row(noPrice, ahsp.BHN, "B.1", "1", "")
	b.row(noPrice, ahsp.BHN, "B.1", "2", "")
	b.row(noPrice, ahsp.BHN, "B.2", "2", "")
	b.volume(complete, "0")
	b.row(complete, ahsp.TK, "TK.1", "1", "")
	b.row(complete, ahsp.BHN, "B.0", "1", "0")
	p := b.project()
	for q, state := range map[*Pekerjaan]LineState{none: LineNoAnalysis, noVolume: LineNoVolume, noPrice: LineNoPrice, complete: LineComplete} {
		if got := b.line(p, q).State; got != state {
			t.Errorf("pekerjaan %s: state %s, want %s", q.Kode, got, state)
		}
	}
	if got := b.line(p, noPrice).MissingPrices; got != 2 {
		t.Errorf("%d missing prices, want 2 distinct items", got)
	}
	totals := p.Figures().Totals
	if totals.State != LineNoAnalysis || totals.NoVolume != 1 || totals.NoPrice != 2 {
		t.Errorf("totals %s, %d without volume, %d without price; want no_analysis, 1, 2", totals.State, totals.NoVolume, totals.NoPrice)
	}
}

func TestRecapitulateTriesAPolicyWithoutChangingTheProject(t *testing.T) {
	b := build(t).markup("10")
	q := b.add("P")
	b.row(q, ahsp.TK, "TK.1", "1", "1000")
	b.volume(q, "1")
	p := b.project()
	other := *p.Pricing()
	other.MarkupPercent = decimal.FromInt(20)
	want(t, "tried", p.Recapitulate(&other).Totals.Jumlah, "1200")
	want(t, "stored", p.Figures().Totals.Jumlah, "1100")
}
