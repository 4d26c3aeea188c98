package schedule_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/schedule"
)

func must[T any](value T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

// first2025 is the project of most golden cases: 1 January to 31 March 2025.
func first2025(t testing.TB, weekEnd schedule.Weekday) schedule.Timeline {
	t.Helper()
	return must(schedule.NewTimeline("2025-01-01", "2025-03-31", weekEnd))(t)
}

func spans(list []schedule.Span) string {
	var all []string
	for _, s := range list {
		all = append(all, fmt.Sprintf("%s–%s", s.From.String()[5:], s.To.String()[5:]))
	}
	return strings.Join(all, " ")
}

func numbers(list []decimal.Decimal) string {
	var all []string
	for _, n := range list {
		all = append(all, n.Fixed(2))
	}
	return strings.Join(all, " ")
}

func shares(text string) []decimal.Decimal {
	var list []decimal.Decimal
	for _, word := range strings.Fields(text) {
		list = append(list, decimal.MustParse(word))
	}
	return list
}

// Golden cases G1 and G2 of the schedule, as ruling F42 has them.
func TestWeeks(t *testing.T) {
	tests := []struct {
		from, to rab.Date
		end      schedule.Weekday
		count    int
		first    string
		last     string
	}{
		{"2025-01-01", "2025-03-31", schedule.Minggu, 14, "01-01–01-05 01-06–01-12 01-13–01-19", "03-24–03-30 03-31–03-31"},
		{"2025-01-01", "2025-03-31", schedule.Sabtu, 14, "01-01–01-04 01-05–01-11 01-12–01-18", "03-23–03-29 03-30–03-31"},
		{"2024-01-01", "2026-12-31", schedule.Minggu, 157, "01-01–01-07 01-08–01-14 01-15–01-21", "12-21–12-27 12-28–12-31"},
		{"2025-10-26", "2025-12-10", schedule.Minggu, 8, "10-26–10-26 10-27–11-02 11-03–11-09", "12-01–12-07 12-08–12-10"},
		{"2025-01-05", "2025-01-07", schedule.Minggu, 2, "01-05–01-05 01-06–01-07", "01-05–01-05 01-06–01-07"},
	}
	for _, test := range tests {
		line := must(schedule.NewTimeline(test.from, test.to, test.end))(t)
		weeks := line.Weeks()
		if len(weeks) != test.count || line.WeekCount() != test.count {
			t.Fatalf("%s..%s: %d weeks, want %d", test.from, test.to, len(weeks), test.count)
		}
		if got := spans(weeks[:min(3, len(weeks))]); got != test.first {
			t.Errorf("%s..%s begins with %s, want %s", test.from, test.to, got, test.first)
		}
		if got := spans(weeks[len(weeks)-2:]); got != test.last {
			t.Errorf("%s..%s ends with %s, want %s", test.from, test.to, got, test.last)
		}
	}
	line := must(schedule.NewTimeline("2025-10-26", "2025-12-10", schedule.Minggu))(t)
	for date, want := range map[rab.Date]int{"2025-10-20": 1, "2025-10-26": 1, "2025-10-27": 2, "2025-11-02": 2, "2025-11-03": 3, "2025-11-09": 3, "2025-12-14": 8, "2025-12-15": 9} {
		if got := line.WeekOf(schedule.DayOf(date)); got != want {
			t.Errorf("%s is in week %d, want %d", date, got, want)
		}
	}
	if late := spans([]schedule.Span{line.Week(9)}); late != "12-15–12-21" {
		t.Errorf("the week after the project is %s", late)
	}
}

func TestTimelinesThatAreNone(t *testing.T) {
	tests := []struct {
		from, to rab.Date
		want     string
	}{
		{"", "2025-01-01", "belum diisi"},
		{"2025-01-01", "", "belum diisi"},
		{"2025-01-02", "2025-01-01", "tanggal selesai 2025-01-01 lebih awal dari tanggal mulai 2025-01-02"},
		{"2025-01-01", "2035-03-01", "paling panjang 530 minggu"},
	}
	for _, test := range tests {
		if _, err := schedule.NewTimeline(test.from, test.to, schedule.Minggu); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%q..%q: %v, want %q", test.from, test.to, err, test.want)
		}
	}
	if line := must(schedule.NewTimeline("2025-01-01", "2035-02-25", schedule.Minggu))(t); line.WeekCount() != schedule.MaxWeeks {
		t.Errorf("the longest project has %d weeks", line.WeekCount())
	}
}

