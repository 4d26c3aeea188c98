package store

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
)

var accountBehaviours = []func(*testing.T, *site){
	accountIsFoundByEmailAndUserName, emailAndUserNameAreUnique, namesOfAccounts, settingIsWrittenOnce,
	loginThatCannotBeStoredIsNotFound, accountsAreListedByEmail, firstAccountNeedsAnEmptyStore,
}

func accountIsFoundByEmailAndUserName(t *testing.T, s *site) {
	want := s.account("Budi")
	want.IsAdmin = false
	for _, login := range []string{want.Email, strings.ToLower(want.UserName)} {
		got, err := s.AccountByLogin(s.ctx(), login)
		if err != nil {
			t.Fatal(err)
		}
		if *got != *want {
			t.Errorf("by %s: %+v, want %+v", login, got, want)
		}
	}
	got, err := s.AccountByID(s.ctx(), want.ID)
	if err != nil {
		t.Fatal(err)
	}
	if *got != *want {
		t.Errorf("by id: %+v, want %+v", got, want)
	}
	_, err = s.AccountByLogin(s.ctx(), "tidak-ada")
	wantError(t, err, ErrNotFound)
	_, err = s.AccountByID(s.ctx(), 404_404)
	wantError(t, err, ErrNotFound)
}

func loginThatCannotBeStoredIsNotFound(t *testing.T, s *site) {
	for _, login := range []string{"a\x00", "\xff\xfe", ""} {
		_, err := s.AccountByLogin(s.ctx(), login)
		wantError(t, err, ErrNotFound)
	}
}

func emailAndUserNameAreUnique(t *testing.T, s *site) {
	known := s.account("Siti")
	for name, twin := range map[string]Account{
		"same e-mail":                   {Email: known.Email, UserName: "lain"},
		"same user name":                {Email: "lain@contoh.id", UserName: known.UserName},
		"same user name, other letters": {Email: "lain@contoh.id", UserName: strings.ToUpper(known.UserName)},
	} {
		twin.ID = s.id()
		if err := s.AddAccount(s.ctx(), &twin); !errors.Is(err, ErrTaken) {
			t.Errorf("%s: %v, want ErrTaken", name, err)
		}
		_, err := s.AccountByID(s.ctx(), twin.ID)
		wantError(t, err, ErrNotFound)
	}
}

func namesOfAccounts(t *testing.T, s *site) {
	a, b := s.account("A"), s.account("B")
	names, err := s.AccountNames(s.ctx(), []int64{a.ID, b.ID, 404_404})
	if err != nil {
		t.Fatal(err)
	}
	if len(names) != 2 || names[a.ID] != a.UserName || names[b.ID] != b.UserName {
		t.Errorf("names %v", names)
	}
	if names, err = s.AccountNames(s.ctx(), nil); err != nil || len(names) != 0 {
		t.Errorf("no accounts: %v, %v", names, err)
	}
}

func settingIsWrittenOnce(t *testing.T, s *site) {
	name := NewUID()
	if value, err := s.Setting(s.ctx(), name); err != nil || value != "" {
		t.Errorf("unset: %q, %v", value, err)
	}
	for _, value := range []string{"pertama", "kedua"} {
		if stands, err := s.SettingOnce(s.ctx(), name, value); err != nil || stands != "pertama" {
			t.Errorf("after writing %q: %q, %v", value, stands, err)
		}
	}
	if value, err := s.Setting(s.ctx(), name); err != nil || value != "pertama" {
		t.Errorf("read: %q, %v", value, err)
	}
}

func accountsAreListedByEmail(t *testing.T, s *site) {
	// An order by language would ignore the punctuation.
	host := "@" + NewUID() + ".id"
	want := []string{"a-b" + host, "a.c" + host, "aa" + host, "z" + host}
	for _, i := range []int{2, 0, 3, 1} {
		a := &Account{ID: s.id(), Email: want[i], UserName: NewUID(), IsAdmin: i == 0, IsActive: i != 1, LastLoginAt: 5}
		if err := s.AddAccount(s.ctx(), a); err != nil {
			t.Fatal(err)
		}
	}
	all, err := s.Accounts(s.ctx())
	if err != nil {
		t.Fatal(err)
	}
	var list []*Account
	for _, a := range all {
		if strings.HasSuffix(a.Email, host) {
			list = append(list, a)
		}
	}
	if len(list) != len(want) {
		t.Fatalf("%d accounts", len(list))
	}
	for i, a := range list {
		if a.Email != want[i] || a.IsAdmin != (i == 0) || a.IsActive != (i != 1) || a.LastLoginAt != 5 {
			t.Errorf("account %d: %+v, want %s", i, a, want[i])
		}
	}
}

func firstAccountNeedsAnEmptyStore(t *testing.T, s *site) {
	s.owner()
	id := s.id()
	wantError(t, s.AddFirstAccount(s.ctx(), &Account{ID: id, Email: NewUID(), UserName: NewUID()}), ErrTaken)
	_, err := s.AccountByID(s.ctx(), id)
	wantError(t, err, ErrNotFound)
}

// An account that somebody is storing at this moment counts, although nobody can see it.
func TestFirstAccountWaitsForOneThatIsBeingStored(t *testing.T) {
	s := onPostgres(t)
	other := s.again()
	first := make(chan error, 1)
	if err := s.inWrite(s.ctx(), func(tx *transaction) error {
		if err := tx.addAccount(s.ctx(), &Account{ID: 1, Email: "a@contoh.id", UserName: "a"}); err != nil {
			return err
		}
		go func() {
			first <- other.AddFirstAccount(s.ctx(), &Account{ID: 2, Email: "b@contoh.id", UserName: "b"})
		}()
		waiting := "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
		for s.count(waiting) == 0 {
			if len(first) > 0 {
				return errors.New("it did not wait")
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	wantError(t, <-first, ErrTaken)
}

func TestOneOfManyFirstAccountsWins(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		handles := []*Store{s.Store, s.again()}
		const rivals = 6
		results := make([]error, rivals)
		var all sync.WaitGroup
		gate := make(chan struct{})
		for i := range rivals {
			a := &Account{ID: int64(i + 1), Email: fmt.Sprintf("a%d@contoh.id", i), UserName: fmt.Sprintf("a%d", i)}
			all.Go(func() {
				<-gate
				add := handles[i%2].AddFirstAccount
				if i == 0 {
					add = handles[0].AddAccount // somebody at the shell
				}
				results[i] = add(s.ctx(), a)
			})
		}
		close(gate)
		all.Wait()
		winners := 0
		for i, err := range results {
			switch {
			case err == nil && i > 0:
				winners++
			case err != nil && !errors.Is(err, ErrTaken):
				t.Error(err)
			}
		}
		list, err := s.Accounts(s.ctx())
		if err != nil {
			t.Fatal(err)
		}
		if winners > 1 || len(list) != winners+1 {
			t.Errorf("%d first accounts, %d in all", winners, len(list))
		}
		wantError(t, s.AddFirstAccount(s.ctx(), &Account{ID: 99, Email: "x@contoh.id", UserName: "x"}), ErrTaken)
	})
}
