package schedule_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/schedule"
)

var derivedModes = []rab.TahapanMode{rab.TahapanDaily, rab.TahapanWeekly, rab.TahapanMonthly}

// Golden cases G1 to G3.
func TestPhasesHaveNamesPlacesAndDays(t *testing.T) {
	for _, c := range []struct {
		from, to rab.Date
		weekEnd  schedule.Weekday
		mode     rab.TahapanMode
		count    int
		number   int
		want     string
	}{
		{"2025-01-01", "2025-03-31", schedule.Minggu, rab.TahapanWeekly, 14, 1, "0 Week 1: 01/01 (Rabu) - 05/01 (Minggu) | 5 hari"},
		{"2025-01-01", "2025-03-31", schedule.Minggu, rab.TahapanWeekly, 14, 14, "13 Week 14: 31/03 (Senin) - 31/03 (Senin) | 1 hari"},
		{"2025-01-01", "2025-03-31", schedule.Sabtu, rab.TahapanWeekly, 14, 14, "13 Week 14: 30/03 (Minggu) - 31/03 (Senin) | 2 hari"},
		{"2025-10-26", "2025-12-10", schedule.Minggu, rab.TahapanWeekly, 8, 1, "0 Week 1: 26/10 (Minggu) - 26/10 (Minggu) | 1 hari"},
		{"2025-10-26", "2025-12-10", schedule.Minggu, rab.TahapanWeekly, 8, 3, "2 Week 3: 03/11 (Senin) - 09/11 (Minggu) | 7 hari"},
		{"2025-01-01", "2025-03-31", schedule.Minggu, rab.TahapanMonthly, 3, 2, "1 Februari 2025: 01/02 - 28/02 | 28 hari"},
		{"2025-10-26", "2025-12-10", schedule.Minggu, rab.TahapanMonthly, 3, 3, "2 Desember 2025: 01/12 - 10/12 | 10 hari"},
		{"2025-01-01", "2025-03-31", schedule.Minggu, rab.TahapanDaily, 90, 90, "90 Day 90 | Hari ke-90 - 31/03 (Senin)"},
		{"2024-01-01", "2026-12-31", schedule.Minggu, rab.TahapanWeekly, 157, 157, "156 Week 157: 28/12 (Senin) - 31/12 (Kamis) | 4 hari"},
		{"2024-01-01", "2026-12-31", schedule.Minggu, rab.TahapanMonthly, 36, 36, "35 Desember 2026: 01/12 - 31/12 | 31 hari"},
	} {
		line, err := schedule.NewTimeline(c.from, c.to, c.weekEnd)
		if err != nil {
			t.Fatal(err)
		}
		phases := line.Phases(c.mode)
		if len(phases) != c.count {
			t.Errorf("%s of %s to %s: %d phases, want %d", c.mode, c.from, c.to, len(phases), c.count)
			continue
		}
		phase := phases[c.number-1]
		if got := fmt.Sprintf("%d %s | %s", phase.Urutan, phase.Nama, phase.Deskripsi); got != c.want {
			t.Errorf("phase %d is %s, want %s", c.number, got, c.want)
		}
	}
}

// Ids of phases are found again, lie above those of rows and below what scripts can hold.
func TestIdsOfPhasesAreStable(t *testing.T) {
	s := newSite(t, "2020-01-01", "2029-12-31", "100")
	seen := map[int64]bool{}
	for _, mode := range derivedModes {
		line, _ := schedule.TimelineOf(s.Header())
		for _, phase := range line.Phases(mode) {
			found, ok := schedule.PhaseOf(s.Project, phase.ID)
			if !ok || found != phase || seen[phase.ID] || !schedule.DerivedPhaseID(phase.ID) || phase.ID >= 1<<53 {
				t.Fatalf("%s: %v, %v", phase.Nama, found, ok)
			}
			seen[phase.ID] = true
		}
	}
	for _, id := range []int64{0, 5, 1 << 52, 1<<52 + 4000, 1<<52 + 1<<20 + 524, 1<<52 + 3<<20 + 1, 1<<53 + 1, 1<<62 + 1} {
		if phase, ok := schedule.PhaseOf(s.Project, id); ok {
			t.Errorf("%d is %s", id, phase.Nama)
		}
	}
}

