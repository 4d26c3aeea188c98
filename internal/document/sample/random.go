package sample

import (
	"strings"

	"takar/internal/decimal"
	"takar/internal/document"
)

// Choose returns a number from 0 to below n; what it returns makes a random document. A
// small number is the simpler choice.
type Choose func(n int) int

// Random returns a document of which nothing is usual: texts too long for their places,
// characters that no font has, spans beyond the table, keys that name nothing, tables
// wider than the page and rows higher than it.
func Random(choose Choose) *document.Document {
	r := random{choose}
	d := &document.Document{Title: r.text(), Project: r.text(), Author: r.text(), Stamp: r.text(), Moment: "2026-01-05T00:00:00Z"}
	if r.rarely() {
		d.Moment = r.text()
	}
	if r.choose(2) == 1 {
		d.Watermark = r.text()
	}
	if r.choose(2) == 1 {
		d.Kop = &document.Kop{}
		for range r.choose(5) {
			d.Kop.Lines = append(d.Kop.Lines, r.text())
		}
		switch r.choose(3) {
		case 1:
			d.Kop.Logo = Logo()
		case 2:
			d.Kop.Logo = &document.Image{Type: "image/jpeg", Data: []byte("bukan gambar"), Width: r.choose(3000), Height: r.choose(3000)}
		}
	}
	for range r.choose(4) {
		d.Sections = append(d.Sections, r.section())
	}
	return d
}

type random struct{ choose Choose }

func (r random) rarely() bool { return r.choose(8) == 7 }

var pieces = []string{
	"a", "pekerjaan ", "Galian tanah biasa ", "f’c = 21,7 MPa ", "m³ ", "\n", " ", "(15 × 15) ", "φ 12 – ½ ", "sangatpanjangtanpaspasisamasekalidantidakadahabisnya", "漢字", "😀", "\x00", "\t", "\xff\xfe", "é", "\u202e",
	"2.2.1.4/a-b_c", "=1+1", "a & b <c> \"d\"", "_x000D_", "\x1f\ufffe", strings.Repeat("Pemasangan dinding bata merah ", 12), strings.Repeat("m", 300),
}

var (
	kinds = []document.Kind{
		document.AsColumn, document.Count, document.Money, document.Rupiah, document.VolumeKind, document.Coefficient, document.Percent, document.Points, document.Exact, document.Blank,
	}
	rowKinds = []document.RowKind{document.Item, document.Group, document.Subgroup, document.Subtotal, document.Total, document.Remark}
	aligns   = []document.Align{document.ByKind, document.Left, document.Center, document.Right}
	fills    = []document.Fill{document.NoFill, document.PlanFill, document.ActualFill, document.OffFill}
	tones    = []document.Tone{document.Plain, document.Good, document.Warn, document.Bad}
)

func (r random) text() string {
	var b strings.Builder
	for range r.choose(6) {
		b.WriteString(pieces[r.choose(len(pieces))])
	}
	if r.choose(60) == 59 {
		return strings.Repeat(b.String(), 20)
	}
	return b.String()
}

func (r random) short() string { return pieces[r.choose(len(pieces)-2)] }

func (r random) section() *document.Section {
	s := &document.Section{
		Key: r.key(), Title: r.text(), Sheet: r.short(), Paper: document.Papers[r.choose(len(document.Papers))], Landscape: r.choose(2) == 1, Kop: r.choose(2) == 1, Bare: r.rarely(),
	}
	if r.rarely() {
		s.Margin = r.choose(400)
	}
	s.OnePage = r.rarely()
	for range r.choose(6) {
		s.Blocks = append(s.Blocks, r.block())
	}
	return s
}

func (r random) block() document.Block {
	switch r.choose(12) {
	case 1:
		return &document.Heading{Text: r.text(), Level: r.choose(4)}
	case 2:
		f := &document.Facts{}
		for range r.choose(4) {
			f.Groups = append(f.Groups, document.FactGroup{Title: r.short(), Rows: r.facts()})
		}
		return f
	case 3:
		return &document.Signatures{Title: r.text(), Place: r.text(), Fields: r.fields()}
	case 4:
		return &document.Cover{Over: r.text(), Title: r.text(), Name: r.text(), Facts: r.facts(), Foot: []string{r.text()}}
	case 5:
		return &document.Contents{Title: r.text()}
	case 6:
		if r.rarely() {
			return nil
		}
		return &document.PageBreak{}
	case 7, 8:
		return &document.Note{Text: r.text(), Title: r.text(), Small: r.choose(2) == 1, Boxed: r.choose(2) == 1, KeepWithTable: r.choose(2) == 1}
	}
	return r.table()
}

