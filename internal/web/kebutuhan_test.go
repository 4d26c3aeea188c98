package web_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/schedule"
)

// planned is a project of two pekerjaan over 20 weeks, the first planned in weeks 1 to 6 and
// the second in part of week 2.
func (s *site) planned(c *client) (project int64, pekerjaan []int64) {
	s.t.Helper()
	project = s.project(c, "Gudang")
	_, _, err := s.EditProject(s.t.Context(), s.visit(c, project), app.ProjectEdit{Edit: func(h *rab.Header) {
		h.TanggalMulai, h.TanggalSelesai, h.DurasiHari = "2026-01-05", "2026-05-24", 0
	}})
	must(s.t, err)
	pekerjaan = s.fill(c, project,
		work{uraian: "Galian", koefisien: "0.333333", price: "1000.55", volume: "100"},
		work{uraian: "Urugan", koefisien: "1", price: "3333.33", volume: "7"},
		work{uraian: "Pagar", koefisien: "2", volume: "3"})
	s.planWeeks(c, project, pekerjaan[0], "10", "15", "25", "20", "20", "10")
	s.planWeeks(c, project, pekerjaan[1], "0", "50")
	return project, pekerjaan
}

// planWeeks plans percents of the weeks of a pekerjaan.
func (s *site) planWeeks(c *client, project, pekerjaan int64, percents ...string) {
	s.t.Helper()
	var entries []schedule.Entry
	for i, percent := range percents {
		entries = append(entries, schedule.Entry{
			PekerjaanID: pekerjaan, Week: i + 1, Mode: schedule.Planned, Amount: &schedule.Typed{Value: decimal.MustParse(percent)},
		})
	}
	_, _, err := s.SaveProgress(s.t.Context(), s.visit(c, project), entries)
	must(s.t, err)
}

// wantTied fails the test unless the amounts of the table add up on the screen: rows to their
// subtotal, subtotals and what is planned elsewhere to everything.
func wantTied(t *testing.T, page string) {
	t.Helper()
	amount := regexp.MustCompile(`<td class="number c-sum"( data-subtotal| data-foot-sum)?>([^<]*)</td>`)
	var subtotal, rows, parts, everything decimal.Decimal
	first := true
	tie := func() {
		if !first && !rows.Equal(subtotal) {
			t.Errorf("the rows add up to %s, the subtotal says %s", rows, subtotal)
		}
		first, rows = false, decimal.Zero
	}
	foot := 0
	for _, found := range amount.FindAllStringSubmatch(page, -1) {
		text := strings.ReplaceAll(found[2], ".", "")
		if text == "–" {
			continue
		}
		value := decimal.MustParse(text)
		switch {
		case strings.Contains(found[1], "subtotal"):
			tie()
			subtotal, parts = value, parts.Add(value)
		case strings.Contains(found[1], "foot") && foot == 0:
			tie()
			foot++
			parts = parts.Add(value)
		case strings.Contains(found[1], "foot"):
			foot++
			everything = value
		default:
			rows = rows.Add(value)
		}
	}
	if foot != 2 || everything.IsZero() || !parts.Equal(everything) {
		t.Errorf("the parts add up to %s, the foot says %s", parts, everything)
	}
}

