package metric

import (
	"sync/atomic"
	"time"
)

// Span sums durations up. It costs a handful of atomic operations for each.
type Span struct {
	count, total, shortest, longest atomic.Int64 // durations in nanoseconds; shortest is stored plus 1, 0 meaning none
}

// Observe notes one duration.
func (s *Span) Observe(took time.Duration) {
	took = max(took, 0)
	s.count.Add(1)
	s.total.Add(int64(took))
	for known := s.longest.Load(); int64(took) > known && !s.longest.CompareAndSwap(known, int64(took)); {
		known = s.longest.Load()
	}
	for known := s.shortest.Load(); (known == 0 || int64(took)+1 < known) && !s.shortest.CompareAndSwap(known, int64(took)+1); {
		known = s.shortest.Load()
	}
}

// Sum is what a Span knows.
type Sum struct {
	Count                             int64
	Total, Shortest, Longest, Average time.Duration
}

// Sum returns what was noted so far.
func (s *Span) Sum() Sum {
	sum := Sum{Count: s.count.Load(), Total: time.Duration(s.total.Load()), Longest: time.Duration(s.longest.Load())}
	if sum.Count > 0 {
		sum.Average = sum.Total / time.Duration(sum.Count)
		sum.Shortest = time.Duration(max(s.shortest.Load()-1, 0))
	}
	return sum
}
