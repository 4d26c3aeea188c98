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

func pricesPath(project int64) string {
	return fmt.Sprintf("/detail_project/%d/harga-items/", project)
}

// Columns of the page Harga Items.
const (
	priceColumn  = 5
	sourceColumn = 6
	dateColumn   = 7
	regionColumn = 8
	boughtColumn = 9
)

// priceList is a project with four items: Aa at 1.000, the others without a price.
func (s *site) priceList(c *client) int64 {
	s.t.Helper()
	project := s.project(c, "Gudang")
	s.fill(c, project,
		work{uraian: "A", koefisien: "1", price: "1000", volume: "1"}, work{uraian: "B", koefisien: "1", volume: "1"},
		work{uraian: "C", koefisien: "1", volume: "1"}, work{uraian: "D", koefisien: "1", volume: "1"})
	return project
}

// item returns a price item by its kode.
func (s *site) item(c *client, project int64, kode string) *rab.PriceItem {
	s.t.Helper()
	view, err := s.View(s.t.Context(), s.visit(c, project))
	must(s.t, err)
	item, ok := view.ItemByKode(kode)
	if !ok {
		s.t.Fatalf("no price item %s", kode)
	}
	return item
}

// wantPrices fails unless the items Aa, Ba, Ca … cost this; "" for nothing.
func (s *site) wantPrices(c *client, project int64, want ...string) {
	s.t.Helper()
	for i, price := range want {
		item := s.item(c, project, string(rune('A'+i))+"a")
		got := ""
		if item.Harga.Valid {
			got = item.Harga.Decimal.String()
		}
		if got != price {
			s.t.Errorf("%s costs %q, want %q", item.Kode, got, price)
		}
	}
}

// noteSent keeps the bodies of commands that the page sends from now on.
func (b *tab) noteSent() {
	b.t.Helper()
	b.do(chromedp.Evaluate[chromedp.Void](`window.sent = []; { const real = fetch; window.fetch = (at, init) => {
		if (init?.method === "POST" && !String(at).endsWith("/numbers/")) window.sent.push(JSON.parse(init.body)); return real(at, init) } }`))
}

func TestPricesAreFilledPastedChangedAndUndone(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.priceList(c)
	b := openTab(t, s.server.URL)
	b.logIn(owner)
	g := b.openSheet(pricesPath(project))
	b.until(`document.querySelector('[data-filter="kosong"] [data-count]').textContent === "3"`)
	b.until(cell(1, priceColumn) + `.classList.contains("is-missing")`)

	// Three prices with Enter, one after the other.
	g.click(1, priceColumn)
	g.press("2", ".", "5", "0", "0", kb.Enter)
	g.wantCell(1, priceColumn, "2.500,00")
	g.press("3", "0", "0", "0", ",", "5", kb.Enter)
	g.wantCell(2, priceColumn, "3.000,50")
	g.press("4", "0", "0", "0", kb.Enter)
	g.wantCell(3, priceColumn, "4.000,00")
	g.wantSaved()
	s.wantPrices(c, project, "1000", "2500", "3000.5", "4000")
	b.until(`document.querySelector('[data-filter="kosong"] [data-count]').textContent === "0"`)

	// Two columns from the cursor; days as people write them, one that does not exist is told.
	g.click(0, sourceColumn)
	g.paste("Toko A\t5/1/2026\nToko B\t17 Agustus 2026\nToko C\t31/2/2026")
	b.until(`document.querySelector("dialog h2")?.innerText === "1 sel ditolak, 5 sel diterima"`)
	if got := b.text("dialog tbody"); !strings.Contains(got, "Bahan C") || !strings.Contains(got, "31/2/2026") {
		t.Errorf("the refused cell is told as %q", got)
	}
	b.do(chromedp.Click("dialog .btn-primary"))
	g.wantCell(1, dateColumn, "17/08/2026")
	g.wantCell(2, sourceColumn, "Toko C")
	g.wantSaved()
	if item := s.item(c, project, "Ba"); item.PriceDate != "2026-08-17" || item.PriceSource != "Toko B" || item.Harga.Decimal.String() != "2500" {
		t.Errorf("stored: %+v", item)
	}

	// A change by percent of two chosen rows shows what will become of them.
	g.click(1, priceColumn)
	g.with(shift, kb.ArrowDown)
	b.do(chromedp.Click("[data-percent]"), chromedp.SendKeys("#percent-number", "2,5"))
	b.until(`document.querySelector("dialog [data-result]").innerText.startsWith("2 harga akan berubah")`)
	if got := b.text("dialog [data-list]"); !strings.Contains(got, "3.000,50") || !strings.Contains(got, "3.075,51") {
		t.Errorf("the examples are %q", got)
	}
	b.axe("percent")
	b.picture("harga-percent")
	b.do(chromedp.KeyEvent(kb.Enter))
	g.wantCell(1, priceColumn, "2.562,50")
	g.wantCell(2, priceColumn, "3.075,51")
	g.wantCell(3, priceColumn, "4.000,00")

	// Undo works after a reload, step by step.
	g = b.openSheet(pricesPath(project))
	g.with(control, "z")
	g.wantCell(2, priceColumn, "3.000,50")
	g.with(control, "z")
	g.wantCell(1, dateColumn, "")
	s.wantPrices(c, project, "1000", "2500", "3000.5", "4000")

	// Nothing and zero are two things.
	g.click(2, priceColumn)
	g.press("0")
	b.until(`document.querySelector(".grid-below [role=status]").innerText.startsWith("0 = memang gratis")`)
	g.press(kb.Enter)
	g.press(kb.Delete) // the row below
	g.wantCell(2, priceColumn, "0,00")
	g.wantCell(3, priceColumn, "")
	g.wantSaved()
	s.wantPrices(c, project, "1000", "2500", "0", "")
	if state := s.item(c, project, "Ca").State(); state != rab.PriceZero {
		t.Errorf("a typed zero is %s", state)
	}
	g.click(2, priceColumn)
	g.paste("0\n0") // the first is zero already; lists from elsewhere write 0 for nothing
	b.until(`document.querySelector("dialog h2")?.innerText === "1 sel ditolak, 1 sel diterima"`)
	b.do(chromedp.KeyEvent(kb.Escape))
}

