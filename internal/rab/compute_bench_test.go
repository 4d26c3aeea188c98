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

// BenchmarkOneCellEdit is one typed volume to new totals: the command, its record, the next
// snapshot with its indexes, expansion, lines and totals.
func BenchmarkOneCellEdit(b *testing.B) {
	build := estimate(b, 1000)
	p := build.project()
	p.Figures()
	b.ReportAllocs()
	for n := int64(1); b.Loop(); n++ {
		d := p.Edit(build.ids, commandTime, 7)
		if _, err := d.SaveVolumes([]VolumeInput{{PekerjaanID: build.pekerjaan[500].ID, Quantity: pointer(decimal.Some(decimal.FromInt(n)))}}); err != nil {
			b.Fatal(err)
		}
		if changes, err := d.Finish(); err != nil || len(changes) == 0 {
			b.Fatal("nothing changed", err)
		}
		next := p.Apply(d.Delta(), p.Revision+1, p.Reference)
		if next.Figures().Totals.Dibulatkan.IsZero() {
			b.Fatal("no total")
		}
	}
}

// BenchmarkSaveThousandVolumes is a whole page of volumes to new totals.
func BenchmarkSaveThousandVolumes(b *testing.B) {
	build := estimate(b, 1000)
	p := build.project()
	p.Figures()
	for n := int64(1); b.Loop(); n++ {
		inputs := make([]VolumeInput, len(build.pekerjaan))
		for i, q := range build.pekerjaan {
			inputs[i] = VolumeInput{PekerjaanID: q.ID, Quantity: pointer(decimal.Some(decimal.FromInt(n + int64(i))))}
		}
		d := p.Edit(build.ids, commandTime, 7)
		if _, err := d.SaveVolumes(inputs); err != nil {
			b.Fatal(err)
		}
		if _, err := d.Finish(); err != nil {
			b.Fatal(err)
		}
		if p.Apply(d.Delta(), p.Revision+1, p.Reference).Figures().Totals.Dibulatkan.IsZero() {
			b.Fatal("no total")
		}
	}
}
