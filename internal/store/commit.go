package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

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
	Deletes   bool            // it deleted rows that the trash offers
	Weeks     rab.WeekDates   // what the weeks of the project were counted by before it; without dates: not known
	Changes   []rab.RowChange // nil: it cannot be undone, or no longer
}

// Commit is what one command stores.
type Commit struct {
	Project   *rab.Project // the snapshot that the command was decided on
	Standing  rab.Standing // of the snapshot after it, for lists of projects
	Delta     *rab.Delta
	Operation Operation
	Audit     []AuditEntry
	// Undone sets the undone mark of earlier operations, by id, with this commit.
	Undone map[int64]bool
}

// undoSteps is how many commands per user and project keep their rows for undo.
const undoSteps = 200

// Commit stores a command in one short transaction, provided that the project still has
// the revision of the snapshot; otherwise it returns ErrStale and stores nothing. The
// number of statements does not depend on the number of rows. A row whose id belongs to
// another project is an error, and then nothing is stored either.
func (s *Store) Commit(ctx context.Context, c *Commit) (revision int64, err error) {
	if err := s.CommitAll(ctx, []*Commit{c}); err != nil {
		return 0, err
	}
	return c.Project.Revision + 1, nil
}

// CommitAll stores commands on different projects in one transaction, each as Commit does;
// all or none.
func (s *Store) CommitAll(ctx context.Context, commits []*Commit) error {
	// In one order everywhere, so that two servers never wait for each other.
	commits = slices.SortedFunc(slices.Values(commits), func(a, b *Commit) int { return cmp.Compare(a.Project.ID, b.Project.ID) })
	encoded := make([]*encodedCommit, len(commits))
	for i, c := range commits {
		var err error
		if encoded[i], err = encodeCommit(c); err != nil {
			return err
		}
	}
	return s.inWrite(ctx, func(tx *transaction) error {
		for i, c := range commits {
			if err := tx.commit(ctx, c, encoded[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

func (t *transaction) commit(ctx context.Context, c *Commit, e *encodedCommit) error {
	revision := c.Project.Revision + 1
	moved, err := t.exec(ctx, `UPDATE project SET revision = ?, updated_at = ?, realisasi = ?, rencana = ?, behind_from = ?
		WHERE id = ? AND revision = ?`, revision, int64(c.Operation.CreatedAt), c.Standing.Realisasi, c.Standing.Rencana, c.Standing.BehindFrom,
		c.Project.ID, c.Project.Revision)
	if err != nil {
		return err
	}
	if moved == 0 {
		return ErrStale
	}
	t.tell(Notice{Project: c.Project.ID, Revision: revision})
	if header, ok := e.tables["project"]; ok {
		if err := t.updateProject(ctx, header, c.Project.ID, revision); err != nil {
			return err
		}
	}
	return t.storeCommit(ctx, c, e, revision)
}

// CreateProjects stores new projects with their first rows and their owners as members,
// all or none. ErrTaken when one of their public numbers exists. What every project has is
// written for all of them together: two thousand take as many statements for it as one.
func (s *Store) CreateProjects(ctx context.Context, commits []*Commit) error {
	encoded := make([]*encodedCommit, len(commits))
	for i, c := range commits {
		var err error
		if encoded[i], err = encodeCommit(c); err != nil {
			return err
		}
	}
	headers, audit := takeTable(encoded, "project"), takeAudit(encoded)
	own := make([]encodedTable, len(ownTables))
	for i, m := range ownTables {
		own[i] = takeTable(encoded, m.table)
	}
	return s.inWrite(ctx, func(tx *transaction) error {
		if err := tx.insertProjects(ctx, headers); err != nil {
			return err
		}
		for i, m := range ownTables {
			if err := tx.insertOwnRows(ctx, m, own[i]); err != nil {
				return err
			}
		}
		for i, c := range commits {
			if err := tx.storeCommit(ctx, c, encoded[i], firstRevision); err != nil {
				return err
			}
		}
		return tx.storeAudit(ctx, audit, firstRevision)
	})
}

// firstRevision is that of a new project.
const firstRevision = 1

// ownTables have one row for each project, under its id.
var ownTables = rowTables[:2]

// takeTable takes the rows of a table out of several commits.
func takeTable(commits []*encodedCommit, table string) encodedTable {
	var whole encodedTable
	rows := make([]string, len(commits))
	for i, e := range commits {
		rows[i] = e.tables[table].rows
		whole.count += e.tables[table].count
		delete(e.tables, table)
	}
	whole.rows = joinArrays(rows)
	return whole
}

// takeAudit takes the audit entries out of several commits.
func takeAudit(commits []*encodedCommit) string {
	entries := make([]string, len(commits))
	for i, e := range commits {
		entries[i], e.audit = e.audit, ""
	}
	return joinArrays(entries)
}

// joinArrays makes one JSON array of several; null and nothing are empty ones.
func joinArrays(arrays []string) string {
	parts := make([]string, 0, len(arrays))
	for _, array := range arrays {
		if inner := strings.TrimSuffix(strings.TrimPrefix(array, "["), "]"); inner != "" && inner != "null" {
			parts = append(parts, inner)
		}
	}
	return "[" + strings.Join(parts, ",") + "]"
}

// encodedCommit holds the JSON parameters, made before the transaction begins.
type encodedCommit struct {
	tables  map[string]encodedTable
	changes *string // nil: the operation keeps no rows
	audit   string  // "": there is none
}

type encodedTable struct {
	rows    string
	count   int
	deleted string
	gone    int // how many are deleted
}

func encodeCommit(c *Commit) (*encodedCommit, error) {
	e := &encodedCommit{tables: map[string]encodedTable{}}
	var err error
	for _, t := range c.Delta.Tables() {
		if e.tables[t.Name], err = encodeTable(t, c.Standing); err != nil {
			return nil, err
		}
	}
	if c.Operation.Changes != nil {
		text, err := jsonText(c.Operation.Changes)
		if err != nil {
			return nil, err
		}
		e.changes = &text
	}
	for i := range c.Audit {
		a := &c.Audit[i]
		a.ProjectID, a.OperationID, a.CreatedAt = c.Project.ID, c.Operation.ID, c.Operation.CreatedAt
	}
	if len(c.Audit) > 0 {
		e.audit, err = jsonText(c.Audit)
	}
	return e, err
}

func encodeTable(t rab.DeltaTable, standing rab.Standing) (e encodedTable, err error) {
	known := slices.ContainsFunc(rowTables, func(m *mapping) bool { return m.table == t.Name })
	if !known && (t.Name != "project" || len(t.Deleted) > 0) {
		return e, fmt.Errorf("store: rows of %s cannot be stored or deleted", t.Name)
	}
	e.count, e.gone = t.Count, len(t.Deleted)
	rows := t.Rows
	if headers, ok := rows.([]*rab.Header); ok {
		list := make([]projectRow, len(headers))
		for i, h := range headers {
			if list[i], err = projectRowOf(h, standing); err != nil {
				return e, err
			}
		}
		rows = list
	}
	if e.rows, err = jsonText(rows); err != nil {
		return e, err
	}
	e.deleted, err = jsonText(t.Deleted)
	return e, err
}

func (t *transaction) storeCommit(ctx context.Context, c *Commit, e *encodedCommit, revision int64) error {
	for _, m := range rowTables {
		table := e.tables[m.table]
		if table.count > 0 {
			if err := t.writeRows(ctx, m, table, c.Project.ID, revision); err != nil {
				return err
			}
		}
		if table.gone > 0 {
			if err := t.deleteRows(ctx, m, table, c.Project.ID, revision); err != nil {
				return err
			}
		}
	}
	if err := t.storeOperation(ctx, &c.Operation, c.Project.ID, revision, e.changes); err != nil {
		return err
	}
	if e.audit != "" {
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

// insertProjects inserts the own rows of new projects, and their owners as members.
func (t *transaction) insertProjects(ctx context.Context, headers encodedTable) error {
	m := mappingOf[projectRow]("project")
	if _, err := t.exec(ctx, "INSERT INTO project ("+m.names("")+", revision, changed_revision, updated_at) SELECT "+m.names("x.")+
		", CAST(? AS BIGINT), CAST(? AS BIGINT), x.changed_at FROM "+t.store.dialect.recordset(m.columns),
		firstRevision, firstRevision, headers.rows); err != nil {
		return err
	}
	owners := t.store.dialect.recordset([]column{{"id", kindInt}, {"owner_id", kindInt}})
	_, err := t.exec(ctx, "INSERT INTO member (account_id, project_id, role, prices) SELECT x.owner_id, x.id, 'owner', ? FROM "+owners, true, headers.rows)
	return err
}

// insertOwnRows inserts rows whose id is that of their project.
func (t *transaction) insertOwnRows(ctx context.Context, m *mapping, rows encodedTable) error {
	_, err := t.exec(ctx, "INSERT INTO "+m.table+" ("+m.names("")+", project_id, changed_revision) SELECT "+m.names("x.")+
		", x.id, CAST(? AS BIGINT) FROM "+t.store.dialect.recordset(m.columns), firstRevision, rows.rows)
	return err
}

// updateProject changes the project's own row.
func (t *transaction) updateProject(ctx context.Context, header encodedTable, project, revision int64) error {
	m := mappingOf[projectRow]("project")
	var sets strings.Builder
	for _, c := range m.columns {
		if c.name != "id" {
			sets.WriteString(c.name + " = x." + c.name + ", ")
		}
	}
	n, err := t.exec(ctx, "UPDATE project SET "+sets.String()+"changed_revision = ? FROM "+t.store.dialect.recordset(m.columns)+
		" WHERE project.id = x.id AND project.id = ?", revision, header.rows, project)
	if err != nil {
		return err
	}
	return all("project", n, header.count)
}

// writeRows inserts or updates the rows in one JSON parameter, as long as they are the
// project's own.
func (t *transaction) writeRows(ctx context.Context, m *mapping, rows encodedTable, project, revision int64) error {
	var sets strings.Builder
	for _, c := range m.columns {
		if c.name != "id" {
			sets.WriteString(c.name + " = excluded." + c.name + ", ")
		}
	}
	n, err := t.exec(ctx, "INSERT INTO "+m.table+" ("+m.names("")+", project_id, changed_revision) SELECT "+m.names("x.")+
		", CAST(? AS BIGINT), CAST(? AS BIGINT) FROM "+t.store.dialect.recordset(m.columns)+" WHERE true ON CONFLICT (id) DO UPDATE SET "+
		sets.String()+"changed_revision = excluded.changed_revision WHERE "+m.table+".project_id = excluded.project_id",
		project, revision, rows.rows)
	if err != nil {
		return err
	}
	return all(m.table, n, rows.count)
}

// deleteRows removes rows and leaves a tombstone for each, so that older snapshots learn
// of it. Tombstones that no snapshot needs any more go.
func (t *transaction) deleteRows(ctx context.Context, m *mapping, rows encodedTable, project, revision int64) error {
	n, err := t.exec(ctx, "DELETE FROM "+m.table+" WHERE project_id = ? AND id IN ("+t.store.dialect.idset()+")", project, rows.deleted)
	if err != nil {
		return err
	}
	if err := all(m.table, n, rows.gone); err != nil {
		return err
	}
	if _, err = t.exec(ctx, "DELETE FROM tombstone WHERE project_id = ? AND revision <= ?", project, revision-tombstoneRevisions); err != nil {
		return err
	}
	_, err = t.exec(ctx, "INSERT INTO tombstone (project_id, revision, table_name, row_id) SELECT CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS TEXT), gone.id FROM ("+
		t.store.dialect.idset()+") AS gone", project, revision, m.table, rows.deleted)
	return err
}

// all is an error unless a statement met every row that it was given.
func all(table string, met int64, given int) error {
	if met == int64(given) {
		return nil
	}
	return fmt.Errorf("store: %s: %d of %d rows are not rows of this project", table, int64(given)-met, given)
}

func (t *transaction) storeOperation(ctx context.Context, o *Operation, project, revision int64, changes *string) error {
	if _, err := t.exec(ctx, `INSERT INTO operation (id, project_id, revision, account_id, kind, summary, created_at, undo_of, undone, deletes, weeks_from, weeks_to, weeks_end, changes)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, o.ID, project, revision, o.AccountID, o.Kind, o.Summary,
		int64(o.CreatedAt), o.UndoOf, false, o.Deletes, string(o.Weeks.From), string(o.Weeks.To), o.Weeks.WeekEnd, changes); err != nil {
		return err
	}
	if revision == firstRevision {
		return nil
	}
	// Older commands of this user keep their line but not their rows, unless the trash
	// still offers what they deleted.
	_, err := t.exec(ctx, `UPDATE operation SET changes = NULL WHERE project_id = ? AND account_id = ? AND NOT deletes AND changes IS NOT NULL
		AND revision < (SELECT revision FROM operation WHERE project_id = ? AND account_id = ? AND undo_of IS NULL
			ORDER BY revision DESC LIMIT 1 OFFSET ?)`,
		project, o.AccountID, project, o.AccountID, undoSteps-1)
	return err
}
