package web_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"takar/internal/decimal"
	"takar/internal/demo"
	"takar/internal/rab"
)

// visibleRows counts the pekerjaan that are shown.
const visibleRows = `document.querySelectorAll("tbody tr:not([data-level]):not([hidden])").length`

func TestRekapSearchesFoldsAndFollowsChanges(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.project(c, "Gudang")
	ids := s.fill(c, project,
		work{uraian: "Galian tanah", koefisien: "1", price: "1000", volume: "2"},
		work{uraian: "Urugan pasir", koefisien: "1", price: "1000"},
		work{uraian: "Pondasi batu", koefisien: "1", price: "3000", volume: "1"})
	b := openTab(t, s.server.URL)
	b.logIn(owner)
	b.open(recapPath(project))
	foot := b.text("tfoot")

	// "/" leads to the search; the foot stays that of the whole project.
	b.do(chromedp.Evaluate[chromedp.Void](`document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "/", bubbles: true }))`))
	b.do(chromedp.KeyEvent("pasir urug"))
	b.until(visibleRows + " === 1")
	b.until(`document.querySelector("[data-said]").textContent === "1 dari 3 pekerjaan ditampilkan"`)
	if got := b.text("tfoot"); got != foot {
		t.Errorf("the search changed the foot to %q", got)
	}
	b.do(chromedp.KeyEvent(kb.Escape))
	b.until(visibleRows + " === 3")
	b.do(chromedp.SendKeys("[data-search]", "tidak ada"))
	b.until(visibleRows + " === 0")
	b.do(chromedp.KeyEvent(kb.Escape), chromedp.Click("[data-gaps]"))
	b.until(visibleRows + " === 1")
	b.do(chromedp.Click("[data-gaps]"))

	// Folding by mouse and keyboard; it is remembered.
	b.do(chromedp.Click(`[data-level="0"] .fold`))
	b.until(visibleRows + " === 0")
	b.until(`document.querySelector('[data-level="0"] .fold').getAttribute("aria-expanded") === "false"`)
	b.open(recapPath(project))
	b.until(visibleRows + " === 0")
	b.do(chromedp.Focus(`[data-level="0"] .fold`), chromedp.KeyEvent(kb.ArrowRight), chromedp.KeyEvent(kb.ArrowDown))
	b.until(`document.activeElement.closest("tr").dataset.level === "1"`)
	b.do(chromedp.KeyEvent(kb.ArrowLeft))
	b.until(visibleRows + " === 0")
	b.do(chromedp.Click("[data-open-all]"))
	b.until(visibleRows + " === 3")

	// Somebody else enters the missing volume: the page shows it without being reloaded.
	b.do(chromedp.Evaluate[chromedp.Void](`window.before = true`), chromedp.SendKeys("[data-search]", "urugan"))
	b.until(visibleRows + " === 1")
	volume := decimal.Some(decimal.MustParse("7"))
	_, done, err := s.SaveVolumes(t.Context(), s.visit(c, project), []rab.VolumeInput{{PekerjaanID: ids[1], Quantity: &volume}})
	must(t, err)
	b.until(`document.querySelector("tfoot").innerText !== ` + quoted(foot))
	if got := b.text("tfoot"); !strings.Contains(got, "13.200") { // 2 × 1.100 + 7 × 1.100 + 3.300
		t.Errorf("the foot is %q at revision %d", got, done.Revision)
	}
	b.until(`window.before && document.activeElement.matches("[data-search]") && document.activeElement.value === "urugan"`)
	b.until(visibleRows + " === 1")
}

func TestAllTabsFollowOneProject(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.project(c, "Gudang")
	ids := s.fill(c, project, work{uraian: "Galian", koefisien: "1", price: "1000", volume: "1"})
	b := openTab(t, s.server.URL)
	b.logIn(owner)
	b.open(recapPath(project))
	second := b.second()
	second.open(recapPath(project))
	for i, volume := range []string{"2", "3"} {
		quantity := decimal.Some(decimal.MustParse(volume))
		_, _, err := s.SaveVolumes(t.Context(), s.visit(c, project), []rab.VolumeInput{{PekerjaanID: ids[0], Quantity: &quantity}})
		must(t, err)
		shown := `document.querySelector("tbody tr:last-child .c-volume").innerText === ` + quoted(volume)
		second.until(shown)
		if i == 0 {
			b.until(shown)
			b.open("/dashboard/") // the first tab leaves, the second still follows
		}
	}
}

