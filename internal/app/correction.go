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

// Correction is one value of the library that a person set right.
type Correction = store.Correction

// LibraryDraft is an edition as its next revision will be: with the corrections that were
// collected for it.
type LibraryDraft struct {
	Edition   ahsp.Edition
	Analyses  []*ahsp.Analysis // in natural order of kode, with the ids of the edition
	Collected []*Correction
	// Stamp changes with the collected corrections; who makes the revision sends it, so that
	// it is what was seen.
	Stamp string
}

// LibraryDrafts returns the editions on offer as their next revisions will be; sumber chooses
// one of them, "" means all.
func (a *App) LibraryDrafts(ctx context.Context, v *Visit, sumber string) ([]*LibraryDraft, error) {
	if err := v.administer(); err != nil {
		return nil, err
	}
	library, err := a.currentLibrary(ctx)
	if err != nil {
		return nil, err
	}
	var drafts []*LibraryDraft
	for _, e := range library.OnOffer() {
		if sumber != "" && e.Name != sumber {
			continue
		}
		draft, err := a.libraryDraft(ctx, library.Library, e)
		if err != nil {
			return nil, err
		}
		drafts = append(drafts, draft)
	}
	return drafts, nil
}

// libraryDraft applies the collected corrections to an edition.
func (a *App) libraryDraft(ctx context.Context, library *ahsp.Library, edition ahsp.Edition) (*LibraryDraft, error) {
	collected, stamp, err := a.store.Collected(ctx, edition.ID)
	if err != nil {
		return nil, fmt.Errorf("app: collected corrections: %w", err)
	}
	draft := &LibraryDraft{Edition: edition, Collected: collected, Stamp: stamp}
	draft.Analyses, err = corrected(library.All(edition.ID), collected)
	return draft, err
}

// corrected returns analyses with corrections in them. Analyses without any are shared.
func corrected(analyses []*ahsp.Analysis, corrections []*Correction) ([]*ahsp.Analysis, error) {
	if len(corrections) == 0 {
		return analyses, nil
	}
	touched := map[string]bool{}
	values := make([]ahsp.Correction, len(corrections))
	for i, c := range corrections {
		values[i] = c.Value()
		touched[c.Kode] = true
	}
	var changing []ahsp.Analysis
	for _, analysis := range analyses {
		if touched[analysis.Kode] {
			changing = append(changing, *analysis)
		}
	}
	_, changed, err := ahsp.Apply(ahsp.Edition{}, changing, values)
	if err != nil {
		return nil, fmt.Errorf("app: apply corrections: %w", err)
	}
	byKode := make(map[string]*ahsp.Analysis, len(changed))
	for i := range changed {
		byKode[changed[i].Kode] = &changed[i]
	}
	result := make([]*ahsp.Analysis, len(analyses))
	for i, analysis := range analyses {
		result[i] = analysis
		if next, ok := byKode[analysis.Kode]; ok {
			result[i] = next
		}
	}
	return result, nil
}

// CorrectionInput is a value that an administrator sets right: a field of an analysis, or of
// a component when Component is given.
type CorrectionInput struct {
	Analysis, Component int64 // ids in the edition on offer
	Field               ahsp.Field
	Value               string
	Old                 *string // what the client saw; nil does not ask
	Why                 string
}

// Corrected tells what a correction did.
type Corrected struct {
	Correction *Correction // nil when the value was there already
	Old        string
	Edition    ahsp.Edition
	Waiting    int // corrections collected for the next revision
	Stamp      string
}

// maxWhy is the longest reason of a correction, in characters.
const maxWhy = 500

// CorrectLibrary adds a correction to those that wait for the next revision of an edition.
// The edition itself does not change: projects and searches see the value with the revision.
func (a *App) CorrectLibrary(ctx context.Context, v *Visit, in CorrectionInput) (*Corrected, error) {
	if err := v.administer(); err != nil {
		return nil, err
	}
	var err error
	if in.Why, err = reason(in.Why); err != nil {
		return nil, err
	}
	for range libraryAttempts {
		library, err := a.currentLibrary(ctx)
		if err != nil {
			return nil, err
		}
		done, err := a.collect(ctx, v, library.Library, in)
		if !errors.Is(err, store.ErrStale) {
			return done, err
		}
	}
	return nil, ErrBusy
}

