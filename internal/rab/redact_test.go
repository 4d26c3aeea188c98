package rab

import (
	"maps"
	"testing"

	"pgregory.net/rapid"

	"takar/internal/decimal"
)

// withMoney returns the project with every field that tells money drawn anew.
func withMoney(t *rapid.T, p *Project) *Project {
	money := func(name string) decimal.Decimal { return decimal.FromRat(drawRat(t, name, 2, 5_000_000)) }
	maybe := func(name string) decimal.Null {
		if rapid.Bool().Draw(t, name+" known") {
			return decimal.Some(money(name))
		}
		return decimal.Null{}
	}
	header := *p.Header()
	header.AnggaranOwner = money("pagu")
	delta := &Delta{Headers: TableDelta[*Header]{Put: []*Header{&header}}}
	for _, row := range p.PriceItems.All() {
		item := *row
		item.Harga, item.PriceSource, item.PriceDate = maybe("price"), rapid.SampledFrom([]string{"", "Toko"}).Draw(t, "source"), "2026-03-01"
		delta.PriceItems.Put = append(delta.PriceItems.Put, &item)
		delta.Conversions.Put = append(delta.Conversions.Put, &Conversion{
			Meta: Meta{ID: 700_000 + row.ID, Version: 1}, PriceItemID: row.ID, MarketUnit: "zak", MarketPrice: money("market price"), FactorToBase: decimal.Hundred,
		})
	}
	for _, row := range p.Pekerjaan.All() {
		q := *row
		q.BudgetedCost, q.MarkupOverride = money("budget"), maybe("own BUK")
		delta.Pekerjaan.Put = append(delta.Pekerjaan.Put, &q)
	}
	return p.Apply(delta, p.Revision, p.Reference)
}

// TestWithoutPricesNothingTellsMoney: two projects that differ in money alone look the
// same to somebody who may not see it, and everything computed is zero (rulings D25).
func TestWithoutPricesNothingTellsMoney(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		plain, _, _ := drawOracle(rt).project(t)
		one, other := withMoney(rt, plain), withMoney(rt, plain)
		before := contents(one)
		blind := one.WithoutPrices()
		if diff := difference(blind, other.WithoutPrices()); diff != "" {
			rt.Fatalf("money shows through: %s", diff)
		}
		if !maps.Equal(before, contents(one)) {
			rt.Fatal("hiding prices changed the project itself")
		}
		if blind.Revision != one.Revision || blind.Components.Len() != one.Components.Len() || blind.Volumes.Len() != one.Volumes.Len() {
			rt.Fatal("more than money is hidden")
		}
		zero := func(name string, values ...decimal.Decimal) {
			for _, value := range values {
				if !value.IsZero() {
					rt.Fatalf("%s tells %s", name, value)
				}
			}
		}
		f := blind.Figures()
		for _, line := range f.Lines {
			zero(line.Pekerjaan.Kode, line.A, line.B, line.C, line.Lain, line.D, line.E, line.F, line.G, line.Total, line.Bobot, line.BobotPrinted)
			for _, row := range line.Expanded {
				zero(row.Kode, row.Price())
			}
		}
		for _, node := range f.Tree {
			zero(node.Heading.Name, node.Total, node.Bobot, node.BobotPrinted)
		}
		zero("totals", f.Totals.Jumlah, f.Totals.DPP, f.Totals.PPN, f.Totals.Total, f.Totals.Dibulatkan)
		r := blind.Rincian()
		zero("rincian", r.TotalLangsung, r.BUK, r.SelisihPembulatan, r.GrandTotal)
		for _, need := range blind.Needs(NeedsFilter{}).Rows {
			zero("need "+need.Kode, need.Cost, need.Harga.OrZero())
		}
	})
}

func TestAConflictHidesWhatTheProjectHides(t *testing.T) {
	price := &PriceItem{Kode: "T.1", Harga: amount("1000"), PriceSource: "Toko", PriceDate: "2026-01-02"}
	row := &Pekerjaan{Kode: "A.1", MarkupOverride: amount("5"), BudgetedCost: decimal.FromInt(7)}
	conflict := &Conflict{Rows: []ConflictRow{
		{Current: price, Yours: price},
		{Current: row, Yours: nil},
		{Current: &Header{Nama: "Proyek", AnggaranOwner: decimal.FromInt(9)}, Yours: &Conversion{MarketUnit: "zak", MarketPrice: decimal.FromInt(8)}},
	}}
	conflict.HidePrices()
	for _, shown := range []any{conflict.Rows[0].Current, conflict.Rows[0].Yours} {
		if item, ok := shown.(*PriceItem); !ok || item.Kode != "T.1" || item.Harga.Valid || item.PriceSource != "" || item.PriceDate != "" {
			t.Errorf("price item shown as %+v", shown)
		}
	}
	if shown, ok := conflict.Rows[1].Current.(*Pekerjaan); !ok || shown.Kode != "A.1" || shown.MarkupOverride.Valid || !shown.BudgetedCost.IsZero() {
		t.Errorf("pekerjaan shown as %+v", conflict.Rows[1].Current)
	}
	if shown, ok := conflict.Rows[2].Current.(*Header); !ok || shown.Nama != "Proyek" || !shown.AnggaranOwner.IsZero() {
		t.Errorf("project shown as %+v", conflict.Rows[2].Current)
	}
	if shown, ok := conflict.Rows[2].Yours.(*Conversion); !ok || shown.MarketUnit != "zak" || !shown.MarketPrice.IsZero() {
		t.Errorf("conversion shown as %+v", conflict.Rows[2].Yours)
	}
	if !price.Harga.Valid || !row.MarkupOverride.Valid {
		t.Error("the rows themselves were changed")
	}
}

func TestAConflictTellsItsLatestChange(t *testing.T) {
	conflict := &Conflict{Rows: []ConflictRow{{ChangedAt: 3}, {ChangedAt: 7}, {}}}
	if at := conflict.ChangedAt(); at != 7 {
		t.Errorf("latest change %d, want 7", at)
	}
}
