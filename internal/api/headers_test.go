package api_test

import (
	"net/http"
	"strings"
	"testing"

	"takar/internal/auth"
	"takar/internal/serve"
)

// exchangeOf is a request of some kind, and the status of its answer.
type exchangeOf struct {
	kind, who, method, path string
	status                  int
	change                  func(*http.Request)
}

// set returns a change that sets a header; "Host" is the host itself.
func set(name, value string) func(*http.Request) {
	return func(r *http.Request) {
		if name == "Host" {
			r.Host = value
			return
		}
		r.Header.Set(name, value)
	}
}

// Every kind of answer tells browsers the same: nothing of others is run, framed, guessed or
// read across sites, and what is somebody's own is kept by nobody between.
func TestEveryKindOfAnswerIsGuarded(t *testing.T) {
	s := newStage(t)
	project := strings.TrimSuffix(strings.Replace(p(s.Project, "/"), "/api/project", "", 1), "/")
	tag := s.as(owner).get(p(s.Project, "/rekap/")).want(200).Header.Get("ETag")
	for _, x := range []exchangeOf{
		{"page for everybody", "", "GET", serve.LoginPath, 200, nil},
		{"page of a person", owner, "GET", "/dashboard/", 200, nil},
		{"page of a project", owner, "GET", project + "/rekap-rab/", 200, nil},
		{"guide", "", "GET", "/panduan/", 200, nil},
		{"JSON", owner, "GET", p(s.Project, "/rekap/"), 200, nil},
		{"JSON, compressed", owner, "GET", p(s.Project, "/rekap/"), 200, set("Accept-Encoding", "gzip")},
		{"not modified", owner, "GET", p(s.Project, "/rekap/"), 304, set("If-None-Match", tag)},
		{"HEAD", owner, "HEAD", p(s.Project, "/rekap/"), 200, nil},
		{"file", owner, "GET", p(s.Project, "/export/rab-kosong/xlsx/"), 200, nil},
		{"backup", owner, "GET", p(s.Project, "/export/full-backup/json/"), 200, nil},
		{"picture", owner, "GET", v2(s.Project, "/documents/preview/?kind=rab-kosong"), 200, nil},
		{"event stream", owner, "HEAD", p(s.Project, "/events/"), 200, nil},
		{"health", "", "GET", "/health/", 200, nil},
		{"redirect to the login", "", "GET", "/dashboard/", 302, nil},
		{"401", "", "GET", p(s.Project, "/rekap/"), 401, asJSON},
		{"401 of a token", "", "GET", p(s.Project, "/rekap/"), 401, set("Authorization", "Bearer x")},
		{"403", reader, "POST", p(s.Project, "/undo/"), 403, nil},
		{"403 of the guard", owner, "POST", p(s.Project, "/undo/"), 403, func(r *http.Request) { r.Header.Del(auth.CSRFHeader) }},
		{"403 of another origin", owner, "POST", p(s.Project, "/undo/"), 403, set("Origin", "https://penyerang.example")},
		{"404 in JSON", stranger, "GET", p(s.Project, "/rekap/"), 404, nil},
		{"404 as a page", owner, "GET", "/tidak-ada/", 404, nil},
		{"404 below static", "", "GET", "/static/tidak-ada.js", 404, nil},
		{"400", owner, "POST", p(s.Project, "/volume/preview/"), 400, nil},
		{"400 of a host", "", "GET", "/tidak-ada/", 400, set("Host", "penyerang.example")},
		{"405", owner, "DELETE", p(s.Project, "/rekap/"), 405, nil},
		{"preflight of another site", "", "OPTIONS", p(s.Project, "/rekap/"), 405, set("Origin", "https://penyerang.example")},
	} {
		c := s.as(x.who)
		if x.who == "" {
			c = s.browser()
		}
		request := c.request(x.method, x.path, strings.NewReader("{"), http.Header{})
		if x.change != nil {
			x.change(request)
		}
		answered := c.exchange(request)
		if answered.Status != x.status {
			t.Errorf("%s: %d, want %d: %.300s", x.kind, answered.Status, x.status, answered.Body)
			continue
		}
		guarded(t, x, answered)
	}
}

func guarded(t *testing.T, x exchangeOf, answered *answer) {
	t.Helper()
	for name, want := range map[string]string{
		"Content-Security-Policy": auth.ContentSecurityPolicy, "X-Frame-Options": "DENY", "X-Content-Type-Options": "nosniff",
		"Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin", "Strict-Transport-Security": "",
	} {
		if got := answered.Header.Get(name); got != want {
			t.Errorf("%s: %s = %q, want %q", x.kind, name, got, want)
		}
	}
	for name := range answered.Header {
		if strings.HasPrefix(name, "Access-Control-") || name == "Server" || name == "X-Powered-By" {
			t.Errorf("%s: %s = %q", x.kind, name, answered.Header.Get(name))
		}
	}
	cache := answered.Header.Get("Cache-Control")
	if own := x.who != "" && answered.Status < 300 || answered.Status == 401; own && !strings.Contains(cache, "private") && !strings.Contains(cache, "no-store") {
		t.Errorf("%s: may be kept by anybody: Cache-Control %q", x.kind, cache)
	}
	if len(answered.Body) > 0 && answered.Header.Get("Content-Type") == "" {
		t.Errorf("%s: its type is left to be guessed", x.kind)
	}
}
