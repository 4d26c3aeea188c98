package store

import (
	"context"
	"database/sql"
)

// Member is one person of a project.
type Member struct {
	AccountID int64
	Email     string
	UserName  string
	FullName  string
	Role      string
	Prices    bool
}

// Members lists the people of a project, the owner first.
func (s *Store) Members(ctx context.Context, project int64) ([]*Member, error) {
	rows, err := s.query(ctx, `SELECT a.id, a.email, a.user_name, a.full_name, m.role, m.prices FROM member AS m
		JOIN account AS a ON a.id = m.account_id WHERE m.project_id = ?
		ORDER BY CASE m.role WHEN 'owner' THEN 0 WHEN 'editor' THEN 1 ELSE 2 END, a.email`, project)
	if err != nil {
		return nil, err
	}
	return collect(rows, func(r *sql.Rows) (*Member, error) {
		var m Member
		return &m, r.Scan(&m.AccountID, &m.Email, &m.UserName, &m.FullName, &m.Role, &m.Prices)
	})
}

// SetMember adds a person to a project or changes their role. The owner's row is never
// changed; ErrNotFound says so.
func (s *Store) SetMember(ctx context.Context, project, account int64, role string, prices bool) error {
	return s.inWrite(ctx, func(tx *transaction) error {
		n, err := tx.exec(ctx, `INSERT INTO member (account_id, project_id, role, prices) VALUES (?, ?, ?, ?)
			ON CONFLICT (account_id, project_id) DO UPDATE SET role = excluded.role, prices = excluded.prices WHERE member.role <> 'owner'`,
			account, project, role, prices)
		if err == nil && n == 0 {
			return ErrNotFound
		}
		return err
	})
}

// SetMembers gives many people the same role in a project, all or none. The owner's row is
// never changed; ErrNotFound says so.
func (s *Store) SetMembers(ctx context.Context, project int64, accounts []int64, role string, prices bool) error {
	ids, err := jsonText(accounts)
	if err != nil {
		return err
	}
	return s.inWrite(ctx, func(tx *transaction) error {
		n, err := tx.exec(ctx, `INSERT INTO member (account_id, project_id, role, prices)
			SELECT added.id, CAST(? AS BIGINT), CAST(? AS TEXT), ? FROM (`+s.dialect.idset()+`) AS added WHERE true
			ON CONFLICT (account_id, project_id) DO UPDATE SET role = excluded.role, prices = excluded.prices WHERE member.role <> 'owner'`,
			project, role, prices, ids)
		if err == nil && n != int64(len(accounts)) {
			return ErrNotFound
		}
		return err
	})
}

// RemoveMember ends a membership; the owner cannot be removed.
func (s *Store) RemoveMember(ctx context.Context, project, account int64) error {
	return s.inWrite(ctx, func(tx *transaction) error {
		n, err := tx.exec(ctx, `DELETE FROM member WHERE project_id = ? AND account_id = ? AND role <> 'owner'`, project, account)
		if err == nil && n == 0 {
			return ErrNotFound
		}
		return err
	})
}
