package dossier

import (
	"takar/internal/document"
	"takar/internal/rab"
)

// daftarHSP lists the unit prices of all pekerjaan.
func (b *builder) daftarHSP() ([]*document.Section, error) {
	t := &document.Table{
		Columns: []document.Column{
			{Key: columnNo, Title: "No", Width: 120},
			{Key: columnKode, Title: "Kode Analisa", Width: 280},
			{Key: columnUraian, Title: "Uraian Pekerjaan", Width: 900},
			{Key: columnSatuan, Title: "Satuan", Width: 160},
			{Key: columnHarga, Title: "Harga Satuan (Rp)", Width: 340, Kind: document.Money},
		},
		Empty: "Belum ada pekerjaan.", Tail: 3,
	}
	number := 0
	b.eachHeading(func(level, place int, heading *rab.Heading, items []*rab.Pekerjaan) {
		t.Rows = append(t.Rows, headingRow(level, place, heading, len(t.Columns)))
		for _, item := range items {
			number++
			line, _ := b.figures.LineOf(item.ID)
			t.Rows = append(t.Rows, document.Row{
				Key: pekerjaanKey(item.ID), Faulty: line.State != rab.LineComplete,
				Cells: []document.Cell{
					count(number), document.Words(item.Kode), document.Words(item.Uraian), document.Words(item.Satuan),
					document.Number(line.G).By(document.Calculation("{0}", document.Ref{Section: keyAnalisa, Row: pekerjaanKey(item.ID), Column: columnJumlah})),
				},
			})
		}
	})
	section := b.section(keyHSP, "DAFTAR HARGA SATUAN PEKERJAAN", "Daftar HSP", t)
	section.Blocks = append(section.Blocks, b.estimateSigned()...)
	return []*document.Section{section}, nil
}
