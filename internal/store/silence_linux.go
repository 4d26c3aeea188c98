package store

import (
	"errors"
	"syscall"
)

// tcpUserTimeout is TCP_USER_TIMEOUT: how long what was sent may stay unacknowledged.
const tcpUserTimeout = 18

// boundSilence ends a connection whose other end does not acknowledge what is sent to it,
// while something is under way; keep-alive probes do that only while nothing is.
func boundSilence(network, _ string, conn syscall.RawConn) error {
	if network == "unix" {
		return nil
	}
	var failed error
	err := conn.Control(func(fd uintptr) {
		failed = syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, tcpUserTimeout, int(silenceTime.Milliseconds()))
	})
	return errors.Join(err, failed)
}
