package app

import "sync"

// Event tells open pages that a project has a new revision.
type Event struct {
	Project  int64
	Revision int64
}

// events hands out what is published to whoever listens to a project.
type events struct {
	mutex     sync.Mutex
	closed    bool
	listeners map[int64]map[chan Event]struct{}
}

func newEvents() *events { return &events{listeners: map[int64]map[chan Event]struct{}{}} }

// Subscribe returns a channel that holds the latest unseen event of a project; a slow
// listener misses intermediate revisions, never the last. The channel is closed when the
// server stops. Call cancel when done.
func (a *App) Subscribe(project int64) (stream <-chan Event, cancel func()) {
	e := a.events
	channel := make(chan Event, 1)
	e.mutex.Lock()
	defer e.mutex.Unlock()
	if e.closed {
		close(channel)
		return channel, func() {}
	}
	if e.listeners[project] == nil {
		e.listeners[project] = map[chan Event]struct{}{}
	}
	e.listeners[project][channel] = struct{}{}
	return channel, func() {
		e.mutex.Lock()
		defer e.mutex.Unlock()
		delete(e.listeners[project], channel)
		if len(e.listeners[project]) == 0 {
			delete(e.listeners, project)
		}
	}
}

func (e *events) publish(event Event) {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	for channel := range e.listeners[event.Project] {
		select {
		case <-channel: // drop an older one that nobody read yet
		default:
		}
		channel <- event
	}
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

// listening counts the open channels.
func (e *events) listening() int {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	count := 0
	for _, channels := range e.listeners {
		count += len(channels)
	}
	return count
}
