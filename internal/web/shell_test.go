package web_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
)

// find types into the palette once it is open, and waits for its entries.
func (b *tab) find(text string) {
	b.t.Helper()
	b.do(chromedp.KeyEvent("k", chromedp.KeyModifiers(control)))
	b.until(`document.activeElement.matches(".palette-field")`)
	b.do(chromedp.KeyEvent(text))
	b.until(`document.querySelector(".palette-said").textContent !== "Memuat …"`)
}

func TestPaletteLeadsEverywhereByKeyboardAlone(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project, other := s.project(c, "Gudang Beras"), s.project(c, "Jembatan Gantung")
	ids := s.fill(c, project,
		work{uraian: "Galian tanah biasa", koefisien: "1", price: "1000", volume: "2"},
		work{uraian: "Urugan pasir", koefisien: "1", price: "1000"})
	b := openTab(t, s.server.URL)
	b.logIn(owner)

	b.find("beras gud") // words in any order
	b.do(chromedp.KeyEvent(kb.Enter))
	b.until(fmt.Sprintf("location.pathname.startsWith('/detail_project/%d/')", project))
	b.settled()

	b.find("tanah gali")
	if got := b.text(`.palette-option[aria-selected="true"]`); !strings.HasPrefix(got, "Galian tanah biasa") {
		t.Errorf("found %q", got)
	}
	b.inspect("palette")
	b.do(chromedp.KeyEvent(kb.Enter))
	b.until(fmt.Sprintf(`location.pathname.endsWith("/volume-pekerjaan/") && location.hash === "#p%d"`, ids[0]))
	b.settled()

	b.find("6")
	b.do(chromedp.KeyEvent(kb.Enter))
	b.until(`location.pathname.endsWith("/rekap-rab/")`)
	b.settled()
	b.open(recapPath(project) + fmt.Sprintf("#p%d", ids[1]))
	b.until(`document.activeElement.textContent.includes("Urugan pasir")`)

	// Escape leads back to where the focus was; a wrong letter is forgiven.
	b.do(chromedp.Focus("[data-search]"))
	b.find("jembtan")
	if got := b.text(`.palette-option[aria-selected="true"]`); !strings.HasPrefix(got, "Jembatan Gantung") {
		t.Errorf("found %q", got)
	}
	b.do(chromedp.KeyEvent(kb.Escape))
	b.until(`!document.querySelector("dialog") && document.activeElement.matches("[data-search]")`)
	b.find("qqqq")
	b.until(`document.querySelector(".palette-said").textContent === "Tidak ada yang cocok."`)
	b.do(chromedp.KeyEvent(kb.Escape))

	b.find("gelap")
	b.do(chromedp.KeyEvent(kb.Enter))
	b.until(`document.documentElement.dataset.bsTheme === "dark"`)
	b.find("ikut")
	b.do(chromedp.KeyEvent(kb.Enter))
	b.find("jembatan")
	b.do(chromedp.KeyEvent(kb.Enter))
	b.until("location.pathname === " + quoted(recapPath(other))) // the same page of the other project
	b.settled()
	b.find("keluar")
	b.do(chromedp.KeyEvent(kb.Enter))
	b.until(`location.pathname === "/accounts/login/"`)
	b.settled()
}

// The menu behind the name of a project knows all projects of the person, those too that
// the first answer has no room for.
func TestNameOfTheProjectLeadsToOthers(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	last := s.project(c, "Paling lama")
	many := make([]app.NewProject, 100)
	for i := range many {
		many[i].Header = header(fmt.Sprintf("Proyek nomor %d", i))
	}
	_, err := s.CreateProjects(t.Context(), s.visit(c, 0), many)
	must(t, err)
	present := s.project(c, "Sekarang")
	b := openTab(t, s.server.URL)
	b.logIn(owner)
	b.open(recapPath(present))
	b.do(chromedp.Click("[data-switch]"))
	b.until(`document.querySelectorAll(".palette-option").length === 99`) // all of the first answer but the present one
	if names := b.text(".palette-list"); strings.Contains(names, "Paling lama") || strings.Contains(names, "Sekarang") {
		t.Error("the oldest project or the present one is listed")
	}
	b.inspect("switcher")
	b.do(chromedp.KeyEvent("lama pal"))
	b.until(`document.querySelectorAll(".palette-option").length === 1`)
	b.do(chromedp.KeyEvent(kb.Enter))
	b.until("location.pathname === " + quoted(recapPath(last)))
	b.settled()
}

