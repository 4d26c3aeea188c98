package app_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/schedule"
	"takar/internal/store"
)

// scheduled makes a project of 13 weeks, from Kamis 1 January 2026, with the plan 10, 20, 70
// of its one pekerjaan, and with realisasi and cost in week 2 if wanted.
func (s *site) scheduled(token, name string, done bool) (project, pekerjaan int64) {
	s.t.Helper()
	project, pekerjaan, _ = s.project(token, name)
	visit := s.visit(token, project)
	s.redate(visit, "2026-01-01", "2026-03-31", schedule.DateChoice{})
	s.enter(visit, pekerjaan, schedule.Planned, 1, "10")
	s.enter(visit, pekerjaan, schedule.Planned, 2, "20")
	s.enter(visit, pekerjaan, schedule.Planned, 13, "70")
	if done {
		s.enter(visit, pekerjaan, schedule.Actual, 2, "7")
		cost := decimal.Some(decimal.MustParse("700.07"))
		if _, _, err := s.SaveProgress(s.t.Context(), visit, []schedule.Entry{{Path: "a", PekerjaanID: pekerjaan, Week: 2, Mode: schedule.Actual, Cost: &cost}}); err != nil {
			s.t.Fatal(err)
		}
	}
	return project, pekerjaan
}

func (s *site) enter(v *app.Visit, pekerjaan int64, mode schedule.Mode, week int, percent string) {
	s.t.Helper()
	amount := schedule.Typed{Value: decimal.MustParse(percent)}
	if _, _, err := s.SaveProgress(s.t.Context(), v, []schedule.Entry{{Path: "a", PekerjaanID: pekerjaan, Week: week, Mode: mode, Amount: &amount}}); err != nil {
		s.t.Fatal(err)
	}
}

// between is an edit of both dates.
func between(from, to rab.Date) func(*rab.Header) {
	return func(h *rab.Header) { h.TanggalMulai, h.TanggalSelesai = from, to }
}

func (s *site) redate(v *app.Visit, from, to rab.Date, choice schedule.DateChoice) {
	s.t.Helper()
	if _, _, err := s.EditProject(s.t.Context(), v, app.ProjectEdit{Edit: between(from, to), Choice: choice}); err != nil {
		s.t.Fatal(err)
	}
}

// weeks shows the schedule of a project with its dates.
func (s *site) weeks(token string, project int64) string {
	s.t.Helper()
	view := s.view(token, project)
	return weeksOf(view.Project)
}

func weeksOf(p *rab.Project) string {
	h := p.Header()
	all := []string{fmt.Sprintf("%s/%s:", h.TanggalMulai, h.TanggalSelesai)}
	for _, work := range p.WorkList() {
		for _, row := range p.ProgressOf(work.ID) {
			text := fmt.Sprintf("W%d %s", row.Week, row.Planned)
			if !row.Actual.IsZero() || row.ActualCost.Valid {
				text += fmt.Sprintf(" (%s, Rp %s)", row.Actual, row.ActualCost.OrZero())
			}
			all = append(all, text)
		}
	}
	return strings.Join(all, " ")
}

