package rab

import (
	"testing"

	"takar/internal/ahsp"
	"takar/internal/decimal"
)

func TestRincianTiesByTheSelisihOfEveryPekerjaan(t *testing.T) { // rulings A3
	b := build(t).markup("10")
	target, user, empty := b.add("T"), b.add("U"), b.add("E")
	b.row(target, ahsp.TK, "T.1", "0.333333", "123456.78")
	b.row(target, ahsp.BHN, "B.1", "0.5", "")
	b.row(user, ahsp.BHN, "B.2", "0.007", "1.55")
	b.bundle(user, target, "1.5")
	user.MarkupOverride = decimal.Some(decimal.MustParse("12.5"))
	b.volume(target, "12.345")
	b.volume(user, "100")
	p := b.project()
	r := p.Rincian()
	if len(r.Pekerjaan) != 3 || r.Pekerjaan[2].Line.Pekerjaan != empty || len(r.Pekerjaan[2].Rows) != 0 {
		t.Fatalf("%d pekerjaan", len(r.Pekerjaan))
	}
	// T: 0.333333 × 12.345 × 123456.78 = 508024.1416…; E 41152.22, F 4115.22, G 45267.44.
	first := r.Pekerjaan[0]
	want(t, "T row", first.Rows[0].Subtotal, "508024.14")
	want(t, "T direct", first.Langsung, "508024.14")
	want(t, "T BUK: 4115.22 × 12.345", first.BUK, "50802.39")
	want(t, "T selisih", first.SelisihPembulatan, "0.02")
	want(t, "T line", first.Line.Total, "558826.55")
	if first.Rows[0].State != PriceSet || first.Rows[1].State != PriceMissing || !first.Rows[1].Subtotal.IsZero() {
		t.Errorf("states %s, %s", first.Rows[0].State, first.Rows[1].State)
	}
	second := r.Pekerjaan[1]
	want(t, "U plain row: 0.007 × 100 × 1.55", second.Rows[0].Subtotal, "1.09")
	want(t, "unit price of the bundle", second.Rows[1].Harga, "41152.21884774")
	want(t, "U bundle: 1.5 × 100 × 41152.21884774", second.Rows[1].Subtotal, "6172832.83")
	if second.Rows[1].State != PriceMissing {
		t.Errorf("a bundle with an unpriced component is %s", second.Rows[1].State)
	}
	// E 61728.34, F 7716.04, G 69444.38.
	want(t, "U BUK by its own percent", second.BUK, "771604.00")
	want(t, "U selisih", second.SelisihPembulatan, "0.08")
	want(t, "U line", second.Line.Total, "6944438.00")
	want(t, "direct", r.TotalLangsung, "6680858.06")
	want(t, "tenaga kerja", r.PerKategori[ahsp.TK], "508024.14")
	want(t, "bahan", r.PerKategori[ahsp.BHN], "1.09")
	want(t, "bundles", r.PerKategori[ahsp.LAIN], "6172832.83")
	want(t, "BUK", r.BUK, "822406.39")
	want(t, "selisih", r.SelisihPembulatan, "0.10")
	want(t, "grand total", r.GrandTotal, "7503264.55")
	want(t, "T", p.Figures().Totals.Jumlah, "7503264.55")
	want(t, "BUK of the project", r.MarkupPercent, "10")
}

func TestRincianTellsPricesThatAreZeroFromMissingOnes(t *testing.T) {
	b := build(t)
	target, empty, q := b.add("T"), b.add("E"), b.add("P")
	b.row(target, ahsp.TK, "T.0", "1", "0")
	b.row(q, ahsp.TK, "T.0", "1", "")
	b.row(q, ahsp.TK, "T.1", "0", "100")
	b.bundle(q, target, "1")
	b.bundle(q, empty, "1")
	b.header.AllowBundleSoftErrors = true
	rows := b.project().Rincian().Pekerjaan[2].Rows
	for i, state := range []PriceState{PriceZero, PriceSet, PriceZero, PriceMissing} {
		if rows[i].State != state {
			t.Errorf("row %d is %s, want %s", i, rows[i].State, state)
		}
	}
	for i, row := range rows {
		if !row.Subtotal.IsZero() {
			t.Errorf("row %d costs %s without a volume", i, row.Subtotal)
		}
	}
}

// TestTheBreakdownOfABundleGivesItsUnitPrice is golden G11 as the page shows it.
func TestTheBreakdownOfABundleGivesItsUnitPrice(t *testing.T) { // golden G11
	b := build(t)
	user, bundle := sevenComponents(b)
	breakdown, err := b.project().BundleBreakdown(user.ID, bundle.ID)
	if err != nil {
		t.Fatal(err)
	}
	want(t, "unit price", breakdown.UnitPrice, "259000")
	want(t, "amount", breakdown.Amount, "25900000")
	perKategori := map[ahsp.Kategori]decimal.Decimal{}
	for _, row := range breakdown.Rows {
		perKategori[row.Kategori] = perKategori[row.Kategori].Add(row.PerUnit.Mul(row.Price()))
	}
	want(t, "TK per unit", perKategori[ahsp.TK], "36500")
	want(t, "BHN per unit", perKategori[ahsp.BHN], "132500")
	want(t, "ALT per unit", perKategori[ahsp.ALT], "90000")
	if len(breakdown.Rows) != 7 || breakdown.Unpriced != 0 || breakdown.Empty || breakdown.Broken != "" {
		t.Errorf("breakdown %+v", breakdown)
	}
}

func TestBreakdownsOfRowsThatAreNoSoundBundle(t *testing.T) {
	b := build(t)
	b.header.AllowBundleSoftErrors = true
	q, empty := b.add("P"), b.add("E")
	plain := b.row(q, ahsp.LAIN, "MOB", "2", "50")
	labour := b.row(q, ahsp.TK, "T.1", "1", "5")
	hollow := b.bundle(q, empty, "1")
	lost := b.component(q, ahsp.LAIN, "X", "1")
	lost.RefPekerjaanID = pointer(int64(99_999))
	p := b.project()
	for id, shown := range map[int64]string{labour.ID: "not LAIN", 99_999: "unknown"} {
		if _, err := p.BundleBreakdown(q.ID, id); err != ErrNotFound { //nolint:errorlint // returned as it is
			t.Errorf("%s: %v", shown, err)
		}
	}
	if _, err := p.BundleBreakdown(empty.ID, plain.ID); err != ErrNotFound { //nolint:errorlint // returned as it is
		t.Errorf("a row of another pekerjaan: %v", err)
	}
	got, err := p.BundleBreakdown(q.ID, plain.ID)
	if err != nil || len(got.Rows) != 0 || !got.UnitPrice.Equal(decimal.FromInt(50)) || !got.Amount.Equal(decimal.Hundred) {
		t.Errorf("lump sum %+v, %v", got, err)
	}
	if got, err = p.BundleBreakdown(q.ID, hollow.ID); err != nil || !got.Empty || got.Broken != "" || !got.Amount.IsZero() {
		t.Errorf("empty target %+v, %v", got, err)
	}
	if got, err = p.BundleBreakdown(q.ID, lost.ID); err != nil || got.Broken == "" || got.Empty {
		t.Errorf("missing target %+v, %v", got, err)
	}
}
