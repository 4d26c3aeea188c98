package dossier

import (
	"takar/internal/document"
	"takar/internal/rab"
)

// daftarHSP lists the unit prices of all pekerjaan, numbered as in the RAB.
func (b *builder) daftarHSP() ([]*document.Section, error) {
	return []*document.Section{b.unitPrices()}, nil
}

func (b *builder) unitPrices() *document.Section {
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
	b.eachHeading(func(level, place int, heading *rab.Heading, items []*rab.Pekerjaan) {
		t.Rows = append(t.Rows, headingRow(level, place, heading, len(t.Columns)))
		for i, item := range items {
			t.Rows = append(t.Rows, b.unitPriceRow(i+1, item))
		}
	})
	section := b.section(keyHSP, "DAFTAR HARGA SATUAN PEKERJAAN", "Daftar HSP", t)
	section.Blocks = append(section.Blocks, &document.Note{
		Text: "Harga satuan sudah termasuk biaya umum dan keuntungan, belum termasuk PPN.", Small: true,
	})
	b.partial(DaftarHSP, section)
	section.Blocks = append(section.Blocks, b.estimateSigned()...)
	return section
}

func (b *builder) unitPriceRow(number int, item *rab.Pekerjaan) document.Row {
	line, _ := b.figures.LineOf(item.ID)
	key, harga, faults := pekerjaanKey(item.ID), document.Number(line.G), priceFaults(line)
	if item.Satuan == "" {
		faults = append(faults, "belum ada satuan")
	}
	if len(faults) > 0 {
		harga = blankly(harga)
	}
	return marked(document.Row{Key: key, Cells: []document.Cell{
		count(number), document.Words(item.Kode), document.Words(item.Uraian), unit(item.Satuan),
		harga.By(document.Calculation("{0}", document.Ref{Section: keyAnalisa, Row: key, Column: columnJumlah})),
	}}, faults)
}
