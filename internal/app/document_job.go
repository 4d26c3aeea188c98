package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"takar/internal/store"
)

// JobExport is the kind of job that makes a document.
const JobExport = "export"

// ErrNotReady says that a job has not made its file, or never will.
var ErrNotReady = errors.New("berkas ini belum siap")

// exportWaits is how often a job that finds no room begins to wait again: an hour, in which
// no other job runs.
const exportWaits = 360

// ExportResult is what is known of the file of a job.
type ExportResult struct {
	Name     string `json:"name"`
	Size     int    `json:"size"`
	Revision int64  `json:"revision"`
	Prices   bool   `json:"prices"` // it shows what those with the right to prices see
}

// StartExport begins to make a document apart from this request.
func (a *App) StartExport(ctx context.Context, v *Visit, order DocumentOrder) (*Job, error) {
	if _, _, err := a.ordered(ctx, v, order); err != nil {
		return nil, err
	}
	return a.startJob(ctx, v, JobExport, order, 0)
}

// ExportJob returns a job of the visitor that makes a document, what was ordered, and what
// came of it; nil unless it is done.
func (a *App) ExportJob(ctx context.Context, v *Visit, id int64) (*Job, *DocumentOrder, *ExportResult, error) {
	job, err := a.Job(ctx, v, id)
	if err != nil {
		return nil, nil, nil, err
	}
	if job.Kind != JobExport {
		return nil, nil, nil, ErrNotFound
	}
	order, result, err := exportOf(job)
	return job, order, result, err
}

func exportOf(job *Job) (*DocumentOrder, *ExportResult, error) {
	var order DocumentOrder
	if err := json.Unmarshal([]byte(job.Input), &order); err != nil {
		return nil, nil, fmt.Errorf("app: export job: %w", err)
	}
	if job.State != store.JobDone {
		return &order, nil, nil
	}
	var result ExportResult
	if err := json.Unmarshal([]byte(job.Result), &result); err != nil {
		return nil, nil, fmt.Errorf("app: export job: %w", err)
	}
	return &order, &result, nil
}

// ExportedFile returns the file of a job of the visitor, who must still be allowed to have
// it: a member of the project, with the right to prices if they are in it.
func (a *App) ExportedFile(ctx context.Context, v *Visit, id int64) (*File, error) {
	job, _, result, err := a.ExportJob(ctx, v, id)
	if err != nil {
		return nil, err
	}
	now, err := a.visit(ctx, v, job.ProjectID)
	if err != nil {
		return nil, err
	}
	if err := now.allow(Rights{Read: true}); err != nil {
		return nil, err
	}
	if result == nil {
		return nil, ErrNotReady
	}
	if result.Prices && !now.Rights.Prices {
		return nil, ErrPriceless
	}
	file, err := a.store.JobFile(ctx, v.Account.ID, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("app: exported file: %w", err)
	}
	return &File{Name: file.Name, Type: file.Type, Data: file.Content}, nil
}

// errCancelled stops the making of a document whose owner does not want it any more.
var errCancelled = errors.New("app: cancelled")

// exportJob makes the document of a job. Begun again after a crash it makes it anew.
func (a *App) exportJob(ctx context.Context, job *Job, v *Visit) error {
	order, _, err := exportOf(job)
	if err != nil {
		return err
	}
	report := func(done, total int) (err error) {
		job.Done, job.Total = done, total
		job.Cancel, err = a.store.JobProgress(ctx, job, a.instant())
		if err == nil && job.Cancel {
			err = errCancelled
		}
		return err
	}
	if err := report(0, 0); err != nil {
		return stopped(err)
	}
	made, err := a.Document(ctx, v, *order, report)
	for waits := 0; errors.Is(err, ErrBusy) && waits < exportWaits; waits++ { // people come first
		made, err = a.Document(ctx, v, *order, report)
	}
	if err != nil {
		return stopped(err)
	}
	result, err := json.Marshal(ExportResult{Name: made.Name, Size: len(made.Data), Revision: made.Revision, Prices: v.Rights.Prices})
	if err != nil {
		return fmt.Errorf("app: export job: %w", err)
	}
	file := &store.JobFile{Name: made.Name, Type: made.Type, Content: made.Data}
	if err := a.store.AddJobFile(ctx, job, file, a.instant()); err != nil {
		return fmt.Errorf("app: export job: %w", err)
	}
	job.Total = max(job.Total, 1)
	job.Done, job.Result = job.Total, string(result)
	return nil
}

// stopped tells a job that was cancelled from one that failed.
func stopped(err error) error {
	if errors.Is(err, errCancelled) {
		return nil // runJob sees that the job was cancelled
	}
	return err
}
