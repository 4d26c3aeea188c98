package store

import (
	"fmt"
	"slices"
	"testing"

	"takar/internal/rab"
)

var historyBehaviours = []func(*testing.T, *site){
	undoAndRedoFollowTheStack, twoHundredStepsCanBeUndoneAndRedone, undoStopsWhereRowsAreNoLongerKept, stacksBelongToOneUserOfOneProject,
	historyFollowsRevisionsNotIDs, commandWithoutRowsIsNotUndone, trashOffersDeletionsAndForgetsThem, purgeKeepsWhatCanBeUndone,
	auditIsFilteredAndPaged,
}

// act carries out a command that changes one volume and returns the project and the
// operation's id.
func (s *site) act(p *rab.Project, by, pekerjaan int64) (*rab.Project, int64) {
	s.t.Helper()
	commit, after := s.decide(p, by, func(d *rab.Draft) { setVolume(d, pekerjaan, number(fmt.Sprint(p.Revision+1))) })
	return s.commit(commit, after), commit.Operation.ID
}

// turn undoes (or takes an undo back) as the use cases do, and returns what was turned.
func (s *site) turn(p *rab.Project, by int64, kind string) (*rab.Project, int64) {
	s.t.Helper()
	next := s.NextUndo
	if kind == "redo" {
		next = s.NextRedo
	}
	target, err := next(s.ctx(), p.ID, by)
	if err != nil {
		s.t.Fatalf("%s: %v", kind, err)
	}
	commit, after := s.decide(p, by, func(d *rab.Draft) {
		if blocked, err := d.Revert(target.Changes); err != nil || len(blocked) > 0 {
			s.t.Fatalf("%s of operation %d: blocked %v, %v", kind, target.ID, blocked, err)
		}
	})
	commit.Operation.Kind, commit.Operation.UndoOf = kind, &target.ID
	commit.Undone = map[int64]bool{target.ID: true}
	if kind == "redo" {
		commit.Undone[*target.UndoOf] = false
	}
	return s.commit(commit, after), target.ID
}

// worked returns a project with one pekerjaan, and the pekerjaan.
func (s *site) worked(owner int64) (p *rab.Project, pekerjaan int64) {
	s.t.Helper()
	p = s.change(s.project(owner), owner, func(d *rab.Draft) { pekerjaan = addPekerjaan(d, s.IDs(s.ctx()), 1)[0] })
	return p, pekerjaan
}

func undoAndRedoFollowTheStack(t *testing.T, s *site) {
	owner := s.owner()
	p, pekerjaan := s.worked(owner)
	_, err := s.NextRedo(s.ctx(), p.ID, owner)
	wantError(t, err, ErrNotFound)
	ids := map[string]int64{}
	for _, name := range []string{"a", "b", "c"} {
		p, ids[name] = s.act(p, owner, pekerjaan)
	}
	var turned int64
	undo := func(want string) {
		t.Helper()
		if p, turned = s.turn(p, owner, "undo"); turned != ids[want] {
			t.Fatalf("undid %d, want %s = %d", turned, want, ids[want])
		}
	}
	redo := func(wantQuantity string) {
		t.Helper()
		p, _ = s.turn(p, owner, "redo")
		if row, _ := p.Volumes.Get(pekerjaan); row.Quantity.Decimal.String() != wantQuantity {
			t.Fatalf("redo gave %s, want %s", row.Quantity.Decimal, wantQuantity)
		}
	}
	undo("c")
	undo("b")
	redo("4") // b had set the volume to its revision
	redo("5")
	_, err = s.NextRedo(s.ctx(), p.ID, owner)
	wantError(t, err, ErrNotFound)
	undo("c")
	undo("b")
	p, ids["d"] = s.act(p, owner, pekerjaan)
	_, err = s.NextRedo(s.ctx(), p.ID, owner) // a new command ends the redo stack
	wantError(t, err, ErrNotFound)
	undo("d")
	undo("a")
	redo("3")
	if got, want := dump(s.load(p.ID)), dump(p); got != want {
		t.Errorf("stored (-want +got):\n%s", differences(got, want))
	}
}

