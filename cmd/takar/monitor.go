package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof"
	"net/netip"
	"strings"
	"time"

	"takar/internal/metric"
)

// monitorTime bounds one answer of the monitor: a profile of a minute, with room.
const monitorTime = 2 * time.Minute

// monitor answers measurements and profiles on an address of its own, apart from people.
type monitor struct {
	listener net.Listener
	http     *http.Server
}

// monitorAddress checks the address that the operator names, and returns it with an IP.
// Measurements tell how an office works and profiles what a program has in memory; neither has
// a login, so an address that strangers may reach is refused, and so is one that stands for
// all addresses of the machine.
func monitorAddress(ctx context.Context, address string) (string, error) {
	if address == "" {
		return "", nil
	}
	host, port, err := net.SplitHostPort(address)
	if err != nil || !isPort(port) {
		return "", usagef("serve", "alamat --monitor %q tidak sah: tulis seperti 127.0.0.1:9090", address)
	}
	if host == "" {
		host = "0.0.0.0" // so the system reads it
	}
	ips, err := net.DefaultResolver.LookupNetIP(ctx, "ip", host)
	if err != nil || len(ips) == 0 {
		return "", usagef("serve", "alamat --monitor %q tidak dikenal: tulis alamat IP pribadi komputer ini, misalnya 127.0.0.1:9090", address)
	}
	ip := ips[0].Unmap()
	if !private(ip) {
		return "", usagef("serve", "alamat --monitor %s dapat dicapai orang lain, padahal tidak ada login di sana: "+
			"pakai 127.0.0.1:%s, atau alamat jaringan pribadi (10.…, 172.16.… sampai 172.31.…, 192.168.…, fd…)", address, port)
	}
	return net.JoinHostPort(ip.String(), port), nil
}

// newMonitor listens on an address that monitorAddress has checked.
func newMonitor(ctx context.Context, address string, registry *metric.Registry, log *slog.Logger) (*monitor, error) {
	listener, err := listen(ctx, "monitor", address)
	if err != nil {
		return nil, err
	}
	return &monitor{listener: listener, http: &http.Server{
		Handler: localHost(monitorHandler(registry)), ReadHeaderTimeout: headerTime, ReadTimeout: readTime, WriteTimeout: monitorTime, IdleTimeout: idleTime,
		MaxHeaderBytes: headerBytes, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}}, nil
}

// private reports whether an address belongs to this machine or to a network that is not routed
// on the internet.
func private(ip netip.Addr) bool { return ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast() }

func monitorHandler(registry *metric.Registry) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", registry.Handler())
	mux.HandleFunc("GET /debug/pprof/", pprof.Index) // heap, goroutine, allocs, block, mutex, threadcreate
	mux.HandleFunc("GET /debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	return mux
}

// localHost refuses requests under a name of the internet: a page that somebody opens could
// point its own name at this address and read what is here. Addresses and names without a
// dot are those of the local network.
func localHost(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := r.Host
		if name, _, err := net.SplitHostPort(host); err == nil {
			host = name
		}
		if _, err := netip.ParseAddr(strings.Trim(host, "[]")); err != nil && strings.Contains(host, ".") {
			http.Error(w, "unknown host", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// address is where the monitor answers.
func (m *monitor) address() string { return "http://" + m.listener.Addr().String() }

// run answers until close.
func (m *monitor) run(log *slog.Logger) {
	if err := m.http.Serve(m.listener); !errors.Is(err, http.ErrServerClosed) {
		log.Error("monitor stopped", "error", err)
	}
}

func (m *monitor) close() { _ = m.http.Close() } // measurements that are being read are worth nothing afterwards
