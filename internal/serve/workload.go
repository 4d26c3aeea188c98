package serve

import (
	"io"
	"net/http"
	"sync/atomic"

	"takar/internal/metric"
)

// DefaultMaxRequests is how many requests may be in work unless told otherwise. Each takes
// some tens of KiB while it waits; work that takes more has bounds of its own.
const DefaultMaxRequests = 1000

// errOverloaded refuses a request at once while too many others are in work.
var errOverloaded = &Failure{
	Status: http.StatusServiceUnavailable, Code: "OVERLOADED", RetryAfter: 1,
	Message: "Server sedang melayani terlalu banyak permintaan. Tunggu sebentar, lalu coba lagi.",
}

// workload bounds the requests in work. A queue that grows without a bound answers nobody
// in time, so whoever comes when it is full learns at once to come back.
type workload struct {
	limit            int64
	running, refused *atomic.Int64
}

func newWorkload(limit int) workload {
	if limit <= 0 {
		limit = DefaultMaxRequests
	}
	return workload{limit: int64(limit), running: new(atomic.Int64), refused: new(atomic.Int64)}
}

// begin takes a place; false when there is none.
func (w workload) begin() bool {
	if w.running.Add(1) > w.limit {
		w.running.Add(-1)
		w.refused.Add(1)
		return false
	}
	return true
}

func (w workload) end() { w.running.Add(-1) }

// body is the body of a request in work. While it waits for its client the request gives
// its place to others: a thousand people on slow lines keep nobody from working. Those whose
// bodies come at last go on, also beyond the bound.
func (w workload) body(body io.ReadCloser) io.ReadCloser {
	if body == nil || body == http.NoBody {
		return body
	}
	return &waitingBody{ReadCloser: body, work: w}
}

type waitingBody struct {
	io.ReadCloser

	work workload
}

// Read reads what the client sends.
func (b *waitingBody) Read(into []byte) (int, error) {
	b.work.running.Add(-1)
	defer b.work.running.Add(1)
	return b.ReadCloser.Read(into) //nolint:wrapcheck // a reader passes on what it gets
}

// bounded reports whether requests of the route count as work: health checks must be
// answered when everything else is too much, and event streams only wait.
func (r Route) bounded() bool {
	return !r.Stream && (r.Kind != Plain || r.Need != Public)
}

// Served tells how long the requests that this process has answered took.
func (r *Request) Served() metric.Sum { return r.server.requests.Sum() }

// Measure adds what the server does to a registry.
func (s *Server) Measure(r *metric.Registry) {
	s.requests.Register(r)
	r.Gauge("http_requests_running", "Requests in work, without health checks, files and event streams.", func() float64 { return float64(s.work.running.Load()) })
	r.Gauge("http_requests_limit", "Requests that may be in work at a time.", func() float64 { return float64(s.work.limit) })
	r.Count("http_requests_refused_total", "Requests refused because too many were in work.", s.work.refused)
}
