package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"takar/internal/auth"
)

const (
	tokensPage = "/accounts/tokens/"
	endPage    = "/accounts/tokens/end/"
)

var shownToken = regexp.MustCompile(`tkr_[A-Za-z0-9]{49}`)

// wantedToken is a form for a token that may do everything.
func wantedToken(change map[string][]string) url.Values {
	form := url.Values{"name": {"Skrip harga"}, "days": {"90"}, "writes": {"false", "true"}, "prices": {"false", "true"}, "password": {password}}
	for name, values := range change {
		form[name] = values
	}
	return form
}

// byToken reads an address as a program would.
func (s *site) byToken(secret, path string, status int) {
	s.t.Helper()
	if got := s.browser().get(path, "Authorization", "Bearer "+secret); got.status != status {
		s.t.Errorf("%s by a token: %d, want %d: %.300s", path, got.status, status, got.body)
	}
}

func TestATokenIsMadeShownOnceAndRevoked(t *testing.T) {
	s := newSite(t)
	project, other := s.project(s.as(owner), "Balai"), s.project(s.as(owner), "Pasar")
	me := s.as(owner)
	me.get(tokensPage).holds(t, "Belum ada token", "Batasi pada proyek tertentu", "Balai", "Pasar")
	made := me.submit(tokensPage, tokensPage, wantedToken(map[string][]string{"projects": {strconv.FormatInt(project, 10)}}))
	secret := shownToken.FindString(made.body)
	if auth.CheckAPIToken(secret) != nil || made.header.Get("Cache-Control") != "private, no-store" {
		t.Fatalf("no token is shown, or it may be kept: %q %v", secret, made.header)
	}
	made.holds(t, "hanya ditampilkan sekali", "Membaca dan mengubah, dengan harga", "belum pernah dipakai")
	again := me.get(tokensPage)
	again.holds(t, "Skrip harga", "tkr_…"+secret[len(secret)-4:], "Balai")
	again.lacks(t, secret)

	recap := func(project int64) string {
		return "/detail_project/api/project/" + strconv.FormatInt(project, 10) + "/rekap/"
	}
	s.byToken(secret, recap(project), http.StatusOK)
	s.byToken(secret, recap(other), http.StatusNotFound)
	me.get(tokensPage).holds(t, "terakhir dipakai sekitar")

	id := regexp.MustCompile(`name="token" value="(\d+)"`).FindStringSubmatch(again.body)[1]
	s.as(editor).submit(tokensPage, endPage, url.Values{"token": {id}})
	s.byToken(secret, recap(project), http.StatusOK) // it is not theirs to revoke
	me.submit(tokensPage, endPage, url.Values{"token": {id}})
	s.byToken(secret, recap(project), http.StatusUnauthorized)
	me.get(tokensPage).holds(t, "Token dicabut.", "Yang sudah berakhir", "· dicabut ")
	me.submit(tokensPage, endPage, url.Values{"token": {id}}) // gone is gone
}

func TestTheFormForATokenSaysWhatIsWrongAndStoresNothing(t *testing.T) {
	s := newSite(t)
	s.project(s.as(owner), "Balai")
	strange := s.project(s.as(editor), "Milik orang")
	me := s.as(owner)
	for says, change := range map[string]map[string][]string{
		"Beri nama":                             {"name": {" "}},
		"paling banyak 60 huruf":                {"name": {strings.Repeat("n", 61)}},
		"karakter yang tidak dapat ditampilkan": {"name": {"a\u202eb"}},
		"Pilih masa berlaku":                    {"days": {"3650"}},
		"Salah satu proyek":                     {"projects": {strconv.FormatInt(strange, 10)}},
		"bukan kata sandi Anda":                 {"password": {"bukan-itu-9"}},
		"Isi kata sandi":                        {"password": {""}},
	} {
		got := me.submit(tokensPage, tokensPage, wantedToken(change))
		got.holds(t, says)
		if shownToken.MatchString(got.body) {
			t.Errorf("%s: a token is shown", says)
		}
	}
	me.get(tokensPage).holds(t, "Belum ada token")
}

func TestANewPasswordEndsTokensIfAsked(t *testing.T) {
	s := newSite(t)
	me := s.as(owner)
	secret := shownToken.FindString(me.submit(tokensPage, tokensPage, wantedToken(nil)).body)
	change := func(old, next string, tokens ...string) {
		t.Helper()
		got := me.submit("/accounts/password/change/", "/accounts/password/change/", url.Values{"oldpassword": {old}, "password1": {next}, "password2": {next}, "tokens": tokens})
		if got.location() != "/accounts/profile/" {
			t.Fatalf("%d %.300s", got.status, got.body)
		}
	}
	me.get("/accounts/password/change/").holds(t, "Cabut juga 1 token API")
	change(password, newPassword, "false")
	s.byToken(secret, "/accounts/me/", http.StatusOK)
	change(newPassword, password, "false", "true")
	s.byToken(secret, "/accounts/me/", http.StatusUnauthorized)
	me.get("/accounts/password/change/").lacks(t, "token API")
	me.get(tokensPage).holds(t, "dicabut bersama kata sandi yang lama")
}

// Somebody makes a token for a script, copies it, and takes it away again.
func TestJourneyOfAToken(t *testing.T) {
	s := newSite(t)
	s.project(s.as(owner), "Pembangunan Balai Pertemuan Desa Sukamaju")
	b := openTab(t, s.server.URL)
	b.logIn(owner)
	b.open("/accounts/profile/")
	b.do(chromedp.Click(`.head a[href="/accounts/tokens/"]`))
	b.until(`document.querySelector("#days")`)
	b.settled()
	b.do(chromedp.SendKeys("#name", "Pengambil harga mingguan"), chromedp.Click("#prices"), chromedp.Click(".token-reach summary"))
	b.until(`document.querySelector("[name=projects]").checkVisibility()`)
	b.do(chromedp.Click("[name=projects]"), chromedp.SendKeys("#password", "salah-sekali-8\r"))
	b.until(`document.querySelector("#password-salah")`)
	b.settled()
	if ask[string](b, `document.querySelector("#name").value`) == "" || !ask[bool](b, `document.querySelector("[name=projects]").checked`) {
		t.Error("what was typed is gone")
	}
	b.inspect("tokens-wrong")
	b.do(chromedp.SendKeys("#password", password+"\r"))
	b.until(`document.querySelector("[data-link]")?.value.startsWith("tkr_")`)
	b.settled()
	b.until(`!document.querySelector("[data-copy]").hidden`)
	b.do(chromedp.Click(".token-end summary"))
	b.until(`document.querySelector(".token-end button").checkVisibility()`)
	b.inspect("tokens-made")
	b.do(chromedp.Click(".token-end button"))
	b.until(`document.querySelector(".note-good")?.textContent.startsWith("Token dicabut.")`)
	b.settled()
	b.until(`document.querySelector(".empty")`)
}
