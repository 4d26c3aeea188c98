package app

import (
	"context"
	"fmt"
	"time"
)

// heavyWait is how long heavy work waits for its turn before the client is asked to come
// back (rulings D29).
const heavyWait = 10 * time.Second

// heavily runs work that takes a core for long. Only as many such works run at a time as
// leave a core for pages; the others wait their turn.
func (a *App) heavily(ctx context.Context, work func() error) error {
	if err := a.awaitHeavy(ctx); err != nil {
		return err
	}
	defer func() { <-a.heavy }()
	return work()
}

// awaitHeavy takes a place among the heavy works.
func (a *App) awaitHeavy(ctx context.Context) error {
	select {
	case a.heavy <- struct{}{}:
		return nil
	default: // others are before us
	}
	a.measured.heavyWaiting.Add(1)
	defer a.measured.heavyWaiting.Add(-1)
	wait, cancel := context.WithTimeout(ctx, heavyWait)
	defer cancel()
	select {
	case a.heavy <- struct{}{}:
		return nil
	case <-wait.Done():
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("app: heavy work: %w", err)
		}
		a.measured.heavyRefused.Add(1)
		return ErrBusy
	}
}
