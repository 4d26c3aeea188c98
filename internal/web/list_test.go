package web_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"takar/internal/rab"
)

func listPath(project int64) string {
	return fmt.Sprintf("/detail_project/%d/list-pekerjaan/", project)
}

// Columns of List Pekerjaan.
const (
	listName   = 1
	listSource = 2
	listUnit   = 4
	listVolume = 5
)

// list is the page List Pekerjaan with what stands in the store behind it.
type list struct {
	*grid

	site    *site
	client  *client
	project int64
}

func openList(t *testing.T, fill ...work) (*list, []int64) {
	t.Helper()
	s := newSite(t)
	must(t, s.EnsureStarter(t.Context()))
	c := s.as(owner)
	l := &list{site: s, client: c, project: s.project(c, "Gudang")}
	var ids []int64
	if len(fill) > 0 {
		ids = s.fill(c, l.project, fill...)
	}
	b := openTab(t, s.server.URL)
	b.logIn(owner)
	l.grid = &grid{b}
	l.again()
	return l, ids
}

// again opens the page anew.
func (l *list) again() {
	l.t.Helper()
	l.open(listPath(l.project))
	l.until(`document.querySelector(".grid-frame")`)
}

// wantOutline waits until the page shows these headings and pekerjaan, and the store agrees.
func (l *list) wantOutline(want ...string) {
	l.t.Helper()
	l.until(fmt.Sprintf(`[...document.querySelectorAll(".slick-row")].sort((a, b) => a.dataset.row - b.dataset.row)
		.map((row) => row.querySelector(".l1")?.innerText).filter((text) => text !== undefined).join("|") === %s`, quoted(strings.Join(want, "|"))))
	l.wantSaved()
	view, err := l.site.View(l.t.Context(), l.site.visit(l.client, l.project))
	must(l.t, err)
	var got []string
	for _, k := range view.Klasifikasi() {
		got = append(got, k.Name)
		for _, s := range view.SubKlasifikasi(k.ID) {
			got = append(got, s.Name)
			for _, q := range view.PekerjaanOf(s.ID) {
				got = append(got, q.Uraian)
			}
		}
	}
	if strings.Join(got, "|") != strings.Join(want, "|") {
		l.t.Errorf("stored: %v, want %v", got, want)
	}
}

// name types the text of the row that was just added.
func (l *list) name(row int, text string) {
	l.t.Helper()
	l.wantCursor(row, listName)
	for _, letter := range text {
		l.press(string(letter))
	}
	l.press(kb.Enter)
}

// From an empty project to three pekerjaan under two headings, by keys alone.
func TestAWorkListIsBuiltByKeyboard(t *testing.T) {
	l, _ := openList(t)
	l.until(`document.querySelector("[data-first]:not([hidden])")`)
	l.with(control, kb.Enter)
	l.name(0, "Tanah")
	l.wantOutline("Tanah")
	l.with(control, kb.Enter) // a klasifikasi alone gets its first sub
	l.name(1, "Galian")
	l.wantOutline("Tanah", "Galian")
	l.with(control, kb.Enter)
	l.name(2, "Papan nama")
	l.wantOutline("Tanah", "Galian", "Papan nama")
	l.with(control, kb.Enter)
	l.name(3, "Gudang alat")
	l.wantOutline("Tanah", "Galian", "Papan nama", "Gudang alat")
	l.press(kb.Tab, kb.ArrowDown)
	l.with(chromedp.ModifierAlt, "b")
	l.name(4, "Beton")
	l.wantOutline("Tanah", "Galian", "Papan nama", "Gudang alat", "Beton")

	// One from the library, found although it is misspelt.
	l.with(chromedp.ModifierAlt, "p")
	l.until(`document.activeElement?.id === "pustaka-cari"`)
	for _, letter := range "betn mutu" {
		l.press(string(letter))
	}
	l.until(`document.querySelector(".library-hits input")`)
	l.until(`document.querySelector(".library-components td")`)
	l.press(kb.ArrowDown, " ")
	l.until(`document.querySelector(".library-hits input:checked")`)
	l.axe("library")
	l.picture("list-library")
	l.with(control, kb.Enter)
	l.until(`document.querySelector('.slick-row[data-row="5"] .source-badge')?.innerText === "REF"`)
	view, err := l.site.View(t.Context(), l.site.visit(l.client, l.project))
	must(t, err)
	library := view.WorkList()[2]
	l.wantOutline("Tanah", "Galian", "Papan nama", "Gudang alat", "Beton", library.Uraian)

	// A move into the next heading, a deletion, and undo after a reload.
	l.wantCursor(5, listName)
	l.press(kb.ArrowUp, kb.ArrowUp)
	l.wantCursor(3, listName)
	l.with(chromedp.ModifierAlt, kb.ArrowDown)
	l.wantOutline("Tanah", "Galian", "Papan nama", "Beton", "Gudang alat", library.Uraian)
	l.wantCursor(4, listName)
	l.with(control, kb.Delete)
	l.wantOutline("Tanah", "Galian", "Papan nama", "Beton", library.Uraian)
	l.again()
	l.wantOutline("Tanah", "Galian", "Papan nama", "Beton", library.Uraian)
	l.with(control, "z")
	l.wantOutline("Tanah", "Galian", "Papan nama", "Beton", "Gudang alat", library.Uraian)
}

