package app

import (
	"context"
	"fmt"
	"strings"

	"takar/internal/rab"
)

// ComparedRevisions is the way from one state of a project to another.
type ComparedRevisions struct {
	From, To   *SavedRevision // To is nil for the project as it is now
	Now        int64          // revision of the project
	After      *rab.Project   // what To holds; of the project as it is now its ids are known
	Comparison *rab.Comparison
}

// CompareRevisions tells what a saved state and a later one, or the project as it is now
// with to = 0, differ in and what that does to the total. From = 0 is the newest saved
// state. Without the right to prices there is no money in it.
func (a *App) CompareRevisions(ctx context.Context, v *Visit, from, to int64) (*ComparedRevisions, error) {
	view, err := a.View(ctx, v)
	if err != nil {
		return nil, err
	}
	result := &ComparedRevisions{Now: view.Revision}
	if result.From, err = a.startOfComparison(ctx, v, from); err != nil {
		return nil, err
	}
	if to != 0 {
		if result.To, err = a.revision(ctx, v, to); err != nil {
			return nil, err
		}
	}
	err = a.heavily(ctx, func() error {
		before, err := a.unpackRevision(ctx, v, result.From)
		if err != nil {
			return err
		}
		result.After = view.Project
		if result.To != nil {
			after, err := a.unpackRevision(ctx, v, result.To)
			if err != nil {
				return err
			}
			result.After = after.Project
		}
		result.Comparison = rab.Compare(before.Project, result.After)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return result, nil
}

// startOfComparison returns a saved state, the newest for id 0.
func (a *App) startOfComparison(ctx context.Context, v *Visit, id int64) (*SavedRevision, error) {
	if id != 0 {
		return a.revision(ctx, v, id)
	}
	list, err := a.Revisions(ctx, v)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, rab.Refuse("from", "Proyek ini belum punya revisi: simpan revisi dulu, lalu bandingkan.")
	}
	return list[0], nil
}

// RestoreRevision makes a new project of the visitor from a saved state, as far as they may
// see it, with what was done and closed by then; its rows stay who they were. Nothing else
// changes. Without a name the project is
// called after itself and the saved state.
func (a *App) RestoreRevision(ctx context.Context, v *Visit, id int64, name string) (*rab.Header, rab.CopyResult, error) {
	saved, view, err := a.Revision(ctx, v, id)
	if err != nil {
		return nil, rab.CopyResult{}, err
	}
	if name = strings.TrimSpace(name); name == "" {
		name = nameWith(view.Header().Nama, " ("+clipText(saved.Name, longestRevisionShown)+")")
	} else if taken, err := a.store.OwnsProjectNamed(ctx, v.Account.ID, name); err != nil {
		return nil, rab.CopyResult{}, fmt.Errorf("app: restore revision: %w", err)
	} else if taken {
		return nil, rab.CopyResult{}, ErrNameTaken
	}
	header := *view.Header()
	header.Meta, header.Nama = rab.Meta{}, name
	var result rab.CopyResult
	var headers []*rab.Header
	err = a.heavily(ctx, func() (err error) {
		headers, err = a.CreateProjects(ctx, v, []NewProject{{
			Header: header, origin: fmt.Sprintf("dari revisi %q", saved.Name),
			fill: func(d *rab.Draft) (err error) {
				result, err = d.CopyFrom(view.Project, rab.CopyOptions{KeepUIDs: true, WithRealisasi: true})
				return err
			},
		}})
		return err
	})
	if err != nil {
		return nil, rab.CopyResult{}, err
	}
	return headers[0], result, nil
}
