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
	People      int // with whom its maker shares it
	UsageCount  int
	Klasifikasi int
	Sub         int
	Pekerjaan   int
	CreatedAt   rab.Instant
}

const templateColumns = "id, account_id, name, description, category, is_public, usage_count, klasifikasi, sub, pekerjaan, created_at"

// templateRead are the columns that are read: the stored ones and the number of people.
const templateRead = templateColumns + ", (SELECT count(*) FROM template_share WHERE template_id = template.id)"

// templateSeen holds for the templates that an account sees: public ones, its own and those
// shared with it. Its parameters are true and twice the account.
func (d dialect) templateSeen() string {
	return `id ` + d.among[0] + `SELECT id FROM template WHERE is_public = ? UNION SELECT id FROM template WHERE account_id = ?
		UNION SELECT template_id FROM template_share WHERE account_id = ?` + d.among[1]
}

func (m *Template) targets() []any {
	return []any{
		&m.ID, &m.AccountID, &m.Name, &m.Description, &m.Category, &m.Public, &m.UsageCount, &m.Klasifikasi, &m.Sub, &m.Pekerjaan, &m.CreatedAt, &m.People,
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

// Templates lists at most so many of the templates that an account sees, the most used
// first and then the newest. Category and part, a piece of the name's key, narrow it unless
// empty; total counts all.
func (s *Store) Templates(ctx context.Context, account int64, category, part string, most int) (list []*Template, total int, err error) {
	if !storable(category) || !storable(part) {
		return []*Template{}, 0, nil
	}
	offered := ` FROM template WHERE ` + s.dialect.templateSeen() + ` AND (? = '' OR category = ?) AND `
	contains := `(? = '' OR ` + s.dialect.position + `(name_key, ?) > 0)`
	args := []any{true, account, account, category, category, part, part}
	if err := s.queryRow(ctx, `SELECT count(*)`+offered+contains, args...).Scan(&total); err != nil {
		return nil, 0, fmt.Errorf("store: count templates: %w", err)
	}
	rows, err := s.query(ctx, `SELECT `+templateRead+offered+contains+` ORDER BY usage_count DESC, created_at DESC, id DESC LIMIT ?`, append(args, most)...)
	if err != nil {
		return nil, 0, err
	}
	list, err = collect(rows, func(r *sql.Rows) (*Template, error) {
		var m Template
		return &m, r.Scan(m.targets()...)
	})
	return list, total, err
}

// Template reads a template with its content. ErrNotFound also for one that the account
// does not see.
func (s *Store) Template(ctx context.Context, account, id int64) (m *Template, content string, err error) {
	m = new(Template)
	err = s.queryRow(ctx, `SELECT `+templateRead+`, content FROM template WHERE id = ? AND `+s.dialect.templateSeen(), id, true, account, account).
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
		if _, err := tx.exec(ctx, `DELETE FROM template_share WHERE template_id = ?`, id); err != nil {
			return err
		}
		n, err := tx.exec(ctx, `DELETE FROM template WHERE id = ?`, id)
		if err == nil && n == 0 {
			return ErrNotFound
		}
		return err
	})
}

// ShareTemplate lets an account see a template; one that sees it already keeps seeing it.
func (s *Store) ShareTemplate(ctx context.Context, id, account int64) error {
	return s.inWrite(ctx, func(tx *transaction) error {
		_, err := tx.exec(ctx, `INSERT INTO template_share (template_id, account_id) VALUES (?, ?) ON CONFLICT (template_id, account_id) DO NOTHING`, id, account)
		return err
	})
}

// UnshareTemplate ends what ShareTemplate began; ErrNotFound when it never did.
func (s *Store) UnshareTemplate(ctx context.Context, id, account int64) error {
	return s.inWrite(ctx, func(tx *transaction) error {
		n, err := tx.exec(ctx, `DELETE FROM template_share WHERE template_id = ? AND account_id = ?`, id, account)
		if err == nil && n == 0 {
			return ErrNotFound
		}
		return err
	})
}

// TemplatePeople lists with whom a template is shared, by e-mail; they have no role.
func (s *Store) TemplatePeople(ctx context.Context, id int64) ([]*Member, error) {
	rows, err := s.query(ctx, `SELECT a.id, a.email, a.user_name, a.full_name FROM template_share AS t
		JOIN account AS a ON a.id = t.account_id WHERE t.template_id = ? ORDER BY a.email`, id)
	if err != nil {
		return nil, err
	}
	return collect(rows, func(r *sql.Rows) (*Member, error) {
		var m Member
		return &m, r.Scan(&m.AccountID, &m.Email, &m.UserName, &m.FullName)
	})
}
