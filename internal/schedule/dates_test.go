package schedule_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/schedule"
)

// follow changes the project's own data and lets the schedule follow.
func (s *site) follow(choice schedule.DateChoice, edit func(*rab.Header)) (effect schedule.Effect, err error) {
	s.t.Helper()
	err = s.try(func(d *rab.Draft) error {
		before := d.View().Header()
		if err := d.EditHeader(edit, nil); err != nil {
			return err
		}
		effect, err = schedule.FollowDates(d, before, choice)
		return err
	})
	return effect, err
}

func dates(from, to rab.Date) func(*rab.Header) {
	return func(h *rab.Header) { h.TanggalMulai, h.TanggalSelesai = from, to }
}

// weekEnd lets weeks end on a day.
func weekEnd(day schedule.Weekday) func(*rab.Header) {
	return func(h *rab.Header) { h.WeekStartDay = int(day+1) % 7 }
}

// costs shows what is stored of costs and notes of a pekerjaan.
func (s *site) costs(pekerjaan int64) string {
	var parts []string
	for _, row := range s.ProgressOf(pekerjaan) {
		text := ""
		if row.ActualCost.Valid {
			text += " " + row.ActualCost.Decimal.String()
		}
		if row.Notes != "" {
			text += fmt.Sprintf(" %q", row.Notes)
		}
		if text != "" {
			parts = append(parts, fmt.Sprintf("W%d%s", row.Week, text))
		}
	}
	return strings.Join(parts, ", ")
}

// filled is like weeks without those of nothing.
func (s *site) filled(mode schedule.Mode, pekerjaan int64) string {
	parts := strings.Split(s.weeks(mode, pekerjaan), ", ")
	return strings.Join(slices.DeleteFunc(parts, func(part string) bool { return strings.HasSuffix(part, " 0") }), ", ")
}

func (s *site) mustSave(mode schedule.Mode, pekerjaan int64, text string) {
	s.t.Helper()
	if err := s.save(mode, pekerjaan, text); err != nil {
		s.t.Fatal(err)
	}
}

// spend enters a cost and a note of a week.
func (s *site) spend(pekerjaan int64, week int, cost, notes string) {
	s.t.Helper()
	s.change(func(d *rab.Draft) error {
		entry := schedule.Entry{Path: "a", PekerjaanID: pekerjaan, Week: week, Mode: schedule.Actual, Notes: &notes}
		if cost != "" {
			value := decimal.Some(decimal.MustParse(cost))
			entry.Cost = &value
		}
		_, err := schedule.Save(d, []schedule.Entry{entry})
		return err
	})
}

// Golden case G7 with the rounding of ruling A7: a month divided into weeks by its days.
func TestGoldenMonthsIntoWeeks(t *testing.T) {
	span := func(from, to rab.Date) schedule.Span {
		return schedule.Span{From: schedule.DayOf(from), To: schedule.DayOf(to)}
	}
	january := must(schedule.NewTimeline("2025-01-01", "2025-01-31", schedule.Minggu))(t)
	month := []schedule.Span{january.Span}
	if got := numbers(schedule.OverPeriods(shares("100"), month, january.Weeks())); got != "16.13 22.58 22.58 22.58 16.13 0.00" {
		t.Errorf("weeks of January: %s", got)
	}
	four := must(schedule.NewTimeline("2025-01-01", "2025-01-28", schedule.Selasa))(t)
	if got := numbers(schedule.OverPeriods(shares("100"), month, four.Weeks())); got != "22.58 22.58 22.58 22.58 9.68" {
		t.Errorf("four weeks, the rest told: %s", got)
	}
	thirds := []schedule.Span{span("2025-01-01", "2025-01-10"), span("2025-01-11", "2025-01-20"), span("2025-01-21", "2025-01-31")}
	halves := []schedule.Span{span("2025-01-01", "2025-01-15"), span("2025-01-16", "2025-01-31")}
	if got := numbers(schedule.OverPeriods(shares("30 40 30"), thirds, halves)); got != "50.00 50.00 0.00" {
		t.Errorf("thirds into halves: %s", got)
	}
}

