package web_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"takar/internal/auth"
	"takar/internal/serve"
)

// loginMarks are the texts by which a client knows that it was not let in (api §2.4).
var loginMarks = []string{"Masuk ke Sistem", "WELCOME SIMPANSE", "account_login", `name="login"`, `action="/accounts/login/"`}

func TestLoginOutcomes(t *testing.T) {
	s := newSite(t)
	tests := []struct {
		name, login, password, next string
		status                      int
		location, says              string
	}{
		{"by e-mail", owner + "@contoh.id", password, "", http.StatusFound, "/dashboard/", ""},
		{"by e-mail in capitals", strings.ToUpper(owner) + "@CONTOH.ID", password, "", http.StatusFound, "/dashboard/", ""},
		{"by user name", owner, password, "", http.StatusFound, "/dashboard/", ""},
		{"with a target", owner, password, "/detail_project/7/rekap-rab/?a=b", http.StatusFound, "/detail_project/7/rekap-rab/?a=b", ""},
		{"wrong password", owner, "salah", "", http.StatusOK, "", "E-mail/nama pengguna atau kata sandi salah."},
		{"nobody", "siapa@contoh.id", "salah", "", http.StatusOK, "", "E-mail/nama pengguna atau kata sandi salah."},
		{"no name", "", password, "", http.StatusOK, "", "Wajib diisi."},
		{"no password", owner, "", "", http.StatusOK, "", "Wajib diisi."},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := s.browser()
			before := c.get(serve.LoginPath).header.Get("Set-Cookie")
			got := c.submit(serve.LoginPath, serve.LoginPath, url.Values{"login": {test.login}, "password": {test.password}, "next": {test.next}})
			if got.status != test.status || got.location() != test.location {
				t.Fatalf("status %d to %q, want %d to %q", got.status, got.location(), test.status, test.location)
			}
			session := c.cookie(auth.SessionCookieName)
			if (session != "") != (test.location != "") {
				t.Errorf("session cookie %q", session)
			}
			if test.location != "" {
				if strings.Contains(before, c.cookie(auth.CSRFCookieName)) {
					t.Error("the csrf token from before the login is still in use")
				}
				return
			}
			got.holds(t, test.says, loginMarks[3], loginMarks[4])
			if test.password != "" {
				got.lacks(t, `value="`+test.password+`"`)
			}
			if test.login != "" {
				got.holds(t, `value="`+test.login+`"`)
			}
		})
	}
}

func TestLoginNeverLeadsToAnotherHost(t *testing.T) {
	s := newSite(t)
	for _, next := range []string{
		"https://jahat.example/", "//jahat.example/", `/\jahat.example/`, "/\t/jahat.example/", "javascript:alert(1)", "/accounts/login/", "/accounts/logout/", "dashboard/",
	} {
		c := s.browser()
		form := url.Values{"login": {owner}, "password": {password}}
		if got := c.submit(serve.LoginPath+"?next="+url.QueryEscape(next), serve.LoginPath+"?next="+url.QueryEscape(next), form); got.location() != "/dashboard/" {
			t.Errorf("next %q in the address leads to %q", next, got.location())
		}
		c = s.browser()
		form.Set("next", next)
		if got := c.submit(serve.LoginPath, serve.LoginPath, form); got.location() != "/dashboard/" {
			t.Errorf("next %q in the form leads to %q", next, got.location())
		}
	}
}

func TestLoginPageSendsThoseWhoAreInOnwards(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	for path, want := range map[string]string{
		"/": "/dashboard/", serve.LoginPath: "/dashboard/", serve.LoginPath + "?next=/detail_project/3/": "/detail_project/3/",
		serve.LoginPath + "?next=//jahat.example": "/dashboard/",
	} {
		if got := c.get(path); got.status != http.StatusFound || got.location() != want {
			t.Errorf("%s: %d to %q, want %q", path, got.status, got.location(), want)
		}
	}
	form := url.Values{"login": {reader}, "password": {password}}
	if got := c.submit("/dashboard/", serve.LoginPath, form); got.status != http.StatusFound || got.location() != "/dashboard/" {
		t.Errorf("a second login: %d to %q", got.status, got.location())
	}
}

func TestVisitorsAreSentToTheLogin(t *testing.T) {
	s := newSite(t)
	c := s.browser()
	for path, want := range map[string]string{
		"/":                                "/accounts/login/",
		"/dashboard/?search=a&page=2":      "/accounts/login/?next=" + url.QueryEscape("/dashboard/?search=a&page=2"),
		"/dashboard/project/1/edit/":       "/accounts/login/?next=" + url.QueryEscape("/dashboard/project/1/edit/"),
		"/detail_project/1/rekap-rab/":     "/accounts/login/?next=" + url.QueryEscape("/detail_project/1/rekap-rab/"),
		"/accounts/logout/":                "/",
		"/admin/login/":                    "/accounts/login/?next=" + url.QueryEscape("/admin/"),
		"/admin/login/?next=/admin/orang/": "/accounts/login/?next=" + url.QueryEscape("/admin/orang/"),
	} {
		if got := c.get(path); got.status != http.StatusFound || got.location() != want {
			t.Errorf("%s: %d to %q, want %q", path, got.status, got.location(), want)
		}
	}
}

