package dossier

import (
	"strconv"

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

// eachHeading walks the work list: every heading with the pekerjaan right under it; place
// counts within its parent, from 1.
func (b *builder) eachHeading(visit func(level, place int, heading *rab.Heading, items []*rab.Pekerjaan)) {
	for i, top := range b.Project.Klasifikasi() {
		visit(0, i+1, top, nil)
		for j, sub := range b.Project.SubKlasifikasi(top.ID) {
			visit(1, j+1, sub, b.Project.PekerjaanOf(sub.ID))
		}
	}
}

// headingRow is the row of a heading over all columns: its number and its name.
func headingRow(level, place int, heading *rab.Heading, columns int) document.Row {
	kind := document.Group
	if level > 0 {
		kind = document.Subgroup
	}
	return document.Row{
		Key: headingKey(heading), Kind: kind, Level: level,
		Cells: []document.Cell{document.Words(rab.HeadingNumber(level, place)), document.Words(heading.Name).Over(columns - 1)},
	}
}

// count is a running number, centred.
func count(n int) document.Cell { return document.Words(strconv.Itoa(n)).At(document.Center) }
