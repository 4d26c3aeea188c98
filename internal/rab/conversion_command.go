package rab

import "takar/internal/decimal"

// ConversionInput says how a price item is bought. An absent market price is 0; an absent
// factor follows from density and capacity, or is 1 when these are absent too.
type ConversionInput struct {
	PriceItemID  int64
	MarketUnit   string
	MarketPrice  decimal.Null
	FactorToBase decimal.Null
	Density      decimal.Null
	CapacityM3   decimal.Null
	CapacityTon  decimal.Null
	Method       string // "" = what follows from the fields that are filled in
	Version      *int64
}

// ConversionResult tells which conversion a save left and whether it is new.
type ConversionResult struct {
	Conversion *Conversion
	Created    bool
}

// SaveConversion stores how a price item is bought, at most one way per item (domain
// §5.2). The price of the item itself is not changed by it.
func (d *Draft) SaveConversion(in ConversionInput) (ConversionResult, error) {
	view := d.view()
	item, ok := view.PriceItems.Get(in.PriceItemID)
	if !ok {
		return ConversionResult{}, ErrNotFound
	}
	current, exists := view.ConversionOf(item.ID)
	next := &Conversion{PriceItemID: item.ID}
	if exists {
		next.Meta = current.Meta
	}
	if err := next.fill(in, item); err != nil {
		return ConversionResult{}, err
	}
	switch {
	case !exists:
		next.Meta = d.newMeta()
	case sameContent(current, next):
		return ConversionResult{Conversion: current}, nil
	case d.stale(in.Version, current.Version):
		next.Version = *in.Version
		var clashes conflicts
		clashes.add("version", current.Meta, current, next)
		return ConversionResult{}, refusal(nil, clashes)
	}
	d.Conversions.Put(next)
	stored, _ := d.Conversions.Get(next.ID)
	return ConversionResult{Conversion: stored, Created: !exists}, nil
}

func (c *Conversion) fill(in ConversionInput, item *PriceItem) error {
	var problems Problems
	c.MarketUnit = problems.text("market_unit", "Satuan beli", in.MarketUnit, MaxSatuan)
	if c.MarketUnit == "" {
		problems.Add("market_unit", "Isi satuan beli, misalnya zak atau truk.")
	}
	c.MarketPrice = quantised(&problems, "market_price", decimal.Harga, in.MarketPrice).OrZero()
	c.Density = quantised(&problems, "density", decimal.Faktor, in.Density)
	c.CapacityM3 = quantised(&problems, "capacity_m3", decimal.Faktor, in.CapacityM3)
	c.CapacityTon = quantised(&problems, "capacity_ton", decimal.Faktor, in.CapacityTon)
	factor := quantised(&problems, "factor_to_base", decimal.Faktor, in.FactorToBase)
	if !factor.Valid {
		if helper, ok := c.HelperFactor(item.Satuan); ok {
			factor = decimal.Some(helper)
		} else {
			factor = decimal.Some(decimal.One)
		}
	}
	c.FactorToBase = factor.Decimal
	if c.FactorToBase.Sign() <= 0 {
		problems.Add("factor_to_base", "Faktor harus lebih besar dari 0: isi berapa %s dalam satu %s.", item.Satuan, c.MarketUnit)
	}
	switch in.Method {
	case "":
		c.Method = c.MethodOf(in.FactorToBase.Valid)
	case MethodDirect, MethodCalc, MethodHybrid:
		c.Method = in.Method
	default:
		problems.Add("method", "Cara %q tidak dikenal: pakai direct, calc atau hybrid.", in.Method)
	}
	return problems.Err()
}

// quantised rounds a number to its field, or notes why it cannot be stored.
func quantised(problems *Problems, path string, field decimal.Field, value decimal.Null) decimal.Null {
	if !value.Valid {
		return value
	}
	rounded, err := field.Quantise(value.Decimal)
	if err != nil {
		problems.Add(path, "%s.", err)
		return decimal.Null{}
	}
	return decimal.Some(rounded)
}
