package app

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"takar/internal/ahsp"
	"takar/internal/rab"
	"takar/internal/store"
)

// EditionRecord is an edition with who committed it, and who withdrew it.
type EditionRecord = store.EditionRecord

// Editions lists all editions, the latest commit first.
func (a *App) Editions(ctx context.Context, v *Visit) ([]EditionRecord, error) {
	if err := v.administer(); err != nil {
		return nil, err
	}
	list, err := a.store.Editions(ctx)
	if err != nil {
		return nil, fmt.Errorf("app: editions: %w", err)
	}
	return list, nil
}

// Withdrawal says which editions are to be taken off the offer: those of a source, of a
// file, or both. One of the two is needed.
type Withdrawal struct{ Sumber, File string }

// Withdrawn tells what a withdrawal takes off the offer. Committed revisions themselves stay
// (rulings C18): projects that took them keep them.
type Withdrawn struct {
	Editions             []ahsp.Edition // that are withdrawn, old revisions too
	Analyses, Components int            // that are found no longer
	Uncovered            []ahsp.Edition // older revisions that are on offer again
}

// PreviewWithdrawal tells what a withdrawal would do.
func (a *App) PreviewWithdrawal(ctx context.Context, v *Visit, w Withdrawal) (*Withdrawn, error) {
	if err := v.administer(); err != nil {
		return nil, err
	}
	library, err := a.currentLibrary(ctx)
	if err != nil {
		return nil, err
	}
	return w.on(library.Library)
}

// on decides a withdrawal.
func (w Withdrawal) on(library *ahsp.Library) (*Withdrawn, error) {
	if w.Sumber == "" && w.File == "" {
		return nil, rab.Refuse("sumber", "Sebutkan sumber atau source_file yang ditarik.")
	}
	result := &Withdrawn{}
	editions := library.Editions()
	for i := range editions {
		e := &editions[i]
		if e.Withdrawn || (w.Sumber != "" && e.Name != w.Sumber) || (w.File != "" && e.File != w.File) {
			continue
		}
		if offered, ok := library.Offered(e.Name); ok && offered.ID == e.ID {
			for _, analysis := range library.All(e.ID) {
				result.Analyses++
				result.Components += len(analysis.Components)
			}
		}
		e.Withdrawn = true
		result.Editions = append(result.Editions, *e)
	}
	if len(result.Editions) == 0 {
		return nil, rab.Refuse("sumber", "Tidak ada edisi dengan sumber atau berkas itu yang masih ditawarkan.")
	}
	for _, e := range ahsp.NewLibrary(editions, nil).OnOffer() {
		if before, ok := library.Offered(e.Name); ok && before.ID != e.ID {
			result.Uncovered = append(result.Uncovered, e)
		}
	}
	return result, nil
}

// Withdraw takes editions off the offer: no search and no list of sources shows them any
// more. OfferAgain undoes it.
func (a *App) Withdraw(ctx context.Context, v *Visit, w Withdrawal) (*Withdrawn, error) {
	if err := v.administer(); err != nil {
		return nil, err
	}
	var result *Withdrawn
	err := a.changeLibrary(ctx, func(library *loadedLibrary) error {
		var err error
		if result, err = w.on(library.Library); err != nil {
			return err
		}
		ids, names := make([]int64, len(result.Editions)), make([]string, len(result.Editions))
		for i, e := range result.Editions {
			ids[i], names[i] = e.ID, fmt.Sprintf("%s revisi %d", e.Name, e.Revision)
		}
		event, err := a.libraryEvent(ctx, v, LogWithdraw, "Ditarik: "+strings.Join(names, ", ")+".", result.Editions)
		if err != nil {
			return err
		}
		return a.store.Withdraw(ctx, ids, library.revision, event)
	})
	return result, err
}

// OfferAgain undoes the withdrawal of an edition.
func (a *App) OfferAgain(ctx context.Context, v *Visit, edition int64) (ahsp.Edition, error) {
	if err := v.administer(); err != nil {
		return ahsp.Edition{}, err
	}
	var restored ahsp.Edition
	err := a.changeLibrary(ctx, func(library *loadedLibrary) error {
		found, ok := library.Edition(edition)
		if !ok {
			return ErrNotFound
		}
		restored = found
		if !found.Withdrawn {
			return nil
		}
		restored.Withdrawn = false
		event, err := a.libraryEvent(ctx, v, LogRestore, fmt.Sprintf("%s revisi %d ditawarkan lagi.", found.Name, found.Revision), nil)
		if err != nil {
			return err
		}
		event.EditionID = edition
		return a.store.OfferAgain(ctx, edition, library.revision, event)
	})
	return restored, err
}

// changeLibrary decides and stores a change on the library as it is now, again when somebody
// else was faster.
func (a *App) changeLibrary(ctx context.Context, change func(*loadedLibrary) error) error {
	for range libraryAttempts {
		library, err := a.currentLibrary(ctx)
		if err != nil {
			return err
		}
		err = change(library)
		if !errors.Is(err, store.ErrStale) {
			a.visits.forget()
			return err
		}
	}
	return ErrBusy
}