// Defect 17: a change of source wiped volume and components without a word.
func TestDefect17ASourceChangeTellsWhatItTakesAndKeepsTheVolume(t *testing.T) {
	l, ids := openList(t, work{uraian: "Galian", koefisien: "1", price: "1000000", volume: "2"})
	l.click(2, listName)
	l.with(chromedp.ModifierAlt, kb.Enter)
	l.until(`document.querySelector("dialog h2")?.innerText === "Ganti sumber Galian"`)
	l.press(kb.Enter) // Referensi
	l.until(`document.activeElement?.id === "pustaka-cari"`)
	for _, letter := range "galian tanah" {
		l.press(string(letter))
	}
	l.until(`document.querySelector(".library-hits input")`)
	l.press(kb.ArrowDown, " ")
	l.with(control, kb.Enter)
	l.until(`document.querySelector("dialog.question")?.innerText.includes("1 komponen")`)
	said := l.text("dialog.question")
	if !strings.Contains(said, "Volumenya tetap") || !strings.Contains(said, "Total dibulatkan") {
		t.Errorf("the question says %q", said)
	}
	l.axe("source change")
	l.picture("list-source")
	l.do(chromedp.Click("dialog.question .btn-outline-secondary")) // Batal: nothing happens
	l.until(`!document.querySelector("dialog")`)
	view, err := l.site.View(t.Context(), l.site.visit(l.client, l.project))
	must(t, err)
	if row, _ := view.Pekerjaan.Get(ids[0]); row.SourceType != rab.SourceCustom || len(view.ComponentsOf(ids[0])) != 1 {
		t.Fatalf("changed without a yes: %+v", row)
	}

	l.with(chromedp.ModifierAlt, kb.Enter)
	l.until(`document.querySelector("dialog h2")`)
	l.press(kb.Enter)
	l.until(`document.activeElement?.id === "pustaka-cari"`)
	for _, letter := range "galian tanah" {
		l.press(string(letter))
	}
	l.until(`document.querySelector(".library-hits input")`)
	l.press(kb.ArrowDown, " ")
	l.with(control, kb.Enter)
	l.until(`document.querySelector("dialog.question")?.innerText.includes("1 komponen")`)
	l.press(kb.Enter)
	l.wantCell(2, listSource, "REF")
	l.wantCell(2, listVolume, "2")
}

// Defect 18: a deletion went without question and could not be undone.
func TestDefect18ADeletionAsksAndIsUndone(t *testing.T) {
	l, _ := openList(t, work{uraian: "Galian", koefisien: "1", price: "1000", volume: "2"}, work{uraian: "Urugan"})
	l.click(2, listName)
	l.with(control, kb.Delete)
	l.until(`document.querySelector("dialog.question")?.innerText.includes("1 pekerjaan, 1 komponen, 1 volume")`)
	l.axe("deletion")
	l.picture("list-delete")
	l.press(kb.Escape)
	l.wantOutline("Struktur", "Tanah", "Galian", "Urugan")
	l.with(control, kb.Delete)
	l.until(`document.querySelector("dialog .btn-danger")`)
	l.do(chromedp.Click("dialog .btn-danger"))
	l.wantOutline("Struktur", "Tanah", "Urugan")
	// What holds nothing goes at once, and comes back the same way.
	l.click(2, listName)
	l.with(control, kb.Delete)
	l.wantOutline("Struktur", "Tanah")
	undo := `[...document.querySelectorAll(".notice")].find((notice) => notice.innerText.includes(%s))?.querySelector("button")`
	l.until(fmt.Sprintf(undo, `"Dihapus: Galian"`))
	l.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(undo, `"Dihapus: Galian"`) + ".click()"))
	l.wantOutline("Struktur", "Tanah", "Galian")
	l.wantCell(2, listVolume, "2")
	l.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(undo, `"Dihapus: Urugan"`) + ".click()"))
	l.wantOutline("Struktur", "Tanah", "Galian", "Urugan")
}

// Defect 19: headings without pekerjaan could not be saved.
func TestDefect19EmptyHeadingsAreKept(t *testing.T) {
	l, _ := openList(t)
	l.do(chromedp.Click(`.list-wide [data-do=klasifikasi]`))
	l.name(0, "Kosong")
	l.wantOutline("Kosong")
	l.with(chromedp.ModifierAlt, "b")
	l.name(1, "Juga kosong")
	l.wantOutline("Kosong", "Juga kosong")
	l.again()
	l.wantOutline("Kosong", "Juga kosong")
}

