package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"takar/internal/ahsp"
	"takar/internal/rab"
)

// Kind is how a value travels in a copy of a store; both databases know the same three.
type Kind string

// The kinds of values.
const (
	KindInteger Kind = "integer" // int64; 0 and 1 stand for false and true
	KindText    Kind = "text"    // string; exact decimals are texts
	KindBytes   Kind = "bytes"   // []byte
)

// CopiedTable is a table as a copy of a store holds it.
type CopiedTable struct {
	Name    string
	Columns []CopiedColumn
}

// CopiedColumn is a column of a CopiedTable.
type CopiedColumn struct {
	Name string
	Kind Kind
}

// Receiver takes the rows of tables.
type Receiver interface {
	// Table announces a table, whose rows follow.
	Table(t CopiedTable) error
	// Row takes the values of a row in the order of the columns: int64, string, []byte, or nil
	// for NULL. The list is used again for the next row, what stands in it is not.
	Row(values []any) error
}

// LeftOut are the tables that a copy of a store does not hold, and why. Every other table is
// copied with all its columns, whatever migrations add.
var LeftOut = map[string]string{
	"session":          "logins belong to the server that gave them out: a restored store has none",
	"ended_session":    "goes with the logins",
	"account_link":     "one-time links must not work again because a store was put back",
	"job":              "work in progress, ordered again where it is wanted",
	"job_file":         "what jobs made is kept for a day",
	"goose_db_version": "the schema has a place of its own",
}

// Whole is one consistent view of everything that a store holds.
type Whole struct {
	tx *transaction
}

// ReadWhole gives a function one consistent view of the whole store. Writers go on
// meanwhile.
func (s *Store) ReadWhole(ctx context.Context, read func(*Whole) error) error {
	return s.inRead(ctx, func(tx *transaction) error {
		if s.dialect.numbered {
			if _, err := tx.tx.ExecContext(ctx, unbounded); err != nil {
				return fmt.Errorf("store: begin to read everything: %w", translate(err))
			}
		}
		return read(&Whole{tx: tx})
	})
}

// unbounded lets a transaction of PostgreSQL take as long as a large store and a slow disk need.
const unbounded = "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0"

// Schema returns the number of the last migration of the store.
func (w *Whole) Schema(ctx context.Context) (schema int64, err error) {
	if err := w.tx.queryRow(ctx, `SELECT max(version_id) FROM goose_db_version AS copied WHERE is_applied`).Scan(&schema); err != nil {
		return 0, fmt.Errorf("store: read schema: %w", err)
	}
	return schema, nil
}

// Tables hands out every table, those first to which others refer, with its rows in the
// order of their keys: equal stores give equal copies.
func (w *Whole) Tables(ctx context.Context, into Receiver) error {
	tables, err := w.tx.store.dialect.tables(ctx, w.tx.tx)
	if err != nil {
		return err
	}
	for _, t := range tables {
		if err := into.Table(t.copied()); err != nil {
			return err
		}
		rows, err := w.tx.query(ctx, t.selection(w.tx.store.dialect))
		if err != nil {
			return err
		}
		if err := t.handOut(rows, into); err != nil {
			return err
		}
	}
	return nil
}

