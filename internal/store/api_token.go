package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"takar/internal/rab"
)

// APITokenMark begins the stored hash of an API token, so that nothing takes it for the hash
// of a session.
const APITokenMark = "tkr_"

// ErrTooManyTokens refuses another API token of an account that has as many as it may.
var ErrTooManyTokens = errors.New("store: the account has too many API tokens")

// APIToken lets a program act for an account, within bounds. Only a hash of it is stored.
type APIToken struct {
	ID        int64
	AccountID int64
	TokenHash string // begins with APITokenMark
	Name      string
	Ending    string // its last letters, by which people recognise it
	Writes    bool   // it may change what its account may change
	Prices    bool   // it sees money where its account does
	Limited   bool   // it reaches only Projects
	Projects  []int64
	CreatedAt rab.Instant
	ExpiresAt rab.Instant
	UsedAt    rab.Instant // roughly, see NoteAPITokenUse; 0: never
	EndedAt   rab.Instant // 0: not before its time
	Reason    string      // why it ended before its time
}

// Alive reports whether a token opens anything at a moment, as far as that is its own matter.
func (n *APIToken) Alive(now rab.Instant) bool { return n.EndedAt == 0 && n.ExpiresAt > now }

const apiTokenColumns = "n.id, n.account_id, n.token_hash, n.name, n.ending, n.writes, n.prices, n.limited, n.created_at, n.expires_at, n.used_at, n.ended_at, n.reason" //nolint:gosec // names of columns

func (n *APIToken) targets() []any {
	return []any{
		&n.ID, &n.AccountID, &n.TokenHash, &n.Name, &n.Ending, &n.Writes, &n.Prices, &n.Limited, &n.CreatedAt, &n.ExpiresAt, &n.UsedAt, &n.EndedAt, &n.Reason,
	}
}

// AddAPIToken stores a token, unless its account has most living ones: ErrTooManyTokens.
func (s *Store) AddAPIToken(ctx context.Context, n *APIToken, most int, acts ...*AccountAct) error {
	projects, err := jsonText(n.Projects)
	if err != nil {
		return err
	}
	return s.inWrite(ctx, func(tx *transaction) error {
		if err := tx.lockAccounts(ctx); err != nil {
			return err
		}
		var alive int
		if err := tx.queryRow(ctx, `SELECT count(*) FROM api_token WHERE account_id = ? AND ended_at = 0 AND expires_at > ?`,
			n.AccountID, int64(n.CreatedAt)).Scan(&alive); err != nil {
			return fmt.Errorf("store: count API tokens: %w", err)
		}
		if alive >= most {
			return ErrTooManyTokens
		}
		if _, err := tx.exec(ctx, `INSERT INTO api_token (id, account_id, token_hash, name, ending, writes, prices, limited, created_at, expires_at, used_at, ended_at, reason)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, '')`, n.ID, n.AccountID, n.TokenHash, n.Name, n.Ending, n.Writes, n.Prices, n.Limited,
			int64(n.CreatedAt), int64(n.ExpiresAt)); err != nil {
			return err
		}
		if n.Limited && len(n.Projects) > 0 {
			if _, err := tx.exec(ctx, `INSERT INTO api_token_project (token_id, project_id) SELECT CAST(? AS BIGINT), chosen.id FROM (`+
				s.dialect.idset()+`) AS chosen`, n.ID, projects); err != nil {
				return err
			}
		}
		return tx.remember(ctx, acts)
	})
}

