package web_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"takar/internal/app"
)

// templateNames lists the templates that a person sees.
func (s *site) templateNames(name string) string {
	s.t.Helper()
	list, _, err := s.Templates(s.t.Context(), s.visit(s.as(name), 0), "", "")
	must(s.t, err)
	var names []string
	for _, template := range list {
		names = append(names, template.Name)
	}
	return strings.Join(names, ",")
}

// Defect 23: a saved template was there for every user of the system.
func TestDefect23ATemplateIsPrivateUntilItIsShared(t *testing.T) {
	l, _ := openList(t, work{uraian: "Galian", koefisien: "1", price: "1000", volume: "2"})
	save := func(name string, after func()) {
		l.tap(`[data-do="template-simpan"]`)
		l.do(chromedp.WaitVisible("#template-nama"), chromedp.SendKeys("#template-nama", name))
		after()
		l.do(chromedp.Click("dialog [data-apply]"))
		l.until(`!document.querySelector("dialog")`)
	}
	save("Rumah tipe 36", func() { l.inspect("template-simpan") })
	l.until(`document.querySelector(".notices").innerText.includes("Hanya Anda yang melihatnya")`)
	if got := l.site.templateNames(stranger); got != "" {
		t.Errorf("others see %q", got)
	}
	save("Ruko", func() { l.do(chromedp.SetValue("#template-siapa", "public")) })
	if got := l.site.templateNames(stranger); got != "Ruko" {
		t.Errorf("others see %q", got)
	}

	// Shared with one person, and no other.
	l.tap(`[data-do="template-pilih"]`)
	mine := `[...document.querySelectorAll("[data-list] label")].find((label) => label.innerText.includes("Rumah tipe 36"))`
	l.until(mine)
	l.do(chromedp.Evaluate[chromedp.Void](mine + `.click()`))
	l.until(`document.querySelector("[data-own]:not([hidden])")`)
	l.tap("[data-share]")
	l.do(chromedp.WaitVisible("#template-orang"), chromedp.SendKeys("#template-orang", stranger+"\r"))
	l.until(`document.querySelector("[data-people]")?.innerText.includes("orang-lain")`)
	l.axe("sharing a template")
	l.picture("template-bagikan")
	if got := l.site.templateNames(stranger) + "; " + l.site.templateNames(reader); !strings.Contains(got, "Rumah tipe 36") || !strings.HasSuffix(got, "; Ruko") {
		t.Errorf("seen: %q", got)
	}
}

// A project becomes a template, comes into another project with what is said beforehand, and
// goes again in one step.
func TestATemplateComesWithAPreviewAndGoesByUndo(t *testing.T) {
	l, _ := openList(t, work{uraian: "Galian", koefisien: "1", price: "1000", volume: "2"}, work{uraian: "Urugan", koefisien: "2"})
	_, _, err := l.site.CreateTemplate(t.Context(), l.site.visit(l.client, l.project), app.NewTemplate{Name: "Pagar", Description: "Pagar keliling"})
	must(t, err)
	l.tap(`[data-do="template-pilih"]`)
	l.until(`document.querySelector("[data-list] input")`)
	l.tap("[data-list] input")
	l.until(`document.querySelector("dialog [data-apply]:not(:disabled)")`)
	for _, want := range []string{"Pagar keliling", "1 klasifikasi, 1 sub-klasifikasi, 2 pekerjaan, 2 komponen", "2 kode pekerjaan sudah dipakai dan diganti: CUST-0001 menjadi CUST-0003", "Galian (m3)"} {
		if got := l.text("[data-detail]"); !strings.Contains(got, want) {
			t.Errorf("%q is missing in %q", want, got)
		}
	}
	l.inspect("template-pilih")
	l.do(chromedp.Click("dialog [data-apply]"))
	l.wantOutline("Struktur", "Tanah", "Galian", "Urugan", "Struktur", "Tanah", "Galian", "Urugan")
	l.until(`document.querySelector(".notices").innerText.includes("Template Pagar diimpor: 1 klasifikasi, 1 sub-klasifikasi, 2 pekerjaan")`)
	l.tap(".notice .btn")
	l.wantOutline("Struktur", "Tanah", "Galian", "Urugan")

	// From a file: one that is none is refused with a reason, the right one comes in.
	file := filepath.Join(t.TempDir(), "pagar.json")
	data, err := l.site.ExportTemplate(t.Context(), l.site.visit(l.client, l.project), app.NewTemplate{Name: "Pagar"})
	must(t, err)
	must(t, os.WriteFile(file, data[:len(data)/2], 0o600))
	l.tap(`[data-do="template-berkas"]`)
	l.do(chromedp.WaitVisible("#template-berkas"), chromedp.SetUploadFiles("#template-berkas", []string{file}))
	l.until(`document.querySelector("dialog [data-result].is-wrong")?.innerText.includes("bukan JSON yang utuh")`)
	l.axe("importing a file")
	l.picture("template-berkas")
	whole := filepath.Join(t.TempDir(), "pagar-utuh.json")
	must(t, os.WriteFile(whole, data, 0o600))
	l.do(chromedp.SetUploadFiles("#template-berkas", []string{whole}))
	l.until(`document.querySelector("dialog [data-apply]:not(:disabled)")`)
	l.do(chromedp.Click("dialog [data-apply]"))
	l.wantOutline("Struktur", "Tanah", "Galian", "Urugan", "Struktur", "Tanah", "Galian", "Urugan")
}

// Templates are brought in by those who may write; others take the list with them as a file.
func TestTheTemplateMenuFollowsRights(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.fillComplete(c)
	visit := s.visit(c, project)
	must(t, s.Share(t.Context(), visit, editor, app.Editor, false))
	must(t, s.Share(t.Context(), visit, reader, app.Reader, true))
	must(t, s.Share(t.Context(), visit, blind, app.Reader, false))
	imports, exports := []string{`data-do="template-pilih"`, "data-templates-dialog"}, `data-do="template-ekspor"`
	for _, name := range []string{owner, editor} {
		s.as(name).get(listPath(project)).holds(t, append(imports, exports)...)
	}
	for _, name := range []string{reader, blind} {
		got := s.as(name).get(listPath(project))
		got.holds(t, exports)
		got.lacks(t, imports...)
	}
	if got := s.as(stranger).get(listPath(project)); got.status != 404 {
		t.Errorf("a stranger gets %d", got.status)
	}
}
