package schedule_test

import (
	"testing"

	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/schedule"
)

// Weeks of the project end on 4, 11, 18 January and so on.
func TestStandingOfAProject(t *testing.T) {
	type week struct {
		pekerjaan       int64
		week            int
		planned, actual string
		byVolume        bool
	}
	tests := map[string]struct {
		budgets []string
		weeks   []week
		want    rab.Standing
	}{
		"nothing entered":         {budgets: []string{"0", "0"}},
		"a plan alone":            {[]string{"0", "0"}, []week{{11, 2, "50", "0", false}}, rab.Standing{Rencana: "0 2500", BehindFrom: "2026-01-12"}},
		"without cost all alike":  {[]string{"0", "0"}, []week{{11, 1, "100", "100", false}}, rab.Standing{Realisasi: 5000, Rencana: "5000"}},
		"weighed by cost":         {[]string{"3000", "1000"}, []week{{11, 1, "100", "100", false}, {12, 3, "40", "20", false}}, rab.Standing{Realisasi: 8000, Rencana: "7500 7500 8500", BehindFrom: "2026-01-19"}},
		"typed as volume":         {[]string{"3000", "1000"}, []week{{11, 1, "1", "1", true}, {11, 2, "1", "1", true}, {11, 3, "1", "1", true}}, rab.Standing{Realisasi: 7500, Rencana: "2500 5000 7500"}},
		"complete in thirds":      {[]string{"0", "0"}, []week{{11, 1, "1", "1", true}, {11, 2, "1", "1", true}, {11, 3, "1", "1", true}, {12, 1, "100", "100", false}}, rab.Standing{Realisasi: 10000, Rencana: "6667 8333 10000"}},
		"at most the whole of it": {[]string{"0", "0"}, []week{{11, 1, "4", "5", true}, {11, 2, "1", "0", true}}, rab.Standing{Realisasi: 5000, Rencana: "5000"}},
		"nearly complete":         {[]string{"99999999", "1"}, []week{{11, 1, "100", "100", false}, {12, 1, "100", "99.99", false}}, rab.Standing{Realisasi: 9999, Rencana: "10000", BehindFrom: "2026-01-05"}},
		"done late":               {[]string{"0", "0"}, []week{{11, 13, "0", "100", false}, {12, 14, "0", "100", false}}, rab.Standing{Realisasi: 10000}},
		"no plan, some work":      {[]string{"0", "0"}, []week{{11, 1, "0", "10", false}}, rab.Standing{Realisasi: 500}},
	}
	for name, test := range tests {
		s := newSite(t, "2026-01-01", "2026-03-29", "3", "10")
		s.change(func(d *rab.Draft) error {
			for i, budget := range test.budgets {
				row, _ := s.Pekerjaan.Get(int64(11 + i))
				next := *row
				next.BudgetedCost = decimal.MustParse(budget)
				d.Pekerjaan.Put(&next)
			}
			for _, w := range test.weeks {
				d.Progress.Put(&rab.Progress{
					Meta: d.NewRow(), PekerjaanID: w.pekerjaan, Week: w.week, Planned: decimal.MustParse(w.planned), PlannedByVolume: w.byVolume,
					Actual: decimal.MustParse(w.actual), ActualByVolume: w.byVolume,
				})
			}
			return nil
		})
		got := schedule.StandingOf(s.Project)
		if got != test.want {
			t.Errorf("%s: %+v, want %+v", name, got, test.want)
		}
		if got.BehindFrom == "" {
			continue
		}
		// The day before is the last on which nothing is missing.
		before, _ := got.Deviation(s.Header(), got.BehindFrom.AddDays(-1))
		on, _ := got.Deviation(s.Header(), got.BehindFrom)
		if before.Sign() < 0 || on.Sign() >= 0 {
			t.Errorf("%s: %s the day before, %s then", name, before, on)
		}
	}
}
