package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3/database"
)

// ErrFilled refuses to fill a database that holds something.
var ErrFilled = errors.New("store: the database is not empty")

// ErrShape says that a copy has other tables or columns than the schema that it names.
var ErrShape = errors.New("store: the copy does not fit its schema")

// Filling is a new database while it is being filled.
type Filling struct {
	dialect dialect
	conn    *sql.Conn
	tables  []*wholeTable
	filled  int
}

// Newest is the schema that this program makes.
func Newest() (int64, error) {
	list, err := sqliteDialect.migrationTexts()
	return int64(len(list)), err
}

// Fill makes the schema of a version in an empty database, and lets a function fill it: in
// one transaction, so that a failure leaves nothing. The place is given as to Open.
func Fill(ctx context.Context, databaseURL, directory string, schema int64, fill func(*Filling) error) error {
	if databaseURL != "" {
		return fillPostgres(ctx, databaseURL, schema, fill)
	}
	return fillSQLite(ctx, directory, schema, fill)
}

// fillSQLite writes a new file. It needs no journal: what fails is removed as a whole.
func fillSQLite(ctx context.Context, directory string, schema int64, fill func(*Filling) error) (err error) {
	path, err := filepath.Abs(filepath.Join(directory, FileName))
	if err != nil {
		return fmt.Errorf("direktori data %s: %w", directory, err)
	}
	for _, suffix := range []string{"", "-wal", "-journal"} {
		if _, err := os.Lstat(path + suffix); err == nil {
			return ErrFilled
		}
	}
	pragmas := url.Values{"_pragma": {"journal_mode(OFF)", "synchronous(OFF)", "locking_mode(EXCLUSIVE)", "temp_store(MEMORY)", "cache_size(-64000)"}}
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?"+pragmas.Encode())
	if err != nil {
		return fmt.Errorf("store: open %s: %w", path, err)
	}
	err = errors.Join(fillDatabase(ctx, db, sqliteDialect, schema, fill), db.Close())
	if err == nil {
		err = os.Chmod(path, 0o600) // it holds passwords, hashed, and the directory may be open to others
	}
	if err == nil {
		err = syncFile(path)
	}
	if err != nil {
		_ = os.Remove(path) // the failure is told
	}
	return err
}

func syncFile(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR, 0) //nolint:gosec // a path inside the data directory
	if err != nil {
		return fmt.Errorf("store: sync: %w", err)
	}
	return errors.Join(file.Sync(), file.Close())
}

func fillPostgres(ctx context.Context, address string, schema int64, fill func(*Filling) error) error {
	db, err := connectPostgres(address)
	if err != nil {
		return err
	}
	return errors.Join(fillDatabase(ctx, db, postgresDialect, schema, fill), db.Close())
}

// connectPostgres opens connections for work that needs no Store.
func connectPostgres(address string) (*sql.DB, error) {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, errors.New("alamat PostgreSQL tidak sah: tulis postgres://pengguna@komputer/basisdata")
	}
	asTakar(config)
	return stdlib.OpenDB(*config), nil
}

// fillDatabase does everything on one connection between BEGIN and COMMIT.
func fillDatabase(ctx context.Context, db *sql.DB, d dialect, schema int64, fill func(*Filling) error) error {
	conn, err := db.Conn(ctx)
	if err != nil {
		return fmt.Errorf("basis data tidak dapat dibuka: %w", err)
	}
	defer conn.Close() // ends a transaction that was not committed
	f := &Filling{dialect: d, conn: conn}
	if _, err := conn.ExecContext(ctx, "BEGIN"); err != nil {
		return fmt.Errorf("store: begin: %w", err)
	}
	if d.numbered {
		if _, err := conn.ExecContext(ctx, unbounded); err != nil {
			return fmt.Errorf("store: begin: %w", err)
		}
	}
	if err := f.run(ctx, schema, fill); err != nil {
		_, _ = conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK") // the failure is told
		return err
	}
	if _, err := conn.ExecContext(ctx, "COMMIT"); err != nil {
		return fmt.Errorf("store: commit: %w", err)
	}
	return nil
}

