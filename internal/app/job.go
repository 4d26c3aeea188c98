package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"takar/internal/journal"
	"takar/internal/rab"
	"takar/internal/store"
)

// Job is long work that runs apart from requests, with progress that its owner can watch,
// and may cancel (rulings D28).
type Job = store.Job

// JobState says where a job stands.
type JobState = store.JobState

// The states of a job.
const (
	JobQueued    = store.JobQueued
	JobRunning   = store.JobRunning
	JobDone      = store.JobDone
	JobFailed    = store.JobFailed
	JobCancelled = store.JobCancelled
)

// JobCopy is the kind of job that makes copies of a project.
const JobCopy = "copy"

const (
	jobPoll   = 2 * time.Second  // how soon work that another server left waiting is found
	jobSilent = 30 * time.Second // after how long without that its server counts as dead
	jobKeep   = 24 * time.Hour   // how long an ended job can be looked at
	jobQueue  = 120              // jobs of one account that may wait at a time (rulings D29)
)

// StartCopies begins a batch of copies of the visit's project apart from this request.
func (a *App) StartCopies(ctx context.Context, v *Visit, in BatchCopy) (*Job, error) {
	if err := v.allow(Rights{Read: true}); err != nil {
		return nil, err
	}
	if err := v.allowMaking(); err != nil {
		return nil, err
	}
	if in.Count < 1 || in.Count > MaxBatch {
		return nil, rab.Refuse("count", "Jumlah salinan harus 1 sampai %d.", MaxBatch)
	}
	return a.startJob(ctx, v, JobCopy, in, in.Count)
}

func (a *App) startJob(ctx context.Context, v *Visit, kind string, input any, total int) (*Job, error) {
	encoded, err := json.Marshal(input)
	if err != nil {
		return nil, fmt.Errorf("app: start job: %w", err)
	}
	waiting, err := a.store.WaitingJobs(ctx, v.Account.ID)
	if err != nil {
		return nil, fmt.Errorf("app: start job: %w", err)
	}
	if waiting >= jobQueue {
		return nil, rab.Refuse("jobs", "Sudah %d pekerjaan Anda yang menunggu giliran. Tunggu sampai ada yang selesai, atau batalkan.", waiting)
	}
	ids := a.store.IDs(ctx)
	job := &Job{
		ID: ids.NextID(), AccountID: v.Account.ID, ProjectID: v.ProjectID, Kind: kind, State: store.JobQueued,
		Total: total, Input: string(encoded), CreatedAt: a.instant(),
	}
	if v.Token != nil {
		job.TokenHash = v.TokenHash
	}
	if err := errors.Join(ids.Err(), a.store.AddJob(ctx, job)); err != nil {
		return nil, fmt.Errorf("app: start job: %w", err)
	}
	a.wakeJobs()
	return job, nil
}

// wakeJobs lets the runner look for a job now.
func (a *App) wakeJobs() {
	select {
	case a.jobWaits <- struct{}{}:
	default: // it is awake already
	}
}

// Job returns a job of the visitor. A program sees those that it has begun with its token.
func (a *App) Job(ctx context.Context, v *Visit, id int64) (*Job, error) {
	job, err := a.store.Job(ctx, v.Account.ID, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("app: job: %w", err)
	}
	if v.Token != nil && job.TokenHash != v.TokenHash {
		return nil, ErrNotFound
	}
	return job, nil
}

// CancelJob asks a job of the visitor to stop. What it has finished stays.
func (a *App) CancelJob(ctx context.Context, v *Visit, id int64) (*Job, error) {
	if _, err := a.Job(ctx, v, id); err != nil {
		return nil, err
	}
	err := a.store.CancelJob(ctx, v.Account.ID, id, a.instant())
	if errors.Is(err, store.ErrNotFound) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("app: cancel job: %w", err)
	}
	return a.Job(ctx, v, id)
}

// runJobs runs waiting jobs one after the other until the application closes.
func (a *App) runJobs(ctx context.Context) {
	ticker := time.NewTicker(jobPoll)
	defer ticker.Stop()
	for {
		if ctx.Err() == nil && !a.Draining() && a.runJob(ctx) {
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-a.jobWaits:
		case <-ticker.C:
		}
	}
}

