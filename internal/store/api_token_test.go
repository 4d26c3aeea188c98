package store

import (
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"takar/internal/rab"
)

var apiTokenBehaviours = []func(*testing.T, *site){
	accessByTokenTellsEverythingInOneQuery, aTokenOpensNothingAfterItsEnd, aLimitedTokenReachesItsProjectsOnly, tokensAreListedWithTheirHistory,
	anAccountHasSoManyTokens, theUseOfATokenIsRemembered, endedTokensArePurgedLate, tokensEndWithTheirAccountAndItsPasswordIfAsked,
	listsOfATokenHoldWhatItReaches,
}

// token makes an API token of an account that may do everything.
func (s *site) token(account int64, change ...func(*APIToken)) *APIToken {
	s.t.Helper()
	n := &APIToken{
		ID: s.id(), AccountID: account, TokenHash: APITokenMark + NewUID(), Name: "Skrip harga", Ending: "abcd",
		Writes: true, Prices: true, CreatedAt: s.now, ExpiresAt: s.now + day,
	}
	for _, c := range change {
		c(n)
	}
	if err := s.AddAPIToken(s.ctx(), n, 20); err != nil {
		s.t.Fatal(err)
	}
	return n
}

func only(projects ...int64) func(*APIToken) {
	return func(n *APIToken) { n.Limited, n.Projects = true, projects }
}

func accessByTokenTellsEverythingInOneQuery(t *testing.T, s *site) {
	a := s.account("Pemilik")
	p := s.project(a.ID)
	token := s.token(a.ID, func(n *APIToken) { n.Prices = false })
	var got *Access
	if n := s.counting(func() { got = s.access(token.TokenHash, p.ID) }); n != 1 {
		t.Errorf("%d queries", n)
	}
	want := &Access{
		Account: *a, Session: Session{TokenHash: token.TokenHash, AccountID: a.ID, CreatedAt: s.now, ExpiresAt: s.now + day},
		Member: true, Role: "owner", Prices: true, ProjectID: p.ID, Revision: 1, ProjectActive: true,
		LibraryRevision: got.LibraryRevision, Token: token,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if session := s.access(s.session(a.ID), p.ID); session.Token != nil {
		t.Errorf("a session is the token %+v", session.Token)
	}
}

func aTokenOpensNothingAfterItsEnd(t *testing.T, s *site) {
	a, other := s.account("Pemilik").ID, s.account("Lain").ID
	live, ended := s.token(a), s.token(a)
	for _, wrong := range []Ending{{AccountID: other, At: s.now}, {AccountID: a, At: s.now + day}} {
		if n, err := s.EndAPITokens(s.ctx(), wrong, ended.ID); err != nil || n != 0 {
			t.Errorf("%d ended by %+v, %v", n, wrong, err)
		}
	}
	if n, err := s.EndAPITokens(s.ctx(), Ending{AccountID: a, Reason: "uji", At: s.now}, ended.ID); err != nil || n != 1 {
		t.Fatalf("%d ended, %v", n, err)
	}
	closed := s.token(s.account("Tutup").ID)
	if _, err := s.SetActive(s.ctx(), false, Ending{AccountID: closed.AccountID, Reason: "uji", At: s.now}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.SetActive(s.ctx(), true, Ending{AccountID: closed.AccountID, At: s.now}); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		hash  string
		at    rab.Instant
		found bool
	}{
		"live":                          {live.TokenHash, s.now, true},
		"last moment":                   {live.TokenHash, s.now + day - 1, true},
		"expired":                       {live.TokenHash, s.now + day, false},
		"ended":                         {ended.TokenHash, s.now, false},
		"unknown":                       {APITokenMark + "tidak-ada", s.now, false},
		"nothing behind the mark":       {APITokenMark, s.now, false},
		"without its mark":              {live.TokenHash[len(APITokenMark):], s.now, false},
		"account was closed once":       {closed.TokenHash, s.now, false},
		"a session with the mark of it": {APITokenMark + s.session(a), s.now, false},
	} {
		_, err := s.Access(s.ctx(), c.hash, 0, c.at)
		if c.found && err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if !c.found {
			wantError(t, err, ErrNotFound)
		}
	}
}

func aLimitedTokenReachesItsProjectsOnly(t *testing.T, s *site) {
	owner := s.owner()
	mine, other, strange := s.project(owner).ID, s.project(owner).ID, s.project(s.account("Orang").ID).ID
	token := s.token(owner, only(mine, strange)).TokenHash
	for project, member := range map[int64]bool{mine: true, other: false, strange: false, 404_404: false, 0: false} {
		if got := s.access(token, project); got.Member != member || (got.ProjectID != 0) != member || (got.Revision != 0) != member {
			t.Errorf("project %d: %+v", project, got)
		}
	}
	if got := s.access(s.token(owner, only()).TokenHash, mine); got.Member {
		t.Error("a token limited to no project reaches one")
	}
}

func tokensAreListedWithTheirHistory(t *testing.T, s *site) {
	a := s.account("Pemilik").ID
	p, q := s.project(a).ID, s.project(a).ID
	ended := s.token(a)
	s.now++
	older := s.token(a, only(q, p))
	s.now++
	newer := s.token(a)
	s.token(s.account("Lain").ID)
	if _, err := s.EndAPITokens(s.ctx(), Ending{AccountID: a, Reason: "dicabut", At: s.now}, ended.ID); err != nil {
		t.Fatal(err)
	}
	ended.EndedAt, ended.Reason = s.now, "dicabut"
	slices.Sort(older.Projects)
	got, err := s.APITokens(s.ctx(), a, s.now, 10)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]*APIToken{newer, older, ended}, got); diff != "" {
		t.Error(diff)
	}
	if got[0].Alive(s.now+day) || !got[0].Alive(s.now) || got[2].Alive(s.now) {
		t.Error("what lives is told wrong")
	}
	if got, err = s.APITokens(s.ctx(), a, s.now, 1); err != nil || len(got) != 1 || got[0].ID != newer.ID {
		t.Errorf("the first: %v, %v", got, err)
	}
	if got, err = s.APITokens(s.ctx(), a, s.now+2*day, 10); err != nil || len(got) != 3 {
		t.Errorf("expired ones: %v, %v", got, err)
	}
}

