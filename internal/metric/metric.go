// Package metric counts and times what the program does, and tells it in the format of
// Prometheus. It is the one place that knows the client library. Measurements hold no
// money, no names of people or projects and no ids, and their number is bounded: labels are
// patterns of routes, states and kinds, never what a client sent.
package metric

import (
	"net/http"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// prefix begins the names of all our measurements.
const prefix = "takar_"

// Registry holds everything that is measured in one process.
type Registry struct{ registry *prometheus.Registry }

// New returns a registry that knows the Go runtime, the process and the program's version.
func New(version string) *Registry {
	r := &Registry{registry: prometheus.NewRegistry()}
	r.registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	r.Gauges("build_info", "The program: always 1.", []string{"version", "go"}, func(emit Emit) { emit(1, version, runtime.Version()) })
	return r
}

// Handler answers with all measurements.
func (r *Registry) Handler() http.Handler {
	return promhttp.HandlerFor(r.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4, Timeout: 20 * time.Second})
}

// Emit takes one value with the values of its labels.
type Emit func(value float64, labels ...string)

// Gauge measures something that goes up and down. It is read when somebody looks.
func (r *Registry) Gauge(name, help string, read func() float64) {
	r.Gauges(name, help, nil, func(emit Emit) { emit(read()) })
}

// Counter measures something that only grows.
func (r *Registry) Counter(name, help string, read func() float64) {
	r.Counters(name, help, nil, func(emit Emit) { emit(read()) })
}

// Count is a Counter that reads a number kept by somebody else.
func (r *Registry) Count(name, help string, number *atomic.Int64) {
	r.Counter(name, help, func() float64 { return float64(number.Load()) })
}

// Gauges measures something under several labels.
func (r *Registry) Gauges(name, help string, labels []string, read func(Emit)) {
	r.add(name, help, prometheus.GaugeValue, labels, read)
}

// Counters measures something that only grows under several labels.
func (r *Registry) Counters(name, help string, labels []string, read func(Emit)) {
	r.add(name, help, prometheus.CounterValue, labels, read)
}

// Histogram adds a histogram that its owner observes.
func (r *Registry) Histogram(h *Histogram) { r.registry.MustRegister(h.vector) }

func (r *Registry) add(name, help string, kind prometheus.ValueType, labels []string, read func(Emit)) {
	r.registry.MustRegister(&source{desc: prometheus.NewDesc(prefix+name, help, labels, nil), kind: kind, read: read})
}

// source is a measurement that is read when somebody looks.
type source struct {
	desc *prometheus.Desc
	kind prometheus.ValueType
	read func(Emit)
}

// Describe names the measurement.
func (s *source) Describe(into chan<- *prometheus.Desc) { into <- s.desc }

// Collect reads it.
func (s *source) Collect(into chan<- prometheus.Metric) {
	s.read(func(value float64, labels ...string) {
		into <- prometheus.MustNewConstMetric(s.desc, s.kind, value, labels...)
	})
}

// Histogram tells how long something takes.
type Histogram struct{ vector *prometheus.HistogramVec }

// NewHistogram returns a histogram of durations, with bounds in seconds.
func NewHistogram(name, help string, bounds []float64, labels ...string) *Histogram {
	return &Histogram{prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: prefix + name, Help: help, Buckets: bounds}, labels)}
}

// Observe notes one duration under the values of the labels.
func (h *Histogram) Observe(took time.Duration, labels ...string) {
	h.vector.WithLabelValues(labels...).Observe(took.Seconds())
}

// The bounds of histograms.
var (
	// Answers suits what is mostly done in milliseconds.
	Answers = []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}
	// Works suits what takes seconds.
	Works = []float64{.1, .25, .5, 1, 2.5, 5, 10, 30, 60, 300, 600}
)
