package schedule_test

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"takar/internal/rab"
	"takar/internal/schedule"
)

// delete deletes a pekerjaan with its volume and weeks, and returns what puts it back.
func (s *site) delete(pekerjaan int64) (changes []rab.RowChange, before rab.WeekDates) {
	s.t.Helper()
	before = s.Header().WeekDates()
	draft := s.Edit(s.ids, s.now, person)
	draft.Pekerjaan.Delete(pekerjaan)
	draft.Volumes.Delete(pekerjaan)
	for _, row := range s.ProgressOf(pekerjaan) {
		draft.Progress.Delete(row.ID)
	}
	changes, err := draft.Finish()
	if err != nil {
		s.t.Fatal(err)
	}
	s.Project = s.Apply(draft.Delta(), s.Revision+1, nil)
	return changes, before
}

// restore puts back what was deleted when weeks were counted by the dates of before.
func (s *site) restore(changes []rab.RowChange, before rab.WeekDates, choice schedule.DateChoice) (effect schedule.Effect, err error) {
	s.t.Helper()
	err = s.try(func(d *rab.Draft) error {
		if err := d.RestoreDeleted(changes, ""); err != nil {
			return err
		}
		effect, err = schedule.FollowRestored(d, before, choice)
		return err
	})
	return effect, err
}

// scheduleOf shows all weeks of a pekerjaan.
func (s *site) scheduleOf(pekerjaan int64) string {
	return strings.Join([]string{s.weeks(schedule.Planned, pekerjaan), s.weeks(schedule.Actual, pekerjaan), s.costs(pekerjaan)}, "\n")
}

// Whether a pekerjaan was in the trash while the dates changed makes no difference.
func TestWeeksThatComeBackAreThoseThatHadStayed(t *testing.T) {
	const origin = 20_000
	rapid.Check(t, func(rt *rapid.T) {
		stayed := newSite(t, "2025-01-01", "2025-03-31", "1000", "1000")
		stayed.change(func(d *rab.Draft) error {
			return d.EditHeader(func(h *rab.Header) { drawDates(rt, h, origin) }, nil)
		})
		weeks := walkThrough(stayed.Header()).last
		stayed.change(func(d *rab.Draft) error {
			drawProgress(rt, d, 11, false, weeks)
			drawProgress(rt, d, 12, true, weeks)
			return nil
		})
		deleted := *stayed
		changes, before := deleted.delete(12)
		choice := schedule.DateChoice{
			Schedule: rapid.SampledFrom([]schedule.StartChoice{schedule.Shift, schedule.Keep, schedule.Clear}).Draw(rt, "choice"),
			Progress: rapid.SampledFrom([]schedule.WeekChoice{schedule.KeepWeeks, schedule.Redistribute}).Draw(rt, "weeks"),
		}
		next := *stayed.Header()
		drawDates(rt, &next, origin+rapid.IntRange(-30, 30).Draw(rt, "start"))
		if rapid.Bool().Draw(rt, "only weeks") {
			next.TanggalMulai, next.TanggalSelesai = stayed.Header().TanggalMulai, stayed.Header().TanggalSelesai
		}
		edit := func(h *rab.Header) {
			h.TanggalMulai, h.TanggalSelesai, h.WeekStartDay = next.TanggalMulai, next.TanggalSelesai, next.WeekStartDay
		}
		_, refused := stayed.follow(choice, edit)
		_, err := deleted.follow(choice, edit)
		if err == nil {
			_, err = deleted.restore(changes, before, choice)
		}
		if (refused == nil) != (err == nil) {
			rt.Fatalf("in sight: %v; in the trash: %v", refused, err)
		}
		if err != nil {
			return
		}
		for _, pekerjaan := range []int64{11, 12} {
			if got, want := deleted.scheduleOf(pekerjaan), stayed.scheduleOf(pekerjaan); got != want {
				rt.Fatalf("%d came back as\n%s\nwant\n%s", pekerjaan, got, want)
			}
		}
	})
}

