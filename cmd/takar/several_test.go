package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"takar/internal/testservice"
)

// Two servers, a database with a replica, and a Redis, of which all but the database go away in
// the course of the day.
func TestServersWithAReplicaAndRedisShowOneTruth(t *testing.T) {
	primary := testservice.PostgresServer(t)
	database := primary.Database(t)
	replica, redis := primary.Replica(t), testservice.RedisServer(t)
	address := "TAKAR_DATABASE_URL=" + database
	start := func() *running {
		return takar("serve", "--listen", "127.0.0.1:0").with(address, "TAKAR_REPLICA_URL="+replica.Of(t, database),
			"TAKAR_REDIS_URL=redis://"+redis.Addr(), "TAKAR_MONITOR=127.0.0.1:0", "TAKAR_DATABASE_CONNECTIONS=10").start(t)
	}
	first, second := start(), start()
	takar("user", "add", "--email", testEmail, "--password-stdin").with(address).reading(testPassword).succeed(t)
	c := newClient(t, first.address).login(testEmail, testPassword)
	at := func(server *running) *client { c.address = server.address; return c } // one address, two servers behind it

	project, pekerjaan := at(first).newProject(1)
	volume := func(want string) {
		t.Helper()
		for name, server := range map[string]*running{"first": first, "second": second} {
			if got := at(server).get(project + "/volume-pekerjaan/list/"); got.status != http.StatusOK || !strings.Contains(got.body, want) {
				t.Errorf("%s: status %d, want %s in %s", name, got.status, want, got.body)
			}
		}
	}
	save := func(server *running, quantity string) {
		t.Helper()
		at(server).mustPost(project+"/volume-pekerjaan/save/", map[string]any{
			"items": []map[string]any{{"pekerjaan_id": pekerjaan[0], "quantity": quantity}},
		}, http.StatusOK)
	}
	cache := func(backend, status string) {
		t.Helper()
		got := at(second).get("/health/ready/")
		if want := fmt.Sprintf(`"cache":{"status":%q,"backend":%q`, status, backend); got.status != http.StatusOK || !strings.Contains(got.body, want) {
			t.Errorf("health %d: %s, want %s", got.status, got.body, want)
		}
	}

	save(first, "11.125")
	replica.Await(t)
	volume("11.125")
	if text := fetch(t, monitorOf(t, second)+"/metrics", "").body; !strings.Contains(text, `takar_replica_reads_total{outcome="served"} 1`) {
		t.Error("the second server did not read from the replica")
	}
	replica.Pause(t)
	save(first, "22.25")
	volume("22.25")
	save(second, "33.375")
	volume("33.375")
	replica.Stop(t, testservice.Immediate)
	save(first, "44.5")
	volume("44.5")

	eventually(t, "Redis is told to be there", func() bool { return strings.Contains(at(second).get("/health/ready/").body, `"cache":{"status":"ok"`) })
	cache("redis", "ok")
	redis.Stop(t)
	cache("redis", "degraded")
	save(second, "55.625")
	volume("55.625")
	newClient(t, second.address).login(testEmail, testPassword)

	at(first).submit("/accounts/logout/", map[string][]string{"csrfmiddlewaretoken": {c.cookie("csrftoken")}})
	if got := at(second).get("/accounts/me/"); got.status == http.StatusOK {
		t.Errorf("a session that ended at the first is alive at the second: %s", got.body)
	}
}
