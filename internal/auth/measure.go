package auth

import "takar/internal/metric"

func newHashTimes() *metric.Histogram {
	return metric.NewHistogram("password_hash_seconds", "Time of computing one password hash, without waiting for a slot.", metric.Answers)
}

// Measure adds the work on passwords to a registry.
func (h *Hasher) Measure(r *metric.Registry) {
	r.Histogram(h.times)
	r.Gauge("password_hash_waiting", "Logins that wait for their turn to be checked.", func() float64 { return float64(h.waiting.Load()) })
	r.Gauge("password_hash_running", "Password hashes being computed.", func() float64 { return float64(len(h.slots)) })
	r.Gauge("password_hash_limit", "Password hashes that may be computed at a time.", func() float64 { return float64(cap(h.slots)) })
}
