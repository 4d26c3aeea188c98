package api

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"takar/internal/ahsp"
	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/serve"
)

// needsQuery is what a client asks of the resource needs (api §6.14). The scope of time
// is read and echoed; it takes effect once a project has a schedule.
type needsQuery struct {
	filter   rab.NeedsFilter
	period   period
	market   bool // quantities in the units in which items are bought
	rounding string
}

// How quantities in market units are shown: as they come out, or rounded up to the whole
// ones that are sold.
const (
	roundingExact = "exact"
	roundingUp    = "up"
)

// The units of quantities: those of the analyses, or those in which items are bought.
const (
	unitBase   = "base"
	unitMarket = "market"
)

func (q *needsQuery) unitMode() string {
	if q.market {
		return unitMarket
	}
	return unitBase
}

// needsQueryOf reads the common parameters. Those that cannot be read are problems of
// their own, never left out in silence (rulings F37).
func needsQueryOf(r *serve.Request) (*needsQuery, error) {
	q := queryOf(r)
	kategori := []ahsp.Kategori{}
	for _, part := range q.list("kategori") {
		k, err := ahsp.ParseKategori(part)
		if err != nil {
			q.problems.Add("kategori", "%s", err)
			continue
		}
		kategori = append(kategori, k)
	}
	slices.Sort(kategori)
	kategori = slices.Compact(kategori)
	asked := &needsQuery{period: q.period(), filter: rab.NeedsFilter{
		Klasifikasi: q.ids("klasifikasi"), Sub: q.ids("sub_klasifikasi"), Pekerjaan: q.ids("pekerjaan"), Kategori: kategori, Search: q.text("search"),
	}}
	asked.market, asked.rounding = q.choice("unit_mode", unitBase, unitMarket) == unitMarket, q.choice("market_rounding", roundingExact, roundingUp)
	mode, tahapan := q.choice("mode", "all", "tahapan"), q.id("tahapan_id")
	if err := q.err(); err != nil {
		return nil, err
	}
	if mode == "tahapan" && tahapan != 0 {
		return nil, app.ErrNotFound // no project has any yet
	}
	return asked, nil
}

// key names the answer of an endpoint to what was asked.
func (q *needsQuery) key(endpoint string) (string, error) {
	text, err := json.Marshal([]any{q.filter.Klasifikasi, q.filter.Sub, q.filter.Pekerjaan, q.filter.Kategori, q.filter.Search, q.period, q.market, q.rounding})
	if err != nil {
		return "", fmt.Errorf("api: key of needs: %w", err)
	}
	return endpoint + "?" + string(text), nil
}

// keptNeeds answers one of the endpoints of the needs.
func keptNeeds[T any](r *serve.Request, endpoint string, build func(*app.View, *needsQuery) T) error {
	asked, err := needsQueryOf(r)
	if err != nil {
		return err
	}
	key, err := asked.key(endpoint)
	if err != nil {
		return err
	}
	return kept(r, key, func(v *app.View) T { return build(v, asked) })
}

// needRow is one component over all pekerjaan in scope. The fields that end in _decimal
// are exact; the others are for reading: quantities with up to 6 decimals, money with 2.
type needRow struct {
	Kategori           ahsp.Kategori  `json:"kategori"`
	Kode               string         `json:"kode"`
	Uraian             string         `json:"uraian"`
	Satuan             string         `json:"satuan"`
	Quantity           string         `json:"quantity"`
	QuantityDecimal    string         `json:"quantity_decimal"`
	HargaSatuan        string         `json:"harga_satuan"`
	HargaSatuanDecimal string         `json:"harga_satuan_decimal"`
	HargaTotal         string         `json:"harga_total"`
	HargaTotalDecimal  string         `json:"harga_total_decimal"`
	HargaItemID        *int64         `json:"harga_item_id"`
	State              rab.PriceState `json:"state"`
	Purchase           *purchaseRow   `json:"purchase,omitempty"` // with unit_mode=market, of items that have a market unit
}

// purchaseRow tells how a need is bought. With it satuan, quantity and harga_satuan of its
// row are those of the market unit; harga_total stays the cost by the base figures, which
// is what the project counts (domain §5.2).
type purchaseRow struct {
	MarketUnit    string        `json:"market_unit"`
	FactorToBase  decimal.Fixed `json:"factor_to_base"`
	MarketPrice   decimal.Fixed `json:"market_price"`
	Quantity      string        `json:"quantity"`       // up to 6 decimals, before rounding up
	WholeQuantity string        `json:"whole_quantity"` // rounded up to whole market units
	Total         string        `json:"total"`          // price of the quantity of the row
	BaseUnit      string        `json:"base_unit"`
	BaseQuantity  string        `json:"base_quantity"` // exact
	BasePrice     string        `json:"base_price"`
	Agrees        bool          `json:"agrees"` // the price of the item is the one that follows from the market price
	Note          string        `json:"note"`   // what to do when it does not
}

func needRowsOf(v *app.View, q *needsQuery, needs *rab.Needs) []needRow {
	return rowsOf(needs.Rows, func(n *rab.Need) needRow { return needRowOf(v, q, n) })
}

func needRowOf(v *app.View, q *needsQuery, n *rab.Need) needRow {
	row := needRow{
		Kategori: n.Kategori, Kode: dash(n.Kode), Uraian: dash(n.Uraian), Satuan: dash(n.Satuan),
		Quantity: shownQuantity(n.Quantity), QuantityDecimal: n.Quantity.String(),
		HargaSatuan: n.Harga.OrZero().Fixed(pricePlaces), HargaSatuanDecimal: n.Harga.OrZero().String(),
		HargaTotal: n.Cost.Fixed(pricePlaces), HargaTotalDecimal: n.Cost.String(), State: priceState(n.Item),
	}
	if n.Item != nil {
		row.HargaItemID = &n.Item.ID
	}
	if purchase, bought := v.PurchaseOf(n); q.market && bought {
		row.buy(n, purchase, q.rounding)
	}
	return row
}

// buy shows a row in its market unit.
func (row *needRow) buy(n *rab.Need, p rab.Purchase, rounding string) {
	quantity, total := p.Quantity, p.Total
	if rounding == roundingUp {
		quantity, total = p.Whole, p.WholeTotal
	}
	row.Purchase = &purchaseRow{
		MarketUnit: p.Conversion.MarketUnit, FactorToBase: dec(factorPlaces, p.Conversion.FactorToBase), MarketPrice: dec(pricePlaces, p.Conversion.MarketPrice),
		Quantity: shownQuantity(p.Quantity), WholeQuantity: p.Whole.String(), Total: total.Fixed(pricePlaces),
		BaseUnit: row.Satuan, BaseQuantity: row.QuantityDecimal, BasePrice: row.HargaSatuan, Agrees: p.Agrees,
	}
	if n.Harga.Valid && !p.Agrees {
		row.Purchase.Note = "Harga per " + row.Satuan + " tidak sama dengan harga beli dibagi isi satuan beli: periksa keduanya di Harga Items."
	}
	row.Satuan, row.Quantity, row.QuantityDecimal = p.Conversion.MarketUnit, shownQuantity(quantity), quantity.String()
	row.HargaSatuan, row.HargaSatuanDecimal = p.Conversion.MarketPrice.Fixed(pricePlaces), p.Conversion.MarketPrice.String()
}

// shownQuantity prints a quantity with up to 6 decimals.
func shownQuantity(d decimal.Decimal) string { return d.Round(koefisienPlaces).String() }

// shownQuantities prints the quantities of the four categories.
func shownQuantities(needs *rab.Needs) map[ahsp.Kategori]string {
	return perKategori(func(k ahsp.Kategori) string { return shownQuantity(needs.PerKategori[k].Quantity) })
}

// needsAnswer is the shopping list of a project (api §6.14, K1). Its totals are exact.
type needsAnswer struct {
	okay

	Rows []needRow `json:"rows"`
	Meta needsMeta `json:"meta"`
}

type needsMeta struct {
	CountsPerKategori map[ahsp.Kategori]int    `json:"counts_per_kategori"`
	NRows             int                      `json:"n_rows"`
	GeneratedAt       string                   `json:"generated_at"` // time of the revision
	QuantityTotals    map[ahsp.Kategori]string `json:"quantity_totals"`
	CostTotals        map[ahsp.Kategori]string `json:"cost_totals"`
	GrandTotalCost    string                   `json:"grand_total_cost"`
	Unpriced          int                      `json:"unpriced"`  // rows without a price, counted as 0
	NoVolume          int                      `json:"no_volume"` // pekerjaan in scope that are not counted
	Mode              string                   `json:"mode"`
	TahapanID         *int64                   `json:"tahapan_id"`
	Filters           needsFilters             `json:"filters"`
	FiltersApplied    bool                     `json:"filters_applied"`
	Search            string                   `json:"search"`
	TimeScope         timeScope                `json:"time_scope"`
	TimeScopeActive   bool                     `json:"time_scope_active"` // false: nothing is scheduled
	UnitMode          string                   `json:"unit_mode"`
	MarketRounding    string                   `json:"market_rounding"`
	// of the enhanced form only
	PekerjaanWithoutProgress []pekerjaanName `json:"pekerjaan_without_progress,omitzero"`
}

type needsFilters struct {
	KlasifikasiIDs    []int64         `json:"klasifikasi_ids"`
	SubKlasifikasiIDs []int64         `json:"sub_klasifikasi_ids"`
	KategoriItems     []ahsp.Kategori `json:"kategori_items"`
	PekerjaanIDs      []int64         `json:"pekerjaan_ids"`
}

func filtersOf(f rab.NeedsFilter) needsFilters {
	return needsFilters{KlasifikasiIDs: f.Klasifikasi, SubKlasifikasiIDs: f.Sub, KategoriItems: f.Kategori, PekerjaanIDs: f.Pekerjaan}
}

type timeScope struct {
	Mode  string `json:"mode"`
	Start string `json:"start"`
	End   string `json:"end"`
}

type pekerjaanName struct {
	ID     int64   `json:"id"`
	Kode   *string `json:"kode"`
	Uraian *string `json:"uraian"`
}

