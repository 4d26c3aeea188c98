package serve_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"takar/internal/serve"
)

// While a server has as much to do as it may, everybody else is told so at once; whoever
// asks whether it lives, and whoever only listens, is answered.
func TestRequestsBeyondTheBoundAreRefusedAtOnce(t *testing.T) {
	entered, leave := make(chan struct{}), make(chan struct{})
	waits := func(r *serve.Request) error {
		entered <- struct{}{}
		<-leave
		return r.Send(http.StatusOK, "selesai")
	}
	site, _ := newServerWith(
		t, serve.Options{MaxRequests: 2},
		serve.Route{Method: http.MethodGet, Pattern: "/lama/", Kind: serve.JSON, Handle: waits},
		serve.Route{Method: http.MethodGet, Pattern: "/json/", Kind: serve.JSON, Handle: says(serve.JSON, nil)},
		serve.Route{Method: http.MethodGet, Pattern: "/halaman/", Kind: serve.Page, Handle: says(serve.Page, nil)},
		serve.Route{Method: http.MethodGet, Pattern: "/sehat/", Kind: serve.Plain, Handle: says(serve.Plain, nil)},
		serve.Route{Method: http.MethodGet, Pattern: "/aliran/", Kind: serve.JSON, Stream: true, Handle: says(serve.JSON, nil)},
	)
	var running sync.WaitGroup
	for range 2 {
		running.Go(func() {
			if answer, body := call(t, http.MethodGet, site.URL+"/lama/", ""); answer.StatusCode != http.StatusOK {
				t.Errorf("a request that had a place: %d %s", answer.StatusCode, body)
			}
		})
		<-entered
	}
	answer, body := call(t, http.MethodGet, site.URL+"/json/", "")
	if answer.StatusCode != http.StatusServiceUnavailable || answer.Header.Get("Retry-After") != "1" || !strings.Contains(body, `"code":"OVERLOADED"`) || !strings.Contains(body, `"retry_after":1`) {
		t.Errorf("JSON: %d %q %s", answer.StatusCode, answer.Header.Get("Retry-After"), body)
	}
	answer, body = call(t, http.MethodGet, site.URL+"/halaman/", "", "Accept", "text/html")
	if answer.StatusCode != http.StatusServiceUnavailable || answer.Header.Get("Retry-After") != "1" || !strings.HasPrefix(body, "<p>Server sedang") {
		t.Errorf("page: %d %q %s", answer.StatusCode, answer.Header.Get("Retry-After"), body)
	}
	for _, path := range []string{"/sehat/", "/aliran/"} {
		if answer, body := call(t, http.MethodGet, site.URL+path, ""); answer.StatusCode != http.StatusOK {
			t.Errorf("%s: %d %s", path, answer.StatusCode, body)
		}
	}
	close(leave)
	running.Wait()
	if answer, body := call(t, http.MethodGet, site.URL+"/json/", ""); answer.StatusCode != http.StatusOK {
		t.Errorf("afterwards: %d %s", answer.StatusCode, body)
	}
}