// Prices are pasted by visible column or by kode, and are stored without another step.
func TestDefect29PastedPricesAreStoredByColumnOrByCode(t *testing.T) { // defect 29
	s := newSite(t)
	c := s.as(owner)
	project := s.priceList(c)
	b := openTab(t, s.server.URL)
	b.logIn(owner)
	g := b.openSheet(pricesPath(project))
	g.click(1, priceColumn)
	g.paste("200\n300")
	g.wantCell(2, priceColumn, "300,00")
	g.wantSaved()
	s.wantPrices(c, project, "1000", "200", "300", "")

	// Codes and prices in any order, with lines that cannot be used: each is told.
	g.paste("Da\t4.000,25\nZz\t5\nAa\tRp 1.500\nBa\tdua\nCa\t300\nDa\t7")
	b.until(`document.querySelector("dialog [data-result]")?.innerText === "2 harga akan diisi · 1 sudah sama · 3 baris tidak dipakai"`)
	list := b.text("dialog [data-list]")
	for _, want := range []string{"Zz", "Tidak ada item dengan kode ini", "bukan angka", "sudah ditempel dengan harga 4.000,25", "1.000,00", "1.500"} {
		if !strings.Contains(list, want) {
			t.Errorf("%q is missing in %q", want, list)
		}
	}
	b.axe("by code")
	b.picture("harga-kode")
	b.do(chromedp.Click("dialog [data-apply]"))
	g.wantCell(3, priceColumn, "4.000,25")
	g.wantSaved()
	s.wantPrices(c, project, "1500", "200", "300", "4000.25")

	// The same by the button, typed with spaces; one undo takes the whole list back.
	b.do(chromedp.Click("[data-by-code]"), chromedp.SendKeys("#code-text", "aa 1.600\nba; 250\n"))
	b.until(`document.querySelector("dialog [data-apply]").innerText === "Terapkan 2 harga"`)
	b.do(chromedp.Click("dialog [data-apply]"))
	g.wantCell(0, priceColumn, "1.600,00")
	g.wantCell(1, priceColumn, "250,00")
	g.wantSaved()
	b.do(chromedp.Click(".notice .btn"))
	g.wantCell(0, priceColumn, "1.500,00")
	g.wantCell(1, priceColumn, "200,00")
	s.wantPrices(c, project, "1500", "200", "300", "4000.25")

	// A third column: the page asks which one the price is.
	b.do(chromedp.Click("[data-by-code]"), chromedp.Evaluate[chromedp.Void](`{ const text = document.querySelector("#code-text"); text.value = "Aa\tkg\t1.700\tToko";
		text.dispatchEvent(new Event("input", { bubbles: true })) }`))
	b.until(`document.querySelector("#code-column").options.length === 3`)
	b.do(chromedp.SetValue("#code-column", "2"), chromedp.Evaluate[chromedp.Void](`document.querySelector("#code-column").dispatchEvent(new Event("input", { bubbles: true }))`))
	b.until(`document.querySelector("dialog [data-apply]").innerText === "Terapkan 1 harga"`)
	b.do(chromedp.Click("dialog [data-apply]"))
	g.wantCell(0, priceColumn, "1.700,00")
}

