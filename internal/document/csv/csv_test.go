package csv_test

import (
	"bytes"
	"testing"

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
