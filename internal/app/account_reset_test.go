package app_test

import (
	"context"
	"errors"
	"net/netip"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"takar/internal/app"
	"takar/internal/auth"
	"takar/internal/rab"
)

var here = netip.MustParseAddr("192.0.2.9")

// slowMail holds every mail until it is told to let go.
type slowMail struct {
	begun chan string // the recipients
	let   chan struct{}
}

func (m *slowMail) Send(ctx context.Context, to, _, text string) error {
	m.begun <- to + " " + text
	select {
	case <-m.let:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func mailing(m app.Mailer, limited bool) func(*app.Config) {
	return func(c *app.Config) {
		public, err := auth.ParsePublicURL("https://takar.contoh.id")
		if err != nil {
			panic(err)
		}
		c.Mail, c.Public, c.LoginLimit = m, public, limited
	}
}

// A mail server that hangs keeps nobody waiting, and the queue in front of it has an end that
// is the same for everybody.
func TestAnswersWaitForNoMail(t *testing.T) {
	m := &slowMail{begun: make(chan string, 1), let: make(chan struct{})}
	s := newSite(t, mailing(m, false))
	s.person("budi")
	ask := func(login string) error { return s.RequestReset(t.Context(), login, here) }
	if err := ask("budi"); err != nil {
		t.Fatal(err)
	}
	if begun := <-m.begun; !strings.HasPrefix(begun, "budi@contoh.id ") {
		t.Errorf("the mail %q", begun)
	}
	for i := range 100 {
		if err := ask("siapa" + strconv.Itoa(i)); err != nil {
			t.Fatalf("request %d while one is being sent: %v", i, err)
		}
	}
	for _, login := range []string{"budi", "siapa"} {
		if err := ask(login); !errors.Is(err, app.ErrBusy) {
			t.Errorf("%s beyond the queue: %v", login, err)
		}
	}
	close(m.let)
}

func TestAMailboxIsNotFlooded(t *testing.T) {
	m := &slowMail{begun: make(chan string, 100), let: make(chan struct{})}
	close(m.let)
	s := newSite(t, mailing(m, true))
	s.person("budi")
	s.person("sari")
	for i := range 6 { // from everywhere, minutes apart: only the account is the same
		if err := s.RequestReset(t.Context(), "budi", netip.AddrFrom4([4]byte{192, 0, 2, byte(i)})); err != nil {
			if i < 5 {
				t.Fatal(err)
			}
		}
	}
	if err := s.RequestReset(t.Context(), "budi@contoh.id", here); err != nil { // another spelling of the login
		t.Fatal(err)
	}
	if err := s.RequestReset(t.Context(), "sari", here); err != nil {
		t.Fatal(err)
	}
	mails := 0
	for !strings.HasPrefix(<-m.begun, "sari") {
		mails++
	}
	if mails != 5 {
		t.Errorf("%d mails within a moment, want 5", mails)
	}
}

func TestLinksEndWithTheirTime(t *testing.T) {
	m := &slowMail{begun: make(chan string, 1), let: make(chan struct{})}
	close(m.let)
	s := newSite(t, mailing(m, true))
	s.person("budi")
	if err := s.RequestReset(t.Context(), "budi", here); err != nil {
		t.Fatal(err)
	}
	mailed := tokenIn(t, <-m.begun)
	_, link, err := s.ResetLink(t.Context(), "BUDI@contoh.id")
	if err != nil {
		t.Fatal(err)
	}
	handed := tokenIn(t, link.Address)
	opens := func(token string) bool {
		_, err := s.LinkAccount(t.Context(), token)
		if err != nil && !errors.Is(err, app.ErrNotFound) {
			t.Fatal(err)
		}
		return err == nil
	}
	for _, step := range []struct {
		wait           time.Duration
		mailed, handed bool
	}{{0, true, true}, {59 * time.Minute, true, true}, {time.Minute, false, true}, {23*time.Hour - time.Second, false, true}, {time.Second, false, false}} {
		s.clock.now = s.clock.now.Add(step.wait)
		if a, b := opens(mailed), opens(handed); a != step.mailed || b != step.handed {
			t.Errorf("after %v more: mailed %t, handed %t", step.wait, a, b)
		}
	}
	if err := s.UseLink(t.Context(), handed, "sandi-Baru-Sekali-8", here); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("a link beyond its time: %v", err)
	}
}

func tokenIn(t *testing.T, text string) string {
	t.Helper()
	found := regexp.MustCompile(`https://takar\.contoh\.id/accounts/password/reset/key/([\w-]{43})/`).FindStringSubmatch(text)
	if found == nil {
		t.Fatalf("no link in %q", text)
	}
	return found[1]
}

// What only administrators may do is refused by the use cases themselves, whoever calls them.
func TestOnlyAdministratorsLookAfterPeople(t *testing.T) {
	s := newSite(t)
	v := s.visit(s.person("budi"), 0)
	ctx, me := t.Context(), v.Account.ID
	for name, act := range map[string]func() error{
		"list":       func() error { _, err := s.People(ctx, v, "", 1); return err },
		"look at":    func() error { _, err := s.Person(ctx, v, me); return err },
		"log":        func() error { _, err := s.AccountLog(ctx, v, 0, 1); return err },
		"add":        func() error { _, _, err := s.AddPerson(ctx, v, app.NewAccount{Email: "x@contoh.id"}); return err },
		"link":       func() error { _, err := s.LinkForPerson(ctx, v, me); return err },
		"promote":    func() error { _, err := s.SetAdmin(ctx, v, me, true); return err },
		"deactivate": func() error { _, err := s.SetActive(ctx, v, me, false); return err },
	} {
		if err := act(); !errors.Is(err, app.ErrForbidden) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if accounts, err := s.Accounts(ctx); err != nil || len(accounts) != 1 || accounts[0].IsAdmin || !accounts[0].IsActive {
		t.Errorf("accounts %+v, %v", accounts, err)
	}
}

// Session, login and links end together, on both databases.
func TestADeactivatedPersonIsOutEverywhere(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		token := s.person("budi")
		keeper := s.person("pengelola")
		v := s.visit(keeper, 0)
		if _, err := s.store.SetAdmin(t.Context(), v.Account.ID, true); err != nil {
			t.Fatal(err)
		}
		id := s.visit(token, 0).Account.ID
		v.Account.IsAdmin = true
		if changed, err := s.SetActive(t.Context(), v, id, false); err != nil || !changed {
			t.Fatalf("changed %t, %v", changed, err)
		}
		if _, err := s.Enter(t.Context(), token, 0); !errors.Is(err, app.ErrNoSession) {
			t.Errorf("their session: %v", err)
		}
		if reason, _, err := s.EndOfSession(t.Context(), token); err != nil || reason != app.EndedByClosing {
			t.Errorf("told %q, %v", reason, err)
		}
		if _, err := s.LogIn(t.Context(), "budi", password, here, ""); !errors.Is(err, auth.ErrWrongPassword) {
			t.Errorf("their login: %v", err)
		}
		var invalid *rab.Invalid
		if _, _, err := s.ResetLink(t.Context(), "budi"); !errors.As(err, &invalid) {
			t.Errorf("a link for them: %v", err)
		}
	})
}

func TestNobodyMakesThemselvesAnAdministrator(t *testing.T) {
	s := newSite(t, func(c *app.Config) { c.SignUp = true })
	s.person("budi")
	token, err := s.SignUp(t.Context(), app.NewAccount{Email: "tamu@contoh.id", Password: password, Admin: true}, here, "")
	if err != nil {
		t.Fatal(err)
	}
	if v := s.visit(token, 0); v.Admin() || v.Account.UserName != "tamu" {
		t.Errorf("account %+v", v.Account)
	}
}