// A save sends what was changed, and nothing else.
func TestDefect30OnlyChangedPricesAreSent(t *testing.T) { // defect 30
	s := newSite(t)
	c := s.as(owner)
	project := s.priceList(c)
	b := openTab(t, s.server.URL)
	b.logIn(owner)
	g := b.openSheet(pricesPath(project))
	b.noteSent()
	g.click(2, priceColumn)
	g.press("7", "5", "0", kb.Enter)
	g.wantCell(2, priceColumn, "750,00")
	g.wantSaved()
	sent := ask[[]struct {
		Items []map[string]any
	}](b, "window.sent")
	if len(sent) != 1 || len(sent[0].Items) != 1 {
		t.Fatalf("sent: %+v", sent)
	}
	if row := sent[0].Items[0]; len(row) != 3 || row["harga_satuan"] != "750" || row["id"] != float64(s.item(c, project, "Ca").ID) || row["version"] == nil {
		t.Errorf("the row that was sent: %v", row)
	}
}

func TestABuyingUnitIsTriedWhileTyping(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.priceList(c)
	b := openTab(t, s.server.URL)
	b.logIn(owner)
	g := b.openSheet(pricesPath(project))
	g.click(0, priceColumn)
	g.press(kb.ArrowRight, kb.ArrowRight, kb.ArrowRight, kb.ArrowRight)
	g.wantCursor(0, boughtColumn)
	g.press(kb.Enter)
	b.until(`document.querySelector("dialog[open] [data-item]")?.innerText === "Aa · Bahan A · Rp 1.000,00 per kg"`)
	b.do(chromedp.SendKeys("#market-unit", "zak"), chromedp.SendKeys("#market-price", "77.500"), chromedp.SendKeys("#factor", "0"))
	b.until(`document.querySelector("dialog [data-result].is-wrong")?.innerText.startsWith("Faktor harus lebih besar dari 0")`)
	b.do(chromedp.SendKeys("#factor", kb.Backspace+"45"))
	b.until(`document.querySelector("dialog [data-result]").innerText === "Harga satuan: Rp 1.722,22 per kg (1 zak = 45 kg). Menggantikan Rp 1.000,00."`)
	b.axe("conversion")
	b.picture("harga-konversi")
	b.do(chromedp.KeyEvent(kb.Enter))
	g.wantCell(0, priceColumn, "1.722,22")
	g.wantCell(0, boughtColumn, "zak = 45 kg @ 77.500,00")
	s.wantPrices(c, project, "1722.22")

	// A price of one's own no longer follows from it, and the cell says so.
	g.click(0, priceColumn)
	g.press("1", "8", "0", "0", kb.Enter)
	g.wantSaved()
	b.until(cell(0, boughtColumn) + `.classList.contains("is-stale")`)
	g.with(control, "z")
	g.wantCell(0, priceColumn, "1.722,22")
	g.with(control, "z") // price and unit in one step
	g.wantCell(0, priceColumn, "1.000,00")
	g.wantCell(0, boughtColumn, "")

	// A wrong field is told under it when the unit alone is saved from density and capacity.
	g.click(0, priceColumn)
	b.do(chromedp.Click("[data-convert]"), chromedp.SendKeys("#market-unit", "truk"), chromedp.SendKeys("#market-price", "1.250.000"), chromedp.Click("dialog summary"),
		chromedp.SendKeys("#capacity-m3", "7"), chromedp.SendKeys("#density", "1400"))
	b.until(`document.querySelector("dialog [data-result]").innerText.includes("1 truk = 9.800 kg")`)
	b.do(chromedp.Click("dialog [data-keep]"))
	g.wantCell(0, boughtColumn, "truk = 9.800 kg @ 1.250.000,00")
	g.wantCell(0, priceColumn, "1.000,00")
}

