package rab

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"takar/internal/ahsp"
	"takar/internal/decimal"
)

// priced is a project with priced and unpriced items in use, an item that only a bundle on
// the library uses, and one that nothing uses.
type priced struct {
	*builder

	cement, sand, deep, orphan *PriceItem
	user                       *Pekerjaan
	p                          *Project
}

func buildPriced(t *testing.T) *priced {
	m := &priced{builder: build(t)}
	m.user = m.add("U")
	m.cement, m.sand = m.item(ahsp.BHN, "B.2", "1500"), m.item(ahsp.BHN, "B.10", "")
	m.cement.Version, m.cement.ChangedBy = 5, 9
	m.row(m.user, ahsp.BHN, "B.2", "2", "")
	m.row(m.user, ahsp.BHN, "B.10", "3", "")
	mortar := m.ref.add("R.1")
	m.ref.component(mortar, ahsp.TK, "T.1", "1")
	m.bundleAHSP(m.user, mortar, "1")
	m.deep = m.item(ahsp.TK, "T.1", "100000")
	m.orphan = m.item(ahsp.ALT, "A.1", "5")
	m.volume(m.user, "1")
	m.p = m.project()
	return m
}

func TestSavePricesStoresPriceAndProvenance(t *testing.T) {
	m := buildPriced(t)
	var result PriceResult
	p, changes := m.after(m.p, func(d *Draft) (err error) {
		result, err = d.SavePrices([]PriceInput{
			{ID: m.cement.ID, Harga: &decimal.Null{}},
			{ID: m.sand.ID, Harga: pointer(amount("0"))},
			{ID: m.orphan.ID, Harga: pointer(amount("12.345")), Source: pointer(" Toko A "), Date: pointer(Date("2026-03-01")), Region: pointer("Bandung")},
			{ID: m.deep.ID, Harga: pointer(amount("100000.00"))},
		})
		return err
	})
	states := map[*PriceItem]PriceState{m.cement: PriceMissing, m.sand: PriceZero, m.orphan: PriceSet, m.deep: PriceSet}
	for item, state := range states {
		if got, _ := p.PriceItems.Get(item.ID); got.State() != state {
			t.Errorf("%s is %s, want %s", item.Kode, got.State(), state)
		}
	}
	unused, _ := p.PriceItems.Get(m.orphan.ID)
	want(t, "price of an item that nothing uses, half-up", unused.Harga.Decimal, "12.35")
	if unused.PriceSource != "Toko A" || unused.PriceDate != "2026-03-01" || unused.Region != "Bandung" {
		t.Errorf("provenance %+v", unused)
	}
	if result.Updated != 3 || len(result.Changed) != 3 || tables(changes)["price_item"] != 3 {
		t.Errorf("result %+v, changed %v: an unchanged price counts for nothing", result, tables(changes))
	}
	if first := result.Changed[0]; first.Kode != "B.2" || !first.Old.Equal(amount("1500")) || first.New.Valid {
		t.Errorf("first change %+v", first)
	}
	if p.State().PriceChangedAt != commandTime {
		t.Error("the time of the last price change is missing")
	}
}

func TestPriceFieldsThatAreNotSaidStay(t *testing.T) {
	m := buildPriced(t)
	p, _ := m.after(m.p, func(d *Draft) error {
		return done(d.SavePrices([]PriceInput{{ID: m.cement.ID, Source: pointer("Toko B")}}))
	})
	got, _ := p.PriceItems.Get(m.cement.ID)
	if !got.Harga.Equal(amount("1500")) || got.PriceSource != "Toko B" || got.Version != 6 {
		t.Errorf("stored %+v", got)
	}
	p, _ = m.after(p, func(d *Draft) error {
		return done(d.SavePrices([]PriceInput{{ID: m.cement.ID, Source: pointer(""), Date: pointer(Date(""))}}))
	})
	if got, _ := p.PriceItems.Get(m.cement.ID); got.PriceSource != "" || !got.Harga.Equal(amount("1500")) {
		t.Errorf("stored %+v", got)
	}
}

