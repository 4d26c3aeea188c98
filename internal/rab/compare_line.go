package rab

import "takar/internal/decimal"

// walk leads the line of a pekerjaan from its earlier to its later state, one difference
// after the other.
type walk struct {
	comparer *comparer
	line     Line // as it is after the differences so far
	direct   decimal.Decimal
	policy   *Pricing
	changes  []CompareChange
}

// changed compares a pekerjaan that is in both states.
func (c *comparer) changed(old, line *Line) *ComparedPekerjaan {
	w := &walk{comparer: c, line: *old, direct: old.D.Add(old.Lain), policy: c.result.PricingBefore}
	w.prices(old)
	w.components(old, line)
	w.markup(old, line)
	w.rounding()
	w.volume(old, line)
	q := &ComparedPekerjaan{
		Before: old.Pekerjaan, After: line.Pekerjaan, LineBefore: old, LineAfter: line,
		PlaceBefore: c.before.placeOf(old.Pekerjaan), PlaceAfter: c.after.placeOf(line.Pekerjaan),
	}
	w.identity(q)
	q.Changes = w.changes
	return q
}

// step notes a difference and what it does to the line total. A change of the policy is
// told only of the lines that it reaches.
func (w *walk) step(change CompareChange) {
	before := w.line.Total
	w.line.price(w.direct, w.policy)
	change.Effect = w.line.Total.Sub(before)
	if change.Effect.IsZero() && (change.Cause == CauseMarkup || change.Cause == CauseHSPRounding) {
		return
	}
	w.changes = append(w.changes, change)
}

// prices gives the earlier components the later prices, item by item.
func (w *walk) prices(old *Line) {
	added := map[*ComparedPrice]decimal.Decimal{}
	var order []*ComparedPrice
	for _, row := range old.Expanded {
		if row.Item == nil {
			continue
		}
		price := w.comparer.prices[row.Item.UID]
		if price == nil {
			continue
		}
		if _, known := added[price]; !known {
			order = append(order, price)
		}
		added[price] = added[price].Add(row.Effective.Mul(price.After.Harga.OrZero().Sub(price.Before.Harga.OrZero())))
	}
	for _, price := range order {
		w.direct = w.direct.Add(added[price])
		w.step(CompareChange{Cause: CausePrice, Item: price.After, Before: price.Before.Harga, After: price.After.Harga})
	}
}

// cost is what a raw row of an analysis costs at the later prices.
type cost struct {
	unit  decimal.Decimal // with a coefficient of 1
	total decimal.Decimal
}

// costs returns the cost of every raw row of a line that has any.
func (c *comparer) costs(line *Line) map[*Component]cost {
	costs := make(map[*Component]cost, len(line.Expanded))
	for _, row := range line.Expanded {
		price := row.Price()
		if row.Item != nil {
			if later, ok := c.itemsAfter[row.Item.UID]; ok {
				price = later.Harga.OrZero()
			}
		}
		sum := costs[row.Source]
		unit := price
		if row.Source.Bundle() {
			unit = row.PerUnit.Mul(price)
		}
		costs[row.Source] = cost{unit: sum.unit.Add(unit), total: sum.total.Add(row.Effective.Mul(price))}
	}
	return costs
}

// components turns the earlier components into the later ones, row by row.
func (w *walk) components(old, line *Line) {
	c := w.comparer
	costsBefore, costsAfter := c.costs(old), c.costs(line)
	rowsBefore := c.before.ComponentsOf(old.Pekerjaan.ID)
	known := make(map[string]*Component, len(rowsBefore))
	for _, row := range rowsBefore {
		known[row.UID] = row
	}
	for _, row := range c.after.ComponentsOf(line.Pekerjaan.ID) {
		before := known[row.UID]
		if before == nil {
			w.direct = w.direct.Add(costsAfter[row].total)
			w.step(CompareChange{Cause: CauseComponent, RowAfter: row, After: decimal.Some(row.Koefisien)})
			continue
		}
		delete(known, row.UID)
		w.component(before, row, costsBefore[before], costsAfter[row])
	}
	for _, row := range rowsBefore {
		if known[row.UID] != nil {
			w.direct = w.direct.Sub(costsBefore[row].total)
			w.step(CompareChange{Cause: CauseComponent, RowBefore: row, Before: decimal.Some(row.Koefisien)})
		}
	}
}