// Golden case G3.
func TestMonthsAreThoseOfTheCalendar(t *testing.T) {
	list := func(line schedule.Timeline) string {
		var all []string
		for _, m := range line.Months() {
			all = append(all, fmt.Sprintf("%s: %s %d", m.Label(), spans([]schedule.Span{m.Span}), m.Days()))
		}
		return strings.Join(all, "; ")
	}
	if got, want := list(first2025(t, schedule.Minggu)), "Januari 2025: 01-01–01-31 31; Februari 2025: 02-01–02-28 28; Maret 2025: 03-01–03-31 31"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	line := must(schedule.NewTimeline("2025-10-26", "2025-12-10", schedule.Minggu))(t)
	if got, want := list(line), "Oktober 2025: 10-26–10-31 6; November 2025: 11-01–11-30 30; Desember 2025: 12-01–12-10 10"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	var blocks []string
	for _, b := range line.Blocks() {
		blocks = append(blocks, fmt.Sprint(b.FirstWeek, "–", b.LastWeek, " ", spans([]schedule.Span{b.Span})))
	}
	if got, want := strings.Join(blocks, "; "), "1–4 10-26–11-16; 5–8 11-17–12-10"; got != want {
		t.Errorf("blocks %s, want %s", got, want)
	}
}

// A plan of one pekerjaan, of golden cases G4 to G6.
const plan = "10 20 15 13 14 28 0 0 0 0 0 0 0 0"

// Golden cases G4 and G5, with days that add up (Q20).
func TestWeeksAreCutIntoDaysAndMonths(t *testing.T) {
	line := first2025(t, schedule.Minggu)
	weeks := line.Weeks()
	var months, days []schedule.Span
	for _, m := range line.Months() {
		months = append(months, m.Span)
	}
	for d := line.From; d <= line.To; d++ {
		days = append(days, schedule.Span{From: d, To: d})
	}
	if got, want := numbers(schedule.OverPeriods(shares(plan), weeks, months)), "68.00 32.00 0.00 0.00"; got != want {
		t.Errorf("months %s, want %s", got, want)
	}
	byDay := schedule.OverPeriods(shares(plan), weeks, days)
	if got, want := numbers(byDay[:5]), "2.00 2.00 2.00 2.00 2.00"; got != want {
		t.Errorf("days of week 1 %s, want %s", got, want)
	}
	if got := decimal.Sum(byDay[5:12]...).String(); got != "20" {
		t.Errorf("the days of week 2 are %s, together %s", numbers(byDay[5:12]), got)
	}
	if got, want := numbers(schedule.OverPeriods(shares("100"), []schedule.Span{{From: line.From, To: line.From + 30}}, weeks[:5])), "16.13 22.58 22.58 22.58 16.13 0.00"; got != want {
		t.Errorf("January in weeks %s, want %s", got, want)
	}
}

// Golden case B3 with the shapes of ruling F40: a bar of 15 working days in weeks of 3, 6, 6.
func TestShapes(t *testing.T) {
	bar := schedule.Span{From: schedule.DayOf("2025-01-02"), To: schedule.DayOf("2025-01-18")}
	calendar := schedule.SixDays()
	var days []int
	for _, week := range first2025(t, schedule.Minggu).Weeks()[:3] {
		days = append(days, calendar.WorkingDays(schedule.Span{From: max(week.From, bar.From), To: min(week.To, bar.To)}))
	}
	if fmt.Sprint(days) != "[3 6 6]" {
		t.Fatalf("working days %v", days)
	}
	for shape, want := range map[schedule.Shape]string{
		schedule.Even: "20.00 40.00 40.00", schedule.Front: "36.00 48.00 16.00", schedule.Back: "4.00 32.00 64.00", schedule.Bell: "10.40 54.40 35.20",
	} {
		parts, ok := shape.Distribute(decimal.FromInt(100), days)
		if got := numbers(parts); !ok || got != want {
			t.Errorf("%s: %s, want %s", shape, got, want)
		}
	}
	if _, ok := schedule.Even.Distribute(decimal.FromInt(100), []int{0, 0}); ok {
		t.Error("work is spread over no day")
	}
	holiday := schedule.SixDays(schedule.DayOf("2025-01-06"))
	if got := holiday.WorkingDays(bar); got != 14 {
		t.Errorf("%d working days with one holiday, want 14", got)
	}
}

