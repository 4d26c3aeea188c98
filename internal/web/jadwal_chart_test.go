package web_test

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/schedule"
)

// rencana is the stored plan of a pekerjaan, as "W1 60, W2 40".
func (s *site) rencana(c *client, project, pekerjaan int64) string {
	s.t.Helper()
	view, err := s.View(s.t.Context(), s.visit(c, project))
	must(s.t, err)
	var weeks []string
	for _, row := range view.ProgressOf(pekerjaan) {
		if !row.Planned.IsZero() {
			weeks = append(weeks, fmt.Sprintf("W%d %s", row.Week, row.Planned))
		}
	}
	return strings.Join(weeks, ", ")
}

// g9 gives a project the plan of golden case G9, from Rabu 7 January 2026 over 20 weeks:
// pekerjaan of 20, 50 and 30 million.
func (s *site) g9(c *client, project int64) []int64 {
	s.t.Helper()
	ids := s.fill(c, project,
		work{uraian: "Pondasi", koefisien: "1", price: "20000000", volume: "1"}, work{uraian: "Kolom", koefisien: "1", price: "50000000", volume: "1"},
		work{uraian: "Atap", koefisien: "1", price: "30000000", volume: "1"},
	)
	_, _, err := s.EditProject(s.t.Context(), s.visit(c, project), app.ProjectEdit{Edit: func(h *rab.Header) {
		h.TanggalMulai, h.TanggalSelesai = "2026-01-07", "2026-05-24"
	}})
	must(s.t, err)
	s.enterWeeks(c, project, schedule.Planned, ids[0], "60", "40")
	s.enterWeeks(c, project, schedule.Planned, ids[1], "0", "20", "40", "40")
	s.enterWeeks(c, project, schedule.Planned, ids[2], "0", "0", "50", "50")
	return ids
}

// enterWeeks enters percents from week 1 on.
func (s *site) enterWeeks(c *client, project int64, mode schedule.Mode, pekerjaan int64, percents ...string) {
	s.t.Helper()
	entries := make([]schedule.Entry, len(percents))
	for i, percent := range percents {
		entries[i] = schedule.Entry{Path: "a", PekerjaanID: pekerjaan, Week: i + 1, Mode: mode, Amount: &schedule.Typed{Value: decimal.MustParse(percent)}}
	}
	_, _, err := s.SaveProgress(s.t.Context(), s.visit(c, project), entries)
	must(s.t, err)
}

func (s *site) costs(c *client, project, pekerjaan int64, rupiah ...string) {
	s.t.Helper()
	entries := make([]schedule.Entry, len(rupiah))
	for i, cost := range rupiah {
		amount := decimal.Some(decimal.MustParse(cost))
		entries[i] = schedule.Entry{Path: "a", PekerjaanID: pekerjaan, Week: i + 1, Mode: schedule.Actual, Cost: &amount}
	}
	_, _, err := s.SaveProgress(s.t.Context(), s.visit(c, project), entries)
	must(s.t, err)
}

// heldFiles keeps what the page gives as a file in window.given, instead of a download.
const heldFiles = `(() => {
	window.given = [];
	const make = URL.createObjectURL;
	URL.createObjectURL = (file) => { window.last = file; return make.call(URL, file) };
	HTMLAnchorElement.prototype.click = function () { window.given.push({name: this.download, type: window.last.type, size: window.last.size, file: window.last}) };
})()`