// component compares a row that is in both analyses: first its coefficient, then what it
// stands for.
func (w *walk) component(before, after *Component, costBefore, costAfter cost) {
	change := CompareChange{
		RowBefore: before, RowAfter: after, Before: decimal.Some(before.Koefisien), After: decimal.Some(after.Koefisien),
	}
	so := costBefore.total
	if !before.Koefisien.Equal(after.Koefisien) {
		so = costBefore.unit.Mul(after.Koefisien)
		w.direct = w.direct.Add(so.Sub(costBefore.total))
		change.Cause = CauseCoefficient
		w.step(change)
	}
	if so.Equal(costAfter.total) && w.comparer.sameTarget(before, after) {
		return
	}
	w.direct = w.direct.Add(costAfter.total.Sub(so))
	change.Cause = CauseComponent
	if before.Bundle() && after.Bundle() {
		change.Cause = CauseBundle
	}
	w.step(change)
}

// sameTarget reports whether two rows stand for the same price item or analysis.
func (c *comparer) sameTarget(before, after *Component) bool {
	return c.before.rowTarget(before) == c.after.rowTarget(after)
}

// rowTarget says what a row stands for, the same in every state of a project.
type rowTarget struct {
	analysis        int64  // of the library
	pekerjaan, item string // uid
}

func (p *Project) rowTarget(row *Component) (target rowTarget) {
	switch {
	case row.RefAHSPID != nil:
		target.analysis = *row.RefAHSPID
	case row.RefPekerjaanID != nil:
		if used, ok := p.Pekerjaan.Get(*row.RefPekerjaanID); ok {
			target.pekerjaan = used.UID
		}
	case row.PriceItemID != nil:
		if item, ok := p.PriceItems.Get(*row.PriceItemID); ok {
			target.item = item.UID
		}
	}
	return target
}

// markup gives the line its later BUK: first its own one, then what SMKK makes of it, then
// that of the project.
func (w *walk) markup(old, line *Line) {
	later, policy := line.Pekerjaan, w.comparer.result.PricingAfter
	if !old.Pekerjaan.MarkupOverride.Equal(later.MarkupOverride) {
		w.markupStep(CauseOverride, later.markup(w.policy, old.SMKK))
	}
	if old.SMKK != line.SMKK && !later.MarkupOverride.Valid {
		w.markupStep(CauseSMKK, later.markup(w.policy, line.SMKK))
	}
	if after := later.markup(policy, line.SMKK); !after.Equal(w.line.Markup) {
		w.markupStep(CauseMarkup, after)
	}
}

func (w *walk) markupStep(cause Cause, after decimal.Decimal) {
	change := CompareChange{Cause: cause, Before: decimal.Some(w.line.Markup), After: decimal.Some(after)}
	w.line.Markup = after
	w.step(change)
}

// rounding rounds the unit price as later.
func (w *walk) rounding() {
	before, after := w.policy.HSPRounding, w.comparer.result.PricingAfter.HSPRounding
	w.policy = w.comparer.result.PricingAfter
	if before != after {
		w.step(CompareChange{Cause: CauseHSPRounding, Before: decimal.Some(decimal.FromInt(before)), After: decimal.Some(decimal.FromInt(after))})
	}
}

// volume gives the line its later quantity.
func (w *walk) volume(old, line *Line) {
	before, _ := w.comparer.before.Volumes.Get(old.Pekerjaan.ID)
	after, _ := w.comparer.after.Volumes.Get(line.Pekerjaan.ID)
	if old.Volume.Equal(line.Volume) && before.ActiveFormula() == after.ActiveFormula() {
		return
	}
	w.line.Volume = line.Volume
	w.step(CompareChange{Cause: CauseVolume, Before: old.Volume, After: line.Volume, VolumeBefore: before, VolumeAfter: after})
}

// ActiveFormula returns the formula that the quantity follows from; "" when it was typed, or
// when there is no volume.
func (v *Volume) ActiveFormula() string {
	if v == nil || !v.IsFx {
		return ""
	}
	return v.Formula
}

// identity notes that people know the pekerjaan by other words, or find it elsewhere.
func (w *walk) identity(q *ComparedPekerjaan) {
	if q.Before.Kode != q.After.Kode || q.Before.Uraian != q.After.Uraian || q.Before.Satuan != q.After.Satuan || q.PlaceBefore != q.PlaceAfter {
		w.step(CompareChange{Cause: CauseIdentity})
	}
}
