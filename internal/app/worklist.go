package app

import (
	"context"
	"slices"

	"takar/internal/rab"
)

// AppendTree adds new headings and pekerjaan behind the existing ones.
func (a *App) AppendTree(ctx context.Context, v *Visit, in rab.TreeInput) (rab.TreeResult, *Done, error) {
	return a.changeTree(ctx, v, "list.append", func(d *rab.Draft) (rab.TreeResult, error) { return d.AppendTree(in) })
}

// ReplaceTree makes the request the whole work list; what it does not name is deleted and
// can be restored from the trash.
func (a *App) ReplaceTree(ctx context.Context, v *Visit, in rab.TreeInput) (rab.TreeResult, *Done, error) {
	return a.changeTree(ctx, v, "list.replace", func(d *rab.Draft) (rab.TreeResult, error) { return d.ReplaceTree(in) })
}

func (a *App) changeTree(ctx context.Context, v *Visit, kind string, change func(*rab.Draft) (rab.TreeResult, error)) (rab.TreeResult, *Done, error) {
	var changed []int64
	c := command{kind: kind, need: writing, own: func() []int64 { return changed }}
	return carryOut(ctx, a, v, c, func(d *rab.Draft) (rab.TreeResult, error) {
		result, err := change(d)
		changed = slices.Concat(result.CreatedIDs, result.ReloadIDs)
		return result, err
	})
}
