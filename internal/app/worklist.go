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

// ChangeList makes, changes, moves, copies and deletes rows of the work list as one operation.
func (a *App) ChangeList(ctx context.Context, v *Visit, in rab.ListInput) (rab.TreeResult, *Done, error) {
	return a.changeTree(ctx, v, "list.change", func(d *rab.Draft) (rab.TreeResult, error) { return d.ChangeList(in) })
}

// PreviewList tells what a change of the work list would take away, and what it would do to
// the money; without the right to prices there is none.
func (a *App) PreviewList(ctx context.Context, v *Visit, in rab.ListInput) (rab.ListEffect, error) {
	project, err := a.inLibrary(ctx, v)
	if err != nil {
		return rab.ListEffect{}, err
	}
	effect, err := project.Edit(&passingIDs{}, a.instant(), v.Account.ID).PreviewList(in)
	return effect, a.nameConflict(ctx, v, refusal(err))
}
