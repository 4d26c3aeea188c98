package schedule_test

import (
	"fmt"
	"strings"
	"testing"

	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/schedule"
)

// contracted returns the project of golden case G9 with the weeks of its plan, and realisasi.
func contracted(t *testing.T) *site {
	t.Helper()
	s := newSite(t, "2025-01-01", "2025-01-26", "100", "100", "100") // 4 weeks
	s.change(func(d *rab.Draft) error {
		for i, budget := range []int64{20_000_000, 50_000_000, 30_000_000} {
			row, _ := d.Pekerjaan.Get(int64(11 + i))
			next := *row
			next.UID, next.BudgetedCost = fmt.Sprintf("p%d", i), decimal.FromInt(budget)
			d.Pekerjaan.Put(&next)
		}
		return nil
	})
	for id, text := range map[int64]string{11: "W1 60, W2 40", 12: "W2 20, W3 40, W4 40", 13: "W3 50, W4 50"} {
		if err := s.save(schedule.Planned, id, text); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func (s *site) realised() {
	s.t.Helper()
	for id, text := range map[int64]string{11: "W1 50, W2 50", 12: "W2 10, W3 30", 13: "W3 20"} {
		if err := s.save(schedule.Actual, id, text); err != nil {
			s.t.Fatal(err)
		}
	}
}

func (s *site) plan() *schedule.Plan {
	s.t.Helper()
	plan, err := schedule.NewPlan(s.Project)
	if err != nil {
		s.t.Fatal(err)
	}
	return plan
}

func numbersOf(list []decimal.Decimal) string {
	texts := make([]string, len(list))
	for i, n := range list {
		texts[i] = n.String()
	}
	return strings.Join(texts, " ")
}

// Golden cases G9 and G11 from rows of a project.
func TestAnalysisOfAProject(t *testing.T) {
	s := contracted(t)
	s.realised()
	a := schedule.NewAnalysis(s.plan(), nil)
	f := a.Footer()
	for name, pair := range map[string][2]string{
		"rencana":             {numbersOf(f.Planned), "12 18 35 35"},
		"rencana kumulatif":   {numbersOf(f.PlannedCumulative), "12 30 65 100"},
		"realisasi":           {numbersOf(f.Actual), "10 15 21"},
		"realisasi kumulatif": {numbersOf(f.ActualCumulative), "10 25 46"},
		"deviasi":             {numbersOf(f.Deviation), "-2 -5 -19"},
		"SPI":                 {a.Now.SPI.Decimal.String(), "0.7077"},
		"standing":            {string(a.Standing), string(schedule.CriticalOne)},
		"warning":             {string(a.Warning), string(schedule.Red)},
		// 3 + (4 − 2.4571) × 3 ÷ 2.4571 weeks: 4.88, six days and a bit after week 4
		"finish": {string(a.Finish), "2025-02-02"},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: %s, want %s", name, pair[0], pair[1])
		}
	}
}

// The plan of a month that is not over is not compared with what was done of it so far.
func TestDeviasiOfWholeMonthsOnly(t *testing.T) {
	s := contracted(t)
	s.realised()
	f := schedule.NewAnalysis(s.plan(), nil).ByMonth().Footer
	if got := numbersOf(f.ActualCumulative) + " / " + numbersOf(f.Deviation); got != "46 / " {
		t.Errorf("realisasi and deviasi of a month until its third week: %s", got)
	}
}

// A status date ends realisasi before its last week, or after it, and stands at a week's end.
func TestStatusDate(t *testing.T) {
	s := contracted(t)
	s.realised()
	for _, test := range []struct {
		date, stored rab.Date
		week         int
		deviation    string
	}{
		{"2025-01-08", "2025-01-12", 2, "-2 -5"},
		{"2025-01-26", "2025-01-26", 4, "-2 -5 -19 -54"},
		{"2025-02-05", "2025-02-09", 6, "-2 -5 -19 -54 -54 -54"},
		{"", "", 3, "-2 -5 -19"},
	} {
		s.change(func(d *rab.Draft) error {
			return schedule.EditSetting(d, func(set *rab.ScheduleSetting) { set.StatusDate = test.date }, nil)
		})
		a := schedule.NewAnalysis(s.plan(), nil)
		if got := numbersOf(a.Footer().Deviation); a.Status != test.week || got != test.deviation || s.Schedule().StatusDate != test.stored {
			t.Errorf("%s: week %d, deviasi %s, stored %s", test.date, a.Status, got, s.Schedule().StatusDate)
		}
	}
}

// The rencana kontrak stays what it was, whatever becomes of the plan, the prices and the
// work list (rulings F35).
func TestRencanaKontrak(t *testing.T) {
	s := contracted(t)
	agreed := schedule.NewBaseline(s.plan())
	s.realised()
	s.change(func(d *rab.Draft) error {
		_, err := schedule.Save(d, append(entries(schedule.Planned, 12, "W2 0, W3 0, W4 100"), entries(schedule.Planned, 13, "W3 0, W4 100")...))
		return err
	})
	s.change(func(d *rab.Draft) error {
		row, _ := d.Pekerjaan.Get(12)
		next := *row
		next.BudgetedCost = decimal.FromInt(500_000_000)
		d.Pekerjaan.Put(&next)
		d.Pekerjaan.Put(&rab.Pekerjaan{Meta: rab.Meta{ID: 99}, UID: "new", HeadingID: 3, Position: 9, SourceType: rab.SourceCustom, Uraian: "Tambahan", BudgetedCost: decimal.FromInt(7_000_000)})
		return nil
	})
	a := schedule.NewAnalysis(s.plan(), agreed)
	f := a.Footer()
	if got := numbersOf(f.PlannedCumulative) + " / " + numbersOf(f.ActualCumulative); got != "12 30 65 100 / 10 25 46" {
		t.Errorf("against the contract: %s", got)
	}
	if got := a.Earned.BAC.String(); got != "100000000" {
		t.Errorf("BAC %s, want that of the contract", got)
	}
	if free := schedule.NewAnalysis(s.plan(), nil).Footer(); numbersOf(free.PlannedCumulative) == numbersOf(f.PlannedCumulative) {
		t.Error("the present plan is the one of the contract: the test shows nothing")
	}
}

// A project that moved is compared with its contract by dates, not by the numbers of weeks.
func TestRencanaKontrakByDates(t *testing.T) {
	s := contracted(t)
	agreed := schedule.NewBaseline(s.plan())
	s.change(func(d *rab.Draft) error {
		return d.EditHeader(func(h *rab.Header) { h.TanggalMulai, h.TanggalSelesai = "2025-01-09", "2025-02-02" }, nil)
	})
	// Weeks now end on 12, 19, 26 January and 2 February: the first ends with week 2 of the contract.
	if got := numbersOf(schedule.NewAnalysis(s.plan(), agreed).Footer().PlannedCumulative); got != "30 65 100 100" {
		t.Errorf("rencana kontrak %s", got)
	}
}

// Golden case G5 with the footer: months add up to the weeks.
func TestByMonth(t *testing.T) {
	s := newSite(t, "2025-01-01", "2025-03-31", "100")
	if err := s.save(schedule.Planned, 11, "W1 10, W2 20, W3 15, W4 13, W5 14, W6 28"); err != nil {
		t.Fatal(err)
	}
	if err := s.save(schedule.Actual, 11, "W5 7, W16 3"); err != nil { // W16 is after the end
		t.Fatal(err)
	}
	months := schedule.NewAnalysis(s.plan(), nil).ByMonth()
	for name, pair := range map[string][2]string{
		"plan":      {numbersOf(months.Works[0].Planned), "68 32 0"},
		"realisasi": {numbersOf(months.Works[0].Actual), "5 2 3"},
		"rencana":   {numbersOf(months.Footer.PlannedCumulative), "68 100 100"},
		"done":      {numbersOf(months.Footer.ActualCumulative), "5 7 10"},
		"deviasi":   {numbersOf(months.Footer.Deviation), "-63 -93 -90"},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: %s, want %s", name, pair[0], pair[1])
		}
	}
}
