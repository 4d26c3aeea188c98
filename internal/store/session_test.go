package store

import (
	"testing"

	"takar/internal/rab"
)

var sessionBehaviours = []func(*testing.T, *site){
	accessTellsEverythingInOneQuery, accessNeedsALiveSession, accessOfAStrangerIsNoMembership, accessFollowsTheProject,
	expiredSessionsArePurged, sessionOfAStrangeClientIsKept, membersAndTheirRoles,
	workWithoutASessionHasTheRightsOfItsAccount, sessionsAreListedNewestFirst, sessionsEndBeforeTheirTimeAndTellWhy,
}

const day rab.Instant = 24 * 3600 * 1_000_000

// session logs an account in for a day and returns the hash of its token.
func (s *site) session(account int64) string {
	s.t.Helper()
	token := NewUID()
	if err := s.AddSession(s.ctx(), &Session{
		TokenHash: token, AccountID: account, CreatedAt: s.now, ExpiresAt: s.now + day, Address: "192.0.2.1", Agent: "uji",
	}); err != nil {
		s.t.Fatal(err)
	}
	return token
}

func (s *site) access(token string, project int64) *Access {
	s.t.Helper()
	access, err := s.Access(s.ctx(), token, project, s.now)
	if err != nil {
		s.t.Fatal(err)
	}
	return access
}

func accessTellsEverythingInOneQuery(t *testing.T, s *site) {
	a := s.account("Pemilik")
	p := s.project(a.ID)
	token := s.session(a.ID)
	var got *Access
	if n := s.counting(func() { got = s.access(token, p.ID) }); n != 1 {
		t.Errorf("%d queries", n)
	}
	a.LastLoginAt = s.now
	want := Access{
		Account: *a, Session: Session{TokenHash: token, AccountID: a.ID, CreatedAt: s.now, ExpiresAt: s.now + day},
		Member: true, Role: "owner", Prices: true, ProjectID: p.ID, Revision: 1, ProjectActive: true,
		LibraryRevision: got.LibraryRevision,
	}
	if *got != want {
		t.Errorf("access %+v, want %+v", *got, want)
	}
}

func accessNeedsALiveSession(t *testing.T, s *site) {
	active := s.account("Aktif")
	closed := &Account{ID: s.id(), Email: NewUID() + "@contoh.id", UserName: NewUID(), IsActive: false}
	if err := s.AddAccount(s.ctx(), closed); err != nil {
		t.Fatal(err)
	}
	ended := s.session(active.ID)
	if err := s.EndSession(s.ctx(), ended); err != nil {
		t.Fatal(err)
	}
	live := s.session(active.ID)
	for name, c := range map[string]struct {
		token string
		at    rab.Instant
		found bool
	}{
		"live":              {live, s.now, true},
		"last moment":       {live, s.now + day - 1, true},
		"expired":           {live, s.now + day, false},
		"ended":             {ended, s.now, false},
		"unknown":           {"tidak-ada", s.now, false},
		"empty":             {"", s.now, false},
		"account is closed": {s.session(closed.ID), s.now, false},
	} {
		_, err := s.Access(s.ctx(), c.token, 0, c.at)
		if c.found && err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if !c.found {
			wantError(t, err, ErrNotFound)
		}
	}
}