// Days, weeks and months of one plan add up to the same, which is the plan, whatever its
// volumes and however the weeks fall (rulings A7).
func TestSharesOfPhasesAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := schedule.DayOf("2025-01-01") + schedule.Day(rapid.IntRange(0, 400).Draw(t, "start"))
		days := rapid.IntRange(1, 200).Draw(t, "days")
		line, err := schedule.NewTimeline(from.Date(), (from + schedule.Day(days-1)).Date(), schedule.Weekday(rapid.IntRange(0, 6).Draw(t, "end")))
		if err != nil {
			t.Fatal(err)
		}
		var cells []schedule.Cell
		total := decimal.Zero
		for week := 1; week <= line.WeekCount(); week++ {
			share, err := decimal.FromInt(int64(rapid.IntRange(0, 100).Draw(t, "planned"))).Quo(decimal.FromInt(int64(rapid.IntRange(1, 9).Draw(t, "of"))))
			if err != nil {
				t.Fatal(err)
			}
			cells = append(cells, schedule.Cell{Week: week, Planned: share})
			total = total.Add(share)
		}
		for _, mode := range derivedModes {
			var spans []schedule.Span
			for _, phase := range line.Phases(mode) {
				spans = append(spans, phase.Span)
			}
			sum := decimal.Sum(line.Shares(cells, spans)...)
			if !sum.Equal(total.Round(2)) {
				t.Fatalf("%s add up to %s, want %s", mode, sum, total)
			}
			for i, share := range line.Shares(cells, spans) {
				if share.Sign() < 0 || !share.Equal(line.Share(cells, spans[i])) {
					t.Fatalf("%s %d: %s, alone %s", mode, i, share, line.Share(cells, spans[i]))
				}
			}
		}
		cut := line.From + schedule.Day(rapid.IntRange(0, days).Draw(t, "cut"))
		left, right := line.Share(cells, schedule.Span{From: line.From - 30, To: cut - 1}), line.Share(cells, schedule.Span{From: cut, To: line.To + 30})
		if !left.Add(right).Equal(total.Round(2)) {
			t.Fatalf("%s and %s are not %s", left, right, total)
		}
	})
}

// Golden case G15 as a weekly plan (rulings F36): a phase that holds 60 percent of the plan
// tells 60 percent, once.
func TestAPhaseHoldsThePartOfThePlanInItsDates(t *testing.T) {
	s := newSite(t, "2025-01-01", "2025-03-31", "80", "80")
	if err := s.save(schedule.Planned, 11, "W1 40, W2 60"); err != nil {
		t.Fatal(err)
	}
	name := func(text string) *string { return &text }
	day := func(date rab.Date) *rab.Date { return &date }
	var ids []int64
	s.change(func(d *rab.Draft) error {
		for _, in := range []schedule.TahapanInput{
			{Nama: name("Minggu kedua"), From: day("2025-01-06"), To: day("2025-01-12")},
			{Nama: name("Sampai 8 Januari"), To: day("2025-01-08")},
			{Nama: name("Sesudah proyek"), From: day("2026-01-01")},
		} {
			row, err := schedule.CreateTahapan(d, in)
			if err != nil {
				return err
			}
			ids = append(ids, row.ID)
			if _, _, err := schedule.AssignTahapan(d, row.ID, []schedule.MemberInput{{PekerjaanID: 11}, {PekerjaanID: 12}}); err != nil {
				return err
			}
		}
		return nil
	})
	plan, err := schedule.NewPlan(s.Project)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, sum := range plan.PhaseSums() {
		got = append(got, fmt.Sprintf("%s %d×%s", sum.Nama, sum.Pekerjaan, sum.Share))
	}
	// Three of the seven days of W2 are before 9 January: 25.71 of 60.
	if text := strings.Join(got, ", "); text != "Minggu kedua 2×60, Sampai 8 Januari 2×65.71, Sesudah proyek 2×0" {
		t.Errorf("phases %s", text)
	}
	if list := plan.Assigned(); list[0].String() != "100" || !list[1].IsZero() {
		t.Errorf("assigned %s", list)
	}
	if parts := plan.PartsOf(11); len(parts) != 3 || parts[0].Share.String() != "60" {
		t.Errorf("parts %v", parts)
	}
	// Clearing the membership first is demanded; the phase of days is not one to change.
	err = s.try(func(d *rab.Draft) error { _, err := schedule.DeleteTahapan(d, ids[0], nil); return err })
	var invalid *rab.Invalid
	if !errors.As(err, &invalid) || !strings.Contains(err.Error(), "2 pekerjaan") {
		t.Errorf("deleting: %v", err)
	}
	line, _ := schedule.TimelineOf(s.Header())
	derived := line.Phases(rab.TahapanMonthly)[0].ID
	for what, command := range map[string]func(*rab.Draft) error{
		"change": func(d *rab.Draft) error {
			_, err := schedule.UpdateTahapan(d, derived, schedule.TahapanInput{})
			return err
		},
		"delete":   func(d *rab.Draft) error { _, err := schedule.DeleteTahapan(d, derived, nil); return err },
		"assign":   func(d *rab.Draft) error { _, _, err := schedule.AssignTahapan(d, derived, nil); return err },
		"unassign": func(d *rab.Draft) error { _, err := schedule.UnassignTahapan(d, derived, nil); return err },
	} {
		if err := s.try(command); !errors.As(err, &invalid) || !strings.Contains(err.Error(), "mengikuti tanggal proyek") {
			t.Errorf("%s: %v", what, err)
		}
	}
	if err := s.try(func(d *rab.Draft) error {
		_, err := schedule.UpdateTahapan(d, 999, schedule.TahapanInput{})
		return err
	}); !errors.Is(err, rab.ErrNotFound) {
		t.Errorf("a phase that is none: %v", err)
	}
}
