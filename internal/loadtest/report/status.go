package report

import (
	"fmt"
	"time"
)

// Progress is how far a run has come.
type Progress struct {
	Users     int
	Requests  int64 // since the run began
	Failures  int64 // since the run began
	PerSecond float64
	P50, P95  time.Duration
	Left      time.Duration
}

// Status returns the one line that a run shows while it lasts, without an end of line. Its
// columns keep their places, so that it can be written over itself.
func Status(p Progress) string {
	return fmt.Sprintf("%5s pengguna · %9s permintaan · %7s/detik · %s gagal · p50 %7s · p95 %7s · sisa %s",
		count(int64(p.Users)), count(p.Requests), number(p.PerSecond, 1), count(p.Failures),
		milliseconds(p.P50), milliseconds(p.P95), clock(p.Left))
}