// The cards and the kurva S follow what is reported elsewhere (golden case G9), in percent,
// in rupiah and over the bars; what is seen can be taken along as a file.
func TestCardsAndKurvaSFollowRealisasi(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.project(c, "Gudang G9")
	ids := s.g9(c, project)

	b := openTab(t, s.server.URL)
	b.logIn(owner)
	b.open(schedulePath(project) + "?tab=kurva")
	b.until(`document.querySelector("[data-curve] canvas") && document.querySelectorAll("[data-card]").length === 7`)
	card := func(name string) string { return b.text(fmt.Sprintf("[data-card=%q]", name)) }
	for _, name := range []string{"actual", "deviation", "spi", "cpi", "finish", "contract"} {
		if text := card(name); !strings.Contains(text, "Belum dapat dihitung") || !strings.Contains(text, "Belum ada realisasi") {
			t.Errorf("without realisasi %s says %q", name, text)
		}
	}
	row := func(week int) string { return b.text(fmt.Sprintf("[data-table] tbody tr:nth-child(%d)", week)) }
	if got := strings.Join(strings.Fields(row(3)), " "); got != "3 19/01 – 25 Jan 2026 – – – – –" && !strings.Contains(got, "35,00 65,00 – – –") {
		t.Errorf("week 3 says %q", got)
	}

	// Somebody else reports; this page hears of it.
	s.enterWeeks(c, project, schedule.Actual, ids[0], "50", "50")
	s.enterWeeks(c, project, schedule.Actual, ids[1], "0", "10", "30")
	s.costs(c, project, ids[0], "11000000", "10500000")
	s.costs(c, project, ids[1], "0", "5500000")
	s.enterWeeks(c, project, schedule.Actual, ids[2], "0", "0", "20")
	b.until(`document.querySelector('[data-card="spi"]').innerText.includes("0,7077")`)
	for name, want := range map[string]string{
		"planned": "65%", "actual": "46%", "deviation": "−19%", "cpi": "1,01", "contract": "Terlambat 19%, lebih dari batas 10% untuk periode I",
	} {
		if text := card(name); !strings.Contains(text, want) {
			t.Errorf("%s says %q, want %s", name, text, want)
		}
	}
	if got := strings.Join(strings.Fields(row(3)), " "); !strings.HasSuffix(got, "35,00 65,00 21,00 46,00 −19,00") {
		t.Errorf("week 3 says %q", got)
	}
	_, err := s.EditContract(t.Context(), s.visit(c, project), func(contract *rab.Contract) {
		contract.NilaiKontrak, contract.UangMukaPercent = decimal.Some(decimal.MustParse("111000000")), decimal.Some(decimal.FromInt(20))
	}, nil)
	must(t, err)
	b.until(`!document.querySelector("[data-payments]").hidden && document.querySelector("[data-payments] tbody tr").cells[5].textContent === "20.000.000"`)
	b.do(chromedp.Click("[data-payments] > summary"))
	if text := strings.Join(strings.Fields(b.text("[data-payments] tfoot")), " "); text != "Nilai kontrak sebelum PPN 100.000.000" {
		t.Errorf("the payments are of %q", text)
	}
	b.inspect("jadwal-kurva")

	b.do(chromedp.Click(`[data-curve-unit="rupiah"]`))
	b.until(`document.querySelector("[data-table] thead").innerText.includes("PV (Rp)")`)
	if got := strings.Join(strings.Fields(row(3)), " "); !strings.Contains(got, "71.500.000,00 50.600.000,00 50.100.000,00") {
		t.Errorf("week 3 says %q", got)
	}
	b.do(chromedp.Evaluate[chromedp.Void](heldFiles))
	b.takeChart("kurva", "kurva-s-gudang-g9-", "PV (rencana)")

	b.do(chromedp.Click(`[data-curve-form="site"]`))
	b.until(`document.querySelectorAll(".site-page > svg").length === 1`)
	if text := b.text(".site-page"); !strings.Contains(text, "Pondasi") || !strings.Contains(text, "Deviasi (%)") || !strings.Contains(text, "−19,00") {
		t.Errorf("the form used on site says %q", text)
	}
	b.axe("kurva S di atas batang")
	b.picture("jadwal-kurva-batang")
	b.takeChart("kurva", "time-schedule-gudang-g9-", "Pondasi")

	// Who may not see prices sees the same work, weighed without money.
	must(t, s.Share(t.Context(), s.visit(c, project), blind, app.Reader, false))
	other := openTab(t, s.server.URL)
	other.logIn(blind)
	other.open(schedulePath(project) + "?tab=kurva")
	other.until(`document.querySelector("[data-curve] canvas") && document.querySelector('[data-card="spi"]')`)
	if text := other.text("main"); strings.Contains(text, "Rp") || strings.Contains(text, "BAC") || !strings.Contains(text, "bobot menurut volume") {
		t.Errorf("without prices the page says %q", text)
	}
}

