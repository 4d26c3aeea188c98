package app

import (
	"context"
	"fmt"

	"takar/internal/store"
)

// AnalysisUse is a pekerjaan that was taken from an analysis of the library.
type AnalysisUse = store.AnalysisUse

// AnalysisUses lists where an analysis is used, in whatever revision of its edition, among
// the projects that the visitor is a member of; and counts all. There is no money in it.
func (a *App) AnalysisUses(ctx context.Context, v *Visit, analysis int64, limit int) ([]AnalysisUse, int, error) {
	library, _ := a.Library()
	wanted, ok := library.Analysis(analysis)
	if !ok {
		return nil, 0, ErrNotFound
	}
	edition, _ := library.Edition(wanted.EditionID)
	var ids []int64
	for _, e := range library.Editions() {
		if same, ok := library.ByKode(e.ID, wanted.Kode); ok && e.Name == edition.Name {
			ids = append(ids, same.ID)
		}
	}
	list, total, err := a.store.AnalysisUses(ctx, v.Account.ID, ids, limit)
	if err != nil {
		return nil, 0, fmt.Errorf("app: uses of an analysis: %w", err)
	}
	return list, total, nil
}
