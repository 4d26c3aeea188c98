package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"takar/internal/rab"
)

// ProjectRow is one line of a user's project list.
type ProjectRow struct {
	rab.Header

	Revision  int64
	UpdatedAt rab.Instant
	Role      string
	Prices    bool
}

// Projects lists the projects that an account is a member of, newest change first.
func (s *Store) Projects(ctx context.Context, account int64, active *bool, limit, offset int) ([]*ProjectRow, int, error) {
	where, args := "m.account_id = ?", []any{account}
	if active != nil {
		where += " AND p.is_active = ?"
		args = append(args, *active)
	}
	var total int
	var list []*ProjectRow
	m := mappingOf[rab.Header]("project")
	err := s.inRead(ctx, func(tx *transaction) error {
		if err := tx.queryRow(ctx, "SELECT count(*) FROM member AS m JOIN project AS p ON p.id = m.project_id WHERE "+where, args...).Scan(&total); err != nil {
			return fmt.Errorf("store: count projects: %w", err)
		}
		rows, err := tx.query(ctx, "SELECT "+m.names("p.")+", p.revision, p.updated_at, m.role, m.prices FROM member AS m JOIN project AS p ON p.id = m.project_id WHERE "+
			where+" ORDER BY p.updated_at DESC, p.id DESC LIMIT ? OFFSET ?", append(args, limit, offset)...)
		if err != nil {
			return err
		}
		list, err = collect(rows, func(r *sql.Rows) (*ProjectRow, error) {
			row := new(ProjectRow)
			targets := append(m.targets(&row.Header), &row.Revision, &row.UpdatedAt, &row.Role, &row.Prices)
			return row, r.Scan(targets...)
		})
		return err
	})
	return list, total, err
}

// HighestProjectIndex returns the highest running number among the public numbers of an
// owner's projects that start with prefix, 0 when there is none.
func (s *Store) HighestProjectIndex(ctx context.Context, owner int64, prefix string) (int, error) {
	var highest sql.NullString
	err := s.queryRow(ctx, `SELECT max(index_project) FROM project WHERE owner_id = ? AND substr(index_project, 1, ?) = ?`,
		owner, len(prefix), prefix).Scan(&highest)
	if err != nil {
		return 0, fmt.Errorf("store: highest project index: %w", err)
	}
	var n int
	if highest.Valid {
		if _, err := fmt.Sscanf(highest.String[len(prefix):], "%d", &n); err != nil {
			return 0, fmt.Errorf("store: project index %q: %w", highest.String, err)
		}
	}
	return n, nil
}

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

// jsonText encodes a parameter of ids or rows.
func jsonText(value any) (string, error) {
	data, err := json.Marshal(value)
	if err != nil {
		return "", fmt.Errorf("store: encode parameter: %w", err)
	}
	return string(data), nil
}
