package serve_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

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
