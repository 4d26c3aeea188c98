package loadtest

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// memoryOf returns how much memory the process that listens at an address of this machine has
// now and had at most; zeros when it is not here or the system does not tell.
func memoryOf(address string) (now, peak int64) {
	host, port, err := net.SplitHostPort(address)
	if ip := net.ParseIP(host); err != nil || ip == nil || !isHere(ip) {
		return 0, 0
	}
	socket := listening(port)
	if socket == "" {
		return 0, 0
	}
	files, _ := filepath.Glob("/proc/[0-9]*/fd/*") // the pattern is right
	for _, file := range files {
		if to, err := os.Readlink(file); err == nil && to == socket {
			status := filepath.Join(filepath.Dir(filepath.Dir(file)), "status")
			return kilobytes(field(status, "VmRSS")), kilobytes(field(status, "VmHWM"))
		}
	}
	return 0, 0
}

func isHere(ip net.IP) bool {
	if ip.IsLoopback() {
		return true
	}
	addresses, _ := net.InterfaceAddrs() // none when it is not known
	for _, one := range addresses {
		if network, ok := one.(*net.IPNet); ok && network.IP.Equal(ip) {
			return true
		}
	}
	return false
}

// listening names the socket that waits for connections at a port, as links to it do.
func listening(port string) string {
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return ""
	}
	const waiting, state, inode = "0A", 3, 9
	suffix := fmt.Sprintf(":%04X", n)
	for _, table := range []string{"/proc/net/tcp", "/proc/net/tcp6"} {
		file, err := os.Open(table) //nolint:gosec // the two files are named above
		if err != nil {
			continue
		}
		defer file.Close()
		for lines := bufio.NewScanner(file); lines.Scan(); {
			if columns := strings.Fields(lines.Text()); len(columns) > inode && columns[state] == waiting && strings.HasSuffix(columns[1], suffix) {
				return "socket:[" + columns[inode] + "]"
			}
		}
	}
	return ""
}

// kilobytes reads a size such as "123 kB".
func kilobytes(text string) int64 {
	number, _, _ := strings.Cut(text, " ")
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return 0
	}
	return n << 10
}
