package app_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
)

func TestUndoAndRedoWorkAcrossARestart(t *testing.T) {
	s := newSite(t)
	owner := s.person("pemilik")
	project, pekerjaan, _ := s.project(owner, "Urungkan")
	s.setVolume(owner, project, pekerjaan, "5")
	s.setVolume(owner, project, pekerjaan, "6")
	again := openSite(t, s.directory)
	undo := func(want string) {
		t.Helper()
		if _, _, err := again.Undo(t.Context(), again.visit(owner, project)); err != nil {
			t.Fatal(err)
		}
		if got := again.quantity(owner, project, pekerjaan); got != want {
			t.Fatalf("volume is %s, want %s", got, want)
		}
	}
	redo := func(want string) {
		t.Helper()
		if _, _, err := again.Redo(t.Context(), again.visit(owner, project)); err != nil {
			t.Fatal(err)
		}
		if got := again.quantity(owner, project, pekerjaan); got != want {
			t.Fatalf("volume is %s, want %s", got, want)
		}
	}
	undo("5")
	undo("2")
	undo("none")
	redo("2")
	redo("5")
	redo("6")
	if _, _, err := again.Redo(t.Context(), again.visit(owner, project)); !errors.Is(err, app.ErrNothing) {
		t.Errorf("a fourth redo: %v", err)
	}
	undo("5")
	again.setVolume(owner, project, pekerjaan, "9")
	if _, _, err := again.Redo(t.Context(), again.visit(owner, project)); !errors.Is(err, app.ErrNothing) {
		t.Errorf("redo after a new command: %v", err)
	}
	undo("5")
}

func TestUndoIsRefusedWhenSomebodyChangedTheRow(t *testing.T) {
	s := newSite(t)
	owner, editor := s.person("pemilik"), s.person("penyunting")
	project, pekerjaan, _ := s.project(owner, "Berdua")
	if err := s.Share(t.Context(), s.visit(owner, project), "penyunting", app.Editor, true); err != nil {
		t.Fatal(err)
	}
	s.setVolume(owner, project, pekerjaan, "5")
	s.setVolume(editor, project, pekerjaan, "7")
	var conflict *rab.Conflict
	if _, _, err := s.Undo(t.Context(), s.visit(owner, project)); !errors.As(err, &conflict) {
		t.Errorf("got %v, want a conflict", err)
	}
	if got := s.quantity(owner, project, pekerjaan); got != "7" {
		t.Errorf("volume is %s", got)
	}
}

func TestCreatingAProjectIsNotUndone(t *testing.T) {
	s := newSite(t)
	owner := s.person("pemilik")
	headers, err := s.CreateProjects(t.Context(), s.visit(owner, 0), []app.NewProject{{Header: header("Baru")}})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Undo(t.Context(), s.visit(owner, headers[0].ID)); !errors.Is(err, app.ErrNothing) {
		t.Errorf("got %v, want ErrNothing", err)
	}
}

func TestUndoOfPricesNeedsTheRightToPrices(t *testing.T) {
	s := newSite(t)
	owner, editor := s.person("pemilik"), s.person("penyunting")
	project, _, item := s.project(owner, "Harga")
	share := func(prices bool) {
		t.Helper()
		if err := s.Share(t.Context(), s.visit(owner, project), "penyunting", app.Editor, prices); err != nil {
			t.Fatal(err)
		}
	}
	share(true)
	s.setPrice(editor, project, item, "1500")
	share(false)
	if _, _, err := s.Undo(t.Context(), s.visit(editor, project)); !errors.Is(err, app.ErrForbidden) {
		t.Errorf("got %v, want ErrForbidden", err)
	}
}

func TestTrashGivesBackWhatWasDeleted(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		owner := s.person("pemilik")
		project, pekerjaan, _ := s.project(owner, "Terhapus")
		before := s.view(owner, project).Figures().Totals.Total
		if _, _, err := s.ReplaceTree(t.Context(), s.visit(owner, project), rab.TreeInput{Klasifikasi: []rab.KlasifikasiInput{}}); err != nil {
			t.Fatal(err)
		}
		if view := s.view(owner, project); view.Pekerjaan.Len() != 0 || !view.Figures().Totals.Total.IsZero() {
			t.Fatal("nothing was deleted")
		}
		trash, err := s.Trash(t.Context(), s.visit(owner, project))
		if err != nil || len(trash.Deletions) != 1 || trash.More {
			t.Fatalf("%+v, %v", trash, err)
		}
		deletions, people := trash.Deletions, trash.Names
		if got := people[deletions[0].Operation.AccountID]; got != "pemilik" {
			t.Errorf("deleted by %q", got)
		}
		if _, _, err := s.RestoreFromTrash(t.Context(), s.visit(owner, project), app.Restoring{Operation: deletions[0].Operation.ID}); err != nil {
			t.Fatal(err)
		}
		view := s.view(owner, project)
		if _, ok := view.Pekerjaan.Get(pekerjaan); !ok {
			t.Error("the pekerjaan has not come back with its id")
		}
		if after := view.Figures().Totals.Total; !after.Equal(before) {
			t.Errorf("total is %s, was %s", after, before)
		}
		if trash, err := s.Trash(t.Context(), s.visit(owner, project)); err != nil || len(trash.Deletions) != 0 {
			t.Errorf("%+v is still offered, %v", trash, err)
		}
		if _, _, err := s.RestoreFromTrash(t.Context(), s.visit(owner, project), app.Restoring{Operation: 1 << 40}); !errors.Is(err, app.ErrNotFound) {
			t.Errorf("unknown operation: %v", err)
		}
	})
}

