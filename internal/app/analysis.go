package app

import (
	"context"

	"takar/internal/rab"
)

// SaveAnalysis replaces the components of a pekerjaan.
func (a *App) SaveAnalysis(ctx context.Context, v *Visit, pekerjaan int64, in rab.SaveAnalysisInput) (rab.AnalysisResult, *Done, error) {
	return a.saveAnalyses(ctx, v, "analysis.save", func(d *rab.Draft) (rab.AnalysisResult, error) {
		return d.SaveAnalysis(pekerjaan, in)
	})
}

// SaveAnalyses replaces the components of several pekerjaan as one command.
func (a *App) SaveAnalyses(ctx context.Context, v *Visit, inputs []rab.PekerjaanAnalysis) (rab.AnalysisResult, *Done, error) {
	return a.saveAnalyses(ctx, v, "analysis.save_many", func(d *rab.Draft) (rab.AnalysisResult, error) {
		return d.SaveAnalyses(inputs)
	})
}

func (a *App) saveAnalyses(ctx context.Context, v *Visit, kind string, save func(*rab.Draft) (rab.AnalysisResult, error)) (rab.AnalysisResult, *Done, error) {
	var changed []int64
	c := command{kind: kind, need: writing, own: func() []int64 { return changed }}
	return carryOut(ctx, a, v, c, func(d *rab.Draft) (rab.AnalysisResult, error) {
		result, err := save(d)
		changed = result.Changed
		return result, err
	})
}

// ResetToReference gives a changed reference its published components again.
func (a *App) ResetToReference(ctx context.Context, v *Visit, pekerjaan int64, version *int64) (rab.ResetResult, *Done, error) {
	c := command{kind: "analysis.reset", need: writing, own: func() []int64 { return []int64{pekerjaan} }}
	return carryOut(ctx, a, v, c, func(d *rab.Draft) (rab.ResetResult, error) {
		return d.ResetToReference(pekerjaan, version)
	})
}
