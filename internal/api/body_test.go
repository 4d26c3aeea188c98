package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"takar/internal/auth"
	"takar/internal/rab"
)

// direct is a person who calls the handler without a network in between.
type direct struct {
	handler             http.Handler
	host, token, secret string
	gzip                bool // take answers compressed
}

func (s *site) direct(name string) direct {
	s.t.Helper()
	c := s.as(name)
	return direct{
		handler: s.server.Config.Handler, host: strings.TrimPrefix(s.server.URL, "http://"),
		token: c.cookie(auth.SessionCookieName), secret: c.cookie(auth.CSRFCookieName),
	}
}

func (d direct) send(ctx context.Context, method, path string, body []byte) *httptest.ResponseRecorder {
	request := httptest.NewRequestWithContext(ctx, method, path, bytes.NewReader(body))
	request.Host = d.host
	request.AddCookie(&http.Cookie{Name: auth.SessionCookieName, Value: d.token})
	request.AddCookie(&http.Cookie{Name: auth.CSRFCookieName, Value: d.secret})
	request.Header.Set(auth.CSRFHeader, d.secret)
	if d.gzip {
		request.Header.Set("Accept-Encoding", "gzip")
	}
	recorder := httptest.NewRecorder()
	d.handler.ServeHTTP(recorder, request)
	return recorder
}

// stored is everything that the database holds of a project, for comparing.
func (s *site) stored(project int64) string {
	s.t.Helper()
	p, err := s.store.AdvanceProject(s.t.Context(), rab.NewProject(project, nil), nil)
	must(s.t, err)
	return bodyText(s.t, []any{
		p.Revision, p.Headers.All(), p.Pricings.All(), p.States.All(), p.Headings.All(), p.Pekerjaan.All(), p.Volumes.All(), p.Analyses.All(),
		p.Components.All(), p.PriceItems.All(), p.Conversions.All(), p.Parameters.All(), p.Progress.All(), p.Tahapan.All(),
		p.TahapanMembers.All(), p.ScheduleSettings.All(), p.Contracts.All(),
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
