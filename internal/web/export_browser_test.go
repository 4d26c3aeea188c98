package web_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"

	"takar/internal/app"
)

// saves makes the files that the browser downloads land in a directory, which it returns.
func (b *tab) saves() string {
	b.t.Helper()
	directory := b.t.TempDir()
	_, err := chromedp.CallBrowser(b.ctx, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{
		Behavior: browser.SetDownloadBehaviorBehaviorAllow, BrowserContextID: chromedp.FromContext(b.ctx).BrowserContextID, DownloadPath: directory,
	})
	must(b.t, err)
	return directory
}

// saved waits for a file that the browser downloads, and returns its name and content.
func (b *tab) saved(directory, pattern string) (name, content string) {
	b.t.Helper()
	deadline := time.Now().Add(stepLimit)
	for time.Now().Before(deadline) {
		files, err := filepath.Glob(filepath.Join(directory, pattern))
		must(b.t, err)
		if len(files) > 0 {
			data, err := os.ReadFile(files[0])
			must(b.t, err)
			return filepath.Base(files[0]), string(data)
		}
		b.until("true")
	}
	entries, err := os.ReadDir(directory)
	must(b.t, err)
	b.t.Fatalf("no %s was downloaded, but %v", pattern, entries)
	return "", ""
}

// openExport opens the dialog of exports of the page.
func (b *tab) openExport() {
	b.t.Helper()
	b.do(chromedp.Click("[data-export]"))
	b.until(`document.querySelector(".export-dialog[open] .export-choices")`)
}

const previewShown = `document.querySelector(".export-preview:not(.is-waiting) img:not([hidden])")?.complete`

// Dokumen shows every document of the project in its place, and what is missing.
func TestDocumentsAreExportedFromTheirPage(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.project(c, "Berlubang")
	s.fill(c, project, work{uraian: "Galian", koefisien: "1", price: "1000", volume: "2"}, work{uraian: "Urugan", koefisien: "1", extra: "2"}, work{uraian: "Dinding"})
	b := openTab(t, s.server.URL)
	b.logIn(owner)
	b.open(documentPath(project))
	b.do(chromedp.Click("#rekap-rab summary"))
	b.until(`document.querySelector("#rekap-rab .missing")?.textContent === "sebagian" && document.querySelector("#rekap-rab details[open]").innerText.includes("2 pekerjaan belum ada volume")`)
	b.inspect("dokumen")
	b.do(chromedp.Click("#rekap-rab [data-export]"))
	b.until(`document.querySelector(".export-findings[open]")?.innerText.includes("2 pekerjaan belum ada volume")`)
	b.until(previewShown)
	b.do(chromedp.Click(`.export-preview [data-act="zoom"]`))
	b.until(`document.querySelector(".export-sheet").scrollHeight > document.querySelector(".export-sheet").clientHeight`)
	b.do(chromedp.Click(`.export-findings a[href$="/volume-pekerjaan/"]`))
	b.until(`location.pathname.endsWith("/volume-pekerjaan/")`)
}

func TestExportFollowsWhatIsChosen(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.fillComplete(c)
	b := openTab(t, s.server.URL)
	files := b.saves()
	b.logIn(owner)
	b.open(recapPath(project))
	b.openExport()
	b.until(previewShown)
	if alt := ask[string](b, `document.querySelector(".export-preview img").alt`); !strings.HasPrefix(alt, "Pratinjau Rencana anggaran biaya, halaman 1 dari ") {
		t.Errorf("the picture is called %q", alt)
	}
	first := ask[string](b, `document.querySelector(".export-preview img").src`)
	b.do(chromedp.SetValue("#export-purpose", "hps"), chromedp.Click("#export-bobot"))
	b.until(previewShown + ` && document.querySelector(".export-preview img").src.includes("purpose=hps&bobot=1")`)
	if now := ask[string](b, `document.querySelector(".export-preview img").src`); now == first {
		t.Error("the preview did not follow")
	}
	b.do(chromedp.Click(`.export-preview [data-act="after"]`))
	b.until(previewShown + ` && document.querySelector(".export-preview img").alt.includes("halaman 2")`)
	b.inspect("ekspor")
	b.do(chromedp.Click(`.export-dialog [type="submit"]`))
	name, content := b.saved(files, "*.pdf")
	if !strings.HasPrefix(name, "Rencana_Anggaran_Biaya_") || !strings.HasPrefix(content, "%PDF-") {
		t.Errorf("downloaded %s: %.20q", name, content)
	}
	b.until(`document.querySelector(".export-ready:not([hidden]) a")?.textContent === ` + quoted(name))

	// What was chosen is there the next time; the dialog is left by its keys.
	b.do(chromedp.KeyEvent("\u001b"))
	b.until(`!document.querySelector(".export-dialog")`)
	b.openExport()
	b.until(`document.querySelector("#export-purpose").value === "hps" && document.querySelector("#export-bobot").checked`)
	b.do(chromedp.Click("#export-format-xlsx"))
	b.until(`document.querySelector('.export-dialog [type="submit"]').textContent === "Unduh Excel"`)
	b.do(chromedp.Click(`.export-dialog [type="submit"]`))
	if name, content := b.saved(files, "*.xlsx"); !strings.HasPrefix(content, "PK") {
		t.Errorf("downloaded %s: %.20q", name, content)
	}
	must(t, s.Share(t.Context(), s.visit(c, project), blind, app.Reader, false))
	other := openTab(t, s.server.URL)
	other.logIn(blind)
	other.open(fmt.Sprintf("/detail_project/%d/harga-items/", project))
	other.do(chromedp.Click("[data-export]"))
	other.until(`document.querySelector(".export-dialog .note")?.textContent.includes("tidak berhak melihat harga")`)
	other.until(`document.querySelector('.export-dialog [type="submit"]').disabled && document.querySelector(".export-preview").hidden`)
}
