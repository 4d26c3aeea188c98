package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"takar/internal/rab"
)

// Account is a person who may log in.
type Account struct {
	ID           int64
	Email        string // lower case, unique
	UserName     string // unique ignoring case
	FullName     string
	PasswordHash string
	IsAdmin      bool
	IsActive     bool
	CreatedAt    rab.Instant
	LastLoginAt  rab.Instant // 0 = never
}

const accountColumns = "a.id, a.email, a.user_name, a.full_name, a.password_hash, a.is_admin, a.is_active, a.created_at, a.last_login_at"

func (a *Account) targets() []any {
	return []any{&a.ID, &a.Email, &a.UserName, &a.FullName, &a.PasswordHash, &a.IsAdmin, &a.IsActive, &a.CreatedAt, &a.LastLoginAt}
}

// AddAccount stores a new account with what is to be remembered about its making; ErrTaken
// when its e-mail or user name exists.
func (s *Store) AddAccount(ctx context.Context, a *Account, acts ...*AccountAct) error {
	return s.inWrite(ctx, func(tx *transaction) error { return tx.addAccount(ctx, a, acts...) })
}

// AddAccounts stores many new accounts with what is to be remembered about their making, all
// or none; ErrTaken when an e-mail or user name exists. A thousand take as many statements as
// one.
func (s *Store) AddAccounts(ctx context.Context, accounts []*Account, acts []*AccountAct) error {
	rows, lines := make([]accountRow, len(accounts)), make([]accountActRow, len(acts))
	for i, a := range accounts {
		rows[i] = accountRow{a.ID, a.Email, a.UserName, userKey(a.UserName), a.FullName, a.PasswordHash, a.IsAdmin, a.IsActive, a.CreatedAt, a.LastLoginAt}
	}
	for i, act := range acts {
		lines[i] = accountActRow{act.ID, act.CreatedAt, act.ActorID, act.AccountID, act.Action, act.Detail}
	}
	added, err := jsonText(rows)
	if err != nil {
		return err
	}
	log, err := jsonText(lines)
	if err != nil {
		return err
	}
	return s.inWrite(ctx, func(tx *transaction) error {
		if err := tx.insertAll(ctx, mappingOf[accountRow]("account"), added); err != nil {
			return err
		}
		return tx.insertAll(ctx, mappingOf[accountActRow]("account_log"), log)
	})
}

// accountRow and accountActRow are rows of accounts and of their log in a JSON parameter.
type accountRow struct {
	ID           int64       `json:"id"`
	Email        string      `json:"email"`
	UserName     string      `json:"user_name"`
	UserKey      string      `json:"user_key"`
	FullName     string      `json:"full_name"`
	PasswordHash string      `json:"password_hash"`
	IsAdmin      bool        `json:"is_admin"`
	IsActive     bool        `json:"is_active"`
	CreatedAt    rab.Instant `json:"created_at"`
	LastLoginAt  rab.Instant `json:"last_login_at"`
}

type accountActRow struct {
	ID        int64       `json:"id"`
	CreatedAt rab.Instant `json:"created_at"`
	ActorID   int64       `json:"actor_id"`
	AccountID int64       `json:"account_id"`
	Action    string      `json:"action"`
	Detail    string      `json:"detail"`
}

// insertAll inserts the rows of one JSON parameter.
func (t *transaction) insertAll(ctx context.Context, m *mapping, rows string) error {
	_, err := t.exec(ctx, "INSERT INTO "+m.table+" ("+m.names("")+") SELECT "+m.names("x.")+" FROM "+t.store.dialect.recordset(m.columns), rows)
	return err
}

// AddFirstAccount stores the first account of an empty store; ErrTaken when there is one
// already. Of several at the same moment one succeeds.
func (s *Store) AddFirstAccount(ctx context.Context, a *Account, acts ...*AccountAct) error {
	return s.inWrite(ctx, func(tx *transaction) error {
		if err := tx.lockAccounts(ctx); err != nil {
			return err
		}
		var taken bool
		if err := tx.queryRow(ctx, `SELECT EXISTS (SELECT 1 FROM account)`).Scan(&taken); err != nil {
			return fmt.Errorf("store: look for accounts: %w", err)
		}
		if taken {
			return ErrTaken
		}
		return tx.addAccount(ctx, a, acts...)
	})
}

