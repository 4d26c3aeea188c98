package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// migrate brings the schema up to this program's version, one process at a time, and
// refuses a store that a newer program has written.
func (s *Store) migrate(ctx context.Context, directory string) error {
	migrations, err := s.migrations()
	if err != nil {
		return err
	}
	options := []goose.ProviderOption{goose.WithGoMigrations(migrations...), goose.WithDisableGlobalRegistry(true)}
	kind := goose.DialectSQLite3
	if s.dialect.numbered {
		kind = goose.DialectPostgres
		options = append(options, goose.WithSessionLocker(migrationLock{}))
	} else {
		unlock, err := lockFile(filepath.Join(directory, "migrate.lock"), true)
		if err != nil {
			return err
		}
		defer unlock()
	}
	provider, err := goose.NewProvider(kind, s.write.DB, nil, options...)
	if err != nil {
		return fmt.Errorf("store: migrations: %w", err)
	}
	current, err := provider.GetDBVersion(ctx)
	if err != nil {
		return fmt.Errorf("basis data tidak dapat dibuka: %w", translate(err))
	}
	if newest := int64(len(migrations)); current > newest {
		return fmt.Errorf("data ini ditulis oleh Takar yang lebih baru (skema %d, program ini %d): pasang versi yang baru", current, newest)
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("store: migrate: %w", translate(err))
	}
	return nil
}

// migrationLock makes processes that start on the same PostgreSQL database take turns.
// The lock of goose asks every few seconds; this one waits.
type migrationLock struct{}

const migrationLockID = 0x74616b6172 // "takar"

// SessionLock waits for the lock; it belongs to the connection.
func (migrationLock) SessionLock(ctx context.Context, conn *sql.Conn) error {
	// Whoever waits for another process that migrates, or rewrites a table, may wait long.
	if _, err := conn.ExecContext(ctx, "SET lock_timeout = 0; SET statement_timeout = 0"); err != nil {
		return fmt.Errorf("store: migration lock: %w", err)
	}
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock($1)", int64(migrationLockID)); err != nil {
		return fmt.Errorf("store: migration lock: %w", err)
	}
	return nil
}

// SessionUnlock gives the lock back.
func (migrationLock) SessionUnlock(ctx context.Context, conn *sql.Conn) error {
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_unlock($1)", int64(migrationLockID)); err != nil {
		return fmt.Errorf("store: migration lock: %w", err)
	}
	if _, err := conn.ExecContext(ctx, "RESET lock_timeout; RESET statement_timeout"); err != nil {
		return fmt.Errorf("store: migration lock: %w", err)
	}
	return nil
}

// migrations returns the migrations in the dialect of the database.
func (s *Store) migrations() ([]*goose.Migration, error) {
	texts, err := s.dialect.migrationTexts()
	if err != nil {
		return nil, err
	}
	list := make([]*goose.Migration, len(texts))
	for i, schema := range texts {
		list[i] = goose.NewGoMigration(int64(i+1), &goose.GoFunc{
			RunTx: func(ctx context.Context, tx *sql.Tx) error {
				_, err := tx.ExecContext(ctx, schema)
				return err
			},
		}, nil)
	}
	return list, nil
}

// migrationTexts turns the SQL files into the dialect of the database. They are numbered
// from 1 without gaps.
func (d dialect) migrationTexts() ([]string, error) {
	names, err := fs.Glob(migrationFiles, "migrations/*.sql")
	if err != nil {
		return nil, fmt.Errorf("store: migrations: %w", err)
	}
	list := make([]string, len(names))
	for i, name := range names {
		number, err := strconv.Atoi(strings.SplitN(filepath.Base(name), "_", 2)[0])
		if err != nil || number != i+1 {
			return nil, fmt.Errorf("store: migration %s is out of order", name)
		}
		text, err := migrationFiles.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("store: migrations: %w", err)
		}
		list[i] = d.schema(string(text))
	}
	return list, nil
}

// newestSchema is the schema of this program.
func newestSchema() int64 {
	names, _ := fs.Glob(migrationFiles, "migrations/*.sql") // the pattern is well-formed
	return int64(len(names))
}

// LockDirectory takes the data directory for one server; a second one is refused. The
// commands that run beside a server do not take it.
func LockDirectory(directory string) (unlock func(), err error) {
	if err := os.MkdirAll(directory, 0o750); err != nil {
		return nil, fmt.Errorf("direktori data %s tidak dapat dibuat: %w", directory, err)
	}
	unlock, err = lockFile(filepath.Join(directory, "serve.lock"), false)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, fmt.Errorf("direktori data %s sedang dipakai server Takar yang lain: hentikan dulu, atau pakai --data lain", directory)
	}
	return unlock, err
}

func lockFile(path string, wait bool) (unlock func(), err error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600) //nolint:gosec // a path inside the data directory
	if err != nil {
		return nil, fmt.Errorf("direktori data tidak dapat ditulis: %w", err)
	}
	how := syscall.LOCK_EX
	if !wait {
		how |= syscall.LOCK_NB
	}
	if err := syscall.Flock(int(file.Fd()), how); err != nil {
		return nil, errors.Join(fmt.Errorf("store: lock %s: %w", path, err), file.Close())
	}
	return func() { _ = file.Close() }, nil
}
