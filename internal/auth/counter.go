package auth

import "time"

// Counter counts events per key against a limit, as Window does.
type Counter interface {
	// Wait is how long key must wait until its next event fits; 0 when it fits now.
	Wait(key string) time.Duration
	// Charge counts an event of key, whether it fits or not.
	Charge(key string)
	// Take counts an event of key if it fits; otherwise the answer is the time to wait.
	Take(key string) (retryAfter time.Duration, ok bool)
	// Forget drops all events of key.
	Forget(key string)
}

// Sharing makes of the counter of one server a counter of several, which know it by its name.
type Sharing interface {
	Share(name string, limit int, per time.Duration, own Counter) Counter
}

// counter makes a counter as the options say.
func (o FailureLimitOptions) counter(name string, limit int, per time.Duration) Counter {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Capacity < 1 {
		o.Capacity = defaultLimitCapacity
	}
	own := NewWindow(limit, per, o.Capacity, o.Now)
	if o.Share == nil {
		return own
	}
	return o.Share.Share(name, limit, per, own)
}
