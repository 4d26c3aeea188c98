package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"takar/internal/rab"
)

// JobState says where a job stands.
type JobState string

// The states of a job.
const (
	JobQueued    JobState = "queued"
	JobRunning   JobState = "running"
	JobDone      JobState = "done"
	JobFailed    JobState = "failed"
	JobCancelled JobState = "cancelled"
)

// Job is long work that runs apart from requests (rulings D28).
type Job struct {
	ID          int64
	AccountID   int64
	ProjectID   int64
	Kind        string
	State       JobState
	Done, Total int
	Current     string // what is being worked on
	Input       string // JSON
	Result      string // JSON, also of work that was cancelled or failed half-way
	Failure     string // a sentence for people
	Cancel      bool   // its owner wants it to stop
	Attempts    int
	CreatedAt   rab.Instant
	HeartbeatAt rab.Instant
	FinishedAt  rab.Instant
	TokenHash   string // of the API token that began it, whose rights it has; "": a person began it
}

// jobAttempts is how often a job whose server died is begun.
const jobAttempts = 2

const jobColumns = "id, account_id, project_id, kind, state, done, total, current, input, result, failure, cancel, attempts, created_at, heartbeat_at, finished_at, token_hash"

func (j *Job) targets() []any {
	return []any{
		&j.ID, &j.AccountID, &j.ProjectID, &j.Kind, &j.State, &j.Done, &j.Total, &j.Current, &j.Input, &j.Result,
		&j.Failure, &j.Cancel, &j.Attempts, &j.CreatedAt, &j.HeartbeatAt, &j.FinishedAt, &j.TokenHash,
	}
}

// AddJob stores a job to be run.
func (s *Store) AddJob(ctx context.Context, j *Job) error {
	return s.inWrite(ctx, func(tx *transaction) error {
		_, err := tx.exec(ctx, `INSERT INTO job (`+jobColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			j.ID, j.AccountID, j.ProjectID, j.Kind, string(JobQueued), 0, j.Total, "", j.Input, "", "", false, 0,
			int64(j.CreatedAt), 0, 0, j.TokenHash)
		tx.tell(Notice{}) // a server with nothing to do need not wait until it looks again
		return err
	})
}

// WaitingJobs returns how many jobs of an account nobody has begun yet.
func (s *Store) WaitingJobs(ctx context.Context, account int64) (int, error) {
	var count int
	if err := s.queryRow(ctx, `SELECT count(*) FROM job WHERE state = ? AND account_id = ?`, string(JobQueued), account).Scan(&count); err != nil {
		return 0, fmt.Errorf("store: count jobs: %w", err)
	}
	return count, nil
}

// JobCount is how many jobs of a kind are in a state.
type JobCount struct {
	Kind  string
	State JobState
	Count int64
}

// CountJobs counts all jobs that are kept, by kind and state.
func (s *Store) CountJobs(ctx context.Context) ([]JobCount, error) {
	rows, err := s.query(ctx, `SELECT kind, state, count(*) FROM job GROUP BY kind, state ORDER BY kind, state`)
	if err != nil {
		return nil, err
	}
	return collect(rows, func(rows *sql.Rows) (JobCount, error) {
		var c JobCount
		err := rows.Scan(&c.Kind, &c.State, &c.Count)
		return c, err
	})
}

