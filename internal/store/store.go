// Package store keeps everything in SQLite or PostgreSQL. SQL is written once in their
// common subset; one suite of tests states its behaviour and runs on both.
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

// ErrTaken says that a unique value (e-mail, user name, public number of a project) is
// already in use.
var ErrTaken = errors.New("store: value already taken")

// ErrFull says that as many rows are stored already as are allowed.
var ErrFull = errors.New("store: limit reached")

// ErrText says that a text cannot be stored: it is not UTF-8 or holds a NUL.
var ErrText = errors.New("store: text holds characters that cannot be stored")

// Store is an open database.
type Store struct {
	dialect     dialect
	write       *pool // one connection with SQLite
	read        *pool
	version     *sql.DB  // SQLite: one connection that only watches PRAGMA data_version
	replica     *replica // PostgreSQL: nil when there is none
	ids         *idBlocks
	listening   *pgx.ConnConfig // PostgreSQL: for the connection that hears other servers
	name        string          // by which notices of this process are known
	meter       *meter
	accessQueue *accessQueue                   // PostgreSQL: through which requests ask who they are
	turns       chan struct{}                  // PostgreSQL: places for turns, half of the connections, so that what is decided in them finds others to read with
	watch       func(query string, args []any) // sees every statement, in tests
}

// FileName is the database file inside a data directory.
const FileName = "takar.db"

// OpenSQLite opens, and creates if needed, the store in a data directory.
func OpenSQLite(ctx context.Context, directory string) (*Store, error) {
	if err := os.MkdirAll(directory, 0o750); err != nil { //nolint:gosec // the operator names the directory
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
	s := &Store{dialect: sqliteDialect, meter: newMeter()}
	writer, err := sql.Open("sqlite", dsn+"&_txlock=immediate")
	if err != nil {
		return nil, fmt.Errorf("store: open %s: %w", path, err)
	}
	s.write = newPool(writer, 1, sqliteWait)
	reader, err := sql.Open("sqlite", dsn+"&_pragma=query_only(1)")
	if err != nil {
		return nil, errors.Join(fmt.Errorf("store: open %s: %w", path, err), s.Close())
	}
	s.read = newPool(reader, max(4, 2*runtime.GOMAXPROCS(0)), sqliteWait)
	if s.version, err = sql.Open("sqlite", dsn); err != nil {
		return nil, fmt.Errorf("store: open %s: %w", path, err)
	}
	s.version.SetMaxOpenConns(1)
	return s.start(ctx, directory)
}

// Option changes how a store is opened.
type Option func(*options)

type options struct {
	unsafe      bool
	replica     string
	connections int
}

func chosen(choices []Option) (o options) {
	o.connections = postgresConnections
	for _, choose := range choices {
		choose(&o)
	}
	return o
}

// WithConnections bounds how many connections of the PostgreSQL server are taken; at least two.
func WithConnections(most int) Option { return func(o *options) { o.connections = max(2, most) } }

// AllowUnsafe accepts a PostgreSQL server that may lose what it has acknowledged.
func AllowUnsafe() Option { return func(o *options) { o.unsafe = true } }

// OpenPostgres opens the store in a PostgreSQL database. A server whose settings may lose
// acknowledged commits is refused, unless AllowUnsafe is given.
func OpenPostgres(ctx context.Context, address string, choices ...Option) (*Store, error) {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, errors.New("alamat PostgreSQL di TAKAR_DATABASE_URL tidak sah")
	}
	asTakar(config)
	choice := chosen(choices)
	db := newPool(stdlib.OpenDB(*config), choice.connections, postgresWait)
	db.SetConnMaxIdleTime(5 * time.Minute)
	s := &Store{dialect: postgresDialect, write: db, read: db, listening: config, turns: make(chan struct{}, choice.connections/2), meter: newMeter()}
	s.accessQueue = &accessQueue{store: s}
	if !choice.unsafe {
		if err := s.requireDurable(ctx); err != nil {
			return nil, errors.Join(err, s.Close())
		}
	}
	if choice.replica != "" {
		if s.replica, err = openReplica(choice.replica, newestSchema()); err != nil {
			return nil, errors.Join(err, s.Close())
		}
	}
	return s.start(ctx, "")
}

// postgresConnections is the most that one process takes of the server's connections, unless
// told otherwise. Half of them may wait for turns, so that those who have theirs find one to
// commit with.
const postgresConnections = 20

// How long a request waits for a connection. With SQLite writers take turns on one, as
// long as they also wait for another process that writes.
const (
	postgresWait = 5 * time.Second
	sqliteWait   = 15 * time.Second
)

// requireDurable refuses a server that acknowledges commits before they are safe.
func (s *Store) requireDurable(ctx context.Context) error {
	for _, setting := range []string{"fsync", "full_page_writes", "synchronous_commit"} {
		var value string
		if err := s.queryRow(ctx, "SHOW "+setting).Scan(&value); err != nil {
			return fmt.Errorf("basis data PostgreSQL tidak dapat dibuka: %w", err)
		}
		if value == "off" {
			return fmt.Errorf("PostgreSQL berjalan dengan %s=off, sehingga simpanan yang sudah dijawab dapat hilang bila server mati mendadak: "+
				"nyalakan %[1]s di postgresql.conf, atau izinkan dengan TAKAR_UNSAFE_DATABASE=on", setting)
		}
	}
	return nil
}

