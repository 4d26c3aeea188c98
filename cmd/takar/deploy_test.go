package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"takar/deploy"
	"takar/internal/testservice"
)

// Whatever the files of deploy set, the program knows.
func TestDeployedSettingsAreKnown(t *testing.T) {
	known := (&settings{}).variables()
	found := 0
	if err := fs.WalkDir(deploy.Files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		for _, setting := range regexp.MustCompile(`TAKAR_[A-Z_]+`).FindAllString(deployed(t, name), -1) {
			found++
			if known[setting] == nil {
				t.Errorf("%s: %s is unknown", name, setting)
			}
		}
		return nil
	}); err != nil || found == 0 {
		t.Fatalf("%d settings, %v", found, err)
	}
}

func deployed(t *testing.T, name string) string {
	t.Helper()
	text, err := deploy.Files.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Whatever the files of deploy call, the program understands.
func TestDeployedCommandsAreUnderstood(t *testing.T) {
	lines := regexp.MustCompile(`(?m)^ExecStart=/usr/local/bin/takar (.+)$`).FindAllStringSubmatch(deployed(t, "systemd/takar.service")+deployed(t, "systemd/takar-backup.service"), -1)
	image := deployed(t, "Dockerfile")
	for _, pattern := range []string{`CMD \["/takar", "(.+)"\]`, `(?m)^CMD \["(.+)"\]`} {
		lines = append(lines, regexp.MustCompile(pattern).FindStringSubmatch(image))
	}
	if len(lines) != 4 {
		t.Fatalf("commands: %v", lines)
	}
	for _, line := range lines {
		chosen, rest, err := choose(commands(), strings.Fields(line[1]))
		if err == nil {
			_, err = chosen.parse(rest)
		}
		if err != nil {
			t.Errorf("takar %s: %v", line[1], err)
		}
	}
}

// Who stops the program waits longer than it lets requests finish.
func TestDeployedPatienceIsLongEnough(t *testing.T) {
	for name, pattern := range map[string]string{"systemd/takar.service": `TimeoutStopSec=(\d+)`, "compose.yaml": `stop_grace_period: (\d+)s`} {
		found := regexp.MustCompile(pattern).FindStringSubmatch(deployed(t, name))
		if found == nil {
			t.Fatalf("%s says nothing", name)
		}
		if seconds, err := strconv.Atoi(found[1]); err != nil || time.Duration(seconds)*time.Second < stopTime+15*time.Second {
			t.Errorf("%s waits for %s s", name, found[1])
		}
	}
}

// The image is built as "make build" builds the program, with the same Go.
func TestImageIsBuiltAsTheProgram(t *testing.T) {
	image := deployed(t, "Dockerfile")
	made, err := os.ReadFile(filepath.Join("..", "..", "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	module, err := os.ReadFile(filepath.Join("..", "..", "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	for _, command := range []string{"npm ci", "node web/build.mjs", `-ldflags "-s -w -X main.version=`, "-o bin/takar ./cmd/takar"} {
		if !strings.Contains(image, command) || !strings.Contains(string(made), command) {
			t.Errorf("Dockerfile and Makefile do not both say %s", command)
		}
	}
	version := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindStringSubmatch(string(module))[1]
	if !strings.Contains(image, "FROM golang:"+version+"-") || !strings.Contains(image, "CGO_ENABLED=0 GOFLAGS=-trimpath") || !strings.Contains(image, "\nUSER 65532:65532\n") {
		t.Errorf("Dockerfile is not built with Go %s, static, for somebody else than root", version)
	}
	for _, line := range regexp.MustCompile(`(?m)^COPY ([^-].*) \S+$`).FindAllStringSubmatch(image, -1) {
		for _, source := range strings.Fields(line[1]) {
			if _, err := os.Stat(filepath.Join("..", "..", source)); err != nil {
				t.Errorf("Dockerfile copies %s: %v", source, err)
			}
		}
	}
}

// compose.yaml starts the servers that nginx.conf names, as the Dockerfile makes them.
func TestComposeFitsTheRest(t *testing.T) {
	var compose struct {
		Services map[string]struct {
			Image, Command any
			Build          struct{ Context, Dockerfile string }
			Environment    map[string]string
			Volumes        []string
			DependsOn      map[string]struct{ Condition string } `yaml:"depends_on"`
			Healthcheck    any
		}
		Volumes map[string]any
	}
	if err := yaml.Unmarshal([]byte(deployed(t, "compose.yaml")), &compose); err != nil {
		t.Fatal(err)
	}
	behind := regexp.MustCompile(`(?m)^    server (\w+):8080 `).FindAllStringSubmatch(deployed(t, "nginx/takar.conf"), -1)
	if len(behind) != 3 {
		t.Fatalf("behind nginx: %v", behind)
	}
	for _, server := range behind {
		service, there := compose.Services[server[1]]
		if !there || service.Build.Dockerfile != "deploy/Dockerfile" || service.Environment["TAKAR_DATABASE_URL"] == "" {
			t.Errorf("service %s: %+v", server[1], service)
		}
	}
	for name, service := range compose.Services {
		for other, how := range service.DependsOn {
			on, there := compose.Services[other]
			if !there || how.Condition == "service_healthy" && on.Healthcheck == nil && on.Build.Dockerfile == "" {
				t.Errorf("%s waits for %s", name, other)
			}
		}
		for _, volume := range service.Volumes {
			source, _, _ := strings.Cut(volume, ":")
			if file, isFile := strings.CutPrefix(source, "./"); isFile {
				deployed(t, file)
			} else if _, there := compose.Volumes[source]; !there {
				t.Errorf("%s uses the volume %s", name, source)
			}
		}
	}
	for _, variable := range regexp.MustCompile(`\$\{(\w+):\?`).FindAllStringSubmatch(deployed(t, "compose.yaml"), -1) {
		if !strings.Contains(deployed(t, "compose.env"), "\n"+variable[1]+"=") {
			t.Errorf("compose.env does not set %s", variable[1])
		}
	}
}

func TestUnitsAreValid(t *testing.T) {
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("systemd-analyze is missing")
	}
	directory := t.TempDir()
	args := []string{"verify"}
	for _, name := range []string{"takar.service", "takar-backup.service", "takar-backup.timer"} {
		text := strings.ReplaceAll(deployed(t, "systemd/"+name), "/usr/local/bin/takar", binary)
		path := filepath.Join(directory, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, path)
	}
	if said, err := exec.CommandContext(t.Context(), analyze, args...).CombinedOutput(); err != nil || strings.Contains(string(said), directory) {
		t.Errorf("systemd-analyze: %v\n%s", err, said)
	}
}

// proxy is nginx with the configuration of deploy in front of servers.
type proxy struct {
	address string
}

// startProxy starts nginx on a free port.
func startProxy(t *testing.T, servers ...string) *proxy {
	t.Helper()
	program := testservice.Require(t, "nginx")
	directory := t.TempDir()
	address := testservice.FreeAddress(t)
	site, err := deploy.Nginx(address, servers...)
	if err != nil {
		t.Fatal(err)
	}
	own := ""
	for _, part := range []string{"client_body", "proxy", "fastcgi", "uwsgi", "scgi"} {
		own += fmt.Sprintf("%s_temp_path %s/%[1]s;\n", part, directory)
	}
	text := fmt.Sprintf("daemon off;\nmaster_process off;\npid %[1]s/pid;\nerror_log stderr warn;\nevents {}\nhttp {\naccess_log %[1]s/access.log;\n%s%s}\n", directory, own, site)
	path := filepath.Join(directory, "nginx.conf")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if said, err := exec.CommandContext(t.Context(), program, "-t", "-p", directory, "-e", "stderr", "-c", path).CombinedOutput(); err != nil {
		t.Fatalf("nginx -t: %v\n%s", err, said)
	}
	command := exec.CommandContext(context.WithoutCancel(t.Context()), program, "-p", directory, "-e", "stderr", "-c", path)
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = command.Process.Kill()
		_ = command.Wait() // killed
	})
	eventually(t, "nginx answers", func() bool {
		conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
		if err == nil {
			_ = conn.Close()
		}
		return err == nil
	})
	return &proxy{address: "http://" + address}
}

