package rab

import (
	"fmt"
	"testing"

	"takar/internal/ahsp"
	"takar/internal/decimal"
)

// estimate builds a project of n pekerjaan with 10 rows each over 400 price items, every
// tenth with a bundle on an earlier one, as load tests do (rulings H49).
func estimate(tb testing.TB, n int) *builder {
	b := build(tb).markup("10")
	kategori := []ahsp.Kategori{ahsp.TK, ahsp.BHN, ahsp.BHN, ahsp.ALT}
	for i := range n {
		if i%50 == 0 {
			b.addSub(fmt.Sprintf("Sub %d", i/50))
		}
		q := b.add(fmt.Sprintf("A.%d", i))
		b.volume(q, fmt.Sprintf("%d.%03d", i%900+1, i%1000))
		rows := 10
		if i%10 == 9 {
			b.bundle(q, b.pekerjaan[i-3], "2.125")
			rows--
		}
		for r := range rows {
			item := (i*7 + r*31) % 400
			b.row(q, kategori[item%4], fmt.Sprintf("K.%03d", item), fmt.Sprintf("0.%06d", i*13+r*7919+1), fmt.Sprintf("%d.50", 1000+item*977))
		}
	}
	return b
}

func benchmarkFigures(b *testing.B, n int) {
	p := estimate(b, n).project()
	b.ReportAllocs()
	for b.Loop() {
		next := p.Apply(&Delta{}, p.Revision+1, p.Reference)
		if next.Figures().Totals.Dibulatkan.IsZero() {
			b.Fatal("no total")
		}
	}
}

// The figures benchmarks start from rows alone: indexes, expansion, lines and totals.
func BenchmarkFigures1000(b *testing.B)  { benchmarkFigures(b, 1000) }
func BenchmarkFigures10000(b *testing.B) { benchmarkFigures(b, 10_000) }

// BenchmarkOneCellEdit is a changed volume to new totals.
func BenchmarkOneCellEdit(b *testing.B) {
	build := estimate(b, 1000)
	p := build.project()
	for b.Loop() {
		d := p.Edit(build.ids, 1, 7)
		volume := *build.volumes[500]
		volume.Quantity = decimal.Some(decimal.FromInt(12345))
		d.Volumes.Put(&volume)
		if _, err := d.Finish(); err != nil {
			b.Fatal(err)
		}
		if d.Project().Figures().Totals.Dibulatkan.IsZero() {
			b.Fatal("no total")
		}
	}
}
