package store

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var accountChangeBehaviours = []func(*testing.T, *site){
	passwordEndsSessionsAndLinks, accountDataIsSavedAndStaysUnique, linkIsGoodOnceAndForItsTime, linkOfOneAccountOpensNoOther, linksEndWithTheAccount,
	closedAccountEndsAndComesBack, administratorsComeAndGo, peopleAreSearchedByPage, accountLogTellsWhoDidWhat,
}

// act is a line of the account log.
func (s *site) deed(actor, account int64, action string) *AccountAct {
	s.now += 1_000_000
	return &AccountAct{ID: s.id(), CreatedAt: s.now, ActorID: actor, AccountID: account, Action: action, Detail: "rinci " + action}
}

// link gives an account a link for an hour.
func (s *site) link(account int64) string {
	s.t.Helper()
	token := NewUID()
	if err := s.AddLink(s.ctx(), &AccountLink{TokenHash: token, AccountID: account, CreatedAt: s.now, ExpiresAt: s.now + day/24}); err != nil {
		s.t.Fatal(err)
	}
	return token
}

// actions lists what the log says about an account, the newest first.
func (s *site) actions(account int64) string {
	s.t.Helper()
	list, total, err := s.AccountLog(s.ctx(), account, 50, 0)
	if err != nil || total != len(list) {
		s.t.Fatalf("%d of %d lines, %v", len(list), total, err)
	}
	var actions []string
	for _, act := range list {
		actions = append(actions, act.Action)
	}
	return strings.Join(actions, " ")
}

func passwordEndsSessionsAndLinks(t *testing.T, s *site) {
	a, other := s.account("Tono"), s.account("Lain")
	here, there, theirs := s.session(a.ID), s.session(a.ID), s.session(other.ID)
	link, theirLink := s.link(a.ID), s.link(other.ID)
	n := NewPassword{Hash: "baru", Ending: Ending{AccountID: a.ID, Keep: here, Reason: "sandi", At: s.now}}
	if ended, err := s.SetPassword(s.ctx(), n, s.deed(a.ID, a.ID, "password")); err != nil || ended != 1 {
		t.Fatalf("%d sessions ended, %v", ended, err)
	}
	for token, want := range map[string]error{here: nil, there: ErrNotFound, theirs: nil} {
		if _, err := s.Access(s.ctx(), token, 0, s.now); !errors.Is(err, want) {
			t.Errorf("session %s: %v, want %v", token, err, want)
		}
	}
	for token, want := range map[string]error{link: ErrNotFound, theirLink: nil} {
		if _, err := s.AccountByLink(s.ctx(), token, s.now); !errors.Is(err, want) {
			t.Errorf("link %s: %v, want %v", token, err, want)
		}
	}
	if got, err := s.AccountByID(s.ctx(), a.ID); err != nil || got.PasswordHash != "baru" {
		t.Errorf("account %+v, %v", got, err)
	}
	if got := s.actions(a.ID); got != "password" {
		t.Errorf("log: %s", got)
	}
	_, err := s.SetPassword(s.ctx(), NewPassword{Ending: Ending{AccountID: 404_404}})
	wantError(t, err, ErrNotFound)
}

