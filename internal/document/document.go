// Package document is the one form of everything that is handed in: what a document says,
// without how it is drawn. Its cells hold exact decimals, never text made of them; pdf,
// docx, xlsx and csv write it, page lays it out, and Kind.Text is the one place that knows
// how numbers look. It is pure: equal documents give equal bytes everywhere.
package document

import (
	"takar/internal/decimal"
)

// Document is one file: sections in their order.
type Document struct {
	Title   string // such as "RENCANA ANGGARAN BIAYA"
	Project string // name of the project
	Author  string // who hands it in; in the properties of the file
	Stamp   string // revision and short hash of what it was made of, in the foot of every page
	// Moment is the time of the revision or the typed date of the document, in UTC, as RFC
	// 3339 with whole seconds: the only time inside the file (rulings G44).
	Moment    string
	Watermark string // under the text of every page, such as "DRAF"; "" = none
	Kop       *Kop   // nil = none
	Sections  []*Section
}

// Kop is the head of a letter: a logo and at most four lines, the first one larger.
type Kop struct {
	Logo  *Image // nil = none
	Lines []string
}

// Image is a picture, as its file.
type Image struct {
	Type          string // image/png or image/jpeg
	Data          []byte
	Width, Height int // pixels
}

// Paper is a size of paper.
type Paper string

// The papers that are offered.
const (
	A4 Paper = "a4"
	F4 Paper = "f4" // folio, 215 × 330 mm
	A3 Paper = "a3"
)

// Papers are the papers in the order in which they are offered.
var Papers = []Paper{A4, F4, A3}

// Size returns the paper upright, in tenths of a millimetre.
func (p Paper) Size() (width, height int) {
	switch p {
	case F4:
		return 2150, 3300
	case A3:
		return 2970, 4200
	}
	return 2100, 2970
}

// Section is a part with a page layout of its own: it begins on a new page, and is a
// bookmark, a line of the table of contents and a sheet of a workbook.
type Section struct {
	Key       string // names it in a Ref; unique in the document
	Title     string // above its first page, in the bookmarks and in the table of contents
	Sheet     string // name of its sheet
	Paper     Paper
	Landscape bool
	Margin    int  // of all sides, in tenths of a millimetre; 0 = that of Margin
	Kop       bool // the head of the letter stands on its first page
	Bare      bool // a cover: neither title nor head nor foot
	// OnePage makes everything smaller, down to three fifths, where that brings the section onto
	// one page, as a time schedule is handed in.
	OnePage bool
	Blocks  []Block
}

// Margin is the usual margin of a page, in tenths of a millimetre.
const Margin = 150

// Room returns the width and height between the margins, in tenths of a millimetre.
func (s *Section) Room() (width, height int) {
	width, height = s.Paper.Size()
	if s.Landscape {
		width, height = height, width
	}
	margin := s.Edge()
	return width - 2*margin, height - 2*margin
}

// Edge returns the margin that counts, in tenths of a millimetre.
func (s *Section) Edge() int {
	if s.Margin == 0 {
		return Margin
	}
	return s.Margin
}

// Block is a part of a section: *Heading, *Facts, *Table, *Note, *Signatures, *Cover,
// *Contents or *PageBreak.
type Block interface{ block() }

// Heading is a title inside a section. It stays with what follows, and is a bookmark
// under that of the section.
type Heading struct {
	Text  string
	Level int // 1 or 2
}

// Facts are labels with what they say, in one or several groups side by side, as the
// identity of a project at the head of a document.
type Facts struct {
	Groups []FactGroup
}

// FactGroup is one column of Facts.
type FactGroup struct {
	Title string // "" = none
	Rows  []Fact
}

// Fact is one label with its value.
type Fact struct {
	Label string
	Value Cell
	Kind  Kind // of the value, when it is a number
	Tone  Tone
}

// Tone colours a value that judges.
type Tone int

// The tones.
const (
	Plain Tone = iota
	Good
	Warn
	Bad
)

// Note is a paragraph.
type Note struct {
	Text  string
	Title string // in bold before it, such as "Terbilang"; "" = none
	Small bool
	Boxed bool // framed, for what must not be overlooked
	// KeepWithTable holds it on the page of the end of the table before it.
	KeepWithTable bool
}

// Signatures are the fields in which people sign. They never stand alone on a page: the
// last rows of the table before them come along.
type Signatures struct {
	Title string // such as "LEMBAR PENGESAHAN"; "" = none
	// Place is the line above the last field, such as "Sleman, 5 Januari 2026"; "" = none.
	Place  string
	Fields []Signatory // 1 to 4, from left to right
}

// Signatory is who signs. What is empty is left out, a missing name is a dotted line.
type Signatory struct {
	Role    string // such as "Dibuat oleh," or "Mengetahui,"
	Title   string // such as "Konsultan Perencana"
	Company string
	Name    string
	Post    string // jabatan
	NIP     string // with its label, such as "NIP 19800101 …"
}

// Cover is a front page.
type Cover struct {
	Over  string // small, above the title
	Title string
	Name  string // of the project
	Facts []Fact
	Foot  []string // lines at the bottom
}

// Contents is the table of contents: the sections after it, with their pages.
type Contents struct {
	Title string
}

// PageBreak begins a new page.
type PageBreak struct{}

func (*Heading) block()    {}
func (*Facts) block()      {}
func (*Note) block()       {}
func (*Signatures) block() {}
func (*Cover) block()      {}
func (*Contents) block()   {}
func (*PageBreak) block()  {}
func (*Table) block()      {}

// Progress is told how far the writing of a document is, in rows; an error stops it. It
// may be nil.
type Progress func(done, total int) error

// Tell reports to a Progress that may be nil.
func (p Progress) Tell(done, total int) error {
	if p == nil {
		return nil
	}
	return p(done, total)
}

// Rows returns how many rows of tables a document has, the measure of its progress.
func (d *Document) Rows() int {
	rows := 0
	for _, section := range d.Sections {
		for _, block := range section.Blocks {
			if table, ok := block.(*Table); ok {
				rows += len(table.Rows)
			}
		}
	}
	return rows
}

// Table returns the first table of a section, nil when there is none.
func (s *Section) Table() *Table {
	for _, block := range s.Blocks {
		if table, ok := block.(*Table); ok {
			return table
		}
	}
	return nil
}

// Number is a cell with a number.
func Number(d decimal.Decimal) Cell { return Cell{Holds: HoldsNumber, Number: d} }

// Maybe is a cell with a number when there is one, and an empty cell otherwise.
func Maybe(n decimal.Null) Cell {
	if !n.Valid {
		return Cell{}
	}
	return Number(n.Decimal)
}

// Words is a cell with a text; empty without one.
func Words(text string) Cell {
	if text == "" {
		return Cell{}
	}
	return Cell{Holds: HoldsText, Text: text}
}