// Projects hands out every project in the order of ids. One that cannot be read is handed
// out as an error.
func (w *Whole) Projects(ctx context.Context, each func(id int64, p *rab.Project, err error) error) error {
	editions, analyses, _, err := w.tx.library(ctx)
	if err != nil {
		return err
	}
	library := ahsp.NewLibrary(editions, analyses)
	rows, err := w.tx.query(ctx, `SELECT id, revision FROM project AS copied ORDER BY id`)
	if err != nil {
		return err
	}
	type head struct{ id, revision int64 }
	heads, err := collect(rows, func(r *sql.Rows) (h head, err error) { return h, r.Scan(&h.id, &h.revision) })
	if err != nil {
		return err
	}
	for _, h := range heads {
		var p *rab.Project
		delta, err := w.tx.changesSince(ctx, h.id, 0)
		if err == nil {
			p = rab.NewProject(h.id, library).Apply(delta, h.revision, library)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err := each(h.id, p, err); err != nil {
			return err
		}
	}
	return nil
}

// wholeTable is a table as the database describes it.
type wholeTable struct {
	name    string
	columns []wholeColumn
	key     []string // columns of the primary key in their order
	refers  []string // other tables that must be filled before
}

type wholeColumn struct {
	name   string
	native string // type in the words of the database
	kind   Kind
}

func (t *wholeTable) copied() CopiedTable {
	c := CopiedTable{Name: t.name, Columns: make([]CopiedColumn, len(t.columns))}
	for i, column := range t.columns {
		c.Columns[i] = CopiedColumn{Name: column.name, Kind: column.kind}
	}
	return c
}

// kinds are the kinds of the types that migrations use.
var kinds = map[string]Kind{
	"INTEGER": KindInteger, "TEXT": KindText, "BLOB": KindBytes,
	"int8": KindInteger, "bool": KindInteger, "text": KindText, "numeric": KindText, "bytea": KindBytes,
}

// selection returns the statement that reads a table in the order of its key.
func (t *wholeTable) selection(d dialect) string {
	columns := make([]string, len(t.columns))
	order := map[string]string{}
	for i, c := range t.columns {
		columns[i], order[c.name] = c.name, c.name
		if !d.numbered {
			continue
		}
		switch c.native {
		case "bool":
			columns[i] = "CAST(" + c.name + " AS INTEGER)"
		case "numeric":
			columns[i] = "CAST(" + c.name + " AS TEXT)"
		case "text":
			order[c.name] = c.name + ` COLLATE "C"`
		}
	}
	keys := make([]string, len(t.key))
	for i, name := range t.key {
		keys[i] = order[name]
	}
	return "SELECT " + strings.Join(columns, ", ") + " FROM " + t.name + " AS copied ORDER BY " + strings.Join(keys, ", ")
}

// handOut passes rows on.
func (t *wholeTable) handOut(rows *rows, into Receiver) error {
	defer rows.Close() // Err below reports what Close would
	values, targets := make([]any, len(t.columns)), make([]any, len(t.columns))
	for i := range values {
		targets[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return fmt.Errorf("store: read %s: %w", t.name, err)
		}
		for i, c := range t.columns {
			if data, ok := values[i].([]byte); ok && data == nil {
				values[i] = []byte{} // drivers do not tell it from NULL otherwise
			}
			if !c.holds(values[i]) {
				return fmt.Errorf("store: read %s: %s holds a %T", t.name, c.name, values[i])
			}
		}
		if err := into.Row(values); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("store: read %s: %w", t.name, err)
	}
	return nil
}

// holds reports whether a value is of the kind of the column.
func (c *wholeColumn) holds(value any) bool {
	switch value.(type) {
	case nil:
		return true
	case int64:
		return c.kind == KindInteger
	case string:
		return c.kind == KindText
	case []byte:
		return c.kind == KindBytes
	}
	return false
}

// elsewhere are rows of a connection that no pool counts.
func elsewhere(found *sql.Rows) *rows { return &rows{Rows: found, leave: func() {}} }

// querier is a connection or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// Statements that ask a database what tables it has: name, column, type, place in the
// primary key (0 = not part of it); and which refers to which.
const (
	sqliteColumns = `SELECT m.name, p.name, p.type, p.pk FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS p
		WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY m.name, p.cid`
	sqliteReferences = `SELECT DISTINCT m.name, f."table" FROM sqlite_master AS m JOIN pragma_foreign_key_list(m.name) AS f WHERE m.type = 'table'`
	postgresColumns  = `SELECT c.relname, a.attname, t.typname, coalesce(array_position(k.conkey, a.attnum), 0)
		FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
		JOIN pg_type AS t ON t.oid = a.atttypid LEFT JOIN pg_constraint AS k ON k.conrelid = c.oid AND k.contype = 'p'
		WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace ORDER BY c.relname, a.attnum`
	postgresReferences = `SELECT DISTINCT c.relname, f.relname FROM pg_constraint AS k JOIN pg_class AS c ON c.oid = k.conrelid
		JOIN pg_class AS f ON f.oid = k.confrelid WHERE k.contype = 'f' AND c.relnamespace = current_schema()::regnamespace`
)

// tables asks the database for the tables that a copy holds, in the order in which they can
// be filled.
func (d dialect) tables(ctx context.Context, q querier) ([]*wholeTable, error) {
	columns, references := sqliteColumns, sqliteReferences
	if d.numbered {
		columns, references = postgresColumns, postgresReferences
	}
	described, err := q.QueryContext(ctx, columns)
	if err != nil {
		return nil, fmt.Errorf("store: list columns: %w", err)
	}
	var list []*wholeTable
	type keyed struct {
		table, column, native string
		place                 int
	}
	found, err := collect(elsewhere(described), func(r *sql.Rows) (k keyed, err error) { return k, r.Scan(&k.table, &k.column, &k.native, &k.place) })
	if err != nil {
		return nil, err
	}
	for _, k := range found {
		if _, out := LeftOut[k.table]; out {
			continue
		}
		if len(list) == 0 || list[len(list)-1].name != k.table {
			list = append(list, &wholeTable{name: k.table})
		}
		t := list[len(list)-1]
		kind, known := kinds[k.native]
		if !known {
			return nil, fmt.Errorf("store: column %s.%s is of the unknown type %s", k.table, k.column, k.native)
		}
		t.columns = append(t.columns, wholeColumn{name: k.column, native: k.native, kind: kind})
		if k.place > 0 {
			t.key = append(t.key, make([]string, max(0, k.place-len(t.key)))...)
			t.key[k.place-1] = k.column
		}
	}
	if described, err = q.QueryContext(ctx, references); err != nil {
		return nil, fmt.Errorf("store: list references: %w", err)
	}
	pairs, err := collect(elsewhere(described), func(r *sql.Rows) (p [2]string, err error) { return p, r.Scan(&p[0], &p[1]) })
	if err != nil {
		return nil, err
	}
	for _, pair := range pairs {
		for _, t := range list {
			if t.name == pair[0] && t.name != pair[1] {
				t.refers = append(t.refers, pair[1])
			}
		}
	}
	return inOrder(list)
}

// inOrder sorts tables by name, but behind those that they refer to.
func inOrder(list []*wholeTable) ([]*wholeTable, error) {
	sorted := make([]*wholeTable, 0, len(list))
	done := map[string]bool{}
	for len(list) > 0 {
		at := slices.IndexFunc(list, func(t *wholeTable) bool {
			return !slices.ContainsFunc(t.refers, func(name string) bool { return !done[name] })
		})
		if at < 0 {
			return nil, fmt.Errorf("store: table %s refers to itself by way of others", list[0].name)
		}
		if len(list[at].key) == 0 {
			return nil, fmt.Errorf("store: table %s has no primary key", list[at].name)
		}
		done[list[at].name] = true
		sorted, list = append(sorted, list[at]), slices.Delete(list, at, at+1)
	}
	return sorted, nil
}
