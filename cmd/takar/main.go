// Command takar is the whole program: it serves the application and looks after its
// accounts and its reference library. Each subcommand has a file of its own.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"takar/internal/app"
	"takar/internal/rab"
)

// version is set when the program is built (see Makefile).
var version = "dev"

// Exit codes: 1 is a failure, 2 a command that cannot be understood.
const (
	exitFailure = 1
	exitUsage   = 2
)

// terminal is what a subcommand reads and writes, and the environment it sees.
type terminal struct {
	in      io.Reader
	out     io.Writer
	err     io.Writer
	environ []string // "NAME=value"
}

func main() {
	ctx, restore := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	go func() {
		<-ctx.Done()
		restore() // a second signal stops the program at once
	}()
	t := &terminal{in: os.Stdin, out: os.Stdout, err: os.Stderr, environ: os.Environ()}
	os.Exit(t.run(ctx, os.Args[1:]))
}

// commands returns the subcommands in the order of the help.
func commands() []*command {
	return []*command{
		demoCommand(), serveCommand(),
		userAddCommand(), userPasswordCommand(), userResetLinkCommand(), userListCommand(),
		tokenAddCommand(), tokenListCommand(), tokenRevokeCommand(), mailTestCommand(),
		projectExportCommand(), projectImportCommand(), ahspImportCommand(), loadtestCommand(),
		backupCommand(), restoreCommand(), moveCommand(), healthCommand(), doctorCommand(), versionCommand(),
	}
}

// run carries out one command line and returns the exit code.
func (t *terminal) run(ctx context.Context, args []string) int {
	err := t.dispatch(ctx, args)
	if err == nil {
		return 0
	}
	fmt.Fprintln(t.err, "takar: "+explain(err))
	var usage *usageError
	if !errors.As(err, &usage) {
		return exitFailure
	}
	fmt.Fprintln(t.err, usage.hint())
	return exitUsage
}

func (t *terminal) dispatch(ctx context.Context, args []string) error {
	list := commands()
	if asksHelp, topic := helpTopic(args); asksHelp {
		return t.help(list, topic)
	}
	if len(args) == 0 {
		return &usageError{message: "sebutkan perintahnya, misalnya takar demo"}
	}
	chosen, rest, err := choose(list, args)
	if err != nil {
		return err
	}
	arguments, err := chosen.parse(rest)
	if err != nil {
		return err
	}
	if chosen.settings != nil {
		if err := chosen.settings.read(t.environ); err != nil {
			return err
		}
	}
	return chosen.run(ctx, t, arguments)
}

// choose finds the command that the first words name.
func choose(list []*command, args []string) (chosen *command, rest []string, err error) {
	var names, second []string
	for _, c := range list {
		words := strings.Fields(c.name)
		names = append(names, words[0])
		if words[0] != args[0] {
			continue
		}
		if len(words) == 1 {
			return c, args[1:], nil
		}
		if len(args) > 1 && words[1] == args[1] {
			return c, args[2:], nil
		}
		second = append(second, words[1])
	}
	switch {
	case second == nil:
		return nil, nil, usagef("", "perintah %q tidak dikenal; yang paling dekat: takar %s", args[0], nearest(args[0], names))
	case len(args) == 1 || strings.HasPrefix(args[1], "-"):
		return nil, nil, usagef("", "takar %s perlu satu kata lagi: %s", args[0], strings.Join(second, ", "))
	}
	return nil, nil, usagef("", "perintah %q tidak dikenal; yang paling dekat: takar %s %s", strings.Join(args[:2], " "), args[0], nearest(args[1], second))
}

// explain turns an error into a sentence for people.
func explain(err error) string {
	var invalid *rab.Invalid
	if errors.As(err, &invalid) {
		texts := make([]string, len(invalid.Problems))
		for i, problem := range invalid.Problems {
			texts[i] = problem.Message
		}
		return strings.Join(texts, " ")
	}
	if errors.Is(err, app.ErrBusy) {
		return app.ErrBusy.Error()
	}
	if errors.Is(err, app.ErrNoSpace) {
		return "penyimpanan penuh, tidak ada yang disimpan: kosongkan ruang di disk itu (" + err.Error() + ")"
	}
	if errors.Is(err, context.Canceled) {
		return "dihentikan; tidak ada yang disimpan"
	}
	return err.Error()
}
