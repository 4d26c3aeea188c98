package rab

import (
	"takar/internal/ahsp"
	"takar/internal/decimal"
)

// Rincian is the flat list of the RAB: every raw row of every pekerjaan with its money,
// and per pekerjaan what leads from there to its line in the RAB (domain §6.5).
type Rincian struct {
	Pekerjaan []*RincianPekerjaan // in the order of the work list
	// PerKategori sums the subtotals of the rows by their own kategori; bundles are LAIN.
	PerKategori       map[ahsp.Kategori]decimal.Decimal
	TotalLangsung     decimal.Decimal // Σ subtotals
	MarkupPercent     decimal.Decimal // of the project; pekerjaan may override it
	BUK               decimal.Decimal // Σ of the pekerjaan
	SelisihPembulatan decimal.Decimal // Σ of the pekerjaan
	GrandTotal        decimal.Decimal // TotalLangsung + BUK + SelisihPembulatan = T of the RAB
}

// RincianPekerjaan is one pekerjaan of the flat list. The sum of its rows, BUK and
// SelisihPembulatan is the line total of the RAB, to the last digit (rulings A3).
type RincianPekerjaan struct {
	Line              *Line
	Rows              []RincianRow
	Langsung          decimal.Decimal // Σ subtotals
	BUK               decimal.Decimal // F × volume, 2 decimals
	SelisihPembulatan decimal.Decimal // what rounding E, F, G and the rows left over; may be negative
}

// RincianRow is one raw row of a pekerjaan.
type RincianRow struct {
	Component *Component
	Harga     decimal.Decimal // price, for a bundle its unit price; exact
	Subtotal  decimal.Decimal // koefisien × volume × Harga, 2 decimals; 0 without a volume
	State     PriceState      // missing when anything in the row has no price
	Empty     bool            // a bundle that is broken, or whose target is empty: it counts 0
}

// Rincian computes the flat list.
func (p *Project) Rincian() *Rincian {
	figures := p.Figures()
	r := &Rincian{
		Pekerjaan:     make([]*RincianPekerjaan, 0, len(figures.Lines)),
		PerKategori:   make(map[ahsp.Kategori]decimal.Decimal, len(ahsp.Categories)),
		MarkupPercent: p.policy().MarkupPercent,
	}
	for _, line := range figures.Lines {
		item := p.rincianOf(line)
		r.Pekerjaan = append(r.Pekerjaan, item)
		for _, row := range item.Rows {
			kategori := row.Component.Kategori
			r.PerKategori[kategori] = r.PerKategori[kategori].Add(row.Subtotal)
		}
		r.TotalLangsung = r.TotalLangsung.Add(item.Langsung)
		r.BUK = r.BUK.Add(item.BUK)
		r.SelisihPembulatan = r.SelisihPembulatan.Add(item.SelisihPembulatan)
	}
	r.GrandTotal = decimal.Sum(r.TotalLangsung, r.BUK, r.SelisihPembulatan)
	return r
}

// CostSums are the sums of the flat list: together they are T of the RAB, to the last digit
// (rulings A3).
type CostSums struct {
	Langsung          decimal.Decimal // Σ subtotals of the rows
	BUK               decimal.Decimal
	SelisihPembulatan decimal.Decimal
}

// sumCosts computes them without keeping the list.
func sumCosts(p *Project) *CostSums {
	sums := &CostSums{}
	for _, line := range p.Figures().Lines {
		sums.take(p.rincianOf(line), 1)
	}
	return sums
}

// take adds a pekerjaan to the sums, or takes it away.
func (s *CostSums) take(item *RincianPekerjaan, sign int64) {
	times := decimal.FromInt(sign)
	s.Langsung = s.Langsung.Add(item.Langsung.Mul(times))
	s.BUK = s.BUK.Add(item.BUK.Mul(times))
	s.SelisihPembulatan = s.SelisihPembulatan.Add(item.SelisihPembulatan.Mul(times))
}

func (p *Project) rincianOf(line *Line) *RincianPekerjaan {
	raw := p.ComponentsOf(line.Pekerjaan.ID)
	volume := line.Volume.OrZero()
	item := &RincianPekerjaan{Line: line, Rows: make([]RincianRow, 0, len(raw)), BUK: line.F.Mul(volume).Round(2)}
	rest := line.Expanded // in the order of the raw rows
	for _, component := range raw {
		n := 0
		for n < len(rest) && rest[n].Source == component {
			n++
		}
		row := rincianRow(component, rest[:n])
		rest = rest[n:]
		row.Subtotal = component.Koefisien.Mul(volume).Mul(row.Harga).Round(2)
		item.Langsung = item.Langsung.Add(row.Subtotal)
		item.Rows = append(item.Rows, row)
	}
	item.SelisihPembulatan = line.Total.Sub(item.Langsung).Sub(item.BUK)
	return item
}

// rincianRow prices one raw row from the base components that it stands for.
func rincianRow(component *Component, expanded []*Expanded) RincianRow {
	row := RincianRow{Component: component, State: PriceSet}
	if !component.Bundle() {
		if len(expanded) == 1 {
			row.Harga = expanded[0].Price()
		}
	} else {
		row.Harga = perUnitCost(expanded)
	}
	if row.Harga.IsZero() {
		row.State = PriceZero
	}
	if len(expanded) == 0 {
		row.State, row.Empty = PriceMissing, true
	}
	for _, e := range expanded {
		if e.unpriced() {
			row.State = PriceMissing
		}
	}
	return row
}
