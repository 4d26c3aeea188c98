package web_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"takar/internal/app"
	"takar/internal/schedule"
)

// Columns of the schedule on a desk.
const (
	scheduleTotal = 5
	firstWeek     = 7
)

// openSchedule goes to the schedule of a project and waits for its grid.
func (b *tab) openSchedule(project int64, query string) *grid {
	b.t.Helper()
	return b.openSheet(schedulePath(project) + query)
}

// scheduleSite is a project of two pekerjaan, A of a quarter of the money and B of the rest.
func scheduleSite(t *testing.T) (s *site, c *client, project int64, ids []int64) {
	t.Helper()
	s = newSite(t)
	c = s.as(owner)
	project = s.project(c, "Gudang")
	ids = s.fill(c, project, work{uraian: "Galian", koefisien: "1", price: "1000", volume: "4000"}, work{uraian: "Urugan", koefisien: "1", price: "3000", volume: "4000"})
	return s, c, project, ids
}

// A plan is spread over the selection, turned back and done again; realisasi follows, a week
// is closed, refuses, and is opened for a reason.
func TestScheduleIsFilledRecordedAndClosed(t *testing.T) {
	s, c, project, ids := scheduleSite(t)
	b := openTab(t, s.server.URL)
	b.logIn(owner)
	g := b.openSchedule(project, "")
	b.until(`document.querySelector("[data-nothing]").offsetHeight > 0`)
	g.click(2, firstWeek)
	g.click(3, firstWeek+3, chromedp.ButtonModifiers(shift))
	b.do(chromedp.Click("[data-do=fill]"))
	b.until(`document.querySelector("dialog [data-list]:not([hidden])")?.innerText.includes("Galian\tM1 25% · M2 25% · M3 25% · M4 25%")`)
	b.axe("filling a plan")
	b.do(chromedp.Click("dialog [data-apply]"))
	g.wantCell(2, scheduleTotal, "100")
	g.wantCell(3, firstWeek+3, "25")
	const plannedTo, doneTo, deviation = 5, 7, 8 // rows of the whole project
	g.wantCell(plannedTo, firstWeek+3, "100,00")
	b.until(`document.querySelector("[data-nothing][hidden]")`)
	g.with(control, "z")
	g.wantCell(3, firstWeek+3, "")
	g.with(control, "y")
	g.wantCell(3, firstWeek+3, "25")

	// Realisasi in the unit of the pekerjaan, as people write numbers; the rows under the weeks follow.
	b.do(chromedp.Click(`[data-value="actual"]`), chromedp.Click(`[data-value="volume"]`))
	b.until(`location.search === "?mode=realisasi&tampil=volume"`)
	g.click(2, firstWeek)
	g.press("1", ".", "0", "0", "0", kb.Enter)
	g.wantCell(2, firstWeek, "1.000")
	g.wantCell(2, scheduleTotal, "25")
	g.wantCell(doneTo, firstWeek, "6,25")
	g.wantCell(deviation, firstWeek, "−18,75")
	g.wantSaved()

	// A note stays with its week, and is marked.
	g.click(2, firstWeek)
	b.do(chromedp.KeyEvent(kb.F2, chromedp.KeyModifiers(shift)))
	b.do(chromedp.SendKeys("#note-text", "Hujan dua hari"), chromedp.Click("dialog [data-apply]"))
	b.until(cell(2, firstWeek) + `.classList.contains("has-note")`)
	g.wantSaved()

	// A cost above the budget is taken and shown, in red and with a mark.
	b.do(chromedp.Click(`[data-value="cost"]`))
	const week = firstWeek - 1 // of costs one column less stands at the left
	g.wantCell(plannedTo, week+3, "100,00")
	g.click(2, week)
	g.press("5", ".", "0", "0", "0", ".", "0", "0", "0", kb.Enter)
	g.wantCell(2, 3, "▲ 5.000.000")
	g.wantSaved()

	b.do(chromedp.Click("[data-do=close]"))
	b.do(chromedp.Click("dialog [data-apply]"))
	b.until(`document.querySelector(".grid-week-name .bi-lock-fill")`)
	g.wantCell(plannedTo, week+3, "100,00")
	g.click(2, week)
	g.press("7")
	b.until(`document.querySelector(".notices")?.innerText.includes("Minggu 1 sudah ditutup.")`)
	b.do(chromedp.Click(".jadwal-menu summary"), chromedp.Click("[data-do=open]"), chromedp.Click("dialog [data-apply]"))
	b.until(`document.querySelector("dialog [data-wrong=reason]").innerText.includes("alasan")`)
	b.do(chromedp.SendKeys("#open-reason", "Koreksi opname"), chromedp.Click("dialog [data-apply]"))
	b.until(`!document.querySelector(".grid-week-name .bi-lock-fill") && !document.querySelector("dialog")`)
	b.expected = append(b.expected, "400")

	// Months are read.
	b.do(chromedp.Click(`[data-value="month"]`))
	g.wantCell(2, firstWeek, "25")
	b.until(`document.querySelector(".row-foot").getBoundingClientRect().top > document.querySelector(".slick-row[data-row='3']").getBoundingClientRect().top`)
	if !ask[bool](b, `document.querySelector("[data-totals]").offsetHeight > 0`) {
		t.Error("the totals of the project are gone")
	}
	g.open(schedulePath(project) + "?mode=realisasi")
	b.until(`document.querySelector(".slick-row")`)
	b.inspect("jadwal-pekerjaan")

	// Paper holds all pekerjaan and all weeks.
	b.do(chromedp.Evaluate[chromedp.Void](`dispatchEvent(new Event("beforeprint"))`))
	if got := ask[int](b, `document.querySelectorAll("[data-jadwal-print] tbody tr").length`); got != 4+50 {
		t.Errorf("paper gets %d rows", got)
	}

	view, err := s.View(t.Context(), s.visit(c, project))
	must(t, err)
	row, _ := view.ProgressAt(ids[0], 1)
	if row.Actual.String() != "1000" || !row.ActualByVolume || row.ActualCost.Decimal.String() != "5000000" || row.Notes != "Hujan dua hari" {
		t.Errorf("stored: %+v", row)
	}
	if view.Schedule().OpenedNote != "Koreksi opname" {
		t.Errorf("the reason is %q", view.Schedule().OpenedNote)
	}
}

