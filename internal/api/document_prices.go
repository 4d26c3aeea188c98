package api

import (
	"cmp"
	"slices"

	"takar/internal/ahsp"
	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/document"
	"takar/internal/rab"
)

// priceList is the price list as scripts read it, with bare numbers (api §6.18).
type priceList struct {
	Info  priceListInfo   `json:"export_info"`
	Items []priceListItem `json:"items"`
}

type priceListInfo struct {
	Type        string `json:"type"`
	ProjectID   int64  `json:"project_id"`
	ProjectName string `json:"project_name"`
	ExportedAt  string `json:"exported_at"` // time of the revision
	TotalItems  int    `json:"total_items"`
}

type priceListItem struct {
	ID            int64                `json:"id"`
	KodeItem      string               `json:"kode_item"`
	Uraian        string               `json:"uraian"`
	Satuan        *string              `json:"satuan"`
	Kategori      ahsp.Kategori        `json:"kategori"`
	KategoriLabel string               `json:"kategori_label"`
	HargaSatuan   *money               `json:"harga_satuan"` // null while there is none
	State         rab.PriceState       `json:"state"`
	Conversion    *priceListConversion `json:"conversion,omitempty"`
}

type priceListConversion struct {
	MarketUnit   string          `json:"market_unit"`
	MarketPrice  money           `json:"market_price"`
	FactorToBase decimal.Number  `json:"factor_to_base"`
	Density      *decimal.Number `json:"density"`
	CapacityM3   *decimal.Number `json:"capacity_m3"`
	CapacityTon  *decimal.Number `json:"capacity_ton"`
	Method       string          `json:"method"`
}

// priceListModel lists the items that analyses use, in the order of the printed list.
func priceListModel(v *app.View, _ *document.Document, _ *query) any {
	uses, list := v.ItemUses(), []*rab.PriceItem{}
	for _, item := range v.PriceItems.All() {
		if uses[item.ID].Expanded > 0 {
			list = append(list, item)
		}
	}
	slices.SortFunc(list, func(a, b *rab.PriceItem) int {
		return cmp.Or(cmp.Compare(slices.Index(ahsp.Categories, a.Kategori), slices.Index(ahsp.Categories, b.Kategori)), cmp.Compare(a.Kode, b.Kode), cmp.Compare(a.ID, b.ID))
	})
	h := v.Header()
	return &priceList{
		Info: priceListInfo{
			Type: "harga_items", ProjectID: v.ID, ProjectName: h.IndexProject + " — " + h.Nama, ExportedAt: v.UpdatedAt().Contract(), TotalItems: len(list),
		},
		Items: rowsOf(list, func(item *rab.PriceItem) priceListItem { return priceListItemOf(v, item) }),
	}
}

func priceListItemOf(v *app.View, item *rab.PriceItem) priceListItem {
	row := priceListItem{
		ID: item.ID, KodeItem: item.Kode, Uraian: item.Uraian, Satuan: optional(item.Satuan),
		Kategori: item.Kategori, KategoriLabel: item.Kategori.Label(), State: item.State(),
	}
	if item.Harga.Valid {
		row.HargaSatuan = &money{item.Harga.Decimal}
	}
	if c, ok := v.ConversionOf(item.ID); ok {
		row.Conversion = &priceListConversion{
			MarketUnit: c.MarketUnit, MarketPrice: money{c.MarketPrice}, FactorToBase: number(c.FactorToBase), Density: optionalNumber(c.Density),
			CapacityM3: optionalNumber(c.CapacityM3), CapacityTon: optionalNumber(c.CapacityTon), Method: c.Method,
		}
	}
	return row
}