func twoHundredStepsCanBeUndoneAndRedone(t *testing.T, s *site) {
	alone(t)
	owner := s.owner()
	p, pekerjaan := s.worked(owner)
	var done []int64
	for range undoSteps + 5 {
		var id int64
		p, id = s.act(p, owner, pekerjaan)
		done = append(done, id)
	}
	kept := "SELECT count(*) FROM operation WHERE project_id = ? AND changes IS NOT NULL"
	if n := s.count(kept, p.ID); n != undoSteps {
		t.Errorf("%d operations keep their rows, want %d", n, undoSteps)
	}
	var undone []int64
	for range undoSteps {
		var id int64
		p, id = s.turn(p, owner, "undo")
		undone = append(undone, id)
	}
	slices.Reverse(undone)
	if !slices.Equal(undone, done[5:]) {
		t.Error("undid other operations than the last 200, newest first")
	}
	_, err := s.NextUndo(s.ctx(), p.ID, owner)
	wantError(t, err, ErrNotFound)
	for range undoSteps {
		p, _ = s.turn(p, owner, "redo")
	}
	if row, _ := s.load(p.ID).Volumes.Get(pekerjaan); row.Quantity.Decimal.String() != fmt.Sprint(2+undoSteps+5) {
		t.Errorf("after undo and redo of everything: %s", row.Quantity.Decimal)
	}
}

func undoStopsWhereRowsAreNoLongerKept(t *testing.T, s *site) {
	owner := s.owner()
	p, pekerjaan := s.worked(owner)
	deleted := s.change(p, owner, func(d *rab.Draft) { d.Volumes.Delete(pekerjaan) })
	if _, err := s.write.ExecContext(s.ctx(), s.dialect.sql("UPDATE operation SET changes = NULL WHERE project_id = ? AND revision = ?"), p.ID, deleted.Revision); err != nil {
		t.Fatal(err)
	}
	_, err := s.NextUndo(s.ctx(), p.ID, owner) // and not the command before it
	wantError(t, err, ErrNotFound)
}

func stacksBelongToOneUserOfOneProject(t *testing.T, s *site) {
	owner, editor := s.owner(), s.account("Editor").ID
	p, pekerjaan := s.worked(owner)
	other, otherPekerjaan := s.worked(owner)
	p, own := s.act(p, owner, pekerjaan)
	p, theirs := s.act(p, editor, pekerjaan)
	_, elsewhere := s.act(other, owner, otherPekerjaan)
	for name, c := range map[string]struct{ project, account, want int64 }{
		"owner":             {p.ID, owner, own},
		"editor":            {p.ID, editor, theirs},
		"the other project": {other.ID, owner, elsewhere},
	} {
		o, err := s.NextUndo(s.ctx(), c.project, c.account)
		if err != nil {
			t.Fatal(err)
		}
		if o.ID != c.want {
			t.Errorf("%s: operation %d, want %d", name, o.ID, c.want)
		}
	}
	_, err := s.NextUndo(s.ctx(), other.ID, editor)
	wantError(t, err, ErrNotFound)
}

