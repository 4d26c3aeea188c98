package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"takar/internal/rab"
)

// Session is one login. Only a hash of its token is stored.
type Session struct {
	TokenHash string
	AccountID int64
	CreatedAt rab.Instant
	ExpiresAt rab.Instant
	Address   string // client address at login
	Agent     string
}

// AddSession stores a login and notes its time on the account. What a client calls itself
// is kept as far as it is text.
func (s *Store) AddSession(ctx context.Context, n *Session) error {
	return s.inWrite(ctx, func(tx *transaction) error {
		if _, err := tx.exec(ctx, `INSERT INTO session (token_hash, account_id, created_at, expires_at, address, agent)
			VALUES (?, ?, ?, ?, ?, ?)`, n.TokenHash, n.AccountID, int64(n.CreatedAt), int64(n.ExpiresAt), n.Address, storableText(n.Agent)); err != nil {
			return err
		}
		_, err := tx.exec(ctx, `UPDATE account SET last_login_at = ? WHERE id = ?`, int64(n.CreatedAt), n.AccountID)
		return err
	})
}

// EndSession removes a login.
func (s *Store) EndSession(ctx context.Context, tokenHash string) error {
	return s.inWrite(ctx, func(tx *transaction) error {
		_, err := tx.exec(ctx, `DELETE FROM session WHERE token_hash = ?`, tokenHash)
		return err
	})
}

// Sessions lists the logins of an account that are alive, the newest first.
func (s *Store) Sessions(ctx context.Context, account int64, now rab.Instant) ([]*Session, error) {
	rows, err := s.query(ctx, `SELECT token_hash, account_id, created_at, expires_at, address, agent FROM session
		WHERE account_id = ? AND expires_at > ? ORDER BY created_at DESC, token_hash`, account, int64(now))
	if err != nil {
		return nil, err
	}
	return collect(rows, func(r *sql.Rows) (*Session, error) {
		var n Session
		return &n, r.Scan(&n.TokenHash, &n.AccountID, &n.CreatedAt, &n.ExpiresAt, &n.Address, &n.Agent)
	})
}

// Ending says which logins of an account end before their time, when, and why.
type Ending struct {
	AccountID int64
	Only      string // hash of the one login that ends; "": all
	Keep      string // hash of a login that stays; "": none
	Reason    string
	At        rab.Instant
}

// EndSessions ends logins of an account and returns how many. What they were told is kept
// for EndOfSession.
func (s *Store) EndSessions(ctx context.Context, e Ending) (ended int, err error) {
	err = s.inWrite(ctx, func(tx *transaction) error {
		ended, err = tx.endSessions(ctx, e)
		return err
	})
	return ended, err
}

func (t *transaction) endSessions(ctx context.Context, e Ending) (int, error) {
	where, args := "account_id = ? AND token_hash <> ? AND expires_at > ?", []any{e.AccountID, e.Keep, int64(e.At)}
	if e.Only != "" {
		where, args = "token_hash = ? AND "+where, append([]any{e.Only}, args...)
	}
	if _, err := t.exec(ctx, `INSERT INTO ended_session (token_hash, reason, ended_at, expires_at)
		SELECT token_hash, CAST(? AS TEXT), CAST(? AS BIGINT), expires_at FROM session WHERE `+where, append([]any{e.Reason, int64(e.At)}, args...)...); err != nil {
		return 0, err
	}
	n, err := t.exec(ctx, `DELETE FROM session WHERE `+where, args...)
	return int(n), err
}

// EndOfSession tells why a login ended before its time; ErrNotFound when it did not.
func (s *Store) EndOfSession(ctx context.Context, tokenHash string) (reason string, at rab.Instant, err error) {
	err = s.queryRow(ctx, `SELECT reason, ended_at FROM ended_session WHERE token_hash = ?`, tokenHash).Scan(&reason, &at)
	if errors.Is(err, sql.ErrNoRows) {
		return "", 0, ErrNotFound
	}
	if err != nil {
		return "", 0, fmt.Errorf("store: read ended session: %w", err)
	}
	return reason, at, nil
}

// PurgeSessions removes logins that ended before now.
func (s *Store) PurgeSessions(ctx context.Context, now rab.Instant) error {
	return s.inWrite(ctx, func(tx *transaction) error {
		for _, table := range []string{"session", "ended_session"} {
			if _, err := tx.exec(ctx, `DELETE FROM `+table+` WHERE expires_at <= ?`, int64(now)); err != nil {
				return err
			}
		}
		return nil
	})
}
