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
	// Apply gives the item the price that follows, in the same command; PriceVersion is that
	// of the item which the person saw.
	Apply        bool
	PriceVersion *int64
}

// ConversionResult tells which conversion a save left and whether it is new. Price is what
// follows for one satuan of the item, absent without a market price.
type ConversionResult struct {
	Conversion *Conversion
	Created    bool
	Price      decimal.Null
}

// SaveConversion stores how a price item is bought, at most one way per item (domain
// §5.2). The price of the item itself is changed by it only when that is asked for.
func (d *Draft) SaveConversion(in ConversionInput) (ConversionResult, error) {
	view := d.View()
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
	result := ConversionResult{Conversion: current, Created: !exists}
	if err := result.follow(next, in); err != nil {
		return ConversionResult{}, err
	}
	var clashes conflicts
	switch {
	case !exists:
		next.Meta = d.NewRow()
		d.Conversions.Put(next)
	case sameContent(current, next):
	case d.stale(in.Version, current.Version):
		next.Version = *in.Version
		clashes.add("version", current.Meta, current, next)
	default:
		d.Conversions.Put(next)
	}
	if priced := *item; in.Apply && !priced.Harga.Equal(result.Price) {
		priced.Harga = result.Price
		if d.stale(in.PriceVersion, item.Version) {
			priced.Version = *in.PriceVersion
			clashes.add("price_version", item.Meta, item, &priced)
		}
		d.PriceItems.Put(&priced)
	}
	if err := refusal(nil, clashes); err != nil {
		return ConversionResult{}, err
	}
	if stored, ok := d.Conversions.Get(next.ID); ok {
		result.Conversion = stored
	}
	return result, nil
}

// follow works out the price of one satuan. One that is to be applied must be more than
// nothing: whether an item is really free is not for a supplier's empty field to say.
func (r *ConversionResult) follow(c *Conversion, in ConversionInput) error {
	if in.MarketPrice.Valid {
		price, err := c.BasePrice()
		if err == nil {
			price, err = decimal.Harga.Quantise(price)
		}
		if err != nil && in.Apply {
			return Refuse("factor_to_base", "Harga satuan yang mengikuti tidak dapat disimpan: %s.", err)
		}
		r.Price = decimal.Null{Decimal: price, Valid: err == nil}
	}
	switch {
	case !in.Apply || r.Price.Valid && r.Price.Decimal.Sign() > 0:
		return nil
	case c.MarketPrice.Sign() > 0:
		return Refuse("factor_to_base", "Harga satuan yang mengikuti kurang dari satu sen: periksa faktornya.")
	}
	return Refuse("market_price", "Isi harga satu %s, lebih dari 0.", c.MarketUnit)
}

func (c *Conversion) fill(in ConversionInput, item *PriceItem) error {
	var problems Problems
	c.MarketUnit = problems.Text("market_unit", "Satuan beli", in.MarketUnit, MaxSatuan)
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