// A bar is moved in a dialog by keys, with the mouse, and stretched at its end; zoom and
// place stay; undo brings it back. The chart can be taken along.
func TestBarsOfTheGanttMove(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.project(c, "Gudang")
	ids := s.g9(c, project)
	s.enterWeeks(c, project, schedule.Actual, ids[0], "50", "20")

	b := openTab(t, s.server.URL)
	b.logIn(owner)
	b.open(schedulePath(project) + "?tab=gantt")
	b.until(`document.querySelectorAll(".gantt-name").length === 5`)
	if text := b.text(".gantt-list"); !strings.Contains(text, "rencana 100%, minggu 1–2, 7 jan 2026 – 18 jan 2026; realisasi 70%") {
		t.Errorf("the names say %q", text)
	}
	b.inspect("jadwal-gantt")

	// By keys: two down from the sub-klasifikasi is the second pekerjaan.
	b.do(chromedp.Focus(".gantt-names"), chromedp.KeyEvent(kb.ArrowDown+kb.ArrowDown+kb.ArrowDown+kb.Enter))
	b.until(`document.querySelector("dialog .move-effect")?.innerText.includes("Belum ada yang berubah")`)
	b.do(chromedp.Click("dialog [data-later]"))
	b.until(`document.querySelector("dialog .move-effect").innerText.includes("1 minggu lebih lambat")`)
	b.axe("geser rencana")
	b.do(chromedp.Focus(`dialog [name="to_week"]`), chromedp.KeyEvent(kb.Enter))
	b.until(`!document.querySelector("dialog") && document.querySelector(".notice")?.innerText.includes("minggu 3–5")`)
	if got := s.rencana(c, project, ids[1]); got != "W3 20, W4 40, W5 40" {
		t.Fatalf("moved by keys to %s", got)
	}

	// With the mouse, in a zoom of its own, which stays.
	b.do(chromedp.Click(`[data-zoom="week"]`))
	b.until(`document.querySelector(".gantt-head").textContent.includes("M2 12/01")`)
	wide := ask[float64](b, `document.querySelector(".gantt-space").offsetWidth`)
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector(".gantt-scroll").dispatchEvent(new WheelEvent("wheel", {deltaY: -100, ctrlKey: true, cancelable: true, clientX: 700, clientY: 600}))`))
	b.until(fmt.Sprintf(`document.querySelector(".gantt-space").offsetWidth > %f`, wide+100))
	b.do(chromedp.Click(`[data-zoom="week"]`))
	b.until(fmt.Sprintf(`document.querySelector(".gantt-space").offsetWidth === %f`, wide))
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector(".gantt-scroll").scrollLeft = 0`))
	b.dragBar("Kolom", "plan", 0.5, 144)
	b.until(`document.querySelector(".gantt-list").textContent.includes("minggu 5–7")`)
	if got := s.rencana(c, project, ids[1]); got != "W5 20, W6 40, W7 40" {
		t.Errorf("moved with the mouse to %s", got)
	}
	b.dragBar("Kolom", "plan", 0.99, -72)
	b.until(`document.querySelector(".gantt-list").textContent.includes("minggu 5–6")`)
	if got := s.rencana(c, project, ids[1]); got != "W5 40, W6 60" {
		t.Errorf("squeezed to %s", got)
	}
	if now := ask[float64](b, `document.querySelector(".gantt-space").offsetWidth`); now != wide {
		t.Errorf("the zoom changed from %v to %v", wide, now)
	}
	b.do(chromedp.Click("[data-undo]"))
	b.until(`document.querySelector(".gantt-list").textContent.includes("minggu 5–7")`)

	// A folded heading keeps its bar; what is refused says why.
	b.do(chromedp.Click(`[data-fold-all]`))
	b.until(`document.querySelectorAll(".gantt-name").length === 2 && document.querySelectorAll(".gantt-body .d-summary").length === 2`)
	b.do(chromedp.Click(`[data-unfold-all]`))
	b.until(`document.querySelectorAll(".gantt-name").length === 5`)
	must(t, second(s.CloseWeek(t.Context(), s.visit(c, project), 1)))
	b.until(`document.querySelector(".gantt-body .d-closed")`)
	b.expected = append(b.expected, "400 (Bad Request)")
	b.dragBar("Pondasi", "plan", 0.5, 144)
	b.until(`document.querySelector(".notice-bad")?.innerText.includes("sudah ditutup")`)

	b.do(chromedp.Evaluate[chromedp.Void](heldFiles))
	b.takeChart("gantt", "gantt-gudang-", "Garis kemajuan")
	b.tap("[data-gantt-table] summary")
	b.until(`document.querySelector("[data-gantt-table] tbody")?.innerText.includes("Minggu 5–7")`)

	// Who only reads sees the same, and nothing to move.
	must(t, s.Share(t.Context(), s.visit(c, project), blind, app.Reader, false))
	other := openTab(t, s.server.URL)
	other.logIn(blind)
	other.open(schedulePath(project) + "?tab=gantt")
	other.until(`document.querySelectorAll(".gantt-name").length === 5`)
	if ask[bool](other, `Boolean(document.querySelector("[data-move], [data-move-dialog]"))`) {
		t.Error("a reader is offered to move bars")
	}
}

