package web_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/demo"
)

// The way of a new user: log in, make a project, open its Rekap RAB.
func TestJourneyFromLoginToRekap(t *testing.T) {
	s := newSite(t)
	b := openTab(t, s.server.URL)

	b.open("/")
	if got := b.address(); got != "/accounts/login/" {
		t.Fatalf("a visitor lands on %s", got)
	}
	b.inspect("login")
	b.do(chromedp.SendKeys("#login", owner+"@contoh.id"), chromedp.SendKeys("#password", "salah\r"))
	b.until(`document.querySelector(".note-bad")`)
	b.inspect("login-wrong")
	b.logIn(owner)
	b.until(`document.querySelector("[data-account-name]").textContent === "Si pemilik"`)

	b.inspect("dashboard-empty")
	b.do(chromedp.Click(`form[data-projects] button[type=submit]`))
	b.until(`document.querySelector(".wrong")`)
	b.settled()
	if focused := ask[string](b, "document.activeElement.id"); focused != "form-0-nama" {
		t.Errorf("the focus is on %q, not on the first wrong field", focused)
	}
	b.inspect("dashboard-wrong")

	b.do(
		chromedp.SendKeys("#form-0-nama", `Gedung <script>alert("x")</script> & "Aula"`),
		chromedp.SendKeys("#form-0-lokasi_project", "Kota Bandung"),
		chromedp.SendKeys("#form-0-nama_client", "Dinas PU"),
		chromedp.SendKeys("#form-0-sumber_dana", "APBD"),
		chromedp.SendKeys("#form-0-anggaran_owner", "1.500.000.000"),
		chromedp.SetValue("#form-0-tanggal_mulai", "2026-01-05"),
		chromedp.Click("[data-add]"),
	)
	b.do(chromedp.SendKeys("#form-1-nama", "Aula"), chromedp.Click(`form[data-projects] button[type=submit]`))
	b.until(`document.querySelector("#form-1-lokasi_project-salah")`)
	if rows := b.text(".projects"); rows != "(nothing)" {
		t.Errorf("something was stored although one of two projects is refused: %s", rows)
	}
	b.settled()
	b.do(
		chromedp.SendKeys("#form-1-lokasi_project", "Garut"), chromedp.SendKeys("#form-1-nama_client", "Dinas PU"),
		chromedp.SendKeys("#form-1-sumber_dana", "APBD"), chromedp.SendKeys("#form-1-anggaran_owner", "900000000"),
		chromedp.SetValue("#form-1-tanggal_mulai", "2026-02-01"),
		chromedp.Click(`form[data-projects] button[type=submit]`),
	)
	b.until(`document.querySelector(".projects")`)
	b.settled()
	if got := b.text(".note-good"); got != "2 proyek dibuat." {
		t.Errorf("the page says %q", got)
	}

	b.do(chromedp.Click(`.projects tbody tr:last-child .title`))
	b.until(`document.querySelector("[data-rekap]")`)
	b.settled()
	b.inspect("rekap-empty")
}

// What the pages of the demo show only after something was done; TestEveryPageOnTheDemo looks
// at each as it opens.
func TestPagesOfTheDemoAfterAClick(t *testing.T) {
	s := newEmptySite(t)
	must(t, demo.Fill(t.Context(), s.App, password))
	b := openTab(t, s.server.URL)
	b.logIn(demo.People[0].Email)
	b.open("/dashboard/?status_timeline=berjalan&anggaran_max=900.000.000&is_active=")
	b.inspect("dashboard-filter")
	b.open("/dashboard/")
	b.do(chromedp.Click(`.projects tbody tr:first-child .title`))
	b.until(`document.querySelector("[data-rekap]")`)
	b.settled()
	b.do(chromedp.Click("[data-menu] summary"), chromedp.Click(`[data-menu] [data-page="data-proyek"]`))
	b.until(`document.querySelector(".facts")`)
	b.settled()
	b.do(chromedp.Click(`.head .btn-primary`))
	b.until(`document.querySelector("input[name=version]")`)
	b.settled()
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelectorAll("details.more").forEach((part) => { part.open = true })`))
	b.inspect("edit-open")
	b.do(chromedp.Click(`.actions a`))
	b.until(`document.querySelector(".facts")`)
	b.do(chromedp.Click(`.head a[href$="/delete/"]`))
	b.until(`document.querySelector("main form[action$='/delete/']")`)
	b.expected = append(b.expected, "404")
	b.open("/tidak-ada/")
	b.inspect("error")
}

// The longest texts and the largest figures fit, on a phone too.
func TestPagesHoldExtremes(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	own := header(strings.Repeat("W", 200))
	own.LokasiProject, own.NamaClient, own.SumberDana = strings.Repeat("L", 255), strings.Repeat("m", 255), strings.Repeat("D", 255)
	own.AnggaranOwner = decimal.MustParse("999999999999999999.99")
	headers, err := s.CreateProjects(t.Context(), s.visit(c, 0), []app.NewProject{{Header: own}})
	must(t, err)
	project := headers[0].ID
	s.fill(c, project,
		work{uraian: strings.Repeat("U", 90), koefisien: "1", price: "999999999.99", volume: "99999999.999"},
		work{uraian: "Tanpa volume " + strings.Repeat("V", 70), koefisien: "1", price: "999999999.99", extra: "3"})
	b := openTab(t, s.server.URL)
	b.logIn(owner)
	for name, path := range map[string]string{"dashboard": "/dashboard/", "rekap": recapPath(project), "project": fmt.Sprintf("/dashboard/project/%d/", project)} {
		b.open(path)
		b.inspect("extreme-" + name)
	}
}
