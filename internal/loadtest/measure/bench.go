package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// benchmarks are the gates that are measured in process, in the order of their table.
var benchmarks = []struct{ file, packages, pattern, time string }{
	{"bench", "./internal/api", "^Benchmark(EditSeen|KeptBesideStatic|TenThousand|Charts|Analysis)$", "1s"},
	{"documents", "./internal/api", "^BenchmarkDocuments$", "1x"},
}

// bench runs the benchmarks and keeps what they print.
func bench(ctx context.Context, arguments []string) error {
	var o options
	f := o.flags("bench", 3)
	if err := f.Parse(arguments); err != nil {
		return err
	}
	if err := os.MkdirAll(o.out, 0o755); err != nil { //nolint:gosec // reports are for everybody
		return err
	}
	for _, b := range benchmarks {
		if f.NArg() > 0 && f.Arg(0) != b.file {
			continue
		}
		if o.duration > 0 {
			b.time = "1x"
		}
		if err := o.measure(ctx, b.file+o.tried()+".txt", "-bench", b.pattern, "-benchtime", b.time, b.packages); err != nil {
			return err
		}
	}
	return nil
}

func (o *options) measure(ctx context.Context, name string, arguments ...string) error {
	file, err := os.Create(filepath.Join(o.out, name)) //nolint:gosec // a name of ours
	if err != nil {
		return err
	}
	defer file.Close()
	fmt.Fprintf(file, "# %s\n", circumstances(ctx))
	arguments = append([]string{"test", "-run", "^$", "-count", strconv.Itoa(o.runs), "-timeout", "60m"}, arguments...)
	command := exec.CommandContext(ctx, "go", arguments...)
	command.Stdout, command.Stderr = io.MultiWriter(os.Stdout, file), os.Stderr
	if err := command.Run(); err != nil {
		return fmt.Errorf("go %s: %w", strings.Join(arguments, " "), err)
	}
	return file.Close()
}

// circumstances tells the commit, the machine and the date.
func circumstances(ctx context.Context) string {
	commit, err := exec.CommandContext(ctx, "git", "describe", "--always", "--dirty").Output()
	if err != nil {
		commit = []byte("unknown")
	}
	return fmt.Sprintf("Commit %s on %s, %d cores of %s, %s.", strings.TrimSpace(string(commit)), time.Now().Format("2 January 2006"), runtime.NumCPU(), processor(), runtime.Version())
}

func processor() string {
	text, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return runtime.GOARCH
	}
	for line := range strings.Lines(string(text)) {
		if name, value, _ := strings.Cut(line, ":"); strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return runtime.GOARCH
}
