package app

import (
	"slices"
	"testing"

	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/store"
)

func TestOverviewCountsEveryActiveProject(t *testing.T) {
	const today = rab.Date("2026-06-15")
	fact := func(start, end rab.Date, fund, budget string, edit func(*store.ProjectFact)) store.ProjectFact {
		f := store.ProjectFact{
			TahunProject: start.Time().Year(), TanggalMulai: start, TanggalSelesai: end, SumberDana: fund, AnggaranOwner: decimal.MustParse(budget),
			IsActive: true, Role: string(Owner), Prices: true,
		}
		if edit != nil {
			edit(&f)
		}
		return f
	}
	facts := []store.ProjectFact{
		fact("2023-01-01", "2023-12-31", "APBN", "0.01", func(f *store.ProjectFact) { f.IsActive = false }),
		fact("2026-01-01", "2026-12-31", "apbd", "1000.25", func(f *store.ProjectFact) { f.Role, f.Prices = string(Reader), false }),
		fact("2026-07-01", "2026-12-31", "APBD", "20", nil),
		fact("2026-07-01", "2026-07-15", "APBD", "0.30", nil),
		fact("2026-01-01", "2026-12-31", "APBD", "0", func(f *store.ProjectFact) { f.Standing = rab.Standing{Realisasi: 4000, BehindFrom: today} }),
		fact("2026-01-01", "2026-06-14", "APBD", "0", func(f *store.ProjectFact) { f.Standing = rab.Standing{Realisasi: 10000} }),
	}
	for range 7 { // more than the names that fit anywhere: all are counted
		facts = append(facts, fact("2025-01-01", "2026-06-14", "Dana Desa", "999999999999999999.99", nil))
	}
	o := overviewOf(facts, today)
	if !slices.Equal(o.Years, []int{2026, 2025, 2023}) || !slices.Equal(o.Funds, []string{"APBD", "apbd", "APBN", "Dana Desa"}) {
		t.Errorf("years %v, funds %v", o.Years, o.Funds)
	}
	if o.Projects != 12 || o.Archived != 1 || o.Priced != 11 || o.Year != 2026 || o.Started != 5 {
		t.Errorf("counted %+v", o)
	}
	if got := o.Anggaran.String(); got != "7000000000000000020.23" {
		t.Errorf("budget %s", got)
	}
	for status, want := range map[rab.TimelineStatus]int{rab.Overdue: 8, rab.Deadline: 1, rab.NotStarted: 1, rab.Running: 1, rab.Finished: 1} {
		if got := o.ByStatus[status]; got != want {
			t.Errorf("%s: %d, want %d", status, got, want)
		}
	}
	if o.Average().String() != "636363636363636365" || o.Percent(6).String() != "50" || o.Percent(1).String() != "8.3" {
		t.Errorf("average %s, shares %s %s", o.Average(), o.Percent(6), o.Percent(1))
	}
	if empty := overviewOf(nil, today); !empty.Average().IsZero() || !empty.Percent(0).IsZero() {
		t.Error("nothing has an average")
	}
	if len(o.ByYear) != 2 || o.ByYear[0].Year != 2025 || o.ByYear[0].Projects != 7 || o.ByYear[1].Anggaran.String() != "20.3" {
		t.Errorf("by year %+v", o.ByYear)
	}
	if want := []FundShare{{"Dana Desa", 7}, {"APBD", 4}, {"apbd", 1}}; !slices.Equal(o.ByFund, want) {
		t.Errorf("by fund %+v", o.ByFund)
	}
}
