package metric

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Requests measures the requests of a server.
type Requests struct {
	total    *prometheus.CounterVec
	duration *prometheus.HistogramVec
	sent     *prometheus.CounterVec
	all      Span
}

// NewRequests returns measurements of a server that has answered nothing yet.
func NewRequests() *Requests {
	return &Requests{
		total: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: prefix + "http_requests_total", Help: "Requests answered, by pattern of the route, method and class of the status (0xx: the client left).",
		}, []string{"route", "method", "status"}),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: prefix + "http_request_duration_seconds", Help: "Time from the head of a request to the end of its answer; event streams are left out.", Buckets: Answers,
		}, []string{"route", "method"}),
		sent: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: prefix + "http_sent_bytes_total", Help: "Bytes of answers, as they were sent.",
		}, []string{"route", "method"}),
	}
}

// Register adds the measurements to a registry.
func (q *Requests) Register(r *Registry) { r.registry.MustRegister(q.total, q.duration, q.sent) }

// Sum tells how long all requests took.
func (q *Requests) Sum() Sum { return q.all.Sum() }

// Route returns the measurements of one route. Both labels are those of the program's own
// table, never what a client sent.
func (q *Requests) Route(method, pattern string) *Route {
	return &Route{requests: q, method: method, pattern: pattern}
}

// Route measures the requests of one route. Its rows are made by the first request, so that
// the list holds what is used, and found without a look-up by the others.
type Route struct {
	requests        *Requests
	method, pattern string

	once     sync.Once
	duration prometheus.Observer
	sent     prometheus.Counter
	classes  [len(classes)]atomic.Pointer[prometheus.Counter]
}

// classes are the classes of status.
var classes = [...]string{"0xx", "1xx", "2xx", "3xx", "4xx", "5xx"}

// Pattern is the pattern of the route.
func (r *Route) Pattern() string { return r.pattern }

// Done notes an answer; status 0 means that there was none.
func (r *Route) Done(status int, took time.Duration, bytes int64) {
	r.count(status, bytes)
	r.duration.Observe(took.Seconds())
	r.requests.all.Observe(took)
}

// Streamed notes the end of an answer that lasts as long as its reader listens.
func (r *Route) Streamed(status int, bytes int64) { r.count(status, bytes) }

func (r *Route) count(status int, bytes int64) {
	r.once.Do(func() {
		r.duration = r.requests.duration.WithLabelValues(r.pattern, r.method)
		r.sent = r.requests.sent.WithLabelValues(r.pattern, r.method)
	})
	class := status / 100
	if class < 0 || class >= len(classes) {
		class = 0
	}
	counter := r.classes[class].Load()
	if counter == nil {
		made := r.requests.total.WithLabelValues(r.pattern, r.method, classes[class])
		counter = &made
		r.classes[class].Store(counter)
	}
	(*counter).Inc()
	if bytes > 0 {
		r.sent.Add(float64(bytes))
	}
}
