package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"takar/internal/rab"
	"takar/internal/schedule"
	"takar/internal/store"
)

// Done tells what a command did. Project is the snapshot after it, with prices.
type Done struct {
	Project     *rab.Project
	Revision    int64
	Changed     bool  // false: nothing differed, nothing was stored
	OperationID int64 // 0 when nothing changed
}

// commitAttempts bounds how often a command is decided anew because another server
// committed to the same project first. Within one process commands take turns.
const commitAttempts = 12

// sharedFor is how long servers take turns with a project after two of them met there.
const sharedFor = 5 * time.Second

// command is one change of a project: decided on a draft, outside any transaction, then
// stored in one short transaction that holds only if nobody else was faster.
type command struct {
	kind string // name of the command in the history
	need Rights
	// pricesIfTouched asks for the right to prices as well when rows that it changes hold any: what
	// it turns back or puts back tells only then.
	pricesIfTouched bool
	decide          func(*rab.Draft) error
	// own lists the pekerjaan that the user changed directly; others that change with
	// them are CASCADE in the audit trail.
	own func() []int64
	// while an operation is being undone or redone:
	undoOf *int64
	undone map[int64]bool
}

// run carries out a command for a visitor.
func (a *App) run(ctx context.Context, v *Visit, c command) (*Done, error) {
	if err := v.allow(c.need); err != nil {
		return nil, err
	}
	entry := a.snapshots.entry(v.ProjectID)
	entry.commands.Lock()
	defer entry.commands.Unlock()
	revision := v.Revision
	for range commitAttempts {
		var made attempt
		work := func(least int64, commit func(context.Context, *store.Commit) error) (err error) {
			made, err = a.attempt(ctx, v, least, &c, commit)
			return err
		}
		var err error
		if a.now().Before(entry.sharedUntil) {
			err = a.store.Turn(ctx, v.ProjectID, work)
		} else {
			err = work(revision, a.commit)
		}
		if err == nil {
			return a.finish(entry, made), nil
		}
		if !errors.Is(err, store.ErrStale) {
			return nil, err
		}
		// Another server is at work on the project: now commands take turns, or the server that is
		// slower would be refused again and again.
		entry.sharedUntil = a.now().Add(sharedFor)
		revision = made.base.Revision + 1
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("app: %s: %w", c.kind, err)
		}
	}
	return nil, ErrBusy
}

func (a *App) commit(ctx context.Context, c *store.Commit) error {
	_, err := a.store.Commit(ctx, c)
	return err //nolint:wrapcheck // as the store says it
}

// attempt is a command that was decided on a snapshot.
type attempt struct {
	base      *rab.Project
	after     *rab.Project // nil: nothing differed
	operation int64
}

// withLibrary returns the snapshot with the library as it is now: a command may name
// analyses that were committed after the snapshot was loaded.
func (a *App) withLibrary(p *rab.Project) *rab.Project {
	if library := a.library.get(); p.Reference != rab.Reference(library) {
		return p.Apply(&rab.Delta{}, p.Revision, library)
	}
	return p
}

// attempt decides a command on the snapshot of at least the given revision, and hands over what
// is to be stored.
func (a *App) attempt(ctx context.Context, v *Visit, least int64, c *command, commit func(context.Context, *store.Commit) error) (made attempt, err error) {
	state, err := a.state(ctx, v.ProjectID, least)
	if err != nil {
		return made, err
	}
	made.base = a.withLibrary(state.project)
	ids := a.store.IDs(ctx)
	draft := made.base.Edit(ids, a.instant(), v.Account.ID)
	if err := c.decide(draft); err != nil {
		return made, a.nameConflict(ctx, v, refusal(err))
	}
	after, stored, err := a.prepare(v, draft, *c, ids)
	if err != nil || stored == nil {
		return made, err
	}
	if err := ids.Err(); err != nil {
		return made, fmt.Errorf("app: %s: %w", c.kind, err)
	}
	made.after, made.operation = after, stored.Operation.ID
	return made, commit(ctx, stored)
}

// finish tells everybody of what an attempt has stored.
func (a *App) finish(entry *projectEntry, made attempt) *Done {
	if made.after == nil {
		return &Done{Project: made.base, Revision: made.base.Revision}
	}
	state := a.stored(entry, made.after)
	return &Done{Project: state.project, Revision: made.after.Revision, Changed: true, OperationID: made.operation}
}

// stored tells everybody of a commit that the store has taken.
func (a *App) stored(entry *projectEntry, after *rab.Project) *projectState {
	state := a.install(entry, after)
	a.visits.moved(after.ID, after.Revision, after.Header().IsActive)
	a.events.publish(Event{Project: after.ID, Revision: after.Revision})
	return state
}

