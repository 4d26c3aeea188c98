package dossier

import (
	"takar/internal/document"
	"takar/internal/rab"
)

// sources name where the analysis of a pekerjaan comes from.
var sources = map[rab.SourceType]string{
	rab.SourceRef: "AHSP", rab.SourceRefModified: "AHSP, diubah", rab.SourceCustom: "analisa sendiri",
}

// listPekerjaan is the work list.
func (b *builder) listPekerjaan() ([]*document.Section, error) {
	t := &document.Table{
		Columns: []document.Column{
			{Key: columnNo, Title: "No", Width: 110},
			{Key: columnUraian, Title: "Uraian Pekerjaan", Width: 980},
			{Key: columnKode, Title: "Kode Analisa", Width: 270},
			{Key: columnSatuan, Title: "Satuan", Width: 150},
			{Key: columnSumber, Title: "Sumber Analisa", Width: 290},
		},
		Empty: "Belum ada pekerjaan.",
	}
	b.eachHeading(func(level, place int, heading *rab.Heading, items []*rab.Pekerjaan) {
		t.Rows = append(t.Rows, headingRow(level, place, heading, len(t.Columns)))
		for i, item := range items {
			row := document.Row{Key: pekerjaanKey(item.ID), Cells: []document.Cell{
				count(i + 1), document.Words(item.Uraian), document.Words(item.Kode), unit(item.Satuan), document.Words(sources[item.SourceType]),
			}}
			if item.Satuan == "" {
				row = marked(row, []string{"belum ada satuan"})
			}
			t.Rows = append(t.Rows, row)
		}
	})
	return []*document.Section{b.section(keyList, "DAFTAR PEKERJAAN", "Daftar Pekerjaan", t)}, nil
}