// lockAccounts lets nobody else add or change accounts until the transaction ends.
func (t *transaction) lockAccounts(ctx context.Context) error {
	alone := t.store.dialect.alone
	if alone == "" {
		return nil
	}
	_, err := t.exec(ctx, alone)
	return err
}

func (t *transaction) addAccount(ctx context.Context, a *Account, acts ...*AccountAct) error {
	_, err := t.exec(ctx, `INSERT INTO account (id, email, user_name, user_key, full_name, password_hash, is_admin, is_active, created_at, last_login_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, a.ID, a.Email, a.UserName, userKey(a.UserName), a.FullName,
		a.PasswordHash, a.IsAdmin, a.IsActive, int64(a.CreatedAt), int64(a.LastLoginAt))
	if err != nil {
		return err
	}
	return t.remember(ctx, acts)
}

// AccountByLogin finds an account by e-mail or user name, both in lower case.
func (s *Store) AccountByLogin(ctx context.Context, login string) (*Account, error) {
	if !storable(login) {
		return nil, ErrNotFound
	}
	return s.account(ctx, `SELECT `+accountColumns+` FROM account AS a WHERE a.email = ? OR a.user_key = ?`, login, login)
}

// AccountByID finds an account.
func (s *Store) AccountByID(ctx context.Context, id int64) (*Account, error) {
	return s.account(ctx, `SELECT `+accountColumns+` FROM account AS a WHERE a.id = ?`, id)
}

func (s *Store) account(ctx context.Context, query string, args ...any) (*Account, error) {
	var a Account
	err := s.queryRow(ctx, query, args...).Scan(a.targets()...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("store: read account: %w", err)
	}
	return &a, nil
}

// Accounts lists all accounts by e-mail.
func (s *Store) Accounts(ctx context.Context) ([]*Account, error) {
	rows, err := s.query(ctx, `SELECT `+accountColumns+` FROM account AS a ORDER BY a.email`)
	if err != nil {
		return nil, err
	}
	return collect(rows, func(r *sql.Rows) (*Account, error) {
		var a Account
		return &a, r.Scan(a.targets()...)
	})
}

// AccountNames returns the user names of the given accounts.
func (s *Store) AccountNames(ctx context.Context, ids []int64) (map[int64]string, error) {
	names := map[int64]string{}
	if len(ids) == 0 {
		return names, nil
	}
	parameter, err := jsonText(ids)
	if err != nil {
		return nil, err
	}
	rows, err := s.query(ctx, `SELECT id, user_name FROM account WHERE id IN (`+s.dialect.idset()+`)`, parameter)
	if err != nil {
		return nil, err
	}
	_, err = collect(rows, func(r *sql.Rows) (struct{}, error) {
		var id int64
		var name string
		err := r.Scan(&id, &name)
		names[id] = name
		return struct{}{}, err
	})
	return names, err
}

// Setting reads a stored setting; "" when it was never set.
func (s *Store) Setting(ctx context.Context, name string) (string, error) {
	var value string
	err := s.queryRow(ctx, `SELECT value FROM setting WHERE name = ?`, name).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("store: read setting: %w", err)
	}
	return value, nil
}

// SettingOnce stores a setting unless it exists, and returns the one that stands.
func (s *Store) SettingOnce(ctx context.Context, name, value string) (string, error) {
	err := s.inWrite(ctx, func(tx *transaction) error {
		_, err := tx.exec(ctx, `INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING`, name, value)
		return err
	})
	if err != nil {
		return "", err
	}
	return s.Setting(ctx, name)
}

// userKey is the form in which a user name is unique and looked up.
func userKey(name string) string { return strings.ToLower(name) }
