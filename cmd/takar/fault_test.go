package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// faultsVariable asks for the long form of the tests here: more connections, whole time-outs,
// a hundred kills. "make test-faults" sets it.
const faultsVariable = "TAKAR_TEST_FAULTS"

func faultsInFull() bool { return os.Getenv(faultsVariable) == "full" }

// small is the size of a disk that is soon full.
const smallDisk = 24 << 20

// mountDisk makes a disk of a few MiB, or skips the test where that is not allowed.
func mountDisk(t *testing.T, options string) (directory string) {
	t.Helper()
	directory = t.TempDir()
	mount := exec.CommandContext(t.Context(), "mount", "-t", "tmpfs", "-o", fmt.Sprintf("size=%d%s", smallDisk, options), "tmpfs", directory)
	if said, err := mount.CombinedOutput(); err != nil {
		t.Skipf("a disk of its own cannot be mounted here (it takes root): %v: %s", err, said)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(directory, syscall.MNT_DETACH); err != nil {
			t.Errorf("unmount: %v", err)
		}
	})
	return directory
}

// fillDisk writes a file until nothing more fits.
func fillDisk(t *testing.T, path string) {
	t.Helper()
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for block := make([]byte, 64<<10); len(block) > 0; {
		switch _, err := file.Write(block); {
		case errors.Is(err, syscall.ENOSPC):
			block = block[:len(block)/2]
		case err != nil:
			t.Fatal(err)
		}
	}
}

func TestAFullDiskIsSaidAndLosesNothing(t *testing.T) {
	data := mountDisk(t, "")
	addTester(t, "--data", data)
	server := serveOn(t, data)
	c := newClient(t, server.address).login(testEmail, testPassword)
	path, rows := c.newProject(savedRows)
	person := &saver{rows: rows, asked: 1}
	if got, err := c.saveVolumes(path, person); err != nil || got.status != http.StatusOK {
		t.Fatalf("%v %v", got, err)
	}
	person.acknowledged = 1

	filler := filepath.Join(data, "other-program")
	fillDisk(t, filler)
	refused := c.saveUntilRefused(path, person)
	if refused.status != http.StatusInsufficientStorage || !strings.Contains(refused.body, `"code":"STORE_FULL"`) {
		t.Errorf("a full disk: status %d: %s", refused.status, refused.body)
	}
	if strings.Contains(strings.ToLower(refused.body), "sqlite") || strings.Contains(refused.body, data) {
		t.Errorf("the answer tells of the inside: %s", refused.body)
	}
	c.judge(path, []*saver{person}) // what was acknowledged can be read, what was refused is not there
	if person.acknowledged == person.asked {
		t.Error("a refused save is there")
	}

	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	person.asked++
	if got, err := c.saveVolumes(path, person); err != nil || got.status != http.StatusOK {
		t.Errorf("with room again: %v %v", got, err)
	}
	person.acknowledged = person.asked
	server.kill()
	c.address = serveOn(t, data).address
	c.judge(path, []*saver{person})
}

// saveUntilRefused goes on saving on a full disk: what is left of the last block of a file may
// take some more.
func (c *client) saveUntilRefused(path string, person *saver) *answer {
	c.t.Helper()
	const room = 10_000
	for range room {
		person.asked++
		got, err := c.saveVolumes(path, person)
		if err != nil {
			c.t.Fatal(err)
		}
		if got.status != http.StatusOK {
			return got
		}
		person.acknowledged = person.asked
	}
	c.t.Fatal("a full disk takes everything")
	return nil
}

func TestADirectoryThatCannotBeWrittenIsNamed(t *testing.T) {
	data := mountDisk(t, ",ro")
	got := takar("serve", "--data", data, "--listen", "127.0.0.1:0").run(t)
	if got.code != exitFailure || !strings.Contains(got.err, data) || !strings.Contains(got.err, "tidak dapat ditulis") || strings.Contains(got.err, "panic") {
		t.Errorf("code %d: %s", got.code, got.err)
	}
}

// A disk on which there is no room for a new store is told at the start.
func TestAStartOnAFullDiskIsRefusedInWords(t *testing.T) {
	data := mountDisk(t, "")
	fillDisk(t, filepath.Join(data, "other-program"))
	got := takar("serve", "--data", data, "--listen", "127.0.0.1:0").run(t)
	if got.code != exitFailure || !strings.Contains(got.err, "penuh") || strings.Contains(got.err, "panic") {
		t.Errorf("code %d: %s", got.code, got.err)
	}
}

// open opens a connection and sends what a client sends first.
func (r *running) open(t *testing.T, first string) net.Conn {
	t.Helper()
	var dialer net.Dialer
	conn, err := dialer.DialContext(t.Context(), "tcp", r.host())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() }) // some are closed by the server
	if _, err := io.WriteString(conn, first); err != nil {
		t.Fatal(err)
	}
	return conn
}

