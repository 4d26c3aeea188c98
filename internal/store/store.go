// Package store keeps everything in SQLite or PostgreSQL. SQL is written once in their
// common subset; the tests of storetest state its behaviour and run on both.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite" // the SQLite driver
)

// ErrNotFound says that there is no such row.
var ErrNotFound = errors.New("store: not found")

// ErrStale says that the project moved on since the snapshot that a command was decided
// on. Nothing was stored; decide again on the newer one.
var ErrStale = errors.New("store: project has a newer revision")

// ErrTaken says that a unique value (e-mail, user name) is already in use.
var ErrTaken = errors.New("store: value already taken")

// Store is an open database.
type Store struct {
	dialect dialect
	write   *sql.DB // one connection with SQLite
	read    *sql.DB
	version *sql.DB // SQLite: one connection that only watches PRAGMA data_version
	ids     *idBlocks
}

// FileName is the database file inside a data directory.
const FileName = "takar.db"

// OpenSQLite opens, and creates if needed, the store in a data directory.
func OpenSQLite(ctx context.Context, directory string) (*Store, error) {
	if err := os.MkdirAll(directory, 0o750); err != nil {
		return nil, fmt.Errorf("direktori data %s tidak dapat dibuat: %w", directory, err)
	}
	path, err := filepath.Abs(filepath.Join(directory, FileName))
	if err != nil {
		return nil, fmt.Errorf("direktori data %s: %w", directory, err)
	}
	pragmas := url.Values{"_pragma": {
		"busy_timeout(15000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)",
		"temp_store(MEMORY)", "cache_size(-16000)", "mmap_size(268435456)",
	}}
	dsn := "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + pragmas.Encode()
	s := &Store{dialect: sqliteDialect}
	if s.write, err = sql.Open("sqlite", dsn+"&_txlock=immediate"); err != nil {
		return nil, fmt.Errorf("store: open %s: %w", path, err)
	}
	s.write.SetMaxOpenConns(1)
	if s.read, err = sql.Open("sqlite", dsn+"&_pragma=query_only(1)"); err != nil {
		return nil, fmt.Errorf("store: open %s: %w", path, err)
	}
	readers := max(4, 2*runtime.GOMAXPROCS(0))
	s.read.SetMaxOpenConns(readers)
	s.read.SetMaxIdleConns(readers)
	if s.version, err = sql.Open("sqlite", dsn); err != nil {
		return nil, fmt.Errorf("store: open %s: %w", path, err)
	}
	s.version.SetMaxOpenConns(1)
	return s.start(ctx, directory)
}

// OpenPostgres opens the store in a PostgreSQL database.
func OpenPostgres(ctx context.Context, address string) (*Store, error) {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, errors.New("alamat PostgreSQL di TAKAR_DATABASE_URL tidak sah")
	}
	config.RuntimeParams["timezone"] = "UTC"
	config.RuntimeParams["application_name"] = "takar"
	db := stdlib.OpenDB(*config)
	db.SetMaxOpenConns(20)
	db.SetMaxIdleConns(20)
	db.SetConnMaxIdleTime(5 * time.Minute)
	s := &Store{dialect: postgresDialect, write: db, read: db}
	return s.start(ctx, "")
}

// Open chooses by the address: a postgres URL, or else the data directory.
func Open(ctx context.Context, databaseURL, directory string) (*Store, error) {
	switch {
	case databaseURL == "":
		return OpenSQLite(ctx, directory)
	case strings.HasPrefix(databaseURL, "postgres://"), strings.HasPrefix(databaseURL, "postgresql://"):
		return OpenPostgres(ctx, databaseURL)
	}
	return nil, errors.New("TAKAR_DATABASE_URL harus berupa alamat postgres://…; kosongkan untuk memakai SQLite")
}

