package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"takar/internal/rab"
)

// AuditEntry is one line of a project's history. The texts of kode and uraian stay even
// when the pekerjaan is gone.
type AuditEntry struct {
	ID          int64       `json:"id"`
	ProjectID   int64       `json:"project_id"`
	OperationID int64       `json:"operation_id"`
	CreatedAt   rab.Instant `json:"created_at"`
	AccountID   int64       `json:"account_id"`
	AccountName string      `json:"account_name"`
	PekerjaanID *int64      `json:"pekerjaan_id"`
	Kode        string      `json:"kode"`
	Uraian      string      `json:"uraian"`
	Action      string      `json:"action"`       // CREATE, UPDATE, DELETE or CASCADE
	TriggeredBy string      `json:"triggered_by"` // user, cascade or system
	Summary     string      `json:"summary"`
	OldData     *string     `json:"old_data"` // JSON, or nil
	NewData     *string     `json:"new_data"`
	Details     *string     `json:"details"`
}

func (t *transaction) storeAudit(ctx context.Context, entries string, revision int64) error {
	m := mappingOf[AuditEntry]("audit_entry")
	_, err := t.exec(ctx, "INSERT INTO audit_entry ("+m.names("")+", revision) SELECT "+m.names("x.")+", CAST(? AS BIGINT) FROM "+
		t.store.dialect.recordset(m.columns)+" WHERE true", revision, entries)
	return err
}

// AuditFilter chooses entries of one project. Zero values do not filter.
type AuditFilter struct {
	EntryID     int64
	Action      string
	TriggeredBy string
	PekerjaanID int64
	From, Until rab.Instant // half-open
	Offset      int
	Limit       int
}

// Audit returns the chosen entries, newest first, and how many match in all.
func (s *Store) Audit(ctx context.Context, project int64, f AuditFilter) (entries []*AuditEntry, total int, err error) {
	where, args := "project_id = ?", []any{project}
	add := func(use bool, condition string, value any) {
		if use {
			where += " AND " + condition
			args = append(args, value)
		}
	}
	add(f.EntryID != 0, "id = ?", f.EntryID)
	add(f.Action != "", "action = ?", f.Action)
	add(f.TriggeredBy != "", "triggered_by = ?", f.TriggeredBy)
	add(f.PekerjaanID != 0, "pekerjaan_id = ?", f.PekerjaanID)
	add(f.From != 0, "created_at >= ?", int64(f.From))
	add(f.Until != 0, "created_at < ?", int64(f.Until))
	if !storable(f.Action) || !storable(f.TriggeredBy) {
		return nil, 0, nil
	}
	m := mappingOf[AuditEntry]("audit_entry")
	err = s.inRead(ctx, func(tx *transaction) error {
		if err := tx.queryRow(ctx, "SELECT count(*) FROM audit_entry WHERE "+where, args...).Scan(&total); err != nil {
			return fmt.Errorf("store: count audit: %w", err)
		}
		rows, err := tx.query(ctx, "SELECT "+m.names("")+" FROM audit_entry WHERE "+where+" ORDER BY revision DESC, id DESC LIMIT ? OFFSET ?",
			append(args, f.Limit, f.Offset)...)
		if err != nil {
			return err
		}
		entries, err = scanRows[AuditEntry](m, rows)
		return err
	})
	return entries, total, err
}

// AuditMark is another text whenever an entry was added to the history of a project, by a
// command or beside one.
func (s *Store) AuditMark(ctx context.Context, project int64) (string, error) {
	var total int
	var newest sql.NullInt64
	if err := s.queryRow(ctx, `SELECT count(*), (SELECT id FROM audit_entry WHERE project_id = ? ORDER BY revision DESC, id DESC LIMIT 1)
		FROM audit_entry WHERE project_id = ?`, project, project).Scan(&total, &newest); err != nil {
		return "", fmt.Errorf("store: mark of the audit: %w", err)
	}
	return fmt.Sprintf("%d-%d", total, newest.Int64), nil
}

const operationColumns = "id, project_id, revision, account_id, kind, summary, created_at, undo_of, undone, deletes, weeks_from, weeks_to, weeks_end, changes"

