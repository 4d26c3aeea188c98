package web

import (
	"takar/internal/ahsp"
	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/serve"
)

// orphanPage is the name of the page of unused price items in the workspace.
const orphanPage = "orphan-cleanup"

// orphansBody is what the page of unused price items shows.
type orphansBody struct {
	Header   *rab.Header
	Rights   app.Rights
	Writable bool // the visitor may delete them
	Items    []orphanLine
	Total    string // of their unit prices
}

// orphanLine is a price item that no analysis uses. Price is exact, for the sum of a
// selection; both are "" while the item has none.
type orphanLine struct {
	ID                          int64
	Kategori                    ahsp.Kategori
	Kode, Uraian, Satuan, Harga string
	Price                       string
	Conversion                  string // how it is bought, which goes with it
}

// orphans answers with the price items that nothing uses any more.
func (s *Site) orphans(r *serve.Request) error {
	return r.KeptPage("page "+orphanPage+" "+s.build, func(view *app.View) ([]byte, error) {
		bar := s.workspaceBar(view, orphanPage)
		return s.execute("orphan", &page{
			Title: "Item tak terpakai – " + bar.Name, Island: "orphan.js", Project: bar, Body: newOrphans(view),
		})
	})
}

func newOrphans(view *app.View) *orphansBody {
	rights := view.Visit.Rights
	b := &orphansBody{Header: view.Header(), Rights: rights, Writable: rights.Write && rights.Prices && view.Header().IsActive}
	total := decimal.Zero
	for _, item := range view.Orphans() {
		line := orphanLine{ID: item.ID, Kategori: item.Kategori, Kode: item.Kode, Uraian: item.Uraian, Satuan: item.Satuan}
		if item.Harga.Valid {
			line.Harga, line.Price = hargaSatuan(item.Harga.Decimal), item.Harga.Decimal.String()
			total = total.Add(item.Harga.Decimal)
		}
		if bought, ok := view.ConversionOf(item.ID); ok {
			line.Conversion = bought.MarketUnit
		}
		b.Items = append(b.Items, line)
	}
	b.Total = hargaSatuan(total)
	return b
}
