package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"takar/internal/loadtest/result"
)

// Bounds of the cross-check: how many connections, for how long, and by how much the two
// generators may differ. There are many connections because takar loadtest judges each answer
// before it asks again: the few that wait for that are not to matter.
const (
	crossConnections = 32
	crossDuration    = 20 * time.Second
	crossAddresses   = 5000
	crossMost        = 0.15
)

// opinion is what one generator says of the server.
type opinion struct {
	PerSecond float64 `json:"per_second"`
	P50       float64 `json:"p50_ms"`
	Requests  int64   `json:"requests"`
	Server    float64 `json:"server_cpu_ms"`    // of the server for each request
	Generator float64 `json:"generator_cpu_ms"` // of the generator itself for each request
}

// String tells an opinion in one line.
func (o opinion) String() string {
	return fmt.Sprintf("%.0f requests/s, p50 %.2f ms (for each %.3f ms of the server's processor, %.3f of its own)", o.PerSecond, o.P50, o.Server, o.Generator)
}

// crossing is the outcome of a cross-check, as it is kept.
type crossing struct {
	Remark string    `json:"remark"`
	Ours   []opinion `json:"takar"`
	Theirs []opinion `json:"wrk"`
}

// cross lets takar loadtest and wrk send the same reads over as many connections without
// pauses, in turns. The server has one core and the generators another: what a generator costs
// itself is then not taken from what the server can do, and both have to measure the same.
func cross(ctx context.Context, arguments []string) error {
	var o options
	f := o.flags("cross", 3)
	if err := f.Parse(arguments); err != nil {
		return err
	}
	if err := o.prepare(); err != nil {
		return err
	}
	for _, program := range []string{"wrk", "taskset"} {
		if _, err := exec.LookPath(program); err != nil {
			return fmt.Errorf("%s is missing (on Debian: apt-get install wrk util-linux)", program)
		}
	}
	if runtime.NumCPU() < 2 {
		return errors.New("the cross-check needs two cores: one for the server, one for the generators")
	}
	databases, err := o.databases()
	if err != nil {
		return err
	}
	g, err := o.prepareGround(ctx, databases[0], crossConnections, "", []string{"taskset", "-c", "0"})
	if err != nil {
		return err
	}
	c := crossing{Remark: circumstances(ctx)}
	err = o.exchange(ctx, g, &c)
	if err = errors.Join(err, g.close()); err != nil {
		return err
	}
	text, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(o.out, "cross"+o.tried()+".json"), append(text, '\n'), 0o644); err != nil { //nolint:gosec // reports are for everybody
		return err
	}
	return c.judge(os.Stdout)
}

func (o *options) exchange(ctx context.Context, g *ground, c *crossing) error {
	duration := crossDuration
	if o.duration > 0 {
		duration = o.duration
	}
	addresses, cookies := filepath.Join(g.directory, "addresses"), filepath.Join(g.directory, "cookies")
	list, err := exec.CommandContext(ctx, o.takar, "loadtest", "--host", g.host, "--accounts", g.accounts, "--projects", projectIDs, "--mix", "core", "--seed", "1", "--addresses", strconv.Itoa(crossAddresses)).Output()
	if err != nil {
		return fmt.Errorf("takar loadtest --addresses: %w", err)
	}
	if err := os.WriteFile(addresses, list, 0o600); err != nil {
		return err
	}
	if err := g.logIn(ctx, crossConnections, cookies); err != nil {
		return err
	}
	// What is computed once for a revision is computed before anything is measured.
	if _, err := throughWrk(ctx, g, addresses, cookies, max(duration/4, time.Second)); err != nil {
		return err
	}
	for n := range o.runs {
		ours, err := o.throughTakar(ctx, g, duration, n)
		if err != nil {
			return err
		}
		theirs, err := throughWrk(ctx, g, addresses, cookies, duration)
		if err != nil {
			return err
		}
		fmt.Printf("run %d of %d: takar loadtest %s; wrk %s\n", n+1, o.runs, ours, theirs)
		c.Ours, c.Theirs = append(c.Ours, ours), append(c.Theirs, theirs)
	}
	return nil
}

