package app

import (
	"container/list"
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"takar/internal/ahsp"
	"takar/internal/exchange"
	"takar/internal/rab"
	"takar/internal/schedule"
	"takar/internal/store"
)

// snapshotCache keeps the current snapshot of recently used projects, with everything
// derived from it, within a bound of bytes.
type snapshotCache struct {
	limit int64
	mutex sync.Mutex
	used  int64
	byID  map[int64]*projectEntry
	order *list.List // of *projectEntry, most recently used first

	hits, loads, evictions   atomic.Int64
	answersKept, answersMade atomic.Int64 // answers that were there, and that had to be made
}

// projectEntry is one project in memory. Loading and commands of a project take turns on
// its mutex, so a snapshot is loaded and computed once however many ask (single flight).
type projectEntry struct {
	id       int64
	position *list.Element
	bytes    int64 // counted in the cache; guarded by the cache's mutex

	loading  sync.Mutex
	commands sync.Mutex
	// sharedUntil is until when commands ask for their turn at the store first; guarded by commands.
	sharedUntil time.Time
	state       atomic.Pointer[projectState]
}

// projectState is one revision and the answers made from it so far.
type projectState struct {
	project  *rab.Project
	blind    func() *rab.Project               // without prices, made when first asked
	plans    [2]func() (*schedule.Plan, error) // of project and of blind, made when first asked
	analyses [2]pendingAnalysis
	hashes   [2]func() (string, error) // of the contents, as plans
	answers  sync.Map                  // key → *pendingAnswer
	bytes    atomic.Int64
	kept     atomic.Int64 // the part of it that is answers and documents

	documents pendingDocuments
}

func newProjectState(p *rab.Project) *projectState {
	s := &projectState{project: p, blind: sync.OnceValue(p.WithoutPrices)}
	s.plans[0] = sync.OnceValues(func() (*schedule.Plan, error) { return schedule.NewPlan(p) })
	s.plans[1] = sync.OnceValues(func() (*schedule.Plan, error) { return schedule.NewPlan(s.blind()) })
	s.hashes[0] = sync.OnceValues(func() (string, error) { return exchange.ContentHash(p) })
	s.hashes[1] = sync.OnceValues(func() (string, error) { return exchange.ContentHash(s.blind()) })
	s.bytes.Store(estimateBytes(p))
	return s
}

// estimateBytes is a generous guess of what a snapshot and its figures hold in memory.
func estimateBytes(p *rab.Project) int64 {
	rows := p.Headings.Len() + 2*p.Pekerjaan.Len() + p.Volumes.Len() + p.Analyses.Len() +
		2*p.Components.Len() + p.PriceItems.Len() + p.Conversions.Len() + p.Parameters.Len() + 2*p.Progress.Len() + p.Tahapan.Len() + p.TahapanMembers.Len()
	return 4096 + int64(rows)*448
}

func newSnapshotCache(limit int64) *snapshotCache {
	return &snapshotCache{limit: limit, byID: map[int64]*projectEntry{}, order: list.New()}
}

func (c *snapshotCache) entry(id int64) *projectEntry {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if e, ok := c.byID[id]; ok {
		c.order.MoveToFront(e.position)
		return e
	}
	e := &projectEntry{id: id}
	e.position = c.order.PushFront(e)
	c.byID[id] = e
	return e
}

// account notes the present size of an entry and drops the least recently used ones
// while the bound is exceeded. Requests that still hold a dropped entry finish with it.
func (c *snapshotCache) account(e *projectEntry) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.byID[e.id] != e {
		return
	}
	size := int64(0)
	if state := e.state.Load(); state != nil {
		size = state.bytes.Load()
	}
	c.used += size - e.bytes
	e.bytes = size
	for c.used > c.limit && c.order.Len() > 1 {
		last := c.order.Back()
		victim := last.Value.(*projectEntry) //nolint:forcetypeassert // only entries are in the list
		c.order.Remove(last)
		delete(c.byID, victim.id)
		c.used -= victim.bytes
		c.evictions.Add(1)
	}
}

// state returns the project at the given revision or a later one.
func (a *App) state(ctx context.Context, id, revision int64) (*projectState, error) {
	entry := a.snapshots.entry(id)
	if state := entry.state.Load(); state != nil && state.project.Revision >= revision {
		a.snapshots.hits.Add(1)
		return state, nil
	}
	return a.advance(ctx, entry, revision)
}

// advance loads what is missing up to at least the given revision.
func (a *App) advance(ctx context.Context, entry *projectEntry, revision int64) (*projectState, error) {
	entry.loading.Lock()
	defer entry.loading.Unlock()
	reference := a.library.get()
	state := entry.state.Load()
	if state != nil && state.project.Revision >= revision {
		return state, nil
	}
	from := rab.NewProject(entry.id, reference)
	if state != nil {
		from = state.project
	}
	a.snapshots.loads.Add(1)
	project, err := a.store.AdvanceProject(ctx, from, reference)
	if errors.Is(err, store.ErrNotFound) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("app: load project %d: %w", entry.id, err)
	}
	return a.install(entry, project), nil
}

// install makes project the current snapshot of its entry unless a later one is there.
func (a *App) install(entry *projectEntry, project *rab.Project) *projectState {
	next := newProjectState(project)
	for {
		old := entry.state.Load()
		if old != nil && old.project.Revision >= project.Revision {
			return old
		}
		if entry.state.CompareAndSwap(old, next) {
			a.snapshots.account(entry)
			return next
		}
	}
}

// View is a snapshot as one visitor may see it.
type View struct {
	*rab.Project

	Visit *Visit
	state *projectState
}

// View returns the current snapshot of the visit's project; without the right to prices
// it holds none.
func (a *App) View(ctx context.Context, v *Visit) (*View, error) {
	if err := v.allow(Rights{Read: true}); err != nil {
		return nil, err
	}
	state, err := a.state(ctx, v.ProjectID, v.Revision)
	if err != nil {
		return nil, err
	}
	view := &View{Project: state.project, Visit: v, state: state}
	if !v.Rights.Prices {
		view.Project = state.blind()
	}
	return view, nil
}

// libraryCache holds the reference library in memory, replaced as a whole when an edition
// is committed by anyone.
type libraryCache struct {
	mutex   sync.Mutex
	current atomic.Pointer[loadedLibrary]
}

type loadedLibrary struct {
	*ahsp.Library

	revision string
}

var emptyLibrary = &loadedLibrary{Library: ahsp.NewLibrary(nil, nil)}

func (c *libraryCache) get() *loadedLibrary {
	if l := c.current.Load(); l != nil {
		return l
	}
	return emptyLibrary
}

// refreshLibrary reloads the library when its revision is another one than in memory.
func (a *App) refreshLibrary(ctx context.Context, revision string) error {
	if a.library.get().revision == revision {
		return nil
	}
	a.library.mutex.Lock()
	defer a.library.mutex.Unlock()
	if a.library.get().revision == revision {
		return nil
	}
	editions, analyses, stored, err := a.store.Library(ctx)
	if err != nil {
		return fmt.Errorf("app: load library: %w", err)
	}
	a.library.current.Store(&loadedLibrary{Library: ahsp.NewLibrary(editions, analyses), revision: stored})
	return nil
}

// Library returns the reference library and a text that changes with it.
func (a *App) Library() (library *ahsp.Library, revision string) {
	l := a.library.get()
	return l.Library, l.revision
}
