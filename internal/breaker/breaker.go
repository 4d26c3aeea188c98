// Package breaker stops asking a service that fails, so that nobody waits for it in vain, and
// tries it again now and then.
package breaker

import (
	"sync"
	"time"
)

// Breaker lets calls through until several in a row have failed. Then it refuses all of them
// for a while, and afterwards lets one through at a time until one succeeds.
type Breaker struct {
	failures int
	rest     time.Duration
	now      func() time.Time

	mutex  sync.Mutex
	failed int // in a row
	until  time.Time
	probe  bool // one call tries whether the service is back
}

// New makes a Breaker that opens after so many failures in a row and rests that long. now is
// the clock; nil means time.Now.
func New(failures int, rest time.Duration, now func() time.Time) *Breaker {
	if now == nil {
		now = time.Now
	}
	return &Breaker{failures: max(1, failures), rest: rest, now: now}
}

// Allow reports whether a call may be made. Whoever makes one has to tell how it went, by
// Succeeded, Failed or Abandoned.
func (b *Breaker) Allow() bool {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if b.failed < b.failures {
		return true
	}
	if b.probe || b.now().Before(b.until) {
		return false
	}
	b.probe = true
	return true
}

// Succeeded tells that the service answered.
func (b *Breaker) Succeeded() {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.failed, b.probe = 0, false
}

// Failed tells that the service did not answer, or not in time.
func (b *Breaker) Failed() {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.failed++
	b.probe = false
	if b.failed >= b.failures {
		b.until = b.now().Add(b.rest)
	}
}

// Abandoned tells that a call was given up before it showed how the service is.
func (b *Breaker) Abandoned() {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.probe = false
}

// Open reports whether the service counts as failing.
func (b *Breaker) Open() bool {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.failed >= b.failures
}
