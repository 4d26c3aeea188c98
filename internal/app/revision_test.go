package app_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/schedule"
)

// saveRevision saves the present state of a project.
func (s *site) saveRevision(token string, project int64, name string) *app.SavedRevision {
	s.t.Helper()
	saved, err := s.SaveRevision(s.t.Context(), s.visit(token, project), app.NewRevision{Name: name})
	if err != nil {
		s.t.Fatal(err)
	}
	return saved
}

func TestSavedStateKeepsTheProjectAndRestoresIt(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		owner := s.person("pemilik")
		project, pekerjaan, item := s.project(owner, "Gedung")
		before := s.view(owner, project)
		saved := s.saveRevision(owner, project, " RAB Awal ")
		if saved.Name != "RAB Awal" || saved.Revision != before.Revision || saved.Pekerjaan != 1 || !saved.Total.Equal(before.Figures().Totals.Total) || saved.Total.IsZero() {
			t.Errorf("saved %+v", saved)
		}
		if now := s.view(owner, project).Revision; now != before.Revision {
			t.Errorf("saving moved the project from revision %d to %d", before.Revision, now)
		}
		s.setVolume(owner, project, pekerjaan, "7")
		s.setPrice(owner, project, item, "1500")
		_, kept, err := s.Revision(t.Context(), s.visit(owner, project), saved.ID)
		if err != nil || !kept.Figures().Totals.Total.Equal(saved.Total) || kept.Revision != saved.Revision {
			t.Fatalf("it holds %+v, %v", kept.Figures().Totals, err)
		}
		header, result, err := s.RestoreRevision(t.Context(), s.visit(owner, project), saved.ID, "")
		if err != nil {
			t.Fatal(err)
		}
		restored := s.view(owner, header.ID)
		if got := restored.Figures().Totals; !got.Total.Equal(saved.Total) || !got.Jumlah.Equal(saved.Jumlah) || result.Pekerjaan != 1 {
			t.Errorf("restored %+v", got)
		}
		if header.Nama != "Gedung (RAB Awal)" || restored.WorkList()[0].UID != before.WorkList()[0].UID || header.ID == project {
			t.Errorf("restored as %+v", header)
		}
		if got := s.quantity(owner, project, pekerjaan); got != "7" {
			t.Errorf("the project itself has volume %s", got)
		}
	})
}

// A saved state holds what was done by then. Restoring it makes another project, so what was
// done since stays where it is.
func TestRestoringASavedStateTakesItsRealisasiAndLosesNone(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		owner := s.person("pemilik")
		project, pekerjaan, _ := s.project(owner, "Gedung")
		enter := func(week int, actual, cost string) {
			t.Helper()
			price := decimal.Some(decimal.MustParse(cost))
			if _, _, err := s.SaveProgress(t.Context(), s.visit(owner, project), []schedule.Entry{
				{PekerjaanID: pekerjaan, Week: week, Mode: schedule.Planned, Amount: &schedule.Typed{Value: decimal.MustParse("50")}},
				{PekerjaanID: pekerjaan, Week: week, Mode: schedule.Actual, Amount: &schedule.Typed{Value: decimal.MustParse(actual), ByVolume: true}, Cost: &price},
			}); err != nil {
				t.Fatal(err)
			}
		}
		told := func(id int64) string {
			t.Helper()
			var weeks []string
			view := s.view(owner, id)
			for _, row := range view.Project.Progress.All() {
				weeks = append(weeks, fmt.Sprintf("%d: %s%% %s buah Rp %s", row.Week, row.Planned, row.Actual, row.ActualCost.Decimal))
			}
			return strings.Join(weeks, ", ")
		}
		enter(1, "0.25", "1000")
		saved := s.saveRevision(owner, project, "RAB Awal")
		enter(2, "0.5", "0")
		header, result, err := s.RestoreRevision(t.Context(), s.visit(owner, project), saved.ID, "")
		if err != nil || result.Progress != 1 {
			t.Fatalf("%+v, %v", result, err)
		}
		if got := told(header.ID); got != "1: 50% 0.25 buah Rp 1000" {
			t.Errorf("restored %s", got)
		}
		if got := told(project); got != "1: 50% 0.25 buah Rp 1000, 2: 50% 0.5 buah Rp 0" {
			t.Errorf("the project itself has %s", got)
		}
		copied, _, err := s.CopyProject(t.Context(), s.visit(owner, project), app.Copy{Name: "Salinan"})
		if err != nil {
			t.Fatal(err)
		}
		if got := told(copied.ID); got != "1: 50% 0 buah Rp 0, 2: 50% 0 buah Rp 0" {
			t.Errorf("a copy begins with %s", got)
		}
	})
}

