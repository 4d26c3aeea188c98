package main

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"takar/internal/api"
	"takar/internal/app"
	"takar/internal/auth"
	"takar/internal/mail"
	"takar/internal/metric"
	"takar/internal/serve"
	"takar/internal/store"
	"takar/internal/tally"
	"takar/internal/web"
)

// defaultListen is where a server listens unless told otherwise.
const defaultListen = "127.0.0.1:8080"

// Limits of a connection. Writing covers the whole answer, waiting for a turn included;
// event streams lift it for themselves.
const (
	headerTime  = 10 * time.Second
	readTime    = 2 * time.Minute
	writeTime   = 3 * time.Minute
	idleTime    = 2 * time.Minute
	headerBytes = 64 << 10
)

// stopTime is how long requests may take to finish when the server is asked to stop.
const stopTime = 30 * time.Second

// server is one running application: a store, an address, and who answers there.
type server struct {
	listener net.Listener
	unlock   func()
	store    *store.Store
	app      *app.App
	redis    *tally.Redis // nil: this server counts for itself
	http     *http.Server
	monitor  *monitor // nil without one
	drain    time.Duration
	log      *slog.Logger
}

// serverOptions say what a server is made of.
type serverOptions struct {
	place    place
	listen   string
	public   auth.PublicURL
	proxies  auth.TrustedProxies
	timeZone string
	limited  bool
	signUp   bool         // people may make themselves an account
	mail     *mail.Sender // nil: no mails
	setup    string       // token of the set-up page; "" when there is no such page
	log      *slog.Logger

	monitor     string        // address of measurements and profiles; "" for none
	maxRequests int           // 0: the usual number
	cache       int64         // bytes for projects and answers in memory; 0: the usual size
	drain       time.Duration // how long it still answers when it is asked to stop
}

