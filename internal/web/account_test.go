package web_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"takar/internal/app"
	"takar/internal/auth"
	"takar/internal/serve"
	"takar/internal/store"
)

const (
	signUpPage   = "/accounts/signup/"
	profilePage  = "/accounts/profile/"
	passwordPage = "/accounts/password/change/"
	sessionsPage = "/accounts/profile/sessions/"
	resetPage    = "/accounts/password/reset/"
	peoplePage   = "/accounts/users/"
)

const newPassword = "sandi-Baru-Sekali-8"

// withAdmin adds the administrator and returns their id.
func (s *site) withAdmin() int64 {
	s.t.Helper()
	ids := s.store.IDs(s.t.Context())
	account := &store.Account{
		ID: ids.NextID(), Email: admin + "@contoh.id", UserName: admin, PasswordHash: passwordHash(), IsAdmin: true, IsActive: true, CreatedAt: 1,
	}
	must(s.t, ids.Err())
	must(s.t, s.store.AddAccount(s.t.Context(), account))
	return account.ID
}

func (s *site) accountID(login string) int64 {
	s.t.Helper()
	account, err := s.store.AccountByLogin(s.t.Context(), login)
	must(s.t, err)
	return account.ID
}

func personPage(id int64) string { return peoplePage + strconv.FormatInt(id, 10) + "/" }

// tries logs in and reports whether that worked.
func (s *site) tries(login, secret string) bool {
	s.t.Helper()
	got := s.browser().submit(serve.LoginPath, serve.LoginPath, url.Values{"login": {login}, "password": {secret}})
	return got.status == http.StatusFound
}

// inside reports whether a browser is logged in.
func (c *client) inside() bool { c.t.Helper(); return c.get("/dashboard/").status == http.StatusOK }

func newcomer(change map[string]string) url.Values {
	form := url.Values{}
	for name, value := range map[string]string{
		"email": "tamu@contoh.id", "username": "tamu", "full_name": "Tamu Baru", "password1": newPassword, "password2": newPassword,
	} {
		form.Set(name, value)
	}
	for name, value := range change {
		form.Set(name, value)
	}
	return form
}

func TestSignUpMakesAnOrdinaryAccountAndLogsIn(t *testing.T) {
	s := newSite(t)
	c := s.browser()
	c.get(serve.LoginPath).holds(t, `href="/accounts/signup/"`)
	form := newcomer(map[string]string{"admin": "true", "is_admin": "true"}) // nobody promotes themselves
	got := c.submit(signUpPage, signUpPage, form)
	if got.status != http.StatusFound || got.location() != "/dashboard/" {
		t.Fatalf("%d to %q\n%s", got.status, got.location(), mainOf(got.body))
	}
	c.get("/dashboard/").holds(t, "Selamat datang. Akun Anda siap.", "Anda belum punya proyek")
	account, err := s.store.AccountByLogin(t.Context(), "tamu")
	must(t, err)
	if account.IsAdmin || !account.IsActive || account.Email != "tamu@contoh.id" || account.FullName != "Tamu Baru" {
		t.Errorf("account %+v", account)
	}
	if !s.tries("tamu@contoh.id", newPassword) {
		t.Error("the password that was chosen does not work")
	}
	if got := c.submit(profilePage, signUpPage, newcomer(map[string]string{"email": "lain@contoh.id", "username": "lain"})); got.location() != "/dashboard/" {
		t.Errorf("somebody who is in signs up: %d", got.status)
	}
	if got := c.get(signUpPage); got.location() != "/dashboard/" {
		t.Errorf("somebody who is in sees the page: %d", got.status)
	}
	if accounts, err := s.Accounts(t.Context()); err != nil || len(accounts) != 6 {
		t.Errorf("%d accounts, %v", len(accounts), err)
	}
}

