package rab

import (
	"testing"

	"takar/internal/decimal"
)

// The weeks themselves are fuzzed against a walk from day to day where they are dated, in
// the schedule.
func TestWeeksOfAHeader(t *testing.T) {
	h := Header{TanggalMulai: "2025-10-26", TanggalSelesai: "2025-11-12", WeekEndDay: 6} // Minggu to Rabu, weeks end on Minggu
	g := h.Weeks()
	if g != (WeekGrid{First: 1, Days: 18}) || g.Count() != 4 {
		t.Fatalf("%+v, %d weeks", g, g.Count())
	}
	for week, want := range map[int][2]int{1: {0, 0}, 2: {1, 7}, 3: {8, 14}, 4: {15, 17}, 5: {22, 28}} {
		if first, last := g.Ends(week); [2]int{first, last} != want {
			t.Errorf("week %d from %d to %d, want %v", week, first, last, want)
		}
	}
	for day, want := range map[int]int{-3: 1, 0: 1, 1: 2, 7: 2, 8: 3, 17: 4, 18: 4, 21: 4, 22: 5} {
		if got := g.Of(day); got != want {
			t.Errorf("day %d in week %d, want %d", day, got, want)
		}
	}
}

func TestWorkInEitherUnitAddsUpExactly(t *testing.T) {
	var sum WorkSum
	sum.Add(decimal.MustParse("33.33"), false)
	sum.Add(decimal.MustParse("2"), true)
	if got := sum.PercentOf(decimal.Some(decimal.MustParse("3"))); !got.Round(2).Equal(decimal.Hundred) || !sum.Over(decimal.Some(decimal.MustParse("2.999"))) || sum.Over(decimal.Some(decimal.MustParse("3.001"))) {
		t.Errorf("%s of 3", got)
	}
	if sum.Over(decimal.Some(decimal.MustParse("3"))) {
		t.Error("99.99 and two thirds is no more than the whole")
	}
	if got := sum.PercentOf(decimal.Some(decimal.MustParse("0"))); !got.Equal(decimal.MustParse("33.33")) {
		t.Errorf("without a volume %s", got)
	}
	if got := PercentOf(decimal.MustParse("1"), true, decimal.Some(decimal.MustParse("3"))).Round(4); !got.Equal(decimal.MustParse("33.3333")) {
		t.Errorf("one of three is %s", got)
	}
}
