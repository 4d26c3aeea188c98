package main

import (
	"context"
	"fmt"
	"runtime"
)

func versionCommand() *command {
	return &command{
		name: "version", summary: "versi program",
		run: func(_ context.Context, t *terminal, _ []string) error {
			fmt.Fprintf(t.out, "takar %s (%s, %s/%s)\n", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return nil
		},
	}
}