func TestSignUpSaysWhatIsWrongAndKeepsWhatWasTyped(t *testing.T) {
	s := newSite(t)
	for name, test := range map[string]struct {
		change map[string]string
		field  string
		says   string
	}{
		"no e-mail":                {map[string]string{"email": ""}, "email", "Isi alamat e-mail."},
		"no address":               {map[string]string{"email": "tamu"}, "email", "Alamat e-mail tidak sah."},
		"a taken e-mail":           {map[string]string{"email": "PEMILIK@contoh.id"}, "email", "E-mail ini sudah terdaftar."},
		"a taken user name":        {map[string]string{"username": "Pemilik"}, "username", "Nama pengguna ini sudah dipakai."},
		"a taken name by the mail": {map[string]string{"email": "pemilik@lain.id", "username": ""}, "username", "Nama pengguna ini sudah dipakai."},
		"an @ in the user name":    {map[string]string{"username": "a@b"}, "username", "tanda @"},
		"a name with a line break": {map[string]string{"full_name": "a\nb"}, "full_name", "tidak dapat ditampilkan"},
		"a short password":         {map[string]string{"password1": "a1b2", "password2": "a1b2"}, "password1", "terlalu pendek"},
		"only digits":              {map[string]string{"password1": "83640175", "password2": "83640175"}, "password1", "tidak boleh hanya angka"},
		"a common password":        {map[string]string{"password1": "rahasia2026", "password2": "rahasia2026"}, "password1", "terlalu umum"},
		"like the user name":       {map[string]string{"username": "supriyadi", "password1": "supriyadi9", "password2": "supriyadi9"}, "password1", "terlalu mirip"},
		"two passwords":            {map[string]string{"password2": newPassword + "x"}, "password2", "Kedua kata sandi tidak sama."},
	} {
		form := newcomer(test.change)
		got := s.browser().submit(signUpPage, signUpPage, form)
		if got.status != http.StatusOK {
			t.Errorf("%s: %d", name, got.status)
		}
		got.lacks(t, newPassword)
		wrong := regexp.MustCompile(`id="` + test.field + `-salah">([^<]*)<`).FindStringSubmatch(got.body)
		if wrong == nil || !strings.Contains(wrong[1], test.says) {
			t.Errorf("%s: under %s stands %q, want %q", name, test.field, wrong, test.says)
		}
		focus := regexp.MustCompile(`id="(\w+)"[^>]* autofocus`).FindAllStringSubmatch(got.body, -1)
		if len(focus) != 1 || focus[0][1] != test.field {
			t.Errorf("%s: the focus is on %v", name, focus)
		}
		if typed := form.Get("full_name"); test.field != "full_name" {
			got.holds(t, `value="`+typed+`"`)
		}
	}
	if accounts, err := s.Accounts(t.Context()); err != nil || len(accounts) != 5 {
		t.Errorf("%d accounts, %v", len(accounts), err)
	}
}

func TestSignUpCanBeSwitchedOff(t *testing.T) {
	s := newSite(t, func(c *app.Config) { c.SignUp = false })
	c := s.browser()
	c.get(serve.LoginPath).lacks(t, signUpPage)
	for _, got := range []*answer{c.get(signUpPage), c.submit(serve.LoginPath, signUpPage, newcomer(nil))} {
		if got.status != http.StatusForbidden {
			t.Errorf("status %d", got.status)
		}
		got.holds(t, "Minta administrator")
		got.lacks(t, `name="password1"`)
	}
	if _, err := s.store.AccountByLogin(t.Context(), "tamu"); err == nil {
		t.Error("an account was made")
	}
}

// The first account of a store is the administrator's: a stranger who is faster must not
// lock them out.
func TestNobodySignsUpBeforeTheFirstAdministrator(t *testing.T) {
	s := newEmptySite(t)
	c := s.browser()
	if got := c.submit(serve.LoginPath, signUpPage, newcomer(nil)); got.status != http.StatusForbidden {
		t.Errorf("status %d", got.status)
	}
	c.get(signUpPage).holds(t, "belum punya administrator")
	if got := c.get("/accounts/setup/" + setupToken + "/"); got.status != http.StatusOK {
		t.Errorf("the set-up page: %d", got.status)
	}
}

func TestSignUpsAreLimitedPerAddress(t *testing.T) {
	s := newSite(t)
	c := s.browser()
	for i := range 20 {
		if got := c.submit(signUpPage, signUpPage, newcomer(map[string]string{"email": "salah"})); got.status != http.StatusOK {
			t.Fatalf("try %d: %d", i+1, got.status)
		}
	}
	got := c.submit(signUpPage, signUpPage, newcomer(nil))
	if got.status != http.StatusTooManyRequests || got.header.Get("Retry-After") == "" {
		t.Errorf("the 21st: %d, Retry-After %q", got.status, got.header.Get("Retry-After"))
	}
	got.holds(t, "Terlalu banyak pendaftaran", `value="tamu@contoh.id"`)
}

