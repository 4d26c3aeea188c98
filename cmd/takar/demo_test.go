package main

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"takar/internal/store"
)

var (
	demoLogin    = regexp.MustCompile(`(?m)^Masuk: +(\S+)$`)
	demoPassword = regexp.MustCompile(`(?m)^Kata sandi: +(\S+)$`)
)

// startDemo starts the demo in a directory for temporary files of its own.
func startDemo(t *testing.T) (server *running, temporary string) {
	t.Helper()
	temporary = t.TempDir()
	return takar("demo", "--listen", "127.0.0.1:0").with("TMPDIR=" + temporary).start(t), temporary
}

func TestTheDemoShowsWorkAndLeavesNothingBehind(t *testing.T) {
	server, temporary := startDemo(t)
	eventually(t, "the demo has said everything", func() bool { return strings.Contains(server.printed(), "Ctrl+C") })
	login, password := demoLogin.FindStringSubmatch(server.printed()), demoPassword.FindStringSubmatch(server.printed())
	if login == nil || password == nil {
		t.Fatalf("no login in:\n%s", server.printed())
	}
	c := newClient(t, server.address).login(login[1], password[1])
	dashboard := c.get("/dashboard/")
	link := regexp.MustCompile(`/detail_project/(\d+)/`).FindStringSubmatch(dashboard.body)
	if !strings.Contains(dashboard.body, "Balai Pertemuan") || link == nil {
		t.Fatalf("dashboard: %d\n%s", dashboard.status, dashboard.body)
	}
	if recap := c.get("/detail_project/" + link[1] + "/rekap-rab/"); recap.status != http.StatusOK || strings.Count(recap.body, "<tr") < 30 {
		t.Errorf("rekap: %d with %d rows", recap.status, strings.Count(recap.body, "<tr"))
	}
	server.signal(syscall.SIGTERM)
	if code := server.wait(); code != 0 {
		t.Errorf("exit code %d: %s", code, server.logged())
	}
	if left, err := os.ReadDir(temporary); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestAPageOfTheDemoIsReachedFromItsAddress(t *testing.T) {
	server, _ := startDemo(t)
	visitor := &http.Client{Timeout: patience}
	response, err := visitor.Get(server.address + "/")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	c := newClient(t, server.address)
	if response.StatusCode != http.StatusOK || c.formToken(c.get(response.Request.URL.Path)) == "" {
		t.Errorf("status %d at %s", response.StatusCode, response.Request.URL)
	}
}

func TestTheDemoKeepsItsDataWhereAsked(t *testing.T) {
	data := filepath.Join(t.TempDir(), "contoh")
	made := takar("demo", "--no-serve", "--data", data).succeed(t)
	if strings.Contains(made, "http://") || !strings.Contains(made, "takar serve --data "+data) {
		t.Errorf("said:\n%s", made)
	}
	password := demoPassword.FindStringSubmatch(made)
	if password == nil {
		t.Fatalf("no password in:\n%s", made)
	}
	if _, err := os.Stat(filepath.Join(data, store.FileName)); err != nil {
		t.Fatal(err)
	}
	again := takar("demo", "--data", data, "--listen", "127.0.0.1:0").run(t)
	if again.code != exitFailure || !strings.Contains(again.err, "takar serve --data "+data) || strings.Contains(again.out, "Kata sandi") {
		t.Errorf("a second run: code %d\n%s%s", again.code, again.out, again.err)
	}
	c := newClient(t, serveOn(t, data).address).login("ratna@karya.example", password[1])
	if got := c.get("/dashboard/"); !strings.Contains(got.body, "Ruang Kelas") {
		t.Errorf("dashboard: %d", got.status)
	}
}
