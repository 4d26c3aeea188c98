package dossier_test

import (
	"fmt"
	"testing"

	"takar/internal/ahsp"
	"takar/internal/decimal"
	"takar/internal/dossier"
	"takar/internal/rab"
	"takar/internal/schedule"
)

func BenchmarkBuildProgress(b *testing.B) {
	source := large(b)
	for name, test := range map[string]struct {
		kind    dossier.Kind
		options dossier.Options
	}{
		"jadwal-pdf":     {dossier.JadwalPekerjaan, dossier.Options{Format: dossier.PDF}},
		"jadwal-xlsx":    {dossier.JadwalPekerjaan, dossier.Options{Format: dossier.XLSX}},
		"laporan-rekap":  {dossier.LaporanKemajuan, dossier.Options{}},
		"laporan-bulan":  {dossier.LaporanKemajuan, dossier.Options{Report: dossier.ReportMonthly}},
		"laporan-minggu": {dossier.LaporanKemajuan, dossier.Options{Report: dossier.ReportWeekly}},
		"kebutuhan":      {dossier.RekapKebutuhan, dossier.Options{}},
		"kebutuhan-52":   {dossier.RekapKebutuhan, dossier.Options{Scope: schedule.RangeOf(schedule.WeeksOfProject, "W01", "W52"), PerPeriod: true}},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				built(b, test.kind, source, test.options)
			}
		})
	}
}

// large is a project of 1,000 pekerjaan, each of 8 components out of 300 items, planned over
// 104 weeks and done over 52.
func large(b testing.TB) *dossier.Source {
	b.Helper()
	s := &site{t: b, last: 10_000_000, now: 1_000, Project: rab.NewProject(1, nil)}
	header := rab.Header{
		Nama: "Gedung", SumberDana: "APBD", LokasiProject: "Bandung", NamaClient: "Dinas", TanggalMulai: "2026-01-01", TanggalSelesai: "2027-12-29", WeekEndDay: 2,
	}
	s.change(func(d *rab.Draft) error {
		if err := d.Found(header, "", ""); err != nil {
			return err
		}
		for i := range 10 {
			top := int64(2 + 2*i)
			d.Headings.Put(&rab.Heading{Meta: rab.Meta{ID: top}, Name: "Lantai", Position: i})
			d.Headings.Put(&rab.Heading{Meta: rab.Meta{ID: top + 1}, ParentID: &top, Name: "Struktur"})
		}
		for i := range 300 {
			d.PriceItems.Put(&rab.PriceItem{
				Meta: rab.Meta{ID: int64(100_000 + i)}, Kode: fmt.Sprintf("B.%03d", i), Kategori: ahsp.Categories[i%3], Uraian: fmt.Sprintf("Barang %d", i), Satuan: "kg",
				Harga: decimal.Some(decimal.New(int64(1_234_50+i*777), 2)),
			})
		}
		for i := range 1000 {
			s.put(d, int64(1000+i), int64(3+2*(i/100)), i, "12.5")
			fillLarge(d, i)
		}
		return nil
	})
	return s.source(true)
}

// fillLarge gives a pekerjaan of a large project its components and its weeks.
func fillLarge(d *rab.Draft, i int) {
	id := int64(1000 + i)
	for k := range 8 {
		item, _ := d.PriceItems.Get(int64(100_000 + (7*i+k)%300))
		itemID := item.ID
		d.Components.Put(&rab.Component{
			Meta: rab.Meta{ID: int64(200_000 + 8*i + k)}, PekerjaanID: id, Position: k, PriceItemID: &itemID, Kategori: item.Kategori, Kode: item.Kode,
			Uraian: item.Uraian, Satuan: item.Satuan, Koefisien: decimal.New(int64(1+(13*i+k)%9_999), 4),
		})
	}
	for week := 1; week <= 104; week++ {
		p := &rab.Progress{Meta: rab.Meta{ID: int64(1_000_000 + 104*i + week)}, PekerjaanID: id, Week: week, Planned: decimal.MustParse("0.96")}
		if week <= 52 {
			p.Actual = decimal.MustParse("0.9")
		}
		d.Progress.Put(p)
	}
}
