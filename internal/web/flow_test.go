package web_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/testservice"
)

// write types a text letter by letter.
func (g *grid) write(text string) {
	g.t.Helper()
	for _, letter := range text {
		g.press(string(letter))
	}
}

// tabTo presses Tab until the focus is on what a selector means, as somebody without a mouse
// does.
func (g *grid) tabTo(selector string) {
	g.t.Helper()
	at := "document.activeElement?.matches(" + quoted(selector) + ")"
	for range 120 {
		if ask[bool](g.tab, "Boolean("+at+")") {
			return
		}
		g.press(kb.Tab)
	}
	g.t.Fatalf("Tab never comes to %s", selector)
}

// jump goes to a page of the workspace by the palette.
func (g *grid) jump(key, page string) {
	g.t.Helper()
	g.with(control, "k")
	g.until(`document.activeElement?.matches(".palette-field")`)
	g.write(key)
	g.until(fmt.Sprintf(`document.querySelector(".palette-list [aria-selected=true]")?.innerText.includes(%s)`, quoted(page)))
	g.press(kb.Enter)
	g.until(`document.querySelector("[aria-current=page][data-page]")?.innerText.includes(` + quoted(page) + `)`)
	g.settled()
}

// From an empty account to a RAB without a mouse: project, work list, analysis, volume,
// prices, and the total that a pocket calculator gives.
func TestAnEmptyAccountComesToARABByKeyboardAlone(t *testing.T) {
	s := newSite(t)
	g := &grid{openTab(t, s.server.URL)}
	g.open("/accounts/login/")
	g.tabTo("#login")
	g.write(owner)
	g.press(kb.Tab)
	g.write(password)
	g.press(kb.Enter)
	g.until(`location.pathname === "/dashboard/"`)
	g.settled()

	project := g.makeProjectByKeys("Gudang")
	c := s.as(owner)

	// Step 1: one heading, one sub, one pekerjaan.
	g.jump("1", "List")
	g.until(`document.querySelector(".grid-frame")`)
	for row, name := range []string{"Struktur", "Tanah", "Galian tanah"} {
		g.with(control, kb.Enter)
		g.wantCursor(row, listName)
		g.write(name)
		g.press(kb.Enter)
		g.wantSaved()
	}

	// Step 2: the volume, by formula.
	g.jump("2", "Volume")
	g.until(`document.querySelector(".grid-frame .slick-row")`)
	g.tabTo(".grid *")
	g.wantCursor(2, volumeColumn)
	g.write("=12*1,5*2")
	g.press(kb.Enter)
	g.wantCell(2, volumeColumn, "36")
	g.wantSaved()

	// Step 3: the analysis, Pekerja 0,75 OH.
	g.jump("3", "Template AHSP")
	g.until(`document.querySelector(".grid-frame .slick-row")`)
	g.tabTo(".grid *")
	g.with(control, kb.Enter)
	g.until(`document.querySelector(".grid-frame .is-cursor.l1")`)
	g.write("Pekerja")
	g.press(kb.Tab, kb.Tab)
	g.write("OH")
	g.press(kb.Tab)
	g.write("0,75")
	g.press(kb.Enter)
	g.until(`document.querySelector("[data-incomplete]").hidden`)
	g.wantSaved()

	// Step 4: the price.
	g.jump("4", "Harga")
	g.until(`document.querySelector(".grid-frame .slick-row")`)
	g.tabTo(".grid *")
	g.wantCursor(0, priceColumn)
	g.write("120.000")
	g.press(kb.Enter)
	g.wantCell(0, priceColumn, "120.000,00")
	g.wantSaved()

	// Step 6: 36 × 0,75 × 120.000 = 3.240.000; 10 % BUK 3.564.000; 11 % PPN 3.956.040.
	g.jump("6", "Rekap RAB")
	g.until(`document.querySelector("[data-sum=dibulatkan]").innerText.includes("3.960.000")`)
	view, err := s.View(t.Context(), s.visit(c, project))
	must(t, err)
	if money := view.TotalMoney(); money == nil || money.Langsung.Fixed(2) != "3240000.00" || money.Dibulatkan.Fixed(2) != "3960000.00" {
		t.Errorf("the totals are %+v", money)
	}
}

// makeProjectByKeys fills the form of the dashboard and returns the id of the project.
func (g *grid) makeProjectByKeys(name string) int64 {
	g.t.Helper()
	g.tabTo("#form-0-nama")
	g.write(name)
	for _, field := range [][2]string{
		{"lokasi_project", "Bandung"}, {"nama_client", "Dinas PU"}, {"sumber_dana", "APBD"}, {"anggaran_owner", "5.000.000"}, {"tanggal_mulai", "01052026"},
	} {
		g.tabTo("#form-0-" + field[0])
		g.write(field[1])
	}
	g.press(kb.Enter)
	g.until(`document.querySelector(".projects .title")`)
	g.settled()
	g.tabTo(".projects .title")
	g.press(kb.Enter)
	g.until(`document.body.dataset.project`)
	g.settled()
	return ask[int64](g.tab, "Number(document.body.dataset.project)")
}

