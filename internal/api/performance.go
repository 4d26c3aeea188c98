package api

import (
	"net/http"
	"time"

	"takar/internal/app"
	"takar/internal/metric"
	"takar/internal/serve"
)

// performanceAnswer tells an administrator what this process has done (api §6.23). The same
// counts stand, with more, among the measurements for Prometheus.
type performanceAnswer struct {
	okay

	Message        string                      `json:"message"`
	Since          string                      `json:"since"`
	Summary        performanceSummary          `json:"summary"`
	Database       map[string]databaseActivity `json:"database"`
	SlowQueries    []slowQuery                 `json:"slow_queries"`
	QueryBreakdown map[string]int64            `json:"query_breakdown"`
}

type performanceSummary struct {
	Queries queryTimes `json:"queries"`
	Views   spanTimes  `json:"views"`
	Cache   cacheUse   `json:"cache"`
}

// spanTimes are milliseconds.
type spanTimes struct {
	Count int64   `json:"count"`
	Min   float64 `json:"min"`
	Max   float64 `json:"max"`
	Avg   float64 `json:"avg"`
}

type queryTimes struct {
	spanTimes

	TotalQueries int64 `json:"total_queries"`
}

type cacheUse struct {
	Hits    int64   `json:"hits"`
	Misses  int64   `json:"misses"`
	HitRate float64 `json:"hit_rate"` // percent
}

type databaseActivity struct {
	Vendor          string `json:"vendor"`
	QueriesExecuted int64  `json:"queries_executed"`
	IsUsable        bool   `json:"is_usable"`
}

type slowQuery struct {
	Function     string  `json:"function"`
	DurationMS   float64 `json:"duration_ms"`
	QueriesCount int     `json:"queries_count"`
	Timestamp    string  `json:"timestamp"`
}

// getPerformance shows administrators what this process has done since it started; nobody
// else learns that there is such a list.
func getPerformance(r *serve.Request) error {
	if !r.Visit.Admin() {
		return app.ErrNotFound
	}
	done, views := r.App.Activity(), r.Served()
	answer := performanceAnswer{
		okay: yes, Message: "Angka proses ini saja, sejak proses ini mulai.", Since: done.Since.Contract(),
		Summary: performanceSummary{
			Queries: queryTimes{spanTimes: timesOf(done.Taken), TotalQueries: done.Taken.Count},
			Views:   timesOf(views),
			Cache:   cacheUse{Hits: done.CacheHits, Misses: done.CacheLoads},
		},
		Database:    map[string]databaseActivity{"default": {Vendor: r.App.Vendor(), QueriesExecuted: done.Taken.Count, IsUsable: r.App.Ready(r.HTTP.Context()) == nil}},
		SlowQueries: make([]slowQuery, 0, len(done.Slow)), QueryBreakdown: done.Statements,
	}
	if all := done.CacheHits + done.CacheLoads; all > 0 {
		answer.Summary.Cache.HitRate = float64(10_000*done.CacheHits/all) / 100
	}
	for _, slow := range done.Slow {
		answer.SlowQueries = append(answer.SlowQueries, slowQuery{Function: slow.Text, DurationMS: milliseconds(slow.Took), QueriesCount: 1, Timestamp: slow.At.Contract()})
	}
	return r.Send(http.StatusOK, answer)
}

func timesOf(sum metric.Sum) spanTimes {
	return spanTimes{Count: sum.Count, Min: milliseconds(sum.Shortest), Max: milliseconds(sum.Longest), Avg: milliseconds(sum.Average)}
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
