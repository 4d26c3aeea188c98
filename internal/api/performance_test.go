package api_test

import (
	"fmt"
	"net/http"
	"testing"
)

const performance = "/detail_project/api/monitoring/performance-metrics/"

func init() {
	samples["GET "+performance] = sample{status: 200, allowed: []string{admin}, refused: 404}
}

func TestPerformanceIsThatOfThisProcess(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	before := s.as(admin).get(performance).want(http.StatusOK)
	for range 3 {
		s.as(reader).get(p(f.Project, "/rekap/")).want(http.StatusOK)
	}
	s.as(owner).post(p(f.Project, "/pricing/"), map[string]any{"markup_percent": "9.75"}).want(http.StatusOK)
	after := s.as(admin).get(performance).want(http.StatusOK)
	grows := func(path string, least float64) {
		t.Helper()
		was, is := measuredAt(t, before, path), measuredAt(t, after, path)
		if is < was+least {
			t.Errorf("%s was %v and is %v", path, was, is)
		}
	}
	grows("summary.views.count", 5)
	grows("summary.queries.count", 2)
	grows("summary.cache.hits", 3)
	grows("query_breakdown.SELECT", 1)
	grows("query_breakdown.UPDATE", 1)
	grows("database.default.queries_executed", 2)
	after.wantText("database.default.is_usable", "true")
	after.wantText("database.default.vendor", "sqlite")
	after.wantText("message", "Angka proses ini saja, sejak proses ini mulai.")
	for _, times := range []string{"summary.views", "summary.queries"} {
		least, mean, most := measuredAt(t, after, times+".min"), measuredAt(t, after, times+".avg"), measuredAt(t, after, times+".max")
		if least > mean || mean > most || most <= 0 {
			t.Errorf("%s: %v, %v, %v", times, least, mean, most)
		}
	}
	if rate := measuredAt(t, after, "summary.cache.hit_rate"); rate <= 0 || rate > 100 {
		t.Errorf("hit rate %v %%", rate)
	}
}

func measuredAt(t *testing.T, a *answer, path string) (value float64) {
	t.Helper()
	if _, err := fmt.Sscan(fmt.Sprint(a.at(path)), &value); err != nil {
		t.Fatalf("%s is %v", path, a.at(path))
	}
	return value
}
