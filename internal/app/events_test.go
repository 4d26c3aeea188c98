package app_test

import (
	"bytes"
	"database/sql"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"takar/internal/app"
	"takar/internal/rab"
	"takar/internal/store"
	"takar/internal/testservice"
)

// journal keeps what is logged.
type journal struct {
	mutex sync.Mutex
	text  bytes.Buffer
}

func (j *journal) Write(line []byte) (int, error) {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	return j.text.Write(line)
}

func (j *journal) count(what string) int {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	return strings.Count(j.text.String(), what)
}

func (j *journal) into(c *app.Config) { c.Logger = slog.New(slog.NewTextHandler(j, nil)) }

// onServer starts one of the servers that share a PostgreSQL database.
func onServer(t *testing.T, address string, options ...func(*app.Config)) *site {
	t.Helper()
	opened, err := store.OpenPostgres(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	return startSite(t, opened, "", options...)
}

// eventually waits for a condition; the test runs out of time otherwise.
func eventually(t *testing.T, what string, met func() bool) {
	t.Helper()
	ticker := time.NewTicker(time.Millisecond)
	defer ticker.Stop()
	late := time.After(30 * time.Second)
	for !met() {
		select {
		case <-ticker.C:
		case <-late:
			t.Fatalf("never: %s", what)
		}
	}
}

// hears waits until a stream tells a revision.
func hears(t *testing.T, stream <-chan app.Event, want int64) {
	t.Helper()
	late := time.After(30 * time.Second)
	for {
		select {
		case event := <-stream:
			if event.Revision == want {
				return
			}
			if event.Revision > want {
				t.Fatalf("revision %d, want %d", event.Revision, want)
			}
		case <-late:
			t.Fatalf("revision %d was never told", want)
		}
	}
}

// connections counts the connections that listen in the database of an address.
func listeners(t *testing.T, db *sql.DB) int {
	t.Helper()
	var n int
	if err := db.QueryRowContext(t.Context(), "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN %'").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func plain(t *testing.T, address string) *sql.DB {
	t.Helper()
	db, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func TestACommandOnOneServerReachesTheStreamsOfAnother(t *testing.T) {
	address := testservice.Postgres(t)
	a := onServer(t, address)
	owner := a.person("pemilik")
	project, pekerjaan, _ := a.project(owner, "Bersama")
	log := &journal{}
	b := onServer(t, address, log.into)
	db := plain(t, address)
	eventually(t, "both servers listen", func() bool { return listeners(t, db) == 2 })
	stream, cancel := b.subscribe(owner, project)
	defer cancel()
	hears(t, stream, a.setVolume(owner, project, pekerjaan, "5").Revision)
	hears(t, stream, a.setVolume(owner, project, pekerjaan, "6").Revision)

	// The line to the other servers is cut, and something happens meanwhile.
	cut := func() {
		if _, err := db.ExecContext(t.Context(), "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN %'"); err != nil {
			t.Fatal(err)
		}
	}
	for range 3 {
		cut()
		hears(t, stream, a.setVolume(owner, project, pekerjaan, "7").Revision)
		hears(t, stream, a.setVolume(owner, project, pekerjaan, "8").Revision)
		eventually(t, "both servers listen again", func() bool { return listeners(t, db) == 2 })
	}
	eventually(t, "it is logged", func() bool {
		return log.count("the other servers cannot be heard") == log.count("listening to the other servers again")
	})
}

// What a server has told is told once: its own notices do not come back to it.
func TestAServerDoesNotHearItself(t *testing.T) {
	address := testservice.Postgres(t)
	a := onServer(t, address)
	owner := a.person("pemilik")
	project, pekerjaan, _ := a.project(owner, "Sendiri")
	b := onServer(t, address)
	eventually(t, "both servers listen", func() bool { return listeners(t, plain(t, address)) == 2 })
	own, cancelOwn := a.subscribe(owner, project)
	defer cancelOwn()
	others, cancelOthers := b.subscribe(owner, project)
	defer cancelOthers()
	first := a.setVolume(owner, project, pekerjaan, "5").Revision
	hears(t, own, first)
	hears(t, others, first)
	second := b.setVolume(owner, project, pekerjaan, "6").Revision // notices come in order: those of the first are through
	hears(t, own, second)
	hears(t, others, second)
	select {
	case event := <-own:
		t.Errorf("told twice: %+v", event)
	default:
	}
}

func TestAJobStartedOnABusyServerIsRunByAnother(t *testing.T) {
	address := testservice.Postgres(t)
	a := onServer(t, address)
	owner := a.person("pemilik")
	project, _, _ := a.project(owner, "Disalin")
	a.Close() // it takes no jobs any more, but can still be asked
	b := onServer(t, address)
	eventually(t, "the other listens", func() bool { return listeners(t, plain(t, address)) == 1 })
	job, err := a.StartCopies(t.Context(), a.visit(owner, project), app.BatchCopy{Base: "Salinan", Count: 2})
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "the job is done", func() bool {
		now, err := b.Job(t.Context(), b.visit(owner, 0), job.ID)
		return err == nil && now.State == app.JobDone && now.Done == 2
	})
}

// A command beside the server, on the same SQLite file, reaches the streams of the server.
func TestACommandOfAnotherProcessReachesTheStreams(t *testing.T) {
	s := newSite(t)
	owner := s.person("pemilik")
	project, pekerjaan, _ := s.project(owner, "Berkas")
	stream, cancel := s.subscribe(owner, project)
	defer cancel()
	beside := openSite(t, s.directory)
	hears(t, stream, beside.setVolume(owner, project, pekerjaan, "5").Revision)
}

func TestStreamsAreBoundedForEachAccount(t *testing.T) {
	s := newSite(t)
	owner, other := s.person("pemilik"), s.person("lain")
	project, _, _ := s.project(owner, "Ramai")
	theirs, _, _ := s.project(other, "Sepi")
	var cancel func()
	for {
		_, end, err := s.Subscribe(s.visit(owner, project))
		if errors.Is(err, app.ErrStreams) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		cancel = end
	}
	if _, _, err := s.Subscribe(s.visit(other, theirs)); err != nil {
		t.Errorf("somebody else: %v", err)
	}
	cancel()
	cancel() // twice is once
	if _, _, err := s.Subscribe(s.visit(owner, project)); err != nil {
		t.Errorf("after one has gone: %v", err)
	}
	if _, _, err := s.Subscribe(s.visit(owner, project)); !errors.Is(err, app.ErrStreams) {
		t.Errorf("one more: %v", err)
	}
}

// An outage is two lines in the log, however much is asked meanwhile, and ends by itself.
func TestAnOutageIsLoggedAtItsBeginningAndItsEnd(t *testing.T) {
	server := testservice.PostgresServer(t)
	log := &journal{}
	s := onServer(t, server.Database(t), log.into)
	owner := s.person("pemilik")
	project, pekerjaan, _ := s.project(owner, "Putus")
	visit := s.visit(owner, project)
	server.Stop(t, testservice.Immediate)
	for range 50 {
		if _, err := s.Enter(t.Context(), owner, project); !errors.Is(err, app.ErrUnavailable) {
			t.Fatalf("a visit: %v", err)
		}
		if _, _, err := s.SaveVolumes(t.Context(), visit, []rab.VolumeInput{volume(pekerjaan, "9")}); !errors.Is(err, app.ErrUnavailable) {
			t.Fatalf("a command: %v", err)
		}
		s.NoteOutage(app.ErrUnavailable)
	}
	server.Start(t)
	if got := s.quantity(owner, project, pekerjaan); got != "2" {
		t.Errorf("volume %s: what was refused is stored", got)
	}
	s.setVolume(owner, project, pekerjaan, "3")
	eventually(t, "the end is logged", func() bool { return log.count("the database answers again") > 0 })
	if began, ended := log.count(`msg="the database does not answer"`), log.count(`msg="the database answers again"`); began > 2 || began != ended {
		t.Errorf("%d outages began, %d ended:\n%s", began, ended, log.text.String())
	}
}
