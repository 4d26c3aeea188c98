package app_test

import (
	"errors"
	"testing"
	"time"

	"takar/internal/app"
	"takar/internal/rab"
	"takar/internal/store"
)

func TestCopyBelongsToTheCopierAndHasTheSameRAB(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		owner, reader := s.person("pemilik"), s.person("pembaca")
		project, pekerjaan, _ := s.project(owner, "Asal")
		if err := s.Share(t.Context(), s.visit(owner, project), "pembaca", app.Reader, true); err != nil {
			t.Fatal(err)
		}
		header, result, err := s.CopyProject(t.Context(), s.visit(reader, project), app.Copy{Name: " Salinan ", Start: "2027-03-01"})
		if err != nil {
			t.Fatal(err)
		}
		source, copied := s.view(owner, project), s.view(reader, header.ID)
		if !copied.Figures().Totals.Total.Equal(source.Figures().Totals.Total) || copied.Figures().Totals.Total.IsZero() {
			t.Errorf("total is %s, was %s", copied.Figures().Totals.Total, source.Figures().Totals.Total)
		}
		if result.Pekerjaan != 1 || result.Components != 1 || result.Volumes != 1 || result.PriceItems != 1 {
			t.Errorf("copied %+v", result)
		}
		h := copied.Header()
		if h.Nama != "Salinan" || h.TanggalMulai != "2027-03-01" || h.DurasiHari != source.Header().DurasiHari || h.IndexProject == source.Header().IndexProject {
			t.Errorf("header is %+v", h)
		}
		if _, err := s.View(t.Context(), s.visit(owner, header.ID)); !errors.Is(err, app.ErrNotFound) {
			t.Errorf("the owner of the source sees the copy: %v", err)
		}
		// Neither follows the other from here on.
		s.setVolume(owner, project, pekerjaan, "99")
		if got := s.view(reader, header.ID).Volumes.All()[0].Quantity.Decimal.String(); got != "2" {
			t.Errorf("the copy has volume %s", got)
		}
		entries, _, err := s.Audit(t.Context(), s.visit(reader, header.ID), app.AuditFilter{Limit: 5})
		if err != nil || len(entries) != 1 || entries[0].Summary != "Proyek dibuat sebagai salinan dari "+source.Header().IndexProject {
			t.Errorf("history of the copy: %v, %v", entries, err)
		}
	})
}

func TestCopyOfAMemberWithoutPricesHasNone(t *testing.T) {
	s := newSite(t)
	owner, reader := s.person("pemilik"), s.person("pembaca")
	project, _, _ := s.project(owner, "Asal")
	if err := s.Share(t.Context(), s.visit(owner, project), "pembaca", app.Reader, false); err != nil {
		t.Fatal(err)
	}
	header, _, err := s.CopyProject(t.Context(), s.visit(reader, project), app.Copy{Name: "Salinan"})
	if err != nil {
		t.Fatal(err)
	}
	view := s.view(reader, header.ID)
	if !view.Visit.Rights.Prices {
		t.Fatal("the copier does not own the copy")
	}
	if item := view.PriceItems.All()[0]; item.Harga.Valid || !view.Header().AnggaranOwner.IsZero() {
		t.Errorf("the copy shows %v and %v", item.Harga, view.Header().AnggaranOwner)
	}
}

func TestNameOfACopyMustBeFree(t *testing.T) {
	s := newSite(t)
	owner := s.person("pemilik")
	project, _, _ := s.project(owner, "Asal")
	if _, _, err := s.CopyProject(t.Context(), s.visit(owner, project), app.Copy{Name: "Asal"}); !errors.Is(err, app.ErrNameTaken) {
		t.Errorf("got %v", err)
	}
	var invalid *rab.Invalid
	if _, _, err := s.CopyProject(t.Context(), s.visit(owner, project), app.Copy{Name: "x"}); !errors.As(err, &invalid) {
		t.Errorf("got %v", err)
	}
}

func TestBatchPassesOverTakenNamesAndStopsWhenAsked(t *testing.T) {
	s := newSite(t)
	owner := s.person("pemilik")
	project, _, _ := s.project(owner, "Asal")
	if _, _, err := s.CopyProject(t.Context(), s.visit(owner, project), app.Copy{Name: "Blok - Copy 2"}); err != nil {
		t.Fatal(err)
	}
	var told []string
	result, err := s.CopyMany(t.Context(), s.visit(owner, project), app.BatchCopy{Base: "Blok", Count: 4}, func(done int, name string, _ app.BatchResult) bool {
		told = append(told, name)
		return done == 3
	})
	if err != nil || len(result.Projects) != 3 || len(result.Errors) != 0 {
		t.Fatalf("made %d, errors %v, %v", len(result.Projects), result.Errors, err)
	}
	for i, want := range []string{"Blok - Copy 1", "Blok - Copy 3", "Blok - Copy 4"} {
		if got := result.Projects[i].Nama; got != want {
			t.Errorf("copy %d is %q, want %q", i, got, want)
		}
	}
	if last := told[len(told)-1]; last != "Blok - Copy 5" {
		t.Errorf("stopped before %q", last)
	}
	var invalid *rab.Invalid
	for _, count := range []int{0, app.MaxBatch + 1} {
		if _, err := s.CopyMany(t.Context(), s.visit(owner, project), app.BatchCopy{Base: "Blok", Count: count}, nil); !errors.As(err, &invalid) {
			t.Errorf("count %d: %v", count, err)
		}
	}
}

