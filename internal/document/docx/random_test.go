package docx_test

import (
	"bytes"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"takar/internal/decimal"
	"takar/internal/document"
	"takar/internal/document/docx"
)

// Random documents: what the types allow, sensible or not.

var (
	anyText  = rapid.OneOf(rapid.SampledFrom([]string{"", "Galian tanah", "a & b <c> \"d\"", "φ 12 m² – ½", "\x00\x1f\ufffe", "satu\ndua", "  x  ", "=1+1"}), rapid.String())
	anyKind  = rapid.SampledFrom([]document.Kind{document.AsColumn, document.Count, document.Money, document.Rupiah, document.VolumeKind, document.Coefficient, document.Percent, document.Points, document.Exact})
	anyPaper = rapid.SampledFrom([]document.Paper{document.A4, document.F4, document.A3, ""})
)

func anyNumber(t *rapid.T) decimal.Decimal {
	return decimal.New(rapid.Int64().Draw(t, "coefficient"), uint8(rapid.IntRange(0, 12).Draw(t, "places")))
}

func anyCell(t *rapid.T) document.Cell {
	return document.Cell{
		Holds: document.Holds(rapid.IntRange(0, 2).Draw(t, "holds")), Text: anyText.Draw(t, "text"), Number: anyNumber(t), Kind: anyKind.Draw(t, "kind"),
		Span: rapid.IntRange(-1, 5).Draw(t, "span"), Bold: rapid.Bool().Draw(t, "bold"), Align: document.Align(rapid.IntRange(0, 3).Draw(t, "align")), Fill: document.Fill(rapid.IntRange(0, 3).Draw(t, "fill")),
	}
}

func anyTable(t *rapid.T) *document.Table {
	table := &document.Table{
		Title: anyText.Draw(t, "title"), Empty: anyText.Draw(t, "empty"), Whole: rapid.Bool().Draw(t, "whole"), Tail: rapid.IntRange(-1, 5).Draw(t, "tail"),
	}
	for range rapid.OneOf(rapid.IntRange(0, 6), rapid.IntRange(60, 140)).Draw(t, "columns") {
		table.Columns = append(table.Columns, document.Column{
			Key: anyText.Draw(t, "key"), Title: anyText.Draw(t, "title"), Band: rapid.SampledFrom([]string{"", "", "Mei", "Juni"}).Draw(t, "band"),
			Width: rapid.IntRange(-5, 900).Draw(t, "width"), Kind: anyKind.Draw(t, "kind"), Stays: rapid.IntRange(0, 4).Draw(t, "stays") == 0,
		})
	}
	for range rapid.IntRange(0, 8).Draw(t, "rows") {
		row := document.Row{Kind: document.RowKind(rapid.IntRange(0, 5).Draw(t, "kind")), Level: rapid.IntRange(-1, 20).Draw(t, "level"), Faulty: rapid.Bool().Draw(t, "faulty"), Fault: anyText.Draw(t, "fault")}
		for range rapid.IntRange(0, 8).Draw(t, "cells") {
			row.Cells = append(row.Cells, anyCell(t))
		}
		table.Rows = append(table.Rows, row)
	}
	if rapid.Bool().Draw(t, "curve") {
		curve := &document.Curve{First: anyText.Draw(t, "first"), Last: anyText.Draw(t, "last")}
		for range rapid.IntRange(0, 3).Draw(t, "lines") {
			line := document.CurveLine{Title: anyText.Draw(t, "title"), Actual: rapid.Bool().Draw(t, "actual")}
			for range rapid.IntRange(0, 9).Draw(t, "points") {
				line.Points = append(line.Points, anyNumber(t))
			}
			curve.Lines = append(curve.Lines, line)
		}
		table.Curve = curve
	}
	return table
}

func anyFacts(t *rapid.T) []document.Fact {
	var facts []document.Fact
	for range rapid.IntRange(0, 3).Draw(t, "facts") {
		facts = append(facts, document.Fact{Label: anyText.Draw(t, "label"), Value: anyCell(t), Kind: anyKind.Draw(t, "kind"), Tone: document.Tone(rapid.IntRange(0, 3).Draw(t, "tone"))})
	}
	return facts
}

