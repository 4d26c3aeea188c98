package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"takar/internal/rab"
)

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
	if s.accessQueue != nil {
		return s.accessQueue.access(ctx, accessQuestion{TokenHash: tokenHash, ProjectID: project, Now: int64(now)})
	}
	return s.accessBySession(ctx, tokenHash, project, int64(now))
}

func (s *Store) accessBySession(ctx context.Context, tokenHash string, project, now int64) (*Access, error) {
	return s.access(ctx, `SELECT `+sessionColumns+memberColumns+`
		FROM session AS n
		JOIN account AS a ON a.id = n.account_id`+memberJoin+`
		WHERE n.token_hash = ? AND n.expires_at > ? AND a.is_active`, nil, project, tokenHash, now)
}

// AccountAccess is Access for work that goes on without a session; the session is empty.
func (s *Store) AccountAccess(ctx context.Context, account, project int64) (*Access, error) {
	return s.access(ctx, `SELECT `+accountColumns+`, '', 0, 0, `+memberColumns+`
		FROM account AS a`+memberJoin+`
		WHERE a.id = ? AND a.is_active`, nil, project, account)
}

const (
	sessionColumns = accountColumns + `, n.token_hash, n.created_at, n.expires_at, `
	memberColumns  = `m.role, m.prices, p.id, p.revision, p.is_active,
		COALESCE((SELECT value FROM setting WHERE name = 'library_revision'), '')`
	memberJoin = `
		LEFT JOIN member AS m ON m.account_id = a.id AND m.project_id = ?
		LEFT JOIN project AS p ON p.id = m.project_id`
)

// access reads one row; further takes what the query has beyond the columns of every access.
func (s *Store) access(ctx context.Context, query string, further []any, args ...any) (*Access, error) {
	var x accessRow
	err := s.queryRow(ctx, query, args...).Scan(append(x.targets(), further...)...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("store: read access: %w", err)
	}
	return x.value(), nil
}

// accessRow takes a row of what every access has; of a stranger the member's columns are null.
type accessRow struct {
	Access

	role           sql.NullString
	prices, active sql.NullBool
	id, revision   sql.NullInt64
}

func (x *accessRow) targets() []any {
	return append(x.Account.targets(), &x.Session.TokenHash, &x.Session.CreatedAt, &x.Session.ExpiresAt,
		&x.role, &x.prices, &x.id, &x.revision, &x.active, &x.LibraryRevision)
}

func (x *accessRow) value() *Access {
	x.Session.AccountID = x.Account.ID
	x.Member, x.Role, x.Prices = x.role.Valid, x.role.String, x.prices.Bool
	x.ProjectID, x.Revision, x.ProjectActive = x.id.Int64, x.revision.Int64, x.active.Bool
	return &x.Access
}

// accessQueue lets requests ask for their access. When the database is asked already, those who
// come meanwhile wait until it has answered and then ask together: under load one query does
// for many, and alone nobody waits. No query begins before those whom it answers have come, so
// that nobody is told what was true before they asked.
type accessQueue struct {
	store *Store

	mutex   sync.Mutex
	asking  int // queries under way
	waiting []*accessQuestion
}

const (
	accessQueries   = 2   // as many are under way at once
	accessQuestions = 100 // as many does one query answer
)

type accessQuestion struct {
	Place     int    `json:"place"` // in its query
	TokenHash string `json:"token_hash"`
	ProjectID int64  `json:"project_id"`
	Now       int64  `json:"now"`

	answer chan accessAnswer
}

type accessAnswer struct {
	access *Access
	err    error
}

func (q *accessQueue) access(ctx context.Context, asked accessQuestion) (*Access, error) {
	q.mutex.Lock()
	if q.asking < accessQueries {
		q.asking++
		q.mutex.Unlock()
		defer q.next()
		return q.store.accessBySession(ctx, asked.TokenHash, asked.ProjectID, asked.Now)
	}
	asked.answer = make(chan accessAnswer, 1) // nobody may be there to hear it
	q.waiting = append(q.waiting, &asked)
	q.mutex.Unlock()

	timer := time.NewTimer(postgresWait)
	defer timer.Stop()
	select {
	case a := <-asked.answer:
		return a.access, a.err
	case <-ctx.Done():
		q.leave(&asked)
		return nil, fmt.Errorf("store: wait for access: %w", ctx.Err())
	case <-timer.C:
		q.leave(&asked)
		return nil, fmt.Errorf("store: the database did not tell for %v who asks: %w", postgresWait, ErrUnavailable)
	}
}

// leave takes out a question that nobody waits for any more, so that a database that was silent
// for long does not answer all of those first.
func (q *accessQueue) leave(asked *accessQuestion) {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	if i := slices.Index(q.waiting, asked); i >= 0 {
		q.waiting = slices.Delete(q.waiting, i, i+1)
	}
}

// next hands the place of a query that has ended to those who wait.
func (q *accessQueue) next() {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	if len(q.waiting) == 0 {
		q.asking--
		return
	}
	n := min(len(q.waiting), accessQuestions)
	questions := q.waiting[:n:n]
	q.waiting = q.waiting[n:]
	go func() {
		defer q.next()
		q.answer(questions)
	}()
}

// answer asks for all of them at once. Whoever gave up meanwhile does not end it for the others.
func (q *accessQueue) answer(questions []*accessQuestion) {
	ctx, cancel := context.WithTimeout(context.Background(), silenceTime)
	defer cancel()
	found, err := q.store.accesses(ctx, questions)
	for i, asked := range questions {
		switch {
		case err != nil:
			asked.answer <- accessAnswer{err: err}
		case found[i] == nil:
			asked.answer <- accessAnswer{err: ErrNotFound}
		default:
			asked.answer <- accessAnswer{access: found[i]}
		}
	}
}

// accesses is accessBySession for many at once, at the places of their questions; nil where
// there is no such session. LATERAL and LIMIT keep PostgreSQL at one row after the other by
// their keys, whatever it believes of the sizes.
func (s *Store) accesses(ctx context.Context, questions []*accessQuestion) ([]*Access, error) {
	for i, q := range questions {
		q.Place = i
	}
	asked, err := jsonText(questions)
	if err != nil {
		return nil, err
	}
	rows, err := s.query(ctx, `SELECT x.place, y.* FROM `+s.dialect.recordset([]column{
		{"place", kindInt}, {"token_hash", kindText}, {"project_id", kindInt}, {"now", kindInt},
	})+` CROSS JOIN LATERAL (SELECT `+sessionColumns+memberColumns+`
		FROM session AS n
		JOIN account AS a ON a.id = n.account_id
		LEFT JOIN member AS m ON m.account_id = a.id AND m.project_id = x.project_id
		LEFT JOIN project AS p ON p.id = m.project_id
		WHERE n.token_hash = x.token_hash AND n.expires_at > x.now AND a.is_active LIMIT 1) AS y`, asked)
	if err != nil {
		return nil, err
	}
	defer rows.Close() // Err below reports what Close would
	found := make([]*Access, len(questions))
	for rows.Next() {
		var place int
		var x accessRow
		if err := rows.Scan(append([]any{&place}, x.targets()...)...); err != nil {
			return nil, fmt.Errorf("store: read access: %w", err)
		}
		found[place] = x.value()
	}
	return found, rows.Err()
}