func accessOfAStrangerIsNoMembership(t *testing.T, s *site) {
	p := s.project(s.owner())
	stranger := s.session(s.account("Orang").ID)
	for name, project := range map[string]int64{"none asked": 0, "somebody else's": p.ID, "unknown": 404_404} {
		got := s.access(stranger, project)
		if got.Member || got.Role != "" || got.Prices || got.ProjectID != 0 || got.Revision != 0 || got.ProjectActive {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func accessFollowsTheProject(t *testing.T, s *site) {
	owner := s.owner()
	reader := s.account("Pembaca").ID
	p := s.project(owner)
	if err := s.SetMember(s.ctx(), p.ID, reader, "reader", false); err != nil {
		t.Fatal(err)
	}
	token := s.session(reader)
	s.change(p, owner, func(d *rab.Draft) {
		header := *p.Header()
		header.IsActive = false
		d.Headers.Put(&header)
	})
	got := s.access(token, p.ID)
	if !got.Member || got.Role != "reader" || got.Prices || got.Revision != 2 || got.ProjectActive {
		t.Errorf("access %+v", got)
	}
}

func expiredSessionsArePurged(t *testing.T, s *site) {
	a := s.account("Lama").ID
	old, told := s.session(a), s.session(a)
	s.now += 2 * day
	live := s.session(a)
	if ended, err := s.EndSessions(s.ctx(), Ending{AccountID: a, Only: told, Reason: "uji", At: s.now - 2*day}); err != nil || ended != 1 {
		t.Fatalf("%d ended, %v", ended, err)
	}
	if err := s.PurgeSessions(s.ctx(), s.now); err != nil {
		t.Fatal(err)
	}
	_, _, err := s.EndOfSession(s.ctx(), told)
	wantError(t, err, ErrNotFound)
	if n := s.count("SELECT count(*) FROM session WHERE account_id = ?", a); n != 1 {
		t.Errorf("%d sessions are left", n)
	}
	s.access(live, 0)
	_, err = s.Access(s.ctx(), old, 0, s.now)
	wantError(t, err, ErrNotFound)
}

func sessionsAreListedNewestFirst(t *testing.T, s *site) {
	a := s.account("Daftar").ID
	expired := s.session(a)
	s.now += day
	first := s.session(a)
	s.now++
	second := s.session(a)
	s.session(s.owner())
	list, err := s.Sessions(s.ctx(), a, s.now)
	if err != nil {
		t.Fatal(err)
	}
	if len(list) != 2 {
		t.Fatalf("%d sessions (the expired one is %s)", len(list), expired)
	}
	want := Session{TokenHash: second, AccountID: a, CreatedAt: s.now, ExpiresAt: s.now + day, Address: "192.0.2.1", Agent: "uji"}
	if *list[0] != want || list[1].TokenHash != first {
		t.Errorf("sessions %+v, %+v", list[0], list[1])
	}
}

func sessionsEndBeforeTheirTimeAndTellWhy(t *testing.T, s *site) {
	a, other := s.account("Tono").ID, s.account("Lain").ID
	here, there, elsewhere, theirs := s.session(a), s.session(a), s.session(a), s.session(other)
	end := func(want int, e Ending) {
		t.Helper()
		e.Reason, e.At = "uji", s.now
		if ended, err := s.EndSessions(s.ctx(), e); err != nil || ended != want {
			t.Errorf("%+v ended %d, %v", e, ended, err)
		}
	}
	alive := func(want bool, token string) {
		t.Helper()
		if _, err := s.Access(s.ctx(), token, 0, s.now); (err == nil) != want {
			t.Errorf("session %s: %v", token, err)
		}
	}
	end(0, Ending{AccountID: a, Only: theirs}) // nobody ends the login of others
	alive(true, theirs)
	end(1, Ending{AccountID: a, Only: there})
	alive(false, there)
	end(1, Ending{AccountID: a, Keep: here})
	alive(false, elsewhere)
	alive(true, here)
	alive(true, theirs)
	if reason, at, err := s.EndOfSession(s.ctx(), there); err != nil || reason != "uji" || at != s.now {
		t.Errorf("told %q at %d, %v", reason, at, err)
	}
	_, _, err := s.EndOfSession(s.ctx(), here)
	wantError(t, err, ErrNotFound)
}

func sessionOfAStrangeClientIsKept(t *testing.T, s *site) {
	token := NewUID()
	if err := s.AddSession(s.ctx(), &Session{TokenHash: token, AccountID: s.owner(), ExpiresAt: s.now + day, Agent: "Mozilla\xff\x00 (uji)"}); err != nil {
		t.Fatal(err)
	}
	s.access(token, 0)
	if n := s.count("SELECT count(*) FROM session WHERE token_hash = ? AND agent = 'Mozilla (uji)'", token); n != 1 {
		t.Error("the client's name was not cleaned")
	}
}

func membersAndTheirRoles(t *testing.T, s *site) {
	owner, editor, reader := s.account("Z"), s.account("C"), s.account("A")
	p := s.project(owner.ID)
	set := func(a *Account, role string, prices bool) {
		t.Helper()
		if err := s.SetMember(s.ctx(), p.ID, a.ID, role, prices); err != nil {
			t.Fatal(err)
		}
	}
	set(reader, "editor", true)
	set(editor, "editor", true)
	set(reader, "reader", false)
	list, err := s.Members(s.ctx(), p.ID)
	if err != nil {
		t.Fatal(err)
	}
	want := []Member{
		{owner.ID, owner.Email, owner.UserName, owner.FullName, "owner", true},
		{editor.ID, editor.Email, editor.UserName, editor.FullName, "editor", true},
		{reader.ID, reader.Email, reader.UserName, reader.FullName, "reader", false},
	}
	if len(list) != len(want) {
		t.Fatalf("%d members", len(list))
	}
	for i, m := range list {
		if *m != want[i] {
			t.Errorf("member %d: %+v, want %+v", i, *m, want[i])
		}
	}
	wantError(t, s.SetMember(s.ctx(), p.ID, owner.ID, "reader", false), ErrNotFound)
	wantError(t, s.RemoveMember(s.ctx(), p.ID, owner.ID), ErrNotFound)
	if err := s.RemoveMember(s.ctx(), p.ID, reader.ID); err != nil {
		t.Fatal(err)
	}
	wantError(t, s.RemoveMember(s.ctx(), p.ID, reader.ID), ErrNotFound)
	if list, err = s.Members(s.ctx(), p.ID); err != nil || len(list) != 2 || list[0].Role != "owner" {
		t.Errorf("after removing the reader: %d members, %v", len(list), err)
	}
}

func workWithoutASessionHasTheRightsOfItsAccount(t *testing.T, s *site) {
	owner, reader := s.account("Pemilik"), s.account("Pembaca")
	p := s.project(owner.ID)
	if err := s.SetMember(s.ctx(), p.ID, reader.ID, "reader", false); err != nil {
		t.Fatal(err)
	}
	got, err := s.AccountAccess(s.ctx(), reader.ID, p.ID)
	if err != nil {
		t.Fatal(err)
	}
	want := Access{
		Account: *reader, Session: Session{AccountID: reader.ID}, Member: true, Role: "reader", ProjectID: p.ID, Revision: 1,
		ProjectActive: true, LibraryRevision: got.LibraryRevision,
	}
	if *got != want {
		t.Errorf("access %+v, want %+v", *got, want)
	}
	if got, err = s.AccountAccess(s.ctx(), s.owner(), p.ID); err != nil || got.Member || got.Revision != 0 {
		t.Errorf("a stranger: %+v, %v", got, err)
	}
	closed := &Account{ID: s.id(), Email: NewUID(), UserName: NewUID(), IsActive: false}
	if err := s.AddAccount(s.ctx(), closed); err != nil {
		t.Fatal(err)
	}
	for _, account := range []int64{closed.ID, 404_404} {
		_, err := s.AccountAccess(s.ctx(), account, p.ID)
		wantError(t, err, ErrNotFound)
	}
}