func (s *Store) start(ctx context.Context, directory string) (*Store, error) {
	s.ids = &idBlocks{store: s}
	if err := s.migrate(ctx, directory); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// Close closes all connections.
func (s *Store) Close() error {
	var err error
	if s.version != nil {
		err = errors.Join(err, s.version.Close())
	}
	if s.read != nil && s.read != s.write {
		err = errors.Join(err, s.read.Close())
	}
	if s.write != nil {
		err = errors.Join(err, s.write.Close())
	}
	return err
}

// Vendor names the database: "sqlite" or "postgresql".
func (s *Store) Vendor() string { return s.dialect.name }

// Ping asks the database for a sign of life.
func (s *Store) Ping(ctx context.Context) error {
	var one int
	if err := s.read.QueryRowContext(ctx, "SELECT 1").Scan(&one); err != nil {
		return fmt.Errorf("store: ping: %w", err)
	}
	return nil
}

// DataVersion returns a number that changes when any other connection, of this process
// or another, has committed. Only SQLite has it; ok is false otherwise.
func (s *Store) DataVersion(ctx context.Context) (version int64, ok bool, err error) {
	if s.version == nil {
		return 0, false, nil
	}
	if err := s.version.QueryRowContext(ctx, "PRAGMA data_version").Scan(&version); err != nil {
		return 0, true, fmt.Errorf("store: data_version: %w", err)
	}
	return version, true, nil
}

// inWrite runs a function in one write transaction. Only SQL belongs inside.
func (s *Store) inWrite(ctx context.Context, run func(tx *transaction) error) error {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("store: begin: %w", err)
	}
	defer tx.Rollback() //nolint:errcheck // after a commit this is a no-op
	if err := run(&transaction{tx: tx, dialect: s.dialect}); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("store: commit: %w", err)
	}
	return nil
}

// inRead runs a function on one consistent view of the database.
func (s *Store) inRead(ctx context.Context, run func(tx *transaction) error) error {
	tx, err := s.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true, Isolation: s.readIsolation()})
	if err != nil {
		return fmt.Errorf("store: begin read: %w", err)
	}
	defer tx.Rollback() //nolint:errcheck // a read has nothing to lose
	return run(&transaction{tx: tx, dialect: s.dialect})
}

func (s *Store) readIsolation() sql.IsolationLevel {
	if s.dialect.numbered {
		return sql.LevelRepeatableRead
	}
	return sql.LevelDefault
}

// transaction runs SQL written with ? in the dialect of its database.
type transaction struct {
	tx         *sql.Tx
	dialect    dialect
	statements int
}

func (t *transaction) exec(ctx context.Context, query string, args ...any) (int64, error) {
	t.statements++
	result, err := t.tx.ExecContext(ctx, t.dialect.sql(query), args...)
	if err != nil {
		return 0, fmt.Errorf("store: %.60s: %w", query, translate(err))
	}
	affected, err := result.RowsAffected()
	if err != nil {
		return 0, fmt.Errorf("store: %.60s: %w", query, err)
	}
	return affected, nil
}

func (t *transaction) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	t.statements++
	rows, err := t.tx.QueryContext(ctx, t.dialect.sql(query), args...) //nolint:sqlclosecheck // the caller closes
	if err != nil {
		return nil, fmt.Errorf("store: %.60s: %w", query, err)
	}
	return rows, nil
}

func (t *transaction) queryRow(ctx context.Context, query string, args ...any) *sql.Row {
	t.statements++
	return t.tx.QueryRowContext(ctx, t.dialect.sql(query), args...)
}

// queryRow runs a single-row read outside a transaction.
func (s *Store) queryRow(ctx context.Context, query string, args ...any) *sql.Row {
	return s.read.QueryRowContext(ctx, s.dialect.sql(query), args...)
}

// query runs a read outside a transaction.
func (s *Store) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	rows, err := s.read.QueryContext(ctx, s.dialect.sql(query), args...) //nolint:sqlclosecheck // the caller closes
	if err != nil {
		return nil, fmt.Errorf("store: %.60s: %w", query, err)
	}
	return rows, nil
}

// collect reads all rows of a query with scan.
func collect[T any](rows *sql.Rows, scan func(*sql.Rows) (T, error)) ([]T, error) {
	defer rows.Close() //nolint:errcheck // Err below reports what Close would
	list := []T{}
	for rows.Next() {
		item, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("store: read row: %w", err)
		}
		list = append(list, item)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("store: read rows: %w", err)
	}
	return list, nil
}
