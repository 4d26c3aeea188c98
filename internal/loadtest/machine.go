package loadtest

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strings"

	"takar/internal/loadtest/result"
)

// thisMachine tells where the generator runs. What the system does not say stays empty.
func thisMachine(ctx context.Context) result.Machine {
	m := result.Machine{Cores: runtime.NumCPU(), System: runtime.GOOS + "/" + runtime.GOARCH, Go: runtime.Version()}
	m.Processor = field("/proc/cpuinfo", "model name")
	m.Memory = kilobytes(field("/proc/meminfo", "MemTotal"))
	if release, err := exec.CommandContext(ctx, "uname", "-sr").Output(); err == nil {
		m.System = strings.TrimSpace(string(release)) + " " + runtime.GOARCH
	}
	return m
}

// field returns the first value of a name in a file of lines such as "name : value".
func field(file, name string) string {
	opened, err := os.Open(file) //nolint:gosec // files of the system, named by this package
	if err != nil {
		return ""
	}
	defer opened.Close()
	for lines := bufio.NewScanner(opened); lines.Scan(); {
		if key, value, _ := strings.Cut(lines.Text(), ":"); strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// commit is the one that this program was built from; "" when it is unknown.
func commit() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	revision, changed := "", ""
	for _, setting := range info.Settings {
		switch {
		case setting.Key == "vcs.revision":
			revision = setting.Value
		case setting.Key == "vcs.modified" && setting.Value == "true":
			changed = "+"
		}
	}
	if revision == "" {
		return ""
	}
	return revision[:min(len(revision), 12)] + changed
}
