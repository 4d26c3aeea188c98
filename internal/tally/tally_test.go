package tally

import (
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"takar/internal/auth"
	"takar/internal/breaker"
	"takar/internal/metric"
	"takar/internal/testservice"
)

// open is what one of several servers has, with the patience that a busy machine needs.
func open(t *testing.T, address string) *Redis {
	t.Helper()
	r, err := Open("redis://"+address, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	return r
}

// logins is a counter of three events in a minute, of one server.
func (r *Redis) logins(limit int, per time.Duration) auth.Counter {
	return r.Share("login", limit, per, auth.NewWindow(limit, per, 100, time.Now))
}

func wantWait(t *testing.T, c auth.Counter, key string, want bool) {
	t.Helper()
	if wait := c.Wait(key); (wait > 0) != want {
		t.Errorf("%s waits %v", key, wait)
	}
}

func TestServersCountTogether(t *testing.T) {
	address := testservice.Redis(t)
	here, there := open(t, address).logins(3, time.Minute), open(t, address).logins(3, time.Minute)
	here.Charge("ratna")
	there.Charge("ratna")
	wantWait(t, here, "ratna", false)
	here.Charge("ratna")
	wantWait(t, here, "ratna", true)
	wantWait(t, there, "ratna", true)
	wantWait(t, there, "budi", false)
	if wait := there.Wait("ratna"); wait > time.Minute {
		t.Errorf("waits %v", wait)
	}
	if wait, ok := there.Take("ratna"); ok || wait <= 0 {
		t.Errorf("one more is taken, wait %v", wait)
	}
	there.Forget("ratna")
	wantWait(t, there, "ratna", false)
	for range 3 {
		if wait, ok := there.Take("ratna"); !ok || wait != 0 {
			t.Errorf("after forgetting: %v, %v", wait, ok)
		}
	}
	wantWait(t, here, "ratna", true)
}

func TestTheWindowSlides(t *testing.T) {
	address := testservice.Redis(t)
	here, there := open(t, address).logins(1, 150*time.Millisecond), open(t, address).logins(1, 150*time.Millisecond)
	here.Charge("ratna")
	deadline := time.Now().Add(time.Minute)
	for there.Wait("ratna") > 0 {
		if time.Now().After(deadline) {
			t.Fatal("it never ends")
		}
	}
	if _, ok := there.Take("ratna"); !ok {
		t.Error("an event of long ago counts")
	}
	wantWait(t, here, "ratna", true)
}

func TestAsManyAsAllowedAreTakenByAllServersTogether(t *testing.T) {
	address := testservice.Redis(t)
	var taken atomic.Int64
	var all sync.WaitGroup
	for range 3 {
		counter := open(t, address).logins(20, time.Minute)
		for range 15 {
			all.Go(func() {
				if _, ok := counter.Take("ratna"); ok {
					taken.Add(1)
				}
			})
		}
	}
	all.Wait()
	if n := taken.Load(); n != 20 {
		t.Errorf("%d were taken", n)
	}
}

func TestRedisLearnsNothingAboutAnybodyAndForgets(t *testing.T) {
	address := testservice.Redis(t)
	r := open(t, address)
	r.logins(3, time.Minute).Charge("ratna@kantor.id")
	keys, err := r.client.Do(t.Context(), r.client.B().Keys().Pattern("*").Build()).AsStrSlice()
	if err != nil || len(keys) != 1 || !strings.HasPrefix(keys[0], "takar:limit:login:") || strings.Contains(keys[0], "ratna") {
		t.Fatalf("keys %v, %v", keys, err)
	}
	left, err := r.client.Do(t.Context(), r.client.B().Pttl().Key(keys[0]).Build()).AsInt64()
	if err != nil || left <= 0 || left > 60_000 {
		t.Errorf("kept for %d ms, %v", left, err)
	}
}

// Whatever happens to Redis, nobody gets more tries at one server than one server allows, and
// nobody waits for it.
func TestWithoutRedisEveryServerCountsForItself(t *testing.T) {
	for name, harm := range map[string]struct {
		lose, restore func(*testing.T, *testservice.Cache, *testservice.Link)
	}{
		"stopped": {
			func(t *testing.T, c *testservice.Cache, _ *testservice.Link) { c.Stop(t) },
			func(t *testing.T, c *testservice.Cache, _ *testservice.Link) { c.Start(t) },
		},
		"frozen": {
			func(t *testing.T, c *testservice.Cache, _ *testservice.Link) { c.Hang(t) },
			func(t *testing.T, c *testservice.Cache, _ *testservice.Link) { c.Wake(t) },
		},
		"line cut": {
			func(_ *testing.T, _ *testservice.Cache, l *testservice.Link) { l.Cut() },
			func(_ *testing.T, _ *testservice.Cache, l *testservice.Link) { l.Mend() },
		},
		"line held": {
			func(_ *testing.T, _ *testservice.Cache, l *testservice.Link) { l.Hold() },
			func(_ *testing.T, _ *testservice.Cache, l *testservice.Link) { l.Mend() },
		},
	} {
		t.Run(name, func(t *testing.T) {
			cache := testservice.RedisServer(t)
			link := testservice.LinkTo(t, cache.Addr())
			r := open(t, link.Addr())
			clock := atomic.Int64{}
			r.breaker = breaker.New(failures, rest, func() time.Time { return time.Unix(0, clock.Load()) })
			counter := r.logins(3, time.Hour)
			counter.Charge("ratna")
			harm.lose(t, cache, link)
			r.patience = 100 * time.Millisecond
			for range 2 {
				wantWait(t, counter, "ratna", false)
				counter.Charge("ratna")
			}
			wantWait(t, counter, "ratna", true)
			if _, ok := counter.Take("ratna"); ok {
				t.Error("the limit does not hold")
			}
			if err := r.Ping(t.Context()); err == nil {
				t.Error("Redis is told to be there")
			}
			if counts := r.Counts(); counts.Failed != failures || counts.Resting == 0 {
				t.Errorf("asked more often than needed: %+v", counts)
			}
			wantWait(t, counter, "budi", false)

			harm.restore(t, cache, link)
			r.patience = time.Minute
			await(t, r, &clock)
			wantWait(t, counter, "ratna", true)
			counter.Forget("ratna")
			wantWait(t, counter, "ratna", false)
			counter.Charge("budi")
			other := open(t, cache.Addr()).logins(1, time.Hour)
			wantWait(t, other, "budi", true)
		})
	}
}

// await lets time pass until Redis answers again.
func await(t *testing.T, r *Redis, clock *atomic.Int64) {
	t.Helper()
	deadline := time.Now().Add(time.Minute)
	for r.Ping(t.Context()) != nil {
		clock.Add(int64(rest))
		if time.Now().After(deadline) {
			t.Fatal("Redis does not come back")
		}
	}
}

func TestQuestionsAreMeasured(t *testing.T) {
	r := open(t, testservice.Redis(t))
	r.logins(1, time.Minute).Charge("ratna")
	registry := metric.New("uji")
	r.Measure(registry)
	answer := httptest.NewRecorder()
	registry.Handler().ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil))
	if text := answer.Body.String(); !strings.Contains(text, `takar_redis_questions_total{outcome="answered"} 1`) {
		t.Errorf("measured %s", text)
	}
}

func TestServerStartsWithoutRedis(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	counter := open(t, address).logins(1, time.Minute)
	counter.Charge("ratna")
	wantWait(t, counter, "ratna", true)
}

func TestAddressesThatCannotBeRedisAreRefused(t *testing.T) {
	for _, address := range []string{"127.0.0.1:6379", "http://127.0.0.1", "redis://127.0.0.1/x", "://"} {
		if _, err := Open(address, Patience); err == nil || !strings.Contains(err.Error(), "TAKAR_REDIS_URL") {
			t.Errorf("%s: %v", address, err)
		}
	}
}