func (o *options) throughTakar(ctx context.Context, g *ground, duration time.Duration, n int) (opinion, error) {
	name := filepath.Join(g.directory, "cross.json")
	command := exec.CommandContext(ctx, "taskset", "-c", "1", o.takar, "loadtest", "--host", g.host, "--accounts", g.accounts, "--projects", projectIDs,
		"--mix", "core", "--saturate", "--seed", strconv.Itoa(n+1), "--users", strconv.Itoa(crossConnections), "--spawn-rate", "1000", "--duration", duration.String(), "--json", name)
	command.Cancel = func() error { return command.Process.Signal(syscall.SIGINT) }
	command.Stderr = os.Stderr
	server, err := g.during(command)
	if err != nil {
		return opinion{}, fmt.Errorf("takar loadtest: %w", err)
	}
	run, err := readRun(name)
	if err != nil {
		return opinion{}, err
	}
	told := opinion{PerSecond: steady(run), P50: run.Total.Quantile(50).Seconds() * 1000, Requests: run.Total.Requests}
	return told.costing(server, command.ProcessState), nil
}

// steady is how many requests a second were answered when all users had logged in: after the
// first quarter. Passwords are dear on purpose, and wrk has its sessions from before.
func steady(run *result.Run) float64 {
	var requests int64
	from, to := time.Duration(0), time.Duration(0)
	for _, m := range run.Timeline {
		if m.After <= run.Asked/4 {
			from, to = m.After, m.After
			continue
		}
		if m.After > run.Asked {
			break // users end one by one
		}
		requests, to = requests+m.Requests, m.After
	}
	if to == from {
		return run.Total.PerSecond(run.Duration)
	}
	return float64(requests) / (to - from).Seconds()
}

// during runs a command and returns what time of a processor the server needed meanwhile.
func (g *ground) during(command *exec.Cmd) (time.Duration, error) {
	before, err := processorTime(g.server.Process.Pid)
	if err != nil {
		return 0, err
	}
	if err := command.Run(); err != nil {
		return 0, err
	}
	after, err := processorTime(g.server.Process.Pid)
	return after - before, err
}

// processorTime reads the time of a processor that a process has used, in ticks of 10 ms.
func processorTime(process int) (time.Duration, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", process))
	if err != nil {
		return 0, err
	}
	_, behind, _ := bytes.Cut(text, []byte(") ")) // the name before may hold blanks
	fields := strings.Fields(string(behind))
	if len(fields) < 13 {
		return 0, fmt.Errorf("/proc/%d/stat tells something else", process)
	}
	ticks := 0
	for _, field := range fields[11:13] { // user and system
		n, err := strconv.Atoi(field)
		if err != nil {
			return 0, err
		}
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond, nil
}

// costing adds what each request cost.
func (o opinion) costing(server time.Duration, generator *os.ProcessState) opinion {
	each := func(d time.Duration) float64 { return d.Seconds() * 1000 / float64(max(o.Requests, 1)) }
	o.Server, o.Generator = each(server), each(generator.UserTime()+generator.SystemTime())
	return o
}

func throughWrk(ctx context.Context, g *ground, addresses, cookies string, duration time.Duration) (opinion, error) {
	var out bytes.Buffer
	command := exec.CommandContext(ctx, "taskset", "-c", "1", "wrk", "-t1", "-c"+strconv.Itoa(crossConnections), "-d"+strconv.Itoa(int(math.Ceil(duration.Seconds())))+"s",
		"-s", filepath.Join("load", "mix.lua"), g.host, "--", addresses, cookies)
	command.Stdout, command.Stderr = &out, os.Stderr
	server, err := g.during(command)
	if err != nil {
		return opinion{}, fmt.Errorf("wrk: %w\n%s", err, out.String())
	}
	var told struct {
		Requests       int64
		Seconds        float64
		P50            float64 `json:"p50_ms"`
		Status, Broken int64
	}
	last := bytes.LastIndexByte(bytes.TrimSpace(out.Bytes()), '\n')
	if err := json.Unmarshal(out.Bytes()[last+1:], &told); err != nil {
		return opinion{}, fmt.Errorf("wrk told something else: %w\n%s", err, out.String())
	}
	// One in twenty ids is drawn to miss; more than that is a session that was not accepted.
	if told.Broken > 0 || told.Status*10 > told.Requests || told.Requests == 0 {
		return opinion{}, fmt.Errorf("wrk met other answers than the expected ones:\n%s", out.String())
	}
	seen := opinion{PerSecond: float64(told.Requests) / told.Seconds, P50: told.P50, Requests: told.Requests}
	return seen.costing(server, command.ProcessState), nil
}

// logIn logs people in and writes their cookies, one session a line.
func (g *ground) logIn(ctx context.Context, sessions int, name string) error {
	var lines strings.Builder
	for _, email := range g.people[:sessions] {
		jar, err := cookiejar.New(nil)
		if err != nil {
			return err
		}
		client := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		base, err := url.Parse(g.host)
		if err != nil {
			return err
		}
		page := g.host + "/accounts/login/"
		if _, err := visit(ctx, client, http.MethodGet, page, nil); err != nil {
			return err
		}
		form := url.Values{"login": {email}, "password": {g.password}}
		for _, cookie := range jar.Cookies(base) {
			if cookie.Name == "csrftoken" {
				form.Set("csrfmiddlewaretoken", cookie.Value)
			}
		}
		status, err := visit(ctx, client, http.MethodPost, page, form)
		if err != nil {
			return err
		}
		var pairs []string
		for _, cookie := range jar.Cookies(base) {
			pairs = append(pairs, cookie.Name+"="+cookie.Value)
		}
		if line := strings.Join(pairs, "; "); status == http.StatusFound && strings.Contains(line, "sessionid=") {
			lines.WriteString(line + "\n")
			continue
		}
		return fmt.Errorf("%s cannot log in: status %d", email, status)
	}
	return os.WriteFile(name, []byte(lines.String()), 0o600)
}

func visit(ctx context.Context, client *http.Client, method, address string, form url.Values) (status int, err error) {
	request, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(form.Encode()))
	if err != nil {
		return 0, err
	}
	if method == http.MethodPost {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		request.Header.Set("Referer", address)
	}
	response, err := client.Do(request)
	if err != nil {
		return 0, err
	}
	return response.StatusCode, response.Body.Close()
}

