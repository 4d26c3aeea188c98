package auth

import (
	"crypto/sha256"
	"net/netip"
	"strings"
	"time"
)

// Limits of failed logins. Only failures are charged: a whole office behind
// one address logs in at eight without noticing them.
const (
	addressFailures      = 10
	addressFailureWindow = time.Minute
	loginFailures        = 5
	loginFailureWindow   = 5 * time.Minute

	defaultLimitCapacity = 50_000
	maxLimitKeyLength    = 256
)

// FailureLimit refuses logins after too many failures of one address or for
// one login name. It lives in the memory of one process, unless it is shared.
type FailureLimit struct {
	addresses, logins Counter
	off               bool
}

// FailureLimitOptions sets up a FailureLimit.
type FailureLimitOptions struct {
	Now      func() time.Time // the clock; nil means time.Now
	Capacity int              // addresses and login names remembered, each; 0 means 50,000
	Off      bool             // for load tests: nothing is counted, everything is allowed
	Share    Sharing          // counts for several servers together; nil: each counts its own
}

// NewFailureLimit makes a FailureLimit with no failures counted.
func NewFailureLimit(options FailureLimitOptions) *FailureLimit {
	return &FailureLimit{
		addresses: options.counter("login-address", addressFailures, addressFailureWindow),
		logins:    options.counter("login-name", loginFailures, loginFailureWindow),
		off:       options.Off,
	}
}

// Allow tells whether a login may be tried, and if not, when again.
func (l *FailureLimit) Allow(ip netip.Addr, login string) (retryAfter time.Duration, ok bool) {
	if l.off {
		return 0, true
	}
	retryAfter = max(l.addresses.Wait(AddressKey(ip)), l.logins.Wait(loginKey(login)))
	return retryAfter, retryAfter == 0
}

// Failed charges a failed login to the address and to the login name.
func (l *FailureLimit) Failed(ip netip.Addr, login string) {
	if l.off {
		return
	}
	l.addresses.Charge(AddressKey(ip))
	l.logins.Charge(loginKey(login))
}

// Succeeded forgets the failures of a login name. Those of the address stay:
// otherwise one own account would buy unlimited guesses at the others.
func (l *FailureLimit) Succeeded(login string) {
	l.logins.Forget(loginKey(login))
}

// AddressKey is what limits count an address by: an IPv4 address itself, an
// IPv6 address by its /64, because one customer owns all of that.
func AddressKey(ip netip.Addr) string {
	ip = ip.Unmap().WithZone("")
	if ip.Is6() {
		if prefix, err := ip.Prefix(64); err == nil {
			return prefix.String()
		}
	}
	return ip.String()
}

// loginKey folds the spellings of one login name, and cuts what a hostile
// client sends down to a fixed size.
func loginKey(login string) string {
	if len(login) > maxLimitKeyLength {
		sum := sha256.Sum256([]byte(login))
		return "sha256:" + string(sum[:])
	}
	return strings.ToLower(strings.TrimSpace(login))
}
