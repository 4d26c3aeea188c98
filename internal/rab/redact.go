package rab

import "takar/internal/decimal"

// WithoutPrices returns the snapshot as somebody sees it who may not see money: the same
// work list, volumes and coefficients, without prices, budgets and costs. This is the one
// place that decides what is hidden (rulings D25).
func (p *Project) WithoutPrices() *Project {
	delta := &Delta{}
	if header := p.Header(); header != nil {
		hidden := *header
		hidden.AnggaranOwner = decimal.Zero
		delta.Headers.Put = append(delta.Headers.Put, &hidden)
	}
	for _, item := range p.PriceItems.All() {
		hidden := *item
		hidden.Harga, hidden.PriceSource, hidden.PriceDate = decimal.Null{}, "", ""
		delta.PriceItems.Put = append(delta.PriceItems.Put, &hidden)
	}
	for _, conversion := range p.Conversions.All() {
		hidden := *conversion
		hidden.MarketPrice = decimal.Zero
		delta.Conversions.Put = append(delta.Conversions.Put, &hidden)
	}
	for _, item := range p.Pekerjaan.All() {
		if item.BudgetedCost.IsZero() && !item.MarkupOverride.Valid {
			continue
		}
		hidden := *item
		hidden.BudgetedCost, hidden.MarkupOverride = decimal.Zero, decimal.Null{}
		delta.Pekerjaan.Put = append(delta.Pekerjaan.Put, &hidden)
	}
	return p.Apply(delta, p.Revision, p.Reference)
}
