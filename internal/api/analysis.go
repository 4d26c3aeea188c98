package api

import (
	"strconv"

	"takar/internal/ahsp"
	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/serve"
)

// Decimals of coefficients, prices and percentages on the wire.
const (
	koefisienPlaces = 6
	pricePlaces     = 2
	percentPlaces   = 2
)

// detailAnswer is the analysis of one pekerjaan as it was typed (api §6.8). Version is
// that of the analysis; the identity of the pekerjaan has its own.
type detailAnswer struct {
	okay

	Pekerjaan detailPekerjaan  `json:"pekerjaan"`
	Items     []componentRow   `json:"items"`
	BuildUp   *buildUp         `json:"build_up"`  // null without the right to prices
	Reference *detailReference `json:"reference"` // null for a pekerjaan without one
	Meta      detailMeta       `json:"meta"`
	Version   int64            `json:"version"`
}

// buildUp leads from the rows of a pekerjaan to its unit price. The sums are those of the
// rows as typed, a bundle under its own kategori, so that they add up to langsung (with 2
// decimals each; langsung is rounded once from the exact sum).
type buildUp struct {
	PerKategori map[ahsp.Kategori]decimal.Fixed `json:"per_kategori"`
	Langsung    decimal.Fixed                   `json:"langsung"`
	Markup      decimal.Fixed                   `json:"markup_eff"` // percent
	OwnMarkup   bool                            `json:"markup_own"` // not the project's
	SMKK        bool                            `json:"smkk"`       // a cost of SMKK, which carries none unless it has its own
	BUK         decimal.Fixed                   `json:"buk_amount"`
	HSP         decimal.Fixed                   `json:"hsp"`
	Missing     int                             `json:"missing_prices"`
	State       rab.LineState                   `json:"state"`
}

// detailReference names the published analysis that a pekerjaan was taken from.
type detailReference struct {
	Kode     string `json:"kode"`
	Nama     string `json:"nama"`
	Edition  string `json:"edition"`
	Revision int    `json:"revision"`
}

type detailPekerjaan struct {
	ID           int64          `json:"id"`
	Kode         *string        `json:"kode"`
	Uraian       string         `json:"uraian"`
	Satuan       *string        `json:"satuan"`
	SourceType   rab.SourceType `json:"source_type"`
	RefID        *int64         `json:"ref_id"`
	DetailReady  bool           `json:"detail_ready"`
	BudgetedCost money          `json:"budgeted_cost"`
	UpdatedAt    *string        `json:"updated_at"` // of the analysis
	Version      int64          `json:"version"`
}

type componentRow struct {
	ID             int64          `json:"id"`
	Kategori       ahsp.Kategori  `json:"kategori"`
	Kode           string         `json:"kode"`
	Uraian         string         `json:"uraian"`
	Satuan         *string        `json:"satuan"`
	Koefisien      decimal.Fixed  `json:"koefisien"`
	RefAHSPID      *int64         `json:"ref_ahsp_id"`
	RefPekerjaanID *int64         `json:"ref_pekerjaan_id"`
	HargaSatuan    *decimal.Fixed `json:"harga_satuan"`
	PriceState     rab.PriceState `json:"price_state"`
	HargaItemID    *int64         `json:"harga_item_id"`
	Jumlah         *decimal.Fixed `json:"jumlah"`    // koefisien × price, rounded once
	Published      *publishedRow  `json:"published"` // null for rows of one's own
}

// publishedRow is what the library says about a row: the coefficient, and where it stands
// in the imported file.
type publishedRow struct {
	Koefisien decimal.Fixed `json:"koefisien"`
	Sheet     string        `json:"sheet"`
	Row       int           `json:"row"`
}

type detailMeta struct {
	KategoriOpts []kategoriOption `json:"kategori_opts"`
	ReadOnly     bool             `json:"read_only"`
}

type kategoriOption struct {
	Code  ahsp.Kategori `json:"code"`
	Label string        `json:"label"`
}

func getDetail(r *serve.Request) error { return keptOf(r, "detail-ahsp", "pekerjaan", detailOf) }

