package auth

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"time"
)

// Names and life of the two cookies.
const (
	SessionCookieName = "sessionid"
	CSRFCookieName    = "csrftoken"

	// SessionLifetime runs from the login; requests do not extend it.
	SessionLifetime = 14 * 24 * time.Hour
	// CSRFLifetime outlives sessions, so that a page left open says "log in
	// again" and not "token missing".
	CSRFLifetime = 365 * 24 * time.Hour
)

const (
	tokenBytes  = 32
	tokenLength = 43 // of 32 bytes in base64 without padding
)

// strictToken reads a token only in the one way in which NewToken writes it.
var strictToken = base64.RawURLEncoding.Strict()

// NewToken draws a session token and the hash under which it is stored. The
// token goes into the cookie and nowhere else.
func NewToken() (token, hash string) {
	secret := make([]byte, tokenBytes)
	_, _ = rand.Read(secret) // never fails: the program stops instead
	token = base64.RawURLEncoding.EncodeToString(secret)
	return token, HashToken(token)
}

// HashToken is the SHA-256 of a token in hex, the key of the stored session.
// A token holds 256 random bits: it needs no salt and no slow hash.
func HashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	var text [2 * sha256.Size]byte
	hex.Encode(text[:], sum[:])
	return string(text[:])
}

// SessionToken is the session token a request carries. Anything that NewToken
// cannot have made counts as no session at all, and so does a cookie beside an
// API token. The guard against cross-site
// requests and the look-up of the session must both ask here, so that they
// never disagree about who is logged in.
func SessionToken(r *http.Request) (token string, ok bool) {
	if _, bearer := BearerToken(r); bearer {
		return "", false
	}
	cookie, err := r.Cookie(SessionCookieName)
	if err != nil || len(cookie.Value) != tokenLength {
		return "", false
	}
	var secret [tokenBytes + 1]byte
	if _, err := strictToken.Decode(secret[:], []byte(cookie.Value)); err != nil {
		return "", false
	}
	return cookie.Value, true
}

// Cookies writes the cookies of a server.
type Cookies struct {
	secure bool
}

// NewCookies marks the cookies Secure when the public address is https.
func NewCookies(public PublicURL) Cookies { return Cookies{secure: public.Secure()} }

// Login hands out the session of a new login together with its own csrftoken:
// from here on tokens got before the login are refused.
func (c Cookies) Login(w http.ResponseWriter, token string) {
	http.SetCookie(w, c.session(token, int(SessionLifetime/time.Second)))
	http.SetCookie(w, c.csrf(SessionSecret(token)))
}

// Logout takes the session cookie away and gives a csrftoken that belongs to
// no session.
func (c Cookies) Logout(w http.ResponseWriter) {
	http.SetCookie(w, c.session("", -1))
	http.SetCookie(w, c.csrf(NewSecret()))
}

func (c Cookies) session(token string, maxAge int) *http.Cookie {
	return &http.Cookie{ //nolint:gosec // Secure follows the public address: an office LAN has no TLS
		Name: SessionCookieName, Value: token, Path: "/", MaxAge: maxAge,
		HttpOnly: true, Secure: c.secure, SameSite: http.SameSiteLaxMode,
	}
}

// csrf is readable by scripts: our pages send it back as a header.
func (c Cookies) csrf(secret string) *http.Cookie {
	return &http.Cookie{ //nolint:gosec // scripts must read it, and Secure follows the public address
		Name: CSRFCookieName, Value: secret, Path: "/", MaxAge: int(CSRFLifetime / time.Second),
		HttpOnly: false, Secure: c.secure, SameSite: http.SameSiteLaxMode,
	}
}