// The project of these tests lasts from Rabu 1 January to 31 March 2025; its weeks end on
// Minggu, the first has 5 days. Realisasi stands in weeks 1 and 2.
func TestDatesMoveTheScheduleAsChosen(t *testing.T) {
	const planned, done = "W1 10, W2 70, W14 20", "W1 5, W2 7"
	tests := []struct {
		name     string
		choice   schedule.DateChoice
		edit     func(*rab.Header)
		planned  string
		actual   string
		costs    string
		sentence string
	}{
		{
			"shift by a week, the end moves along",
			schedule.DateChoice{Schedule: schedule.Shift},
			dates("2024-12-25", "2025-03-24"),
			"W1 10, W2 70, W14 20", "W2 5, W3 7", `W2 500.05 "awal", W3 0`,
			"Rencana 1 pekerjaan bergeser 7 hari lebih awal: dari minggu 1–14 (1 Januari – 31 Maret 2025) ke minggu 1–14 (25 Desember 2024 – 24 Maret 2025).",
		},
		{
			"shift by two days: days decide",
			schedule.DateChoice{Schedule: schedule.Shift},
			dates("2024-12-30", "2025-03-31"),
			"W1 30, W2 50, W13 20", "W1 5, W2 7", `W1 500.05 "awal", W2 0`,
			"Realisasi 1 pekerjaan tetap pada tanggalnya, di minggu 1–2 (30 Desember 2024 – 12 Januari 2025).",
		},
		{
			"keep: the plan stays on its days",
			schedule.DateChoice{Schedule: schedule.Keep},
			dates("2024-12-25", "2025-03-31"),
			"W2 10, W3 70, W15 20", "W2 5, W3 7", `W2 500.05 "awal", W3 0`,
			"Rencana 1 pekerjaan tetap pada tanggalnya: minggu 1–14 menjadi minggu 2–15 (30 Desember 2024 – 31 Maret 2025).",
		},
		{
			"keep cuts what was before the new start",
			schedule.DateChoice{Schedule: schedule.Keep},
			dates("2025-01-04", "2025-03-31"),
			"W1 4, W2 70, W14 20", "W1 5, W2 7", `W1 500.05 "awal", W2 0`,
			"Rencana yang jatuh sebelum tanggal mulai atau setelah tanggal selesai hilang, dari 1 pekerjaan: P1 Pekerjaan (6 %).",
		},
		{
			"reset clears the plan",
			schedule.DateChoice{Schedule: schedule.Clear},
			dates("2024-12-25", "2025-03-31"),
			"", "W2 5, W3 7", `W2 500.05 "awal", W3 0`,
			"Rencana 1 pekerjaan di minggu 1–14 (1 Januari – 31 Maret 2025) dikosongkan.",
		},
		{
			"an earlier end cuts the plan, realisasi may be late",
			schedule.DateChoice{Schedule: schedule.Keep},
			dates("2025-01-01", "2025-01-09"),
			"W1 10, W2 40", "W1 5, W2 7", `W1 500.05 "awal", W2 0`,
			"Rencana yang jatuh sebelum tanggal mulai atau setelah tanggal selesai hilang, dari 1 pekerjaan: P1 Pekerjaan (50 %).",
		},
		{
			"a later end needs no choice",
			schedule.DateChoice{},
			dates("2025-01-01", "2025-12-31"),
			"W1 10, W2 70, W14 20", "W1 5, W2 7", `W1 500.05 "awal", W2 0`,
			"Rencana 1 pekerjaan tetap pada tanggalnya, di minggu 1–14 (1 Januari – 6 April 2025).",
		},
		{
			"another day ends the week, numbers stay",
			schedule.DateChoice{},
			weekEnd(schedule.Sabtu),
			"W1 10, W2 70, W14 20", "W1 5, W2 7", `W1 500.05 "awal", W2 0`,
			"Rencana 1 pekerjaan tetap pada nomor minggunya: dari minggu 1–14 (1 Januari – 31 Maret 2025) menjadi minggu 1–14 (1 Januari – 31 Maret 2025).",
		},
		{
			"the last week that is no more joins the one before",
			schedule.DateChoice{Progress: schedule.KeepWeeks},
			weekEnd(schedule.Senin),
			"W1 10, W2 70, W13 20", "W1 5, W2 7", `W1 500.05 "awal", W2 0`,
			"Rencana 1 pekerjaan tetap pada nomor minggunya; isi minggu 14 digabungkan ke minggu 13.",
		},
		{
			"another day ends the week, days decide",
			schedule.DateChoice{Progress: schedule.Redistribute},
			weekEnd(schedule.Sabtu),
			"W1 8, W2 62, W3 10, W14 20", "W1 4, W2 7, W3 1", `W1 400.04 "awal", W2 100.01`,
			"Rencana 1 pekerjaan dibagi ulang menurut hari: dari minggu 1–14 (1 Januari – 31 Maret 2025) ke minggu 1–14 (1 Januari – 31 Maret 2025).",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := newSite(t, "2025-01-01", "2025-03-31", "80", "12")
			s.mustSave(schedule.Planned, 11, planned)
			s.mustSave(schedule.Actual, 11, done)
			s.spend(11, 1, "500.05", "awal")
			s.spend(11, 2, "0", "")
			effect, err := s.follow(test.choice, test.edit)
			if err != nil {
				t.Fatal(err)
			}
			if got := s.filled(schedule.Planned, 11); got != test.planned {
				t.Errorf("plan %q, want %q", got, test.planned)
			}
			if got := s.filled(schedule.Actual, 11); got != test.actual {
				t.Errorf("realisasi %q, want %q", got, test.actual)
			}
			if got := s.costs(11); got != test.costs {
				t.Errorf("costs %q, want %q", got, test.costs)
			}
			if !slices.Contains(effect.Sentences(), test.sentence) {
				t.Errorf("told:\n%s\nwant:\n%s", strings.Join(effect.Sentences(), "\n"), test.sentence)
			}
			for _, row := range s.Progress.All() {
				if row.Planned.IsZero() && row.Actual.IsZero() && !row.ActualCost.Valid && row.Notes == "" {
					t.Errorf("week %d is kept with nothing in it", row.Week)
				}
			}
		})
	}
}

