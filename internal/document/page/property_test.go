package page

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"takar/internal/document"
	"takar/internal/document/sample"
)

// TestAnyDocument lays random documents out: nothing leaves its page or its cell, nothing
// covers anything else, and everything that the document says is there.
func TestAnyDocument(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := sample.Random(func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "") })
		layout, err := Lay(d, 0, nil)
		if err != nil {
			t.Fatal(err)
		}
		if found := faults(d, layout); len(found) > 0 {
			model, _ := json.Marshal(d)
			t.Fatalf("%s\nin %s", strings.Join(found, "\n"), model)
		}
	})
}

// TestLimitedLayout holds that the pages before a limit are those of the whole layout.
func TestLimitedLayout(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := sample.Random(func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "") })
		whole, err := Lay(d, 0, nil)
		if err != nil {
			t.Fatal(err)
		}
		limit := rapid.IntRange(1, len(whole.Pages)).Draw(t, "limit")
		some, err := Lay(d, limit, nil)
		if err != nil {
			t.Fatal(err)
		}
		if len(some.Pages) != limit || some.Complete != (limit == len(whole.Pages)) {
			t.Fatalf("%d pages of %d, complete %v, with a limit of %d", len(some.Pages), len(whole.Pages), some.Complete, limit)
		}
		for i, p := range some.Pages {
			if a, b := body(p), body(whole.Pages[i]); a != b {
				t.Fatalf("page %d differs:\n%s\n%s", i+1, a, b)
			}
			if !slices.Equal(p.Fills, whole.Pages[i].Fills) || len(p.Curves) != len(whole.Pages[i].Curves) {
				t.Fatalf("page %d is drawn differently", i+1)
			}
		}
	})
}

// body is the text of a page without its foot and without numbers of a table of contents.
func body(p *Page) string {
	var b strings.Builder
	for _, text := range p.Texts {
		if text.Y < p.Height-footRoom && text.Size != contentsSize {
			b.WriteString(text.Text + "|")
		}
	}
	return b.String()
}

// TestAnErrorOfProgressStops holds that a layout can be cancelled.
func TestAnErrorOfProgressStops(t *testing.T) {
	stop := errors.New("stop")
	calls := 0
	_, err := Lay(sample.Everything(), 0, func(int, int) error {
		if calls++; calls == 3 {
			return stop
		}
		return nil
	})
	if !errors.Is(err, stop) || calls != 3 {
		t.Errorf("%v after %d calls", err, calls)
	}
}

type box struct{ left, top, right, bottom float64 }

func boxOf(t Text) box { return box{t.X, t.Y - 0.72*t.Size, t.X + t.W, t.Y + 0.2*t.Size} }

// faults names what is wrong with a layout.
func faults(d *document.Document, layout *Layout) (found []string) {
	for _, p := range layout.Pages {
		found = append(found, outside(p)...)
		found = append(found, covered(p)...)
		if d.Watermark != "" && single(d.Watermark) != "" && p.Watermark == nil {
			found = append(found, "a page without watermark")
		}
	}
	return append(found, missing(d, layout)...)
}

func outside(p *Page) (found []string) {
	const near = 0.5
	edge := 5 * millimetre
	for _, t := range p.Texts {
		b := boxOf(t)
		foot := t.Y > p.Height-footRoom
		if b.left < edge-near || b.right > p.Width-edge+near || b.top < edge-near || b.bottom > p.Height-near || !foot && b.bottom > p.Height-footRoom+near {
			found = append(found, "outside of the page: "+t.Text)
		}
	}
	for _, r := range p.Rules {
		if min(r.X1, r.X2) < edge-near || max(r.X1, r.X2) > p.Width-edge+near || min(r.Y1, r.Y2) < edge-near || max(r.Y1, r.Y2) > p.Height-edge+near {
			found = append(found, fmt.Sprintf("a rule outside of the page: %.1f %.1f %.1f %.1f", r.X1, r.Y1, r.X2, r.Y2))
		}
	}
	for _, r := range p.Fills {
		if r.X < edge-near || r.X+r.W > p.Width-edge+near || r.Y+r.H > p.Height-footRoom+near {
			found = append(found, "a fill outside of the page")
		}
	}
	for _, c := range p.Curves {
		for _, at := range c.Points {
			if at.X < edge-near || at.X > p.Width-edge+near || at.Y < edge-near || at.Y > p.Height-footRoom+near {
				found = append(found, "a curve outside of the page")
			}
		}
	}
	return found
}

