package api

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	"takar/internal/app"
	"takar/internal/serve"
)

// keepAlive is the pause after which a quiet stream shows that it lives, and looks whether
// its reader may still listen.
const keepAlive = 20 * time.Second

// getEvents tells an open page the revision of the project, first the present one, then
// every later one, until either side leaves (rulings D28).
func getEvents(r *serve.Request) error {
	ticker := time.NewTicker(keepAlive)
	defer ticker.Stop()
	return streamRevisions(r, ticker.C)
}

func streamRevisions(r *serve.Request, tick <-chan time.Time) error {
	revisions, cancel, err := r.App.Subscribe(r.Visit)
	if err != nil {
		return err
	}
	defer cancel()
	visit, err := visitOf(r, r.Visit.ProjectID) // after subscribing, so that nothing falls between
	if err != nil {
		return err
	}
	s := newStream(r)
	if r.HTTP.Method == http.MethodHead || !s.send(retryHint()) || !s.tell(visit.ProjectID, visit.Revision) {
		return nil
	}
	for {
		select {
		case <-r.HTTP.Context().Done():
			return nil
		case event, open := <-revisions:
			if !open || !s.tell(event.Project, event.Revision) {
				return nil
			}
		case <-tick:
			visit, err := visitOf(r, visit.ProjectID)
			if endsListening(err) || (err == nil && !s.tell(visit.ProjectID, visit.Revision)) || !s.send(": ada\n\n") {
				return nil
			}
		}
	}
}

// retryHint tells the browser after how long to come back when the stream ends, which is
// scattered so that all pages of a server that stops do not come to the next at once.
func retryHint() string { return fmt.Sprintf("retry: %d\n\n", 500+rand.N(2500)) } //nolint:gosec // it hides nothing

// endsListening reports whether a reader lost the right to listen; a database that does
// not answer for a moment is no reason to hang up.
func endsListening(err error) bool {
	return errors.Is(err, app.ErrNoSession) || errors.Is(err, app.ErrNoToken) || errors.Is(err, app.ErrNotFound)
}

// stream writes server-sent events.
type stream struct {
	writer  http.ResponseWriter
	control *http.ResponseController
	last    int64 // revision told last
}

func newStream(r *serve.Request) *stream {
	s := &stream{writer: r.Writer, control: http.NewResponseController(r.Writer)}
	_ = s.control.SetWriteDeadline(time.Time{}) // a stream outlives the deadline of other answers, where there is one
	header := r.Writer.Header()
	header.Set("Content-Type", "text/event-stream")
	header.Set("Cache-Control", "no-store")
	header.Set("X-Accel-Buffering", "no") // proxies must not collect events
	r.Writer.WriteHeader(http.StatusOK)
	return s
}

// tell sends a revision unless a later one was told already, and reports whether the
// reader is still there.
func (s *stream) tell(project, revision int64) bool {
	if revision <= s.last {
		return true
	}
	s.last = revision
	return s.send(fmt.Sprintf("id: %d\nevent: revision\ndata: {\"project\":%d,\"revision\":%d}\n\n", revision, project, revision))
}

func (s *stream) send(text string) bool {
	_, err := s.writer.Write([]byte(text))
	return err == nil && s.control.Flush() == nil
}