func (r random) facts() (facts []document.Fact) {
	for range r.choose(5) {
		facts = append(facts, document.Fact{Label: r.text(), Value: r.cell(), Kind: kinds[r.choose(len(kinds))], Tone: tones[r.choose(len(tones))]})
	}
	return facts
}

func (r random) fields() (fields []document.Signatory) {
	for range r.choose(5) {
		fields = append(fields, document.Signatory{Role: r.text(), Title: r.text(), Company: r.text(), Name: r.text(), Post: r.text(), NIP: r.text()})
	}
	return fields
}

func (r random) key() string { return "abcdefghijkl"[r.choose(12):][:1] }

func (r random) table() *document.Table {
	t := &document.Table{Title: r.text(), Empty: r.text(), Whole: r.choose(3) == 2, Tail: r.choose(5)}
	bands := []string{"", "Bulan 1", "Bulan 2", "Bulan yang namanya jauh lebih panjang dari kolomnya"}
	columns := r.choose(24)
	if r.choose(30) == 29 {
		columns += 70
	}
	for i := range columns {
		t.Columns = append(t.Columns, document.Column{
			Key: string(rune('a' + i)), Title: r.short(), Band: bands[r.choose(len(bands))], Width: r.choose(900), Kind: kinds[r.choose(len(kinds))], Stays: r.choose(5) == 4,
		})
	}
	if r.choose(3) == 2 {
		t.Carry = r.key()
	}
	for i := range r.choose(40) {
		row := document.Row{Key: string(rune('a' + i%26)), Kind: rowKinds[max(r.choose(10)-4, 0)], Level: r.choose(4), Faulty: r.rarely()}
		if row.Faulty {
			row.Fault = r.text()
		}
		for range r.choose(len(t.Columns) + 2) {
			row.Cells = append(row.Cells, r.cell())
		}
		t.Rows = append(t.Rows, row)
	}
	if r.choose(3) == 2 {
		t.Curve = &document.Curve{First: r.key(), Last: r.key(), Top: r.key(), Bottom: r.key()}
		for range r.choose(3) {
			l := document.CurveLine{Title: r.short(), Actual: r.choose(2) == 1}
			for range r.choose(20) {
				l.Points = append(l.Points, decimal.New(int64(r.choose(12000))-500, 2))
			}
			t.Curve.Lines = append(t.Curve.Lines, l)
		}
	}
	return t
}

// formulas and names are sensible or not; most cells have no name.
var (
	formulas = []string{"{0}", "SUM({0})", "{0}+{1}", "{7}", "{", "}", ""}
	names    = []string{"", "BUK", "PPN", "A1", "nama salah", "buk"}
)

// ref names a cell that may not be there.
func (r random) ref() document.Ref {
	maybe := func() string {
		if r.choose(3) == 2 {
			return ""
		}
		return r.key()
	}
	ref := document.Ref{Section: maybe(), Row: maybe(), Column: maybe()}
	if r.rarely() {
		ref.To, ref.ToColumn = maybe(), maybe()
	}
	if r.rarely() {
		ref.Name = names[r.choose(len(names))]
	}
	return ref
}

func (r random) cell() document.Cell {
	var c document.Cell
	switch r.choose(4) {
	case 1:
		c = document.Words(r.short())
	case 2:
		c = document.Words(r.text())
	case 3:
		c = document.Number(decimal.New(int64(r.choose(2_000_000_000))*int64(1+r.choose(90000)), 4))
		if r.rarely() {
			c.Number = decimal.New(-int64(r.choose(2_000_000_000)), uint8(r.choose(13))) //nolint:gosec // at most 12
		}
	}
	if r.choose(4) == 3 {
		c.Formula = document.Calculation(formulas[r.choose(len(formulas))], r.ref(), document.Ref{Row: r.key()})
	}
	c.Name = names[max(r.choose(12)-6, 0)]
	if r.rarely() {
		c.Kind = kinds[r.choose(len(kinds))]
	}
	if r.rarely() {
		c.Span = r.choose(6) - 1
	}
	c.Bold, c.Align, c.Fill = r.rarely(), aligns[max(r.choose(8)-4, 0)], fills[max(r.choose(8)-4, 0)]
	return c
}
