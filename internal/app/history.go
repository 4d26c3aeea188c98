package app

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"takar/internal/rab"
	"takar/internal/schedule"
	"takar/internal/store"
)

// Operation is the record of one command.
type Operation = store.Operation

// AuditEntry is one line of the history that people read.
type AuditEntry = store.AuditEntry

// AuditFilter chooses among the lines of a history.
type AuditFilter = store.AuditFilter

// Undo turns back the visitor's own latest command on the project, provided that nobody
// changed the same rows since. ErrNothing when there is none.
func (a *App) Undo(ctx context.Context, v *Visit) (*Done, *store.Operation, error) {
	return a.turnBack(ctx, v, "undo", a.store.NextUndo, func(target *store.Operation) map[int64]bool {
		return map[int64]bool{target.ID: true}
	})
}

// Redo takes the visitor's latest undo back.
func (a *App) Redo(ctx context.Context, v *Visit) (*Done, *store.Operation, error) {
	return a.turnBack(ctx, v, "redo", a.store.NextRedo, func(target *store.Operation) map[int64]bool {
		return map[int64]bool{target.ID: true, *target.UndoOf: false}
	})
}

func (a *App) turnBack(
	ctx context.Context, v *Visit, kind string,
	next func(ctx context.Context, project, account int64) (*store.Operation, error),
	marks func(*store.Operation) map[int64]bool,
) (*Done, *store.Operation, error) {
	if err := v.allow(writing); err != nil {
		return nil, nil, err
	}
	target, err := next(ctx, v.ProjectID, v.Account.ID)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil, ErrNothing
	}
	if err != nil {
		return nil, nil, fmt.Errorf("app: %s: %w", kind, err)
	}
	done, err := a.run(ctx, v, command{
		kind: kind, need: writing, pricesIfTouched: true, // the right may have been withdrawn since
		undoOf: &target.ID, undone: marks(target),
		decide: func(d *rab.Draft) error { return revert(d, target) },
		own:    func() []int64 { return rab.ChangedPekerjaan(target.Changes) },
	})
	if err != nil {
		return nil, nil, err
	}
	shown := *target
	shown.Summary, err = a.summaryOf(ctx, v.ProjectID, target)
	return done, &shown, err
}

// summaryOf tells what a turned-back command did; of an undo, what the command did that is
// done again.
func (a *App) summaryOf(ctx context.Context, project int64, o *store.Operation) (string, error) {
	if o.UndoOf == nil {
		return o.Summary, nil
	}
	again, err := a.store.Operation(ctx, project, *o.UndoOf)
	if err != nil {
		return "", fmt.Errorf("app: summary of an operation: %w", err)
	}
	return again.Summary, nil
}

// revert turns back changes or says which rows stand in the way.
func revert(d *rab.Draft, target *store.Operation) error {
	blocked, err := d.Revert(target.Changes)
	if err != nil {
		return err
	}
	if len(blocked) > 0 {
		return d.Blocked(blocked)
	}
	if problems := d.Breaks(); len(problems) > 0 {
		return rab.Refuse("operation", "tidak dapat diurungkan: %s", problems[0])
	}
	if err := schedule.KeepsClosed(d); err != nil {
		return err
	}
	if target.Weeks.From != "" {
		if err := schedule.KeepsDays(d, target.Weeks); err != nil {
			return err
		}
	}
	return datesBlock(d, target.Changes, target.CreatedAt)
}

// Trash is what was deleted from a project and can be restored, newest first: each thing once, as it
// was when it was deleted last.
type Trash struct {
	Deletions []Deletion
	Names     map[int64]string // of those who deleted, by account
	More      bool             // there is older that is not listed; it can be restored, too
}

// Deletion is one command in the trash: what it deleted and can still be restored. Of the
// operation the changes are left out.
type Deletion struct {
	Operation *store.Operation
	Groups    []rab.DeletedGroup
}

// What one answer of the trash reads: as many deletions, or until their rows are of that size.
const (
	trashPage  = 200
	trashBytes = 32 << 20
)

