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

func TestThePolicyIsShownAndChangedByThoseWhoMay(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.fillComplete(c)
	visit := s.visit(c, project)
	must(t, s.Share(t.Context(), visit, editor, app.Editor, true))
	must(t, s.Share(t.Context(), visit, reader, app.Reader, true))
	must(t, s.Share(t.Context(), visit, blind, app.Reader, false))
	_, err := s.SetMarkupOverride(t.Context(), visit, s.firstPekerjaan(c, project), decimal.Some(decimal.Zero), nil)
	must(t, err)
	changes := "data-policy-dialog"
	for _, actor := range []struct {
		name         string
		shows, hides []string
	}{
		{owner, []string{"11% dari jumlah", "terdekat, kelipatan Rp 10.000", "1 pekerjaan", changes}, nil},
		{editor, []string{"11% dari jumlah", changes}, nil},
		{reader, []string{"11% dari jumlah"}, []string{changes, "data-policy>"}},
		{blind, []string{"Galian"}, []string{changes, "Kebijakan harga", "11%"}},
	} {
		got := s.as(actor.name).get(recapPath(project))
		got.holds(t, actor.shows...)
		got.lacks(t, actor.hides...)
	}
}

// openPolicy opens the form of the policy, once it tells that nothing differs yet.
func openPolicy(t *testing.T) (s *site, c *client, project int64, b *tab) {
	t.Helper()
	s = newSite(t)
	c = s.as(owner)
	project = s.fillComplete(c)
	b = openTab(t, s.server.URL)
	b.logIn(owner)
	b.open(recapPath(project))
	b.tap("[data-policy]")
	b.until(`document.querySelector("dialog [data-result]")?.innerText.includes("Sama dengan yang tersimpan")`)
	return s, c, project, b
}

// emptied lets the next keys replace what the field holds.
const emptied = `document.querySelector("#policy-ppn").select()`

const applied = `document.querySelector("dialog [data-apply]:not(:disabled)")`

// A preset tells what it does to the total, is saved, and is taken back.
func TestAPresetShowsItsEffectAndIsUndone(t *testing.T) {
	s, c, project, b := openPolicy(t)
	b.do(chromedp.Focus("#policy-preset"))
	b.do(chromedp.KeyEvent(kb.ArrowDown)) // from the first preset to PPN 12 % × 11/12
	b.until(`document.querySelector("#policy-preset").value === "dpp-11-12" && document.querySelector("[data-ppn]").hidden`)
	b.until(applied)
	if got := b.text("dialog [data-result]"); !strings.Contains(got, "1.670.000") || !strings.Contains(got, "1.666.000") || !strings.Contains(got, "-4.000") {
		t.Errorf("the effect is told as %q", got)
	}
	b.inspect("kebijakan")

	// Somebody else changes the BUK: they are named, what was typed stays, and the effect is new.
	must(t, s.Share(t.Context(), s.visit(c, project), editor, app.Editor, true))
	markup := decimal.MustParse("5")
	_, err := s.SavePricing(t.Context(), s.visit(s.as(editor), project), rab.PricingInput{MarkupPercent: &markup})
	must(t, err)
	b.expected = append(b.expected, "409")
	b.until(`document.querySelector("[data-theirs]:not([hidden])")?.innerText.startsWith("penyunting baru mengubah")`)
	b.do(chromedp.SetValue("#policy-markup", "5"), chromedp.Evaluate[chromedp.Void](`document.querySelector("#policy-markup").dispatchEvent(new Event("input", {bubbles: true}))`))
	b.until(applied)
	b.do(chromedp.Click("dialog [data-apply]"))
	b.until(`document.querySelector("tfoot")?.innerText.includes("DPP (11/12 × jumlah)") && document.querySelector(".policy dl").innerText.includes("ke bawah, kelipatan Rp 1.000")`)
	b.tap(".notice .btn")
	b.until(`document.querySelector("tfoot")?.innerText.includes("PPN 11%") && document.querySelector(".policy dl").innerText.includes("terdekat")`)
}

// Defect 32: a PPN that could not be saved was lost without a word.
func TestDefect32APolicyThatIsNotSavedIsToldAndKept(t *testing.T) {
	s, c, project, b := openPolicy(t)
	b.expected = append(b.expected, "ERR_INTERNET_DISCONNECTED", "Failed to fetch", "400")
	b.do(chromedp.Evaluate[chromedp.Void](emptied), chromedp.SendKeys("#policy-ppn", "101"))
	b.until(`document.querySelector("[data-wrong=ppn_percent]:not([hidden])")?.innerText.includes("0 sampai 100")`)
	if ask[bool](b, `Boolean(`+applied+`)`) {
		t.Error("a PPN of 101 % can be saved")
	}
	b.do(chromedp.Evaluate[chromedp.Void](emptied), chromedp.SendKeys("#policy-ppn", "12"))
	b.until(applied)
	b.do(chromedp.Evaluate[chromedp.Void](`window.realFetch = fetch; window.fetch = () => Promise.reject(new TypeError("Failed to fetch"))`))
	b.do(chromedp.Click("dialog [data-apply]"))
	b.until(`document.querySelector("dialog [data-result].is-wrong")?.innerText.includes("tidak terjangkau") && document.querySelector("#policy-ppn").value === "12"`)
	b.do(chromedp.Evaluate[chromedp.Void](`window.fetch = window.realFetch`), chromedp.Click("dialog [data-apply]"))
	b.until(`!document.querySelector("dialog")`)
	view, err := s.View(t.Context(), s.visit(c, project))
	must(t, err)
	if got := fmt.Sprint(view.Pricing().PPNPercent); got != "12" {
		t.Errorf("stored PPN: %s", got)
	}
}
