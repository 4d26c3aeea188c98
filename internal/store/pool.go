package store

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// pool is a set of connections with a bounded number of them and a bounded wait for one.
type pool struct {
	*sql.DB

	places chan struct{} // one for each connection that may be in use
	wait   time.Duration // how long a request waits for a place
	closed atomic.Bool

	waits, waited atomic.Int64 // how often, and how many nanoseconds, somebody waited
}

func newPool(db *sql.DB, connections int, wait time.Duration) *pool {
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	return &pool{DB: db, places: make(chan struct{}, connections), wait: wait}
}

// enter takes the place of a connection; leave gives it back. A database that is too slow
// or does not answer holds all places: whoever waits too long is told so.
func (p *pool) enter(ctx context.Context) error {
	if p.closed.Load() {
		return fmt.Errorf("store: it is closed: %w", ErrUnavailable)
	}
	select {
	case p.places <- struct{}{}:
		return nil
	default:
	}
	began := time.Now()
	p.waits.Add(1)
	defer func() { p.waited.Add(int64(time.Since(began))) }()
	timer := time.NewTimer(p.wait)
	defer timer.Stop()
	select {
	case p.places <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("store: wait for a connection: %w", ctx.Err())
	case <-timer.C:
		return fmt.Errorf("store: no connection was free for %v: %w", p.wait, ErrUnavailable)
	}
}

func (p *pool) leave() { <-p.places }

// Stats tells of the connections, and of those who waited for one here.
func (p *pool) Stats() sql.DBStats {
	stats := p.DB.Stats()
	stats.WaitCount += p.waits.Load()
	stats.WaitDuration += time.Duration(p.waited.Load())
	return stats
}

// Close closes all connections; nothing is answered any more.
func (p *pool) Close() error {
	p.closed.Store(true)
	return p.DB.Close() //nolint:wrapcheck // as database/sql says it
}

// renew closes the connections that nobody uses: when one of them turns out to be dead, the
// others that were opened before the server stopped are dead too.
func (p *pool) renew() {
	p.SetMaxIdleConns(-1)
	p.SetMaxIdleConns(cap(p.places))
}

// twice runs what has sent nothing that matters twice, and runs it once more when the
// connection that it got turns out to be dead.
func (p *pool) twice(ctx context.Context, run func() error) error {
	err := run()
	if lost(err) && ctx.Err() == nil {
		p.renew()
		err = run()
	}
	return translate(err)
}

// row is one row that will be read: nothing is asked before Scan.
type row struct {
	ctx   context.Context //nolint:containedctx // lives until Scan
	store *Store
	tx    *sql.Tx // nil outside a transaction
	query string
	args  []any
}

// Scan runs the query and reads its first row; sql.ErrNoRows when there is none. Outside a
// transaction a dead connection is replaced.
func (r *row) Scan(targets ...any) error {
	text, pool := r.store.text(r.query, r.args), r.store.read
	if r.tx != nil {
		defer r.store.meter.ran(r.query, time.Now())
		return translate(r.tx.QueryRowContext(r.ctx, text, r.args...).Scan(targets...))
	}
	if err := pool.enter(r.ctx); err != nil {
		return err
	}
	defer pool.leave()
	defer r.store.meter.ran(r.query, time.Now())
	return pool.twice(r.ctx, func() error {
		return pool.QueryRowContext(r.ctx, text, r.args...).Scan(targets...) //nolint:wrapcheck // callers say what they asked for
	})
}

// rows are those that a query yields. Close gives their connection back.
type rows struct {
	*sql.Rows

	leave func()
}

// Close ends the reading; it may be called again.
func (r *rows) Close() error {
	r.leave()
	return r.Rows.Close() //nolint:wrapcheck // as database/sql says it
}

// Err returns what ended the rows early.
func (r *rows) Err() error { return translate(r.Rows.Err()) }

// rows runs a query outside a transaction.
func (p *pool) rows(ctx context.Context, query string, args []any) (*rows, error) {
	if err := p.enter(ctx); err != nil {
		return nil, err
	}
	var found *sql.Rows
	err := p.twice(ctx, func() (err error) {
		found, err = p.QueryContext(ctx, query, args...) //nolint:rowserrcheck,sqlclosecheck // the caller reads and closes them
		return err                                       //nolint:wrapcheck // wrapped below
	})
	if err != nil {
		p.leave()
		return nil, fmt.Errorf("store: %.60s: %w", query, err)
	}
	return &rows{Rows: found, leave: sync.OnceFunc(p.leave)}, nil
}

// begin opens a transaction. Its end is over to the caller, also that of its place.
func (p *pool) begin(ctx context.Context, options *sql.TxOptions) (*sql.Tx, error) {
	var tx *sql.Tx
	err := p.twice(ctx, func() (err error) {
		tx, err = p.BeginTx(ctx, options)
		return err //nolint:wrapcheck // wrapped below
	})
	if err != nil {
		return nil, fmt.Errorf("store: begin: %w", err)
	}
	return tx, nil
}
