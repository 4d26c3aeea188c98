package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// ErrUnavailable says that the database does not answer, or cannot do its work at the
// moment. Nothing was stored.
var ErrUnavailable = errors.New("store: the database does not answer")

// ErrNoSpace says that the disk of the database is full. Nothing was stored.
var ErrNoSpace = errors.New("store: the disk is full")

// ErrUnknown says that the connection was lost while a transaction was being committed, and
// that it could not be found out whether it was.
var ErrUnknown = errors.New("store: it is not known whether the transaction was committed")

// translate names the failures that callers treat in a way of their own: a broken unique
// constraint, a database that does not answer, a full disk.
func translate(err error) error {
	switch {
	case err == nil, errors.Is(err, sql.ErrNoRows), errors.Is(err, ErrUnavailable), errors.Is(err, ErrNoSpace), errors.Is(err, ErrTaken):
		return err
	case canceled(err):
		return err
	case taken(err):
		return fmt.Errorf("%w: %w", ErrTaken, err)
	case noSpace(err):
		return fmt.Errorf("%w: %w", ErrNoSpace, err)
	case lost(err), unable(err):
		return fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	return err
}

// canceled reports whether whoever asked gave up, which says nothing of the database. A
// connection that could not be made in time is another thing.
func canceled(err error) bool {
	var connect *pgconn.ConnectError
	if errors.As(err, &connect) {
		return false
	}
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// lost reports whether the connection ended. Whatever was under way on it was not answered.
func lost(err error) bool {
	if err == nil || canceled(err) {
		return false
	}
	var connect *pgconn.ConnectError
	if errors.As(err, &connect) {
		return false // there never was one
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Severity == "FATAL" || pg.Severity == "PANIC" || strings.HasPrefix(pg.Code, "08") || strings.HasPrefix(pg.Code, "57P")
	}
	var network net.Error
	return pgconn.SafeToRetry(err) || errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) || errors.Is(err, net.ErrClosed) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &network) || errors.Is(err, os.ErrDeadlineExceeded)
}

// unable reports whether the database answers that it cannot work now: it starts, recovers
// or stops, has no connection or memory left, only reads, cannot reach its files, or let a
// statement wait too long for others.
func unable(err error) bool {
	var connect *pgconn.ConnectError
	if errors.As(err, &connect) {
		return true
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		switch pg.Code {
		case "25006", // read only: a standby, or a server that was made one
			"40001", "40P01", "55P03", "57014": // serialization, deadlock, lock_timeout, statement_timeout
			return true
		}
		switch pg.Code[:min(2, len(pg.Code))] {
		case "53", "58": // out of resources; errors of the system, such as I/O
			return true
		}
		return false
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		switch lite.Code() & 0xff {
		case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR,
			sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PROTOCOL:
			return true
		}
	}
	return false
}

func noSpace(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "53100"
	}
	var lite *sqlite.Error
	return errors.As(err, &lite) && lite.Code()&0xff == sqlite3.SQLITE_FULL
}

func taken(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "23505"
	}
	var lite *sqlite.Error
	return errors.As(err, &lite) && (lite.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || lite.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY)
}