func TestMovedDatesAskOnlyWhenSomethingIsAtStake(t *testing.T) {
	const planned = "W1 10, W2 70, W14 20"
	later := dates("2025-01-08", "2025-04-07")
	tests := []struct {
		name          string
		planned, done string
		edit          func(*rab.Header)
		asks          string // choices that are offered
		want          string // the plan afterwards
	}{
		{"nothing is entered", "", "", later, "", ""},
		{"a plan moves with the start", planned, "", later, "", planned},
		{"there is realisasi", planned, "W2 1", later, "shift keep reset", ""},
		{"shifting would cut the plan", planned, "", dates("2025-01-08", "2025-03-31"), "shift keep reset", ""},
		{"the end cuts nothing", "W1 10", "W2 1", dates("2025-01-01", "2025-02-01"), "", "W1 10"},
		{"the end cuts the plan", planned, "", dates("2025-01-01", "2025-02-01"), "keep reset", ""},
		{"realisasi alone, the end comes before it", "", "W14 3", dates("2025-01-01", "2025-02-01"), "", ""},
		{"weeks end on another day", planned, "W2 1", weekEnd(schedule.Jumat), "", planned},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := newSite(t, "2025-01-01", "2025-03-31", "80")
			if test.planned != "" {
				s.mustSave(schedule.Planned, 11, test.planned)
			}
			if test.done != "" {
				s.mustSave(schedule.Actual, 11, test.done)
			}
			before := s.Project
			_, err := s.follow(schedule.DateChoice{}, test.edit)
			var needed *schedule.ChoiceNeeded
			if errors.As(err, &needed) {
				var offered []string
				for _, effect := range needed.Effects {
					offered = append(offered, effect.Choice())
					if effect.Label() == "" || len(effect.Sentences()) == 0 {
						t.Errorf("%s says nothing", effect.Choice())
					}
				}
				if got := strings.Join(offered, " "); got != test.asks {
					t.Errorf("offered %q, want %q", got, test.asks)
				}
				if s.Project != before {
					t.Error("something was stored")
				}
				return
			}
			if err != nil || test.asks != "" {
				t.Fatalf("%v, want the question %q", err, test.asks)
			}
			if got := s.filled(schedule.Planned, 11); got != test.want {
				t.Errorf("plan %q, want %q", got, test.want)
			}
		})
	}
}

