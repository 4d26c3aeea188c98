package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"takar/internal/rab"
)

// Template is a work list that projects are filled from (domain §12.4). Content is JSON and
// read apart from the rest.
type Template struct {
	ID          int64
	AccountID   int64 // who made it
	Name        string
	Description string
	Category    string
	Public      bool
	UsageCount  int
	Klasifikasi int
	Sub         int
	Pekerjaan   int
	CreatedAt   rab.Instant
}

const templateColumns = "id, account_id, name, description, category, is_public, usage_count, klasifikasi, sub, pekerjaan, created_at"

func (m *Template) targets() []any {
	return []any{
		&m.ID, &m.AccountID, &m.Name, &m.Description, &m.Category, &m.Public, &m.UsageCount, &m.Klasifikasi, &m.Sub, &m.Pekerjaan, &m.CreatedAt,
	}
}

// AddTemplate stores a template with its content; ErrTaken when somebody has one of that
// name, ignoring case.
func (s *Store) AddTemplate(ctx context.Context, m *Template, nameKey, content string) error {
	return s.inWrite(ctx, func(tx *transaction) error {
		_, err := tx.exec(ctx, `INSERT INTO template (`+templateColumns+`, name_key, content) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			m.ID, m.AccountID, m.Name, m.Description, m.Category, m.Public, m.UsageCount, m.Klasifikasi, m.Sub, m.Pekerjaan, int64(m.CreatedAt),
			nameKey, content)
		return err
	})
}

// Templates lists at most so many public templates and those of an account, the most used
// first and then the newest. Category and part, a piece of the name's key, narrow it unless
// empty; total counts all.
func (s *Store) Templates(ctx context.Context, account int64, category, part string, most int) (list []*Template, total int, err error) {
	if !storable(category) || !storable(part) {
		return []*Template{}, 0, nil
	}
	const offered = ` FROM template WHERE (is_public = ? OR account_id = ?) AND (? = '' OR category = ?) AND `
	contains := `(? = '' OR ` + s.dialect.position + `(name_key, ?) > 0)`
	args := []any{true, account, category, category, part, part}
	if err := s.queryRow(ctx, `SELECT count(*)`+offered+contains, args...).Scan(&total); err != nil {
		return nil, 0, fmt.Errorf("store: count templates: %w", err)
	}
	rows, err := s.query(ctx, `SELECT `+templateColumns+offered+contains+` ORDER BY usage_count DESC, created_at DESC, id DESC LIMIT ?`, append(args, most)...)
	if err != nil {
		return nil, 0, err
	}
	list, err = collect(rows, func(r *sql.Rows) (*Template, error) {
		var m Template
		return &m, r.Scan(m.targets()...)
	})
	return list, total, err
}

// Template reads a template with its content. ErrNotFound also for one of somebody else
// that is not public.
func (s *Store) Template(ctx context.Context, account, id int64) (m *Template, content string, err error) {
	m = new(Template)
	err = s.queryRow(ctx, `SELECT `+templateColumns+`, content FROM template WHERE id = ? AND (is_public = ? OR account_id = ?)`, id, true, account).
		Scan(append(m.targets(), &content)...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, "", ErrNotFound
	}
	if err != nil {
		return nil, "", fmt.Errorf("store: read template: %w", err)
	}
	return m, content, nil
}

// UseTemplate counts one use more.
func (s *Store) UseTemplate(ctx context.Context, id int64) error {
	return s.inWrite(ctx, func(tx *transaction) error {
		_, err := tx.exec(ctx, `UPDATE template SET usage_count = usage_count + 1 WHERE id = ?`, id)
		return err
	})
}

// DeleteTemplate deletes a template; what was made from it stays.
func (s *Store) DeleteTemplate(ctx context.Context, id int64) error {
	return s.inWrite(ctx, func(tx *transaction) error {
		n, err := tx.exec(ctx, `DELETE FROM template WHERE id = ?`, id)
		if err == nil && n == 0 {
			return ErrNotFound
		}
		return err
	})
}
