package auth

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// PublicURL is the address people type to reach the server
// (TAKAR_PUBLIC_URL). It decides Secure cookies, HSTS, links in mails, the
// trusted origin and the expected Host. The zero value means "not set".
type PublicURL struct {
	scheme, host string
}

// ParsePublicURL reads "https://takar.kantor.id" or "http://server:8080". Empty
// text gives the zero value. A path, query or user name is refused.
func ParsePublicURL(text string) (PublicURL, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return PublicURL{}, nil
	}
	refuse := func(why string) (PublicURL, error) {
		return PublicURL{}, fmt.Errorf("alamat publik %q %s; tulis seperti https://takar.kantor.id", text, why)
	}
	parsed, err := url.Parse(text)
	if err != nil {
		return refuse("bukan alamat yang sah")
	}
	parsed.Scheme = strings.ToLower(parsed.Scheme)
	name, port := strings.ToLower(parsed.Hostname()), parsed.Port()
	switch {
	case parsed.Scheme != "http" && parsed.Scheme != "https":
		return refuse("harus diawali http:// atau https://")
	case parsed.User != nil, parsed.RawQuery != "", parsed.Fragment != "", parsed.Path != "" && parsed.Path != "/":
		return refuse("hanya boleh berisi nama server dan port")
	case !isHostName(name):
		return refuse("tidak berisi nama server yang sah (huruf ASCII, angka, titik, tanda hubung, atau alamat IP)")
	}
	if strings.Contains(name, ":") {
		name = "[" + name + "]"
	}
	defaultPort := map[string]string{"http": "80", "https": "443"}[parsed.Scheme]
	if port == "" || port == defaultPort {
		return PublicURL{scheme: parsed.Scheme, host: name}, nil
	}
	if number, err := strconv.ParseUint(port, 10, 16); err != nil || number == 0 {
		return refuse("memakai port yang tidak sah")
	}
	return PublicURL{scheme: parsed.Scheme, host: name + ":" + port}, nil
}

// IsSet tells whether a public address is known.
func (p PublicURL) IsSet() bool { return p.host != "" }

// Secure tells whether people reach the server over https.
func (p PublicURL) Secure() bool { return p.scheme == "https" }

// Origin is "scheme://host[:port]" as browsers write it, or "" when not set.
func (p PublicURL) Origin() string {
	if !p.IsSet() {
		return ""
	}
	return p.scheme + "://" + p.host
}

// Link is the full address of a path that starts with a slash; the path alone
// when no public address is set.
func (p PublicURL) Link(path string) string { return p.Origin() + path }

// isHostName accepts IP addresses and names of ASCII letters, digits, hyphens,
// underscores and dots.
func isHostName(name string) bool {
	if _, err := netip.ParseAddr(name); err == nil {
		return true
	}
	if name == "" || len(name) > 253 || strings.HasPrefix(name, ".") || strings.Contains(name, "..") {
		return false
	}
	return strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-_.") == "" && !strings.HasPrefix(name, "-")
}

// hostNameOf takes the name out of a Host header: without port, brackets and a
// final dot, in lower case; "" when the header is not a host.
func hostNameOf(host string) string {
	name := host
	if inner, bracketed := strings.CutPrefix(host, "["); bracketed && strings.HasSuffix(inner, "]") {
		name = strings.TrimSuffix(inner, "]")
	} else if strings.Contains(host, ":") {
		withoutPort, port, err := net.SplitHostPort(host)
		if err != nil || strings.Trim(port, "0123456789") != "" {
			return ""
		}
		name = withoutPort
	}
	name = strings.TrimSuffix(strings.ToLower(name), ".")
	if !isHostName(name) {
		return ""
	}
	return name
}
