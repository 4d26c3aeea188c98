package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Turn lets a command be decided and stored while nobody else commits to the project: work is
// told the revision at which it is and hands its commit over. Turns are for projects on which
// several servers work at the same time, where each commit makes the decisions of the others
// stale, and a slow server would never be the first. What work returns is returned; nothing
// is stored then. With SQLite, where one process serves, nobody is kept from committing.
func (s *Store) Turn(ctx context.Context, project int64, work func(revision int64, commit func(context.Context, *Commit) error) error) error {
	if s.turns == nil {
		revision, err := revisionOf(s.queryRow(ctx, `SELECT revision FROM project WHERE id = ?`, project))
		if err != nil {
			return err
		}
		return work(revision, func(ctx context.Context, c *Commit) error {
			_, err := s.Commit(ctx, c)
			return err
		})
	}
	select {
	case s.turns <- struct{}{}:
		defer func() { <-s.turns }()
	case <-ctx.Done():
		return fmt.Errorf("store: turn: %w", ctx.Err())
	}
	return s.inWrite(ctx, func(tx *transaction) error {
		revision, err := revisionOf(tx.queryRow(ctx, `SELECT revision FROM project WHERE id = ? FOR UPDATE`, project))
		if err != nil {
			return err
		}
		return work(revision, func(ctx context.Context, c *Commit) error {
			encoded, err := encodeCommit(c)
			if err != nil {
				return err
			}
			return tx.commit(ctx, c, encoded)
		})
	})
}

func revisionOf(row *row) (revision int64, err error) {
	err = row.Scan(&revision)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, ErrNotFound
	}
	if err != nil {
		return 0, fmt.Errorf("store: turn: %w", err)
	}
	return revision, nil
}
