package dossier

import (
	"fmt"
	"testing"

	"takar/internal/ahsp"
)

// largeProject has 1,000 pekerjaan of ten components each; every tenth holds a bundle.
func largeProject() *projectBuilder {
	b := newProject()
	kategori := []ahsp.Kategori{ahsp.TK, ahsp.TK, ahsp.BHN, ahsp.BHN, ahsp.BHN, ahsp.BHN, ahsp.ALT}
	for i := range 350 {
		b.item(kategori[i%7], fmt.Sprintf("I.%03d", i), fmt.Sprintf("%d.25", 1000+37*i))
	}
	kodes := b.items
	for i := range 1000 {
		if i%100 == 0 {
			b.klasifikasi(fmt.Sprintf("Klasifikasi %d", i/100))
		}
		if i%20 == 0 {
			b.subKlasifikasi(fmt.Sprintf("Sub-klasifikasi %d", i/20))
		}
		q := b.add(fmt.Sprintf("P.%d", i), fmt.Sprintf("%d.125", i+1))
		for j := range 9 {
			item := kodes[(i*9+j)%len(kodes)]
			c := b.component(q, item.Kategori, item.Kode, fmt.Sprintf("0.%03d", 1+(i+j)%999))
			c.PriceItemID, c.Uraian, c.Satuan = &item.ID, item.Uraian, item.Satuan
		}
		if i%10 == 9 {
			b.bundle(q, b.pekerjaan[i-1], "0.75")
		}
	}
	return b
}

// BenchmarkBuild measures how long the documents of 1,000 pekerjaan take before they are
// written; figures of the project are there already, as they are for its pages.
func BenchmarkBuild(b *testing.B) {
	source := largeProject().source()
	source.Project.Figures()
	for _, entry := range Catalogue() {
		b.Run(string(entry.Kind), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Build(entry.Kind, source, Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
