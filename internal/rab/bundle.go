package rab

import (
	"takar/internal/ahsp"
	"takar/internal/decimal"
)

// BundleBreakdown shows what one unit of a bundle consists of (domain §5.7).
type BundleBreakdown struct {
	Component *Component
	// Rows are the base components; PerUnit is the coefficient that counts here.
	Rows      []*Expanded
	UnitPrice decimal.Decimal // Σ PerUnit × price, exact
	Amount    decimal.Decimal // koefisien × UnitPrice, exact
	Unpriced  int             // rows without a price
	Empty     bool            // the target has no rows ("target kosong")
	Broken    string          // why the bundle cannot be expanded; "" when it can
}

// BundleBreakdown returns the breakdown of a LAIN row of a pekerjaan, or ErrNotFound when
// there is no such row. A LAIN row without a target has no rows and its own price.
func (p *Project) BundleBreakdown(pekerjaan, component int64) (*BundleBreakdown, error) {
	row, ok := p.Components.Get(component)
	if !ok || row.PekerjaanID != pekerjaan || row.Kategori != ahsp.LAIN {
		return nil, ErrNotFound
	}
	b := &BundleBreakdown{Component: row}
	if !row.Bundle() {
		plain := Expanded{Item: newExpander(p).itemOf(row)}
		b.UnitPrice = plain.Price()
		b.Amount = row.Koefisien.Mul(b.UnitPrice)
		return b, nil
	}
	x := newExpander(p)
	if _, b.Broken = x.size(row); b.Broken != "" {
		return b, nil
	}
	flat := x.appendRow(nil, row)
	b.Empty = len(flat) == 0
	for i := range flat {
		b.Rows = append(b.Rows, &flat[i])
		if flat[i].unpriced() {
			b.Unpriced++
		}
	}
	b.UnitPrice = perUnitCost(b.Rows)
	b.Amount = row.Koefisien.Mul(b.UnitPrice)
	return b, nil
}

// perUnitCost returns Σ PerUnit × price, exact: for the rows of a bundle its unit price,
// for the row of a plain component its koefisien × price.
func perUnitCost(rows []*Expanded) decimal.Decimal {
	sum := decimal.Zero
	for _, row := range rows {
		sum = sum.Add(row.PerUnit.Mul(row.Price()))
	}
	return sum
}

// unpriced reports whether the component has no price, which is not the price zero.
func (e *Expanded) unpriced() bool { return e.Item == nil || !e.Item.Harga.Valid }