func TestDatesThatNoChoiceAllows(t *testing.T) {
	closed := func(s *site, until rab.Date) {
		s.change(func(d *rab.Draft) error {
			setting := *d.View().Schedule()
			setting.ClosedUntil = until
			d.ScheduleSettings.Put(&setting)
			return nil
		})
	}
	tests := []struct {
		name  string
		until rab.Date
		edit  func(*rab.Header)
		want  string
	}{
		{"a start after realisasi", "", dates("2025-01-13", "2025-03-31"), "tanggal_mulai: Sudah ada realisasi di minggu 2 (6–12 Januari 2025): tanggal mulai paling lambat 12 Januari 2025."},
		{"a start inside of its week", "", dates("2025-01-12", "2025-03-31"), ""},
		{"too many weeks", "", dates("2025-01-01", "2035-12-31"), "tanggal_selesai: Proyek ini menjadi 575 minggu; jadwal paling panjang 530 minggu. Majukan tanggal selesai."},
		{"realisasi beyond the last week", "", dates("2000-01-01", "2000-12-31"), "tanggal_mulai: Realisasi terakhir (6–12 Januari 2025) akan berada di minggu 1307, padahal jadwal paling panjang 530 minggu."},
		{"closed weeks and another start", "2025-01-12", dates("2024-12-30", "2025-03-31"), "tanggal_mulai: Minggu 1 sampai 2 sudah ditutup dan akan berubah tanggalnya: buka dulu minggu yang ditutup, di halaman Jadwal."},
		{"closed weeks and another end of weeks", "2025-01-12", weekEnd(schedule.Sabtu), "week_end_day: Minggu 1 sampai 2 sudah ditutup dan akan berubah tanggalnya: buka dulu minggu yang ditutup, di halaman Jadwal."},
		{"closed weeks cut by the end", "2025-01-12", dates("2025-01-01", "2025-01-10"), "tanggal_selesai: Minggu 1 sampai 2 sudah ditutup dan akan berubah tanggalnya: buka dulu minggu yang ditutup, di halaman Jadwal."},
		{"closed weeks and a later end", "2025-01-12", dates("2025-01-01", "2025-12-31"), ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := newSite(t, "2025-01-01", "2025-03-31", "80")
			s.mustSave(schedule.Actual, 11, "W2 10")
			closed(s, test.until)
			before := s.Project
			_, err := s.follow(schedule.DateChoice{Schedule: schedule.Shift, Progress: schedule.Redistribute}, test.edit)
			switch {
			case test.want == "" && err != nil:
				t.Fatal(err)
			case test.want != "" && (err == nil || err.Error() != test.want || s.Project != before):
				t.Fatalf("%v, want %q and nothing stored", err, test.want)
			}
		})
	}
}

func TestPhasesAndTheStatusDateFollow(t *testing.T) {
	build := func(t *testing.T) *site {
		s := newSite(t, "2025-01-01", "2025-03-31", "80")
		s.mustSave(schedule.Planned, 11, "W1 10")
		s.change(func(d *rab.Draft) error {
			d.Tahapan.Put(&rab.Tahapan{Meta: rab.Meta{ID: 51}, Nama: "Tahap 1", TanggalMulai: "2025-01-06", TanggalSelesai: "2025-01-31"})
			d.Tahapan.Put(&rab.Tahapan{Meta: rab.Meta{ID: 52}, Nama: "Tahap 2"})
			setting := *d.View().Schedule()
			setting.StatusDate = "2025-03-31"
			d.ScheduleSettings.Put(&setting)
			return nil
		})
		return s
	}
	tests := []struct {
		name   string
		choice schedule.DateChoice
		edit   func(*rab.Header)
		phase  string
		status rab.Date
	}{
		{"shift", schedule.DateChoice{Schedule: schedule.Shift}, dates("2025-01-08", "2025-04-30"), "2025-01-13 2025-02-07", "2025-04-06"},
		{"keep", schedule.DateChoice{Schedule: schedule.Keep}, dates("2025-01-02", "2025-04-30"), "2025-01-06 2025-01-31", "2025-04-06"},
		{"a start after the status date", schedule.DateChoice{Schedule: schedule.Shift}, dates("2025-05-01", "2025-08-30"), "2025-05-06 2025-05-31", ""},
		{"numbers of weeks", schedule.DateChoice{}, weekEnd(schedule.Senin), "2025-01-06 2025-01-31", "2025-03-31"},
		{"days of weeks", schedule.DateChoice{Progress: schedule.Redistribute}, weekEnd(schedule.Sabtu), "2025-01-06 2025-01-31", "2025-03-31"},
	}
	for _, test := range tests {
		s := build(t)
		effect, err := s.follow(test.choice, test.edit)
		if err != nil {
			t.Fatal(err)
		}
		first, _ := s.Tahapan.Get(51)
		open, _ := s.Tahapan.Get(52)
		if got := string(first.TanggalMulai + " " + first.TanggalSelesai); got != test.phase || open.TanggalMulai+open.TanggalSelesai != "" {
			t.Errorf("%s: the phase is of %s, want %s; the open one %v", test.name, got, test.phase, open)
		}
		if moved := test.phase != "2025-01-06 2025-01-31"; moved != (effect.Tahapan == 1) {
			t.Errorf("%s: told of %d phases", test.name, effect.Tahapan)
		}
		if got := s.Schedule().StatusDate; got != test.status {
			t.Errorf("%s: status %q, want %q", test.name, got, test.status)
		}
	}
}

