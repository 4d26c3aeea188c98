package store

import (
	"fmt"
	"strings"
	"testing"
)

var manyPeopleBehaviours = []func(*testing.T, *site){manyAccountsAreOneCommand, manyMembersAreOneCommand}

// crowd returns accounts that are not stored yet, each with a line for the log.
func (s *site) crowd(n int) (accounts []*Account, acts []*AccountAct) {
	for i := range n {
		name := fmt.Sprintf("Orang%d", s.id())
		a := &Account{ID: s.id(), Email: strings.ToLower(name) + "@contoh.id", UserName: name, FullName: "Orang", PasswordHash: "hash", IsActive: true, CreatedAt: s.now}
		accounts = append(accounts, a)
		acts = append(acts, &AccountAct{ID: s.id(), CreatedAt: s.now, AccountID: a.ID, Action: "add", Detail: fmt.Sprint(i)})
	}
	return accounts, acts
}

func manyAccountsAreOneCommand(t *testing.T, s *site) {
	statements := func(n int) int {
		accounts, acts := s.crowd(n)
		return s.counting(func() {
			if err := s.AddAccounts(s.ctx(), accounts, acts); err != nil {
				t.Fatal(err)
			}
		})
	}
	if one, many := statements(1), statements(200); one != many {
		t.Errorf("1 account takes %d statements, 200 take %d", one, many)
	}
	accounts, acts := s.crowd(3)
	if err := s.AddAccounts(s.ctx(), accounts, acts); err != nil {
		t.Fatal(err)
	}
	for i, want := range accounts {
		if got, err := s.AccountByID(s.ctx(), want.ID); err != nil || *got != *want {
			t.Errorf("account %+v, want %+v: %v", got, want, err)
		}
		if got, total, err := s.AccountLog(s.ctx(), want.ID, 5, 0); err != nil || total != 1 || got[0].Action != "add" || got[0].Detail != acts[i].Detail {
			t.Errorf("log of %d: %d lines, %v", want.ID, total, err)
		}
	}
	more, acts := s.crowd(2)
	more[1].UserName = accounts[0].UserName
	wantError(t, s.AddAccounts(s.ctx(), more, acts), ErrTaken)
	_, err := s.AccountByID(s.ctx(), more[0].ID)
	wantError(t, err, ErrNotFound)
}

func manyMembersAreOneCommand(t *testing.T, s *site) {
	owner := s.owner()
	p := s.project(owner)
	share := func(n int, role string, prices bool) []int64 {
		accounts, acts := s.crowd(n)
		if err := s.AddAccounts(s.ctx(), accounts, acts); err != nil {
			t.Fatal(err)
		}
		ids := make([]int64, n)
		for i, a := range accounts {
			ids[i] = a.ID
		}
		if n := s.counting(func() {
			if err := s.SetMembers(s.ctx(), p.ID, ids, role, prices); err != nil {
				t.Fatal(err)
			}
		}); n != 1 {
			t.Errorf("%d statements", n)
		}
		return ids
	}
	readers := share(2, "reader", false)
	share(50, "editor", true)
	if err := s.SetMembers(s.ctx(), p.ID, readers[:1], "editor", true); err != nil {
		t.Fatal(err)
	}
	roles := map[string]int{}
	list, err := s.Members(s.ctx(), p.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range list {
		roles[fmt.Sprint(m.Role, m.Prices)]++
	}
	if len(list) != 53 || roles["editortrue"] != 51 || roles["readerfalse"] != 1 || roles["ownertrue"] != 1 {
		t.Errorf("members %v", roles)
	}
	wantError(t, s.SetMembers(s.ctx(), p.ID, []int64{readers[1], owner}, "editor", true), ErrNotFound)
	if got, err := s.AccountAccess(s.ctx(), readers[1], p.ID); err != nil || got.Role != "reader" {
		t.Errorf("a refused change left %+v: %v", got, err)
	}
}