func anAccountHasSoManyTokens(t *testing.T, s *site) {
	a := s.account("Pemilik").ID
	var all sync.WaitGroup
	errs := make([]error, 6)
	ids := s.IDs(s.ctx())
	for i := range errs {
		n := &APIToken{ID: ids.NextID(), AccountID: a, TokenHash: APITokenMark + NewUID(), CreatedAt: s.now, ExpiresAt: s.now + day}
		all.Go(func() { errs[i] = s.AddAPIToken(s.ctx(), n, 3) })
	}
	all.Wait()
	refused := 0
	for _, err := range errs {
		if err != nil {
			wantError(t, err, ErrTooManyTokens)
			refused++
		}
	}
	if refused != 3 {
		t.Errorf("%d of 6 were refused, want 3", refused)
	}
	s.now += 2 * day // expired ones do not count
	s.token(a)
}

func theUseOfATokenIsRemembered(t *testing.T, s *site) {
	token := s.token(s.account("Pemilik").ID)
	for _, at := range []rab.Instant{s.now + 5, s.now + 3} {
		if err := s.NoteAPITokenUse(s.ctx(), token.ID, at); err != nil {
			t.Fatal(err)
		}
	}
	if got := s.access(token.TokenHash, 0).Token.UsedAt; got != s.now+5 {
		t.Errorf("used at %d, want %d", got, s.now+5)
	}
}

func endedTokensArePurgedLate(t *testing.T, s *site) {
	a := s.account("Pemilik").ID
	p := s.project(a).ID
	s.token(a, only(p))
	s.now += day + 1
	live := s.token(a, only(p))
	if err := s.PurgeAPITokens(s.ctx(), s.now); err != nil {
		t.Fatal(err)
	}
	got, err := s.APITokens(s.ctx(), a, s.now, 10)
	if err != nil || len(got) != 1 || got[0].ID != live.ID || len(got[0].Projects) != 1 {
		t.Errorf("left: %v, %v", got, err)
	}
}

func tokensEndWithTheirAccountAndItsPasswordIfAsked(t *testing.T, s *site) {
	a := s.account("Pemilik").ID
	kept := s.token(a)
	if _, err := s.SetPassword(s.ctx(), NewPassword{Hash: "baru", Ending: Ending{AccountID: a, At: s.now}}); err != nil {
		t.Fatal(err)
	}
	s.access(kept.TokenHash, 0)
	if _, err := s.SetPassword(s.ctx(), NewPassword{Hash: "baru", Ending: Ending{AccountID: a, Reason: "uji", At: s.now}, Tokens: true}); err != nil {
		t.Fatal(err)
	}
	_, err := s.Access(s.ctx(), kept.TokenHash, 0, s.now)
	wantError(t, err, ErrNotFound)
	got, err := s.APITokens(s.ctx(), a, s.now, 10)
	if err != nil || len(got) != 1 || got[0].Reason != "uji" {
		t.Errorf("the history holds %v, %v", got, err)
	}
}

func listsOfATokenHoldWhatItReaches(t *testing.T, s *site) {
	owner := s.account("Pemilik").ID
	mine, other := s.project(owner).ID, s.project(owner).ID
	token := s.token(owner, only(mine))
	list, total, err := s.Projects(s.ctx(), ProjectFilter{Account: owner, Token: token.ID, Limit: 10})
	if err != nil || total != 1 || len(list) != 1 || list[0].ID != mine {
		t.Errorf("a limited token lists %d, %v", total, err)
	}
	budget := int64(0)
	for name, f := range map[string]ProjectFilter{
		"by a budget": {AnggaranMin: &budget}, "by figures": {Search: "0000"},
	} {
		f.Account, f.Limit = owner, 10
		if _, total, err = s.Projects(s.ctx(), f); err != nil || total != 2 {
			t.Errorf("%s: the owner finds %d, %v", name, total, err)
		}
		f.Blind = true
		if _, total, err = s.Projects(s.ctx(), f); err != nil || total != 0 {
			t.Errorf("%s: who sees no money finds %d, %v", name, total, err)
		}
	}
	for _, sort := range []string{"anggaran_owner", "-anggaran_owner"} {
		list, _, err := s.Projects(s.ctx(), ProjectFilter{Account: owner, Blind: true, SortBy: sort, Limit: 10})
		if err != nil || len(list) != 2 || list[0].ID != other {
			t.Errorf("order %s tells of budgets: %v", sort, err)
		}
	}
}
