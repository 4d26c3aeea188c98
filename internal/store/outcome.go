package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// outcomeTime is how long the database is asked what became of a commit whose answer was
// lost; outcomePause lies between two questions.
const (
	outcomeTime  = 5 * time.Second
	outcomePause = 100 * time.Millisecond
)

// receipt is that by which PostgreSQL knows a transaction afterwards. Numbers are given anew on
// a server that was promoted, so its timeline belongs to it.
type receipt struct{ number, timeline string }

// timeline is a column that names the history of the server.
const timeline = "left(pg_walfile_name(pg_current_wal_lsn()), 8)"

// commit ends a write transaction. When the connection to PostgreSQL is lost before it
// answers, the transaction may be stored or not: its number tells, once the database can be
// asked again. ErrUnknown when it could not be asked in time.
func (s *Store) commit(ctx context.Context, t *transaction) error {
	got, err := t.announce(ctx)
	if err != nil {
		return err
	}
	err = t.tx.Commit()
	if err == nil {
		return nil
	}
	s.write.renew() // what could not be committed must not stay open
	if got.number == "" || refused(err) {
		return fmt.Errorf("store: commit: %w", translate(err))
	}
	return s.outcome(ctx, got, err)
}

// announce sends the notices of a transaction, and returns its receipt; without a number when
// it has not written anything, and with SQLite, whose commit is never in doubt.
func (t *transaction) announce(ctx context.Context) (got receipt, err error) {
	if !t.store.dialect.numbered {
		return got, nil
	}
	var number sql.NullString
	query, args := "SELECT CAST(pg_current_xact_id_if_assigned() AS text), "+timeline, []any{}
	if len(t.notices) > 0 {
		notices, err := jsonText(t.notices)
		if err != nil {
			return got, err
		}
		query += ", (SELECT count(pg_notify('" + noticeChannel + "', notice)) FROM jsonb_array_elements_text(CAST($1 AS jsonb)) AS told(notice))"
		args = append(args, notices)
	}
	told := []any{&number, &got.timeline}
	if len(t.notices) > 0 {
		told = append(told, new(int64))
	}
	if err := t.tx.QueryRowContext(ctx, query, args...).Scan(told...); err != nil {
		return got, fmt.Errorf("store: announce: %w", translate(err))
	}
	got.number = number.String
	return got, nil
}

// refused reports whether the database itself said that it did not commit.
func refused(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Severity == "ERROR" || errors.Is(err, pgx.ErrTxCommitRollback)
}

// outcome finds out what became of a transaction: nil when it was committed.
func (s *Store) outcome(ctx context.Context, of receipt, lost error) error {
	ctx, cancel := context.WithTimeout(ctx, outcomeTime)
	defer cancel()
	pause := time.NewTicker(outcomePause)
	defer pause.Stop()
	for {
		var status sql.NullString
		var now string
		err := s.write.QueryRowContext(ctx, "SELECT pg_xact_status(CAST(CAST($1 AS text) AS xid8)), "+timeline, of.number).Scan(&status, &now)
		switch {
		case err == nil && now != of.timeline:
			return fmt.Errorf("%w: another server has taken over: %w", ErrUnknown, lost)
		case err == nil && status.String == "committed":
			return nil
		case err == nil && status.String == "aborted":
			return fmt.Errorf("store: commit: %w: %w", ErrUnavailable, lost)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%w: %w", ErrUnknown, errors.Join(lost, err))
		case <-pause.C:
		}
	}
}
