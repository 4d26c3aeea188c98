package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"takar/internal/rab"
)

// AccountFilter chooses accounts. Zero values do not filter.
type AccountFilter struct {
	ID            int64
	Search        string // part of the e-mail, user name or full name, ignoring the case of a-z
	Limit, Offset int
}

// AccountRow is one line of the list of people.
type AccountRow struct {
	Account

	Projects int // that the account owns, archived ones included
	Shared   int // of others, in which it is a member
}

// AccountPage lists chosen accounts by e-mail, and counts how many match in all.
func (s *Store) AccountPage(ctx context.Context, f AccountFilter) (list []*AccountRow, total int, err error) {
	if !storable(f.Search) {
		return nil, 0, nil
	}
	where, args := "TRUE", []any{}
	if f.ID != 0 {
		where, args = "a.id = ?", []any{f.ID}
	}
	if f.Search != "" {
		find, text := s.dialect.position, strings.ToLower(f.Search)
		where += fmt.Sprintf(" AND (%[1]s(a.email, ?) > 0 OR %[1]s(a.user_key, ?) > 0 OR %[1]s(lower(a.full_name), ?) > 0)", find)
		args = append(args, text, text, text)
	}
	err = s.inRead(ctx, func(tx *transaction) error {
		if err := tx.queryRow(ctx, `SELECT count(*) FROM account AS a WHERE `+where, args...).Scan(&total); err != nil {
			return fmt.Errorf("store: count accounts: %w", err)
		}
		rows, err := tx.query(ctx, `SELECT `+accountColumns+`, (SELECT count(*) FROM project AS p WHERE p.owner_id = a.id),
			(SELECT count(*) FROM member AS m WHERE m.account_id = a.id AND m.role <> 'owner')
			FROM account AS a WHERE `+where+` ORDER BY a.email LIMIT ? OFFSET ?`, append(args, f.Limit, f.Offset)...)
		if err != nil {
			return err
		}
		list, err = collect(rows, func(r *sql.Rows) (*AccountRow, error) {
			row := new(AccountRow)
			return row, r.Scan(append(row.targets(), &row.Projects, &row.Shared)...)
		})
		return err
	})
	return list, total, err
}

// AccountAct is one line of the account log: who did what to whose account.
type AccountAct struct {
	ID        int64
	CreatedAt rab.Instant
	ActorID   int64 // 0: a command of the program
	AccountID int64
	Action    string
	Detail    string

	// User names, as they are now; the store fills them in.
	Actor, Account string
}

// remember adds lines to the account log.
func (t *transaction) remember(ctx context.Context, acts []*AccountAct) error {
	for _, act := range acts {
		if _, err := t.exec(ctx, `INSERT INTO account_log (id, created_at, actor_id, account_id, action, detail) VALUES (?, ?, ?, ?, ?, ?)`,
			act.ID, int64(act.CreatedAt), act.ActorID, act.AccountID, act.Action, act.Detail); err != nil {
			return err
		}
	}
	return nil
}

// AccountLog lists what was done to an account (0: to any), the newest first, and counts
// how much there is in all.
func (s *Store) AccountLog(ctx context.Context, account int64, limit, offset int) (list []*AccountAct, total int, err error) {
	where, args := "TRUE", []any{}
	if account != 0 {
		where, args = "g.account_id = ?", []any{account}
	}
	err = s.inRead(ctx, func(tx *transaction) error {
		if err := tx.queryRow(ctx, `SELECT count(*) FROM account_log AS g WHERE `+where, args...).Scan(&total); err != nil {
			return fmt.Errorf("store: count account log: %w", err)
		}
		rows, err := tx.query(ctx, `SELECT g.id, g.created_at, g.actor_id, g.account_id, g.action, g.detail,
			COALESCE((SELECT actor.user_name FROM account AS actor WHERE actor.id = g.actor_id), ''),
			(SELECT whose.user_name FROM account AS whose WHERE whose.id = g.account_id)
			FROM account_log AS g WHERE `+where+` ORDER BY g.created_at DESC, g.id DESC LIMIT ? OFFSET ?`, append(args, limit, offset)...)
		if err != nil {
			return err
		}
		list, err = collect(rows, func(r *sql.Rows) (*AccountAct, error) {
			var act AccountAct
			return &act, r.Scan(&act.ID, &act.CreatedAt, &act.ActorID, &act.AccountID, &act.Action, &act.Detail, &act.Actor, &act.Account)
		})
		return err
	})
	return list, total, err
}
