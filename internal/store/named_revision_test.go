package store

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"takar/internal/rab"
)

var namedRevisionBehaviours = []func(*testing.T, *site){
	savedStatesAreReadAsTheyWereWritten, savedStatesAreBounded, namesOfSavedStatesAreTakenOnceInAProject, changesOfSavedStatesKnowWhatTheySaw,
	lockedStatesStay,
}

var roomForTwo = RevisionLimit{Count: 2, Bytes: 10_000}

// saved stores a state of a project.
func (s *site) saved(p *rab.Project, name string) *NamedRevision {
	s.t.Helper()
	s.now += 1_000_000
	account := s.account("Penyimpan")
	n := &NamedRevision{
		ID: s.id(), ProjectID: p.ID, Revision: p.Revision, Version: 1, Name: name, Note: "Uji", CreatedAt: s.now, AccountID: account.ID,
		AccountName: account.UserName, ChangedAt: s.now, ChangedBy: account.ID, Hash: "abc", Jumlah: number("123456789012345.67"), PPN: number("0.5"),
		Total: number("3"), Dibulatkan: number("10000"), State: rab.LineNoPrice, Pekerjaan: 7, Size: 3,
	}
	if err := s.AddNamedRevision(s.ctx(), n, strings.ToLower(name), []byte{0, 0xff, '\''}, roomForTwo, s.line(p)); err != nil {
		s.t.Fatal(err)
	}
	return n
}

// line is a line of the audit trail about a saved state of a project.
func (s *site) line(p *rab.Project) *AuditEntry {
	return &AuditEntry{
		ID: s.id(), ProjectID: p.ID, CreatedAt: s.now, AccountID: s.owner(), AccountName: "penyimpan", Action: rab.AuditCreate, TriggeredBy: rab.ByUser, Summary: "Revisi",
	}
}

func savedStatesAreReadAsTheyWereWritten(t *testing.T, s *site) {
	p, other := s.project(s.owner()), s.project(s.owner())
	first, second := s.saved(p, "RAB Awal"), s.saved(p, "CCO")
	list, err := s.NamedRevisions(s.ctx(), p.ID)
	if diff := cmp.Diff([]*NamedRevision{second, first}, list); diff != "" || err != nil {
		t.Errorf("%s, %v", diff, err)
	}
	one, err := s.NamedRevision(s.ctx(), p.ID, first.ID)
	if diff := cmp.Diff(first, one); diff != "" || err != nil {
		t.Errorf("%s, %v", diff, err)
	}
	content, err := s.NamedRevisionContent(s.ctx(), p.ID, first.ID)
	if !bytes.Equal(content, []byte{0, 0xff, '\''}) || err != nil {
		t.Errorf("content %v, %v", content, err)
	}
	if list, err := s.NamedRevisions(s.ctx(), other.ID); len(list) != 0 || err != nil {
		t.Errorf("another project has %v, %v", list, err)
	}
	_, err = s.NamedRevision(s.ctx(), other.ID, first.ID)
	wantError(t, err, ErrNotFound)
	_, err = s.NamedRevisionContent(s.ctx(), other.ID, first.ID)
	wantError(t, err, ErrNotFound)
}

func savedStatesAreBounded(t *testing.T, s *site) {
	p := s.project(s.owner())
	_, before, err := s.Audit(s.ctx(), p.ID, AuditFilter{Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	first, second := s.saved(p, "a"), s.saved(p, "b")
	third := *second
	third.ID = s.id()
	wantError(t, s.AddNamedRevision(s.ctx(), &third, "c", []byte("x"), roomForTwo, s.line(p)), ErrFull)
	if err := s.DeleteNamedRevision(s.ctx(), first, s.line(p), p.Revision); err != nil {
		t.Fatal(err)
	}
	wantError(t, s.AddNamedRevision(s.ctx(), &third, "c", make([]byte, 9998), roomForTwo, s.line(p)), ErrFull) // beside 3
	if err := s.AddNamedRevision(s.ctx(), &third, "c", make([]byte, 9997), roomForTwo, s.line(p)); err != nil {
		t.Error(err)
	}
	// What was refused leaves no line.
	if lines, total, err := s.Audit(s.ctx(), p.ID, AuditFilter{Limit: 1}); err != nil || total != before+4 || lines[0].Summary != "Revisi" {
		t.Errorf("%d lines, %v", total-before, err)
	}
}

func namesOfSavedStatesAreTakenOnceInAProject(t *testing.T, s *site) {
	p := s.project(s.owner())
	first := s.saved(p, "RAB Awal")
	second := *first
	second.ID = s.id()
	wantError(t, s.AddNamedRevision(s.ctx(), &second, "rab awal", []byte("x"), roomForTwo, s.line(p)), ErrTaken)
	s.saved(s.project(s.owner()), "RAB Awal")
	other := s.saved(p, "Addendum")
	wantError(t, s.SaveNamedRevision(s.ctx(), other, "rab awal", s.line(p), p.Revision), ErrTaken)
}

func changesOfSavedStatesKnowWhatTheySaw(t *testing.T, s *site) {
	p := s.project(s.owner())
	n := s.saved(p, "RAB Awal")
	stale := *n
	n.Name, n.Note, n.ChangedAt, n.ChangedBy = "RAB Kontrak", "", s.now+1, p.Header().OwnerID
	if err := s.SaveNamedRevision(s.ctx(), n, "rab kontrak", s.line(p), p.Revision); err != nil {
		t.Fatal(err)
	}
	if got, err := s.NamedRevision(s.ctx(), p.ID, n.ID); err != nil || n.Version != 2 || cmp.Diff(n, got) != "" {
		t.Errorf("%v, %s", err, cmp.Diff(n, got))
	}
	wantError(t, s.SaveNamedRevision(s.ctx(), &stale, "x", s.line(p), p.Revision), ErrStale)
	wantError(t, s.DeleteNamedRevision(s.ctx(), &stale, s.line(p), p.Revision), ErrStale)
	elsewhere := *n
	elsewhere.ProjectID = s.project(s.owner()).ID
	wantError(t, s.SaveNamedRevision(s.ctx(), &elsewhere, "x", s.line(p), p.Revision), ErrStale)
	wantError(t, s.DeleteNamedRevision(s.ctx(), &elsewhere, s.line(p), p.Revision), ErrStale)
}

func lockedStatesStay(t *testing.T, s *site) {
	p := s.project(s.owner())
	n := s.saved(p, "RAB Awal")
	n.Locked = true
	if err := s.SaveNamedRevision(s.ctx(), n, "rab awal", s.line(p), p.Revision); err != nil {
		t.Fatal(err)
	}
	wantError(t, s.DeleteNamedRevision(s.ctx(), n, s.line(p), p.Revision), ErrStale)
	if got, err := s.NamedRevision(s.ctx(), p.ID, n.ID); err != nil || !got.Locked {
		t.Errorf("%+v, %v", got, err)
	}
}
