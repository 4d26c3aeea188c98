package auth

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// Where a request carries its token.
const (
	CSRFHeader = "X-CSRFToken"
	CSRFField  = "csrfmiddlewaretoken"
)

// CSRFCode is the error code of a refused request.
const CSRFCode = "CSRF_FAILED"

// Refusal says why a request was refused and how to answer it.
type Refusal struct {
	Status  int    // 403; 413 when the body is larger than the server takes
	JSON    bool   // the client asks for JSON: answer the envelope, else a page
	Reason  string // short English words for the log
	Message string // Indonesian sentences for the person
}

// Guard refuses writes that our own pages or scripts did not send: first by
// origin (Sec-Fetch-Site, Origin, Referer), then by the csrftoken cookie and a
// token that matches it. A request with a session must carry the cookie of
// exactly that session. The guard needs no storage, so it can stand in front
// of the look-up of the session.
type Guard struct {
	cookies Cookies
	cross   *http.CrossOriginProtection
	trusted map[string]bool
	exempt  map[string]bool
}

// GuardOptions sets up a Guard.
type GuardOptions struct {
	PublicURL      PublicURL
	TrustedOrigins []string // further origins, as "https://host[:port]"
	Exempt         []string // paths that are not checked at all, with or without their final slash
}

// NewGuard makes a Guard; an unreadable origin is an error.
func NewGuard(options GuardOptions) (*Guard, error) {
	guard := &Guard{
		cookies: NewCookies(options.PublicURL),
		cross:   http.NewCrossOriginProtection(),
		trusted: make(map[string]bool),
		exempt:  make(map[string]bool),
	}
	for _, text := range append([]string{options.PublicURL.Origin()}, options.TrustedOrigins...) {
		origin, err := ParsePublicURL(text)
		if err != nil {
			return nil, fmt.Errorf("asal tepercaya: %w", err)
		}
		if !origin.IsSet() {
			continue
		}
		guard.trusted[origin.Origin()] = true
		if err := guard.cross.AddTrustedOrigin(origin.Origin()); err != nil {
			return nil, fmt.Errorf("asal tepercaya: %w", err)
		}
	}
	for _, path := range options.Exempt {
		guard.exempt[strings.TrimSuffix(path, "/")] = true
	}
	return guard, nil
}

// Protect lets a request through to next or hands it to refuse.
func (g *Guard) Protect(next http.Handler, refuse func(http.ResponseWriter, *http.Request, Refusal)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if refusal := g.Check(r); refusal != nil {
			refuse(w, r, *refusal)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Check returns nil for a request that may pass. It reads at most the first
// megabyte of a form to find the token, and puts back what it read.
func (g *Guard) Check(r *http.Request) *Refusal {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodTrace:
		return nil
	}
	if _, bearer := BearerToken(r); bearer {
		return nil // no browser adds it by itself, and cookies beside it open nothing: see SessionToken
	}
	if g.exempt[strings.TrimSuffix(r.URL.Path, "/")] {
		return nil
	}
	if !g.sameOrigin(r) {
		return refusal(r, "cross-origin request", "Permintaan ini datang dari alamat lain dan ditolak. "+
			"Buka Takar lewat alamat resminya; di belakang proxy, administrator perlu mengatur TAKAR_PUBLIC_URL.")
	}
	secret, found := csrfCookie(r)
	if !found {
		return refusal(r, "csrf cookie missing", "Cookie csrftoken tidak ada. "+
			"Izinkan cookie untuk alamat ini, muat ulang halaman, lalu coba lagi.")
	}
	if token, loggedIn := SessionToken(r); loggedIn && !Matches(SessionSecret(token), secret) {
		return refusal(r, "csrf cookie of another session", "Halaman ini dibuka sebelum Anda masuk. "+
			"Muat ulang halaman, lalu coba lagi.")
	}
	return g.checkToken(r, secret)
}

func (g *Guard) checkToken(r *http.Request, secret string) *Refusal {
	if Matches(secret, r.Header.Get(CSRFHeader)) {
		return nil
	}
	sent, err := formField(r, CSRFField, maxFormHead)
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		answer := refusal(r, "body too large", "Isi permintaan terlalu besar.")
		answer.Status = http.StatusRequestEntityTooLarge
		return answer
	case errors.Is(err, errFieldTooFar):
		return refusal(r, "csrf field not in the first part of the form",
			"Token keamanan tidak ditemukan di awal formulir. Letakkan "+CSRFField+" sebelum isian lain.")
	case err != nil:
		return refusal(r, "form unreadable", "Formulir terputus atau tidak dapat dibaca. Kirim sekali lagi.")
	case Matches(secret, sent):
		return nil
	case sent == "" && r.Header.Get(CSRFHeader) == "":
		return refusal(r, "csrf token missing", "Token keamanan tidak dikirim. "+
			"Sertakan header "+CSRFHeader+" atau isian "+CSRFField+".")
	}
	return refusal(r, "csrf token wrong", "Token keamanan tidak cocok. Muat ulang halaman, lalu coba lagi.")
}

