package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"takar/internal/rab"
	"takar/internal/testservice"
)

func TestFailuresOfTheDatabaseAreToldApart(t *testing.T) {
	postgres := func(severity, code string) error { return &pgconn.PgError{Severity: severity, Code: code} }
	for name, given := range map[string]struct{ err, want error }{
		"terminated by an administrator": {postgres("FATAL", "57P01"), ErrUnavailable},
		"crash of another session":       {postgres("FATAL", "57P02"), ErrUnavailable},
		"starting or recovering":         {postgres("FATAL", "57P03"), ErrUnavailable},
		"connection lost":                {postgres("ERROR", "08006"), ErrUnavailable},
		"too many connections":           {postgres("FATAL", "53300"), ErrUnavailable},
		"a standby":                      {postgres("ERROR", "25006"), ErrUnavailable},
		"waited too long for a lock":     {postgres("ERROR", "55P03"), ErrUnavailable},
		"ran too long":                   {postgres("ERROR", "57014"), ErrUnavailable},
		"disk full":                      {postgres("ERROR", "53100"), ErrNoSpace},
		"unique":                         {postgres("ERROR", "23505"), ErrTaken},
		"dead connection":                {driver.ErrBadConn, ErrUnavailable},
		"end of the stream":              {io.ErrUnexpectedEOF, ErrUnavailable},
		"whoever asked gave up":          {context.Canceled, context.Canceled},
	} {
		t.Run(name, func(t *testing.T) { wantError(t, translate(given.err), given.want) })
	}
	for name, err := range map[string]error{"a wrong statement": postgres("ERROR", "42601"), "a broken reference": postgres("ERROR", "23503")} {
		if got := translate(err); !errors.Is(got, err) || errors.Is(got, ErrUnavailable) {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestAStoppedPostgresIsUnavailableAndTheFirstRequestsAfterItsReturnSucceed(t *testing.T) {
	for name, mode := range map[string]testservice.StopMode{"fast": testservice.Fast, "immediate": testservice.Immediate} {
		t.Run(name, func(t *testing.T) {
			server := testservice.PostgresServer(t)
			s := newSite(t, server.Database(t), "")
			p := s.streaming()
			s.everyConnectionIsUsed()
			server.Stop(t, mode)
			_, err := s.LoadProject(s.ctx(), p.ID, nil)
			wantError(t, err, ErrUnavailable)
			_, err = streamed(s.ctx(), s.Store, p)
			wantError(t, err, ErrUnavailable)
			wantError(t, s.Ping(s.ctx()), ErrUnavailable)
			server.Start(t)
			if got := s.load(p.ID).Revision; got != p.Revision {
				t.Errorf("revision %d, want %d: what was refused is stored", got, p.Revision)
			}
			if _, err := streamed(s.ctx(), s.Store, p); err != nil {
				t.Error(err)
			}
		})
	}
}

// A restart between two requests is not noticed by them, although every connection is dead.
func TestARestartOfPostgresBetweenRequestsIsNotNoticed(t *testing.T) {
	server := testservice.PostgresServer(t)
	s := newSite(t, server.Database(t), "")
	p := s.streaming()
	restart := func() {
		s.everyConnectionIsUsed()
		server.Stop(t, testservice.Fast)
		server.Start(t)
	}
	restart()
	if _, err := streamed(s.ctx(), s.Store, p); err != nil {
		t.Errorf("a command: %v", err)
	}
	restart()
	if err := s.Ping(s.ctx()); err != nil {
		t.Errorf("a row: %v", err)
	}
	restart()
	if _, err := s.AccountNames(s.ctx(), []int64{p.Header().OwnerID}); err != nil {
		t.Errorf("rows: %v", err)
	}
	restart()
	s.load(p.ID)
}

// everyConnectionIsUsed fills the pool with connections.
func (s *site) everyConnectionIsUsed() {
	s.t.Helper()
	var used sync.WaitGroup
	open, enough := make(chan struct{}), make(chan struct{})
	for range cap(s.write.places) {
		used.Go(func() {
			conn, err := s.write.Conn(s.ctx())
			if err != nil {
				s.t.Error(err)
			}
			open <- struct{}{}
			<-enough
			if conn != nil {
				_ = conn.Close()
			}
		})
	}
	for range cap(s.write.places) {
		<-open
	}
	close(enough)
	used.Wait()
}

func TestACommitWhoseAnswerIsLostIsLookedUp(t *testing.T) {
	s := onPostgres(t)
	lost := errors.New("the line is cut")
	number := func(end func(tx *transaction) error) (xid receipt) {
		s.t.Helper()
		err := s.inWrite(s.ctx(), func(tx *transaction) (err error) {
			if _, err := tx.tx.ExecContext(s.ctx(), "INSERT INTO setting (name, value) VALUES ($1, 'x')", NewUID()); err != nil {
				return err
			}
			if xid, err = tx.announce(s.ctx()); err != nil {
				return err
			}
			return end(tx)
		})
		if err != nil && !errors.Is(err, lost) {
			t.Fatal(err)
		}
		return xid
	}
	committed := number(func(*transaction) error { return nil })
	if err := s.outcome(s.ctx(), committed, lost); err != nil {
		t.Errorf("committed: %v", err)
	}
	wantError(t, s.outcome(s.ctx(), receipt{number: committed.number, timeline: "of another server"}, lost), ErrUnknown)
	wantError(t, s.outcome(s.ctx(), number(func(*transaction) error { return lost }), lost), ErrUnavailable)
	number(func(tx *transaction) error {
		running, err := tx.announce(s.ctx())
		if err != nil {
			return err
		}
		short, cancel := context.WithTimeout(s.ctx(), time.Millisecond)
		defer cancel()
		wantError(t, s.outcome(short, running, lost), ErrUnknown)
		return nil
	})
}

// A session that is ended while it commits: whatever is told is true.
func TestWhatIsToldOfACommitIsTrueWhenItsSessionIsEnded(t *testing.T) {
	s := onPostgres(t)
	p := s.streaming()
	stop := make(chan struct{})
	var killing sync.WaitGroup
	killing.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
				// Whoever is writing at the moment; the killer has a connection of its own.
				_, _ = s.write.ExecContext(s.ctx(), `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
					WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_xid IS NOT NULL AND random() < 0.15`)
			}
		}
	})
	told := map[bool]int{}
	for range 60 {
		next, err := streamed(s.ctx(), s.Store, p)
		if err != nil && !errors.Is(err, ErrUnavailable) {
			t.Errorf("error %v", err)
		}
		told[err == nil]++
		stored, loadErr := s.LoadProject(s.ctx(), p.ID, nil)
		for errors.Is(loadErr, ErrUnavailable) {
			stored, loadErr = s.LoadProject(s.ctx(), p.ID, nil)
		}
		switch {
		case loadErr != nil:
			t.Fatal(loadErr)
		case err == nil && stored.Revision != next.Revision:
			t.Fatalf("revision %d was acknowledged, %d is stored", next.Revision, stored.Revision)
		case err != nil && stored.Revision != p.Revision:
			t.Fatalf("revision %d was refused, but it is stored", stored.Revision)
		}
		p = stored
	}
	close(stop)
	killing.Wait()
	t.Logf("%d commands succeeded, %d did not", told[true], told[false])
}