func TestHargaItemsOfAnEmptyProject(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.project(c, "Gudang")
	b := openTab(t, s.server.URL)
	b.logIn(owner)
	b.open(pricesPath(project))
	if got := b.text(".empty"); !strings.HasPrefix(got, "Belum ada item harga") {
		t.Errorf("an empty project says %q", got)
	}
	b.axe("harga-kosong")
}

func TestTheMarkupOfTheProjectIsSavedOnItsOwn(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.priceList(c)
	b := openTab(t, s.server.URL)
	b.logIn(owner)
	b.openSheet(pricesPath(project))
	markup := func() string {
		view, err := s.View(t.Context(), s.visit(c, project))
		must(t, err)
		return view.Pricing().MarkupPercent.String()
	}
	enter := func(text string) {
		b.do(chromedp.Focus("[data-buk]"), chromedp.Evaluate[chromedp.Void](`document.querySelector("[data-buk]").select()`), chromedp.KeyEvent(text+"\r"))
	}
	enter("12,5")
	b.until(`document.querySelector("[data-buk-sign]").dataset.state === "saved" && document.querySelector("[data-buk]").value === "12,5"`)
	if got := markup(); got != "12.5" {
		t.Errorf("stored: %s", got)
	}
	percent := decimal.MustParse("15")
	_, err := s.SavePricing(t.Context(), s.visit(c, project), rab.PricingInput{MarkupPercent: &percent})
	must(t, err)
	b.until(`document.querySelector("[data-buk]").value === "15"`)

	// Somebody else is faster: what is typed stays, and takes another word to be stored.
	b.do(chromedp.Focus("[data-buk]"), chromedp.Evaluate[chromedp.Void](`document.querySelector("[data-buk]").select()`), chromedp.KeyEvent("12,5"))
	percent = decimal.MustParse("16")
	_, err = s.SavePricing(t.Context(), s.visit(c, project), rab.PricingInput{MarkupPercent: &percent})
	must(t, err)
	b.until(`document.querySelector("[data-buk-wrong]").innerText === "BUK baru diubah menjadi 16%. Tekan Enter untuk memakai isian Anda, Escape untuk yang baru."`)
	b.do(chromedp.KeyEvent(kb.Enter))
	b.until(`document.querySelector("[data-buk-sign]").dataset.state === "saved" && document.querySelector("[data-buk-wrong]").hidden`)
	if got := markup(); got != "12.5" {
		t.Errorf("stored: %s", got)
	}
	enter("120")
	b.until(`!document.querySelector("[data-buk-wrong]").hidden`)
	if got := markup(); got != "12.5" {
		t.Errorf("stored: %s", got)
	}
	b.do(chromedp.KeyEvent(kb.Escape))
	b.until(`document.querySelector("[data-buk]").value === "12,5" && document.querySelector("[data-buk-wrong]").hidden`)
	b.expected = append(b.expected, "400")
}

// Who may not see prices sees none, here and in what the page fetches, and can type nothing.
func TestHargaItemsWithoutTheRightToPrices(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.priceList(c)
	must(t, s.Share(t.Context(), s.visit(c, project), blind, "reader", false))
	must(t, s.Share(t.Context(), s.visit(c, project), reader, "reader", true))
	if page := s.as(blind).get(pricesPath(project)).body; strings.Contains(page, "1.000,00") || strings.Contains(page, "data-writable") || strings.Contains(page, "BUK proyek") {
		t.Error("the page shows what is hidden")
	}
	b := openTab(t, s.server.URL)
	b.logIn(blind)
	g := b.openSheet(pricesPath(project))
	g.wantCell(0, priceColumn, "") // Satuan beli stands where prices would
	if got := b.text(".grid-frame"); strings.Contains(got, "1.000") || strings.Contains(got, "Harga satuan") {
		t.Errorf("the grid shows %q", got)
	}
	g.click(0, priceColumn)
	g.press("5")
	b.until(`document.querySelector(".notices p")?.innerText === "Sel ini tidak dapat diisi."`)

	reading := s.as(reader).get(pricesPath(project))
	reading.holds(t, "1.000,00", "Hanya dibaca", "BUK proyek 10%")
	reading.lacks(t, "data-writable", "data-by-code", "data-percent")
	second := openTab(t, s.server.URL)
	second.logIn(reader)
	other := second.openSheet(pricesPath(project))
	other.click(0, priceColumn)
	other.press("5")
	second.until(`document.querySelector(".notices p")?.innerText === "Sel ini tidak dapat diisi."`)
	second.do(chromedp.Click("[data-origin]"))
	second.until(`document.querySelector("dialog dl")?.innerText.includes("pemilik")`)
	s.wantPrices(c, project, "1000", "")
}

