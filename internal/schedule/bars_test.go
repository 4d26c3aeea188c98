package schedule_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/schedule"
)

// move moves the plan of the first pekerjaan.
func (s *site) move(bar schedule.Bar) error {
	s.t.Helper()
	bar.PekerjaanID = 11
	return s.try(func(d *rab.Draft) error { _, err := bar.Apply(d); return err })
}

// filled drops the weeks that hold nothing.
func filled(weeks string) string {
	parts := slices.DeleteFunc(strings.Split(weeks, ", "), func(part string) bool { return strings.HasSuffix(part, " 0") })
	return strings.Join(parts, ", ")
}

// The project has 14 weeks: week 1 has 5 days, week 14 has 1 (golden case G1).
func TestMovedBars(t *testing.T) {
	for _, test := range []struct {
		name, before string
		bar          schedule.Bar
		after        string
	}{
		{"later: each week keeps its amount", "W2 10, W3 20, W5 70", schedule.Bar{Weeks: 2}, "W4 10, W5 20, W7 70"},
		{"earlier, onto itself", "W2 10, W3 20, W4 70", schedule.Bar{Weeks: -1}, "W1 10, W2 20, W3 70"},
		{"to the ends of the project", "W2 50, W13 50", schedule.Bar{Weeks: 1}, "W3 50, W14 50"},
		{"volumes stay volumes", "W2 0.125v, W3 79.875v", schedule.Bar{Weeks: 3}, "W5 0.125v, W6 79.875v"},
		{"both units side by side", "W2 50, W3 40v", schedule.Bar{Weeks: 1}, "W3 50, W4 40v"},
		{"twice as long", "W2 50, W3 30, W4 20", schedule.Bar{From: 2, To: 7}, "W2 25, W3 25, W4 15, W5 15, W6 10, W7 10"},
		{"half as long", "W2 25, W3 25, W4 15, W5 15", schedule.Bar{From: 4, To: 5}, "W4 50, W5 30"},
		{"thirds add up", "W2 100", schedule.Bar{From: 2, To: 4}, "W2 33.33, W3 33.34, W4 33.33"},
		{"a gap grows with the bar", "W2 40, W4 60", schedule.Bar{From: 2, To: 7}, "W2 20, W3 20, W6 30, W7 30"},
		{"a short week gets less", "W2 60", schedule.Bar{From: 1, To: 2}, "W1 25, W2 35"},
		{"into one week", "W2 60, W3 39.99", schedule.Bar{From: 9, To: 9}, "W9 99.99"},
		{"volumes add up", "W2 80v", schedule.Bar{From: 2, To: 4}, "W2 26.667v, W3 26.666v, W4 26.667v"},
		{"both units become percent", "W2 50, W3 40v", schedule.Bar{From: 2, To: 5}, "W2 25, W3 25, W4 25, W5 25"},
		{"to where it is", "W2 50, W3 40v", schedule.Bar{From: 2, To: 3}, "W2 50, W3 50"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newSite(t, "2025-01-01", "2025-03-31", "80")
			for mode, text := range map[schedule.Mode]string{schedule.Planned: test.before, schedule.Actual: "W2 7, W3 1"} {
				if err := s.save(mode, 11, text); err != nil {
					t.Fatal(err)
				}
			}
			if err := s.move(test.bar); err != nil {
				t.Fatal(err)
			}
			if got := filled(s.weeks(schedule.Planned, 11)); got != test.after {
				t.Errorf("the plan is %s, want %s", got, test.after)
			}
			if got := filled(s.weeks(schedule.Actual, 11)); got != "W2 7, W3 1" {
				t.Errorf("realisasi moved along: %s", got)
			}
		})
	}
}