// Defect 20: Ctrl+S did nothing while a field had the focus.
func TestDefect20ControlSSavesWhileTyping(t *testing.T) {
	l, _ := openList(t, work{uraian: "Galian"})
	l.click(2, listName)
	l.press("P", "a", "s", "i", "r")
	l.with(control, "s")
	l.until(`document.querySelector(".notices")?.innerText.includes("Tersimpan")`)
	l.wantOutline("Struktur", "Tanah", "Pasir")
	l.do(chromedp.Focus("[data-search]"))
	l.with(control, "s")
	l.until(`document.querySelector(".notices")?.innerText.includes("Tersimpan")`)
}

// Defect 21: a save that failed in part threw away what was typed.
func TestDefect21ARefusedEditStaysOnItsRow(t *testing.T) {
	l, ids := openList(t, work{uraian: "Galian"}, work{uraian: "Urugan"})
	l.expected = append(l.expected, "400")
	// Somebody else deletes the second row, and the page does not know yet.
	l.do(chromedp.Evaluate[chromedp.Void](`window.realFetch = fetch; window.fetch = (at, init) => window.realFetch(at, init).then((answer) => new Promise((go) => setTimeout(() => go(answer), init.method === "GET" ? 3000 : 0)))`))
	_, _, err := l.site.ChangeList(t.Context(), l.site.visit(l.client, l.project), rab.ListInput{Deleted: []rab.ListDeletion{{ID: ids[1]}}})
	must(t, err)
	l.click(2, listName)
	l.paste("Galian biasa\nUrugan pasir")
	l.until(`document.querySelector(".notice-bad")`)
	l.wantCell(2, listName, "Galian biasa")
	l.wantCell(3, listName, "Urugan pasir")
	l.do(chromedp.Evaluate[chromedp.Void](`window.fetch = window.realFetch`))
	l.click(2, listName)
	l.press("x", kb.Enter)
	l.until(`document.querySelector('.slick-row[data-row="2"] .l1')?.innerText === "x"`)
	l.wantSaved()
}

// Defect 22: a row vanished when its change of source was refused, and rows that a request
// did not name were deleted.
func TestDefect22WhatIsNotNamedStays(t *testing.T) {
	l, ids := openList(t, work{uraian: "Galian", koefisien: "1", price: "1000", volume: "2"}, work{uraian: "Urugan"})
	visit := l.site.visit(l.client, l.project)
	_, _, err := l.site.ChangeList(t.Context(), visit, rab.ListInput{Changes: []rab.ListChange{{ID: &ids[0], SourceType: "ref", RefID: &ids[1]}}})
	if err == nil {
		t.Fatal("an analysis that is none is taken")
	}
	l.again()
	l.wantOutline("Struktur", "Tanah", "Galian", "Urugan")
	l.click(3, listName)
	l.press("P", "a", "s", "i", "r", kb.Enter)
	l.wantOutline("Struktur", "Tanah", "Galian", "Pasir")
	l.wantCell(2, listVolume, "2")
}

// A row is dragged by its number, copied with its volume, and found from the contents.
func TestRowsAreDraggedCopiedAndFound(t *testing.T) {
	l, ids := openList(t, work{uraian: "Galian", koefisien: "1", price: "1000", volume: "2"}, work{uraian: "Urugan"}, work{uraian: "Pasir"})
	fromX, fromY := l.point(4, 0)
	toX, toY := l.point(2, 0)
	l.drag(fromX, fromY, toX, toY-8)
	l.wantOutline("Struktur", "Tanah", "Pasir", "Galian", "Urugan")
	l.click(3, listName)
	l.with(control|shift, "d")
	l.wantOutline("Struktur", "Tanah", "Pasir", "Galian", "Galian", "Urugan")
	l.wantCell(4, listVolume, "2")
	l.with(control, "z")
	l.wantOutline("Struktur", "Tanah", "Pasir", "Galian", "Urugan")

	l.do(chromedp.Click(`.list-wide[data-do=isi]`))
	l.until(`document.activeElement?.matches("[data-contents-filter]")`)
	l.axe("contents")
	l.picture("list-contents")
	l.press("t", "a", "n")
	l.until(`document.querySelectorAll("[data-contents-list] button").length === 1`)
	l.press(kb.Escape)
	l.until(`document.querySelector("[data-contents][hidden]")`)
	l.do(chromedp.Click(`.list-wide[data-do=isi]`))
	l.do(chromedp.Click(`[data-contents-list] .depth-1 button`))
	l.wantCursor(1, listName)
	l.open(listPath(l.project) + fmt.Sprintf("#p%d", ids[1]))
	l.wantCursor(4, listName)
}
