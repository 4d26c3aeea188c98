package store

import (
	"errors"
	"sync"
	"testing"

	"takar/internal/rab"
)

var jobBehaviours = []func(*testing.T, *site){
	jobRunsFromQueueToResult, jobsAreTakenByOneServerEach, jobOfADeadServerIsBegunOnceMore, jobIsCancelled, endedJobsArePurged, waitingJobsAreCounted, jobsAreCountedByKindAndState,
}

// job queues a job of an account.
func (s *site) job(account int64) *Job {
	s.t.Helper()
	s.now += 1_000_000
	j := &Job{ID: s.id(), AccountID: account, ProjectID: 7, Kind: "copy", Total: 3, Input: `{"to":["a 🧱"]}`, CreatedAt: s.now}
	if err := s.AddJob(s.ctx(), j); err != nil {
		s.t.Fatal(err)
	}
	return j
}

// silence is how long a server may be silent in these tests.
const silence rab.Instant = 60_000_000

// take takes jobs until the wanted one comes; jobs of other tests end on the way.
func (s *site) take(id int64) *Job {
	s.t.Helper()
	for {
		j, err := s.TakeJob(s.ctx(), s.now, s.now-silence)
		if err != nil {
			s.t.Fatalf("job %d: %v", id, err)
		}
		if j.ID == id {
			return j
		}
		j.State, j.FinishedAt = JobDone, s.now
		if err := s.FinishJob(s.ctx(), j); err != nil {
			s.t.Fatal(err)
		}
	}
}

// idle fails the test when any job can be taken.
func (s *site) idle() {
	s.t.Helper()
	if j, err := s.TakeJob(s.ctx(), s.now, s.now-silence); !errors.Is(err, ErrNotFound) {
		s.t.Errorf("job %+v, %v; want none", j, err)
	}
}

func (s *site) readJob(account, id int64) *Job {
	s.t.Helper()
	j, err := s.Job(s.ctx(), account, id)
	if err != nil {
		s.t.Fatal(err)
	}
	return j
}

func jobRunsFromQueueToResult(t *testing.T, s *site) {
	owner := s.owner()
	want := *s.job(owner)
	want.State = JobQueued
	if got := s.readJob(owner, want.ID); *got != want {
		t.Errorf("queued %+v, want %+v", *got, want)
	}
	running := s.take(want.ID)
	want.State, want.Attempts, want.HeartbeatAt = JobRunning, 1, s.now
	if *running != want {
		t.Errorf("running %+v, want %+v", *running, want)
	}
	running.Done, running.Current, running.Result = 1, "Proyek 🧱", `[1]`
	if cancel, err := s.JobProgress(s.ctx(), running, s.now+5); err != nil || cancel {
		t.Errorf("progress: cancel %t, %v", cancel, err)
	}
	want.Done, want.Current, want.Result, want.HeartbeatAt = 1, "Proyek 🧱", `[1]`, s.now+5
	if got := s.readJob(owner, want.ID); *got != want {
		t.Errorf("half-way %+v, want %+v", *got, want)
	}
	running.State, running.Done, running.Result, running.FinishedAt = JobDone, 3, `[1,2,3]`, s.now+9
	if err := s.FinishJob(s.ctx(), running); err != nil {
		t.Fatal(err)
	}
	want.State, want.Done, want.Current, want.Result, want.FinishedAt = JobDone, 3, "", `[1,2,3]`, s.now+9
	if got := s.readJob(owner, want.ID); *got != want {
		t.Errorf("done %+v, want %+v", *got, want)
	}
	wantError(t, s.FinishJob(s.ctx(), running), ErrNotFound)
	_, err := s.Job(s.ctx(), s.owner(), want.ID)
	wantError(t, err, ErrNotFound) // somebody else's
}

func jobsAreTakenByOneServerEach(t *testing.T, s *site) {
	owner := s.owner()
	const jobs = 12
	handles := []*Store{s.Store, s.again()}
	for range jobs {
		s.job(owner)
	}
	var mutex sync.Mutex
	taken := map[int64]int{}
	var all sync.WaitGroup
	for worker := range 4 {
		all.Go(func() {
			for range jobs { // a rival may have been faster; nobody is left without work as long as there is some
				j, err := handles[worker%2].TakeJob(s.ctx(), s.now, s.now-silence)
				if errors.Is(err, ErrNotFound) {
					continue
				}
				if err != nil {
					t.Error(err)
					return
				}
				mutex.Lock()
				if j.AccountID == owner {
					taken[j.ID]++
				}
				mutex.Unlock()
			}
		})
	}
	all.Wait()
	for id, times := range taken {
		if times != 1 {
			t.Errorf("job %d was taken %d times", id, times)
		}
	}
	if len(taken) != jobs {
		t.Errorf("%d of %d jobs were taken", len(taken), jobs)
	}
	s.idle()
}

