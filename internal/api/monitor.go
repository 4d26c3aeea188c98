package api

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"takar/internal/app"
	"takar/internal/auth"
	"takar/internal/rab"
	"takar/internal/serve"
)

// monitor counts, since the start of this process, what clients report about themselves
// and how often old addresses are still used (api §6.23).
type monitor struct {
	limit             *auth.Window
	received, dropped atomic.Int64
	aliases           map[string]*aliasUse // by address; fixed once the routes are made
}

// aliasUse counts the calls of an old address.
type aliasUse struct {
	count       atomic.Int64
	first, last atomic.Int64 // rab.Instant
}

// Limits of reports (rulings D29).
const (
	reportsPerMinute  = 60
	reportersAtOnce   = 10_000
	reportedTypeLimit = 100 // characters of the name of a metric
)

func newMonitor() *monitor {
	return &monitor{limit: auth.NewWindow(reportsPerMinute, time.Minute, reportersAtOnce, time.Now), aliases: map[string]*aliasUse{}}
}

// alias serves an old address and counts its use, by whichever method.
func (m *monitor) alias(pattern string, handle func(*serve.Request) error) func(*serve.Request) error {
	use, known := m.aliases[pattern]
	if !known {
		use = new(aliasUse)
		m.aliases[pattern] = use
	}
	return func(r *serve.Request) error {
		now := int64(rab.InstantOf(time.Now()))
		use.count.Add(1)
		use.first.CompareAndSwap(0, now)
		use.last.Store(now)
		return handle(r)
	}
}

// sunset is the day that the contract names for its deprecated addresses. They work on.
const sunset = "2025-02-14"

// deprecated serves an address that has a successor, tells so in headers and counts its use
// (api §6.15).
func (m *monitor) deprecated(pattern, successor, reason string, handle func(*serve.Request) error) func(*serve.Request) error {
	counted := m.alias(pattern, handle)
	return func(r *serve.Request) error {
		to := strings.NewReplacer("{project}", url.PathEscape(r.HTTP.PathValue("project")), "{pekerjaan}", url.PathEscape(r.HTTP.PathValue("pekerjaan"))).Replace(successor)
		header := r.Writer.Header()
		header.Set("X-API-Deprecated", "true")
		header.Set("X-API-Sunset", sunset)
		header.Set("X-API-Deprecation-Info", "This address still works. Use "+to+" instead.")
		header.Set("X-API-Deprecation-Reason", reason)
		header.Set("X-API-Migration-Endpoint", to)
		header.Set("Link", "<"+to+`>; rel="deprecation"`)
		return counted(r)
	}
}

type reportAnswer struct {
	okay

	Message string `json:"message"`
}

// report takes a measurement of a client. Above the limit it is dropped, not refused.
func (m *monitor) report(r *serve.Request) error {
	body, err := r.Object()
	if err != nil {
		return err
	}
	name := body.First("type", "metric_type")
	if kind := body.Text(name); kind == "" || len([]rune(kind)) > reportedTypeLimit {
		body.Bad(name, "isi nama ukuran, paling banyak %d huruf", reportedTypeLimit)
	}
	if err := body.Err(); err != nil {
		return err
	}
	if _, ok := m.limit.Take(strconv.FormatInt(r.Visit.Account.ID, 10)); !ok {
		m.dropped.Add(1)
		return r.Send(http.StatusOK, reportAnswer{okay: yes, Message: "Terlalu banyak laporan: yang ini tidak dihitung."})
	}
	m.received.Add(1)
	return r.Send(http.StatusOK, reportAnswer{okay: yes, Message: "Diterima."})
}

type deprecationAnswer struct {
	okay

	Metrics       map[string]aliasMetric `json:"metrics"`
	Summary       deprecationSummary     `json:"summary"`
	ClientMetrics clientMetrics          `json:"client_metrics"`
}

type aliasMetric struct {
	FirstSeen  string `json:"first_seen"`
	Count      int64  `json:"count"`
	LastAccess string `json:"last_access"`
}

type deprecationSummary struct {
	TotalEndpoints int     `json:"total_endpoints"`
	TotalCalls     int64   `json:"total_calls"`
	MostUsed       *string `json:"most_used"`
	MostUsedCount  int64   `json:"most_used_count"`
}

type clientMetrics struct {
	Received int64 `json:"received"`
	Dropped  int64 `json:"dropped"`
}

// deprecation shows administrators the old addresses that were used; nobody else learns
// that there is such a list.
func (m *monitor) deprecation(r *serve.Request) error {
	if !r.Visit.Admin() {
		return app.ErrNotFound
	}
	answer := deprecationAnswer{
		okay: yes, Metrics: map[string]aliasMetric{}, ClientMetrics: clientMetrics{Received: m.received.Load(), Dropped: m.dropped.Load()},
	}
	for pattern, use := range m.aliases {
		count := use.count.Load()
		if count == 0 {
			continue
		}
		answer.Metrics[pattern] = aliasMetric{
			Count: count, FirstSeen: rab.Instant(use.first.Load()).Contract(), LastAccess: rab.Instant(use.last.Load()).Contract(),
		}
		answer.Summary.TotalEndpoints++
		answer.Summary.TotalCalls += count
		if count > answer.Summary.MostUsedCount {
			answer.Summary.MostUsed, answer.Summary.MostUsedCount = &pattern, count
		}
	}
	return r.Send(http.StatusOK, answer)
}