func TestBadPriceRowsAreNamedAndNothingIsStored(t *testing.T) {
	m := buildPriced(t)
	result, err := m.draft(m.p).SavePrices([]PriceInput{
		{ID: m.deep.ID, Harga: pointer(amount("1"))},
		{ID: 99_999, Harga: pointer(amount("1"))},
		{ID: m.deep.ID, Harga: pointer(amount("1"))},
		{ID: m.sand.ID, Harga: pointer(amount("-1"))},
		{
			ID: m.cement.ID, Harga: pointer(amount("10000000000000000")), Date: pointer(Date("2026-02-30")),
			Source: pointer(strings.Repeat("a", 256)), Region: pointer("a\x00"), Path: "rows[9]",
		},
	})
	refusedAt(t, err, "items[1].id", "items[2].id", "items[3].harga_satuan",
		"rows[9].harga_satuan", "rows[9].price_source", "rows[9].price_date", "rows[9].region")
	if result.Updated != 0 || result.Changed != nil {
		t.Errorf("a refused save says that it saved %+v", result)
	}
}

func TestPriceConflicts(t *testing.T) {
	m := buildPriced(t)
	save := func(in PriceInput) error { return done(m.draft(m.p).SavePrices([]PriceInput{in})) }
	old := pointer(int64(4))
	rows := conflictAt(t, save(PriceInput{ID: m.cement.ID, Harga: pointer(amount("1600")), Version: old}), "items[0]")
	if current := rows[0].Current.(*PriceItem); current.Version != 5 || !current.Harga.Equal(amount("1500")) {
		t.Errorf("conflict shows %+v", current)
	}
	for name, in := range map[string]PriceInput{
		"same content":    {ID: m.cement.ID, Harga: pointer(amount("1500.00")), Version: old},
		"present version": {ID: m.cement.ID, Harga: pointer(amount("1600")), Version: pointer(int64(5))},
		"no version":      {ID: m.cement.ID, Harga: pointer(amount("1600"))},
	} {
		if err := save(in); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestChangePricesByPercent(t *testing.T) {
	tests := []struct {
		name string
		in   PercentInput
		want map[string]string // prices afterwards of what changed
	}{
		{"all, each rounded half-up", PercentInput{Percent: decimal.MustParse("3.33")}, map[string]string{"B.2": "1549.95", "T.1": "103330", "A.1": "5.17"}},
		{"one kategori", PercentInput{Percent: decimal.FromInt(10), Kategori: []ahsp.Kategori{ahsp.TK, ahsp.LAIN}}, map[string]string{"T.1": "110000"}},
		{"lowered to nothing is a confirmed zero", PercentInput{Percent: decimal.FromInt(-100), Kategori: []ahsp.Kategori{ahsp.ALT}}, map[string]string{"A.1": "0"}},
		{"nothing changes", PercentInput{Percent: decimal.Zero}, nil},
		{"too little to see", PercentInput{Percent: decimal.MustParse("0.01"), Kategori: []ahsp.Kategori{ahsp.ALT}}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m := buildPriced(t)
			var result PriceResult
			p, _ := m.after(m.p, func(d *Draft) (err error) {
				result, err = d.ChangePricesByPercent(test.in)
				return err
			})
			if result.Updated != len(test.want) {
				t.Errorf("%d changed, want %d", result.Updated, len(test.want))
			}
			for _, item := range p.PriceItems.All() {
				before, _ := m.p.PriceItems.Get(item.ID)
				expected := before.Harga
				if text, changes := test.want[item.Kode]; changes {
					expected = amount(text)
				}
				if !item.Harga.Equal(expected) {
					t.Errorf("%s costs %v, want %v", item.Kode, item.Harga, expected)
				}
			}
		})
	}
}

func TestChangePricesByPercentOfSomeItems(t *testing.T) {
	m := buildPriced(t)
	p, _ := m.after(m.p, func(d *Draft) error {
		result, err := d.ChangePricesByPercent(PercentInput{IDs: []int64{m.cement.ID, m.cement.ID, m.sand.ID}, Percent: decimal.FromInt(100)})
		if result.Updated != 1 {
			t.Errorf("%d changed, want 1: once each, and nothing where there is no price", result.Updated)
		}
		return err
	})
	got, _ := p.PriceItems.Get(m.cement.ID)
	want(t, "doubled once", got.Harga.Decimal, "3000")
	result, err := m.draft(m.p).ChangePricesByPercent(PercentInput{IDs: []int64{m.cement.ID, 99_999}, Percent: decimal.FromInt(5)})
	refusedAt(t, err, "ids[1]")
	if result.Updated != 0 {
		t.Error("a refused change says that it changed something")
	}
	for _, percent := range []string{"-100.01", "1000.01"} {
		_, err := m.draft(m.p).ChangePricesByPercent(PercentInput{Percent: decimal.MustParse(percent)})
		refusedAt(t, err, "percent")
	}
	m.cement.Harga = amount("9999999999999999.99")
	_, err = m.draft(m.project()).ChangePricesByPercent(PercentInput{Percent: decimal.One})
	says(t, refusedAt(t, err, "percent")[0].Message, "B.2", "besar")
}

func TestOrphansAreWhatNoRawAndNoExpandedRowUses(t *testing.T) {
	m := buildPriced(t)
	target := m.add("T")
	placeholder := m.row(target, ahsp.BHN, "B.99", "1", "7")
	kodes := func(items []*PriceItem) string {
		var list []string
		for _, item := range items {
			list = append(list, item.Kode)
		}
		return strings.Join(list, " ")
	}
	p := m.project()
	if got := kodes(p.Orphans()); got != "A.1" {
		t.Errorf("orphans %q, want A.1", got)
	}
	if got := kodes(p.ListedItems()); got != "A.1 B.2 B.10 B.99 T.1" {
		t.Errorf("listed %q, want the natural order of codes, with the orphan", got)
	}
	// An item in an analysis that only a broken bundle leads to is used, but not listed:
	// nothing counts it.
	placeholder.RefPekerjaanID, placeholder.Kategori = &target.ID, ahsp.LAIN
	p = m.project()
	if got := kodes(p.Orphans()); got != "A.1" {
		t.Errorf("orphans %q, want A.1: a raw row still names B.99", got)
	}
	if got := kodes(p.ListedItems()); got != "A.1 B.2 B.10 T.1" {
		t.Errorf("listed %q, want it without B.99", got)
	}
}

func TestDeleteOrphansSkipsWhatIsInUse(t *testing.T) {
	m := buildPriced(t)
	m.conversions = append(m.conversions, &Conversion{Meta: m.meta(), PriceItemID: m.orphan.ID, MarketUnit: "zak", FactorToBase: decimal.One})
	var result OrphanResult
	p, changes := m.after(m.project(), func(d *Draft) error {
		result = d.DeleteOrphans([]int64{m.orphan.ID, m.orphan.ID, m.cement.ID, m.deep.ID, 99_999})
		return nil
	})
	if len(result.Deleted) != 1 || result.Deleted[0].Kode != "A.1" || fmt.Sprint(result.Skipped) != fmt.Sprint([]int64{m.cement.ID, m.deep.ID, 99_999}) {
		t.Errorf("result %+v", result)
	}
	if _, ok := p.PriceItems.Get(m.orphan.ID); ok || p.PriceItems.Len() != 3 || p.Conversions.Len() != 0 {
		t.Errorf("%d items and %d conversions left", p.PriceItems.Len(), p.Conversions.Len())
	}
	if count := tables(changes); count["price_item"] != 1 || count["conversion"] != 1 {
		t.Errorf("changed %v", count)
	}
	if _, changes := m.after(p, func(d *Draft) error { d.DeleteOrphans([]int64{m.cement.ID}); return nil }); len(changes) != 0 {
		t.Errorf("deleting nothing changed %v", tables(changes))
	}
}

// TestAnItemBehindAnUncodedLibraryRowIsInUse: components published without a code have an
// item with a generated one, which is found by its wording.
func TestAnItemBehindAnUncodedLibraryRowIsInUse(t *testing.T) {
	b := build(t)
	analysis := b.ref.add("R.1")
	b.ref.component(analysis, ahsp.BHN, "", "2").Uraian = "Pasir"
	user := b.add("U")
	p, _ := b.after(b.project(), func(d *Draft) error {
		return done(d.SaveAnalysis(user.ID, SaveAnalysisInput{Rows: []AnalysisRow{bundleRow("R.1", RefAHSP, analysis.ID, "1")}}))
	})
	if p.PriceItems.Len() != 1 || len(p.Orphans()) != 0 {
		t.Fatalf("%d items, %d orphans", p.PriceItems.Len(), len(p.Orphans()))
	}
	item := p.PriceItems.All()[0]
	p, _ = b.after(p, func(d *Draft) error {
		if result := d.DeleteOrphans([]int64{item.ID}); !slices.Equal(result.Skipped, []int64{item.ID}) {
			t.Errorf("result %+v, want the item skipped", result)
		}
		return nil
	})
	if line := b.line(p, user); line.Expanded[0].Item == nil {
		t.Error("the bundle lost its item")
	}
}
