package web_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"takar/internal/decimal"
	"takar/internal/rab"
)

func volumePath(project int64) string {
	return fmt.Sprintf("/detail_project/%d/volume-pekerjaan/", project)
}

// openSheet goes to a page with a grid and waits until the grid is there.
func (b *tab) openSheet(path string) *grid {
	b.t.Helper()
	b.open(path)
	b.until(`document.querySelector(".grid-frame .slick-row")`)
	return &grid{b}
}

// cellText waits until a drawn cell shows a text.
func (g *grid) wantCell(row, column int, want string) {
	g.t.Helper()
	g.until(fmt.Sprintf(`%s?.innerText === %s`, cell(row, column), quoted(want)))
}

// wantSaved waits until everything typed is stored.
func (g *grid) wantSaved() {
	g.t.Helper()
	g.until(`document.querySelector("[data-save-sign]").dataset.state === "saved"`)
}

// Columns of the page Volume Pekerjaan.
const (
	volumeColumn = 4
	totalColumn  = 7
)

func TestVolumeIsTypedSavedAndUndone(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.project(c, "Gudang")
	ids := s.fill(c, project, work{uraian: "Galian", koefisien: "1", price: "1000", volume: "2"}, work{uraian: "Urugan", koefisien: "1", price: "1000"})
	b := openTab(t, s.server.URL)
	b.logIn(owner)
	g := b.openSheet(volumePath(project))
	g.wantCell(2, volumeColumn, "2")
	g.wantCell(2, totalColumn, "2.200,00") // with 10 % BUK
	g.click(3, volumeColumn)
	g.press("1", "2", ",", "5", kb.Enter)
	g.wantCell(3, volumeColumn, "12,5")
	g.wantCell(3, totalColumn, "13.750,00")
	g.wantSaved()

	// A formula keeps its text; a mistake in it is told while typing.
	g.click(3, volumeColumn)
	g.press("=", "2", "*")
	g.until(`document.querySelector(".grid-below .is-wrong")`)
	g.press("4")
	g.until(`document.querySelector(".grid-below [role=status]").innerText === "= 8"`)
	g.press(kb.Enter)
	g.wantCell(3, volumeColumn, "8")
	g.wantCell(3, volumeColumn+1, "=2*4")
	g.wantSaved()

	// Emptying is a value, undo brings back exactly what was typed, and works after a reload.
	g.click(3, volumeColumn)
	g.press(kb.Delete)
	g.wantCell(3, totalColumn, "")
	g.wantSaved()
	g = b.openSheet(volumePath(project))
	g.wantCell(3, volumeColumn, "")
	g.with(control, "z")
	g.wantCell(3, volumeColumn+1, "=2*4")
	g.with(control, "z")
	g.wantCell(3, volumeColumn, "12,5")
	g.with(control, "y")
	g.wantCell(3, volumeColumn+1, "=2*4")
	view, err := s.View(t.Context(), s.visit(c, project))
	must(t, err)
	if row, _ := view.Volumes.Get(ids[1]); row.Formula != "=2*4" || row.Quantity.Decimal.String() != "8" {
		t.Errorf("stored: %+v", row)
	}
}

