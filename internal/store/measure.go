package store

import (
	"context"
	"database/sql"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"takar/internal/metric"
	"takar/internal/rab"
)

// slowStatement is from how long a statement is remembered as slow.
const slowStatement = 100 * time.Millisecond

// slowKept is how many slow statements are remembered, the latest.
const slowKept = 10

// verbs are the kinds of statement that are counted apart; the last is all others.
var verbs = [...]string{"SELECT", "INSERT", "UPDATE", "DELETE", "OTHER"}

// meter measures what a store does.
type meter struct {
	statements [len(verbs)]atomic.Int64
	taken      metric.Span // by statements, until their first row
	commits    *metric.Histogram

	mutex sync.Mutex
	slow  []SlowStatement
}

func newMeter() *meter {
	return &meter{commits: metric.NewHistogram("database_commit_seconds", "Time of write transactions from their begin until the database has acknowledged them; waiting for the writer is not in it.", metric.Answers)}
}

// SlowStatement is a statement that took long. Its text holds no values: those travel as
// parameters.
type SlowStatement struct {
	Text string
	Took time.Duration
	At   rab.Instant
}

// Activity is what the store has done since it was opened.
type Activity struct {
	Statements map[string]int64 // by verb
	Taken      metric.Sum
	Slow       []SlowStatement // the latest first
}

// Activity returns what the store has done so far.
func (s *Store) Activity() Activity {
	a := Activity{Statements: map[string]int64{}, Taken: s.meter.taken.Sum()}
	for i, verb := range verbs {
		a.Statements[verb] = s.meter.statements[i].Load()
	}
	s.meter.mutex.Lock()
	defer s.meter.mutex.Unlock()
	for i := len(s.meter.slow) - 1; i >= 0; i-- {
		a.Slow = append(a.Slow, s.meter.slow[i])
	}
	return a
}

// ran notes a statement that began at the given time.
func (m *meter) ran(query string, began time.Time) {
	m.statements[verbOf(query)].Add(1)
	took := time.Since(began)
	m.taken.Observe(took)
	if took < slowStatement {
		return
	}
	m.mutex.Lock()
	defer m.mutex.Unlock()
	if len(m.slow) == slowKept {
		m.slow = append(m.slow[:0], m.slow[1:]...)
	}
	m.slow = append(m.slow, SlowStatement{Text: strings.Join(strings.Fields(query), " "), Took: took, At: rab.InstantOf(began)})
}

func verbOf(query string) int {
	for i, verb := range verbs[:len(verbs)-1] {
		if strings.HasPrefix(query, verb) {
			return i
		}
	}
	return len(verbs) - 1
}

// jobCountTime bounds how long the measuring of jobs may take.
const jobCountTime = 2 * time.Second

// Measure adds what the store does to a registry.
func (s *Store) Measure(r *metric.Registry) {
	r.Histogram(s.meter.commits)
	r.Counters("database_statements_total", "Statements, by verb.", []string{"verb"}, func(emit metric.Emit) {
		for i, verb := range verbs {
			emit(float64(s.meter.statements[i].Load()), strings.ToLower(verb))
		}
	})
	r.Counter("database_statement_seconds_total", "Time of all statements until their first row.", func() float64 { return s.meter.taken.Sum().Total.Seconds() })
	r.Gauge("database_up", "1 while the database answers.", func() float64 {
		ctx, cancel := context.WithTimeout(context.Background(), jobCountTime)
		defer cancel()
		if s.Ping(ctx) != nil {
			return 0
		}
		return 1
	})
	s.measurePools(r)
	if s.replica != nil {
		r.Counters("replica_reads_total", "Reads that the replica might answer, by what became of them; all but served went to the primary.", []string{"outcome"}, func(emit metric.Emit) {
			reads, _ := s.ReplicaReads()
			emit(float64(reads.Served), "served")
			emit(float64(reads.Behind), "behind")
			emit(float64(reads.Foreign), "foreign")
			emit(float64(reads.Failed), "failed")
			emit(float64(reads.Resting), "resting")
		})
	}
	r.Gauges("jobs", "Jobs in the database, of all servers, by kind and state; those that have ended are kept for a day.", []string{"kind", "state"}, func(emit metric.Emit) {
		ctx, cancel := context.WithTimeout(context.Background(), jobCountTime)
		defer cancel()
		counts, err := s.CountJobs(ctx)
		if err != nil {
			return // database_up tells
		}
		for _, c := range counts {
			emit(float64(c.Count), c.Kind, string(c.State))
		}
	})
}

// measurePools tells how the connections are used. On PostgreSQL reads and writes of
// the primary share them: there is one pool.
func (s *Store) measurePools(r *metric.Registry) {
	pools := map[string]interface{ Stats() sql.DBStats }{"write": s.write, "read": s.read}
	if s.read == s.write {
		pools = map[string]interface{ Stats() sql.DBStats }{"all": s.write}
	}
	if s.replica != nil {
		pools["replica"] = s.replica.db
	}
	each := func(value func(sql.DBStats) float64) func(metric.Emit) {
		return func(emit metric.Emit) {
			for name, pool := range pools {
				emit(value(pool.Stats()), name)
			}
		}
	}
	labels := []string{"pool"}
	r.Gauges("database_connections_in_use", "Connections at work.", labels, each(func(d sql.DBStats) float64 { return float64(d.InUse) }))
	r.Gauges("database_connections_idle", "Connections that wait for work.", labels, each(func(d sql.DBStats) float64 { return float64(d.Idle) }))
	r.Gauges("database_connections_limit", "Connections that there may be.", labels, each(func(d sql.DBStats) float64 { return float64(d.MaxOpenConnections) }))
	r.Counters("database_connection_waits_total", "How often work waited for a connection.", labels, each(func(d sql.DBStats) float64 { return float64(d.WaitCount) }))
	r.Counters("database_connection_wait_seconds_total", "How long work waited for a connection.", labels, each(func(d sql.DBStats) float64 { return d.WaitDuration.Seconds() }))
}
