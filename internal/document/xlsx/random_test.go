package xlsx_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"takar/internal/decimal"
	"takar/internal/document"
	"takar/internal/document/xlsx"
)

// Random documents: what the types allow, sensible or not.

var (
	anyText = rapid.OneOf(rapid.SampledFrom([]string{"", "Galian tanah", "a & b <c> \"d\"", "φ 12 m² – ½", "\x00\x1f\ufffe", "satu\ndua", "  x  ", "=1+1", "_x000D_", strings.Repeat("panjang ", 300)}), rapid.String())
	anyKind = rapid.SampledFrom([]document.Kind{document.AsColumn, document.Count, document.Money, document.Rupiah, document.VolumeKind, document.Coefficient, document.Percent, document.Points, document.Exact, document.Blank})
	anyRow  = rapid.SampledFrom([]string{"", "r0", "r1", "r2", "r9"})
	anyCol  = rapid.SampledFrom([]string{"", "c0", "c1", "c2", "c9"})
)

func anyNumber(t *rapid.T) decimal.Decimal {
	return decimal.New(rapid.Int64().Draw(t, "coefficient"), uint8(rapid.IntRange(0, 12).Draw(t, "places")))
}

func anyCell(t *rapid.T) document.Cell {
	c := document.Cell{
		Holds: document.Holds(rapid.IntRange(0, 2).Draw(t, "holds")), Text: anyText.Draw(t, "text"), Number: anyNumber(t), Kind: anyKind.Draw(t, "kind"),
		Span: rapid.IntRange(-1, 4).Draw(t, "span"), Bold: rapid.Bool().Draw(t, "bold"), Align: document.Align(rapid.IntRange(0, 3).Draw(t, "align")), Fill: document.Fill(rapid.IntRange(0, 3).Draw(t, "fill")),
		Name: rapid.SampledFrom([]string{"", "", "", "BUK", "PPN", "A1", "nama salah", "buk"}).Draw(t, "name"),
	}
	if rapid.IntRange(0, 2).Draw(t, "formula") == 0 {
		c.Formula = document.Calculation(rapid.SampledFrom([]string{"{0}", "SUM({0})", "{0}+{1}", "{7}", "{", "}", ""}).Draw(t, "formula"), document.Ref{
			Section: rapid.SampledFrom([]string{"", "s0", "s1", "s9"}).Draw(t, "section"), Row: anyRow.Draw(t, "row"), To: anyRow.Draw(t, "to"),
			Column: anyCol.Draw(t, "column"), ToColumn: anyCol.Draw(t, "to column"), Name: rapid.SampledFrom([]string{"", "", "", "BUK", "A1"}).Draw(t, "ref name"),
		}, document.Ref{Row: anyRow.Draw(t, "row")})
	}
	return c
}

func anyTable(t *rapid.T) *document.Table {
	table := &document.Table{Title: anyText.Draw(t, "title"), Empty: anyText.Draw(t, "empty")}
	for i := range rapid.OneOf(rapid.IntRange(0, 5), rapid.IntRange(40, 90)).Draw(t, "columns") {
		table.Columns = append(table.Columns, document.Column{
			Key: fmt.Sprintf("c%d", i), Title: anyText.Draw(t, "title"), Band: rapid.SampledFrom([]string{"", "", "Mei", "Juni"}).Draw(t, "band"),
			Width: rapid.IntRange(-5, 900).Draw(t, "width"), Kind: anyKind.Draw(t, "kind"), Stays: rapid.IntRange(0, 2).Draw(t, "stays") == 0,
		})
	}
	for range rapid.IntRange(0, 6).Draw(t, "rows") {
		row := document.Row{Key: anyRow.Draw(t, "key"), Kind: document.RowKind(rapid.IntRange(0, 5).Draw(t, "kind")), Level: rapid.IntRange(-1, 20).Draw(t, "level"), Faulty: rapid.Bool().Draw(t, "faulty"), Fault: anyText.Draw(t, "fault")}
		for range rapid.IntRange(0, 7).Draw(t, "cells") {
			row.Cells = append(row.Cells, anyCell(t))
		}
		table.Rows = append(table.Rows, row)
	}
	if rapid.Bool().Draw(t, "curve") {
		curve := &document.Curve{First: anyCol.Draw(t, "first"), Last: anyCol.Draw(t, "last"), Top: anyRow.Draw(t, "top"), Bottom: anyRow.Draw(t, "bottom")}
		for range rapid.IntRange(0, 3).Draw(t, "lines") {
			line := document.CurveLine{Title: anyText.Draw(t, "title"), Actual: rapid.Bool().Draw(t, "actual"), Row: anyRow.Draw(t, "line row")}
			for range rapid.IntRange(0, 5).Draw(t, "points") {
				line.Points = append(line.Points, anyNumber(t))
			}
			curve.Lines = append(curve.Lines, line)
		}
		table.Curve = curve
	}
	return table
}

