package api_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"
)

// BenchmarkSave1000Volumes must stay below 300 ms: decode, decide, one transaction on
// disk, answer.
func BenchmarkSave1000Volumes(b *testing.B) {
	s := newSite(b)
	project, pekerjaan := s.estimate(1000)
	me, path := s.direct(owner), p(project, "/volume-pekerjaan/save/")
	round := 0
	for b.Loop() {
		round++
		rows := make([]row, len(pekerjaan))
		for i, id := range pekerjaan {
			rows[i] = row{"pekerjaan_id": id, "quantity": fmt.Sprintf("%d.%03d", round, i)}
		}
		if got := me.send(b.Context(), http.MethodPost, path, []byte(bodyText(b, rows))); got.Code != 200 {
			b.Fatalf("%d: %.300s", got.Code, got.Body)
		}
	}
}

// BenchmarkEditCellThenRecap must stay below 20 ms: one volume saved on disk, then the
// whole RAB with its new totals. The fastest round tells what it takes on a busy machine.
func BenchmarkEditCellThenRecap(b *testing.B) {
	s := newSite(b)
	project, pekerjaan := s.estimate(1000)
	me := s.direct(owner)
	me.gzip = true
	save, recap := p(project, "/volume-pekerjaan/save/"), p(project, "/rekap/")
	fastest, round := time.Hour, 0
	for b.Loop() {
		round++
		start := time.Now()
		body := bodyText(b, items(row{"pekerjaan_id": pekerjaan[round%1000], "quantity": round}))
		if got := me.send(b.Context(), http.MethodPost, save, []byte(body)); got.Code != 200 {
			b.Fatalf("%d: %.300s", got.Code, got.Body)
		}
		if got := me.send(b.Context(), http.MethodGet, recap, nil); got.Code != 200 {
			b.Fatalf("%d: %.300s", got.Code, got.Body)
		}
		fastest = min(fastest, time.Since(start))
	}
	b.ReportMetric(float64(fastest.Microseconds())/1000, "ms-fastest")
}