// Two servers hand out ids from blocks of their own, so a later operation may have a
// smaller id.
func historyFollowsRevisionsNotIDs(t *testing.T, s *site) {
	owner := s.owner()
	p, pekerjaan := s.worked(owner)
	s.id()
	other := s.on(s.again())
	audited := func(s *site, action string) int64 {
		commit, after := s.decide(p, owner, func(d *rab.Draft) { setVolume(d, pekerjaan, number(fmt.Sprint(p.Revision+1))) })
		commit.Audit = []AuditEntry{{ID: s.id(), Action: action}}
		p = s.commit(commit, after)
		return commit.Operation.ID
	}
	early := audited(other, "FIRST")
	late := audited(s, "SECOND")
	if late > early {
		t.Fatalf("the second handle took block %d before %d: the test shows nothing", early, late)
	}
	o, err := s.NextUndo(s.ctx(), p.ID, owner)
	if err != nil {
		t.Fatal(err)
	}
	if o.ID != late {
		t.Errorf("undo starts with the operation of revision %d, want %d", o.Revision, p.Revision)
	}
	entries, _, err := s.Audit(s.ctx(), p.ID, AuditFilter{Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	if entries[0].Action != "SECOND" {
		t.Error("the newest audit entry does not come first")
	}
	p, _ = other.turn(p, owner, "undo")
	if p, turned := s.turn(p, owner, "undo"); turned != early {
		t.Errorf("then %d, want %d (revision %d)", turned, early, p.Revision)
	}
}

func commandWithoutRowsIsNotUndone(t *testing.T, s *site) {
	owner := s.owner()
	p := s.project(owner)
	_, err := s.NextUndo(s.ctx(), p.ID, owner)
	wantError(t, err, ErrNotFound)
}

func trashOffersDeletionsAndForgetsThem(t *testing.T, s *site) {
	owner := s.owner()
	p, pekerjaan := s.worked(owner)
	remove := func() *Commit {
		commit, after := s.decide(p, owner, func(d *rab.Draft) {
			d.Volumes.Delete(pekerjaan)
			d.Analyses.Delete(pekerjaan)
			d.Pekerjaan.Delete(pekerjaan)
		})
		p = s.commit(commit, after)
		return commit
	}
	first := remove()
	p, _ = s.turn(p, owner, "undo")
	p, _ = s.act(p, owner, pekerjaan)
	before := p
	second := remove()
	p = s.change(p, owner, func(d *rab.Draft) {
		item, _ := before.Pekerjaan.Get(pekerjaan)
		volume, _ := before.Volumes.Get(pekerjaan)
		analysis, _ := before.Analyses.Get(pekerjaan)
		again, measured, analysed := *item, *volume, *analysis
		d.Pekerjaan.Put(&again)
		d.Volumes.Put(&measured)
		d.Analyses.Put(&analysed)
	})
	third := remove()
	deletions := func(since rab.Instant, most int) (list []*Operation) {
		t.Helper()
		err := s.Deletions(s.ctx(), p.ID, since, func(o *Operation) bool {
			list = append(list, o)
			return len(list) < most
		})
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	list := deletions(0, 10) // without the first, which was undone
	if len(list) != 2 || list[0].ID != third.Operation.ID || list[1].ID != second.Operation.ID || len(list[0].Changes) == 0 {
		t.Fatalf("trash %v, undone %d", list, first.Operation.ID)
	}
	if list[0].Weeks != p.Header().WeekDates() || list[0].Weeks.From == "" {
		t.Errorf("deleted when weeks were counted by %+v, want %+v", list[0].Weeks, p.Header().WeekDates())
	}
	if list := deletions(third.Operation.CreatedAt, 10); len(list) != 1 {
		t.Errorf("since the third: %d", len(list))
	}
	if list := deletions(0, 1); len(list) != 1 || list[0].ID != third.Operation.ID {
		t.Errorf("one was enough: %d", len(list))
	}
}

// The trash forgets after its time, undo after its steps: rows that undo still needs stay.
func purgeKeepsWhatCanBeUndone(t *testing.T, s *site) {
	alone(t)
	owner := s.owner()
	p, pekerjaan := s.worked(owner)
	volume, _ := p.Volumes.Get(pekerjaan)
	remove := func() int64 {
		commit, after := s.decide(p, owner, func(d *rab.Draft) { d.Volumes.Delete(pekerjaan) })
		commit.Operation.Deletes = true
		commit.Audit = []AuditEntry{{ID: s.id(), Action: "DELETE"}}
		p = s.commit(commit, after)
		p = s.change(p, owner, func(d *rab.Draft) {
			row := *volume
			d.Volumes.Put(&row)
		})
		return commit.Operation.ID
	}
	old := remove()
	for range undoSteps {
		p, _ = s.act(p, owner, pekerjaan)
	}
	young := remove()
	holds := func(id int64) bool {
		o, err := s.Operation(s.ctx(), p.ID, id)
		if err != nil {
			t.Fatal(err)
		}
		return o.Changes != nil
	}
	if !holds(old) {
		t.Fatal("a deletion in the trash lost its rows")
	}
	if err := s.PurgeTrash(s.ctx(), s.now-100_000_000*undoSteps); err != nil {
		t.Fatal(err)
	}
	if !holds(old) {
		t.Error("a deletion was purged before its time")
	}
	if err := s.PurgeTrash(s.ctx(), s.now+1); err != nil {
		t.Fatal(err)
	}
	if holds(old) || !holds(young) {
		t.Errorf("old deletion kept: %t; the one that can be undone kept: %t", holds(old), holds(young))
	}
	if _, total, err := s.Audit(s.ctx(), p.ID, AuditFilter{Action: "DELETE", Limit: 9}); err != nil || total != 2 {
		t.Errorf("%d audit entries of deletions, %v", total, err)
	}
}

func (s *site) auditMark(project int64) string {
	s.t.Helper()
	mark, err := s.AuditMark(s.ctx(), project)
	if err != nil {
		s.t.Fatal(err)
	}
	return mark
}

func auditIsFilteredAndPaged(t *testing.T, s *site) {
	owner := s.owner()
	p, pekerjaan := s.worked(owner)
	old, details := `{"volume":"1.50"}`, `{"harga":"9007199254740993.01"}`
	actions := []string{"CREATE", "UPDATE", "UPDATE", "DELETE", "CASCADE"}
	var ids []int64
	marks := map[string]bool{s.auditMark(p.ID): true}
	for i, action := range actions {
		commit, after := s.decide(p, owner, func(d *rab.Draft) { setVolume(d, pekerjaan, number(fmt.Sprint(i+1))) })
		entry := AuditEntry{
			ID: s.id(), AccountID: owner, AccountName: "Pemilik", Kode: "CUST-0001", Uraian: "Galian 🧱", Action: action, TriggeredBy: "user",
			Summary: "ringkas", OldData: &old,
		}
		if i%2 == 0 {
			entry.PekerjaanID, entry.Details, entry.TriggeredBy = &pekerjaan, &details, "cascade"
		}
		commit.Audit = []AuditEntry{entry}
		ids = append(ids, entry.ID)
		p = s.commit(commit, after)
		marks[s.auditMark(p.ID)] = true
	}
	if len(marks) != len(actions)+1 || !marks[s.auditMark(p.ID)] {
		t.Errorf("%d entries have the marks %v", len(actions), marks)
	}
	first := s.now - 4_000_000 // the time of the first entry
	for name, c := range map[string]struct {
		filter AuditFilter
		want   []int // indexes into actions
		total  int
	}{
		"all":             {AuditFilter{Limit: 10}, []int{4, 3, 2, 1, 0}, 5},
		"first page":      {AuditFilter{Limit: 2}, []int{4, 3}, 5},
		"last page":       {AuditFilter{Limit: 2, Offset: 4}, []int{0}, 5},
		"beyond":          {AuditFilter{Limit: 2, Offset: 9}, nil, 5},
		"action":          {AuditFilter{Limit: 10, Action: "UPDATE"}, []int{2, 1}, 2},
		"triggered by":    {AuditFilter{Limit: 10, TriggeredBy: "user"}, []int{3, 1}, 2},
		"pekerjaan":       {AuditFilter{Limit: 10, PekerjaanID: pekerjaan}, []int{4, 2, 0}, 3},
		"both":            {AuditFilter{Limit: 10, PekerjaanID: pekerjaan, Action: "UPDATE"}, []int{2}, 1},
		"entry":           {AuditFilter{Limit: 10, EntryID: ids[1]}, []int{1}, 1},
		"from":            {AuditFilter{Limit: 10, From: first + 1}, []int{4, 3, 2, 1}, 4},
		"until":           {AuditFilter{Limit: 10, Until: first + 1}, []int{0}, 1},
		"half open":       {AuditFilter{Limit: 10, From: first, Until: first + 2_000_000}, []int{1, 0}, 2},
		"nothing":         {AuditFilter{Limit: 10, Action: "RENAME"}, nil, 0},
		"cannot be there": {AuditFilter{Limit: 10, Action: "UPDATE\x00"}, nil, 0},
	} {
		entries, total, err := s.Audit(s.ctx(), p.ID, c.filter)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var want, got []int64
		for _, i := range c.want {
			want = append(want, ids[i])
		}
		for _, entry := range entries {
			got = append(got, entry.ID)
		}
		if total != c.total || !slices.Equal(got, want) {
			t.Errorf("%s: entries %v of %d, want %v of %d", name, got, total, want, c.total)
		}
	}
	entries, _, err := s.Audit(s.ctx(), p.ID, AuditFilter{EntryID: ids[4], Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	e := entries[0]
	if e.ProjectID != p.ID || e.CreatedAt != s.now || e.Uraian != "Galian 🧱" || *e.OldData != old || e.NewData != nil || *e.Details != details || *e.PekerjaanID != pekerjaan {
		t.Errorf("entry %+v", e)
	}
	if _, total, err := s.Audit(s.ctx(), p.ID+1, AuditFilter{EntryID: ids[4], Limit: 1}); err != nil || total != 0 {
		t.Errorf("another project sees %d entries, %v", total, err)
	}
}
