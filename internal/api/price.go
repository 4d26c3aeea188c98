package api

import (
	"net/http"

	"takar/internal/ahsp"
	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/serve"
)

// pricesAnswer is the price list (api §6.10).
type pricesAnswer struct {
	okay

	Items []priceRow `json:"items"`
	Meta  pricesMeta `json:"meta"`
}

type priceRow struct {
	ID          int64          `json:"id"`
	KodeItem    string         `json:"kode_item"`
	Kategori    ahsp.Kategori  `json:"kategori"`
	Uraian      string         `json:"uraian"`
	Satuan      *string        `json:"satuan"`
	HargaSatuan *decimal.Fixed `json:"harga_satuan"`
	State       rab.PriceState `json:"state"`
	PriceSource string         `json:"price_source"`
	PriceDate   rab.Date       `json:"price_date"`
	Region      string         `json:"region"`
	UsedBy      int            `json:"used_by"` // pekerjaan whose price counts it
	Version     int64          `json:"version"`
}

type pricesMeta struct {
	MarkupPercent    decimal.Fixed `json:"markup_percent"`
	ProjectUpdatedAt string        `json:"project_updated_at"`
	PricingVersion   int64         `json:"pricing_version"`
}

// getPrices always gives prices in canonical form, with canon=1 and without.
func getPrices(r *serve.Request) error { return kept(r, "prices", pricesOf) }

func pricesOf(v *app.View) *pricesAnswer {
	items, uses, pricing := v.ListedItems(), v.ItemUses(), v.Pricing()
	answer := &pricesAnswer{okay: yes, Items: make([]priceRow, 0, len(items)), Meta: pricesMeta{
		MarkupPercent: dec(percentPlaces, pricing.MarkupPercent), ProjectUpdatedAt: v.UpdatedAt().Contract(), PricingVersion: pricing.Version,
	}}
	for _, item := range items {
		answer.Items = append(answer.Items, priceRowOf(item, uses[item.ID]))
	}
	return answer
}

func priceRowOf(item *rab.PriceItem, use rab.ItemUse) priceRow {
	return priceRow{
		ID: item.ID, KodeItem: item.Kode, Kategori: item.Kategori, Uraian: item.Uraian, Satuan: optional(item.Satuan),
		HargaSatuan: optionalDec(pricePlaces, item.Harga), State: item.State(), PriceSource: item.PriceSource, PriceDate: item.PriceDate,
		Region: item.Region, UsedBy: use.Pekerjaan, Version: item.Version,
	}
}

// priceOrigin tells where the price of one item comes from, and who last changed the item.
type priceOrigin struct {
	okay

	KodeItem    string   `json:"kode_item"`
	PriceSource string   `json:"price_source"`
	PriceDate   rab.Date `json:"price_date"`
	Region      string   `json:"region"`
	ChangedBy   string   `json:"changed_by"` // "" for the program itself
	ChangedAt   string   `json:"changed_at"`
}

func getPriceOrigin(r *serve.Request) error {
	id, err := r.PathID("item")
	if err != nil {
		return err
	}
	origin, err := r.App.PriceOrigin(r.HTTP.Context(), r.Visit, id)
	if err != nil {
		return err
	}
	item := origin.Item
	return r.Send(http.StatusOK, priceOrigin{
		okay: yes, KodeItem: item.Kode, PriceSource: item.PriceSource, PriceDate: item.PriceDate, Region: item.Region,
		ChangedBy: origin.By, ChangedAt: item.ChangedAt.Contract(),
	})
}

// conversionsAnswer tells how items are bought, by their kode (api §6.10).
type conversionsAnswer struct {
	okay

	Count    int                      `json:"count"`
	Profiles map[string]conversionRow `json:"profiles"`
}

