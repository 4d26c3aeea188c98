package main

import (
	"errors"
	"io/fs"
	"math"
	"os"
	"path"
	"regexp"
	"runtime/debug"
	"strconv"
	"strings"
)

// How memory is divided. The rest is for requests, documents and the runtime itself.
const (
	usualCache     = 512 << 20
	leastCache     = 16 << 20
	cachePercent   = 40 // of a limit
	runtimePercent = 90 // of the limit of the control group, for the Go runtime
)

// memory is how much the process may take, and how much of it is for projects and answers.
type memory struct {
	limit  int64  // 0: nobody set one
	source string // who set it
	cache  int64
}

// planMemory finds out how much memory there is. GOMEMLIMIT goes before the limit of the control
// group (of a container or a service); cache is what TAKAR_CACHE asks for, 0 for as much as is usual.
func planMemory(environ []string, root fs.FS, cache int64) memory {
	m := memory{cache: cache}
	for _, entry := range environ {
		if text, found := strings.CutPrefix(entry, "GOMEMLIMIT="); found && text != "" && text != "off" {
			m.limit, m.source = debug.SetMemoryLimit(-1), "GOMEMLIMIT" // the runtime has read it
		}
	}
	if m.limit == 0 {
		if m.limit = groupLimit(root); m.limit > 0 {
			m.source = "cgroup"
		}
	}
	if m.cache == 0 {
		m.cache = usualCache
		if m.limit > 0 {
			m.cache = max(leastCache, min(usualCache, m.limit/100*cachePercent))
		}
	}
	return m
}

// apply tells the runtime of a limit that it does not know: it then collects garbage sooner,
// instead of being killed.
func (m memory) apply() {
	if m.source == "cgroup" {
		debug.SetMemoryLimit(m.limit / 100 * runtimePercent)
	}
}

// groupLimit is the least limit of memory among the control group of this process and those
// above it, of either version; 0 when there is none. Root is the root of the file system.
func groupLimit(root fs.FS) int64 {
	groups, err := fs.ReadFile(root, "proc/self/cgroup")
	if err != nil {
		return 0
	}
	least := int64(math.MaxInt64)
	for line := range strings.Lines(string(groups)) {
		fields := strings.SplitN(strings.TrimSpace(line), ":", 3) // 0::/system.slice/takar.service
		if len(fields) != 3 {
			continue
		}
		base, file := "sys/fs/cgroup", "memory.max"
		if fields[1] != "" {
			if fields[1] != "memory" {
				continue
			}
			base, file = "sys/fs/cgroup/memory", "memory.limit_in_bytes"
		}
		for at := path.Clean("/" + fields[2]); ; at = path.Dir(at) {
			if limit := readLimit(root, path.Join(base, at, file)); limit > 0 {
				least = min(least, limit)
			}
			if at == "/" {
				break
			}
		}
	}
	if least >= unlimitedGroup {
		return 0
	}
	return least
}

// unlimitedGroup is far above all memory that machines have: version 1 writes such a number
// where there is no limit.
const unlimitedGroup = 1 << 60

func readLimit(root fs.FS, name string) int64 {
	text, err := fs.ReadFile(root, name)
	if err != nil {
		return 0
	}
	limit, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64)
	if err != nil {
		return 0 // "max"
	}
	return limit
}

// machine is the file system of this machine.
func machine() fs.FS { return os.DirFS("/") }

var sizeForm = regexp.MustCompile(`^([1-9]\d{0,6})(MiB|GiB)$`)

// parseSize reads a size such as 256MiB.
func parseSize(text string) (int64, error) {
	found := sizeForm.FindStringSubmatch(text)
	if found == nil {
		return 0, errors.New("tulis seperti 256MiB atau 1GiB")
	}
	number, err := strconv.ParseInt(found[1], 10, 64)
	if err != nil {
		return 0, errors.New("terlalu besar")
	}
	return number << map[string]int{"MiB": 20, "GiB": 30}[found[2]], nil
}

// cacheBytes is what TAKAR_CACHE asks for; 0 when it does not.
func (s *settings) cacheBytes() (int64, error) {
	if s.cache == "" {
		return 0, nil
	}
	size, err := parseSize(s.cache)
	if err == nil && size < leastCache {
		err = errors.New("paling sedikit 16MiB")
	}
	if err != nil {
		return 0, usagef("serve", "TAKAR_CACHE %q tidak sah: %s", s.cache, err)
	}
	return size, nil
}

// memory divides the memory of a server as the settings say.
func (s *settings) memory(environ []string) (memory, error) {
	cache, err := s.cacheBytes()
	return planMemory(environ, machine(), cache), err
}

// inMiB prints a size for people.
func inMiB(bytes int64) string { return strconv.FormatInt(bytes>>20, 10) + " MiB" }
