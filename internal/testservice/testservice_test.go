package testservice

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

func TestEveryDatabaseIsFreshAndGoneAfterItsTest(t *testing.T) {
	var first, second string
	t.Run("while the tests run", func(t *testing.T) {
		first, second = Postgres(t), Postgres(t)
		if first == second {
			t.Fatalf("two databases at %s", first)
		}
		execute(t, first, "CREATE TABLE kept (n int)")
		if tables := ask(t, second, "SELECT count(*)::text FROM pg_tables WHERE schemaname = 'public'"); tables != "0" {
			t.Fatalf("a fresh database has %s tables", tables)
		}
	})
	for _, address := range []string{first, second} {
		if _, err := pgx.Connect(t.Context(), address); err == nil {
			t.Errorf("%s is still there", address)
		}
	}
}

func TestDatabasesAreMadeInParallel(t *testing.T) {
	for n := range 4 {
		t.Run(fmt.Sprintf("test %d", n), func(t *testing.T) {
			t.Parallel()
			execute(t, Postgres(t), "CREATE TABLE one (n int)")
		})
	}
}

func TestServerKeepsItsPromisesToTheDisk(t *testing.T) {
	for _, setting := range []string{"fsync", "synchronous_commit", "full_page_writes"} {
		if value := ask(t, Postgres(t), "SHOW "+setting); value != "on" {
			t.Errorf("%s is %s", setting, value)
		}
	}
}

func TestServerWithoutFsyncSaysSo(t *testing.T) {
	if value := ask(t, PostgresServer(t, WithoutFsync()).URL(), "SHOW fsync"); value != "off" {
		t.Errorf("fsync is %s", value)
	}
}

func TestStoppedServerComesBackWithWhatWasCommitted(t *testing.T) {
	server := PostgresServer(t)
	address := server.Database(t)
	execute(t, address, "CREATE TABLE kept (n int)")
	for n, mode := range []StopMode{Immediate, Fast} {
		execute(t, address, fmt.Sprintf("INSERT INTO kept VALUES (%d)", n))
		server.Stop(t, mode)
		if _, err := pgx.Connect(t.Context(), address); err == nil {
			t.Fatal("a stopped server answers")
		}
		server.Start(t)
		if rows := ask(t, address, "SELECT count(*)::text FROM kept"); rows != strconv.Itoa(n+1) {
			t.Errorf("after stop %v: %s rows, want %d", mode, rows, n+1)
		}
	}
	recovered, err := os.ReadFile(server.process.logFile())
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(recovered), "was not properly shut down") {
		t.Error("an immediate stop did not make the server recover from its log")
	}
}

func TestCacheComesBackEmptyOnTheSameAddress(t *testing.T) {
	cache := RedisServer(t)
	if answer := command(t, cache.Addr(), "SET key value"); answer != "+OK" {
		t.Fatalf("SET: %s", answer)
	}
	cache.Stop(t)
	if _, err := net.Dial("tcp", cache.Addr()); err == nil {
		t.Fatal("a stopped server answers")
	}
	cache.Start(t)
	if answer := command(t, cache.Addr(), "EXISTS key"); answer != ":0" {
		t.Errorf("EXISTS after a restart: %s", answer)
	}
}

func TestEachCacheIsItsOwn(t *testing.T) {
	first, second := Redis(t), Redis(t)
	command(t, first, "SET key value")
	if answer := command(t, second, "EXISTS key"); answer != ":0" {
		t.Errorf("another test sees the key: %s", answer)
	}
}

func TestBrowserRuns(t *testing.T) {
	version, err := exec.CommandContext(t.Context(), Chromium(t), "--version").Output()
	if err != nil || !strings.Contains(string(version), "Chrom") {
		t.Errorf("--version: %q, %v", version, err)
	}
}

const dieVariable = "TESTSERVICE_DIE"

// TestMain lets this program play the test process that dies without any clean-up.
func TestMain(m *testing.M) {
	if os.Getenv(dieVariable) == "" {
		os.Exit(m.Run())
	}
	server, err := StartPostgres()
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println("started", server.process.dir, server.process.command.Process.Pid)
	if err := syscall.Kill(os.Getpid(), syscall.SIGKILL); err != nil {
		fmt.Println(err)
	}
	select {} // until the kill arrives
}

