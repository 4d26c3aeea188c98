package store

import (
	"bytes"
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"takar/internal/breaker"
	"takar/internal/rab"
	"takar/internal/testservice"
)

var replicaBehaviours = []func(*testing.T, *site){aServerThatFollowsNobodyIsNoReplica}

func aServerThatFollowsNobodyIsNoReplica(t *testing.T, s *site) {
	if s.address == "" {
		if _, err := Open(s.ctx(), "", t.TempDir(), WithReplica("postgres://127.0.0.1/x")); err == nil {
			t.Error("SQLite takes a replica")
		}
		return
	}
	same := s.followedBy(s.address)
	p := s.project(s.owner())
	if got, want := dump(same.load(p.ID)), dump(s.load(p.ID)); got != want {
		t.Errorf("read %s\nwant %s", got, want)
	}
	if got := same.reads(); got != (ReplicaReads{Foreign: 1}) {
		t.Errorf("reads %+v", got)
	}
	if _, there := s.ReplicaReads(); there {
		t.Error("a store without a replica counts reads of one")
	}
	if _, err := same.CheckReplica(s.ctx()); err == nil || !strings.Contains(err.Error(), "bukan replika") {
		t.Errorf("check: %v", err)
	}
	if behind, err := s.CheckReplica(s.ctx()); behind != 0 || err != nil {
		t.Errorf("check of no replica: %d, %v", behind, err)
	}
	_, err := same.LoadProject(s.ctx(), 404_404, nil)
	wantError(t, err, ErrNotFound)
	_, err = same.NamedRevisionContent(s.ctx(), p.ID, 404_404)
	wantError(t, err, ErrNotFound)
	_, err = same.IssuedFile(s.ctx(), p.ID, 404_404, "pdf")
	wantError(t, err, ErrNotFound)
}

// followedBy returns the site on a handle that reads from a replica.
func (s *site) followedBy(replica string) *site {
	s.t.Helper()
	other := *s
	other.replica = replica
	return s.on(other.again())
}

func (s *site) reads() ReplicaReads {
	s.t.Helper()
	reads, there := s.ReplicaReads()
	if !there {
		s.t.Fatal("no replica")
	}
	return reads
}

// onReplicated returns a site on a server of its own with a replica.
func onReplicated(t *testing.T) (*site, *testservice.Server, *testservice.Replica) {
	t.Helper()
	server := testservice.PostgresServer(t, testservice.WithoutFsync())
	database := server.Database(t)
	replica := server.Replica(t)
	s := &site{t: t, address: database, replica: replica.Of(t, database), now: start}
	opened, err := Open(s.ctx(), s.address, "", WithReplica(s.replica), AllowUnsafe())
	if err != nil {
		t.Fatal(err)
	}
	opened.watch = seen(opened.dialect).add
	t.Cleanup(func() {
		if err := opened.Close(); err != nil {
			t.Error(err)
		}
	})
	s.Store = opened
	replica.Await(t)
	return s, server, replica
}

// wantReads loads a project, holds it against what it should be and against which reads
// were counted since the last time.
func (s *site) wantReads(what string, want *rab.Project, counted ReplicaReads) {
	s.t.Helper()
	before := s.reads()
	if got := dump(s.load(want.ID)); got != dump(want) {
		s.t.Errorf("%s: read %s\nwant %s", what, got, dump(want))
	}
	s.wantCounted(what, before, counted)
}

func (s *site) wantCounted(what string, before, want ReplicaReads) {
	s.t.Helper()
	now := s.reads()
	got := ReplicaReads{now.Served - before.Served, now.Behind - before.Behind, now.Foreign - before.Foreign, now.Failed - before.Failed, now.Resting - before.Resting}
	if got != want {
		s.t.Errorf("%s: counted %+v, want %+v", what, got, want)
	}
}