func TestTheTableOfPeriodsTies(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project, _ := s.planned(c)
	path := fmt.Sprintf("/detail_project/%d/rekap-kebutuhan/?tampilan=periode", project)
	for _, query := range []string{"", "&dari=W02&sampai=W03", "&satuan=bulan&dari=2026-02&sampai=2026-02", "&dari=W10&sampai=W12", "&kategori=BHN&beli=1", "&cari=uru"} {
		page := c.get(path + query)
		if page.status != http.StatusOK {
			t.Fatalf("%s: %d", query, page.status)
		}
		wantTied(t, page.body)
	}
	page := c.get(path).body
	for _, want := range []string{"<strong>1</strong> pekerjaan belum punya rencana", "<strong>1</strong> baru direncanakan sebagian", "1 item belum ada harga", "/jadwal-pekerjaan/"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if got := strings.Count(page, "selected"); got != 5 {
		t.Errorf("%d choices are selected", got)
	}
	if !strings.Contains(page, `<option value="W04" selected>`) {
		t.Error("the first four weeks are not chosen before anything else is")
	}
	// From and to the other way round are the same time; what cannot be read is named.
	if a, b := c.get(path+"&dari=W03&sampai=W02").body, c.get(path+"&dari=W02&sampai=W03").body; a != b {
		t.Error("a range from its end to its start is another one")
	}
	for query, want := range map[string]string{
		"&dari=2026-W01": "bukan minggu proyek", "&satuan=bulan&dari=Januari": "bukan bulan", "&sampai=W40": "tidak punya periode W40", "&kategori=XX": "Pilihan diabaikan", "&klasifikasi=x": "bukan klasifikasi",
	} {
		if page := c.get(path + query); page.status != http.StatusOK || !strings.Contains(page.body, want) {
			t.Errorf("%s: %d, and not a word of %q", query, page.status, want)
		}
	}
}

func TestPeriodsWithoutPricesAndWithoutAPlan(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project, _ := s.planned(c)
	must(t, s.Share(t.Context(), s.visit(c, project), blind, "reader", false))
	path := fmt.Sprintf("/detail_project/%d/rekap-kebutuhan/?tampilan=periode", project)
	unseen := s.as(blind).get(path + "&beli=1").body
	if !strings.Contains(unseen, "Bahan Galian") || !strings.Contains(unseen, "23,33331") {
		t.Error("the quantities are not shown")
	}
	for _, money := range []string{"1.000,55", "3.333", "c-sum", "data-periods", "Biaya"} {
		if strings.Contains(unseen, money) {
			t.Errorf("somebody without the right to prices sees %q", money)
		}
	}
	if got := s.as(stranger).get(path).status; got != http.StatusNotFound {
		t.Errorf("a stranger: %d", got)
	}
	_, _, err := s.ResetProgress(t.Context(), s.visit(c, project), schedule.Planned)
	must(t, err)
	page := c.get(path).body
	for _, want := range []string{"Belum ada rencana.", fmt.Sprintf(`href="/detail_project/%d/jadwal-pekerjaan/"`, project), "Belum terjadwal"} {
		if !strings.Contains(page, want) {
			t.Errorf("without a plan the page does not say %q", want)
		}
	}
	if page := c.get(path + "&cari=tidak-ada").body; !strings.Contains(page, "Tidak ada item yang cocok.") {
		t.Error("a search that finds nothing says nothing")
	}
}

// An estimator looks at what is to be bought when: first weeks, then months, then others.
func TestNeedsPerPeriodInTheBrowser(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project, pekerjaan := s.planned(c)
	view, err := s.View(t.Context(), s.visit(c, project))
	must(t, err)
	item, _ := view.ItemByKode("Galiana")
	price, factor := decimal.Some(decimal.MustParse("40000")), decimal.Some(decimal.MustParse("40"))
	_, _, err = s.SaveConversion(t.Context(), s.visit(c, project), rab.ConversionInput{PriceItemID: item.ID, MarketUnit: "zak", MarketPrice: price, FactorToBase: factor})
	must(t, err)
	b := openTab(t, s.server.URL)
	b.logIn(owner)
	b.open(fmt.Sprintf("/detail_project/%d/rekap-kebutuhan/", project))
	b.tap(`.views a[href="?tampilan=periode"]`)
	b.until(`document.querySelector("[data-canvas] canvas")`)
	const subtotals = `[...document.querySelectorAll("[data-subtotal], [data-foot-sum]")].map((cell) => cell.innerText).join(" ")`
	b.until(subtotals + ` === "35.013 11.666 10.006 56.685"`)
	b.choose("sampai", "W06")
	b.until(subtotals + ` === "45.018 11.667 0 56.685"`)
	b.until(`location.search.includes("sampai=W06") && document.activeElement.name === "sampai"`)
	b.choose("satuan", "bulan")
	b.until(`document.querySelector('[name="dari"]').value === "2026-01" && document.querySelector(".needs-chart h2").innerText === "Biaya per bulan"`)
	b.choose("sampai", "2026-01")
	b.until(`document.querySelectorAll("[data-periods] tr").length === 1`)
	b.until(subtotals + ` === "34.060 11.667 10.958 56.685"`)
	b.do(chromedp.SendKeys("#cari", "galian"))
	b.until(`document.querySelectorAll(".needs-table tbody tr:not([data-level])").length === 1 && location.search.includes("cari=galian")`)
	b.do(chromedp.Click(`[name="beli"]`))
	b.until(`document.querySelector(".needs-table tr:not([data-level]) td.c-buy")?.innerText === "zak (40 kg)"`)
	b.open(b.address()) // the address holds all of it
	b.until(`document.querySelector("#cari").value === "galian" && document.querySelector('[name="beli"]').checked && document.querySelectorAll("[data-periods] tr").length === 1`)
	b.tap(".needs-chart summary")
	b.until(`document.querySelector(".needs-chart details").open`)
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#cari").select()`), chromedp.SendKeys("#cari", kb.Escape))
	b.until(`document.querySelectorAll(".needs-table tbody tr:not([data-level])").length === 4 && !location.search.includes("cari")`)
	b.inspect("kebutuhan-periode")
	s.planWeeks(c, project, pekerjaan[0], "100", "0", "0", "0", "0", "0") // somebody plans anew
	b.until(subtotals + ` === "45.018 11.667 0 56.685"`)
}

// choose takes an option of a field as a person does.
func (b *tab) choose(name, value string) {
	b.t.Helper()
	field := fmt.Sprintf("document.querySelector('[name=%q]')", name)
	b.until(fmt.Sprintf(`[...%s?.options ?? []].some((option) => option.value === %q)`, field, value))
	b.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`(() => { const field = %s; field.focus(); field.value = %q; field.dispatchEvent(new Event("change", { bubbles: true })); })()`, field, value)))
}
