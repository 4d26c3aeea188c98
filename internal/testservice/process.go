package testservice

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"
)

const (
	startLimit = 60 * time.Second // a busy machine, not a fast one
	stopLimit  = 30 * time.Second
)

// afterwards waits until the test process is gone (its end of the pipe closes, even after a
// kill -9), then ends the service and removes its directory. It holds no part of the test
// process, so that go test does not wait for it.
const afterwards = `cat >/dev/null
if read -r pid <"$0/pid"; then
	kill -KILL "$pid"
	for i in 1 2 3 4 5 6 7 8 9 10; do kill -0 "$pid" && sleep 0.1; done
fi
rm -rf "$0"
[ ! -e "$0" ] || { sleep 1; rm -rf "$0"; }`

// process is one service in a directory of its own.
type process struct {
	dir     string
	account *syscall.Credential // nil: our own
	command *exec.Cmd
	ended   chan struct{} // closed when the command has ended
	watcher *exec.Cmd
	lifetie io.Closer // closing it, or dying, lets the watcher clean up
}

// newProcess makes the directory of a service that will run under the given account.
func newProcess(name string, account *syscall.Credential) (*process, error) {
	dir, err := os.MkdirTemp("", "takar-"+name+"-")
	if err != nil {
		return nil, fmt.Errorf("make a directory for %s: %w", name, err)
	}
	if account != nil {
		if err := os.Chown(dir, int(account.Uid), int(account.Gid)); err != nil {
			return nil, fmt.Errorf("give %s to its account: %w", dir, err)
		}
	}
	p := &process{dir: dir, account: account}
	p.watcher = exec.CommandContext(context.Background(), "sh", "-c", afterwards, dir)
	// A group of its own: Ctrl+C at the terminal must not end the watcher before its work.
	p.watcher.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if p.lifetie, err = p.watcher.StdinPipe(); err != nil {
		return nil, fmt.Errorf("watch %s: %w", name, err)
	}
	if err := p.watcher.Start(); err != nil {
		return nil, fmt.Errorf("watch %s: %w", name, err)
	}
	return p, nil
}

// run runs a program of the service to its end, such as the one that makes its files.
func (p *process) run(program string, args ...string) error {
	command := p.prepare(program, args...)
	if said, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", filepath.Base(program), err, said)
	}
	return nil
}

// start starts the service itself and returns once ready says so.
func (p *process) start(ready func(context.Context) error, program string, args ...string) error {
	log, err := os.OpenFile(p.logFile(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("open the log: %w", err)
	}
	defer log.Close()
	p.command = p.prepare(program, args...)
	p.command.Stdout, p.command.Stderr = log, log
	if err := p.command.Start(); err != nil {
		return fmt.Errorf("start %s: %w", filepath.Base(program), err)
	}
	ended := make(chan struct{})
	p.ended = ended
	go func(command *exec.Cmd) {
		_ = command.Wait() // how it ended stands in its log
		close(ended)
	}(p.command)
	if err := os.WriteFile(filepath.Join(p.dir, "pid"), []byte(strconv.Itoa(p.command.Process.Pid)+"\n"), 0o600); err != nil {
		return fmt.Errorf("note the process: %w", err)
	}
	return p.await(ready)
}

// await asks ready until it succeeds, the service has ended or the time is up.
func (p *process) await(ready func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.Background(), startLimit)
	defer cancel()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		err := ready(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-p.ended:
			return fmt.Errorf("%s ended while starting:\n%s", filepath.Base(p.command.Path), p.log())
		case <-ctx.Done():
			return fmt.Errorf("%s is not ready: %w\n%s", filepath.Base(p.command.Path), err, p.log())
		case <-again.C:
		}
	}
}

// stop sends a signal and returns when the service has ended. A service that has already
// ended is left alone.
func (p *process) stop(signal syscall.Signal) error {
	if !p.running() {
		return nil
	}
	if err := p.command.Process.Signal(signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("stop %s: %w", filepath.Base(p.command.Path), err)
	}
	select {
	case <-p.ended:
	case <-time.After(stopLimit):
		return fmt.Errorf("%s ignores signal %v for %v:\n%s", filepath.Base(p.command.Path), signal, stopLimit, p.log())
	}
	if err := os.Remove(filepath.Join(p.dir, "pid")); err != nil {
		return fmt.Errorf("forget the process: %w", err)
	}
	return nil
}

// discard ends the service and removes its directory.
func (p *process) discard() error {
	stopped := p.stop(syscall.SIGKILL)
	if err := p.lifetie.Close(); err != nil {
		return errors.Join(stopped, fmt.Errorf("release the watcher: %w", err))
	}
	_ = p.watcher.Wait() // what counts is whether the directory is gone
	if _, err := os.Stat(p.dir); !errors.Is(err, os.ErrNotExist) {
		return errors.Join(stopped, fmt.Errorf("%s is still there", p.dir))
	}
	return stopped
}

func (p *process) running() bool {
	if p.ended == nil {
		return false
	}
	select {
	case <-p.ended:
		return false
	default:
		return true
	}
}

func (p *process) prepare(program string, args ...string) *exec.Cmd {
	command := exec.CommandContext(context.Background(), program, args...)
	command.Dir = p.dir
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: p.account}
	return command
}

func (p *process) logFile() string { return filepath.Join(p.dir, "log") }

// log returns the last lines that the service wrote.
func (p *process) log() string {
	said, err := os.ReadFile(p.logFile())
	if err != nil {
		return err.Error()
	}
	return string(said[max(0, len(said)-4000):])
}

// FreeAddress returns a loopback address (host:port) at which nobody listens now.
func FreeAddress(t testing.TB) string {
	t.Helper()
	port, err := freePort()
	if err != nil {
		t.Fatalf("testservice: %v", err)
	}
	return net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
}

// freePort returns a loopback port that nobody listens on.
func freePort() (int, error) {
	listener, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	port := listener.Addr().(*net.TCPAddr).Port
	return port, listener.Close()
}
