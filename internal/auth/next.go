package auth

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

const maxNextLength = 2048

// SafeNext tells whether next may be the target of a redirect after login: an
// absolute path on this server. Other hosts in any disguise, paths that climb
// (..), and the login and logout pages themselves are refused. The returned
// path is ready for a Location header; asked again, SafeNext returns the same.
func SafeNext(next string) (path string, ok bool) {
	if !isPlainPath(next) || len(next) > maxNextLength {
		return "", false
	}
	target, err := url.Parse(next)
	if err != nil || target.IsAbs() || target.Host != "" || target.User != nil || target.Opaque != "" {
		return "", false
	}
	// Once more, as a server or browser that decodes too early would see it.
	if !isPlainPath(target.Path) || strings.ContainsFunc(target.Fragment, unicode.IsControl) {
		return "", false
	}
	for segment := range strings.SplitSeq(target.Path, "/") {
		if segment == "." || segment == ".." {
			return "", false
		}
	}
	if isLoginLoop(target.Path) {
		return "", false
	}
	path = target.String()
	return path, isPlainPath(path) && len(path) <= maxNextLength
}

// isPlainPath: one slash in front, no empty first segment, no backslash
// (browsers read it as a slash), nothing invisible (browsers drop tabs and
// line ends before they read an address).
func isPlainPath(text string) bool {
	return strings.HasPrefix(text, "/") && !strings.HasPrefix(text, "//") && utf8.ValidString(text) &&
		!strings.ContainsFunc(text, func(r rune) bool {
			return r == '\\' || unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp)
		})
}

// isLoginLoop: a login that leads to the login page never arrives, and one
// that leads to the logout page is a bad joke.
func isLoginLoop(path string) bool {
	path = strings.TrimRight(strings.ToLower(path), "/")
	for _, page := range []string{"/accounts/login", "/accounts/logout", "/admin/login"} {
		if path == page || strings.HasPrefix(path, page+"/") {
			return true
		}
	}
	return false
}