// Open chooses by the address: a postgres URL, or else the data directory.
func Open(ctx context.Context, databaseURL, directory string, choices ...Option) (*Store, error) {
	switch {
	case databaseURL == "":
		if chosen(choices).replica != "" {
			return nil, errors.New("TAKAR_REPLICA_URL hanya untuk PostgreSQL: hapus, atau isi TAKAR_DATABASE_URL")
		}
		return OpenSQLite(ctx, directory)
	case strings.HasPrefix(databaseURL, "postgres://"), strings.HasPrefix(databaseURL, "postgresql://"):
		return OpenPostgres(ctx, databaseURL, choices...)
	}
	return nil, errors.New("TAKAR_DATABASE_URL harus berupa alamat postgres://…; kosongkan untuk memakai SQLite")
}

func (s *Store) start(ctx context.Context, directory string) (*Store, error) {
	s.ids, s.name = &idBlocks{store: s}, NewUID()
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
	if s.replica != nil {
		err = errors.Join(err, s.replica.db.Close())
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

// Ping asks the database for a sign of life, by a read of a table.
func (s *Store) Ping(ctx context.Context) error {
	var reserved bool
	if err := s.queryRow(ctx, `SELECT EXISTS (SELECT 1 FROM id_block)`).Scan(&reserved); err != nil {
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

// writeTime bounds a write transaction.
const writeTime = 5 * time.Minute

// inWrite runs a function in one write transaction. Only SQL belongs inside. The commit
// does not depend on whether somebody still waits for the answer: broken off in the middle,
// nobody would know what became of it.
func (s *Store) inWrite(ctx context.Context, run func(tx *transaction) error) error {
	if err := s.write.enter(ctx); err != nil {
		return err
	}
	defer s.write.leave()
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("store: begin: %w", err)
	}
	whole, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeTime)
	defer cancel()
	tx, err := s.write.begin(whole, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit this is a no-op
	began := time.Now()
	t := &transaction{tx: tx, store: s}
	if err := run(t); err != nil {
		return err
	}
	if err := s.commit(whole, t); err != nil {
		return err
	}
	s.meter.commits.Observe(time.Since(began))
	return nil
}

// inRead runs a function on one consistent view of the database.
func (s *Store) inRead(ctx context.Context, run func(tx *transaction) error) error {
	if err := s.read.enter(ctx); err != nil {
		return err
	}
	defer s.read.leave()
	tx, err := s.read.begin(ctx, &sql.TxOptions{ReadOnly: true, Isolation: s.readIsolation()})
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // a read has nothing to lose
	return run(&transaction{tx: tx, store: s})
}

func (s *Store) readIsolation() sql.IsolationLevel {
	if s.dialect.numbered {
		return sql.LevelRepeatableRead
	}
	return sql.LevelDefault
}

// text returns a query in the words of the database.
func (s *Store) text(query string, args []any) string {
	if s.watch != nil {
		s.watch(query, args)
	}
	return s.dialect.sql(query)
}

// transaction runs SQL written with ? in the dialect of its database.
type transaction struct {
	tx      *sql.Tx
	store   *Store
	notices []string // for other servers, sent with the commit
}

func (t *transaction) exec(ctx context.Context, query string, args ...any) (int64, error) {
	for _, arg := range args {
		if text, ok := arg.(string); ok && !storable(text) {
			return 0, fmt.Errorf("store: %.60s: %w", query, ErrText)
		}
	}
	began := time.Now()
	result, err := t.tx.ExecContext(ctx, t.store.text(query, args), args...)
	t.store.meter.ran(query, began)
	if err != nil {
		return 0, fmt.Errorf("store: %.60s: %w", query, translate(err))
	}
	affected, err := result.RowsAffected()
	if err != nil {
		return 0, fmt.Errorf("store: %.60s: %w", query, err)
	}
	return affected, nil
}

func (t *transaction) query(ctx context.Context, query string, args ...any) (*rows, error) {
	began := time.Now()
	found, err := t.tx.QueryContext(ctx, t.store.text(query, args), args...) //nolint:rowserrcheck // the caller reads them
	t.store.meter.ran(query, began)
	if err != nil {
		return nil, fmt.Errorf("store: %.60s: %w", query, translate(err))
	}
	return &rows{Rows: found, leave: func() {}}, nil
}

func (t *transaction) queryRow(ctx context.Context, query string, args ...any) *row {
	return &row{ctx: ctx, store: t.store, tx: t.tx, query: query, args: args}
}

// queryRow runs a single-row read outside a transaction.
func (s *Store) queryRow(ctx context.Context, query string, args ...any) *row {
	return &row{ctx: ctx, store: s, query: query, args: args}
}

// query runs a read outside a transaction.
func (s *Store) query(ctx context.Context, query string, args ...any) (*rows, error) {
	defer s.meter.ran(query, time.Now())
	return s.read.rows(ctx, s.text(query, args), args)
}

// collect reads all rows of a query with scan.
func collect[T any](rows *rows, scan func(*sql.Rows) (T, error)) ([]T, error) {
	defer rows.Close() // Err below reports what Close would
	list := []T{}
	for rows.Next() {
		item, err := scan(rows.Rows)
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
