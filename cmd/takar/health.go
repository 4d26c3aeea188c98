package main

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"time"
)

// healthTime is how long a server may take to say that it is ready.
const healthTime = 5 * time.Second

func healthCommand() *command {
	var s settings
	var listen string
	return &command{
		name: "health", summary: "tanyakan apakah server di komputer ini siap; kode keluar 0 bila ya",
		details: "Untuk pemeriksa seperti HEALTHCHECK pada kontainer: tidak perlu curl. Membaca TAKAR_LISTEN dan TAKAR_PUBLIC_URL seperti takar serve.",
		options: []option{
			{name: "listen", value: "ALAMAT", text: &listen, help: "alamat server itu, seperti pada takar serve; bawaan TAKAR_LISTEN atau " + defaultListen},
		},
		settings: &s,
		run: func(ctx context.Context, t *terminal, _ []string) error {
			address, err := reachable(cmp.Or(listen, s.listen, defaultListen))
			if err != nil {
				return err
			}
			return t.askHealth(ctx, &s, address)
		},
	}
}

// askHealth asks a server of this machine, under the name that it expects to be called by.
func (t *terminal) askHealth(ctx context.Context, s *settings, address string) error {
	ctx, cancel := context.WithTimeout(ctx, healthTime)
	defer cancel()
	request, err := s.healthRequest(ctx, address)
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("server di %s tidak menjawab: %w", address, err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("server di %s belum siap (%s)", address, answer.Status)
	}
	fmt.Fprintf(t.out, "Server di %s siap.\n", address)
	return nil
}

// healthRequest asks the server at an address how it is, under the name that it expects.
func (s *settings) healthRequest(ctx context.Context, address string) (*http.Request, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+"/health/ready/", nil)
	if err != nil {
		return nil, usagef("health", "alamat --listen %q tidak sah: tulis seperti 127.0.0.1:8080", address)
	}
	if public, err := url.Parse(s.publicURL); err == nil && public.Host != "" {
		request.Host = public.Host
	}
	return request, nil
}

// reachable turns an address to listen on into one to call.
func reachable(listen string) (string, error) {
	host, port, err := net.SplitHostPort(listen)
	if err != nil || !isPort(port) {
		return "", usagef("health", "alamat --listen %q tidak sah: tulis seperti 127.0.0.1:8080", listen)
	}
	ip, err := netip.ParseAddr(cmp.Or(host, "0.0.0.0"))
	if err == nil && ip.IsUnspecified() {
		host = loopback(ip).String()
	}
	return net.JoinHostPort(host, port), nil
}
