package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"takar/internal/testservice"
)

// clusterVariable asks for the long form: more saves between the disturbances, all of them
// twice. "make test-cluster" sets it.
const clusterVariable = "TAKAR_TEST_CLUSTER"

// Three servers behind nginx, on PostgreSQL with a streaming replica and Redis, serve people
// who save, read and listen while one part after the other fails. Nothing that was
// acknowledged is lost, nothing older than what was acknowledged is ever read, and errors are
// seen only for requests in flight on a server that was killed, and while the database is
// down.
func TestSeveralServersOutliveTheirParts(t *testing.T) {
	saves, rounds := 15, 1
	if os.Getenv(clusterVariable) == "full" {
		saves, rounds = 600, 2
	}
	c := newCluster(t)
	crowd := c.gather(saves)
	crowd.during("calm", nothing)
	for range rounds {
		crowd.during("a server is killed", inFlightOnly)
		c.servers[0].kill()
		crowd.work()
		crowd.during("two servers", nothing)
		c.serve(0)
		crowd.during("three servers again", nothing)
		for i := range c.servers {
			crowd.become("rolling restart", atMost(1, inFlightOnly))
			c.restart(i)
			crowd.await("nginx asks the new server", func() bool { return strings.Contains(c.servers[i].logged(), crowd.path) })
			crowd.work()
		}
		crowd.during("Redis is gone", nothing)
		c.redis.Stop(t)
		c.outAtOnce()
		crowd.work()
		c.redis.Start(t)
		crowd.during("Redis is back", nothing)
		c.outAtOnce()
		crowd.during("the replica is behind", nothing)
		c.replica.Pause(t)
		crowd.work()
		c.replica.Resume(t)
		crowd.during("the replica is gone", nothing)
		c.replica.Stop(t, testservice.Immediate)
		crowd.work()
		c.replica.Start(t)
		crowd.during("the replica is back", nothing)
		for _, mode := range []testservice.StopMode{testservice.Fast, testservice.Immediate} {
			crowd.become("the database restarts", askToComeBack)
			c.database.Stop(t, mode)
			crowd.refused()
			c.database.Start(t)
			crowd.work()
			crowd.during("the database is back", nothing)
		}
	}
	crowd.leave()
}

// cluster is everything that runs.
type cluster struct {
	t           *testing.T
	database    *testservice.Server
	replica     *testservice.Replica
	redis       *testservice.Cache
	address     string // of nginx, with http://
	environment []string
	listen      []string
	servers     []*running
}

func newCluster(t *testing.T) *cluster {
	t.Helper()
	testservice.Require(t, "nginx")
	c := &cluster{t: t, database: testservice.PostgresServer(t), redis: testservice.RedisServer(t)}
	address := c.database.Database(t)
	c.replica = c.database.Replica(t)
	const size = 3
	for range size {
		c.listen = append(c.listen, testservice.FreeAddress(t))
	}
	c.address = startProxy(t, c.listen...).address
	c.environment = []string{
		"TAKAR_DATABASE_URL=" + address, "TAKAR_REPLICA_URL=" + c.replica.Of(t, address), "TAKAR_REDIS_URL=redis://" + c.redis.Addr(),
		"TAKAR_PUBLIC_URL=" + c.address, "TAKAR_TRUSTED_PROXIES=127.0.0.1", "TAKAR_DRAIN=1s",
	}
	c.servers = make([]*running, size)
	var starting sync.WaitGroup // at the same time, on an empty database: one of them makes the tables
	for i := range c.servers {
		starting.Go(func() { c.serve(i) })
	}
	starting.Wait()
	if t.Failed() {
		t.FailNow()
	}
	takar("user", "add", "--email", testEmail, "--password-stdin").with(c.environment[0]).reading(testPassword).succeed(t)
	return c
}

// serve starts a server at its address.
func (c *cluster) serve(i int) {
	c.servers[i] = takar("serve", "--listen", c.listen[i]).with(c.environment...).start(c.t)
}

