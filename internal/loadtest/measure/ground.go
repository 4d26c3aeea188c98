package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"takar/internal/demo"
	"takar/internal/testservice"
)

// The databases.
const (
	sqlite   = "sqlite"
	postgres = "postgres"
)

// projectIDs are those that scripts with fixed ids know.
const projectIDs = "160,161,163,139,162"

// ground is a server with fresh data, and what it stands on.
type ground struct {
	database  string
	directory string
	host      string
	accounts  string // file of those who may log in
	password  string
	people    []string
	server    *exec.Cmd
	cluster   *testservice.Server // nil on SQLite
	ended     chan error
}

// prepareGround makes data of one size and serves them. Before wraps the command of the server,
// such as in taskset.
func (o *options) prepareGround(ctx context.Context, database string, accounts int, memory string, before []string) (_ *ground, err error) {
	g := &ground{database: database, password: rand.Text(), ended: make(chan error, 1)}
	if g.directory, err = os.MkdirTemp("", "takar-measure-"); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, g.close())
		}
	}()
	place := []string{"--data", filepath.Join(g.directory, "data")}
	environment := []string{"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME"), "TMPDIR=" + os.TempDir()}
	if database == postgres {
		if g.cluster, err = testservice.StartPostgres(); err != nil {
			return nil, err
		}
		place, environment = nil, append(environment, "TAKAR_DATABASE_URL="+g.cluster.URL())
	}
	if err := o.fill(ctx, g, accounts, place, environment); err != nil {
		return nil, err
	}
	if memory != "" {
		environment = append(environment, "GOMEMLIMIT="+memory)
	}
	return g, o.serve(ctx, g, append(before, append([]string{o.takar, "serve"}, place...)...), environment)
}

// fill makes the data and the file of accounts.
func (o *options) fill(ctx context.Context, g *ground, accounts int, place, environment []string) error {
	began := time.Now()
	arguments := append([]string{"demo", "--no-serve", "--size", o.size, "--seed", "1", "--ids", projectIDs, "--accounts", fmt.Sprint(accounts), "--password-stdin"}, place...)
	command := exec.CommandContext(ctx, o.takar, arguments...)
	command.Env, command.Stdin, command.Stderr = environment, strings.NewReader(g.password+"\n"), os.Stderr
	if err := command.Run(); err != nil {
		return fmt.Errorf("takar demo: %w", err)
	}
	fmt.Printf("data: five projects, %s, %d accounts in %s\n", o.size, accounts, time.Since(began).Round(100*time.Millisecond))
	g.people = append(g.people, demo.People[0].Email)
	for n := range accounts {
		g.people = append(g.people, fmt.Sprintf("user%03d@karya.example", n+1))
	}
	g.accounts = filepath.Join(g.directory, "accounts")
	return os.WriteFile(g.accounts, []byte(strings.Join(g.people, ":"+g.password+"\n")+":"+g.password+"\n"), 0o600)
}

// serve starts the server and waits until it is ready.
func (o *options) serve(ctx context.Context, g *ground, arguments, environment []string) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // only to find a free port
	if err != nil {
		return err
	}
	address := listener.Addr().String()
	if err := listener.Close(); err != nil {
		return err
	}
	g.host = "http://" + address
	log, err := os.Create(filepath.Join(o.out, "server.log"))
	if err != nil {
		return err
	}
	defer log.Close()                                                                    // the server has it
	g.server = exec.Command(arguments[0], append(arguments[1:], "--listen", address)...) //nolint:noctx // close ends it
	g.server.Env, g.server.Stdout, g.server.Stderr = environment, log, log
	// An interrupt at the terminal is for us: the server ends when its test has.
	g.server.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := g.server.Start(); err != nil {
		g.server = nil
		return err
	}
	go func() { g.ended <- g.server.Wait() }()
	return g.ready(ctx)
}

// startTime is how long a server may take to be ready.
const startTime = time.Minute

func (g *ground) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	for {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, g.host+"/health/ready/", http.NoBody)
		if err != nil {
			return err
		}
		if response, err := http.DefaultClient.Do(request); err == nil {
			_ = response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-again.C:
		case err := <-g.ended:
			g.server = nil
			return fmt.Errorf("the server ended before it was ready, see server.log: %w", err)
		case <-ctx.Done():
			return fmt.Errorf("the server is not ready: %w", ctx.Err())
		}
	}
}

// close stops the server as its operator would and removes the data.
func (g *ground) close() error {
	var errs []error
	if g.server != nil {
		errs = append(errs, g.server.Process.Signal(syscall.SIGTERM))
		if err := <-g.ended; err != nil {
			errs = append(errs, fmt.Errorf("the server, see server.log: %w", err))
		}
	}
	if g.cluster != nil {
		errs = append(errs, g.cluster.Discard())
	}
	return errors.Join(append(errs, os.RemoveAll(g.directory))...)
}
