package app_test

import (
	"errors"
	"net/netip"
	"testing"
	"time"

	"takar/internal/app"
	"takar/internal/auth"
	"takar/internal/store"
	"takar/internal/tally"
	"takar/internal/testservice"
)

// neighbour starts another server on the database and the Redis of others.
func neighbour(t *testing.T, database, redis string) *site {
	t.Helper()
	opened, err := store.OpenPostgres(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	counts, err := tally.Open("redis://"+redis, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(counts.Close)
	return startSite(t, opened, "", func(c *app.Config) { c.Shared, c.SignUp = counts, true })
}

var client = netip.MustParseAddr("198.51.100.7")

func TestServersShareTheLimitsOfLogins(t *testing.T) {
	database, redis := testservice.Postgres(t), testservice.Redis(t)
	here, there := neighbour(t, database, redis), neighbour(t, database, redis)
	here.person("Ratna")
	try := func(s *site, password string, address netip.Addr) error {
		_, err := s.LogIn(t.Context(), "ratna", password, address, "uji")
		return err
	}
	var tooMany *auth.TooManyError
	for i, s := range []*site{here, there, here, there, here} {
		if err := try(s, "salah", client); !errors.Is(err, auth.ErrWrongPassword) {
			t.Fatalf("failure %d: %v", i+1, err)
		}
	}
	for name, s := range map[string]*site{"here": here, "there": there} {
		if err := try(s, password, netip.MustParseAddr("203.0.113.9")); !errors.As(err, &tooMany) {
			t.Errorf("%s: after five failures at both: %v", name, err)
		}
	}
	here.person("Budi")
	if _, err := there.LogIn(t.Context(), "budi", password, client, "uji"); err != nil {
		t.Errorf("a colleague at the same address: %v", err)
	}
}

func TestServerKnowsWhereItCounts(t *testing.T) {
	cache := testservice.RedisServer(t)
	s := neighbour(t, testservice.Postgres(t), cache.Addr())
	if backend, err := s.Cache(t.Context()); backend != "redis" || err != nil {
		t.Errorf("%s, %v", backend, err)
	}
	cache.Stop(t)
	if backend, err := s.Cache(t.Context()); backend != "redis" || err == nil {
		t.Errorf("without Redis: %s, %v", backend, err)
	}
	if backend, err := newSite(t).Cache(t.Context()); backend != "memory" || err != nil {
		t.Errorf("%s, %v", backend, err)
	}
}

func TestServersShareTheLimitOfSignUps(t *testing.T) {
	database, redis := testservice.Postgres(t), testservice.Redis(t)
	sites := []*site{neighbour(t, database, redis), neighbour(t, database, redis)}
	sites[0].person("Pertama")
	bad := app.NewAccount{Email: "tanpa-at", Password: password}
	tried := 0
	for ; tried < 30; tried++ {
		var tooMany *auth.TooManyError
		if _, err := sites[tried%2].SignUp(t.Context(), bad, client, "uji"); errors.As(err, &tooMany) {
			break
		}
	}
	if tried != 20 {
		t.Errorf("%d sign-ups were tried at two servers", tried)
	}
}

// A session that ended at one server is refused at the other with the next request, whatever
// happens to Redis before, between or after.
func TestEndedSessionsAreRefusedByEveryServerAtOnce(t *testing.T) {
	database, cache := testservice.Postgres(t), testservice.RedisServer(t)
	line := testservice.LinkTo(t, cache.Addr())
	here, there := neighbour(t, database, line.Addr()), neighbour(t, database, cache.Addr())
	if _, err := here.AddAccount(t.Context(), app.NewAccount{Email: "admin@contoh.id", UserName: "Admin", Password: password, Admin: true}); err != nil {
		t.Fatal(err)
	}
	admin := here.visit(here.login("Admin"), 0)
	harms := map[string]func(){
		"well": func() {}, "line held": line.Hold, "line cut": line.Cut,
		"frozen": func() { line.Mend(); cache.Hang(t) }, "stopped": func() { cache.Wake(t); cache.Stop(t) },
	}
	for _, harm := range []string{"well", "line held", "line cut", "frozen", "stopped"} {
		for name, end := range map[string]func(*app.Visit) error{
			"log out": func(v *app.Visit) error { return here.LogOut(t.Context(), v) },
			"sign out elsewhere": func(v *app.Visit) error {
				other := here.visit(here.login(v.Account.UserName), 0)
				return here.EndSession(t.Context(), other, v.TokenHash)
			},
			"password": func(v *app.Visit) error { return here.SetPassword(t.Context(), v.Account.UserName, "sandi-lain-Uji-8") },
			"closed": func(v *app.Visit) error {
				_, err := here.SetActive(t.Context(), admin, v.Account.ID, false)
				return err
			},
		} {
			t.Run(harm+"/"+name, func(t *testing.T) {
				token := here.person(store.NewUID())
				v := there.visit(token, 0)
				harms[harm]()
				harms[harm] = func() {}
				if err := end(v); err != nil {
					t.Fatal(err)
				}
				for server, s := range map[string]*site{"here": here, "there": there} {
					if _, err := s.Enter(t.Context(), token, 0); !errors.Is(err, app.ErrNoSession) {
						t.Errorf("%s: %v", server, err)
					}
				}
			})
		}
	}
}
