package schedule_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/schedule"
)

func (s *site) fill(fill schedule.Fill) error {
	s.t.Helper()
	return s.try(func(d *rab.Draft) error { _, err := fill.Apply(d); return err })
}

// Golden case B3: a bar of 3, 6 and 6 working days, new year being a holiday. The other
// shapes are those of ruling F40.
func TestFillByWorkingDays(t *testing.T) {
	for _, test := range []struct {
		way          schedule.Shape
		before, want string
	}{
		{schedule.Even, "", "W1 20, W2 40, W3 40"},
		{schedule.Front, "", "W1 36, W2 48, W3 16"},
		{schedule.Back, "", "W1 4, W2 32, W3 64"},
		{schedule.Bell, "", "W1 10.4, W2 54.4, W3 35.2"},
		{schedule.Even, "W2 40, W5 50", "W1 10, W2 20, W3 20, W5 50"}, // what is planned elsewhere stays
		{schedule.FillRest, "W2 50", "W1 16.67, W2 50, W3 33.33"},
		{schedule.FillRest, "W1 20, W2 30, W3 50", "W1 20, W2 30, W3 50"},
		{schedule.FillRight, "W1 40", "W1 40, W2 40, W3 20"},
		{schedule.FillRight, "W1 30", "W1 30, W2 30, W3 30"},
		{schedule.FillRight, "W1 50, W3 7, W4 20", "W1 50, W2 30, W3 0, W4 20"},
	} {
		t.Run(string(test.way)+"/"+test.before, func(t *testing.T) {
			s := newSite(t, "2025-01-01", "2025-03-31", "100")
			s.change(func(d *rab.Draft) error {
				return schedule.EditSetting(d, func(set *rab.ScheduleSetting) { set.Holidays = "01/01/2025 Tahun baru" }, nil)
			})
			if test.before != "" {
				if err := s.save(schedule.Planned, 11, test.before); err != nil {
					t.Fatal(err)
				}
			}
			if err := s.fill(schedule.Fill{Pekerjaan: []int64{11}, From: 1, To: 3, Way: test.way}); err != nil {
				t.Fatal(err)
			}
			if got := s.weeks(schedule.Planned, 11); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestRefusedFills(t *testing.T) {
	s := newSite(t, "2025-01-01", "2025-03-31", "100", "-")
	s.change(func(d *rab.Draft) error { return schedule.CloseWeek(d, 2) })
	week := schedule.Fill{Pekerjaan: []int64{11}, From: 3, To: 4, Way: schedule.Even}
	for _, test := range []struct {
		change func(*schedule.Fill)
		want   string
	}{
		{func(f *schedule.Fill) { f.From = 2 }, "sudah ditutup"},
		{func(f *schedule.Fill) { f.From = 0 }, "from_week"},
		{func(f *schedule.Fill) { f.To = 15 }, "to_week"},
		{func(f *schedule.Fill) { f.To = 2 }, "to_week"},
		{func(f *schedule.Fill) { f.Way = "zigzag" }, "tidak dikenal"},
		{func(f *schedule.Fill) { f.Pekerjaan = nil }, "sedikitnya satu"},
		{func(f *schedule.Fill) { f.Pekerjaan = []int64{11, 99} }, "tidak ada dalam proyek"},
		{func(f *schedule.Fill) { f.Pekerjaan = []int64{12} }, "volume belum diisi"},
	} {
		fill := week
		test.change(&fill)
		if err := s.fill(fill); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%+v: got %v, want %q", fill, err, test.want)
		}
		if got := s.Progress.Len(); got != 0 {
			t.Fatalf("%d weeks stored by a refused fill", got)
		}
	}
}

// Whatever was planned before: a shape makes every pekerjaan exactly 100.00, touches no week
// outside of the range, and leaves nothing negative.
func TestFillAlwaysAddsUp(tt *testing.T) {
	rapid.Check(tt, func(t *rapid.T) {
		s := newSite(tt, "2025-01-01", "2025-12-31", "100")
		left := 10_000
		var list []schedule.Entry
		for week := 1; week <= 20; week++ {
			part := rapid.IntRange(0, left/2).Draw(t, "percent")
			left -= part
			list = append(list, schedule.Entry{PekerjaanID: 11, Week: week, Mode: schedule.Planned, Amount: &schedule.Typed{Value: decimal.New(int64(part), 2)}})
		}
		s.change(func(d *rab.Draft) error { _, err := schedule.Save(d, list); return err })
		fill := schedule.Fill{Pekerjaan: []int64{11}, From: rapid.IntRange(1, 20).Draw(t, "from"), Way: rapid.SampledFrom(schedule.Ways()).Draw(t, "way")}
		fill.To = rapid.IntRange(fill.From, 53).Draw(t, "to")
		before := map[int]decimal.Decimal{}
		empty := false
		for _, row := range s.ProgressOf(11) {
			before[row.Week] = row.Planned
		}
		for week := fill.From; week <= fill.To; week++ {
			empty = empty || before[week].IsZero()
		}
		if err := s.fill(fill); err != nil {
			if fill.Way == schedule.FillRest && !empty {
				return // there is no place for the rest
			}
			t.Fatal(err)
		}
		sum := decimal.Zero
		for _, row := range s.ProgressOf(11) {
			sum = sum.Add(row.Planned)
			inside := row.Week >= fill.From && row.Week <= fill.To
			if row.Planned.Sign() < 0 || !inside && !row.Planned.Equal(before[row.Week]) {
				t.Fatalf("week %d: %s, was %s", row.Week, row.Planned, before[row.Week])
			}
			if kept := before[row.Week]; fill.Way == schedule.FillRest && !kept.IsZero() && !kept.Equal(row.Planned) {
				t.Fatalf("week %d held %s and holds %s", row.Week, kept, row.Planned)
			}
		}
		if fill.Way != schedule.FillRight && !sum.Equal(decimal.FromInt(100)) || decimal.FromInt(100).Less(sum) {
			t.Fatalf("the plan adds up to %s", sum)
		}
	})
}