func TestSlowClientsHoldNobodyUp(t *testing.T) {
	slow := 50
	if faultsInFull() {
		slow = 2000
	}
	server, c := servedTester(t)
	path, rows := c.newProject(savedRows)
	person := &saver{rows: rows}
	var headers []net.Conn
	for i := range slow {
		headers = append(headers, server.open(t, "GET /dashboard/ HTTP/1.1\r\nHost: "+server.host()+"\r\nX-Slow: "))
		server.open(t, c.head(http.MethodPost, path+"/volume-pekerjaan/save/", 1000)+`{"items":[`)
		if i%10 == 0 { // others save meanwhile
			person.asked++
			if got, err := c.saveVolumes(path, person); err != nil || got.status != http.StatusOK {
				t.Fatalf("beside slow clients: %v %v", got, err)
			}
			person.acknowledged = person.asked
		}
	}
	c.judge(path, []*saver{person})
	if !faultsInFull() {
		return
	}
	for _, conn := range headers { // each is cut after the time for headers
		if err := conn.SetReadDeadline(time.Now().Add(headerTime + patience)); err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, conn); err != nil && !errors.Is(err, syscall.ECONNRESET) {
			t.Fatalf("a client that never ends its headers is kept: %v", err)
		}
	}
}

// servedTester starts a server on an empty store and logs the account of the tests in.
func servedTester(t *testing.T) (*running, *client) {
	t.Helper()
	data := t.TempDir()
	addTester(t, "--data", data)
	server := serveOn(t, data)
	return server, newClient(t, server.address).login(testEmail, testPassword)
}

// head is the beginning of a request of this login; a negative length sends the body in
// chunks.
func (c *client) head(method, path string, length int64) string {
	size := "Content-Length: " + strconv.FormatInt(length, 10)
	if length < 0 {
		size = "Transfer-Encoding: chunked"
	}
	return method + " " + path + " HTTP/1.1\r\nHost: " + strings.TrimPrefix(c.address, "http://") + "\r\nContent-Type: application/json\r\nX-CSRFToken: " +
		c.cookie("csrftoken") + "\r\nCookie: csrftoken=" + c.cookie("csrftoken") + "; sessionid=" + c.cookie("sessionid") + "\r\n" + size + "\r\n\r\n"
}

const (
	hugeBody    = 1 << 30
	memoryGrown = 160 << 20 // far below a body that is taken in whole
)

func TestABodyOfAGigabyteIsRefusedEarly(t *testing.T) {
	server, c := servedTester(t)
	path, _ := c.newProject(1)
	before := server.mostMemory(t)
	for name, length := range map[string]int64{"announced": hugeBody, "in chunks": -1} {
		t.Run(name, func(t *testing.T) {
			conn := server.open(t, c.head(http.MethodPost, path+"/volume-pekerjaan/save/", length))
			var sent int64
			var sending sync.WaitGroup
			sending.Go(func() { sent = pour(conn, length < 0) })
			response, err := http.ReadResponse(bufio.NewReader(conn), nil)
			if err != nil {
				t.Fatal(err)
			}
			defer response.Body.Close()
			body, err := io.ReadAll(response.Body)
			if err != nil {
				t.Fatal(err)
			}
			if response.StatusCode != http.StatusRequestEntityTooLarge || !bytes.Contains(body, []byte(`"code":"TOO_LARGE"`)) || !response.Close {
				t.Errorf("status %d, closes %v: %s", response.StatusCode, response.Close, body)
			}
			_ = conn.Close() // ends pour where the server still listens
			sending.Wait()
			t.Logf("refused after %d MiB", sent>>20)
			if sent > hugeBody/4 {
				t.Errorf("%d bytes were taken before the answer", sent)
			}
		})
	}
	if grown := server.mostMemory(t) - before; grown > memoryGrown {
		t.Errorf("%d MiB of memory for bodies that were refused", grown>>20)
	}
	if got := c.get("/dashboard/"); got.status != http.StatusOK {
		t.Errorf("afterwards: status %d", got.status)
	}
}

// pour sends a body without end until nobody takes it any more.
func pour(conn net.Conn, chunked bool) (sent int64) {
	block := bytes.Repeat([]byte(" "), 1<<20)
	if chunked {
		block = fmt.Appendf(nil, "%x\r\n%s\r\n", len(block), block)
	}
	for sent < hugeBody {
		n, err := conn.Write(block)
		sent += int64(n)
		if err != nil {
			return sent
		}
	}
	return sent
}

// mostMemory is the most memory that the server ever had, in bytes.
func (r *running) mostMemory(t *testing.T) int64 {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", r.command.Process.Pid))
	if err != nil {
		t.Skipf("memory cannot be looked at here: %v", err)
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	fields := strings.Fields(rest)
	if len(fields) == 0 {
		t.Fatalf("no VmHWM in %s", status)
	}
	kilobytes, err := strconv.ParseInt(fields[0], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return kilobytes << 10
}

func TestIdleConnectionsHarmNobody(t *testing.T) {
	idle := 300
	if faultsInFull() {
		idle = 10_000
	}
	server, c := servedTester(t)
	before := server.mostMemory(t)
	hello := "GET /health/live/ HTTP/1.1\r\nHost: " + server.host() + "\r\n\r\n"
	for range idle {
		conn := server.open(t, hello)
		response, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close() // so short that it was read with its header
		if response.StatusCode != http.StatusOK || response.Close {
			t.Fatalf("status %d, closes %v", response.StatusCode, response.Close)
		}
	}
	if got := c.get("/dashboard/"); got.status != http.StatusOK {
		t.Errorf("beside idle connections: status %d", got.status)
	}
	t.Logf("%d idle connections took %d KiB each", idle, (server.mostMemory(t)-before)>>10/int64(idle))
	server.signal(syscall.SIGTERM)
	if code := server.wait(); code != 0 {
		t.Errorf("the server ended with %d", code)
	}
}
