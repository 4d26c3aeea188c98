package store

import (
	"bytes"
	"errors"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"takar/internal/rab"
)

var issuedBehaviours = []func(*testing.T, *site){
	issuedDocumentsAreReadAsTheyWereWritten, issuesAreNumberedByKind, issuedDocumentsAreBounded, issuesAtTheSameMomentGetNumbersOfTheirOwn,
}

var roomForThree = IssueLimit{Count: 3, Bytes: 10_000}

// issue is a document that could be issued next.
func (s *site) issue(p *rab.Project, kind string) *Issued {
	s.t.Helper()
	s.now += 1_000_000
	account := s.account("Penerbit")
	next, err := s.NextIssue(s.ctx(), p.ID, kind)
	if err != nil {
		s.t.Fatal(err)
	}
	return &Issued{
		ID: s.id(), ProjectID: p.ID, Kind: kind, Number: next, Title: "Laporan Mingguan 🧱", Nomor: "1/LAP", FirstPeriod: 3, LastPeriod: 4, Note: "Uji",
		Revision: p.Revision, Hash: "abc", IssuedAt: s.now, IssuedBy: account.ID, AccountName: account.UserName,
		Files: []IssuedFile{
			{Format: "pdf", Name: "a.pdf", Type: "application/pdf", Content: []byte{0, 0xff, '\''}},
			{Format: "xlsx", Name: "a.xlsx", Type: "application/zip", Content: []byte("xx")},
		},
	}
}

func (s *site) issued(p *rab.Project, kind string) *Issued {
	s.t.Helper()
	d := s.issue(p, kind)
	if err := s.AddIssued(s.ctx(), d, roomForThree, s.line(p)); err != nil {
		s.t.Fatal(err)
	}
	return d
}

// listed is a document as lists show it.
func listed(d *Issued) *Issued {
	shown := *d
	shown.Files = nil
	for _, file := range d.Files {
		file.Content = nil
		shown.Files = append(shown.Files, file)
	}
	return &shown
}

func issuedDocumentsAreReadAsTheyWereWritten(t *testing.T, s *site) {
	p, other := s.project(s.owner()), s.project(s.owner())
	first, second := s.issued(p, "laporan-weekly"), s.issued(p, "rekap-rab")
	list, err := s.IssuedDocuments(s.ctx(), p.ID)
	if diff := cmp.Diff([]*Issued{listed(second), listed(first)}, list); diff != "" || err != nil {
		t.Errorf("%s, %v", diff, err)
	}
	file, err := s.IssuedFile(s.ctx(), p.ID, first.ID, "pdf")
	if err != nil || file.Name != "a.pdf" || file.Type != "application/pdf" || file.Size != 3 || !bytes.Equal(file.Content, []byte{0, 0xff, '\''}) {
		t.Errorf("%+v, %v", file, err)
	}
	if list, err := s.IssuedDocuments(s.ctx(), other.ID); len(list) != 0 || err != nil {
		t.Errorf("another project has %v, %v", list, err)
	}
	_, err = s.IssuedFile(s.ctx(), other.ID, first.ID, "pdf")
	wantError(t, err, ErrNotFound)
	_, err = s.IssuedFile(s.ctx(), p.ID, first.ID, "word")
	wantError(t, err, ErrNotFound)
	if lines, _, err := s.Audit(s.ctx(), p.ID, AuditFilter{Limit: 1}); err != nil || lines[0].Summary != "Revisi" {
		t.Errorf("the history tells %+v, %v", lines, err)
	}
}

func issuesAreNumberedByKind(t *testing.T, s *site) {
	p, other := s.project(s.owner()), s.project(s.owner())
	s.issued(p, "laporan-weekly")
	for kind, want := range map[string]int{"laporan-weekly": 2, "laporan-monthly": 1} {
		if got, err := s.NextIssue(s.ctx(), p.ID, kind); got != want || err != nil {
			t.Errorf("next %s is %d, %v", kind, got, err)
		}
	}
	if got, err := s.NextIssue(s.ctx(), other.ID, "laporan-weekly"); got != 1 || err != nil {
		t.Errorf("next of another project is %d, %v", got, err)
	}
	for _, number := range []int{1, 3} {
		d := s.issue(p, "laporan-weekly")
		d.Number = number
		wantError(t, s.AddIssued(s.ctx(), d, roomForThree, s.line(p)), ErrStale)
	}
	if list, err := s.IssuedDocuments(s.ctx(), p.ID); len(list) != 1 || err != nil {
		t.Errorf("what was refused is there: %d, %v", len(list), err)
	}
}

func issuedDocumentsAreBounded(t *testing.T, s *site) {
	p := s.project(s.owner())
	s.issued(p, "a")
	s.issued(p, "a")
	large := s.issue(p, "a")
	large.Files[0].Content = make([]byte, 9999)
	wantError(t, s.AddIssued(s.ctx(), large, roomForThree, s.line(p)), ErrFull)
	s.issued(p, "b")
	wantError(t, s.AddIssued(s.ctx(), s.issue(p, "c"), roomForThree, s.line(p)), ErrFull)
}

func issuesAtTheSameMomentGetNumbersOfTheirOwn(t *testing.T, s *site) {
	p := s.project(s.owner())
	const many = 4
	var drafts [many]*Issued
	var lines [many]*AuditEntry
	for i := range many {
		drafts[i], lines[i] = s.issue(p, "laporan-weekly"), s.line(p) // all as number 1
	}
	var results [many]error
	var group sync.WaitGroup
	for i := range many {
		group.Go(func() { results[i] = s.AddIssued(s.ctx(), drafts[i], roomForThree, lines[i]) })
	}
	group.Wait()
	stored := 0
	for _, err := range results {
		switch {
		case err == nil:
			stored++
		case !errors.Is(err, ErrStale):
			t.Error(err)
		}
	}
	if list, err := s.IssuedDocuments(s.ctx(), p.ID); stored != 1 || len(list) != 1 || err != nil {
		t.Errorf("%d were stored, %d are there, %v", stored, len(list), err)
	}
}
