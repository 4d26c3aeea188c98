package main

import (
	"net/http"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"

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
			crowd.become("rolling restart", nothing)
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
