package app_test

import (
	"testing"

	"takar/internal/app"
)

// A server that stops gives the job that it runs back; the next one goes on where it was, and
// the attempt does not count.
func TestAJobThatIsCutOffByTheEndOfItsServerGoesOn(t *testing.T) {
	s := newSite(t)
	owner := s.person("pemilik")
	project, _, _ := s.project(owner, "Asal")
	const copies = 40
	job, err := s.StartCopies(t.Context(), s.visit(owner, project), app.BatchCopy{Base: "Salinan", Count: copies})
	if err != nil {
		t.Fatal(err)
	}
	now := func(a *site) *app.Job {
		found, err := a.Job(t.Context(), a.visit(owner, 0), job.ID)
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	eventually(t, "some copies are made", func() bool { return now(s).Done > 0 })
	s.Close()
	left := now(s)
	if left.State != app.JobQueued || left.Attempts != 0 || left.Done == 0 || left.Done >= copies {
		t.Fatalf("after the end: %+v", left)
	}
	next := openSite(t, s.directory)
	eventually(t, "the next server ends it", func() bool { return now(next).State == app.JobDone })
	if got := now(next); got.Done != copies || got.Attempts != 1 {
		t.Errorf("%d of %d copies, attempt %d", got.Done, copies, got.Attempts)
	}
	list, err := next.Projects(t.Context(), next.visit(owner, 0), app.ProjectQuery{})
	if err != nil {
		t.Fatal(err)
	}
	if list.Total != copies+1 {
		t.Errorf("%d projects, want %d", list.Total, copies+1)
	}
}

func TestAServerThatDrainsBeginsNoJobs(t *testing.T) {
	s := newSite(t)
	owner := s.person("pemilik")
	project, _, _ := s.project(owner, "Asal")
	s.Drain()
	job, err := s.StartCopies(t.Context(), s.visit(owner, project), app.BatchCopy{Base: "Salinan", Count: 1})
	if err != nil {
		t.Fatal(err)
	}
	next := openSite(t, s.directory)
	eventually(t, "another server runs it", func() bool {
		now, err := next.Job(t.Context(), next.visit(owner, 0), job.ID)
		return err == nil && now.State == app.JobDone
	})
}