func getNeeds(r *serve.Request) error { return keptNeeds(r, "needs", needsOf) }

func getNeedsEnhanced(r *serve.Request) error { return keptNeeds(r, "needs-enhanced", needsEnhancedOf) }

func needsOf(v *app.View, q *needsQuery) *needsAnswer {
	needs := v.Needs(q.filter)
	return &needsAnswer{okay: yes, Rows: needRowsOf(v, q, needs), Meta: needsMeta{
		CountsPerKategori: perKategori(func(k ahsp.Kategori) int { return needs.PerKategori[k].Count }),
		NRows:             len(needs.Rows), GeneratedAt: v.UpdatedAt().Time().Format(time.DateTime), QuantityTotals: shownQuantities(needs),
		CostTotals:     perKategori(func(k ahsp.Kategori) string { return needs.PerKategori[k].Cost.String() }),
		GrandTotalCost: needs.Total.String(), Unpriced: needs.Unpriced, NoVolume: len(needs.NoVolume), Mode: "all",
		Filters:        filtersOf(q.filter),
		FiltersApplied: q.filter.Active(), Search: q.filter.Search,
		TimeScope: timeScope{Mode: q.period.Mode, Start: q.period.Start, End: q.period.End}, UnitMode: q.unitMode(), MarketRounding: q.rounding,
	}}
}

// needsEnhancedOf adds the pekerjaan that have no progress: without a schedule, all.
func needsEnhancedOf(v *app.View, q *needsQuery) *needsAnswer {
	answer := needsOf(v, q)
	answer.Meta.PekerjaanWithoutProgress = []pekerjaanName{}
	for _, p := range v.WorkList() {
		answer.Meta.PekerjaanWithoutProgress = append(answer.Meta.PekerjaanWithoutProgress,
			pekerjaanName{ID: p.ID, Kode: optional(p.Kode), Uraian: optional(p.Uraian)})
	}
	return answer
}

// filtersAnswer is what the filters of the needs offer (api §6.14, K4).
type filtersAnswer struct {
	okay

	Klasifikasi []klasifikasiChoice `json:"klasifikasi"`
	Stats       filterStats         `json:"stats"`
	Pekerjaan   []pekerjaanChoice   `json:"pekerjaan"`
	Periods     periodChoices       `json:"periods"`
}

type klasifikasiChoice struct {
	headingChoice

	Sub []headingChoice `json:"sub"`
}

type headingChoice struct {
	ID             int64  `json:"id"`
	Name           string `json:"name"`
	PekerjaanCount int    `json:"pekerjaan_count"`
}

type filterStats struct {
	TotalKlasifikasi    int `json:"total_klasifikasi"`
	TotalSubKlasifikasi int `json:"total_sub_klasifikasi"`
	TotalPekerjaan      int `json:"total_pekerjaan"`
}

type pekerjaanChoice struct {
	ID               int64   `json:"id"`
	Kode             *string `json:"kode"`
	Nama             string  `json:"nama"`
	SubKlasifikasiID int64   `json:"sub_klasifikasi_id"`
	KlasifikasiID    int64   `json:"klasifikasi_id"`
	TahapanCount     int     `json:"tahapan_count"` // 0 while nothing is scheduled
}

// periodChoices are the weeks and months of the schedule; both empty without one.
type periodChoices struct {
	Weeks  []struct{} `json:"weeks"`
	Months []struct{} `json:"months"`
}

func getNeedsFilters(r *serve.Request) error { return kept(r, "needs-filters", needsFiltersOf) }

func needsFiltersOf(v *app.View) *filtersAnswer {
	choices := v.NeedsChoices()
	answer := &filtersAnswer{
		okay: yes, Klasifikasi: []klasifikasiChoice{}, Pekerjaan: make([]pekerjaanChoice, 0, len(choices.Pekerjaan)),
		Stats:   filterStats{TotalKlasifikasi: len(choices.Klasifikasi), TotalSubKlasifikasi: choices.SubCount, TotalPekerjaan: len(choices.Pekerjaan)},
		Periods: periodChoices{Weeks: []struct{}{}, Months: []struct{}{}},
	}
	for _, k := range choices.Klasifikasi {
		top := klasifikasiChoice{headingChoice: headingChoice{ID: k.Heading.ID, Name: k.Heading.Name, PekerjaanCount: k.PekerjaanCount}, Sub: []headingChoice{}}
		for _, s := range k.Sub {
			top.Sub = append(top.Sub, headingChoice{ID: s.Heading.ID, Name: s.Heading.Name, PekerjaanCount: s.PekerjaanCount})
		}
		answer.Klasifikasi = append(answer.Klasifikasi, top)
	}
	for _, c := range choices.Pekerjaan {
		answer.Pekerjaan = append(answer.Pekerjaan, pekerjaanChoice{
			ID: c.Pekerjaan.ID, Kode: optional(c.Pekerjaan.Kode), Nama: c.Pekerjaan.Uraian, SubKlasifikasiID: c.SubID, KlasifikasiID: c.KlasifikasiID,
		})
	}
	return answer
}
