package schedule_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"takar/internal/decimal"
	"takar/internal/schedule"
)

func amounts(text string) []schedule.Amount {
	var list []schedule.Amount
	for i, value := range shares(text) {
		if !value.IsZero() {
			list = append(list, schedule.Amount{Week: i + 1, Value: value})
		}
	}
	return list
}

func moved(list []schedule.Amount, outside decimal.Decimal) string {
	var all []string
	for _, a := range list {
		all = append(all, fmt.Sprintf("W%d %s", a.Week, a.Value.Fixed(2)))
	}
	return strings.Join(all, ", ") + "; outside " + outside.Fixed(2)
}

func TestAmountsMoveWithTheirDays(t *testing.T) {
	from := first2025(t, schedule.Minggu) // Rabu 1 January: weeks of 5, 7, 7, … days
	later := must(schedule.NewTimeline("2025-01-08", "2025-04-07", schedule.Minggu))(t)
	saturday := first2025(t, schedule.Sabtu)
	short := must(schedule.NewTimeline("2025-01-01", "2025-01-15", schedule.Minggu))(t)
	tests := []struct {
		name string
		move schedule.Move
		was  string
		want string
	}{
		{"nothing changes", schedule.Move{From: from, To: from}, plan, "W1 10.00, W2 20.00, W3 15.00, W4 13.00, W5 14.00, W6 28.00; outside 0.00"},
		{"all shifted by a week", schedule.Move{From: from, To: later, Days: 7}, plan, "W1 10.00, W2 20.00, W3 15.00, W4 13.00, W5 14.00, W6 28.00; outside 0.00"},
		{"days kept, weeks counted anew", schedule.Move{From: from, To: later}, "0 0 15 13", "W2 15.00, W3 13.00; outside 0.00"},
		{"what was before the new start has no place", schedule.Move{From: from, To: later}, "10 70", "W1 50.00; outside 30.00"},
		{"another day ends the week", schedule.Move{From: from, To: saturday}, "10 70", "W1 8.00, W2 62.00, W3 10.00; outside 0.00"},
		{"a plan may not pass the end", schedule.Move{From: from, To: short}, "0 0 70 7", "W3 30.00; outside 47.00"},
		{"realisasi may", schedule.Move{From: from, To: short, Late: true}, "0 0 70 7", "W3 70.00, W4 7.00; outside 0.00"},
	}
	for _, test := range tests {
		if got := moved(test.move.Amounts(amounts(test.was), 2)); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

func TestMovedAmountsAddUp(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		move := schedule.Move{From: drawTimeline(rt), To: drawTimeline(rt), Days: rapid.IntRange(-500, 500).Draw(rt, "days"), Late: rapid.Bool().Draw(rt, "late")}
		places := rapid.SampledFrom([]int{0, 2, 3}).Draw(rt, "places")
		var list []schedule.Amount
		total := decimal.Zero
		for week := range rapid.IntRange(0, 30).Draw(rt, "weeks") {
			value := decimal.New(rapid.Int64Range(0, 100_000).Draw(rt, "value"), uint8(places))
			list = append(list, schedule.Amount{Week: week + 1, Value: value})
			total = total.Add(value)
		}
		parts, outside := move.Amounts(list, places)
		sum := outside
		for _, part := range parts {
			if part.Value.Sign() <= 0 || part.Week < 1 || !move.Late && part.Week > move.To.WeekCount() {
				rt.Fatalf("a part of %s in week %d", part.Value, part.Week)
			}
			sum = sum.Add(part.Value)
		}
		if !sum.Equal(total) || outside.Sign() < 0 {
			rt.Fatalf("%s became %s, of it %s without a place", total, sum, outside)
		}
	})
}
