package api_test

import (
	"bytes"
	"cmp"
	"net/http"
	"strings"
	"testing"

	"takar/internal/serve"
)

// Without its database a server says so, whatever it is asked for: 503 with a time to come
// back, never a fault of its own and never that something was stored.
func TestEveryRouteSaysThatTheDatabaseDoesNotAnswer(t *testing.T) {
	s := newStage(t)
	s.actor = owner
	s.as(owner)
	s.as(admin)
	type call struct {
		route   serve.Route
		path    string
		body    string
		content string
	}
	var calls []call
	for _, route := range s.routes {
		given, known := samples[route.Method+" "+route.Pattern]
		if strings.HasPrefix(route.Pattern, "/health/") || (!known && route.Method != http.MethodGet && strings.HasPrefix(route.Pattern, "/detail_project/api/")) {
			continue
		}
		made := call{route: route, content: cmp.Or(given.contentType, "text/plain")}
		if given.path != nil {
			made.path = given.path(s, route.Pattern)
		} else {
			made.path = placeless(s.path(route.Pattern))
		}
		if given.body != nil {
			made.body = bodyText(t, given.body(s))
		}
		calls = append(calls, made)
	}
	must(t, s.store.Close())
	down := 0
	for _, made := range calls {
		who := owner
		if made.route.Need == serve.Admin {
			who = admin
		}
		c := s.as(who)
		request := c.request(made.route.Method, made.path, bytes.NewReader([]byte(made.body)), http.Header{"Content-Type": {made.content}})
		request.Header.Set("Accept", "application/json")
		got := c.exchange(request)
		switch {
		case got.Status == http.StatusServiceUnavailable:
			down++
			if got.Header.Get("Retry-After") == "" || !bytes.Contains(got.Body, []byte(`"code":"DATABASE_DOWN"`)) {
				t.Errorf("%s %s: %v %s", made.route.Method, made.route.Pattern, got.Header, got.Body)
			}
		case got.Status >= 500:
			t.Errorf("%s %s: %d %s", made.route.Method, made.route.Pattern, got.Status, got.Body)
		case got.Status < 300 && made.route.Method != http.MethodGet && made.route.Write:
			t.Errorf("%s %s: %d although nothing can be stored", made.route.Method, made.route.Pattern, got.Status)
		}
	}
	if down < len(calls)/2 {
		t.Errorf("only %d of %d calls asked the database", down, len(calls))
	}
	s.as("").get("/health/live/").want(http.StatusOK)
	s.as("").get("/health/ready/").want(http.StatusServiceUnavailable)
	page := s.as(owner).get("/dashboard/").want(http.StatusServiceUnavailable)
	if !strings.Contains(string(page.Body), "Basis data sedang tidak menjawab") || page.Header.Get("Retry-After") == "" {
		t.Errorf("the page: %v %.300s", page.Header, page.Body)
	}
}

// placeless puts something in the places of an address that no sample fills.
func placeless(path string) string {
	for strings.Contains(path, "{") {
		before, after, _ := strings.Cut(path, "{")
		_, after, _ = strings.Cut(after, "}")
		path = before + "1" + after
	}
	return path
}