func TestProfileIsSavedByItsPersonAlone(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	c.get(profilePage).holds(t, `value="pemilik@contoh.id"`, `value="Si pemilik"`, "Perangkat ini")
	form := url.Values{"full_name": {"Ratna <Karya>"}, "username": {"ratna.k"}, "email": {"pemilik@contoh.id"}}
	if got := c.submit(profilePage, profilePage, form); got.location() != profilePage {
		t.Fatalf("%d\n%s", got.status, mainOf(got.body))
	}
	c.get(profilePage).holds(t, "Profil disimpan.", "Ratna &lt;Karya&gt;", `value="ratna.k"`)
	if got := c.submit(profilePage, profilePage, form); got.location() != profilePage {
		t.Errorf("nothing changed: %d", got.status)
	}
	c.get(profilePage).holds(t, "Tidak ada yang berubah.")

	form.Set("email", "ratna@baru.id")
	c.submit(profilePage, profilePage, form).holds(t, "Isi kata sandi Anda yang sekarang.", `value="ratna@baru.id"`)
	form.Set("password", "salah-sama-sekali")
	c.submit(profilePage, profilePage, form).holds(t, "bukan kata sandi Anda yang sekarang")
	if !s.tries("pemilik@contoh.id", password) {
		t.Error("the old e-mail is gone although the password was wrong")
	}
	form.Set("password", password)
	c.submit(profilePage, profilePage, form)
	if !s.tries("ratna@baru.id", password) || s.tries("pemilik@contoh.id", password) {
		t.Error("the new e-mail does not log in, or the old one still does")
	}
	form.Set("email", editor+"@contoh.id")
	form.Set("username", reader)
	c.submit(profilePage, profilePage, form).holds(t, "E-mail ini sudah terdaftar.", "Nama pengguna ini sudah dipakai.")
	if got := s.browser().get(profilePage); got.location() != serve.LoginPath+"?next="+url.QueryEscape(profilePage) {
		t.Errorf("a guest: %d to %q", got.status, got.location())
	}
}

func TestANewPasswordSignsOtherDevicesOutAndTellsThem(t *testing.T) {
	s := newSite(t)
	here, there, other := s.as(owner), s.as(owner), s.as(editor)
	form := url.Values{"oldpassword": {"salah-sekali"}, "password1": {newPassword}, "password2": {newPassword}}
	change := func() *answer { return here.submit(passwordPage, passwordPage, form) }
	change().holds(t, "bukan kata sandi Anda yang sekarang")
	form.Set("oldpassword", password)
	form.Set("password2", "lain")
	change().holds(t, "Kedua kata sandi tidak sama.")
	form["password1"], form["password2"] = []string{"pemilik1"}, []string{"pemilik1"}
	change().holds(t, "terlalu mirip")
	form["password1"], form["password2"] = []string{password}, []string{password}
	change().holds(t, "sama dengan yang lama")
	if !there.inside() {
		t.Fatal("a refused change signed somebody out")
	}
	form["password1"], form["password2"] = []string{newPassword}, []string{newPassword}
	if got := change(); got.location() != profilePage {
		t.Fatalf("%d\n%s", got.status, mainOf(got.body))
	}
	here.get(profilePage).holds(t, "Kata sandi diganti, dan 1 perangkat lain dikeluarkan.", "Hanya perangkat ini")
	if there.inside() || !other.inside() {
		t.Error("the other device is still in, or another person is out")
	}
	there.get(serve.LoginPath).holds(t, "Kata sandi akun ini diganti pada", "jadi perangkat ini dikeluarkan")
	s.browser().get(serve.LoginPath).lacks(t, "dikeluarkan")
	if s.tries(owner, password) || !s.tries(owner, newPassword) {
		t.Error("the old password still works, or the new one does not")
	}
}

func TestWrongOldPasswordsAreLimitedAndLockNobodyOut(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	form := url.Values{"oldpassword": {"salah-sekali"}, "password1": {newPassword}, "password2": {newPassword}}
	for range 5 {
		c.submit(passwordPage, passwordPage, form)
	}
	form.Set("oldpassword", password)
	if got := c.submit(passwordPage, passwordPage, form); got.status != http.StatusTooManyRequests {
		t.Errorf("the sixth: %d", got.status)
	}
	if !s.tries(owner, password) {
		t.Error("the login is locked")
	}
}

