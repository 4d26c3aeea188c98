package main

import (
	"context"
	"fmt"
	"strconv"

	"takar/internal/loadtest"
)

// printAddresses prints what the users of a mix would read, one address a line.
func (f *loadFlags) printAddresses(ctx context.Context, t *terminal, o loadtest.Options) error {
	many, err := strconv.Atoi(f.addresses)
	if err != nil || many < 1 {
		return usagef("loadtest", "--addresses %q bukan bilangan bulat di atas 0", f.addresses)
	}
	list, err := loadtest.Addresses(ctx, o, many)
	if err != nil {
		return usagef("loadtest", "%s", err)
	}
	for _, address := range list {
		fmt.Fprintln(t.out, address)
	}
	return nil
}