// restart asks a server to stop, as an upgrade does, and starts it again.
func (c *cluster) restart(i int) {
	c.t.Helper()
	c.servers[i].signal(syscall.SIGTERM)
	if code := c.servers[i].wait(); code != 0 {
		c.t.Errorf("server %d ended with %d", i, code)
	}
	c.serve(i)
}

// outAtOnce logs out at one server: every other one knows.
func (c *cluster) outAtOnce() {
	c.t.Helper()
	person := newClient(c.t, c.address).login(testEmail, testPassword)
	asked := func(i int) int {
		request, err := http.NewRequestWithContext(c.t.Context(), http.MethodGet, "http://"+c.listen[i]+"/accounts/me/", nil)
		if err != nil {
			c.t.Fatal(err)
		}
		request.Host = strings.TrimPrefix(c.address, "http://")
		request.AddCookie(&http.Cookie{Name: "sessionid", Value: person.cookie("sessionid")})
		request.Header.Set("Accept", "application/json")
		got, err := newClient(c.t, c.address).http.Do(request)
		if err != nil {
			c.t.Fatal(err)
		}
		_ = got.Body.Close() // only the status counts
		return got.StatusCode
	}
	for i := range c.servers {
		if got := asked(i); got != http.StatusOK {
			c.t.Errorf("server %d does not know a login: %d", i, got)
		}
	}
	session := person.cookie("sessionid")
	if got := person.submit("/accounts/logout/", nil); got.status != http.StatusFound {
		c.t.Fatalf("logout: %d %s", got.status, got.body)
	}
	person.put("sessionid", session)
	for i := range c.servers {
		if got := asked(i); got != http.StatusUnauthorized {
			c.t.Errorf("server %d still answers a login that has ended: %d", i, got)
		}
	}
}

// trouble is a failed request.
type trouble struct {
	method string
	status int // 0: no answer at all
	retry  string
	detail string
}

// allowed judges a failed request of a phase.
type allowed func(trouble) bool

// nothing: no request may fail.
func nothing(trouble) bool { return false }

// inFlightOnly: a save that was under way on a killed server has no answer but that of nginx. Reads
// are asked again of another server.
func inFlightOnly(f trouble) bool {
	return f.method == http.MethodPost && f.status == http.StatusBadGateway
}

// atMost bounds how often something is allowed. A connection that nginx makes in the very moment
// in which a server closes its address is reset, and nginx never repeats a POST.
func atMost(count int, such allowed) allowed {
	return func(f trouble) bool {
		count--
		return count >= 0 && such(f)
	}
}

// askToComeBack: while the database is down, everybody is told so.
func askToComeBack(f trouble) bool {
	return f.status == http.StatusServiceUnavailable && f.retry != ""
}

// The people of a crowd.
const (
	crowdReaders   = 4
	crowdListeners = 2
	crowdRows      = 3
	crowdPause     = 20 * time.Millisecond // after a failure, before the next try
)

// crowd is the people who work on the cluster until they are told to leave.
type crowd struct {
	*cluster

	saves  int // acknowledged saves that a phase waits for
	path   string
	people []*member

	working   sync.WaitGroup  // of those who save and read
	leaving   context.Context //nolint:containedctx // until when they work
	leaveWork context.CancelFunc
	listening sync.WaitGroup
	silence   context.Context //nolint:containedctx // until when the others listen
	endStream context.CancelFunc

	mutex    sync.Mutex
	phase    string
	allowed  allowed
	failures int            // of this phase
	wrong    map[string]int // failures that were not allowed, by what they were
	acked    atomic.Int64
	heard    [crowdListeners]atomic.Int64
}

// member is somebody who saves.
type member struct {
	saver

	client *client
	known  atomic.Int64 // acknowledged, for readers
	sent   atomic.Int64 // asked for, for readers
}

