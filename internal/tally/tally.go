// Package tally counts in Redis for all servers together, so that ten servers allow no more
// failed logins than one. Each server also counts for itself, which is what holds while Redis
// is away. Nothing is kept in Redis that is missed when it is gone, and nothing that could
// tell who somebody is or what they may do.
package tally

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/redis/rueidis"

	"takar/internal/auth"
	"takar/internal/breaker"
	"takar/internal/metric"
)

// Patience is how long a server waits for each answer of Redis.
const Patience = 50 * time.Millisecond

const (
	failures    = 3 // in a row, then nobody asks for a while
	rest        = 5 * time.Second
	dialTime    = time.Second // of the connection that is made at the start
	bufferBytes = 16 << 10
)

// Redis is the place where several servers count together.
type Redis struct {
	client   rueidis.Client
	breaker  *breaker.Breaker
	patience time.Duration

	answered, failed, resting atomic.Int64
}

// Open prepares the connection to an address redis://, rediss:// or unix://. A Redis that
// does not answer is no error: it is tried again while it is needed. No answer is waited for
// longer than patience.
func Open(address string, patience time.Duration) (*Redis, error) {
	options, err := rueidis.ParseURL(address)
	if err != nil {
		return nil, errors.New("alamat Redis di TAKAR_REDIS_URL tidak sah: tulis seperti redis://127.0.0.1:6379/0, rediss://… atau unix:///run/redis.sock")
	}
	options.ClientName = "takar"
	options.ForceSingleClient = true // it may be away when the server starts
	options.DisableCache, options.DisableRetry = true, true
	options.PipelineMultiplex = -1 // one connection
	options.ReadBufferEachConn, options.WriteBufferEachConn, options.RingScaleEachConn = bufferBytes, bufferBytes, 7
	options.Dialer.Timeout = dialTime
	client, err := rueidis.NewClient(options)
	if client == nil {
		return nil, fmt.Errorf("tally: %w", err)
	}
	return &Redis{client: client, breaker: breaker.New(failures, rest, nil), patience: patience}, nil
}

// Close ends the connection.
func (r *Redis) Close() { r.client.Close() }

// Ping asks Redis for a sign of life. While it counts as failing the answer is an error at once,
// unless it is time to look again.
func (r *Redis) Ping(ctx context.Context) error {
	_, err := r.ask(ctx, func(ctx context.Context) (int64, error) {
		return 0, r.client.Do(ctx, r.client.B().Ping().Build()).Error()
	})
	return err
}

// Counts tells what became of the questions to Redis since the start.
type Counts struct {
	Answered int64
	Failed   int64 // it did not answer, or not in time
	Resting  int64 // not asked, as it had failed shortly before
}

// Counts returns the counts since the start.
func (r *Redis) Counts() Counts {
	return Counts{Answered: r.answered.Load(), Failed: r.failed.Load(), Resting: r.resting.Load()}
}

// Measure adds the counts to a registry.
func (r *Redis) Measure(registry *metric.Registry) {
	registry.Counters("redis_questions_total", "Questions to Redis, by what became of them; without an answer this server counts for itself.", []string{"outcome"}, func(emit metric.Emit) {
		counts := r.Counts()
		emit(float64(counts.Answered), "answered")
		emit(float64(counts.Failed), "failed")
		emit(float64(counts.Resting), "resting")
	})
}

var errResting = errors.New("tally: Redis has failed and is not asked for a while")

// ask puts one question, in bounded time.
func (r *Redis) ask(ctx context.Context, question func(context.Context) (int64, error)) (int64, error) {
	if !r.breaker.Allow() {
		r.resting.Add(1)
		return 0, errResting
	}
	limited, cancel := context.WithTimeout(ctx, r.patience)
	defer cancel()
	answer, err := question(limited)
	if err != nil {
		if ctx.Err() != nil { // whoever asked has left
			r.breaker.Abandoned()
			return 0, fmt.Errorf("tally: %w", err)
		}
		r.failed.Add(1)
		r.breaker.Failed()
		return 0, fmt.Errorf("tally: %w", err)
	}
	r.answered.Add(1)
	r.breaker.Succeeded()
	return answer, nil
}

// Share makes a counter of all servers that have the same Redis. While that is away the own
// counter of each holds; when it is there a key waits until both of them have room.
func (r *Redis) Share(name string, limit int, per time.Duration, own auth.Counter) auth.Counter {
	return &counter{
		redis: r, own: own, prefix: "takar:limit:" + name + ":",
		limit: strconv.Itoa(max(1, limit)), per: strconv.FormatInt(per.Microseconds(), 10),
	}
}

type counter struct {
	redis      *Redis
	own        auth.Counter
	prefix     string
	limit, per string
}

// The ways to ask the window.
const (
	look   = "look"
	charge = "charge"
	take   = "take" // charge if it fits
)

// window keeps the times of the latest events of a key, the newest first and never more than
// the limit, as auth.Window does, by the clock of Redis. Its answer is the time to wait in
// microseconds.
var window = rueidis.NewLuaScript(`
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local limit, per = tonumber(ARGV[1]), tonumber(ARGV[2])
local wait = 0
local event = redis.call('LINDEX', KEYS[1], limit - 1)
if event then wait = math.max(0, event + per - now) end
if ARGV[3] == 'charge' or (ARGV[3] == 'take' and wait == 0) then
	redis.call('LPUSH', KEYS[1], string.format('%.0f', now))
	redis.call('LTRIM', KEYS[1], 0, limit - 1)
	redis.call('PEXPIRE', KEYS[1], math.ceil(per / 1000))
end
return wait`)

// key hides who is counted: addresses and names are nobody's business in Redis.
func (c *counter) key(key string) string {
	sum := sha256.Sum256([]byte(key))
	return c.prefix + hex.EncodeToString(sum[:16])
}

func (c *counter) ask(key, how string) (wait time.Duration, err error) {
	micros, err := c.redis.ask(context.Background(), func(ctx context.Context) (int64, error) {
		return window.Exec(ctx, c.redis.client, []string{c.key(key)}, []string{c.limit, c.per, how}).AsInt64()
	})
	if micros > math.MaxInt64/int64(time.Microsecond) {
		return 0, errors.New("tally: an answer out of range")
	}
	return time.Duration(micros) * time.Microsecond, err
}

// Wait is the longer wait of the two counters.
func (c *counter) Wait(key string) time.Duration {
	own := c.own.Wait(key)
	if own > 0 {
		return own
	}
	wait, _ := c.ask(key, look) // without Redis the own counter holds
	return wait
}

// Charge counts in both counters.
func (c *counter) Charge(key string) {
	c.own.Charge(key)
	_, _ = c.ask(key, charge) // without Redis the own counter holds
}

// Take counts in both counters if both have room.
func (c *counter) Take(key string) (retryAfter time.Duration, ok bool) {
	if wait := c.own.Wait(key); wait > 0 {
		return wait, false
	}
	if wait, _ := c.ask(key, take); wait > 0 { // without Redis the own counter holds
		return wait, false
	}
	return c.own.Take(key)
}

// Forget drops the events of both counters.
func (c *counter) Forget(key string) {
	c.own.Forget(key)
	_, _ = c.redis.ask(context.Background(), func(ctx context.Context) (int64, error) { // it forgets by itself in time
		return c.redis.client.Do(ctx, c.redis.client.B().Del().Key(c.key(key)).Build()).AsInt64()
	})
}