func TestTrashIsKeptThirtyDays(t *testing.T) {
	s := newSite(t)
	owner := s.person("pemilik")
	project, _, _ := s.project(owner, "Lama")
	if _, _, err := s.ReplaceTree(t.Context(), s.visit(owner, project), rab.TreeInput{Klasifikasi: []rab.KlasifikasiInput{}}); err != nil {
		t.Fatal(err)
	}
	offered := func() int {
		t.Helper()
		token := s.login("pemilik")
		trash, err := s.Trash(t.Context(), s.visit(token, project))
		if err != nil {
			t.Fatal(err)
		}
		return len(trash.Deletions)
	}
	s.clock.now = s.clock.now.Add(29 * 24 * time.Hour)
	if n := offered(); n != 1 {
		t.Errorf("%d deletions after 29 days", n)
	}
	s.clock.now = s.clock.now.Add(2 * 24 * time.Hour)
	if n := offered(); n != 0 {
		t.Errorf("%d deletions after 31 days", n)
	}
}

// However often a work list is deleted, one answer of the trash reads a bounded number of rows.
func TestTrashIsReadInBounds(t *testing.T) {
	s := newSite(t)
	owner := s.person("pemilik")
	project, _, _ := s.project(owner, "Berulang")
	parameter := func() {
		made, _, err := s.CreateParameter(t.Context(), s.visit(owner, project), rab.ParameterInput{Name: "lebar", Value: pointer(decimal.One)})
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := s.DeleteParameter(t.Context(), s.visit(owner, project), made.Parameter.ID, nil); err != nil {
			t.Fatal(err)
		}
	}
	for range 200 {
		parameter()
	}
	trash, err := s.Trash(t.Context(), s.visit(owner, project))
	if err != nil || len(trash.Deletions) != 200 || trash.More {
		t.Fatalf("%d deletions, more %t, %v", len(trash.Deletions), trash.More, err)
	}
	parameter()
	again, err := s.Trash(t.Context(), s.visit(owner, project))
	if err != nil || len(again.Deletions) != 200 || !again.More || again.Deletions[1].Operation.ID != trash.Deletions[0].Operation.ID || again.Deletions[0].Operation.Changes != nil {
		t.Fatalf("%d deletions, more %t, %v", len(again.Deletions), again.More, err)
	}
}

func TestOverwritesAreMarkedInTheHistory(t *testing.T) {
	s := newSite(t)
	owner := s.person("pemilik")
	project, pekerjaan, _ := s.project(owner, "Timpa")
	latest := func() string {
		t.Helper()
		entries, _, err := s.Audit(t.Context(), s.visit(owner, project), app.AuditFilter{Limit: 1})
		if err != nil {
			t.Fatal(err)
		}
		return entries[0].Summary
	}
	const mark = "menimpa tanpa versi"
	if first := latest(); strings.Contains(first, mark) {
		t.Errorf("a first volume overwrites nothing: %q", first)
	}
	row, _ := s.view(owner, project).Volumes.Get(pekerjaan)
	seen := volume(pekerjaan, "3")
	seen.Version = &row.Version
	if _, _, err := s.SaveVolumes(t.Context(), s.visit(owner, project), []rab.VolumeInput{seen}); err != nil {
		t.Fatal(err)
	}
	if got := latest(); strings.Contains(got, mark) {
		t.Errorf("a save with its version: %q", got)
	}
	s.setVolume(owner, project, pekerjaan, "4")
	if got := latest(); !strings.Contains(got, mark) {
		t.Errorf("a save without a version: %q", got)
	}
}

func TestEveryCommandLeavesItsMarkInTheHistory(t *testing.T) {
	s := newSite(t)
	owner := s.person("pemilik")
	project, pekerjaan, item := s.project(owner, "Jejak")
	for _, act := range acts {
		switch act.name {
		case "View", "Audit", "Trash", "Members", "Share", "Unshare", "SaveAnalyses", "SetArchived", "ReplaceTree":
			continue // reads, memberships, and what would take the others their rows
		}
		_, before, err := s.Audit(t.Context(), s.visit(owner, project), app.AuditFilter{Limit: 1})
		if err != nil {
			t.Fatal(err)
		}
		if err := act.run(s, s.visit(owner, project), pekerjaan, item); err != nil {
			t.Fatalf("%s: %v", act.name, err)
		}
		entries, after, err := s.Audit(t.Context(), s.visit(owner, project), app.AuditFilter{Limit: 1})
		if err != nil {
			t.Fatal(err)
		}
		if act.name == "DeleteOrphans" || act.name == "ChangePricesByPercent" {
			continue // may find nothing to change, in the order of the list
		}
		if after <= before {
			t.Errorf("%s left no entry", act.name)
			continue
		}
		if e := entries[0]; e.Summary == "" || e.AccountName != "pemilik" {
			t.Errorf("%s left %+v", act.name, e)
		}
	}
}
