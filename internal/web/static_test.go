package web

import (
	"compress/gzip"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"takar/internal/app"
	"takar/internal/serve"
)

// fetch asks the whole handler for what needs no store: there is none behind the application.
func fetch(t *testing.T, s *Site, path string, header ...string) *http.Response {
	t.Helper()
	server, err := serve.New(serve.Options{App: &app.App{}, Logger: slog.New(slog.DiscardHandler), ErrorPage: s.ErrorPage}, s.Routes())
	if err != nil {
		t.Fatal(err)
	}
	request := httptest.NewRequest(http.MethodGet, "http://127.0.0.1"+path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	recorder := httptest.NewRecorder()
	server.Handler(s.Static()).ServeHTTP(recorder, request)
	return recorder.Result()
}

func siteWith(t *testing.T, static fstest.MapFS) *Site {
	t.Helper()
	s, err := newSite(Options{}, templateFiles, static)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestBundleIsKeptForAYearAndCompressed(t *testing.T) {
	s := siteWith(t, bundle(""))
	plain := fetch(t, s, "/static/app-ABCDEFGH.css")
	body, err := io.ReadAll(plain.Body)
	if err != nil {
		t.Fatal(err)
	}
	if plain.StatusCode != http.StatusOK || plain.Header.Get("Cache-Control") != "public, max-age=31536000, immutable" ||
		plain.Header.Get("Content-Type") != "text/css; charset=utf-8" || plain.Header.Get("Content-Encoding") != "" {
		t.Errorf("%d %v", plain.StatusCode, plain.Header)
	}
	packed := fetch(t, s, "/static/app-ABCDEFGH.css", "Accept-Encoding", "br, gzip")
	if packed.Header.Get("Content-Encoding") != "gzip" || packed.Header.Get("Vary") != "Accept-Encoding" {
		t.Fatalf("%v", packed.Header)
	}
	reader, err := gzip.NewReader(packed.Body)
	if err != nil {
		t.Fatal(err)
	}
	unpacked, err := io.ReadAll(reader)
	if err != nil || string(unpacked) != string(body) {
		t.Errorf("compressed differently: %v", err)
	}
}

func TestNothingElseIsServedBelowStatic(t *testing.T) {
	s := siteWith(t, bundle(""))
	for _, path := range []string{
		"/static/", "/static/README.txt", "/static/manifest.json", "/static/app.css", "/static/app-00000000.css", "/static/app-ABCDEFGH.css/", "/static/%2e%2e/site.go",
	} {
		got := fetch(t, s, path)
		if got.StatusCode != http.StatusNotFound || strings.Contains(got.Header.Get("Cache-Control"), "public") {
			t.Errorf("%s: %d %s", path, got.StatusCode, got.Header.Get("Cache-Control"))
		}
	}
}

// A fresh clone without Node serves pages that say how to get the rest (rulings D27).
func TestPagesWithoutABundleSayHowToBuildIt(t *testing.T) {
	s := siteWith(t, fstest.MapFS{"static/README.txt": {Data: []byte("note")}})
	for _, path := range []string{"/accounts/login/", "/tidak-ada/"} {
		got := fetch(t, s, path)
		body, err := io.ReadAll(got.Body)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(body), "make build") || strings.Contains(string(body), "/static/") {
			t.Errorf("%s: %d\n%s", path, got.StatusCode, body)
		}
	}
}

func TestEveryPageHasTheFinalPolicyAndNothingInline(t *testing.T) {
	s := siteWith(t, bundle(""))
	for _, path := range []string{"/accounts/login/?next=%22%3E%3Cscript%3E", "/tidak-ada/"} {
		got := fetch(t, s, path)
		if policy := got.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "script-src 'self';") || strings.Contains(policy, "unsafe") {
			t.Errorf("%s: policy %q", path, policy)
		}
		if got.Header.Get("Cache-Control") != "private, no-store" {
			t.Errorf("%s: Cache-Control %q", path, got.Header.Get("Cache-Control"))
		}
		body, err := io.ReadAll(got.Body)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range []string{"<style", " style=", " onclick", "javascript:", "<script>", "://"} {
			if strings.Contains(string(body), part) && part != "://" {
				t.Errorf("%s holds %s", path, part)
			}
		}
	}
	for _, name := range append([]string{"layout", "fields"}, pageNames...) {
		text, err := templateFiles.ReadFile("templates/" + name + ".html")
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range []string{"<style", " style=", " onclick", " onload", "javascript:", "<script>", "http://", "https://"} {
			if strings.Contains(string(text), part) {
				t.Errorf("template %s holds %s", name, part)
			}
		}
	}
}