func TestAFullDiskRefusesWritesAndLeavesTheRest(t *testing.T) {
	s := onSQLite(t)
	p := s.streaming()
	pages := s.strings("PRAGMA page_count")[0]
	if _, err := s.write.ExecContext(s.ctx(), "PRAGMA max_page_count = "+pages); err != nil {
		t.Fatal(err)
	}
	large := func(d *rab.Draft) {
		for _, old := range p.Pekerjaan.All() {
			next := *old
			next.Uraian = strings.Repeat("panjang ", 1000)
			d.Pekerjaan.Put(&next)
		}
	}
	commit, after := s.decide(p, p.Header().OwnerID, large)
	_, err := s.Commit(s.ctx(), commit)
	wantError(t, err, ErrNoSpace)
	if got := s.load(p.ID); got.Revision != p.Revision || dump(got) != dump(p) {
		t.Error("a part of a command is stored")
	}
	if _, err := s.write.ExecContext(s.ctx(), "PRAGMA max_page_count = 1000000"); err != nil {
		t.Fatal(err)
	}
	s.commit(commit, after)
}

func TestWritersOfSQLiteThatCannotWriteAreUnavailable(t *testing.T) {
	s := onSQLite(t)
	p := s.streaming()
	if _, err := s.write.ExecContext(s.ctx(), "PRAGMA query_only = 1"); err != nil {
		t.Fatal(err)
	}
	_, err := streamed(s.ctx(), s.Store, p)
	wantError(t, err, ErrUnavailable)
}

func TestARequestDoesNotWaitForAConnectionForEver(t *testing.T) {
	s := onPostgres(t)
	s.write.wait = time.Millisecond
	for range cap(s.write.places) {
		if err := s.write.enter(s.ctx()); err != nil {
			t.Fatal(err)
		}
	}
	wantError(t, s.Ping(s.ctx()), ErrUnavailable)
	wantError(t, s.inWrite(s.ctx(), func(*transaction) error { return nil }), ErrUnavailable)
	gone, cancel := context.WithCancel(s.ctx())
	cancel()
	s.write.wait = time.Hour
	wantError(t, s.Ping(gone), context.Canceled)
	for range cap(s.write.places) {
		s.write.leave()
	}
	if err := s.Ping(s.ctx()); err != nil {
		t.Error(err)
	}
}

// What each connection is told so that nothing hangs for ever, unless the address says more.
func TestConnectionsToPostgresHaveBounds(t *testing.T) {
	s := onPostgres(t)
	settings := func(store *Store) []string {
		list := []string{}
		for _, name := range []string{"lock_timeout", "idle_in_transaction_session_timeout", "statement_timeout", "TimeZone"} {
			list = append(list, s.on(store).strings("SELECT current_setting('" + name + "')")[0])
		}
		return list
	}
	if got, want := settings(s.Store), []string{"10s", "1min", "10min", "UTC"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	chosen, err := OpenPostgres(s.ctx(), s.address+"&statement_timeout=7s&timezone=Asia/Jakarta")
	if err != nil {
		t.Fatal(err)
	}
	defer chosen.Close()
	if got, want := settings(chosen), []string{"10s", "1min", "7s", "UTC"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
