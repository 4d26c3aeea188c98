package rab

import (
	"takar/internal/ahsp"
	"takar/internal/decimal"
)

// The ways in which a factor came about (domain §5.2).
const (
	MethodDirect = "direct" // typed
	MethodCalc   = "calc"   // from density or capacity
	MethodHybrid = "hybrid" // typed, with density or capacity beside it
)

// BasePrice returns the price of one base unit, market price ÷ factor with 2 decimals, or
// decimal.ErrDivisionByZero while the factor is zero.
func (c *Conversion) BasePrice() (decimal.Decimal, error) {
	price, err := c.MarketPrice.Quo(c.FactorToBase)
	if err != nil {
		return decimal.Zero, err
	}
	return price.Round(decimal.Harga.Scale), nil
}

// MarketQuantity returns how many market units a quantity of base units is, exact, or
// decimal.ErrDivisionByZero while the factor is zero.
func (c *Conversion) MarketQuantity(base decimal.Decimal) (decimal.Decimal, error) {
	return base.Quo(c.FactorToBase)
}

// MarketTotal returns what a quantity of market units costs, exact.
func (c *Conversion) MarketTotal(quantity decimal.Decimal) decimal.Decimal {
	return quantity.Mul(c.MarketPrice)
}

// Agrees reports whether the stored price of the item is the one that follows from how it
// is bought; when not, a list in market units says so.
func (c *Conversion) Agrees(item *PriceItem) bool {
	price, err := c.BasePrice()
	return err == nil && item.Harga.Valid && item.Harga.Decimal.Equal(price)
}

var kilogramsPerTon = decimal.FromInt(1000)

// HelperFactor returns the factor that follows from density and capacity for an item in
// the given base unit, with 6 decimals; ok is false when they do not give one. A load
// measured by volume (capacity in m³) goes before one measured by weight.
func (c *Conversion) HelperFactor(baseUnit string) (factor decimal.Decimal, ok bool) {
	switch ahsp.NormaliseUnit(baseUnit) {
	case ahsp.NormaliseUnit("m3"):
		if !c.CapacityM3.Valid {
			return decimal.Zero, false
		}
		factor = c.CapacityM3.Decimal
	case ahsp.NormaliseUnit("kg"):
		switch {
		case c.CapacityM3.Valid && c.Density.Valid:
			factor = c.CapacityM3.Decimal.Mul(c.Density.Decimal)
		case c.CapacityTon.Valid:
			factor = c.CapacityTon.Decimal.Mul(kilogramsPerTon)
		default:
			return decimal.Zero, false
		}
	case ahsp.NormaliseUnit("ton"):
		if !c.CapacityTon.Valid {
			return decimal.Zero, false
		}
		factor = c.CapacityTon.Decimal
	default:
		return decimal.Zero, false
	}
	factor = factor.Round(decimal.Faktor.Scale)
	return factor, factor.Sign() > 0
}

// MethodOf returns how a factor came about, from what was filled in.
func (c *Conversion) MethodOf(factorTyped bool) string {
	helpers := c.Density.Valid || c.CapacityM3.Valid || c.CapacityTon.Valid
	switch {
	case !helpers:
		return MethodDirect
	case factorTyped:
		return MethodHybrid
	}
	return MethodCalc
}
