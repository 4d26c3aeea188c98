package schedule_test

import (
	"testing"

	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/schedule"
)

// BenchmarkStanding is what every commit pays for the list of projects: 1,000 pekerjaan over
// 52 weeks each.
func BenchmarkStanding(b *testing.B) {
	volumes := make([]string, 1000)
	for i := range volumes {
		volumes[i] = "12.345"
	}
	s := newSite(b, "2026-01-01", "2027-12-31", volumes...)
	s.change(func(d *rab.Draft) error {
		for i := range volumes {
			for week := 1; week <= 52; week++ {
				d.Progress.Put(&rab.Progress{
					Meta: d.NewRow(), PekerjaanID: int64(11 + i), Week: week + i%40, Planned: decimal.New(192, 2), Actual: decimal.New(150, 2),
				})
			}
		}
		return nil
	})
	s.Figures()
	for b.Loop() {
		schedule.StandingOf(s.Project)
	}
}
