package store

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"testing"

	"takar/internal/rab"
	"takar/internal/testservice"
)

var accessBehaviours = []func(*testing.T, *site){manyWhoAskAtOnceAreAnsweredEachForThemselves}

// whoAsks is a question of Access.
type whoAsks struct {
	token   string
	project int64
	at      rab.Instant
}

// strangeCrowd are questions of every kind, some of them twice.
func (s *site) strangeCrowd() []whoAsks {
	owner, reader, stranger := s.account("Pemilik"), s.account("Pembaca"), s.account("Orang")
	p, other := s.project(owner.ID), s.project(stranger.ID)
	if err := s.SetMember(s.ctx(), p.ID, reader.ID, "reader", false); err != nil {
		s.t.Fatal(err)
	}
	ended := s.session(owner.ID)
	if err := s.EndSession(s.ctx(), ended); err != nil {
		s.t.Fatal(err)
	}
	mine, theirs := s.session(owner.ID), s.session(reader.ID)
	var crowd []whoAsks
	for _, project := range []int64{0, p.ID, other.ID, 404_404} {
		for _, token := range []string{mine, theirs, s.session(stranger.ID), ended, "tidak-ada", `"kutip" \u0000`, ""} {
			crowd = append(crowd, whoAsks{token, project, s.now}, whoAsks{token, project, s.now + day - 1}, whoAsks{token, project, s.now + day})
		}
	}
	return append(crowd, crowd...)
}

// told describes an answer of Access.
func told(access *Access, err error) string {
	switch {
	case errors.Is(err, ErrNotFound):
		return "nobody"
	case err != nil:
		return err.Error()
	}
	return fmt.Sprintf("%+v", *access)
}

func manyWhoAskAtOnceAreAnsweredEachForThemselves(t *testing.T, s *site) {
	crowd := s.strangeCrowd()
	want := make([]string, len(crowd))
	for i, c := range crowd {
		want[i] = told(s.Access(s.ctx(), c.token, c.project, c.at))
	}
	release := s.holdAccessQueue()
	got := make([]string, len(crowd))
	var all sync.WaitGroup
	for i, c := range crowd {
		all.Go(func() { got[i] = told(s.Access(s.ctx(), c.token, c.project, c.at)) })
	}
	s.waiting(len(crowd))
	release()
	all.Wait()
	for i, c := range crowd {
		if got[i] != want[i] {
			t.Errorf("%+v: %s, want %s", c, got[i], want[i])
		}
	}
	s.inAccessQueue(func(asking, waiting int) bool { return asking == 0 && waiting == 0 })
}

// holdAccessQueue is as many questions to the database that are not answered until the function that
// it returns is called. SQLite has no queue: there everybody asks for themselves.
func (s *site) holdAccessQueue() (release func()) {
	if s.accessQueue == nil {
		return func() {}
	}
	s.accessQueue.mutex.Lock()
	defer s.accessQueue.mutex.Unlock()
	s.accessQueue.asking += accessQueries
	return func() {
		for range accessQueries {
			s.accessQueue.next()
		}
	}
}

// waiting returns when so many wait to ask.
func (s *site) waiting(n int) {
	s.inAccessQueue(func(_, waiting int) bool { return waiting == n })
}

// inAccessQueue returns when the queue is as is wished.
func (s *site) inAccessQueue(wished func(asking, waiting int) bool) {
	for s.accessQueue != nil {
		s.accessQueue.mutex.Lock()
		asking, waiting := s.accessQueue.asking, len(s.accessQueue.waiting)
		s.accessQueue.mutex.Unlock()
		if wished(asking, waiting) {
			return
		}
		runtime.Gosched()
	}
}

func TestWhoeverStopsWaitingToAskDoesNotEndTheQuestionOfTheOthers(t *testing.T) {
	s := newSite(t, testservice.Postgres(t), "")
	token := s.session(s.owner())
	release := s.holdAccessQueue()
	impatient, leave := context.WithCancel(s.ctx())
	first, second := make(chan error), make(chan error)
	go func() { _, err := s.Access(impatient, token, 0, s.now); first <- err }()
	s.waiting(1)
	go func() { _, err := s.Access(s.ctx(), token, 0, s.now); second <- err }()
	s.waiting(2)
	leave()
	wantError(t, <-first, context.Canceled)
	s.waiting(1)
	release()
	if err := <-second; err != nil {
		t.Error(err)
	}
}

func TestAllWhoWaitToAskHearThatTheDatabaseIsDown(t *testing.T) {
	server := testservice.PostgresServer(t)
	s := newSite(t, server.Database(t), "")
	token := s.session(s.owner())
	release := s.holdAccessQueue()
	answers := make(chan error)
	for range 5 {
		go func() { _, err := s.Access(s.ctx(), token, 0, s.now); answers <- err }()
	}
	s.waiting(5)
	server.Stop(t, testservice.Fast)
	release()
	for range 5 {
		wantError(t, <-answers, ErrUnavailable)
	}
	server.Start(t)
	s.access(token, 0)
}
