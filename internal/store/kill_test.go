package store

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"takar/internal/rab"
	"takar/internal/testservice"
)

// The test binary runs itself as another process of the program: what it is to do stands
// in its environment.
const (
	childVariable     = "TAKAR_TEST_STORE_CHILD" // "stream" or "touch"
	databaseVariable  = "TAKAR_TEST_STORE_DATABASE"
	directoryVariable = "TAKAR_TEST_STORE_DIRECTORY"
	projectVariable   = "TAKAR_TEST_STORE_PROJECT"
)

func runChild(job string) int {
	if err := doJob(context.Background(), job); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func doJob(ctx context.Context, job string) error {
	s, err := Open(ctx, os.Getenv(databaseVariable), os.Getenv(directoryVariable))
	if err != nil {
		return err
	}
	if job == "touch" {
		_, err := s.SettingOnce(ctx, NewUID(), "x")
		return err
	}
	id, err := strconv.ParseInt(os.Getenv(projectVariable), 10, 64)
	if err != nil {
		return err
	}
	p, err := s.LoadProject(ctx, id, nil)
	for err == nil {
		if p, err = streamed(ctx, s, p); err == nil {
			_, err = fmt.Println(p.Revision)
		}
	}
	return err
}

// streamed carries out one command of a stream.
func streamed(ctx context.Context, s *Store, p *rab.Project) (*rab.Project, error) {
	commit, err := nextOfStream(ctx, s, p)
	if err != nil {
		return nil, err
	}
	if _, err := s.Commit(ctx, commit); err != nil {
		return nil, err
	}
	return p.Apply(commit.Delta, p.Revision+1, nil), nil
}

// nextOfStream is the next command of a stream: every row of the project follows the revision,
// so that half a command would show.
func nextOfStream(ctx context.Context, s *Store, p *rab.Project) (*Commit, error) {
	ids := s.IDs(ctx)
	next := p.Revision + 1
	by := p.Header().OwnerID
	draft := p.Edit(ids, start+rab.Instant(next), by)
	for _, volume := range p.Volumes.All() {
		setVolume(draft, volume.ID, number(strconv.FormatInt(next, 10)))
	}
	for _, old := range p.Parameters.All() {
		draft.Parameters.Delete(old.ID)
	}
	draft.Parameters.Put(&rab.Parameter{
		Meta: rab.Meta{ID: ids.NextID()}, UID: ids.NextUID(), Name: strconv.FormatInt(next, 10), Label: strings.Repeat("panjang ", 100),
	})
	changes, err := draft.Finish()
	if err != nil {
		return nil, err
	}
	commit := &Commit{
		Project: p, Delta: draft.Delta(), Audit: []AuditEntry{{ID: ids.NextID(), Action: "UPDATE", Summary: strconv.FormatInt(next, 10)}},
		Operation: Operation{ID: ids.NextID(), AccountID: by, Kind: "test", CreatedAt: draft.At(), Changes: changes},
	}
	return commit, ids.Err()
}

// streaming returns a project for streamed.
func (s *site) streaming() *rab.Project {
	s.t.Helper()
	owner := s.owner()
	return s.change(s.project(owner), owner, func(d *rab.Draft) { addPekerjaan(d, s.IDs(s.ctx()), 20) })
}

// child starts this test binary as another process on the same database.
func (s *site) child(job string, project int64) *exec.Cmd {
	command := exec.CommandContext(s.ctx(), os.Args[0])
	command.Env = append(os.Environ(), childVariable+"="+job, projectVariable+"="+strconv.FormatInt(project, 10),
		databaseVariable+"="+s.address, directoryVariable+"="+s.directory)
	command.Stderr = os.Stderr
	return command
}

// killed runs a stream of commits in another process, kills it in the middle without
// warning, and returns the last revision that it acknowledged.
func (s *site) killed(project int64, after int, pause time.Duration) (acknowledged int64) {
	s.t.Helper()
	command := s.child("stream", project)
	command.Stderr = nil // it may be in the middle of a sentence
	output, err := command.StdoutPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		s.t.Fatal(err)
	}
	defer func() {
		_ = command.Wait() // how it ended stands in its state
		s.settled()
		if status, ok := command.ProcessState.Sys().(syscall.WaitStatus); !ok || !status.Signaled() {
			s.t.Errorf("the other process ended by itself: %v", command.ProcessState)
		}
	}()
	lines := bufio.NewReader(output)
	for n := 1; ; n++ {
		line, err := lines.ReadString('\n')
		if errors.Is(err, io.EOF) {
			return acknowledged // a line without its end was not said
		}
		if err != nil {
			s.t.Fatal(err)
		}
		if acknowledged, err = strconv.ParseInt(strings.TrimSpace(line), 10, 64); err != nil {
			s.t.Fatal(err)
		}
		if n == after {
			// The moment is different every time: in the middle of a commit, or between two.
			time.AfterFunc(pause, func() { _ = command.Process.Kill() })
		}
	}
}

