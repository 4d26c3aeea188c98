package web

import (
	"takar/internal/ahsp"
	"takar/internal/app"
	"takar/internal/rab"
	"takar/internal/serve"
)

// pricesBody is what Harga Items shows before its grid is there.
type pricesBody struct {
	*sheetBody

	Items  []priceLine // of the first window
	Count  int
	Buk    string // percent of the project
	Unused int    // items that no analysis uses
}

// priceLine is one price item, printed. Harga is "" while there is none.
type priceLine struct {
	Kategori                                              ahsp.Kategori
	Kode, Uraian, Satuan, Harga, Source, Tanggal, Wilayah string
	Pekerjaan                                             int // that use it
}

// prices answers with Harga Items. The page is the same for all with the same rights, so it
// is kept as bytes (rulings D24).
func (s *Site) prices(r *serve.Request) error {
	return r.KeptPage("page "+rab.PagePrices+" "+s.build, func(view *app.View) ([]byte, error) {
		bar := s.workspaceBar(view, rab.PagePrices)
		body := newPrices(view)
		return s.execute("harga", &page{
			Title: "Harga Items – " + bar.Name, Island: island("harga", body.Count), Sheet: true, Project: bar, Body: body,
		})
	})
}

func newPrices(view *app.View) *pricesBody {
	rights := view.Visit.Rights
	items, uses := view.ListedItems(), view.ItemUses()
	b := &pricesBody{
		sheetBody: &sheetBody{Header: view.Header(), Rights: rights, Writable: rights.Write && rights.Prices && view.Header().IsActive},
		Count:     len(items), Buk: view.Pricing().MarkupPercent.Indonesian(0, 2),
	}
	for i, item := range items {
		if !uses[item.ID].InUse() {
			b.Unused++
		}
		if i < firstRows {
			b.Items = append(b.Items, priceLineOf(item, uses[item.ID]))
		}
	}
	return b
}

func priceLineOf(item *rab.PriceItem, use rab.ItemUse) priceLine {
	line := priceLine{
		Kategori: item.Kategori, Kode: item.Kode, Uraian: item.Uraian, Satuan: item.Satuan, Source: item.PriceSource, Wilayah: item.Region,
		Pekerjaan: use.Pekerjaan,
	}
	if item.Harga.Valid {
		line.Harga = hargaSatuan(item.Harga.Decimal)
	}
	if item.PriceDate != "" {
		line.Tanggal = item.PriceDate.Time().Format("02/01/2006")
	}
	return line
}
