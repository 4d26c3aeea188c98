package web_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"takar/internal/app"
	"takar/internal/rab"
	"takar/internal/schedule"
)

func schedulePath(project int64) string {
	return fmt.Sprintf("/detail_project/%d/jadwal-pekerjaan/", project)
}

// realisasi is what is stored of a pekerjaan, as "W1 5, W2 12.5".
func (s *site) realisasi(c *client, project, pekerjaan int64) string {
	s.t.Helper()
	view, err := s.View(s.t.Context(), s.visit(c, project))
	must(s.t, err)
	var weeks []string
	for _, row := range view.ProgressOf(pekerjaan) {
		if !row.Actual.IsZero() {
			weeks = append(weeks, fmt.Sprintf("W%d %s", row.Week, row.Actual))
		}
	}
	return strings.Join(weeks, ", ")
}

// Whoever is on site sees the work of the week on a phone, counts realisasi up and down,
// types it, writes a note, and takes a mistake back; prices are not for them.
func TestTheWeekIsReportedFromAPhone(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.project(c, "Gudang")
	ids := s.fill(c, project,
		work{uraian: "Galian tanah", koefisien: "2", price: "1000", volume: "100"}, work{uraian: "Urugan pasir", koefisien: "1", price: "1000", volume: "50"},
		work{uraian: "Pengecatan", koefisien: "1", price: "1000", volume: "80"},
	)
	visit := s.visit(c, project)
	_, _, err := s.EditProject(t.Context(), visit, app.ProjectEdit{Edit: func(h *rab.Header) {
		h.TanggalMulai, h.TanggalSelesai = s.Today().AddDays(-10), s.Today().AddDays(40)
	}})
	must(t, err)
	week := 0
	for i, id := range ids {
		view, err := s.View(t.Context(), s.visit(c, project))
		must(t, err)
		plan, err := view.Plan()
		must(t, err)
		week = plan.Timeline.WeekOf(schedule.DayOf(s.Today()))
		from := week
		if i == 2 {
			from = week + 2 // not yet
		}
		_, _, err = s.FillProgress(t.Context(), s.visit(c, project), schedule.Fill{Pekerjaan: []int64{id}, From: from, To: from + 3, Way: schedule.Even})
		must(t, err)
	}
	must(t, s.Share(t.Context(), s.visit(c, project), editor, app.Editor, false))

	b := openTab(t, s.server.URL)
	b.expected = append(b.expected, "400 (Bad Request)")
	b.do(chromedp.EmulateViewport(360, 760))
	b.logIn(editor)
	b.open(schedulePath(project))
	b.until(`document.querySelectorAll(".week-item").length === 2`)
	if text := b.text("main"); strings.Contains(text, "Pengecatan") || strings.Contains(text, "Rp") {
		t.Errorf("the page says %s", text)
	}
	first := fmt.Sprintf(`[data-pekerjaan="%d"] `, ids[0])
	for range 2 {
		b.do(chromedp.Click(first + `[aria-label^="Tambah realisasi"]`))
	}
	b.until(`document.querySelector("[data-save-sign]").dataset.state === "saved"`)
	if got, want := s.realisasi(c, project, ids[0]), fmt.Sprintf("W%d 10", week); got != want {
		t.Fatalf("stored %q, want %q", got, want)
	}
	field := fmt.Sprintf(`[data-pekerjaan="%d"] input`, ids[1])
	typed := func(text string) {
		b.until(fmt.Sprintf(`(() => { const field = document.querySelector('%s'); field.focus(); field.select(); return document.activeElement === field })()`, field))
		b.do(chromedp.KeyEvent(text + kb.Enter))
	}
	typed("12,5")
	b.until(fmt.Sprintf(`document.querySelector('[data-pekerjaan="%d"] .week-standing').innerText.includes("12,5")`, ids[1]))
	if got, want := s.realisasi(c, project, ids[1]), fmt.Sprintf("W%d 12.5", week); got != want {
		t.Fatalf("stored %q, want %q", got, want)
	}
	b.tap(first + `[data-act="note"]`) // the list may be drawn anew at this moment
	b.do(chromedp.SendKeys(`dialog textarea`, "Hujan dua hari"))
	b.tap(`dialog .btn-primary`)
	b.until(`document.querySelector(".week-note")?.innerText === "Hujan dua hari"`)
	b.inspect("jadwal-minggu")
	b.do(chromedp.EmulateViewport(360, 760))
	b.do(chromedp.Click(`[data-undo]`))
	b.until(`!document.querySelector(".week-note")`)
	// More than all of it is refused with words, and what is stored is shown again.
	typed("101")
	b.until(`document.querySelector(".notice-bad")?.innerText.includes("melebihi 100")`)
	b.until(fmt.Sprintf(`document.querySelector('%s').value === "12,5"`, field))
	b.do(chromedp.Click(`.notice-close`), chromedp.Click(`[data-act="all"]`))
	b.until(`document.querySelectorAll(".week-item").length === 3`)
}
