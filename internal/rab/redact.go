package rab

import "takar/internal/decimal"

// WithoutPrices returns the snapshot as somebody sees it who may not see money: the same
// work list, volumes and coefficients, without prices, budgets and costs. This is the one
// place that decides what is hidden (rulings D25).
func (p *Project) WithoutPrices() *Project {
	delta := &Delta{}
	if header := p.Header(); header != nil {
		delta.Headers.Put = append(delta.Headers.Put, header.withoutPrices())
	}
	for _, item := range p.PriceItems.All() {
		delta.PriceItems.Put = append(delta.PriceItems.Put, item.withoutPrices())
	}
	for _, conversion := range p.Conversions.All() {
		delta.Conversions.Put = append(delta.Conversions.Put, conversion.withoutPrices())
	}
	for _, item := range p.Pekerjaan.All() {
		if !item.BudgetedCost.IsZero() || item.MarkupOverride.Valid {
			delta.Pekerjaan.Put = append(delta.Pekerjaan.Put, item.withoutPrices())
		}
	}
	for _, week := range p.Progress.All() {
		if week.ActualCost.Valid {
			delta.Progress.Put = append(delta.Progress.Put, week.withoutPrices())
		}
	}
	for _, contract := range p.Contracts.All() {
		delta.Contracts.Put = append(delta.Contracts.Put, contract.withoutPrices())
	}
	return p.Apply(delta, p.Revision, p.Reference)
}

// HidePrices does the same to the rows that a conflict shows.
func (e *Conflict) HidePrices() {
	for i := range e.Rows {
		e.Rows[i].Current, e.Rows[i].Yours = hidePrices(e.Rows[i].Current), hidePrices(e.Rows[i].Yours)
	}
}

func hidePrices(row any) any {
	switch row := row.(type) {
	case *Header:
		return row.withoutPrices()
	case *PriceItem:
		return row.withoutPrices()
	case *Conversion:
		return row.withoutPrices()
	case *Pekerjaan:
		return row.withoutPrices()
	case *Progress:
		return row.withoutPrices()
	case *Contract:
		return row.withoutPrices()
	}
	return row
}

func (h *Header) withoutPrices() *Header {
	hidden := *h
	hidden.AnggaranOwner = decimal.Zero
	return &hidden
}

func (i *PriceItem) withoutPrices() *PriceItem {
	hidden := *i
	hidden.Harga, hidden.PriceSource, hidden.PriceDate = decimal.Null{}, "", ""
	return &hidden
}

func (c *Conversion) withoutPrices() *Conversion {
	hidden := *c
	hidden.MarketPrice = decimal.Zero
	return &hidden
}

func (q *Pekerjaan) withoutPrices() *Pekerjaan {
	hidden := *q
	hidden.BudgetedCost, hidden.MarkupOverride = decimal.Zero, decimal.Null{}
	return &hidden
}

func (w *Progress) withoutPrices() *Progress {
	hidden := *w
	hidden.ActualCost = decimal.Null{}
	return &hidden
}

func (c *Contract) withoutPrices() *Contract {
	hidden := *c
	hidden.NilaiKontrak = decimal.Null{}
	return &hidden
}