func TestSplitsAddUp(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		amount := decimal.New(rapid.Int64Range(0, 1_000_000).Draw(rt, "amount"), 2)
		weights := rapid.SliceOfN(rapid.IntRange(0, 400), 1, 60).Draw(rt, "weights")
		shape := rapid.SampledFrom(schedule.Shapes()).Draw(rt, "shape")
		distributed, some := shape.Distribute(amount, weights)
		for name, parts := range map[string][]decimal.Decimal{"split": schedule.Split(amount, weights, 2), string(shape): distributed} {
			if !some {
				continue
			}
			if sum := decimal.Sum(parts...); !sum.Equal(amount) {
				rt.Fatalf("%s: %s add up to %s, not %s", name, numbers(parts), sum, amount)
			}
			for i, part := range parts {
				if part.Sign() < 0 || weights[i] == 0 && !part.IsZero() {
					rt.Fatalf("%s: part %d of weight %d is %s", name, i, weights[i], part)
				}
			}
		}
	})
}

func TestPeriodsHoldEverythingThatWeeksHold(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		line := drawTimeline(rt)
		var planned []decimal.Decimal
		for range line.Weeks() {
			planned = append(planned, decimal.New(rapid.Int64Range(0, 10_000).Draw(rt, "share"), 2))
		}
		var months []schedule.Span
		for _, m := range line.Months() {
			months = append(months, m.Span)
		}
		parts := schedule.OverPeriods(planned, line.Weeks(), months)
		if sum := decimal.Sum(parts...); !sum.Equal(decimal.Sum(planned...)) {
			rt.Fatalf("%s in months, %s in weeks", sum, decimal.Sum(planned...))
		}
		if outside := parts[len(months)]; !outside.IsZero() {
			rt.Fatalf("%s lies in no month", outside)
		}
	})
}

func drawTimeline(t *rapid.T) schedule.Timeline {
	from := schedule.DayOf("2024-01-01") + schedule.Day(rapid.IntRange(0, 800).Draw(t, "from"))
	to := from + schedule.Day(rapid.IntRange(0, 700).Draw(t, "days"))
	line, err := schedule.NewTimeline(from.Date(), to.Date(), schedule.Weekday(rapid.IntRange(0, 6).Draw(t, "week end")))
	if err != nil {
		t.Fatal(err)
	}
	return line
}

// FuzzWeeks compares weeks with a walk from day to day, which begins a new one after each
// week end day.
func FuzzWeeks(f *testing.F) {
	f.Add("2025-01-01", 90, 6)
	f.Add("2025-10-26", 46, 6)
	f.Add("2024-02-28", 3000, 2)
	f.Fuzz(func(t *testing.T, start string, days, end int) {
		from, err := rab.ParseDate(start)
		if err != nil || from == "" || days < 1 || days > 4000 || end < 0 || end > 6 {
			t.Skip()
		}
		line, err := schedule.NewTimeline(from, from.AddDays(days-1), schedule.Weekday(end))
		if err != nil {
			t.Skip()
		}
		week, began := 1, line.From
		for day := line.From; day <= line.To; day++ {
			if got := line.WeekOf(day); got != week {
				t.Fatalf("%s is in week %d, want %d", day, got, week)
			}
			weekday := (int(day.Date().Time().Weekday()-time.Monday) + 7) % 7
			if weekday == end || day == line.To {
				if got := line.Week(week); got.From != began || got.To != day {
					t.Fatalf("week %d is %s, want %s–%s", week, spans([]schedule.Span{got}), began, day)
				}
				week, began = week+1, day+1
			}
		}
	})
}
