package store

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"

	"takar/internal/decimal"
	"takar/internal/rab"
)

var concurrentBehaviours = []func(*testing.T, *site){readersSeeOneRevisionWhileManyCommit}

const (
	accounts = 10  // volumes among which amounts are moved
	amount   = 100 // in each at first
)

// Writers move amounts between the volumes of a shared project and of one of their own,
// through two handles. The sum never changes, whoever reads when.
func readersSeeOneRevisionWhileManyCommit(t *testing.T, s *site) {
	owner := s.owner()
	shared := s.balance(owner)
	handles := []*site{s, s.on(s.again())}
	const writers = 8
	each := 6
	if raced {
		each = 2
	}
	var all, readers sync.WaitGroup
	var done atomic.Bool
	own := make([]*rab.Project, writers)
	for w := range writers {
		own[w] = s.balance(owner)
	}
	for w := range writers {
		mine := s.on(handles[w%len(handles)].Store) // a site of its own, as it counts commands
		all.Go(func() {
			for range each {
				if err := mine.transfer(shared.ID, owner); err != nil {
					t.Error(err)
				}
				if err := mine.transfer(own[w].ID, owner); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for r := range 3 {
		handle := handles[r%len(handles)]
		readers.Go(func() {
			seen := shared
			for !done.Load() {
				next, err := handle.AdvanceProject(s.ctx(), seen, nil)
				if err != nil {
					t.Error(err)
					return
				}
				if next.Revision < seen.Revision {
					t.Errorf("revision %d after %d", next.Revision, seen.Revision)
				}
				if err := balanced(next); err != nil {
					t.Error(err)
					return
				}
				seen = next
			}
		})
	}
	all.Wait()
	done.Store(true)
	readers.Wait()
	if p := s.load(shared.ID); p.Revision != shared.Revision+int64(writers*each) || balanced(p) != nil {
		t.Errorf("shared project at revision %d, want %d: %v", p.Revision, shared.Revision+int64(writers*each), balanced(p))
	}
	for _, before := range own {
		if p := s.load(before.ID); p.Revision != before.Revision+int64(each) || balanced(p) != nil {
			t.Errorf("own project at revision %d, want %d: %v", p.Revision, before.Revision+int64(each), balanced(p))
		}
	}
}

// balance returns a project with equal amounts in its volumes, and its revision as the
// name of its parameter.
func (s *site) balance(owner int64) *rab.Project {
	s.t.Helper()
	return s.change(s.project(owner), owner, func(d *rab.Draft) {
		for _, id := range addPekerjaan(d, s.IDs(s.ctx()), accounts) {
			setVolume(d, id, decimal.FromInt(amount))
		}
		d.Parameters.Put(&rab.Parameter{Meta: rab.Meta{ID: s.id()}, UID: NewUID(), Name: "2"})
	})
}

func balanced(p *rab.Project) error {
	sum := decimal.Zero
	for _, volume := range p.Volumes.All() {
		sum = sum.Add(volume.Quantity.Decimal)
	}
	rows := p.Parameters.All()
	if !sum.Equal(decimal.FromInt(accounts*amount)) || len(rows) != 1 || rows[0].Name != fmt.Sprint(p.Revision) {
		return fmt.Errorf("revision %d holds %s and the parameter of revision %s", p.Revision, sum, rows[0].Name)
	}
	return nil
}

// transfer moves an amount, deciding anew as long as somebody else was faster.
func (s *site) transfer(project, by int64) error {
	for {
		p, err := s.LoadProject(s.ctx(), project, nil)
		if err != nil {
			return err
		}
		if err := balanced(p); err != nil {
			return err
		}
		volumes := p.Volumes.All()
		from, to := volumes[rand.IntN(accounts)], volumes[rand.IntN(accounts)]
		commit, _ := s.decide(p, by, func(d *rab.Draft) {
			if from != to {
				setVolume(d, from.ID, from.Quantity.Decimal.Sub(number("0.125")))
				setVolume(d, to.ID, to.Quantity.Decimal.Add(number("0.125")))
			}
			row := *p.Parameters.All()[0]
			row.Name = fmt.Sprint(p.Revision + 1)
			d.Parameters.Put(&row)
		})
		if _, err := s.Commit(s.ctx(), commit); !errors.Is(err, ErrStale) {
			return err
		}
	}
}
