package rab

import "takar/internal/decimal"

// PricingInput is what a request says about the pricing policy; nil means "leave as it
// is".
type PricingInput struct {
	Path          string // place in the request; "" = the field names alone
	MarkupPercent *decimal.Decimal
	PPNScheme     *PPNScheme
	PPNPercent    *decimal.Decimal
	RoundingMode  *decimal.Mode
	RoundingBase  *int64
	HSPRounding   *int64
	Version       *int64
}

// SavePricing changes the pricing policy. Percentages are rounded half-up to 2 decimals.
// A stale request for what is stored already is no conflict.
func (d *Draft) SavePricing(in PricingInput) error {
	current := d.View().Pricing()
	next := *current
	if in.MarkupPercent != nil {
		next.MarkupPercent = in.MarkupPercent.Round(decimal.Persen.Scale)
	}
	if in.PPNScheme != nil {
		next.PPNScheme = *in.PPNScheme
	}
	if in.PPNPercent != nil {
		next.PPNPercent = in.PPNPercent.Round(decimal.Persen.Scale)
	}
	if in.RoundingMode != nil {
		next.RoundingMode = *in.RoundingMode
	}
	if in.RoundingBase != nil {
		next.RoundingBase = *in.RoundingBase
	}
	if in.HSPRounding != nil {
		next.HSPRounding = *in.HSPRounding
	}
	problems := next.Check()
	for i := range problems {
		problems[i].Path = at(in.Path, problems[i].Path)
	}
	var clashes conflicts
	switch {
	case sameContent(current, &next):
	case d.stale(in.Version, current.Version):
		next.Version = *in.Version
		clashes.add(at(in.Path, "version"), current.Meta, current, &next)
	default:
		d.Pricings.Put(&next)
	}
	return refusal(problems, clashes)
}

// SetMarkupOverride gives a pekerjaan a BUK of its own, in percent from 0 to 100, rounded
// half-up to 2 decimals; an absent one returns it to the project's. 0 is a value: such a
// pekerjaan is sold at cost (domain §6.2).
func (d *Draft) SetMarkupOverride(pekerjaan int64, percent decimal.Null, version *int64) error {
	current, ok := d.View().Pekerjaan.Get(pekerjaan)
	if !ok {
		return ErrNotFound
	}
	var problems Problems
	next := *current
	next.MarkupOverride = decimal.Null{}
	if percent.Valid {
		rounded := percent.Decimal.Round(decimal.Persen.Scale)
		checkPercent(&problems, "override_markup", "BUK", rounded)
		next.MarkupOverride = decimal.Some(rounded)
	}
	var clashes conflicts
	switch {
	case sameContent(current, &next):
	case d.stale(version, current.Version):
		next.Version = *version
		clashes.add("override_markup", current.Meta, current, &next)
	default:
		d.Pekerjaan.Put(&next)
	}
	return refusal(problems, clashes)
}
