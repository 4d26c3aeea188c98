package loadtest

import (
	"context"
	"errors"
	"html"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"time"

	"takar/internal/loadtest/result"
)

const loginGroup = result.Login

// user is somebody with a browser: cookies and connections of their own.
type user struct {
	run      *run
	number   int // from 0
	class    *class
	account  Account
	client   *http.Client
	random   *rand.Rand
	seen     map[int64]int64 // the newest revision of a project that this user was shown
	loggedIn bool
	due      time.Time           // when the next request was due, if the clock and not this user decides that
	draft    func(*request) bool // is told what would be asked for, instead of the server; mostly nil
}

func (r *run) newUser(number int, c *class) *user {
	return &user{
		run: r, number: number, class: c, account: r.o.Accounts[number%len(r.o.Accounts)],
		client: &http.Client{Transport: r.target.transport(), Jar: newJar(), CheckRedirect: stay},
		random: rand.New(rand.NewPCG(r.o.Seed, uint64(number))), //nolint:gosec // choices of a test that is to be repeated, no secrets
		seen:   map[int64]int64{},
	}
}

func (u *user) close() { u.client.CloseIdleConnections() }

// token is the one of the cookie, as scripts of pages read it.
func (u *user) token() string {
	for _, cookie := range u.client.Jar.Cookies(u.run.target.base) {
		if cookie.Name == "csrftoken" {
			return cookie.Value
		}
	}
	return ""
}

// The input of the token, its attributes in either order (api §2.4).
var (
	tokenInput = regexp.MustCompile(`<input[^>]*name="csrfmiddlewaretoken"[^>]*>`)
	tokenValue = regexp.MustCompile(`value="([^"]+)"`)
)

var (
	errNoToken     = errors.New("halaman masuk tanpa token formulir")
	errNotLoggedIn = errors.New("masuk ditolak: kembali ke halaman masuk")
	errNoSession   = errors.New("masuk tanpa cookie sesi")
)

// logIn goes through the login page: the form is read, filled in and sent, and where that leads
// is looked at.
func (u *user) logIn() bool {
	u.forget() // of a session that ended, too: a browser that is logged in gets no login page
	var token string
	page := &request{name: loginPath, group: loginGroup, anew: true, judge: func(a *answer) error {
		input := tokenInput.Find(a.body)
		value := tokenValue.FindSubmatch(input)
		if value == nil {
			return errNoToken
		}
		token = html.UnescapeString(string(value[1]))
		return nil
	}}
	if !u.ask(page) {
		return false
	}
	form := url.Values{"csrfmiddlewaretoken": {token}, "login": {u.account.Email}, "password": {u.account.Password}}
	sent := &request{method: http.MethodPost, name: loginPath, group: loginGroup, status: http.StatusFound, form: form.Encode(), anew: true, judge: func(a *answer) error {
		if strings.Contains(a.header.Get("Location"), "login") {
			return errNotLoggedIn
		}
		for _, cookie := range u.client.Jar.Cookies(u.run.target.base) {
			if cookie.Name == "sessionid" && cookie.Value != "" {
				return nil
			}
		}
		return errNoSession
	}}
	u.loggedIn = u.ask(sent)
	return u.loggedIn
}

// work logs in and does one task after another, with pauses, until working ends. Who could not
// log in, or was logged out, tries again after a pause.
func (u *user) work(working context.Context) {
	defer u.close()
	for working.Err() == nil {
		if u.loggedIn || u.logIn() {
			if u.class.tasks == nil {
				u.loggedIn = false // only logins are tested: somebody else comes
			} else {
				u.class.draw(u.random).do(u)
			}
		}
		if !u.rest(working, u.class.pause(u.random)) {
			return
		}
	}
}

// lock waits for a turn among the users. That is no time of the server: what is due is due so
// much later.
func (u *user) lock(turn *sync.Mutex) {
	began := time.Now()
	turn.Lock()
	if !u.due.IsZero() {
		u.due = u.due.Add(time.Since(began))
	}
}

// forget makes the user somebody without cookies.
func (u *user) forget() { u.client.Jar = newJar() }

func newJar() http.CookieJar {
	jar, err := cookiejar.New(nil)
	if err != nil {
		panic(err) // it never returns one
	}
	return jar
}

// rest waits; false when working ended.
func (u *user) rest(working context.Context, pause time.Duration) bool {
	if u.run.o.Saturate {
		return working.Err() == nil
	}
	timer := time.NewTimer(u.run.o.pause(pause))
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-working.Done():
		return false
	}
}
