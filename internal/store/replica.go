package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"takar/internal/breaker"
)

// replica is a hot standby of the PostgreSQL server. What the primary says about the state
// of something is compared with what the replica says; only when both are the same state
// are its rows read there. So nothing read from a replica can be old, or of another server.
type replica struct {
	db      *sql.DB
	schema  int64 // of this program
	breaker *breaker.Breaker

	served, behind, foreign, failed, resting atomic.Int64
}

// The patience with a replica. A fallback costs the primary a few reads, a wait costs a person.
const (
	replicaConnections = 10
	replicaPatience    = 500 * time.Millisecond // until it has told its state
	replicaTime        = 5 * time.Second        // until all rows are there
	replicaFailures    = 3
	replicaRest        = 5 * time.Second
)

// WithReplica reads the rows of large things from a streaming replica, when it holds them in
// the state that the primary tells. A replica that is away, slow or behind is done without.
func WithReplica(address string) Option { return func(o *options) { o.replica = address } }

// openReplica prepares the connections; none is made before it is needed.
func openReplica(address string, schema int64) (*replica, error) {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, errors.New("alamat PostgreSQL di TAKAR_REPLICA_URL tidak sah")
	}
	asTakar(config)
	r := &replica{db: stdlib.OpenDB(*config), schema: schema, breaker: breaker.New(replicaFailures, replicaRest, nil)}
	r.db.SetMaxOpenConns(replicaConnections)
	r.db.SetMaxIdleConns(replicaConnections)
	r.db.SetConnMaxIdleTime(5 * time.Minute)
	return r, nil
}

// ReplicaReads counts what became of the reads that a replica may answer.
type ReplicaReads struct {
	Served  int64 // answered by the replica
	Behind  int64 // it had not reached the state asked for
	Foreign int64 // it was no standby, had another schema, or another history
	Failed  int64 // it did not answer, or not in time
	Resting int64 // not asked, as it had failed shortly before
}

// ReplicaReads returns the counts since the start; false when there is no replica.
func (s *Store) ReplicaReads() (ReplicaReads, bool) {
	r := s.replica
	if r == nil {
		return ReplicaReads{}, false
	}
	return ReplicaReads{
		Served: r.served.Load(), Behind: r.behind.Load(), Foreign: r.foreign.Load(), Failed: r.failed.Load(), Resting: r.resting.Load(),
	}, true
}

// stamp tells a state of something from every other: by a number that only grows, and by
// what no other history would have beside the same number.
type stamp struct {
	number int64
	mark   string
}

// question is a query with its parameters: most often the one for the stamp of something, whose
// columns are number and mark.
type question struct {
	query string
	args  []any
}

func (t *transaction) stampOf(ctx context.Context, what question) (stamp, error) {
	return scanStamp(t.queryRow(ctx, what.query, what.args...))
}

func scanStamp(found *row) (now stamp, err error) {
	err = found.Scan(&now.number, &now.mark)
	if errors.Is(err, sql.ErrNoRows) {
		return now, ErrNotFound
	}
	if err != nil {
		return now, fmt.Errorf("store: read stamp: %w", err)
	}
	return now, nil
}

// inReadOf runs a function on one consistent view of the database in which something has the
// stamp that it is given: on the replica, when that holds the same state as the primary, or
// else on the primary. The function may be run twice. ErrNotFound when there is no such thing.
func (s *Store) inReadOf(ctx context.Context, what question, run func(tx *transaction, now stamp) error) error {
	if done, err := s.onReplica(ctx, what, run); done {
		return err
	}
	return s.inRead(ctx, func(tx *transaction) error {
		now, err := tx.stampOf(ctx, what)
		if err != nil {
			return err
		}
		return run(tx, now)
	})
}

// readConstant reads the one row of a query that never changes once it is there.
func (s *Store) readConstant(ctx context.Context, what, row question, targets ...any) error {
	done, err := s.onReplica(ctx, what, func(tx *transaction, _ stamp) error {
		return tx.queryRow(ctx, row.query, row.args...).Scan(targets...)
	})
	if !done {
		err = s.queryRow(ctx, row.query, row.args...).Scan(targets...)
	}
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNotFound
	}
	return err
}

// onReplica reports whether a read is finished, because the replica answered it or because
// the primary knows of nothing to read.
func (s *Store) onReplica(ctx context.Context, what question, run func(tx *transaction, now stamp) error) (done bool, err error) {
	if s.replica == nil || !s.replica.mayAsk() {
		return false, nil
	}
	now, err := scanStamp(s.queryRow(ctx, what.query, what.args...))
	if err != nil {
		s.replica.breaker.Abandoned()
		return true, err
	}
	if s.readReplica(ctx, what, now, run) {
		return true, nil
	}
	if err := ctx.Err(); err != nil {
		return true, fmt.Errorf("store: read: %w", err)
	}
	return false, nil
}

