package page

import (
	"testing"

	"takar/internal/document"
	"takar/internal/document/sample"
)

// A time schedule is handed in on one sheet where it can be read there.
func TestASectionIsMadeSmallerToStandOnOnePage(t *testing.T) {
	for _, c := range []struct {
		lines, pages int
		smaller      bool
	}{{20, 1, false}, {56, 1, true}, {200, 0, false}} {
		s := sample.Schedule(c.lines, 20)
		s.Paper, s.OnePage = document.A3, true
		layout := lay(t, section(small(1)), s, section(small(1)))
		pages := layout.Pages[1 : len(layout.Pages)-1]
		if c.pages > 0 && len(pages) != c.pages || c.pages == 0 && len(pages) < 3 {
			t.Errorf("%d lines stand on %d pages", c.lines, len(pages))
		}
		width, height := document.A3.Size()
		for i, p := range pages {
			if diff := p.Width - float64(height)*point + p.Height - float64(width)*point; diff > 0.01 || diff < -0.01 {
				t.Errorf("%d lines: a page of %.1f × %.1f", c.lines, p.Width, p.Height)
			}
			if p.Number != i+2 || !has(p, "Halaman") {
				t.Errorf("%d lines: page %d has no foot or another number", c.lines, p.Number)
			}
		}
		sizes := find(pages[0], "Uraian Pekerjaan")
		if smaller := sizes[0].Size < tableSize; smaller != c.smaller || sizes[0].Size < 4.5-0.01 {
			t.Errorf("%d lines are written in %.2f points", c.lines, sizes[0].Size)
		}
	}
}
