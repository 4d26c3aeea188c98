package loadtest

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"takar/internal/loadtest/result"
)

// collector counts what happens. All of it stands behind one lock: an entry takes well below a
// microsecond, and a run has some thousand a second at most.
type collector struct {
	mu        sync.Mutex
	total     *result.Stats
	logins    *result.Stats
	endpoints map[endpoint]*result.Stats
	failures  map[cause]*result.Failure
	own       map[cause]*result.Failure
	writes    map[string]*result.Write
	timeline  []result.Moment
	step      time.Duration
	second    *hdrhistogram.Histogram // of the step that goes on
	moment    result.Moment
	users     int
	began     time.Time
	last      time.Time // of the last answer
}

type endpoint struct {
	method, name string
	group        result.Group
}

type cause struct{ method, name, cause string }

// mostMoments bounds the timeline of a long run.
const mostMoments = 1200

func newCollector(asked time.Duration) *collector {
	seconds := int(asked/time.Second)/mostMoments + 1
	return &collector{
		total: result.NewStats("", "total", ""), logins: result.NewStats("", "logins", result.Login),
		endpoints: map[endpoint]*result.Stats{}, failures: map[cause]*result.Failure{}, own: map[cause]*result.Failure{},
		writes: map[string]*result.Write{}, step: time.Duration(seconds) * time.Second, second: result.NewHistogram(),
	}
}

// begin starts the clock; what came before is forgotten.
func (c *collector) begin() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.began = time.Now()
	c.last = c.began
}

// arrivals moves the clock: what comes from now on is the run, and what came before were the
// logins that it needs.
func (c *collector) arrivals(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.began, c.last = now, now
	c.timeline, c.moment = nil, result.Moment{}
	c.second.Reset()
}

// outcome is what became of one request.
type outcome struct {
	endpoint

	latency time.Duration
	bytes   int64
	missed  bool
	cause   string // "" for a success
	example string
}

func (c *collector) add(o outcome) {
	c.mu.Lock()
	defer c.mu.Unlock()
	stats, known := c.endpoints[o.endpoint]
	if !known {
		stats = result.NewStats(o.method, o.name, o.group)
		c.endpoints[o.endpoint] = stats
	}
	sum := c.total
	if o.group == result.Login {
		sum = c.logins
	}
	for _, s := range []*result.Stats{stats, sum} {
		s.Add(o.latency, o.bytes)
		if o.missed {
			s.Missed++
		}
	}
	c.last = time.Now()
	c.moment.Requests++
	_ = c.second.RecordValue(max(1, o.latency.Microseconds())) // what is beyond its bounds stands in the others
	if o.cause != "" {
		c.fail(stats, sum, o.endpoint, o.cause, o.example)
	}
}

// fail counts a failure; c.mu is held.
func (c *collector) fail(stats, sum *result.Stats, e endpoint, why, example string) {
	stats.Failures++
	sum.Failures++
	c.moment.Failures++
	note(c.failures, cause{e.method, e.name, why}, example)
}

// betray counts an answer that was a success until it turned out to be untrue.
func (c *collector) betray(e endpoint, why, example string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if stats, known := c.endpoints[e]; known {
		c.fail(stats, c.total, e, why, example)
	}
}

// exception counts a trouble of the generator itself.
func (c *collector) exception(e endpoint, why, example string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	note(c.own, cause{e.method, e.name, why}, example)
}

// mostCauses bounds how many causes are told apart.
const mostCauses = 2000

func note(list map[cause]*result.Failure, key cause, example string) {
	if len(list) >= mostCauses && list[key] == nil {
		key = cause{key.method, key.name, "sebab lain"}
	}
	failure := list[key]
	if failure == nil {
		failure = &result.Failure{Method: key.method, Name: key.name, Cause: key.cause, Example: example}
		list[key] = failure
	}
	failure.Count++
}

// write returns the comparison of a kind of writes; c.mu is held by the caller's function.
func (c *collector) write(kind string, change func(*result.Write)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	w := c.writes[kind]
	if w == nil {
		w = &result.Write{Kind: kind}
		c.writes[kind] = w
	}
	change(w)
}

func (c *collector) joined(change int) {
	c.mu.Lock()
	c.users += change
	c.mu.Unlock()
}

// tick ends a step of the timeline and returns it; a step is told as often as it is asked for,
// and kept when it is full.
func (c *collector) tick(now time.Time, keep bool) (result.Moment, Status) {
	c.mu.Lock()
	defer c.mu.Unlock()
	m := c.moment
	m.After, m.Users = now.Sub(c.began).Round(time.Millisecond), c.users
	quantile := func(percent float64) time.Duration {
		return time.Duration(c.second.ValueAtQuantile(percent)) * time.Microsecond
	}
	m.P50, m.P95, m.P99, m.Max = quantile(50), quantile(95), quantile(99), time.Duration(c.second.Max())*time.Microsecond
	if keep {
		c.timeline = append(c.timeline, m)
		c.moment = result.Moment{}
		c.second.Reset()
	}
	return m, Status{
		After: m.After, Users: c.users, Requests: c.total.Requests + c.logins.Requests, Failures: c.total.Failures + c.logins.Failures, Moment: m,
	}
}

// into fills a result with everything that was counted.
func (c *collector) into(r *result.Run) {
	c.mu.Lock()
	defer c.mu.Unlock()
	r.Began, r.Duration, r.Total, r.Logins, r.Timeline = c.began, c.last.Sub(c.began), c.total, c.logins, c.timeline
	for _, stats := range c.endpoints {
		r.Endpoints = append(r.Endpoints, stats)
	}
	order := []result.Group{result.Login, result.Page, result.Read, result.Export, result.Save}
	slices.SortFunc(r.Endpoints, func(a, b *result.Stats) int {
		return cmp.Or(slices.Index(order, a.Group)-slices.Index(order, b.Group), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Method, b.Method))
	})
	r.Failures, r.Exceptions = sorted(c.failures), sorted(c.own)
	for _, w := range c.writes {
		r.Writes = append(r.Writes, *w)
	}
	slices.SortFunc(r.Writes, func(a, b result.Write) int { return cmp.Compare(a.Kind, b.Kind) })
}

func sorted(list map[cause]*result.Failure) []result.Failure {
	all := make([]result.Failure, 0, len(list))
	for _, failure := range list {
		all = append(all, *failure)
	}
	slices.SortFunc(all, func(a, b result.Failure) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Method, b.Method), cmp.Compare(a.Cause, b.Cause))
	})
	return all
}
