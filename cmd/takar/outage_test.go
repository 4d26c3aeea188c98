package main

import (
	"net/http"
	"strings"
	"syscall"
	"testing"

	"takar/internal/testservice"
)

// PostgreSQL goes away and comes back under a running program: everybody is told so
// meanwhile, what was acknowledged is there afterwards, and nobody has to do anything.
func TestPostgresMayGoAndComeBack(t *testing.T) {
	for name, mode := range map[string]testservice.StopMode{"fast": testservice.Fast, "immediate": testservice.Immediate} {
		t.Run(name, func(t *testing.T) {
			database := testservice.PostgresServer(t)
			address := "TAKAR_DATABASE_URL=" + database.Database(t)
			takar("user", "add", "--email", testEmail, "--password-stdin", "--admin").with(address).reading(testPassword + "\n").succeed(t)
			server := takar("serve", "--listen", "127.0.0.1:0", "--drain", "0s").with(address).start(t)
			c := newClient(t, server.address).login(testEmail, testPassword)
			path, pekerjaan := c.newProject(1)
			volumes := func(quantity string) map[string]any {
				return map[string]any{"items": []map[string]any{{"pekerjaan_id": pekerjaan[0], "quantity": quantity}}}
			}
			save := func(quantity string) *answer {
				got, err := c.post(path+"/volume-pekerjaan/save/", volumes(quantity))
				if err != nil {
					t.Fatal(err)
				}
				return got
			}
			if got := save("7"); got.status != http.StatusOK {
				t.Fatalf("%d %s", got.status, got.body)
			}
			database.Stop(t, mode)
			for range 20 {
				isDown(t, "a save", save("8"), `"code":"DATABASE_DOWN"`)
				isDown(t, "a page", c.get("/dashboard/"), "Basis data sedang tidak menjawab")
				isDown(t, "a read", c.get(path+"/rekap/"), `"code":"DATABASE_DOWN"`)
			}
			isDown(t, "a login", newClient(t, server.address).tryLogin(testEmail, testPassword), "Basis data sedang tidak menjawab")
			if got := c.get("/health/ready/"); got.status != http.StatusServiceUnavailable {
				t.Errorf("ready: %d", got.status)
			}
			if got := c.get("/health/live/"); got.status != http.StatusOK {
				t.Errorf("alive: %d", got.status)
			}
			database.Start(t)
			read := c.get(path + "/volume-pekerjaan/list/")
			if read.status != http.StatusOK || !strings.Contains(string(read.body), `"quantity":"7.000"`) {
				t.Errorf("the first read afterwards: %d %s", read.status, read.body)
			}
			if got := save("9"); got.status != http.StatusOK {
				t.Errorf("the first save afterwards: %d %s", got.status, got.body)
			}
			eventually(t, "the end is logged", func() bool { return strings.Contains(server.logged(), "the database answers again") })
			log := server.logged()
			if began := strings.Count(log, `"msg":"the database does not answer"`); began == 0 || began > 3 || strings.Contains(log, "SERVER_ERROR") {
				t.Errorf("%d outages in the log", began)
			}
			server.signal(syscall.SIGTERM)
			if code := server.wait(); code != 0 {
				t.Errorf("exit code %d", code)
			}
		})
	}
}

func isDown(t *testing.T, what string, got *answer, says string) {
	t.Helper()
	if got.status != http.StatusServiceUnavailable || got.header.Get("Retry-After") == "" || !strings.Contains(string(got.body), says) {
		t.Errorf("%s: %d %v %.300s", what, got.status, got.header, got.body)
	}
}