type conversionRow struct {
	ID           int64          `json:"id"`
	HargaItemID  int64          `json:"harga_item_id"`
	MarketUnit   string         `json:"market_unit"`
	MarketPrice  decimal.Fixed  `json:"market_price"`
	FactorToBase decimal.Fixed  `json:"factor_to_base"`
	BaseUnit     string         `json:"base_unit"`
	Density      *decimal.Fixed `json:"density"`
	CapacityM3   *decimal.Fixed `json:"capacity_m3"`
	CapacityTon  *decimal.Fixed `json:"capacity_ton"`
	Method       string         `json:"method"`
	Agrees       bool           `json:"agrees"` // the stored price is the one that follows
	Version      int64          `json:"version"`
}

// factorPlaces is the number of decimals of factors, densities and capacities.
const factorPlaces = 6

func getConversions(r *serve.Request) error { return kept(r, "conversions", conversionsOf) }

func conversionsOf(v *app.View) *conversionsAnswer {
	answer := &conversionsAnswer{okay: yes, Profiles: make(map[string]conversionRow, v.Conversions.Len())}
	for _, c := range v.Conversions.All() {
		item, ok := v.PriceItems.Get(c.PriceItemID)
		if !ok {
			continue
		}
		answer.Profiles[item.Kode] = conversionRowOf(c, item)
	}
	answer.Count = len(answer.Profiles)
	return answer
}

func conversionRowOf(c *rab.Conversion, item *rab.PriceItem) conversionRow {
	return conversionRow{
		ID: c.ID, HargaItemID: item.ID, MarketUnit: c.MarketUnit, MarketPrice: dec(pricePlaces, c.MarketPrice),
		FactorToBase: dec(factorPlaces, c.FactorToBase), BaseUnit: item.Satuan, Density: optionalDec(factorPlaces, c.Density),
		CapacityM3: optionalDec(factorPlaces, c.CapacityM3), CapacityTon: optionalDec(factorPlaces, c.CapacityTon), Method: c.Method,
		Agrees: c.Agrees(item), Version: c.Version,
	}
}

// orphansAnswer lists the price items that nothing uses (api §6.10).
type orphansAnswer struct {
	okay

	OrphanedCount int           `json:"orphaned_count"`
	TotalValue    decimal.Fixed `json:"total_value"` // Σ of unit prices
	OrphanedItems []orphanRow   `json:"orphaned_items"`
	Meta          orphansMeta   `json:"meta"`
}

type orphanRow struct {
	ID          int64          `json:"id"`
	Kode        string         `json:"kode"`
	Uraian      string         `json:"uraian"`
	Kategori    ahsp.Kategori  `json:"kategori"`
	Satuan      *string        `json:"satuan"`
	HargaSatuan decimal.Fixed  `json:"harga_satuan"`
	State       rab.PriceState `json:"state"`
	LastUsed    *string        `json:"last_used"` // not recorded
	CanDelete   bool           `json:"can_delete"`
	SafetyNote  string         `json:"safety_note"`
	Version     int64          `json:"version"`
}

type orphansMeta struct {
	ProjectUpdatedAt string `json:"project_updated_at"`
}

func getOrphans(r *serve.Request) error { return kept(r, "orphans", orphansOf) }

func orphansOf(v *app.View) *orphansAnswer {
	answer := &orphansAnswer{okay: yes, OrphanedItems: []orphanRow{}, Meta: orphansMeta{ProjectUpdatedAt: v.UpdatedAt().Contract()}}
	total := decimal.Zero
	for _, item := range v.Orphans() {
		note := "Tidak dipakai analisa mana pun dan belum berharga: aman dihapus."
		if item.Harga.Valid {
			note = "Tidak dipakai analisa mana pun; harganya ikut terhapus."
		}
		answer.OrphanedItems = append(answer.OrphanedItems, orphanRow{
			ID: item.ID, Kode: item.Kode, Uraian: item.Uraian, Kategori: item.Kategori, Satuan: optional(item.Satuan),
			HargaSatuan: dec(pricePlaces, item.Harga.OrZero()), State: item.State(), CanDelete: true, SafetyNote: note, Version: item.Version,
		})
		total = total.Add(item.Harga.OrZero())
	}
	answer.OrphanedCount, answer.TotalValue = len(answer.OrphanedItems), dec(pricePlaces, total)
	return answer
}
