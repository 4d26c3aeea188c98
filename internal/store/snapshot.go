package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"takar/internal/rab"
)

// LoadProject reads a whole project in one read transaction.
func (s *Store) LoadProject(ctx context.Context, id int64, reference rab.Reference) (*rab.Project, error) {
	return s.advance(ctx, rab.NewProject(id, reference), reference)
}

// AdvanceProject reads what changed since the snapshot and returns the current one. With
// nothing new it returns the snapshot itself.
func (s *Store) AdvanceProject(ctx context.Context, from *rab.Project, reference rab.Reference) (*rab.Project, error) {
	return s.advance(ctx, from, reference)
}

// tombstoneRevisions is how many revisions back a project knows what was deleted. An older
// snapshot is read anew, so that older tombstones serve nobody and go with the next deletion.
const tombstoneRevisions = 500

func (s *Store) advance(ctx context.Context, from *rab.Project, reference rab.Reference) (*rab.Project, error) {
	// The time of a commit tells it from one of another history with the same number.
	what := question{`SELECT revision, CAST(updated_at AS TEXT) FROM project WHERE id = ?`, []any{from.ID}}
	var next *rab.Project
	err := s.inReadOf(ctx, what, func(tx *transaction, now stamp) error {
		revision := now.number
		if revision == from.Revision {
			next = from
			return nil
		}
		from := from
		if revision-from.Revision > tombstoneRevisions {
			from = rab.NewProject(from.ID, reference) // what was deleted long ago is not known any more
		}
		delta, err := tx.changesSince(ctx, from.ID, from.Revision)
		if err != nil {
			return err
		}
		next = from.Apply(delta, revision, reference)
		return nil
	})
	return next, err
}

// changesSince reads the rows of a project that changed after a revision: one query that tells
// in which tables, one for each of them, and one for what was deleted. A command changes two
// or three of the eighteen tables, and every other server reads after each.
func (t *transaction) changesSince(ctx context.Context, project, revision int64) (*rab.Delta, error) {
	changed, err := t.changedTables(ctx, project, revision)
	if err != nil {
		return nil, err
	}
	d := &rab.Delta{}
	err = errors.Join(
		loadRows(ctx, t, changed, "project", project, revision, &d.Headers),
		loadRows(ctx, t, changed, "pricing", project, revision, &d.Pricings),
		loadRows(ctx, t, changed, "project_state", project, revision, &d.States),
		loadRows(ctx, t, changed, "heading", project, revision, &d.Headings),
		loadRows(ctx, t, changed, "pekerjaan", project, revision, &d.Pekerjaan),
		loadRows(ctx, t, changed, "volume", project, revision, &d.Volumes),
		loadRows(ctx, t, changed, "analysis", project, revision, &d.Analyses),
		loadRows(ctx, t, changed, "component", project, revision, &d.Components),
		loadRows(ctx, t, changed, "price_item", project, revision, &d.PriceItems),
		loadRows(ctx, t, changed, "conversion", project, revision, &d.Conversions),
		loadRows(ctx, t, changed, "parameter", project, revision, &d.Parameters),
		loadRows(ctx, t, changed, "progress", project, revision, &d.Progress),
		loadRows(ctx, t, changed, "tahapan", project, revision, &d.Tahapan),
		loadRows(ctx, t, changed, "tahapan_member", project, revision, &d.TahapanMembers),
		loadRows(ctx, t, changed, "schedule_setting", project, revision, &d.ScheduleSettings),
		loadRows(ctx, t, changed, "contract", project, revision, &d.Contracts),
		loadRows(ctx, t, changed, "document_setting", project, revision, &d.DocumentSettings),
		loadRows(ctx, t, changed, "document_logo", project, revision, &d.DocumentLogos),
	)
	if err != nil || revision == 0 {
		return d, err
	}
	return d, t.loadTombstones(ctx, project, revision, d)
}

// changedTables tells which tables hold rows of a project that changed after a revision; nil
// stands for all, from the first revision on.
func (t *transaction) changedTables(ctx context.Context, project, revision int64) (map[string]bool, error) {
	if revision == 0 {
		return nil, nil //nolint:nilnil // all
	}
	rows, err := t.query(ctx, changedTablesQuery(), slices.Repeat([]any{project, revision}, len(rowTables)+1)...)
	if err != nil {
		return nil, err
	}
	names, err := collect(rows, func(r *sql.Rows) (name string, err error) { return name, r.Scan(&name) })
	if err != nil {
		return nil, err
	}
	changed := make(map[string]bool, len(names))
	for _, name := range names {
		changed[name] = true
	}
	return changed, nil
}

// changedTablesQuery asks for the project itself and for each table of its rows.
var changedTablesQuery = sync.OnceValue(func() string {
	parts := []string{`SELECT 'project' WHERE EXISTS (SELECT 1 FROM project WHERE id = ? AND changed_revision > ?)`}
	for _, m := range rowTables {
		parts = append(parts, `SELECT '`+m.table+`' WHERE EXISTS (SELECT 1 FROM `+m.table+` WHERE project_id = ? AND changed_revision > ?)`)
	}
	return strings.Join(parts, " UNION ALL ")
})

// loadRows reads the changed rows of one table, unless it is known to have none. R is a pointer
// to the row type T.
func loadRows[T any, R interface {
	*T
	rab.Row
}](ctx context.Context, t *transaction, changed map[string]bool, table string, project, revision int64, into *rab.TableDelta[R],
) error {
	if changed != nil && !changed[table] {
		return nil
	}
	m := mappingOf[T](table)
	owner := "project_id"
	if table == "project" {
		owner = "id"
	}
	rows, err := t.query(ctx, "SELECT "+m.names("")+" FROM "+table+
		" WHERE "+owner+" = ? AND changed_revision > ?", project, revision)
	if err != nil {
		return err
	}
	list, err := scanRows[T](m, rows)
	if err != nil {
		return err
	}
	into.Put = make([]R, len(list))
	for i, row := range list {
		into.Put[i] = row
	}
	return nil
}

func (t *transaction) loadTombstones(ctx context.Context, project, revision int64, d *rab.Delta) error {
	rows, err := t.query(ctx, `SELECT table_name, row_id FROM tombstone WHERE project_id = ? AND revision > ?`, project, revision)
	if err != nil {
		return err
	}
	defer rows.Close() // Err below reports what Close would
	for rows.Next() {
		var table string
		var id int64
		if err := rows.Scan(&table, &id); err != nil {
			return fmt.Errorf("store: read tombstone: %w", err)
		}
		d.Remove(table, id)
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("store: read tombstones: %w", err)
	}
	return nil
}
