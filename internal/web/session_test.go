package web_test

import (
	"net/http"
	"net/url"
	"testing"

	"takar/internal/auth"
)

// holding is a browser that holds exactly these cookies, as somebody would who has copied
// them.
func (s *site) holding(session string) *client {
	s.t.Helper()
	c := s.browser()
	base, err := url.Parse(c.base)
	must(s.t, err)
	c.http.Jar.SetCookies(base, []*http.Cookie{{Name: auth.SessionCookieName, Value: session, Path: "/"}})
	return c
}

// A session token that was known before a login, a logout or a new password is worth nothing
// afterwards, and so is the csrf token that went with it.
func TestSessionTokensChangeWithWhoTheyStandFor(t *testing.T) {
	s := newSite(t)
	planted, _ := auth.NewToken()
	c := s.holding(planted)
	csrf := func() string { return c.cookie(auth.CSRFCookieName) }
	session := func() string { return c.cookie(auth.SessionCookieName) }
	c.get("/accounts/login/")
	before := csrf()
	if got := c.submit("/accounts/login/", "/accounts/login/", url.Values{"login": {owner}, "password": {password}}); got.location() != "/dashboard/" {
		t.Fatalf("login: %d", got.status)
	}
	first, firstSecret := session(), csrf()
	if first == planted || firstSecret == before || s.holding(planted).inside() || !c.inside() {
		t.Errorf("the session that was planted lives on: session kept %v, csrf kept %v", first == planted, firstSecret == before)
	}

	// A copy of the session from before a new password is out, and this browser goes on.
	if got := c.submit("/accounts/password/change/", "/accounts/password/change/", url.Values{"oldpassword": {password}, "password1": {newPassword}, "password2": {newPassword}}); got.location() != "/accounts/profile/" {
		t.Fatalf("password: %d %.300s", got.status, got.body)
	}
	second := session()
	if second == first || csrf() == firstSecret || !c.inside() || s.holding(first).inside() {
		t.Errorf("a new password leaves the session as it was: session kept %v, csrf kept %v, a copy is inside %v", second == first, csrf() == firstSecret, s.holding(first).inside())
	}
	old := firstSecret
	if got := c.send(http.MethodPost, "/accounts/profile/sessions/", nil, auth.CSRFHeader, old); got.status != http.StatusForbidden {
		t.Errorf("the csrf token of the old session is taken: %d", got.status)
	}

	secret := csrf()
	c.submit("/accounts/logout/", "/accounts/logout/", nil)
	if session() != "" || csrf() == secret || s.holding(second).inside() {
		t.Errorf("after the logout: session %q, csrf kept %v, a copy is inside %v", session(), csrf() == secret, s.holding(second).inside())
	}
}
