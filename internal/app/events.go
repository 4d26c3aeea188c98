package app

import (
	"context"
	"errors"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"takar/internal/store"
)

// Event tells open pages that a project has a new revision.
type Event struct {
	Project  int64
	Revision int64
}

// A page that follows a project keeps a connection. Browsers have one for all their tabs of
// a project; the bounds are far above what people need.
const (
	maxStreams        = 4096 // of one process
	maxAccountStreams = 128  // of one account, on one process
)

// ErrStreams refuses one more event stream.
var ErrStreams = errors.New("terlalu banyak halaman yang mengikuti perubahan: tutup yang tidak dipakai, atau muat ulang nanti")

// events hands out what is published to whoever listens to a project.
type events struct {
	mutex     sync.Mutex
	closed    bool
	listeners map[int64]map[chan Event]struct{}
	streams   int
	accounts  map[int64]int // streams of each
}

func newEvents() *events {
	return &events{listeners: map[int64]map[chan Event]struct{}{}, accounts: map[int64]int{}}
}

// Subscribe returns a channel that holds the latest unseen event of the project of a visit; a
// slow listener misses intermediate revisions, never the last. The channel is closed when the
// server stops. Call cancel when done. ErrStreams when there are too many.
func (a *App) Subscribe(v *Visit) (stream <-chan Event, cancel func(), err error) {
	e, project, account := a.events, v.ProjectID, v.Account.ID
	channel := make(chan Event, 1)
	e.mutex.Lock()
	defer e.mutex.Unlock()
	if e.closed {
		close(channel)
		return channel, func() {}, nil
	}
	if e.streams >= maxStreams || e.accounts[account] >= maxAccountStreams {
		return nil, nil, ErrStreams
	}
	if e.listeners[project] == nil {
		e.listeners[project] = map[chan Event]struct{}{}
	}
	e.listeners[project][channel] = struct{}{}
	e.streams++
	e.accounts[account]++
	return channel, sync.OnceFunc(func() { e.leave(project, account, channel) }), nil
}

func (e *events) leave(project, account int64, channel chan Event) {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	e.streams--
	if e.accounts[account]--; e.accounts[account] == 0 {
		delete(e.accounts, account)
	}
	delete(e.listeners[project], channel)
	if len(e.listeners[project]) == 0 {
		delete(e.listeners, project)
	}
}

func (e *events) publish(event Event) {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	for channel := range e.listeners[event.Project] {
		select {
		case older := <-channel: // that nobody read yet
			event.Revision = max(event.Revision, older.Revision)
		default:
		}
		channel <- event
	}
}

// listening counts the open streams.
func (e *events) listening() int {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	return e.streams
}

// projects returns those to which somebody listens.
func (e *events) projects() []int64 {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	return slices.Collect(maps.Keys(e.listeners))
}

func (e *events) close() {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	if e.closed {
		return
	}
	e.closed = true
	for _, channels := range e.listeners {
		for channel := range channels {
			close(channel)
		}
	}
	e.listeners = map[int64]map[chan Event]struct{}{}
}

// retell publishes the present revisions of all projects to which somebody listens: others
// may have committed without this process being told.
func (a *App) retell(ctx context.Context) error {
	projects := a.events.projects()
	if len(projects) == 0 {
		return nil
	}
	present, err := a.store.Revisions(ctx, projects)
	if err != nil {
		return err
	}
	for _, p := range present {
		a.events.publish(Event{Project: p.Project, Revision: p.Revision})
	}
	return nil
}

// The pauses before a lost connection to the other servers is made anew, growing and
// scattered so that servers do not come back all at once.
const (
	listenPause    = 100 * time.Millisecond
	maxListenPause = 5 * time.Second
)

// listen hears what other servers on the same database commit. While the connection is lost
// nothing is heard; when it is back, what may have been missed is read.
func (a *App) listen(ctx context.Context) {
	pause, deaf := listenPause, false
	for {
		err := a.store.Listen(ctx, func() {
			if deaf {
				a.log.InfoContext(ctx, "listening to the other servers again")
			}
			pause, deaf = listenPause, false
			a.troubled(ctx, "tell what was missed", a.retell(ctx))
			a.wakeJobs()
		}, a.heard)
		if ctx.Err() != nil || errors.Is(err, store.ErrAlone) {
			return
		}
		if !deaf {
			a.log.WarnContext(ctx, "the other servers cannot be heard", "error", err)
			deaf = true
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause/2 + rand.N(pause)): //nolint:gosec // it scatters, it hides nothing
		}
		pause = min(2*pause, maxListenPause)
	}
}

// heard passes on what another server tells.
func (a *App) heard(n store.Notice) {
	if n.Project == 0 {
		a.wakeJobs()
		return
	}
	a.events.publish(Event{Project: n.Project, Revision: n.Revision})
}
