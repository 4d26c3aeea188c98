package app_test

import (
	"errors"
	"net/netip"
	"testing"
	"time"

	"takar/internal/app"
	"takar/internal/auth"
	"takar/internal/rab"
)

func TestLoginByEmailOrUserName(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		s.person("Budi.S")
		address := netip.MustParseAddr("192.0.2.9")
		for _, login := range []string{"budi.s@CONTOH.id", " Budi.S ", "BUDI.S"} {
			token, err := s.LogIn(t.Context(), login, password, address, "test")
			if err != nil {
				t.Errorf("%q: %v", login, err)
				continue
			}
			if visit := s.visit(token, 0); visit.Account.UserName != "Budi.S" {
				t.Errorf("%q gave %q", login, visit.Account.UserName)
			}
		}
		for _, wrong := range [][2]string{{"budi.s", password + "x"}, {"siapa", password}, {"", ""}} {
			if _, err := s.LogIn(t.Context(), wrong[0], wrong[1], address, ""); !errors.Is(err, auth.ErrWrongPassword) {
				t.Errorf("%q: got %v", wrong[0], err)
			}
		}
	})
}

func TestOnlyFailedLoginsAreCharged(t *testing.T) {
	s := newSite(t)
	s.person("budi")
	address := netip.MustParseAddr("192.0.2.9")
	for range 12 {
		if _, err := s.LogIn(t.Context(), "budi", password, address, ""); err != nil {
			t.Fatal(err)
		}
	}
	var tooMany *auth.TooManyError
	var err error
	tries := 0
	for ; tries < 12 && !errors.As(err, &tooMany); tries++ {
		_, err = s.LogIn(t.Context(), "budi", "salah-sekali", address, "")
	}
	if tries != 6 {
		t.Errorf("refused at try %d, want 6 (5 failures per name)", tries)
	}
	if _, err := s.LogIn(t.Context(), "budi", password, address, ""); !errors.As(err, &tooMany) {
		t.Errorf("the right password passes the limit: %v", err)
	}
	s.clock.now = s.clock.now.Add(10 * time.Minute)
	if _, err := s.LogIn(t.Context(), "budi", password, address, ""); err != nil {
		t.Errorf("the limit does not end: %v", err)
	}
}

func TestSessionsEnd(t *testing.T) {
	s := newSite(t)
	s.person("budi")
	expect := func(token string, want error, when string) {
		t.Helper()
		if _, err := s.Enter(t.Context(), token, 0); !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %v", when, err, want)
		}
	}
	first, second := s.login("budi"), s.login("budi")
	expect(first, nil, "after login")
	if err := s.LogOut(t.Context(), s.visit(first, 0)); err != nil {
		t.Fatal(err)
	}
	expect(first, app.ErrNoSession, "after logout")
	expect(second, nil, "another session after logout")
	if err := s.SetPassword(t.Context(), "BUDI", "kata-sandi-Baru-8"); err != nil {
		t.Fatal(err)
	}
	expect(second, app.ErrNoSession, "after a new password")
	third, err := s.LogIn(t.Context(), "budi", "kata-sandi-Baru-8", netip.MustParseAddr("192.0.2.1"), "")
	if err != nil {
		t.Fatal(err)
	}
	s.clock.now = s.clock.now.Add(auth.SessionLifetime - time.Minute)
	expect(third, nil, "just before its end")
	s.clock.now = s.clock.now.Add(2 * time.Minute)
	expect(third, app.ErrNoSession, "after its end")
	expect("", app.ErrNoSession, "without a token")
	expect("bukan-token", app.ErrNoSession, "with an invented token")
}

func TestAccountsAreCheckedAndUnique(t *testing.T) {
	s := newSite(t)
	s.person("budi")
	var invalid *rab.Invalid
	for name, n := range map[string]app.NewAccount{
		"e-mail taken":     {Email: "BUDI@contoh.id", UserName: "lain", Password: password},
		"user name taken":  {Email: "lain@contoh.id", UserName: "BUDI", Password: password},
		"no e-mail":        {Email: "budi", UserName: "orang", Password: password},
		"weak password":    {Email: "orang@contoh.id", Password: "12345678"},
		"like the e-mail":  {Email: "supriyadi@contoh.id", Password: "supriyadi"},
		"odd user name":    {Email: "orang@contoh.id", UserName: "a@b", Password: password},
		"nothing at all":   {},
		"control in names": {Email: "orang\n@contoh.id", Password: password},
	} {
		if _, err := s.AddAccount(t.Context(), n); !errors.As(err, &invalid) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if accounts, err := s.Accounts(t.Context()); err != nil || len(accounts) != 1 {
		t.Errorf("%d accounts, %v", len(accounts), err)
	}
}

func TestSetUpMakesTheFirstAdministratorOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		first := app.NewAccount{Email: "admin@contoh.id", Password: password}
		account, err := s.SetUp(t.Context(), first)
		if err != nil || !account.IsAdmin || account.UserName != "admin" {
			t.Fatalf("got %+v, %v", account, err)
		}
		if _, err := s.SetUp(t.Context(), app.NewAccount{Email: "lain@contoh.id", Password: password}); !errors.Is(err, app.ErrNotFound) {
			t.Errorf("a second set-up: %v", err)
		}
	})
}