func (c *cluster) gather(saves int) *crowd {
	c.t.Helper()
	k := &crowd{cluster: c, saves: saves, phase: "calm", allowed: nothing, wrong: map[string]int{}}
	k.silence, k.endStream = context.WithCancel(context.WithoutCancel(c.t.Context()))
	k.leaving, k.leaveWork = context.WithCancel(k.silence)
	c.t.Cleanup(func() {
		k.endStream()
		k.working.Wait()
		k.listening.Wait()
	})
	first := newClient(c.t, c.address).login(testEmail, testPassword)
	path, rows := first.newProject(savers * crowdRows)
	k.path = path
	for i := range savers {
		person := &member{saver: saver{rows: rows[i*crowdRows : (i+1)*crowdRows]}, client: newClient(c.t, c.address).login(testEmail, testPassword)}
		k.people = append(k.people, person)
		k.working.Go(func() { k.save(person) })
	}
	for range crowdReaders {
		k.working.Go(func() { k.read(first) })
	}
	for i := range crowdListeners {
		k.listening.Go(func() { k.listen(first, &k.heard[i]) })
	}
	return k
}

// during begins a phase and lets the crowd work in it.
func (k *crowd) during(phase string, allowed allowed) {
	k.t.Helper()
	k.become(phase, allowed)
	k.work()
}

// become begins a phase.
func (k *crowd) become(phase string, allowed allowed) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	k.phase, k.allowed, k.failures = phase, allowed, 0
}

// work waits until the crowd has saved for a while.
func (k *crowd) work() {
	k.t.Helper()
	target := k.acked.Load() + int64(k.saves)
	k.await("saves go on", func() bool { return k.acked.Load() >= target })
}

// refused waits until somebody was asked to come back.
func (k *crowd) refused() {
	k.t.Helper()
	k.await("somebody is refused", func() bool {
		k.mutex.Lock()
		defer k.mutex.Unlock()
		return k.failures > 0
	})
}

func (k *crowd) await(what string, done func() bool) {
	k.t.Helper()
	const look = 10 * time.Millisecond
	again := time.NewTicker(look)
	defer again.Stop()
	limit := time.After(2 * patience)
	for !done() {
		select {
		case <-again.C:
		case <-limit:
			k.t.Fatalf("%s: %s: not within %s", k.phase, what, 2*patience)
		}
	}
}

// failed judges a failed request by the phase in which it came back.
func (k *crowd) failed(f trouble) {
	if k.leaving.Err() != nil {
		return
	}
	k.mutex.Lock()
	k.failures++
	if !k.allowed(f) {
		kind := fmt.Sprintf("%s: %s: status %d, Retry-After %q", k.phase, f.method, f.status, f.retry)
		if k.wrong[kind]++; k.wrong[kind] == 1 { // the first tells enough, how many there were stands at the end
			k.t.Errorf("%s: %.300s", kind, f.detail)
		}
	}
	k.mutex.Unlock()
	select {
	case <-k.leaving.Done():
	case <-time.After(crowdPause):
	}
}

func (k *crowd) answered(method string, got *answer, err error) bool {
	switch {
	case err != nil:
		k.failed(trouble{method: method, detail: err.Error()})
	case got.status != http.StatusOK:
		k.failed(trouble{method: method, status: got.status, retry: got.header.Get("Retry-After"), detail: got.body})
	default:
		return true
	}
	return false
}

// save stores a higher value again and again.
func (k *crowd) save(m *member) {
	for k.leaving.Err() == nil {
		m.asked++
		m.sent.Store(int64(m.asked))
		got, err := m.client.saveVolumes(k.path, &m.saver)
		if !k.answered(http.MethodPost, got, err) {
			continue
		}
		m.acknowledged = m.asked
		m.known.Store(int64(m.acknowledged))
		k.acked.Add(1)
	}
}