func refusal(r *http.Request, reason, message string) *Refusal {
	return &Refusal{Status: http.StatusForbidden, JSON: WantsJSON(r), Reason: reason, Message: message}
}

// sameOrigin asks net/http about Sec-Fetch-Site and Origin, and where a client
// sends neither, the Referer. A client that sends none of the three is no
// browser, and cannot be used against its user.
func (g *Guard) sameOrigin(r *http.Request) bool {
	if g.cross.Check(r) != nil {
		return false
	}
	referer := r.Header.Get("Referer")
	if referer == "" || r.Header.Get("Origin") != "" || r.Header.Get("Sec-Fetch-Site") != "" {
		return true
	}
	parsed, err := url.Parse(referer)
	if err != nil || parsed.Host == "" {
		return false
	}
	return strings.EqualFold(parsed.Host, r.Host) || g.trusted[strings.ToLower(parsed.Scheme+"://"+parsed.Host)]
}

// EnsureSecret returns the csrf secret that the client's next request must
// match, and sets the csrftoken cookie if the client does not hold it yet.
// Call it before the body is written.
func (g *Guard) EnsureSecret(w http.ResponseWriter, r *http.Request) string {
	held, found := csrfCookie(r)
	if token, loggedIn := SessionToken(r); loggedIn {
		secret := SessionSecret(token)
		if held != secret && pendingSecret(w) != secret {
			http.SetCookie(w, g.cookies.csrf(secret))
		}
		return secret
	}
	if found {
		return held
	}
	if pending := pendingSecret(w); pending != "" {
		return pending
	}
	secret := NewSecret()
	http.SetCookie(w, g.cookies.csrf(secret))
	return secret
}

// FormToken is the masked token to print in a form; see EnsureSecret. An
// answer that holds it must not be cached for others.
func (g *Guard) FormToken(w http.ResponseWriter, r *http.Request) string {
	return Mask(g.EnsureSecret(w, r))
}

// WantsJSON tells whether a client clearly asks for JSON rather than a page, as programs with
// an API token always do.
func WantsJSON(r *http.Request) bool {
	if _, program := BearerToken(r); program {
		return true
	}
	accept := strings.ToLower(strings.Join(r.Header.Values("Accept"), ","))
	return strings.Contains(accept, "application/json") && !strings.Contains(accept, "text/html") ||
		strings.EqualFold(r.Header.Get("X-Requested-With"), "XMLHttpRequest") ||
		mediaType(r) == "application/json"
}

// csrfCookie is the secret in the request's csrftoken cookie; a value that is
// no secret counts as none, and is replaced at the next page.
func csrfCookie(r *http.Request) (secret string, ok bool) {
	cookie, err := r.Cookie(CSRFCookieName)
	if err != nil || !isSecret(cookie.Value, secretLength) {
		return "", false
	}
	return cookie.Value, true
}

// pendingSecret is the csrf secret that this answer already sets, so that two
// forms on one page do not overwrite each other's cookie.
func pendingSecret(w http.ResponseWriter) string {
	pending := ""
	for _, line := range w.Header().Values("Set-Cookie") {
		if cookie, err := http.ParseSetCookie(line); err == nil && cookie.Name == CSRFCookieName {
			pending = cookie.Value
		}
	}
	return pending
}