// reason checks why somebody corrects.
func reason(text string) (string, error) {
	text = strings.Join(strings.Fields(text), " ")
	if text == "" {
		return "", rab.Refuse("why", "Sebutkan alasan koreksi, misalnya dokumen dan halaman yang diperiksa.")
	}
	if clipText(text, maxWhy) != text || strings.ContainsRune(text, 0) {
		return "", rab.Refuse("why", "Alasan paling banyak %d karakter yang dapat dibaca.", maxWhy)
	}
	return text, nil
}

func (a *App) collect(ctx context.Context, v *Visit, library *ahsp.Library, in CorrectionInput) (*Corrected, error) {
	analysis, component, err := correctable(library, in)
	if err != nil {
		return nil, err
	}
	edition, _ := library.Edition(analysis.EditionID)
	draft, err := a.libraryDraft(ctx, library, edition)
	if err != nil {
		return nil, err
	}
	now := draft.analysis(analysis.Kode)
	correction := ahsp.Correction{Kode: analysis.Kode, Field: in.Field, New: in.Value, Who: v.Account.UserName, Why: in.Why}
	correction.Old = now.Value(in.Field)
	if component != nil {
		correction.Row = component.Row
		correction.Old = componentAt(now, component.Row).Value(in.Field)
	}
	result := &Corrected{Old: correction.Old, Edition: edition, Waiting: len(draft.Collected), Stamp: draft.Stamp}
	if in.Old != nil && *in.Old != correction.Old {
		return nil, &rab.Conflict{Rows: []rab.ConflictRow{{Path: "old_value", Current: correction.Old, Yours: *in.Old}}}
	}
	_, after, err := ahsp.Apply(edition, []ahsp.Analysis{*now}, []ahsp.Correction{correction})
	if err != nil {
		return nil, rab.Refuse("value", "%s", why(err))
	}
	if now.Same(&after[0]) {
		return result, nil
	}
	row, err := a.correctionRow(ctx, v, correction, edition.ID, draft.next())
	if err != nil {
		return nil, err
	}
	summary := fmt.Sprintf("%s, %s: %q menjadi %q.", row.Kode, row.Field, clipText(row.OldValue, 60), clipText(row.NewValue, 60))
	event, err := a.libraryEvent(ctx, v, LogCorrect, summary, row)
	if err != nil {
		return nil, err
	}
	event.EditionID = edition.ID
	if err := a.store.Collect(ctx, []*Correction{row}, draft.Stamp, event); err != nil {
		return nil, err
	}
	result.Correction, result.Waiting, result.Stamp = row, result.Waiting+1, fmt.Sprint(event.ID)
	return result, nil
}

// correctable finds what is to be corrected; only the revision on offer can be.
func correctable(library *ahsp.Library, in CorrectionInput) (*ahsp.Analysis, *ahsp.Component, error) {
	analysis, component, ok := library.Row(in.Analysis, in.Component)
	if !ok {
		return nil, nil, ErrNotFound
	}
	edition, _ := library.Edition(analysis.EditionID)
	if offered, ok := library.Offered(edition.Name); !ok || offered.ID != edition.ID {
		return nil, nil, rab.Refuse("id", "Revisi %d dari %s tidak lagi ditawarkan: koreksi hanya pada revisi yang ditawarkan. Muat ulang daftarnya.",
			edition.Revision, edition.Name)
	}
	return analysis, component, nil
}

func (d *LibraryDraft) analysis(kode string) *ahsp.Analysis {
	for _, analysis := range d.Analyses {
		if analysis.Kode == kode {
			return analysis
		}
	}
	return &ahsp.Analysis{}
}

// next is the position of the next correction.
func (d *LibraryDraft) next() int {
	if n := len(d.Collected); n > 0 {
		return d.Collected[n-1].Position + 1
	}
	return 1
}

func componentAt(analysis *ahsp.Analysis, row int) *ahsp.Component {
	for i := range analysis.Components {
		if analysis.Components[i].Row == row {
			return &analysis.Components[i]
		}
	}
	return &ahsp.Component{}
}

// why returns the sentence of a correction that cannot be applied, without its place.
func why(err error) error {
	var unfit *ahsp.CorrectionError
	if errors.As(err, &unfit) {
		return unfit.Err
	}
	return err
}

func (a *App) correctionRow(ctx context.Context, v *Visit, c ahsp.Correction, edition int64, position int) (*Correction, error) {
	ids := a.store.IDs(ctx)
	row := &Correction{
		ID: ids.NextID(), EditionID: edition, Position: position, Kode: c.Kode, SourceRow: c.Row, Field: string(c.Field),
		OldValue: c.Old, NewValue: c.New, Finding: string(c.Finding), Suggested: c.Suggested, Why: c.Why,
		AccountID: v.Account.ID, AccountName: v.Account.UserName, CreatedAt: a.instant(),
	}
	if err := ids.Err(); err != nil {
		return nil, fmt.Errorf("app: correction: %w", err)
	}
	return row, nil
}