// newServer takes the data directory and the address, opens the store and prepares the
// answers. Whatever it took is given back when it fails.
func newServer(ctx context.Context, o serverOptions) (*server, error) {
	s := &server{log: o.log, drain: o.drain, unlock: func() {}}
	if err := s.open(ctx, o); err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

func (s *server) open(ctx context.Context, o serverOptions) (err error) {
	if o.place.databaseURL == "" {
		unlock, err := store.LockDirectory(o.place.directory)
		if err != nil {
			return err
		}
		s.unlock = unlock
	}
	if s.listener, err = listen(ctx, "listen", o.listen); err != nil {
		return err
	}
	if s.store, err = o.place.open(ctx); err != nil {
		return err
	}
	if err := refuseMoved(ctx, s.store, o.place); err != nil {
		return err
	}
	s.checkReplica(ctx)
	if err := s.openRedis(ctx, o.place.redisURL); err != nil {
		return err
	}
	config := app.Config{Store: s.store, TimeZone: o.timeZone, Logger: o.log, LoginLimit: o.limited, SignUp: o.signUp, Public: o.public, CacheBytes: o.cache, Version: version, Build: buildName(o.timeZone)}
	if o.mail != nil {
		config.Mail = o.mail
	}
	if s.redis != nil {
		config.Shared = s.redis
	}
	s.app, err = app.New(ctx, config)
	if err != nil {
		return err
	}
	if err := s.app.EnsureStarter(ctx); err != nil {
		return err
	}
	site, err := web.New(web.Options{Public: o.public, SetupToken: tokenCheck(o.setup)})
	if err != nil {
		return err
	}
	if !site.Bundled() {
		o.log.WarnContext(ctx, "built without scripts and styles: run make build")
	}
	routes, err := serve.New(serve.Options{
		App: s.app, Public: o.public, Proxies: o.proxies, Logger: o.log, ErrorPage: site.ErrorPage, Exempt: []string{api.ReportPath},
		MaxRequests: o.maxRequests,
	}, api.Routes(), site.Routes())
	if err != nil {
		return err
	}
	s.http = &http.Server{
		Handler:           routes.Handler(site.Static()),
		ReadHeaderTimeout: headerTime, ReadTimeout: readTime, WriteTimeout: writeTime, IdleTimeout: idleTime,
		MaxHeaderBytes: headerBytes,
		ErrorLog:       slog.NewLogLogger(o.log.Handler(), slog.LevelWarn),
	}
	if o.monitor != "" {
		registry := metric.New(version)
		s.app.Measure(registry)
		if s.redis != nil {
			s.redis.Measure(registry)
		}
		routes.Measure(registry)
		if s.monitor, err = newMonitor(ctx, o.monitor, registry, o.log); err != nil {
			return err
		}
	}
	s.http.RegisterOnShutdown(s.app.EndStreams)
	return nil
}

// buildName is the same for all servers that make the same answers, so that a browser need not
// fetch anew what another of them gave it. A program that was built of files nobody can name
// has none.
func buildName(timeZone string) string {
	if version == "dev" || version == "unknown" || strings.HasSuffix(version, "-dirty") {
		return ""
	}
	return version + " " + timeZone
}

// tokenCheck compares tokens without telling by its time how much of one was right.
func tokenCheck(token string) func(string) bool {
	if token == "" {
		return nil
	}
	return func(given string) bool { return subtle.ConstantTimeCompare([]byte(given), []byte(token)) == 1 }
}

// listen opens the address of a flag, or says what to do when it cannot be had.
func listen(ctx context.Context, flag, address string) (net.Listener, error) {
	if _, port, err := net.SplitHostPort(address); err != nil || !isPort(port) {
		return nil, usagef("serve", "alamat --%s %q tidak sah: tulis seperti 127.0.0.1:8080", flag, address)
	}
	var config net.ListenConfig
	config.SetMultipathTCP(false) // which knows no filters: see refuseNewConnections
	listener, err := config.Listen(ctx, "tcp", address)
	switch {
	case err == nil:
		return listener, nil
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("alamat %s sedang dipakai program lain: hentikan program itu, atau pilih port lain dengan --%s", address, flag)
	case errors.Is(err, os.ErrPermission):
		return nil, fmt.Errorf("alamat %s tidak boleh dibuka oleh pengguna ini: pilih port di atas 1023 dengan --%s", address, flag)
	}
	return nil, fmt.Errorf("alamat %s tidak dapat dibuka: pilih alamat komputer ini dengan --%s (%w)", address, flag, err)
}

func isPort(text string) bool {
	_, err := strconv.ParseUint(text, 10, 16)
	return err == nil
}

// beyondThisMachine reports whether others can reach the address of the server.
func (s *server) beyondThisMachine() bool {
	tcp, ok := s.listener.Addr().(*net.TCPAddr)
	return ok && !tcp.AddrPort().Addr().Unmap().IsLoopback()
}

// address is where people on this machine reach the server.
func (s *server) address() string {
	tcp, ok := s.listener.Addr().(*net.TCPAddr)
	if !ok {
		return "http://" + s.listener.Addr().String()
	}
	if ip := tcp.AddrPort().Addr(); ip.IsUnspecified() {
		return "http://" + netip.AddrPortFrom(loopback(ip), tcp.AddrPort().Port()).String()
	}
	return "http://" + tcp.String()
}

func loopback(like netip.Addr) netip.Addr {
	if like.Is4() {
		return netip.AddrFrom4([4]byte{127, 0, 0, 1})
	}
	return netip.IPv6Loopback()
}

// run answers requests until ctx ends, then stops.
func (s *server) run(ctx context.Context) error {
	failed := make(chan error, 1)
	go func() { failed <- s.http.Serve(s.listener) }()
	if s.monitor != nil {
		go s.monitor.run(s.log)
	}
	select {
	case err := <-failed:
		return fmt.Errorf("server berhenti: %w", err)
	case <-ctx.Done():
	}
	return s.stop(ctx)
}

// close gives back everything in the opposite order of taking it.
func (s *server) close() error {
	var err error
	if s.monitor != nil {
		s.monitor.close()
	}
	if s.app != nil {
		s.app.Close()
	}
	if s.redis != nil {
		s.redis.Close()
	}
	if s.store != nil {
		err = s.store.Close()
	}
	if s.listener != nil {
		if closing := s.listener.Close(); !errors.Is(closing, net.ErrClosed) {
			err = errors.Join(err, closing)
		}
	}
	s.unlock()
	return err
}