func TestComparisonWithASavedStateAddsUp(t *testing.T) {
	s := newSite(t)
	owner := s.person("pemilik")
	project, pekerjaan, item := s.project(owner, "Gedung")
	first := s.saveRevision(owner, project, "RAB Awal")
	s.setVolume(owner, project, pekerjaan, "7")
	second := s.saveRevision(owner, project, "Addendum 1")
	s.setPrice(owner, project, item, "1500")
	for name, c := range map[string]struct {
		from, to int64
		causes   string
	}{
		"two saved states": {first.ID, second.ID, "volume ppn rounding"}, "the first and now": {first.ID, 0, "price volume ppn rounding"},
		"the newest and now": {0, 0, "price ppn rounding"}, "backwards": {second.ID, first.ID, "volume ppn rounding"}, "itself": {first.ID, first.ID, ""},
	} {
		result, err := s.CompareRevisions(t.Context(), s.visit(owner, project), c.from, c.to)
		if err != nil {
			t.Fatal(err)
		}
		sum, causes := number("0"), []string{}
		for _, step := range result.Comparison.Steps {
			sum = sum.Add(step.Effect)
			causes = append(causes, string(step.Cause))
		}
		if want := result.Comparison.After.Dibulatkan.Sub(result.Comparison.Before.Dibulatkan); !sum.Equal(want) || strings.Join(causes, " ") != c.causes {
			t.Errorf("%s: %v sum %s, want %s with %s", name, causes, sum, want, c.causes)
		}
	}
}

func TestSavedStatesFollowRights(t *testing.T) {
	s := newSite(t)
	owner, editor, reader, stranger := s.person("pemilik"), s.person("penyunting"), s.person("pembaca"), s.person("orang-lain")
	project, pekerjaan, _ := s.project(owner, "Gedung")
	for login, role := range map[string]app.Role{"penyunting": app.Editor, "pembaca": app.Reader} {
		if err := s.Share(t.Context(), s.visit(owner, project), login, role, false); err != nil {
			t.Fatal(err)
		}
	}
	saved := s.saveRevision(editor, project, "RAB Awal") // who sees no prices saves them all the same
	if _, kept, err := s.Revision(t.Context(), s.visit(owner, project), saved.ID); err != nil || kept.Figures().Totals.Total.IsZero() {
		t.Fatalf("an editor without prices saved none: %v", err)
	}
	s.setVolume(owner, project, pekerjaan, "7")
	_, seen, err := s.Revision(t.Context(), s.visit(reader, project), saved.ID)
	if err != nil || seen.PriceItems.All()[0].Harga.Valid || !seen.Figures().Totals.Jumlah.IsZero() {
		t.Errorf("a reader without prices sees %+v, %v", seen.Figures().Totals, err)
	}
	compared, err := s.CompareRevisions(t.Context(), s.visit(reader, project), saved.ID, 0)
	if err != nil || len(compared.Comparison.Pekerjaan) != 1 || !compared.Comparison.Pekerjaan[0].Effect.IsZero() {
		t.Errorf("compares %+v, %v", compared, err)
	}
	header, _, err := s.RestoreRevision(t.Context(), s.visit(reader, project), saved.ID, "Salinan pembaca")
	if err != nil || s.view(reader, header.ID).PriceItems.All()[0].Harga.Valid {
		t.Errorf("restores prices: %v", err)
	}
	want := func(what string, err, target error) {
		t.Helper()
		if !errors.Is(err, target) {
			t.Errorf("%s: %v, want %v", what, err, target)
		}
	}
	lock := func(token string) error {
		_, err := s.LockRevision(t.Context(), s.visit(token, project), saved.ID, true, nil)
		return err
	}
	drop := func(token string) error {
		_, err := s.DeleteRevision(t.Context(), s.visit(token, project), saved.ID, nil)
		return err
	}
	save := func(token string) error {
		_, err := s.SaveRevision(t.Context(), s.visit(token, project), app.NewRevision{Name: "x"})
		return err
	}
	list := func(token string) error {
		_, err := s.Revisions(t.Context(), s.visit(token, project))
		return err
	}
	want("a reader saves", save(reader), app.ErrForbidden)
	want("an editor locks", lock(editor), app.ErrForbidden)
	want("an editor deletes", drop(editor), app.ErrForbidden)
	want("a reader lists", list(reader), nil)
	want("a stranger lists", list(stranger), app.ErrNotFound)
	if _, err := s.SetArchived(t.Context(), s.visit(owner, project), true); err != nil {
		t.Fatal(err)
	}
	want("saved in the archive", save(owner), app.ErrArchived)
	want("deleted in the archive", drop(owner), app.ErrArchived)
	want("listed in the archive", list(owner), nil)
}

