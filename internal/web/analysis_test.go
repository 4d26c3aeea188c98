package web_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"takar/internal/decimal"
	"takar/internal/demo"
	"takar/internal/rab"
)

func analysisPath(project int64) string {
	return fmt.Sprintf("/detail_project/%d/template-ahsp/", project)
}

func breakdownPath(project int64) string {
	return fmt.Sprintf("/detail_project/%d/rincian-ahsp/", project)
}

// Columns of the page Template AHSP.
const (
	analysisUraian    = 1
	analysisKode      = 2
	analysisSatuan    = 3
	analysisKoefisien = 4
	analysisJumlah    = 6
)

// componentsOf lists what is stored of a pekerjaan: "TK Pekerja 0.5 OH".
func (s *site) componentsOf(c *client, project, pekerjaan int64) []string {
	s.t.Helper()
	view, err := s.View(s.t.Context(), s.visit(c, project))
	must(s.t, err)
	var rows []string
	for _, row := range view.ComponentsOf(pekerjaan) {
		rows = append(rows, strings.TrimSpace(fmt.Sprintf("%s %s %s %s", row.Kategori, row.Uraian, row.Koefisien, row.Satuan)))
	}
	return rows
}

func (s *site) wantComponents(c *client, project, pekerjaan int64, want ...string) {
	s.t.Helper()
	if got := s.componentsOf(c, project, pekerjaan); !slices.Equal(got, want) {
		s.t.Errorf("stored: %q, want %q", got, want)
	}
}

// The whole way by keyboard: choose a pekerjaan, add rows, complete them, paste more than
// there is room for, delete and undo.
func TestAnalysisIsWrittenByKeyboard(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.project(c, "Gudang")
	ids := s.fill(c, project, work{uraian: "Galian", koefisien: "2", price: "1000"}, work{uraian: "Urugan", koefisien: "1", price: "1000"})
	b := openTab(t, s.server.URL)
	b.logIn(owner)
	g := b.openSheet(analysisPath(project))
	g.wantCell(2, analysisUraian, "Bahan Galian")
	g.wantCell(2, analysisJumlah, "2.000,00")

	// The list is walked with arrows; Enter goes to its analysis.
	b.do(chromedp.Focus("[data-list-search]"))
	g.press(kb.ArrowDown, kb.ArrowDown)
	g.wantCell(2, analysisUraian, "Bahan Urugan")
	g.press(kb.Enter)
	g.until(`document.activeElement.closest(".grid")`)
	g.wantCursor(2, analysisUraian)

	// A new row waits until it is complete.
	g.with(control, kb.Enter)
	g.wantCursor(3, analysisUraian)
	g.press("S", "e", "m", "e", "n", kb.Tab)
	g.wantCell(3, analysisUraian, "Semen")
	b.until(`document.querySelector("[data-incomplete]:not([hidden])").innerText === "1 baris belum lengkap, belum disimpan"`)
	s.wantComponents(c, project, ids[1], "BHN Bahan Urugan 1 kg")
	g.click(3, analysisSatuan)
	g.press("z", "a", "k", kb.Tab)
	g.press("0", ",", "2", "5", kb.Enter)
	b.until(`document.querySelector("[data-incomplete]").hidden`)
	g.wantSaved()
	g.wantCell(3, analysisKoefisien, "0,25")
	s.wantComponents(c, project, ids[1], "BHN Bahan Urugan 1 kg", "BHN Semen 0.25 zak")

	// A block that is longer than its segment makes rows there, and touches no other segment.
	g.click(3, analysisUraian)
	g.paste("Semen\t\tzak\t0,5\nPasir\t\tm3\t1,25\nKerikil\t\tm3\t0,75")
	g.wantCell(5, analysisUraian, "Kerikil")
	g.wantSaved()
	b.until(`document.querySelectorAll(".grid .is-pending").length === 0`)
	s.wantComponents(c, project, ids[1], "BHN Bahan Urugan 1 kg", "BHN Semen 0.5 zak", "BHN Pasir 1.25 m3", "BHN Kerikil 0.75 m3")

	// Deleting is undone from the message, and so is the paste by one Ctrl+Z.
	g.click(4, analysisUraian)
	g.with(control, kb.Delete)
	g.wantCell(4, analysisUraian, "Kerikil")
	g.wantSaved()
	b.do(chromedp.Click(".notice .btn"))
	g.wantCell(4, analysisUraian, "Pasir")
	g.click(3, analysisUraian)
	g.with(control, "z")
	g.wantCell(3, analysisKoefisien, "0,25")
	s.wantComponents(c, project, ids[1], "BHN Bahan Urugan 1 kg", "BHN Semen 0.25 zak")
}

