package app

import (
	"context"

	"takar/internal/rab"
)

// SaveVolumes stores quantities and formulas of pekerjaan, all or none.
func (a *App) SaveVolumes(ctx context.Context, v *Visit, inputs []rab.VolumeInput) (rab.VolumeResult, *Done, error) {
	return carryOut(ctx, a, v, command{kind: "volume.save", need: writing}, func(d *rab.Draft) (rab.VolumeResult, error) {
		return d.SaveVolumes(inputs)
	})
}

// SaveFormulas stores formulas; those that are switched on write the quantity.
func (a *App) SaveFormulas(ctx context.Context, v *Visit, inputs []rab.FormulaInput) (rab.FormulaResult, *Done, error) {
	return carryOut(ctx, a, v, command{kind: "volume.formula", need: writing}, func(d *rab.Draft) (rab.FormulaResult, error) {
		return d.SaveFormulas(inputs)
	})
}

// CreateParameter adds a parameter of the project.
func (a *App) CreateParameter(ctx context.Context, v *Visit, in rab.ParameterInput) (rab.ParameterResult, *Done, error) {
	return carryOut(ctx, a, v, command{kind: "parameter.create", need: writing}, func(d *rab.Draft) (rab.ParameterResult, error) {
		return d.CreateParameter(in)
	})
}

// UpdateParameter changes a parameter; every formula that uses it is evaluated again.
func (a *App) UpdateParameter(ctx context.Context, v *Visit, id int64, in rab.ParameterInput) (rab.ParameterResult, *Done, error) {
	return carryOut(ctx, a, v, command{kind: "parameter.update", need: writing}, func(d *rab.Draft) (rab.ParameterResult, error) {
		return d.UpdateParameter(id, in)
	})
}

// DeleteParameter removes a parameter.
func (a *App) DeleteParameter(ctx context.Context, v *Visit, id int64, version *int64) (rab.ParameterResult, *Done, error) {
	return carryOut(ctx, a, v, command{kind: "parameter.delete", need: writing}, func(d *rab.Draft) (rab.ParameterResult, error) {
		return d.DeleteParameter(id, version)
	})
}

// SyncParameters stores many parameters by name.
func (a *App) SyncParameters(ctx context.Context, v *Visit, mode rab.SyncMode, inputs []rab.ParameterInput) (rab.ParameterResult, *Done, error) {
	return carryOut(ctx, a, v, command{kind: "parameter.sync", need: writing}, func(d *rab.Draft) (rab.ParameterResult, error) {
		return d.SyncParameters(mode, inputs)
	})
}
