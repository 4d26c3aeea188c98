package main

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// binary is the program as people run it, built once for all tests.
var binary string

// patience is far above what anything here takes; a test that needs it has failed.
const patience = 30 * time.Second

func TestMain(m *testing.M) { os.Exit(buildAndRun(m)) }

func buildAndRun(m *testing.M) int {
	directory, err := os.MkdirTemp("", "takar-cmd-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(directory)
	binary = filepath.Join(directory, "takar")
	build := exec.CommandContext(context.Background(), "go", "build", "-ldflags", "-X main.version=v0-test", "-o", binary, ".")
	if said, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "go build: %v\n%s", err, said)
		return 1
	}
	return m.Run()
}

// outcome is how a finished command ended.
type outcome struct {
	out, err string
	code     int
}

// invocation is one run of the program.
type invocation struct {
	args        []string
	environment []string // beside an environment without TAKAR_…
	input       string
	directory   string
}

func takar(args ...string) invocation { return invocation{args: args} }

func (i invocation) with(environment ...string) invocation {
	i.environment = append(i.environment, environment...)
	return i
}

func (i invocation) reading(input string) invocation {
	i.input = input
	return i
}

func (i invocation) command(ctx context.Context) *exec.Cmd {
	command := exec.CommandContext(ctx, binary, i.args...)
	command.Dir = i.directory
	command.Stdin = strings.NewReader(i.input)
	for _, entry := range os.Environ() {
		if !strings.HasPrefix(entry, "TAKAR_") {
			command.Env = append(command.Env, entry)
		}
	}
	command.Env = append(command.Env, i.environment...)
	return command
}

// run carries out a command to its end.
func (i invocation) run(t *testing.T) outcome {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	command := i.command(ctx)
	var out, said bytes.Buffer
	command.Stdout, command.Stderr = &out, &said
	err := command.Run()
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) {
		t.Fatalf("takar %v: %v", i.args, err)
	}
	return outcome{out: out.String(), err: said.String(), code: command.ProcessState.ExitCode()}
}

// succeed carries out a command that must end well and returns what it printed.
func (i invocation) succeed(t *testing.T) string {
	t.Helper()
	got := i.run(t)
	if got.code != 0 {
		t.Fatalf("takar %v: code %d\n%s%s", i.args, got.code, got.out, got.err)
	}
	return got.out
}

// running is a server that a test started.
type running struct {
	t       *testing.T
	command *exec.Cmd
	address string // http://127.0.0.1:PORT
	ended   chan struct{}

	mutex sync.Mutex
	out   strings.Builder
	log   strings.Builder
}

// start runs a server and returns when it says where it is. It is killed at the end of the
// test unless it has ended.
func (i invocation) start(t *testing.T) *running {
	t.Helper()
	command := i.command(context.WithoutCancel(t.Context()))
	command.Stdin = nil
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	said, err := command.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	r := &running{t: t, command: command, ended: make(chan struct{})}
	ready := make(chan string, 1)
	var reading sync.WaitGroup
	reading.Go(func() { r.read(bufio.NewScanner(out), &r.out, ready) })
	reading.Go(func() { r.read(bufio.NewScanner(said), &r.log, nil) })
	go func() {
		reading.Wait()
		_ = command.Wait() // how it ended stands in its state
		close(r.ended)
	}()
	t.Cleanup(func() {
		r.kill()
		if t.Failed() {
			t.Logf("server said:\n%s%s", r.printed(), r.logged())
		}
	})
	select {
	case r.address = <-ready:
	case <-r.ended:
		t.Fatalf("the server ended while starting:\n%s%s", r.printed(), r.logged())
	case <-time.After(patience):
		t.Fatalf("the server does not say where it is:\n%s%s", r.printed(), r.logged())
	}
	return r
}

// read keeps what the server says and reports the first address in it.
func (r *running) read(lines *bufio.Scanner, into *strings.Builder, ready chan<- string) {
	for lines.Scan() {
		r.mutex.Lock()
		into.WriteString(lines.Text() + "\n")
		r.mutex.Unlock()
		if at := strings.Index(lines.Text(), "http://"); at >= 0 && ready != nil {
			address := strings.Fields(lines.Text()[at:])[0]
			ready <- strings.TrimRight(address, "/")
			ready = nil
		}
	}
}

func (r *running) printed() string {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return r.out.String()
}

func (r *running) logged() string {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return r.log.String()
}

func (r *running) signal(signal syscall.Signal) {
	r.t.Helper()
	if err := r.command.Process.Signal(signal); err != nil {
		r.t.Fatalf("signal %v: %v", signal, err)
	}
}

// kill ends the server as a power cut would.
func (r *running) kill() {
	_ = r.command.Process.Kill() // it may have ended
	<-r.ended
}

// wait returns the exit code of a server that is about to end: -1 when a signal ended it.
func (r *running) wait() int {
	r.t.Helper()
	select {
	case <-r.ended:
		return r.command.ProcessState.ExitCode()
	case <-time.After(patience):
		r.t.Fatal("the server does not end")
		return 0
	}
}

// host is the address without its scheme.
func (r *running) host() string { return strings.TrimPrefix(r.address, "http://") }

// serveOn starts a server on a data directory and a free port.
func serveOn(t *testing.T, directory string, environment ...string) *running {
	t.Helper()
	return takar("serve", "--data", directory, "--listen", "127.0.0.1:0").with(environment...).start(t)
}

// openDatabase opens the file of a store with plain SQL.
func openDatabase(t *testing.T, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	return db
}
