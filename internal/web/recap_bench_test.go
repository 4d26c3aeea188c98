package web

import (
	"fmt"
	"testing"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
)

// largeView is a project of n pekerjaan with ten components each.
func largeView(n int) *app.View {
	d := &rab.Delta{}
	id := int64(1)
	next := func() rab.Meta { id++; return rab.Meta{ID: id, Version: 1} }
	pricing := rab.DefaultPricing()
	pricing.ID = 1
	d.Headers.Put = []*rab.Header{{Meta: rab.Meta{ID: 1, Version: 1}, Nama: "Besar", IsActive: true, TanggalMulai: "2026-01-01"}}
	d.Pricings.Put, d.States.Put = []*rab.Pricing{&pricing}, []*rab.State{{Meta: rab.Meta{ID: 1}}}
	var items []*rab.PriceItem
	for i := range 300 {
		kode := fmt.Sprintf("B.%03d", i)
		items = append(items, &rab.PriceItem{Meta: next(), Kode: kode, Kategori: "BHN", Uraian: kode, Satuan: "kg", Harga: decimal.Some(decimal.FromInt(int64(1000 + i)))})
	}
	d.PriceItems.Put = items
	var top, sub int64
	for i := range n {
		if i%250 == 0 {
			heading := &rab.Heading{Meta: next(), Name: fmt.Sprintf("Klasifikasi %d", i), Position: i}
			top = heading.ID
			d.Headings.Put = append(d.Headings.Put, heading)
		}
		if i%50 == 0 {
			heading := &rab.Heading{Meta: next(), ParentID: new(top), Name: fmt.Sprintf("Sub %d", i), Position: i}
			sub = heading.ID
			d.Headings.Put = append(d.Headings.Put, heading)
		}
		q := &rab.Pekerjaan{Meta: next(), HeadingID: sub, Position: i, SourceType: rab.SourceCustom, Kode: fmt.Sprintf("CUST-%05d", i), Uraian: fmt.Sprintf("Pekerjaan nomor %d dari daftar yang panjang", i), Satuan: "m2"}
		d.Pekerjaan.Put = append(d.Pekerjaan.Put, q)
		d.Volumes.Put = append(d.Volumes.Put, &rab.Volume{Meta: rab.Meta{ID: q.ID, Version: 1}, Quantity: decimal.Some(decimal.MustParse("12.345"))})
		for k := range 10 {
			item := items[(i+k*7)%len(items)]
			d.Components.Put = append(d.Components.Put, &rab.Component{
				Meta: next(), PekerjaanID: q.ID, Position: k, Kategori: item.Kategori, Kode: item.Kode, Uraian: item.Uraian, Satuan: item.Satuan,
				PriceItemID: new(item.ID), Koefisien: decimal.MustParse("1.234567"),
			})
		}
	}
	return &app.View{
		Project: rab.NewProject(1, nil).Apply(d, 1, nil),
		Visit:   &app.Visit{Rights: app.Rights{Read: true, Write: true, Prices: true, Manage: true}},
	}
}

func BenchmarkRecapPage(b *testing.B) {
	s, err := newSite(Options{}, templateFiles, bundle(""))
	if err != nil {
		b.Fatal(err)
	}
	for _, n := range []int{1000, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			view := largeView(n)
			view.Figures() // computed once per revision, whoever asks
			var page []byte
			for b.Loop() {
				if page, err = s.recapPage(view); err != nil {
					b.Fatal(err)
				}
			}
			packed, err := app.Compress(page)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(len(page))/1024, "KiB/page")
			b.ReportMetric(float64(len(packed))/1024, "KiB/gzip")
		})
	}
}
