package app_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"takar/internal/app"
	"takar/internal/dossier"
	"takar/internal/rab"
	"takar/internal/store"
)

var anExport = app.DocumentOrder{Kind: dossier.RekapRAB, Format: dossier.PDF}

func TestADocumentIsMadeApartFromTheRequest(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		owner := s.person("pemilik")
		project, _, _ := s.project(owner, "Asal")
		visit := s.visit(owner, project)
		job, err := s.StartExport(t.Context(), visit, anExport)
		if err != nil {
			t.Fatal(err)
		}
		done := s.ended(owner, job.ID)
		if done.State != store.JobDone || done.Done != done.Total || done.Total < 3 {
			t.Errorf("job ended as %+v", done)
		}
		file, err := s.ExportedFile(t.Context(), visit, job.ID)
		if err != nil {
			t.Fatal(err)
		}
		direct, err := s.Document(t.Context(), visit, anExport, nil)
		if err != nil || string(direct.Data) != string(file.Data) || direct.Name != file.Name || direct.Type != file.Type {
			t.Errorf("the file of the job is another one: %s, %v", file.Name, err)
		}
		if err := s.store.PurgeJobs(t.Context(), done.FinishedAt+1); err != nil {
			t.Fatal(err)
		}
		if _, err := s.ExportedFile(t.Context(), visit, job.ID); !errors.Is(err, app.ErrNotFound) {
			t.Errorf("after the purge: %v", err)
		}
	})
}

func TestAnExportOfAServerThatDiedRunsAgain(t *testing.T) {
	s := newSite(t)
	owner := s.person("pemilik")
	project, _, _ := s.project(owner, "Asal")
	visit := s.visit(owner, project)
	s.Close() // nobody runs jobs now
	job, err := s.StartExport(t.Context(), visit, anExport)
	if err != nil {
		t.Fatal(err)
	}
	now := rab.InstantOf(s.clock.now)
	taken, err := s.store.TakeJob(t.Context(), now, now-1)
	if err != nil || taken.ID != job.ID {
		t.Fatalf("took %+v, %v", taken, err)
	}
	if err := s.store.AddJobFile(t.Context(), taken, &store.JobFile{Name: "setengah.pdf", Content: []byte("%PDF")}, now); err != nil {
		t.Fatal(err)
	}
	if _, err := s.ExportedFile(t.Context(), visit, job.ID); !errors.Is(err, app.ErrNotReady) {
		t.Errorf("half a file: %v", err)
	}
	again := openSite(t, s.directory, func(c *app.Config) {
		late := s.clock.now.Add(time.Minute)
		c.Now = func() time.Time { return late }
	})
	if done := again.ended(owner, job.ID); done.State != store.JobDone || done.Attempts != 2 {
		t.Fatalf("job ended as %+v", done)
	}
	file, err := again.ExportedFile(t.Context(), again.visit(owner, project), job.ID)
	if err != nil || file.Name == "setengah.pdf" || len(file.Data) < 1000 {
		t.Errorf("%+v, %v", file, err)
	}
}

func TestAnExportThatIsCancelledLeavesNothing(t *testing.T) {
	s := newSite(t)
	owner := s.person("pemilik")
	project, _, _ := s.project(owner, "Asal")
	visit := s.visit(owner, project)
	s.Close()
	job, err := s.StartExport(t.Context(), visit, anExport)
	if err != nil {
		t.Fatal(err)
	}
	now := rab.InstantOf(s.clock.now)
	if _, err := s.store.TakeJob(t.Context(), now, now-1); err != nil {
		t.Fatal(err)
	}
	if job, err = s.CancelJob(t.Context(), visit, job.ID); err != nil || !job.Cancel {
		t.Fatalf("%+v, %v", job, err)
	}
	again := openSite(t, s.directory, func(c *app.Config) { // it takes the job over, and sees
		late := s.clock.now.Add(time.Minute)
		c.Now = func() time.Time { return late }
	})
	if ended := again.ended(owner, job.ID); ended.State != store.JobCancelled {
		t.Errorf("job ended as %+v", ended)
	}
	if _, err := again.ExportedFile(t.Context(), again.visit(owner, project), job.ID); !errors.Is(err, app.ErrNotReady) {
		t.Errorf("its file: %v", err)
	}
}

func TestAnExportThatCannotBeSaysWhy(t *testing.T) {
	s := newSite(t)
	owner, reader := s.person("pemilik"), s.person("pembaca")
	project, _, _ := s.project(owner, "Asal")
	if err := s.Share(t.Context(), s.visit(owner, project), "pembaca", app.Reader, true); err != nil {
		t.Fatal(err)
	}
	s.Close()
	job, err := s.StartExport(t.Context(), s.visit(reader, project), anExport)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Share(t.Context(), s.visit(owner, project), "pembaca", app.Reader, false); err != nil { // meanwhile
		t.Fatal(err)
	}
	again := openSite(t, s.directory)
	ended := again.ended(reader, job.ID)
	if ended.State != store.JobFailed || !strings.Contains(ended.Failure, "harga") {
		t.Errorf("job ended as %+v", ended)
	}
}

// Nobody fills the queue of all others.
func TestJobsThatWaitAreBoundedForEachAccount(t *testing.T) {
	s := newSite(t)
	owner, other := s.person("pemilik"), s.person("lain")
	project, _, _ := s.project(owner, "Asal")
	theirs, _, _ := s.project(other, "Lain")
	s.Close() // nobody runs jobs now
	var last *app.Job
	for {
		job, err := s.StartExport(t.Context(), s.visit(owner, project), anExport)
		if err != nil {
			var refused *rab.Invalid
			if !errors.As(err, &refused) || !strings.Contains(err.Error(), "120 pekerjaan Anda yang menunggu") {
				t.Fatal(err)
			}
			break
		}
		last = job
	}
	if _, err := s.StartExport(t.Context(), s.visit(other, theirs), anExport); err != nil {
		t.Errorf("somebody else: %v", err)
	}
	if _, err := s.CancelJob(t.Context(), s.visit(owner, 0), last.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := s.StartExport(t.Context(), s.visit(owner, project), anExport); err != nil {
		t.Errorf("after one was cancelled: %v", err)
	}
}