// TakeJob gives the oldest job that waits to one server. A job whose server has not been
// heard of since silent waits again, once; after that it has failed. ErrNotFound when
// nothing waits.
func (s *Store) TakeJob(ctx context.Context, now, silent rab.Instant) (*Job, error) {
	// Mostly nothing waits: looking costs no write lock.
	var waiting bool
	err := s.queryRow(ctx, `SELECT EXISTS (SELECT 1 FROM job WHERE state = ? OR (state = ? AND heartbeat_at < ?))`,
		string(JobQueued), string(JobRunning), int64(silent)).Scan(&waiting)
	if err != nil {
		return nil, fmt.Errorf("store: look for jobs: %w", err)
	}
	if !waiting {
		return nil, ErrNotFound
	}
	var j Job
	err = s.inWrite(ctx, func(tx *transaction) error {
		if _, err := tx.exec(ctx, `UPDATE job SET state = ?, failure = ?, finished_at = ? WHERE state = ? AND heartbeat_at < ? AND attempts >= ?`,
			string(JobFailed), "Server berhenti saat pekerjaan ini berjalan. Mulai lagi.", int64(now),
			string(JobRunning), int64(silent), jobAttempts); err != nil {
			return err
		}
		err := tx.queryRow(ctx, `UPDATE job SET state = ?, heartbeat_at = ?, attempts = attempts + 1
			WHERE id = (SELECT min(id) FROM job WHERE state = ? OR (state = ? AND heartbeat_at < ?))
			AND (state = ? OR heartbeat_at < ?) RETURNING `+jobColumns,
			string(JobRunning), int64(now), string(JobQueued), string(JobRunning), int64(silent), string(JobQueued), int64(silent)).Scan(j.targets()...)
		if errors.Is(err, sql.ErrNoRows) {
			return ErrNotFound
		}
		if err != nil {
			return fmt.Errorf("store: take job: %w", err)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &j, nil
}

// JobProgress notes how far a running job is, that its server lives, and what it has made
// so far; it returns whether the owner wants it to stop. ErrNotFound when the job is no
// longer this server's to run.
func (s *Store) JobProgress(ctx context.Context, j *Job, now rab.Instant) (cancel bool, err error) {
	err = s.inWrite(ctx, func(tx *transaction) error {
		err := tx.queryRow(ctx, `UPDATE job SET done = ?, total = ?, current = ?, result = ?, heartbeat_at = ?
			WHERE id = ? AND state = ? AND attempts = ? RETURNING cancel`,
			j.Done, j.Total, j.Current, j.Result, int64(now), j.ID, string(JobRunning), j.Attempts).Scan(&cancel)
		if errors.Is(err, sql.ErrNoRows) {
			return ErrNotFound
		}
		if err != nil {
			return fmt.Errorf("store: job progress: %w", err)
		}
		return nil
	})
	return cancel, err
}

// ReturnJob gives a running job back, with what it has made so far: another server, or the
// next start of this one, goes on with it at once, and the attempt does not count.
// ErrNotFound when the job is no longer this server's to run.
func (s *Store) ReturnJob(ctx context.Context, j *Job) error {
	return s.inWrite(ctx, func(tx *transaction) error {
		n, err := tx.exec(ctx, `UPDATE job SET state = ?, attempts = attempts - 1, done = ?, result = ? WHERE id = ? AND state = ? AND attempts = ?`,
			string(JobQueued), j.Done, j.Result, j.ID, string(JobRunning), j.Attempts)
		if err == nil && n == 0 {
			return ErrNotFound
		}
		tx.tell(Notice{})
		return err
	})
}

// FinishJob stores how a job ended.
func (s *Store) FinishJob(ctx context.Context, j *Job) error {
	return s.inWrite(ctx, func(tx *transaction) error {
		n, err := tx.exec(ctx, `UPDATE job SET state = ?, done = ?, total = ?, current = '', result = ?, failure = ?, finished_at = ?
			WHERE id = ? AND state = ? AND attempts = ?`, string(j.State), j.Done, j.Total, j.Result, j.Failure, int64(j.FinishedAt),
			j.ID, string(JobRunning), j.Attempts)
		if err == nil && n == 0 {
			return ErrNotFound
		}
		return err
	})
}

// Job reads a job of an account.
func (s *Store) Job(ctx context.Context, account, id int64) (*Job, error) {
	var j Job
	err := s.queryRow(ctx, `SELECT `+jobColumns+` FROM job WHERE id = ? AND account_id = ?`, id, account).Scan(j.targets()...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("store: read job: %w", err)
	}
	return &j, nil
}

// CancelJob asks a job of an account to stop; one that waits stops at once. One that has
// ended stays as it is.
func (s *Store) CancelJob(ctx context.Context, account, id int64, now rab.Instant) error {
	return s.inWrite(ctx, func(tx *transaction) error {
		n, err := tx.exec(ctx, `UPDATE job SET cancel = ?, state = CASE state WHEN 'queued' THEN 'cancelled' ELSE state END,
			finished_at = CASE state WHEN 'queued' THEN CAST(? AS BIGINT) ELSE finished_at END WHERE id = ? AND account_id = ?`, true, int64(now), id, account)
		if err == nil && n == 0 {
			return ErrNotFound
		}
		return err
	})
}

// PurgeJobs removes jobs that ended before a moment.
func (s *Store) PurgeJobs(ctx context.Context, before rab.Instant) error {
	return s.inWrite(ctx, func(tx *transaction) error {
		_, err := tx.exec(ctx, `DELETE FROM job WHERE finished_at > 0 AND finished_at < ?`, int64(before))
		return err
	})
}
