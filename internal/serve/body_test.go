package serve_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"takar/internal/serve"
)

// dial opens a connection to a test server, and says what the request line and headers say.
func dial(t *testing.T, address string, head ...string) (net.Conn, *bufio.Reader) {
	t.Helper()
	host := strings.TrimPrefix(address, "http://")
	connection, err := net.Dial("tcp", host)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { connection.Close() })
	must(t, connection.SetDeadline(time.Now().Add(patience)))
	_, err = io.WriteString(connection, strings.Join(append(head, "Host: "+host, "", ""), "\r\n"))
	must(t, err)
	return connection, bufio.NewReader(connection)
}

// patience is far above what anything here takes.
const patience = 30 * time.Second

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func takesBody() serve.Route {
	return serve.Route{Method: http.MethodPost, Pattern: "/kirim/", Kind: serve.JSON, Handle: func(r *serve.Request) error {
		body, err := r.Body()
		if err != nil {
			return err
		}
		return r.Send(http.StatusOK, len(body))
	}}
}

// A gigabyte is refused by what its head says, whether its sender waits for leave or not.
func TestABodyThatIsTooLargeIsRefusedBeforeItIsRead(t *testing.T) {
	site, _ := newServer(t, takesBody())
	for _, expect := range []bool{true, false} {
		head := []string{"POST /kirim/ HTTP/1.1", "Content-Type: application/json", "Content-Length: 1073741824"}
		if expect {
			head = append(head, "Expect: 100-continue")
		}
		_, reader := dial(t, site.URL, head...)
		answer, err := http.ReadResponse(reader, nil) // nothing of the body was sent
		must(t, err)
		body, err := io.ReadAll(answer.Body)
		must(t, err)
		if answer.StatusCode != http.StatusRequestEntityTooLarge || !answer.Close || !strings.Contains(string(body), `"code":"TOO_LARGE"`) {
			t.Errorf("expect %v: %d, closes %v: %s", expect, answer.StatusCode, answer.Close, body)
		}
	}
}

// A body without a length is read up to the limit, and no further.
func TestABodyWithoutALengthEndsAtTheLimit(t *testing.T) {
	site, _ := newServer(t, takesBody())
	connection, reader := dial(t, site.URL, "POST /kirim/ HTTP/1.1", "Content-Type: application/json", "Transfer-Encoding: chunked")
	const megabyte = 1 << 20
	chunk := fmt.Sprintf("%x\r\n%s\r\n", megabyte, strings.Repeat(" ", megabyte))
	taken := make(chan int, 1)
	go func() {
		sent := 0
		for ; sent < 1024; sent++ {
			if _, err := io.WriteString(connection, chunk); err != nil {
				break
			}
		}
		taken <- sent
	}()
	answer, err := http.ReadResponse(reader, nil)
	must(t, err)
	if answer.StatusCode != http.StatusRequestEntityTooLarge || !answer.Close {
		t.Errorf("%d, closes %v", answer.StatusCode, answer.Close)
	}
	if sent := <-taken; sent > 256 { // 32 by the server, the rest stands in buffers of the system
		t.Errorf("%d MiB were sent", sent)
	}
}

// Whoever sends slowly does not keep others from being served, even where there is room for
// one request only.
func TestSlowSendersHoldNoPlace(t *testing.T) {
	reading := make(chan struct{}, 3)
	slow := takesBody()
	inner := slow.Handle
	slow.Handle = func(r *serve.Request) error {
		reading <- struct{}{}
		return inner(r)
	}
	site, _ := newServerWith(t, serve.Options{MaxRequests: 1}, slow,
		serve.Route{Method: http.MethodGet, Pattern: "/biasa/", Kind: serve.JSON, Handle: says(serve.JSON, nil)})
	var senders [3]struct {
		connection net.Conn
		reader     *bufio.Reader
	}
	served := func() bool {
		answer, _ := call(t, http.MethodGet, site.URL+"/biasa/", "")
		return answer.StatusCode == http.StatusOK
	}
	for i := range senders {
		senders[i].connection, senders[i].reader = dial(t, site.URL, "POST /kirim/ HTTP/1.1", "Content-Type: application/json", "Content-Length: 2")
		<-reading
		for deadline := time.Now().Add(patience); !served(); {
			if time.Now().After(deadline) {
				t.Fatalf("%d slow senders keep everybody else out", i+1)
			}
		}
	}
	var ending sync.WaitGroup
	for _, sender := range senders {
		ending.Go(func() {
			if _, err := io.WriteString(sender.connection, "{}"); err != nil {
				t.Error(err)
				return
			}
			answer, err := http.ReadResponse(sender.reader, nil)
			if err != nil || answer.StatusCode != http.StatusOK {
				t.Errorf("a slow sender got %v, %v", answer, err)
			}
		})
	}
	ending.Wait()
}
