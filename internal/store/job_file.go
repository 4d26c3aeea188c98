package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"takar/internal/rab"
)

// JobFile is a file that a job made. It is kept as long as the job.
type JobFile struct {
	Name, Type string
	Content    []byte
}

// AddJobFile stores the file of a running job, in place of one that a server which died has
// left. ErrNotFound when the job is no longer this server's to run.
func (s *Store) AddJobFile(ctx context.Context, j *Job, f *JobFile, now rab.Instant) error {
	return s.inWrite(ctx, func(tx *transaction) error {
		n, err := tx.exec(ctx, `UPDATE job SET heartbeat_at = ? WHERE id = ? AND state = ? AND attempts = ?`, int64(now), j.ID, string(JobRunning), j.Attempts)
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrNotFound
		}
		_, err = tx.exec(ctx, `INSERT INTO job_file (job_id, name, type, size, content) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (job_id) DO UPDATE SET name = excluded.name, type = excluded.type, size = excluded.size, content = excluded.content`,
			j.ID, f.Name, f.Type, len(f.Content), f.Content)
		return err
	})
}

// JobFile reads the file of a job of an account that is done.
func (s *Store) JobFile(ctx context.Context, account, id int64) (*JobFile, error) {
	var f JobFile
	err := s.queryRow(ctx, `SELECT f.name, f.type, f.content FROM job AS j JOIN job_file AS f ON f.job_id = j.id
		WHERE j.id = ? AND j.account_id = ? AND j.state = ?`, id, account, string(JobDone)).Scan(&f.Name, &f.Type, &f.Content)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("store: read file of a job: %w", err)
	}
	return &f, nil
}
