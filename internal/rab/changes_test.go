package rab

import (
	"slices"
	"testing"

	"takar/internal/ahsp"
	"takar/internal/decimal"
)

func TestWhatAnOperationIsAbout(t *testing.T) {
	x := buildBundled(t)
	orphan := x.item(ahsp.BHN, "Z.98", "")
	priced := x.item(ahsp.BHN, "Z.99", "0")
	x.other.MarkupOverride = amount("3")
	p := x.project()
	tests := []struct {
		name            string
		command         func(*Draft) error
		money, deletion bool
		changed         []int64 // pekerjaan
	}{
		{"a price", func(d *Draft) error {
			return done(d.SavePrices([]PriceInput{{ID: x.items[0].ID, Harga: &decimal.Null{}}}))
		}, true, false, nil},
		{"where a price comes from", func(d *Draft) error {
			return done(d.SavePrices([]PriceInput{{ID: x.items[0].ID, Source: pointer("Survei")}}))
		}, true, false, nil},
		{"the region of a price", func(d *Draft) error {
			return done(d.SavePrices([]PriceInput{{ID: x.items[0].ID, Region: pointer("Bogor")}}))
		}, false, false, nil},
		{"the pricing policy", func(d *Draft) error { return d.SavePricing(PricingInput{MarkupPercent: number("3")}) }, true, false, nil},
		{"an own BUK", func(d *Draft) error { return d.SetMarkupOverride(x.user.ID, amount("3"), nil) }, true, false, nil},
		{"a buying unit", func(d *Draft) error {
			return done(d.SaveConversion(ConversionInput{PriceItemID: x.items[0].ID, MarketUnit: "zak", MarketPrice: amount("1"), FactorToBase: amount("1")}))
		}, true, false, nil},
		{"an item without a price deleted", func(d *Draft) error { d.DeleteOrphans([]int64{orphan.ID}); return nil }, false, true, nil},
		{"an item with the price 0 deleted", func(d *Draft) error { d.DeleteOrphans([]int64{priced.ID}); return nil }, true, true, nil},
		{"the budget of the owner", func(d *Draft) error {
			header := *d.Base().Header()
			header.AnggaranOwner = decimal.One
			d.Headers.Put(&header)
			return nil
		}, true, false, nil},
		{"the name of the project", func(d *Draft) error {
			header := *d.Base().Header()
			header.Nama = "Gedung"
			d.Headers.Put(&header)
			return nil
		}, false, false, nil},
		{"a volume", func(d *Draft) error {
			return done(d.SaveVolumes([]VolumeInput{{PekerjaanID: x.user.ID, Quantity: &decimal.Null{}}}))
		}, false, false, nil},
		{"an analysis with a new item", saveRows(x.target, append(rowsOf(p, x.target), plainRow(ahsp.TK, "L.99", "1"))...), false, false, []int64{x.target.ID}},
		{"a component deleted", saveRows(x.target, rowsOf(p, x.target)[1:]...), false, true, []int64{x.target.ID}},
		{"a pekerjaan deleted with its own BUK", func(d *Draft) error {
			tree := treeOf(d.Project())
			tree.Klasifikasi[0].Sub[0].Pekerjaan = tree.Klasifikasi[0].Sub[0].Pekerjaan[:3]
			return done(d.ReplaceTree(tree))
		}, false, true, []int64{x.other.ID}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			after, changes := x.after(p, test.command)
			_, undo := x.undo(after, changes)
			if TouchesPrices(changes) != test.money || TouchesPrices(undo) != test.money {
				t.Errorf("money: %v, its undo %v, want %v", TouchesPrices(changes), TouchesPrices(undo), test.money)
			}
			if DeletesRows(changes) != test.deletion {
				t.Errorf("deletes %v, want %v", DeletesRows(changes), test.deletion)
			}
			if got := ChangedPekerjaan(changes); !slices.Equal(got, test.changed) {
				t.Errorf("changed pekerjaan %v, want %v", got, test.changed)
			}
		})
	}
}
