package api_test

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"takar/internal/api"
	"takar/internal/app"
	"takar/internal/rab"
	"takar/internal/serve"
)

// stream is an open event stream.
type stream struct {
	t     testing.TB
	lines *bufio.Scanner
}

func (c *client) listen(path string) *stream {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(c.t.Context(), 30*time.Second)
	c.t.Cleanup(cancel)
	response, err := c.http.Do(c.request(http.MethodGet, path, nil, http.Header{}).WithContext(ctx))
	must(c.t, err)
	c.t.Cleanup(func() { response.Body.Close() })
	if response.StatusCode != http.StatusOK || response.Header.Get("Content-Type") != "text/event-stream" {
		c.t.Fatalf("%s = %d %v", path, response.StatusCode, response.Header)
	}
	s := &stream{t: c.t, lines: bufio.NewScanner(response.Body)}
	if hint, _ := s.next(); !strings.HasPrefix(hint, "retry: ") {
		c.t.Fatalf("%q does not say when to come back", hint)
	}
	return s
}

// next returns the next event or comment as one line; ok is false at the end.
func (s *stream) next() (event string, ok bool) {
	s.t.Helper()
	var parts []string
	for s.lines.Scan() {
		if s.lines.Text() != "" {
			parts = append(parts, s.lines.Text())
			continue
		}
		return strings.Join(parts, " "), true
	}
	return "", false
}

func (s *stream) want(want string) {
	s.t.Helper()
	if got, _ := s.next(); got != want {
		s.t.Fatalf("%q, want %q", got, want)
	}
}

func (s *stream) wantEnd() {
	s.t.Helper()
	if got, open := s.next(); open {
		s.t.Fatalf("%q, want the end", got)
	}
	if err := s.lines.Err(); err != nil {
		s.t.Fatalf("cut off: %v", err)
	}
}

func revisionEvent(project, revision int64) string {
	return fmt.Sprintf(`id: %d event: revision data: {"project":%d,"revision":%d}`, revision, project, revision)
}

func (s *site) change(f *filled, volume string) (revision int64) {
	s.t.Helper()
	_, done, err := s.SaveVolumes(s.t.Context(), s.visit(owner, f.Project), []rab.VolumeInput{{PekerjaanID: f.Ref, Quantity: pointer(some(volume))}})
	must(s.t, err)
	return done.Revision
}

func TestAStreamTellsThePresentRevisionThenEveryLaterOne(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	events := s.as(reader).listen(p(f.Project, "/events/"))
	events.want(revisionEvent(f.Project, s.visit(owner, f.Project).Revision))
	events.want(revisionEvent(f.Project, s.change(f, "41")))
	events.want(revisionEvent(f.Project, s.change(f, "42")))
	s.App.Close()
	events.wantEnd()
}

func TestStreamsAreForMembers(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	s.as(stranger).get(p(f.Project, "/events/")).want(http.StatusNotFound)
	s.as("").get(p(f.Project, "/events/")).want(http.StatusUnauthorized).wantText("code", "AUTH_REQUIRED")
	head := s.as(reader).send(http.MethodHead, p(f.Project, "/events/"), nil, http.Header{}).want(http.StatusOK)
	if head.Header.Get("Content-Type") != "text/event-stream" {
		t.Errorf("HEAD: %v", head.Header)
	}
}

// ticking serves a stream whose pauses end when the test says so.
func ticking(tick <-chan time.Time) serve.Route {
	return serve.Route{
		Method: http.MethodGet, Pattern: api.P + "/ticking/", Need: serve.Project, Kind: serve.Plain,
		Handle: func(r *serve.Request) error { return api.StreamRevisions(r, tick) },
	}
}

func TestAQuietStreamShowsThatItLives(t *testing.T) {
	tick := make(chan time.Time)
	s := newSite(t, ticking(tick))
	f := s.fill()
	events := s.as(reader).listen(p(f.Project, "/ticking/"))
	events.want(revisionEvent(f.Project, s.visit(owner, f.Project).Revision))
	tick <- time.Time{}
	events.want(": ada")
	events.want(revisionEvent(f.Project, s.change(f, "43")))
}

func TestAStreamEndsWhenItsReaderMayNotListenAnyMore(t *testing.T) {
	for name, withdraw := range map[string]func(*site, *filled) error{
		"no member any more": func(s *site, f *filled) error {
			return s.Unshare(s.t.Context(), s.visit(owner, f.Project), s.accounts[reader])
		},
		"logged out": func(s *site, f *filled) error {
			return s.LogOut(s.t.Context(), s.visit(reader, f.Project))
		},
	} {
		t.Run(name, func(t *testing.T) {
			tick := make(chan time.Time)
			s := newSite(t, ticking(tick))
			f := s.fill()
			events := s.as(reader).listen(p(f.Project, "/ticking/"))
			events.want(revisionEvent(f.Project, s.visit(owner, f.Project).Revision))
			must(t, withdraw(s, f))
			tick <- time.Time{}
			events.wantEnd()
		})
	}
}

func TestAStreamTellsWhatItMissed(t *testing.T) {
	tick := make(chan time.Time)
	s := newSite(t, ticking(tick))
	f := s.fill()
	events := s.as(reader).listen(p(f.Project, "/ticking/"))
	events.want(revisionEvent(f.Project, s.visit(owner, f.Project).Revision))
	revision := s.changeElsewhere(f)
	tick <- time.Time{}
	events.want(revisionEvent(f.Project, revision))
	events.want(": ada")
}

// changeElsewhere commits as another process would: this one is told nothing.
func (s *site) changeElsewhere(f *filled) (revision int64) {
	s.t.Helper()
	other, err := app.New(s.t.Context(), app.Config{Store: s.store, Now: s.now})
	must(s.t, err)
	defer other.Close()
	visit, err := other.Enter(s.t.Context(), s.as(owner).cookie("sessionid"), f.Project)
	must(s.t, err)
	_, done, err := other.SaveVolumes(s.t.Context(), visit, []rab.VolumeInput{{PekerjaanID: f.Ref, Quantity: pointer(some("44"))}})
	must(s.t, err)
	for { // until the watch of the store has seen the commit
		if s.visit(owner, f.Project).Revision >= done.Revision {
			return done.Revision
		}
		if err := s.t.Context().Err(); err != nil {
			s.t.Fatal(err)
		}
	}
}

func TestOneStreamTooManyIsRefusedUntilLater(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	for {
		_, cancel, err := s.Subscribe(s.visit(reader, f.Project))
		if err != nil {
			break
		}
		t.Cleanup(cancel)
	}
	got := s.as(reader).get(p(f.Project, "/events/")).want(http.StatusServiceUnavailable)
	got.wantText("code", "TOO_MANY_STREAMS")
	if got.Header.Get("Retry-After") == "" {
		t.Error("it does not say when to come back")
	}
	s.as(owner).listen(p(f.Project, "/events/")).want(revisionEvent(f.Project, s.visit(owner, f.Project).Revision))
}
