package loadtest

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"takar/internal/api"
	"takar/internal/app"
	"takar/internal/demo"
	"takar/internal/serve"
	"takar/internal/store"
	"takar/internal/web"
)

const password = "kata-sandi-Uji-7"

// place is a real server with the demo company, behind somebody who may lie.
type place struct {
	server *httptest.Server
	liar   atomic.Pointer[liar]

	first, second string // parts of addresses of two projects
}

// name remembers the first two projects of a run.
func (p *place) name(g *ground) {
	p.first, p.second = fmt.Sprintf("/%d/", g.projects[0].id), fmt.Sprintf("/%d/", g.projects[1].id)
}

// liar answers instead of the server, which it may ask.
type liar func(honest http.Handler, w http.ResponseWriter, r *http.Request)

var site *place // one for all tests: filling it takes longest

func TestMain(m *testing.M) { os.Exit(withSite(m)) }

func withSite(m *testing.M) int {
	directory, err := os.MkdirTemp("", "takar-loadtest-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(directory)
	end, err := open(directory)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer end()
	return m.Run()
}

func open(directory string) (end func(), err error) {
	ctx := context.Background()
	opened, err := store.OpenSQLite(ctx, directory)
	if err != nil {
		return nil, err
	}
	a, err := app.New(ctx, app.Config{Store: opened, LoginLimit: true})
	if err != nil {
		return nil, err
	}
	if err := demo.Fill(ctx, a, password); err != nil {
		return nil, err
	}
	pages, err := web.New(web.Options{})
	if err != nil {
		return nil, err
	}
	routes, err := serve.New(serve.Options{
		App: a, Logger: slog.New(slog.DiscardHandler), ErrorPage: pages.ErrorPage, Exempt: []string{api.ReportPath},
	}, api.Routes(), pages.Routes())
	if err != nil {
		return nil, err
	}
	honest := routes.Handler(pages.Static())
	site = &place{}
	site.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if lie := site.liar.Load(); lie != nil {
			(*lie)(honest, w, r)
			return
		}
		honest.ServeHTTP(w, r)
	}))
	return func() {
		a.Close()
		site.server.Close()
		_ = opened.Close()
	}, nil
}

// options of a test: people who do not think long.
func options(mix string) Options {
	return Options{
		Host: site.server.URL, Users: 11, SpawnRate: 1000, Duration: time.Second, Mix: mix, Seed: 1,
		Accounts: []Account{{demo.People[0].Email, password}},
		pause:    func(d time.Duration) time.Duration { return d / 100 },
		late:     time.Minute, // tests run on machines that are busy with others
	}
}

// walker is a user of a class who does tasks when a test says so.
type walker struct {
	*user

	t *testing.T
}

// ready prepares a run and logs a user in.
func ready(t *testing.T, mix string) (*run, *walker) {
	t.Helper()
	o := options(mix)
	if err := o.complete(); err != nil {
		t.Fatal(err)
	}
	r, err := newRun(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.ground.leave(context.Background()) })
	r.count.begin()
	u := r.newUser(0, mixes[mix][0])
	t.Cleanup(u.close)
	if !u.logIn() {
		t.Fatalf("no login%s", r.why())
	}
	return r, &walker{u, t}
}

// measured is what happened since the last time it was asked for.
func (r *run) measured() *measure {
	m := &measure{}
	r.count.into(&m.Run)
	r.count = newCollector(time.Second)
	r.count.begin()
	return m
}

// recorded lets the server answer, and keeps the answer.
func recorded(honest http.Handler, r *http.Request) *httptest.ResponseRecorder {
	answer := httptest.NewRecorder()
	honest.ServeHTTP(answer, r)
	return answer
}

// tell sends a kept answer, with another body if there is one.
func tell(w http.ResponseWriter, answer *httptest.ResponseRecorder, body []byte) {
	for name, values := range answer.Header() {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Length", fmt.Sprint(len(body)))
	w.WriteHeader(answer.Code)
	_, _ = w.Write(body)
}

// plain makes the server answer without compressing.
func plain(r *http.Request) *http.Request {
	r.Header.Del("Accept-Encoding")
	return r
}

// elsewhere is a request for another address.
func elsewhere(r *http.Request, path string) *http.Request {
	other := r.Clone(r.Context())
	other.URL.Path, other.RequestURI = path, path
	return other
}
