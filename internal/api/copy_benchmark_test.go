package api_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"
)

// BenchmarkCopy2000BesideAnotherUser copies a project of 2,000 pekerjaan × 10 components
// over HTTP (limit: 5 s) while somebody else works on a project of their own, whose answers
// must stay below 20 ms for 95 of 100. Their reads follow each other without a pause, so
// that both always want a core.
func BenchmarkCopy2000BesideAnotherUser(b *testing.B) {
	s := newSite(b)
	project, _ := s.estimate(2000)
	f := s.fill()
	copier, other := s.direct(owner), s.direct(reader)
	other.gzip = true
	pages := []string{
		p(f.Project, "/rekap/"), p(f.Project, "/list-pekerjaan/tree/"), p(f.Project, "/harga-items/list/"), "/detail_project/api/projects/",
		fmt.Sprintf("/detail_project/api/project/%d/rekap-kebutuhan/", f.Project),
	}
	var slowest time.Duration
	var answered []time.Duration
	copies := 0
	for b.Loop() {
		copies++
		done := make(chan struct{})
		go func() {
			defer close(done)
			start := time.Now()
			got := copier.send(b.Context(), http.MethodPost, p(project, "/deep-copy/"), []byte(bodyText(b, row{"new_name": fmt.Sprint("Salinan ", copies)})))
			slowest = max(slowest, time.Since(start))
			if got.Code != http.StatusCreated {
				b.Errorf("%d: %.300s", got.Code, got.Body)
			}
		}()
		for i, copying := 0, true; copying; i++ {
			select {
			case <-done:
				copying = false
			default:
				start := time.Now()
				if got := other.send(b.Context(), http.MethodGet, pages[i%len(pages)], nil); got.Code != http.StatusOK {
					b.Fatalf("%d: %.300s", got.Code, got.Body)
				}
				answered = append(answered, time.Since(start))
			}
		}
	}
	slices.Sort(answered)
	milliseconds := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	b.ReportMetric(milliseconds(slowest), "ms-slowest-copy")
	b.ReportMetric(milliseconds(answered[len(answered)*95/100]), "ms-page-p95")
	b.ReportMetric(milliseconds(answered[len(answered)-1]), "ms-page-max")
	b.ReportMetric(float64(len(answered))/float64(copies), "pages/copy")
}
