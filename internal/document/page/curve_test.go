package page

import (
	"math"
	"slices"
	"strings"
	"testing"

	"takar/internal/decimal"
	"takar/internal/document/sample"
)

// TestATableWiderThanThePageGoesOnSideways: all rows for the first columns, then all rows
// for the next ones, broken at the same rows, with the columns that stay.
func TestATableWiderThanThePageGoesOnSideways(t *testing.T) {
	s := sample.Schedule(24, 30)
	layout := lay(t, s)
	pages := layout.Pages
	if len(pages) != 4 {
		t.Fatalf("%d pages", len(pages))
	}
	for _, p := range pages {
		if !has(p, "Uraian Pekerjaan") || !has(p, "Bobot") {
			t.Errorf("page %d lacks the columns that stay", p.Number)
		}
	}
	if !has(pages[2], "JADWAL PEKERJAAN DAN KURVA S (lanjutan)") {
		t.Error("the second part does not say that it goes on")
	}
	weeks := func(p *Page) (all []string) {
		for _, text := range p.Texts {
			if strings.Contains(text.Text, "/") && len(text.Text) == 5 {
				all = append(all, text.Text)
			}
		}
		return all
	}
	if a, b := weeks(pages[0]), weeks(pages[2]); len(a)+len(b) != 30 || !slices.Equal(a, weeks(pages[1])) || !slices.Equal(b, weeks(pages[3])) || len(a)%4 != 0 {
		t.Errorf("weeks %v and %v", a, b)
	}
	for i := range 2 { // the same rows stand on the pages beside each other, equally high
		left, right := rowsOf(pages[i]), rowsOf(pages[i+2])
		if len(left) < 2 || len(left) != len(right) {
			t.Fatalf("%d rows beside %d", len(left), len(right))
		}
		for k := range left {
			if left[k].Text != right[k].Text || k > 0 && math.Abs(left[k].Y-left[0].Y-right[k].Y+right[0].Y) > 0.01 {
				t.Errorf("row %s beside %s", left[k].Text, right[k].Text)
			}
		}
	}
}

// rowsOf are the numbers of the rows of a schedule on a page.
func rowsOf(p *Page) (all []Text) {
	head := find(p, "No")[0]
	for _, t := range p.Texts {
		if t.Face == Regular && math.Abs(t.X-head.X) < 9 && t.Y > head.Y && t.Y < p.Height-footRoom {
			all = append(all, t)
		}
	}
	return all
}

// TestTheCurveGoesOnWithoutAGap follows the planned line over the breaks of pages.
func TestTheCurveGoesOnWithoutAGap(t *testing.T) {
	s := sample.Schedule(24, 30)
	layout := lay(t, s)
	var plan [4][]Curve
	for i, p := range layout.Pages {
		for _, c := range p.Curves {
			if c.Color == planInk && len(c.Points) > 0 && c.Points[0].Y > find(p, "No")[0].Y {
				plan[i] = append(plan[i], c)
			}
		}
	}
	table := s.Table()
	bodies := make([][2]float64, 4) // upper and lower end of the covered rows
	for i, p := range layout.Pages {
		bodies[i] = covers(p)
	}
	first := plan[1][0].Points[0]
	if math.Abs(first.Y-bodies[1][1]) > 0.01 {
		t.Errorf("0 percent is at %.2f, the bottom of the last row at %.2f", first.Y, bodies[1][1])
	}
	// From the lower page to the upper one: at the same place across, at the ends of both.
	leaves := plan[1][len(plan[1])-1].Points
	enters := plan[0][0].Points
	if a, b := leaves[len(leaves)-1], enters[0]; math.Abs(a.X-b.X) > 0.01 || math.Abs(a.Y-bodies[1][0]) > 0.01 || math.Abs(b.Y-bodies[0][1]) > 0.01 {
		t.Errorf("leaves at %v, enters at %v; rows %v and %v", a, b, bodies[1], bodies[0])
	}
	// From one part to the next one: at the right edge and at the left one, equally high.
	end, begin := plan[0][len(plan[0])-1].Points, plan[2][0].Points
	a, b := end[len(end)-1], begin[0]
	if math.Abs(a.Y-bodies[0][0]-b.Y+bodies[2][0]) > 0.01 {
		t.Errorf("%v does not go on at %v", a, b)
	}
	last := plan[2][len(plan[2])-1].Points
	if top := last[len(last)-1]; math.Abs(top.Y-bodies[2][0]) > 0.01 {
		t.Errorf("100 percent is at %.2f, the top of the first row at %.2f", top.Y, bodies[2][0])
	}
	marks := 0
	for _, page := range plan {
		for _, c := range page {
			marks += len(c.Marks)
		}
	}
	if marks != len(table.Curve.Lines[0].Points) {
		t.Errorf("%d marks for %d weeks", marks, len(table.Curve.Lines[0].Points))
	}
	for _, p := range layout.Pages {
		if !has(p, "Rencana") || !has(p, "Realisasi") {
			t.Errorf("page %d has no legend", p.Number)
		}
	}
	if !has(layout.Pages[0], "100%") || !has(layout.Pages[1], "0%") || has(layout.Pages[1], "100%") {
		t.Error("the scale does not stand beside its rows")
	}
}

// covers returns the upper and the lower end of the rows of a schedule below its curve: the
// head and the line of totals are not among them.
func covers(p *Page) [2]float64 {
	top, bottom := 0.0, 0.0
	for _, r := range p.Fills {
		if r.Color == headFill {
			top, bottom = r.Y+r.H, r.Y+r.H
		}
	}
	for _, r := range p.Rules {
		if r.Y1 == r.Y2 && r.Color == hairline && r.X2-r.X1 > 300 && r.Y1 > top && r.Y1 < p.Height-footRoom-1 {
			bottom = max(bottom, r.Y1)
		}
	}
	if totals := find(p, "Rencana kumulatif"); len(totals) > 0 {
		bottom = 0
		for _, r := range p.Rules {
			if r.Y1 == r.Y2 && r.Color == hairline && r.X2-r.X1 > 300 && r.Y1 < totals[0].Y-3 {
				bottom = max(bottom, r.Y1)
			}
		}
	}
	return [2]float64{top, bottom}
}

func TestACurveOverWhatIsNotThereIsNotDrawn(t *testing.T) {
	s := sample.Schedule(4, 8)
	s.Table().Curve.Bottom = "tidak ada"
	for _, c := range lay(t, s).Pages[0].Curves {
		t.Errorf("%+v", c)
	}
}

func TestPercentsOutOfTheScaleStayWithinIt(t *testing.T) {
	s := sample.Schedule(4, 8)
	lines := s.Table().Curve.Lines
	lines[0].Points[3] = decimal.FromInt(250)
	lines[0].Points[4] = decimal.FromInt(-20)
	lay(t, s) // finds what leaves the page
}
