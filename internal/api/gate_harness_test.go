package api_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"time"

	"takar/internal/app"
	"takar/internal/auth"
	"takar/internal/store"
	"takar/internal/testservice"
)

// onBothStores runs a benchmark on a SQLite file and on PostgreSQL, whose figures may be
// twice those (rulings H48).
func onBothStores(b *testing.B, run func(b *testing.B, s *site)) {
	b.Run("sqlite", func(b *testing.B) { run(b, newSite(b)) })
	b.Run("postgresql", func(b *testing.B) { run(b, onPostgres(b)) })
}

// onPostgres starts a server on a database of its own.
func onPostgres(t testing.TB) *site {
	t.Helper()
	opened, err := store.Open(t.Context(), testservice.Postgres(t), "")
	must(t, err)
	return siteOn(t, opened)
}

// restarted is the site with nothing in memory, as after a restart: another application and
// another server on the same store.
func (s *site) restarted(t testing.TB) *site {
	t.Helper()
	again := &site{t: t, store: s.store, now: s.now, accounts: s.accounts, clients: map[string]*client{}}
	var err error
	again.App, err = app.New(context.WithoutCancel(t.Context()), app.Config{Store: s.store, Now: s.now})
	must(t, err)
	t.Cleanup(again.Close)
	again.start(nil)
	for name, c := range s.clients { // cookies know no ports
		again.clients[name] = &client{t: t, base: again.server.URL, http: c.http}
	}
	return again
}

// wire is a connection that sends the same request again and again. It does next to
// nothing itself, so that what is measured is the server.
type wire struct {
	t       testing.TB
	conn    net.Conn
	reader  *bufio.Reader
	request []byte
}

// wired opens a connection to the server of a person that asks for an address, compressed.
func (s *site) wired(t testing.TB, name, path string) *wire {
	t.Helper()
	cookie := auth.SessionCookieName + "=" + s.as(name).cookie(auth.SessionCookieName)
	return dial(t, s.server.Listener.Addr().String(), path, cookie)
}

func dial(t testing.TB, address, path, cookie string) *wire {
	t.Helper()
	var dialer net.Dialer
	conn, err := dialer.DialContext(t.Context(), "tcp", address)
	must(t, err)
	t.Cleanup(func() { conn.Close() })
	request := "GET " + path + " HTTP/1.1\r\nHost: " + address + "\r\nAccept: application/json\r\nAccept-Encoding: gzip\r\nUser-Agent: wire\r\nCookie: " + cookie + "\r\n\r\n"
	return &wire{t: t, conn: conn, reader: bufio.NewReaderSize(conn, 64<<10), request: []byte(request)}
}

// get sends the request, waits for the whole answer and returns its size.
func (w *wire) get() int {
	length, err := w.exchange()
	if err != nil {
		w.t.Errorf("%.80s: %v", w.request, err)
	}
	return length
}

var (
	statusOK      = []byte("HTTP/1.1 200 ")
	contentLength = []byte("Content-Length: ")
)

func (w *wire) exchange() (length int, err error) {
	if _, err := w.conn.Write(w.request); err != nil {
		return 0, err
	}
	for first := true; ; first = false {
		line, err := w.reader.ReadSlice('\n')
		if err != nil {
			return 0, err
		}
		if first && !bytes.HasPrefix(line, statusOK) {
			return 0, fmt.Errorf("answered %q", line)
		}
		if text, ok := bytes.CutPrefix(line, contentLength); ok {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(text))); err != nil {
				return 0, err
			}
		}
		if len(line) == len("\r\n") {
			return w.reader.Discard(length)
		}
	}
}

// body returns what the server sends for the request of a wire, as it comes.
func (s *site) body(name, path string) []byte {
	s.t.Helper()
	response, err := s.as(name).http.Do(s.as(name).request(http.MethodGet, path, nil, http.Header{"Accept-Encoding": {"gzip"}}))
	must(s.t, err)
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	must(s.t, err)
	if response.StatusCode != http.StatusOK {
		s.t.Fatalf("%s = %d", path, response.StatusCode)
	}
	return data
}

// times are how long something took, again and again.
type times []time.Duration

func (l *times) add(d time.Duration) { *l = append(*l, d) }

// at returns the time that so many of a hundred did not exceed.
func (l times) at(percent int) time.Duration {
	sorted := slices.Sorted(slices.Values(l))
	return sorted[min(len(sorted)-1, len(sorted)*percent/100)]
}

// laps are the stages of something that is done again and again: how long each took since
// the start by the clock, and of the processors, which others on a busy machine disturb less.
type laps struct {
	names     []string
	took, cpu map[string]*times

	start time.Time
	used  time.Duration
}

// begin starts the next round.
func (l *laps) begin() { l.start, l.used = time.Now(), processorTime() }

// reached notes the end of a stage.
func (l *laps) reached(name string) {
	if l.took == nil {
		l.took, l.cpu = map[string]*times{}, map[string]*times{}
	}
	if l.took[name] == nil {
		l.names = append(l.names, name)
		l.took[name], l.cpu[name] = &times{}, &times{}
	}
	l.took[name].add(time.Since(l.start))
	l.cpu[name].add(processorTime() - l.used)
}

// report reports each stage in milliseconds: median, 95 of 100, and processor time.
func (l *laps) report(b *testing.B) {
	b.Helper()
	for _, name := range l.names {
		b.ReportMetric(milliseconds(l.took[name].at(50)), name+"-ms")
		b.ReportMetric(milliseconds(l.took[name].at(95)), name+"-p95-ms")
		b.ReportMetric(milliseconds(l.cpu[name].at(50)), name+"-cpu-ms")
	}
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// processorTime is what this process has used so far.
func processorTime() time.Duration {
	var usage syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &usage) // never fails for the process itself
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