// APITokens lists the tokens of an account, those that live first, then the newest first, at
// most limit.
func (s *Store) APITokens(ctx context.Context, account int64, now rab.Instant, limit int) (list []*APIToken, err error) {
	err = s.inRead(ctx, func(tx *transaction) error {
		rows, err := tx.query(ctx, `SELECT `+apiTokenColumns+` FROM api_token AS n WHERE n.account_id = ?
			ORDER BY CASE WHEN n.ended_at = 0 AND n.expires_at > ? THEN 0 ELSE 1 END, n.created_at DESC, n.id DESC LIMIT ?`, account, int64(now), limit)
		if err != nil {
			return err
		}
		byID := map[int64]*APIToken{}
		list, err = collect(rows, func(r *sql.Rows) (*APIToken, error) {
			n := new(APIToken)
			err := r.Scan(n.targets()...)
			byID[n.ID] = n
			return n, err
		})
		if err != nil {
			return err
		}
		rows, err = tx.query(ctx, `SELECT c.token_id, c.project_id FROM api_token AS n JOIN api_token_project AS c ON c.token_id = n.id
			WHERE n.account_id = ? ORDER BY c.token_id, c.project_id`, account)
		if err != nil {
			return err
		}
		type chosen struct{ token, project int64 }
		pairs, err := collect(rows, func(r *sql.Rows) (c chosen, err error) {
			err = r.Scan(&c.token, &c.project)
			return c, err
		})
		for _, c := range pairs {
			if n := byID[c.token]; n != nil {
				n.Projects = append(n.Projects, c.project)
			}
		}
		return err
	})
	return list, err
}

// EndAPITokens ends tokens of an account before their time and returns how many lived. Only
// of the ending is the id of a token; "": all.
func (s *Store) EndAPITokens(ctx context.Context, e Ending, only int64, acts ...*AccountAct) (ended int, err error) {
	err = s.inWrite(ctx, func(tx *transaction) error {
		if ended, err = tx.endAPITokens(ctx, e, only); err != nil || ended == 0 {
			return err
		}
		return tx.remember(ctx, acts)
	})
	return ended, err
}

func (t *transaction) endAPITokens(ctx context.Context, e Ending, only int64) (int, error) {
	where, args := "", []any{int64(e.At), e.Reason, e.AccountID, int64(e.At)}
	if only != 0 {
		where, args = " AND id = ?", append(args, only)
	}
	n, err := t.exec(ctx, `UPDATE api_token SET ended_at = ?, reason = ? WHERE account_id = ? AND ended_at = 0 AND expires_at > ?`+where, args...)
	return int(n), err
}

// NoteAPITokenUse remembers when a token was used. Callers do so once in a long while, not
// with every request: on SQLite each write makes this program forget who may do what.
func (s *Store) NoteAPITokenUse(ctx context.Context, id int64, at rab.Instant) error {
	return s.inWrite(ctx, func(tx *transaction) error {
		_, err := tx.exec(ctx, `UPDATE api_token SET used_at = ? WHERE id = ? AND used_at < ?`, int64(at), id, int64(at))
		return err
	})
}

// PurgeAPITokens removes the lines of tokens that ended, or expired, before a moment.
func (s *Store) PurgeAPITokens(ctx context.Context, before rab.Instant) error {
	return s.inWrite(ctx, func(tx *transaction) error {
		_, err := tx.exec(ctx, `DELETE FROM api_token WHERE expires_at < ?`, int64(before))
		return err
	})
}

// accessByToken is Access for a program that comes with an API token: its account, and in a
// project that the token does not reach no membership at all.
func (s *Store) accessByToken(ctx context.Context, tokenHash string, project int64, now rab.Instant) (*Access, error) {
	var n APIToken
	x, err := s.access(ctx, `SELECT `+sessionColumns+memberColumns+`, `+apiTokenColumns+`
		FROM api_token AS n
		JOIN account AS a ON a.id = n.account_id
		LEFT JOIN member AS m ON m.account_id = a.id AND m.project_id = ?
			AND (NOT n.limited OR EXISTS (SELECT 1 FROM api_token_project AS c WHERE c.token_id = n.id AND c.project_id = m.project_id))
		LEFT JOIN project AS p ON p.id = m.project_id
		WHERE n.token_hash = ? AND n.expires_at > ? AND n.ended_at = 0 AND a.is_active`, n.targets(), project, tokenHash, int64(now))
	if err != nil {
		return nil, err
	}
	x.Token = &n
	return x, nil
}