// Seven pages of one project are open at once, more than a browser has connections to one
// host: each still answers, and each follows what is changed in another.
func TestSevenTabsAtOnceStillAnswer(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.project(c, "Gudang")
	s.fill(c, project, work{uraian: "Galian", koefisien: "1", price: "1000", volume: "2"})
	b := openTab(t, s.server.URL)
	b.logIn(owner)
	tabs := []*tab{b}
	for range 6 {
		tabs = append(tabs, b.second())
	}
	for i, page := range []string{rab.PageList, "rekap-kebutuhan", rab.PageAnalysis, rab.PagePrices, rab.PageRecap, "rincian-ahsp", rab.PageVolume} {
		tabs[i].open(fmt.Sprintf("/detail_project/%d/%s/", project, page))
	}
	g := &grid{tabs[6]}
	g.until(`document.querySelector(".grid-frame .slick-row")`)
	g.click(2, volumeColumn)
	g.press("5", kb.Enter)
	g.wantSaved()
	for _, other := range tabs {
		other.until(`document.querySelector("[data-sum=biaya_langsung]").innerText.includes("5.000")`)
	}
	for _, other := range tabs {
		other.open(ask[string](other, "location.pathname"))
	}
}

// The power fails while a volume is being typed: what was entered before is stored, and the
// page that opens again asks for nothing and shows all but that one cell.
func TestABrowserKilledInMidEditLosesOneCellAtMost(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.project(c, "Gudang")
	var list []work
	for i := range 6 {
		list = append(list, work{uraian: fmt.Sprintf("Galian %d", i), koefisien: "1", price: "1000"})
	}
	ids := s.fill(c, project, list...)
	browser, stop, err := startBrowser(testservice.Chromium(t))
	must(t, err)
	b := openWindow(browser, t, s.server.URL)
	b.logIn(owner)
	g := b.openSheet(volumePath(project))
	g.click(2, volumeColumn)
	for i := range 5 {
		g.press(fmt.Sprint(i+1), kb.Enter)
	}
	g.wantSaved()
	g.press("9", "9")
	g.until(`document.activeElement.matches(".grid input")`)
	must(t, chromedp.FromContext(browser).Browser.Process().Kill())
	<-chromedp.FromContext(browser).Browser.LostConnection
	_ = stop() // it is dead already: that is the point

	again := openTab(t, s.server.URL)
	again.logIn(owner)
	g = again.openSheet(volumePath(project))
	for i := range 5 {
		g.wantCell(2+i, volumeColumn, fmt.Sprint(i+1))
	}
	g.wantCell(7, volumeColumn, "")
	view, err := s.View(context.WithoutCancel(t.Context()), s.visit(c, project))
	must(t, err)
	var stored []string
	for _, id := range ids {
		row, ok := view.Volumes.Get(id)
		if !ok {
			row = &rab.Volume{Quantity: decimal.Null{}}
		}
		stored = append(stored, row.Quantity.OrZero().String())
	}
	if got := strings.Join(stored, " "); got != "1 2 3 4 5 0" {
		t.Errorf("stored: %s", got)
	}
}

// Two people in two browsers fill one volume page at the same time, by turns and without
// waiting for each other: every value is stored, and both see all of them.
func TestTwoBrowsersFillOneVolumePageWithoutLosingAValue(t *testing.T) {
	const rows = 10
	s := newSite(t)
	c := s.as(owner)
	project := s.project(c, "Gudang")
	var list []work
	for i := range rows {
		list = append(list, work{uraian: fmt.Sprintf("Galian %d", i), koefisien: "1", price: "1000"})
	}
	ids := s.fill(c, project, list...)
	must(t, s.Share(t.Context(), s.visit(c, project), editor, "editor", true))
	grids := make([]*grid, 2)
	for i, name := range []string{owner, editor} {
		b := openTab(t, s.server.URL)
		b.logIn(name)
		grids[i] = b.openSheet(volumePath(project))
		grids[i].click(2+i*rows/2, volumeColumn)
	}
	for i := range rows / 2 {
		for at, g := range grids {
			g.press(fmt.Sprint(1+at*rows/2+i), kb.Enter)
		}
	}
	for _, g := range grids {
		g.wantSaved()
		for i := range rows {
			g.wantCell(2+i, volumeColumn, fmt.Sprint(i+1))
		}
	}
	view, err := s.View(t.Context(), s.visit(c, project))
	must(t, err)
	for i, id := range ids {
		if row, ok := view.Volumes.Get(id); !ok || row.Quantity.OrZero().String() != fmt.Sprint(i+1) {
			t.Errorf("volume %d: %+v", i, row)
		}
	}
}