func TestRefusedBars(t *testing.T) {
	for _, test := range []struct {
		name, before, closed string
		bar                  schedule.Bar
		want                 string
	}{
		{"before the project", "W2 50, W3 50", "", schedule.Bar{Weeks: -2}, "sebelum proyek mulai"},
		{"after the project", "W2 50, W3 50", "", schedule.Bar{Weeks: 12}, "melewati tanggal selesai"},
		{"far away", "W2 50", "", schedule.Bar{Weeks: 1 << 62}, "melewati tanggal selesai"},
		{"far away in the past", "W2 50", "", schedule.Bar{Weeks: -1 << 62}, "sebelum proyek mulai"},
		{"stretched beyond the end", "W2 50", "", schedule.Bar{From: 2, To: 15}, "minggu 14"},
		{"the wrong way round", "W2 50", "", schedule.Bar{From: 3, To: 2}, "lebih awal"},
		{"no place at all", "W2 50", "", schedule.Bar{}, "sebelum proyek mulai"},
		{"nothing to move", "W2 0", "", schedule.Bar{Weeks: 1}, "belum punya rencana"},
		{"out of a closed week", "W2 50, W4 50", "2025-01-12", schedule.Bar{Weeks: 3}, "mulai di minggu 2, yang sudah ditutup"},
		{"into a closed week", "W4 50, W5 50", "2025-01-12", schedule.Bar{Weeks: -2}, "minggu 2 sudah ditutup"},
		{"stretched into a closed week", "W4 50, W5 50", "2025-01-12", schedule.Bar{From: 1, To: 5}, "minggu 1 sudah ditutup"},
		{"both units, no round percent", "W2 50, W3 0.001v", "", schedule.Bar{From: 2, To: 4}, "Samakan satuannya"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newSite(t, "2025-01-01", "2025-03-31", "70")
			if err := s.save(schedule.Planned, 11, test.before); err != nil {
				t.Fatal(err)
			}
			s.change(func(d *rab.Draft) error {
				setting := *d.View().Schedule()
				setting.ClosedUntil = rab.Date(test.closed)
				d.ScheduleSettings.Put(&setting)
				return nil
			})
			if err := s.move(test.bar); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
			if got := s.weeks(schedule.Planned, 11); got != test.before {
				t.Errorf("the plan is %s after all", got)
			}
		})
	}
	s := newSite(t, "2025-01-01", "2025-03-31", "70")
	err := s.try(func(d *rab.Draft) error { _, err := schedule.Bar{PekerjaanID: 99, Weeks: 1}.Apply(d); return err })
	if err == nil || !strings.Contains(err.Error(), "tidak ada dalam proyek") {
		t.Errorf("a pekerjaan of another project: %v", err)
	}
}

// Who moves a bar that somebody else has changed meanwhile is told, and nothing moves.
func TestABarThatChangedMeanwhileStays(t *testing.T) {
	s := newSite(t, "2025-01-01", "2025-03-31", "80")
	if err := s.save(schedule.Planned, 11, "W2 10, W3 20"); err != nil {
		t.Fatal(err)
	}
	saw := func(text string) map[int]schedule.Typed {
		was := map[int]schedule.Typed{}
		for _, entry := range entries(schedule.Planned, 11, text) {
			was[entry.Week] = *entry.Amount
		}
		return was
	}
	var conflict *rab.Conflict
	for _, text := range []string{"W2 10", "W2 10, W3 21", "W2 10, W3 20, W4 5", "W2 10v, W3 20"} {
		if err := s.move(schedule.Bar{Weeks: 1, Was: saw(text)}); !errors.As(err, &conflict) || len(conflict.Rows) != 1 {
			t.Errorf("seen as %s: got %v, want one conflict", text, err)
		}
	}
	if err := s.move(schedule.Bar{Weeks: 1, Was: saw("W2 10, W3 20, W9 0")}); err != nil {
		t.Errorf("seen as it is: %v", err)
	}
	if got := filled(s.weeks(schedule.Planned, 11)); got != "W3 10, W4 20" {
		t.Errorf("the plan is %s", got)
	}
}

// However a bar is stretched, it adds up to the same, no week becomes negative, and weeks
// lie within its ends.
func TestStretchedBarsAddUp(t *testing.T) {
	line, err := schedule.NewTimeline("2025-01-01", "2026-12-30", schedule.Minggu)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		places := rapid.SampledFrom([]int{2, 3}).Draw(t, "places")
		total := decimal.Zero
		var amounts []schedule.Amount
		week := 0
		for range rapid.IntRange(1, 12).Draw(t, "weeks") {
			week += rapid.IntRange(1, 8).Draw(t, "gap")
			value := decimal.New(rapid.Int64Range(1, 1e17).Draw(t, "value"), uint8(places))
			amounts, total = append(amounts, schedule.Amount{Week: week, Value: value}), total.Add(value)
		}
		from := rapid.IntRange(1, line.WeekCount()).Draw(t, "from")
		to := rapid.IntRange(from, line.WeekCount()).Draw(t, "to")
		sum := decimal.Zero
		for i, part := range line.Stretch(amounts, from, to, places) {
			if part.Week != from+i || part.Value.Sign() < 0 || !part.Value.Equal(part.Value.Round(places)) {
				t.Fatalf("part %d is %+v", i, part)
			}
			sum = sum.Add(part.Value)
		}
		if !sum.Equal(total) {
			t.Fatal(fmt.Sprintf("%s became %s", total, sum))
		}
	})
}
