package rab

import (
	"fmt"
	"strings"
	"testing"

	"takar/internal/ahsp"
	"takar/internal/decimal"
)

// shownNeeds lists the rows of the needs as "kategori kode quantity cost".
func shownNeeds(n *Needs) []string {
	var list []string
	for _, need := range n.Rows {
		list = append(list, fmt.Sprintf("%s %s %s %s", need.Kategori, need.Kode, need.Quantity, need.Cost))
	}
	return list
}

func TestNeedsOfTheGoldenCases(t *testing.T) { // golden G9, G10, G12, G16
	t.Run("G16", func(t *testing.T) {
		b := build(t)
		q := b.add("P")
		b.row(q, ahsp.BHN, "B.1", "0.125", "1")
		b.volume(q, "5")
		needs := b.project().Needs(NeedsFilter{})
		sameList(t, "needs", shownNeeds(needs), []string{"BHN B.1 0.625 0.625"})
		want(t, "unit price", needs.Rows[0].Harga.Decimal, "1")
	})
	t.Run("G9 one level", func(t *testing.T) {
		b := build(t)
		target, user := b.add("T"), b.add("U")
		b.row(target, ahsp.TK, "T.1", "0.75", "100000")
		b.bundle(user, target, "4")
		b.volume(user, "2")
		sameList(t, "needs", shownNeeds(b.project().Needs(NeedsFilter{})), []string{"TK T.1 6 600000"})
	})
	t.Run("G10 nested", func(t *testing.T) {
		b := build(t)
		leaf, middle, top := b.add("L"), b.add("M"), b.add("T")
		b.row(leaf, ahsp.TK, "T.1", "0.5", "120000")
		b.bundle(middle, leaf, "2")
		b.bundle(top, middle, "3")
		b.volume(top, "4")
		sameList(t, "needs", shownNeeds(b.project().Needs(NeedsFilter{})), []string{"TK T.1 12 1440000"})
	})
	t.Run("G12 two bundles and a row sharing a code", func(t *testing.T) {
		b := build(t)
		first, second, user := b.add("A"), b.add("B"), b.add("U")
		b.row(first, ahsp.TK, "TK.001", "2.5", "100000")
		b.row(second, ahsp.TK, "TK.001", "3.0", "")
		b.bundle(user, first, "2.0")
		b.bundle(user, second, "1.5")
		b.row(user, ahsp.TK, "TK.001", "1.0", "")
		b.volume(user, "1")
		sameList(t, "needs", shownNeeds(b.project().Needs(NeedsFilter{})), []string{"TK TK.001 10.5 1050000"})
	})
}

// needed is a project of two klasifikasi with every kategori, a bundle, a pekerjaan
// without a volume and one of volume 0.
type needed struct {
	*builder

	earth, plaster, unmeasured, zero *Pekerjaan
	subs                             []*Heading
	p                                *Project
}

func buildNeeded(t *testing.T) *needed {
	x := &needed{builder: build(t)}
	x.earth = x.add("Galian")
	x.row(x.earth, ahsp.TK, "T.2", "0.5", "100")
	x.row(x.earth, ahsp.ALT, "E.1", "0.1", "1000")
	x.volume(x.earth, "10")
	first := x.sub
	x.addKlasifikasi("K2")
	second := x.addSub("K2.1")
	x.plaster = x.add("Plester")
	x.row(x.plaster, ahsp.LAIN, "L.1", "1", "7")
	x.row(x.plaster, ahsp.BHN, "B.10", "2", "3")
	x.row(x.plaster, ahsp.BHN, "B.2", "2", "")
	x.bundle(x.plaster, x.earth, "2")
	x.volume(x.plaster, "5")
	x.unmeasured = x.add("Cat")
	x.row(x.unmeasured, ahsp.TK, "T.1", "1", "100")
	x.zero = x.add("Nol")
	x.row(x.zero, ahsp.TK, "T.9", "1", "100")
	x.volume(x.zero, "0")
	x.subs = []*Heading{first, second}
	x.p = x.project()
	return x
}

func TestNeedsAreOrderedGroupedAndSummed(t *testing.T) {
	x := buildNeeded(t)
	needs := x.p.Needs(NeedsFilter{})
	sameList(t, "rows", shownNeeds(needs), []string{
		"TK T.2 10 1000", "BHN B.2 10 0", "BHN B.10 10 30", "ALT E.1 2 2000", "LAIN L.1 5 35",
	})
	want(t, "total", needs.Total, "3065")
	if total := needs.PerKategori[ahsp.BHN]; total.Count != 2 || !total.Quantity.Equal(decimal.FromInt(20)) || !total.Cost.Equal(decimal.FromInt(30)) {
		t.Errorf("bahan %+v", total)
	}
	if needs.Unpriced != 1 || needs.Rows[1].Harga.Valid {
		t.Errorf("%d unpriced", needs.Unpriced)
	}
	sameList(t, "without a volume", needs.NoVolume, []*Pekerjaan{x.unmeasured})
	check := x.p.CheckNeeds()
	want(t, "Σ E × volume", check.Direct, "3065")
	if !check.Valid || !check.Difference.IsZero() || len(check.Warnings) != 2 {
		t.Errorf("check %+v", check)
	}
	want(t, "tolerance: 0.005 × 15", check.Tolerance, "0.075")
}

