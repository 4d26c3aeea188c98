package serve

import (
	"fmt"
	"net/http"
	"path"
	"runtime/debug"
	"strings"
	"time"
)

// observe gives each request an id, logs it with its outcome, and turns a panic into an
// ordinary server error.
func (s *Server) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		id := newID()
		w.Header().Set("X-Request-Id", id)
		recorder := &statusRecorder{ResponseWriter: w}
		defer func() {
			if cause := recover(); cause != nil && cause != http.ErrAbortHandler { //nolint:errorlint // net/http panics with this very value
				s.log.ErrorContext(r.Context(), "panic", "request_id", id, "cause", cause, "stack", string(debug.Stack()))
				if recorder.status == 0 {
					s.fail(&Request{Writer: recorder, HTTP: r, server: s, Kind: kindOf(r)}, fmt.Errorf("panic: %v", cause))
				}
			}
			s.log.InfoContext(r.Context(), "request", "request_id", id, "method", r.Method, "path", s.logged(r),
				"status", recorder.status, "bytes", recorder.bytes, "ms", float64(time.Since(start).Microseconds())/1000)
		}()
		next.ServeHTTP(recorder, r)
	})
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

// statusRecorder remembers what was answered.
type statusRecorder struct {
	http.ResponseWriter

	status int
	bytes  int64
}

// WriteHeader notes the status.
func (w *statusRecorder) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write counts the bytes.
func (w *statusRecorder) Write(data []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(data)
	w.bytes += int64(n)
	return n, err //nolint:wrapcheck // a writer passes on what it gets
}

// Unwrap lets http.ResponseController reach the connection.
func (w *statusRecorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }
