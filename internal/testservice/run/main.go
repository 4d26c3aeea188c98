// Command run starts one PostgreSQL server, runs the command given to it with the address of
// that server in its environment, and ends the server: so that the packages of one test run
// share a server instead of each making its own.
//
//	go run ./internal/testservice/run go test ./...
//
// Without PostgreSQL on the machine, or with a server named already, it only runs the
// command: the tests themselves say what is missing.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"takar/internal/testservice"
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: run COMMAND [ARGUMENT...]")
		os.Exit(2)
	}
	os.Exit(run(os.Args[1:]))
}

func run(arguments []string) int {
	// An interrupt at the terminal reaches the command by itself, a SIGTERM does not; in both
	// cases we stay until the command has ended, to clean up after it.
	signal.Notify(make(chan os.Signal, 1), os.Interrupt)
	ctx, release := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer release()
	environment := os.Environ()
	if os.Getenv(testservice.PostgresVariable) == "" {
		if server, err := testservice.StartPostgres(); err != nil {
			fmt.Fprintln(os.Stderr, "without a shared PostgreSQL:", err)
		} else {
			defer server.Discard() //nolint:errcheck // the watcher removes what is left
			environment = append(environment, testservice.PostgresVariable+"="+server.URL())
		}
	}
	command := exec.CommandContext(ctx, arguments[0], arguments[1:]...) //nolint:gosec // running what it is told is its job
	command.Cancel = func() error { return command.Process.Signal(syscall.SIGTERM) }
	command.Stdin, command.Stdout, command.Stderr, command.Env = os.Stdin, os.Stdout, os.Stderr, environment
	if err := command.Run(); err != nil {
		var ended *exec.ExitError
		if errors.As(err, &ended) && ended.ExitCode() > 0 {
			return ended.ExitCode()
		}
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}
