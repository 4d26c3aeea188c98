package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"takar/internal/decimal"
	"takar/internal/rab"
)

// NamedRevision is a saved state of a project. Its content, which never changes, is read
// apart from the rest.
type NamedRevision struct {
	ID          int64
	ProjectID   int64
	Revision    int64 // of the project when it was saved
	Version     int64 // goes on with every change of name, note or lock, from 1
	Name        string
	Note        string
	Locked      bool
	CreatedAt   rab.Instant
	AccountID   int64  // who saved it
	AccountName string // as it is now; not stored
	ChangedAt   rab.Instant
	ChangedBy   int64
	Hash        string // of the content of the project, whatever it is called
	Jumlah      decimal.Decimal
	PPN         decimal.Decimal
	Total       decimal.Decimal
	Dibulatkan  decimal.Decimal
	State       rab.LineState
	Pekerjaan   int
	Size        int // bytes of the content
}

const namedRevisionColumns = `id, project_id, revision, version, name, note, locked, created_at, account_id, changed_at, changed_by, hash,
	jumlah, ppn, total, dibulatkan, state, pekerjaan, size`

// readNamedRevisions is followed by a condition.
const readNamedRevisions = `SELECT n.id, n.project_id, n.revision, n.version, n.name, n.note, n.locked, n.created_at, n.account_id, n.changed_at, n.changed_by, n.hash,
	n.jumlah, n.ppn, n.total, n.dibulatkan, n.state, n.pekerjaan, n.size, a.user_name FROM named_revision AS n JOIN account AS a ON a.id = n.account_id `

func (n *NamedRevision) targets() []any {
	return []any{
		&n.ID, &n.ProjectID, &n.Revision, &n.Version, &n.Name, &n.Note, &n.Locked, &n.CreatedAt, &n.AccountID, &n.ChangedAt, &n.ChangedBy, &n.Hash,
		&n.Jumlah, &n.PPN, &n.Total, &n.Dibulatkan, &n.State, &n.Pekerjaan, &n.Size, &n.AccountName,
	}
}

// RevisionLimit bounds the saved states of one project.
type RevisionLimit struct {
	Count int
	Bytes int // of all contents together
}

// AddNamedRevision stores a saved state with its content, and a line about it in the audit
// trail. ErrFull when the project has as
// many as the limit allows, ErrTaken when it has one of that name, ignoring case.
func (s *Store) AddNamedRevision(ctx context.Context, n *NamedRevision, nameKey string, content []byte, limit RevisionLimit, line *AuditEntry) error {
	return s.inWrite(ctx, func(tx *transaction) error {
		var count, bytes int
		err := tx.queryRow(ctx, `SELECT count(*), CAST(coalesce(sum(size), 0) AS BIGINT) FROM named_revision WHERE project_id = ?`, n.ProjectID).Scan(&count, &bytes)
		if err != nil {
			return fmt.Errorf("store: count named revisions: %w", err)
		}
		if count >= limit.Count || bytes+len(content) > limit.Bytes {
			return ErrFull
		}
		_, err = tx.exec(ctx, `INSERT INTO named_revision (`+namedRevisionColumns+`, name_key, content)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			n.ID, n.ProjectID, n.Revision, n.Version, n.Name, n.Note, n.Locked, int64(n.CreatedAt), n.AccountID, int64(n.ChangedAt), n.ChangedBy, n.Hash,
			n.Jumlah, n.PPN, n.Total, n.Dibulatkan, string(n.State), n.Pekerjaan, len(content), nameKey, content)
		if err != nil {
			return err
		}
		return tx.noteRevision(ctx, line, n.Revision)
	})
}

// noteRevision adds a line about a saved state to the audit trail. It belongs to no operation:
// the project itself does not change.
func (t *transaction) noteRevision(ctx context.Context, line *AuditEntry, revision int64) error {
	entries, err := jsonText([]*AuditEntry{line})
	if err != nil {
		return err
	}
	return t.storeAudit(ctx, entries, revision)
}

// NamedRevisions lists the saved states of a project, the newest first.
func (s *Store) NamedRevisions(ctx context.Context, project int64) ([]*NamedRevision, error) {
	rows, err := s.query(ctx, readNamedRevisions+`WHERE n.project_id = ? ORDER BY n.created_at DESC, n.id DESC`, project)
	if err != nil {
		return nil, err
	}
	return collect(rows, func(r *sql.Rows) (*NamedRevision, error) {
		var n NamedRevision
		return &n, r.Scan(n.targets()...)
	})
}

// NamedRevision reads one saved state of a project.
func (s *Store) NamedRevision(ctx context.Context, project, id int64) (*NamedRevision, error) {
	var n NamedRevision
	err := s.queryRow(ctx, readNamedRevisions+`WHERE n.id = ? AND n.project_id = ?`, id, project).Scan(n.targets()...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("store: read named revision: %w", err)
	}
	return &n, nil
}

// NamedRevisionContent reads the content of a saved state of a project.
func (s *Store) NamedRevisionContent(ctx context.Context, project, id int64) ([]byte, error) {
	var content []byte
	err := s.readConstant(ctx, question{`SELECT created_at, hash FROM named_revision WHERE id = ? AND project_id = ?`, []any{id, project}},
		question{`SELECT content FROM named_revision WHERE id = ? AND project_id = ?`, []any{id, project}}, &content)
	if errors.Is(err, ErrNotFound) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("store: read named revision: %w", err)
	}
	return content, nil
}

// SaveNamedRevision stores the name, note and lock of a saved state that still has the
// version it is given with, moves the version on, and adds a line to the audit trail at a
// revision of the project; ErrStale otherwise, ErrTaken as for a
// new one.
func (s *Store) SaveNamedRevision(ctx context.Context, n *NamedRevision, nameKey string, line *AuditEntry, revision int64) error {
	return s.inWrite(ctx, func(tx *transaction) error {
		changed, err := tx.exec(ctx, `UPDATE named_revision SET version = version + 1, name = ?, name_key = ?, note = ?, locked = ?, changed_at = ?, changed_by = ?
			WHERE id = ? AND project_id = ? AND version = ?`,
			n.Name, nameKey, n.Note, n.Locked, int64(n.ChangedAt), n.ChangedBy, n.ID, n.ProjectID, n.Version)
		if err != nil {
			return err
		}
		if changed == 0 {
			return ErrStale
		}
		n.Version++
		return tx.noteRevision(ctx, line, revision)
	})
}

// DeleteNamedRevision deletes a saved state that still has the version it is given with and
// is not locked, and adds a line to the audit trail at a revision of the project; ErrStale
// otherwise.
func (s *Store) DeleteNamedRevision(ctx context.Context, n *NamedRevision, line *AuditEntry, revision int64) error {
	return s.inWrite(ctx, func(tx *transaction) error {
		deleted, err := tx.exec(ctx, `DELETE FROM named_revision WHERE id = ? AND project_id = ? AND version = ? AND NOT locked`, n.ID, n.ProjectID, n.Version)
		if err != nil {
			return err
		}
		if deleted == 0 {
			return ErrStale
		}
		return tx.noteRevision(ctx, line, revision)
	})
}
