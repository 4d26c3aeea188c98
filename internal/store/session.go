package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

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

// Access is what one request needs to know: who asks, whether they are a member of the
// project, and at which revision it is. One query reads it all (rulings D26).
type Access struct {
	Account         Account
	Session         Session
	Member          bool
	Role            string // owner, editor or reader
	Prices          bool
	ProjectID       int64
	Revision        int64
	ProjectActive   bool
	LibraryRevision string // changes when an edition is committed
	// Token is the API token with which a program came, without its projects; nil for a person.
	Token *APIToken
}

// Access reads a live session, or an API token, and, for project != 0, its membership.
// ErrNotFound means that there is no such session or token, or that its account was closed.
func (s *Store) Access(ctx context.Context, tokenHash string, project int64, now rab.Instant) (*Access, error) {
	if strings.HasPrefix(tokenHash, APITokenMark) {
		return s.accessByToken(ctx, tokenHash, project, now)
	}
	return s.access(ctx, `SELECT `+accountColumns+`, n.token_hash, n.created_at, n.expires_at, `+memberColumns+`
		FROM session AS n
		JOIN account AS a ON a.id = n.account_id`+memberJoin+`
		WHERE n.token_hash = ? AND n.expires_at > ? AND a.is_active`, nil, project, tokenHash, int64(now))
}

// AccountAccess is Access for work that goes on without a session; the session is empty.
func (s *Store) AccountAccess(ctx context.Context, account, project int64) (*Access, error) {
	return s.access(ctx, `SELECT `+accountColumns+`, '', 0, 0, `+memberColumns+`
		FROM account AS a`+memberJoin+`
		WHERE a.id = ? AND a.is_active`, nil, project, account)
}

const (
	memberColumns = `m.role, m.prices, p.id, p.revision, p.is_active,
		COALESCE((SELECT value FROM setting WHERE name = 'library_revision'), '')`
	memberJoin = `
		LEFT JOIN member AS m ON m.account_id = a.id AND m.project_id = ?
		LEFT JOIN project AS p ON p.id = m.project_id`
)

// access reads one row; further takes what the query has beyond the columns of every access.
func (s *Store) access(ctx context.Context, query string, further []any, args ...any) (*Access, error) {
	var x Access
	var role sql.NullString
	var prices, active sql.NullBool
	var revision, projectID sql.NullInt64
	targets := append(x.Account.targets(), &x.Session.TokenHash, &x.Session.CreatedAt, &x.Session.ExpiresAt,
		&role, &prices, &projectID, &revision, &active, &x.LibraryRevision)
	targets = append(targets, further...)
	err := s.queryRow(ctx, query, args...).Scan(targets...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("store: read access: %w", err)
	}
	x.Session.AccountID = x.Account.ID
	x.Member, x.Role, x.Prices = role.Valid, role.String, prices.Bool
	x.ProjectID, x.Revision, x.ProjectActive = projectID.Int64, revision.Int64, active.Bool
	return &x, nil
}
