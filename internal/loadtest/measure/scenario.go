package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// scenario is one load that the program has to bear.
type scenario struct {
	name     string
	title    string // in the tables
	users    int
	spawn    int // new users each second
	duration time.Duration
	mix      string
	rate     int    // of tasks each second; 0: users with pauses
	saturate bool   // users without pauses
	memory   string // GOMEMLIMIT of the server
	before   time.Duration
	beside   *scenario // runs at the same time, begun before this one
}

// scenarios are all there are, in the order of the tables.
var scenarios = []scenario{
	{name: "50", title: "50 users, all they do", users: 50, spawn: 2, duration: 300 * time.Second, mix: "full"},
	{name: "100", title: "100 users, all they do", users: 100, spawn: 10, duration: 180 * time.Second, mix: "full"},
	{name: "500", title: "500 users, all they do", users: 500, spawn: 25, duration: 120 * time.Second, mix: "full"},
	{name: "1000", title: "1,000 users, pages and reads", users: 1000, spawn: 20, duration: 120 * time.Second, mix: "core", memory: "512MiB"},
	{name: "storm", title: "200 logins in 10 s", users: 200, spawn: 20, duration: 15 * time.Second, mix: "browse", before: 3 * time.Second, beside: &others},
	{name: "saturation", title: "pages and reads without pauses", users: 32, spawn: 32, duration: 60 * time.Second, mix: "core", saturate: true},
}

// others turn pages at a fixed rate while many log in.
var others = scenario{name: "others", title: "pages of others meanwhile", users: 20, spawn: 20, duration: 18 * time.Second, mix: "browse", rate: 40}

func choose(names []string) ([]scenario, error) {
	if len(names) == 1 && names[0] == "all" {
		return scenarios, nil
	}
	var known []string
	for _, s := range scenarios {
		known = append(known, s.name)
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("name a scenario: %s, or all", strings.Join(known, ", "))
	}
	var chosen []scenario
	for _, name := range names {
		found := false
		for _, s := range scenarios {
			if s.name == name {
				chosen, found = append(chosen, s), true
			}
		}
		if !found {
			return nil, fmt.Errorf("no scenario %q: there is %s, and all", name, strings.Join(known, ", "))
		}
	}
	return chosen, nil
}

// run carries a scenario out against a fresh server and keeps its results.
func (o *options) run(ctx context.Context, s scenario, database string, number int) (err error) {
	ground, err := o.prepareGround(ctx, database, accountsOf(s), s.memory, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ground.close()) }()
	if s.beside == nil {
		return o.generate(ctx, s, ground, number, os.Stdout, os.Stderr)
	}
	beside := make(chan error, 1)
	var said bytes.Buffer // one of two shows how far it has come
	go func() { beside <- o.generate(ctx, *s.beside, ground, number, &said, &said) }()
	select {
	case <-time.After(s.before): // they log in first, and are measured from then on as well
	case <-ctx.Done():
	}
	err = o.generate(ctx, s, ground, number, os.Stdout, os.Stderr)
	if other := <-beside; err == nil || errors.Is(err, errMissed) && other != nil {
		err = other // a gate that is missed does not hide what could not run
	}
	fmt.Printf("--- %s, %s\n%s", s.beside.name, s.beside.title, said.String())
	return err
}

func accountsOf(s scenario) int { return min(max(s.users, 50), 200) }

// generate runs takar loadtest. An earlier result of the same name is what it is compared with.
func (o *options) generate(ctx context.Context, s scenario, g *ground, number int, out, problems io.Writer) error {
	name := filepath.Join(o.out, fmt.Sprintf("%s-%s-%d", s.name, g.database, number))
	users, duration := s.users, s.duration
	if o.users > 0 && !s.saturate {
		users = o.users
	}
	if o.duration > 0 {
		duration = o.duration
	}
	arguments := []string{
		"loadtest", "--host", g.host, "--accounts", g.accounts, "--projects", projectIDs, "--mix", s.mix, "--seed", strconv.Itoa(number),
		"--users", strconv.Itoa(users), "--spawn-rate", strconv.Itoa(s.spawn), "--duration", duration.String(),
		"--gate", gatesOf(s.name, g.database),
		"--json", name + ".json", "--html", name + ".html", "--csv", name,
	}
	switch {
	case s.saturate:
		arguments = append(arguments, "--saturate")
	case s.rate > 0:
		arguments = append(arguments, "--rate", strconv.Itoa(s.rate))
	}
	if err := os.Rename(name+".json", name+"-before.json"); err == nil {
		arguments = append(arguments, "--baseline", name+"-before.json")
	}
	command := exec.CommandContext(ctx, o.takar, arguments...)
	// An interrupt at the terminal reaches it through us, and once: a second one would cut it.
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	command.Cancel = func() error { return command.Process.Signal(syscall.SIGINT) }
	command.WaitDelay = 2 * time.Minute
	command.Stdout, command.Stderr = out, problems
	err := command.Run()
	var ended *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, &ended) && ended.ExitCode() == exitMissed:
		return fmt.Errorf("%w: %s", errMissed, name+".html")
	case err != nil:
		return fmt.Errorf("takar loadtest of %s: %w", s.name, err)
	}
	fmt.Println("report:", name+".html")
	return nil
}

func gatesOf(name, database string) string {
	if database == postgres {
		return filepath.Join("load", "gates", "postgresql", name+".yaml")
	}
	return filepath.Join("load", "gates", name+".yaml")
}
