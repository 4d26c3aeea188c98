package app

import (
	"context"
	"fmt"

	"takar/internal/auth"
)

// Ready reports whether the database answers.
func (a *App) Ready(ctx context.Context) error {
	if err := a.store.Ping(ctx); err != nil {
		a.NoteOutage(err)
		return fmt.Errorf("app: ready: %w", err)
	}
	return nil
}

// Version is what the operator knows the program by.
func (a *App) Version() string { return a.version }

// Vendor names the database: "sqlite" or "postgresql".
func (a *App) Vendor() string { return a.store.Vendor() }

// Shared is what several servers have in common beside the database: counters of limits,
// which each of them can do without.
type Shared interface {
	auth.Sharing
	Ping(ctx context.Context) error
}

// Cache names where limits are counted, "memory" or "redis". With an error from there the
// server goes on alone.
func (a *App) Cache(ctx context.Context) (backend string, err error) {
	if a.shared == nil {
		return "memory", nil
	}
	if err := a.shared.Ping(ctx); err != nil {
		return "redis", fmt.Errorf("app: cache: %w", err)
	}
	return "redis", nil
}
