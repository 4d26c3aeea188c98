//go:build !linux

package store

import "syscall"

// boundSilence leaves it to the keep-alive probes to find that the other end is gone.
func boundSilence(_, _ string, _ syscall.RawConn) error { return nil }
