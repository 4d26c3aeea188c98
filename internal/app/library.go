package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"takar/internal/ahsp"
	"takar/internal/rab"
	"takar/internal/store"
)

// CommitEdition stores an imported file as an edition of the reference library, as it is
// in imported. A name that exists is refused unless a new revision of it is asked for.
func (a *App) CommitEdition(ctx context.Context, imported *ahsp.Imported, by int64, newRevision bool) (ahsp.Edition, error) {
	return a.commitEdition(ctx, newEdition{edition: imported.Edition, analyses: imported.Analyses, by: by, newRevision: newRevision})
}

// EnsureStarter commits the starter library unless there is a library already.
func (a *App) EnsureStarter(ctx context.Context) error {
	library, err := a.currentLibrary(ctx)
	if err != nil {
		return err
	}
	if len(library.Editions()) > 0 {
		return nil
	}
	edition, analyses, err := ahsp.Starter()
	if err != nil {
		return fmt.Errorf("app: starter library: %w", err)
	}
	_, err = a.commitEdition(ctx, newEdition{edition: edition, analyses: analyses})
	if refused(err) || errors.Is(err, ErrBusy) {
		return nil // another server was faster
	}
	return err
}

// currentLibrary returns the library as the store has it.
func (a *App) currentLibrary(ctx context.Context) (*loadedLibrary, error) {
	revision, err := a.store.LibraryRevision(ctx)
	if err != nil {
		return nil, fmt.Errorf("app: library: %w", err)
	}
	if err := a.refreshLibrary(ctx, revision); err != nil {
		return nil, err
	}
	return a.library.get(), nil
}

// newEdition is an edition that is to be committed.
type newEdition struct {
	edition     ahsp.Edition // its revision is decided when it is committed
	analyses    []ahsp.Analysis
	by          int64
	newRevision bool                             // of a name that exists
	complete    func(*store.LibraryCommit) error // adds what is stored with it, and its line in the log
}

// libraryAttempts bounds how often a change of the library is decided anew because somebody
// else changed it first.
const libraryAttempts = 5

// maxEditionName is the longest name of an edition, in characters (domain §10.1).
const maxEditionName = 100

// commitEdition gives items without a code theirs and stores the edition. ErrStale when it
// is not the library that changed meanwhile.
func (a *App) commitEdition(ctx context.Context, n newEdition) (ahsp.Edition, error) {
	if err := n.check(); err != nil {
		return n.edition, err
	}
	for range libraryAttempts {
		library, err := a.currentLibrary(ctx)
		if err != nil {
			return n.edition, err
		}
		commit, err := a.decideEdition(ctx, library, n)
		if err != nil {
			return n.edition, err
		}
		err = a.store.AddEdition(ctx, commit)
		switch {
		case err == nil:
			a.visits.forget()
			return *commit.Edition, nil
		case errors.Is(err, store.ErrTaken):
			continue
		case errors.Is(err, store.ErrText):
			return n.edition, rab.Refuse("file", "Berkas berisi karakter yang tidak dapat disimpan (NUL).")
		case !errors.Is(err, store.ErrStale):
			return n.edition, fmt.Errorf("app: commit edition: %w", err)
		}
		now, readErr := a.store.LibraryRevision(ctx)
		if readErr != nil {
			return n.edition, fmt.Errorf("app: commit edition: %w", readErr)
		}
		if now == commit.Seen {
			return n.edition, err
		}
	}
	return n.edition, ErrBusy
}

func (n *newEdition) check() error {
	name := strings.TrimSpace(n.edition.Name)
	switch {
	case name == "":
		return rab.Refuse("edition", "Edisi perlu nama, misalnya \"AHSP SNI 2025\".")
	case utf8.RuneCountInString(name) > maxEditionName, !utf8.ValidString(name), strings.ContainsRune(name, 0):
		return rab.Refuse("edition", "Nama edisi paling banyak %d karakter yang dapat dibaca.", maxEditionName)
	case len(n.analyses) == 0:
		return rab.Refuse("file", "Berkas ini tidak berisi satu pun analisa.")
	}
	n.edition.Name = name
	return nil
}

