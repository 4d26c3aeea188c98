package loadtest

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// target is the server under test: its address as it was given, and one numeric address that
// all connections go to, so that no request waits for a name.
type target struct {
	base    *url.URL
	address string // host:port
}

// dialTime is how long a connection may take.
const dialTime = 10 * time.Second

// reach finds a numeric address at which the server answers.
func reach(ctx context.Context, host string) (*target, error) {
	base, err := url.Parse(host)
	if err != nil || (base.Scheme != "http" && base.Scheme != "https") || base.Host == "" || strings.Trim(base.Path, "/") != "" || base.RawQuery != "" {
		return nil, fmt.Errorf("alamat server %q tidak sah: tulis seperti http://127.0.0.1:8080", host)
	}
	base.Path = ""
	port := base.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[base.Scheme]
	}
	ips, err := net.DefaultResolver.LookupIP(ctx, "ip", base.Hostname())
	if err != nil {
		return nil, fmt.Errorf("nama server %q tidak ditemukan", base.Hostname())
	}
	var dialer net.Dialer
	dialer.Timeout = dialTime
	for _, family := range []int{net.IPv4len, net.IPv6len} {
		for _, ip := range ips {
			if (ip.To4() != nil) != (family == net.IPv4len) {
				continue
			}
			address := net.JoinHostPort(ip.String(), port)
			connection, err := dialer.DialContext(ctx, "tcp", address)
			if err == nil {
				_ = connection.Close()
				return &target{base: base, address: address}, nil
			}
		}
	}
	return nil, fmt.Errorf("server %s tidak menjawab: pastikan server berjalan di alamat itu", host)
}

// transport makes the connections of one user, who keeps them alive as a browser does.
func (t *target) transport() *http.Transport {
	dialer := &net.Dialer{Timeout: dialTime}
	return &http.Transport{
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return dialer.DialContext(ctx, network, t.address)
		},
		// Bodies are unpacked where they are judged, not while their time is taken.
		DisableCompression:  true,
		MaxIdleConnsPerHost: 2,
		IdleConnTimeout:     90 * time.Second,
		TLSClientConfig:     &tls.Config{ServerName: t.base.Hostname(), MinVersion: tls.VersionTLS12},
	}
}

// health asks the server which version and database it has. Somebody else's server is no
// target.
func (r *run) health(ctx context.Context) error {
	var answer struct {
		Status  string
		Version string
		Checks  struct {
			Database struct{ Vendor string }
		}
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, r.target.base.String()+"/health/ready/", http.NoBody)
	if err != nil {
		return err
	}
	client := &http.Client{Transport: r.target.transport(), Timeout: requestTime, CheckRedirect: stay}
	defer client.CloseIdleConnections()
	response, err := client.Do(request)
	if err != nil {
		return fmt.Errorf("server %s tidak menjawab: %w", r.o.Host, err)
	}
	defer response.Body.Close()
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil || response.StatusCode != http.StatusOK || answer.Status != "ok" {
		return errors.New("server belum siap, atau bukan Takar: alamat /health/ready/ tidak menjawab ok")
	}
	r.out.Version, r.out.Database = answer.Version, answer.Checks.Database.Vendor
	return nil
}

// stay follows no redirect: where one leads is judged like everything else.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
