package schedule_test

import (
	"errors"
	"strings"
	"testing"

	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/schedule"
)

// Golden case G8 as ruling F31 corrects it: the stored sum is at most 100.00 exactly.
func TestTotals(t *testing.T) {
	for _, test := range []struct{ volume, before, sent, after, refused string }{
		{"100", "", "W1 60, W2 40", "W1 60, W2 40", ""},
		{"100", "", "W1 60, W2 40.01", "", schedule.OverPercent},
		{"100", "W1 60", "W2 40.01", "", schedule.OverPercent},
		{"100", "W1 60", "W2 40.02", "", schedule.OverPercent},
		{"100", "W1 60", "W1 30, W2 70", "W1 30, W2 70", ""},
		{"100", "W1 60, W2 40", "W3 5", "", schedule.OverPercent},
		{"100", "W1 60, W2 40", "W2 35, W3 5", "W1 60, W2 35, W3 5", ""},
		{"0", "", "W1 0.01", "W1 0.01", ""},
		{"0", "", "W1 0.02", "", schedule.NoVolume},
		{"-", "", "W1 0.02", "", schedule.NoVolume},
		{"-", "", "W1 1v", "", schedule.NoVolume},
		{"80", "", "W1 12.5v", "W1 12.5v", ""},
		{"30", "", "W1 10v, W2 20v", "W1 10v, W2 20v", ""},
		{"30", "", "W1 10v, W2 20.001v", "", schedule.OverVolume},
		{"30", "W1 50", "W2 15v", "W1 50, W2 15v", ""},
		{"30", "W1 50", "W2 15.001v", "", schedule.OverVolume},
		{"100", "W1 60, W2 40", "W2 0", "W1 60, W2 0", ""},
	} {
		for _, mode := range []schedule.Mode{schedule.Planned, schedule.Actual} {
			t.Run(strings.Join([]string{string(mode), test.volume, test.before, test.sent}, "/"), func(t *testing.T) {
				s := newSite(t, "2025-01-01", "2025-03-31", test.volume)
				if test.before != "" {
					s.change(func(d *rab.Draft) error { _, err := schedule.Save(d, entries(mode, 11, test.before)); return err })
				}
				err := s.save(mode, 11, test.sent)
				var over *schedule.OverTotal
				switch {
				case test.refused == "" && err != nil:
					t.Fatal(err)
				case test.refused == "":
				case !errors.As(err, &over) || over.Totals[0].Kind != test.refused:
					t.Fatalf("got %v, want a total refused as %s", err, test.refused)
				default:
					test.after = test.before
				}
				if got := s.weeks(mode, 11); got != test.after {
					t.Errorf("stored %q, want %q", got, test.after)
				}
			})
		}
	}
}

// What was typed as a volume counts as a share of the volume as it is now.
func TestVolumesFollowTheVolume(t *testing.T) {
	s := newSite(t, "2025-01-01", "2025-03-31", "80")
	s.change(func(d *rab.Draft) error {
		_, err := schedule.Save(d, entries(schedule.Actual, 11, "W1 12.5v"))
		return err
	})
	percent := func() string {
		plan, err := schedule.NewPlan(s.Project)
		if err != nil {
			t.Fatal(err)
		}
		return plan.Works[0].Cells[0].Actual.String()
	}
	if got := percent(); got != "15.625" {
		t.Errorf("12.5 of 80 is %s %%, want 15.625", got)
	}
	s.change(func(d *rab.Draft) error {
		d.Volumes.Put(&rab.Volume{Meta: rab.Meta{ID: 11}, Quantity: decimal.Some(decimal.FromInt(100))})
		return nil
	})
	if got := percent(); got != "12.5" {
		t.Errorf("12.5 of 100 is %s %%, want 12.5", got)
	}
}

// Golden case G16: reset clears one side and keeps the other, and notes.
func TestReset(t *testing.T) {
	s := newSite(t, "2025-01-01", "2025-03-31", "100")
	for mode, text := range map[schedule.Mode]string{schedule.Planned: "W1 50, W2 50", schedule.Actual: "W1 10, W2 0"} {
		if err := s.save(mode, 11, text); err != nil {
			t.Fatal(err)
		}
	}
	s.change(func(d *rab.Draft) error {
		done, err := schedule.Reset(d, schedule.Planned)
		if done.Weeks != 2 || done.Closed != 0 {
			t.Errorf("cleared %v, want 2 weeks", done)
		}
		return err
	})
	if plan, actual := s.weeks(schedule.Planned, 11), s.weeks(schedule.Actual, 11); plan != "W1 0, W2 0" || actual != "W1 10, W2 0" {
		t.Errorf("plan %q, realisasi %q", plan, actual)
	}
}

func TestRefusedEntries(t *testing.T) {
	s := newSite(t, "2025-01-01", "2025-01-31", "100") // 5 weeks
	s.change(func(d *rab.Draft) error {
		setting := *d.View().Schedule()
		setting.ClosedUntil = "2025-01-12"
		d.ScheduleSettings.Put(&setting)
		return nil
	})
	for _, test := range []struct {
		mode       schedule.Mode
		text, want string
	}{
		{schedule.Planned, "W6 1", "melewati tanggal selesai"},
		{schedule.Planned, "W2 1", "sudah ditutup"},
		{schedule.Actual, "W2 1", "sudah ditutup"},
		{schedule.Planned, "W0 1", "tidak ada"},
		{schedule.Planned, "W3 1.001", "paling banyak 2 angka"},
		{schedule.Planned, "W3 1.0001v", "paling banyak 3 angka"},
		{schedule.Planned, "W3 100.01", "melebihi 100"},
		{schedule.Planned, "W3 -1", "negatif"},
		{schedule.Planned, "W3 1, W3 2", "dua kali"},
	} {
		if err := s.save(test.mode, 11, test.text); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s %s: got %v, want %q", test.mode, test.text, err, test.want)
		}
	}
	if err := s.save(schedule.Actual, 11, "W6 1"); err != nil {
		t.Errorf("realisasi after the end: %v", err)
	}
	if err := s.save(schedule.Planned, 12, "W3 1"); err == nil || !strings.Contains(err.Error(), "tidak ada dalam proyek") {
		t.Errorf("a pekerjaan of another project: %v", err)
	}
}

// Two people enter the same week: who saw an older state is told, unless both say the same
// (rulings B11).
func TestConflictsArePerWeek(t *testing.T) {
	s := newSite(t, "2025-01-01", "2025-03-31", "100")
	if err := s.save(schedule.Actual, 11, "W1 10, W2 20"); err != nil {
		t.Fatal(err)
	}
	saw := func(week, value, was string) error {
		list := entries(schedule.Actual, 11, week+" "+value)
		list[0].Was = &schedule.Typed{Value: decimal.MustParse(was)}
		return s.try(func(d *rab.Draft) error { _, err := schedule.Save(d, list); return err })
	}
	var conflict *rab.Conflict
	if err := saw("W1", "30", "0"); !errors.As(err, &conflict) || conflict.Rows[0].WhoID != person {
		t.Errorf("got %v, want a conflict with who changed it", err)
	}
	if err := saw("W1", "10", "0"); err != nil {
		t.Errorf("the same value: %v", err)
	}
	if err := saw("W1", "30", "10"); err != nil {
		t.Errorf("the latest state was seen: %v", err)
	}
	if err := saw("W3", "5", "0"); err != nil {
		t.Errorf("another week: %v", err)
	}
	if got := s.weeks(schedule.Actual, 11); got != "W1 30, W2 20, W3 5" {
		t.Errorf("stored %s", got)
	}
}
