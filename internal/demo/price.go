package demo

import (
	"context"
	"fmt"
	"slices"

	"takar/internal/ahsp"
	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
)

// region is where the example prices would hold.
const region = "Kabupaten Contoh"

// bought says how an item is bought: a market unit, its price and what it holds.
type bought struct {
	kode   string
	unit   string
	price  string // rupiah per market unit
	factor string // base units in it; "" = from the capacity
	volume string // capacity in m3; "" for none
}

// addPrices prices everything but what the project leaves open. All prices are examples
// and say so.
func (b *builder) addPrices(ctx context.Context) error {
	known, err := ahsp.StarterPrices()
	if err != nil {
		return err
	}
	view, err := b.app.View(ctx, b.visit)
	if err != nil {
		return err
	}
	source, place, day := ahsp.StarterPriceSource, region, b.app.Today()
	var inputs []rab.PriceInput
	for _, item := range view.PriceItems.All() {
		if slices.Contains(b.unpriced, item.Kode) {
			continue
		}
		harga, ok := known[item.Kode]
		if own, made := b.prices[item.Uraian]; made {
			harga, ok = decimal.MustParse(own), true
		}
		if !ok {
			return fmt.Errorf("no example price for %s %s", item.Kode, item.Uraian)
		}
		price := decimal.Some(harga)
		inputs = append(inputs, rab.PriceInput{ID: item.ID, Harga: &price, Source: &source, Date: &day, Region: &place})
	}
	_, _, err = b.app.SavePrices(ctx, b.visit, app.PriceSave{Items: inputs})
	return err
}

// addConversions enters how items are bought.
func (b *builder) addConversions(ctx context.Context) error {
	view, err := b.app.View(ctx, b.visit)
	if err != nil {
		return err
	}
	for _, c := range b.bought {
		item, ok := view.ItemByKode(c.kode)
		if !ok {
			return fmt.Errorf("no price item %s", c.kode)
		}
		in := rab.ConversionInput{
			PriceItemID: item.ID, MarketUnit: c.unit, MarketPrice: number(c.price), FactorToBase: number(c.factor), CapacityM3: number(c.volume),
		}
		if _, _, err := b.app.SaveConversion(ctx, b.visit, in); err != nil {
			return err
		}
	}
	return nil
}

// number reads a decimal; "" is absent.
func number(text string) decimal.Null {
	if text == "" {
		return decimal.Null{}
	}
	return decimal.Some(decimal.MustParse(text))
}
