package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// command is one subcommand as people type it.
type command struct {
	name      string // "user add"
	arguments string // what stands behind the name, such as "BERKAS"; "" for nothing
	summary   string // one line of the overview
	details   string // what else the help says
	options   []option
	settings  *settings // filled from the environment before run; nil when none is read
	run       func(ctx context.Context, t *terminal, arguments []string) error
}

// option is one flag. Exactly one of text and on is set.
type option struct {
	name  string // without dashes
	value string // what stands for its value in the help
	help  string
	text  *string
	on    *bool

	required bool // its value, of a text
}

// usageError is a command line, or an environment, that cannot be understood.
type usageError struct {
	command string // "" when not even the command is known
	message string
}

func usagef(command, format string, args ...any) error {
	return &usageError{command: command, message: fmt.Sprintf(format, args...)}
}

// Error returns what is wrong.
func (e *usageError) Error() string { return e.message }

// hint says where help is.
func (e *usageError) hint() string {
	return strings.TrimSpace("Bantuan: takar "+e.command) + " --help"
}

// parse reads flags and arguments in any order and returns the arguments. A flag stands as
// --name value or --name=value; a lone -- ends the flags.
func (c *command) parse(args []string) (arguments []string, err error) {
	for len(args) > 0 {
		word := args[0]
		args = args[1:]
		switch {
		case word == "--":
			arguments, args = append(arguments, args...), nil
		case strings.HasPrefix(word, "-") && word != "-":
			if args, err = c.parseFlag(word, args); err != nil {
				return nil, err
			}
		default:
			arguments = append(arguments, word)
		}
	}
	if wanted := len(strings.Fields(c.arguments)); len(arguments) > wanted {
		return nil, usagef(c.name, "%q tidak dimengerti: takar %s tidak menerima kata itu", arguments[wanted], c.name)
	} else if len(arguments) < wanted {
		return nil, usagef(c.name, "takar %s perlu %s", c.name, c.arguments)
	}
	for _, o := range c.options {
		if o.required && *o.text == "" {
			return nil, usagef(c.name, "isi --%s %s", o.name, o.value)
		}
	}
	return arguments, nil
}

// parseFlag reads one flag, whose value may be the next word, and returns what follows.
func (c *command) parseFlag(word string, args []string) (rest []string, err error) {
	name, value, joined := strings.Cut(strings.TrimLeft(word, "-"), "=")
	at := slices.IndexFunc(c.options, func(o option) bool { return o.name == name })
	switch {
	case at < 0 && len(c.options) == 0:
		return nil, usagef(c.name, "pilihan %s tidak dikenal: takar %s tidak punya pilihan", word, c.name)
	case at < 0:
		names := make([]string, len(c.options))
		for i, o := range c.options {
			names[i] = o.name
		}
		return nil, usagef(c.name, "pilihan --%s tidak dikenal; yang paling dekat: --%s", name, nearest(name, names))
	case c.options[at].on != nil && joined:
		return nil, usagef(c.name, "pilihan --%s tidak memakai nilai", name)
	case c.options[at].on != nil:
		*c.options[at].on = true
		return args, nil
	case !joined && (len(args) == 0 || strings.HasPrefix(args[0], "--")):
		return nil, usagef(c.name, "pilihan --%s perlu nilai: --%s %s", name, name, c.options[at].value)
	case !joined:
		value, args = args[0], args[1:]
	}
	if value == "" {
		return nil, usagef(c.name, "pilihan --%s kosong: isi --%s %s, atau hapus", name, name, c.options[at].value)
	}
	*c.options[at].text = value
	return args, nil
}

// nearest returns the name that needs the fewest changes to become what was typed.
func nearest(typed string, names []string) string {
	return slices.MinFunc(names, func(a, b string) int { return distance(typed, a) - distance(typed, b) })
}

// distance counts the letters to insert, delete, replace or swap with their neighbour to
// turn what was typed into a name. A name that was only begun is one change away.
func distance(typed, name string) int {
	x, y := []rune(strings.ToLower(typed)), []rune(strings.ToLower(name))
	before, row := make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		next := make([]int, len(y)+1)
		next[0] = i + 1
		for j := range y {
			change := 1
			if x[i] == y[j] {
				change = 0
			}
			next[j+1] = min(row[j]+change, row[j+1]+1, next[j]+1)
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				next[j+1] = min(next[j+1], before[j-1]+1)
			}
		}
		before, row = row, next
	}
	return min(row[len(y)], slices.Min(row)+1)
}
