package web_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

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
)

const password = "kata-sandi-Uji-7"

// setupToken opens the page of the first administrator.
const setupToken = "tanda-sekali-pakai"

// passwordHash is made once: hashing is slow on purpose.
var passwordHash = sync.OnceValue(func() string {
	hash, err := auth.NewHasher(1).Hash(context.Background(), password)
	if err != nil {
		panic(err)
	}
	return hash
})

// site is the whole server on a database of its own.
type site struct {
	*app.App

	t      testing.TB
	server *httptest.Server
	routes []serve.Route
	store  *store.Store
}

// newSite starts a server with people in it.
func newSite(t testing.TB, options ...func(*app.Config)) *site {
	t.Helper()
	s := newEmptySite(t, options...)
	ids := s.store.IDs(t.Context())
	for _, name := range []string{owner, editor, reader, blind, stranger} {
		must(t, s.store.AddAccount(t.Context(), &store.Account{
			ID: ids.NextID(), Email: name + "@contoh.id", UserName: name, FullName: "Si " + name, PasswordHash: passwordHash(), IsActive: true, CreatedAt: 1,
		}))
	}
	must(t, ids.Err())
	return s
}

// newEmptySite starts a server that nobody has an account on.
func newEmptySite(t testing.TB, options ...func(*app.Config)) *site {
	t.Helper()
	opened, err := store.OpenSQLite(t.Context(), t.TempDir())
	must(t, err)
	t.Cleanup(func() { must(t, opened.Close()) })
	s := &site{t: t, store: opened}
	config := app.Config{Store: opened, LoginLimit: true, SignUp: true}
	for _, option := range options {
		option(&config)
	}
	s.App, err = app.New(context.WithoutCancel(t.Context()), config)
	must(t, err)
	pages, err := web.New(web.Options{SetupToken: func(token string) bool { return token == setupToken }})
	must(t, err)
	routes, err := serve.New(serve.Options{App: s.App, Logger: slog.New(slog.DiscardHandler), ErrorPage: pages.ErrorPage}, api.Routes(), pages.Routes())
	must(t, err)
	s.routes = pages.Routes()
	s.server = httptest.NewServer(routes.Handler(pages.Static()))
	t.Cleanup(func() {
		s.App.Close() // event streams end first
		s.server.Close()
	})
	return s
}

// client is a browser with its cookies that follows no redirect.
type client struct {
	t    testing.TB
	base string
	http *http.Client
}

