package web_test

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// A new person signs up, says who they are, takes another password, and puts out a device
// that they left logged in somewhere.
func TestJourneyOfAnAccount(t *testing.T) {
	s := newSite(t)
	b := openTab(t, s.server.URL)
	b.open("/accounts/login/")
	b.do(chromedp.Click(`a[href="/accounts/signup/"]`))
	b.until(`document.querySelector("#password2")`)
	b.settled()
	b.inspect("signup")
	b.do(chromedp.SendKeys("#email", "tamu@contoh.id"), chromedp.SendKeys("#password1", "12345678"), chromedp.SendKeys("#password2", "12345678\r"))
	b.until(`document.querySelector("#password1-salah")`)
	b.settled()
	if focused := ask[string](b, "document.activeElement.id"); focused != "password1" || ask[string](b, "document.querySelector('#email').value") != "tamu@contoh.id" {
		t.Errorf("the focus is on %q, or what was typed is gone", focused)
	}
	b.inspect("signup-wrong")
	b.do(chromedp.SendKeys("#password1", newPassword), chromedp.SendKeys("#password2", newPassword+"\r"))
	b.until(`location.pathname === "/dashboard/"`)
	b.settled()
	b.inspect("dashboard-welcome")

	elsewhere := s.browser()
	if got := elsewhere.submit("/accounts/login/", "/accounts/login/", map[string][]string{"login": {"tamu"}, "password": {newPassword}}); got.location() != "/dashboard/" {
		t.Fatalf("the login elsewhere: %d", got.status)
	}
	b.do(chromedp.Click("[data-account] summary"))
	b.until(`document.querySelector("[data-account]").open`)
	if ask[bool](b, `[...document.querySelectorAll("[data-admin]")].some((link) => link.checkVisibility())`) {
		t.Error("the menu leads an ordinary person to the administration")
	}
	b.do(chromedp.Click(`.account-menu a[href="/accounts/profile/"]`))
	b.until(`document.querySelector(".devices")`)
	b.settled()
	b.inspect("profile")
	b.do(chromedp.SendKeys("#full_name", "Tamu Agung"), chromedp.Click(`form[action="/accounts/profile/"] button`))
	b.until(`document.querySelector(".note-good")`)
	b.settled()
	b.until(`document.querySelector("[data-account-name]").textContent === "Tamu Agung"`)
	b.do(chromedp.Click(`.devices li:not(.is-current) button`))
	b.until(`document.querySelector(".note-good")?.textContent === "1 perangkat dikeluarkan."`)
	b.settled()
	if elsewhere.inside() {
		t.Error("the other device is still in")
	}

	b.do(chromedp.Click(`.head a[href="/accounts/password/change/"]`))
	b.until(`document.querySelector("#oldpassword")`)
	b.settled()
	b.inspect("password")
	b.do(chromedp.SendKeys("#oldpassword", newPassword), chromedp.SendKeys("#password1", password), chromedp.SendKeys("#password2", password+"\r"))
	b.until(`document.querySelector(".note-good")?.textContent === "Kata sandi diganti."`)
	b.settled()

	// Ended from elsewhere, this tab is told when it asks for something.
	id := s.accountID("tamu")
	s.withAdmin()
	if got := s.as(admin).does(id, "deactivate"); got.location() == "" {
		t.Fatalf("%d", got.status)
	}
	b.open("/dashboard/")
	b.until(`document.querySelector(".note-warn")?.textContent.includes("dinonaktifkan pada")`)
	b.inspect("login-ended")
	for name, path := range map[string]string{"reset": "/accounts/password/reset/", "reset-done": "/accounts/password/reset/done/"} {
		b.open(path)
		b.inspect(name)
	}
}

// An administrator adds a person and passes the link on, which the person opens.
func TestJourneyOfAnAdministrator(t *testing.T) {
	s := newSite(t)
	s.withAdmin()
	b := openTab(t, s.server.URL)
	b.logIn(admin)
	b.do(chromedp.Click("[data-account] summary"))
	b.until(`document.querySelector('.account-menu a[href="/accounts/users/"]').checkVisibility()`)
	b.do(chromedp.Click(`.account-menu a[href="/accounts/users/"]`))
	b.until(`document.querySelector(".people")`)
	b.settled()
	b.inspect("people")
	b.do(chromedp.Click("#baru summary"), chromedp.SendKeys("#full_name", "Wahyu Nugroho"), chromedp.SendKeys("#email", "wahyu@contoh.id\r"))
	b.until(`document.querySelector("[data-link]")`)
	b.settled()
	b.until(`!document.querySelector("[data-copy]").hidden`)
	b.inspect("person-link")
	link := ask[string](b, `new URL(document.querySelector("[data-link]").value).pathname`)
	b.open("/accounts/logout/")
	b.do(chromedp.Click("main form button"))
	b.until(`location.pathname === "/accounts/login/"`)
	b.open(link)
	b.inspect("newpassword")
	b.do(chromedp.SendKeys("#password1", newPassword), chromedp.SendKeys("#password2", newPassword+"\r"))
	b.until(`location.pathname === "/accounts/login/" && document.querySelector(".note-good")`)
	b.settled()
	b.do(chromedp.SendKeys("#login", "wahyu"), chromedp.SendKeys("#password", newPassword+"\r"))
	b.until(`location.pathname === "/dashboard/"`)
	b.settled()
	b.expected = append(b.expected, "404")
	b.open(link)
	b.inspect("link-spent")
}
