package schedule_test

import (
	"slices"
	"testing"

	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/schedule"
)

// New dates of a project of 1,000 pekerjaan, 52 weeks planned and half of them done each:
// all choices are reckoned and told.
func BenchmarkDateEffects(b *testing.B) {
	s := newSite(b, "2025-01-01", "2025-12-31", slices.Repeat([]string{"80"}, 1000)...)
	s.change(func(d *rab.Draft) error {
		for pekerjaan := range 1000 {
			for week := range 52 {
				row := &rab.Progress{Meta: d.NewRow(), PekerjaanID: int64(11 + pekerjaan), Week: week + 1, Planned: decimal.New(192, 2)}
				if week < 26 {
					row.Actual = decimal.New(190, 2)
				}
				d.Progress.Put(row)
			}
		}
		return nil
	})
	for b.Loop() {
		d := s.Edit(s.ids, s.now, person)
		before := d.View().Header()
		if err := d.EditHeader(dates("2024-12-28", "2025-12-28"), nil); err != nil {
			b.Fatal(err)
		}
		if effects, err := schedule.DateEffects(d, before); err != nil || len(effects) != 3 {
			b.Fatal(err)
		}
	}
}
