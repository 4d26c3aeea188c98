package app_test

import (
	"errors"
	"slices"
	"sync"
	"testing"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
)

func TestProjectsOfADayAreNumberedFromOne(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		owner := s.person("pemilik")
		visit := s.visit(owner, 0)
		headers, err := s.CreateProjects(t.Context(), visit, []app.NewProject{{Header: header("Satu")}, {Header: header("Dua")}})
		if err != nil {
			t.Fatal(err)
		}
		prefix := rab.ProjectIndex(visit.Account.ID, s.Today(), 1)
		if headers[0].IndexProject != prefix || headers[1].IndexProject != rab.ProjectIndex(visit.Account.ID, s.Today(), 2) {
			t.Errorf("got %s and %s", headers[0].IndexProject, headers[1].IndexProject)
		}
		if headers[0].TanggalSelesai != "2026-12-31" || headers[0].DurasiHari != 361 {
			t.Errorf("dates are not completed: %+v", headers[0])
		}
		var group sync.WaitGroup
		for range 5 {
			group.Go(func() {
				if _, err := s.CreateProjects(t.Context(), visit, []app.NewProject{{Header: header("Serentak")}}); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		page, err := s.Projects(t.Context(), visit, app.ProjectQuery{PageSize: 50})
		if err != nil {
			t.Fatal(err)
		}
		numbers := map[string]bool{}
		for _, row := range page.Rows {
			numbers[row.IndexProject] = true
		}
		if page.Total != 7 || len(numbers) != 7 {
			t.Errorf("%d projects with %d numbers", page.Total, len(numbers))
		}
	})
}

func TestProjectsAreCreatedTogetherOrNotAtAll(t *testing.T) {
	s := newSite(t)
	visit := s.visit(s.person("pemilik"), 0)
	bad := header("x")
	bad.TanggalSelesai = "2025-01-01"
	_, err := s.CreateProjects(t.Context(), visit, []app.NewProject{{Header: header("Baik"), Path: "form-0"}, {Header: bad, Preset: "tidak-ada", Path: "form-1"}})
	var invalid *rab.Invalid
	if !errors.As(err, &invalid) {
		t.Fatalf("got %v", err)
	}
	var paths []string
	for _, problem := range invalid.Problems {
		paths = append(paths, problem.Path)
	}
	for _, want := range []string{"form-1.nama", "form-1.tanggal_selesai", "form-1.preset"} {
		if !slices.Contains(paths, want) {
			t.Errorf("%s is not among %v", want, paths)
		}
	}
	if page, err := s.Projects(t.Context(), visit, app.ProjectQuery{}); err != nil || page.Total != 0 {
		t.Errorf("%d projects were stored (%v)", page.Total, err)
	}
}

func TestProjectTakesThePresetOfItsPricing(t *testing.T) {
	s := newSite(t)
	owner := s.person("pemilik")
	headers, err := s.CreateProjects(t.Context(), s.visit(owner, 0), []app.NewProject{{Header: header("Baku")}, {Header: header("Tender"), Preset: "dpp-11-12"}})
	if err != nil {
		t.Fatal(err)
	}
	if p := s.view(owner, headers[0].ID).Pricing(); p.PPNScheme != rab.PPNPercent || p.RoundingBase != 10_000 || p.MarkupPercent.String() != "10" {
		t.Errorf("default policy is %+v", p)
	}
	if p := s.view(owner, headers[1].ID).Pricing(); p.PPNScheme != rab.PPN12x11Per12 || p.RoundingMode != decimal.Down || p.RoundingBase != 1000 {
		t.Errorf("policy of the preset is %+v", p)
	}
}

func TestEditKeepsWhatDoesNotBelongToTheForm(t *testing.T) {
	s := newSite(t)
	owner := s.person("pemilik")
	project, _, _ := s.project(owner, "Sebelum")
	before := s.view(owner, project).Header()
	seen := before.Version
	edit := func(h *rab.Header) {
		h.Nama, h.OwnerID, h.IndexProject, h.IsActive, h.UID = " Sesudah ", 99, "PRJ-X", false, "x"
		h.TanggalSelesai, h.DurasiHari = "", 10
	}
	if _, _, err := s.EditProject(t.Context(), s.visit(owner, project), app.ProjectEdit{Edit: edit, Version: &seen}); err != nil {
		t.Fatal(err)
	}
	after := s.view(owner, project).Header()
	if after.Nama != "Sesudah" || after.TanggalSelesai != "2026-01-14" {
		t.Errorf("got %+v", after)
	}
	if after.OwnerID != before.OwnerID || after.IndexProject != before.IndexProject || !after.IsActive || after.UID != before.UID {
		t.Errorf("identity changed: %+v", after)
	}
	var conflict *rab.Conflict
	if _, _, err := s.EditProject(t.Context(), s.visit(owner, project), app.ProjectEdit{Edit: func(h *rab.Header) { h.Nama = "Lain" }, Version: &seen}); !errors.As(err, &conflict) {
		t.Errorf("got %v, want a conflict", err)
	}
}

func TestBudgetIsSafeFromEditorsWhoCannotSeeIt(t *testing.T) {
	s := newSite(t)
	owner, editor := s.person("pemilik"), s.person("penyunting")
	project, _, _ := s.project(owner, "Pagu")
	if err := s.Share(t.Context(), s.visit(owner, project), "penyunting", app.Editor, false); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.EditProject(t.Context(), s.visit(editor, project), app.ProjectEdit{Edit: func(h *rab.Header) {
		h.Nama, h.AnggaranOwner = "Pagu baru", decimal.Zero
	}}); err != nil {
		t.Fatal(err)
	}
	if h := s.view(owner, project).Header(); h.Nama != "Pagu baru" || h.AnggaranOwner.String() != "1000000" {
		t.Errorf("got %s with a budget of %s", h.Nama, h.AnggaranOwner)
	}
}

func TestManyProjectsAreArchivedByTheirOwnerOnly(t *testing.T) {
	s := newSite(t)
	owner, editor := s.person("pemilik"), s.person("penyunting")
	mine, _, _ := s.project(owner, "Satu")
	other, _, _ := s.project(owner, "Dua")
	shared, _, _ := s.project(editor, "Bersama")
	if err := s.Share(t.Context(), s.visit(editor, shared), "pemilik", app.Editor, true); err != nil {
		t.Fatal(err)
	}
	changed, err := s.SetArchivedMany(t.Context(), s.visit(owner, 0), []int64{mine, shared, 1 << 40}, true)
	if err != nil || !slices.Equal(changed, []int64{mine}) {
		t.Fatalf("archived %v, %v", changed, err)
	}
	active := true
	page, err := s.Projects(t.Context(), s.visit(owner, 0), app.ProjectQuery{Active: &active, Page: 9})
	if err != nil {
		t.Fatal(err)
	}
	if page.Total != 2 || page.Page != 1 || !slices.ContainsFunc(page.Rows, func(r *app.ProjectRow) bool { return r.ID == other }) {
		t.Errorf("got %d rows on page %d", page.Total, page.Page)
	}
	if changed, err := s.SetArchivedMany(t.Context(), s.visit(owner, 0), []int64{mine}, false); err != nil || len(changed) != 1 {
		t.Errorf("restored %v, %v", changed, err)
	}
	if _, err := s.SetArchivedMany(t.Context(), s.visit(owner, 0), []int64{shared}, true); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("got %v, want ErrNotFound", err)
	}
}
