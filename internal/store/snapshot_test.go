package store

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"takar/internal/rab"
)

var snapshotBehaviours = []func(*testing.T, *site){
	snapshotsAreWhatWasCommitted, snapshotWithNothingNewIsTheSameOne, snapshotsShareTheRowsThatDidNotChange, advancingReadsOnlyWhatChanged, unknownProjectIsNotFound,
	deletionsOfLongAgoAreForgottenAndOldSnapshotsReadAnew,
}

// A project of every kind of row goes through random commands, undos of deletions among
// them. After each one the store holds exactly what the command decided, and a snapshot of
// any earlier revision catches up to it.
func snapshotsAreWhatWasCommitted(t *testing.T, s *site) {
	alone(t)
	owner := s.owner()
	rapid.Check(t, func(rt *rapid.T) {
		p := s.project(owner)
		earlier := []*rab.Project{rab.NewProject(p.ID, nil), p}
		var deletions []*Commit
		for range rapid.IntRange(1, 12).Draw(rt, "commands") {
			commit, after := s.decide(p, owner, func(d *rab.Draft) {
				if len(deletions) > 0 && rapid.Bool().Draw(rt, "restore") {
					restore(rt, d, deletions[rapid.IntRange(0, len(deletions)-1).Draw(rt, "deletion")])
					return
				}
				e := &edits{t: rt, d: d, ids: s.IDs(s.ctx())}
				for range rapid.IntRange(1, 6).Draw(rt, "steps") {
					e.step()
				}
			})
			if len(commit.Operation.Changes) == 0 {
				continue
			}
			p = s.commit(commit, after)
			if commit.Operation.Deletes {
				deletions = append(deletions, commit)
			}
			earlier = append(earlier, p)
		}
		want := dump(p)
		for _, from := range earlier {
			got, err := s.AdvanceProject(s.ctx(), from, nil)
			if err != nil {
				rt.Fatal(err)
			}
			if text := dump(got); text != want {
				rt.Fatalf("from revision %d (-want +got):\n%s", from.Revision, differences(text, want))
			}
		}
	})
}

// restore turns an earlier deletion back if that leaves the project whole.
func restore(t *rapid.T, d *rab.Draft, deletion *Commit) {
	revert := func(d *rab.Draft) bool {
		blocked, err := d.Revert(deletion.Operation.Changes)
		if err != nil {
			t.Fatal(err)
		}
		return len(blocked) == 0 && len(d.Breaks()) == 0
	}
	if revert(d.Base().Edit(nil, d.At(), 0)) {
		revert(d)
	}
}

// differences shows the lines in which two dumps differ.
func differences(got, want string) string {
	return cmp.Diff(strings.Split(want, "\n"), strings.Split(got, "\n"))
}

func snapshotWithNothingNewIsTheSameOne(t *testing.T, s *site) {
	p := s.load(s.project(s.owner()).ID)
	again, err := s.AdvanceProject(s.ctx(), p, nil)
	if err != nil {
		t.Fatal(err)
	}
	if again != p {
		t.Error("another snapshot of the same revision")
	}
}

func snapshotsShareTheRowsThatDidNotChange(t *testing.T, s *site) {
	owner := s.owner()
	var list []int64
	p := s.change(s.project(owner), owner, func(d *rab.Draft) { list = addPekerjaan(d, s.IDs(s.ctx()), 3) })
	before := s.load(p.ID)
	s.change(p, owner, func(d *rab.Draft) { setVolume(d, list[0], number("1.5")) })
	after, err := s.AdvanceProject(s.ctx(), before, nil)
	if err != nil {
		t.Fatal(err)
	}
	old, _ := before.Volumes.Get(list[1])
	kept, _ := after.Volumes.Get(list[1])
	changed, _ := after.Volumes.Get(list[0])
	if old != kept || changed.Quantity.Decimal.String() != "1.5" {
		t.Errorf("kept %p, was %p; changed to %s", kept, old, changed.Quantity.Decimal)
	}
}

func advancingReadsOnlyWhatChanged(t *testing.T, s *site) {
	owner := s.owner()
	var list []int64
	p := s.change(s.project(owner), owner, func(d *rab.Draft) { list = addPekerjaan(d, s.IDs(s.ctx()), 20) })
	s.change(p, owner, func(d *rab.Draft) { setVolume(d, list[0], number("1.5")) })
	var delta *rab.Delta
	if err := s.inRead(s.ctx(), func(tx *transaction) (err error) {
		delta, err = tx.changesSince(s.ctx(), p.ID, p.Revision)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if rows := len(delta.Volumes.Put); rows != 1 || len(delta.Pekerjaan.Put) != 0 {
		t.Errorf("%d volumes and %d pekerjaan, want 1 and 0", rows, len(delta.Pekerjaan.Put))
	}
}

func unknownProjectIsNotFound(t *testing.T, s *site) {
	_, err := s.LoadProject(s.ctx(), 404, nil)
	wantError(t, err, ErrNotFound)
}

func deletionsOfLongAgoAreForgottenAndOldSnapshotsReadAnew(t *testing.T, s *site) {
	owner := s.owner()
	var list []int64
	first := s.change(s.project(owner), owner, func(d *rab.Draft) { list = addPekerjaan(d, s.IDs(s.ctx()), 3) })
	p := s.change(first, owner, func(d *rab.Draft) { removePekerjaan(d, list[0]) })
	// The project lives on, further than anybody's tombstones reach.
	if err := s.inWrite(s.ctx(), func(tx *transaction) error {
		_, err := tx.exec(s.ctx(), `UPDATE project SET revision = ? WHERE id = ?`, p.Revision+tombstoneRevisions, p.ID)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	p = s.load(p.ID)
	p = s.change(p, owner, func(d *rab.Draft) { removePekerjaan(d, list[1]) })
	var oldest int64
	if err := s.queryRow(s.ctx(), `SELECT min(revision) FROM tombstone WHERE project_id = ?`, p.ID).Scan(&oldest); err != nil {
		t.Fatal(err)
	}
	if oldest != p.Revision {
		t.Errorf("tombstones of revision %d are left at %d", oldest, p.Revision)
	}
	for _, from := range []*rab.Project{first, rab.NewProject(p.ID, nil)} {
		got, err := s.AdvanceProject(s.ctx(), from, nil)
		if err != nil {
			t.Fatal(err)
		}
		if text, want := dump(got), dump(p); text != want {
			t.Errorf("from revision %d (-want +got):\n%s", from.Revision, differences(text, want))
		}
	}
}
