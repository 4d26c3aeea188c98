package schedule_test

import (
	"fmt"
	"testing"

	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/schedule"
)

// bigSite is 1,000 pekerjaan of 10 components each over 400 items, each planned in 12 of 156
// weeks.
func bigSite(b *testing.B) *site {
	b.Helper()
	const works, weeks = 1000, 156
	volumes := make([]string, works)
	for i := range volumes {
		volumes[i] = fmt.Sprintf("%d.%03d", i%900+1, i%1000)
	}
	s := newSite(b, "2024-01-01", "2026-12-27", volumes...)
	s.change(func(d *rab.Draft) error {
		var all []rab.PekerjaanAnalysis
		for i := range works {
			var in rab.SaveAnalysisInput
			for r := range 10 {
				item := (i*7 + r*31) % 400
				in.Rows = append(in.Rows, rab.AnalysisRow{
					Kategori: []string{"TK", "BHN", "BHN", "ALT"}[item%4], Kode: fmt.Sprintf("K.%03d", item), Uraian: fmt.Sprintf("Barang nomor %d", item),
					Satuan: "kg", Koefisien: decimal.Some(decimal.New(int64(i*13+r*7919+1), 6)),
				})
			}
			all = append(all, rab.PekerjaanAnalysis{PekerjaanID: int64(11 + i), SaveAnalysisInput: in})
		}
		_, err := d.SaveAnalyses(all)
		return err
	})
	s.change(func(d *rab.Draft) error {
		var prices []rab.PriceInput
		for i, item := range d.View().PriceItems.All() {
			price := decimal.Some(decimal.New(int64(100_050+i*97_700), 2))
			prices = append(prices, rab.PriceInput{ID: item.ID, Harga: &price})
		}
		if _, err := d.SavePrices(prices); err != nil {
			return err
		}
		for i := range works {
			for w := range 12 {
				d.Progress.Put(&rab.Progress{Meta: d.NewRow(), PekerjaanID: int64(11 + i), Week: 1 + (i*5+w)%weeks, Planned: decimal.New(833, 2)})
			}
		}
		return nil
	})
	s.Figures()
	return s
}

// BenchmarkNeedsOverTime computes all needs of all weeks, with their costs (limit: 60 ms).
func BenchmarkNeedsOverTime(b *testing.B) {
	for _, of := range []struct {
		name    string
		weekEnd schedule.Weekday
		unit    schedule.PeriodUnit
	}{{"weeks", schedule.Minggu, schedule.WeeksOfProject}, {"iso-weeks-cut", schedule.Rabu, schedule.WeeksISO}, {"months", schedule.Minggu, schedule.CalendarMonths}} {
		b.Run(of.name, func(b *testing.B) {
			s := bigSite(b)
			s.putHeader(func(h *rab.Header) { h.WeekEndDay, h.WeekStartDay = int(of.weekEnd), (int(of.weekEnd)+1)%7 })
			s.Figures()
			s.ProgressOf(11)
			b.ReportAllocs()
			for b.Loop() {
				n := schedule.NeedsOf(s.Project, schedule.NeedsQuery{Unit: of.unit})
				total := n.Unscheduled().Total
				for i := range n.Periods {
					total = total.Add(n.InPeriod(i).Total)
				}
				if !total.Equal(n.Total) {
					b.Fatal("the periods are not everything")
				}
			}
		})
	}
}