func detailOf(v *app.View, id int64) (*detailAnswer, error) {
	q, ok := v.Pekerjaan.Get(id)
	if !ok {
		return nil, app.ErrNotFound
	}
	analysis, ok := v.Analyses.Get(id)
	if !ok {
		analysis = &rab.Analysis{}
	}
	line, _ := v.Figures().LineOf(id)
	answer := &detailAnswer{
		okay: yes, Items: []componentRow{}, Version: analysis.Version,
		Pekerjaan: detailPekerjaan{
			ID: q.ID, Kode: optional(q.Kode), Uraian: q.Uraian, Satuan: optional(q.Satuan), SourceType: q.SourceType, RefID: q.RefID,
			DetailReady: len(line.Expanded) > 0, BudgetedCost: money{q.BudgetedCost}, UpdatedAt: moment(analysis.ChangedAt), Version: q.Version,
		},
		Meta: detailMeta{ReadOnly: q.SourceType == rab.SourceRef},
	}
	for _, kategori := range ahsp.Categories {
		answer.Meta.KategoriOpts = append(answer.Meta.KategoriOpts, kategoriOption{Code: kategori, Label: kategori.Label()})
	}
	sums := map[ahsp.Kategori]decimal.Decimal{}
	published := publishedRows(v, q)
	for _, c := range v.ComponentsOf(id) {
		row, amount, err := componentRowOf(v, c)
		if err != nil {
			return nil, err
		}
		sums[c.Kategori] = sums[c.Kategori].Add(amount)
		row.Published = published.take(c)
		answer.Items = append(answer.Items, row)
	}
	answer.Reference = referenceOf(v, q)
	if v.Visit.Rights.Prices && line != nil {
		answer.BuildUp = buildUpOf(line, sums)
	}
	return answer, nil
}

func buildUpOf(line *rab.Line, sums map[ahsp.Kategori]decimal.Decimal) *buildUp {
	amount := func(d decimal.Decimal) decimal.Fixed { return dec(pricePlaces, d) }
	return &buildUp{
		PerKategori: perKategori(func(k ahsp.Kategori) decimal.Fixed { return amount(sums[k]) }),
		Langsung:    amount(line.E), Markup: dec(percentPlaces, line.Markup), OwnMarkup: line.OwnMarkup(),
		SMKK: line.SMKK,
		BUK:  amount(line.F), HSP: amount(line.G), Missing: line.MissingPrices, State: line.State,
	}
}

func referenceOf(v *app.View, q *rab.Pekerjaan) *detailReference {
	if q.RefID == nil || v.Reference == nil {
		return nil
	}
	analysis, ok := v.Reference.Analysis(*q.RefID)
	if !ok {
		return nil
	}
	edition, _ := v.Reference.Edition(analysis.EditionID)
	return &detailReference{Kode: analysis.Kode, Nama: analysis.Nama, Edition: edition.Name, Revision: edition.Revision}
}

// published holds the components of a published analysis by what they say, each to be
// found once: some publications name a row twice.
type published map[rab.ItemKey][]*ahsp.Component

func publishedRows(v *app.View, q *rab.Pekerjaan) published {
	if q.RefID == nil || v.Reference == nil {
		return nil
	}
	analysis, ok := v.Reference.Analysis(*q.RefID)
	if !ok {
		return nil
	}
	rows := make(published, len(analysis.Components))
	for i := range analysis.Components {
		c := &analysis.Components[i]
		key := rab.KeyOf(c.Kategori, "", c.Uraian, c.Satuan)
		rows[key] = append(rows[key], c)
	}
	return rows
}

// take returns the published row that a row of the project was made from, nil for one of
// its own. The kode is no part of it: many publications have none.
func (p published) take(row *rab.Component) *publishedRow {
	key := rab.KeyOf(row.Kategori, "", row.Uraian, row.Satuan)
	found := p[key]
	if len(found) == 0 {
		return nil
	}
	p[key] = found[1:]
	return &publishedRow{Koefisien: dec(koefisienPlaces, found[0].Koefisien), Sheet: found[0].Sheet, Row: found[0].Row}
}

// componentRowOf returns a row with its exact amount per unit of the pekerjaan, 0 while
// its price is not known.
func componentRowOf(v *app.View, c *rab.Component) (componentRow, decimal.Decimal, error) {
	price, state, err := priceOf(v, c)
	amount := c.Koefisien.Mul(price.OrZero())
	return componentRow{
		ID: c.ID, Kategori: c.Kategori, Kode: c.Kode, Uraian: c.Uraian, Satuan: optional(c.Satuan), Koefisien: dec(koefisienPlaces, c.Koefisien),
		RefAHSPID: c.RefAHSPID, RefPekerjaanID: c.RefPekerjaanID, HargaSatuan: optionalDec(pricePlaces, price), PriceState: state, HargaItemID: c.PriceItemID,
		Jumlah: optionalDec(pricePlaces, decimal.Null{Decimal: amount, Valid: price.Valid && v.Visit.Rights.Prices}),
	}, amount, err
}

