package demo

import (
	"context"
	"fmt"
	"slices"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
)

// earlier is a saved state of a project, by what was different then: a comparison with it
// has something to explain.
type earlier struct {
	name, note string
	prices     map[string]string // by kode
	parameters map[string]string
}

// addHistory goes back to the earlier state, saves it, and returns to the present one.
func (b *builder) addHistory(ctx context.Context) error {
	if b.earlier.name == "" {
		return nil
	}
	view, err := b.app.View(ctx, b.visit)
	if err != nil {
		return err
	}
	before, now := map[string]decimal.Null{}, map[string]decimal.Null{}
	for kode, price := range b.earlier.prices {
		item, ok := view.ItemByKode(kode)
		if !ok {
			return fmt.Errorf("no price item %s", kode)
		}
		before[kode], now[kode] = decimal.Some(decimal.MustParse(price)), item.Harga
	}
	parameters := slices.Clone(b.parameters)
	for i, p := range parameters {
		if old, ok := b.earlier.parameters[p.Name]; ok {
			value := decimal.MustParse(old)
			parameters[i].Value = &value
		}
	}
	if err := b.set(ctx, before, parameters); err != nil {
		return err
	}
	if _, err := b.app.SaveRevision(ctx, b.visit, app.NewRevision{Name: b.earlier.name, Note: b.earlier.note}); err != nil {
		return err
	}
	return b.set(ctx, now, b.parameters)
}

// set changes prices and parameters, in knowledge of what they are.
func (b *builder) set(ctx context.Context, prices map[string]decimal.Null, parameters []rab.ParameterInput) error {
	view, err := b.app.View(ctx, b.visit)
	if err != nil {
		return err
	}
	var inputs []rab.PriceInput
	for kode, price := range prices {
		item, ok := view.ItemByKode(kode)
		if !ok {
			return fmt.Errorf("no price item %s", kode)
		}
		inputs = append(inputs, rab.PriceInput{ID: item.ID, Harga: &price, Version: &item.Version})
	}
	if _, _, err = b.app.SavePrices(ctx, b.visit, app.PriceSave{Items: inputs}); err != nil {
		return err
	}
	known := map[string]int64{}
	for _, p := range view.Parameters.All() {
		known[p.Name] = p.Version
	}
	parameters = slices.Clone(parameters)
	for i, p := range parameters {
		version := known[p.Name]
		parameters[i].Version = &version
	}
	_, _, err = b.app.SyncParameters(ctx, b.visit, rab.SyncMerge, parameters)
	return err
}
