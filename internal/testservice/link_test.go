package testservice

import (
	"net"
	"testing"
	"time"
)

func TestLinkIsCutHeldAndMended(t *testing.T) {
	link := LinkTo(t, Redis(t))
	if answer := command(t, link.Addr(), "PING"); answer != "+PONG" {
		t.Fatalf("through the line: %s", answer)
	}
	connection, err := net.Dial("tcp", link.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	answer := make([]byte, 7)
	link.Hold()
	if _, err := connection.Write([]byte("PING\r\n")); err != nil {
		t.Fatal(err)
	}
	if err := connection.SetReadDeadline(time.Now().Add(20 * time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	if n, err := connection.Read(answer); err == nil {
		t.Fatalf("a held line carries %q", answer[:n])
	}
	link.Mend()
	if err := connection.SetReadDeadline(time.Now().Add(startLimit)); err != nil {
		t.Fatal(err)
	}
	if n, err := connection.Read(answer); err != nil || string(answer[:n]) != "+PONG\r\n" {
		t.Fatalf("after mending: %q, %v", answer[:n], err)
	}
	link.Cut()
	if n, err := connection.Read(answer); err == nil {
		t.Fatalf("a cut line carries %q", answer[:n])
	}
	link.Mend()
	if answer := command(t, link.Addr(), "PING"); answer != "+PONG" {
		t.Fatalf("after mending: %s", answer)
	}
}
