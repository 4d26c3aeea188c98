package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"takar/internal/rab"
)

// Staging is an uploaded file of the library while its findings are settled. It belongs to
// one account and ends by itself.
type Staging struct {
	ID          int64
	AccountID   int64
	Version     int64 // goes on with every correction, from 1
	Edition     string
	File        string
	SHA256      string
	CreatedAt   rab.Instant
	ExpiresAt   rab.Instant
	Summary     string // JSON of ahsp.Summary
	Corrections string // JSON
}

const stagingColumns = "id, account_id, version, edition, file, sha256, created_at, expires_at, summary, corrections"

func (g *Staging) targets() []any {
	return []any{&g.ID, &g.AccountID, &g.Version, &g.Edition, &g.File, &g.SHA256, &g.CreatedAt, &g.ExpiresAt, &g.Summary, &g.Corrections}
}

// AddStaging stores an uploaded file with its content, which never changes. ErrTaken when
// the account has as many already as most allows.
func (s *Store) AddStaging(ctx context.Context, g *Staging, content string, most int, log *LibraryEvent) error {
	return s.inWrite(ctx, func(tx *transaction) error {
		n, err := tx.exec(ctx, `INSERT INTO staging (`+stagingColumns+`, content)
			SELECT CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS BIGINT),
				CAST(? AS BIGINT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT)
			WHERE (SELECT count(*) FROM staging WHERE account_id = ? AND expires_at > ?) < ?`,
			g.ID, g.AccountID, g.Version, g.Edition, g.File, g.SHA256, int64(g.CreatedAt), int64(g.ExpiresAt), g.Summary, g.Corrections, content,
			g.AccountID, int64(g.CreatedAt), most)
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrTaken
		}
		return tx.log(ctx, log)
	})
}

// Stagings lists what an account has staged, the newest first.
func (s *Store) Stagings(ctx context.Context, account int64, now rab.Instant) ([]*Staging, error) {
	rows, err := s.query(ctx, `SELECT `+stagingColumns+` FROM staging WHERE account_id = ? AND expires_at > ? ORDER BY created_at DESC, id DESC`, account, int64(now))
	if err != nil {
		return nil, err
	}
	return collect(rows, func(r *sql.Rows) (*Staging, error) {
		var g Staging
		err := r.Scan(g.targets()...)
		return &g, err
	})
}

// Staging reads one of an account's; ErrNotFound also when its time has passed.
func (s *Store) Staging(ctx context.Context, account, id int64, now rab.Instant) (*Staging, error) {
	var g Staging
	err := s.queryRow(ctx, `SELECT `+stagingColumns+` FROM staging WHERE id = ? AND account_id = ? AND expires_at > ?`,
		id, account, int64(now)).Scan(g.targets()...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("store: read staging: %w", err)
	}
	return &g, nil
}

// StagingContent reads the content of a staging.
func (s *Store) StagingContent(ctx context.Context, id int64) (string, error) {
	var content string
	err := s.queryRow(ctx, `SELECT content FROM staging WHERE id = ?`, id).Scan(&content)
	if errors.Is(err, sql.ErrNoRows) {
		return "", ErrNotFound
	}
	if err != nil {
		return "", fmt.Errorf("store: read staging: %w", err)
	}
	return content, nil
}

// SaveStaging stores the corrections of a staging that still has the version it is given
// with, and moves the version on; ErrStale otherwise.
func (s *Store) SaveStaging(ctx context.Context, g *Staging, log *LibraryEvent) error {
	return s.inWrite(ctx, func(tx *transaction) error {
		n, err := tx.exec(ctx, `UPDATE staging SET version = version + 1, corrections = ?, expires_at = ? WHERE id = ? AND version = ?`,
			g.Corrections, int64(g.ExpiresAt), g.ID, g.Version)
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrStale
		}
		g.Version++
		return tx.log(ctx, log)
	})
}

// DropStaging removes a staging of an account.
func (s *Store) DropStaging(ctx context.Context, account, id int64, log *LibraryEvent) error {
	return s.inWrite(ctx, func(tx *transaction) error {
		n, err := tx.exec(ctx, `DELETE FROM staging WHERE id = ? AND account_id = ?`, id, account)
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrNotFound
		}
		return tx.log(ctx, log)
	})
}

// PurgeStagings removes those whose time has passed.
func (s *Store) PurgeStagings(ctx context.Context, now rab.Instant) error {
	return s.inWrite(ctx, func(tx *transaction) error {
		_, err := tx.exec(ctx, `DELETE FROM staging WHERE expires_at <= ?`, int64(now))
		return err
	})
}
