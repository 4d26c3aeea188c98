package store

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"takar/internal/rab"
)

var turnBehaviours = []func(*testing.T, *site){turnsOfAProjectExcludeEachOther, aTurnTellsTheRevision, aTurnCanBeGivenUp}

func turnsOfAProjectExcludeEachOther(t *testing.T, s *site) {
	project := s.project(s.owner())
	if s.address == "" {
		return // one process serves
	}
	handles := []*Store{s.Store, s.again()}
	var inside, taken atomic.Int64
	done := make(chan error)
	const each = 20
	for _, handle := range handles {
		go func() {
			for range each {
				_, end, err := handle.Turn(s.ctx(), project.ID)
				if err != nil {
					done <- err
					return
				}
				if inside.Add(1) > 1 {
					err = errors.New("two servers have the turn")
				}
				taken.Add(1)
				inside.Add(-1)
				end()
				if err != nil {
					done <- err
					return
				}
			}
			done <- nil
		}()
	}
	for range handles {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if got := taken.Load(); got != each*int64(len(handles)) {
		t.Errorf("%d turns", got)
	}
}

func aTurnTellsTheRevision(t *testing.T, s *site) {
	owner := s.owner()
	project := s.change(s.project(owner), owner, func(d *rab.Draft) { addPekerjaan(d, s.IDs(s.ctx()), 1) })
	other := s.project(owner)
	revision, end, err := s.Turn(s.ctx(), project.ID)
	if err != nil || revision != project.Revision {
		t.Fatalf("revision %d, want %d: %v", revision, project.Revision, err)
	}
	_, endOther, err := s.Turn(s.ctx(), other.ID) // another project's turn is nobody's business
	if err != nil {
		t.Fatal(err)
	}
	endOther()
	s.change(project, owner, func(d *rab.Draft) { addPekerjaan(d, s.IDs(s.ctx()), 1) }) // the holder commits with another connection
	end()
}

func aTurnCanBeGivenUp(t *testing.T, s *site) {
	project := s.project(s.owner())
	if s.address == "" {
		return // nobody waits
	}
	_, end, err := s.again().Turn(s.ctx(), project.ID)
	if err != nil {
		t.Fatal(err)
	}
	waiting, giveUp := context.WithCancel(s.ctx())
	failed := make(chan error)
	go func() {
		_, _, err := s.Turn(waiting, project.ID)
		failed <- err
	}()
	giveUp()
	if err := <-failed; err == nil {
		t.Error("whoever gave up has the turn")
	}
	end()
	_, end, err = s.Turn(s.ctx(), project.ID)
	if err != nil {
		t.Fatal(err)
	}
	end()
}
