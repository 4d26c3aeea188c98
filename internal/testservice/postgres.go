package testservice

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// PostgresVariable names a server to use instead of one started here. Its user must be
// allowed to create databases. "make test" sets it, so that all packages share one server.
const PostgresVariable = "TAKAR_TEST_POSTGRES_URL"

// Postgres returns the URL of a fresh, empty database that is dropped when the test ends. The
// server behind it is shared and keeps its promises to the disk (fsync on).
func Postgres(t testing.TB) string {
	t.Helper()
	server := os.Getenv(PostgresVariable)
	if server == "" {
		Require(t, "postgres")
		started, err := shared()
		if err != nil {
			t.Fatalf("testservice: %v", err)
		}
		server = started.URL()
	}
	database, err := createDatabase(server, t.Name())
	if err != nil {
		t.Fatalf("testservice: %v", err)
	}
	t.Cleanup(func() {
		if err := dropDatabase(server, database); err != nil {
			t.Errorf("testservice: %v", err)
		}
	})
	return inDatabase(server, database)
}

// shared is the server of this test process; the watcher ends it.
var shared = sync.OnceValues(func() (*Server, error) { return StartPostgres() })

// Server is a PostgreSQL cluster of its own, which a test may stop and start.
type Server struct {
	process  *process
	programs string // directory of initdb and postgres
	host     string
	password string
	fsync    bool
}

// Option changes how a server is made.
type Option func(*Server)

// WithoutFsync trades durability for speed: a stopped server may lose what it acknowledged.
func WithoutFsync() Option { return func(s *Server) { s.fsync = false } }

// StopMode says how a server ends.
type StopMode syscall.Signal

// The ways to stop a server.
const (
	Fast      = StopMode(syscall.SIGINT)  // ends the sessions, writes everything out
	Immediate = StopMode(syscall.SIGQUIT) // as in a crash: recovery from the log at the next start
)

// PostgresServer returns a cluster for this test alone, for what must not be done to the
// shared one. It is removed when the test ends.
func PostgresServer(t testing.TB, options ...Option) *Server {
	t.Helper()
	Require(t, "postgres")
	server, err := StartPostgres(options...)
	if err != nil {
		t.Fatalf("testservice: %v", err)
	}
	t.Cleanup(func() {
		if err := server.Discard(); err != nil {
			t.Errorf("testservice: %v", err)
		}
	})
	return server
}

// StartPostgres makes and starts a cluster outside a test; the caller discards it.
func StartPostgres(options ...Option) (*Server, error) {
	initdb, err := find("postgres")
	if err != nil {
		return nil, err
	}
	// The other programs lie beside the real one, not always beside a link to it.
	if initdb, err = filepath.EvalSymlinks(initdb); err != nil {
		return nil, fmt.Errorf("find the programs of PostgreSQL: %w", err)
	}
	account, err := postgresAccount()
	if err != nil {
		return nil, err
	}
	server := &Server{programs: filepath.Dir(initdb), password: rand.Text(), fsync: true}
	for _, option := range options {
		option(server)
	}
	if server.process, err = newProcess("postgres", account); err != nil {
		return nil, err
	}
	if err := server.create(); err != nil {
		return nil, errors.Join(err, server.Discard())
	}
	return server, nil
}

func (s *Server) create() error {
	secret := filepath.Join(s.process.dir, "password")
	if err := os.WriteFile(secret, []byte(s.password), 0o600); err != nil {
		return fmt.Errorf("write the password: %w", err)
	}
	if account := s.process.account; account != nil {
		if err := os.Chown(secret, int(account.Uid), int(account.Gid)); err != nil {
			return fmt.Errorf("give the password to the server: %w", err)
		}
	}
	// Passwords travel loopback only; a stronger exchange would cost every connection.
	args := []string{"--pgdata=" + s.data(), "--username=takar", "--auth=password", "--pwfile=" + secret, "--encoding=UTF8", "--no-sync"}
	if err := s.process.run(s.program("initdb"), append(args, s.locale()...)...); err != nil {
		return err
	}
	return s.startSomewhere()
}

// startSomewhere starts a new server on a free port.
func (s *Server) startSomewhere() error {
	const attempts = 5 // another process may take the port between the look and the start
	var err error
	for range attempts {
		port, portErr := freePort()
		if portErr != nil {
			return portErr
		}
		s.host = net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
		if err = s.start(); err == nil || s.process.running() {
			return err
		}
	}
	return err
}

