package exchange

import (
	"fmt"

	"takar/internal/ahsp"
	"takar/internal/decimal"
	"takar/internal/rab"
)

// longestSatuan is that of components and price items, which come from the library as it
// was published.
const longestSatuan = 200

// pendingItem is a price item of a file before it is known who uses it.
type pendingItem struct {
	object *object
	row    *rab.PriceItem
	plain  bool // used by a base component
	bundle bool // used by a bundle: files before version 3 give those an item without a meaning
	lost   bool // used by a bundle whose target is unknown, which becomes a base component
	bought bool // has a buying unit
}

// prices reads the price list.
func (r *backupReader) prices() {
	if !r.old {
		r.required("harga_items")
	}
	kodes, keys, zeros := map[string]bool{}, map[rab.ItemKey]bool{}, 0
	for _, o := range r.root.rows("harga_items") {
		row := &rab.PriceItem{
			Meta: r.register(o, r.item), UID: r.uid(o), Kode: o.filled("kode_item", rab.MaxKode), Kategori: kategori(o),
			Uraian: o.text("uraian", rab.MaxUraian), Satuan: o.text("satuan", longestSatuan), Harga: o.decimal("harga_satuan", decimal.Harga),
			PriceSource: o.text("price_source", rab.MaxPriceSource), PriceDate: o.date("price_date"), Region: o.text("region", rab.MaxPriceSource),
		}
		key := rab.KeyOf(row.Kategori, row.Kode, row.Uraian, row.Satuan)
		switch {
		case kodes[row.Kode]:
			o.bad("kode_item", "kode %s dipakai dua item harga", row.Kode)
		case keys[key]:
			o.bad("kode_item", "item harga %s ada dua kali dengan uraian dan satuan yang sama", row.Kode)
		}
		kodes[row.Kode], keys[key] = true, true
		if row.Harga.Valid && row.Harga.Decimal.IsZero() {
			zeros++
		}
		r.items = append(r.items, &pendingItem{object: o, row: row})
	}
	if r.old && zeros > 0 {
		r.report.change("harga_items", fmt.Sprintf("%d item berharga 0: berkas versi %s tidak membedakan harga 0 dari harga yang belum diisi. Harganya tetap 0; periksa.",
			zeros, r.report.Version))
	}
}

// kategori reads the class of a component or price item.
func kategori(o *object) ahsp.Kategori {
	text := o.filled("kategori", longestUID)
	k, err := ahsp.ParseKategori(text)
	if err != nil && text != "" {
		o.bad("kategori", "%s", err)
	}
	return k
}

// conversions reads how items are bought.
func (r *backupReader) conversions() {
	if !r.old {
		r.required("conversion_profiles")
	}
	byID := make(map[int64]*pendingItem, len(r.items))
	for _, item := range r.items {
		byID[item.row.ID] = item
	}
	for _, o := range r.root.rows("conversion_profiles") {
		id, ok := r.parent(o, "_harga_item_ref", r.item)
		if !ok {
			r.lose(o, "_harga_item_ref", "Satuan beli "+o.text("market_unit", rab.MaxSatuan))
			continue
		}
		if byID[id].bought {
			o.bad("_harga_item_ref", "item harga %s punya dua satuan beli", byID[id].row.Kode)
		}
		byID[id].bought = true
		row := &rab.Conversion{
			Meta: r.newMeta(), PriceItemID: id, MarketUnit: o.filled("market_unit", rab.MaxSatuan),
			MarketPrice: o.decimal("market_price", decimal.Harga).OrZero(), FactorToBase: o.number("factor_to_base", decimal.Faktor),
			Density: o.decimal("density", decimal.Faktor), CapacityM3: o.decimal("capacity_m3", decimal.Faktor), CapacityTon: o.decimal("capacity_ton", decimal.Faktor),
			Method: o.text("method", longestUID),
		}
		if _, given := o.value("factor_to_base"); given && row.FactorToBase.Sign() <= 0 {
			o.bad("factor_to_base", "harus lebih besar dari 0")
		}
		switch row.Method {
		case rab.MethodDirect, rab.MethodCalc, rab.MethodHybrid:
		case "":
			row.Method = row.MethodOf(true)
		default:
			o.bad("method", "harus direct, calc atau hybrid")
		}
		r.draft.Conversions.Put(row)
	}
}