// Whatever the replica does, reads are of the revision that the primary has.
func TestReplicaIsReadOnlyWhenItHasWhatThePrimaryHas(t *testing.T) {
	s, _, replica := onReplicated(t)
	owner := s.owner()
	var list []int64
	p := s.change(s.project(owner), owner, func(d *rab.Draft) { list = addPekerjaan(d, s.IDs(s.ctx()), 3) })
	saved, issued := s.saved(p, "Awal"), s.issued(p, "rekap-rab")
	edit := func(quantity string) {
		p = s.change(p, owner, func(d *rab.Draft) { setVolume(d, list[0], number(quantity)) })
	}
	now := time.Unix(1_000, 0)
	s.Store.replica.breaker = breaker.New(replicaFailures, replicaRest, func() time.Time { return now })

	check := func(when, problem string) (behind int64) {
		t.Helper()
		behind, err := s.CheckReplica(s.ctx())
		if said := fmt.Sprint(err); (problem == "" && err != nil) || !strings.Contains(said, problem) {
			t.Errorf("%s: %s", when, said)
		}
		return behind
	}
	replica.Await(t)
	if behind := check("the replica follows", ""); behind != 0 {
		t.Errorf("%d bytes behind", behind)
	}
	s.wantReads("the replica follows", p, ReplicaReads{Served: 1})
	before := s.reads()
	if content, err := s.NamedRevisionContent(s.ctx(), p.ID, saved.ID); err != nil || !bytes.Equal(content, []byte{0, 0xff, '\''}) {
		t.Errorf("saved state: %v, %v", content, err)
	}
	if file, err := s.IssuedFile(s.ctx(), p.ID, issued.ID, "pdf"); err != nil || file.Name != "a.pdf" || len(file.Content) != 3 {
		t.Errorf("issued file: %+v, %v", file, err)
	}
	s.wantCounted("contents", before, ReplicaReads{Served: 2})

	replica.Pause(t)
	edit("5")
	s.wantReads("the replica is held behind", p, ReplicaReads{Behind: 1})
	if behind := check("the replica is held", ""); behind <= 0 {
		t.Errorf("%d bytes behind", behind)
	}
	young := s.project(owner)
	s.wantReads("a project that it does not know", young, ReplicaReads{Behind: 1})
	replica.Resume(t)
	replica.Await(t)
	s.wantReads("the replica has caught up", p, ReplicaReads{Served: 1})

	replica.Stop(t, testservice.Fast)
	check("the replica is away", "tidak dapat dihubungi")
	edit("6")
	for range replicaFailures {
		s.wantReads("the replica is away", p, ReplicaReads{Failed: 1})
	}
	s.wantReads("nobody asks it for a while", p, ReplicaReads{Resting: 1})
	replica.Start(t)
	replica.Await(t)
	s.wantReads("still resting", p, ReplicaReads{Resting: 1})
	now = now.Add(replicaRest)
	s.wantReads("the replica is back", p, ReplicaReads{Served: 1})

	cancelled, cancel := context.WithCancel(s.ctx())
	cancel()
	if _, err := s.LoadProject(cancelled, p.ID, nil); err == nil {
		t.Error("a cancelled read succeeds")
	}
	s.wantReads("somebody gave up", p, ReplicaReads{Served: 1})

	if _, err := s.write.ExecContext(s.ctx(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, true)"); err != nil {
		t.Fatal(err)
	}
	replica.Await(t)
	check("another schema", "skema")
	s.wantReads("a newer program has changed the schema", p, ReplicaReads{Foreign: 1})
	if _, err := s.write.ExecContext(s.ctx(), "DELETE FROM goose_db_version WHERE version_id = 999"); err != nil {
		t.Fatal(err)
	}
	replica.Await(t)
	s.wantReads("as before", p, ReplicaReads{Served: 1})

	replica.Promote(t)
	check("it follows nobody", "bukan replika")
	s.wantReads("the replica follows nobody any more", p, ReplicaReads{Foreign: 1})
}

// A replica that nothing is heard from is waited for once, then done without.
func TestSilentReplicaIsNotWaitedFor(t *testing.T) {
	s, _, replica := onReplicated(t)
	address, err := url.Parse(s.replica)
	if err != nil {
		t.Fatal(err)
	}
	link := testservice.LinkTo(t, address.Host)
	address.Host = link.Addr()
	far := *s
	far.replica = address.String()
	opened, err := Open(s.ctx(), far.address, "", WithReplica(far.replica), AllowUnsafe())
	if err != nil {
		t.Fatal(err)
	}
	defer opened.Close()
	far.Store = opened
	p := s.project(s.owner())
	replica.Await(t)
	far.wantReads("the line is good", p, ReplicaReads{Served: 1})
	link.Hold()
	far.wantReads("nothing gets through", p, ReplicaReads{Failed: 1})
	link.Mend()
	far.wantReads("the line is good again", p, ReplicaReads{Served: 1})
	link.Cut()
	far.wantReads("the line is cut", p, ReplicaReads{Failed: 1})
}

// The server fails and a replica that lacked its last commit takes its place. Another one has
// that commit: a revision of the same number that never was, for those who work on.
func TestRowsOfALostHistoryAreNotRead(t *testing.T) {
	s, server, ahead := onReplicated(t)
	heir := server.Replica(t)
	owner := s.owner()
	var list []int64
	p := s.change(s.project(owner), owner, func(d *rab.Draft) { list = addPekerjaan(d, s.IDs(s.ctx()), 1) })
	heir.Await(t)
	heir.Stop(t, testservice.Fast)
	lost := s.change(p, owner, func(d *rab.Draft) { setVolume(d, list[0], number("111")) })
	ahead.Await(t)
	server.Stop(t, testservice.Immediate)
	heir.Start(t)
	heir.Promote(t)

	after := &site{t: t, address: heir.Of(t, s.address), replica: s.replica, now: s.now}
	opened, err := Open(s.ctx(), after.address, "", WithReplica(after.replica), AllowUnsafe())
	if err != nil {
		t.Fatal(err)
	}
	defer opened.Close()
	after.Store = opened
	kept := after.change(p, owner, func(d *rab.Draft) { setVolume(d, list[0], number("222")) })
	if kept.Revision != lost.Revision {
		t.Fatalf("revision %d and %d: the test shows nothing", kept.Revision, lost.Revision)
	}
	after.wantReads("the replica has the lost revision", kept, ReplicaReads{Foreign: 1})
}

// Snapshots, saved states and readers beside writers are the same with a replica that lags
// behind by whatever it takes.
func TestSuiteWithReplica(t *testing.T) {
	s, _, _ := onReplicated(t)
	for _, behaviour := range slices.Concat(snapshotBehaviours, namedRevisionBehaviours, issuedBehaviours) {
		t.Run(nameOf(behaviour), func(t *testing.T) { behaviour(t, s.in(t)) })
	}
	if got := s.reads(); got.Served == 0 || got.Failed != 0 || got.Resting != 0 || got.Foreign != 0 {
		t.Errorf("reads %+v", got)
	}
}

func TestStoreTakesNoMoreConnectionsThanItMay(t *testing.T) {
	address := testservice.Postgres(t)
	for given, want := range map[int]int{3: 3, 1: 2} {
		s, err := OpenPostgres(t.Context(), address, WithConnections(given))
		if err != nil {
			t.Fatal(err)
		}
		if got := s.write.Stats().MaxOpenConnections; got != want {
			t.Errorf("%d connections, want %d", got, want)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}