// read looks at what all have stored: never less than they were told is stored, never in part.
func (k *crowd) read(c *client) {
	for k.leaving.Err() == nil {
		before := make([]int64, len(k.people))
		for i, m := range k.people {
			before[i] = m.known.Load()
		}
		got, err := c.tryGet(k.leaving, k.path+"/volume-pekerjaan/list/")
		if !k.answered(http.MethodGet, got, err) {
			continue
		}
		stored, err := volumesOf(got)
		if err != nil {
			k.t.Errorf("a wrong answer: %v: %.300s", err, got.body)
			continue
		}
		for i, m := range k.people {
			k.judge(fmt.Sprintf("person %d", i), m, stored, before[i])
		}
	}
}

// judge compares the stored rows of a person with what is known of them.
func (k *crowd) judge(who string, m *member, stored map[int64]string, least int64) {
	first := stored[m.rows[0]]
	for _, id := range m.rows {
		if stored[id] != first {
			k.t.Errorf("%s: a save is there in part: %s and %s", who, first, stored[id])
		}
	}
	whole, _, _ := strings.Cut(first, ".")
	value, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || value < least || value > m.sent.Load() {
		k.t.Errorf("%s: %s is stored, %d was acknowledged and %d sent", who, first, least, m.sent.Load())
	}
}

func volumesOf(got *answer) (map[int64]string, error) {
	var list struct {
		Items []struct {
			ID       int64  `json:"pekerjaan_id"`
			Quantity string `json:"quantity"`
		} `json:"items"`
	}
	if err := json.Unmarshal([]byte(got.body), &list); err != nil {
		return nil, err
	}
	stored := map[int64]string{}
	for _, item := range list.Items {
		stored[item.ID] = item.Quantity
	}
	return stored, nil
}

// listen hears of every revision and comes back when a stream ends.
func (k *crowd) listen(c *client, heard *atomic.Int64) {
	for k.silence.Err() == nil {
		if err := k.hear(c, heard); err != nil && !errors.Is(err, io.EOF) {
			select {
			case <-k.silence.Done():
			case <-time.After(crowdPause):
			}
		}
	}
}

func (k *crowd) hear(c *client, heard *atomic.Int64) error {
	request, err := http.NewRequestWithContext(k.silence, http.MethodGet, c.address+k.path+"/events/", nil)
	if err != nil {
		return err
	}
	endless := *c.http
	endless.Timeout = 0
	response, err := endless.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d", response.StatusCode)
	}
	lines := bufio.NewScanner(response.Body)
	for lines.Scan() {
		id, found := strings.CutPrefix(lines.Text(), "id: ")
		if !found {
			continue
		}
		revision, err := strconv.ParseInt(id, 10, 64)
		if err != nil {
			return err
		}
		heard.Store(revision)
	}
	return lines.Err()
}

// leave ends the work and judges what is stored on every server.
func (k *crowd) leave() {
	k.t.Helper()
	k.become("the end", nothing)
	k.work()
	last := newClient(k.t, k.address).login(testEmail, testPassword)
	k.leaveWork()
	k.working.Wait()
	got := last.get(k.path + "/volume-pekerjaan/list/")
	stored, err := volumesOf(got)
	if err != nil {
		k.t.Fatal(err)
	}
	for i, m := range k.people {
		k.judge(fmt.Sprintf("at the end, person %d", i), m, stored, m.known.Load())
	}
	_, text, _ := strings.Cut(got.header.Get("X-Takar-Project"), ";")
	revision, err := strconv.ParseInt(text, 10, 64)
	if err != nil || revision < k.acked.Load() {
		k.t.Errorf("revision %q after %d acknowledged saves", text, k.acked.Load())
	}
	for i := range k.heard {
		k.await("listeners hear of the last save", func() bool { return k.heard[i].Load() == revision })
	}
	for kind, count := range k.wrong {
		k.t.Errorf("%d x %s", count, kind)
	}
	k.t.Logf("%d saves were acknowledged; the project is at revision %d", k.acked.Load(), revision)
}
