package auth

import "time"

// AttemptLimit bounds how often something may be tried, whether it succeeds or not: at most
// limit times per key in any span of length per. It lives in the memory of one process.
type AttemptLimit struct {
	what   string
	window *Window
	off    bool
}

// NewAttemptLimit makes an AttemptLimit. What names the tries in the sentence of its error,
// such as "pendaftaran".
func NewAttemptLimit(what string, limit int, per time.Duration, options FailureLimitOptions) *AttemptLimit {
	if options.Now == nil {
		options.Now = time.Now
	}
	if options.Capacity < 1 {
		options.Capacity = defaultLimitCapacity
	}
	return &AttemptLimit{what: what, window: NewWindow(limit, per, options.Capacity, options.Now), off: options.Off}
}

// Take counts a try of key, or returns a *TooManyError and counts nothing.
func (l *AttemptLimit) Take(key string) error {
	if l.off {
		return nil
	}
	if retryAfter, ok := l.window.Take(loginKey(key)); !ok {
		return &TooManyError{What: l.what, RetryAfter: retryAfter}
	}
	return nil
}
