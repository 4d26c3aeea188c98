package rab

import (
	"takar/internal/ahsp"
	"takar/internal/decimal"
)

// Purchase is a need in the unit in which it is bought (domain §5.2). What the project
// counts is the cost of the need, from its base figures; these amounts inform the buyer.
type Purchase struct {
	Conversion *Conversion
	Quantity   decimal.Decimal // market units, exact
	Whole      decimal.Decimal // the same, rounded up to whole ones
	Total      decimal.Decimal // price of Quantity, exact
	WholeTotal decimal.Decimal // price of Whole, exact
	// Agrees is false when the price of the item is not the one that follows from the price
	// and the size of its market unit.
	Agrees bool
}

// PurchaseOf returns a need in its market unit; ok is false when its item has none.
func (p *Project) PurchaseOf(need *Need) (purchase Purchase, ok bool) {
	if need.Item == nil {
		return Purchase{}, false
	}
	conversion, ok := p.ConversionOf(need.Item.ID)
	if !ok {
		return Purchase{}, false
	}
	return conversion.purchase(need)
}

func (c *Conversion) purchase(need *Need) (purchase Purchase, ok bool) {
	quantity, err := c.MarketQuantity(need.Quantity)
	if err != nil {
		return Purchase{}, false
	}
	whole := quantity.Ceil()
	return Purchase{
		Conversion: c, Quantity: quantity, Whole: whole, Total: c.MarketTotal(quantity), WholeTotal: c.MarketTotal(whole), Agrees: c.Agrees(need.Item),
	}, true
}

// PurchaseCost is what needs of a kategori cost in whole units of purchase. Items without a
// unit of purchase cost what is needed of them.
func (p *Project) PurchaseCost(needs *Needs, kategori ahsp.Kategori) decimal.Decimal {
	sum := decimal.Zero
	for _, need := range needs.Rows {
		if need.Kategori != kategori {
			continue
		}
		if purchase, ok := p.PurchaseOf(need); ok {
			sum = sum.Add(purchase.WholeTotal)
		} else {
			sum = sum.Add(need.Cost)
		}
	}
	return sum
}