// medians returns the medians of both generators.
func (c *crossing) medians() (ours, theirs opinion) {
	of := func(list []opinion) opinion {
		var rate, p50 []float64
		for _, o := range list {
			rate, p50 = append(rate, o.PerSecond), append(p50, o.P50)
		}
		return opinion{PerSecond: median(rate), P50: median(p50)}
	}
	return of(c.Ours), of(c.Theirs)
}

// judge tells both opinions; more than the bound between them is an error.
func (c *crossing) judge(out io.Writer) error {
	ours, theirs := c.medians()
	rate, p50 := apart(ours.PerSecond, theirs.PerSecond), apart(ours.P50, theirs.P50)
	fmt.Fprintf(out, "requests/s: takar loadtest %.0f, wrk %.0f, %.1f %% apart\n", ours.PerSecond, theirs.PerSecond, rate*100)
	fmt.Fprintf(out, "p50: takar loadtest %.2f ms, wrk %.2f ms, %.1f %% apart\n", ours.P50, theirs.P50, p50*100)
	if rate > crossMost || p50 > crossMost {
		return fmt.Errorf("%w: the generators differ by more than %.0f %%", errMissed, crossMost*100)
	}
	return nil
}

// apart is by how much two numbers differ, as a part of the greater one.
func apart(a, b float64) float64 {
	if max(a, b) == 0 {
		return 1 // nothing was measured
	}
	return math.Abs(a-b) / max(a, b)
}

// crossTable has a row for each generator.
func crossTable(out string) (string, error) {
	text, err := os.ReadFile(filepath.Join(out, "cross.json")) //nolint:gosec // our own result
	if errors.Is(err, os.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	var c crossing
	if err := json.Unmarshal(text, &c); err != nil {
		return "", err
	}
	ours, theirs := c.medians()
	return fmt.Sprintf("| Generator | Requests per second | p50 |\n|---|---|---|\n| takar loadtest | %s | %.2f ms |\n| wrk | %s | %.2f ms |\n| apart | %.1f %% | %.1f %% |\n\nMedians of %d runs in turns. %s\n",
		thousands(int64(ours.PerSecond)), ours.P50, thousands(int64(theirs.PerSecond)), theirs.P50,
		apart(ours.PerSecond, theirs.PerSecond)*100, apart(ours.P50, theirs.P50)*100, len(c.Ours), c.Remark), nil
}
