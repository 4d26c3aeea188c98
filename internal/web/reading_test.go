package web_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
)

// Each line of Daftar Periksa leads to its cell; mended by anybody, it goes.
func TestChecklistLeadsToTheCellAndFollowsChanges(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.project(c, "Gudang")
	ids := s.fill(c, project, work{uraian: "Galian", koefisien: "1", price: "1000"}, work{uraian: "Urugan", koefisien: "1", price: "1000", volume: "1"})
	b := openTab(t, s.server.URL)
	b.logIn(owner)
	path := fmt.Sprintf("/detail_project/%d/daftar-periksa/", project)
	b.open(path)
	if got := b.text(".checks h2"); !strings.HasPrefix(got, "Belum ada volume") {
		t.Errorf("the first group is %q", got)
	}
	b.do(chromedp.Click(`.checks a`))
	g := &grid{b}
	g.wantCursor(2, volumeColumn)
	g.until(`document.activeElement.classList.contains("grid-frame")`)

	b.open(path)
	quantity := decimal.Some(decimal.MustParse("5"))
	_, _, err := s.SaveVolumes(t.Context(), s.visit(c, project), []rab.VolumeInput{{PekerjaanID: ids[0], Quantity: &quantity}})
	must(t, err)
	b.until(`!document.querySelector(".checks") && document.querySelector(".empty")`)
}

// The checklist of somebody without the right to prices says nothing of them.
func TestChecklistWithoutPrices(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.project(c, "Gudang")
	s.fill(c, project, work{uraian: "Galian", koefisien: "1", volume: "1"})
	must(t, s.Share(t.Context(), s.visit(c, project), blind, "reader", false))
	path := fmt.Sprintf("/detail_project/%d/daftar-periksa/", project)
	if page := c.get(path).body; !strings.Contains(page, "Belum ada harga") {
		t.Error("the owner is not told of the missing price")
	}
	if page := s.as(blind).get(path).body; strings.Contains(page, "Belum ada harga") {
		t.Error("every price is missing for those who may not see any")
	}
}

