package app

import (
	"context"
	"errors"
	"fmt"

	"takar/internal/ahsp"
	"takar/internal/rab"
	"takar/internal/store"
)

// CommitEdition stores an imported file as an edition of the reference library, as it is
// in imported. A name that exists is refused unless a new revision of it is asked for.
func (a *App) CommitEdition(ctx context.Context, imported *ahsp.Imported, by int64, newRevision bool) (ahsp.Edition, error) {
	edition := imported.Edition
	if edition.Name == "" {
		return edition, rab.Refuse("edition", "Edisi perlu nama: isi --edition, misalnya \"AHSP SNI 2025\".")
	}
	if len(imported.Analyses) == 0 {
		return edition, rab.Refuse("file", "Berkas ini tidak berisi satu pun analisa.")
	}
	editions, _, _, err := a.store.Library(ctx)
	if err != nil {
		return edition, fmt.Errorf("app: commit edition: %w", err)
	}
	edition.Revision = 1
	for _, known := range editions {
		if known.Name == edition.Name {
			edition.Revision = max(edition.Revision, known.Revision+1)
		}
	}
	if edition.Revision > 1 && !newRevision {
		return edition, rab.Refuse("edition", "Edisi %q sudah ada (revisi %d): minta revisi baru secara tegas, atau pakai nama lain.",
			edition.Name, edition.Revision-1)
	}
	err = a.store.AddEdition(ctx, &edition, imported.Analyses, by, a.instant())
	if errors.Is(err, store.ErrTaken) {
		return edition, ErrBusy // somebody else committed the same revision at this moment
	}
	if err != nil {
		return edition, fmt.Errorf("app: commit edition: %w", err)
	}
	a.visits.forget()
	return edition, nil
}

// EnsureStarter commits the starter library unless there is a library already.
func (a *App) EnsureStarter(ctx context.Context) error {
	editions, _, _, err := a.store.Library(ctx)
	if err != nil {
		return fmt.Errorf("app: starter library: %w", err)
	}
	if len(editions) > 0 {
		return nil
	}
	edition, analyses, err := ahsp.Starter()
	if err != nil {
		return fmt.Errorf("app: starter library: %w", err)
	}
	if err := a.store.AddEdition(ctx, &edition, analyses, 0, a.instant()); err != nil && !errors.Is(err, store.ErrTaken) {
		return fmt.Errorf("app: starter library: %w", err)
	}
	a.visits.forget()
	return nil
}
