package serve_test

import (
	"errors"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"takar/internal/auth"
	"takar/internal/serve"
)

// Whoever reads the log must not be able to use a link that stands in it.
func TestTokensOfLinksAreNotLogged(t *testing.T) {
	const token = "rahasia-sekali-pakai"
	link := serve.Route{Method: http.MethodGet, Pattern: "/kunci/{token}/", Need: serve.Public, Kind: serve.Page, Handle: says(serve.Page, nil)}
	broken := serve.Route{Method: http.MethodGet, Pattern: "/lain/{token}/", Need: serve.Public, Kind: serve.Page, Handle: says(serve.Page, errors.New("basis data mati"))}
	site, log := newServer(t, link, broken)
	for _, path := range []string{"/kunci/" + token + "/", "/kunci/" + token, "/kunci//" + token + "/", "/kunci/" + token + "/lagi/", "/lain/" + token + "/"} {
		call(t, http.MethodGet, site.URL+path, "")
		call(t, http.MethodPost, site.URL+path, "nama=x") // refused before a route is found
	}
	call(t, http.MethodGet, site.URL+"/biasa/saja/", "")
	if strings.Contains(log.String(), token) {
		t.Errorf("the log holds the token:\n%s", log)
	}
	for _, want := range []string{"path=/kunci/…", "path=/lain/…", "path=/biasa/saja/", "basis data mati"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log lacks %q:\n%s", want, log)
		}
	}
}

// Support finds all that is known of a failed request by what its answer says.
func TestErrorsNameTheIDOfTheRequest(t *testing.T) {
	broken := serve.Route{Method: http.MethodGet, Pattern: "/rusak/", Kind: serve.JSON, Handle: says(serve.JSON, errors.New("basis data mati"))}
	panics := serve.Route{Method: http.MethodGet, Pattern: "/panik/", Kind: serve.JSON, Handle: func(*serve.Request) error { panic("dapur") }}
	site, log := newServer(t, broken, panics)
	for _, path := range []string{"/rusak/", "/panik/"} {
		answer, body := call(t, http.MethodGet, site.URL+path, "", "Accept", "application/json")
		id := answer.Header.Get("X-Request-Id")
		if id == "" || !strings.Contains(body, `"error_id":"`+id+`"`) || !strings.Contains(body, "("+id+")") {
			t.Errorf("%s: the answer does not name %q: %s", path, id, body)
		}
		if found := strings.Count(log.String(), "request_id="+id); found < 2 {
			t.Errorf("%s: %d lines with the id %s, want the cause and the outcome:\n%s", path, found, id, log)
		}
	}
}

func TestRequestIDsAreTakenFromTrustedProxiesOnly(t *testing.T) {
	route := serve.Route{Method: http.MethodGet, Pattern: "/biasa/", Kind: serve.JSON, Handle: says(serve.JSON, nil)}
	local, err := auth.ParseTrustedProxies("127.0.0.0/8, ::1")
	if err != nil {
		t.Fatal(err)
	}
	own := regexp.MustCompile(`^[0-9a-f]{12}$`)
	for _, row := range []struct {
		name, given string
		trusted     bool
		taken       bool
	}{
		{"a proxy", "3f1d0c9a-7d5b-4a52-9f43-0f6f1f0a1b2c", true, true},
		{"nginx", "4f2a9c0b1d", true, true},
		{"a stranger", "4f2a9c0b1d", false, false},
		{"a line break that was encoded", "a%0Ab", true, false},
		{"blanks", "a b", true, false},
		{"too long", strings.Repeat("a", 65), true, false},
		{"none", "", true, false},
	} {
		options := serve.Options{}
		if row.trusted {
			options.Proxies = local
		}
		site, log := newServerWith(t, options, route)
		answer, _ := call(t, http.MethodGet, site.URL+"/biasa/", "", "X-Request-Id", row.given)
		id := answer.Header.Get("X-Request-Id")
		if taken := id == row.given; taken != row.taken || (!taken && !own.MatchString(id)) {
			t.Errorf("%s: the request is called %q", row.name, id)
		}
		if !strings.Contains(log.String(), "request_id="+id+"\n") {
			t.Errorf("%s: the log does not name %q:\n%s", row.name, id, log)
		}
	}
}

func TestQueriesAreNotLogged(t *testing.T) {
	site, log := newServer(t, serve.Route{Method: http.MethodGet, Pattern: "/biasa/", Kind: serve.JSON, Handle: says(serve.JSON, errors.New("rusak"))})
	call(t, http.MethodGet, site.URL+"/biasa/?token=rahasia&q=rahasia", "", "Cookie", "sessionid=rahasia", "Authorization", "Bearer rahasia")
	if strings.Contains(log.String(), "rahasia") {
		t.Errorf("the log holds secrets:\n%s", log)
	}
}

// What takes long is found in the log with all that is needed to ask whom it hurt.
func TestSlowRequestsAreWarnings(t *testing.T) {
	route := serve.Route{Method: http.MethodGet, Pattern: "/biasa/{project}/", Kind: serve.JSON, Handle: says(serve.JSON, nil)}
	site, log := newServerWith(t, serve.Options{SlowFrom: 1}, route)
	call(t, http.MethodGet, site.URL+"/biasa/77/", "")
	for _, want := range []string{"level=WARN", `msg="slow request"`, "path=/biasa/77/", "route=/biasa/{project}/", "client=127.0.0.1", "account=0"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the line lacks %q:\n%s", want, log)
		}
	}
	quick, other := newServer(t, route)
	call(t, http.MethodGet, quick.URL+"/biasa/77/", "")
	if !strings.Contains(other.String(), "level=INFO msg=request") {
		t.Errorf("an ordinary request:\n%s", other)
	}
}
