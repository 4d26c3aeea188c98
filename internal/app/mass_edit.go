package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"takar/internal/rab"
	"takar/internal/schedule"
	"takar/internal/store"
)

// EditProjectsMost is the most projects that one command edits: a page of the list.
const EditProjectsMost = maxProjectPageSize

// ProjectEdit is the change of a project's own data. ID and Path are of a project in a list.
type ProjectEdit struct {
	ID      int64
	Version *int64              // of the project's own data, as the client read them; nil overwrites
	Edit    func(*rab.Header)   // gets a copy
	Choice  schedule.DateChoice // of what becomes of the schedule
	Path    string              // before the names of fields in problems and conflicts, such as "changes[0]"
}

// EditedProject is a project after a command that edited several.
type EditedProject struct {
	*rab.Header

	Revision int64
	Changed  bool
	Effect   schedule.Effect // of new dates on the schedule
}

// EditProjects changes the own data of several projects by the rules of EditProject, in one
// transaction: all or none. Everything that is wrong is told at once, and so are all stale
// versions. A project that the visitor may not edit is a problem at its id.
func (a *App) EditProjects(ctx context.Context, v *Visit, edits []ProjectEdit) ([]EditedProject, error) {
	if len(edits) == 0 || len(edits) > EditProjectsMost {
		return nil, rab.Refuse("changes", "Kirim 1 sampai %d proyek sekaligus.", EditProjectsMost)
	}
	m, err := a.newMassEdit(ctx, v, edits)
	if err != nil {
		return nil, err
	}
	defer m.unlock()
	for range commitAttempts {
		edited, err := m.attempt(ctx)
		if !errors.Is(err, store.ErrStale) {
			return edited, err
		}
		for i := range m.visits {
			m.visits[i].Revision++ // at least one was changed by another server
		}
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("app: edit projects: %w", err)
		}
	}
	return nil, ErrBusy
}

// massEdit is one command on several projects, whose turns it holds.
type massEdit struct {
	app     *App
	edits   []ProjectEdit
	visits  []*Visit
	entries []*projectEntry
}

// newMassEdit finds out what the visitor may do, and waits for the turn of every project.
func (a *App) newMassEdit(ctx context.Context, v *Visit, edits []ProjectEdit) (*massEdit, error) {
	m := &massEdit{app: a, edits: edits}
	var problems rab.Problems
	seen := map[int64]bool{}
	for _, edit := range edits {
		visit, err := a.visit(ctx, v, edit.ID)
		if err != nil {
			return nil, err
		}
		if err := visit.allow(writing); err != nil {
			problems.Add(edit.Path+".id", "%s", err)
		} else if seen[edit.ID] {
			problems.Add(edit.Path+".id", "proyek ini disebut dua kali: gabungkan perubahannya")
		}
		seen[edit.ID] = true
		m.visits = append(m.visits, visit)
		m.entries = append(m.entries, a.snapshots.entry(edit.ID))
	}
	if err := problems.Err(); err != nil {
		return nil, err
	}
	for _, entry := range m.inOrder() {
		entry.commands.Lock()
	}
	return m, nil
}

// inOrder lists the entries in the order in which they are locked, the same for all.
func (m *massEdit) inOrder() []*projectEntry {
	return slices.SortedFunc(slices.Values(m.entries), func(a, b *projectEntry) int { return cmp.Compare(a.id, b.id) })
}

func (m *massEdit) unlock() {
	for _, entry := range m.entries {
		entry.commands.Unlock()
	}
}

// attempt decides all edits on the present snapshots and stores them.
func (m *massEdit) attempt(ctx context.Context) ([]EditedProject, error) {
	ids := m.app.store.IDs(ctx)
	edited := make([]EditedProject, len(m.edits))
	after := make([]*rab.Project, len(m.edits))
	var commits []*store.Commit
	var refused refusals
	for i, edit := range m.edits {
		state, err := m.app.state(ctx, edit.ID, m.visits[i].Revision)
		if err != nil {
			return nil, err
		}
		base := m.app.withLibrary(state.project)
		m.visits[i].Revision = base.Revision
		edited[i] = EditedProject{Header: base.Header(), Revision: base.Revision}
		draft := base.Edit(ids, m.app.instant(), m.visits[i].Account.ID)
		effect, err := m.visits[i].editProject(draft, edit)
		if err != nil {
			if err := m.collect(ctx, i, err, &refused); err != nil {
				return nil, err
			}
			continue
		}
		next, commit, err := m.app.prepare(m.visits[i], draft, command{kind: "project.edit"}, ids)
		if err != nil {
			return nil, err
		}
		if commit != nil {
			after[i], commits = next, append(commits, commit)
			edited[i] = EditedProject{Header: next.Header(), Revision: next.Revision, Changed: true, Effect: effect}
		}
	}
	if err := errors.Join(refused.err(), ids.Err()); err != nil {
		return nil, err
	}
	if len(commits) == 0 {
		return edited, nil
	}
	if err := m.app.store.CommitAll(ctx, commits); err != nil {
		return nil, fmt.Errorf("app: edit projects: %w", err)
	}
	for i, project := range after {
		if project != nil {
			m.app.stored(m.entries[i], project)
		}
	}
	return edited, nil
}

// refusals is what stops a mass edit: first what is wrong, then what others changed, then
// what is to be chosen.
type refusals struct {
	problems rab.Problems
	conflict rab.Conflict
	choice   ScheduleChoice
}

func (r *refusals) err() error {
	switch {
	case len(r.problems) > 0:
		return r.problems.Err()
	case len(r.conflict.Rows) > 0:
		return &r.conflict
	case len(r.choice.Projects) > 0:
		return &r.choice
	}
	return nil
}

// collect puts what refuses one edit with what refuses the others, under its path.
func (m *massEdit) collect(ctx context.Context, i int, err error, refused *refusals) error {
	var invalid *rab.Invalid
	var stale *rab.Conflict
	var choice *ScheduleChoice
	path := m.edits[i].Path + "."
	switch err := m.app.nameConflict(ctx, m.visits[i], err); {
	case errors.As(err, &invalid):
		for _, problem := range invalid.Problems {
			problem.Path = path + problem.Path
			refused.problems = append(refused.problems, problem)
		}
	case errors.As(err, &stale):
		for _, row := range stale.Rows {
			row.Path = path + row.Path
			refused.conflict.Rows = append(refused.conflict.Rows, row)
		}
	case errors.As(err, &choice):
		for _, project := range choice.Projects {
			project.Path = path + project.Path
			refused.choice.Projects = append(refused.choice.Projects, project)
		}
	default:
		return fmt.Errorf("app: edit projects: %w", err)
	}
	return nil
}
