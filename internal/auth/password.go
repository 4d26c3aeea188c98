package auth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/crypto/argon2"

	"takar/internal/metric"
)

// Cost of a new hash: argon2id with 19 MiB, two passes, one lane.
const (
	hashMemoryKiB = 19 * 1024
	hashPasses    = 2
	hashLanes     = 1
	saltLength    = 16
	keyLength     = 32
)

// HashWait is how long a login waits for a hash slot before ErrBusy.
const HashWait = 30 * time.Second

// BusyRetryAfter is the pause to name in Retry-After when ErrBusy becomes 503.
const BusyRetryAfter = 5 * time.Second

// ErrBusy says that no hash slot became free within HashWait.
var ErrBusy = errors.New("semua tempat pemeriksaan kata sandi sedang terpakai, coba lagi sebentar lagi")

// ErrMalformedHash says that a stored password hash cannot be read.
var ErrMalformedHash = errors.New("hash kata sandi yang tersimpan tidak dapat dibaca")

// Hasher makes and checks password hashes. Each running hash holds 19 MiB and
// one core, so only as many run at a time as there are slots; the rest queue
// in the order they came, which keeps pages quick during a storm of logins.
type Hasher struct {
	slots   chan struct{}
	wait    time.Duration
	unknown passwordHash
	derive  func(password string, hash passwordHash) []byte
	times   *metric.Histogram
	waiting atomic.Int64
}

// NewHasher makes a Hasher with the given number of slots; fewer than 1 means
// one less than the cores of this machine, but at least 1.
func NewHasher(slots int) *Hasher {
	if slots < 1 {
		slots = max(1, runtime.GOMAXPROCS(0)-1)
	}
	unknown := newPasswordHash()
	unknown.key = make([]byte, keyLength)
	_, _ = rand.Read(unknown.key)
	return &Hasher{slots: make(chan struct{}, slots), wait: HashWait, unknown: unknown, derive: deriveKey, times: newHashTimes()}
}

// Slots is the number of hashes that may run at the same time.
func (h *Hasher) Slots() int { return cap(h.slots) }

// Hash returns the PHC string of a password under a fresh salt.
func (h *Hasher) Hash(ctx context.Context, password string) (string, error) {
	release, err := h.acquire(ctx)
	if err != nil {
		return "", err
	}
	defer release()
	hash := newPasswordHash()
	hash.key = h.timed(password, hash)
	return hash.String(), nil
}

// Verify tells whether password belongs to the stored hash. The comparison
// takes the same time whatever the answer.
func (h *Hasher) Verify(ctx context.Context, hash, password string) (bool, error) {
	stored, err := parsePasswordHash(hash)
	if err != nil {
		return false, err
	}
	release, err := h.acquire(ctx)
	if err != nil {
		return false, err
	}
	defer release()
	return h.matches(stored, password), nil
}

// VerifyUnknown spends what Verify spends, for a login name that nobody has,
// so that the time of the answer does not tell which names exist.
func (h *Hasher) VerifyUnknown(ctx context.Context, password string) error {
	release, err := h.acquire(ctx)
	if err != nil {
		return err
	}
	defer release()
	h.matches(h.unknown, password)
	return nil
}

func (h *Hasher) matches(stored passwordHash, password string) bool {
	return subtle.ConstantTimeCompare(h.timed(password, stored), stored.key) == 1
}

// timed derives a key and notes how long it took.
func (h *Hasher) timed(password string, hash passwordHash) []byte {
	began := time.Now()
	key := h.derive(password, hash)
	h.times.Observe(time.Since(began))
	return key
}

// acquire waits for a slot. A full channel hands a freed place to the sender
// that waited longest, so nobody is overtaken.
func (h *Hasher) acquire(ctx context.Context) (release func(), err error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("menunggu giliran periksa kata sandi: %w", err)
	}
	h.waiting.Add(1)
	defer h.waiting.Add(-1)
	timer := time.NewTimer(h.wait)
	defer timer.Stop()
	select {
	case h.slots <- struct{}{}:
		return func() { <-h.slots }, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("menunggu giliran periksa kata sandi: %w", ctx.Err())
	case <-timer.C:
		return nil, ErrBusy
	}
}

// NeedsRehash tells whether a stored hash was made with another cost than
// today's, so that the next successful login should store a new one.
func NeedsRehash(hash string) bool {
	stored, err := parsePasswordHash(hash)
	return err != nil || stored.memory != hashMemoryKiB || stored.passes != hashPasses ||
		stored.lanes != hashLanes || len(stored.key) != keyLength
}

// passwordHash is a PHC string taken apart.
type passwordHash struct {
	memory, passes uint32
	lanes          uint8
	salt, key      []byte
}

func newPasswordHash() passwordHash {
	salt := make([]byte, saltLength)
	_, _ = rand.Read(salt)
	return passwordHash{memory: hashMemoryKiB, passes: hashPasses, lanes: hashLanes, salt: salt}
}

func deriveKey(password string, hash passwordHash) []byte {
	length := uint32(len(hash.key)) //nolint:gosec // parsePasswordHash allows at most 64 bytes
	if length == 0 {
		length = keyLength
	}
	return argon2.IDKey([]byte(password), hash.salt, hash.passes, hash.memory, hash.lanes, length)
}

// String is the PHC form: $argon2id$v=19$m=19456,t=2,p=1$salt$key.
func (p passwordHash) String() string {
	encode := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s",
		argon2.Version, p.memory, p.passes, p.lanes, encode(p.salt), encode(p.key))
}

// Bounds of a stored hash: a damaged or planted row must not make a login
// take gigabytes or minutes.
const (
	maxHashMemoryKiB = 256 * 1024
	maxHashPasses    = 16
	maxHashLanes     = 8
)

func parsePasswordHash(text string) (passwordHash, error) {
	parts := strings.Split(text, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != "v="+strconv.Itoa(argon2.Version) {
		return passwordHash{}, ErrMalformedHash
	}
	costs := strings.Split(parts[3], ",")
	if len(costs) != 3 {
		return passwordHash{}, ErrMalformedHash
	}
	memory, memoryOK := parseCost(costs[0], "m=", maxHashMemoryKiB)
	passes, passesOK := parseCost(costs[1], "t=", maxHashPasses)
	lanes, lanesOK := parseCost(costs[2], "p=", maxHashLanes)
	salt, saltErr := base64.RawStdEncoding.Strict().DecodeString(parts[4])
	key, keyErr := base64.RawStdEncoding.Strict().DecodeString(parts[5])
	switch {
	case !memoryOK, !passesOK, !lanesOK, memory < 8*lanes, saltErr != nil, keyErr != nil,
		len(salt) < 8, len(salt) > 64, len(key) < 16, len(key) > 64:
		return passwordHash{}, ErrMalformedHash
	}
	//nolint:gosec // parseCost allows at most 8 lanes
	return passwordHash{memory: memory, passes: passes, lanes: uint8(lanes), salt: salt, key: key}, nil
}

func parseCost(text, name string, limit uint32) (uint32, bool) {
	digits, found := strings.CutPrefix(text, name)
	value, err := strconv.ParseUint(digits, 10, 32)
	cost := uint32(value)
	// Only the canonical spelling is ours: no sign, no leading zero.
	canonical := strconv.FormatUint(value, 10) == digits
	return cost, found && err == nil && canonical && cost >= 1 && cost <= limit
}
