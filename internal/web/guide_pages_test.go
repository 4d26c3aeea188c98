package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"takar/internal/ahsp"
	"takar/internal/demo"
	"takar/internal/serve"
)

// guidePicturesVariable names the directory for the pictures of the user guide.
const guidePicturesVariable = "TAKAR_TEST_GUIDE_PICTURES"

// noPage are routes of the pages that answer with something else: files to save, and ways
// to elsewhere.
var noPage = []string{
	"/", "/admin/login/", "/dashboard/export/excel/", "/dashboard/export/csv/", "/detail_project/{project}/", "/detail_project/{project}/detail-ahsp/", "/detail_project/{project}/detail-ahsp-gabungan/", "/detail_project/{project}/export-test/",
	"/referensi/admin/database/", "/referensi/audit/",
}

// demoPage is a page that the demo shows.
type demoPage struct {
	name  string // the last part of the address
	path  string
	guest bool

	route   serve.Route
	project string // of the demo, whose id stands in the path
}

// newDemo starts a server with the demo company, and lists every page that it has.
func newDemo(t *testing.T) (*site, []demoPage) {
	t.Helper()
	s := newEmptySite(t)
	must(t, demo.Fill(t.Context(), s.App, password))
	c := s.asDemo()
	first := func(listed, pattern string) string {
		found := regexp.MustCompile(pattern).FindStringSubmatch(c.get(listed).body)
		if found == nil {
			t.Fatalf("%s holds no %s", listed, pattern)
		}
		return found[1]
	}
	analysis, staging := first("/referensi/", `/referensi/ahsp/(\d+)/`), strings.Trim(strings.TrimPrefix(c.staged(), "/referensi/import/"), "/")
	project := first("/dashboard/", `/detail_project/(\d+)/`)
	samples := strings.NewReplacer("{project}", project, "{analysis}", analysis, "{staging}", staging,
		"{edition}", first("/referensi/admin-portal/", `/referensi/admin/editions/(\d+)/`),
		"{account}", first("/accounts/users/", `/accounts/users/(\d+)/`), "{token}", setupToken, "{page}", "volume-pekerjaan")
	questions := map[string]string{ // what an address without a question would not show
		"/detail_project/{project}/revisi/banding/": "?to=now&from=" + first(samples.Replace("/detail_project/{project}/revisi/"), `from=(\d+)`),
		"/referensi/admin/correct/":                 "?field=satuan&analysis=" + analysis,
		"/referensi/import/{staging}/correct/":      "?field=satuan&kode=1.1",
		"/referensi/admin/withdraw/":                "?sumber=" + url.QueryEscape(ahsp.StarterName),
	}
	var pages []demoPage
	for _, route := range s.routes {
		if route.Method != http.MethodGet || route.Kind != serve.Page || slices.Contains(noPage, route.Pattern) {
			continue
		}
		path := samples.Replace(route.Pattern)
		if strings.Contains(path, "{") {
			t.Errorf("%s: samples do not say what stands in the address", route.Pattern)
			continue
		}
		parts := strings.Split(strings.Trim(path, "/"), "/")
		p := demoPage{name: parts[len(parts)-1], path: path + questions[route.Pattern], guest: route.Need == serve.Public && !strings.Contains(path, "logout")}
		if of := regexp.MustCompile(`\{(\w+)\}/$`).FindStringSubmatch(route.Pattern); of != nil {
			p.name = of[1] // an id says nothing
		}
		if strings.HasSuffix(route.Pattern, "/project/{project}/") {
			p.name = "data-proyek"
		}
		if strings.HasPrefix(path, "/panduan/") {
			p.name, p.guest = "panduan", false // for everybody
		}
		p.route, p.project = route, project
		pages = append(pages, p)
	}
	return s, pages
}

// asDemo returns the browser of the owner of the demo's projects.
func (s *site) asDemo() *client { return s.as(demo.People[0].Email) }

var helpLink = regexp.MustCompile(`href="([^"]+)"[^>]* data-help`)