func TestUnusedItemsAreDeletedAndComeBack(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.priceList(c)
	path := fmt.Sprintf("/detail_project/%d/orphan-cleanup/", project)
	c.get(path).holds(t, "Semua item harga dipakai.")
	view, err := s.View(t.Context(), s.visit(c, project))
	must(t, err)
	var ids []int64
	for _, pekerjaan := range view.Pekerjaan.All() {
		ids = append(ids, pekerjaan.ID)
	}
	for _, id := range ids[:2] {
		_, _, err := s.SaveAnalysis(t.Context(), s.visit(c, project), id, rab.SaveAnalysisInput{Rows: []rab.AnalysisRow{}})
		must(t, err)
	}
	c.get(pricesPath(project)).holds(t, "2 item tidak dipakai analisa mana pun")
	b := openTab(t, s.server.URL)
	b.logIn(owner)
	b.open(path)
	b.until(`document.querySelector("[data-delete]")?.disabled && document.querySelectorAll("[data-item]:not(:disabled)").length === 2`)
	b.do(chromedp.Click(`[data-item][data-kode="Aa"]`))
	b.until(`document.querySelector("[data-chosen]").innerText === "1 dipilih, jumlah harga satuan Rp 1.000,00"`)
	b.do(chromedp.Click("[data-all]"))
	b.until(`document.querySelector("[data-chosen]").innerText.startsWith("2 dipilih")`)
	b.do(chromedp.Click("[data-delete]"))
	b.until(`document.querySelector("dialog[open]")?.innerText.includes("Aa · Bahan A · Rp 1.000,00")`)
	b.axe("consequences")
	b.picture("orphan-hapus")
	b.do(chromedp.Click("dialog .btn-danger"))
	b.until(`document.querySelector(".empty") && document.querySelector(".notice p").innerText === "2 item dihapus."`)
	b.inspect("orphan-kosong")
	b.do(chromedp.Click(".notice .btn"))
	b.until(`document.querySelectorAll("[data-item]:not(:disabled)").length === 2`)
	if price := s.item(c, project, "Aa").Harga; !price.Valid || price.Decimal.String() != "1000" {
		t.Errorf("the price that came back is %v", price)
	}
	must(t, s.Share(t.Context(), s.visit(c, project), blind, "reader", false))
	hidden := s.as(blind).get(path)
	hidden.holds(t, "Bahan A")
	hidden.lacks(t, "1.000", "data-delete")
	s.as(stranger).get(path).lacks(t, "Bahan A")
	if status := s.as(stranger).get(path).status; status != http.StatusNotFound {
		t.Errorf("a stranger gets %d", status)
	}
}

func TestPricesOnAPhoneAndItemsThatNothingUses(t *testing.T) {
	s := newEmptySite(t)
	must(t, demo.Fill(t.Context(), s.App, password))
	b := openTab(t, s.server.URL)
	b.logIn(demo.People[0].Email)
	b.do(chromedp.Click(`.projects tbody tr:first-child .title`))
	b.until(`document.querySelector("[data-rekap]")`)
	base := strings.TrimSuffix(b.address(), "rekap-rab/")
	// Loaded on a phone, the item and its price are what one sees first.
	b.do(chromedp.EmulateViewport(360, 760))
	b.openSheet(base + "harga-items/")
	b.until(cell(0, 1) + `.classList.contains("is-figure")`)
	b.picture("harga-ponsel")
	b.do(chromedp.EmulateViewport(1280, 900))

	// Analyses of one's own that are emptied leave items behind.
	c := s.as(demo.People[0].Email)
	project := ask[int64](b, `Number(document.body.dataset.project)`)
	view, err := s.View(t.Context(), s.visit(c, project))
	must(t, err)
	for _, pekerjaan := range slices.Backward(view.Pekerjaan.All()) { // what others are bundled from comes first
		if pekerjaan.SourceType == rab.SourceCustom {
			_, _, err := s.SaveAnalysis(t.Context(), s.visit(c, project), pekerjaan.ID, rab.SaveAnalysisInput{Rows: []rab.AnalysisRow{}})
			must(t, err)
		}
	}
	b.open(base + "orphan-cleanup/")
	b.do(chromedp.Click("[data-all]"))
	b.inspect("orphan")
}
