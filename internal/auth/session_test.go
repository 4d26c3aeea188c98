package auth

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func publicURL(t testing.TB, text string) PublicURL {
	t.Helper()
	public, err := ParsePublicURL(text)
	if err != nil {
		t.Fatal(err)
	}
	return public
}

// request makes a request with headers given as "Name: value".
func request(method, target, body string, headers ...string) *http.Request {
	r := httptest.NewRequestWithContext(context.Background(), method, target, strings.NewReader(body))
	for _, header := range headers {
		name, value, _ := strings.Cut(header, ": ")
		if name == "Host" {
			r.Host = value
			continue
		}
		r.Header.Add(name, value)
	}
	return r
}

func TestTokensAreLongDifferentAndStoredOnlyAsHash(t *testing.T) {
	seen := make(map[string]bool)
	for range 1000 {
		token, hash := NewToken()
		if seen[token] {
			t.Fatal("a token was drawn twice")
		}
		seen[token] = true
		sum := sha256.Sum256([]byte(token))
		if hash != hex.EncodeToString(sum[:]) || hash != HashToken(token) {
			t.Errorf("hash of %q is %q", token, hash)
		}
		if strings.Contains(hash, token) {
			t.Error("the hash holds the token")
		}
		if got, ok := SessionToken(request("GET", "/", "", "Cookie: sessionid="+token)); !ok || got != token {
			t.Errorf("SessionToken = %q, %v; want the token of the cookie", got, ok)
		}
	}
}

func TestCookiesThatNoLoginMadeAreNoSession(t *testing.T) {
	token, _ := NewToken()
	for name, value := range map[string]string{
		"empty":            "",
		"short":            token[:42],
		"long":             token + "A",
		"foreign alphabet": "+" + token[1:],
		"quote":            `"` + token[1:],
		"other framework":  "abcdefghijklmnopqrstuvwxyz012345",
		"loose last bits":  strings.Repeat("A", 42) + "B",
		"sql":              "' OR 1=1 --" + token[11:],
		"huge":             strings.Repeat("A", 100_000),
	} {
		if got, ok := SessionToken(request("GET", "/", "", "Cookie: sessionid="+value)); ok {
			t.Errorf("%s: %.50q counts as a session", name, got)
		}
	}
	if _, ok := SessionToken(request("GET", "/", "")); ok {
		t.Error("no cookie counts as a session")
	}
}

func TestLoginAndLogoutCookies(t *testing.T) {
	token, _ := NewToken()
	for _, test := range []struct {
		public string
		secure bool
	}{{"", false}, {"http://server:8080", false}, {"https://takar.kantor.id", true}} {
		cookies := NewCookies(publicURL(t, test.public))

		w := httptest.NewRecorder()
		cookies.Login(w, token)
		session, csrf := cookieNamed(t, w, "sessionid"), cookieNamed(t, w, "csrftoken")
		if session.Value != token || session.MaxAge != 14*24*3600 || !session.HttpOnly {
			t.Errorf("session cookie %q", session.Raw)
		}
		if csrf.Value != SessionSecret(token) || csrf.MaxAge < 360*24*3600 || csrf.HttpOnly {
			t.Errorf("csrf cookie %q", csrf.Raw)
		}
		for _, cookie := range []*http.Cookie{session, csrf} {
			if cookie.Path != "/" || cookie.SameSite != http.SameSiteLaxMode || cookie.Domain != "" || cookie.Secure != test.secure {
				t.Errorf("public %q: cookie %q, want Secure %v", test.public, cookie.Raw, test.secure)
			}
		}

		w = httptest.NewRecorder()
		cookies.Logout(w)
		session, after := cookieNamed(t, w, "sessionid"), cookieNamed(t, w, "csrftoken")
		if session.Value != "" || session.MaxAge >= 0 || !session.HttpOnly || session.Secure != test.secure {
			t.Errorf("logout leaves the session cookie %q", session.Raw)
		}
		if after.Value == csrf.Value || !isSecret(after.Value, secretLength) {
			t.Errorf("logout leaves the csrf cookie %q", after.Raw)
		}
	}
}

func cookieNamed(t testing.TB, w *httptest.ResponseRecorder, name string) *http.Cookie {
	t.Helper()
	var found *http.Cookie
	for _, cookie := range w.Result().Cookies() {
		if cookie.Name == name {
			if found != nil {
				t.Fatalf("cookie %s is set twice", name)
			}
			found = cookie
		}
	}
	if found == nil {
		t.Fatalf("cookie %s is not set", name)
	}
	return found
}
