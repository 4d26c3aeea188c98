package app_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"takar/internal/app"
	"takar/internal/dossier"
	"takar/internal/rab"
)

// issued issues the RAB as a table of text.
func (s *site) issued(token string, project int64, in app.IssueInput) *app.IssuedDocument {
	s.t.Helper()
	in.Kind = dossier.RekapRAB
	if in.Formats == nil {
		in.Formats = []dossier.Format{dossier.CSV}
	}
	document, err := s.Issue(s.t.Context(), s.visit(token, project), in)
	if err != nil {
		s.t.Fatal(err)
	}
	return document
}

func TestAnIssuedDocumentStaysAsItWas(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		owner := s.person("pemilik")
		project, pekerjaan, _ := s.project(owner, "Gedung")
		if _, err := s.EditDocuments(t.Context(), s.visit(owner, project), func(d *rab.DocumentSetting) { d.Nomor = "1/RAB" }, nil); err != nil {
			t.Fatal(err)
		}
		before := s.view(owner, project)
		first := s.issued(owner, project, app.IssueInput{Title: "  RAB   tender ", Note: "diserahkan", Options: dossier.Options{Draft: true}})
		if first.Number != 1 || first.Title != "RAB tender" || first.Note != "diserahkan" || first.Nomor != "1/RAB" || first.Revision != before.Revision || len(first.Hash) != 12 {
			t.Errorf("issued %+v", first)
		}
		if now := s.view(owner, project).Revision; now != before.Revision {
			t.Errorf("issuing moved the project from revision %d to %d", before.Revision, now)
		}
		file, err := s.IssuedFile(t.Context(), s.visit(owner, project), first.ID, dossier.CSV)
		if err != nil || file.Name != "RAB_tender_001.csv" || !bytes.Contains(file.Data, []byte("Papan nama")) {
			t.Fatalf("%+v, %v", file, err)
		}
		s.setVolume(owner, project, pekerjaan, "7")
		again, err := s.IssuedFile(t.Context(), s.visit(owner, project), first.ID, dossier.CSV)
		if err != nil || !bytes.Equal(again.Data, file.Data) {
			t.Errorf("it changed with the project, %v", err)
		}
		second := s.issued(owner, project, app.IssueInput{})
		other, err := s.IssuedFile(t.Context(), s.visit(owner, project), second.ID, dossier.CSV)
		if err != nil || second.Number != 2 || bytes.Equal(other.Data, file.Data) {
			t.Errorf("the next is number %d, %v", second.Number, err)
		}
		list, err := s.Issued(t.Context(), s.visit(owner, project))
		if err != nil || len(list) != 2 || list[0].ID != second.ID || list[1].ID != first.ID || list[1].AccountName != "pemilik" || len(list[1].Files) != 1 || list[1].Files[0].Size != len(file.Data) {
			t.Errorf("listed %+v, %v", list, err)
		}
		entries, _, err := s.Audit(t.Context(), s.visit(owner, project), app.AuditFilter{Limit: 3})
		if err != nil || !slices.ContainsFunc(entries, func(e *app.AuditEntry) bool { return e.Summary == "RAB tender diterbitkan sebagai nomor 1" }) {
			t.Errorf("the history does not tell: %+v, %v", entries, err)
		}
		if _, err := s.SetArchived(t.Context(), s.visit(owner, project), true); err != nil {
			t.Fatal(err)
		}
		if _, err := s.IssuedFile(t.Context(), s.visit(owner, project), first.ID, dossier.CSV); err != nil {
			t.Errorf("of an archived project: %v", err)
		}
	})
}

func TestWhatCannotBeIssuedIsRefused(t *testing.T) {
	s := newSite(t)
	owner := s.person("pemilik")
	project, _, _ := s.project(owner, "Gedung")
	seen := s.view(owner, project).Revision - 1
	for name, test := range map[string]struct {
		in   app.IssueInput
		path string
	}{
		"an unknown document": {app.IssueInput{Kind: "surat"}, "kind"},
		"an unknown format":   {app.IssueInput{Kind: dossier.RekapRAB, Formats: []dossier.Format{"exe"}}, "formats"},
		"an endless title":    {app.IssueInput{Kind: dossier.RekapRAB, Title: strings.Repeat("x", 201)}, "title"},
		"a note of bytes":     {app.IssueInput{Kind: dossier.RekapRAB, Note: "\x00"}, "note"},
	} {
		_, err := s.Issue(t.Context(), s.visit(owner, project), test.in)
		var invalid *rab.Invalid
		if !errors.As(err, &invalid) || invalid.Problems[0].Path != test.path {
			t.Errorf("%s: %v", name, err)
		}
	}
	var conflict *rab.Conflict
	if _, err := s.Issue(t.Context(), s.visit(owner, project), app.IssueInput{Kind: dossier.RekapRAB, Revision: &seen}); !errors.As(err, &conflict) {
		t.Errorf("of an earlier revision: %v", err)
	}
	if list, err := s.Issued(t.Context(), s.visit(owner, project)); len(list) != 0 || err != nil {
		t.Errorf("%d were issued, %v", len(list), err)
	}
}

// Reports show money: only who may see it reads them.
func TestIssuedDocumentsAreForThoseWhoSeePrices(t *testing.T) {
	s := newSite(t)
	owner := s.person("pemilik")
	project, _, _ := s.project(owner, "Gedung")
	document := s.issued(owner, project, app.IssueInput{})
	stranger, blind, reader := s.person("orang"), s.person("buta"), s.person("pembaca")
	for name, prices := range map[string]bool{"buta": false, "pembaca": true} {
		if err := s.Share(t.Context(), s.visit(owner, project), name, app.Reader, prices); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		token string
		want  error
	}{{stranger, app.ErrNotFound}, {blind, app.ErrForbidden}, {reader, nil}} {
		v := s.visit(test.token, project)
		if _, err := s.Issued(t.Context(), v); !errors.Is(err, test.want) {
			t.Errorf("the list: %v, want %v", err, test.want)
		}
		if _, err := s.IssuedFile(t.Context(), v, document.ID, dossier.CSV); !errors.Is(err, test.want) {
			t.Errorf("the file: %v, want %v", err, test.want)
		}
	}
	other, _, _ := s.project(owner, "Gudang")
	for id, format := range map[int64]dossier.Format{document.ID: "exe", project: dossier.CSV} {
		if _, err := s.IssuedFile(t.Context(), s.visit(owner, project), id, format); !errors.Is(err, app.ErrNotFound) {
			t.Errorf("%d as %s: %v", id, format, err)
		}
	}
	if _, err := s.IssuedFile(t.Context(), s.visit(owner, other), document.ID, dossier.CSV); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("in another project: %v", err)
	}
}

func TestDocumentsIssuedTogetherGetNumbersOfTheirOwn(t *testing.T) {
	s := newSite(t)
	owner := s.person("pemilik")
	project, _, _ := s.project(owner, "Gedung")
	const together = 3
	numbers, v := make([]int, together), s.visit(owner, project)
	var group sync.WaitGroup
	for i := range together {
		group.Go(func() {
			document, err := s.Issue(t.Context(), v, app.IssueInput{Kind: dossier.RekapRAB, Formats: []dossier.Format{dossier.CSV}})
			if err != nil {
				t.Error(err)
				return
			}
			numbers[i] = document.Number
		})
	}
	group.Wait()
	slices.Sort(numbers)
	if !slices.Equal(numbers, []int{1, 2, 3}) {
		t.Errorf("numbers %v", numbers)
	}
}
