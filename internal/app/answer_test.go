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