func (r *replica) mayAsk() bool {
	if r.breaker.Allow() {
		return true
	}
	r.resting.Add(1)
	return false
}

var (
	errBehind  = errors.New("store: the replica is behind")
	errForeign = errors.New("store: the replica shows something else")
)

// readReplica reports whether the replica had the wanted state, and the function read it there.
func (s *Store) readReplica(ctx context.Context, what question, want stamp, run func(tx *transaction, now stamp) error) bool {
	r := s.replica
	err := s.tryReplica(ctx, what, want, run)
	switch {
	case err == nil:
		r.served.Add(1)
	case errors.Is(err, errBehind), errors.Is(err, ErrNotFound):
		r.behind.Add(1)
	case errors.Is(err, errForeign):
		r.foreign.Add(1)
	case ctx.Err() != nil:
		r.breaker.Abandoned()
		return false
	default:
		r.failed.Add(1)
		r.breaker.Failed()
		return false
	}
	r.breaker.Succeeded()
	return err == nil
}

func (s *Store) tryReplica(ctx context.Context, what question, want stamp, run func(tx *transaction, now stamp) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	late := time.AfterFunc(replicaPatience, cancel)
	defer late.Stop()
	begun, err := s.replica.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead})
	if err != nil {
		return fmt.Errorf("store: replica: %w", err)
	}
	defer begun.Rollback() //nolint:errcheck // a read has nothing to lose
	tx := &transaction{tx: begun, store: s}
	standby, schema, err := scanStandby(tx.queryRow(ctx, standbyQuery))
	if err != nil {
		return err
	}
	now, err := tx.stampOf(ctx, what)
	switch {
	case err != nil:
		return err
	case !standby || schema != s.replica.schema:
		return errForeign
	case now.number < want.number:
		return errBehind
	case now != want: // a later state may be of a history that the primary does not have
		return errForeign
	}
	late.Reset(replicaTime)
	return run(tx, now)
}

// standbyQuery tells whether a server follows another one, and its schema.
const standbyQuery = `SELECT pg_is_in_recovery(), (SELECT max(version_id) FROM goose_db_version)`

func scanStandby(row interface{ Scan(targets ...any) error }) (standby bool, schema int64, err error) {
	if err := row.Scan(&standby, &schema); err != nil {
		return false, 0, fmt.Errorf("store: replica: %w", err)
	}
	return standby, schema, nil
}

// CheckReplica tells in words for the operator what is wrong with the replica, and otherwise
// how many bytes of the log it is behind. Without a replica nothing is wrong.
func (s *Store) CheckReplica(ctx context.Context) (behind int64, err error) {
	if s.replica == nil {
		return 0, nil
	}
	replica := s.replica.db
	standby, schema, err := scanStandby(replica.QueryRowContext(ctx, standbyQuery))
	if err != nil {
		return 0, fmt.Errorf("replika di TAKAR_REPLICA_URL tidak dapat dihubungi: %w", err)
	}
	if !standby {
		return 0, errors.New("server di TAKAR_REPLICA_URL bukan replika: ia menerima tulisan sendiri")
	}
	const system = `SELECT CAST(system_identifier AS TEXT) FROM pg_control_system()`
	var ours, theirs, written string
	if err := errors.Join(s.read.QueryRowContext(ctx, system).Scan(&ours), replica.QueryRowContext(ctx, system).Scan(&theirs)); err != nil {
		return 0, fmt.Errorf("store: check the replica: %w", err)
	}
	if ours != theirs {
		return 0, errors.New("server di TAKAR_REPLICA_URL adalah replika dari server lain, bukan dari TAKAR_DATABASE_URL")
	}
	if schema != s.replica.schema {
		return 0, fmt.Errorf("replika di TAKAR_REPLICA_URL berisi skema %d, program ini skema %d", schema, s.replica.schema)
	}
	if err := s.read.QueryRowContext(ctx, `SELECT CAST(pg_current_wal_lsn() AS TEXT)`).Scan(&written); err != nil {
		return 0, fmt.Errorf("store: check the replica: %w", err)
	}
	if err := replica.QueryRowContext(ctx, `SELECT CAST(pg_wal_lsn_diff(CAST($1 AS pg_lsn), pg_last_wal_replay_lsn()) AS BIGINT)`, written).Scan(&behind); err != nil {
		return 0, fmt.Errorf("store: check the replica: %w", err)
	}
	return max(0, behind), nil
}
