package store

import (
	"context"
	"encoding/json"
	"fmt"

	"takar/internal/rab"
)

// Operation is the record of one command: the audit trail, the source of undo and the
// trash (rulings B13).
type Operation struct {
	ID        int64
	ProjectID int64
	Revision  int64
	AccountID int64
	Kind      string // name of the command
	Summary   string
	CreatedAt rab.Instant
	UndoOf    *int64 // the operation that this one turned back
	Undone    bool
	Deletes   bool // it deleted rows that the trash offers
	Changes   []rab.RowChange
}

// Commit is what one command stores.
type Commit struct {
	Project   *rab.Project // the snapshot that the command was decided on
	Delta     *rab.Delta
	Operation Operation
	Audit     []AuditEntry
	// Undone sets the undone mark of earlier operations, by id, with this commit.
	Undone map[int64]bool
}

// undoSteps is how many operations per user and project keep their rows for undo.
const undoSteps = 200

// Commit stores a command in one short transaction, provided that the project still has
// the revision of the snapshot; otherwise it returns ErrStale and stores nothing. The
// number of statements does not depend on the number of rows.
func (s *Store) Commit(ctx context.Context, c *Commit) (revision int64, err error) {
	revision = c.Project.Revision + 1
	encoded, err := encodeCommit(c)
	if err != nil {
		return 0, err
	}
	err = s.inWrite(ctx, func(tx *transaction) error {
		moved, err := tx.exec(ctx, `UPDATE project SET revision = ?, updated_at = ? WHERE id = ? AND revision = ?`,
			revision, int64(c.Operation.CreatedAt), c.Project.ID, c.Project.Revision)
		if err != nil {
			return err
		}
		if moved == 0 {
			return ErrStale
		}
		return tx.store(ctx, c, encoded, revision)
	})
	if err != nil {
		return 0, err
	}
	return revision, nil
}