func scanOperation(scan func(...any) error) (*Operation, error) {
	var o Operation
	var changes sql.NullString
	if err := scan(&o.ID, &o.ProjectID, &o.Revision, &o.AccountID, &o.Kind, &o.Summary, &o.CreatedAt,
		&o.UndoOf, &o.Undone, &o.Deletes, &o.Weeks.From, &o.Weeks.To, &o.Weeks.WeekEnd, &changes); err != nil {
		return nil, err
	}
	if changes.Valid {
		if err := json.Unmarshal([]byte(changes.String), &o.Changes); err != nil {
			return nil, fmt.Errorf("store: operation %d: %w", o.ID, err)
		}
	}
	return &o, nil
}

// NextUndo returns the operation that this user would undo now: their latest command that
// still stands. ErrNotFound when there is none, or when that one keeps no rows, or no
// longer.
func (s *Store) NextUndo(ctx context.Context, project, account int64) (*Operation, error) {
	o, err := s.operation(ctx, `SELECT `+operationColumns+` FROM operation WHERE project_id = ? AND account_id = ?
		AND undo_of IS NULL AND NOT undone ORDER BY revision DESC LIMIT 1`, project, account)
	if err == nil && o.Changes == nil {
		return nil, ErrNotFound
	}
	return o, err
}

// NextRedo returns the undo that this user would take back now: the newest undo that was
// not taken back, unless a command of the user came after it.
func (s *Store) NextRedo(ctx context.Context, project, account int64) (*Operation, error) {
	return s.operation(ctx, `SELECT `+operationColumns+` FROM operation WHERE project_id = ? AND account_id = ?
		AND kind = 'undo' AND NOT undone AND changes IS NOT NULL AND revision > (
			SELECT COALESCE(max(revision), 0) FROM operation WHERE project_id = ? AND account_id = ? AND undo_of IS NULL)
		ORDER BY revision DESC LIMIT 1`, project, account, project, account)
}

// Operation returns one operation of a project.
func (s *Store) Operation(ctx context.Context, project, id int64) (*Operation, error) {
	return s.operation(ctx, `SELECT `+operationColumns+` FROM operation WHERE project_id = ? AND id = ?`, project, id)
}

func (s *Store) operation(ctx context.Context, query string, args ...any) (*Operation, error) {
	o, err := scanOperation(s.queryRow(ctx, query, args...).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("store: read operation: %w", err)
	}
	return o, nil
}

// Deletions hands over the operations that deleted rows since a moment and were not undone, newest
// first, until more says that it has seen enough. One is read at a time: each may hold a whole
// work list.
func (s *Store) Deletions(ctx context.Context, project int64, since rab.Instant, more func(*Operation) bool) error {
	rows, err := s.query(ctx, `SELECT `+operationColumns+` FROM operation WHERE project_id = ? AND deletes AND created_at >= ?
		AND changes IS NOT NULL AND NOT undone ORDER BY revision DESC`, project, int64(since))
	if err != nil {
		return err
	}
	defer rows.Close() // Err below reports what Close would
	for rows.Next() {
		o, err := scanOperation(rows.Scan)
		if err != nil {
			return fmt.Errorf("store: read deletion: %w", err)
		}
		if !more(o) {
			return nil
		}
	}
	return rows.Err()
}

// PurgeTrash drops the rows of deletions older than a moment, except those of commands
// that their user can still undo. The audit entries stay.
func (s *Store) PurgeTrash(ctx context.Context, before rab.Instant) error {
	return s.inWrite(ctx, func(tx *transaction) error {
		_, err := tx.exec(ctx, `UPDATE operation SET changes = NULL WHERE deletes AND changes IS NOT NULL AND created_at < ?
			AND revision < (SELECT later.revision FROM operation AS later WHERE later.project_id = operation.project_id
				AND later.account_id = operation.account_id AND later.undo_of IS NULL ORDER BY later.revision DESC LIMIT 1 OFFSET ?)`,
			int64(before), undoSteps-1)
		return err
	})
}
