package app

import (
	"context"
	"time"
)

// Drain prepares the end: from now on the server says that it is not ready, so that no new
// requests are sent to it, and begins no further jobs. Those that come are still answered.
func (a *App) Drain() { a.draining.Store(true) }

// Draining reports whether the end is near.
func (a *App) Draining() bool { return a.draining.Load() }

// EndStreams ends all event streams, which never end by themselves; the pages come back to
// another server, or to the next start of this one.
func (a *App) EndStreams() { a.events.close() }

// returnTime bounds how long giving a job back may hold up the end.
const returnTime = 5 * time.Second

// giveBack lets another server, or the next start of this one, go on with a job that the end
// of this one has cut off.
func (a *App) giveBack(ctx context.Context, job *Job) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), returnTime)
	defer cancel()
	a.troubled(ctx, "give the job back", a.store.ReturnJob(ctx, job))
}
