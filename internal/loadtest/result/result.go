// Package result is what a load test has measured: the load generator fills it, the reports
// and the gates read it. It knows neither HTTP nor files.
package result

import (
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// Mode says how requests come.
type Mode string

// The modes of a run (load §2).
const (
	Closed   Mode = "closed"   // users that think between their requests
	Open     Mode = "open"     // requests at a fixed rate, measured from the moment they were due
	Saturate Mode = "saturate" // as many requests as the server answers
)

// Run is one load test from the first login to its end.
type Run struct {
	Host       string
	Version    string // of the server, as its health answer says
	Commit     string // of the generator's build; "" when it is unknown
	Database   string // "sqlite" or "postgresql", as the server says
	DataSet    string // such as "5 x 150 pekerjaan"
	Mix        string
	Mode       Mode
	Users      int
	SpawnRate  float64 // users started each second
	Rate       float64 // requests asked for each second; 0 unless Open
	Seed       uint64
	Projects   []int64
	Machine    Machine
	Began      time.Time
	Duration   time.Duration // from the first request to the last answer
	Asked      time.Duration // as long as it was to run
	Cut        bool          // ended before its time, by Ctrl+C
	PeakMemory int64         // bytes that the server ever had resident (VmHWM); 0 when it was not watched
	Memory     int64         // bytes that it had resident at the end (VmRSS)
	Total      *Stats        // everything but logins
	Logins     *Stats
	Endpoints  []*Stats // ordered by group, name and method; logins among them
	Failures   []Failure
	Timeline   []Moment // ordered by time
	Writes     []Write
	Unharmed   []PlanSum // of the projects that destructive calls were kept away from
	Exceptions []Failure // of the generator itself, such as no free port; never mixed with those of the server
}

// Machine is where the generator ran, and with it the server when the host is this machine.
type Machine struct {
	Processor string
	Cores     int
	Memory    int64 // bytes
	System    string
	Go        string
}

// Group sorts endpoints.
type Group string

// The groups of endpoints, in the order of the reports.
const (
	Login  Group = "login"
	Page   Group = "page"
	Read   Group = "read"
	Export Group = "export"
	Save   Group = "write"
)

// Stats counts and times the requests of one endpoint, or of many.
type Stats struct {
	Method   string // "" for many
	Name     string // the address with its ids left open; "total", "logins"
	Group    Group
	Requests int64
	Failures int64
	Missed   int64 // answers 404 to ids that were drawn to miss: as expected, not failures
	Bytes    int64 // of bodies as they came over the wire
	Latency  *hdrhistogram.Histogram
}

// Bounds of the latencies that a histogram holds, in microseconds, with three digits.
const (
	lowest  = 1
	highest = int64(10 * time.Minute / time.Microsecond)
	digits  = 3
)

// NewHistogram returns an empty histogram of microseconds.
func NewHistogram() *hdrhistogram.Histogram { return hdrhistogram.New(lowest, highest, digits) }

// NewStats returns stats without a request.
func NewStats(method, name string, group Group) *Stats {
	return &Stats{Method: method, Name: name, Group: group, Latency: NewHistogram()}
}

// Add counts one request; a latency beyond what a histogram holds counts as its bound.
func (s *Stats) Add(latency time.Duration, bytes int64) {
	s.Requests++
	s.Bytes += bytes
	_ = s.Latency.RecordValue(min(max(latency.Microseconds(), lowest), highest)) // within its bounds
}

// Quantile returns the latency below which the given percent of the requests stayed.
func (s *Stats) Quantile(percent float64) time.Duration {
	return time.Duration(s.Latency.ValueAtQuantile(percent)) * time.Microsecond
}

// Max returns the longest latency.
func (s *Stats) Max() time.Duration { return time.Duration(s.Latency.Max()) * time.Microsecond }

// Mean returns the mean latency.
func (s *Stats) Mean() time.Duration {
	return time.Duration(s.Latency.Mean() * float64(time.Microsecond))
}

// PerSecond returns the requests a second over a duration.
func (s *Stats) PerSecond(over time.Duration) float64 {
	if over <= 0 {
		return 0
	}
	return float64(s.Requests) / over.Seconds()
}

// Failure is one cause for which requests of an endpoint failed.
type Failure struct {
	Method  string
	Name    string
	Cause   string // without ids, so that equal causes count together
	Count   int64
	Example string // the first one in full: address, status, begin of the body
}

// Moment is one step of the run, a second unless the run is long.
type Moment struct {
	After    time.Duration // since the run began
	Users    int
	Requests int64
	Failures int64
	P50, P95 time.Duration
	P99, Max time.Duration
}

// Write compares what was sent to be stored with what was read back.
type Write struct {
	Kind         string // such as "volume"
	Sent         int64
	Acknowledged int64
	Equal        int64 // read back as sent
	Different    int64 // lost, or changed: each is a failure as well
}

// PlanSum is the planned share of a project before and after a run, as exact text.
type PlanSum struct {
	Project       int64
	Before, After string
}

// Lost reports whether the plan of the project changed though nothing was to touch it.
func (p PlanSum) Lost() bool { return p.Before != p.After }
