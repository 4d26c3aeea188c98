package web_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// A page of 500 pekerjaan in a real browser: until something useful is painted, until the
// grid stands, and from the Enter of an edit until the totals have changed.
func BenchmarkVolumePage(b *testing.B) {
	s := newSite(b)
	c := s.as(owner)
	project := s.project(c, "Gedung")
	list := make([]work, 500)
	for i := range list {
		list[i] = work{uraian: fmt.Sprintf("Pekerjaan %d", i), koefisien: "1.5", price: "12500.5", volume: "12.345"}
	}
	s.fill(c, project, list...)
	t := openTab(b, s.server.URL)
	t.logIn(owner)
	var paints, grids, edits []float64
	for b.Loop() {
		g := t.openSheet(volumePath(project))
		t.until(`performance.getEntriesByName("first-contentful-paint").length`) // told a moment after it happened
		paints = append(paints, ask[float64](t, `performance.getEntriesByName("first-contentful-paint")[0].startTime`))
		grids = append(grids, ask[float64](t, `performance.getEntriesByName("takar-grid")[0].startTime`))
		g.click(2, volumeColumn)
		g.press("1")
		t.do(chromedp.Evaluate[chromedp.Void](watchTotalsScript))
		g.press(fmt.Sprint(len(edits)%9+1), kb.Enter)
		t.until("window.edited")
		edits = append(edits, ask[float64](t, "window.edited"))
		g.wantSaved()
	}
	for name, list := range map[string][]float64{"ms-paint": paints, "ms-grid": grids, "ms-edit": edits} {
		slices.Sort(list)
		b.ReportMetric(list[len(list)/2], name)
		b.ReportMetric(list[len(list)*95/100], name+"-p95")
	}
	b.ReportMetric(0, "ns/op") // the loop drives a browser: its time says nothing
}

// The schedule of 1,000 pekerjaan in a real browser, over three years and over the longest
// time there may be: until something useful is painted, until the grid stands, and from the
// Enter of an edit until the total of its row has changed.
func BenchmarkSchedulePage(b *testing.B) {
	for _, weeks := range []int{156, 530} {
		b.Run(fmt.Sprint(weeks, " weeks"), func(b *testing.B) {
			s := newSite(b)
			project := s.large(s.as(owner), weeks)
			t := openTab(b, s.server.URL)
			t.logIn(owner)
			var paints, grids, edits []float64
			for b.Loop() {
				g := t.openSheet(schedulePath(project))
				t.until(`performance.getEntriesByName("first-contentful-paint").length`)
				paints = append(paints, ask[float64](t, `performance.getEntriesByName("first-contentful-paint")[0].startTime`))
				grids = append(grids, ask[float64](t, `performance.getEntriesByName("takar-grid")[0].startTime`))
				g.click(2, firstWeek)
				g.press("1")
				t.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(watchCellScript, 2, scheduleTotal)))
				g.press(fmt.Sprint(len(edits)%9+1), kb.Enter)
				t.until("window.edited")
				edits = append(edits, ask[float64](t, "window.edited"))
				g.wantSaved()
			}
			for name, list := range map[string][]float64{"ms-paint": paints, "ms-grid": grids, "ms-edit": edits} {
				slices.Sort(list)
				b.ReportMetric(list[len(list)/2], name)
				b.ReportMetric(list[len(list)*95/100], name+"-p95")
			}
			b.ReportMetric(0, "ns/op") // the loop drives a browser: its time says nothing
		})
	}
}

// watchCellScript notes how long after the next Enter a cell shows another text.
const watchCellScript = `(() => {
	window.edited = 0;
	const text = () => document.querySelector('.slick-row[data-row="%d"] .slick-cell.l%d')?.innerText ?? "";
	const before = text();
	const entered = (event) => {
		if (event.key !== "Enter") return;
		removeEventListener("keydown", entered, true);
		const began = performance.now();
		const look = () => {
			if (text() !== before && text() !== "") window.edited = performance.now() - began;
			else requestAnimationFrame(look);
		};
		requestAnimationFrame(look);
	};
	addEventListener("keydown", entered, true);
})()`

// watchTotalsScript notes how long after the next Enter the rounded total changes.
const watchTotalsScript = `(() => {
	window.edited = 0;
	let began = 0;
	const entered = (event) => {
		if (event.key !== "Enter") return;
		began = performance.now();
		removeEventListener("keydown", entered, true);
	};
	addEventListener("keydown", entered, true);
	const total = document.querySelector('[data-sum="dibulatkan"]');
	new MutationObserver((_list, observer) => {
		if (!began) return;
		observer.disconnect();
		window.edited = performance.now() - began;
	}).observe(total, { childList: true, characterData: true, subtree: true });
})()`