// Two people on one page: different rows never meet, and the same cell shows both values.
func TestTwoPeopleFillOneVolumePage(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.project(c, "Gudang")
	ids := s.fill(c, project, work{uraian: "Galian", koefisien: "1", price: "1000"}, work{uraian: "Urugan", koefisien: "1", price: "1000"})
	b := openTab(t, s.server.URL)
	b.logIn(owner)
	g := b.openSheet(volumePath(project))
	g.click(3, volumeColumn)
	g.press("4")

	// Somebody else fills the other row: it appears, and the editor stays open.
	set := func(id int64, text string) {
		quantity := decimal.Some(decimal.MustParse(text))
		_, _, err := s.SaveVolumes(t.Context(), s.visit(c, project), []rab.VolumeInput{{PekerjaanID: id, Quantity: &quantity}})
		must(t, err)
	}
	set(ids[0], "7")
	g.wantCell(2, volumeColumn, "7")
	g.press("2", kb.Enter)
	g.wantCell(3, volumeColumn, "42")
	g.wantSaved()

	// The same cell: this page types while it has not heard of the other change yet.
	g.do(chromedp.Evaluate[chromedp.Void](`window.realFetch = fetch; window.fetch = (at, init) => window.realFetch(at, init).then((answer) => new Promise((go) => setTimeout(() => go(answer), init.method === "GET" ? 700 : 0)))`))
	set(ids[1], "50")
	g.click(3, volumeColumn)
	g.press("6", "0", kb.Enter)
	g.until(`document.querySelector("[data-conflicts]:not([hidden])")`)
	if got := g.text("[data-conflicts] p"); got == "" {
		t.Error("the conflict says nothing")
	}
	g.wantCell(3, volumeColumn, "60") // what was typed is still there
	b.picture("volume-conflict")
	g.do(chromedp.Click("[data-conflicts] button"))
	g.wantSaved()
	g.until(`document.querySelector("[data-conflicts][hidden]")`)
	g.wantCell(3, volumeColumn, "60")
	b.expected = append(b.expected, "409")
}

// Parameters beside the sheet: added, changed and taken from a spreadsheet; the volumes that
// follow from them change at once, and undo takes the change back.
func TestVolumeFollowsItsParameters(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.project(c, "Gudang")
	s.fill(c, project, work{uraian: "Galian", koefisien: "1", price: "1000"})
	b := openTab(t, s.server.URL)
	b.logIn(owner)
	g := b.openSheet(volumePath(project))
	b.do(chromedp.Click("[data-parameter-button]"))
	b.until(`document.querySelector("[data-parameters] .grid-frame")`)
	b.do(chromedp.SendKeys("#kode-parameter", "Panjang pagar"), chromedp.SendKeys("#nilai-parameter", "12,x\r"))
	b.until(`document.querySelector(".side-form .wrong").innerText !== ""`)
	b.expected = append(b.expected, "400")
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#nilai-parameter").value = ""`), chromedp.SendKeys("#nilai-parameter", "12,5\r"))
	b.until(`document.querySelector("[data-parameters] .slick-cell.l0")?.innerText === "panjang_pagar"`)

	// Typing a formula offers the parameter.
	g.click(2, volumeColumn)
	g.press("=", "2", "*", "p", "a")
	g.until(`document.querySelector(".grid-below [role=option]")?.innerText.startsWith("panjang_pagar")`)
	g.press(kb.ArrowDown, kb.Enter)
	g.until(`document.activeElement.value === "=2*panjang_pagar"`)
	g.press(kb.Enter)
	g.wantCell(2, volumeColumn, "25")
	g.wantSaved()

	// Another value, and its undo.
	b.do(chromedp.Click(`[data-parameters] .slick-cell.l1`))
	g.press("2", "0", kb.Enter)
	g.wantCell(2, volumeColumn, "40")
	b.do(chromedp.Click("[data-undo]"))
	g.wantCell(2, volumeColumn, "25")

	// A list from a spreadsheet: existing codes are updated, a bad row is named and nothing stored.
	b.do(chromedp.Click("[data-take-parameters]"), chromedp.SetValue("#take-text", "Kode\tNilai\npanjang_pagar\t1.000\nlebar\tdua"), chromedp.Click("dialog .btn-primary"))
	b.until(`document.querySelector("dialog .wrong").innerText.startsWith("lebar")`)
	g.wantCell(2, volumeColumn, "25")
	b.do(chromedp.SetValue("#take-text", "Kode\tNilai\npanjang_pagar\t1.000\nlebar\t2"), chromedp.Click("dialog .btn-primary"))
	g.wantCell(2, volumeColumn, "2.000")
	b.until(`!document.querySelector("dialog")`)
	b.axe("volume with parameters")
	b.picture("volume-parameter")

	// A deleted parameter leaves the volume, and says which formulas fail.
	b.do(chromedp.Click(`[data-parameters] .slick-row[data-row="1"] .slick-cell.l0`), chromedp.Click("[data-remove-parameter]"))
	b.until(`[...document.querySelectorAll(".notice p")].some((said) => said.innerText.includes("1 formula yang memakainya kini gagal"))`)
	g.until(cell(2, volumeColumn) + `.classList.contains("is-wrong")`)
	g.wantCell(2, volumeColumn, "2.000")
}