func anyBlock(t *rapid.T) document.Block {
	facts := func() (facts []document.Fact) {
		for range rapid.IntRange(0, 3).Draw(t, "facts") {
			facts = append(facts, document.Fact{Label: anyText.Draw(t, "label"), Value: document.Words(anyText.Draw(t, "value")), Kind: anyKind.Draw(t, "kind"), Tone: document.Tone(rapid.IntRange(0, 3).Draw(t, "tone"))})
		}
		return facts
	}
	switch rapid.IntRange(0, 8).Draw(t, "block") {
	case 0:
		return &document.Heading{Text: anyText.Draw(t, "text"), Level: rapid.IntRange(-1, 4).Draw(t, "level")}
	case 1:
		f := &document.Facts{}
		for range rapid.IntRange(0, 3).Draw(t, "groups") {
			f.Groups = append(f.Groups, document.FactGroup{Title: anyText.Draw(t, "title"), Rows: facts()})
		}
		return f
	case 2:
		return &document.Note{Text: anyText.Draw(t, "text"), Title: anyText.Draw(t, "title"), Small: rapid.Bool().Draw(t, "small"), Boxed: rapid.Bool().Draw(t, "boxed")}
	case 3:
		signatures := &document.Signatures{Title: anyText.Draw(t, "title"), Place: anyText.Draw(t, "place")}
		for range rapid.IntRange(0, 5).Draw(t, "fields") {
			signatures.Fields = append(signatures.Fields, document.Signatory{Role: anyText.Draw(t, "role"), Company: anyText.Draw(t, "company"), Name: anyText.Draw(t, "name"), NIP: anyText.Draw(t, "nip")})
		}
		return signatures
	case 4:
		return &document.Cover{Over: anyText.Draw(t, "over"), Title: anyText.Draw(t, "title"), Name: anyText.Draw(t, "name"), Facts: facts(), Foot: rapid.SliceOfN(anyText, 0, 3).Draw(t, "foot")}
	case 5:
		return &document.Contents{Title: anyText.Draw(t, "title")}
	case 6:
		return &document.PageBreak{}
	case 7:
		return nil
	}
	return anyTable(t)
}