// priceOf returns the price of a raw row: that of its price item, or for a bundle that of
// one unit of it, and none while that is nothing. Something unpriced inside a bundle makes
// its state missing.
func priceOf(v *app.View, c *rab.Component) (decimal.Null, rab.PriceState, error) {
	if !c.Bundle() {
		item := itemOf(v, c)
		if item == nil {
			return decimal.Null{}, rab.PriceMissing, nil
		}
		return item.Harga, item.State(), nil
	}
	breakdown, err := v.BundleBreakdown(c.PekerjaanID, c.ID)
	if err != nil {
		return decimal.Null{}, rab.PriceMissing, err
	}
	price := decimal.Null{Decimal: breakdown.UnitPrice, Valid: breakdown.UnitPrice.Sign() > 0}
	switch {
	case breakdown.Unpriced > 0 || breakdown.Empty || breakdown.Broken != "":
		return price, rab.PriceMissing, nil
	case !price.Valid:
		return price, rab.PriceZero, nil
	}
	return price, rab.PriceSet, nil
}

// itemOf returns the price item of a row, or nil.
func itemOf(v *app.View, c *rab.Component) *rab.PriceItem {
	if c.PriceItemID == nil {
		return nil
	}
	item, _ := v.PriceItems.Get(*c.PriceItemID)
	return item
}

// bundleAnswer shows what one unit of a bundle consists of (api §6.9).
type bundleAnswer struct {
	okay

	Bundle         bundleRow            `json:"bundle"`
	Components     []bundleComponentRow `json:"components"`
	Total          decimal.Fixed        `json:"total"`
	ComponentCount int                  `json:"component_count"`
	Empty          bool                 `json:"empty"`            // the target has no rows
	Broken         string               `json:"broken,omitempty"` // why it cannot be expanded
}

type bundleRow struct {
	ID             int64         `json:"id"`
	Kode           string        `json:"kode"`
	Uraian         string        `json:"uraian"`
	Koefisien      decimal.Fixed `json:"koefisien"`
	RefPekerjaanID *int64        `json:"ref_pekerjaan_id"`
	RefAHSPID      *int64        `json:"ref_ahsp_id"`
}

type bundleComponentRow struct {
	Kategori         ahsp.Kategori  `json:"kategori"`
	Kode             string         `json:"kode"`
	Uraian           string         `json:"uraian"`
	Satuan           string         `json:"satuan"`
	Koefisien        decimal.Fixed  `json:"koefisien"` // per one unit of the bundle, shown with 6 decimals
	HargaSatuan      decimal.Fixed  `json:"harga_satuan"`
	PriceState       rab.PriceState `json:"price_state"`
	SourceBundleKode *string        `json:"source_bundle_kode"`
	ExpansionDepth   int            `json:"expansion_depth"`
}

func getBundle(r *serve.Request) error {
	pekerjaan, err := r.PathID("pekerjaan")
	if err != nil {
		return err
	}
	key := "bundle/" + strconv.FormatInt(pekerjaan, 10)
	return keptOf(r, key, "bundle", func(v *app.View, id int64) (*bundleAnswer, error) { return bundleOf(v, pekerjaan, id) })
}

func bundleOf(v *app.View, pekerjaan, component int64) (*bundleAnswer, error) {
	breakdown, err := v.BundleBreakdown(pekerjaan, component)
	if err != nil {
		return nil, err
	}
	c := breakdown.Component
	answer := &bundleAnswer{
		okay: yes, Components: make([]bundleComponentRow, 0, len(breakdown.Rows)), Total: dec(pricePlaces, breakdown.UnitPrice),
		ComponentCount: len(breakdown.Rows), Empty: breakdown.Empty, Broken: breakdown.Broken,
		Bundle: bundleRow{
			ID: c.ID, Kode: c.Kode, Uraian: c.Uraian, Koefisien: dec(koefisienPlaces, c.Koefisien),
			RefPekerjaanID: c.RefPekerjaanID, RefAHSPID: c.RefAHSPID,
		},
	}
	for _, row := range breakdown.Rows {
		answer.Components = append(answer.Components, bundleComponentRow{
			Kategori: row.Kategori, Kode: row.Kode, Uraian: row.Uraian, Satuan: row.Satuan, Koefisien: dec(koefisienPlaces, row.PerUnit),
			HargaSatuan: dec(pricePlaces, row.Price()), PriceState: priceState(row.Item), SourceBundleKode: optional(c.Kode), ExpansionDepth: row.Depth,
		})
	}
	return answer, nil
}

// priceState of what may have no price item at all.
func priceState(item *rab.PriceItem) rab.PriceState {
	if item == nil {
		return rab.PriceMissing
	}
	return item.State()
}
