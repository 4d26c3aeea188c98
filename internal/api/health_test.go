package api_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"takar/internal/api"
	"takar/internal/app"
	"takar/internal/auth"
	"takar/internal/store"
)

func TestHealthTestsTheDatabaseWhoeverAsks(t *testing.T) {
	t.Setenv("APP_VERSION", "9.8.7")
	s := newSite(t)
	for _, who := range []string{"", reader} {
		for _, address := range []string{"/health/", "/health/ready/", "/health/?mode=deep"} {
			deep := s.as(who).get(address).want(http.StatusOK)
			deep.wantText("status", "ok")
			deep.wantText("checks.database.status", "ok")
			deep.wantText("checks.database.vendor", "sqlite")
			deep.wantText("checks.cache.backend", "memory")
			deep.wantText("version", "9.8.7")
		}
	}
	simple := s.as("").get("/health/?mode=simple").want(http.StatusOK)
	simple.wantText("checks.mode", "simple")
	if checks := simple.at("checks").(map[string]any); len(checks) != 1 {
		t.Errorf("a simple check tests %v", checks)
	}
	s.as("").get("/health/simple/").want(http.StatusOK).wantText("status", "ok")
	s.as("").get("/health/live/").want(http.StatusOK).wantText("status", "alive")
}

func TestHealthSaysThatTheDatabaseIsGoneAndNotWhy(t *testing.T) {
	s := newSite(t)
	loggedIn := s.as(reader)
	must(t, s.store.Close())
	for _, c := range []*client{loggedIn, s.as("")} {
		for _, address := range []string{"/health/", "/health/ready/"} {
			down := c.get(address).want(http.StatusServiceUnavailable)
			down.wantText("status", "error")
			down.wantText("checks.database.status", "error")
			down.wantText("checks.database.message", "Basis data tidak menjawab.")
		}
		c.get("/health/live/").want(http.StatusOK)
		c.get("/health/?mode=simple").want(http.StatusOK)
	}
}

func TestHealthSaysThatTheServerIsAboutToStop(t *testing.T) {
	s := newSite(t)
	s.Drain()
	for _, address := range []string{"/health/", "/health/ready/", "/health/?mode=simple"} {
		s.as("").get(address).want(http.StatusServiceUnavailable).wantText("status", "draining")
	}
	s.as("").get("/health/live/").want(http.StatusOK)
	s.as(reader).get("/dashboard/").want(http.StatusOK)
}

// lostRedis is a Redis that is away.
type lostRedis struct{}

func (lostRedis) Share(_ string, _ int, _ time.Duration, own auth.Counter) auth.Counter { return own }

func (lostRedis) Ping(context.Context) error { return errors.New("secret address") }

func TestServerWithoutItsRedisIsDegradedAndReady(t *testing.T) {
	opened, err := store.OpenSQLite(t.Context(), t.TempDir())
	must(t, err)
	t.Cleanup(func() { must(t, opened.Close()) })
	s := &site{t: t, store: opened, now: time.Now, accounts: map[string]int64{}, clients: map[string]*client{}}
	s.App, err = app.New(context.WithoutCancel(t.Context()), app.Config{Store: opened, Shared: lostRedis{}})
	must(t, err)
	s.start(nil)
	for _, address := range []string{"/health/", "/health/ready/"} {
		answer := s.as("").get(address).want(http.StatusOK)
		answer.wantText("status", "ok")
		answer.wantText("checks.cache.status", "degraded")
		answer.wantText("checks.cache.backend", "redis")
		answer.wantText("checks.cache.message", "Redis tidak menjawab; setiap server menghitung sendiri.")
	}
}

func TestReportsOfClientsAreCountedAndDroppedAboveALimit(t *testing.T) {
	s := newSite(t)
	report := func(body any) *answer { return s.as(reader).post(api.ReportPath, body) }
	for range 61 {
		report(map[string]any{"type": "lcp", "value": 1.5}).want(http.StatusOK).wantText("ok", "true")
	}
	report(map[string]any{"metric_type": "lcp", "metric": map[string]any{}}).want(http.StatusOK)
	report(map[string]any{"value": 1}).want(http.StatusBadRequest).wantText("errors.0.path", "type")
	report("[]").want(http.StatusBadRequest)
	counted := s.as(admin).get("/detail_project/api/monitoring/deprecation-metrics/").want(http.StatusOK)
	counted.wantText("client_metrics.received", "60")
	counted.wantText("client_metrics.dropped", "2")
	s.as("").post(api.ReportPath, map[string]any{"type": "lcp"}).want(http.StatusUnauthorized)
	withoutToken := s.browser()
	withoutToken.http.Jar.SetCookies(mustURL(t, s.server.URL), []*http.Cookie{{Name: "sessionid", Value: s.as(editor).cookie("sessionid")}})
	withoutToken.post(api.ReportPath, map[string]any{"type": "lcp"}).want(http.StatusOK)
}

func TestUseOfOldAddressesIsShownToAdministratorsOnly(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	const metrics = "/detail_project/api/monitoring/deprecation-metrics/"
	s.as(admin).get(metrics).want(http.StatusOK).wantText("summary.total_calls", "0")
	for range 3 {
		s.as(reader).get(p(f.Project, "/volume-formula-state/")).want(http.StatusOK)
		s.as(reader).get(p(f.Project, "/volume/formula/")).want(http.StatusOK)
	}
	shown := s.as(admin).get(metrics).want(http.StatusOK)
	shown.wantText("summary.total_calls", "3")
	shown.wantText("summary.most_used", api.P+"/volume-formula-state/")
	entry := shown.at("metrics").(map[string]any)[api.P+"/volume-formula-state/"].(map[string]any)
	if fmt.Sprint(entry["count"]) != "3" || entry["first_seen"] == nil || entry["last_access"] == nil {
		t.Errorf("entry %v", entry)
	}
	for _, who := range []string{owner, stranger} {
		s.as(who).get(metrics).want(http.StatusNotFound)
	}
}