func TestNeedsFilters(t *testing.T) {
	x := buildNeeded(t)
	k1, k2 := x.p.Klasifikasi()[0].ID, x.p.Klasifikasi()[1].ID
	tests := []struct {
		name   string
		filter NeedsFilter
		want   []string
	}{
		{"a klasifikasi", NeedsFilter{Klasifikasi: []int64{k1}}, []string{"TK T.2 5 500", "ALT E.1 1 1000"}},
		{"two klasifikasi are one condition", NeedsFilter{Klasifikasi: []int64{k1, k2}, Kategori: []ahsp.Kategori{ahsp.TK}}, []string{"TK T.2 10 1000"}},
		{"a sub", NeedsFilter{Sub: []int64{x.subs[1].ID}, Kategori: []ahsp.Kategori{ahsp.TK, ahsp.LAIN}}, []string{"TK T.2 5 500", "LAIN L.1 5 35"}},
		{"pekerjaan", NeedsFilter{Pekerjaan: []int64{x.earth.ID, x.zero.ID}}, []string{"TK T.2 5 500", "ALT E.1 1 1000"}},
		{"conditions are joined by AND", NeedsFilter{Klasifikasi: []int64{k2}, Pekerjaan: []int64{x.earth.ID}}, nil},
		{"a heading of another project", NeedsFilter{Klasifikasi: []int64{99_999}}, nil},
		{"part of a kode, in any case", NeedsFilter{Search: " b.1 "}, []string{"BHN B.10 10 30"}},
		{"part of an uraian", NeedsFilter{Search: "ITEM l"}, []string{"LAIN L.1 5 35"}},
		{"nothing found", NeedsFilter{Search: "zzz"}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			needs := x.p.Needs(test.filter)
			sameList(t, "rows", shownNeeds(needs), test.want)
			total := decimal.Zero
			for _, sum := range needs.PerKategori {
				total = total.Add(sum.Cost)
			}
			if !total.Equal(needs.Total) {
				t.Errorf("the classes cost %s, the total is %s", total, needs.Total)
			}
			if !test.filter.Active() {
				t.Error("the filter says that it leaves nothing out")
			}
		})
	}
}

// TestARewordedRowDoesNotSplitAnItem: needs are grouped by price item, not by text.
func TestARewordedRowDoesNotSplitAnItem(t *testing.T) {
	b := build(t)
	first, second := b.add("A"), b.add("B")
	b.row(first, ahsp.BHN, "B.1", "1", "10")
	b.row(second, ahsp.BHN, "B.1", "1", "").Uraian = "kata lain"
	b.volume(first, "1")
	b.volume(second, "2")
	sameList(t, "needs", shownNeeds(b.project().Needs(NeedsFilter{})), []string{"BHN B.1 3 30"})
}

func TestAComponentWithoutAnItemIsNeededAndUnpriced(t *testing.T) {
	b := build(t)
	analysis := b.ref.add("R.1")
	b.ref.component(analysis, ahsp.BHN, "B.1", "2")
	for _, kode := range []string{"A", "B"} {
		q := b.add(kode)
		b.bundleAHSP(q, analysis, "3")
		b.volume(q, "1")
	}
	needs := b.project().Needs(NeedsFilter{})
	sameList(t, "needs", shownNeeds(needs), []string{"BHN B.1 12 0"})
	if needs.Rows[0].Item != nil || needs.Unpriced != 1 {
		t.Errorf("row %+v, %d unpriced", needs.Rows[0], needs.Unpriced)
	}
}

func TestNeedsChoicesFollowTheWorkList(t *testing.T) {
	x := buildNeeded(t)
	choices := x.p.NeedsChoices()
	var shown []string
	for _, k := range choices.Klasifikasi {
		shown = append(shown, fmt.Sprintf("%s %d", k.Heading.Name, k.PekerjaanCount))
		for _, s := range k.Sub {
			shown = append(shown, fmt.Sprintf("%s %d", s.Heading.Name, s.PekerjaanCount))
		}
	}
	if got := strings.Join(shown, ", "); got != "K1 1, K1.1 1, K2 3, K2.1 3" || choices.SubCount != 2 {
		t.Errorf("choices %s, %d subs", got, choices.SubCount)
	}
	first := choices.Pekerjaan[0]
	if len(choices.Pekerjaan) != 4 || first.Pekerjaan != x.earth || first.SubID != x.subs[0].ID || first.KlasifikasiID != *x.subs[0].ParentID {
		t.Errorf("pekerjaan %+v", choices.Pekerjaan)
	}
}
