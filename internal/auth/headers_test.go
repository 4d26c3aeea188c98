package auth

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestEveryAnswerHasTheSecurityHeaders(t *testing.T) {
	want := map[string]string{
		"X-Frame-Options":            "DENY",
		"X-Content-Type-Options":     "nosniff",
		"Referrer-Policy":            "same-origin",
		"Cross-Origin-Opener-Policy": "same-origin",
		"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; " +
			"img-src 'self' data:; font-src 'self'; " +
			"connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; worker-src 'self'",
	}
	for public, transport := range map[string]string{
		"":                        "",
		"http://server":           "",
		"https://takar.kantor.id": "max-age=31536000; includeSubDomains; preload",
	} {
		want["Strict-Transport-Security"] = transport
		handler := SecurityHeaders(publicURL(t, public), http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusTeapot)
		}))
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, request("GET", "/", ""))
		if w.Code != http.StatusTeapot {
			t.Errorf("status %d: the handler was not reached", w.Code)
		}
		for name, value := range want {
			if got := w.Header().Get(name); got != value {
				t.Errorf("public %q: %s = %q, want %q", public, name, got, value)
			}
		}
	}
	if strings.Contains(ContentSecurityPolicy, "unsafe") {
		t.Error("the policy allows something unsafe")
	}
}

func TestUnknownHostsAreRefused(t *testing.T) {
	local := NewHostRule(PublicURL{})
	office := NewHostRule(publicURL(t, "https://takar.kantor.id:8443"), "192.168.1.5")
	for _, test := range []struct {
		rule    HostRule
		host    string
		allowed bool
	}{
		{local, "localhost", true},
		{local, "localhost:8080", true},
		{local, "LOCALHOST.:8080", true},
		{local, "rab.localhost", true},
		{local, "127.0.0.1:8080", true},
		{local, "127.9.9.9", true},
		{local, "[::1]:8080", true},
		{local, "[::1]", true},
		{local, "[::ffff:127.0.0.1]:80", true},
		{local, "", false},
		{local, "jahat.example", false},
		{local, "localhost.jahat.example", false},
		{local, "jahatlocalhost", false},
		{local, "192.168.1.5", false},
		{local, "0.0.0.0:8080", false},
		{local, "127.0.0.1.jahat.example", false},
		{office, "takar.kantor.id", true},
		{office, "takar.kantor.id:8443", true},
		{office, "TAKAR.kantor.id.", true},
		{office, "192.168.1.5:8080", true},
		{office, "localhost", false},
		{office, "127.0.0.1", false},
		{office, "kantor.id", false},
		{office, "x.takar.kantor.id", false},
		{office, "takar.kantor.id.jahat.example", false},
		{office, "takar.kantor.id:80@jahat.example", false},
		{office, "takar.kantor.id@jahat.example", false},
		{office, "jahat.example:80@takar.kantor.id", false},
		{office, "takar.kantor.id:8443:1", false},
		{office, "takar.kantor.id/x", false},
		{office, "takar.kantor.id\r\nX: y", false},
		{office, "takar.kantor.id,jahat.example", false},
		{office, " takar.kantor.id", false},
		{office, "[takar.kantor.id", false},
		{office, strings.Repeat("a", 10_000), false},
	} {
		r := request("GET", "/", "", "Host: "+test.host)
		w := httptest.NewRecorder()
		test.rule.Handler(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})).ServeHTTP(w, r)
		want := http.StatusOK
		if !test.allowed {
			want = http.StatusBadRequest
		}
		if w.Code != want {
			t.Errorf("Host %.60q: status %d, want %d", test.host, w.Code, want)
		}
		if len(test.host) > 5 && !test.allowed && strings.Contains(w.Body.String(), test.host) {
			t.Errorf("the answer repeats the hostile Host %.60q", test.host)
		}
	}
}

func TestPlainHTTPIsRedirectedOnlyWhenAProxySaysSo(t *testing.T) {
	proxies, err := ParseTrustedProxies("10.0.0.0/8")
	if err != nil {
		t.Fatal(err)
	}
	public := publicURL(t, "https://takar.kantor.id")
	for _, test := range []struct {
		name           string
		public         PublicURL
		remote, proto  string
		tls            bool
		target, answer string // answer "": not redirected
	}{
		{"proxy says http", public, "10.1.2.3:999", "http", false, "/dashboard/?a=1", "https://takar.kantor.id/dashboard/?a=1"},
		{"proxy says https", public, "10.1.2.3:999", "https", false, "/", ""},
		{"proxy says nothing", public, "10.1.2.3:999", "", false, "/", ""},
		{"stranger says http", public, "203.0.113.7:999", "http", false, "/", ""},
		{"public address is http", publicURL(t, "http://server"), "10.1.2.3:999", "http", false, "/", ""},
		{"path that looks like a host", public, "10.1.2.3:999", "http", false, "//jahat.example/x", "https://takar.kantor.id//jahat.example/x"},
		{"no path", public, "10.1.2.3:999", "http", false, "*", "https://takar.kantor.id/"},
	} {
		r := request("POST", "/", "", "Host: jahat.example", "X-Forwarded-Proto: "+test.proto)
		r.RemoteAddr = test.remote
		if path, query, _ := strings.Cut(test.target, "?"); true {
			r.URL.Path, r.URL.RawQuery = path, query
		}
		if test.target == "*" {
			r.URL.Path = "*"
		}
		if test.tls {
			r.TLS = &tls.ConnectionState{}
		}
		w := httptest.NewRecorder()
		RedirectToHTTPS(test.public, proxies, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})).ServeHTTP(w, r)
		if got := w.Header().Get("Location"); got != test.answer || (w.Code == http.StatusPermanentRedirect) != (test.answer != "") {
			t.Errorf("%s: status %d to %q, want %q", test.name, w.Code, got, test.answer)
		}
	}
}
