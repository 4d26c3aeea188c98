package schedule_test

import (
	"errors"
	"strings"
	"testing"

	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/schedule"
)

func (s *site) setting(edit func(*rab.ScheduleSetting)) error {
	s.t.Helper()
	return s.try(func(d *rab.Draft) error { return schedule.EditSetting(d, edit, nil) })
}

func TestHolidays(t *testing.T) {
	for _, test := range []struct{ typed, kept, refused string }{
		{"", "", ""},
		{"2026-03-21 Idul Fitri", "2026-03-21 Idul Fitri", ""},
		{"21/03/2026\tIdul  Fitri\r\n1.1.2026; Tahun baru\n\n", "2026-01-01 Tahun baru\n2026-03-21 Idul Fitri", ""},
		{"2026-03-21\n2026-03-21 Idul Fitri\n21/3/2026", "2026-03-21 Idul Fitri", ""},
		{"besok libur", "", "baris 1"},
		{"2026-03-21\n31/02/2026 Salah", "", "baris 2"},
		{"2026-03-21 " + strings.Repeat("x", 201), "", "terlalu panjang"},
	} {
		kept, problems := rab.ParseHolidays(test.typed)
		if kept != test.kept || (test.refused == "") != (len(problems) == 0) || test.refused != "" && !strings.Contains(problems.Err().Error(), test.refused) {
			t.Errorf("%q: kept %q, %v", test.typed, kept, problems)
		}
	}
}

// What is kept is read again as it is, and every line of it is a day without work.
func FuzzHolidays(f *testing.F) {
	f.Add("2026-03-21 Idul Fitri\n1/1/2026;Tahun baru")
	f.Add("9999-99-99\n\t;;")
	f.Fuzz(func(t *testing.T, text string) {
		kept, problems := rab.ParseHolidays(text)
		if len(problems) > 0 {
			return
		}
		again, problems := rab.ParseHolidays(kept)
		if again != kept || len(problems) > 0 {
			t.Errorf("%q is kept as %q and read as %q, %v", text, kept, again, problems)
		}
		calendar := schedule.CalendarOf(&rab.ScheduleSetting{Holidays: kept})
		lines := 0
		for line := range strings.Lines(kept) {
			lines++
			date, _, _ := strings.Cut(strings.TrimSpace(line), " ")
			if calendar.Works(schedule.DayOf(rab.Date(date))) {
				t.Errorf("%s is worked on", date)
			}
		}
		if lines != len(calendar.Holidays) {
			t.Errorf("%d lines, %d holidays", lines, len(calendar.Holidays))
		}
	})
}

func TestRefusedSettings(t *testing.T) {
	s := newSite(t, "2025-01-01", "2025-03-31", "100")
	for _, test := range []struct {
		edit func(*rab.ScheduleSetting)
		want string
	}{
		{func(set *rab.ScheduleSetting) { set.StatusDate = "2024-12-31" }, "lebih awal dari tanggal mulai"},
		{func(set *rab.ScheduleSetting) { set.OffWeekdays = "0123456" }, "hari kerja"},
		{func(set *rab.ScheduleSetting) { set.OffWeekdays = "9" }, "0 (Senin)"},
		{func(set *rab.ScheduleSetting) { set.RedFirst = decimal.FromInt(5) }, "red_first"},
		{func(set *rab.ScheduleSetting) { set.CriticalFirst = decimal.MustParse("10.001") }, "critical_first"},
	} {
		if err := s.setting(test.edit); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("got %v, want %q", err, test.want)
		}
	}
	if s.ScheduleSettings.Len() != 0 {
		t.Error("a refused setting is stored")
	}
}

// Closing freezes plan, realisasi, cost and notes of a week and all before it, until it is
// opened for a reason (rulings F35).
func TestClosedWeeks(t *testing.T) {
	s := newSite(t, "2025-01-01", "2025-03-31", "100")
	if err := s.save(schedule.Planned, 11, "W1 10, W2 10, W3 10"); err != nil {
		t.Fatal(err)
	}
	s.change(func(d *rab.Draft) error { return schedule.CloseWeek(d, 2) })
	if got := s.plan().Closed; got != 2 {
		t.Fatalf("closed until week %d, want 2", got)
	}
	note := "susulan"
	for name, command := range map[string]func(*rab.Draft) error{
		"plan": func(d *rab.Draft) error {
			_, err := schedule.Save(d, entries(schedule.Planned, 11, "W1 5"))
			return err
		},
		"realisasi": func(d *rab.Draft) error { _, err := schedule.Save(d, entries(schedule.Actual, 11, "W2 5")); return err },
		"note": func(d *rab.Draft) error {
			_, err := schedule.Save(d, []schedule.Entry{{PekerjaanID: 11, Week: 2, Mode: schedule.Actual, Notes: &note}})
			return err
		},
		"close again": func(d *rab.Draft) error { return schedule.CloseWeek(d, 2) },
		"no reason":   func(d *rab.Draft) error { return schedule.OpenWeek(d, 2, " ") },
		"open week":   func(d *rab.Draft) error { return schedule.OpenWeek(d, 3, "salah") },
	} {
		var invalid *rab.Invalid
		if err := s.try(command); !errors.As(err, &invalid) {
			t.Errorf("%s: got %v, want a refusal", name, err)
		}
	}
	s.change(func(d *rab.Draft) error {
		done, err := schedule.Reset(d, schedule.Planned)
		if done.Closed != 2 {
			t.Errorf("a reset left weeks until %d, want 2", done.Closed)
		}
		return err
	})
	if got := s.weeks(schedule.Planned, 11); got != "W1 10, W2 10, W3 0" {
		t.Errorf("after a reset %s", got)
	}
	if err := s.save(schedule.Actual, 11, "W3 5"); err != nil {
		t.Errorf("an open week: %v", err)
	}
	s.change(func(d *rab.Draft) error { return schedule.OpenWeek(d, 2, "opname diulang") })
	if got := s.plan().Closed; got != 1 || s.Schedule().OpenedNote != "opname diulang" {
		t.Errorf("closed until week %d, reason %q", got, s.Schedule().OpenedNote)
	}
	if err := s.save(schedule.Actual, 11, "W2 5"); err != nil {
		t.Errorf("a week that was opened: %v", err)
	}
}