func accountDataIsSavedAndStaysUnique(t *testing.T, s *site) {
	a, other := s.account("Sari"), s.account("Lain")
	link := s.link(a.ID)
	a.FullName, a.UserName = "Sari Wulandari", "Sari.W"+a.UserName
	if err := s.SaveAccount(s.ctx(), a, s.deed(a.ID, a.ID, "profile")); err != nil {
		t.Fatal(err)
	}
	if _, err := s.AccountByLink(s.ctx(), link, s.now); err != nil {
		t.Errorf("a link of the same e-mail: %v", err)
	}
	a.Email = NewUID() + "@baru.id"
	if err := s.SaveAccount(s.ctx(), a); err != nil {
		t.Fatal(err)
	}
	for _, login := range []string{a.Email, strings.ToLower(a.UserName)} {
		if got, err := s.AccountByLogin(s.ctx(), login); err != nil || *got != *a {
			t.Errorf("by %s: %+v, %v", login, got, err)
		}
	}
	_, err := s.AccountByLink(s.ctx(), link, s.now)
	wantError(t, err, ErrNotFound)
	for _, taken := range []Account{{ID: a.ID, Email: other.Email, UserName: a.UserName}, {ID: a.ID, Email: a.Email, UserName: strings.ToUpper(other.UserName)}} {
		wantError(t, s.SaveAccount(s.ctx(), &taken, s.deed(a.ID, a.ID, "taken")), ErrTaken)
	}
	wantError(t, s.SaveAccount(s.ctx(), &Account{ID: 404_404, Email: NewUID(), UserName: NewUID()}), ErrNotFound)
	if got := s.actions(a.ID); got != "profile" {
		t.Errorf("log: %s", got)
	}
}

func linkIsGoodOnceAndForItsTime(t *testing.T, s *site) {
	a := s.account("Lupa")
	login, link, late := s.session(a.ID), s.link(a.ID), s.link(a.ID)
	got, err := s.AccountByLink(s.ctx(), link, s.now+day/24-1)
	a.LastLoginAt = s.now
	if err != nil || *got != *a {
		t.Fatalf("account %+v, %v", got, err)
	}
	_, err = s.AccountByLink(s.ctx(), link, s.now+day/24)
	wantError(t, err, ErrNotFound)
	n := NewPassword{Hash: "baru", Ending: Ending{AccountID: a.ID, Reason: "sandi", At: s.now + day/24}}
	wantError(t, s.UseLink(s.ctx(), link, n), ErrNotFound) // too late
	n.Ending.At = s.now
	if err := s.UseLink(s.ctx(), link, n, s.deed(a.ID, a.ID, "reset")); err != nil {
		t.Fatal(err)
	}
	for _, spent := range []string{link, late} {
		wantError(t, s.UseLink(s.ctx(), spent, n, s.deed(a.ID, a.ID, "again")), ErrNotFound)
	}
	_, err = s.Access(s.ctx(), login, 0, s.now)
	wantError(t, err, ErrNotFound)
	if got := s.actions(a.ID); got != "reset" {
		t.Errorf("log: %s", got)
	}
	old := s.link(a.ID)
	if err := s.PurgeLinks(s.ctx(), s.now+day); err != nil {
		t.Fatal(err)
	}
	if n := s.count("SELECT count(*) FROM account_link WHERE token_hash = ?", old); n != 0 {
		t.Error("an old link is left")
	}
}

func linkOfOneAccountOpensNoOther(t *testing.T, s *site) {
	a, other := s.account("Satu"), s.account("Dua")
	n := NewPassword{Hash: "curian", Ending: Ending{AccountID: other.ID, At: s.now}}
	wantError(t, s.UseLink(s.ctx(), s.link(a.ID), n), ErrNotFound)
	if got, err := s.AccountByID(s.ctx(), other.ID); err != nil || got.PasswordHash != "hash" {
		t.Errorf("account %+v, %v", got, err)
	}
}

func linksEndWithTheAccount(t *testing.T, s *site) {
	a := s.account("Tutup")
	link := s.link(a.ID)
	if _, err := s.SetActive(s.ctx(), false, Ending{AccountID: a.ID, At: s.now}); err != nil {
		t.Fatal(err)
	}
	_, err := s.AccountByLink(s.ctx(), s.link(a.ID), s.now) // made since
	wantError(t, err, ErrNotFound)
	if _, err := s.SetActive(s.ctx(), true, Ending{AccountID: a.ID, At: s.now}); err != nil {
		t.Fatal(err)
	}
	_, err = s.AccountByLink(s.ctx(), link, s.now)
	wantError(t, err, ErrNotFound)
}

