package app_test

import (
	"runtime"
	"testing"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/dossier"
	"takar/internal/schedule"
)

// A document takes the one turn for heavy work, and the rencana kontrak, which is read for
// it, another: one inside of the other would wait for itself until both give up.
func TestDocumentOfAProjectWithRencanaKontrakDoesNotWaitForItself(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1)) // one turn
	s := newSite(t)
	owner := s.person("pemilik")
	project, pekerjaan, _ := s.project(owner, "Gedung")
	plan := schedule.Entry{PekerjaanID: pekerjaan, Week: 1, Mode: schedule.Planned, Amount: &schedule.Typed{Value: decimal.FromInt(80)}}
	if _, _, err := s.SaveProgress(t.Context(), s.visit(owner, project), []schedule.Entry{plan}); err != nil {
		t.Fatal(err)
	}
	saved := s.saveRevision(owner, project, "Kontrak")
	if _, err := s.SetBaseline(t.Context(), s.visit(owner, project), &saved.ID); err != nil {
		t.Fatal(err)
	}
	file, err := s.Document(t.Context(), s.visit(owner, project), app.DocumentOrder{Kind: dossier.JadwalPekerjaan, Format: dossier.PDF}, nil)
	if err != nil || len(file.Data) == 0 {
		t.Fatal(err)
	}
}
