package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"takar/internal/api"
	"takar/internal/app"
	"takar/internal/auth"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/serve"
	"takar/internal/store"
	"takar/internal/web"
)

// The people of a site. All have the same password.
const (
	owner    = "pemilik"
	editor   = "penyunting"
	reader   = "pembaca"
	blind    = "buta-harga" // a reader without the right to prices
	stranger = "orang-lain"
	admin    = "administrator" // no member of any project
)

var people = []string{owner, editor, reader, blind, stranger, admin}

const password = "kata-sandi-Uji-7"

// passwordHash is made once: hashing is slow on purpose.
var passwordHash = sync.OnceValue(func() string {
	hash, err := auth.NewHasher(1).Hash(context.Background(), password)
	if err != nil {
		panic(err)
	}
	return hash
})

// site is the whole server on a database of its own, with the starter library and people
// in it.
type site struct {
	*app.App

	t        testing.TB
	store    *store.Store
	now      func() time.Time
	server   *httptest.Server
	routes   []serve.Route // every one that the server answers
	accounts map[string]int64
	clients  map[string]*client
}

// newSite starts a server. Further routes serve what a test needs beyond the real ones.
func newSite(t testing.TB, further ...serve.Route) *site {
	t.Helper()
	opened, err := store.OpenSQLite(t.Context(), t.TempDir())
	must(t, err)
	return siteOn(t, opened, further...)
}

// siteOn starts a server on an empty store.
func siteOn(t testing.TB, opened *store.Store, further ...serve.Route) *site {
	t.Helper()
	t.Cleanup(func() { must(t, opened.Close()) })
	var err error
	s := &site{t: t, store: opened, now: startedLate(), accounts: map[string]int64{}, clients: map[string]*client{}}
	s.App, err = app.New(context.WithoutCancel(t.Context()), app.Config{Store: opened, LoginLimit: true, Now: s.now})
	must(t, err)
	t.Cleanup(s.Close)
	must(t, s.EnsureStarter(t.Context()))
	s.addPeople()
	s.start(further)
	return s
}

// startedLate is a clock that runs from an evening in UTC that is already the next day, 3
// March 2026, in Jakarta.
func startedLate() func() time.Time {
	start := time.Now()
	return func() time.Time { return time.Date(2026, 3, 2, 18, 30, 0, 0, time.UTC).Add(time.Since(start)) }
}

func (s *site) addPeople() {
	ids := s.store.IDs(s.t.Context())
	for _, name := range people {
		account := &store.Account{
			ID: ids.NextID(), Email: name + "@contoh.id", UserName: name, PasswordHash: passwordHash(), IsAdmin: name == admin, IsActive: true, CreatedAt: 1,
		}
		must(s.t, s.store.AddAccount(s.t.Context(), account))
		s.accounts[name] = account.ID
	}
	must(s.t, ids.Err())
}

func (s *site) start(further []serve.Route) {
	pages, err := web.New(web.Options{})
	must(s.t, err)
	routes, err := serve.New(serve.Options{
		App: s.App, Logger: slog.New(slog.DiscardHandler), ErrorPage: pages.ErrorPage, Exempt: []string{api.ReportPath},
	}, api.Routes(), pages.Routes(), further)
	must(s.t, err)
	s.routes = routes.Routes()
	s.server = httptest.NewServer(watched(s.t, routes.Handler(pages.Static())))
	s.t.Cleanup(func() {
		s.App.Close() // event streams end first
		s.server.Close()
	})
}

// as returns the browser of a person, logged in at first use; "" is nobody.
func (s *site) as(name string) *client {
	s.t.Helper()
	c, known := s.clients[name]
	if !known {
		c = s.browser()
		if name != "" {
			c.logIn(name)
		}
		s.clients[name] = c
	}
	return c
}

