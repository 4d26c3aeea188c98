package api_test

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"takar/internal/api"
	"takar/internal/auth"
)

// BenchmarkTenThousand is a project of 10,000 pekerjaan × 10 components with a schedule, 12 weeks
// planned and 4 done of each: tree and recap
// when the server has just started and holds nothing (limit: 800 ms for both), as they are
// kept (10 ms), and one volume saved over HTTP until the new total is read, as pages do
// (200 ms), and the recap anew after it.
func BenchmarkTenThousand(b *testing.B) {
	onBothStores(b, func(b *testing.B, s *site) {
		project, pekerjaan := s.scheduled(10_000)
		tree, recap := p(project, "/list-pekerjaan/tree/"), p(project, "/rekap/")
		s.as(owner).in(b).read(recap, "gzip")
		b.Run("cold", func(b *testing.B) {
			var l laps
			for b.Loop() {
				b.StopTimer()
				again := s.restarted(b)
				b.StartTimer()
				l.begin()
				again.as(owner).read(tree, "gzip")
				l.reached("tree")
				again.as(owner).read(recap, "gzip")
				l.reached("both")
				b.StopTimer()
				again.App.Close()
				again.server.Close()
				b.StartTimer()
			}
			l.report(b)
		})
		for _, warm := range []struct{ name, path string }{{"tree", tree}, {"recap", recap}} {
			b.Run("warm/"+warm.name, func(b *testing.B) {
				web := s.as(owner).in(b)
				size := web.read(warm.path, "gzip")
				for b.Loop() {
					web.read(warm.path, "gzip")
				}
				b.ReportMetric(float64(size)/1024, "KiB/gzip")
			})
		}
		b.Run("edit", func(b *testing.B) {
			web, n := s.as(owner).in(b), 0
			var l laps
			for b.Loop() {
				n++
				l.begin()
				web.post(p(project, "/volume-pekerjaan/save/"), items(row{"pekerjaan_id": pekerjaan[n*37%10_000], "quantity": n})).want(http.StatusOK)
				l.reached("saved")
				web.read(p(project, "/totals/"), "gzip")
				l.reached("total")
				web.read(recap, "gzip")
				l.reached("recap")
			}
			l.report(b)
		})
	})
}

// keptReads are reads whose answers are kept, by what they show.
var keptReads = []struct{ name, path string }{
	{"tree", api.P + "/list-pekerjaan/tree/"},
	{"recap", api.P + "/rekap/"},
	{"volumes", api.P + "/volume-pekerjaan/list/"},
	{"prices", api.P + "/harga-items/list/"},
	{"rincian", api.P + "/rincian-rab/"},
	{"totals", api.P + "/totals/"},
	{"needs", api.P + "/rekap-kebutuhan/"},
	{"charts", api.V2 + "/chart-data/"},
	{"schedule", api.V2 + "/schedule/"},
}

// A turn of one kind is so many requests on each of so many connections at once: enough to
// keep both cores at work.
const (
	turnRequests    = 20
	turnConnections = 8
)

// BenchmarkKeptBesideStatic reads answers that are kept, by turns with a handler that does
// nothing but send the same bytes through the same kind of server, and reports the rates of
// both from the median turn: "ratio" is to be at least 0.5 (rulings H48). "cpu-ratio" says the
// same of the processor time that the whole process takes, which others on a busy machine
// disturb less. One iteration is a turn of each.
func BenchmarkKeptBesideStatic(b *testing.B) {
	onBothStores(b, func(b *testing.B, s *site) {
		project, _ := s.scheduled(1000)
		for _, read := range keptReads {
			path := strings.Replace(read.path, "{project}", strconv.FormatInt(project, 10), 1)
			b.Run(read.name, func(b *testing.B) {
				body := s.body(owner, path)
				static := httptest.NewServer(alwaysSending(body))
				b.Cleanup(static.Close)
				var kept, plain []*wire
				for range turnConnections {
					kept, plain = append(kept, s.wired(b, owner, path)), append(plain, dial(b, static.Listener.Addr().String(), path, ""))
				}
				if n := kept[0].get(); n != len(body) || plain[0].get() != n {
					b.Fatalf("%d bytes, want %d", n, len(body))
				}
				var ours, theirs, oursCPU, theirsCPU times
				for b.Loop() {
					turn(plain, &theirs, &theirsCPU)
					turn(kept, &ours, &oursCPU)
				}
				rate := func(t times) float64 { return turnConnections * turnRequests / t.at(50).Seconds() }
				b.ReportMetric(rate(ours)/rate(theirs), "ratio")
				b.ReportMetric(rate(oursCPU)/rate(theirsCPU), "cpu-ratio")
				b.ReportMetric(rate(ours), "kept/s")
				b.ReportMetric(rate(theirs), "static/s")
				b.ReportMetric(float64(len(body))/1024, "KiB")
			})
		}
	})
}