// prepare returns the snapshot after a decided draft and what the store has to write for
// it; both are nil when nothing changed.
func (a *App) prepare(v *Visit, draft *rab.Draft, c command, ids rab.IDs) (after *rab.Project, commit *store.Commit, err error) {
	changes, err := draft.Finish()
	if err != nil {
		return nil, nil, fmt.Errorf("app: %s: %w", c.kind, err)
	}
	if len(changes) == 0 {
		return nil, nil, nil
	}
	if c.pricesIfTouched && rab.TouchesPrices(changes) {
		if err := v.allow(Rights{Prices: true}); err != nil {
			return nil, nil, err
		}
	}
	base, delta := draft.Base(), draft.Delta()
	after = base.Apply(delta, base.Revision+1, base.Reference)
	commit = &store.Commit{
		Project: base, Delta: delta, Undone: c.undone, Standing: schedule.StandingOf(after),
		Operation: store.Operation{
			ID: ids.NextID(), AccountID: v.Account.ID, Kind: c.kind, CreatedAt: draft.At(),
			UndoOf: c.undoOf, Deletes: rab.DeletesRows(changes), Weeks: base.Header().WeekDates(), Changes: changes,
		},
	}
	if err := describe(commit, draft, after, changes, &c, v, ids); err != nil {
		return nil, nil, err
	}
	return after, commit, nil
}

// overwriteMark stands behind the summary of a command that did not say which state of the
// rows it had seen (rulings B11).
const overwriteMark = " (menimpa tanpa versi)"

// describe derives the audit entries of a commit from its row changes.
func describe(commit *store.Commit, draft *rab.Draft, after *rab.Project, changes []rab.RowChange, c *command, v *Visit, ids rab.IDs) error {
	var own []int64
	if c.own != nil {
		own = c.own()
	}
	for _, entry := range rab.AuditEntries(draft.Base(), after, changes, own) {
		row := store.AuditEntry{
			ID: ids.NextID(), AccountID: v.Account.ID, AccountName: v.Account.UserName,
			PekerjaanID: entry.PekerjaanID, Kode: entry.Kode, Uraian: entry.Uraian,
			Action: entry.Action, TriggeredBy: entry.TriggeredBy, Summary: entry.Summary,
		}
		if draft.Overwrites() && entry.TriggeredBy == rab.ByUser {
			row.Summary += overwriteMark
		}
		row.Summary += v.through()
		var err error
		if row.OldData, err = optionalJSON(entry.OldData, entry.OldData == nil); err != nil {
			return err
		}
		if row.NewData, err = optionalJSON(entry.NewData, entry.NewData == nil); err != nil {
			return err
		}
		if row.Details, err = optionalJSON(entry.Details, len(entry.Details) == 0); err != nil {
			return err
		}
		commit.Audit = append(commit.Audit, row)
		if commit.Operation.Summary == "" {
			commit.Operation.Summary = row.Summary
		}
	}
	return nil
}

func optionalJSON(value any, absent bool) (*string, error) {
	if absent {
		return nil, nil //nolint:nilnil // NULL is the value
	}
	data, err := json.Marshal(value)
	if err != nil {
		return nil, fmt.Errorf("app: encode audit: %w", err)
	}
	text := string(data)
	return &text, nil
}

// nameConflict fills in who changed the rows of a conflict, and hides from the visitor
// what they may not see of them.
func (a *App) nameConflict(ctx context.Context, v *Visit, err error) error {
	var conflict *rab.Conflict
	if !errors.As(err, &conflict) {
		return err
	}
	if !v.Rights.Prices {
		conflict.HidePrices()
	}
	ids := make([]int64, 0, len(conflict.Rows))
	for _, row := range conflict.Rows {
		ids = append(ids, row.WhoID)
	}
	names, nameErr := a.store.AccountNames(ctx, ids)
	if nameErr != nil {
		return errors.Join(err, nameErr)
	}
	for i := range conflict.Rows {
		conflict.Rows[i].Who = names[conflict.Rows[i].WhoID]
	}
	return err
}

// carryOut runs a command whose decision yields a result besides the changed rows.
func carryOut[T any](ctx context.Context, a *App, v *Visit, c command, decide func(*rab.Draft) (T, error)) (result T, done *Done, err error) {
	c.decide = func(d *rab.Draft) error {
		var err error
		result, err = decide(d)
		return err
	}
	if done, err = a.run(ctx, v, c); err != nil {
		var none T
		return none, nil, err
	}
	return result, done, nil
}

// writing and pricing are the rights that most commands need.
var (
	writing = Rights{Write: true}
	pricing = Rights{Write: true, Prices: true}
)
