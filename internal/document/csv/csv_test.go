package csv_test

import (
	"bytes"
	stdcsv "encoding/csv"
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"takar/internal/decimal"
	"takar/internal/document"
	"takar/internal/document/csv"
)

func TestADocumentAsCSV(t *testing.T) {
	number := func(text string) document.Cell { return document.Number(decimal.MustParse(text)) }
	d := &document.Document{Watermark: "DRAF", Sections: []*document.Section{
		{Title: "Sampul", Bare: true, Blocks: []document.Block{&document.Cover{Title: "X"}}},
		{Title: "RENCANA ANGGARAN BIAYA", Blocks: []document.Block{
			&document.Facts{Groups: []document.FactGroup{{Rows: []document.Fact{{Label: "Pekerjaan", Value: document.Words("Balai; desa")}, {Label: "Pagu", Value: number("1234567.5"), Kind: document.Money}}}}},
			&document.Table{
				Columns: []document.Column{{Key: "no", Title: "No"}, {Key: "u", Title: "Uraian\nPekerjaan"}, {Key: "v", Title: "Volume", Kind: document.VolumeKind, Band: "Januari"}, {Key: "d", Title: "Deviasi", Kind: document.Points}},
				Rows: []document.Row{
					{Kind: document.Group, Cells: []document.Cell{document.Words("I"), document.Words("Tanah").Over(3)}},
					{Level: 2, Cells: []document.Cell{{}, document.Words("=galian"), number("-1234.5"), number("1.25")}},
					{Cells: []document.Cell{document.Words("2"), document.Words("-5"), number("1000000000000000.1234"), number("-0.5")}, Fault: "Belum ada harga"},
				},
			},
			&document.Note{Title: "Terbilang", Text: "seribu rupiah"},
			&document.Signatures{Fields: []document.Signatory{{Name: "Budi"}}},
		}},
		{Title: "KEDUA", Blocks: []document.Block{&document.Table{Columns: []document.Column{{Title: "A"}}, Empty: "Belum ada."}}},
	}}
	var out bytes.Buffer
	if err := csv.Write(&out, d, nil); err != nil {
		t.Fatal(err)
	}
	want := "\ufeffRENCANA ANGGARAN BIAYA\r\nDRAF\r\nPekerjaan;\"Balai; desa\"\r\nPagu;1234567,50\r\n\r\n" +
		"No;Uraian Pekerjaan;Januari Volume;Deviasi;Periksa\r\nI;Tanah;;;\r\n;\"    '=galian\";-1234,500;1,25;\r\n2;'-5;1000000000000000,123;-0,50;Belum ada harga\r\n\r\n" +
		"Terbilang;seribu rupiah\r\n\r\nKEDUA\r\nDRAF\r\n\r\nA\r\nBelum ada.\r\n"
	if out.String() != want {
		t.Errorf("got  %q\nwant %q", out.String(), want)
	}
}

func TestRandomDocumentsReadBack(t *testing.T) {
	texts := rapid.OneOf(rapid.SampledFrom([]string{"", "=1+1", " +1", "-", "-5", "@x", "a;b", "c\"d", "e\r\nf", "\tx", "²"}), rapid.String())
	kinds := rapid.SampledFrom([]document.Kind{document.AsColumn, document.Count, document.Money, document.VolumeKind, document.Coefficient, document.Points, document.Blank})
	rapid.Check(t, func(t *rapid.T) {
		table := &document.Table{}
		for range rapid.IntRange(1, 5).Draw(t, "columns") {
			table.Columns = append(table.Columns, document.Column{Title: "K", Kind: kinds.Draw(t, "kind")})
		}
		for range rapid.IntRange(0, 6).Draw(t, "rows") {
			row := document.Row{Level: rapid.IntRange(-1, 3).Draw(t, "level")}
			for range rapid.IntRange(0, 7).Draw(t, "cells") {
				row.Cells = append(row.Cells, document.Cell{
					Holds: document.Holds(rapid.IntRange(0, 2).Draw(t, "holds")), Text: texts.Draw(t, "text"), Span: rapid.IntRange(-1, 3).Draw(t, "span"), Kind: kinds.Draw(t, "kind"),
					Number: decimal.New(rapid.Int64().Draw(t, "number"), uint8(rapid.IntRange(0, 9).Draw(t, "places"))),
				})
			}
			table.Rows = append(table.Rows, row)
		}
		var out bytes.Buffer
		if err := csv.Write(&out, &document.Document{Sections: []*document.Section{{Title: texts.Draw(t, "title"), Blocks: []document.Block{table, nil}}}}, nil); err != nil {
			t.Fatal(err)
		}
		text, found := strings.CutPrefix(out.String(), "\ufeff")
		if !found || strings.HasPrefix(text, "\ufeff") || !strings.HasSuffix(text, "\r\n") {
			t.Fatalf("begins %.20q", out.String())
		}
		reader := stdcsv.NewReader(strings.NewReader(text))
		reader.Comma, reader.FieldsPerRecord = ';', -1
		records, err := reader.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, record := range records {
			for _, field := range record {
				if first := strings.TrimLeft(field, " \u00a0"); first != "" && first != "-" && strings.ContainsRune("=+-@\t\r\n", rune(first[0])) && !numeric(field) {
					t.Fatalf("%q would be a formula", field)
				}
			}
		}
		if len(table.Columns) > 1 && len(records) < 1+len(table.Rows) {
			t.Fatalf("%d records of %d rows", len(records), len(table.Rows))
		}
		for i := range table.Rows {
			if len(table.Columns) < 2 {
				break
			}
			record, at := records[len(records)-len(table.Rows)+i], 0
			if len(record) != len(table.Columns) {
				t.Fatalf("%d fields under %d columns", len(record), len(table.Columns))
			}
			for _, cell := range table.Rows[i].Cells {
				if at >= len(record) {
					break
				}
				if kind := cell.KindIn(table.Columns[at].Kind); cell.Holds == document.HoldsNumber && record[at] != "" {
					got, err := decimal.Parse(strings.Replace(record[at], ",", ".", 1))
					if err != nil || !got.Equal(cell.Number.Round(kind.Places())) {
						t.Fatalf("%s reads back as %q", cell.Number, record[at])
					}
				}
				at += max(cell.Span, 1)
			}
		}
	})
}

func numeric(field string) bool {
	_, err := decimal.Parse(strings.Replace(field, ",", ".", 1))
	return err == nil
}

func TestProgressIsToldAndStopsTheWriting(t *testing.T) {
	d := &document.Document{Sections: []*document.Section{{Blocks: []document.Block{&document.Table{Columns: []document.Column{{Key: "a"}}, Rows: make([]document.Row, 1000)}}}}}
	var told []int
	if err := csv.Write(&bytes.Buffer{}, d, func(done, _ int) error {
		told = append(told, done)
		return nil
	}); err != nil || !slices.Equal(told, []int{0, 256, 512, 768, 1000}) {
		t.Errorf("%v %v", told, err)
	}
	stop := errors.New("stop")
	if err := csv.Write(&bytes.Buffer{}, d, func(done, _ int) error {
		if done > 300 {
			return stop
		}
		return nil
	}); !errors.Is(err, stop) {
		t.Errorf("got %v", err)
	}
}
