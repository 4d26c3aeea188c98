package web_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// Somebody uploads the sample with a row that is wrong, goes on with the others, and copies
// one of them.
func TestUploadInABrowser(t *testing.T) {
	s := newSite(t)
	b := openTab(t, s.server.URL)
	b.logIn(owner)
	file := filepath.Join(t.TempDir(), "proyek.csv")
	must(t, os.WriteFile(file, []byte(uploadTitles+uploadRow("Pembangunan Gedung Serbaguna Desa Sukamaju", "5 Januari 2026")+
		uploadRow("Pasar", "besok")+uploadRow("Pembangunan gedung serbaguna desa Sukamaju", "2026-02-01")), 0o600))
	b.open(uploadPath)
	b.inspect("upload")
	b.do(chromedp.SetUploadFiles("#file", []string{file}), chromedp.Click(`form[enctype] button[type=submit]`))
	b.until(`document.querySelector("#hasil")`)
	b.settled()
	b.inspect("upload-preview")
	b.do(chromedp.Click(`section form button[type=submit]`))
	b.until(`document.querySelector(".projects")`)
	b.settled()
	if got := b.text(".note-good"); got != "2 proyek dibuat." {
		t.Errorf("the page says %q", got)
	}
	b.inspect("dashboard-uploaded")
	b.do(chromedp.Click(`.projects [data-row-menu] summary`), chromedp.Click(`.projects [data-row-menu][open] a[href^="/dashboard/project/"]`))
	b.until(`document.querySelector(".facts")`)
	b.do(chromedp.Click(`a[href$="/duplicate/"]`))
	b.until(`document.querySelector("#nama")`)
	b.settled()
	b.inspect("duplicate")
	b.do(chromedp.Click(`main form button[type=submit]`))
	b.until(`document.querySelector(".facts") && document.querySelector(".note-good")`)
}
