// Command measure runs the load scenarios of this project, each against a server of its own
// with fresh data, and writes what was measured into docs/performance.md. It drives the program
// from outside, as its operator would: takar demo, takar serve, takar loadtest.
//
//	go run ./internal/loadtest/measure load 50
//	go run ./internal/loadtest/measure load --database both --runs 3 all
//	go run ./internal/loadtest/measure cross
//	go run ./internal/loadtest/measure bench
//	go run ./internal/loadtest/measure tables docs/performance.md
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := command(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

// Exit codes, as those of takar loadtest.
const (
	exitMet = iota
	exitMissed
	exitNotRun
)

// errMissed is the cause of errors of what was measured and is not good enough.
var errMissed = errors.New("gates missed")

func command(ctx context.Context, arguments []string) int {
	if len(arguments) == 0 {
		fmt.Fprintln(os.Stderr, "usage: measure load|cross|bench|tables …")
		return exitNotRun
	}
	var err error
	switch arguments[0] {
	case "load":
		err = load(ctx, arguments[1:])
	case "cross":
		err = cross(ctx, arguments[1:])
	case "bench":
		err = bench(ctx, arguments[1:])
	case "tables":
		err = tables(arguments[1:])
	default:
		err = fmt.Errorf("measure %s: there is load, cross, bench and tables", arguments[0])
	}
	switch {
	case err == nil:
		return exitMet
	case errors.Is(err, flag.ErrHelp):
		return exitNotRun
	}
	fmt.Fprintln(os.Stderr, "measure:", err)
	if errors.Is(err, errMissed) {
		return exitMissed
	}
	return exitNotRun
}

// options are the flags that several commands share.
type options struct {
	takar    string
	out      string
	database string
	size     string
	duration time.Duration // 0: that of the scenario
	users    int           // 0: those of the scenario
	runs     int
}

// flags are those of a command that runs so often unless told otherwise.
func (o *options) flags(name string, runs int) *flag.FlagSet {
	f := flag.NewFlagSet(name, flag.ContinueOnError)
	f.StringVar(&o.takar, "takar", "bin/takar", "the program")
	f.StringVar(&o.out, "out", "build/load", "directory of the results")
	f.StringVar(&o.database, "database", sqlite, "sqlite, postgres or both")
	f.StringVar(&o.size, "size", "medium", "size of the data: small, medium or large")
	f.DurationVar(&o.duration, "duration", 0, "another duration than that of the scenario, for trying")
	f.IntVar(&o.users, "users", 0, "another number of users than that of the scenario")
	f.IntVar(&o.runs, "runs", runs, "how often, for medians")
	return f
}

// databases are the ones asked for.
func (o *options) databases() ([]string, error) {
	switch o.database {
	case sqlite, postgres:
		return []string{o.database}, nil
	case "postgresql":
		return []string{postgres}, nil
	case "both":
		return []string{sqlite, postgres}, nil
	}
	return nil, fmt.Errorf("--database %s: there is sqlite, postgres and both", o.database)
}

// tried marks the names of results that no table takes: those of a run that only tries.
func (o *options) tried() string {
	if o.duration > 0 {
		return "-tried"
	}
	return ""
}

func (o *options) prepare() error {
	absolute, err := filepath.Abs(o.takar)
	if err != nil {
		return err
	}
	if _, err := os.Stat(absolute); err != nil {
		return fmt.Errorf("%w (make build makes it)", err)
	}
	o.takar = absolute
	return os.MkdirAll(o.out, 0o755) //nolint:gosec // reports are for everybody
}

// load runs scenarios one after the other, all of them even when one misses its gates.
func load(ctx context.Context, arguments []string) error {
	var o options
	f := o.flags("load", 1)
	if err := f.Parse(arguments); err != nil {
		return err
	}
	chosen, err := choose(f.Args())
	if err != nil {
		return err
	}
	databases, err := o.databases()
	if err != nil {
		return err
	}
	if err := o.prepare(); err != nil {
		return err
	}
	var missed []string
	for _, database := range databases {
		for _, s := range chosen {
			for n := range o.runs {
				label := fmt.Sprintf("%s on %s", s.name, database)
				if o.runs > 1 {
					label += fmt.Sprintf(", run %d of %d", n+1, o.runs)
				}
				fmt.Println("=== " + label)
				switch err := o.run(ctx, s, database, n+1); {
				case errors.Is(err, errMissed):
					missed = append(missed, label)
				case err != nil:
					return fmt.Errorf("%s: %w", label, err)
				}
			}
		}
	}
	if len(missed) > 0 {
		return fmt.Errorf("%w: %s", errMissed, strings.Join(missed, "; "))
	}
	return nil
}