// DiscardCorrection takes back a correction that waits. One on which a later one builds is
// refused.
func (a *App) DiscardCorrection(ctx context.Context, v *Visit, id int64) error {
	if err := v.administer(); err != nil {
		return err
	}
	for range libraryAttempts {
		library, err := a.currentLibrary(ctx)
		if err != nil {
			return err
		}
		err = a.discard(ctx, v, library.Library, id)
		if !errors.Is(err, store.ErrStale) {
			return err
		}
	}
	return ErrBusy
}

func (a *App) discard(ctx context.Context, v *Visit, library *ahsp.Library, id int64) error {
	for _, edition := range library.OnOffer() {
		collected, stamp, err := a.store.Collected(ctx, edition.ID)
		if err != nil {
			return fmt.Errorf("app: collected corrections: %w", err)
		}
		for i, c := range collected {
			if c.ID != id {
				continue
			}
			rest := append(append([]*Correction{}, collected[:i]...), collected[i+1:]...)
			if _, err := corrected(library.All(edition.ID), rest); err != nil {
				return rab.Refuse("id", "Koreksi ini dipakai koreksi yang lebih baru: batalkan dulu yang lebih baru.")
			}
			event, err := a.libraryEvent(ctx, v, LogDiscard, fmt.Sprintf("Koreksi %s, %s dibatalkan.", c.Kode, c.Field), c)
			if err != nil {
				return err
			}
			event.EditionID = edition.ID
			err = a.store.Discard(ctx, id, stamp, event)
			if errors.Is(err, store.ErrNotFound) {
				return ErrNotFound
			}
			return err
		}
	}
	return ErrNotFound
}

// Revise makes the next revision of an edition from the corrections collected for it, as
// they were when the stamp was read.
func (a *App) Revise(ctx context.Context, v *Visit, edition int64, stamp string) (ahsp.Edition, error) {
	if err := v.administer(); err != nil {
		return ahsp.Edition{}, err
	}
	library, err := a.currentLibrary(ctx)
	if err != nil {
		return ahsp.Edition{}, err
	}
	base, ok := library.Edition(edition)
	if !ok {
		return ahsp.Edition{}, ErrNotFound
	}
	if offered, ok := library.Offered(base.Name); !ok || offered.ID != base.ID {
		return ahsp.Edition{}, rab.Refuse("edition", "Revisi %d dari %s tidak lagi ditawarkan.", base.Revision, base.Name)
	}
	draft, err := a.libraryDraft(ctx, library.Library, base)
	if err != nil {
		return ahsp.Edition{}, err
	}
	if len(draft.Collected) == 0 {
		return ahsp.Edition{}, rab.Refuse("edition", "Belum ada koreksi untuk %s.", base.Name)
	}
	conflict := &rab.Conflict{Rows: []rab.ConflictRow{{Path: "stamp", Current: draft.Stamp, Yours: stamp}}}
	if stamp != draft.Stamp {
		return ahsp.Edition{}, conflict
	}
	analyses := make([]ahsp.Analysis, len(draft.Analyses))
	for i, analysis := range draft.Analyses {
		analyses[i] = *analysis
	}
	revised, err := a.commitEdition(ctx, newEdition{
		edition: base, analyses: analyses, by: v.Account.ID, newRevision: true,
		complete: func(c *store.LibraryCommit) error {
			c.Collected, c.Stamp = base.ID, stamp
			var err error
			c.Log, err = a.libraryEvent(ctx, v, LogRevise, fmt.Sprintf("%s revisi %d dari %d koreksi.", base.Name, c.Edition.Revision, len(draft.Collected)), nil)
			return err
		},
	})
	if errors.Is(err, store.ErrStale) {
		return ahsp.Edition{}, conflict
	}
	return revised, err
}

// CorrectionFilter chooses corrections of an edition.
type CorrectionFilter = store.CorrectionFilter

// Corrections returns corrections of an edition, newest first, and how many there are.
func (a *App) Corrections(ctx context.Context, v *Visit, f CorrectionFilter) ([]*Correction, int, error) {
	if err := v.administer(); err != nil {
		return nil, 0, err
	}
	list, total, err := a.store.Corrections(ctx, f)
	if err != nil {
		return nil, 0, fmt.Errorf("app: corrections: %w", err)
	}
	return list, total, nil
}
