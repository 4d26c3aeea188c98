package store

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"takar/internal/ahsp"
	"takar/internal/rab"
)

var libraryAdminBehaviours = []func(*testing.T, *site){
	withdrawnEditionsStayAndCanComeBack, itemCodesAreKeptWithTheEdition, stagedFileBelongsToOneAccountAndEnds,
	correctionsOfAStagedFileTakeTurns, committingAStagedFileEndsIt, collectedCorrectionsBecomePartOfTheNextRevision,
	correctionsTakeTurns, libraryLogIsReadNewestFirst, usesOfAnAnalysisAreThoseOfTheAccount,
}

// edition commits a small edition.
func (s *site) edition(name string, revision int, more ...func(*LibraryCommit)) ahsp.Edition {
	s.t.Helper()
	edition := ahsp.Edition{Name: name, Revision: revision, File: name + ".xlsx"}
	commit := &LibraryCommit{
		Edition: &edition, By: s.owner(), At: s.now, Seen: s.libraryRevision(),
		Analyses: []ahsp.Analysis{{Kode: "1.1", Nama: "Galian", Components: []ahsp.Component{{Kategori: ahsp.TK, Uraian: "Pekerja", Row: 2}}}},
	}
	for _, change := range more {
		change(commit)
	}
	if err := s.AddEdition(s.ctx(), commit); err != nil {
		s.t.Fatal(err)
	}
	return edition
}

// event is a line for the log.
func (s *site) event(action string) *LibraryEvent {
	s.t.Helper()
	s.now += 1_000_000
	return &LibraryEvent{ID: s.id(), CreatedAt: s.now, AccountID: s.owner(), AccountName: "admin", Action: action, Summary: "Uji", Details: `{"a":1}`}
}

func (s *site) record(id int64) EditionRecord {
	s.t.Helper()
	records, err := s.Editions(s.ctx())
	if err != nil {
		s.t.Fatal(err)
	}
	for _, r := range records {
		if r.ID == id {
			return r
		}
	}
	s.t.Fatal("no edition", id)
	return EditionRecord{}
}

func withdrawnEditionsStayAndCanComeBack(t *testing.T, s *site) {
	first, second := s.edition("AHSP Tarik", 1), s.edition("AHSP Tarik", 2)
	stale := s.libraryRevision()
	event := s.event("withdraw")
	if err := s.Withdraw(s.ctx(), []int64{first.ID, second.ID}, stale, event); err != nil {
		t.Fatal(err)
	}
	wantError(t, s.Withdraw(s.ctx(), []int64{first.ID}, stale, s.event("withdraw")), ErrStale)
	editions, analyses, _ := s.editions("AHSP Tarik")
	if len(analyses) != 2 || !editions[0].Withdrawn || !editions[1].Withdrawn {
		t.Errorf("editions %+v with %d analyses", editions, len(analyses))
	}
	if r := s.record(second.ID); !r.Withdrawn || r.WithdrawnAt != event.CreatedAt || r.WithdrawnBy == "" || r.CommittedBy == "" || r.CommittedAt == 0 {
		t.Errorf("record %+v", r)
	}
	if err := s.Withdraw(s.ctx(), []int64{first.ID}, s.libraryRevision(), s.event("withdraw")); err != nil {
		t.Error("withdrawn again:", err)
	}
	if r := s.record(first.ID); r.WithdrawnAt != event.CreatedAt {
		t.Error("the first withdrawal was overwritten")
	}
	wantError(t, s.OfferAgain(s.ctx(), first.ID, stale, s.event("restore")), ErrStale)
	if err := s.OfferAgain(s.ctx(), first.ID, s.libraryRevision(), s.event("restore")); err != nil {
		t.Fatal(err)
	}
	if editions, _, _ := s.editions("AHSP Tarik"); editions[0].Withdrawn || !editions[1].Withdrawn {
		t.Errorf("editions %+v", editions)
	}
}

