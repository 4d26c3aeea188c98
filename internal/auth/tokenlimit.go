package auth

import (
	"net/netip"
	"time"
)

// Limits of API tokens that open nothing. They are of 256 random bits, so that this is about
// the work that guesses make, not about their success.
const (
	unknownTokens      = 30
	unknownTokenWindow = time.Minute
	openedTokenWindow  = time.Hour // for so long a token that opened something is let through
)

// TokenLimit refuses the API tokens of an address that came with too many different ones
// that open nothing. A script that goes on with one dead token is charged for it once a
// minute, so that it shuts out nobody else of its office; neither does it shut out tokens that
// opened something lately. It lives in the memory of one process.
type TokenLimit struct {
	addresses, repeated, opened *Window
	off                         bool
}

// NewTokenLimit makes a TokenLimit with nothing counted.
func NewTokenLimit(options FailureLimitOptions) *TokenLimit {
	if options.Now == nil {
		options.Now = time.Now
	}
	if options.Capacity < 1 {
		options.Capacity = defaultLimitCapacity
	}
	return &TokenLimit{
		addresses: NewWindow(unknownTokens, unknownTokenWindow, options.Capacity, options.Now),
		repeated:  NewWindow(1, unknownTokenWindow, options.Capacity, options.Now),
		opened:    NewWindow(1, openedTokenWindow, options.Capacity, options.Now),
		off:       options.Off,
	}
}

// Allow returns nil when a token of this address, known by its hash, may be looked up, and a
// *TooManyError otherwise.
func (l *TokenLimit) Allow(ip netip.Addr, tokenHash string) error {
	if l.off || l.opened.Wait(tokenHash) > 0 {
		return nil
	}
	if retryAfter := l.addresses.Wait(AddressKey(ip)); retryAfter > 0 {
		return &TooManyError{What: "token API yang tidak dikenal", RetryAfter: retryAfter}
	}
	return nil
}

// Opened remembers a token that opened something.
func (l *TokenLimit) Opened(tokenHash string) { l.opened.Take(tokenHash) }

// Failed charges a token that opens nothing, known by its hash, to the address.
func (l *TokenLimit) Failed(ip netip.Addr, tokenHash string) {
	if l.off {
		return
	}
	l.opened.Forget(tokenHash)
	address := AddressKey(ip)
	if _, first := l.repeated.Take(address + " " + tokenHash); first {
		l.addresses.Charge(address)
	}
}
