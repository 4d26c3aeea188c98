package dossier

import (
	"takar/internal/document"
)

// paket is all that is handed in with a RAB as one (documents 2.2). In a workbook its
// sheets are linked: a price that is changed there changes the rekapitulasi.
func (b *builder) paket() ([]*document.Section, error) {
	sections := []*document.Section{b.cover(), b.approval(), b.contents(), b.rekapitulasi()}
	b.bound = true
	sections = append(sections, b.rab(), b.unitPrices(), b.analyses(true))
	sections = append(sections, b.priceList()...)
	sections = append(sections, b.volumes()...)
	sections = append(sections, b.kebutuhanSections()...)
	if b.Schedule != nil {
		sections = append(sections, b.jadwalSections()...)
	}
	return sections, nil
}

// cover is the front page.
func (b *builder) cover() *document.Section {
	h := b.header
	cover := &document.Cover{Over: b.setting.Kegiatan, Title: rabTitles[b.purpose()], Name: h.Nama}
	add := func(label, value string) {
		if value != "" {
			cover.Facts = append(cover.Facts, document.Fact{Label: label, Value: document.Words(value)})
		}
	}
	add("Lokasi", h.LokasiProject)
	add("Pemilik", joined(h.NamaClient, h.InstansiClient))
	add("Sumber dana", h.SumberDana)
	add("Tahun anggaran", b.year())
	add("Nomor", b.setting.Nomor)
	switch b.purpose() {
	case ForHPS:
		cover.Foot = known(h.InstansiClient)
	case ForPenawaran:
		cover.Foot = known(h.InstansiKontraktor, h.NamaKontraktor)
	default:
		cover.Foot = known(h.InstansiKonsultanPerencana, h.NamaKonsultanPerencana)
	}
	section := &document.Section{Key: keyCover, Title: "SAMPUL", Sheet: "Sampul", Paper: document.A4, Kop: true, Bare: true, Blocks: []document.Block{cover}}
	b.layOut(section)
	return section
}

// known are the lines that say something.
func known(lines ...string) []string {
	kept := lines[:0]
	for _, line := range lines {
		if line != "" {
			kept = append(kept, line)
		}
	}
	return kept
}

// approval is the page on which everybody signs, with what they sign for.
func (b *builder) approval() *document.Section {
	totals := &b.figures.Totals
	amount := &document.Facts{Groups: []document.FactGroup{{Rows: []document.Fact{
		{Label: "Jumlah biaya (Rp)", Value: document.Number(totals.Dibulatkan), Kind: document.Money},
		{Label: "Terbilang", Value: document.Words(document.Sentence(document.Spell(totals.Dibulatkan)))},
	}}}}
	section := b.section(keyPengesahan, "LEMBAR PENGESAHAN", "Pengesahan", amount)
	b.partial(Paket, section)
	section.Blocks = append(section.Blocks, b.estimateSigned()...)
	return section
}

// contents is the table of contents.
func (b *builder) contents() *document.Section {
	section := &document.Section{Key: keyDaftarIsi, Title: "DAFTAR ISI", Sheet: "Daftar Isi", Paper: document.A4, Blocks: []document.Block{&document.Contents{}}}
	b.layOut(section)
	return section
}
