package web_test

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"takar/internal/decimal"
	"takar/internal/schedule"
)

// Phases are made, filled with pekerjaan, put in order, changed, deleted and brought back;
// the schedule stays as it is, and tells how far each of them is.
func TestPhasesAreMadeOnThePage(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.project(c, "Gudang")
	ids := s.fill(c, project,
		work{uraian: "Galian tanah", koefisien: "1", price: "1000", volume: "100"}, work{uraian: "Urugan pasir", koefisien: "1", price: "1000", volume: "300"},
	)
	done := schedule.Typed{Value: decimal.FromInt(40)}
	for _, id := range ids {
		_, _, err := s.FillProgress(t.Context(), s.visit(c, project), schedule.Fill{Pekerjaan: []int64{id}, From: 1, To: 2, Way: schedule.Even})
		must(t, err)
	}
	_, _, err := s.SaveProgress(t.Context(), s.visit(c, project), []schedule.Entry{{PekerjaanID: ids[0], Week: 1, Mode: schedule.Actual, Amount: &done}})
	must(t, err)

	b := openTab(t, s.server.URL)
	b.logIn(owner)
	b.open(schedulePath(project) + "?tab=tahapan")
	for i, name := range []string{"Tahap I", "Tahap II"} {
		b.tap(`#panel-tahapan [data-act="add"]`)
		b.do(chromedp.WaitVisible(`dialog [name=nama]`), chromedp.SendKeys(`dialog [name=nama]`, name+kb.Enter))
		b.until(fmt.Sprintf(`document.querySelectorAll(".phase-item").length === %d && !document.querySelector("dialog[open]")`, i+1))
	}
	b.tap(`.phase-item:first-child [data-act="members"]`)
	b.do(chromedp.WaitVisible(`dialog [type=search]`), chromedp.SendKeys(`dialog [type=search]`, "urugan"))
	b.until(`[...document.querySelectorAll("dialog .phase-choice")].filter((line) => !line.hidden).length === 1`)
	b.axe("phase-members")
	b.tap(`dialog .phase-choice:not([hidden]) input`)
	b.until(`(() => { const search = document.querySelector("dialog [type=search]"); search.value = ""; search.dispatchEvent(new Event("input", { bubbles: true })); return true })()`)
	b.tap(fmt.Sprintf(`dialog input[value="%d"]`, ids[0]))
	b.tap(`dialog [data-apply]`)
	// 40 % of 100 of 400 m3; planned in week 1 is half of both
	b.until(`document.querySelector(".phase-item:first-child .phase-facts").innerText.includes("2 pekerjaan · rencana 50 % · realisasi 10 %")`)
	b.tap(`.phase-item:last-child [data-act="up"]`)
	b.until(`document.querySelector(".phase-item:first-child h2").innerText === "Tahap II"`)
	b.inspect("jadwal-tahapan")
	b.tap(`.phase-item:first-child [data-act="delete"]`)
	b.do(chromedp.WaitVisible(`dialog .btn-danger`))
	b.tap(`dialog .btn-danger`)
	b.until(`document.querySelectorAll(".phase-item").length === 1`)
	b.tap(`[data-undo]`)
	b.until(`document.querySelectorAll(".phase-item").length === 2`)
	// A name that is taken is refused at its field.
	b.expected = append(b.expected, "400 (Bad Request)")
	b.tap(`.phase-item:first-child [data-act="edit"]`)
	b.do(chromedp.WaitVisible(`dialog [name=nama]`), chromedp.SetValue(`dialog [name=nama]`, "Tahap I"))
	b.tap(`dialog [data-apply]`)
	b.until(`document.querySelector('dialog [data-wrong="nama"]').innerText !== "" && document.activeElement.name === "nama"`)
}
