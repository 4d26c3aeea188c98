package backup

import (
	"context"
	"time"
)

// Clear removes old backups of the store, as Keep says.
func (m *Maker) Clear(ctx context.Context, directory string, keep Keep) (removed []string, err error) {
	incarnation, err := m.Store.Incarnation(ctx)
	if err != nil {
		return nil, err
	}
	return keep.Clear(directory, incarnation, m.Now())
}

// Repeat calls work whenever the newest backup of the store in a directory is older than
// every, until ctx ends. So a restart neither skips one nor makes one too many. After a
// failure it waits as long as after a success, but an hour at most.
func (m *Maker) Repeat(ctx context.Context, directory string, every time.Duration, work func(context.Context)) error {
	incarnation, err := m.Store.Incarnation(ctx)
	if err != nil || ctx.Err() != nil {
		return err
	}
	for {
		wait := time.Duration(0)
		if own, err := backupsIn(directory, incarnation); err == nil && len(own) > 0 {
			wait = timeOf(own[0]).Add(every).Sub(m.Now())
		}
		if wait <= 0 {
			work(ctx)
			if own, err := backupsIn(directory, incarnation); err == nil && len(own) > 0 {
				wait = timeOf(own[0]).Add(every).Sub(m.Now())
			}
			if wait <= 0 {
				wait = min(every, time.Hour)
			}
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil
		case <-timer.C:
		}
	}
}