// Percent and volume of one pekerjaan each add up to what they were, and no week holds both.
func TestUnitsStayWhatTheyWere(t *testing.T) {
	tests := []struct {
		name, volume, was string
		to                func(*rab.Header)
		want, cut         string
	}{
		{"the larger share keeps the week", "80", "W1 10, W2 56v", weekEnd(schedule.Sabtu), "W1 10, W2 48v, W3 8v", ""},
		{"percent is the larger one", "80", "W1 4v, W2 70", weekEnd(schedule.Sabtu), "W1 4v, W2 60, W3 10", ""},
		{"the only week is taken by the other", "80", "W1 10, W2 56v", dates("2025-01-01", "2025-01-06"), "W1 10, W2 8v", "60"},
		{"without a volume percent stays", "0", "W1 1, W2 56v", weekEnd(schedule.Sabtu), "W1 0.8, W2 0.2, W3 56v", ""},
	}
	for _, test := range tests {
		s := newSite(t, "2025-01-01", "2025-03-31", "80")
		s.mustSave(schedule.Planned, 11, test.was)
		s.change(func(d *rab.Draft) error {
			row, _ := d.Volumes.Get(11)
			next := *row
			next.Quantity = decimal.Some(decimal.MustParse(test.volume))
			d.Volumes.Put(&next)
			return nil
		})
		effect, err := s.follow(schedule.DateChoice{Schedule: schedule.Keep, Progress: schedule.Redistribute}, test.to)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.weeks(schedule.Planned, 11); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
		cut := ""
		for _, one := range effect.Cut {
			cut += one.Percent.String()
		}
		if cut != test.cut {
			t.Errorf("%s: cut %q, want %q", test.name, cut, test.cut)
		}
	}
}

func TestNotesOfOneWeekAreJoined(t *testing.T) {
	s := newSite(t, "2025-01-01", "2025-03-31", "80")
	s.spend(11, 13, "", "hujan")
	s.spend(11, 14, "", "selesai")
	if _, err := s.follow(schedule.DateChoice{}, weekEnd(schedule.Senin)); err != nil {
		t.Fatal(err)
	}
	if got := s.costs(11); got != `W13 "hujan\nselesai"` {
		t.Errorf("notes %s", got)
	}
}

func TestCopiesMoveTheirScheduleWithNotes(t *testing.T) {
	s := newSite(t, "2025-01-01", "2025-03-31", "80")
	s.mustSave(schedule.Planned, 11, "W1 10, W2 70, W14 20")
	s.spend(11, 2, "", "pagi")
	s.change(func(d *rab.Draft) error {
		before := d.View().Header()
		if err := d.EditHeader(dates("2026-01-05", "2026-04-04"), nil); err != nil {
			return err
		}
		schedule.ShiftCopy(d, before)
		return nil
	})
	if got := s.filled(schedule.Planned, 11) + "; " + s.costs(11); got != `W1 30, W2 50, W13 20; W1 "pagi"` {
		t.Errorf("the copy has %s", got)
	}
}

func TestUnknownChoicesAreRefused(t *testing.T) {
	for _, test := range []struct{ schedule, progress, want string }{
		{"shift", "redistribute", ""},
		{"", "", ""},
		{"geser", "", "schedule"},
		{"", "days", "progress"},
	} {
		_, err := schedule.ParseDateChoice(test.schedule, test.progress)
		if (err == nil) != (test.want == "") || err != nil && !strings.HasPrefix(err.Error(), test.want+":") {
			t.Errorf("%q, %q: %v", test.schedule, test.progress, err)
		}
	}
}
