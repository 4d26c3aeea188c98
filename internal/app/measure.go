package app

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"takar/internal/auth"
	"takar/internal/metric"
	"takar/internal/rab"
	"takar/internal/store"
)

// measured is what the application counts of its own work. What parts of it count, such as
// the cache, stands there.
type measured struct {
	since                          rab.Instant
	heavyWaiting, heavyRefused     atomic.Int64
	jobsRunning                    atomic.Int64
	jobs                           *metric.Histogram
	visitsKnown, visitsRead        atomic.Int64
	loggedIn, wrong, limited, full atomic.Int64 // logins by outcome
}

func newJobTimes() *metric.Histogram {
	return metric.NewHistogram("job_seconds", "Time of jobs that this process ran, by kind and how they ended.", metric.Works, "kind", "state")
}

// job notes a job that ended.
func (m *measured) job(job *Job, took time.Duration) {
	m.jobs.Observe(took, job.Kind, string(job.State))
}

// login notes how a login ended.
func (m *measured) login(err error) {
	var tooMany *auth.TooManyError
	switch {
	case err == nil:
		m.loggedIn.Add(1)
	case errors.Is(err, auth.ErrWrongPassword):
		m.wrong.Add(1)
	case errors.As(err, &tooMany):
		m.limited.Add(1)
	case errors.Is(err, ErrBusy):
		m.full.Add(1)
	}
}

// Activity tells an administrator what this process has done since it started.
type Activity struct {
	store.Activity

	Since                 rab.Instant
	CacheHits, CacheLoads int64
}

// Activity returns what this process has done since it started.
func (a *App) Activity() Activity {
	return Activity{Activity: a.store.Activity(), Since: a.measured.since, CacheHits: a.snapshots.hits.Load(), CacheLoads: a.snapshots.loads.Load()}
}

// redisPatience bounds the question whether Redis answers.
const redisPatience = time.Second

// Measure adds what the application and its store do to a registry.
func (a *App) Measure(r *metric.Registry) {
	a.store.Measure(r)
	a.hasher.Measure(r)
	a.snapshots.measure(r)
	m := &a.measured
	r.Gauge("visits_remembered", "Sessions and rights that are kept in memory.", func() float64 { return float64(a.visits.size()) })
	r.Count("visits_known_total", "Requests whose session and rights were remembered.", &m.visitsKnown)
	r.Count("visits_read_total", "Requests whose session and rights were read from the database.", &m.visitsRead)
	r.Gauge("event_streams", "Pages that listen for changes.", func() float64 { return float64(a.events.listening()) })
	r.Gauge("heavy_running", "Heavy works that run: documents, imports, copies.", func() float64 { return float64(len(a.heavy)) })
	r.Gauge("heavy_limit", "Heavy works that may run at a time.", func() float64 { return float64(cap(a.heavy)) })
	r.Gauge("heavy_waiting", "Heavy works that wait for their turn.", func() float64 { return float64(m.heavyWaiting.Load()) })
	r.Count("heavy_refused_total", "Heavy works that waited too long and were sent away.", &m.heavyRefused)
	r.Gauge("jobs_running", "Jobs that this process runs.", func() float64 { return float64(m.jobsRunning.Load()) })
	r.Histogram(m.jobs)
	if a.shared != nil {
		r.Gauge("redis_up", "1 while the Redis that servers share answers.", func() float64 {
			ctx, cancel := context.WithTimeout(context.Background(), redisPatience)
			defer cancel()
			if a.shared.Ping(ctx) != nil {
				return 0
			}
			return 1
		})
	}
	r.Counters("logins_total", "Logins, by outcome.", []string{"outcome"}, func(emit metric.Emit) {
		emit(float64(m.loggedIn.Load()), "succeeded")
		emit(float64(m.wrong.Load()), "failed")
		emit(float64(m.limited.Load()), "limited")
		emit(float64(m.full.Load()), "busy")
	})
}

func (c *snapshotCache) measure(r *metric.Registry) {
	guarded := func(read func() int64) func() float64 {
		return func() float64 {
			c.mutex.Lock()
			defer c.mutex.Unlock()
			return float64(read())
		}
	}
	r.Gauge("cache_projects", "Projects in memory.", guarded(func() int64 { return int64(len(c.byID)) }))
	r.Gauge("cache_bytes", "Estimated size of the projects in memory, with their answers.", guarded(func() int64 { return c.used }))
	r.Gauge("cache_limit_bytes", "Bound of cache_bytes.", func() float64 { return float64(c.limit) })
	r.Count("cache_hits_total", "Reads of projects that were in memory.", &c.hits)
	r.Count("cache_loads_total", "Reads of projects that had to be loaded, or moved on to a newer revision, from the database.", &c.loads)
	r.Count("cache_evictions_total", "Projects dropped from memory for want of room.", &c.evictions)
	r.Count("answers_kept_total", "Answers that were there, encoded and compressed.", &c.answersKept)
	r.Count("answers_made_total", "Answers that had to be computed.", &c.answersMade)
}

// size is how many visits are remembered.
func (c *visitCache) size() int {
	c.mutex.RLock()
	defer c.mutex.RUnlock()
	return len(c.entries)
}
