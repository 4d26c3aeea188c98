package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
)

var turnBehaviours = []func(*testing.T, *site){nobodyCommitsDuringATurn, aTurnTellsTheRevision, aTurnThatFailsStoresNothing, aTurnCanBeGivenUp}

// Turns decide on what is stored, however many commit without one.
func nobodyCommitsDuringATurn(t *testing.T, s *site) {
	p := s.streaming()
	if s.address == "" {
		return // one process serves
	}
	const each = 10
	var group sync.WaitGroup
	for _, handle := range []*Store{s.Store, s.again()} {
		group.Go(func() {
			for range each {
				err := handle.Turn(s.ctx(), p.ID, func(revision int64, commit func(context.Context, *Commit) error) error {
					base, err := handle.LoadProject(s.ctx(), p.ID, nil)
					if err != nil {
						return err
					}
					if base.Revision != revision {
						return fmt.Errorf("revision %d in the turn of %d", base.Revision, revision)
					}
					next, err := nextOfStream(s.ctx(), handle, base)
					if err != nil {
						return err
					}
					return commit(s.ctx(), next)
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Go(func() { // somebody who does not take turns
		latest := p
		for range each {
			next, err := streamed(s.ctx(), s.Store, latest)
			if errors.Is(err, ErrStale) {
				next, err = s.LoadProject(s.ctx(), p.ID, nil)
			}
			if err != nil {
				t.Error(err)
				return
			}
			latest = next
		}
	})
	group.Wait()
	if got := s.wholeAt(p.ID, p.Revision+2*each); got > p.Revision+3*each {
		t.Errorf("revision %d", got)
	}
}

func aTurnTellsTheRevision(t *testing.T, s *site) {
	p, other := s.streaming(), s.streaming()
	err := s.Turn(s.ctx(), p.ID, func(revision int64, commit func(context.Context, *Commit) error) error {
		if revision != p.Revision {
			t.Errorf("revision %d, want %d", revision, p.Revision)
		}
		next, err := nextOfStream(s.ctx(), s.Store, p)
		if err != nil {
			return err
		}
		if s.address != "" { // another project's turn is nobody's business
			if _, err := streamed(s.ctx(), s.Store, other); err != nil {
				return err
			}
		}
		return commit(s.ctx(), next)
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := s.load(p.ID).Revision; got != p.Revision+1 {
		t.Errorf("revision %d after the turn of %d", got, p.Revision)
	}
	wantError(t, s.Turn(s.ctx(), 404_404, func(int64, func(context.Context, *Commit) error) error { return nil }), ErrNotFound)
}

func aTurnThatFailsStoresNothing(t *testing.T, s *site) {
	if s.address == "" {
		return // a commit is one of its own
	}
	p := s.streaming()
	refused := errors.New("refused")
	wantError(t, s.Turn(s.ctx(), p.ID, func(_ int64, commit func(context.Context, *Commit) error) error {
		next, err := nextOfStream(s.ctx(), s.Store, p)
		if err == nil {
			err = commit(s.ctx(), next)
		}
		if err != nil {
			t.Error(err)
		}
		return refused
	}), refused)
	if got := s.load(p.ID).Revision; got != p.Revision {
		t.Errorf("revision %d, want %d", got, p.Revision)
	}
}

func aTurnCanBeGivenUp(t *testing.T, s *site) {
	p := s.streaming()
	if s.address == "" {
		return // nobody waits
	}
	nothing := func(int64, func(context.Context, *Commit) error) error { return nil }
	waiting, giveUp := context.WithCancel(s.ctx())
	failed := make(chan error)
	if err := s.again().Turn(s.ctx(), p.ID, func(int64, func(context.Context, *Commit) error) error {
		go func() { failed <- s.Turn(waiting, p.ID, nothing) }()
		giveUp()
		if err := <-failed; err == nil {
			t.Error("whoever gave up has the turn")
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if err := s.Turn(s.ctx(), p.ID, nothing); err != nil {
		t.Error(err)
	}
}
