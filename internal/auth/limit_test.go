package auth

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// handClock moves only when told to.
type handClock struct{ at time.Time }

func newHandClock() *handClock {
	return &handClock{at: time.Date(2026, 8, 17, 8, 0, 0, 0, time.UTC)}
}
func (c *handClock) now() time.Time           { return c.at }
func (c *handClock) advance(by time.Duration) { c.at = c.at.Add(by) }

var office = netip.MustParseAddr("203.0.113.7")

func TestTheSixthFailureOfALoginWithinFiveMinutesIsRefused(t *testing.T) {
	clock := newHandClock()
	limit := NewFailureLimit(FailureLimitOptions{Now: clock.now})
	for i := range 5 {
		address := netip.AddrFrom4([4]byte{198, 51, 100, byte(i)}) // each from elsewhere
		if _, ok := limit.Allow(address, "budi@takar.test"); !ok {
			t.Fatalf("attempt %d refused", i+1)
		}
		limit.Failed(address, "budi@takar.test")
		clock.advance(30 * time.Second)
	}
	// Failures at 0:00, 0:30 … 2:00; now it is 2:30.
	retryAfter, ok := limit.Allow(office, "budi@takar.test")
	if ok || retryAfter != 150*time.Second {
		t.Errorf("Allow = %v, %v; want a wait of 2:30", retryAfter, ok)
	}
	for _, spelling := range []string{"BUDI@takar.test", " budi@takar.test\t"} {
		if _, ok := limit.Allow(office, spelling); ok {
			t.Errorf("another spelling %q gets past the limit", spelling)
		}
	}
	if _, ok := limit.Allow(office, "wati@takar.test"); !ok {
		t.Error("another login is refused")
	}
	clock.advance(150*time.Second - 1)
	if _, ok := limit.Allow(office, "budi@takar.test"); ok {
		t.Error("allowed a moment too early")
	}
	clock.advance(1)
	if _, ok := limit.Allow(office, "budi@takar.test"); !ok {
		t.Error("still refused when the oldest failure is five minutes old")
	}
	limit.Failed(office, "budi@takar.test")
	if retryAfter, ok := limit.Allow(office, "budi@takar.test"); ok || retryAfter != 30*time.Second {
		t.Errorf("the window does not slide: Allow = %v, %v; want a wait of 0:30", retryAfter, ok)
	}
}

func TestTheEleventhFailureOfAnAddressWithinAMinuteIsRefused(t *testing.T) {
	clock := newHandClock()
	limit := NewFailureLimit(FailureLimitOptions{Now: clock.now})
	for i := range 10 {
		login := fmt.Sprintf("orang%d", i)
		if _, ok := limit.Allow(office, login); !ok {
			t.Fatalf("attempt %d refused", i+1)
		}
		limit.Failed(office, login)
	}
	if retryAfter, ok := limit.Allow(office, "baru"); ok || retryAfter != time.Minute {
		t.Errorf("Allow = %v, %v; want a wait of a minute", retryAfter, ok)
	}
	if _, ok := limit.Allow(netip.MustParseAddr("203.0.113.8"), "baru"); !ok {
		t.Error("the neighbour is refused")
	}
	clock.advance(time.Minute)
	if _, ok := limit.Allow(office, "baru"); !ok {
		t.Error("refused after the minute")
	}
}

func TestOnlyFailuresAreCharged(t *testing.T) {
	clock := newHandClock()
	limit := NewFailureLimit(FailureLimitOptions{Now: clock.now})
	for i := range 1000 {
		login := fmt.Sprintf("orang%d", i%200)
		if _, ok := limit.Allow(office, login); !ok {
			t.Fatalf("successful login %d refused", i+1)
		}
		limit.Succeeded(login)
	}
	if keys := limit.addresses.(*Window).Keys() + limit.logins.(*Window).Keys(); keys != 0 {
		t.Errorf("%d keys are remembered of successes", keys)
	}
}

func TestASuccessForgivesTheLoginButNotTheAddress(t *testing.T) {
	clock := newHandClock()
	limit := NewFailureLimit(FailureLimitOptions{Now: clock.now})
	for range 4 {
		limit.Failed(office, "budi")
	}
	limit.Succeeded("Budi")
	for range 4 {
		limit.Failed(office, "budi")
	}
	if _, ok := limit.Allow(office, "budi"); !ok {
		t.Error("failures before the success still count for the login")
	}
	limit.Failed(office, "wati")
	limit.Failed(office, "wati")
	if _, ok := limit.Allow(office, "sari"); ok {
		t.Error("a success wiped the failures of its address")
	}
}