// settled waits until PostgreSQL has noticed that a client is gone: a commit that it was
// told to make may still end.
func (s *site) settled() {
	s.t.Helper()
	for busy := s.dialect.numbered; busy; {
		busy = s.count(`SELECT count(*) FROM pg_stat_activity
			WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle' AND backend_type = 'client backend'`) > 0
	}
}

// wholeAt fails the test unless the project stands, as a whole, at a revision that is not
// older than the one acknowledged, with a record of every command up to it.
func (s *site) wholeAt(project, acknowledged int64) int64 {
	s.t.Helper()
	p := s.load(project)
	if p.Revision < acknowledged {
		s.t.Errorf("revision %d was acknowledged and is lost: the store is at %d", acknowledged, p.Revision)
	}
	want := strconv.FormatInt(p.Revision, 10)
	for _, volume := range p.Volumes.All() {
		if volume.Quantity.Decimal.String() != want {
			s.t.Errorf("at revision %s a volume is %s", want, volume.Quantity.Decimal)
		}
	}
	if rows := p.Parameters.All(); len(rows) != 1 || rows[0].Name != want {
		s.t.Errorf("at revision %s: %d parameters", want, len(rows))
	}
	// The first two revisions are those of the preparation.
	for table, most := range map[string]int64{"operation": p.Revision, "audit_entry": p.Revision - 2, "tombstone": p.Revision - 3} {
		n := s.count("SELECT count(*) FROM "+table+" WHERE project_id = ?", project)
		highest := s.count("SELECT max(revision) FROM "+table+" WHERE project_id = ?", project)
		if int64(n) != most || int64(highest) != p.Revision {
			s.t.Errorf("%s: %d rows up to revision %d, want %d up to %d", table, n, highest, most, p.Revision)
		}
	}
	if !s.dialect.numbered {
		if found := s.strings("PRAGMA integrity_check"); len(found) != 1 || found[0] != "ok" {
			s.t.Errorf("integrity check: %v", found)
		}
		if broken := s.strings("SELECT \"table\" FROM pragma_foreign_key_check"); len(broken) != 0 {
			s.t.Errorf("broken references in %v", broken)
		}
	}
	return p.Revision
}

func TestKilledProcessLosesNothingThatItAcknowledged(t *testing.T) {
	alone(t)
	onBoth(t, func(t *testing.T, s *site) {
		p := s.streaming()
		revision := p.Revision
		for round := range 4 {
			acknowledged := s.killed(p.ID, 5+7*round, time.Duration(round*777)*time.Microsecond)
			if acknowledged <= revision {
				t.Fatalf("round %d: nothing was acknowledged after revision %d", round, revision)
			}
			revision = s.wholeAt(p.ID, acknowledged)
			fresh := s.on(s.again()) // as after the restart
			if got := fresh.wholeAt(p.ID, acknowledged); got != revision {
				t.Errorf("another process sees revision %d, this one %d", got, revision)
			}
		}
	})
}

func TestPostgresStoppedInTheMiddleLosesNothing(t *testing.T) {
	alone(t)
	server := testservice.PostgresServer(t)
	s := newSite(t, server.Database(t), "")
	p := s.streaming()
	for round := range 2 {
		acknowledged := make(chan int64)
		go func() {
			defer close(acknowledged)
			latest := p
			for {
				next, err := streamed(s.ctx(), s.Store, latest)
				if err != nil {
					return
				}
				latest = next
				acknowledged <- latest.Revision
			}
		}()
		last := int64(0)
		for n := 1; ; n++ {
			revision, running := <-acknowledged
			if !running {
				break
			}
			last = revision
			if n == 10+13*round {
				server.Stop(t, testservice.Immediate)
			}
		}
		server.Start(t)
		s.answersAgain()
		revision := s.wholeAt(p.ID, last)
		p = s.load(p.ID)
		if next, err := streamed(s.ctx(), s.Store, p); err != nil || next.Revision != revision+1 {
			t.Fatalf("after the restart: %v", err)
		}
		p = s.load(p.ID)
	}
}

// answersAgain fails the test unless the same handle works on, once the connections that
// broke are used up.
func (s *site) answersAgain() {
	s.t.Helper()
	var err error
	for range postgresConnections + 1 {
		if err = s.Ping(s.ctx()); err == nil {
			return
		}
	}
	s.t.Fatalf("the store does not find the restarted server: %v", err)
}
