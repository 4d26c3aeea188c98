package app

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"takar/internal/auth"
	"takar/internal/rab"
	"takar/internal/store"
)

// Visit is one request's knowledge of who asks and what they may do. Project fields are
// zero when the request names no project, or one that the visitor may not see.
type Visit struct {
	Account   store.Account
	TokenHash string
	ExpiresAt rab.Instant
	Token     *APIToken // of a program, whose bounds the rights keep; nil for a person

	ProjectID int64
	Revision  int64
	Active    bool // not archived
	Role      Role
	Rights    Rights
}

// Admin reports whether the visitor administers the whole installation. Programs never do.
func (v *Visit) Admin() bool { return v.Account.IsAdmin && v.Token == nil }

// Enter finds out who sent a request, from the session token, and what they may do in the
// project it names (0 for none). ErrNoSession asks for a login.
func (a *App) Enter(ctx context.Context, token string, project int64) (*Visit, error) {
	if token == "" {
		return nil, ErrNoSession
	}
	return a.enter(ctx, auth.HashToken(token), project, ErrNoSession)
}

// enter finds out whose a stored hash is; unknown is the error of one that is nobody's.
func (a *App) enter(ctx context.Context, tokenHash string, project int64, unknown error) (*Visit, error) {
	access, err := a.access(ctx, tokenHash, project)
	if errors.Is(err, store.ErrNotFound) {
		return nil, unknown
	}
	if err != nil {
		return nil, fmt.Errorf("app: enter: %w", err)
	}
	if err := a.refreshLibrary(ctx, access.LibraryRevision); err != nil {
		return nil, err
	}
	return visitOf(access), nil
}

func visitOf(access *store.Access) *Visit {
	visit := &Visit{
		Account: access.Account, TokenHash: access.Session.TokenHash, ExpiresAt: access.Session.ExpiresAt,
		Role: Role(access.Role), Rights: rightsOf(access.Member, Role(access.Role), access.Prices),
	}
	if access.Token != nil {
		visit.Token, visit.Rights = access.Token, visit.Rights.within(access.Token)
	}
	if access.Member {
		visit.ProjectID, visit.Revision, visit.Active = access.ProjectID, access.Revision, access.ProjectActive
	}
	return visit
}

func (a *App) access(ctx context.Context, tokenHash string, project int64) (*store.Access, error) {
	now := a.instant()
	key := visitKey{tokenHash: tokenHash, project: project}
	if known, ok := a.visits.get(key, now); ok {
		a.measured.visitsKnown.Add(1)
		return known, nil
	}
	a.measured.visitsRead.Add(1)
	generation := a.visits.current()
	access, err := a.store.Access(ctx, tokenHash, project, now)
	if err != nil {
		return nil, err
	}
	a.noteUse(ctx, access.Token, now)
	a.visits.put(key, access, generation)
	return access, nil
}

type visitKey struct {
	tokenHash string
	project   int64
}

// visitCache remembers what Access read, for stores that tell when anybody else commits
// (rulings D26). Whatever may change an answer moves the generation on, so that a read
// that overlapped a change is never kept.
type visitCache struct {
	enabled    bool
	mutex      sync.RWMutex
	generation int64
	entries    map[visitKey]*store.Access
}

// visitCacheSize bounds the entries; a full cache starts again.
const visitCacheSize = 20_000

func newVisitCache() *visitCache { return &visitCache{entries: map[visitKey]*store.Access{}} }

func (c *visitCache) get(key visitKey, now rab.Instant) (*store.Access, bool) {
	if !c.enabled {
		return nil, false
	}
	c.mutex.RLock()
	defer c.mutex.RUnlock()
	access, ok := c.entries[key]
	return access, ok && access.Session.ExpiresAt > now
}

func (c *visitCache) current() int64 {
	c.mutex.RLock()
	defer c.mutex.RUnlock()
	return c.generation
}

func (c *visitCache) put(key visitKey, access *store.Access, generation int64) {
	if !c.enabled {
		return
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if generation != c.generation {
		return
	}
	if len(c.entries) >= visitCacheSize {
		clear(c.entries)
	}
	c.entries[key] = access
}

// forget drops everything: an account, a session or a membership changed, or another
// process committed.
func (c *visitCache) forget() {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.generation++
	clear(c.entries)
}

// moved tells the new state of a project after a commit of this process.
func (c *visitCache) moved(project, revision int64, active bool) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.generation++
	for key, access := range c.entries {
		if key.project == project && access.Member {
			next := *access
			next.Revision, next.ProjectActive = max(next.Revision, revision), active
			c.entries[key] = &next
		}
	}
}

// storeWatchInterval bounds how long a commit of another process stays unseen.
const storeWatchInterval = 50 * time.Millisecond

// watchStore drops remembered visits when another connection has committed.
func (a *App) watchStore(ctx context.Context) {
	ticker := time.NewTicker(storeWatchInterval)
	defer ticker.Stop()
	var last int64
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			version, _, err := a.store.DataVersion(ctx)
			if err != nil {
				a.troubled(ctx, "watch the store", err)
				a.visits.forget()
				continue
			}
			if version != last {
				a.visits.forget()
				if err := a.retell(ctx); err != nil {
					a.troubled(ctx, "tell what others committed", err)
					continue
				}
				last = version
			}
		}
	}
}
