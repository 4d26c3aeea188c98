package store

import (
	"context"
	"errors"
	"slices"
	"testing"

	"takar/internal/rab"
)

var noticeBehaviours = []func(*testing.T, *site){
	revisionsOfSeveralProjects, othersHearOfCommitsAndJobs, whatIsRolledBackIsNotTold, aReturnedJobIsTakenAtOnce, wordsOfANewerProgramArePassedOver,
}

func revisionsOfSeveralProjects(t *testing.T, s *site) {
	owner := s.owner()
	first, second := s.project(owner), s.project(owner)
	second = s.change(second, owner, func(d *rab.Draft) { addPekerjaan(d, s.IDs(s.ctx()), 1) })
	got, err := s.Revisions(s.ctx(), []int64{second.ID, first.ID, 404})
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(got, func(a, b Notice) int { return int(a.Project - b.Project) })
	if want := []Notice{{first.ID, first.Revision}, {second.ID, second.Revision}}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// hearing returns what another handle hears; ok is false where nobody can.
func (s *site) hearing() (heard chan Notice, ok bool) {
	s.t.Helper()
	ctx, cancel := context.WithCancel(s.ctx())
	heard = make(chan Notice, 100)
	ready, ended := make(chan struct{}), make(chan error, 1)
	other := s.again()
	go func() { ended <- other.Listen(ctx, func() { close(ready) }, func(n Notice) { heard <- n }) }()
	select {
	case <-ready:
	case err := <-ended:
		cancel()
		wantError(s.t, err, ErrAlone)
		return nil, false
	}
	s.t.Cleanup(func() {
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			s.t.Errorf("the listener ended with %v", err)
		}
	})
	return heard, true
}

// next returns what is heard next of what a test has done; others of the suite may tell too.
func next(heard chan Notice, project int64) Notice {
	for {
		if n := <-heard; n.Project == project {
			return n
		}
	}
}

func othersHearOfCommitsAndJobs(t *testing.T, s *site) {
	owner := s.owner()
	p := s.project(owner)
	heard, ok := s.hearing()
	if !ok {
		return
	}
	for range 3 {
		p = s.change(p, owner, func(d *rab.Draft) { addPekerjaan(d, s.IDs(s.ctx()), 1) })
		if n := next(heard, p.ID); n.Revision != p.Revision {
			t.Errorf("revision %d was told, %d is stored", n.Revision, p.Revision)
		}
	}
	if err := s.AddJob(s.ctx(), &Job{ID: s.id(), AccountID: owner, ProjectID: p.ID, Kind: "test", CreatedAt: s.now}); err != nil {
		t.Fatal(err)
	}
	next(heard, 0)
}

func whatIsRolledBackIsNotTold(t *testing.T, s *site) {
	owner := s.owner()
	p := s.project(owner)
	heard, ok := s.hearing()
	if !ok {
		return
	}
	refused := errors.New("refused")
	err := s.inWrite(s.ctx(), func(tx *transaction) error {
		tx.tell(Notice{Project: p.ID, Revision: 99})
		return refused
	})
	wantError(t, err, refused)
	p = s.change(p, owner, func(d *rab.Draft) { addPekerjaan(d, s.IDs(s.ctx()), 1) })
	if n := next(heard, p.ID); n.Revision != p.Revision {
		t.Errorf("revision %d was told", n.Revision)
	}
}

func aReturnedJobIsTakenAtOnce(t *testing.T, s *site) {
	owner := s.owner()
	if err := s.AddJob(s.ctx(), &Job{ID: s.id(), AccountID: owner, ProjectID: s.project(owner).ID, Kind: "test", Total: 3, CreatedAt: s.now}); err != nil {
		t.Fatal(err)
	}
	job, err := s.TakeJob(s.ctx(), s.now, 0)
	for err == nil && job.AccountID != owner { // of another test
		job, err = s.TakeJob(s.ctx(), s.now, 0)
	}
	if err != nil {
		t.Fatal(err)
	}
	job.Done, job.Result = 1, `["a"]`
	if err := s.ReturnJob(s.ctx(), job); err != nil {
		t.Fatal(err)
	}
	wantError(t, s.ReturnJob(s.ctx(), job), ErrNotFound)
	wantError(t, s.FinishJob(s.ctx(), job), ErrNotFound)
	again, err := s.TakeJob(s.ctx(), s.now, 0)
	if err != nil {
		t.Fatal(err)
	}
	if again.ID != job.ID || again.Attempts != job.Attempts || again.Done != 1 || again.Result != job.Result {
		t.Errorf("%+v, want %+v", again, job)
	}
	again.State, again.FinishedAt = JobDone, s.now
	if err := s.FinishJob(s.ctx(), again); err != nil {
		t.Fatal(err)
	}
}

func wordsOfANewerProgramArePassedOver(t *testing.T, s *site) {
	for _, text := range []string{"", "x", "x 1", "x a 2", "x 1 b", "x 1 2 3", s.name + " 1 2"} {
		if n, ok := s.understand(text); ok {
			t.Errorf("%q is understood as %+v", text, n)
		}
	}
	if n, ok := s.understand("x 1 2"); !ok || n != (Notice{Project: 1, Revision: 2}) {
		t.Errorf("%+v, %v", n, ok)
	}
}
