package app_test

import (
	"testing"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/schedule"
)

// The list knows how far a project is after every command, by whatever way it changed.
func TestEveryCommitTellsTheListHowFarAProjectIs(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		owner := s.person("pemilik")
		project, pekerjaan, _ := s.project(owner, "Gedung")
		listed := func(id int64) rab.Standing {
			t.Helper()
			page, err := s.Projects(t.Context(), s.visit(owner, 0), app.ProjectQuery{IDs: []int64{id}})
			if err != nil || len(page.Rows) != 1 {
				t.Fatalf("%+v, %v", page, err)
			}
			if got := s.view(owner, id).Standing(); got != page.Rows[0].Standing {
				t.Errorf("the list has %+v, the project %+v", page.Rows[0].Standing, got)
			}
			return page.Rows[0].Standing
		}
		if got := listed(project); got != (rab.Standing{}) {
			t.Errorf("a new project has %+v", got)
		}
		enter := func(mode schedule.Mode, amount schedule.Typed) {
			t.Helper()
			if _, _, err := s.SaveProgress(t.Context(), s.visit(owner, project), []schedule.Entry{{PekerjaanID: pekerjaan, Week: 1, Mode: mode, Amount: &amount}}); err != nil {
				t.Fatal(err)
			}
		}
		enter(schedule.Planned, schedule.Typed{Value: decimal.FromInt(80)})
		enter(schedule.Actual, schedule.Typed{Value: decimal.One, ByVolume: true})
		if got := listed(project); got.Realisasi != 5000 || got.Rencana != "8000" || got.BehindFrom == "" {
			t.Errorf("entered %+v", got)
		}
		s.setVolume(owner, project, pekerjaan, "4")
		if got := listed(project); got.Realisasi != 2500 {
			t.Errorf("with another volume %+v", got)
		}
		late := listed(project).BehindFrom
		if _, _, err := s.EditProject(t.Context(), s.visit(owner, project), app.ProjectEdit{Edit: func(h *rab.Header) { h.Nama = "Gedung B" }}); err != nil {
			t.Fatal(err)
		}
		if got := listed(project); got.BehindFrom != late || got.Realisasi != 2500 {
			t.Errorf("under another name %+v", got)
		}
		copied, _, err := s.CopyProject(t.Context(), s.visit(owner, project), app.Copy{Name: "Salinan"})
		if err != nil {
			t.Fatal(err)
		}
		if got := listed(copied.ID); got.Realisasi != 0 || got.Rencana != "8000" {
			t.Errorf("the copy has %+v", got)
		}
		backup, err := s.view(owner, project).Backup()
		if err != nil {
			t.Fatal(err)
		}
		restored, err := s.ImportBackup(t.Context(), s.visit(owner, 0), backup, app.BackupImport{})
		if err != nil {
			t.Fatal(err)
		}
		if got := listed(restored.Header.ID); got.Realisasi != 2500 || got.Rencana != "8000" {
			t.Errorf("the backup has %+v", got)
		}
		if _, _, err := s.ResetProgress(t.Context(), s.visit(owner, project), schedule.Both); err != nil {
			t.Fatal(err)
		}
		if got := listed(project); got != (rab.Standing{}) {
			t.Errorf("cleared %+v", got)
		}
	})
}