// decideEdition makes the commit of an edition on the library as it is now.
func (a *App) decideEdition(ctx context.Context, library *loadedLibrary, n newEdition) (*store.LibraryCommit, error) {
	edition := n.edition
	edition.Revision = 1
	for _, known := range library.Editions() {
		if known.Name == edition.Name {
			edition.Revision = max(edition.Revision, known.Revision+1)
		}
	}
	if edition.Revision > 1 && !n.newRevision {
		return nil, rab.Refuse("edition", "Edisi %q sudah ada (revisi %d): minta revisi baru secara tegas, atau pakai nama lain.",
			edition.Name, edition.Revision-1)
	}
	lines, last, err := a.store.ItemCodes(ctx)
	if err != nil {
		return nil, fmt.Errorf("app: item codes: %w", err)
	}
	registry := ahsp.NewRegistry(lines, last)
	analyses, added := registry.Register(n.analyses)
	commit := &store.LibraryCommit{
		Edition: &edition, Analyses: analyses, By: n.by, At: a.instant(), Seen: library.revision, Codes: added, Counters: registry.Last(),
	}
	if n.complete != nil {
		if err := n.complete(commit); err != nil {
			return nil, err
		}
	}
	if commit.Log == nil {
		commit.Log, err = a.libraryEvent(ctx, nil, LogCommit, fmt.Sprintf("Edisi %q revisi %d disimpan: %d analisa.", edition.Name, edition.Revision, len(analyses)), nil)
	}
	return commit, err
}

// The actions of the library's log.
const (
	LogStage    = "stage"    // a file was uploaded
	LogReject   = "reject"   // a file was refused
	LogResolve  = "resolve"  // findings of an uploaded file were settled
	LogDrop     = "drop"     // an uploaded file was thrown away
	LogCommit   = "commit"   // an edition was stored
	LogCorrect  = "correct"  // a value of an edition was corrected
	LogDiscard  = "discard"  // a correction was taken back before it counted
	LogRevise   = "revise"   // collected corrections became a revision
	LogWithdraw = "withdraw" // editions were taken off the offer
	LogRestore  = "restore"  // an edition is on offer again
)

// LogActions lists the actions of the library's log.
var LogActions = []string{LogStage, LogReject, LogResolve, LogDrop, LogCommit, LogCorrect, LogDiscard, LogRevise, LogWithdraw, LogRestore}

// LibraryEvent is a line of the log of the library's administration.
type LibraryEvent = store.LibraryEvent

// libraryEvent makes a line of the log; a nil visit is the program itself.
func (a *App) libraryEvent(ctx context.Context, v *Visit, action, summary string, details any) (*LibraryEvent, error) {
	ids := a.store.IDs(ctx)
	event := &LibraryEvent{ID: ids.NextID(), CreatedAt: a.instant(), Action: action, Summary: summary}
	if v != nil {
		event.AccountID, event.AccountName = v.Account.ID, v.Account.UserName
	}
	if details != nil {
		data, err := json.Marshal(details)
		if err != nil {
			return nil, fmt.Errorf("app: encode log: %w", err)
		}
		event.Details = string(data)
	}
	if err := ids.Err(); err != nil {
		return nil, fmt.Errorf("app: log: %w", err)
	}
	return event, nil
}

// administer refuses everybody but administrators (rulings D25).
func (v *Visit) administer() error {
	if !v.Admin() {
		return ErrForbidden
	}
	return nil
}

// LibraryFilter chooses lines of the log.
type LibraryFilter = store.LibraryFilter

// LibraryLog returns lines of the log of the library's administration, newest first, and how
// many there are. An Until of 0 means up to now.
func (a *App) LibraryLog(ctx context.Context, v *Visit, f LibraryFilter) ([]*LibraryEvent, int, error) {
	if err := v.administer(); err != nil {
		return nil, 0, err
	}
	if f.Until == 0 {
		f.Until = a.instant() + 1
	}
	list, total, err := a.store.LibraryLog(ctx, f)
	if err != nil {
		return nil, 0, fmt.Errorf("app: library log: %w", err)
	}
	return list, total, nil
}

// ItemCodes returns the registry of item codes.
func (a *App) ItemCodes(ctx context.Context, v *Visit) ([]ahsp.ItemCode, error) {
	if err := v.administer(); err != nil {
		return nil, err
	}
	codes, _, err := a.store.ItemCodes(ctx)
	if err != nil {
		return nil, fmt.Errorf("app: item codes: %w", err)
	}
	return codes, nil
}