// Trash lists what was deleted from the project in the last TrashDays.
func (a *App) Trash(ctx context.Context, v *Visit) (*Trash, error) {
	if err := v.allow(Rights{Read: true}); err != nil {
		return nil, err
	}
	since := rab.InstantOf(a.now().AddDate(0, 0, -TrashDays))
	view, err := a.View(ctx, v)
	if err != nil {
		return nil, err
	}
	trash := &Trash{}
	var operations []*store.Operation
	var missing [][]rab.DeletedGroup
	size := 0
	err = a.store.Deletions(ctx, v.ProjectID, since, func(o *store.Operation) bool {
		if trash.More = len(operations) == trashPage || size > trashBytes; trash.More {
			return false
		}
		for _, change := range o.Changes {
			size += len(change.Before)
		}
		missing = append(missing, slices.DeleteFunc(rab.DeletedGroups(o.Changes), view.Holds))
		o.Changes = nil
		operations = append(operations, o)
		return true
	})
	if err != nil {
		return nil, fmt.Errorf("app: trash: %w", err)
	}
	var people []int64
	for i, groups := range rab.LatestGroups(missing) {
		if len(groups) > 0 {
			trash.Deletions = append(trash.Deletions, Deletion{Operation: operations[i], Groups: groups})
			people = append(people, operations[i].AccountID)
		}
	}
	if trash.Names, err = a.store.AccountNames(ctx, people); err != nil {
		return nil, fmt.Errorf("app: trash: %w", err)
	}
	return trash, nil
}

// Restoring says what comes back from the trash.
type Restoring struct {
	Operation int64               // the command that deleted it
	Group     string              // one group of that, by its key; "" is all
	Choice    schedule.DateChoice // what becomes of weeks that were counted by other dates
}

// RestoreFromTrash puts back what a command deleted. When the dates of the project changed since,
// the schedule of pekerjaan that come back follows them, which the effect tells;
// *ScheduleChoice asks how.
func (a *App) RestoreFromTrash(ctx context.Context, v *Visit, restoring Restoring) (effect schedule.Effect, done *Done, err error) {
	if err := v.allow(writing); err != nil {
		return effect, nil, err
	}
	o, err := a.store.Operation(ctx, v.ProjectID, restoring.Operation)
	if errors.Is(err, store.ErrNotFound) || (err == nil && (!o.Deletes || o.Changes == nil)) {
		return effect, nil, ErrNotFound
	}
	if err != nil {
		return effect, nil, fmt.Errorf("app: restore: %w", err)
	}
	return carryOut(ctx, a, v, command{
		kind: "trash.restore", need: writing, pricesIfTouched: true,
		own: func() []int64 { return rab.ChangedPekerjaan(o.Changes) },
	}, func(d *rab.Draft) (schedule.Effect, error) {
		if err := d.RestoreDeleted(o.Changes, restoring.Group); err != nil || o.Weeks.From == "" {
			return schedule.Effect{}, err //nolint:wrapcheck // refusals pass as they are
		}
		effect, err := schedule.FollowRestored(d, o.Weeks, restoring.Choice)
		return effect, choiceOf(d.View().Header(), err)
	})
}

// Audit returns entries of the project's history and the number that match.
func (a *App) Audit(ctx context.Context, v *Visit, f store.AuditFilter) ([]*store.AuditEntry, int, error) {
	if err := v.allow(Rights{Read: true}); err != nil {
		return nil, 0, err
	}
	entries, total, err := a.store.Audit(ctx, v.ProjectID, f)
	if err != nil {
		return nil, 0, fmt.Errorf("app: audit: %w", err)
	}
	if !v.Rights.Prices {
		for _, entry := range entries {
			entry.Details = nil // they hold prices and money
		}
	}
	return entries, total, nil
}

// AuditMark names the present state of a project's history, for those who keep what they made
// of it: issuing a document and saving a state are listed, too, and make no revision.
func (a *App) AuditMark(ctx context.Context, v *Visit) (string, error) {
	if err := v.allow(Rights{Read: true}); err != nil {
		return "", err
	}
	mark, err := a.store.AuditMark(ctx, v.ProjectID)
	if err != nil {
		return "", fmt.Errorf("app: audit: %w", err)
	}
	return mark, nil
}
