package app

import (
	"context"
	"fmt"

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

// PreviewPercent tells what a change of many prices would do.
func (a *App) PreviewPercent(ctx context.Context, v *Visit, in rab.PercentInput) (rab.PriceResult, error) {
	return previewed(ctx, a, v, func(d *rab.Draft) (rab.PriceResult, error) { return d.ChangePricesByPercent(in) })
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

// PreviewConversion tells what a way of buying an item would make of its price.
func (a *App) PreviewConversion(ctx context.Context, v *Visit, in rab.ConversionInput) (rab.ConversionResult, error) {
	return previewed(ctx, a, v, func(d *rab.Draft) (rab.ConversionResult, error) { return d.SaveConversion(in) })
}

// previewed decides a command about prices on a draft that is thrown away.
func previewed[T any](ctx context.Context, a *App, v *Visit, decide func(*rab.Draft) (T, error)) (T, error) {
	return tried(ctx, a, v, pricing, decide)
}

// tried decides a command on a draft that is thrown away.
func tried[T any](ctx context.Context, a *App, v *Visit, needed Rights, decide func(*rab.Draft) (T, error)) (T, error) {
	var none T
	if err := v.allow(needed); err != nil {
		return none, err
	}
	view, err := a.View(ctx, v)
	if err != nil {
		return none, err
	}
	result, err := decide(view.Edit(&passingIDs{}, a.instant(), v.Account.ID))
	if err != nil {
		return none, a.nameConflict(ctx, v, refusal(err))
	}
	return result, nil
}

// PriceOrigin tells who last changed a price item, besides what it says itself of where its
// price comes from. By is "" for the program itself.
type PriceOrigin struct {
	Item *rab.PriceItem
	By   string
}

// PriceOrigin returns the origin of one price, as far as the visitor may see it.
func (a *App) PriceOrigin(ctx context.Context, v *Visit, id int64) (PriceOrigin, error) {
	view, err := a.View(ctx, v)
	if err != nil {
		return PriceOrigin{}, err
	}
	item, ok := view.PriceItems.Get(id)
	if !ok {
		return PriceOrigin{}, ErrNotFound
	}
	names, err := a.store.AccountNames(ctx, []int64{item.ChangedBy})
	if err != nil {
		return PriceOrigin{}, fmt.Errorf("app: origin of a price: %w", err)
	}
	return PriceOrigin{Item: item, By: names[item.ChangedBy]}, nil
}

// SavePricing changes the pricing policy of the project.
func (a *App) SavePricing(ctx context.Context, v *Visit, in rab.PricingInput) (*Done, error) {
	return a.run(ctx, v, command{kind: "pricing.save", need: pricing, decide: func(d *rab.Draft) error {
		return d.SavePricing(in)
	}})
}

// PricingEffect is what a change of the pricing policy does to the foot of the RAB.
type PricingEffect struct {
	Before, After rab.Totals
	Changed       bool // the policy would differ
	OwnMarkup     int  // pekerjaan with another BUK than the project's: their own, or none as SMKK
}

// PreviewPricing tells what a change of the pricing policy would do.
func (a *App) PreviewPricing(ctx context.Context, v *Visit, in rab.PricingInput) (PricingEffect, error) {
	return previewed(ctx, a, v, func(d *rab.Draft) (effect PricingEffect, err error) {
		if err := d.SavePricing(in); err != nil {
			return effect, err
		}
		before, after := d.Base(), d.Project()
		effect.Before, effect.After = before.Figures().Totals, after.Figures().Totals
		effect.Changed = len(rab.PolicyChanges(before.Pricing(), after.Pricing())) > 0
		effect.OwnMarkup = after.Figures().OwnMarkups()
		return effect, nil
	})
}

// SetMarkupOverride gives a pekerjaan a BUK of its own, or returns it to the project's.
func (a *App) SetMarkupOverride(ctx context.Context, v *Visit, pekerjaan int64, percent decimal.Null, version *int64) (*Done, error) {
	return a.run(ctx, v, command{kind: "pricing.override", need: pricing, decide: func(d *rab.Draft) error {
		return d.SetMarkupOverride(pekerjaan, percent, version)
	}})
}
