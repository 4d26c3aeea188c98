package app_test

import (
	"errors"
	"net/netip"
	"testing"

	"takar/internal/app"
	"takar/internal/testservice"
)

// A token that was revoked at one server is refused at the other with the next request.
func TestRevokedTokensAreRefusedByEveryServerAtOnce(t *testing.T) {
	database, cache := testservice.Postgres(t), testservice.RedisServer(t)
	here, there := neighbour(t, database, cache.Addr()), neighbour(t, database, cache.Addr())
	account, err := here.AddAccount(t.Context(), app.NewAccount{Email: "sari@contoh.id", Password: password})
	if err != nil {
		t.Fatal(err)
	}
	token, secret, err := here.AddAPITokenFor(t.Context(), account.Email, app.NewAPIToken{Name: "Laporan", Days: 30})
	if err != nil {
		t.Fatal(err)
	}
	for name, s := range map[string]*site{"here": here, "there": there} {
		if v, err := s.EnterByToken(t.Context(), secret, 0, netip.Addr{}); err != nil || v.Account.ID != account.ID {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := here.EndAPITokenOf(t.Context(), account.Email, token.ID); err != nil {
		t.Fatal(err)
	}
	for name, s := range map[string]*site{"here": here, "there": there} {
		if _, err := s.EnterByToken(t.Context(), secret, 0, netip.Addr{}); !errors.Is(err, app.ErrNoToken) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Reads by a token stay reads: that it was used is written once in a long while.
func TestTheUseOfATokenIsNotWrittenWithEveryRequest(t *testing.T) {
	s := newSite(t)
	account, err := s.AddAccount(t.Context(), app.NewAccount{Email: "sari@contoh.id", Password: password})
	if err != nil {
		t.Fatal(err)
	}
	_, secret, err := s.AddAPITokenFor(t.Context(), account.Email, app.NewAPIToken{Name: "Laporan", Days: 30})
	if err != nil {
		t.Fatal(err)
	}
	used := func() int64 {
		t.Helper()
		if _, err := s.EnterByToken(t.Context(), secret, 0, netip.Addr{}); err != nil {
			t.Fatal(err)
		}
		list, err := s.APITokensOf(t.Context(), account.Email)
		if err != nil {
			t.Fatal(err)
		}
		return int64(list[0].UsedAt)
	}
	first := used()
	if first == 0 || used() != first {
		t.Errorf("used at %d, then at another time", first)
	}
}

// What looks after people is refused to every token in the use cases themselves, whatever
// the routes let through.
func TestTokensNeverLookAfterPeople(t *testing.T) {
	s := newSite(t)
	account, err := s.AddAccount(t.Context(), app.NewAccount{Email: "sari@contoh.id", Password: password, Admin: true})
	if err != nil {
		t.Fatal(err)
	}
	_, secret, err := s.AddAPITokenFor(t.Context(), account.Email, app.NewAPIToken{Name: "Semua", Writes: true, Prices: true, Days: 30})
	if err != nil {
		t.Fatal(err)
	}
	v, err := s.EnterByToken(t.Context(), secret, 0, netip.Addr{})
	if err != nil {
		t.Fatal(err)
	}
	nobody, ctx := netip.Addr{}, t.Context()
	for name, act := range map[string]func() error{
		"profile": func() error {
			_, err := s.SaveProfile(ctx, v, app.Profile{Email: "lain@contoh.id", UserName: "lain", Password: password}, nobody)
			return err
		},
		"password": func() error {
			_, _, err := s.ChangePassword(ctx, v, app.NewPassword{Old: password, New: "sandi-lain-Uji-8"}, nobody, "")
			return err
		},
		"sessions":     func() error { _, err := s.Sessions(ctx, v); return err },
		"end sessions": func() error { _, err := s.EndOtherSessions(ctx, v); return err },
		"log out":      func() error { return s.LogOut(ctx, v) },
		"tokens":       func() error { _, err := s.APITokens(ctx, v); return err },
		"another token": func() error {
			_, _, err := s.AddAPIToken(ctx, v, app.NewAPIToken{Name: "Lagi", Days: 30, Password: password}, nobody)
			return err
		},
		"end a token":    func() error { _, err := s.EndAPIToken(ctx, v, 1); return err },
		"leave":          func() error { return s.Unshare(ctx, v, account.ID) },
		"people":         func() error { _, err := s.People(ctx, v, "", 1); return err },
		"account log":    func() error { _, err := s.AccountLog(ctx, v, 0, 1); return err },
		"administrator":  func() error { _, err := s.SetAdmin(ctx, v, account.ID, false); return err },
		"close":          func() error { _, err := s.SetActive(ctx, v, account.ID, false); return err },
		"share template": func() error { return s.UnshareTemplate(ctx, v, 1, account.ID) },
	} {
		if err := act(); !errors.Is(err, app.ErrTokenScope) && !errors.Is(err, app.ErrForbidden) {
			t.Errorf("%s by a token: %v", name, err)
		}
	}
}
