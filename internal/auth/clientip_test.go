package auth

import (
	"crypto/tls"
	"strings"
	"testing"
)

func TestClientAddressIsBelievedOnlyFromTrustedProxies(t *testing.T) {
	const proxies = "10.0.0.0/8, 192.168.1.1 2001:db8:99::/48"
	for _, test := range []struct {
		name, proxies, remote string
		forwarded             []string
		want                  string
	}{
		{"direct", "", "203.0.113.7:5555", nil, "203.0.113.7"},
		{"nobody trusted", "", "203.0.113.7:5555", []string{"198.51.100.1"}, "203.0.113.7"},
		{"stranger forges", proxies, "203.0.113.7:5555", []string{"198.51.100.1"}, "203.0.113.7"},
		{"proxy", proxies, "10.1.1.1:5555", []string{"198.51.100.1"}, "198.51.100.1"},
		{"proxy says nothing", proxies, "10.1.1.1:5555", nil, "10.1.1.1"},
		{"client forges before the proxy", proxies, "10.1.1.1:5555", []string{"127.0.0.1, 198.51.100.1"}, "198.51.100.1"},
		{"client forges a trusted proxy", proxies, "10.1.1.1:5555", []string{"10.9.9.9, 198.51.100.1"}, "198.51.100.1"},
		{"client forges in a header line of its own", proxies, "10.1.1.1:5555", []string{"127.0.0.1", "198.51.100.1"}, "198.51.100.1"},
		{"two proxies", proxies, "10.1.1.1:5555", []string{"198.51.100.1, 192.168.1.1"}, "198.51.100.1"},
		{"two proxies in two lines", proxies, "10.1.1.1:5555", []string{"198.51.100.1", "192.168.1.1"}, "198.51.100.1"},
		{"single address trusted, not its neighbour", proxies, "10.1.1.1:5555", []string{"198.51.100.1, 192.168.1.2"}, "192.168.1.2"},
		{"only proxies", proxies, "10.1.1.1:5555", []string{"10.3.3.3, 10.2.2.2"}, "10.3.3.3"},
		{"rubbish behind", proxies, "10.1.1.1:5555", []string{"198.51.100.1, rubbish"}, "10.1.1.1"},
		{"rubbish in front", proxies, "10.1.1.1:5555", []string{"rubbish, 198.51.100.1"}, "198.51.100.1"},
		{"unknown", proxies, "10.1.1.1:5555", []string{"unknown"}, "10.1.1.1"},
		{"empty entries", proxies, "10.1.1.1:5555", []string{" , "}, "10.1.1.1"},
		{"with port", proxies, "10.1.1.1:5555", []string{"198.51.100.1:443"}, "198.51.100.1"},
		{"IPv6 with port", proxies, "10.1.1.1:5555", []string{"[2001:db8::7]:443"}, "2001:db8::7"},
		{"IPv6 in brackets", proxies, "10.1.1.1:5555", []string{"[2001:db8::7]"}, "2001:db8::7"},
		{"IPv6 proxy", proxies, "[2001:db8:99::1]:5555", []string{"2001:db8::7"}, "2001:db8::7"},
		{"IPv4 proxy on an IPv6 socket", proxies, "[::ffff:10.1.1.1]:5555", []string{"198.51.100.1"}, "198.51.100.1"},
		{"IPv4 client written as IPv6", proxies, "10.1.1.1:5555", []string{"::ffff:198.51.100.1"}, "198.51.100.1"},
		{"network written as IPv6", "::ffff:10.0.0.0/104", "10.1.1.1:5555", []string{"198.51.100.1"}, "198.51.100.1"},
		{"zone", "", "[fe80::1%eth0]:5555", nil, "fe80::1"},
		{"without port", "", "203.0.113.7", nil, "203.0.113.7"},
		{"socket file", proxies, "@", []string{"198.51.100.1"}, "invalid IP"},
		{"long chain", proxies, "10.1.1.1:5555", []string{"198.51.100.1" + strings.Repeat(", 10.0.0.1", 10_000)}, "198.51.100.1"},
	} {
		trusted, err := ParseTrustedProxies(test.proxies)
		if err != nil {
			t.Fatalf("%s: %v", test.name, err)
		}
		r := request("GET", "/", "")
		r.RemoteAddr = test.remote
		r.Header["X-Forwarded-For"] = test.forwarded
		if got := trusted.Client(r).String(); got != test.want {
			t.Errorf("%s: client %s, want %s", test.name, got, test.want)
		}
	}
}

func TestSchemeIsBelievedOnlyFromTrustedProxies(t *testing.T) {
	trusted, err := ParseTrustedProxies("10.0.0.0/8")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, remote, proto string
		tls                 bool
		want                string
	}{
		{"plain", "203.0.113.7:1", "", false, "http"},
		{"own TLS", "203.0.113.7:1", "", true, "https"},
		{"stranger forges", "203.0.113.7:1", "https", false, "http"},
		{"stranger forges over TLS", "203.0.113.7:1", "http", true, "https"},
		{"proxy", "10.1.1.1:1", "https", false, "https"},
		{"proxy in capitals", "10.1.1.1:1", " HTTPS ", false, "https"},
		{"proxy over TLS, client without", "10.1.1.1:1", "http", true, "http"},
		{"client forges before the proxy", "10.1.1.1:1", "https, http", false, "http"},
		{"rubbish", "10.1.1.1:1", "gopher", false, "http"},
	} {
		r := request("GET", "/", "", "X-Forwarded-Proto: "+test.proto)
		r.RemoteAddr = test.remote
		if test.tls {
			r.TLS = &tls.ConnectionState{}
		}
		if got := trusted.Scheme(r); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

func TestTrustedProxiesAreReadStrictly(t *testing.T) {
	for text, count := range map[string]int{"": 0, " , ": 0, "10.0.0.1": 1, "10.0.0.0/8,::1\n192.168.0.0/16": 3, "10.1.2.3/8": 1} {
		if proxies, err := ParseTrustedProxies(text); err != nil || len(proxies) != count {
			t.Errorf("%q: %v, %v; want %d networks", text, proxies, err, count)
		}
	}
	for _, text := range []string{"proxy", "10.0.0.0/33", "10.0.0", "10.0.0.0/-1", "10.0.0.1:80", "*", "::ffff:10.0.0.0/8", "10.0.0.0/8;::1"} {
		if proxies, err := ParseTrustedProxies(text); err == nil || !strings.Contains(err.Error(), "10.0.0.0/8") {
			t.Errorf("%q: %v, %v; want an error with an example", text, proxies, err)
		}
	}
}