// The guide is read in another tab while one works, so the button is on every page, also
// without a script, and leads to the part about the page.
func TestEveryPageHasItsHelp(t *testing.T) {
	s, pages := newDemo(t)
	people := map[bool]*client{true: s.browser(), false: s.asDemo()}
	shown := map[string]string{}
	for _, p := range pages {
		got := people[p.guest].get(p.path)
		if got.status == http.StatusNotFound && strings.Contains(p.path, setupToken) {
			continue // the demo has an administrator
		}
		if got.status != http.StatusOK {
			t.Errorf("%s: %d to %q", p.path, got.status, got.location())
			continue
		}
		link := helpLink.FindStringSubmatch(got.body)
		switch {
		case strings.HasPrefix(p.path, "/panduan/"):
			if link != nil {
				t.Errorf("%s leads from the guide to the guide", p.path)
			}
			continue
		case link == nil || link[1] == "/panduan/":
			t.Errorf("%s (%s): the guide says nothing about it: add it to helpOn, or to the list of the workspace", p.path, p.name)
			continue
		}
		address, anchor, _ := strings.Cut(link[1], "#")
		if _, known := shown[address]; !known {
			answer := s.browser().get(address) // for guests, too
			if answer.status != http.StatusOK {
				t.Errorf("%s: its help %s answers %d", p.path, address, answer.status)
			}
			shown[address] = answer.body
		}
		if anchor != "" && !strings.Contains(shown[address], ` id="`+anchor+`"`) {
			t.Errorf("%s: %s has no %s", p.path, address, anchor)
		}
	}
}

func TestGuideIsServedToEverybody(t *testing.T) {
	s := newSite(t)
	guest := s.browser()
	contents := guest.get("/panduan/")
	contents.holds(t, `<h1 id="panduan-takar">Panduan Takar</h1>`, `href="/panduan/volume-pekerjaan/"`, `rel="next"`)
	contents.lacks(t, "data-account", "<style", "style=")
	s.as(reader).get("/panduan/volume-pekerjaan/").holds(t, "data-account", `rel="prev"`, `aria-current="page">Volume Pekerjaan`)
	if got := guest.get("/panduan/tidak-ada/"); got.status != http.StatusNotFound {
		t.Errorf("a page that is not there: %d", got.status)
	}
	picture := guest.get("/panduan/gambar/rekap-rab.webp")
	if picture.status != http.StatusOK || picture.header.Get("Content-Type") != "image/webp" || picture.body[8:12] != "WEBP" {
		t.Errorf("a picture: %d, %s", picture.status, picture.header.Get("Content-Type"))
	}
	if again := guest.get("/panduan/gambar/rekap-rab.webp", "If-None-Match", picture.header.Get("ETag")); again.status != http.StatusNotModified || again.body != "" {
		t.Errorf("a picture that the browser has: %d", again.status)
	}
	for _, path := range []string{"/panduan/gambar/tidak.webp", "/panduan/gambar/..%2fREADME.md"} {
		if got := guest.get(path); got.status != http.StatusNotFound {
			t.Errorf("%s: %d", path, got.status)
		}
	}
}

