package main

import (
	"fmt"
	"net"

	"golang.org/x/sys/unix"
)

// refuseNewConnections lets the kernel drop every further wish to connect to an address that is
// about to be closed. Connections that were made are accepted as before: closing at once would
// reset those that nobody has accepted yet, and with them what was already sent. Whoever was
// dropped asks again by itself, a second later at the latest, and is then refused, which a load
// balancer answers by asking another server.
func refuseNewConnections(listener *net.TCPListener) error {
	raw, err := listener.SyscallConn()
	if err != nil {
		return fmt.Errorf("refuse new connections: %w", err)
	}
	// Of what arrives the filter sees the TCP header: SYN without ACK is a wish to connect.
	const flags, syn, synOrAck = 13, 0x02, 0x12
	filter := [...]unix.SockFilter{
		{Code: unix.BPF_LD | unix.BPF_B | unix.BPF_ABS, K: flags},
		{Code: unix.BPF_ALU | unix.BPF_AND | unix.BPF_K, K: synOrAck},
		{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, K: syn, Jt: 0, Jf: 1},
		{Code: unix.BPF_RET | unix.BPF_K, K: 0},
		{Code: unix.BPF_RET | unix.BPF_K, K: ^uint32(0)},
	}
	program := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	var attaching error
	if err := raw.Control(func(fd uintptr) {
		attaching = unix.SetsockoptSockFprog(int(fd), unix.SOL_SOCKET, unix.SO_ATTACH_FILTER, &program)
	}); err != nil {
		return fmt.Errorf("refuse new connections: %w", err)
	}
	if attaching != nil {
		return fmt.Errorf("refuse new connections: %w", attaching)
	}
	return nil
}
