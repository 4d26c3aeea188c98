package store

import (
	"bytes"
	"testing"
)

var jobFileBehaviours = []func(*testing.T, *site){fileOfAJobIsReadWhenItIsDone}

func fileOfAJobIsReadWhenItIsDone(t *testing.T, s *site) {
	owner, stranger := s.owner(), s.owner()
	running := s.take(s.job(owner).ID)
	content := bytes.Repeat([]byte{0, 0xff, '\''}, 100_000)
	for _, file := range []*JobFile{{Name: "lama.pdf", Type: "a", Content: []byte{}}, {Name: `RAB "1" 🧱.pdf`, Type: "application/pdf", Content: content}} {
		if err := s.AddJobFile(s.ctx(), running, file, s.now); err != nil { // the second begins anew
			t.Fatal(err)
		}
	}
	_, err := s.JobFile(s.ctx(), owner, running.ID)
	wantError(t, err, ErrNotFound) // not done
	running.State, running.FinishedAt = JobDone, s.now
	if err := s.FinishJob(s.ctx(), running); err != nil {
		t.Fatal(err)
	}
	got, err := s.JobFile(s.ctx(), owner, running.ID)
	if err != nil {
		t.Fatal(err)
	}
	if got.Name != `RAB "1" 🧱.pdf` || got.Type != "application/pdf" || !bytes.Equal(got.Content, content) {
		t.Errorf("%s, %s, %d bytes", got.Name, got.Type, len(got.Content))
	}
	_, err = s.JobFile(s.ctx(), stranger, running.ID)
	wantError(t, err, ErrNotFound)
	wantError(t, s.AddJobFile(s.ctx(), running, got, s.now), ErrNotFound) // it has ended

	if err := s.PurgeJobs(s.ctx(), s.now+1); err != nil {
		t.Fatal(err)
	}
	_, err = s.JobFile(s.ctx(), owner, running.ID)
	wantError(t, err, ErrNotFound)
	var left int
	if err := s.queryRow(s.ctx(), `SELECT count(*) FROM job_file WHERE job_id = ?`, running.ID).Scan(&left); err != nil || left != 0 {
		t.Errorf("%d files left, %v", left, err)
	}
}