// Behind nginx two servers are one: a login serves on both, each save is seen through the
// other, events come at once, and a server that is killed is not missed.
func TestServersBehindNginxAreOne(t *testing.T) {
	testservice.Require(t, "nginx")
	database := "TAKAR_DATABASE_URL=" + testservice.Postgres(t)
	takar("user", "add", "--email", testEmail, "--password-stdin").with(database).reading(testPassword).succeed(t)
	start := func() *running {
		return takar("serve", "--listen", "127.0.0.1:0").with(database, "TAKAR_TRUSTED_PROXIES=127.0.0.1", "TAKAR_LOG=json").start(t)
	}
	first, second := start(), start()
	front := startProxy(t, first.host(), second.host())
	c := newClient(t, front.address).login(testEmail, testPassword)
	path, pekerjaan := c.newProject(4)
	save := func(n int) {
		t.Helper()
		got, err := c.saveVolumes(path, &saver{rows: pekerjaan, asked: n})
		if err != nil || got.status != http.StatusOK {
			t.Fatalf("save %d: %v %+v", n, err, got)
		}
		if list := c.get(path + "/volume-pekerjaan/list/"); !strings.Contains(list.body, volumeOf(n)) {
			t.Errorf("save %d is not seen: %s", n, list.body)
		}
	}
	for n := range 6 {
		save(n + 1)
	}
	c.seesEvents(path, save)
	c.seesAssets()
	if got := c.get(path + "/rekap/"); got.header.Get("Content-Encoding") == "" && got.header.Get("ETag") == "" {
		t.Errorf("headers are lost: %v", got.header)
	}
	c.knows(path+"/rekap/", first.address, second.address)
	large, err := http.NewRequestWithContext(t.Context(), http.MethodPost, front.address+"/accounts/login/", io.LimitReader(zeros{}, 71<<20))
	if err != nil {
		t.Fatal(err)
	}
	large.ContentLength = 71 << 20
	if got, err := c.http.Do(large); err == nil {
		if got.Body.Close(); got.StatusCode != http.StatusRequestEntityTooLarge {
			t.Errorf("71 MiB: status %d", got.StatusCode)
		}
	}
	first.kill()
	for n := range 6 {
		save(n + 20) // none is lost, whichever server would have had its turn
	}
}