func itemCodesAreKeptWithTheEdition(t *testing.T, s *site) {
	word := fmt.Sprint("Barang ", s.id())
	given := ahsp.ItemCode{Kategori: ahsp.BHN, Uraian: word, Satuan: "M³", Kode: "B-0100"}
	s.edition("AHSP Kode", 1, func(c *LibraryCommit) {
		c.Codes, c.Counters = []ahsp.ItemCode{given}, map[ahsp.Kategori]int{ahsp.BHN: 100, ahsp.TK: 3}
	})
	s.edition("AHSP Kode", 2, func(c *LibraryCommit) { c.Counters = map[ahsp.Kategori]int{ahsp.BHN: 101} })
	codes, last, err := s.ItemCodes(s.ctx())
	if err != nil {
		t.Fatal(err)
	}
	var mine []ahsp.ItemCode
	for _, c := range codes {
		if c.Uraian == word {
			mine = append(mine, c)
		}
	}
	if diff := cmp.Diff([]ahsp.ItemCode{given}, mine); diff != "" || last[ahsp.BHN] != 101 || last[ahsp.TK] != 3 {
		t.Errorf("codes %s, counters %v", diff, last)
	}
	again := given
	again.Uraian, again.Satuan = word+" ", "m3" // the same item
	edition := ahsp.Edition{Name: "AHSP Kode", Revision: 3}
	wantError(t, s.AddEdition(s.ctx(), &LibraryCommit{Edition: &edition, Seen: s.libraryRevision(), Codes: []ahsp.ItemCode{again}}), ErrTaken)
}

// staged stores a file for an account.
func (s *site) staged(account int64) *Staging {
	s.t.Helper()
	g := &Staging{
		ID: s.id(), AccountID: account, Version: 1, Edition: "AHSP 2026", File: "a.xlsx", SHA256: "00", CreatedAt: s.now,
		ExpiresAt: s.now + day, Summary: "{}", Corrections: "[]",
	}
	if err := s.AddStaging(s.ctx(), g, `{"big":true}`, 2, s.event("stage")); err != nil {
		s.t.Fatal(err)
	}
	return g
}

func stagedFileBelongsToOneAccountAndEnds(t *testing.T, s *site) {
	mine, other := s.owner(), s.owner()
	first, second := s.staged(mine), s.staged(mine)
	s.staged(other)
	third := *first
	third.ID = s.id()
	wantError(t, s.AddStaging(s.ctx(), &third, "{}", 2, nil), ErrTaken)
	list, err := s.Stagings(s.ctx(), mine, s.now)
	if err != nil || len(list) != 2 || list[0].ID != second.ID {
		t.Fatalf("%d stagings, %v", len(list), err)
	}
	if got, err := s.Staging(s.ctx(), mine, first.ID, s.now); err != nil || *got != *first {
		t.Errorf("%+v, %v", got, err)
	}
	if content, err := s.StagingContent(s.ctx(), first.ID); err != nil || content != `{"big":true}` {
		t.Errorf("content %q, %v", content, err)
	}
	_, err = s.Staging(s.ctx(), other, first.ID, s.now)
	wantError(t, err, ErrNotFound)
	wantError(t, s.DropStaging(s.ctx(), other, first.ID, nil), ErrNotFound)
	_, err = s.Staging(s.ctx(), mine, first.ID, first.ExpiresAt)
	wantError(t, err, ErrNotFound)
	if err := s.DropStaging(s.ctx(), mine, second.ID, s.event("drop")); err != nil {
		t.Fatal(err)
	}
	if err := s.PurgeStagings(s.ctx(), first.ExpiresAt); err != nil {
		t.Fatal(err)
	}
	_, err = s.StagingContent(s.ctx(), first.ID)
	wantError(t, err, ErrNotFound)
}

func correctionsOfAStagedFileTakeTurns(t *testing.T, s *site) {
	g := s.staged(s.owner())
	mine, yours := *g, *g
	mine.Corrections, mine.ExpiresAt = `[1]`, g.ExpiresAt+day
	if err := s.SaveStaging(s.ctx(), &mine, nil); err != nil || mine.Version != 2 {
		t.Fatalf("version %d, %v", mine.Version, err)
	}
	wantError(t, s.SaveStaging(s.ctx(), &yours, s.event("resolve")), ErrStale)
	if got, err := s.Staging(s.ctx(), g.AccountID, g.ID, s.now); err != nil || *got != mine {
		t.Errorf("%+v, %v", got, err)
	}
}

