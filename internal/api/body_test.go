package api_test

import (
	"encoding/json"
	"testing"

	"takar/internal/rab"
)

// stored is everything that the database holds of a project, for comparing.
func (s *site) stored(project int64) string {
	s.t.Helper()
	p, err := s.store.AdvanceProject(s.t.Context(), rab.NewProject(project, nil), nil)
	must(s.t, err)
	return bodyText(s.t, []any{
		p.Revision, p.Headers.All(), p.Pricings.All(), p.States.All(), p.Headings.All(), p.Pekerjaan.All(), p.Volumes.All(), p.Analyses.All(),
		p.Components.All(), p.PriceItems.All(), p.Conversions.All(), p.Parameters.All(),
	})
}

// bodyText is a body as it is sent: a value as JSON, text as it is, nil as nothing.
func bodyText(t testing.TB, body any) string {
	t.Helper()
	switch body := body.(type) {
	case nil:
		return ""
	case string:
		return body
	}
	data, err := json.Marshal(body)
	must(t, err)
	return string(data)
}