func anyDocument(t *rapid.T) *document.Document {
	d := &document.Document{
		Title: anyText.Draw(t, "title"), Project: anyText.Draw(t, "project"), Author: anyText.Draw(t, "author"), Stamp: anyText.Draw(t, "stamp"),
		Moment: rapid.SampledFrom([]string{"2026-01-05T10:00:00Z", "", "kemarin", "0001-01-01T00:00:00Z"}).Draw(t, "moment"), Watermark: anyText.Draw(t, "watermark"),
	}
	if rapid.Bool().Draw(t, "kop") {
		d.Kop = &document.Kop{Lines: rapid.SliceOfN(anyText, 0, 4).Draw(t, "lines")}
		if rapid.Bool().Draw(t, "logo") {
			d.Kop.Logo = &document.Image{Type: rapid.SampledFrom([]string{"image/png", "image/jpeg", ""}).Draw(t, "type"), Data: []byte("damaged"), Width: rapid.IntRange(-1, 2000).Draw(t, "width"), Height: rapid.IntRange(-1, 2000).Draw(t, "height")}
		}
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "sections") {
		section := &document.Section{
			Key: fmt.Sprintf("s%d", i), Title: anyText.Draw(t, "title"), Sheet: anyText.Draw(t, "sheet"), Paper: rapid.SampledFrom(document.Papers).Draw(t, "paper"),
			Landscape: rapid.Bool().Draw(t, "landscape"), Margin: rapid.SampledFrom([]int{0, 100, 3000}).Draw(t, "margin"), Kop: rapid.Bool().Draw(t, "kop"), Bare: rapid.Bool().Draw(t, "bare"),
		}
		for range rapid.IntRange(0, 4).Draw(t, "blocks") {
			section.Blocks = append(section.Blocks, anyBlock(t))
		}
		d.Sections = append(d.Sections, section)
	}
	return d
}

// numbersOf are the numbers of the tables of a section that a sheet shows.
func numbersOf(section *document.Section) (numbers []string) {
	for _, block := range section.Blocks {
		table, ok := block.(*document.Table)
		if !ok {
			continue
		}
		for _, row := range table.Rows {
			at := 0
			for i := range row.Cells {
				if at >= len(table.Columns) {
					break
				}
				if row.Cells[i].Holds == document.HoldsNumber {
					numbers = append(numbers, row.Cells[i].Number.String())
				}
				at += max(row.Cells[i].Span, 1)
			}
		}
	}
	slices.Sort(numbers)
	return numbers
}

// checkWritten writes a document and reads it back: every part is XML, every number of its
// tables stands in its sheet with all its digits, and equal documents give equal bytes.
func checkWritten(t rapid.TB, d *document.Document) {
	var out, again bytes.Buffer
	if err := xlsx.Write(&out, d, nil); err != nil {
		t.Fatal(err)
	}
	if err := xlsx.Write(&again, d, nil); err != nil || !bytes.Equal(out.Bytes(), again.Bytes()) {
		t.Fatalf("written again it differs: %v", err)
	}
	file, err := excelize.OpenReader(bytes.NewReader(out.Bytes()), excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	file.Pkg.Range(func(name, content any) bool {
		if strings.HasSuffix(name.(string), ".xml") {
			decoder := xml.NewDecoder(bytes.NewReader(content.([]byte)))
			for {
				if _, err := decoder.RawToken(); errors.Is(err, io.EOF) {
					return true
				} else if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
			}
		}
		return true
	})
	names := file.GetSheetList()
	for i, section := range d.Sections {
		var numbers []string
		rows, err := file.GetRows(names[i])
		if err != nil {
			t.Fatal(err)
		}
		for y, row := range rows {
			for x := range row {
				at, _ := excelize.CoordinatesToCellName(x+1, y+1)
				kind, _ := file.GetCellType(names[i], at)
				if row[x] != "" && kind == excelize.CellTypeUnset {
					numbers = append(numbers, row[x])
				}
			}
		}
		slices.Sort(numbers)
		want := numbersOf(section)
		noughts := func(all []string) []string { // those from which curves begin are not of the tables
			return slices.DeleteFunc(slices.Clone(all), func(s string) bool { return s == "0" })
		}
		if !slices.Equal(noughts(numbers), noughts(want)) {
			t.Fatalf("sheet %q holds %q, want %q", names[i], numbers, want)
		}
	}
}

func TestRandomDocumentsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { checkWritten(t, anyDocument(t)) })
}

func FuzzWrite(f *testing.F) {
	f.Fuzz(rapid.MakeFuzz(func(t *rapid.T) { checkWritten(t, anyDocument(t)) }))
}