func TestContract(t *testing.T) {
	s := newSite(t, "2025-01-01", "2025-03-31", "100")
	edit := func(change func(*rab.Contract), version *int64) error {
		return s.try(func(d *rab.Draft) error { return schedule.EditContract(d, change, version) })
	}
	for name, change := range map[string]func(*rab.Contract){
		"negative":     func(c *rab.Contract) { c.NilaiKontrak = decimal.Some(decimal.FromInt(-1)) },
		"over 100":     func(c *rab.Contract) { c.RetensiPercent = decimal.Some(decimal.FromInt(101)) },
		"year":         func(c *rab.Contract) { c.TahunAnggaran = 25 },
		"date":         func(c *rab.Contract) { c.TanggalSPMK = "31-12-2025" },
		"long":         func(c *rab.Contract) { c.NomorKontrak = strings.Repeat("x", 201) },
		"pemeliharaan": func(c *rab.Contract) { c.MasaPemeliharaan = -1 },
	} {
		var invalid *rab.Invalid
		if err := edit(change, nil); !errors.As(err, &invalid) {
			t.Errorf("%s: got %v, want a refusal", name, err)
		}
	}
	if err := edit(func(c *rab.Contract) { c.NomorKontrak, c.TahunAnggaran = " 01/K/2025 ", 2024 }, nil); err != nil {
		t.Fatal(err)
	}
	if got := s.Contract().NomorKontrak; got != "01/K/2025" {
		t.Errorf("stored %q", got)
	}
	if got := schedule.NewAnalysis(s.plan(), nil).YearEnd; got != "2024-12-31" {
		t.Errorf("the budget year ends on %s", got)
	}
	var conflict *rab.Conflict
	if err := edit(func(c *rab.Contract) { c.NomorKontrak = "x" }, new(int64)); !errors.As(err, &conflict) {
		t.Errorf("a stale version: %v", err)
	}
}

// What was entered before a week was closed cannot be turned back while it is; a pekerjaan
// that was deleted since comes back with its closed weeks.
func TestClosedWeeksAreNotTurnedBack(t *testing.T) {
	s := newSite(t, "2025-01-01", "2025-03-31", "100")
	changes := func(command func(*rab.Draft) error) []rab.RowChange {
		t.Helper()
		var list []rab.RowChange
		s.change(func(d *rab.Draft) error {
			if err := command(d); err != nil {
				return err
			}
			var err error
			list, err = d.Finish()
			return err
		})
		return list
	}
	back := func(list []rab.RowChange) error {
		return s.try(func(d *rab.Draft) error {
			if blocked, err := d.Revert(list); err != nil || len(blocked) > 0 {
				t.Fatalf("blocked by %v, %v", blocked, err)
			}
			return schedule.KeepsClosed(d)
		})
	}
	first := changes(func(d *rab.Draft) error {
		_, err := schedule.Save(d, entries(schedule.Actual, 11, "W1 10"))
		return err
	})
	second := changes(func(d *rab.Draft) error {
		_, err := schedule.Save(d, entries(schedule.Actual, 11, "W3 10"))
		return err
	})
	s.change(func(d *rab.Draft) error { return schedule.CloseWeek(d, 2) })
	if err := back(first); err == nil || !strings.Contains(err.Error(), "minggu 1") {
		t.Errorf("a closed week is turned back: %v", err)
	}
	if err := back(second); err != nil {
		t.Errorf("an open week: %v", err)
	}
	// New dates that moved no row would move the days of the closed weeks when turned back.
	s.change(func(d *rab.Draft) error { return schedule.OpenWeek(d, 1, "tanggal berubah") })
	s.change(func(d *rab.Draft) error { _, err := schedule.Reset(d, schedule.Both); return err })
	moved := changes(func(d *rab.Draft) error {
		return d.EditHeader(func(h *rab.Header) { h.TanggalMulai, h.TanggalSelesai = "2025-01-08", "2025-04-07" }, nil)
	})
	s.change(func(d *rab.Draft) error { return schedule.CloseWeek(d, 2) })
	if err := back(moved); err == nil || !strings.Contains(err.Error(), "tanggal minggu 1 sampai 2") {
		t.Errorf("days of closed weeks are turned back: %v", err)
	}
	s.change(func(d *rab.Draft) error { return schedule.OpenWeek(d, 1, "uji") })
	if err := back(moved); err != nil {
		t.Errorf("days of open weeks: %v", err)
	}
	if err := s.save(schedule.Actual, 11, "W1 10"); err != nil {
		t.Fatal(err)
	}
	s.change(func(d *rab.Draft) error { return schedule.CloseWeek(d, 2) })
	gone := changes(func(d *rab.Draft) error {
		for _, row := range d.View().ProgressOf(11) {
			d.Progress.Delete(row.ID)
		}
		d.Volumes.Delete(11)
		d.Pekerjaan.Delete(11)
		return nil
	})
	if err := back(gone); err != nil || !strings.HasPrefix(s.weeks(schedule.Actual, 11), "W1 10") {
		t.Errorf("a deleted pekerjaan: %v, %s", err, s.weeks(schedule.Actual, 11))
	}
}
