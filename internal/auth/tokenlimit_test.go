package auth

import (
	"errors"
	"net/netip"
	"strconv"
	"testing"
	"time"
)

func TestGuessesAtAPITokensAreLimited(t *testing.T) {
	now := time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)
	limit := NewTokenLimit(FailureLimitOptions{Now: func() time.Time { return now }})
	office, other := netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("192.0.2.2")
	for range 1000 { // a script that does not notice that its token was revoked
		limit.Failed(office, "mati")
	}
	for i := range unknownTokens - 2 {
		limit.Failed(office, strconv.Itoa(i))
	}
	if err := limit.Allow(office, "baru"); err != nil {
		t.Errorf("refused too early: %v", err)
	}
	limit.Opened("dipakai")
	limit.Opened("dicabut")
	limit.Failed(office, "dicabut")
	var tooMany *TooManyError
	if err := limit.Allow(office, "baru"); !errors.As(err, &tooMany) || tooMany.RetryAfter <= 0 || tooMany.RetryAfter > time.Minute {
		t.Errorf("not refused: %v", err)
	}
	if err := limit.Allow(office, "dipakai"); err != nil {
		t.Errorf("a token that works: %v", err)
	}
	if err := limit.Allow(office, "dicabut"); err == nil {
		t.Error("a token that worked once is let through for ever")
	}
	if err := limit.Allow(other, "baru"); err != nil {
		t.Errorf("another address: %v", err)
	}
	now = now.Add(time.Minute)
	if err := limit.Allow(office, "baru"); err != nil {
		t.Errorf("a minute later: %v", err)
	}
	off := NewTokenLimit(FailureLimitOptions{Off: true})
	for i := range 2 * unknownTokens {
		off.Failed(office, strconv.Itoa(i))
	}
	if err := off.Allow(office, "baru"); err != nil {
		t.Errorf("switched off: %v", err)
	}
}
