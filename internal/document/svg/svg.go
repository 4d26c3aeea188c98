// Package svg writes one page of a document as a picture, the preview of its PDF: the same
// layout, for an <img> of a page. It has no script and asks for nothing from elsewhere;
// where the font of documents is not installed, a condensed one stands in and keeps the
// widths.
package svg

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"io"
	"strconv"
	"strings"

	"takar/internal/document"
	"takar/internal/document/page"
)

// NoPageError says that a document has fewer pages than were asked for.
type NoPageError struct{ Number, Pages int }

func (e *NoPageError) Error() string {
	return fmt.Sprintf("svg: page %d of %d", e.Number, e.Pages)
}

// known is how many cells a document may have so that its preview tells how many pages
// there are; larger ones are laid out up to the wanted page only.
const known = 6000

func cells(d *document.Document) (sum int) {
	for _, section := range d.Sections {
		for _, block := range section.Blocks {
			if table, ok := block.(*document.Table); ok {
				sum += len(table.Rows) * len(table.Columns)
			}
		}
	}
	return sum
}

// Write writes the page with a number, from 1. A page that the document does not have is a
// *NoPageError. Where all pages were laid out, data-pages of the root tells how many there are.
func Write(w io.Writer, d *document.Document, number int) error {
	if number < 1 {
		return &NoPageError{Number: number}
	}
	limit := number
	if cells(d) <= known {
		limit = 0
	}
	layout, err := page.Lay(d, limit, nil)
	if err != nil {
		return fmt.Errorf("svg: %w", err)
	}
	if number > len(layout.Pages) {
		return &NoPageError{Number: number, Pages: len(layout.Pages)}
	}
	s := &stylus{Writer: bufio.NewWriter(w)}
	pages := 0
	if limit == 0 {
		pages = len(layout.Pages)
	}
	s.page(layout.Pages[number-1], d, pages)
	if err := s.Flush(); err != nil {
		return fmt.Errorf("svg: %w", err)
	}
	return nil
}

// stylus writes elements.
type stylus struct {
	*bufio.Writer

	buffer []byte
}

func (s *stylus) put(parts ...string) {
	for _, part := range parts {
		_, _ = s.WriteString(part) // the writer keeps the error for Flush
	}
}

func (s *stylus) number(v float64) string {
	s.buffer = strconv.AppendFloat(s.buffer[:0], v, 'f', 2, 64)
	text := string(s.buffer)
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	if text == "-0" {
		return "0"
	}
	return text
}

func (s *stylus) attribute(name string, v float64) { s.put(" ", name, `="`, s.number(v), `"`) }

func color(c page.Color) string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

func (s *stylus) page(p *page.Page, d *document.Document, pages int) {
	s.put(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 `, s.number(p.Width), " ", s.number(p.Height), `"`)
	s.attribute("width", p.Width)
	s.attribute("height", p.Height)
	if pages > 0 {
		s.put(` data-pages="`, strconv.Itoa(pages), `"`)
	}
	s.put(` lang="id" font-family="'`, page.Family, `', 'Arial Narrow', 'Liberation Sans Narrow', 'Roboto Condensed', sans-serif" font-stretch="condensed">`)
	s.put("<title>")
	s.escape(page.Clean(d.Title) + ", halaman " + strconv.Itoa(p.Number))
	s.put("</title>")
	s.put(`<rect width="100%" height="100%" fill="#fff"/>`)
	for _, r := range p.Fills {
		s.put("<rect")
		s.attribute("x", r.X)
		s.attribute("y", r.Y)
		s.attribute("width", r.W)
		s.attribute("height", r.H)
		s.put(` fill="`, color(r.Color), `"/>`)
	}
	if p.Watermark != nil {
		s.watermark(p.Watermark)
	}
	for _, r := range p.Rules {
		s.rule(r)
	}
	for _, c := range p.Curves {
		s.curve(c)
	}
	for _, picture := range p.Pictures {
		s.picture(picture)
	}
	for i := range p.Texts {
		s.text(&p.Texts[i])
	}
	s.put("</svg>\n")
}

func (s *stylus) rule(r page.Rule) {
	s.put("<line")
	s.attribute("x1", r.X1)
	s.attribute("y1", r.Y1)
	s.attribute("x2", r.X2)
	s.attribute("y2", r.Y2)
	s.put(` stroke="`, color(r.Color), `"`)
	s.attribute("stroke-width", r.Width)
	if r.Dotted {
		s.put(` stroke-linecap="round" stroke-dasharray="0 2.4"`)
	}
	s.put("/>")
}

func (s *stylus) text(t *page.Text) {
	s.put("<text")
	s.attribute("x", t.X)
	s.attribute("y", t.Y)
	s.attribute("font-size", t.Size)
	switch t.Face {
	case page.Bold:
		s.put(` font-weight="bold"`)
	case page.Oblique:
		s.put(` font-style="italic"`)
	}
	s.length(t.Text, t.W)
	s.put(` fill="`, color(t.Color), `" xml:space="preserve">`)
	s.escape(t.Text)
	s.put("</text>")
}

// length keeps the width of a text with another font; a single character is not stretched.
func (s *stylus) length(text string, width float64) {
	if len(text) > 1 && width > 0 {
		s.attribute("textLength", width)
		s.put(` lengthAdjust="spacingAndGlyphs"`)
	}
}

func (s *stylus) watermark(w *page.Watermark) {
	s.put(`<text text-anchor="middle" font-weight="bold" fill="#303030" fill-opacity="0.08"`)
	s.attribute("x", w.X)
	s.attribute("y", w.Y)
	s.attribute("font-size", w.Size)
	s.put(` transform="rotate(`, s.number(-w.Angle), " ", s.number(w.X), " ", s.number(w.Y), `)"`)
	s.length(w.Text, w.W)
	s.put(">")
	s.escape(w.Text)
	s.put("</text>")
}

func (s *stylus) curve(c page.Curve) {
	if len(c.Points) > 1 {
		s.put(`<polyline fill="none" stroke-linejoin="round" points="`)
		for i, p := range c.Points {
			if i > 0 {
				s.put(" ")
			}
			s.put(s.number(p.X), ",", s.number(p.Y))
		}
		s.put(`" stroke="`, color(c.Color), `"`)
		s.attribute("stroke-width", c.Width)
		s.put("/>")
	}
	for _, m := range c.Marks {
		s.put("<circle")
		s.attribute("cx", m.X)
		s.attribute("cy", m.Y)
		if c.Hollow {
			s.put(` r="1.7" fill="#fff" stroke-width="0.8" stroke="`, color(c.Color), `"/>`)
		} else {
			s.put(` r="1.9" fill="`, color(c.Color), `"/>`)
		}
	}
}

func (s *stylus) picture(p page.Picture) {
	kind := "image/png"
	if p.Image.Type == "image/jpeg" {
		kind = p.Image.Type
	}
	s.put("<image")
	s.attribute("x", p.X)
	s.attribute("y", p.Y)
	s.attribute("width", p.W)
	s.attribute("height", p.H)
	s.put(` href="data:`, kind, ";base64,", base64.StdEncoding.EncodeToString(p.Image.Data), `"/>`)
}

var entities = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

func (s *stylus) escape(text string) { _, _ = entities.WriteString(s, text) }
