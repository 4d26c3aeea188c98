package auth

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

func TestLocalTargetsAreFollowed(t *testing.T) {
	for next, want := range map[string]string{
		"/":                                 "/",
		"/dashboard/":                       "/dashboard/",
		"/detail_project/160/rekap-rab/":    "/detail_project/160/rekap-rab/",
		"/dashboard/?q=a%20b&page=2#baris3": "/dashboard/?q=a%20b&page=2#baris3",
		"/dashboard/?kembali=https://x.id/": "/dashboard/?kembali=https://x.id/",
		"/a b/é":                            "/a%20b/%C3%A9",
		"/a//b":                             "/a//b",
		"/a:b@c":                            "/a:b@c",
		"/accounts/loginx/":                 "/accounts/loginx/",
	} {
		if got, ok := SafeNext(next); !ok || got != want {
			t.Errorf("SafeNext(%q) = %q, %v; want %q", next, got, ok, want)
		}
	}
}

var hostileTargets = []string{
	"", " ", "dashboard/", "?x", "#x", "*", ".",
	"//jahat.example", "//jahat.example/x", "///jahat.example", "////jahat.example/%2e%2e",
	`/\jahat.example`, `\/jahat.example`, `\\jahat.example`, `/\/jahat.example`, `/a\b`, "/%5cjahat.example", "/%5Cjahat.example",
	"/%2fjahat.example", "/%2F%2Fjahat.example",
	"http://jahat.example", "https:jahat.example", "https:/jahat.example", "HTTPS://jahat.example", "javascript:alert(1)", "data:text/html,x",
	"/\tjahat", "/\t/jahat.example", "\t//jahat.example", "/\n/jahat.example", "/\r\nSet-Cookie: a=b", "/%0d%0aSet-Cookie:%20a=b", "/%00", "/\x00", "/\x7f",
	" //jahat.example", " /dashboard/", "\u00a0/dashboard/", "/\u0085x", "/\u2028x", "/\u200b/x", "/\ufeff",
	"/./x", "/../x", "/a/../b", "/..//jahat.example", "/.//jahat.example", "/%2e%2e//jahat.example", "/a/%2e%2e/b", "/..",
	"/%zz", "/\xff", "/%ff", "/a#%0a",
	"/accounts/login/", "/accounts/login", "/accounts/login/?next=/accounts/login/", "/ACCOUNTS/login/", "/accounts/logout/", "/accounts/%6cogin/", "/admin/login/",
	"@jahat.example", "/" + strings.Repeat("a", 2048), "/" + strings.Repeat("é", 1000),
}

func TestHostileTargetsAreRefused(t *testing.T) {
	for _, next := range hostileTargets {
		if got, ok := SafeNext(next); ok || got != "" && strings.HasPrefix(got, "//") {
			t.Errorf("SafeNext(%.60q) = %.60q, %v", next, got, ok)
		}
	}
}

func FuzzSafeNext(f *testing.F) {
	for _, next := range hostileTargets {
		f.Add(next)
	}
	f.Add("/dashboard/?q=1#x")
	f.Add("/a b/é?x= y")
	base, err := url.Parse("https://takar.test/accounts/login/?next=x")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, next string) {
		path, ok := SafeNext(next)
		if !ok {
			return
		}
		if again, ok := SafeNext(path); !ok || again != path {
			t.Errorf("SafeNext(%q) = %q, but that gives %q, %v", next, path, again, ok)
		}
		w := httptest.NewRecorder()
		http.Redirect(w, httptest.NewRequestWithContext(t.Context(), http.MethodPost, base.String(), nil), path, http.StatusFound)
		for _, target := range []string{path, w.Header().Get("Location")} {
			resolved, err := base.Parse(target)
			if err != nil || resolved.Scheme != "https" || resolved.Host != "takar.test" {
				t.Errorf("SafeNext(%q) = %q leads to %v (%v)", next, target, resolved, err)
			}
			if leavesInABrowser(target) {
				t.Errorf("SafeNext(%q) = %q leaves the server in a browser", next, target)
			}
		}
	})
}

// leavesInABrowser reads an address as browsers do: controls and blanks around
// it and tabs and line ends inside vanish, a backslash is a slash, and then
// two slashes in front or a scheme name another host.
func leavesInABrowser(target string) bool {
	target = strings.TrimFunc(target, func(r rune) bool { return r <= ' ' })
	target = strings.NewReplacer("\t", "", "\n", "", "\r", "", `\`, "/").Replace(target)
	return !strings.HasPrefix(target, "/") || strings.HasPrefix(target, "//")
}
