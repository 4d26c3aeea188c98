package main

import (
	"errors"
	"io"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"takar/internal/testservice"
)

// ask makes one request as a load balancer does; refused says that nobody listens any more.
func ask(client *http.Client, address string) (response *http.Response, body string, refused bool, err error) {
	response, err = client.Get(address)
	if errors.Is(err, syscall.ECONNREFUSED) {
		return nil, "", true, nil
	}
	if err != nil {
		return nil, "", false, err
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	return response, string(data), false, err
}

// moreRequests are sent to a server after it has said that it is not ready: a load balancer
// takes a moment to notice.
const moreRequests = 20

func TestAServerThatDrainsSaysSoAndFailsNoRequest(t *testing.T) {
	data := t.TempDir()
	addTester(t, "--data", data)
	server := takar("serve", "--data", data, "--listen", "127.0.0.1:0", "--drain", "3s").start(t)
	client := &http.Client{Timeout: patience}
	if _, _, _, err := ask(client, server.address+"/health/ready/"); err != nil {
		t.Fatal(err)
	}
	var asking sync.WaitGroup
	noticed := make(chan struct{})
	for range 4 {
		asking.Go(func() {
			for more := 0; more < moreRequests; {
				select {
				case <-noticed:
					more++
				default:
				}
				response, body, refused, err := ask(client, server.address+"/accounts/login/")
				if refused || err != nil {
					t.Errorf("a request failed: %v (refused: %v)", err, refused)
					return
				}
				if response.StatusCode != http.StatusOK {
					t.Errorf("%d: %.200s", response.StatusCode, body)
					return
				}
			}
		})
	}
	server.signal(syscall.SIGTERM)
	eventually(t, "it is not ready", func() bool {
		response, body, refused, err := ask(client, server.address+"/health/ready/")
		if err != nil || refused {
			t.Fatalf("refused: %v, %v", refused, err)
		}
		return response.StatusCode == http.StatusServiceUnavailable && strings.Contains(body, `"status":"draining"`)
	})
	close(noticed)
	response, _, refused, err := ask(client, server.address+"/health/live/")
	if err != nil || refused || response.StatusCode != http.StatusOK || !response.Close {
		t.Errorf("while it drains: %+v, %v", response, err)
	}
	asking.Wait()
	if code := server.wait(); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

// A load balancer makes new connections until it is refused. One that a server has taken is
// answered, however close to the end it came: what was sent on it is never repeated.
func TestNoConnectionIsResetWhenAnAddressCloses(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux lets a program stop taking connections before it closes its address")
	}
	data := t.TempDir()
	addTester(t, "--data", data)
	for range 3 {
		server := takar("serve", "--data", data, "--listen", "127.0.0.1:0", "--drain", "10ms").start(t)
		client := &http.Client{Timeout: patience, Transport: &http.Transport{DisableKeepAlives: true}}
		var asking sync.WaitGroup
		for range 8 {
			asking.Go(func() {
				for {
					response, body, refused, err := ask(client, server.address+"/health/live/")
					switch {
					case refused:
						return
					case err != nil:
						t.Errorf("a request failed: %v", err)
						return
					case response.StatusCode != http.StatusOK:
						t.Errorf("%d: %.200s", response.StatusCode, body)
					}
				}
			})
		}
		server.signal(syscall.SIGTERM)
		asking.Wait()
		if code := server.wait(); code != 0 {
			t.Errorf("exit code %d", code)
		}
	}
}

func TestHowLongAServerDrains(t *testing.T) {
	sqlite, postgres := place{directory: "x"}, place{databaseURL: "postgres://x"}
	for _, c := range []struct {
		setting string
		where   place
		want    time.Duration
	}{{"", sqlite, 0}, {"", postgres, drainTime}, {"0s", postgres, 0}, {"1m", sqlite, time.Minute}} {
		if got, err := (&settings{drain: c.setting}).drainFor(c.where); err != nil || got != c.want {
			t.Errorf("%q: %v, %v", c.setting, got, err)
		}
	}
	for _, wrong := range []string{"5", "-1s", "11m", "lama"} {
		if got := takar("serve", "--data", t.TempDir(), "--drain", wrong).run(t); got.code != exitUsage || !strings.Contains(got.err, "--drain") {
			t.Errorf("%q: %d %s", wrong, got.code, got.err)
		}
	}
}

// Three servers of one release start at the same moment on an empty PostgreSQL database: one
// makes the tables, all come up.
func TestSeveralServersStartAtOnceOnAnEmptyDatabase(t *testing.T) {
	address := testservice.Postgres(t)
	var servers [3]*running
	var starting sync.WaitGroup
	for i := range servers {
		starting.Go(func() {
			servers[i] = takar("serve", "--listen", "127.0.0.1:0", "--drain", "0s").with("TAKAR_DATABASE_URL=" + address).start(t)
		})
	}
	starting.Wait()
	for _, server := range servers {
		if server == nil {
			t.Fatal("one did not come up")
		}
		response, body, _, err := ask(http.DefaultClient, server.address+"/health/ready/")
		if err != nil || response.StatusCode != http.StatusOK {
			t.Errorf("%v: %s", err, body)
		}
	}
}
