package main

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"takar/internal/demo"
)

// portfolioOptions are the flags of takar demo that ask for five projects of one size.
type portfolioOptions struct {
	size, seed, ids, accounts string

	chosen *demo.Portfolio // nil: the demo company as it is
	status statusLine
}

// read judges the flags.
func (o *portfolioOptions) read(t *terminal) error {
	if o.size == "" {
		for _, without := range []struct{ name, value string }{{"seed", o.seed}, {"ids", o.ids}, {"accounts", o.accounts}} {
			if without.value != "" {
				return usagef("demo", "--%s hanya berlaku bersama --size small, medium, atau large", without.name)
			}
		}
		return nil
	}
	p := &demo.Portfolio{Size: demo.Size(o.size), Seed: 1}
	if !slices.Contains(demo.Sizes, p.Size) {
		return usagef("demo", "--size %q tidak dikenal: isi small, medium, atau large", o.size)
	}
	var err error
	if o.seed != "" {
		if p.Seed, err = strconv.ParseUint(o.seed, 10, 64); err != nil {
			return usagef("demo", "--seed %q tidak sah: isi bilangan bulat 0 atau lebih", o.seed)
		}
	}
	if o.accounts != "" {
		if p.Accounts, err = strconv.Atoi(o.accounts); err != nil || p.Accounts < 0 || p.Accounts > demo.MaxAccounts {
			return usagef("demo", "--accounts %q tidak sah: isi bilangan 0 sampai %d", o.accounts, demo.MaxAccounts)
		}
	}
	if p.IDs, err = readIDs(o.ids); err != nil {
		return err
	}
	if interactive(t.err) {
		o.status.out = t.err
		p.Progress = o.status.show
	}
	o.chosen = p
	return nil
}

// readIDs reads the ids of the projects, which are all different.
func readIDs(text string) ([]int64, error) {
	if text == "" {
		return nil, nil
	}
	words := strings.Split(text, ",")
	ids := make([]int64, 0, len(words))
	for _, word := range words {
		id, err := strconv.ParseInt(strings.TrimSpace(word), 10, 64)
		if err != nil || id < 1 || id > demo.MaxChosenID || slices.Contains(ids, id) {
			return nil, usagef("demo", "--ids: %q tidak sah: isi %d bilangan berbeda dari 1 sampai %d", word, demo.PortfolioProjects, demo.MaxChosenID)
		}
		ids = append(ids, id)
	}
	if len(ids) != demo.PortfolioProjects {
		return nil, usagef("demo", "--ids berisi %d id: isi %d, dipisahkan koma", len(ids), demo.PortfolioProjects)
	}
	return ids, nil
}

// statusLine tells a person what is being done, in one line that goes again.
type statusLine struct{ out io.Writer }

func (s *statusLine) show(text string) { fmt.Fprintf(s.out, "\r\033[K%s …", text) }

func (s *statusLine) end() {
	if s.out != nil {
		fmt.Fprint(s.out, "\r\033[K")
	}
}
