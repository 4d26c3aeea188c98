package serve_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"takar/internal/app"
	"takar/internal/journal"
	"takar/internal/rab"
	"takar/internal/serve"
	"takar/internal/store"
)

// newServer serves routes that need no login, and returns what was logged.
func newServer(t *testing.T, routes ...serve.Route) (*httptest.Server, *strings.Builder) {
	t.Helper()
	return newServerWith(t, serve.Options{}, routes...)
}

// newServerWith is newServer with options of its own.
func newServerWith(t *testing.T, options serve.Options, routes ...serve.Route) (*httptest.Server, *strings.Builder) {
	t.Helper()
	opened, err := store.OpenSQLite(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	a, err := app.New(context.WithoutCancel(t.Context()), app.Config{Store: opened})
	if err != nil {
		t.Fatal(err)
	}
	log := new(strings.Builder)
	options.App, options.Logger, options.Exempt = a, journal.New(&lines{out: log}, false, slog.LevelInfo), []string{"/kirim/"}
	options.ErrorPage = func(w http.ResponseWriter, _ *http.Request, status int, message string) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, "<p>"+message)
	}
	server, err := serve.New(options, routes)
	if err != nil {
		t.Fatal(err)
	}
	site := httptest.NewServer(server.Handler(nil))
	t.Cleanup(func() {
		site.Close()
		a.Close()
		if err := opened.Close(); err != nil {
			t.Error(err)
		}
	})
	return site, log
}

// lines takes what requests at the same time log.
type lines struct {
	mutex sync.Mutex
	out   *strings.Builder
}

func (l *lines) Write(data []byte) (int, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.out.Write(data)
}

func call(t *testing.T, method, address, body string, headers ...string) (*http.Response, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(text)
}

func says(kind serve.Kind, err error) func(*serve.Request) error {
	return func(r *serve.Request) error {
		if err != nil {
			return err
		}
		return r.Send(http.StatusOK, map[string]int{"kind": int(kind)})
	}
}

func TestErrorsBecomeAnswersOfTheFormThatTheRouteSpeaks(t *testing.T) {
	secret := errors.New("dial tcp 10.1.2.3: password=rahasia")
	var routes []serve.Route
	cases := map[string]struct {
		err    error
		status int
		code   string
	}{
		"tidak-ada":  {app.ErrNotFound, 404, "NOT_FOUND"},
		"dilarang":   {app.ErrForbidden, 403, "FORBIDDEN"},
		"arsip":      {app.ErrArchived, 409, "ARCHIVED"},
		"sibuk":      {app.ErrBusy, 503, "BUSY"},
		"kosong":     {app.ErrNothing, 409, "NOTHING"},
		"besar":      {serve.ErrTooLarge, 413, "TOO_LARGE"},
		"rusak":      {serve.ErrBadJSON, 400, "BAD_JSON"},
		"salah":      {rab.Refuse("items[3].quantity", "volume tidak boleh negatif"), 400, "INVALID"},
		"bentrok":    {&rab.Conflict{Rows: []rab.ConflictRow{{Path: "items[0]"}}}, 409, "CONFLICT"},
		"sendiri":    {&serve.Failure{Status: 418, Code: "TEKO", Number: 7, Message: "Ini teko."}, 418, "TEKO"},
		"lama":       {context.DeadlineExceeded, 504, "TIMEOUT"},
		"tak-dikira": {secret, 500, "SERVER_ERROR"},
	}
	for name, c := range cases {
		routes = append(routes,
			serve.Route{Method: "GET", Pattern: "/json/" + name + "/", Kind: serve.JSON, Handle: says(serve.JSON, c.err)},
			serve.Route{Method: "GET", Pattern: "/halaman/" + name + "/", Kind: serve.Page, Handle: says(serve.Page, c.err)})
	}
	site, log := newServer(t, routes...)
	for name, c := range cases {
		answer, body := call(t, "GET", site.URL+"/json/"+name+"/", "")
		if answer.StatusCode != c.status || !strings.Contains(body, `"code":"`+c.code+`"`) || !strings.Contains(body, `"ok":false`) || !strings.Contains(body, `"errors":[`) {
			t.Errorf("%s: %d %s", name, answer.StatusCode, body)
		}
		page, text := call(t, "GET", site.URL+"/halaman/"+name+"/", "", "Accept", "text/html")
		if page.StatusCode != c.status || !strings.HasPrefix(text, "<p>") {
			t.Errorf("page %s: %d %s", name, page.StatusCode, text)
		}
		for _, leaked := range []string{body, text} {
			if strings.Contains(leaked, "rahasia") || strings.Contains(leaked, "10.1.2.3") {
				t.Errorf("%s leaks its cause: %s", name, leaked)
			}
		}
	}
	if !strings.Contains(log.String(), "password=rahasia") {
		t.Error("the cause of the unexpected error is not in the log")
	}
	if _, body := call(t, "GET", site.URL+"/json/salah/", ""); !strings.Contains(body, `"path":"items[3].quantity"`) {
		t.Errorf("the place is missing: %s", body)
	}
	if answer, _ := call(t, "GET", site.URL+"/json/sibuk/", ""); answer.Header.Get("Retry-After") == "" {
		t.Error("503 without Retry-After")
	}
	if _, body := call(t, "GET", site.URL+"/json/sendiri/", ""); !strings.Contains(body, `"error_code":7`) || !strings.Contains(body, `"error_type":"TEKO"`) {
		t.Errorf("number and type are missing: %s", body)
	}
}