func TestGuideIsSearchedAndOpenedByKeys(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.fillComplete(c)
	b := openTab(t, s.server.URL)
	b.logIn(owner)
	b.open(fmt.Sprintf("/detail_project/%d/volume-pekerjaan/", project))
	b.until(`document.querySelector(".grid")`)
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("[data-help]").addEventListener("click", (event) => { event.preventDefault(); window.helped = (window.helped ?? 0) + 1 })`))
	b.do(chromedp.Focus("[data-search]"), chromedp.KeyEvent("?"))
	b.until(`document.querySelector("[data-search]").value === "?" && !window.helped`)
	b.do(chromedp.KeyEvent(kb.F1))
	b.until("window.helped === 1")
	b.do(chromedp.Evaluate[chromedp.Void](`document.activeElement.blur()`), chromedp.KeyEvent("?"))
	b.until("window.helped === 2")

	b.open(ask[string](b, `document.querySelector("[data-help]").getAttribute("href")`))
	b.until(`document.querySelector("h1").textContent === "Volume Pekerjaan"`)
	b.until(`!document.querySelector("[data-guide-find]").hidden`)
	b.do(chromedp.KeyEvent("/"))
	b.until(`document.activeElement.matches("[data-guide-search]")`)
	b.do(chromedp.KeyEvent("tidak tercantum di mana pun"))
	b.until(`document.querySelector("[data-guide-said]").textContent.startsWith("Tidak ada yang cocok")`)
	b.do(chromedp.KeyEvent(kb.Escape))
	b.until(`document.querySelector("[data-guide-said]").textContent === ""`)
	b.do(chromedp.KeyEvent("papan ketik"))
	b.until(`document.querySelector("[data-guide-said]").textContent.endsWith("hasil")`)
	b.do(chromedp.KeyEvent(kb.Enter))
	b.until(`location.pathname === "/panduan/papan-ketik/"`)
	b.settled()
	b.inspect("panduan")
}

// Every page of the program on the data of the demo: nothing on the console, nothing that
// axe-core objects to in light and dark. Pages come in by their routes. The pictures of the
// guide are taken here, when the variable says where to.
func TestEveryPageOnTheDemo(t *testing.T) {
	s, pages := newDemo(t)
	b := openTab(t, s.server.URL)
	if os.Getenv(guidePicturesVariable) != "" {
		b.expected = append(b.expected, "/panduan/gambar/") // pictures that are only being taken
	}
	loggedIn := false
	guests := slices.DeleteFunc(slices.Clone(pages), func(p demoPage) bool { return !p.guest })
	others := slices.DeleteFunc(pages, func(p demoPage) bool { return p.guest })
	for _, p := range append(guests, others...) {
		if strings.Contains(p.path, setupToken) {
			continue // the demo has an administrator; the journey of the first one is elsewhere
		}
		if !p.guest && !loggedIn {
			b.do(chromedp.EmulateViewport(1280, 800))
			b.logIn(demo.People[0].Email)
			loggedIn = true
		}
		b.do(chromedp.EmulateViewport(1280, 800))
		b.scheme("light")
		back := func() {}
		if p.name == "sampah" {
			back = s.discard(p.project)
		}
		b.open(p.path)
		b.quiet()
		b.guidePicture(p.name)
		b.inspect(p.name)
		back()
		if p.name == "dokumen" {
			b.do(chromedp.EmulateViewport(1280, 800), chromedp.Click("#rekap-rab [data-export]"))
			b.scheme("light")
			b.until(previewShown)
			b.guidePicture("ekspor")
		}
	}
}

// discard deletes a few things of the demo: its trash is empty. The function that it returns puts
// them back.
func (s *site) discard(demoProject string) (back func()) {
	s.t.Helper()
	c := s.asDemo()
	project, err := strconv.ParseInt(demoProject, 10, 64)
	must(s.t, err)
	view, err := s.View(s.t.Context(), s.visit(c, project))
	must(s.t, err)
	works := view.WorkList()
	s.drop(c, project, works[1].ID)
	s.drop(c, project, works[len(works)-1].HeadingID, works[0].ID)
	return func() { s.undo(c, project); s.undo(c, project) }
}

// scheme is that of the device.
func (b *tab) scheme(name string) {
	b.t.Helper()
	call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}, {Name: "prefers-reduced-motion", Value: "reduce"}},
	})
	b.until("!document.documentElement || document.documentElement.dataset.bsTheme === undefined || document.documentElement.dataset.bsTheme === " + quoted(name))
}

// quiet waits until nothing is fetched any more and grids show their rows.
func (b *tab) quiet() {
	b.t.Helper()
	b.until(`!document.querySelector(".is-loading, [aria-busy=true]") && [...document.querySelectorAll("[data-sheet]")].every((sheet) => sheet.querySelector(".slick-row"))`)
}

// guidePicture keeps what the window shows, when the guide shows it.
func (b *tab) guidePicture(name string) {
	b.t.Helper()
	directory := os.Getenv(guidePicturesVariable)
	if directory == "" || !strings.Contains(guideText(b.t), "](gambar/"+name+".webp)") {
		return
	}
	var picture []byte
	for quality := int64(60); quality >= 30 && (picture == nil || len(picture) > mostPicture); quality -= 10 {
		taken, err := chromedp.Call(b.ctx, page.CaptureScreenshot, page.CaptureScreenshotParams{Format: page.CaptureScreenshotFormatWebp, Quality: &quality})
		must(b.t, err)
		picture = taken.Data
	}
	must(b.t, os.MkdirAll(directory, 0o750))
	must(b.t, os.WriteFile(filepath.Join(directory, name+".webp"), picture, 0o600))
}

// mostPicture bounds the bytes of a picture: pictures of the guide are committed.
const mostPicture = 60_000

// guideText is the text of all pages of the guide.
func guideText(t testing.TB) string {
	t.Helper()
	files, err := filepath.Glob("../../docs/panduan/*.md")
	must(t, err)
	var all strings.Builder
	for _, file := range files {
		text, err := os.ReadFile(file)
		must(t, err)
		all.Write(text)
	}
	return all.String()
}