// correction returns one to an edition.
func (s *site) correction(edition int64, position int) *Correction {
	s.t.Helper()
	return &Correction{
		ID: s.id(), EditionID: edition, Position: position, Kode: "1.1", SourceRow: 2, Field: "koefisien", OldValue: "1351", NewValue: "1.351",
		Finding: "lost_decimal", Suggested: true, Why: "tanda desimal", AccountID: s.owner(), AccountName: "admin", CreatedAt: s.now,
	}
}

func committingAStagedFileEndsIt(t *testing.T, s *site) {
	g := s.staged(s.owner())
	made := s.correction(0, 1)
	commit := func(version int64) error {
		return s.AddEdition(s.ctx(), &LibraryCommit{
			Edition: &ahsp.Edition{Name: fmt.Sprint("AHSP Panggung ", g.ID), Revision: 1}, Seen: s.libraryRevision(),
			Staging: g.ID, StagingVersion: version, Corrections: []*Correction{made}, Log: s.event("commit"),
		})
	}
	wantError(t, commit(7), ErrStale)
	if n := s.count("SELECT count(*) FROM edition WHERE name = ?", fmt.Sprint("AHSP Panggung ", g.ID)); n != 0 {
		t.Error("a refused commit left an edition behind")
	}
	if err := commit(1); err != nil {
		t.Fatal(err)
	}
	_, err := s.StagingContent(s.ctx(), g.ID)
	wantError(t, err, ErrNotFound)
	list, total, err := s.Corrections(s.ctx(), CorrectionFilter{EditionID: *made.RevisionID, Made: true, Limit: 10})
	if err != nil || total != 1 {
		t.Fatalf("%d corrections, %v", total, err)
	}
	if diff := cmp.Diff(made, list[0]); diff != "" {
		t.Error(diff)
	}
}

func (s *site) collected(edition int64) ([]*Correction, string) {
	s.t.Helper()
	list, stamp, err := s.Collected(s.ctx(), edition)
	if err != nil {
		s.t.Fatal(err)
	}
	return list, stamp
}

func collectedCorrectionsBecomePartOfTheNextRevision(t *testing.T, s *site) {
	base := s.edition("AHSP Koreksi", 1)
	_, stamp := s.collected(base.ID)
	one, two := s.correction(base.ID, 1), s.correction(base.ID, 2)
	if err := s.Collect(s.ctx(), []*Correction{two, one}, stamp, s.event("correct")); err != nil {
		t.Fatal(err)
	}
	list, stamp := s.collected(base.ID)
	if diff := cmp.Diff([]*Correction{one, two}, list); diff != "" {
		t.Fatal(diff)
	}
	edition := ahsp.Edition{Name: "AHSP Koreksi", Revision: 2}
	revise := func(stamp string) error {
		return s.AddEdition(s.ctx(), &LibraryCommit{Edition: &edition, Seen: s.libraryRevision(), Collected: base.ID, Stamp: stamp, Log: s.event("revise")})
	}
	wantError(t, revise("lain"), ErrStale)
	if err := revise(stamp); err != nil {
		t.Fatal(err)
	}
	if list, _ := s.collected(base.ID); len(list) != 0 {
		t.Errorf("%d corrections still wait", len(list))
	}
	list, total, err := s.Corrections(s.ctx(), CorrectionFilter{EditionID: base.ID, Limit: 1, Offset: 1})
	if err != nil || total != 2 || list[0].ID != one.ID || *list[0].RevisionID != edition.ID {
		t.Errorf("%d corrections, %+v, %v", total, list, err)
	}
	_, stamp = s.collected(base.ID)
	wantError(t, s.Discard(s.ctx(), one.ID, stamp, s.event("discard")), ErrNotFound)
}

func correctionsTakeTurns(t *testing.T, s *site) {
	base := s.edition("AHSP Giliran", 1)
	_, stamp := s.collected(base.ID)
	other := s.on(s.again())
	results := make(chan error, 2)
	for _, handle := range []*site{s, other} {
		correction, event := s.correction(base.ID, 1), s.event("correct")
		go func() { results <- handle.Collect(handle.ctx(), []*Correction{correction}, stamp, event) }()
	}
	first, second := <-results, <-results
	if first != nil {
		first, second = second, first
	}
	if first != nil {
		t.Fatal(first)
	}
	wantError(t, second, ErrStale)
	list, now := s.collected(base.ID)
	if len(list) != 1 || now == stamp {
		t.Fatalf("%d corrections, stamp %q after %q", len(list), now, stamp)
	}
	wantError(t, s.Discard(s.ctx(), list[0].ID, stamp, s.event("discard")), ErrStale)
	if err := s.Discard(s.ctx(), list[0].ID, now, s.event("discard")); err != nil {
		t.Fatal(err)
	}
	if list, _ := s.collected(base.ID); len(list) != 0 {
		t.Error("a discarded correction still waits")
	}
}