func TestTotalsAndTicksFollowTheEditsOfOthers(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.project(c, "Gudang")
	ids := s.fill(c, project,
		work{uraian: "Galian", koefisien: "1", price: "100000", volume: "2"}, work{uraian: "Urugan", koefisien: "1", price: "100000"})
	must(t, s.Share(t.Context(), s.visit(c, project), editor, app.Editor, true))
	b := openTab(t, s.server.URL)
	b.logIn(owner)
	b.open(recapPath(project))
	if got := strings.Join(strings.Fields(b.text("[data-totals]")), " "); got != "Biaya langsung 200.000 BUK 20.000 PPN 24.200 Total dibulatkan 240.000 sebagian 1 tanpa volume" {
		t.Errorf("at first: %q", got)
	}
	done := `document.querySelector('[data-steps] [data-page="volume-pekerjaan"]').hasAttribute("data-done")`
	if ask[bool](b, done) {
		t.Error("the step of volumes is ticked")
	}
	b.inspect("totals")

	volume := decimal.Some(decimal.MustParse("3"))
	started := time.Now()
	_, _, err := s.SaveVolumes(t.Context(), s.visit(s.as(editor), project), []rab.VolumeInput{{PekerjaanID: ids[1], Quantity: &volume}})
	must(t, err)
	b.until(`document.querySelector('[data-sum="dibulatkan"]').textContent === "610.000"`)
	t.Logf("shown %v after the edit began", time.Since(started))
	if got := strings.Join(strings.Fields(b.text("[data-totals]")), " "); got != "Biaya langsung 500.000 BUK 50.000 PPN 60.500 Total dibulatkan 610.000 +370.000 sejak dibuka" {
		t.Errorf("after the edit: %q", got)
	}
	if !ask[bool](b, done) {
		t.Error("the step of volumes is not ticked")
	}
	b.inspect("totals-moved")
	volume = decimal.Some(decimal.MustParse("0"))
	_, _, err = s.SaveVolumes(t.Context(), s.visit(s.as(editor), project), []rab.VolumeInput{{PekerjaanID: ids[1], Quantity: &volume}})
	must(t, err)
	b.until(`document.querySelector('[data-sum="dibulatkan"]').textContent === "240.000" && document.querySelector("[data-moved]").hidden`)
}

func TestTotalsWithoutTheRightToPricesCountVolumesOnly(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.project(c, "Gudang")
	s.fill(c, project, work{uraian: "Galian", koefisien: "1", price: "123456", volume: "2"}, work{uraian: "Urugan", koefisien: "1"})
	must(t, s.Share(t.Context(), s.visit(c, project), blind, app.Reader, false))
	foot := regexp.MustCompile(`(?s)<footer.*</footer>`).FindString(s.as(blind).get(recapPath(project)).body)
	if got := plainText(regexp.MustCompile(`<span[^>]* hidden>.*?</span>`).ReplaceAllString(foot, "")); !strings.Contains(got, "1 tanpa volume") || strings.Contains(got, "harga") || strings.Contains(got, "BUK") {
		t.Errorf("the foot says %q", got)
	}
}

// Questions and messages are ours: a page of its own tries them out.
func TestQuestionsAndMessages(t *testing.T) {
	b := openLab(t, "shell-lab.js", "")
	b.until("window.lab")
	b.do(chromedp.Focus("#before"), chromedp.Evaluate[chromedp.Void](`lab.ask({title: "Hapus 3 pekerjaan?", body: "Volumenya ikut terhapus.", choices: [{value: "hapus", label: "Hapus", danger: true}]}).then((answer) => { window.answer = answer })`))
	b.until(`document.activeElement.textContent === "Batal"`) // nothing is destroyed by a key too many
	b.inspect("question")
	b.do(chromedp.KeyEvent(kb.Escape))
	b.until(`window.answer === null && !document.querySelector("dialog") && document.activeElement.id === "before"`)
	b.do(chromedp.Evaluate[chromedp.Void](`lab.ask({title: "Simpan?", choices: [{value: "ya", label: "Simpan"}]}).then((answer) => { window.answer = answer })`), chromedp.KeyEvent(kb.Enter))
	b.until(`window.answer === "ya"`)

	b.do(chromedp.Evaluate[chromedp.Void](`lab.complain("Volume baris 3 ditolak."); lab.say("2 baris dihapus.", {label: "Urungkan", act: () => { window.undone = true }})`))
	b.until(`document.querySelectorAll("[aria-live=polite] .notice").length === 2`)
	b.inspect("messages")
	b.do(chromedp.Click(".notice .btn"))
	b.until(`window.undone && document.querySelectorAll(".notice").length === 1`)
	b.do(chromedp.Click(".notice-close"))
	b.until(`!document.querySelector(".notice")`)
}

// Browsers' own questions stop the page, speak another language, and cannot be styled
// (pages §13 defect 41).
func TestNoScriptUsesTheQuestionsOfTheBrowser(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "..", "web", "*.ts"))
	must(t, err)
	if len(files) < 10 {
		t.Fatalf("%d scripts", len(files))
	}
	own := regexp.MustCompile(`\b(alert|confirm|prompt)\(`)
	for _, file := range files {
		source, err := os.ReadFile(file)
		must(t, err)
		if found := own.FindString(string(source)); found != "" {
			t.Errorf("%s uses %s", file, found)
		}
	}
}

func TestProjectPagesShowTheSteps(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.fillComplete(c)
	for _, path := range []string{"", "edit/", "delete/", "duplicate/"} {
		got := c.get(fmt.Sprintf("/dashboard/project/%d/%s", project, path))
		if got.status != http.StatusOK {
			t.Fatalf("%s: %d", path, got.status)
		}
		got.holds(t, `data-page="rekap-rab"`, `data-done`, `data-page="data-proyek"`)
		got.lacks(t, "data-totals", "data-revision") // their own figures do not follow
	}
}