func closedAccountEndsAndComesBack(t *testing.T, s *site) {
	a, member := s.account("Pemilik"), s.account("Anggota")
	p := s.project(a.ID)
	if err := s.SetMember(s.ctx(), p.ID, member.ID, "editor", true); err != nil {
		t.Fatal(err)
	}
	mine, theirs := s.session(a.ID), s.session(member.ID)
	set := func(active, want bool) {
		t.Helper()
		changed, err := s.SetActive(s.ctx(), active, Ending{AccountID: a.ID, Reason: "tutup", At: s.now}, s.deed(member.ID, a.ID, map[bool]string{true: "open", false: "close"}[active]))
		if err != nil || changed != want {
			t.Errorf("active %v: changed %v, %v", active, changed, err)
		}
	}
	set(true, false)
	set(false, true)
	set(false, false)
	_, err := s.Access(s.ctx(), mine, p.ID, s.now)
	wantError(t, err, ErrNotFound)
	if reason, _, err := s.EndOfSession(s.ctx(), mine); err != nil || reason != "tutup" {
		t.Errorf("told %q, %v", reason, err)
	}
	if got := s.access(theirs, p.ID); !got.Member || !got.ProjectActive {
		t.Errorf("a member of the project: %+v", got)
	}
	set(true, true)
	s.access(s.session(a.ID), p.ID)
	if got := s.actions(a.ID); got != "open close" {
		t.Errorf("log: %s", got)
	}
	_, err = s.SetActive(s.ctx(), false, Ending{AccountID: 404_404, At: s.now})
	wantError(t, err, ErrNotFound)
}

func administratorsComeAndGo(t *testing.T, s *site) {
	keeper := s.account("Penjaga")
	a := s.account("Calon")
	for _, step := range []struct {
		account     int64
		admin, want bool
	}{{keeper.ID, true, true}, {a.ID, false, false}, {a.ID, true, true}, {a.ID, true, false}, {a.ID, false, true}} {
		changed, err := s.SetAdmin(s.ctx(), step.account, step.admin, s.deed(keeper.ID, step.account, "admin"))
		if err != nil || changed != step.want {
			t.Errorf("%+v: changed %v, %v", step, changed, err)
		}
	}
	if got := s.actions(a.ID); got != "admin admin" {
		t.Errorf("log: %s", got)
	}
	_, err := s.SetAdmin(s.ctx(), 404_404, true)
	wantError(t, err, ErrNotFound)
}

// Two administrators who make each other ordinary at the same moment must not both succeed.
func TestTheLastAdministratorStays(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		other := s.again()
		people := []*Account{s.account("Satu"), s.account("Dua"), s.account("Tutup")}
		for i, a := range people {
			if _, err := s.SetAdmin(s.ctx(), a.ID, true); err != nil {
				t.Fatal(err)
			}
			if i == 2 {
				if _, err := s.SetActive(s.ctx(), false, Ending{AccountID: a.ID}); err != nil {
					t.Fatal(err)
				}
			}
		}
		var all sync.WaitGroup
		results := make([]error, 2)
		gate := make(chan struct{})
		all.Go(func() {
			<-gate
			_, results[0] = s.SetAdmin(s.ctx(), people[0].ID, false, s.deed(0, people[0].ID, "admin"))
		})
		all.Go(func() {
			<-gate
			_, results[1] = other.SetActive(s.ctx(), false, Ending{AccountID: people[1].ID, At: start})
		})
		close(gate)
		all.Wait()
		refused := 0
		for _, err := range results {
			if err == nil {
				continue
			}
			wantError(t, err, ErrLastAdmin)
			refused++
		}
		if n := s.count("SELECT count(*) FROM account WHERE is_admin AND is_active"); refused != 1 || n != 1 {
			t.Errorf("%d were refused, %d administrators are left", refused, n)
		}
	})
}

