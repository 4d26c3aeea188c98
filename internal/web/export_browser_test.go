package web_test

import (
	"fmt"
	"net/http"
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
		parts, err := filepath.Glob(filepath.Join(directory, "*.crdownload")) // the file has its name before its content
		must(b.t, err)
		if len(files) > 0 && len(parts) == 0 && size(b.t, files[0]) > 0 {
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

func size(t testing.TB, file string) int64 {
	t.Helper()
	info, err := os.Stat(file)
	must(t, err)
	return info.Size()
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
	b.do(chromedp.Click(`.export-dialog [data-act="issue"]`))
	b.until(`document.querySelector(".question")?.innerText.includes("dokumen sebagian")`)
	b.do(chromedp.Click(".question .btn-primary"))
	b.until(`document.querySelector(".export-ready:not([hidden])")?.textContent.startsWith("Terbit sebagai nomor 1: Rencana anggaran biaya.")`)
	b.until(`document.querySelector("[data-issued] h3")?.innerText === "No. 1 Rencana anggaran biaya"`)
	if got := c.get(ask[string](b, `document.querySelector("[data-issued] a").getAttribute("href")`)); got.status != http.StatusOK || got.body == "" {
		t.Errorf("what was issued answers %d", got.status)
	}
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
	if !strings.HasPrefix(name, "Harga_Perkiraan_Sendiri_") || !strings.HasPrefix(content, "%PDF-") {
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

// heldTask lets a test say how far a document is that the server makes apart: window.held.
const heldTask = `{
	const real = window.fetch;
	window.fetch = async (address, init) => {
		if (window.held && String(address).includes("/export-status/")) {
			const told = await (await real(address, init)).json();
			return Response.json({...told, result: undefined, ...window.held});
		}
		if (window.held && String(address).includes("/cancel/")) {
			window.held = {status: "REVOKED", message: "Dibatalkan."};
			return Response.json({ok: true});
		}
		if (window.refusals > 0 && String(address).includes("/export/")) {
			window.refusals--;
			return Response.json({ok: false, message: "Server sedang sibuk."}, {status: 503});
		}
		return real(address, init);
	};
}`

// Long documents show how far they are, are given up, fail in plain words, and go on when the
// dialog is closed, also on the next page.
func TestLongDocumentsAreMadeBehindTheDialog(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.fillComplete(c)
	b := openTab(t, s.server.URL)
	files := b.saves()
	b.logIn(owner)
	b.open(documentPath(project))
	b.do(chromedp.Evaluate[chromedp.Void](heldTask), chromedp.Click("#paket [data-export]"))
	b.until(`document.querySelector(".export-dialog[open] .export-choices")`)
	const submit = `.export-dialog [type="submit"]`
	held := func(state string) {
		b.do(chromedp.Evaluate[chromedp.Void]("window.held = "+state), chromedp.Click(submit))
	}
	said := func(text string) {
		b.until(`document.querySelector(".export-progress")?.textContent.includes(` + quoted(text) + `)`)
	}
	held(`{status: "PROCESSING", progress: {progress: 40, done: 20, rows: 50}}`)
	said("40% · Baris 20 dari 50")
	b.until(`document.querySelector(".export-work progress").value === 40 && document.activeElement.textContent === "Batalkan"`)
	b.do(chromedp.Click(`.export-dialog [data-act="cancel"]`))
	said("Dibatalkan.")
	held(`{status: "FAILURE", error: "Terjadi kesalahan pada server. Coba lagi."}`)
	said("Gagal dibuat. Terjadi kesalahan pada server.")
	b.until(`document.querySelector('` + submit + `').textContent === "Coba lagi"`)
	held(`{status: "PROCESSING", progress: {progress: 10, done: 5, rows: 50}}`)
	said("10%")
	b.do(chromedp.Click(`.export-head [data-act="close"]`))
	b.until(`document.querySelector(".notice")?.innerText.includes("Paket dokumen RAB (PDF) sedang dibuat: 10%")`)

	b.open(recapPath(project))
	b.until(`document.querySelector(".notice .btn")?.textContent === "Unduh"`)
	b.do(chromedp.Click(".notice .btn"))
	if name, content := b.saved(files, "Paket*.pdf"); !strings.HasPrefix(content, "%PDF-") {
		t.Errorf("downloaded %s: %.20q", name, content)
	}
	b.do(chromedp.Evaluate[chromedp.Void](heldTask + "; window.refusals = 1"))
	b.openExport()
	b.do(chromedp.Click(submit))
	said("Server sedang sibuk")
	b.saved(files, "Rencana*.pdf")
}

// What a page shows goes into the document; reports are of the chosen weeks; on a phone the
// preview is behind a button.
func TestExportTakesOverWhatThePageShows(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project, _ := s.planned(c)
	b := openTab(t, s.server.URL)
	b.logIn(owner)
	source := func(part string) {
		b.until(previewShown + ` && new URL(document.querySelector(".export-preview img").src).searchParams.toString().includes(` + quoted(part) + `)`)
	}
	b.open(fmt.Sprintf("/detail_project/%d/rekap-kebutuhan/?tampilan=periode&dari=W02&sampai=W03&kategori=BHN", project))
	b.openExport()
	if told := b.text(".export-page"); !strings.Contains(told, "Minggu 2") || !strings.Contains(told, "Bahan") {
		t.Errorf("the dialog says of the page: %q", told)
	}
	source("kategori=BHN&period_mode=week_range&period_start=W02&period_end=W03&week_basis=project")
	if ask[bool](b, `Boolean(document.querySelector("#export-mode"))`) {
		t.Error("columns of the schedule are offered for the needs")
	}
	b.do(chromedp.Click("#export-page"))
	b.until(`document.querySelector("#export-period_mode")`)
	b.do(chromedp.SetValue("#export-period_mode", "month_range"))
	source("period_mode=month_range&period_start=2026-01&period_end=2026-05")
	b.do(chromedp.SetValue("#export-period_end", "2026-01"))
	source("period_start=2026-01&period_end=2026-01")

	b.open(schedulePath(project))
	b.openExport()
	b.do(chromedp.SetValue("#export-document", "laporan"))
	b.until(`document.querySelector("#export-report_type")`)
	b.do(chromedp.SetValue("#export-report_type", "weekly"))
	b.until(`document.querySelectorAll(".export-period-list input").length === 20`)
	all := `document.querySelectorAll(".export-periods button")`
	b.do(chromedp.Evaluate[chromedp.Void](all + `[1].click()`))
	b.until(`document.querySelector('.export-dialog [type="submit"]').disabled`)
	b.do(chromedp.Evaluate[chromedp.Void](all + `[0].click()`))
	b.until(`document.querySelector(".export-periods .hint").textContent === "20 laporan dalam satu berkas: minggu 1–20."`)
	b.do(chromedp.Evaluate[chromedp.Void](all+`[1].click()`), chromedp.Click("#export-weeks-2"), chromedp.Click("#export-weeks-3"))
	source("report_type=weekly&weeks=2%2C3")

	b.do(chromedp.EmulateViewport(360, 760))
	b.until(`document.querySelector(".export-preview").offsetHeight === 0`)
	b.do(chromedp.Click(".export-fold"))
	b.until(`document.querySelector(".export-preview").offsetHeight > 0 && document.documentElement.scrollWidth <= 360`)
}