func libraryLogIsReadNewestFirst(t *testing.T, s *site) {
	s.now += 1000 * day // later than everything that other tests wrote
	action := fmt.Sprint("uji-", s.id())
	one, two, other := s.event(action), s.event(action), s.event("lain")
	for _, e := range []*LibraryEvent{two, other, one} {
		if err := s.LogLibrary(s.ctx(), e); err != nil {
			t.Fatal(err)
		}
	}
	ask := func(f LibraryFilter) ([]*LibraryEvent, int) {
		t.Helper()
		list, total, err := s.LibraryLog(s.ctx(), f)
		if err != nil {
			t.Fatal(err)
		}
		return list, total
	}
	always := LibraryFilter{Action: action, Until: s.now + day, Limit: 10}
	list, total := ask(always)
	if diff := cmp.Diff([]*LibraryEvent{two, one}, list); diff != "" || total != 2 {
		t.Errorf("%d lines %s", total, diff)
	}
	if list, total := ask(LibraryFilter{From: one.CreatedAt, Until: s.now + day, Offset: 1, Limit: 1}); total != 3 || len(list) != 1 || list[0].ID != two.ID {
		t.Errorf("%d lines, %+v", total, list)
	}
	if list, total := ask(LibraryFilter{Action: action, Until: two.CreatedAt, Limit: 10}); total != 1 || list[0].ID != one.ID {
		t.Errorf("%d lines, %+v", total, list)
	}
	if _, total := ask(LibraryFilter{Action: "a\x00", Until: s.now + day}); total != 0 {
		t.Errorf("a NUL finds %d", total)
	}
}

func usesOfAnAnalysisAreThoseOfTheAccount(t *testing.T, s *site) {
	edition := s.edition("AHSP Pakai", 1)
	_, analyses, _ := s.editions("AHSP Pakai")
	ref := analyses[0].ID
	owner, other := s.owner(), s.owner()
	mine, shared, hidden := s.project(owner), s.project(other), s.project(other)
	if err := s.SetMember(s.ctx(), shared.ID, owner, "reader", false); err != nil {
		t.Fatal(err)
	}
	for _, p := range []*rab.Project{mine, shared, hidden} {
		s.change(p, p.Header().OwnerID, func(d *rab.Draft) {
			id := addPekerjaan(d, s.IDs(s.ctx()), 2)[0]
			row, _ := d.Pekerjaan.Get(id)
			next := *row
			next.SourceType, next.RefID, next.RefRevision, next.Kode, next.Uraian = rab.SourceRef, &ref, edition.Revision, "1.1", "Galian"
			d.Pekerjaan.Put(&next)
		})
	}
	list, total, err := s.AnalysisUses(s.ctx(), owner, []int64{ref, 0}, 10)
	if err != nil || total != 2 || len(list) != 2 || list[0].ProjectID != shared.ID || list[1].ProjectID != mine.ID {
		t.Fatalf("%d uses %+v, %v", total, list, err)
	}
	if u := list[1]; u.Project != mine.Header().Nama || !u.Active || u.Kode != "1.1" || u.Uraian != "Galian" || u.SourceType != "ref" || u.Revision != 1 || u.PekerjaanID == 0 {
		t.Errorf("use %+v", u)
	}
	if list, total, err := s.AnalysisUses(s.ctx(), owner, []int64{ref}, 1); err != nil || total != 2 || len(list) != 1 {
		t.Errorf("cut: %d of %d, %v", len(list), total, err)
	}
	if list, total, err := s.AnalysisUses(s.ctx(), s.owner(), []int64{ref}, 10); err != nil || total != 0 || len(list) != 0 {
		t.Errorf("a stranger sees %+v, %v", list, err)
	}
}
