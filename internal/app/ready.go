package app

import (
	"context"
	"fmt"
)

// Ready reports whether the database answers.
func (a *App) Ready(ctx context.Context) error {
	if err := a.store.Ping(ctx); err != nil {
		a.NoteOutage(err)
		return fmt.Errorf("app: ready: %w", err)
	}
	return nil
}

// Vendor names the database: "sqlite" or "postgresql".
func (a *App) Vendor() string { return a.store.Vendor() }