func TestLimitsCanBeSwitchedOff(t *testing.T) {
	limit := NewFailureLimit(FailureLimitOptions{Off: true})
	for range 100 {
		limit.Failed(office, "budi")
	}
	if retryAfter, ok := limit.Allow(office, "budi"); !ok || retryAfter != 0 {
		t.Errorf("Allow = %v, %v although the limits are off", retryAfter, ok)
	}
}

func TestAddressesAreCountedByTheirOwner(t *testing.T) {
	key := func(text string) string { return AddressKey(netip.MustParseAddr(text)) }
	if key("2001:db8:1:2::1") != key("2001:db8:1:2:ffff::9") {
		t.Error("two addresses of one /64 are counted apart")
	}
	if key("2001:db8:1:2::1") == key("2001:db8:1:3::1") {
		t.Error("two customers are counted together")
	}
	if key("203.0.113.7") == key("203.0.113.8") {
		t.Error("two IPv4 addresses are counted together")
	}
	if key("::ffff:203.0.113.7") != key("203.0.113.7") {
		t.Error("an IPv4 address written as IPv6 is counted apart")
	}
	if key("fe80::1%eth0") != key("fe80::1%eth1") {
		t.Error("the zone makes another client")
	}
	if AddressKey(netip.Addr{}) == "" {
		t.Error("no key for a connection without an address")
	}
}

func TestMemoryStaysBoundedUnderAFlood(t *testing.T) {
	clock := newHandClock()
	limit := NewFailureLimit(FailureLimitOptions{Now: clock.now, Capacity: 100})
	for i := range 10_000 {
		limit.Failed(netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)}), fmt.Sprintf("orang%d", i))
	}
	if got := limit.logins.(*Window).Keys(); got != 100 {
		t.Errorf("%d logins remembered, want 100", got)
	}
	if got := limit.addresses.(*Window).Keys(); got != 100 {
		t.Errorf("%d addresses remembered, want 100", got)
	}
	clock.advance(5 * time.Minute)
	limit.Failed(office, "budi")
	if got := limit.logins.(*Window).Keys() + limit.addresses.(*Window).Keys(); got != 2 {
		t.Errorf("%d keys remembered after all others have expired, want 2", got)
	}
}

func TestHugeLoginNamesAreCountedUnderAShortKey(t *testing.T) {
	huge := strings.Repeat("a", 1<<20)
	if got := len(loginKey(huge)); got > maxLimitKeyLength {
		t.Errorf("key of %d bytes", got)
	}
	if loginKey(huge) == loginKey(huge+"b") {
		t.Error("two huge names share a key")
	}
}

// The oracle keeps every event and counts those of the last window.
func TestWindowAgreesWithCountingEverything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		clock := newHandClock()
		limit := rapid.IntRange(1, 4).Draw(t, "limit")
		const per = 10 * time.Second
		window := NewWindow(limit, per, 1000, clock.now)
		events := make(map[string][]time.Time)
		wait := func(key string) time.Duration {
			all := events[key]
			if len(all) < limit {
				return 0
			}
			return max(0, per-clock.at.Sub(all[len(all)-limit]))
		}
		keys := rapid.SampledFrom([]string{"a", "b", "c"})
		t.Repeat(map[string]func(*rapid.T){
			"charge": func(t *rapid.T) {
				key := keys.Draw(t, "key")
				window.Charge(key)
				events[key] = append(events[key], clock.at)
			},
			"take": func(t *rapid.T) {
				key := keys.Draw(t, "key")
				want := wait(key)
				got, ok := window.Take(key)
				if got != want || ok != (want == 0) {
					t.Fatalf("Take(%s) = %v, %v; want a wait of %v", key, got, ok, want)
				}
				if ok {
					events[key] = append(events[key], clock.at)
				}
			},
			"forget": func(t *rapid.T) {
				key := keys.Draw(t, "key")
				window.Forget(key)
				delete(events, key)
			},
			"advance": func(t *rapid.T) {
				clock.advance(time.Duration(rapid.IntRange(0, 4000).Draw(t, "ms")) * time.Millisecond)
			},
			"": func(t *rapid.T) {
				for _, key := range []string{"a", "b", "c"} {
					if got, want := window.Wait(key), wait(key); got != want {
						t.Fatalf("Wait(%s) = %v, want %v", key, got, want)
					}
				}
			},
		})
	})
}

func TestAFullWindowForgetsTheKeyThatWasQuietLongest(t *testing.T) {
	clock := newHandClock()
	window := NewWindow(1, time.Minute, 2, clock.now)
	window.Charge("a")
	window.Charge("b")
	window.Charge("a") // a is now the younger one
	window.Charge("c")
	if window.Wait("b") != 0 || window.Wait("a") == 0 || window.Wait("c") == 0 {
		t.Errorf("waits a %v, b %v, c %v; want only b forgotten", window.Wait("a"), window.Wait("b"), window.Wait("c"))
	}
}
