package schedule_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/schedule"
)

// spread divides a quantity by a plan: in each period, elsewhere, unscheduled.
func spread(line schedule.Timeline, periods []schedule.Span, quantity, plan string) string {
	var cells []schedule.Cell
	for week, share := range shares(plan) {
		cells = append(cells, schedule.Cell{Week: week + 1, Planned: share})
	}
	s := schedule.NeedsSpread(line, periods, func(int64) []schedule.Cell { return cells })
	buckets := make([]decimal.Decimal, s.Buckets)
	for _, part := range s.Parts(1) {
		value, err := decimal.MustParse(quantity).Mul(part.Share).Quo(s.Whole)
		if err != nil {
			panic(err)
		}
		buckets[part.Bucket] = buckets[part.Bucket].Add(value)
	}
	var all []string
	for _, value := range buckets {
		all = append(all, value.Round(6).String())
	}
	return strings.Join(all, " ")
}

func days(from, to rab.Date) schedule.Span {
	return schedule.Span{From: schedule.DayOf(from), To: schedule.DayOf(to)}
}

// Golden cases G12 to G14 of the schedule, and G17 of the domain as weekly plans.
func TestNeedsOverTime(t *testing.T) {
	monday, saturday := first2025(t, schedule.Minggu), first2025(t, schedule.Sabtu)
	iso := []schedule.Span{days("2024-12-30", "2025-01-05"), days("2025-01-06", "2025-01-12")}
	january, february := []schedule.Span{days("2025-01-01", "2025-01-31")}, []schedule.Span{days("2025-02-01", "2025-02-28")}
	tests := []struct {
		name     string
		line     schedule.Timeline
		periods  []schedule.Span
		quantity string
		plan     string
		want     string
	}{
		{"G12 weeks", monday, iso, "60", "40 60", "24 36 0 0"},
		{"G13 weeks that end on Sabtu", saturday, iso, "60", "40 60", "29.142857 30.857143 0 0"},
		{"G13 cost", saturday, iso, "51000000", "40 60", "24771428.571429 26228571.428571 0 0"},
		{"G14 January", monday, january, "60", "0 0 0 30 70", "48 12 0"},
		{"G14 February", monday, february, "60", "0 0 0 30 70", "12 48 0"},
		{"G14 not planned", monday, iso, "60", "40", "24 0 0 36"},
		{"G17 weeks", monday, iso, "50", "50 50", "25 25 0 0"},
		{"G17 a part", monday, iso, "50", "30 30", "15 15 0 20"},
		{"nothing planned", monday, iso, "50", "", "0 0 0 50"},
	}
	for _, test := range tests {
		if got := spread(test.line, test.periods, test.quantity, test.plan); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

func TestNeedsOverTimeAreAllOfThem(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		line := drawTimeline(rt)
		var cells []schedule.Cell
		for week := range rapid.IntRange(0, line.WeekCount()+3).Draw(rt, "weeks") {
			cells = append(cells, schedule.Cell{Week: week + 1, Planned: decimal.New(rapid.Int64Range(0, 2000).Draw(rt, "planned"), 2)})
		}
		var periods []schedule.Span
		for at := line.From - 10; at < line.To; {
			period := schedule.Span{From: at, To: at + schedule.Day(rapid.IntRange(0, 40).Draw(rt, "days"))}
			periods = append(periods, period)
			at = period.To + 1 + schedule.Day(rapid.IntRange(0, 5).Draw(rt, "gap"))
		}
		s := schedule.NeedsSpread(line, periods, func(int64) []schedule.Cell { return cells })
		sum := decimal.Zero
		for _, part := range s.Parts(1) {
			if part.Bucket < 0 || part.Bucket >= s.Buckets {
				rt.Fatal(fmt.Sprint("bucket ", part.Bucket))
			}
			sum = sum.Add(part.Share)
		}
		if !sum.Equal(s.Whole) {
			rt.Fatalf("the shares are %s of %s", sum, s.Whole)
		}
	})
}
