package store

import (
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"takar/internal/ahsp"
	"takar/internal/spreadsheet"
)

// nationalWorkbook is the published file; it is not part of this repository.
var nationalWorkbook = filepath.Join("..", "..", "..", "shared", "data", "SNI_2025_AHSP.xlsx")

var libraryBehaviours = []func(*testing.T, *site){
	starterLibraryComesBackWhole, nationalWorkbookComesBackWhole, furtherMarksOfAComponentComeBack, revisionOfAnEditionIsCommittedOnce,
}

func starterLibraryComesBackWhole(t *testing.T, s *site) {
	edition, analyses, err := ahsp.Starter()
	if err != nil {
		t.Fatal(err)
	}
	s.keepsEdition(edition, analyses)
}

func nationalWorkbookComesBackWhole(t *testing.T, s *site) {
	alone(t)
	if _, err := os.Stat(nationalWorkbook); errors.Is(err, os.ErrNotExist) {
		t.Skip("the national workbook is not here:", nationalWorkbook)
	}
	imported, err := importNational()
	if err != nil {
		t.Fatal(err)
	}
	s.keepsEdition(imported.Edition, imported.Analyses)
}

var importNational = sync.OnceValues(func() (*ahsp.Imported, error) {
	data, err := os.ReadFile(nationalWorkbook)
	if err != nil {
		return nil, err
	}
	workbook, err := spreadsheet.OpenBytes(data, spreadsheet.Limits{})
	if err != nil {
		return nil, err
	}
	return spreadsheet.ImportAHSP(workbook, "", "SNI_2025_AHSP.xlsx")
})

// keepsEdition stores an edition and compares what comes back.
func (s *site) keepsEdition(edition ahsp.Edition, analyses []ahsp.Analysis) {
	s.t.Helper()
	by := s.owner()
	before := s.access(s.session(by), 0).LibraryRevision
	if err := s.AddEdition(s.ctx(), &LibraryCommit{Edition: &edition, Analyses: analyses, By: by, At: s.now, Seen: before}); err != nil {
		s.t.Fatal(err)
	}
	editions, got, revision := s.editions(edition.Name)
	if len(editions) != 1 || editions[0] != edition || edition.ID == 0 {
		s.t.Errorf("editions %+v, want %+v", editions, edition)
	}
	if len(got) != len(analyses) || len(got) == 0 {
		s.t.Fatalf("%d analyses, want %d", len(got), len(analyses))
	}
	for i := range got {
		if diff := cmp.Diff(analyses[i], got[i]); diff != "" {
			s.t.Fatalf("analysis %s (-want +got):\n%s", analyses[i].Kode, diff)
		}
	}
	if revision == before || s.access(s.session(by), 0).LibraryRevision != revision {
		s.t.Errorf("library revision %q, was %q", revision, before)
	}
}

// editions returns the committed editions of a name with their analyses, and the revision
// of the library.
func (s *site) editions(name string) (editions []ahsp.Edition, analyses []ahsp.Analysis, revision string) {
	s.t.Helper()
	allEditions, allAnalyses, revision, err := s.Library(s.ctx())
	if err != nil {
		s.t.Fatal(err)
	}
	wanted := map[int64]bool{}
	for _, e := range allEditions {
		if e.Name == name {
			editions = append(editions, e)
			wanted[e.ID] = true
		}
	}
	for _, a := range allAnalyses {
		if wanted[a.EditionID] {
			analyses = append(analyses, a)
		}
	}
	return editions, analyses, revision
}

func furtherMarksOfAComponentComeBack(_ *testing.T, s *site) {
	marks := []ahsp.Mark{{Kind: ahsp.MissingKategori, Resolution: ahsp.ByPerson}, {Kind: ahsp.MissingSatuan, Resolution: ahsp.Unresolved}}
	s.keepsEdition(ahsp.Edition{Name: "AHSP Tanda", Revision: 1, File: "a.xlsx", SHA256: "00"}, []ahsp.Analysis{{
		Kode: "1.1", Nama: "Galian 🧱", SatuanFrom: ahsp.FromNowhere, Row: 2, Components: []ahsp.Component{
			{
				Kategori: ahsp.LAIN, Uraian: "a", Koefisien: number("999999999999.999999"), Finding: ahsp.LostDecimal,
				Resolution: ahsp.Suggested, Others: marks, Original: "999999999999999999", Row: 2,
			},
			{Position: 1, Kategori: ahsp.TK, Resolution: ahsp.Unresolved, Row: 3},
		},
	}, {Kode: "1.2", Nama: "Tanpa komponen", Row: 4}})
}

// libraryRevision is the revision of the library as it is now.
func (s *site) libraryRevision() string {
	s.t.Helper()
	revision, err := s.LibraryRevision(s.ctx())
	if err != nil {
		s.t.Fatal(err)
	}
	return revision
}

func revisionOfAnEditionIsCommittedOnce(t *testing.T, s *site) {
	by := s.owner()
	add := func(s *site, revision int, seen string) error {
		return s.AddEdition(s.ctx(), &LibraryCommit{
			Edition: &ahsp.Edition{Name: "AHSP UJI", Revision: revision}, By: by, At: s.now, Seen: seen,
			Analyses: []ahsp.Analysis{{Kode: "1", Components: []ahsp.Component{{Kategori: ahsp.TK}}}},
		})
	}
	other, seen := s.on(s.again()), s.libraryRevision()
	results := make(chan error, 2)
	for _, handle := range []*site{s, other} {
		go func() { results <- add(handle, 1, seen) }()
	}
	first, second := <-results, <-results
	if first != nil {
		first, second = second, first
	}
	if first != nil {
		t.Fatal(first)
	}
	wantError(t, second, ErrStale)
	wantError(t, add(s, 1, s.libraryRevision()), ErrTaken)
	if err := add(s, 2, s.libraryRevision()); err != nil {
		t.Fatal(err)
	}
	editions, analyses, _ := s.editions("AHSP UJI")
	if len(editions) != 2 || len(analyses) != 2 || analyses[0].EditionID != editions[0].ID {
		t.Errorf("%d editions with %d analyses; a refused one left something behind", len(editions), len(analyses))
	}
}