// covered finds texts over each other, and lines between columns that run through a text.
func covered(p *Page) (found []string) {
	const near = 0.3
	texts := slices.Clone(p.Texts)
	texts = slices.DeleteFunc(texts, func(t Text) bool { return t.Size == scaleSize })
	slices.SortFunc(texts, func(a, b Text) int { return int((a.Y - b.Y) * 100) })
	for i, a := range texts {
		one := boxOf(a)
		for _, b := range texts[i+1:] {
			other := boxOf(b)
			if b.Y-a.Y > 40 {
				break
			}
			if one.left < other.right-near && other.left < one.right-near && one.top < other.bottom-near && other.top < one.bottom-near {
				found = append(found, "over each other: "+a.Text+" and "+b.Text)
			}
		}
		for _, r := range p.Rules {
			if r.X1 == r.X2 && r.X1 > one.left+near && r.X1 < one.right-near && r.Y1 < one.bottom-near && r.Y2 > one.top+near {
				found = append(found, fmt.Sprintf("a line through %s: %+v %+v", a.Text, a, r))
			}
		}
	}
	return found
}

// missing finds what a document says and its pages do not. Lines of a text follow each other
// as they are drawn, or in one column.
func missing(d *document.Document, layout *Layout) (found []string) {
	var texts []Text
	for _, p := range layout.Pages {
		for _, t := range p.Texts {
			if t.Y < p.Height-footRoom {
				texts = append(texts, t)
			}
		}
	}
	drawn := joined(texts)
	slices.SortStableFunc(texts, func(a, b Text) int { return cmp.Compare(math.Round(a.X*10), math.Round(b.X*10)) })
	columns := joined(texts)
	for _, said := range says(d) {
		said = bare(Clean(said))
		stands := strings.Contains(drawn, said) || strings.Contains(columns, said) || len(said) > 40 && follows(drawn, said)
		if !stands {
			found = append(found, "missing: "+said)
		}
	}
	return found
}

func joined(texts []Text) string {
	var all strings.Builder
	for _, t := range texts {
		all.WriteString(bare(t.Text))
	}
	return all.String()
}

// bare is a text without spaces, where lines may break.
func bare(text string) string { return strings.Join(strings.Fields(text), "") }

// follows reports whether the characters of a long text occur in their order, as they do
// when it stands on several pages.
func follows(text, said string) bool {
	letters := []rune(said)
	for _, r := range text {
		if len(letters) > 0 && r == letters[0] {
			letters = letters[1:]
		}
	}
	return len(letters) == 0
}

// says lists the texts and numbers of a document.
func says(d *document.Document) (all []string) {
	facts := func(facts []document.Fact) {
		for _, f := range facts {
			all = append(all, f.Label, f.Value.Shown(f.Kind))
		}
	}
	for _, s := range d.Sections {
		if !s.Bare {
			all = append(all, s.Title)
		}
		for _, b := range s.Blocks {
			switch b := b.(type) {
			case *document.Heading:
				all = append(all, b.Text)
			case *document.Facts:
				for _, g := range b.Groups {
					all = append(all, g.Title)
					facts(g.Rows)
				}
			case *document.Note:
				all = append(all, b.Title, b.Text)
			case *document.Cover:
				all = append(all, b.Over, b.Title, b.Name)
				all = append(all, b.Foot...)
				facts(b.Facts)
			case *document.Signatures:
				if len(b.Fields) > 0 {
					all = append(all, b.Title, b.Place)
				}
				for _, f := range b.Fields {
					all = append(all, f.Role, f.Title, f.Company, f.Name, f.Post, f.NIP)
				}
			case *document.Table:
				all = append(all, tableSays(b)...)
			}
		}
	}
	return all
}

func tableSays(t *document.Table) (all []string) {
	all = append(all, t.Title)
	for _, row := range t.Rows {
		column := 0
		for _, c := range row.Cells {
			if column < len(t.Columns) {
				all = append(all, c.Shown(t.Columns[column].Kind))
			}
			column += max(c.Span, 1)
		}
		if row.Faulty && len(t.Columns) > 0 {
			all = append(all, row.Fault)
		}
	}
	return all
}
