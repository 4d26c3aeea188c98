package dossier

import (
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	"takar/internal/ahsp"
	"takar/internal/document"
	"takar/internal/rab"
)

// builder makes the sections of a document. One is made for each document.
type builder struct {
	*Source

	options Options
	header  *rab.Header
	policy  *rab.Pricing
	setting *rab.DocumentSetting
	figures *rab.Figures
	bound   bool // what is made now is a part of what is signed as a whole

	subtotals map[int64]*rab.Subtotal            // by heading; see subtotal
	used      map[ahsp.Kategori][]*rab.PriceItem // see itemsOf
	origin    *string                            // see sharedOrigin
}

func newBuilder(source *Source, options Options) *builder {
	p := source.Project
	policy := p.Pricing()
	if policy == nil { // of damaged data; the figures rest on the same
		usual := rab.DefaultPricing()
		policy = &usual
	}
	return &builder{Source: source, options: options, header: p.Header(), policy: policy, setting: p.Documents(), figures: p.Figures()}
}

// document puts sections into a document: what stands on all of its pages.
func (b *builder) document(entry *Entry, sections []*document.Section) *document.Document {
	title, _ := entry.Named(b.options)
	d := &document.Document{
		Title: title, Project: b.header.Nama, Author: b.author(), Stamp: b.stamp(), Moment: b.moment(), Kop: b.kop(), Sections: sections,
	}
	if b.options.Draft {
		d.Watermark = "DRAF"
	}
	return d
}

// stamp tells of which state of the project a document is.
func (b *builder) stamp() string {
	return fmt.Sprintf("Revisi %d · %s", b.Project.Revision, b.Hash)
}

// moment is the typed date of the documents, else the time of the revision (rulings G44).
func (b *builder) moment() string {
	if b.setting.Tanggal != "" {
		return string(b.setting.Tanggal) + "T00:00:00Z"
	}
	return b.Project.UpdatedAt().Time().Format(time.RFC3339)
}

func (b *builder) author() string {
	line, _, _ := strings.Cut(b.setting.Kop, "\n")
	for _, name := range []string{strings.TrimSpace(line), b.header.InstansiKonsultanPerencana, b.header.NamaKonsultanPerencana, b.header.InstansiClient} {
		if name != "" {
			return name
		}
	}
	return ""
}

func (b *builder) kop() *document.Kop {
	kop := &document.Kop{}
	for line := range strings.Lines(b.setting.Kop) {
		if line = strings.TrimSpace(line); line != "" {
			kop.Lines = append(kop.Lines, line)
		}
	}
	if logo := b.Project.Logo(); logo != nil {
		if data, err := base64.StdEncoding.DecodeString(logo.Data); err == nil { // judged when it was stored
			kop.Logo = &document.Image{Type: logo.Type, Data: data, Width: logo.Width, Height: logo.Height}
		}
	}
	if len(kop.Lines) == 0 && kop.Logo == nil {
		return nil
	}
	return kop
}

// section begins a section with the identity of the project at its head.
func (b *builder) section(key, title, sheet string, blocks ...document.Block) *document.Section {
	s := &document.Section{
		Key: key, Title: title, Sheet: sheet, Paper: document.A4, Kop: true,
		Blocks: append([]document.Block{b.identity()}, blocks...),
	}
	b.layOut(s)
	return s
}

// layOut applies what was chosen of paper and orientation.
func (b *builder) layOut(s *document.Section) {
	if b.options.Paper != "" {
		s.Paper = b.options.Paper
	}
	if b.options.Landscape != nil {
		s.Landscape = *b.options.Landscape
	}
}

// layOutWide applies the same to a sheet that is wide by nature: A3 across, where nothing else
// was chosen. A part of a report follows the paper only, a part of a package stays as it is.
func (b *builder) layOutWide(s *document.Section, part bool) {
	s.Paper, s.Landscape, s.OnePage = document.A3, true, true
	switch {
	case b.bound:
	case !part:
		b.layOut(s)
	case b.options.Paper != "":
		s.Paper = b.options.Paper
	}
}
