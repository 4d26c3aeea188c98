package auth

import (
	"container/list"
	"sync"
	"time"
)

// Window counts events per key in a sliding window of time: at most limit of
// them in any span of length per. It remembers a bounded number of keys; when
// full, the key whose last event is oldest is forgotten first. Safe for
// concurrent use.
type Window struct {
	limit    int
	per      time.Duration
	capacity int
	now      func() time.Time

	mu      sync.Mutex
	entries map[string]*list.Element
	order   *list.List // of *windowEntry, oldest last event first
}

// windowEntry holds the latest events of one key, oldest first, never more
// than the limit: older ones cannot change an answer.
type windowEntry struct {
	key    string
	events []time.Time
}

// NewWindow makes a window of limit events in any span of length per, for at
// most capacity keys. now is the clock.
func NewWindow(limit int, per time.Duration, capacity int, now func() time.Time) *Window {
	return &Window{
		limit: max(1, limit), per: per, capacity: max(1, capacity), now: now,
		entries: make(map[string]*list.Element), order: list.New(),
	}
}

// Wait is how long key must wait until its next event fits; 0 when it fits now.
func (w *Window) Wait(key string) time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.waitAt(key, w.now())
}

// Charge counts an event of key, whether it fits or not.
func (w *Window) Charge(key string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.chargeAt(key, w.now())
}

// Take counts an event of key if it fits; otherwise nothing is counted and the
// answer is the time to wait.
func (w *Window) Take(key string) (retryAfter time.Duration, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.now()
	if wait := w.waitAt(key, now); wait > 0 {
		return wait, false
	}
	w.chargeAt(key, now)
	return 0, true
}

// Forget drops all events of key.
func (w *Window) Forget(key string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if element, known := w.entries[key]; known {
		w.drop(element)
	}
}

// Keys is the number of keys remembered.
func (w *Window) Keys() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.entries)
}

func (w *Window) waitAt(key string, now time.Time) time.Duration {
	element, known := w.entries[key]
	if !known {
		return 0
	}
	events := entryOf(element).events
	if len(events) < w.limit {
		return 0
	}
	return max(0, events[len(events)-w.limit].Add(w.per).Sub(now))
}

func (w *Window) chargeAt(key string, now time.Time) {
	w.dropExpired(now)
	element, known := w.entries[key]
	if !known {
		if len(w.entries) >= w.capacity {
			w.drop(w.order.Front())
		}
		element = w.order.PushBack(&windowEntry{key: key})
		w.entries[key] = element
	}
	entry := entryOf(element)
	if len(entry.events) == w.limit {
		copy(entry.events, entry.events[1:])
		entry.events = entry.events[:w.limit-1]
	}
	entry.events = append(entry.events, now)
	w.order.MoveToBack(element)
}

// dropExpired forgets keys whose last event left the window. They stand at
// the front, because the list is ordered by last event.
func (w *Window) dropExpired(now time.Time) {
	for front := w.order.Front(); front != nil; front = w.order.Front() {
		events := entryOf(front).events
		if events[len(events)-1].Add(w.per).After(now) {
			return
		}
		w.drop(front)
	}
}

func (w *Window) drop(element *list.Element) {
	delete(w.entries, entryOf(element).key)
	w.order.Remove(element)
}

func entryOf(element *list.Element) *windowEntry {
	entry, _ := element.Value.(*windowEntry) // the list holds nothing else
	return entry
}