func TestDefect40AuditTrailTellsWhatStoodBeforeAndAfter(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.project(c, "Gudang")
	ids := s.fill(c, project, work{uraian: "Galian", koefisien: "1", price: "1000", volume: "2"})
	quantity := decimal.Some(decimal.MustParse("12.5"))
	_, _, err := s.SaveVolumes(t.Context(), s.visit(c, project), []rab.VolumeInput{{PekerjaanID: ids[0], Quantity: &quantity}})
	must(t, err)
	path := fmt.Sprintf("/detail_project/%d/audit-trail/", project)
	page := c.get(path).body
	for _, want := range []string{"12,5", "1.000", "Galian", "pemilik", "Koefisien"} {
		if !strings.Contains(strings.ToLower(page), strings.ToLower(want)) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if page := c.get(path + "?action=DELETE").body; !strings.Contains(page, "Tidak ada perubahan yang cocok") {
		t.Error("the filter of the action is not heard")
	}
	if page := c.get(path + "?action=lain&date_from=besok").body; !strings.Contains(page, "Saringan diabaikan") {
		t.Error("a filter that cannot be read is not named")
	}
	must(t, s.Share(t.Context(), s.visit(c, project), blind, "reader", false))
	if page := s.as(blind).get(path).body; strings.Contains(page, "1.000") {
		t.Error("the price is shown to somebody without the right to prices")
	}
}

// Saving a state is listed and makes no revision: what was kept of the page is out of date.
func TestAuditTrailListsWhatMakesNoRevision(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.project(c, "Gudang")
	path := fmt.Sprintf("/detail_project/%d/audit-trail/", project)
	if first, again := c.get(path), c.get(path); first.header.Get("ETag") == "" || first.body != again.body {
		t.Error("the page is made anew for each who asks")
	}
	_, err := s.SaveRevision(t.Context(), s.visit(c, project), app.NewRevision{Name: "Kontrak awal"})
	must(t, err)
	if page := c.get(path).body; !strings.Contains(page, "Kontrak awal") {
		t.Error("the state that was saved is not listed")
	}
}

// The rows under a pekerjaan add up to its total, on the screen too.
func TestRincianRABTiesAndIsOnlyRead(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.project(c, "Gudang")
	s.fill(c, project, work{uraian: "Galian", koefisien: "0.333333", price: "1000.55", volume: "3.333"}, work{uraian: "Urugan", koefisien: "1", price: "1000", volume: "1"})
	b := openTab(t, s.server.URL)
	b.logIn(owner)
	g := b.openSheet(fmt.Sprintf("/detail_project/%d/rincian-rab/", project))
	g.wantCell(0, 8, "1.222,78") // 3.333 × 366.87
	g.click(1, 8)
	for range ask[int](b, `document.querySelectorAll(".slick-row.row-level-1").length ? 2 : 0`) {
		g.with(shift, kb.ArrowDown)
	}
	g.until(`document.querySelector(".grid-status").innerText.endsWith("jumlah 1.222,78")`)
	g.press("5")
	g.until(`document.querySelector(".notices p")?.innerText === "Sel ini tidak dapat diisi."`)
}

// Needs are ranked by cost; in the unit of the market only where the item has one.
func TestRekapKebutuhanInBothUnits(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.project(c, "Gudang")
	s.fill(c, project, work{uraian: "Galian", koefisien: "2", price: "1000", volume: "10"}, work{uraian: "Urugan", koefisien: "3", price: "5000", volume: "10"})
	view, err := s.View(t.Context(), s.visit(c, project))
	must(t, err)
	item, _ := view.ItemByKode("Urugana")
	price, factor := decimal.Some(decimal.MustParse("200000")), decimal.Some(decimal.MustParse("40"))
	_, _, err = s.SaveConversion(t.Context(), s.visit(c, project), rab.ConversionInput{PriceItemID: item.ID, MarketUnit: "zak", MarketPrice: price, FactorToBase: factor})
	must(t, err)
	b := openTab(t, s.server.URL)
	b.logIn(owner)
	g := b.openSheet(fmt.Sprintf("/detail_project/%d/rekap-kebutuhan/", project))
	g.wantCell(0, 1, "Bahan Urugan") // 150.000 of 170.000
	g.wantCell(0, 5, "30")
	g.wantCell(0, 8, "88,24")
	g.wantCell(1, 9, "100,00")
	g.wantCell(1, 10, "B") // it begins before 95 %
	b.tap(".shares summary")
	b.until(`document.querySelectorAll(".shares [data-canvas] canvas").length === 2`)
	if got := b.text("[data-classes]"); !strings.Contains(got, "Kelas A: 88,24%") {
		t.Errorf("beside the chart stands %q", got)
	}
	b.inspect("kebutuhan-charts")
	b.do(chromedp.SetValue("[data-unit]", "market-up"))
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("[data-unit]").dispatchEvent(new Event("change"))`))
	g.wantCell(0, 4, "zak")
	g.wantCell(0, 5, "1")
	g.wantCell(1, 4, "kg")
	g.wantCell(0, 7, "150.000,00") // the cost stays that of the RAB
}

// The pages of a project without any pekerjaan lead to where one begins, and show what others
// enter without being reloaded.
func TestPagesOfAnEmptyProjectLeadToTheWorkList(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.project(c, "Gudang")
	b := openTab(t, s.server.URL)
	b.logIn(owner)
	base := fmt.Sprintf("/detail_project/%d/", project)
	for _, page := range []string{"rekap-rab", "volume-pekerjaan", "template-ahsp", "harga-items", "rincian-ahsp", "rekap-kebutuhan", "rincian-rab"} {
		b.open(base + page + "/")
		b.until(`document.querySelector('.empty a[href$="/list-pekerjaan/"]')`)
	}
	b.inspect("empty-sheet")
	s.fill(c, project, work{uraian: "Galian", koefisien: "1", price: "1000"})
	b.until(`document.querySelector(".grid-frame .slick-row")`)
}
