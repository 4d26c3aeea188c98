package testservice

import (
	"context"
	"io"
	"net"
	"sync"
	"testing"
)

// Link is a line to a service that a test may cut, or hold so that nothing gets through
// while its ends believe it is there: as a network that loses everything.
type Link struct {
	listener net.Listener
	target   string

	mutex  sync.Mutex
	state  linkState
	moved  chan struct{} // closed when the state changes
	ends   map[net.Conn]struct{}
	closed bool
}

type linkState int

const (
	linked linkState = iota
	held
	cut
)

// LinkTo returns a line to host:port that ends with the test.
func LinkTo(t testing.TB, target string) *Link {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("testservice: link: %v", err)
	}
	l := &Link{listener: listener, target: target, moved: make(chan struct{}), ends: map[net.Conn]struct{}{}}
	t.Cleanup(func() {
		_ = listener.Close() // ends accept
		l.mutex.Lock()
		l.closed = true
		l.mutex.Unlock()
		l.Cut()
	})
	go l.accept()
	return l
}

// Addr is the near end, host:port.
func (l *Link) Addr() string { return l.listener.Addr().String() }

// Cut ends all connections, and each new one at once.
func (l *Link) Cut() { l.become(cut) }

// Hold stops everything on its way; connections stay open.
func (l *Link) Hold() { l.become(held) }

// Mend lets everything through again.
func (l *Link) Mend() { l.become(linked) }

func (l *Link) become(state linkState) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.state = state
	close(l.moved)
	l.moved = make(chan struct{})
	if state == cut {
		for end := range l.ends {
			_ = end.Close()
		}
		clear(l.ends)
	}
}

// open waits while the line is held, and reports whether it is there afterwards.
func (l *Link) open() bool {
	for {
		l.mutex.Lock()
		state, moved, closed := l.state, l.moved, l.closed
		l.mutex.Unlock()
		if state != held || closed {
			return state == linked && !closed
		}
		<-moved
	}
}

// keep notes an end, so that it can be cut.
func (l *Link) keep(end net.Conn) bool {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if l.state == cut || l.closed {
		_ = end.Close()
		return false
	}
	l.ends[end] = struct{}{}
	return true
}

func (l *Link) accept() {
	for {
		near, err := l.listener.Accept()
		if err != nil {
			return
		}
		if l.keep(near) {
			go l.join(near)
		}
	}
}

func (l *Link) join(near net.Conn) {
	defer near.Close()
	if !l.open() {
		return
	}
	far, err := (&net.Dialer{}).DialContext(context.Background(), "tcp", l.target)
	if err != nil || !l.keep(far) {
		return
	}
	defer far.Close()
	both := make(chan struct{}, 2)
	go func() { l.carry(far, near); both <- struct{}{} }()
	go func() { l.carry(near, far); both <- struct{}{} }()
	<-both // one end is enough: neither protocol goes on with half a connection
	l.mutex.Lock()
	delete(l.ends, near)
	delete(l.ends, far)
	l.mutex.Unlock()
}

func (l *Link) carry(to io.Writer, from io.Reader) {
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		if n > 0 && l.open() {
			if _, err := to.Write(buffer[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}
