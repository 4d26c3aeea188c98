package testservice

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"syscall"
	"testing"
)

// Redis returns the address (host:port) of an empty server for this test alone.
func Redis(t testing.TB) string {
	t.Helper()
	return RedisServer(t).Addr()
}

// Cache is a Redis server that a test may stop and start. It keeps nothing on disk.
type Cache struct {
	process *process
	program string
	addr    string
}

// RedisServer returns an empty server for this test alone; it is removed when the test ends.
func RedisServer(t testing.TB) *Cache {
	t.Helper()
	program := Require(t, "redis")
	cache := &Cache{program: program}
	var err error
	if cache.process, err = newProcess("redis", nil); err != nil {
		t.Fatalf("testservice: %v", err)
	}
	t.Cleanup(func() {
		if err := cache.process.discard(); err != nil {
			t.Errorf("testservice: %v", err)
		}
	})
	const attempts = 5 // another process may take the port between the look and the start
	for range attempts {
		port, portErr := freePort()
		if portErr != nil {
			t.Fatalf("testservice: %v", portErr)
		}
		cache.addr = net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
		if err = cache.start(); err == nil {
			return cache
		}
	}
	t.Fatalf("testservice: %v", err)
	return nil
}

// Addr returns host:port.
func (c *Cache) Addr() string { return c.addr }

// Stop ends the server at once, as when its machine fails.
func (c *Cache) Stop(t testing.TB) {
	t.Helper()
	if err := c.process.stop(syscall.SIGKILL); err != nil {
		t.Fatalf("testservice: %v", err)
	}
}

// Start starts a stopped server again, empty, on the same address.
func (c *Cache) Start(t testing.TB) {
	t.Helper()
	if err := c.start(); err != nil {
		t.Fatalf("testservice: %v", err)
	}
}

// Hang freezes the server: it takes connections and questions, and answers nothing.
func (c *Cache) Hang(t testing.TB) {
	t.Helper()
	c.signal(t, syscall.SIGSTOP)
}

// Wake lets a frozen server go on.
func (c *Cache) Wake(t testing.TB) {
	t.Helper()
	c.signal(t, syscall.SIGCONT)
}

func (c *Cache) signal(t testing.TB, signal syscall.Signal) {
	t.Helper()
	if err := c.process.command.Process.Signal(signal); err != nil {
		t.Fatalf("testservice: redis: %v", err)
	}
}

func (c *Cache) start() error {
	host, port, err := net.SplitHostPort(c.addr)
	if err != nil {
		return fmt.Errorf("address %q: %w", c.addr, err)
	}
	return c.process.start(c.answers, c.program, "--bind", host, "--port", port, "--save", "", "--appendonly", "no", "--daemonize", "no")
}

func (c *Cache) answers(ctx context.Context) error {
	connection, err := (&net.Dialer{}).DialContext(ctx, "tcp", c.addr)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer connection.Close()
	if _, err := connection.Write([]byte("PING\r\n")); err != nil {
		return fmt.Errorf("ping: %w", err)
	}
	answer := make([]byte, 7)
	if _, err := connection.Read(answer); err != nil {
		return fmt.Errorf("ping: %w", err)
	}
	if string(answer) != "+PONG\r\n" {
		return errors.New("whoever answers there is not Redis")
	}
	return nil
}