func TestLockedStateIsNeitherRenamedNorDeleted(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		owner := s.person("pemilik")
		project, _, _ := s.project(owner, "Gedung")
		visit := s.visit(owner, project)
		saved := s.saveRevision(owner, project, "RAB Awal")
		locked, err := s.LockRevision(t.Context(), visit, saved.ID, true, &saved.Version)
		if err != nil || !locked.Locked || locked.Version != 2 {
			t.Fatalf("%+v, %v", locked, err)
		}
		name := "Lain"
		var invalid *rab.Invalid
		if _, err := s.EditRevision(t.Context(), visit, saved.ID, app.RevisionEdit{Name: &name}); !errors.As(err, &invalid) || invalid.Problems[0].Path != "locked" {
			t.Errorf("renamed: %v", err)
		}
		if _, err := s.DeleteRevision(t.Context(), visit, saved.ID, nil); !errors.As(err, &invalid) || invalid.Problems[0].Path != "locked" {
			t.Errorf("deleted: %v", err)
		}
		if _, err := s.LockRevision(t.Context(), visit, saved.ID, false, nil); err != nil {
			t.Fatal(err)
		}
		var conflict *rab.Conflict
		if _, err := s.EditRevision(t.Context(), visit, saved.ID, app.RevisionEdit{Name: &name, Version: &saved.Version}); !errors.As(err, &conflict) || conflict.Rows[0].Who != "pemilik" {
			t.Errorf("renamed what it has not seen: %v", err)
		}
		edited, err := s.EditRevision(t.Context(), visit, saved.ID, app.RevisionEdit{Name: &name})
		if err != nil || edited.Name != "Lain" || edited.Note != "" || edited.Version != 4 {
			t.Errorf("%+v, %v", edited, err)
		}
		if _, err := s.DeleteRevision(t.Context(), visit, saved.ID, &edited.Version); err != nil {
			t.Error(err)
		}
		if list, err := s.Revisions(t.Context(), visit); err != nil || len(list) != 0 {
			t.Errorf("left %v, %v", list, err)
		}
	})
}