// Defect 33: weeks could not be pasted, filled or taken back, and leaving lost them.
func TestDefect33WeeksArePastedFilledAndTakenBack(t *testing.T) {
	s, _, project, _ := scheduleSite(t)
	b := openTab(t, s.server.URL)
	b.logIn(owner)
	g := b.openSchedule(project, "?tampil=volume")
	g.click(2, firstWeek)
	g.paste("1.234,5\t1000\r\n400\t\r\n")
	g.wantCell(2, firstWeek, "1.234,5")
	g.wantCell(2, firstWeek+1, "1.000")
	g.wantCell(3, firstWeek, "400")
	g.wantSaved()
	g.click(2, firstWeek)
	g.click(3, firstWeek+1, chromedp.ButtonModifiers(shift))
	if got := g.copied(); got != "1.234,5\t1.000\r\n400\t" {
		t.Errorf("copied: %q", got)
	}
	g.with(control, "z")
	g.wantCell(2, firstWeek, "")
	g.wantCell(3, firstWeek, "")
	g.with(control, "y")
	g.wantCell(3, firstWeek, "400")

	// To the right and down, and emptied at once.
	g.click(3, firstWeek)
	g.click(3, firstWeek+4, chromedp.ButtonModifiers(shift))
	g.with(control, "r")
	g.wantCell(3, firstWeek+4, "400")
	g.wantCell(3, scheduleTotal, "50")
	g.click(2, firstWeek)
	g.click(3, firstWeek+4, chromedp.ButtonModifiers(shift))
	g.press(kb.Delete)
	g.wantCell(3, scheduleTotal, "0")
	g.wantSaved()

	// What is not stored yet holds the page back.
	b.do(chromedp.Evaluate[chromedp.Void](`window.realFetch = fetch; window.fetch = (at, init) => String(at).endsWith("/save/") ? new Promise((go) => { window.goOn = () => go(window.realFetch(at, init)) }) : window.realFetch(at, init)`))
	leaves := `dispatchEvent(new Event("beforeunload", { cancelable: true }))`
	if !ask[bool](b, leaves) {
		t.Error("a page with nothing to store holds people back")
	}
	g.click(2, firstWeek)
	g.press("5", kb.Enter)
	b.until("window.goOn")
	if ask[bool](b, leaves) {
		t.Error("a page lets people go before their entry is stored")
	}
	b.do(chromedp.Evaluate[chromedp.Void]("window.goOn()"))
	g.wantSaved()
}

