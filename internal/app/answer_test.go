package app_test

import (
	"errors"
	"testing"

	"takar/internal/app"
)

func TestAnAnswerThatFailedIsNotKept(t *testing.T) {
	s := newSite(t)
	token := s.person("ratna")
	project, _, _ := s.project(token, "Gudang")
	built := 0
	for range 2 {
		_, err := s.Answer(t.Context(), s.visit(token, project), "rows/99", func(*app.View) (any, error) {
			built++
			return nil, app.ErrNotFound
		})
		if !errors.Is(err, app.ErrNotFound) {
			t.Fatal(err)
		}
	}
	if built != 2 {
		t.Errorf("built %d times, want 2: failures pile up in memory", built)
	}
}

// The variants of a question have no end: of one revision, only a part of the cache is kept.
func TestAnswersOfOneRevisionAreKeptWithinABound(t *testing.T) {
	s := newSite(t, func(c *app.Config) { c.CacheBytes = 40_000 })
	token := s.person("ratna")
	project, _, _ := s.project(token, "Gudang")
	built := map[string]int{}
	ask := func(key string) {
		t.Helper()
		answer, err := s.Answer(t.Context(), s.visit(token, project), key, func(*app.View) (any, error) {
			built[key]++
			return app.Encoded(make([]byte, 11_000)), nil
		})
		if err != nil || len(answer.Body) != 11_000 {
			t.Fatal(err)
		}
	}
	for range 2 {
		for _, key := range []string{"W01", "W02", "W03"} {
			ask(key)
		}
	}
	if built["W01"] != 1 || built["W02"] != 2 || built["W03"] != 2 {
		t.Errorf("built %v: the first is kept, and what is beyond the bound is made anew", built)
	}
}
