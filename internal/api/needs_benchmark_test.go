package api_test

import (
	"fmt"
	"testing"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/schedule"
)

// plannedEstimate is a project of 1,000 pekerjaan with 10 components each, planned in 12 of
// 156 weeks each.
func (s *site) plannedEstimate() (project, pekerjaan int64) {
	s.t.Helper()
	const weeks = 156
	project, ids := s.estimate(1000)
	visit := s.visit(owner, project)
	_, _, err := s.EditProject(s.t.Context(), visit, app.ProjectEdit{Edit: func(h *rab.Header) {
		h.TanggalMulai, h.TanggalSelesai, h.DurasiHari = "2024-01-01", "2026-12-27", 0
	}})
	must(s.t, err)
	var entries []schedule.Entry
	for i, id := range ids {
		for w := range 12 {
			entries = append(entries, schedule.Entry{
				PekerjaanID: id, Week: 1 + (i*5+w)%weeks, Mode: schedule.Planned, Amount: &schedule.Typed{Value: decimal.New(833, 2)},
			})
		}
	}
	_, _, err = s.SaveProgress(s.t.Context(), s.visit(owner, project), entries)
	must(s.t, err)
	return project, ids[0]
}

var needsAddresses = []struct{ name, address string }{
	{"snapshot", "/rekap-kebutuhan/"},
	{"timeline-weeks", "/rekap-kebutuhan-timeline/?week_basis=project"},
	{"timeline-months", "/rekap-kebutuhan-timeline/?period_mode=month_range&period_start=2024-01&period_end=2026-12"},
	{"merged", "/rekap-kebutuhan-timeline/?aggregate=1&week_basis=project&period_mode=week_range&period_start=W01&period_end=W156"},
	{"validate", "/rekap-kebutuhan/validate/"},
	{"weekly", "weekly"},
}

func needsAddress(project int64, address string) string {
	if address == "weekly" {
		return v2(project, "/rekap-kebutuhan-weekly/")
	}
	return p(project, address)
}

// BenchmarkNeedsOverTime changes one volume and reads the needs anew: computed, encoded and
// compressed (limit: 250 ms).
func BenchmarkNeedsOverTime(b *testing.B) {
	s := newSite(b)
	project, pekerjaan := s.plannedEstimate()
	for _, of := range needsAddresses {
		b.Run(of.name, func(b *testing.B) {
			path, n := needsAddress(project, of.address), 0
			plain, packed := s.as(owner).read(path, "identity"), s.as(owner).read(path, "gzip")
			for b.Loop() {
				b.StopTimer()
				n++
				_, _, err := s.SaveVolumes(b.Context(), s.visit(owner, project), []rab.VolumeInput{{PekerjaanID: pekerjaan, Quantity: pointer(some(fmt.Sprintf("%d.25", n)))}})
				must(b, err)
				s.as(owner).read(p(project, "/totals/"), "gzip") // figures belong to the RAB
				b.StartTimer()
				s.as(owner).read(path, "gzip")
			}
			b.ReportMetric(float64(plain)/1024, "KiB/plain")
			b.ReportMetric(float64(packed)/1024, "KiB/gzip")
		})
	}
}

// BenchmarkNeedsOverTimeWarm reads what is kept (limit: 2 ms).
func BenchmarkNeedsOverTimeWarm(b *testing.B) {
	s := newSite(b)
	project, _ := s.plannedEstimate()
	for _, of := range needsAddresses {
		b.Run(of.name, func(b *testing.B) {
			path := needsAddress(project, of.address)
			s.as(owner).read(path, "gzip")
			for b.Loop() {
				s.as(owner).read(path, "gzip")
			}
		})
	}
}
