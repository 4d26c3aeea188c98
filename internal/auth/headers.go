package auth

import (
	"net/http"
	"net/netip"
	"strings"
)

// ContentSecurityPolicy is the final policy of every answer: no inline script
// or style, nothing from elsewhere. The hash is that of an empty style element,
// which the grid fills with the widths of its columns through the CSSOM.
const ContentSecurityPolicy = "default-src 'none'; script-src 'self'; " +
	"style-src 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; img-src 'self' data:; " +
	"font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; worker-src 'self'"

// strictTransport is one year for the host and all below it.
const strictTransport = "max-age=31536000; includeSubDomains; preload"

// SecurityHeaders puts the security headers on every answer; HSTS only when
// the public address is https.
func SecurityHeaders(public PublicURL, next http.Handler) http.Handler {
	// The values are shared by all answers: whoever adds to one makes a list of their own,
	// because there is no room in these.
	policy, frames, types := []string{ContentSecurityPolicy}, []string{"DENY"}, []string{"nosniff"}
	sameOrigin, transport := []string{"same-origin"}, []string{strictTransport}
	secure := public.Secure()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header["Content-Security-Policy"] = policy
		header["X-Frame-Options"] = frames
		header["X-Content-Type-Options"] = types
		header["Referrer-Policy"] = sameOrigin
		header["Cross-Origin-Opener-Policy"] = sameOrigin
		if secure {
			header["Strict-Transport-Security"] = transport
		}
		next.ServeHTTP(w, r)
	})
}

// HostRule says which Host headers are ours. A foreign name pointed at this
// server (DNS rebinding) is thereby refused.
type HostRule struct {
	names map[string]bool
	// loopback: without a public address the server is somebody's own machine.
	loopback bool
}

// NewHostRule allows the host of the public address, or the names of this
// machine itself (localhost, 127.0.0.0/8, ::1) when none is set, and the
// further names or addresses given, without ports.
func NewHostRule(public PublicURL, further ...string) HostRule {
	rule := HostRule{names: make(map[string]bool), loopback: !public.IsSet()}
	for _, host := range append(further, public.host) {
		if name := hostNameOf(host); name != "" {
			rule.names[name] = true
		}
	}
	return rule
}

// Allows tells whether a Host header is ours. The port does not matter: a
// proxy or a forwarded port changes it.
func (h HostRule) Allows(host string) bool {
	name := hostNameOf(host)
	if name == "" {
		return false
	}
	return h.names[name] || h.loopback && isLoopbackName(name)
}

// Handler answers 400 to requests for a host that is not ours.
func (h HostRule) Handler(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !h.Allows(r.Host) {
			http.Error(w, "Nama server pada permintaan ini tidak dikenal. "+
				"Buka Takar lewat alamat resminya, atau minta administrator mengatur TAKAR_PUBLIC_URL.", http.StatusBadRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func isLoopbackName(name string) bool {
	if address, err := netip.ParseAddr(name); err == nil {
		return address.Unmap().IsLoopback()
	}
	return name == "localhost" || strings.HasSuffix(name, ".localhost")
}

// RedirectToHTTPS sends people who came over plain http to the https address.
// It acts only when the public address is https and a trusted proxy says that
// it was reached over http: a proxy that says nothing never causes a loop.
func RedirectToHTTPS(public PublicURL, proxies TrustedProxies, next http.Handler) http.Handler {
	if !public.Secure() {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if proxies.forwardedProto(r) == "http" {
			target := r.URL.RequestURI()
			if !strings.HasPrefix(target, "/") { // "OPTIONS *"
				target = "/"
			}
			http.Redirect(w, r, public.Link(target), http.StatusPermanentRedirect) //nolint:gosec // the public address goes before the path
			return
		}
		next.ServeHTTP(w, r)
	})
}