// Defect 34: refusals named pekerjaan by number, and success was told twice.
func TestDefect34RefusalsNameThePekerjaanOnce(t *testing.T) {
	s, _, project, ids := scheduleSite(t)
	b := openTab(t, s.server.URL)
	b.logIn(owner)
	b.expected = append(b.expected, "400")
	g := b.openSchedule(project, "")
	g.click(2, firstWeek)
	g.press("6", "0", kb.Tab)
	g.wantSaved()
	if said := b.text(".notices"); said != "(nothing)" {
		t.Errorf("a stored entry is told besides its sign: %q", said)
	}
	g.press("4", "0", ",", "5", kb.Enter)
	b.until(cell(2, firstWeek+1) + `?.classList.contains("is-wrong")`)
	g.wantCell(2, firstWeek+1, "40,5") // still there to be mended
	said := b.text(".notices")
	if !strings.Contains(said, "Galian") || !strings.Contains(said, "100,5 %") || strings.Contains(said, fmt.Sprint(ids[0])) {
		t.Errorf("the refusal says %q", said)
	}
	if ask[int](b, `document.querySelectorAll(".notice").length`) != 1 {
		t.Errorf("the refusal is told more than once: %q", said)
	}
	g.click(2, firstWeek+1)
	g.press("4", "0", kb.Enter)
	g.wantCell(2, scheduleTotal, "100")
	b.until(`!document.querySelector(".is-wrong")`)
}

// Two people in one row: different weeks never meet, one week shows both values.
func TestTwoPeopleInOneRowOfTheSchedule(t *testing.T) {
	s, c, project, ids := scheduleSite(t)
	b := openTab(t, s.server.URL)
	b.logIn(owner)
	g := b.openSchedule(project, "")
	other := &grid{b.second()}
	other.open(schedulePath(project))
	other.until(`document.querySelector(".slick-row")`)
	g.click(2, firstWeek)
	g.press("1") // being typed while the other one stores
	other.click(2, firstWeek+1)
	other.press("2", "0", kb.Enter)
	other.wantSaved()
	g.wantCell(2, firstWeek+1, "20")
	g.press("0", kb.Enter)
	g.wantSaved()
	other.wantCell(2, firstWeek, "10")

	// The same week, typed before the other change was heard of.
	b.do(chromedp.Evaluate[chromedp.Void](`window.realFetch = fetch; window.fetch = (at, init) => window.realFetch(at, init).then((answer) => new Promise((go) => setTimeout(() => go(answer), init.method === "GET" ? 700 : 0)))`))
	s.progress(c, project, ids[0], schedule.Planned, "33")
	g.click(2, firstWeek)
	g.press("4", "4", kb.Enter)
	b.until(`document.querySelector("[data-conflicts]:not([hidden])")?.innerText.includes("Galian · M1")`)
	if said := b.text("[data-conflicts]"); !strings.Contains(said, "33") || !strings.Contains(said, "44") {
		t.Errorf("the conflict says %q", said)
	}
	b.do(chromedp.Click("[data-conflicts] button"))
	g.wantSaved()
	b.until(`document.querySelector("[data-conflicts][hidden]")`)
	g.wantCell(2, firstWeek, "44")
	other.wantCell(2, firstWeek, "44")
	b.expected = append(b.expected, "409")
}