// tap clicks what a selector finds, once it is there.
func (b *tab) tap(selector string) {
	b.t.Helper()
	b.until(`document.querySelector(` + quoted(selector) + `)`)
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector(` + quoted(selector) + `).click()`))
}

// bundled opens Template AHSP of a project with two pekerjaan and makes the second contain
// the first, chosen from what is offered while typing.
func bundled(t *testing.T) (s *site, c *client, project int64, ids []int64, g *grid) {
	t.Helper()
	s = newSite(t)
	c = s.as(owner)
	project = s.project(c, "Gudang")
	ids = s.fill(c, project, work{uraian: "Galian", koefisien: "2", price: "1000"}, work{uraian: "Urugan", koefisien: "1", price: "500"})
	b := openTab(t, s.server.URL)
	b.logIn(owner)
	g = b.openSheet(analysisPath(project) + fmt.Sprintf("#p%d", ids[1]))
	g.wantCell(2, analysisUraian, "Bahan Urugan")
	g.click(4, analysisUraian)
	g.with(control, kb.Enter)
	g.wantCursor(5, analysisUraian)
	g.press("g", "a", "l")
	g.until(`document.querySelector(".grid-below [role=option]")?.innerText.includes("Galian")`)
	g.press(kb.ArrowDown, kb.Enter)
	g.wantCell(5, analysisUraian, "Galian")
	g.wantCell(5, analysisSatuan, "m3")
	g.click(5, analysisKoefisien)
	g.press("3", kb.Enter)
	g.wantCell(5, analysisJumlah, "6.000,00")
	g.wantSaved()
	return s, c, project, ids, g
}

// A bundle counts what it stands for; one that would contain itself is refused on its row.
func TestBundleIsChosenWhileTyping(t *testing.T) {
	s, c, project, ids, g := bundled(t)
	view, err := s.View(t.Context(), s.visit(c, project))
	must(t, err)
	rows := view.ComponentsOf(ids[1])
	if last := rows[len(rows)-1]; last.RefPekerjaanID == nil || *last.RefPekerjaanID != ids[0] {
		t.Fatalf("stored: %+v", last)
	}
	g.do(chromedp.Click(fmt.Sprintf(`[data-pekerjaan="%d"]`, ids[0])))
	g.wantCell(2, analysisUraian, "Bahan Galian")
	g.expected = append(g.expected, "400")
	g.click(4, analysisUraian)
	g.with(control, kb.Enter)
	g.wantCursor(5, analysisUraian)
	g.press("u", "r", "u")
	g.until(`document.querySelector(".grid-below [role=option]")?.innerText.includes("Urugan")`)
	g.press(kb.ArrowDown, kb.Enter)
	g.wantCell(5, analysisUraian, "Urugan")
	g.click(5, analysisKoefisien)
	g.press("1", kb.Enter)
	g.until(`document.querySelector(".notice-bad p")?.innerText.startsWith("Pekerjaan Gabungan, baris 1 (Urugan), kolom Kode item: ")`)
	g.until(cell(5, analysisKode) + `.classList.contains("is-wrong")`)
	s.wantComponents(c, project, ids[0], "BHN Bahan Galian 2 kg")
}

func TestDefect27RefusalNamesRowAndColumn(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.project(c, "Gudang")
	ids := s.fill(c, project, work{uraian: "Galian", koefisien: "2", price: "1000", extra: "1"})
	b := openTab(t, s.server.URL)
	b.logIn(owner)
	g := b.openSheet(analysisPath(project))
	b.expected = append(b.expected, "400")
	g.click(3, analysisKode)
	g.press("G", "a", "l", "i", "a", "n", "a", kb.Enter) // the kode of the row above
	b.until(`document.querySelector(".notice-bad p")`)
	said := b.text(".notice-bad p")
	if !strings.HasPrefix(said, "Bahan, baris 2 (Bahan Galian), kolom Kode item: ") || strings.Contains(said, "rows[") {
		t.Errorf("the refusal says %q", said)
	}
	g.wantCell(3, analysisKode, "Galiana") // what was typed is still there, on its cell
	g.until(cell(3, analysisKode) + `.classList.contains("is-wrong")`)
	s.wantComponents(c, project, ids[0], "BHN Bahan Galian 2 kg", "BHN Bahan Galian 1 kg")
}

// holdAnalyses keeps reads of analyses waiting until window.release is called.
const holdAnalyses = `(() => {
	const real = window.fetch
	const held = []
	Object.assign(window, { held, release: () => { window.fetch = real; held.forEach((go) => go()) } })
	window.fetch = (address, options) => String(address).includes("/detail-ahsp/") && (options?.method ?? "GET") === "GET"
		? new Promise((go) => held.push(() => go(real(address, options))))
		: real(address, options)
})()`

// setKoefisien changes the one component of a pekerjaan, as somebody else does.
func (s *site) setKoefisien(c *client, project, pekerjaan int64, koefisien string) {
	s.t.Helper()
	view, err := s.View(s.t.Context(), s.visit(c, project))
	must(s.t, err)
	row := view.ComponentsOf(pekerjaan)[0]
	_, _, err = s.SaveAnalysis(s.t.Context(), s.visit(c, project), pekerjaan, rab.SaveAnalysisInput{Rows: []rab.AnalysisRow{
		{ID: &row.ID, Kategori: string(row.Kategori), Kode: row.Kode, Uraian: row.Uraian, Satuan: row.Satuan, Koefisien: decimal.Some(decimal.MustParse(koefisien))},
	}})
	must(s.t, err)
}

// Nothing asks, nothing blocks and nothing is lost on the way to another pekerjaan, neither
// what is being typed nor a row that is not complete; the promised keys are there.
func TestDefect28ChangingThePekerjaanLosesNothing(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.project(c, "Gudang")
	ids := s.fill(c, project, work{uraian: "Galian", koefisien: "2", price: "1000"}, work{uraian: "Urugan", koefisien: "1", price: "1000"})
	b := openTab(t, s.server.URL)
	b.logIn(owner)
	g := b.openSheet(analysisPath(project))
	g.click(2, analysisUraian)
	g.with(control, kb.Enter)
	g.wantCursor(3, analysisUraian)
	g.press("P", "a", "s", "i", "r", kb.Enter)
	b.until(`!document.querySelector("[data-incomplete]").hidden`)
	g.click(2, analysisKoefisien)
	g.press("7") // the editor is still open
	b.do(chromedp.Click(fmt.Sprintf(`[data-pekerjaan="%d"]`, ids[1])))
	g.wantCell(2, analysisUraian, "Bahan Urugan")
	g.wantSaved()
	b.until(`document.querySelector("dialog") === null && document.querySelector("[data-incomplete]").hidden`)
	s.wantComponents(c, project, ids[0], "BHN Bahan Galian 7 kg")

	// The row that is not complete is there when one comes back, and is finished then. What the
	// server says meanwhile, however late, takes nobody away from what is being typed.
	b.do(chromedp.Evaluate[chromedp.Void](holdAnalyses))
	g = b.openSheet(analysisPath(project) + fmt.Sprintf("#p%d", ids[0]))
	g.wantCell(3, analysisUraian, "Pasir")
	g.click(3, analysisKoefisien)
	g.press("1")
	b.until(`window.held.length > 0 && document.activeElement.value === "1"`)
	s.setKoefisien(c, project, ids[0], "8")
	b.do(chromedp.Evaluate[chromedp.Void](`window.release()`))
	g.wantCell(2, analysisKoefisien, "8")
	g.press(",", "5", kb.Enter)
	g.wantSaved()
	b.until(`document.querySelector("[data-incomplete]").hidden`)
	b.until(`document.querySelectorAll(".grid .is-pending").length === 0`)
	s.wantComponents(c, project, ids[0], "BHN Bahan Galian 8 kg", "BHN Pasir 1.5")
	g.click(3, analysisUraian)
	g.with(control, kb.Delete)
	g.until(cell(3, analysisUraian) + `.innerText === "Peralatan"`)
	g.wantSaved()
	s.wantComponents(c, project, ids[0], "BHN Bahan Galian 8 kg")
}

// Two people in one analysis: other rows never meet, the same cell shows both values.
func TestTwoPeopleWriteOneAnalysis(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.project(c, "Gudang")
	ids := s.fill(c, project, work{uraian: "Galian", koefisien: "2", price: "1000", extra: "1"})
	b := openTab(t, s.server.URL)
	b.logIn(owner)
	g := b.openSheet(analysisPath(project))
	g.wantCell(3, analysisKoefisien, "1")
	b.expected = append(b.expected, "409")
	// This page hears late of what others do.
	g.do(chromedp.Evaluate[chromedp.Void](`window.realFetch = fetch; window.fetch = (at, init) => window.realFetch(at, init).then((answer) => new Promise((go) => setTimeout(() => go(answer), init.method === "GET" ? 700 : 0)))`))
	set := func(first string) {
		view, err := s.View(t.Context(), s.visit(c, project))
		must(t, err)
		var rows []rab.AnalysisRow
		for i, row := range view.ComponentsOf(ids[0]) {
			next := rab.AnalysisRow{ID: &row.ID, Kategori: string(row.Kategori), Kode: row.Kode, Uraian: row.Uraian, Satuan: row.Satuan, Koefisien: decimal.Some(row.Koefisien)}
			if i == 0 {
				next.Koefisien = decimal.Some(decimal.MustParse(first))
			}
			rows = append(rows, next)
		}
		_, _, err = s.SaveAnalysis(t.Context(), s.visit(c, project), ids[0], rab.SaveAnalysisInput{Rows: rows})
		must(t, err)
	}
	set("5")
	g.click(3, analysisKoefisien)
	g.press("4", kb.Enter)
	g.wantCell(2, analysisKoefisien, "5")
	g.wantCell(3, analysisKoefisien, "4")
	b.until(`document.querySelectorAll(".grid .is-pending").length === 0`)
	s.wantComponents(c, project, ids[0], "BHN Bahan Galian 5 kg", "BHN Bahan Galian 4 kg")
	set("6")
	g.click(2, analysisKoefisien)
	g.press("8", kb.Enter)
	b.until(`document.querySelector("[data-conflicts]:not([hidden]) p")?.innerText.includes("menjadi 6, Anda mengetik 8")`)
	g.do(chromedp.Click("[data-conflicts] button"))
	g.until(`document.querySelector("[data-conflicts][hidden]")`)
	g.wantSaved()
	s.wantComponents(c, project, ids[0], "BHN Bahan Galian 8 kg", "BHN Bahan Galian 4 kg")
}

// Every figure of Rincian AHSP opens where it comes from, and a BUK of its own is judged at
// its field.
func TestBreakdownIsOpenedByKeyboard(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.project(c, "Gudang")
	s.fill(c, project, work{uraian: "Galian", koefisien: "2", price: "1000"}, work{uraian: "Urugan", koefisien: "1", price: "500"})
	b := openTab(t, s.server.URL)
	b.logIn(owner)
	g := b.openSheet(breakdownPath(project))
	b.do(chromedp.Focus("[data-pekerjaan]"))
	g.press(kb.ArrowDown)
	g.wantCell(3, 1, "Bahan Urugan")
	g.press(kb.ArrowUp)
	g.wantCell(3, 1, "Bahan Galian")
	g.wantCell(11, 6, "2.200,00") // with 10 % BUK
	g.press(kb.Enter)
	g.wantCursor(0, 1)

	// The price with its source, and the way to its cell.
	g.click(3, 5)
	g.press(kb.Enter)
	b.until(`document.querySelector("dialog dl")?.innerText.includes("Terakhir diubah") && document.querySelector("dialog a").hash.startsWith("#p")`)
	g.press(kb.Escape)
	b.until(`!document.querySelector("dialog")`)
	g.click(3, 4)
	b.do(chromedp.Click("[data-origin]"))
	b.until(`document.querySelector("dialog h2")?.innerText === "Asal koefisien"`)
	g.press(kb.Escape)

	// BUK of its own: refused at the field, then taken, then given back.
	b.expected = append(b.expected, "400")
	b.do(chromedp.Click("[data-override]"), chromedp.SendKeys("#markup", "120\r"))
	b.until(`document.querySelector("#markup-wrong").innerText !== "" && document.activeElement.id === "markup"`)
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#markup").value = ""`), chromedp.SendKeys("#markup", "12,5\r"))
	b.until(`!document.querySelector("dialog")`)
	g.wantCell(11, 6, "2.250,00")
	g.click(10, 6)
	g.press(kb.Enter)
	b.until(`document.querySelector("#markup")?.value === "12,5"`)
	b.do(chromedp.Click("[data-clear]"))
	g.wantCell(11, 6, "2.200,00")
}