func TestSessionsAreListedAndEnded(t *testing.T) {
	s := newSite(t)
	here, phone, laptop, theirs := s.as(owner), s.browser(), s.as(owner), s.as(editor)
	form := url.Values{"login": {owner}, "password": {password}}
	token := tokenField.FindStringSubmatch(phone.get(serve.LoginPath).body)
	form.Set("csrfmiddlewaretoken", token[1])
	phone.send(http.MethodPost, serve.LoginPath, strings.NewReader(form.Encode()), "Content-Type", "application/x-www-form-urlencoded",
		"User-Agent", "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36")
	page := here.get(profilePage)
	page.holds(t, "Chrome di Android", "Program Go-http-client", "dari 127.0.0.1")
	if n := strings.Count(page.body, "Perangkat ini</span>"); n != 1 {
		t.Errorf("%d sessions are marked as this one", n)
	}
	key := regexp.MustCompile(`Chrome di Android[\s\S]*?name="session" value="(\w+)"`).FindStringSubmatch(page.body)
	if key == nil {
		t.Fatalf("no button for the phone\n%s", mainOf(page.body))
	}
	if got := theirs.submit(profilePage, sessionsPage, url.Values{"session": {key[1]}}); got.location() != profilePage || !phone.inside() {
		t.Errorf("somebody else ended it: %d", got.status)
	}
	if got := here.submit(profilePage, sessionsPage, url.Values{"session": {key[1]}}); got.location() != profilePage {
		t.Fatalf("%d", got.status)
	}
	here.get(profilePage).holds(t, "1 perangkat dikeluarkan.")
	if phone.inside() || !laptop.inside() || !here.inside() {
		t.Error("not the phone alone is out")
	}
	phone.get(serve.LoginPath).holds(t, "dikeluarkan dari perangkat lain")
	for _, nothing := range []string{key[1], "", "bukan"} {
		here.submit(profilePage, sessionsPage, url.Values{"session": {nothing}})
	}
	if !laptop.inside() || !here.inside() {
		t.Error("an unknown session ended others")
	}
	here.submit(profilePage, sessionsPage, url.Values{"all": {"1"}})
	if laptop.inside() || !here.inside() || !theirs.inside() {
		t.Error("not exactly the other devices are out")
	}
	here.get(profilePage).lacks(t, "Keluarkan semua")
}

// postbox takes mails instead of sending them.
type postbox struct {
	sent chan mailed
	fail error
}

type mailed struct{ to, subject, text string }

func (p *postbox) Send(ctx context.Context, to, subject, text string) error {
	if _, ok := ctx.Deadline(); !ok {
		panic("a mail without a deadline")
	}
	p.sent <- mailed{to, subject, text}
	return p.fail
}

// public is where people reach a site that sends mails.
const public = "https://takar.contoh.id"

func withMail(box *postbox) func(*app.Config) {
	return func(c *app.Config) {
		address, err := auth.ParsePublicURL(public)
		if err != nil {
			panic(err)
		}
		c.Mail, c.Public = box, address
	}
}

func (p *postbox) next(t *testing.T) mailed {
	t.Helper()
	select {
	case m := <-p.sent:
		return m
	case <-time.After(20 * time.Second):
		t.Fatal("no mail was sent")
		return mailed{}
	}
}

// linkIn returns the path of the one-time link in a text.
func linkIn(t *testing.T, text string) string {
	t.Helper()
	found := regexp.MustCompile(`https?://[^/\s"]+(/accounts/password/reset/key/[\w-]{43}/)`).FindStringSubmatch(text)
	if found == nil {
		t.Fatalf("no link in %q", text)
	}
	return found[1]
}

func chosen(secret string) url.Values {
	return url.Values{"password1": {secret}, "password2": {secret}}
}

func TestForgottenPasswordComesBackByMail(t *testing.T) {
	box := &postbox{sent: make(chan mailed, 10)}
	s := newSite(t, withMail(box))
	inside := s.as(owner)
	c := s.browser()
	c.get(serve.LoginPath).holds(t, `href="/accounts/password/reset/"`)
	if got := c.submit(resetPage, resetPage, url.Values{"email": {"PEMILIK"}}); got.location() != resetPage+"done/" {
		t.Fatalf("%d\n%s", got.status, mainOf(got.body))
	}
	c.get(resetPage+"done/").holds(t, "Bila akun itu ada")
	m := box.next(t)
	if m.to != "pemilik@contoh.id" || !strings.Contains(m.text, public+"/accounts/password/reset/key/") || !strings.Contains(m.text, "nama pengguna pemilik") {
		t.Errorf("mail %+v", m)
	}
	link := linkIn(t, m.text)

	opened := c.get(link)
	opened.holds(t, "pemilik@contoh.id", `name="password1"`)
	if got := opened.header.Get("Referrer-Policy"); got != "strict-origin" {
		t.Errorf("Referrer-Policy %q: the token would be told to whatever the page loads", got)
	}
	c.submit(link, link, chosen("pemilik1")).holds(t, "terlalu mirip")
	c.submit(link, link, url.Values{"password1": {newPassword}, "password2": {"x"}}).holds(t, "Kedua kata sandi tidak sama.")
	if !inside.inside() {
		t.Fatal("looking at a link, or a refused password, signed somebody out")
	}
	if got := c.submit(link, link, chosen(newPassword)); got.location() != serve.LoginPath {
		t.Fatalf("%d\n%s", got.status, mainOf(got.body))
	}
	c.get(serve.LoginPath).holds(t, "Kata sandi baru disimpan.")
	if inside.inside() {
		t.Error("a session of before is still in")
	}
	inside.get(serve.LoginPath).holds(t, "diatur ulang pada")
	if s.tries(owner, password) || !s.tries(owner, newPassword) {
		t.Error("the old password still works, or the new one does not")
	}
	if got := c.get(link); got.status != http.StatusNotFound || !strings.Contains(got.body, "tidak berlaku") {
		t.Errorf("the link after its use: %d", got.status)
	}
	if got := c.submit(resetPage, link, chosen(password)); got.status != http.StatusNotFound || s.tries(owner, password) {
		t.Errorf("the link used again: %d", got.status)
	}
}

