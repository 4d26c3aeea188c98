package testservice

import (
	"bufio"
	"io"
	"net"
	"strings"
	"testing"
)

// SMTPServer is a small mail server on this machine that hands over what it takes.
type SMTPServer struct {
	Host, Port string
	Mails      chan string // whole messages, as they came
	Logins     chan string // what followed AUTH
}

// SMTPBehaviour says how a mail server treats those who send.
type SMTPBehaviour struct {
	Refuse string // its answer to recipients; "": it takes them
	Silent bool   // it accepts connections and says nothing
}

// SMTP starts a mail server that ends with the test.
func SMTP(t testing.TB, behaviour SMTPBehaviour) *SMTPServer {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // tests of this machine
	if err != nil {
		t.Fatalf("testservice: smtp: %v", err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	host, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		t.Fatalf("testservice: smtp: %v", err)
	}
	s := &SMTPServer{Host: host, Port: port, Mails: make(chan string, 100), Logins: make(chan string, 100)}
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			go s.talk(connection, behaviour)
		}
	}()
	return s
}

func (s *SMTPServer) talk(connection net.Conn, behaviour SMTPBehaviour) {
	defer connection.Close()
	lines := bufio.NewScanner(connection)
	say := func(text string) { _, _ = io.WriteString(connection, text+"\r\n") }
	if !behaviour.Silent {
		say("220 test")
	}
	for lines.Scan() {
		word, rest, _ := strings.Cut(lines.Text(), " ")
		switch strings.ToUpper(word) {
		case "EHLO":
			say("250-test\r\n250-AUTH PLAIN\r\n250 8BITMIME")
		case "AUTH":
			s.Logins <- rest
			say("235 ok")
		case "RCPT":
			if behaviour.Refuse != "" {
				say(behaviour.Refuse)
				continue
			}
			say("250 ok")
		case "DATA":
			say("354 go")
			var text strings.Builder
			for lines.Scan() && lines.Text() != "." {
				text.WriteString(strings.TrimPrefix(lines.Text(), ".") + "\r\n") // a dot in front was doubled
			}
			s.Mails <- text.String()
			say("250 ok")
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}