func (f *Filling) run(ctx context.Context, schema int64, fill func(*Filling) error) error {
	if err := f.makeSchema(ctx, schema); err != nil {
		return err
	}
	var err error
	if f.tables, err = f.dialect.tables(ctx, f.conn); err != nil {
		return err
	}
	if err := fill(f); err != nil {
		return err
	}
	if f.filled != len(f.tables) {
		return fmt.Errorf("%w: table %s is missing", ErrShape, f.tables[f.filled].name)
	}
	return f.checkReferences(ctx)
}

// makeSchema runs the migrations up to a version as a program of that version did.
func (f *Filling) makeSchema(ctx context.Context, schema int64) error {
	kind := database.DialectSQLite3
	if f.dialect.numbered {
		kind = database.DialectPostgres
		var taken bool
		if err := f.conn.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace)`).Scan(&taken); err != nil {
			return fmt.Errorf("basis data tidak dapat dibuka: %w", err)
		}
		if taken {
			return ErrFilled
		}
	}
	versions, err := database.NewStore(kind, "goose_db_version")
	if err != nil {
		return fmt.Errorf("store: migrations: %w", err)
	}
	texts, err := f.dialect.migrationTexts()
	if err != nil {
		return err
	}
	if schema < 1 || schema > int64(len(texts)) {
		return fmt.Errorf("store: no schema %d", schema)
	}
	if err := versions.CreateVersionTable(ctx, f.conn); err != nil {
		return fmt.Errorf("store: migrations: %w", err)
	}
	for version := range schema + 1 {
		if version > 0 {
			if _, err := f.conn.ExecContext(ctx, texts[version-1]); err != nil {
				return fmt.Errorf("store: migration %d: %w", version, err)
			}
		}
		if err := versions.Insert(ctx, f.conn, database.InsertRequest{Version: version}); err != nil {
			return fmt.Errorf("store: migrations: %w", err)
		}
	}
	return nil
}

// Table fills one table; next returns io.EOF behind its last row. Tables come in the order
// in which Whole hands them out.
func (f *Filling) Table(ctx context.Context, t CopiedTable, next func() ([]any, error)) error {
	if f.filled == len(f.tables) {
		return fmt.Errorf("%w: table %s", ErrShape, t.Name)
	}
	table := f.tables[f.filled]
	if !reflect.DeepEqual(table.copied(), t) {
		return fmt.Errorf("%w: table %s, expected %s", ErrShape, t.Name, table.name)
	}
	f.filled++
	source := &rowSource{table: table, dialect: f.dialect, next: next}
	var err error
	if f.dialect.numbered {
		err = f.copyIn(ctx, source)
	} else {
		err = f.insert(ctx, source)
	}
	if err = errors.Join(source.err, err); source.err != nil {
		return source.err
	} else if err != nil {
		return fmt.Errorf("store: fill %s: %w", t.Name, translate(err))
	}
	return nil
}

// copyIn streams rows with COPY, which waits for no answer between two of them.
func (f *Filling) copyIn(ctx context.Context, source *rowSource) error {
	names := make([]string, len(source.table.columns))
	for i, c := range source.table.columns {
		names[i] = c.name
	}
	return f.conn.Raw(func(driver any) error {
		conn, ok := driver.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("store: connection is a %T", driver)
		}
		_, err := conn.Conn().CopyFrom(ctx, pgx.Identifier{source.table.name}, names, source)
		return err
	})
}

func (f *Filling) insert(ctx context.Context, source *rowSource) error {
	names, marks := make([]string, len(source.table.columns)), make([]string, len(source.table.columns))
	for i, c := range source.table.columns {
		names[i], marks[i] = c.name, "?"
	}
	query := "INSERT INTO " + source.table.name + " (" + strings.Join(names, ", ") + ") VALUES (" + strings.Join(marks, ", ") + ")" //nolint:gosec // names of our own schema
	statement, err := f.conn.PrepareContext(ctx, query)
	if err != nil {
		return err
	}
	defer statement.Close()
	for source.Next() {
		if _, err := statement.ExecContext(ctx, source.row...); err != nil {
			return err
		}
	}
	return nil
}

// rowSource reads rows one by one, as COPY wants them.
type rowSource struct {
	table   *wholeTable
	dialect dialect
	next    func() ([]any, error)
	row     []any
	err     error
}

// Next reads a row, and returns false at the end or at an error.
func (r *rowSource) Next() bool {
	row, err := r.next()
	switch {
	case errors.Is(err, io.EOF):
		return false
	case err != nil:
		r.err = err
		return false
	case len(row) != len(r.table.columns):
		r.err = fmt.Errorf("%w: a row of %s has %d values", ErrShape, r.table.name, len(row))
		return false
	}
	for i, c := range r.table.columns {
		if !c.holds(row[i]) {
			r.err = fmt.Errorf("%w: %s.%s holds a %T", ErrShape, r.table.name, c.name, row[i])
			return false
		}
		if number, ok := row[i].(int64); ok && c.native == "bool" {
			row[i] = number != 0
		}
	}
	r.row = row
	return true
}

// Values returns the row.
func (r *rowSource) Values() ([]any, error) { return r.row, nil }

// Err returns what stopped the rows.
func (r *rowSource) Err() error { return r.err }

// Tables hands out what the new database holds now, as Whole.Tables does.
func (f *Filling) Tables(ctx context.Context, into Receiver) error {
	for _, t := range f.tables {
		if err := into.Table(t.copied()); err != nil {
			return err
		}
		rows, err := f.conn.QueryContext(ctx, t.selection(f.dialect))
		if err != nil {
			return fmt.Errorf("store: read back %s: %w", t.name, err)
		}
		if err := t.handOut(elsewhere(rows), into); err != nil {
			return err
		}
	}
	return nil
}

// checkReferences fails when a row refers to one that is not there. PostgreSQL has looked
// already.
func (f *Filling) checkReferences(ctx context.Context) error {
	if f.dialect.numbered {
		return nil
	}
	rows, err := f.conn.QueryContext(ctx, `SELECT DISTINCT "table", parent FROM pragma_foreign_key_check`)
	if err != nil {
		return fmt.Errorf("store: check references: %w", err)
	}
	broken, err := collect(elsewhere(rows), func(r *sql.Rows) (text string, err error) {
		var table, parent string
		err = r.Scan(&table, &parent)
		return table + " → " + parent, err
	})
	if err == nil && len(broken) > 0 {
		err = fmt.Errorf("%w: rows refer to nothing: %s", ErrShape, strings.Join(broken, ", "))
	}
	return err
}

// lostIDs is how many ids may have been given out after a backup was made. They are skipped
// when it is put back, so that an address of something lost never shows something new.
const lostIDs = 1 << 24

// Renew makes the new database a store of its own, that goes on from an earlier state of
// another one: it gets another incarnation, and ids that the other may have given out since
// are not given out again.
func (f *Filling) Renew(ctx context.Context) error {
	for _, statement := range []struct {
		query string
		args  []any
	}{
		{`UPDATE id_block SET next = next + ?`, []any{int64(lostIDs)}},
		{`DELETE FROM setting WHERE name = ? OR name = ?`, []any{incarnation, movedTo}},
		{`INSERT INTO setting (name, value) VALUES (?, ?)`, []any{incarnation, NewUID()}},
	} {
		if _, err := f.conn.ExecContext(ctx, f.dialect.sql(statement.query), statement.args...); err != nil {
			return fmt.Errorf("store: renew: %w", err)
		}
	}
	return nil
}