// Whether an account exists is told neither by the answer nor by a mail to somebody else.
func TestResetTellsNobodyWhoHasAnAccount(t *testing.T) {
	box := &postbox{sent: make(chan mailed, 10)}
	s := newSite(t, withMail(box))
	s.withAdmin()
	_, err := s.SetActive(t.Context(), s.visit(s.as(admin), 0), s.accountID(stranger), false)
	must(t, err)
	var answers []string
	for _, login := range []string{stranger, "siapa@contoh.id", "siapa", "x", reader + "@contoh.id"} {
		got := s.browser().submit(resetPage, resetPage, url.Values{"email": {login}})
		answers = append(answers, strconv.Itoa(got.status)+got.location()+got.body)
	}
	for i := range answers {
		if answers[i] != answers[0] {
			t.Errorf("answer %d differs: %s", i, answers[i])
		}
	}
	if m := box.next(t); m.to != reader+"@contoh.id" || len(box.sent) != 0 {
		t.Errorf("mail to %s, and %d more", m.to, len(box.sent))
	}
	s.browser().submit(resetPage, resetPage, url.Values{"email": {" "}}).holds(t, "Isi e-mail atau nama pengguna.")
}

func TestRequestsForMailsAreLimited(t *testing.T) {
	box := &postbox{sent: make(chan mailed, 100)}
	s := newSite(t, withMail(box))
	ask := func(login string) int {
		return s.browser().submit(resetPage, resetPage, url.Values{"email": {login}}).status
	}
	for range 5 {
		if got := ask("siapa"); got != http.StatusFound {
			t.Fatalf("status %d", got)
		}
	}
	if got := ask("SIAPA"); got != http.StatusTooManyRequests {
		t.Errorf("the sixth for one login: %d", got)
	}
	for i := range 14 {
		if got := ask("lain" + strconv.Itoa(i)); got != http.StatusFound {
			t.Fatalf("login %d: %d", i, got)
		}
	}
	if got := ask("terakhir"); got != http.StatusTooManyRequests {
		t.Errorf("the 21st of one address: %d", got)
	}
}

func TestAMailThatFailsIsNotTheAskersTrouble(t *testing.T) {
	box := &postbox{sent: make(chan mailed, 10), fail: context.DeadlineExceeded}
	s := newSite(t, withMail(box))
	for range 2 {
		if got := s.browser().submit(resetPage, resetPage, url.Values{"email": {owner}}); got.location() != resetPage+"done/" {
			t.Errorf("%d to %q", got.status, got.location())
		}
		box.next(t) // the next one is tried all the same
	}
}

// Defect 7: no way back in after a forgotten password, no profile, and pages without style.
func TestDefect07AccountPagesExistAndAreLinked(t *testing.T) {
	s := newSite(t)
	guest := s.browser()
	guest.get(serve.LoginPath).holds(t, `href="/accounts/password/reset/"`)
	guest.get(resetPage).holds(t, "Minta administrator", "takar user reset-link") // without mail
	if got := guest.submit(serve.LoginPath, resetPage, url.Values{"email": {owner}}); got.status != http.StatusOK || !strings.Contains(got.body, "Minta administrator") {
		t.Errorf("asking a server without mail: %d", got.status)
	}
	c := s.as(owner)
	c.get("/dashboard/").holds(t, `href="/accounts/profile/"`, `href="/accounts/password/change/"`)
	for _, path := range []string{profilePage, passwordPage, resetPage, resetPage + "done/"} {
		got := c.get(path)
		if got.status != http.StatusOK {
			t.Errorf("%s: %d", path, got.status)
		}
		got.holds(t, `<html lang="id">`, "· Takar</title>", `class="brand"`)
	}
}