func TestWeeksThatComeBackAskAsNewDatesDo(t *testing.T) {
	s := newSite(t, "2026-01-01", "2026-03-31", "10", "10")
	must[any](nil, s.save(schedule.Planned, 12, "W1 40, W13 60"))(t)
	planned, before := s.delete(12)
	s.change(func(d *rab.Draft) error {
		return d.EditHeader(dates("2026-01-08", "2026-04-07"), nil)
	})
	shifted := *s
	effect, err := shifted.restore(planned, before, schedule.DateChoice{})
	if err != nil || effect.Schedule != schedule.Shift || effect.Days != 7 || effect.Planned != 1 {
		t.Fatalf("%+v, %v", effect, err)
	}
	if got := shifted.weeks(schedule.Planned, 12); got != "W1 40, W13 60" {
		t.Errorf("the plan is %s", got)
	}
	kept := *s
	if _, err := kept.restore(planned, before, schedule.DateChoice{Schedule: schedule.Keep}); err != nil {
		t.Fatal(err)
	}
	if got := kept.weeks(schedule.Planned, 12); got != "W12 60" {
		t.Errorf("the plan that keeps its dates is %s", got)
	}

	// What was done is asked about, and keeps its dates; the others stand where they stood.
	must[any](nil, shifted.save(schedule.Actual, 12, "W2 5"))(t)
	must[any](nil, shifted.save(schedule.Actual, 11, "W2 7"))(t)
	done, before := shifted.delete(12)
	if _, err := shifted.follow(schedule.DateChoice{Schedule: schedule.Shift}, dates("2026-01-01", "2026-03-31")); err != nil {
		t.Fatal(err)
	}
	others := shifted.scheduleOf(11)
	var asked *schedule.ChoiceNeeded
	_, err = shifted.restore(done, before, schedule.DateChoice{})
	if !errors.As(err, &asked) || len(asked.Effects) != 3 {
		t.Fatalf("asked with %v", err)
	}
	if _, err := shifted.restore(done, before, schedule.DateChoice{Schedule: schedule.Keep}); err != nil {
		t.Fatal(err)
	}
	if got := shifted.filled(schedule.Actual, 12); got != "W3 5" {
		t.Errorf("realisasi came back in %s", got)
	}
	if got := shifted.filled(schedule.Planned, 12); got != "W2 40, W14 17.14" {
		t.Errorf("the plan came back as %s", got)
	}
	if got := shifted.scheduleOf(11); got != others {
		t.Errorf("the other was %s, is %s", others, got)
	}
}

// Dates of phases, of the status and of closed weeks are those of the project as it is: they
// followed it already.
func TestWeeksThatComeBackMoveNothingElse(t *testing.T) {
	s := newSite(t, "2026-01-01", "2026-03-31", "10", "10")
	must[any](nil, s.save(schedule.Planned, 12, "W1 40, W2 60"))(t)
	changes, before := s.delete(12)
	s.change(func(d *rab.Draft) error {
		if err := d.EditHeader(dates("2026-01-08", "2026-04-07"), nil); err != nil {
			return err
		}
		setting := *d.View().Schedule()
		setting.StatusDate, setting.ClosedUntil = "2026-01-25", "2026-01-18"
		d.ScheduleSettings.Put(&setting)
		d.Tahapan.Put(&rab.Tahapan{Meta: d.NewRow(), Nama: "Fondasi", TanggalMulai: "2026-01-08", TanggalSelesai: "2026-01-25"})
		return nil
	})
	setting, phase := *s.Schedule(), *s.Tahapan.All()[0]
	if _, err := s.restore(changes, before, schedule.DateChoice{}); err != nil {
		t.Fatal(err)
	}
	if got := s.weeks(schedule.Planned, 12); got != "W1 40, W2 60" {
		t.Errorf("the plan is %s", got)
	}
	if *s.Schedule() != setting || *s.Tahapan.All()[0] != phase {
		t.Errorf("%+v is %+v; %+v is %+v", setting, *s.Schedule(), phase, *s.Tahapan.All()[0])
	}
}