// ended waits until a job has ended; the server decides when.
func (s *site) ended(token string, id int64) *app.Job {
	s.t.Helper()
	for {
		job, err := s.Job(s.t.Context(), s.visit(token, 0), id)
		if err != nil {
			s.t.Fatal(err)
		}
		if job.State != store.JobQueued && job.State != store.JobRunning {
			return job
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func TestCopiesAreMadeApartFromTheRequest(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		owner, other := s.person("pemilik"), s.person("asing")
		project, _, _ := s.project(owner, "Asal")
		job, err := s.StartCopies(t.Context(), s.visit(owner, project), app.BatchCopy{Base: "Blok", Count: 3})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Job(t.Context(), s.visit(other, 0), job.ID); !errors.Is(err, app.ErrNotFound) {
			t.Errorf("somebody else sees the job: %v", err)
		}
		if _, err := s.CancelJob(t.Context(), s.visit(other, 0), job.ID); !errors.Is(err, app.ErrNotFound) {
			t.Errorf("somebody else cancels the job: %v", err)
		}
		done := s.ended(owner, job.ID)
		if done.State != store.JobDone || done.Done != 3 || done.Total != 3 || done.FinishedAt == 0 {
			t.Errorf("job ended as %+v", done)
		}
		page, err := s.Projects(t.Context(), s.visit(owner, 0), app.ProjectQuery{Search: "Blok - Copy"})
		if err != nil || page.Total != 3 {
			t.Errorf("%d copies, %v", page.Total, err)
		}
	})
}

func TestJobOfAServerThatDiedGoesOnWhereItWas(t *testing.T) {
	s := newSite(t)
	owner := s.person("pemilik")
	project, _, _ := s.project(owner, "Asal")
	made, _, err := s.CopyProject(t.Context(), s.visit(owner, project), app.Copy{Name: "Blok - Copy 1"})
	if err != nil {
		t.Fatal(err)
	}
	s.Close() // nobody runs jobs now
	job, err := s.StartCopies(t.Context(), s.visit(owner, project), app.BatchCopy{Base: "Blok", Count: 3})
	if err != nil {
		t.Fatal(err)
	}
	now := rab.InstantOf(s.clock.now)
	taken, err := s.store.TakeJob(t.Context(), now, now-1)
	if err != nil || taken.ID != job.ID {
		t.Fatalf("took %+v, %v", taken, err)
	}
	taken.Done, taken.Result = 1, `{"projects":[{"id":`+itoa(made.ID)+`,"nama":"Blok - Copy 1"}],"errors":[]}`
	if _, err := s.store.JobProgress(t.Context(), taken, now); err != nil {
		t.Fatal(err)
	}
	again := openSite(t, s.directory, func(c *app.Config) {
		late := s.clock.now.Add(time.Minute)
		c.Now = func() time.Time { return late }
	})
	done := again.ended(owner, job.ID)
	if done.State != store.JobDone || done.Done != 3 || done.Attempts != 2 {
		t.Fatalf("job ended as %+v", done)
	}
	page, err := again.Projects(t.Context(), again.visit(owner, 0), app.ProjectQuery{Search: "Blok - Copy"})
	if err != nil || page.Total != 3 {
		t.Errorf("%d copies, %v", page.Total, err)
	}
}

func TestCancelledJobKeepsWhatItHasMade(t *testing.T) {
	s := newSite(t)
	owner := s.person("pemilik")
	project, _, _ := s.project(owner, "Asal")
	s.Close()
	job, err := s.StartCopies(t.Context(), s.visit(owner, project), app.BatchCopy{Base: "Blok", Count: 3})
	if err != nil {
		t.Fatal(err)
	}
	if job, err = s.CancelJob(t.Context(), s.visit(owner, project), job.ID); err != nil || job.State != store.JobCancelled {
		t.Errorf("a waiting job: %+v, %v", job, err)
	}
	second, err := s.StartCopies(t.Context(), s.visit(owner, project), app.BatchCopy{Base: "Blok", Count: 2})
	if err != nil {
		t.Fatal(err)
	}
	now := rab.InstantOf(s.clock.now)
	if _, err := s.store.TakeJob(t.Context(), now, now-1); err != nil {
		t.Fatal(err)
	}
	if job, err = s.CancelJob(t.Context(), s.visit(owner, project), second.ID); err != nil || job.State != store.JobRunning || !job.Cancel {
		t.Errorf("a running job: %+v, %v", job, err)
	}
	again := openSite(t, s.directory, func(c *app.Config) {
		late := s.clock.now.Add(time.Minute)
		c.Now = func() time.Time { return late }
	})
	if done := again.ended(owner, second.ID); done.State != store.JobCancelled || done.Done != 0 {
		t.Errorf("job ended as %+v", done)
	}
}
