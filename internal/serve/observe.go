package serve

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"path"
	"runtime/debug"
	"strings"
	"time"

	"takar/internal/journal"
	"takar/internal/metric"
)

// slowFrom is how long a request may take before its line in the log is a warning, unless
// the options say otherwise.
const slowFrom = time.Second

// observe gives each request an id that stands in all its log lines and in the answers to
// errors, logs and measures it with its outcome, and turns a panic into an ordinary server error.
func (s *Server) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		e := &exchange{ResponseWriter: w}
		e.note[0] = slog.String("request_id", s.requestID(r))
		w.Header().Set("X-Request-Id", e.id())
		if s.app.Draining() {
			w.Header().Set("Connection", "close") // the next request goes to another server
		}
		r = r.WithContext(journal.With(r.Context(), e))
		defer func() {
			if cause := recover(); cause != nil && cause != http.ErrAbortHandler { //nolint:errorlint // net/http panics with this very value
				s.log.ErrorContext(r.Context(), "panic", "cause", cause, "stack", string(debug.Stack()))
				if e.status == 0 {
					s.fail(&Request{Writer: e, HTTP: r, server: s, Kind: kindOf(r)}, fmt.Errorf("panic: %v", cause))
				}
			}
			s.conclude(r, e, time.Since(start))
		}()
		next.ServeHTTP(e, r)
	})
}

// requestID is the id that a trusted proxy gave a request, so that its log and ours can be
// read together; else a new one. What others send is not looked at.
func (s *Server) requestID(r *http.Request) string {
	if given := r.Header["X-Request-Id"]; len(given) == 1 && isRequestID(given[0]) && s.proxies.Trust(r) {
		return given[0]
	}
	return newID()
}

// maxRequestID bounds an id that a proxy gives; a UUID has 36 characters.
const maxRequestID = 64

func isRequestID(id string) bool {
	if id == "" || len(id) > maxRequestID {
		return false
	}
	for _, c := range []byte(id) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && c != '-' && c != '_' && c != '.' {
			return false
		}
	}
	return true
}

// conclude measures and logs a request that has been answered.
func (s *Server) conclude(r *http.Request, e *exchange, took time.Duration) {
	route := e.route
	if route == nil {
		route = s.unrouted(r)
	}
	level, message := slog.LevelInfo, "request"
	if e.stream {
		route.Streamed(e.status, e.bytes)
	} else {
		route.Done(e.status, took, e.bytes)
		if took >= s.slow {
			level, message = slog.LevelWarn, "slow request"
		}
	}
	if !s.log.Enabled(r.Context(), level) {
		return
	}
	attributes := make([]slog.Attr, 0, 8)
	attributes = append(attributes, slog.String("method", r.Method), slog.String("path", s.logged(r)), slog.Int("status", e.status),
		slog.Int64("bytes", e.bytes), slog.Float64("ms", float64(took.Microseconds())/1000))
	if level > slog.LevelInfo {
		attributes = append(attributes, slog.String("route", route.Pattern()), slog.String("client", s.proxies.Client(r).String()), slog.Int64("account", e.account))
	}
	s.log.LogAttrs(r.Context(), level, message, attributes...)
}

// unrouted measures what no route answered: files, unknown addresses, refusals.
func (s *Server) unrouted(r *http.Request) *metric.Route {
	switch {
	case strings.HasPrefix(r.URL.Path, "/static/"):
		return s.static
	default:
		return s.nowhere
	}
}

// logged is the address of a request as logs may hold it: the token of a one-time link would
// let every reader of the log use it.
func (s *Server) logged(r *http.Request) string {
	for _, before := range s.secret {
		if token, found := strings.CutPrefix(path.Clean(r.URL.Path)+"/", before); found && token != "" {
			return before + "…"
		}
	}
	return r.URL.Path
}

// exchange is one request with what is known of its answer.
type exchange struct {
	http.ResponseWriter

	note    [1]slog.Attr // of all its log lines: its id
	route   *metric.Route
	stream  bool  // the answer lasts as long as its reader listens
	account int64 // who asked; 0 for strangers
	status  int
	bytes   int64
}

// exchangeOf returns the exchange of a request; every request that observe has seen has one.
func exchangeOf(ctx context.Context) (*exchange, bool) {
	e, ok := journal.Of(ctx).(*exchange)
	return e, ok
}

func (e *exchange) id() string { return e.note[0].Value.String() }

// Attributes stand in every log line of the request.
func (e *exchange) Attributes() []slog.Attr { return e.note[:] }

// WriteHeader notes the status.
func (e *exchange) WriteHeader(status int) {
	if e.status == 0 {
		e.status = status
	}
	e.ResponseWriter.WriteHeader(status)
}

// Write counts the bytes.
func (e *exchange) Write(data []byte) (int, error) {
	if e.status == 0 {
		e.status = http.StatusOK
	}
	n, err := e.ResponseWriter.Write(data)
	e.bytes += int64(n)
	return n, err //nolint:wrapcheck // a writer passes on what it gets
}

// Unwrap lets http.ResponseController reach the connection.
func (e *exchange) Unwrap() http.ResponseWriter { return e.ResponseWriter }
