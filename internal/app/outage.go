package app

import (
	"context"
	"errors"
	"time"

	"takar/internal/store"
)

// Errors of the store that clients are told about in words of their own.
var (
	// ErrUnavailable says that the database does not answer; nothing was stored.
	ErrUnavailable = store.ErrUnavailable
	// ErrNoSpace says that the disk of the database is full; nothing was stored.
	ErrNoSpace = store.ErrNoSpace
	// ErrUnknown says that nobody knows whether a command was stored.
	ErrUnknown = store.ErrUnknown
)

// outageWatchInterval is how often a database that does not answer is asked again.
const outageWatchInterval = time.Second

// NoteOutage tells that the database did not answer. However often it is told, the log has
// one line when an outage begins and one when it ends.
func (a *App) NoteOutage(cause error) {
	select {
	case a.outages <- cause:
	default: // known already
	}
}

// watchOutages logs outages from the first request that notices one until the database
// answers again.
func (a *App) watchOutages(ctx context.Context) {
	for {
		var cause error
		select {
		case <-ctx.Done():
			return
		case cause = <-a.outages:
		}
		began := time.Now()
		a.log.ErrorContext(ctx, "the database does not answer", "error", cause)
		if !a.awaitDatabase(ctx) {
			return
		}
		a.log.InfoContext(ctx, "the database answers again", "after", time.Since(began).Round(time.Millisecond).String())
		select {
		case <-a.outages: //nolint:errcheck // of the same outage
		default:
		}
	}
}

// awaitDatabase returns when the database answers; false when the application closes first.
func (a *App) awaitDatabase(ctx context.Context) bool {
	ticker := time.NewTicker(outageWatchInterval)
	defer ticker.Stop()
	for a.store.Ping(ctx) != nil {
		select {
		case <-ctx.Done():
			return false
		case <-ticker.C:
		}
	}
	return true
}

// troubled logs what went wrong apart from any request. An outage of the database is not
// logged again for everything that it stops.
func (a *App) troubled(ctx context.Context, what string, err error, more ...any) {
	switch {
	case err == nil, ctx.Err() != nil:
	case errors.Is(err, store.ErrUnavailable):
		a.NoteOutage(err)
	default:
		a.log.ErrorContext(ctx, what, append(more, "error", err)...)
	}
}