// runJob takes one waiting job and runs it; false when none waits.
func (a *App) runJob(ctx context.Context) bool {
	now := a.now()
	job, err := a.store.TakeJob(ctx, rab.InstantOf(now), rab.InstantOf(now.Add(-jobSilent)))
	if errors.Is(err, store.ErrNotFound) {
		return false
	}
	if err != nil {
		a.troubled(ctx, "take job", err)
		return false
	}
	ctx = journal.With(ctx, journal.Fixed{slog.Int64("job_id", job.ID), slog.String("kind", job.Kind)})
	began := time.Now()
	a.measured.jobsRunning.Add(1)
	err = a.work(ctx, job)
	a.measured.jobsRunning.Add(-1)
	switch {
	case err != nil && ctx.Err() != nil:
		a.giveBack(ctx, job)
		return false
	case errors.Is(err, store.ErrUnavailable):
		a.NoteOutage(err)
		return false // as silent as a server that died: it is begun once more
	case err == nil && job.Cancel:
		job.State = store.JobCancelled
	case err == nil:
		job.State = store.JobDone
	case refused(err) || errors.Is(err, ErrNotFound) || errors.Is(err, ErrForbidden) || errors.Is(err, ErrPriceless),
		errors.Is(err, ErrNoToken), errors.Is(err, ErrTokenScope):
		job.State, job.Failure = store.JobFailed, err.Error()
	default:
		a.log.ErrorContext(ctx, "job failed", "error", err)
		job.State, job.Failure = store.JobFailed, "Terjadi kesalahan pada server. Coba lagi."
	}
	ctx = context.WithoutCancel(ctx) // done is done, also when the server stops meanwhile
	job.FinishedAt = a.instant()
	a.troubled(ctx, "finish job", a.store.FinishJob(ctx, job))
	took := time.Since(began)
	a.measured.job(job, took)
	a.log.InfoContext(ctx, "job", "state", string(job.State), "attempt", job.Attempts, "ms", took.Milliseconds())
	return true
}

// work does what a job asks for, in the name of its owner, or the token that began it, as they
// are now.
func (a *App) work(ctx context.Context, job *Job) error {
	v, err := a.visitFor(ctx, job.AccountID, job.ProjectID)
	if job.TokenHash != "" {
		v, err = a.enter(ctx, job.TokenHash, job.ProjectID, ErrNoToken)
	}
	if err != nil {
		return err
	}
	switch job.Kind {
	case JobCopy:
		return a.copyJob(ctx, job, v)
	case JobExport:
		return a.exportJob(ctx, job, v)
	}
	return fmt.Errorf("app: job of unknown kind %q", job.Kind)
}

func (a *App) copyJob(ctx context.Context, job *Job, v *Visit) error {
	var in BatchCopy
	if err := json.Unmarshal([]byte(job.Input), &in); err != nil {
		return fmt.Errorf("app: copy job: %w", err)
	}
	made := BatchResult{}
	if job.Result != "" { // begun by a server that died: what it made stays
		if err := json.Unmarshal([]byte(job.Result), &made); err != nil {
			return fmt.Errorf("app: copy job: %w", err)
		}
		in.Count -= len(made.Projects) + len(made.Errors)
	}
	if in.Count == 0 {
		return nil
	}
	keep := func(so BatchResult) error {
		all := BatchResult{Projects: slices.Concat(made.Projects, so.Projects), Errors: slices.Concat(made.Errors, so.Errors)}
		encoded, err := json.Marshal(all)
		if err != nil {
			return fmt.Errorf("app: copy job: %w", err)
		}
		job.Done, job.Result = len(all.Projects)+len(all.Errors), string(encoded)
		return nil
	}
	var failed error
	result, err := a.CopyMany(ctx, v, in, func(_ int, name string, so BatchResult) bool {
		if failed = keep(so); failed != nil {
			return true
		}
		job.Current = name
		job.Cancel, failed = a.store.JobProgress(ctx, job, a.instant())
		return failed != nil || job.Cancel
	})
	return errors.Join(err, failed, keep(result))
}