func (s *site) browser() *client {
	jar, err := cookiejar.New(nil)
	must(s.t, err)
	return &client{t: s.t, base: s.server.URL, http: &http.Client{
		Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// as returns the browser of a person who has logged in.
func (s *site) as(name string) *client {
	s.t.Helper()
	c := s.browser()
	answer := c.submit("/accounts/login/", "/accounts/login/", url.Values{"login": {name}, "password": {password}})
	if answer.status != http.StatusFound || answer.location() != "/dashboard/" {
		s.t.Fatalf("login of %s: %d to %q", name, answer.status, answer.location())
	}
	return c
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   string
}

func (a *answer) location() string { return a.header.Get("Location") }

// holds fails unless the body has every text.
func (a *answer) holds(t testing.TB, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(a.body, text) {
			t.Errorf("%q is missing in\n%s", text, mainOf(a.body))
		}
	}
}

// lacks fails when the body has any of the texts.
func (a *answer) lacks(t testing.TB, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(a.body, text) {
			t.Errorf("%q must not stand in\n%s", text, mainOf(a.body))
		}
	}
}

// mainOf is the text that a person reads on a page, for messages.
func mainOf(body string) string {
	if at := strings.Index(body, "<main"); at >= 0 {
		body = body[at:]
	}
	text := []rune(plainText(body))
	return string(text[:min(len(text), 1500)])
}

func (c *client) get(path string, header ...string) *answer {
	c.t.Helper()
	return c.send(http.MethodGet, path, nil, header...)
}

var tokenField = regexp.MustCompile(`name="csrfmiddlewaretoken" value="([^"]+)"`)

// submit opens the page of a form and posts the form with its token.
func (c *client) submit(page, action string, form url.Values) *answer {
	c.t.Helper()
	opened := c.get(page)
	token := tokenField.FindStringSubmatch(opened.body)
	if token == nil {
		c.t.Fatalf("%s prints no csrf token (status %d)", page, opened.status)
	}
	values := url.Values{}
	for name, list := range form {
		values[name] = slices.Clone(list)
	}
	values.Set("csrfmiddlewaretoken", token[1])
	return c.send(http.MethodPost, action, strings.NewReader(values.Encode()),
		"Content-Type", "application/x-www-form-urlencoded", "Origin", c.base)
}

// send sends a request; header lists names and values by turns.
func (c *client) send(method, path string, body io.Reader, header ...string) *answer {
	c.t.Helper()
	request, err := http.NewRequestWithContext(c.t.Context(), method, c.base+path, body)
	must(c.t, err)
	for i := 0; i+1 < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	response, err := c.http.Do(request)
	must(c.t, err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	must(c.t, err)
	return &answer{status: response.StatusCode, header: response.Header, body: string(text)}
}

func (c *client) cookie(name string) string {
	base, err := url.Parse(c.base)
	must(c.t, err)
	for _, cookie := range c.http.Jar.Cookies(base) {
		if cookie.Name == name {
			return cookie.Value
		}
	}
	return ""
}

// visit enters a project as the person of a browser, for use cases called without HTTP.
func (s *site) visit(c *client, project int64) *app.Visit {
	s.t.Helper()
	visit, err := s.Enter(s.t.Context(), c.cookie(auth.SessionCookieName), project)
	must(s.t, err)
	return visit
}

// header is a project's own data that can be stored.
func header(name string) rab.Header {
	return rab.Header{
		Nama: name, SumberDana: "APBD", LokasiProject: "Kota Bandung", NamaClient: "Dinas PU",
		AnggaranOwner: decimal.MustParse("1650000000"), TanggalMulai: "2026-01-05", TanggalSelesai: "2026-12-20",
	}
}

// project makes a project of the person.
func (s *site) project(c *client, name string) int64 {
	s.t.Helper()
	headers, err := s.CreateProjects(s.t.Context(), s.visit(c, 0), []app.NewProject{{Header: header(name)}})
	must(s.t, err)
	return headers[0].ID
}

// work is a pekerjaan of one component: its koefisien, and the price of the component and
// the volume where they are known.
type work struct {
	uraian               string
	koefisien            string
	price, volume, extra string // extra: the koefisien of a second component without a price
}

// fill gives a project one klasifikasi with one sub-klasifikasi and the given pekerjaan.
func (s *site) fill(c *client, project int64, list ...work) (ids []int64) {
	s.t.Helper()
	ctx := s.t.Context()
	sub := rab.SubInput{Name: "Tanah"}
	for _, w := range list {
		sub.Pekerjaan = append(sub.Pekerjaan, rab.PekerjaanInput{SourceType: "custom", Uraian: w.uraian, Satuan: "m3"})
	}
	tree, _, err := s.AppendTree(ctx, s.visit(c, project), rab.TreeInput{Klasifikasi: []rab.KlasifikasiInput{{Name: "Struktur", Sub: []rab.SubInput{sub}}}})
	must(s.t, err)
	for i, w := range list {
		id := tree.CreatedIDs[i]
		s.analyse(c, project, id, w)
		if w.volume != "" {
			quantity := decimal.Some(decimal.MustParse(w.volume))
			_, _, err := s.SaveVolumes(ctx, s.visit(c, project), []rab.VolumeInput{{PekerjaanID: id, Quantity: &quantity}})
			must(s.t, err)
		}
	}
	return tree.CreatedIDs
}

// analyse gives a pekerjaan its components and prices.
func (s *site) analyse(c *client, project, id int64, w work) {
	s.t.Helper()
	ctx := s.t.Context()
	var rows []rab.AnalysisRow
	for i, koefisien := range []string{w.koefisien, w.extra} {
		if koefisien != "" {
			rows = append(rows, rab.AnalysisRow{
				Kategori: "BHN", Kode: w.uraian + string(rune('a'+i)), Uraian: "Bahan " + w.uraian, Satuan: "kg",
				Koefisien: decimal.Some(decimal.MustParse(koefisien)),
			})
		}
	}
	if len(rows) == 0 {
		return
	}
	_, _, err := s.SaveAnalysis(ctx, s.visit(c, project), id, rab.SaveAnalysisInput{Rows: rows})
	must(s.t, err)
	if w.price == "" {
		return
	}
	view, err := s.View(ctx, s.visit(c, project))
	must(s.t, err)
	item, ok := view.ItemByKode(w.uraian + "a")
	if !ok {
		s.t.Fatalf("no price item %sa", w.uraian)
	}
	price := decimal.Some(decimal.MustParse(w.price))
	_, _, err = s.SavePrices(ctx, s.visit(c, project), app.PriceSave{Items: []rab.PriceInput{{ID: item.ID, Harga: &price}}})
	must(s.t, err)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
