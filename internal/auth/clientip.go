package auth

import (
	"fmt"
	"net/http"
	"net/netip"
	"strings"
)

// TrustedProxies are the networks whose X-Forwarded-For and X-Forwarded-Proto
// are believed. Empty: nobody's.
type TrustedProxies []netip.Prefix

// ParseTrustedProxies reads a list of networks (10.0.0.0/8) and single
// addresses, separated by commas or blanks.
func ParseTrustedProxies(text string) (TrustedProxies, error) {
	var proxies TrustedProxies
	for _, item := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(", \t\r\n", r) }) {
		prefix, err := parseNetwork(item)
		if err != nil {
			return nil, fmt.Errorf("proxy tepercaya %q bukan alamat IP atau jaringan seperti 10.0.0.0/8", item)
		}
		proxies = append(proxies, prefix)
	}
	return proxies, nil
}

func parseNetwork(text string) (netip.Prefix, error) {
	if !strings.Contains(text, "/") {
		address, err := netip.ParseAddr(text)
		if err != nil {
			return netip.Prefix{}, err
		}
		address = address.Unmap().WithZone("")
		return netip.PrefixFrom(address, address.BitLen()), nil
	}
	prefix, err := netip.ParsePrefix(text)
	if err != nil {
		return netip.Prefix{}, err
	}
	if prefix.Addr().Is4In6() {
		if prefix.Bits() < 96 {
			return netip.Prefix{}, fmt.Errorf("prefix %s mixes address families", text)
		}
		prefix = netip.PrefixFrom(prefix.Addr().Unmap(), prefix.Bits()-96)
	}
	return prefix.Masked(), nil
}

// Trust reports whether a request came straight from a trusted proxy, whose headers about
// its own client are believed.
func (t TrustedProxies) Trust(r *http.Request) bool {
	return len(t) > 0 && t.contains(connectionAddress(r))
}

// Client is the address of the client: that of the connection, or, when it
// comes from a trusted proxy, the last address in X-Forwarded-For that is not
// itself a trusted proxy. What stands before it may be the client's invention
// and is not looked at. The zero address means that even the connection has
// none (a socket file).
func (t TrustedProxies) Client(r *http.Request) netip.Addr {
	client := connectionAddress(r)
	if !t.contains(client) {
		return client
	}
	entries := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(entries) - 1; i >= 0; i-- {
		address, ok := parseForwarded(entries[i])
		if !ok {
			return client
		}
		client = address
		if !t.contains(client) {
			return client
		}
	}
	return client
}

// Scheme is "https" or "http", as the client sees it.
func (t TrustedProxies) Scheme(r *http.Request) string {
	if proto := t.forwardedProto(r); proto != "" {
		return proto
	}
	if r.TLS != nil {
		return "https"
	}
	return "http"
}

// forwardedProto is what a trusted proxy said about its own client: the last
// value of X-Forwarded-Proto, or "" when it said nothing usable.
func (t TrustedProxies) forwardedProto(r *http.Request) string {
	if !t.contains(connectionAddress(r)) {
		return ""
	}
	values := strings.Split(strings.Join(r.Header.Values("X-Forwarded-Proto"), ","), ",")
	proto := strings.ToLower(strings.TrimSpace(values[len(values)-1]))
	if proto != "https" && proto != "http" {
		return ""
	}
	return proto
}

func (t TrustedProxies) contains(address netip.Addr) bool {
	for _, prefix := range t {
		if prefix.Contains(address) {
			return true
		}
	}
	return false
}

func connectionAddress(r *http.Request) netip.Addr {
	if connection, err := netip.ParseAddrPort(r.RemoteAddr); err == nil {
		return connection.Addr().Unmap().WithZone("")
	}
	address, err := netip.ParseAddr(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	return address.Unmap().WithZone("")
}

// parseForwarded reads one entry of X-Forwarded-For, with or without a port.
func parseForwarded(text string) (netip.Addr, bool) {
	text = strings.TrimSpace(text)
	address, err := netip.ParseAddr(strings.TrimSuffix(strings.TrimPrefix(text, "["), "]"))
	if err != nil {
		withPort, portErr := netip.ParseAddrPort(text)
		if portErr != nil {
			return netip.Addr{}, false
		}
		address = withPort.Addr()
	}
	return address.Unmap().WithZone(""), true
}