func TestTooManyFailedLoginsAskForPatience(t *testing.T) {
	s := newSite(t)
	c := s.browser()
	for range 5 {
		c.submit(serve.LoginPath, serve.LoginPath, url.Values{"login": {owner}, "password": {"salah"}})
	}
	got := c.submit(serve.LoginPath, serve.LoginPath, url.Values{"login": {owner}, "password": {password}})
	wait, err := strconv.Atoi(got.header.Get("Retry-After"))
	if got.status != http.StatusTooManyRequests || err != nil || wait < 1 || wait > 300 {
		t.Fatalf("status %d, Retry-After %q", got.status, got.header.Get("Retry-After"))
	}
	got.holds(t, "Terlalu banyak percobaan masuk", `name="login"`)
}

func TestLogoutEndsTheSession(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	c.get("/accounts/logout/").holds(t, "Keluar dari Takar?")
	session := c.cookie(auth.SessionCookieName)
	if got := c.submit("/accounts/logout/", "/accounts/logout/", nil); got.status != http.StatusFound || got.location() != "/" {
		t.Fatalf("logout: %d to %q", got.status, got.location())
	}
	c.get(serve.LoginPath).holds(t, "Anda sudah keluar.")
	c.get(serve.LoginPath).lacks(t, "Anda sudah keluar.") // said once
	thief := s.browser()
	if got := thief.get("/dashboard/", "Cookie", auth.SessionCookieName+"="+session); got.status != http.StatusFound {
		t.Errorf("the session of before still opens the dashboard: %d", got.status)
	}
}

func TestPagesBehindTheLoginCarryNoLoginMarks(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.project(c, "Gedung")
	must(t, s.EnsureStarter(t.Context()))
	s.visit(c, 0)
	library, _ := s.Library()
	analysis := strconv.FormatInt(library.All(0)[0].ID, 10)
	seen := 0
	for _, route := range s.routes {
		if route.Method != http.MethodGet || (route.Need == serve.Public && route.Pattern != "/accounts/logout/") {
			continue
		}
		path := strings.NewReplacer("{project}", strconv.FormatInt(project, 10), "{analysis}", analysis).Replace(route.Pattern)
		got := c.get(path)
		if got.status != http.StatusOK && got.status != http.StatusFound && (route.Need != serve.Admin || got.status != http.StatusForbidden) {
			t.Errorf("%s: %d", path, got.status)
		}
		got.lacks(t, loginMarks...)
		seen++
	}
	if seen < 7 {
		t.Errorf("only %d pages were looked at", seen)
	}
	c.get("/tidak-ada/").lacks(t, loginMarks...)
}

func TestFormsNeedTheirToken(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.project(c, "Gedung")
	for _, route := range s.routes {
		if route.Method != http.MethodPost {
			continue
		}
		path := strings.NewReplacer("{project}", strconv.FormatInt(project, 10), "{token}", setupToken).Replace(route.Pattern)
		got := c.send(http.MethodPost, path, strings.NewReader("nama=x"), "Content-Type", "application/x-www-form-urlencoded")
		if got.status != http.StatusForbidden || !strings.Contains(got.header.Get("Content-Type"), "text/html") {
			t.Errorf("%s without a token: %d %s", path, got.status, got.header.Get("Content-Type"))
		}
	}
}

func TestSetupPageMakesTheFirstAdministratorOnce(t *testing.T) {
	s := newEmptySite(t)
	c := s.browser()
	const path = "/accounts/setup/" + setupToken + "/"
	if got := c.get("/accounts/setup/lain/"); got.status != http.StatusNotFound {
		t.Errorf("a wrong token: %d", got.status)
	}
	refused := c.submit(path, path, url.Values{"email": {"bukan-alamat"}, "password": {"123"}, "password2": {"123"}, "full_name": {"Ratna <Karya>"}})
	refused.holds(t, "Alamat e-mail tidak sah", "Kata sandi terlalu pendek", "Ratna &lt;Karya&gt;", `aria-invalid="true"`)
	if refused.status != http.StatusOK {
		t.Errorf("a refused form: %d", refused.status)
	}
	form := url.Values{"email": {"ratna@contoh.id"}, "password": {password}, "password2": {password + "x"}}
	c.submit(path, path, form).holds(t, "Kedua kata sandi tidak sama")
	form.Set("password2", password)
	if got := c.submit(path, path, form); got.status != http.StatusFound || got.location() != "/dashboard/" {
		t.Fatalf("set-up: %d to %q\n%s", got.status, got.location(), mainOf(got.body))
	}
	if got := c.get("/dashboard/"); got.status != http.StatusOK {
		t.Errorf("the new administrator is not logged in: %d", got.status)
	}
	accounts, err := s.Accounts(t.Context())
	must(t, err)
	if len(accounts) != 1 || !accounts[0].IsAdmin || accounts[0].UserName != "ratna" {
		t.Errorf("accounts %+v", accounts)
	}
	if got := s.browser().get(path); got.status != http.StatusNotFound {
		t.Errorf("the page after its use: %d", got.status)
	}
}
