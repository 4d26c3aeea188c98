package pdf

import (
	"strconv"

	"codeberg.org/go-pdf/fpdf"

	"takar/internal/document/page"
)

// family names the font inside of the file.
const family = "takar"

var styles = map[page.Face]string{page.Regular: "", page.Bold: "B", page.Oblique: "I"}

// brush draws pages, and remembers what is set so that it is not set again.
type brush struct {
	*fpdf.Fpdf

	lastHeight float64     // of the last page, by which the library places bookmarks
	links      map[int]int // link by its page
	pictures   map[string]string
	fault      error

	face         page.Face
	size, width  float64
	font, dotted bool
	fill, trace  page.Color
	colored      [3]bool
}

// addFonts embeds the faces that the pages use.
func (b *brush) addFonts(layout *page.Layout) {
	used := map[page.Face]bool{}
	for _, p := range layout.Pages {
		for i := range p.Texts {
			used[p.Texts[i].Face] = true
		}
		if p.Watermark != nil {
			used[page.Bold] = true
		}
	}
	used[page.Regular] = true // of bookmarks
	for _, face := range []page.Face{page.Regular, page.Bold, page.Oblique} {
		if used[face] {
			b.AddUTF8FontFromBytes(family, styles[face], face.TrueType())
		}
	}
}

// target makes the places that links lead to.
func (b *brush) target(layout *page.Layout) {
	for _, p := range layout.Pages {
		for _, link := range p.Links {
			if _, ok := b.links[link.Page]; !ok {
				id := b.AddLink()
				b.SetLink(id, 0, link.Page)
				b.links[link.Page] = id
			}
		}
	}
}

// page draws one page.
func (b *brush) page(p *page.Page) {
	b.AddPageFormat("P", fpdf.SizeType{Wd: p.Width, Ht: p.Height})
	b.font, b.dotted, b.width, b.colored = false, false, 0, [3]bool{}
	for _, r := range p.Fills {
		b.fillColor(r.Color)
		b.Rect(r.X, r.Y, r.W, r.H, "F")
	}
	if p.Watermark != nil {
		b.watermark(p.Watermark)
	}
	for _, r := range p.Rules {
		b.stroke(r.Color, r.Width, r.Dotted)
		b.Line(r.X1, r.Y1, r.X2, r.Y2)
	}
	b.stroke(page.Color{}, 0.5, false)
	for _, c := range p.Curves {
		b.curve(c)
	}
	for _, picture := range p.Pictures {
		b.picture(picture)
	}
	for i := range p.Texts {
		b.write(&p.Texts[i])
	}
	for _, l := range p.Links {
		b.Link(l.X, l.Y, l.W, l.H, b.links[l.Page])
	}
	for _, m := range p.Bookmarks {
		b.use(page.Regular, 8) // else the library takes the text for Latin-1
		// The library reckons heights from the bottom of the last page.
		b.Bookmark(m.Text, m.Level, m.Y+b.lastHeight-p.Height)
	}
}

func (b *brush) use(face page.Face, size float64) {
	if !b.font || b.face != face || b.size != size {
		b.SetFont(family, styles[face], size)
		b.font, b.face, b.size = true, face, size
	}
}

// write draws a text. The colour of text is the colour of fills: it is set once for many
// texts instead of around each.
func (b *brush) write(t *page.Text) {
	b.use(t.Face, t.Size)
	b.fillColor(t.Color)
	b.Text(t.X, t.Y, t.Text)
}

func (b *brush) fillColor(c page.Color) {
	if b.colored[0] && b.fill == c {
		return
	}
	b.fill, b.colored[0] = c, true
	b.SetFillColor(int(c.R), int(c.G), int(c.B))
	b.SetTextColor(int(c.R), int(c.G), int(c.B)) // equal, so the library adds none of its own
}

func (b *brush) stroke(c page.Color, width float64, dotted bool) {
	if !b.colored[1] || b.trace != c {
		b.trace, b.colored[1] = c, true
		b.SetDrawColor(int(c.R), int(c.G), int(c.B))
	}
	if b.width != width {
		b.width = width
		b.SetLineWidth(width)
	}
	if b.dotted != dotted {
		b.dotted = dotted
		if dotted {
			b.SetLineCapStyle("round")
			b.SetDashPattern([]float64{0, 2.4}, 0)
		} else {
			b.SetLineCapStyle("butt")
			b.SetDashPattern(nil, 0)
		}
	}
}

func (b *brush) watermark(w *page.Watermark) {
	b.TransformBegin()
	b.SetAlpha(0.08, "Normal")
	b.use(page.Bold, w.Size)
	b.fillColor(page.Color{R: 0x30, G: 0x30, B: 0x30})
	b.TransformRotate(w.Angle, w.X, w.Y)
	b.Text(w.X-w.W/2, w.Y, w.Text)
	b.SetAlpha(1, "Normal")
	b.TransformEnd()
	b.font, b.colored = false, [3]bool{} // what was set is forgotten with the transformation
}

func (b *brush) curve(c page.Curve) {
	b.stroke(c.Color, c.Width, false)
	if len(c.Points) > 1 {
		b.SetLineJoinStyle("round")
		b.MoveTo(c.Points[0].X, c.Points[0].Y)
		for _, to := range c.Points[1:] {
			b.LineTo(to.X, to.Y)
		}
		b.DrawPath("D")
	}
	for _, m := range c.Marks {
		if c.Hollow {
			b.stroke(c.Color, 0.8, false)
			b.fillColor(page.Color{R: 255, G: 255, B: 255})
			b.Circle(m.X, m.Y, 1.7, "FD")
			continue
		}
		b.fillColor(c.Color)
		b.Circle(m.X, m.Y, 1.9, "F")
	}
}

// name returns a name for the n-th picture.
func name(n int) string { return "gambar" + strconv.Itoa(n) }