// A proxy without a server behind it refuses the stream; the page asks again until one is
// there, and shows what it missed.
func TestAPageComesBackToARefusedStream(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.project(c, "Gudang")
	ids := s.fill(c, project, work{uraian: "Galian", koefisien: "1", price: "1000", volume: "1"})
	var away atomic.Bool
	refused := make(chan struct{}, 100)
	away.Store(true)
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/events/") && away.Load() {
			w.WriteHeader(http.StatusBadGateway)
			refused <- struct{}{}
			return
		}
		s.server.Config.Handler.ServeHTTP(w, r)
	}))
	t.Cleanup(func() {
		s.App.Close() // event streams end first
		proxy.Close()
	})
	b := openTab(t, proxy.URL)
	b.logIn(owner)
	b.open(recapPath(project))
	asked := func() {
		select {
		case <-refused:
		case <-time.After(30 * time.Second):
			t.Fatal("the page does not ask for the stream")
		}
	}
	asked()
	quantity := decimal.Some(decimal.MustParse("2"))
	_, _, err := s.SaveVolumes(t.Context(), s.visit(c, project), []rab.VolumeInput{{PekerjaanID: ids[0], Quantity: &quantity}})
	must(t, err)
	asked() // again
	away.Store(false)
	b.until(`document.querySelector("tbody tr:last-child .c-volume").innerText === "2"`)
}

func TestThemeChoiceStays(t *testing.T) {
	s := newSite(t)
	b := openTab(t, s.server.URL)
	b.open("/accounts/login/")
	theme := func(want string) { b.until("document.documentElement.dataset.bsTheme === " + quoted(want)) }
	theme("light")
	b.do(chromedp.Click(`[data-theme-choice="dark"]`))
	theme("dark")
	b.open("/accounts/login/")
	theme("dark")
	b.until(`document.querySelector('[data-theme-choice="dark"]').getAttribute("aria-pressed") === "true"`)
	b.do(chromedp.Click(`[data-theme-choice="auto"]`))
	theme("light")
	call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}})
	theme("dark")
}

func TestLogoutFromTheMenuOfAKeptPage(t *testing.T) {
	s := newSite(t)
	project := s.project(s.as(owner), "Gudang")
	b := openTab(t, s.server.URL)
	b.logIn(owner)
	b.open(recapPath(project))
	b.do(chromedp.Click("[data-account] summary"), chromedp.KeyEvent(kb.Escape))
	b.until(`!document.querySelector("[data-account]").open`)
	b.do(chromedp.Click("[data-account] summary"), chromedp.Click("[data-logout]"))
	b.until(`location.pathname === "/accounts/login/"`)
	b.settled()
	if got := b.text(".note-good"); got != "Anda sudah keluar." {
		t.Errorf("the page says %q", got)
	}
}

// Paper holds the whole RAB without the controls of the screen.
func TestRekapOnPaper(t *testing.T) {
	s := newEmptySite(t)
	must(t, demo.Fill(t.Context(), s.App, password))
	b := openTab(t, s.server.URL)
	b.logIn(demo.People[0].Email)
	b.do(chromedp.Click(`.projects tbody tr:first-child .title`))
	b.until(`document.querySelector("[data-rekap]")`)
	b.settled()
	all := ask[int](b, `document.querySelectorAll("tbody tr").length`)
	b.do(chromedp.SendKeys("[data-search]", "beton"))
	b.until(fmt.Sprintf("%s < %d", visibleRows, all))
	call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
	b.do(chromedp.EmulateViewport(718, 1000)) // A4 between its margins
	shown := ask[int](b, `[...document.querySelectorAll("tbody tr")].filter((row) => row.offsetHeight > 0).length`)
	if shown != all {
		t.Errorf("%d of %d rows are printed", shown, all)
	}
	if !ask[bool](b, `document.querySelector("thead").offsetHeight > 10 && getComputedStyle(document.querySelector("tbody tr")).display === "table-row"`) {
		t.Error("paper shows no table but the cards of a phone")
	}
	if left := ask[int](b, `[...document.querySelectorAll(".bar, .steps-bar, .tools, .foot")].filter((part) => part.offsetHeight > 0).length`); left != 0 {
		t.Errorf("%d controls are printed", left)
	}
	if wide := ask[int](b, "document.documentElement.scrollWidth"); wide > 718 {
		t.Errorf("the printed table is %d wide, the paper 718", wide)
	}
	b.picture("rekap-print")
}
