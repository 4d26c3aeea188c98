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
	var before, now []rab.PriceInput
	for _, item := range view.PriceItems.All() {
		old, ok := b.earlier.prices[item.Kode]
		if !ok {
			continue
		}
		was, is := decimal.Some(decimal.MustParse(old)), item.Harga
		before, now = append(before, rab.PriceInput{ID: item.ID, Harga: &was}), append(now, rab.PriceInput{ID: item.ID, Harga: &is})
	}
	if len(before) != len(b.earlier.prices) {
		return fmt.Errorf("%d of %d earlier prices fit", len(before), len(b.earlier.prices))
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

func (b *builder) set(ctx context.Context, prices []rab.PriceInput, parameters []rab.ParameterInput) error {
	if _, _, err := b.app.SavePrices(ctx, b.visit, app.PriceSave{Items: prices}); err != nil {
		return err
	}
	_, _, err := b.app.SyncParameters(ctx, b.visit, rab.SyncMerge, parameters)
	return err
}