func peopleAreSearchedByPage(t *testing.T, s *site) {
	host := "@" + NewUID() + ".id"
	var list []*Account
	for i, name := range []string{"ani", "budi", "citra"} {
		a := &Account{ID: s.id(), Email: name + host, UserName: strings.ToUpper(name) + NewUID(), FullName: "Si " + strings.ToUpper(name), IsActive: i != 2, CreatedAt: s.now}
		if err := s.AddAccount(s.ctx(), a); err != nil {
			t.Fatal(err)
		}
		list = append(list, a)
	}
	p := s.project(list[1].ID)
	if err := s.SetMember(s.ctx(), p.ID, list[0].ID, "reader", false); err != nil {
		t.Fatal(err)
	}
	page := func(f AccountFilter) (rows []AccountRow, total int) {
		t.Helper()
		found, total, err := s.AccountPage(s.ctx(), f)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range found {
			rows = append(rows, *row)
		}
		return rows, total
	}
	want := []AccountRow{{Account: *list[0], Shared: 1}, {Account: *list[1], Projects: 1}, {Account: *list[2]}}
	rows, total := page(AccountFilter{Search: strings.ToUpper(host), Limit: 10})
	if diff := cmp.Diff(want, rows); diff != "" || total != 3 {
		t.Errorf("%d in all\n%s", total, diff)
	}
	if rows, total = page(AccountFilter{Search: host, Limit: 1, Offset: 1}); total != 3 || len(rows) != 1 || rows[0].ID != list[1].ID {
		t.Errorf("second page of one: %d of %d", len(rows), total)
	}
	if rows, total = page(AccountFilter{ID: list[1].ID, Limit: 1}); total != 1 || len(rows) != 1 || rows[0] != want[1] {
		t.Errorf("by id: %+v of %d", rows, total)
	}
	for _, search := range []string{"si citra", list[2].UserName, strings.ToUpper(list[2].Email)} {
		rows, _ = page(AccountFilter{Search: search, Limit: 100})
		if !slices.ContainsFunc(rows, func(r AccountRow) bool { return r.ID == list[2].ID }) {
			t.Errorf("search %q: %+v", search, rows)
		}
	}
	for _, nobody := range []string{NewUID(), "%", "a\x00b", "\xff"} {
		if rows, total = page(AccountFilter{Search: nobody, Limit: 10}); len(rows) != 0 || total != 0 {
			t.Errorf("search %q found %d", nobody, total)
		}
	}
	if rows, total = page(AccountFilter{Limit: 2}); len(rows) != 2 || total < 3 {
		t.Errorf("everybody: %d of %d", len(rows), total)
	}
}

func accountLogTellsWhoDidWhat(t *testing.T, s *site) {
	admin := s.account("Admin")
	a := &Account{ID: s.id(), Email: NewUID() + "@contoh.id", UserName: NewUID(), IsActive: true}
	first, second := s.deed(0, a.ID, "add"), s.deed(admin.ID, a.ID, "link")
	if err := s.AddAccount(s.ctx(), a, first); err != nil {
		t.Fatal(err)
	}
	if err := s.AddLink(s.ctx(), &AccountLink{TokenHash: NewUID(), AccountID: a.ID}, second); err != nil {
		t.Fatal(err)
	}
	first.Account, second.Account, second.Actor = a.UserName, a.UserName, admin.UserName
	list, total, err := s.AccountLog(s.ctx(), a.ID, 10, 0)
	if diff := cmp.Diff([]*AccountAct{second, first}, list); err != nil || total != 2 || diff != "" {
		t.Errorf("%d lines, %v\n%s", total, err, diff)
	}
	if list, total, err = s.AccountLog(s.ctx(), a.ID, 1, 1); err != nil || total != 2 || len(list) != 1 || list[0].Action != "add" {
		t.Errorf("second page of one: %d of %d, %v", len(list), total, err)
	}
	if list, total, err = s.AccountLog(s.ctx(), 0, 2, 0); err != nil || total < 2 || len(list) != 2 {
		t.Errorf("of all accounts: %d of %d, %v", len(list), total, err)
	}
}
