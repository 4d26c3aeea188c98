package app_test

import (
	"errors"
	"testing"

	"takar/internal/ahsp"
	"takar/internal/rab"
)

func TestLibraryOfAnotherProgramIsSeen(t *testing.T) {
	first := newSite(t)
	second := openSite(t, first.directory)
	owner := first.person("pemilik")
	first.visit(owner, 0)
	if library, _ := first.Library(); library.Len() != 0 {
		t.Fatal("the library is not empty")
	}
	project, _, _ := first.project(owner, "Pustaka")
	if err := second.EnsureStarter(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := second.EnsureStarter(t.Context()); err != nil {
		t.Fatal(err)
	}
	// The set of data files tells that somebody else committed within moments.
	for library, _ := first.Library(); library.Len() == 0; library, _ = first.Library() {
		first.visit(owner, 0)
	}
	library, _ := first.Library()
	if n := len(library.Editions()); n != 1 {
		t.Fatalf("%d editions", n)
	}
	// A project that was loaded before the library came can use it.
	analysis := library.All(0)[0]
	tree, _, err := first.AppendTree(t.Context(), first.visit(owner, project), rab.TreeInput{Klasifikasi: []rab.KlasifikasiInput{{Sub: []rab.SubInput{{
		Pekerjaan: []rab.PekerjaanInput{{SourceType: "ref", RefID: &analysis.ID}},
	}}}}})
	if err != nil {
		t.Fatal(err)
	}
	if rows := first.view(owner, project).ComponentsOf(tree.CreatedIDs[0]); len(rows) != len(analysis.Components) {
		t.Errorf("%d components, want %d", len(rows), len(analysis.Components))
	}
}

func TestEditionOfAKnownNameNeedsAnExplicitRevision(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		edition, analyses, err := ahsp.Starter()
		if err != nil {
			t.Fatal(err)
		}
		imported := &ahsp.Imported{Edition: edition, Analyses: analyses[:3]}
		if got, err := s.CommitEdition(t.Context(), imported, 0, false); err != nil || got.Revision != 1 {
			t.Fatalf("got %+v, %v", got, err)
		}
		var invalid *rab.Invalid
		if _, err := s.CommitEdition(t.Context(), imported, 0, false); !errors.As(err, &invalid) {
			t.Errorf("the same name again: %v", err)
		}
		if got, err := s.CommitEdition(t.Context(), imported, 0, true); err != nil || got.Revision != 2 {
			t.Errorf("a new revision: %+v, %v", got, err)
		}
		if _, err := s.CommitEdition(t.Context(), &ahsp.Imported{Edition: ahsp.Edition{Name: "Kosong"}}, 0, false); !errors.As(err, &invalid) {
			t.Errorf("an empty edition: %v", err)
		}
		if _, err := s.CommitEdition(t.Context(), &ahsp.Imported{Analyses: analyses[:1]}, 0, false); !errors.As(err, &invalid) {
			t.Errorf("an edition without a name: %v", err)
		}
	})
}