func anyBlock(t *rapid.T) document.Block {
	switch rapid.IntRange(0, 8).Draw(t, "block") {
	case 0:
		return &document.Heading{Text: anyText.Draw(t, "text"), Level: rapid.IntRange(-1, 4).Draw(t, "level")}
	case 1:
		facts := &document.Facts{}
		for range rapid.IntRange(0, 3).Draw(t, "groups") {
			facts.Groups = append(facts.Groups, document.FactGroup{Title: anyText.Draw(t, "title"), Rows: anyFacts(t)})
		}
		return facts
	case 2:
		return &document.Note{Text: anyText.Draw(t, "text"), Title: anyText.Draw(t, "title"), Small: rapid.Bool().Draw(t, "small"), Boxed: rapid.Bool().Draw(t, "boxed"), KeepWithTable: rapid.Bool().Draw(t, "keep")}
	case 3:
		signatures := &document.Signatures{Title: anyText.Draw(t, "title"), Place: anyText.Draw(t, "place")}
		for range rapid.IntRange(0, 5).Draw(t, "fields") {
			signatures.Fields = append(signatures.Fields, document.Signatory{Role: anyText.Draw(t, "role"), Company: anyText.Draw(t, "company"), Name: anyText.Draw(t, "name"), NIP: anyText.Draw(t, "nip")})
		}
		return signatures
	case 4:
		return &document.Cover{Over: anyText.Draw(t, "over"), Title: anyText.Draw(t, "title"), Name: anyText.Draw(t, "name"), Facts: anyFacts(t), Foot: rapid.SliceOfN(anyText, 0, 3).Draw(t, "foot")}
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
			d.Kop.Logo = &document.Image{Type: rapid.SampledFrom([]string{"image/png", "image/jpeg", "image/gif"}).Draw(t, "type"), Data: []byte("x"), Width: rapid.IntRange(-1, 3000).Draw(t, "width"), Height: rapid.IntRange(-1, 3000).Draw(t, "height")}
		}
	}
	for range rapid.IntRange(0, 3).Draw(t, "sections") {
		section := &document.Section{
			Title: anyText.Draw(t, "title"), Paper: anyPaper.Draw(t, "paper"), Landscape: rapid.Bool().Draw(t, "landscape"), Margin: rapid.IntRange(-10, 1200).Draw(t, "margin"),
			Kop: rapid.Bool().Draw(t, "kop"), Bare: rapid.Bool().Draw(t, "bare"),
		}
		for range rapid.IntRange(0, 5).Draw(t, "blocks") {
			section.Blocks = append(section.Blocks, anyBlock(t))
		}
		d.Sections = append(d.Sections, section)
	}
	return d
}

func TestAnyDocumentIsWellFormed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyDocument(t)
		var file bytes.Buffer
		if err := docx.Write(&file, d, nil); err != nil {
			t.Fatal(err)
		}
		a, err := unpack(file.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		for name, part := range a.parts {
			for _, fault := range disorder(part) {
				t.Errorf("%s: %s", name, fault)
			}
		}
		if sections := len(a.body().all("w:sectPr")); sections != max(1, len(d.Sections)) {
			t.Errorf("%d sections of %d", sections, len(d.Sections))
		}
		all := a.body().words()
		for _, section := range d.Sections {
			for _, block := range section.Blocks {
				table, ok := block.(*document.Table)
				if !ok || len(table.Columns) == 0 {
					continue
				}
				for _, row := range table.Rows {
					if cell := first(row); cell.Holds == document.HoldsNumber && !strings.Contains(all, cell.Shown(table.Columns[0].Kind)) {
						t.Errorf("%q is not in the text", cell.Shown(table.Columns[0].Kind))
					}
				}
			}
		}
	})
}

func first(row document.Row) document.Cell {
	if len(row.Cells) == 0 {
		return document.Cell{}
	}
	return row.Cells[0]
}