// knows gets an answer of each server and asks all of them whether it still holds.
func (c *client) knows(path string, servers ...string) {
	c.t.Helper()
	tags := map[string]bool{}
	for _, server := range servers {
		direct := *c
		direct.address = server
		tags[direct.get(path).header.Get("ETag")] = true
	}
	if len(tags) != 1 || tags[""] {
		c.t.Errorf("servers name one answer %v", tags)
	}
}

type zeros struct{}

// Read gives zeros without end.
func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// seesEvents fails the test unless an event of a save comes while the stream is open.
func (c *client) seesEvents(path string, save func(int)) {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(c.t.Context(), patience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, c.address+path+"/events/", nil)
	if err != nil {
		c.t.Fatal(err)
	}
	stream, err := c.http.Do(request)
	if err != nil {
		c.t.Fatal(err)
	}
	defer stream.Body.Close()
	lines := bufio.NewScanner(stream.Body)
	seen := 0
	for lines.Scan() {
		if !strings.HasPrefix(lines.Text(), "data:") {
			continue
		}
		if seen++; seen == 1 {
			save(10)
			continue
		}
		return
	}
	c.t.Errorf("the stream (%d) ended after %d events: %v", stream.StatusCode, seen, lines.Err())
}

// seesAssets fails the test unless what pages name may be kept for a year by anybody.
func (c *client) seesAssets() {
	c.t.Helper()
	named := regexp.MustCompile(`/static/[\w.-]+`).FindAllString(c.get("/dashboard/").body, -1)
	if len(named) == 0 {
		c.t.Log("built without scripts and styles")
		return
	}
	slices.Sort(named)
	for _, name := range slices.Compact(named) {
		got := c.get(name)
		if got.status != http.StatusOK || got.header.Get("Cache-Control") != "public, max-age=31536000, immutable" || got.header.Get("Set-Cookie") != "" {
			c.t.Errorf("%s: %d %v", name, got.status, got.header)
		}
	}
}
