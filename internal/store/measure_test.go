package store

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"takar/internal/metric"
)

var measureBehaviours = []func(*testing.T, *site){statementsAndCommitsAreMeasured}

func statementsAndCommitsAreMeasured(t *testing.T, s *site) {
	before := s.Activity()
	owner := s.owner()
	s.job(owner)
	after := s.Activity()
	if more := after.Statements["INSERT"] - before.Statements["INSERT"]; more < 2 {
		t.Errorf("%d INSERT counted, want an account and a job", more)
	}
	if after.Taken.Count <= before.Taken.Count || after.Taken.Total <= before.Taken.Total || after.Taken.Shortest > after.Taken.Average || after.Taken.Average > after.Taken.Longest {
		t.Errorf("times of statements: %+v after %+v", after.Taken, before.Taken)
	}
	registry := metric.New("test")
	s.Measure(registry)
	answer := httptest.NewRecorder()
	registry.Handler().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	text := answer.Body.String()
	pool := "write"
	if s.dialect.numbered {
		pool = "all"
	}
	for _, want := range []string{
		"takar_database_up 1\n", `takar_database_statements_total{verb="insert"} `, `takar_database_connections_limit{pool="` + pool + `"} `,
		`takar_database_connection_waits_total{pool="`, `takar_jobs{kind="copy",state="queued"} `, "takar_database_commit_seconds_count ",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the measurements lack %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "takar_database_commit_seconds_count 0\n") {
		t.Error("no commit was timed")
	}
}
