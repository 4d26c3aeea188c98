//go:build !linux

package main

import "net"

// refuseNewConnections does nothing where the kernel has no filters of sockets: a connection that
// is made in the very moment in which the address is closed may be reset.
func refuseNewConnections(*net.TCPListener) error { return nil }
