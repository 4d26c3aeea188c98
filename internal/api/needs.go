package api

import (
	"cmp"
	"time"

	"takar/internal/ahsp"
	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/schedule"
	"takar/internal/serve"
)

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

	*needPlan
}

// needPlan tells how much of an item is planned, over all of the time and in base units:
// total = scheduled + unscheduled, and scheduled = in scope + in other periods, exactly
// (rulings F37). Rows of single periods leave it out.
type needPlan struct {
	Scheduled           bool   `json:"scheduled"` // anything of it is planned
	TotalQuantity       string `json:"total_quantity_decimal"`
	TotalCost           string `json:"total_cost_decimal"`
	ScheduledQuantity   string `json:"scheduled_quantity_decimal"`
	ScheduledCost       string `json:"scheduled_cost_decimal"`
	UnscheduledQuantity string `json:"unscheduled_quantity_decimal"`
	UnscheduledCost     string `json:"unscheduled_cost_decimal"`
}

// needPlanOf tells about a row of all needs.
func needPlanOf(n *schedule.NeedsOverTime, row int) *needPlan {
	need := n.Rows[row]
	scheduled, price := n.ScheduledQuantity(row), need.Harga.OrZero()
	unscheduled := need.Quantity.Sub(scheduled)
	return &needPlan{
		Scheduled: !scheduled.IsZero(), TotalQuantity: need.Quantity.String(), TotalCost: need.Cost.String(),
		ScheduledQuantity: scheduled.String(), ScheduledCost: scheduled.Mul(price).String(),
		UnscheduledQuantity: unscheduled.String(), UnscheduledCost: unscheduled.Mul(price).String(),
	}
}

// plannedRowsOf lists a part of the needs with how much of each item is planned.
func plannedRowsOf(v *app.View, q *needsQuery, n *schedule.NeedsOverTime, part *rab.PartNeeds) []needRow {
	rows := needRowsOf(v, q, part.Needs)
	for i := range rows {
		rows[i].needPlan = needPlanOf(n, part.Of[i])
	}
	return rows
}

// needsSums are costs, exact: in scope, other periods and unscheduled are together the total.
type needsSums struct {
	InScope      string `json:"in_scope"`
	OtherPeriods string `json:"other_periods"`
	Unscheduled  string `json:"unscheduled"`
	Total        string `json:"total"`
}

func needsSumsOf(inScope, other, unscheduled *rab.PartNeeds) needsSums {
	sum := decimal.Sum(inScope.Total, other.Total, unscheduled.Total)
	return needsSums{InScope: inScope.Total.String(), OtherPeriods: other.Total.String(), Unscheduled: unscheduled.Total.String(), Total: sum.String()}
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

// needsAnswer is the shopping list of a project (api §6.14, K1). Its totals are exact. With a
// scope of time Rows are what is planned within it, and the rest stands beside it.
type needsAnswer struct {
	okay

	Rows            []needRow `json:"rows"`
	UnscheduledRows []needRow `json:"unscheduled_rows,omitzero"`
	OtherRows       []needRow `json:"other_rows,omitzero"` // planned in other periods
	Meta            needsMeta `json:"meta"`
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
	TimeScopeActive   bool                     `json:"time_scope_active"`
	Sums              needsSums                `json:"sums"`
	UnitMode          string                   `json:"unit_mode"`
	MarketRounding    string                   `json:"market_rounding"`
	// of the enhanced form only
	PekerjaanWithoutProgress []pekerjaanName `json:"pekerjaan_without_progress,omitzero"`
	Tahapan                  *tahapanName    `json:"tahapan,omitempty"` // with mode=tahapan
}

type tahapanName struct {
	TahapanID       int64  `json:"tahapan_id"`
	Nama            string `json:"nama"`
	JumlahPekerjaan int    `json:"jumlah_pekerjaan"`
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
	Basis string `json:"week_basis"`
}

type pekerjaanName struct {
	ID     int64   `json:"id"`
	Kode   *string `json:"kode"`
	Uraian *string `json:"uraian"`
}

func getNeeds(r *serve.Request) error { return keptNeeds(r, "needs", needsOf) }

func getNeedsEnhanced(r *serve.Request) error { return keptNeeds(r, "needs-enhanced", needsEnhancedOf) }

func needsOf(v *app.View, q *needsQuery) *needsAnswer {
	answer, _ := spreadNeedsOf(v, q)
	return answer
}

func spreadNeedsOf(v *app.View, q *needsQuery) (*needsAnswer, *schedule.NeedsOverTime) {
	n, needs := neededOf(v, q)
	other, unscheduled := n.Elsewhere(), n.Unscheduled()
	answer := &needsAnswer{okay: yes, Rows: plannedRowsOf(v, q, n, needs), Meta: needsMeta{
		CountsPerKategori: perKategori(func(k ahsp.Kategori) int { return needs.PerKategori[k].Count }),
		NRows:             len(needs.Rows), GeneratedAt: v.UpdatedAt().Time().Format(time.DateTime), QuantityTotals: shownQuantities(needs.Needs),
		CostTotals:     perKategori(func(k ahsp.Kategori) string { return needs.PerKategori[k].Cost.String() }),
		GrandTotalCost: needs.Total.String(), Unpriced: needs.Unpriced, NoVolume: len(needs.NoVolume), Mode: q.mode(), TahapanID: q.tahapanID(),
		Filters:        filtersOf(q.Filter),
		FiltersApplied: q.Filter.Active(), Search: q.Filter.Search,
		TimeScope:       timeScope{Mode: q.period.Mode, Start: q.period.Start, End: q.period.End, Basis: q.period.Basis},
		TimeScopeActive: q.Scope != nil, UnitMode: q.unitMode(), MarketRounding: q.rounding, Sums: needsSumsOf(n.InScope(), other, unscheduled),
	}}
	if q.timed() {
		answer.UnscheduledRows, answer.OtherRows = plannedRowsOf(v, q, n, unscheduled), plannedRowsOf(v, q, n, other)
	}
	return answer, n
}

// neededOf returns the needs, undivided, and of them what was asked for: of a scope of time
// what is planned within it.
func neededOf(v *app.View, q *needsQuery) (*schedule.NeedsOverTime, *rab.PartNeeds) {
	undivided := q.NeedsQuery
	undivided.Unit = schedule.Undivided
	n := schedule.NeedsOf(v.Project, undivided)
	if q.timed() {
		return n, n.InScope()
	}
	return n, n.Whole()
}

// needsEnhancedOf adds the pekerjaan that have no progress, and the phase.
func needsEnhancedOf(v *app.View, q *needsQuery) *needsAnswer {
	answer, n := spreadNeedsOf(v, q)
	answer.Meta.PekerjaanWithoutProgress = rowsOf(n.Untouched, func(p *rab.Pekerjaan) pekerjaanName {
		return pekerjaanName{ID: p.ID, Kode: optional(p.Kode), Uraian: optional(p.Uraian)}
	})
	if phase, ok := schedule.PhaseOf(v.Project, q.Filter.Tahapan); ok {
		answer.Meta.Tahapan = &tahapanName{TahapanID: phase.ID, Nama: phase.Nama, JumlahPekerjaan: cmp.Or(len(v.TahapanMembersOf(phase.ID)), len(v.WorkList()))}
	}
	return answer
}