// BenchmarkKeptHandler is what the program itself does for an answer that is kept, without
// connections: from the request to the written bytes.
func BenchmarkKeptHandler(b *testing.B) {
	s := newSite(b)
	project, _ := s.estimate(50)
	me := s.direct(owner)
	request := httptest.NewRequestWithContext(b.Context(), http.MethodGet, p(project, "/totals/"), nil)
	request.Host = me.host
	request.AddCookie(&http.Cookie{Name: auth.SessionCookieName, Value: me.token})
	request.Header.Set("Accept-Encoding", "gzip")
	b.ReportAllocs()
	used, n := processorTime(), 0
	for b.Loop() {
		n++
		w := nowhere{header: http.Header{}}
		me.handler.ServeHTTP(&w, request)
		if w.status != http.StatusOK {
			b.Fatalf("%d", w.status)
		}
	}
	b.ReportMetric(float64(processorTime()-used)/float64(n), "cpu-ns/op")
}

// nowhere takes an answer and forgets it.
type nowhere struct {
	header http.Header
	status int
}

func (w *nowhere) Header() http.Header            { return w.header }
func (w *nowhere) WriteHeader(status int)         { w.status = status }
func (w *nowhere) Write(data []byte) (int, error) { return len(data), nil }

// alwaysSending answers everything with the same compressed JSON.
func alwaysSending(body []byte) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.Header().Set("Content-Encoding", "gzip")
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		_, _ = w.Write(body)
	})
}

// turn carries out the requests of one turn and notes how long they take, by the clock and
// of the processors.
func turn(connections []*wire, took, cpu *times) {
	var all sync.WaitGroup
	start, used := time.Now(), processorTime()
	for _, w := range connections {
		all.Go(func() {
			for range turnRequests {
				w.get()
			}
		})
	}
	all.Wait()
	took.add(time.Since(start))
	cpu.add(processorTime() - used)
}

// BenchmarkEditSeen saves one volume among 1,000 pekerjaan over HTTP and reads the new total,
// as the page does; another browser listens, learns of the change and reads the total too
// (limit: 100 ms for 95 of 100).
func BenchmarkEditSeen(b *testing.B) {
	onBothStores(b, func(b *testing.B, s *site) {
		project, pekerjaan := s.scheduled(1000)
		s.share(project)
		web, other := s.as(owner).in(b), s.as(reader).in(b)
		events := s.as(reader).in(b).listen(p(project, "/events/"))
		events.next()
		var l laps
		n := 0
		for b.Loop() {
			n++
			l.begin()
			web.post(p(project, "/volume-pekerjaan/save/"), items(row{"pekerjaan_id": pekerjaan[n*37%1000], "quantity": n})).want(http.StatusOK)
			l.reached("saved")
			web.read(p(project, "/totals/"), "gzip")
			l.reached("total")
			if _, ok := events.next(); !ok {
				b.Fatal("the stream of events ended")
			}
			other.read(p(project, "/totals/"), "gzip")
			l.reached("other")
		}
		l.report(b)
	})
}