func TestDefect24VolumeCanBeCleared(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.project(c, "Gudang")
	ids := s.fill(c, project, work{uraian: "Galian", koefisien: "1", price: "1000", volume: "2"})
	b := openTab(t, s.server.URL)
	b.logIn(owner)
	g := b.openSheet(volumePath(project))
	g.click(2, volumeColumn)
	g.press(kb.Delete)
	g.wantCell(2, totalColumn, "")
	g.wantSaved()
	view, err := s.View(t.Context(), s.visit(c, project))
	must(t, err)
	if row, ok := view.Volumes.Get(ids[0]); ok && row.Quantity.Valid {
		t.Errorf("stored: %+v", row)
	}
}

func TestDefect25UndoBringsBackTheFormula(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.project(c, "Gudang")
	s.fill(c, project, work{uraian: "Galian", koefisien: "1", price: "1000"})
	b := openTab(t, s.server.URL)
	b.logIn(owner)
	g := b.openSheet(volumePath(project))
	g.click(2, volumeColumn)
	g.press("=", "3", "*", "1", ",", "5", kb.Enter)
	g.wantCell(2, volumeColumn+1, "=3*1,5")
	g.wantSaved()
	g.click(2, volumeColumn)
	g.press("9", kb.Enter)
	g.wantCell(2, volumeColumn+1, "")
	g.wantSaved()
	g.with(control, "z")
	g.wantCell(2, volumeColumn+1, "=3*1,5")
	g.wantCell(2, volumeColumn, "4,5")
}

// The comma is the decimal sign; arguments are separated by a semicolon.
func TestDefect26CommaIsTheDecimalSignAlone(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.project(c, "Gudang")
	s.fill(c, project, work{uraian: "Galian", koefisien: "1", price: "1000"})
	b := openTab(t, s.server.URL)
	b.logIn(owner)
	g := b.openSheet(volumePath(project))
	g.click(2, volumeColumn)
	g.press("=", "m", "a", "x", "(", "1", ",", "5", ";", "2", ",", "2", "5", ")", kb.Enter)
	g.wantCell(2, volumeColumn, "2,25")
}

// 500 pasted cells of which some are wrong: the list names row, text and reason; what is
// taken is one operation, and one Ctrl+Z takes all of it back.
func TestVolumePasteOfManyRows(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.project(c, "Gudang")
	list := make([]work, 500)
	for i := range list {
		list[i] = work{uraian: fmt.Sprintf("Pekerjaan %d", i)}
	}
	s.fill(c, project, list...)
	b := openTab(t, s.server.URL)
	b.logIn(owner)
	g := b.openSheet(volumePath(project))
	var block strings.Builder
	for i := range list {
		fmt.Fprintf(&block, "%d,5\r\n", i+1)
	}
	g.click(2, volumeColumn)
	g.paste(block.String())
	g.wantCell(2, volumeColumn, "1,5")
	g.wantSaved()
	g.with(control, kb.ArrowDown)
	g.wantCell(501, volumeColumn, "500,5")
	g.with(control, "z")
	g.wantCell(501, volumeColumn, "")
	g.with(control, kb.Home)
	g.wantCell(2, volumeColumn, "")

	g.click(2, volumeColumn)
	g.paste("7\r\nsatu\r\n-3\r\n8")
	b.until(`document.querySelector("dialog tbody")?.rows.length === 2`)
	if got := b.text("dialog tbody"); !strings.Contains(got, "Pekerjaan 1 · Volume") || !strings.Contains(got, "satu") {
		t.Errorf("the list says %q", got)
	}
	b.axe("paste report")
	b.do(chromedp.Click("dialog .btn-primary"))
	g.wantCell(2, volumeColumn, "7")
	g.wantCell(5, volumeColumn, "8")
	g.wantSaved()
}