func TestNothingStaysBehindAKilledTestProcess(t *testing.T) {
	Require(t, "postgres")
	self := exec.CommandContext(t.Context(), os.Args[0])
	self.Env = append(os.Environ(), dieVariable+"=yes")
	said, err := self.Output()
	var ended *exec.ExitError
	if !errors.As(err, &ended) || ended.ExitCode() != -1 {
		t.Fatalf("the process should have been killed: %v\n%s", err, said)
	}
	fields := strings.Fields(string(said))
	if len(fields) != 3 || fields[0] != "started" {
		t.Fatalf("the process says %q", said)
	}
	deadline := time.After(stopLimit)
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for remains(fields[1], fields[2]) != "" {
		select {
		case <-deadline:
			t.Fatal(remains(fields[1], fields[2]))
		case <-again.C:
		}
	}
}

// remains names what is left of a service: its directory or its process.
func remains(dir, pid string) string {
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		return "directory " + dir + " is still there"
	}
	state, err := os.ReadFile(filepath.Join("/proc", pid, "stat"))
	if err == nil && !strings.Contains(string(state), ") Z ") { // a zombie is dead, only not yet reaped
		return "process " + pid + " is still there"
	}
	return ""
}

// recorder stands in for the test whose service is missing.
type recorder struct {
	testing.TB
	skipped, failed string
}

func (r *recorder) Helper()                   {}
func (r *recorder) Skip(args ...any)          { r.skipped = fmt.Sprint(args...) }
func (r *recorder) Fatalf(f string, a ...any) { r.failed = fmt.Sprintf(f, a...) }

func TestMissingServiceIsSkippedOrFailsAsAsked(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	for _, service := range []struct{ name, says string }{
		{"redis", "apt-get install redis-server"},
		{"chromium", "apt-get install chromium"},
		{"a-program-that-is-nowhere", "a-program-that-is-nowhere is missing"},
	} {
		t.Setenv(RequireVariable, "")
		lenient := &recorder{TB: t}
		Require(lenient, service.name)
		if !strings.Contains(lenient.skipped, service.says) || lenient.failed != "" {
			t.Errorf("%s: skipped with %q, failed with %q", service.name, lenient.skipped, lenient.failed)
		}
		t.Setenv(RequireVariable, "all")
		strict := &recorder{TB: t}
		Require(strict, service.name)
		if !strings.Contains(strict.failed, service.says) {
			t.Errorf("%s with %s=all: failed with %q", service.name, RequireVariable, strict.failed)
		}
	}
}

func TestNewestPostgresIsTaken(t *testing.T) {
	if byVersion("/usr/lib/postgresql/15/bin/initdb", "/usr/lib/postgresql/9/bin/initdb") <= 0 {
		t.Error("9 is taken for newer than 15")
	}
	if byVersion("/usr/lib/postgresql/15/bin/initdb", "/usr/lib/postgresql/17/bin/initdb") >= 0 {
		t.Error("15 is taken for newer than 17")
	}
}

func TestDatabaseNameFitsAndTellsTheTest(t *testing.T) {
	name := databaseName("TestSaving/a bundle that points at itself is refused & names the path")
	if len(name) > 63 || !strings.HasPrefix(name, "test_testsaving_a_bundle") {
		t.Errorf("%s (%d characters)", name, len(name))
	}
}

func execute(t *testing.T, address, statement string) {
	t.Helper()
	if err := atServer(address, statement); err != nil {
		t.Fatal(err)
	}
}

func ask(t *testing.T, address, question string) string {
	t.Helper()
	connection, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close(context.WithoutCancel(t.Context()))
	var answer string
	if err := connection.QueryRow(t.Context(), question).Scan(&answer); err != nil {
		t.Fatal(err)
	}
	return answer
}

// command sends one line to a Redis server and returns the first line of its answer.
func command(t *testing.T, address, line string) string {
	t.Helper()
	connection, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	if _, err := fmt.Fprintf(connection, "%s\r\n", line); err != nil {
		t.Fatal(err)
	}
	answer := make([]byte, 100)
	n, err := connection.Read(answer)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(answer[:n]))
}
