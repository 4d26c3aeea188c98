package auth

import "time"

// AttemptLimit bounds how often something may be tried, whether it succeeds or not: at most
// limit times per key in any span of length per. It lives in the memory of one process, unless
// it is shared.
type AttemptLimit struct {
	what    string
	counter Counter
	off     bool
}

// NewAttemptLimit makes an AttemptLimit, which other servers know by its name. What names
// the tries in the sentence of its error, such as "pendaftaran".
func NewAttemptLimit(name, what string, limit int, per time.Duration, options FailureLimitOptions) *AttemptLimit {
	return &AttemptLimit{what: what, counter: options.counter(name, limit, per), off: options.Off}
}

// Take counts a try of key, or returns a *TooManyError and counts nothing.
func (l *AttemptLimit) Take(key string) error {
	if l.off {
		return nil
	}
	if retryAfter, ok := l.counter.Take(loginKey(key)); !ok {
		return &TooManyError{What: l.what, RetryAfter: retryAfter}
	}
	return nil
}
