package rab

import "testing"

func TestTimelineCompletion(t *testing.T) { // golden G23
	tests := []struct {
		name             string
		mulai, selesai   Date
		durasi           int
		wantMulai, until Date
		wantDays         int
		problem          string
	}{
		{name: "G23 start and duration", mulai: "2025-01-01", durasi: 31, wantMulai: "2025-01-01", until: "2025-01-31", wantDays: 31},
		{name: "G23 both dates", mulai: "2025-01-01", selesai: "2025-12-31", wantMulai: "2025-01-01", until: "2025-12-31", wantDays: 365},
		{name: "G23 start alone", mulai: "2025-03-15", wantMulai: "2025-03-15", until: "2025-12-31", wantDays: 292},
		{name: "G23 start on the last day", mulai: "2025-12-31", wantMulai: "2025-12-31", until: "2026-12-31", wantDays: 366},
		{name: "dates override the duration", mulai: "2025-01-01", selesai: "2025-01-10", durasi: 99, wantMulai: "2025-01-01", until: "2025-01-10", wantDays: 10},
		{name: "end and duration", selesai: "2025-01-31", durasi: 31, wantMulai: "2025-01-01", until: "2025-01-31", wantDays: 31},
		{name: "one day", mulai: "2024-02-29", selesai: "2024-02-29", wantMulai: "2024-02-29", until: "2024-02-29", wantDays: 1},
		{name: "end before start", mulai: "2025-01-02", selesai: "2025-01-01", problem: "tanggal_selesai"},
		{name: "nothing given", problem: "tanggal_mulai"},
		{name: "end alone", selesai: "2025-01-02", problem: "tanggal_mulai"},
		{name: "no such day", mulai: "2025-02-29", problem: "tanggal_mulai"},
		{name: "negative duration", mulai: "2025-01-01", durasi: -1, problem: "durasi_hari"},
		{name: "beyond the calendar", mulai: "2025-01-01", durasi: 100_000, problem: "durasi_hari"},
		{name: "absurd duration", mulai: "2025-01-01", durasi: 1 << 60, problem: "durasi_hari"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			h := &Header{TanggalMulai: test.mulai, TanggalSelesai: test.selesai, DurasiHari: test.durasi, WeekStartDay: 6, WeekEndDay: 2}
			problems := h.CompleteTimeline()
			if test.problem != "" {
				if len(problems) != 1 || problems[0].Path != test.problem {
					t.Errorf("problems %v, want one at %s", problems, test.problem)
				}
				return
			}
			if len(problems) != 0 {
				t.Fatalf("refused: %v", problems)
			}
			if h.TanggalMulai != test.wantMulai || h.TanggalSelesai != test.until || h.DurasiHari != test.wantDays {
				t.Errorf("%s to %s, %d days; want %s to %s, %d days", h.TanggalMulai, h.TanggalSelesai, h.DurasiHari, test.wantMulai, test.until, test.wantDays)
			}
			if h.TahunProject != test.wantMulai.Time().Year() || h.WeekEndDay != 5 {
				t.Errorf("year %d, week end %d", h.TahunProject, h.WeekEndDay)
			}
			again := *h
			if problems := again.CompleteTimeline(); len(problems) != 0 || again != *h {
				t.Errorf("completing twice changes %+v to %+v", *h, again)
			}
		})
	}
}

func TestTimelineStatus(t *testing.T) {
	const today = Date("2025-06-01") // + 30 days = 2025-07-01
	tests := []struct {
		mulai, selesai Date
		standing       Standing
		want           TimelineStatus
	}{
		{"2025-06-02", "2025-07-02", Standing{}, NotStarted},
		{"2025-06-01", "2025-07-02", Standing{}, Running},
		{"2025-01-01", "2025-07-01", Standing{}, Deadline},
		{"2025-01-01", "2025-06-01", Standing{}, Deadline},
		{"2025-06-10", "2025-06-20", Standing{}, Deadline},
		{"2025-01-01", "2025-05-31", Standing{}, Overdue},
		{"2025-01-01", "2025-05-31", Standing{Realisasi: 9999}, Overdue},
		{"2025-01-01", "2025-05-31", Standing{Realisasi: 10000}, Finished},
		{"2025-06-02", "2025-07-02", Standing{Realisasi: 10000}, Finished},
		{"2025-06-01", "2025-07-02", Standing{BehindFrom: today}, Overdue},
		{"2025-06-01", "2025-07-02", Standing{BehindFrom: "2025-06-02"}, Running},
		{"2025-01-01", "2025-07-01", Standing{BehindFrom: "2025-05-01"}, Overdue},
	}
	for _, test := range tests {
		h := &Header{TanggalMulai: test.mulai, TanggalSelesai: test.selesai}
		if got := h.TimelineStatus(test.standing, today); got != test.want {
			t.Errorf("%s to %s, %+v: %s, want %s", test.mulai, test.selesai, test.standing, got, test.want)
		}
	}
}

// Weeks of the project: Kamis to Minggu, a whole one, Senin to Rabu.
func TestWhatIsDueIsThePlanOfTheWeeksThatHaveEnded(t *testing.T) {
	h := &Header{TanggalMulai: "2026-01-01", TanggalSelesai: "2026-01-14", WeekEndDay: 6}
	s := Standing{Realisasi: 1250, Rencana: PlanText([]int64{1000, 3033, 10000, 10000})}
	if s.Rencana != "1000 3033 10000" {
		t.Fatalf("plan %q", s.Rencana)
	}
	for day, want := range map[Date]string{
		"2025-12-01": "0 12.5", "2026-01-04": "0 12.5", "2026-01-05": "10 2.5", "2026-01-11": "10 2.5", "2026-01-12": "30.33 -17.83",
		"2026-01-14": "30.33 -17.83", "2026-01-15": "100 -87.5", "2026-01-18": "100 -87.5", "2030-01-01": "100 -87.5",
	} {
		due, planned := s.Due(h, day)
		points, ok := s.Deviation(h, day)
		if got := due.String() + " " + points.String(); got != want || !planned || !ok {
			t.Errorf("on %s %s, want %s", day, got, want)
		}
	}
	for _, none := range [][]int64{nil, {0}, {0, 0, 0}} {
		if due, planned := (Standing{Rencana: PlanText(none)}).Due(h, "2026-02-01"); planned || !due.IsZero() {
			t.Errorf("%v: %s is planned", none, due)
		}
	}
}

func TestProjectIndex(t *testing.T) {
	if got := ProjectIndex(7, "2026-11-24", 1); got != "PRJ-07-241126-0001" {
		t.Errorf("got %s", got)
	}
	if got := ProjectIndex(1234, "2026-01-02", 10000); got != "PRJ-1234-020126-10000" {
		t.Errorf("got %s", got)
	}
}