// takeChart takes what a tab shows as a drawing, which names the project and holds a text,
// and as a picture of it that is not empty.
func (b *tab) takeChart(panel, name, text string) {
	b.t.Helper()
	b.do(chromedp.Evaluate[chromedp.Void]("window.given.length = 0"))
	b.tap(fmt.Sprintf("[data-jadwal-panel=%q] [data-save-chart=svg]", panel))
	b.until("window.given.length === 1")
	if given := ask[string](b, "window.given[0].name"); !strings.HasPrefix(given, name) || !strings.HasSuffix(given, ".svg") {
		b.t.Errorf("the drawing is named %s", given)
	}
	if drawn := textOf(b.t, ask[string](b, "window.given[0].file.text()")); !strings.Contains(drawn, "Gudang") || !strings.Contains(drawn, text) {
		b.t.Errorf("%s holds %.300s", name, drawn)
	}
	b.tap(fmt.Sprintf("[data-jadwal-panel=%q] [data-save-chart=png]", panel))
	b.until("window.given.length === 2")
	colours := ask[int](b, `createImageBitmap(window.given[1].file).then((picture) => {
		const canvas = new OffscreenCanvas(picture.width, picture.height), context = canvas.getContext("2d");
		context.drawImage(picture, 0, 0);
		return new Set(new Uint32Array(context.getImageData(0, 0, picture.width, picture.height).data.buffer)).size;
	})`)
	if colours < 8 {
		b.t.Errorf("the picture %s has %d colours", name, colours)
	}
}

// textOf reads a drawing, which must be well formed: other programs are stricter than browsers.
func textOf(t testing.TB, drawing string) string {
	t.Helper()
	var all strings.Builder
	reader := xml.NewDecoder(strings.NewReader(drawing))
	for {
		token, err := reader.Token()
		if errors.Is(err, io.EOF) {
			return all.String()
		}
		must(t, err)
		if text, ok := token.(xml.CharData); ok {
			all.Write(text)
		}
	}
}

// dragBar takes the bar of a row at a part of its width and moves it sideways.
func (b *tab) dragBar(name, part string, at, by float64) {
	b.t.Helper()
	b.until(`document.querySelector(".gantt-ghost").childElementCount === 0`)
	place := ask[[]float64](b, fmt.Sprintf(`(() => {
		const row = [...document.querySelectorAll(".gantt-name")].find((one) => one.textContent.includes(%q)).getBoundingClientRect();
		const bars = [...document.querySelectorAll(".gantt-body .d-%s")].map((bar) => bar.getBoundingClientRect()).filter(({top}) => top > row.top && top < row.bottom);
		const [left, right] = [Math.min(...bars.map((bar) => bar.left)), Math.max(...bars.map((bar) => bar.right))];
		return [left + (right - left) * %f, bars[0].top + 4];
	})()`, name, part, at))
	b.drag(place[0], place[1], place[0]+by, place[1])
}

// second keeps the error of a command.
func second[T any](_ T, err error) error { return err }