// CreateProjects stores new projects at revision 1, each with its first rows and its owner
// as member, all or none. ErrTaken says that one of their public numbers exists already.
func (s *Store) CreateProjects(ctx context.Context, commits []*Commit) error {
	encoded := make([]*encodedCommit, len(commits))
	for i, c := range commits {
		var err error
		if encoded[i], err = encodeCommit(c); err != nil {
			return err
		}
	}
	return s.inWrite(ctx, func(tx *transaction) error {
		for i, c := range commits {
			if err := tx.createProject(ctx, c, encoded[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

func (t *transaction) createProject(ctx context.Context, c *Commit, e *encodedCommit) error {
	header := c.Delta.Headers.Put[0]
	if err := t.writeRows(ctx, mappingOf[rab.Header]("project"), e.rows["project"], header.ID, 1); err != nil {
		return err
	}
	if _, err := t.exec(ctx, `INSERT INTO member (account_id, project_id, role, prices) VALUES (?, ?, 'owner', ?)`,
		header.OwnerID, header.ID, true); err != nil {
		return err
	}
	delete(e.rows, "project")
	return t.store(ctx, c, e, 1)
}

// encodedCommit holds the JSON parameters, made before the transaction begins.
type encodedCommit struct {
	rows    map[string][]byte // by table
	deleted map[string][]byte
	changes []byte
	audit   []byte
}

func encodeCommit(c *Commit) (*encodedCommit, error) {
	e := &encodedCommit{rows: map[string][]byte{}, deleted: map[string][]byte{}}
	for _, t := range c.Delta.Tables() {
		if t.Count > 0 {
			data, err := json.Marshal(t.Rows)
			if err != nil {
				return nil, fmt.Errorf("store: encode %s: %w", t.Name, err)
			}
			e.rows[t.Name] = data
		}
		if len(t.Deleted) > 0 {
			data, err := json.Marshal(t.Deleted)
			if err != nil {
				return nil, fmt.Errorf("store: encode %s: %w", t.Name, err)
			}
			e.deleted[t.Name] = data
		}
	}
	var err error
	if e.changes, err = json.Marshal(c.Operation.Changes); err != nil {
		return nil, fmt.Errorf("store: encode operation: %w", err)
	}
	for i := range c.Audit {
		a := &c.Audit[i]
		a.ProjectID, a.OperationID, a.CreatedAt = c.Project.ID, c.Operation.ID, c.Operation.CreatedAt
	}
	if e.audit, err = json.Marshal(c.Audit); err != nil {
		return nil, fmt.Errorf("store: encode audit: %w", err)
	}
	return e, nil
}

func (t *transaction) store(ctx context.Context, c *Commit, e *encodedCommit, revision int64) error {
	for _, table := range projectTables {
		if data, ok := e.rows[table]; ok {
			if err := t.writeRows(ctx, tableMapping(table), data, c.Project.ID, revision); err != nil {
				return err
			}
		}
		if ids, ok := e.deleted[table]; ok {
			if err := t.deleteRows(ctx, table, ids, c.Project.ID, revision); err != nil {
				return err
			}
		}
	}
	if err := t.storeOperation(ctx, &c.Operation, c.Project.ID, revision, e.changes); err != nil {
		return err
	}
	if len(c.Audit) > 0 {
		if err := t.storeAudit(ctx, e.audit, revision); err != nil {
			return err
		}
	}
	for id, undone := range c.Undone { // an undo has one, a redo two
		if _, err := t.exec(ctx, `UPDATE operation SET undone = ? WHERE id = ? AND project_id = ?`, undone, id, c.Project.ID); err != nil {
			return err
		}
	}
	return nil
}

// tableMapping returns the mapping of a project table by its name.
func tableMapping(table string) *mapping {
	switch table {
	case "project":
		return mappingOf[rab.Header](table)
	case "pricing":
		return mappingOf[rab.Pricing](table)
	case "project_state":
		return mappingOf[rab.State](table)
	case "heading":
		return mappingOf[rab.Heading](table)
	case "pekerjaan":
		return mappingOf[rab.Pekerjaan](table)
	case "volume":
		return mappingOf[rab.Volume](table)
	case "analysis":
		return mappingOf[rab.Analysis](table)
	case "component":
		return mappingOf[rab.Component](table)
	case "price_item":
		return mappingOf[rab.PriceItem](table)
	case "conversion":
		return mappingOf[rab.Conversion](table)
	case "parameter":
		return mappingOf[rab.Parameter](table)
	}
	panic("store: unknown table " + table)
}

// writeRows inserts or updates the rows in one JSON parameter. A row id that belongs to
// another project is never touched.
func (t *transaction) writeRows(ctx context.Context, m *mapping, data []byte, project, revision int64) error {
	owner, extra, guard := "project_id, changed_revision", "CAST(? AS BIGINT), CAST(? AS BIGINT)", m.table+".project_id = excluded.project_id"
	args := []any{project, revision, string(data)}
	if m.table == "project" {
		// The project row is its own owner. Whole rupiah stand beside the exact budget
		// because the dashboard filters and sorts by it (rulings A8).
		owner = "revision, changed_revision, updated_at, anggaran_rupiah"
		extra = "CAST(? AS BIGINT), CAST(? AS BIGINT), x.changed_at, CAST(" + t.dialect.wholeOf("x.anggaran_owner") + " AS BIGINT)"
		guard = "project.id = excluded.id"
		args = []any{revision, revision, string(data)}
	}
	sets := ""
	for _, c := range m.columns {
		if c.name != "id" {
			sets += c.name + " = excluded." + c.name + ", "
		}
	}
	if m.table == "project" {
		sets += "anggaran_rupiah = excluded.anggaran_rupiah, "
	}
	_, err := t.exec(ctx, "INSERT INTO "+m.table+" ("+m.names("")+", "+owner+") SELECT "+m.names("x.")+", "+extra+
		" FROM "+t.dialect.recordset(m.columns)+" WHERE true ON CONFLICT (id) DO UPDATE SET "+sets+
		"changed_revision = excluded.changed_revision WHERE "+guard, args...)
	return err
}

func (t *transaction) deleteRows(ctx context.Context, table string, ids []byte, project, revision int64) error {
	if _, err := t.exec(ctx, "DELETE FROM "+table+" WHERE project_id = ? AND id IN ("+t.dialect.idset()+")", project, string(ids)); err != nil {
		return err
	}
	_, err := t.exec(ctx, "INSERT INTO tombstone (project_id, revision, table_name, row_id) SELECT CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS TEXT), id FROM ("+
		t.dialect.idset()+") AS gone(id)", project, revision, table, string(ids))
	return err
}

func (t *transaction) storeOperation(ctx context.Context, o *Operation, project, revision int64, changes []byte) error {
	if _, err := t.exec(ctx, `INSERT INTO operation (id, project_id, revision, account_id, kind, summary, created_at, undo_of, undone, deletes, changes)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, o.ID, project, revision, o.AccountID, o.Kind, o.Summary,
		int64(o.CreatedAt), o.UndoOf, false, o.Deletes, string(changes)); err != nil {
		return err
	}
	// Older operations of this user keep their line but not their rows, unless the trash
	// still offers what they deleted.
	_, err := t.exec(ctx, `UPDATE operation SET changes = NULL WHERE project_id = ? AND account_id = ? AND NOT deletes AND changes IS NOT NULL
		AND id < (SELECT min(id) FROM (SELECT id FROM operation WHERE project_id = ? AND account_id = ? ORDER BY id DESC LIMIT ?) AS recent)`,
		project, o.AccountID, project, o.AccountID, undoSteps)
	return err
}
