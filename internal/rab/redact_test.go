package rab

import (
	"testing"

	"takar/internal/decimal"
)

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
