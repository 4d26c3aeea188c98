package store

import (
	"sync"
	"testing"
)

var idBehaviours = []func(*testing.T, *site){idsAreNeverGivenTwice, idsStartAboveAReservedNumber}

func idsAreNeverGivenTwice(t *testing.T, s *site) {
	handles := []*Store{s.Store, s.again(), s.again()}
	var mutex sync.Mutex
	seen := map[int64]bool{}
	var all sync.WaitGroup
	for worker := range 6 {
		all.Go(func() {
			ids := handles[worker%3].IDs(s.ctx())
			var mine []int64
			for range 500 { // several blocks each
				mine = append(mine, ids.NextID())
			}
			if err := ids.Err(); err != nil {
				t.Error(err)
			}
			mutex.Lock()
			defer mutex.Unlock()
			for i, id := range mine {
				if seen[id] || id <= 0 {
					t.Errorf("id %d was given twice", id)
				}
				seen[id] = true
				if i > 0 && id <= mine[i-1] {
					t.Errorf("id %d after %d in one process", id, mine[i-1])
				}
			}
		})
	}
	all.Wait()
	ids := s.again().IDs(s.ctx())
	if id := ids.NextID(); seen[id] {
		t.Errorf("id %d was given again after a restart", id)
	}
}

func idsStartAboveAReservedNumber(t *testing.T, s *site) {
	before := s.id()
	for _, c := range []struct{ floor, above int64 }{{1_000_000, 1_000_000}, {5, 1_000_000}, {-before, 1_000_000}, {2_000_000, 2_000_000}} {
		if err := s.ReserveIDsAbove(s.ctx(), before+c.floor); err != nil {
			t.Fatal(err)
		}
		if id := s.id(); id <= before+c.above {
			t.Errorf("after reserving %d: id %d, want above %d", before+c.floor, id, before+c.above)
		}
	}
	if id := s.on(s.again()).id(); id <= before+2_000_000 {
		t.Errorf("another process got id %d", id)
	}
}

func TestFreshStoreIsEmpty(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		if accounts, err := s.Accounts(s.ctx()); err != nil || len(accounts) != 0 {
			t.Errorf("accounts %v, %v", accounts, err)
		}
		editions, analyses, revision, err := s.Library(s.ctx())
		if err != nil || len(editions) != 0 || len(analyses) != 0 || revision != "" {
			t.Errorf("library %v, %v, %q, %v", editions, analyses, revision, err)
		}
		if err := s.ReserveIDsAbove(s.ctx(), 160); err != nil {
			t.Fatal(err)
		}
		if id := s.id(); id != 161 {
			t.Errorf("first id %d, want 161", id)
		}
	})
}

func TestFailureToReserveIDsIsRemembered(t *testing.T) {
	s := onSQLite(t)
	closed, err := s.open()
	if err != nil {
		t.Fatal(err)
	}
	if err := closed.Close(); err != nil {
		t.Fatal(err)
	}
	ids := closed.IDs(s.ctx())
	if id := ids.NextID(); id != 0 || ids.Err() == nil {
		t.Errorf("id %d, error %v", id, ids.Err())
	}
}

func TestUIDsAreRandomAndShort(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		uid := NewUID()
		if len(uid) != 26 || seen[uid] {
			t.Fatalf("uid %q", uid)
		}
		seen[uid] = true
		for _, r := range uid {
			if (r < 'a' || r > 'z') && (r < '2' || r > '7') {
				t.Fatalf("uid %q", uid)
			}
		}
	}
}