func TestPanicIsAnOrdinaryServerError(t *testing.T) {
	site, log := newServer(t, serve.Route{Method: "GET", Pattern: "/json/panik/", Handle: func(*serve.Request) error {
		panic("rahasia dapur")
	}})
	answer, body := call(t, "GET", site.URL+"/json/panik/", "", "Accept", "application/json")
	if answer.StatusCode != 500 || strings.Contains(body, "dapur") || !strings.Contains(body, "SERVER_ERROR") {
		t.Errorf("%d %s", answer.StatusCode, body)
	}
	if !strings.Contains(log.String(), "rahasia dapur") {
		t.Error("the panic is not in the log")
	}
}

func TestAddressesAreServedWithAndWithoutTheirSlash(t *testing.T) {
	site, _ := newServer(t,
		serve.Route{Method: "POST", Pattern: "/kirim/", Handle: func(r *serve.Request) error {
			body, err := r.Body()
			if err != nil {
				return err
			}
			return r.Send(http.StatusOK, map[string]int{"bytes": len(body)})
		}},
		serve.Route{Method: "GET", Pattern: "/tanpa", Handle: says(serve.JSON, nil)},
	)
	for _, path := range []string{"/kirim/", "/kirim"} {
		if answer, body := call(t, "POST", site.URL+path, `{"a":1}`); answer.StatusCode != 200 || !strings.Contains(body, `"bytes":7`) {
			t.Errorf("%s: %d %s", path, answer.StatusCode, body)
		}
	}
	if answer, _ := call(t, "GET", site.URL+"/tanpa", ""); answer.StatusCode != 200 {
		t.Errorf("/tanpa: %d", answer.StatusCode)
	}
	if answer, _ := call(t, "GET", site.URL+"/tanpa/", ""); answer.StatusCode != 404 {
		t.Errorf("/tanpa/: %d, want 404 as the contract has it", answer.StatusCode)
	}
	if answer, body := call(t, "GET", site.URL+"/kirim/", "", "Accept", "application/json"); answer.StatusCode != 405 || answer.Header.Get("Allow") != "POST" {
		t.Errorf("a wrong method: %d, Allow %q, %s", answer.StatusCode, answer.Header.Get("Allow"), body)
	}
	if answer, _ := call(t, "HEAD", site.URL+"/tanpa", ""); answer.StatusCode != 200 {
		t.Errorf("HEAD: %d", answer.StatusCode)
	}
}

func TestAnonymousIsSentToTheLoginOrTold(t *testing.T) {
	var routes []serve.Route
	for path, kind := range map[string]serve.Kind{"/json/x/": serve.JSON, "/halaman/x/": serve.Page, "/polos/x/": serve.Plain} {
		routes = append(routes, serve.Route{Method: "GET", Pattern: path, Need: serve.Session, Kind: kind, Handle: says(kind, nil)})
	}
	site, _ := newServer(t, routes...)
	for _, c := range []struct {
		path, accept string
		status       int
	}{
		{"/halaman/x/?a=1", "text/html", 302},
		{"/json/x/?a=1", "*/*", 302},
		{"/json/x/?a=1", "application/json", 401},
		{"/halaman/x/?a=1", "application/json", 401},
		{"/polos/x/?a=1", "*/*", 401},
	} {
		answer, body := call(t, "GET", site.URL+c.path, "", "Accept", c.accept)
		if answer.StatusCode != c.status {
			t.Errorf("%s asked for %s: %d %s", c.path, c.accept, answer.StatusCode, body)
			continue
		}
		path, _, _ := strings.Cut(c.path, "?")
		if want := "/accounts/login/?next=" + strings.ReplaceAll(path, "/", "%2F") + "%3Fa%3D1"; c.status == 302 && answer.Header.Get("Location") != want {
			t.Errorf("%s leads to %s", c.path, answer.Header.Get("Location"))
		}
		if c.status == 401 && !strings.Contains(body, "AUTH_REQUIRED") {
			t.Errorf("%s: %s", c.path, body)
		}
	}
}

func TestForeignHostsAreRefused(t *testing.T) {
	site, _ := newServer(t, serve.Route{Method: "GET", Pattern: "/json/x/", Handle: says(serve.JSON, nil)})
	request, err := http.NewRequestWithContext(t.Context(), "GET", site.URL+"/json/x/", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Host = "penyerang.example"
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != 400 {
		t.Errorf("status %d", answer.StatusCode)
	}
}

func TestEveryAnswerCarriesTheSecurityHeadersAndARequestID(t *testing.T) {
	site, _ := newServer(t, serve.Route{Method: "GET", Pattern: "/json/x/", Handle: says(serve.JSON, nil)})
	for _, path := range []string{"/json/x/", "/tidak-ada/"} {
		answer, _ := call(t, "GET", site.URL+path, "")
		for _, name := range []string{"X-Request-Id", "Content-Security-Policy", "X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy"} {
			if answer.Header.Get(name) == "" {
				t.Errorf("%s lacks %s", path, name)
			}
		}
	}
}