// locale asks for Indonesian collation where the build has it: a query that leaves its order
// to the collation shall look different from SQLite here, not first at a customer's.
func (s *Server) locale() []string {
	help, err := exec.CommandContext(context.Background(), s.program("initdb"), "--help").Output()
	if err == nil && strings.Contains(string(help), "--icu-locale") {
		return []string{"--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=id"}
	}
	return []string{"--locale=C"}
}

// URL returns the address of the maintenance database, as a superuser.
func (s *Server) URL() string {
	address := url.URL{Scheme: "postgres", User: url.UserPassword("takar", s.password), Host: s.host, Path: "/postgres", RawQuery: "sslmode=disable"}
	return address.String()
}

// Database returns the URL of a fresh, empty database of this server.
func (s *Server) Database(t testing.TB) string {
	t.Helper()
	database, err := createDatabase(s.URL(), t.Name())
	if err != nil {
		t.Fatalf("testservice: %v", err)
	}
	return inDatabase(s.URL(), database)
}

// Stop ends the server and returns when it has ended.
func (s *Server) Stop(t testing.TB, mode StopMode) {
	t.Helper()
	if err := s.process.stop(syscall.Signal(mode)); err != nil {
		t.Fatalf("testservice: %v", err)
	}
}

// Start starts a stopped server on the same files and the same address, and returns when it
// answers.
func (s *Server) Start(t testing.TB) {
	t.Helper()
	if err := s.start(); err != nil {
		t.Fatalf("testservice: %v", err)
	}
}

// Discard ends the server and removes its files.
func (s *Server) Discard() error { return s.process.discard() }

func (s *Server) start() error {
	_, port, err := net.SplitHostPort(s.host)
	if err != nil {
		return fmt.Errorf("address %q: %w", s.host, err)
	}
	fsync := "on"
	if !s.fsync {
		fsync = "off"
	}
	settings := []string{"-D", s.data()}
	for _, setting := range []string{
		"listen_addresses=127.0.0.1", "port=" + port, "unix_socket_directories=",
		"fsync=" + fsync, "max_connections=200", "shared_buffers=64MB", "timezone=UTC", "logging_collector=off",
	} {
		settings = append(settings, "-c", setting)
	}
	return s.process.start(s.answers, s.program("postgres"), settings...)
}

func (s *Server) answers(ctx context.Context) error {
	connection, err := pgx.Connect(ctx, s.URL())
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	return connection.Close(ctx)
}

func (s *Server) data() string               { return filepath.Join(s.process.dir, "data") }
func (s *Server) program(name string) string { return filepath.Join(s.programs, name) }

// postgresAccount returns whom a server may run as: PostgreSQL refuses root.
func postgresAccount() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil //nolint:nilnil // no other account is needed
	}
	for _, name := range []string{"postgres", "nobody"} {
		found, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, uidErr := strconv.ParseUint(found.Uid, 10, 32)
		gid, gidErr := strconv.ParseUint(found.Gid, 10, 32)
		if err := errors.Join(uidErr, gidErr); err != nil {
			return nil, fmt.Errorf("account %s: %w", name, err)
		}
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
	}
	return nil, errors.New("PostgreSQL does not run as root, and there is no account postgres or nobody")
}

var (
	outsideName = regexp.MustCompile(`[^a-z0-9]+`)
	databases   atomic.Int64
)

// databaseName is readable in a list of databases and unique among parallel packages.
func databaseName(test string) string {
	readable := strings.Trim(outsideName.ReplaceAllString(strings.ToLower(test), "_"), "_")
	if len(readable) > 30 {
		readable = readable[:30]
	}
	return fmt.Sprintf("test_%s_%d_%d_%s", readable, os.Getpid(), databases.Add(1), strings.ToLower(rand.Text()[:6]))
}

func createDatabase(server, test string) (string, error) {
	name := databaseName(test)
	return name, atServer(server, "CREATE DATABASE "+pgx.Identifier{name}.Sanitize())
}

func dropDatabase(server, name string) error {
	return atServer(server, "DROP DATABASE "+pgx.Identifier{name}.Sanitize()+" WITH (FORCE)")
}

func atServer(server, statement string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	connection, err := pgx.Connect(ctx, server)
	if err != nil {
		return fmt.Errorf("connect to the test server: %w", err)
	}
	defer connection.Close(ctx)
	if _, err := connection.Exec(ctx, statement); err != nil {
		return fmt.Errorf("%s: %w", statement, err)
	}
	return nil
}

func inDatabase(server, name string) string {
	address, err := url.Parse(server)
	if err != nil {
		return server // it has just been connected to: it parses
	}
	address.Path = "/" + name
	return address.String()
}