// A bundle shows what it consists of, and no button only looks as if it saved.
func TestDefect31BundleUnfolds(t *testing.T) {
	_, _, project, ids, g := bundled(t)
	g = g.openSheet(breakdownPath(project) + fmt.Sprintf("#p%d", ids[1]))
	g.wantCell(8, 1, "Galian")
	g.click(8, 2)
	g.press(kb.Enter)
	g.wantCell(9, 1, "BHN · Bahan Galian")
	g.wantCell(9, 5, "1.000,00")
	g.press(kb.Enter)
	g.until(cell(9, 1) + `.innerText.startsWith("Jumlah")`)
	if ask[bool](g.tab, `[...document.querySelectorAll("main button")].some((button) => /simpan/i.test(button.innerText))`) {
		t.Error("a page that is only read has a button to save")
	}
}

// An analysis of the library is only read, and says why; one that was changed goes back to
// it after the consequences were shown, and returns by undo.
func TestAnalysisOfTheLibraryIsLockedAndRestored(t *testing.T) {
	s := newEmptySite(t)
	must(t, demo.Fill(t.Context(), s.App, password))
	b := openTab(t, s.server.URL)
	b.logIn(demo.People[0].Email)
	b.tap(`a[href$="/rekap-rab/"]`)
	b.until(`document.querySelector("[data-rekap]")`)
	b.tap(`nav.steps a[href$="/template-ahsp/"]`)
	b.until(`document.querySelector(".grid-frame .slick-row")`)
	g := &grid{b}
	b.tap(`[data-source="ref"]`)
	b.tap(`[data-list] li:not([hidden]) > a`)
	b.until(`document.querySelector("[data-head-source]").innerText === "REF" && !document.querySelector("[data-locked]").hidden`)
	b.until(`document.querySelector("[data-changing]").hidden && document.querySelector("[data-head-reference]").innerText.startsWith("Dari ")`)
	g.click(1, analysisKoefisien)
	g.press("9")
	if ask[bool](b, `document.activeElement.matches(".grid input")`) {
		t.Error("an analysis of the library can be typed into")
	}
	first := b.text(`.slick-row[data-row="1"]`)
	b.tap("[data-modify]")
	b.until(`document.querySelector("dialog")?.innerText.includes("Volume dan harga tetap")`)
	b.axe("a reference that is to be changed")
	b.picture("ahsp-dimodifikasi")
	b.do(chromedp.Click("dialog .btn-primary"))
	b.until(`document.querySelector("[data-head-source]").innerText === "MOD" && document.querySelector("[data-locked]").hidden`)
	if now := b.text(`.slick-row[data-row="1"]`); now != first {
		t.Errorf("its first row became %q, was %q", now, first)
	}
	b.tap(".notice .btn")
	b.until(`document.querySelector("[data-head-source]").innerText === "REF"`)
	b.tap(`[data-source="ref_modified"]`)
	b.tap(`[data-list] li:not([hidden]) > a`)
	b.until(`document.querySelector("[data-head-source]").innerText === "MOD" && !document.querySelector("[data-reset]").hidden`)
	g.click(1, analysisKoefisien)
	g.press("9", ",", "7", "5", kb.Enter)
	g.wantCell(1, analysisKoefisien, "9,75")
	g.wantSaved()
	b.do(chromedp.Click("[data-reset]"))
	b.until(`document.querySelector("dialog")?.innerText.includes("koefisien kembali ke angka terbitan")`)
	b.axe("the consequences of a reset")
	b.do(chromedp.Click("dialog .btn-primary"))
	g.until(cell(1, analysisKoefisien) + `.innerText !== "9,75"`)
	b.do(chromedp.Click(".notice .btn"))
	g.wantCell(1, analysisKoefisien, "9,75")
}

// The older addresses of both pages lead to the same content; strangers find nothing.
func TestAnalysisPagesHaveTheirOlderAddresses(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.project(c, "Gudang")
	s.fill(c, project, work{uraian: "Galian", koefisien: "2", price: "1000"})
	for name, title := range map[string]string{
		"template-ahsp": "Template AHSP", "detail-ahsp": "Template AHSP", "rincian-ahsp": "Rincian AHSP", "detail-ahsp-gabungan": "Rincian AHSP",
	} {
		path := fmt.Sprintf("/detail_project/%d/%s/", project, name)
		c.get(path).holds(t, "<h1>"+title+"</h1>", "Galian", "KUSTOM", "CUST-0001")
		if got := s.as(stranger).get(path); got.status != http.StatusNotFound {
			t.Errorf("%s: a stranger gets %d", path, got.status)
		}
	}
	c.get(fmt.Sprintf("/detail_project/%d/export-test/", project)).holds(t, "<h1>Dokumen</h1>")
}
