package web_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"takar/internal/decimal"
	"takar/internal/rab"
)

// manyPrices makes a project with a number of price items, none with a price.
func (s *site) manyPrices(c *client, count int) int64 {
	s.t.Helper()
	project := s.project(c, "Gedung")
	ids := s.fill(c, project, work{uraian: "Beton"})
	var rows []rab.AnalysisRow
	for i := range count {
		rows = append(rows, rab.AnalysisRow{
			Kategori: "BHN", Kode: fmt.Sprintf("B.%03d", i), Uraian: fmt.Sprintf("Bahan %03d", i), Satuan: "kg", Koefisien: decimal.Some(decimal.One),
		})
	}
	_, _, err := s.SaveAnalysis(s.t.Context(), s.visit(c, project), ids[0], rab.SaveAnalysisInput{Rows: rows})
	must(s.t, err)
	return project
}

// quotation is a block of prices as a supplier's workbook has it: price, source, date, region.
func quotation(count, step int) string {
	var block strings.Builder
	for i := range count {
		fmt.Fprintf(&block, "%d.500,25\tToko %d\t%d/1/2026\tKota Bandung\r\n", i+step, step, i%28+1)
	}
	return block.String()
}

func TestFiveHundredRowsOfFourColumnsArePastedAndUndoneAtOnce(t *testing.T) {
	const count = 500
	s := newSite(t)
	c := s.as(owner)
	project := s.manyPrices(c, count)
	b := openTab(t, s.server.URL)
	b.logIn(owner)
	g := b.openSheet(pricesPath(project))
	g.click(0, priceColumn)
	g.paste(quotation(count, 1))
	g.wantCell(0, priceColumn, "1.500,25")
	g.wantSaved()
	for i, item := range s.prices(c, project) {
		want := fmt.Sprintf("%d.25 Toko 1 2026-01-%02d Kota Bandung", (i+1)*1000+500, i%28+1)
		if got := fmt.Sprintf("%s %s %s %s", item.Harga.Decimal, item.PriceSource, item.PriceDate, item.Region); got != want {
			t.Fatalf("%s: %s, want %s", item.Kode, got, want)
		}
	}
	g.with(control, "z")
	g.wantCell(0, priceColumn, "")
	g.wantSaved()
	for _, item := range s.prices(c, project) {
		if item.Harga.Valid || item.PriceSource != "" || item.PriceDate != "" || item.Region != "" {
			t.Fatalf("after the undo: %+v", item)
		}
	}
}

// prices lists the price items by kode.
func (s *site) prices(c *client, project int64) []*rab.PriceItem {
	s.t.Helper()
	view, err := s.View(s.t.Context(), s.visit(c, project))
	must(s.t, err)
	items := slices.Clone(view.PriceItems.All())
	slices.SortFunc(items, func(a, b *rab.PriceItem) int { return strings.Compare(a.Kode, b.Kode) })
	return items
}

// From the paste of 500 rows of 4 columns until all of them are judged, shown and stored.
func BenchmarkPasteOfPrices(b *testing.B) {
	const count = 500
	s := newSite(b)
	c := s.as(owner)
	t := openTab(b, s.server.URL)
	project := s.manyPrices(c, count)
	t.logIn(owner)
	g := t.openSheet(pricesPath(project))
	var shown, stored []float64
	for b.Loop() {
		step := len(shown) + 2
		g.click(0, priceColumn)
		t.do(chromedp.Evaluate[chromedp.Void](watchPasteScript(cell(0, priceColumn), fmt.Sprintf("%d.500,25", step))))
		g.paste(quotation(count, step))
		t.until("window.pasteStored")
		shown = append(shown, ask[float64](t, "window.pasteShown"))
		stored = append(stored, ask[float64](t, "window.pasteStored"))
	}
	for name, list := range map[string][]float64{"ms-shown": shown, "ms-stored": stored} {
		slices.Sort(list)
		b.ReportMetric(list[len(list)/2], name)
		b.ReportMetric(list[len(list)*95/100], name+"-p95")
	}
	b.ReportMetric(0, "ns/op") // the loop drives a browser: its time says nothing
}

// watchPasteScript notes how long after the next paste a cell shows its value, and how long
// after it everything is stored.
func watchPasteScript(cell, want string) string {
	return fmt.Sprintf(`(() => {
	window.pasteShown = window.pasteStored = 0;
	let began = 0;
	addEventListener("paste", () => { began = performance.now() }, { capture: true, once: true });
	const sign = document.querySelector("[data-save-sign]");
	const look = () => {
		if (began && !window.pasteShown && %s?.innerText === %s) window.pasteShown = performance.now() - began;
		if (window.pasteShown && sign.dataset.state === "saved") window.pasteStored = performance.now() - began;
		else requestAnimationFrame(look);
	};
	look();
})()`, cell, quoted(want))
}