func (s *site) browser() *client {
	jar, err := cookiejar.New(nil)
	must(s.t, err)
	return &client{t: s.t, base: s.server.URL, http: &http.Client{
		Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// visit enters a project as a person, for use cases called without HTTP.
func (s *site) visit(name string, project int64) *app.Visit {
	s.t.Helper()
	visit, err := s.Enter(s.t.Context(), s.as(name).cookie(auth.SessionCookieName), project)
	must(s.t, err)
	return visit
}

// share gives the editor, the reader and the price-blind reader their places in a project.
func (s *site) share(project int64) {
	s.t.Helper()
	must(s.t, s.Share(s.t.Context(), s.visit(owner, project), editor, app.Editor, true))
	must(s.t, s.Share(s.t.Context(), s.visit(owner, project), reader, app.Reader, true))
	must(s.t, s.Share(s.t.Context(), s.visit(owner, project), blind, app.Reader, false))
}

// client is a browser with its cookies.
type client struct {
	t    testing.TB
	base string
	http *http.Client
}

// in returns the same browser for a part of a test.
func (c *client) in(t testing.TB) *client {
	part := *c
	part.t = t
	return &part
}

var tokenField = regexp.MustCompile(`name="csrfmiddlewaretoken" value="([^"]+)"`)

// logIn goes through the login page as api §2.3 and §2.4 say.
func (c *client) logIn(name string) {
	c.t.Helper()
	form := c.get(serve.LoginPath).want(http.StatusOK)
	token := tokenField.FindStringSubmatch(string(form.Body))
	if token == nil {
		c.t.Fatal("the login page holds no csrf token")
	}
	values := url.Values{"csrfmiddlewaretoken": {token[1]}, "login": {name + "@contoh.id"}, "password": {password}}
	answer := c.send(http.MethodPost, serve.LoginPath, strings.NewReader(values.Encode()), http.Header{
		"Content-Type": {"application/x-www-form-urlencoded"}, "Referer": {c.base + serve.LoginPath},
	}).want(http.StatusFound)
	if to := answer.Header.Get("Location"); strings.Contains(to, "login") {
		c.t.Fatalf("login of %s leads to %s", name, to)
	}
}

func (c *client) cookie(name string) string {
	for _, cookie := range c.http.Jar.Cookies(mustURL(c.t, c.base)) {
		if cookie.Name == name {
			return cookie.Value
		}
	}
	return ""
}

// get reads an address of the server. Header lists names and values by turns.
func (c *client) get(path string, header ...string) *answer {
	c.t.Helper()
	return c.send(http.MethodGet, path, nil, pairs(header))
}

// post sends JSON: a value, or text as it is.
func (c *client) post(path string, body any, header ...string) *answer {
	c.t.Helper()
	return c.write(http.MethodPost, path, body, header...)
}

// write sends JSON by any method.
func (c *client) write(method, path string, body any, header ...string) *answer {
	c.t.Helper()
	text, isText := body.(string)
	if !isText && body != nil {
		data, err := json.Marshal(body)
		must(c.t, err)
		text = string(data)
	}
	all := pairs(header)
	if all.Get("Content-Type") == "" {
		all.Set("Content-Type", "application/json")
	}
	return c.send(method, path, strings.NewReader(text), all)
}

func pairs(list []string) http.Header {
	header := http.Header{}
	for i := 0; i+1 < len(list); i += 2 {
		header.Set(list[i], list[i+1])
	}
	return header
}

func (c *client) request(method, path string, body io.Reader, header http.Header) *http.Request {
	c.t.Helper()
	request, err := http.NewRequestWithContext(c.t.Context(), method, c.base+path, body)
	must(c.t, err)
	request.Header = header
	if token := c.cookie(auth.CSRFCookieName); token != "" {
		request.Header.Set(auth.CSRFHeader, token)
	}
	return request
}

func (c *client) send(method, path string, body io.Reader, header http.Header) *answer {
	c.t.Helper()
	response, err := c.http.Do(c.request(method, path, body, header))
	must(c.t, err)
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	must(c.t, err)
	a := &answer{t: c.t, path: method + " " + path, Status: response.StatusCode, Header: response.Header, Body: data}
	if strings.HasPrefix(response.Header.Get("Content-Type"), "application/json") {
		decoder := json.NewDecoder(bytes.NewReader(data))
		decoder.UseNumber()
		_ = decoder.Decode(&a.JSON) // what is compressed or empty stays undecoded
	}
	return a
}

// answer is what the server said. JSON holds numbers as they were written.
type answer struct {
	t      testing.TB
	path   string
	Status int
	Header http.Header
	Body   []byte
	JSON   any
}

// want fails the test unless the answer has this status.
func (a *answer) want(status int) *answer {
	a.t.Helper()
	if a.Status != status {
		a.t.Fatalf("%s = %d, want %d: %.600s", a.path, a.Status, status, a.Body)
	}
	return a
}

// at returns what stands at a path such as "rows.0.total" in the JSON.
func (a *answer) at(path string) any {
	a.t.Helper()
	value := a.JSON
	for step := range strings.SplitSeq(path, ".") {
		ok := false
		switch holder := value.(type) {
		case map[string]any:
			value, ok = holder[step]
		case []any:
			var i int
			if i, _ = strconv.Atoi(step); i < len(holder) {
				value, ok = holder[i], true
			}
		}
		if !ok {
			a.t.Fatalf("%s: nothing at %q (%s): %.600s", a.path, path, step, a.Body)
		}
	}
	return value
}

// text returns what stands at a path as text: of a number its digits.
func (a *answer) text(path string) string {
	a.t.Helper()
	return fmt.Sprint(a.at(path))
}

// list returns the list at a path.
func (a *answer) list(path string) []any {
	a.t.Helper()
	list, ok := a.at(path).([]any)
	if !ok {
		a.t.Fatalf("%s: no list at %q", a.path, path)
	}
	return list
}

// id returns the id at a path.
func (a *answer) id(path string) int64 {
	a.t.Helper()
	id, err := strconv.ParseInt(a.text(path), 10, 64)
	must(a.t, err)
	return id
}

// wantText fails the test unless exactly this stands at a path.
func (a *answer) wantText(path, want string) {
	a.t.Helper()
	if got := a.text(path); got != want {
		a.t.Errorf("%s: %s = %s, want %s", a.path, path, got, want)
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func some(text string) decimal.Null { return decimal.Some(decimal.MustParse(text)) }

func pointer[T any](value T) *T { return &value }

// project makes a project of the owner with no contents.
func (s *site) project(name string) int64 {
	s.t.Helper()
	headers, err := s.CreateProjects(s.t.Context(), s.visit(owner, 0), []app.NewProject{{Header: rab.Header{
		Nama: name, TanggalMulai: "2026-01-05", SumberDana: "APBD", LokasiProject: "Bandung", NamaClient: "Dinas Contoh",
		AnggaranOwner: decimal.MustParse("7654321987.65"),
	}}})
	must(s.t, err)
	return headers[0].ID
}

// p is an address of a project in the first version of the interface.
func p(project int64, rest string) string {
	return strings.Replace(api.P, "{project}", strconv.FormatInt(project, 10), 1) + rest
}

// v2 is an address of a project in the second version.
func v2(project int64, rest string) string {
	return strings.Replace(api.V2, "{project}", strconv.FormatInt(project, 10), 1) + rest
}

func itoa(n int) string { return strconv.Itoa(n) }

func mustURL(t testing.TB, text string) *url.URL {
	t.Helper()
	parsed, err := url.Parse(text)
	must(t, err)
	return parsed
}
