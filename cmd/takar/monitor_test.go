package main

import (
	"io"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
)

// monitorOf returns the address of a server's monitor.
func monitorOf(t *testing.T, server *running) string {
	t.Helper()
	found := regexp.MustCompile(`(http://\S+)/metrics`).FindStringSubmatch(server.printed())
	if found == nil {
		eventually(t, "the server says where its monitor is", func() bool {
			found = regexp.MustCompile(`(http://\S+)/metrics`).FindStringSubmatch(server.printed())
			return found != nil
		})
	}
	return found[1]
}

// fetch reads an address under a host name; "" is its own.
func fetch(t *testing.T, address, host string) *answer {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	if host != "" {
		request.Host = host
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return &answer{status: response.StatusCode, header: response.Header, body: string(body)}
}

func TestMonitorTellsWhatTheServerDoesAndNothingOfItsContents(t *testing.T) {
	data := t.TempDir()
	server := serveOn(t, data, "TAKAR_MONITOR=127.0.0.1:0")
	addTester(t, "--data", data)
	c := newClient(t, server.address)
	c.login(testEmail, testPassword)
	newClient(t, server.address).tryLogin("nobody@kantor.id", "salah-sama-sekali")
	project, _ := c.newProject(1)
	for _, path := range []string{project + "/rekap/", project + "/rekap/", "/tidak/ada/918273/", "/tidak/ada/645342/", "/static/apa-saja.js"} {
		c.get(path)
	}
	c.mustPost(project+"/batch-copy/", map[string]any{"base_name": "Gedung salinan", "count": 1, "background": true}, http.StatusAccepted)
	eventually(t, "the job is done and logged", func() bool { return jobLine.MatchString(server.logged()) })
	monitor := monitorOf(t, server)
	text := fetch(t, monitor+"/metrics", "").body
	for _, want := range []string{
		`takar_build_info{go="go`, `takar_http_requests_total{method="GET",route="/detail_project/api/project/{project}/rekap/",status="2xx"} 2`,
		`takar_http_requests_total{method="any",route="none",status="4xx"} 2`, `takar_http_requests_total{method="GET",route="/static/",status="4xx"} 1`,
		`takar_http_request_duration_seconds_bucket{method="GET",route="/detail_project/api/project/{project}/rekap/",le="0.0005"}`, `takar_http_sent_bytes_total{`,
		"takar_http_requests_running 0", "takar_http_requests_limit 1000", "takar_event_streams 0", "takar_cache_projects ", "takar_cache_bytes ", "takar_cache_limit_bytes 5",
		"takar_cache_hits_total ", "takar_cache_loads_total ", "takar_cache_evictions_total 0", "takar_answers_kept_total 1", "takar_visits_remembered ",
		`takar_database_connections_in_use{pool="write"} 0`, `takar_database_connection_wait_seconds_total{pool="read"} `, "takar_database_commit_seconds_count ", "takar_database_up 1",
		`takar_logins_total{outcome="succeeded"} 1`, `takar_logins_total{outcome="failed"} 1`, "takar_password_hash_seconds_count 2", "takar_password_hash_waiting 0",
		"takar_heavy_running 0", "takar_heavy_waiting 0", "takar_heavy_refused_total 0", "takar_jobs_running 0", `takar_jobs{kind="copy",state="done"} 1`, `takar_job_seconds_count{kind="copy",state="done"} 1`, "go_goroutines ", "process_open_fds ",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the measurements lack %q", want)
		}
	}
	for _, secret := range []string{"Gedung", "918273", "645342", testEmail, "kantor.id", "apa-saja"} {
		if strings.Contains(text, secret) {
			t.Errorf("the measurements hold %q", secret)
		}
	}
	for _, name := range documented(t) {
		if !strings.Contains(text, "\n"+name) && !strings.HasPrefix(name, "takar_redis_") && !strings.HasPrefix(name, "takar_replica_") {
			t.Errorf("docs/operations.md names %s, which is not measured", name)
		}
	}
	if t.Failed() {
		t.Log(text)
	}
	if profile := fetch(t, monitor+"/debug/pprof/goroutine?debug=1", ""); profile.status != http.StatusOK || !strings.Contains(profile.body, "goroutine profile") {
		t.Errorf("profile: %d %.200s", profile.status, profile.body)
	}
	if got := fetch(t, monitor+"/metrics", "takar.penyerang.example"); got.status != http.StatusForbidden {
		t.Errorf("under a name of the internet: %d", got.status)
	}
	if got := fetch(t, monitor+"/metrics", "takar:9090"); got.status != http.StatusOK {
		t.Errorf("under a name of the local network: %d", got.status)
	}
	for _, path := range []string{"/metrics", "/debug/pprof/", "/debug/pprof/heap"} {
		if got := c.get(path); got.status != http.StatusNotFound {
			t.Errorf("%s where people are: %d", path, got.status)
		}
	}
}

// jobLine is what the log says of a job that ended.
var jobLine = regexp.MustCompile(`"msg":"job","state":"done",.*"job_id":\d+,"kind":"copy"`)

// documented returns the measurements that operators are told of.
func documented(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile("../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	names := regexp.MustCompile(`\btakar_[a-z_]+`).FindAllString(string(text), -1)
	if len(names) == 0 {
		t.Fatal("docs/operations.md names no measurement")
	}
	return names
}

func TestHeadersThatAreTooLargeAreRefused(t *testing.T) {
	server := serveOn(t, t.TempDir())
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.address+"/accounts/login/", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("X-Panjang", strings.Repeat("a", headerBytes+8<<10))
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("%d", response.StatusCode)
	}
}
