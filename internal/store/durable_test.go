package store

import (
	"context"
	"database/sql"
	"strings"
	"testing"

	"takar/internal/testservice"
)

func TestEveryConnectionOfSQLiteKeepsItsPromises(t *testing.T) {
	s := onSQLite(t)
	for name, pool := range map[string]struct {
		db       *sql.DB
		readOnly string
	}{"write": {s.write.DB, "0"}, "read": {s.read.DB, "1"}, "version": {s.version, "0"}} {
		most := pool.db.Stats().MaxOpenConnections
		if most == 0 || name != "read" && most != 1 {
			t.Errorf("%s: a pool of %d", name, most)
		}
		for range most {
			conn, err := pool.db.Conn(s.ctx())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			for pragma, want := range map[string]string{
				"synchronous": "2", "journal_mode": "wal", "foreign_keys": "1", "busy_timeout": "15000", "query_only": pool.readOnly,
			} {
				if got := pragmaOf(t, conn, pragma); got != want {
					t.Errorf("%s: %s is %s, want %s", name, pragma, got, want)
				}
			}
		}
	}
}

func pragmaOf(t *testing.T, conn *sql.Conn, name string) (value string) {
	t.Helper()
	if err := conn.QueryRowContext(context.WithoutCancel(t.Context()), "PRAGMA "+name).Scan(&value); err != nil {
		t.Fatal(err)
	}
	return value
}

var durableBehaviours = []func(*testing.T, *site){referencesHold, pingNoticesAClosedStore, onlySQLiteTellsOfCommits}

func referencesHold(t *testing.T, s *site) {
	if err := s.inWrite(s.ctx(), func(tx *transaction) error {
		_, err := tx.exec(s.ctx(), "INSERT INTO member (account_id, project_id, role, prices) VALUES (404, 404, 'owner', ?)", true)
		return err
	}); err == nil {
		t.Error("a member of nothing was stored")
	}
}

func TestPostgresThatMayForgetIsRefused(t *testing.T) {
	address := testservice.PostgresServer(t, testservice.WithoutFsync()).Database(t)
	_, err := OpenPostgres(t.Context(), address)
	if err == nil || !strings.Contains(err.Error(), "fsync=off") || !strings.Contains(err.Error(), "TAKAR_UNSAFE_DATABASE") {
		t.Errorf("error %v", err)
	}
	s, err := Open(t.Context(), address, "", AllowUnsafe())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

func TestPostgresThatAcknowledgesTooEarlyIsRefused(t *testing.T) {
	s := onPostgres(t)
	name := s.strings("SELECT quote_ident(current_database())")[0]
	if _, err := s.write.ExecContext(s.ctx(), "ALTER DATABASE "+name+" SET synchronous_commit = off"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.open(); err == nil || !strings.Contains(err.Error(), "synchronous_commit=off") {
		t.Errorf("error %v", err)
	}
	if _, err := s.write.ExecContext(s.ctx(), "ALTER DATABASE "+name+" SET synchronous_commit = remote_write"); err != nil {
		t.Fatal(err)
	}
	s.again()
}

func TestDataVersionTellsOfOthersCommits(t *testing.T) {
	s := onSQLite(t)
	version := func() int64 {
		t.Helper()
		v, watched, err := s.DataVersion(s.ctx())
		if err != nil || !watched {
			t.Fatalf("watched %t, %v", watched, err)
		}
		return v
	}
	last := version()
	moved := func(name string, want bool) {
		t.Helper()
		now := version()
		if (now != last) != want {
			t.Errorf("%s: moved %t, want %t", name, now != last, want)
		}
		last = now
	}
	moved("nothing happened", false)
	if _, _, _, err := s.Library(s.ctx()); err != nil {
		t.Fatal(err)
	}
	moved("a read", false)
	owner := s.owner()
	moved("an own commit", true)
	s.on(s.again()).project(owner)
	moved("a commit of another handle", true)
	if err := s.child("touch", 0).Run(); err != nil {
		t.Fatal(err)
	}
	moved("a commit of another process", true)
	moved("nothing since", false)
}

func onlySQLiteTellsOfCommits(t *testing.T, s *site) {
	if _, watched, err := s.DataVersion(s.ctx()); watched == s.dialect.numbered || err != nil {
		t.Errorf("watched %t, %v", watched, err)
	}
}

func pingNoticesAClosedStore(t *testing.T, s *site) {
	if err := s.Ping(s.ctx()); err != nil {
		t.Error(err)
	}
	other, err := s.open()
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	if err := other.Ping(s.ctx()); err == nil {
		t.Error("a closed store answers")
	}
	if want := map[bool]string{true: "postgresql", false: "sqlite"}[s.dialect.numbered]; s.Vendor() != want {
		t.Errorf("vendor %s, want %s", s.Vendor(), want)
	}
}