func jobOfADeadServerIsBegunOnceMore(t *testing.T, s *site) {
	owner := s.owner()
	queued := s.job(owner)
	first := s.take(queued.ID)
	s.idle()
	s.now += silence + 1
	second := s.take(queued.ID)
	if second.Attempts != 2 || second.State != JobRunning {
		t.Errorf("begun again: %+v", *second)
	}
	// The first server was only slow: it learns that the job is no longer its own.
	_, err := s.JobProgress(s.ctx(), first, s.now)
	wantError(t, err, ErrNotFound)
	first.State = JobDone
	wantError(t, s.FinishJob(s.ctx(), first), ErrNotFound)
	s.now += silence + 1
	s.job(owner)
	for { // whoever looks next finds that it has failed
		j, err := s.TakeJob(s.ctx(), s.now, s.now-silence)
		if errors.Is(err, ErrNotFound) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if j.ID == queued.ID {
			t.Fatal("begun a third time")
		}
	}
	if got := s.readJob(owner, queued.ID); got.State != JobFailed || got.Failure == "" || got.FinishedAt != s.now {
		t.Errorf("after two dead servers: %+v", *got)
	}
}

func jobIsCancelled(t *testing.T, s *site) {
	owner := s.owner()
	waiting, running := s.job(owner), s.job(owner)
	if err := s.CancelJob(s.ctx(), owner, waiting.ID, s.now); err != nil {
		t.Fatal(err)
	}
	if got := s.readJob(owner, waiting.ID); got.State != JobCancelled || got.FinishedAt != s.now {
		t.Errorf("a waiting job: %+v", *got)
	}
	taken := s.take(running.ID)
	wantError(t, s.CancelJob(s.ctx(), s.owner(), running.ID, s.now), ErrNotFound)
	if cancel, err := s.JobProgress(s.ctx(), taken, s.now); err != nil || cancel {
		t.Errorf("a stranger cancelled it: %t, %v", cancel, err)
	}
	if err := s.CancelJob(s.ctx(), owner, running.ID, s.now); err != nil {
		t.Fatal(err)
	}
	if cancel, err := s.JobProgress(s.ctx(), taken, s.now); err != nil || !cancel {
		t.Errorf("the server does not learn of it: %t, %v", cancel, err)
	}
	if got := s.readJob(owner, running.ID); got.State != JobRunning {
		t.Errorf("a running job stopped by itself: %+v", *got)
	}
}

func endedJobsArePurged(t *testing.T, s *site) {
	owner := s.owner()
	old, live := s.job(owner), s.job(owner)
	if err := s.CancelJob(s.ctx(), owner, old.ID, s.now); err != nil {
		t.Fatal(err)
	}
	if err := s.PurgeJobs(s.ctx(), s.now); err != nil {
		t.Fatal(err)
	}
	s.readJob(owner, old.ID)
	if err := s.PurgeJobs(s.ctx(), s.now+1); err != nil {
		t.Fatal(err)
	}
	_, err := s.Job(s.ctx(), owner, old.ID)
	wantError(t, err, ErrNotFound)
	s.readJob(owner, live.ID)
}

func waitingJobsAreCounted(t *testing.T, s *site) {
	owner, other := s.owner(), s.owner()
	count := func(account int64) int {
		t.Helper()
		n, err := s.WaitingJobs(s.ctx(), account)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	first, second := s.job(owner), s.job(owner)
	s.job(other)
	if n := count(owner); n != 2 {
		t.Errorf("%d jobs wait, want 2", n)
	}
	s.take(first.ID)
	if err := s.CancelJob(s.ctx(), owner, second.ID, s.now); err != nil {
		t.Fatal(err)
	}
	if n := count(owner); n != 0 {
		t.Errorf("%d jobs wait of one that runs and one that was cancelled", n)
	}
	if n := count(other); n != 1 {
		t.Errorf("%d jobs of somebody else wait, want 1", n)
	}
}

func jobsAreCountedByKindAndState(t *testing.T, s *site) {
	count := func(state JobState) int64 {
		t.Helper()
		counts, err := s.CountJobs(s.ctx())
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range counts {
			if c.Kind == "copy" && c.State == state {
				return c.Count
			}
		}
		return 0
	}
	owner := s.owner()
	queued, running := count(JobQueued), count(JobRunning)
	first, _ := s.job(owner), s.job(owner)
	if got := count(JobQueued); got != queued+2 {
		t.Errorf("%d jobs wait, want %d", got, queued+2)
	}
	s.take(first.ID)
	if got := count(JobRunning); got != running+1 {
		t.Errorf("%d jobs run, want %d", got, running+1)
	}
}
