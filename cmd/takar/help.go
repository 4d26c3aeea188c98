package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
)

const overview = `Takar menyusun RAB dari analisa harga satuan pekerjaan (AHSP).

Pemakaian: takar PERINTAH [PILIHAN]

Perintah:
`

const overviewEnd = `
"takar PERINTAH --help" menjelaskan satu perintah.
`

// helpTopic reports whether a command line asks for help, and about which words.
func helpTopic(args []string) (asks bool, topic []string) {
	if len(args) > 0 && args[0] == "help" {
		return true, args[1:]
	}
	for i, word := range args {
		switch word {
		case "--":
			return false, nil
		case "--help", "-help", "-h":
			first := slices.IndexFunc(args, func(word string) bool { return strings.HasPrefix(word, "-") })
			return true, args[:min(i, first)]
		}
	}
	return false, nil
}

// help prints the overview, or the help of the commands that begin with the topic.
func (t *terminal) help(list []*command, topic []string) error {
	if len(topic) == 0 {
		t.overview(list)
		return nil
	}
	name, found := strings.Join(topic, " "), false
	for _, c := range list {
		if c.name == name || strings.HasPrefix(c.name, name+" ") {
			if found {
				fmt.Fprintln(t.out)
			}
			c.describe(t.out)
			found = true
		}
	}
	if found {
		return nil
	}
	chosen, _, err := choose(list, topic)
	if err != nil {
		return err
	}
	chosen.describe(t.out)
	return nil
}

func (t *terminal) overview(list []*command) {
	fmt.Fprint(t.out, overview)
	table := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	for _, c := range list {
		fmt.Fprintf(table, "  %s\t%s\n", c.usage(), c.summary)
	}
	_ = table.Flush()
	fmt.Fprint(t.out, overviewEnd)
}

func (c *command) usage() string { return strings.TrimSpace(c.name + " " + c.arguments) }

func (c *command) describe(out io.Writer) {
	fmt.Fprintf(out, "takar %s", c.usage())
	if len(c.options) > 0 {
		fmt.Fprint(out, " [PILIHAN]")
	}
	fmt.Fprintf(out, "\n\n%s.\n", c.summary)
	if c.details != "" {
		fmt.Fprintf(out, "\n%s\n", c.details)
	}
	if len(c.options) == 0 {
		return
	}
	fmt.Fprint(out, "\nPilihan:\n")
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, o := range c.options {
		help := o.help
		if o.required {
			help += " (wajib)"
		}
		fmt.Fprintf(table, "  --%s\t%s\n", strings.TrimSpace(o.name+" "+o.value), help)
	}
	_ = table.Flush()
}
