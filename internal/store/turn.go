package store

import (
	"context"
	"fmt"
)

// Turn waits until no other server is at its turn with the project, takes the turn, and
// returns the revision at which the project is then. Turns are for projects on which several
// servers work at the same time: each commit makes the decisions of the others stale, and
// without turns a slow one would never be the first. They keep nobody from committing who
// does not ask for one. The caller ends the turn. With SQLite, where one process serves, there
// is nothing to wait for.
func (s *Store) Turn(ctx context.Context, project int64) (revision int64, end func(), err error) {
	if s.turns == nil {
		err := s.queryRow(ctx, `SELECT revision FROM project WHERE id = ?`, project).Scan(&revision)
		if err != nil {
			return 0, nil, fmt.Errorf("store: turn: %w", err)
		}
		return revision, func() {}, nil
	}
	select {
	case s.turns <- struct{}{}:
	case <-ctx.Done():
		return 0, nil, fmt.Errorf("store: turn: %w", ctx.Err())
	}
	if err := s.write.enter(ctx); err != nil {
		<-s.turns
		return 0, nil, err
	}
	tx, err := s.write.begin(ctx, nil)
	if err != nil {
		s.write.leave()
		<-s.turns
		return 0, nil, err
	}
	end = func() {
		_ = tx.Rollback() // it only held the lock
		s.write.leave()
		<-s.turns
	}
	// Negative keys are those of projects; the lock of migrations has a positive one. Whoever
	// waits is served in the order of asking.
	t := &transaction{tx: tx, store: s}
	if _, err := t.exec(ctx, `SELECT pg_advisory_xact_lock(?)`, -project); err != nil {
		end()
		return 0, nil, err
	}
	if err := t.queryRow(ctx, `SELECT revision FROM project WHERE id = ?`, project).Scan(&revision); err != nil {
		end()
		return 0, nil, fmt.Errorf("store: turn: %w", err)
	}
	return revision, end, nil
}