// How the schedule is reckoned, what was agreed, and what the contract says are set in dialogs
// that name what is wrong, and each is taken back by one step.
func TestScheduleIsSetUp(t *testing.T) {
	s, c, project, ids := scheduleSite(t)
	s.progress(c, project, ids[0], schedule.Planned, "30", "70")
	_, err := s.SaveRevision(t.Context(), s.visit(c, project), app.NewRevision{Name: "Kontrak awal"})
	must(t, err)
	b := openTab(t, s.server.URL)
	b.logIn(owner)
	b.expected = append(b.expected, "400")
	g := b.openSchedule(project, "")
	open := func(what string) {
		b.do(chromedp.Click(".jadwal-menu summary"), chromedp.Click("[data-do="+what+"]"))
		b.until(`document.querySelector("dialog[open]")`)
	}
	apply := func() {
		b.do(chromedp.Click("dialog [data-apply]"))
		b.until(`!document.querySelector("dialog[open]")`)
	}

	open("setting")
	b.do(chromedp.SendKeys("#setting-holidays", "21/03/2026 Idul Fitri\nbesok"), chromedp.Click("dialog [data-apply]"))
	b.until(`document.querySelector("dialog [data-wrong=holidays]").innerText.includes("Baris 2")`)
	b.axe("settings")
	b.picture("jadwal-pengaturan")
	b.do(chromedp.SetValue("#setting-holidays", "12/01/2026 Cuti bersama"), chromedp.SetValue("#setting-status", "2026-01-18"))
	apply()
	b.until(`document.querySelectorAll(".slick-header-column.is-status").length === 1`)
	b.until(`document.querySelector(".slick-header-column.is-status").title.includes("5 hari kerja")`)

	open("baseline")
	b.do(chromedp.Click("dialog .baseline-list label:last-child"))
	apply()
	b.until(`document.querySelector("[data-jadwal-cards]").innerText.includes("Rencana kontrak")`)

	open("contract")
	b.do(chromedp.SendKeys("#contract-nomor_kontrak", "602/12/PU"), chromedp.SendKeys("#contract-nilai_kontrak", "1.650.000,5"), chromedp.SendKeys("#contract-retensi_percent", "105"),
		chromedp.Click("dialog [data-apply]"))
	b.until(`document.querySelector("dialog [data-wrong=retensi_percent]").innerText.includes("0 sampai 100")`)
	b.do(chromedp.SetValue("#contract-retensi_percent", "5"))
	apply()

	open("empty")
	b.do(chromedp.Click("dialog .btn-danger"))
	g.wantCell(2, scheduleTotal, "0")
	g.with(control, "z")
	g.wantCell(2, scheduleTotal, "100")

	view, err := s.View(t.Context(), s.visit(c, project))
	must(t, err)
	if k := view.Contract(); k.NomorKontrak != "602/12/PU" || k.NilaiKontrak.Decimal.String() != "1650000.5" || k.RetensiPercent.Decimal.String() != "5" {
		t.Errorf("contract: %+v", k)
	}
	if set := view.Schedule(); set.Holidays != "2026-01-12 Cuti bersama" || set.StatusDate != "2026-01-18" || set.BaselineID == nil || set.YellowFirst.String() != "-3" {
		t.Errorf("setting: %+v", set)
	}
}

// 1,000 pekerjaan over three years are scrolled both ways without a cell that is not drawn,
// and the rows of the whole project follow.
func TestLargeScheduleScrollsWithoutBlanks(t *testing.T) {
	s := newSite(t)
	project := s.large(s.as(owner), 156)
	b := openTab(t, s.server.URL)
	b.logIn(owner)
	g := b.openSchedule(project, "")
	x, y := g.point(3, firstWeek+1)
	for _, turn := range []struct{ right, bottom float64 }{{0.01, 240}, {180, 0.01}} {
		g.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(watchFrames, true)))
		for range 12 {
			call(b, input.DispatchMouseEvent, input.DispatchMouseEventParams{
				Type: input.DispatchMouseEventTypeMouseWheel, X: x, Y: y, DeltaX: turn.right, DeltaY: turn.bottom,
			})
		}
		if result := ask[struct{ Frames, Blank, Moved float64 }](b, "window.watched()"); result.Blank > 0 || result.Moved < 200 {
			t.Errorf("%+v: %+v", turn, result)
		}
	}
	drawn := ask[int](b, `document.querySelectorAll(".slick-cell").length`)
	if drawn > 3000 {
		t.Errorf("%d cells are drawn of a window", drawn)
	}
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector(".slick-viewport-bottom.slick-viewport-right").scrollLeft = 1e6`))
	g.wantCell(1002+1, firstWeek+155, "46,00") // what is planned of each
}
