package app

import (
	"context"

	"takar/internal/decimal"
	"takar/internal/rab"
)

// PriceSave is one save of the price list: prices, and with them the pricing policy when
// the request names any of it.
type PriceSave struct {
	Items   []rab.PriceInput
	Pricing *rab.PricingInput
}

// SavePrices stores prices and, with them, changes of the pricing policy.
func (a *App) SavePrices(ctx context.Context, v *Visit, in PriceSave) (rab.PriceResult, *Done, error) {
	return carryOut(ctx, a, v, command{kind: "price.save", need: pricing}, func(d *rab.Draft) (rab.PriceResult, error) {
		result, err := d.SavePrices(in.Items)
		if err == nil && in.Pricing != nil {
			err = d.SavePricing(*in.Pricing)
		}
		return result, err
	})
}

// ChangePricesByPercent raises or lowers many prices.
func (a *App) ChangePricesByPercent(ctx context.Context, v *Visit, in rab.PercentInput) (rab.PriceResult, *Done, error) {
	return carryOut(ctx, a, v, command{kind: "price.percent", need: pricing}, func(d *rab.Draft) (rab.PriceResult, error) {
		return d.ChangePricesByPercent(in)
	})
}

// DeleteOrphans deletes price items that nothing uses.
func (a *App) DeleteOrphans(ctx context.Context, v *Visit, ids []int64) (rab.OrphanResult, *Done, error) {
	return carryOut(ctx, a, v, command{kind: "price.orphans", need: pricing}, func(d *rab.Draft) (rab.OrphanResult, error) {
		return d.DeleteOrphans(ids), nil
	})
}

// SaveConversion stores how a price item is bought.
func (a *App) SaveConversion(ctx context.Context, v *Visit, in rab.ConversionInput) (rab.ConversionResult, *Done, error) {
	return carryOut(ctx, a, v, command{kind: "conversion.save", need: pricing}, func(d *rab.Draft) (rab.ConversionResult, error) {
		return d.SaveConversion(in)
	})
}

// SavePricing changes the pricing policy of the project.
func (a *App) SavePricing(ctx context.Context, v *Visit, in rab.PricingInput) (*Done, error) {
	return a.run(ctx, v, command{kind: "pricing.save", need: pricing, decide: func(d *rab.Draft) error {
		return d.SavePricing(in)
	}})
}

// SetMarkupOverride gives a pekerjaan a BUK of its own, or returns it to the project's.
func (a *App) SetMarkupOverride(ctx context.Context, v *Visit, pekerjaan int64, percent decimal.Null, version *int64) (*Done, error) {
	return a.run(ctx, v, command{kind: "pricing.override", need: pricing, decide: func(d *rab.Draft) error {
		return d.SetMarkupOverride(pekerjaan, percent, version)
	}})
}
