package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// Inspection is what is known of a database that was looked at and not changed.
type Inspection struct {
	Vendor         string
	Version        string // of the server, or of the library
	Schema, Newest int64  // that of the data, 0 when there is none yet, and that of this program
	Unsafe         []string
	Damage         []string  // what the database itself finds broken, at most ten
	Clock          time.Time // of a server; zero for a file
	Bytes          int64
	// Connections of a server: all that it gives, and those that are taken.
	ConnectionLimit, Connections int
}

// damageShown bounds the list of what is broken.
const damageShown = 10

// Inspect looks at the database behind an address, or else in a data directory. It makes no
// file, but for the index of a log that was copied without it, brings no table up to date and
// takes no lock that others would wait for.
func Inspect(ctx context.Context, databaseURL, directory string) (*Inspection, error) {
	if databaseURL == "" {
		return inspectSQLite(ctx, directory)
	}
	return inspectPostgres(ctx, databaseURL)
}

func inspectSQLite(ctx context.Context, directory string) (*Inspection, error) {
	i := &Inspection{Vendor: sqliteDialect.name, Newest: newestSchema()}
	path, err := filepath.Abs(filepath.Join(directory, FileName))
	if err != nil {
		return nil, fmt.Errorf("store: inspect: %w", err)
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return i, nil
	case err != nil:
		return nil, fmt.Errorf("store: inspect: %w", err)
	}
	i.Bytes = info.Size()
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?"+sqliteReading(path)+"&_pragma=busy_timeout(5000)&_pragma=query_only(1)")
	if err != nil {
		return nil, fmt.Errorf("store: inspect: %w", err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if err := db.QueryRowContext(ctx, `SELECT sqlite_version()`).Scan(&i.Version); err != nil {
		return nil, fmt.Errorf("store: inspect: %w", err)
	}
	if i.Damage, err = texts(ctx, db, `PRAGMA quick_check(`+strconv.Itoa(damageShown)+`)`); err != nil {
		return nil, fmt.Errorf("store: inspect: %w", err)
	}
	if len(i.Damage) == 1 && i.Damage[0] == "ok" {
		i.Damage = nil
	}
	return i, i.readSchema(ctx, db, `SELECT count(*) FROM sqlite_master WHERE name = 'goose_db_version'`)
}

// sqliteReading returns how a file is read. A log beside it tells that a server is at work, or
// that one died: it is part of the data. Without a log nobody writes, and the file is read as of
// a medium that cannot change, so that no log is made.
func sqliteReading(path string) string {
	if _, err := os.Stat(path + "-wal"); err != nil {
		return "mode=ro&immutable=1"
	}
	return "mode=ro"
}

func inspectPostgres(ctx context.Context, address string) (*Inspection, error) {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, errors.New("alamat PostgreSQL di TAKAR_DATABASE_URL tidak sah")
	}
	asTakar(config)
	config.RuntimeParams["default_transaction_read_only"] = "on"
	db := stdlib.OpenDB(*config)
	defer db.Close()
	db.SetMaxOpenConns(1)
	i := &Inspection{Vendor: postgresDialect.name, Newest: newestSchema()}
	err = db.QueryRowContext(ctx, `SELECT current_setting('server_version'), clock_timestamp(), pg_database_size(current_database()),
		CAST(current_setting('max_connections') AS INTEGER), (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend')`).
		Scan(&i.Version, &i.Clock, &i.Bytes, &i.ConnectionLimit, &i.Connections)
	if err != nil {
		return nil, fmt.Errorf("store: inspect: %w", err)
	}
	if i.Unsafe, err = texts(ctx, db, `SELECT name || '=' || setting FROM pg_settings
		WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting = 'off' ORDER BY name`); err != nil {
		return nil, fmt.Errorf("store: inspect: %w", err)
	}
	if i.Damage, err = texts(ctx, db, `SELECT 'indeks ' || CAST(CAST(indexrelid AS regclass) AS TEXT) || ' tidak sah' FROM pg_index
		WHERE NOT indisvalid ORDER BY 1 LIMIT `+strconv.Itoa(damageShown)); err != nil {
		return nil, fmt.Errorf("store: inspect: %w", err)
	}
	return i, i.readSchema(ctx, db, `SELECT count(to_regclass('goose_db_version'))`)
}

func (i *Inspection) readSchema(ctx context.Context, db *sql.DB, exists string) error {
	var made int
	err := db.QueryRowContext(ctx, exists).Scan(&made)
	if err == nil && made > 0 {
		err = db.QueryRowContext(ctx, `SELECT max(version_id) FROM goose_db_version`).Scan(&i.Schema)
	}
	if err != nil {
		return fmt.Errorf("store: inspect: %w", err)
	}
	return nil
}

func texts(ctx context.Context, db *sql.DB, query string) ([]string, error) {
	found, err := db.QueryContext(ctx, query)
	if err != nil {
		return nil, err //nolint:wrapcheck // callers say what they looked for
	}
	defer found.Close()
	var list []string
	for found.Next() {
		var text string
		if err := found.Scan(&text); err != nil {
			return nil, err //nolint:wrapcheck // as above
		}
		list = append(list, text)
	}
	return list, found.Err() //nolint:wrapcheck // as above
}

// InspectReplica tells in words for the operator what is wrong with the replica, and otherwise
// how many bytes of the log it is behind.
func InspectReplica(ctx context.Context, databaseURL, replicaURL string) (behind int64, err error) {
	config, err := pgx.ParseConfig(databaseURL)
	if err != nil {
		return 0, errors.New("alamat PostgreSQL di TAKAR_DATABASE_URL tidak sah")
	}
	asTakar(config)
	db := newPool(stdlib.OpenDB(*config), 1, postgresWait)
	s := &Store{dialect: postgresDialect, write: db, read: db, meter: newMeter()}
	defer s.Close()
	if s.replica, err = openReplica(replicaURL, newestSchema()); err != nil {
		return 0, err
	}
	return s.CheckReplica(ctx)
}