func TestNamesAndNumberOfSavedStatesAreBounded(t *testing.T) {
	s := newSite(t)
	owner := s.person("pemilik")
	project, _, _ := s.project(owner, "Gedung")
	visit := s.visit(owner, project)
	s.saveRevision(owner, project, "RAB Awal")
	stale := visit.Revision - 1
	for name, c := range map[string]struct {
		in   app.NewRevision
		path string
	}{
		"no name": {app.NewRevision{Name: " "}, "name"}, "taken": {app.NewRevision{Name: "rab AWAL"}, "name"},
		"long": {app.NewRevision{Name: strings.Repeat("é", 101)}, "name"}, "two lines": {app.NewRevision{Name: "a\nb"}, "name"},
		"long note": {app.NewRevision{Name: "a", Note: strings.Repeat("é", 2001)}, "note"}, "NUL": {app.NewRevision{Name: "a", Note: "\x00"}, "note"},
	} {
		var invalid *rab.Invalid
		if _, err := s.SaveRevision(t.Context(), visit, c.in); !errors.As(err, &invalid) || invalid.Problems[0].Path != c.path {
			t.Errorf("%s: %v", name, err)
		}
	}
	var conflict *rab.Conflict
	if _, err := s.SaveRevision(t.Context(), visit, app.NewRevision{Name: "a", Revision: &stale}); !errors.As(err, &conflict) {
		t.Errorf("another revision than was seen: %v", err)
	}
	for i := range app.MaxRevisions - 1 {
		s.saveRevision(owner, project, "R "+itoa(int64(i)))
	}
	var invalid *rab.Invalid
	if _, err := s.SaveRevision(t.Context(), visit, app.NewRevision{Name: "satu lagi"}); !errors.As(err, &invalid) || !strings.Contains(err.Error(), "penuh") {
		t.Errorf("one more than there may be: %v", err)
	}
}

func TestComparingWithoutAnySavedStateSaysWhatToDo(t *testing.T) {
	s := newSite(t)
	owner := s.person("pemilik")
	project, _, _ := s.project(owner, "Gedung")
	var invalid *rab.Invalid
	if _, err := s.CompareRevisions(t.Context(), s.visit(owner, project), 0, 0); !errors.As(err, &invalid) || invalid.Problems[0].Path != "from" {
		t.Errorf("%v", err)
	}
	other, _, _ := s.project(owner, "Pasar")
	saved := s.saveRevision(owner, other, "RAB Awal")
	if _, err := s.CompareRevisions(t.Context(), s.visit(owner, project), saved.ID, 0); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("a state of another project: %v", err)
	}
}

// The trail tells who saved, named, locked and deleted a state; the project stays at its revision.
func TestTheTrailTellsOfSavedStates(t *testing.T) {
	s := newSite(t)
	owner := s.person("pemilik")
	project, _, _ := s.project(owner, "Gedung")
	revision := s.view(owner, project).Revision
	saved := s.saveRevision(owner, project, "RAB Awal")
	visit, name := s.visit(owner, project), "RAB Kontrak"
	for _, change := range []func() error{
		func() error {
			return failed(s.EditRevision(t.Context(), visit, saved.ID, app.RevisionEdit{Name: &name}))
		},
		func() error { return failed(s.LockRevision(t.Context(), visit, saved.ID, true, nil)) },
		func() error { return failed(s.LockRevision(t.Context(), visit, saved.ID, false, nil)) },
		func() error { return failed(s.DeleteRevision(t.Context(), visit, saved.ID, nil)) },
	} {
		if err := change(); err != nil {
			t.Fatal(err)
		}
	}
	entries, _, err := s.Audit(t.Context(), visit, app.AuditFilter{Limit: 5})
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	for _, entry := range entries {
		told = append(told, entry.Action+" "+entry.Summary+" "+entry.AccountName)
	}
	want := `DELETE Revisi "RAB Kontrak" dihapus pemilik; UPDATE Kunci revisi "RAB Kontrak" dibuka pemilik; UPDATE Revisi "RAB Kontrak" dikunci pemilik; ` +
		`UPDATE Revisi "RAB Awal" menjadi "RAB Kontrak" pemilik; CREATE Revisi "RAB Awal" disimpan pemilik`
	if got := strings.Join(told, "; "); got != want {
		t.Errorf("told %s\nwant %s", got, want)
	}
	if now := s.view(owner, project).Revision; now != revision {
		t.Errorf("the project went from revision %d to %d", revision, now)
	}
}

func failed(_ *app.SavedRevision, err error) error { return err }
