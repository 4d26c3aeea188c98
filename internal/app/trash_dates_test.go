package app_test

import (
	"errors"
	"strings"
	"testing"

	"takar/internal/app"
	"takar/internal/rab"
	"takar/internal/schedule"
)

// deletePekerjaan deletes a pekerjaan and returns the operation that did it.
func (s *site) deletePekerjaan(v *app.Visit, pekerjaan int64) (operation int64) {
	s.t.Helper()
	_, done, err := s.ChangeList(s.t.Context(), v, rab.ListInput{Deleted: []rab.ListDeletion{{ID: pekerjaan}}})
	if err != nil {
		s.t.Fatal(err)
	}
	return done.OperationID
}

// Weeks that come back are not those of the numbers that they had: the dates of the project
// may have changed meanwhile.
func TestAPekerjaanComesBackFromTheTrashOnItsDates(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		owner := s.person("Pemilik")
		project, pekerjaan := s.scheduled(owner, "Jadwal", true)
		visit := s.visit(owner, project)
		operation := s.deletePekerjaan(visit, pekerjaan)
		s.redate(visit, "2025-12-25", "2026-03-31", schedule.DateChoice{})
		var choice *app.ScheduleChoice
		if _, _, err := s.RestoreFromTrash(t.Context(), visit, app.Restoring{Operation: operation}); !errors.As(err, &choice) || len(choice.Projects[0].Effects) != 3 {
			t.Fatalf("%v", err)
		}
		if got := s.weeks(owner, project); got != "2025-12-25/2026-03-31:" {
			t.Errorf("asking has stored %s", got)
		}
		wants := map[schedule.StartChoice]string{
			schedule.Shift: "2025-12-25/2026-03-31: W1 10 W2 20 W3 0 (7, Rp 700.07) W13 70",
			schedule.Keep:  "2025-12-25/2026-03-31: W2 10 W3 20 (7, Rp 700.07) W14 70",
			schedule.Clear: "2025-12-25/2026-03-31: W3 0 (7, Rp 700.07)",
		}
		for choice, want := range wants {
			effect, _, err := s.RestoreFromTrash(t.Context(), visit, app.Restoring{Operation: operation, Choice: schedule.DateChoice{Schedule: choice}})
			if err != nil || effect.Schedule != choice || effect.Done != 1 {
				t.Fatalf("%s: %+v, %v", choice, effect, err)
			}
			if got := s.weeks(owner, project); got != want {
				t.Errorf("%s: %s, want %s", choice, got, want)
			}
			if _, _, err := s.Undo(t.Context(), visit); err != nil {
				t.Fatal(err)
			}
			if got := s.weeks(owner, project); got != "2025-12-25/2026-03-31:" {
				t.Errorf("%s undone: %s", choice, got)
			}
		}
	})
}

func TestUndoPutsNothingIntoWeeksOfOtherDays(t *testing.T) {
	s := newSite(t)
	owner, editor := s.person("pemilik"), s.person("penyunting")
	project, pekerjaan := s.scheduled(owner, "Jadwal", false)
	visit, other := s.visit(owner, project), func() *app.Visit { return s.visit(editor, project) }
	if err := s.Share(t.Context(), visit, "penyunting", app.Editor, true); err != nil {
		t.Fatal(err)
	}
	before := s.weeks(owner, project)
	operation := s.deletePekerjaan(visit, pekerjaan)
	undone := func() error {
		_, _, err := s.Undo(t.Context(), visit)
		return err
	}

	// A later end leaves the days of earlier weeks as they are.
	s.redate(other(), "2026-01-01", "2026-04-30", schedule.DateChoice{})
	if err := undone(); err != nil || s.weeks(owner, project) != strings.Replace(before, "2026-03-31", "2026-04-30", 1) {
		t.Fatalf("%v; %s, was %s", err, s.weeks(owner, project), before)
	}
	if _, _, err := s.Redo(t.Context(), visit); err != nil {
		t.Fatal(err)
	}

	// With another start they are other days: the trash lets the weeks follow.
	s.redate(other(), "2026-01-09", "2026-04-30", schedule.DateChoice{})
	var invalid *rab.Invalid
	if err := undone(); !errors.As(err, &invalid) || !strings.Contains(err.Error(), "Sampah") || s.weeks(owner, project) != "2026-01-09/2026-04-30:" {
		t.Errorf("%v; %s", err, s.weeks(owner, project))
	}
	if _, _, err := s.RestoreFromTrash(t.Context(), visit, app.Restoring{Operation: operation}); err != nil {
		t.Fatal(err)
	}
	if got, want := s.weeks(owner, project), "2026-01-09/2026-04-30: W1 7.5 W2 19.64 W3 2.86 W13 60 W14 10"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