func TestNewDatesAskWhatBecomesOfTheSchedule(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		owner := s.person("Pemilik")
		project, _ := s.scheduled(owner, "Jadwal", true)
		visit := s.visit(owner, project)
		before := s.weeks(owner, project)
		var choice *app.ScheduleChoice
		edit := app.ProjectEdit{Edit: between("2025-12-25", "2026-03-31")}
		if _, _, err := s.EditProject(t.Context(), visit, edit); !errors.As(err, &choice) || len(choice.Projects[0].Effects) != 3 {
			t.Fatalf("%v", err)
		}
		preview, err := s.DateEffects(t.Context(), visit, edit)
		if err != nil || s.weeks(owner, project) != before {
			t.Fatalf("%v; %s", err, s.weeks(owner, project))
		}
		for i := range preview {
			if a, b := preview[i].Sentences(), choice.Projects[0].Effects[i].Sentences(); strings.Join(a, "") != strings.Join(b, "") {
				t.Errorf("shown %q, asked with %q", a, b)
			}
		}
		wants := map[schedule.StartChoice]string{
			schedule.Shift: "2025-12-25/2026-03-31: W1 10 W2 20 W3 0 (7, Rp 700.07) W13 70",
			schedule.Keep:  "2025-12-25/2026-03-31: W2 10 W3 20 (7, Rp 700.07) W14 70",
			schedule.Clear: "2025-12-25/2026-03-31: W3 0 (7, Rp 700.07)",
		}
		for choice, want := range wants {
			edit.Choice.Schedule = choice
			effect, _, err := s.EditProject(t.Context(), visit, edit)
			if err != nil || effect.Schedule != choice {
				t.Fatalf("%s: %v", choice, err)
			}
			if got := s.weeks(owner, project); got != want {
				t.Errorf("%s: %s, want %s", choice, got, want)
			}
			if _, _, err := s.Undo(t.Context(), visit); err != nil {
				t.Fatal(err)
			}
			if got := s.weeks(owner, project); got != before {
				t.Errorf("%s undone: %s, was %s", choice, got, before)
			}
			if _, _, err := s.Redo(t.Context(), visit); err != nil {
				t.Fatal(err)
			}
			if got := s.weeks(owner, project); got != want {
				t.Errorf("%s done again: %s, want %s", choice, got, want)
			}
			if _, _, err := s.Undo(t.Context(), visit); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestSeveralProjectsAreAskedAtOnce(t *testing.T) {
	s := newSite(t)
	owner := s.person("Pemilik")
	first, _ := s.scheduled(owner, "Satu", true)
	second, _ := s.scheduled(owner, "Dua", true)
	planned, _ := s.scheduled(owner, "Tiga", false)
	edits := []app.ProjectEdit{
		{ID: first, Path: "changes[0]", Edit: between("2026-01-05", "2026-04-04")},
		{ID: second, Path: "changes[1]", Edit: between("2026-01-05", "2026-04-04"), Choice: schedule.DateChoice{Schedule: schedule.Keep}},
		{ID: planned, Path: "changes[2]", Edit: between("2026-01-08", "2026-04-07")},
	}
	before := s.weeks(owner, first) + s.weeks(owner, second) + s.weeks(owner, planned)
	_, err := s.EditProjects(t.Context(), s.visit(owner, 0), edits)
	var choice *app.ScheduleChoice
	if !errors.As(err, &choice) || len(choice.Projects) != 1 || choice.Projects[0].Path != "changes[0].schedule" || choice.Projects[0].Nama != "Satu" {
		t.Fatalf("%v", err)
	}
	if after := s.weeks(owner, first) + s.weeks(owner, second) + s.weeks(owner, planned); after != before {
		t.Fatalf("something was stored: %s", after)
	}
	edits[0].Choice.Schedule = schedule.Clear
	if _, err := s.EditProjects(t.Context(), s.visit(owner, 0), edits); err != nil {
		t.Fatal(err)
	}
	for project, want := range map[int64]string{
		first:   "2026-01-05/2026-04-04: W1 0 (7, Rp 700.07)",
		second:  "2026-01-05/2026-04-04: W1 20 (7, Rp 700.07) W12 70",
		planned: "2026-01-08/2026-04-07: W1 10 W2 20 W13 70",
	} {
		if got := s.weeks(owner, project); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func TestTheEndOfWeeksMoves(t *testing.T) {
	s := newSite(t)
	owner := s.person("Pemilik")
	project, _ := s.scheduled(owner, "Minggu", true)
	visit := s.visit(owner, project)
	number := func(n int64) *int64 { return &n }
	tests := []struct {
		name       string
		boundary   app.WeekBoundary
		start, end int
		want       string
	}{
		{"nothing said", app.WeekBoundary{}, 0, 6, "W1 10 W2 20 (7, Rp 700.07) W13 70"},
		{"another end says the start", app.WeekBoundary{End: number(5)}, 6, 5, "W1 10 W2 20 (7, Rp 700.07) W13 70"},
		{"the start holds; days decide", app.WeekBoundary{Start: number(7), End: number(3), Progress: schedule.Redistribute}, 0, 6, ""},
		{"numbers begin anew", app.WeekBoundary{Start: number(-1)}, 6, 5, ""},
	}
	for _, test := range tests {
		effects, err := s.WeekBoundaryEffects(t.Context(), visit, test.boundary)
		if err != nil {
			t.Fatal(err)
		}
		_, done, err := s.SetWeekBoundary(t.Context(), visit, test.boundary)
		if err != nil {
			t.Fatal(err)
		}
		if (len(effects) == 2) != done.Changed {
			t.Errorf("%s: %d effects shown, changed: %v", test.name, len(effects), done.Changed)
		}
		h := done.Project.Header()
		if h.WeekStartDay != test.start || h.WeekEndDay != test.end {
			t.Errorf("%s: %d to %d", test.name, h.WeekStartDay, h.WeekEndDay)
		}
		if got := s.weeks(owner, project); test.want != "" && got != "2026-01-01/2026-03-31: "+test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

func TestCopiesTakeTheScheduleToTheirDates(t *testing.T) {
	s := newSite(t)
	owner := s.person("Pemilik")
	project, _ := s.scheduled(owner, "Asli", true)
	s.addPhase(s.visit(owner, project))
	s = openSite(t, s.directory) // as another server, which has not read it before
	visit := s.visit(owner, project)
	tests := []struct {
		name  string
		in    app.Copy
		want  string
		weeks int
		phase rab.Date
	}{
		{"the same dates", app.Copy{Name: "Salinan A"}, "2026-01-01/2026-03-31: W1 10 W2 20 W13 70", 3, "2026-02-01"},
		{"four weeks later", app.Copy{Name: "Salinan B", Start: "2026-01-29"}, "2026-01-29/2026-04-28: W1 10 W2 20 W13 70", 3, "2026-03-01"},
		{"from a Senin: days decide", app.Copy{Name: "Salinan C", Start: "2026-03-02"}, "2026-03-02/2026-05-30: W1 18.57 W2 11.43 W12 30 W13 40", 4, "2026-04-02"},
		{"without the schedule", app.Copy{Name: "Salinan D", Start: "2026-03-02", Options: rab.CopyOptions{WithoutSchedule: true}}, "2026-03-02/2026-05-30:", 0, ""},
	}
	for _, test := range tests {
		header, result, err := s.CopyProject(t.Context(), visit, test.in)
		if err != nil {
			t.Fatal(err)
		}
		copied := s.view(owner, header.ID)
		if got := weeksOf(copied.Project); got != test.want || result.Progress != test.weeks {
			t.Errorf("%s: %s, want %s; %d weeks told", test.name, got, test.want, result.Progress)
		}
		phase := rab.Date("")
		for _, row := range copied.Tahapan.All() {
			phase = row.TanggalMulai
		}
		if phase != test.phase {
			t.Errorf("%s: the phase begins on %q, want %q", test.name, phase, test.phase)
		}
	}
	batch, err := s.CopyMany(t.Context(), visit, app.BatchCopy{Base: "Banyak", Count: 2, Start: "2026-01-29"}, func(int, string, app.BatchResult) bool { return false })
	if err != nil || len(batch.Projects) != 2 {
		t.Fatalf("%v, %v", batch, err)
	}
	for _, header := range batch.Projects {
		if got := s.weeks(owner, header.ID); got != "2026-01-29/2026-04-28: W1 10 W2 20 W13 70" {
			t.Errorf("a copy of the batch: %s", got)
		}
	}
}

// addPhase puts a phase into the visit's project.
func (s *site) addPhase(v *app.Visit) {
	s.t.Helper()
	view, err := s.View(s.t.Context(), v)
	if err != nil {
		s.t.Fatal(err)
	}
	ids := s.store.IDs(s.t.Context())
	draft := view.Edit(ids, 1, v.Account.ID)
	draft.Tahapan.Put(&rab.Tahapan{Meta: draft.NewRow(), UID: draft.NewUID(), Nama: "Tahap", TanggalMulai: "2026-02-01", TanggalSelesai: "2026-02-20"})
	if _, err := s.store.Commit(s.t.Context(), &store.Commit{
		Project: view.Project, Delta: draft.Delta(),
		Operation: store.Operation{ID: ids.NextID(), AccountID: v.Account.ID, Kind: "test", Summary: "Tahapan", CreatedAt: 1},
	}); err != nil {
		s.t.Fatal(err)
	}
}

// New dates cannot be turned back under weeks that somebody filled by them.
func TestNewDatesStayUnderWeeksFilledSince(t *testing.T) {
	s := newSite(t)
	owner, editor := s.person("Pemilik"), s.person("Penyunting")
	project, pekerjaan := s.scheduled(owner, "Bersama", false)
	if err := s.Share(t.Context(), s.visit(owner, project), "penyunting", app.Editor, false); err != nil {
		t.Fatal(err)
	}
	s.clock.now = s.clock.now.Add(time.Minute)
	s.redate(s.visit(owner, project), "2025-12-25", "2026-03-24", schedule.DateChoice{Schedule: schedule.Shift})
	s.clock.now = s.clock.now.Add(time.Minute)
	s.enter(s.visit(editor, project), pekerjaan, schedule.Actual, 5, "3")
	before := s.weeks(owner, project)
	var invalid *rab.Invalid
	if _, _, err := s.Undo(t.Context(), s.visit(owner, project)); !errors.As(err, &invalid) || !strings.Contains(err.Error(), "minggu 5 diisi setelah tanggal proyek berubah") {
		t.Fatalf("%v", err)
	}
	if after := s.weeks(owner, project); after != before {
		t.Errorf("%s, was %s", after, before)
	}
	if _, _, err := s.Undo(t.Context(), s.visit(editor, project)); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Undo(t.Context(), s.visit(owner, project)); err != nil {
		t.Fatal(err)
	}
	if got := s.weeks(owner, project); got != "2026-01-01/2026-03-31: W1 10 W2 20 W13 70" {
		t.Errorf("%s", got)
	}
}

// Who may not see costs moves them with the dates and back, and never sees them.
func TestDatesMoveCostsUnseen(t *testing.T) {
	s := newSite(t)
	owner, editor := s.person("Pemilik"), s.person("Penyunting")
	project, _ := s.scheduled(owner, "Rahasia", true)
	if err := s.Share(t.Context(), s.visit(owner, project), "penyunting", app.Editor, false); err != nil {
		t.Fatal(err)
	}
	before := s.weeks(owner, project)
	s.redate(s.visit(editor, project), "2025-12-25", "2026-03-31", schedule.DateChoice{Schedule: schedule.Clear})
	if got := s.weeks(owner, project); got != "2025-12-25/2026-03-31: W3 0 (7, Rp 700.07)" {
		t.Errorf("%s", got)
	}
	if got := s.weeks(editor, project); got != "2025-12-25/2026-03-31: W3 0 (7, Rp 0)" {
		t.Errorf("the editor sees %s", got)
	}
	if _, _, err := s.Undo(t.Context(), s.visit(editor, project)); err != nil {
		t.Fatal(err)
	}
	if got := s.weeks(owner, project); got != before {
		t.Errorf("undone %s, was %s", got, before)
	}
}
