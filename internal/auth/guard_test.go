package auth

import (
	"bytes"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

func newGuard(t testing.TB, public string, exempt ...string) *Guard {
	t.Helper()
	guard, err := NewGuard(GuardOptions{PublicURL: publicURL(t, public), Exempt: exempt})
	if err != nil {
		t.Fatal(err)
	}
	return guard
}

const formType = "Content-Type: application/x-www-form-urlencoded"

func TestWritesNeedTheCookieAndAMatchingToken(t *testing.T) {
	guard := newGuard(t, "")
	secret, other := NewSecret(), NewSecret()
	cookie := "Cookie: csrftoken=" + secret
	for _, test := range []struct {
		name    string
		headers []string
		body    string
		reason  string // "": passes
	}{
		{"nothing", nil, "", "csrf cookie missing"},
		{"token without cookie", []string{"X-CSRFToken: " + secret}, "", "csrf cookie missing"},
		{"cookie without token", []string{cookie}, "", "csrf token missing"},
		{"cookie and header", []string{cookie, "X-CSRFToken: " + secret}, "", ""},
		{"cookie and masked header", []string{cookie, "X-CSRFToken: " + Mask(secret)}, "", ""},
		{"cookie and other header", []string{cookie, "X-CSRFToken: " + other}, "", "csrf token wrong"},
		{"cookie and field", []string{cookie, formType}, "csrfmiddlewaretoken=" + secret, ""},
		{"cookie and masked field", []string{cookie, formType}, "login=a%40b&csrfmiddlewaretoken=" + Mask(secret) + "&x=1", ""},
		{"field name escaped", []string{cookie, formType}, "%63srfmiddlewaretoken=" + secret, ""},
		{"content type with charset", []string{cookie, formType + "; charset=UTF-8"}, "csrfmiddlewaretoken=" + secret, ""},
		{"other field", []string{cookie, formType}, "csrfmiddlewaretoken=" + other, "csrf token wrong"},
		{"empty field", []string{cookie, formType}, "csrfmiddlewaretoken=", "csrf token missing"},
		{"first of two fields counts", []string{cookie, formType}, "csrfmiddlewaretoken=" + other + "&csrfmiddlewaretoken=" + secret, "csrf token wrong"},
		{"bad escape in the field", []string{cookie, formType}, "csrfmiddlewaretoken=%zz", "form unreadable"},
		{"old header, fresh field", []string{cookie, formType, "X-CSRFToken: " + other}, "csrfmiddlewaretoken=" + secret, ""},
		{"field in a JSON body", []string{cookie, "Content-Type: application/json"}, "csrfmiddlewaretoken=" + secret, "csrf token missing"},
		{"cookie that is no secret", []string{"Cookie: csrftoken=abc", "X-CSRFToken: abc"}, "", "csrf cookie missing"},
		{"masked cookie", []string{"Cookie: csrftoken=" + Mask(secret), "X-CSRFToken: " + secret}, "", "csrf cookie missing"},
	} {
		for _, method := range []string{"POST", "PUT", "PATCH", "DELETE", "LEBUR"} {
			refusal := guard.Check(request(method, "/detail_project/api/project/1/rekap/", test.body, test.headers...))
			if test.reason == "" && refusal != nil {
				t.Errorf("%s %s: refused: %s", method, test.name, refusal.Reason)
			}
			if test.reason != "" && (refusal == nil || refusal.Reason != test.reason || refusal.Status != 403 || refusal.Message == "") {
				t.Errorf("%s %s: %+v, want 403 because of %q", method, test.name, refusal, test.reason)
			}
		}
	}
	for _, query := range []string{"csrfmiddlewaretoken=" + secret, "X-CSRFToken=" + secret} {
		if guard.Check(request("POST", "/x/?"+query, "", cookie)) == nil {
			t.Errorf("a token in the address %q is accepted", query)
		}
	}
}

func TestReadingNeedsNoToken(t *testing.T) {
	guard := newGuard(t, "")
	for _, method := range []string{"GET", "HEAD", "OPTIONS"} {
		if refusal := guard.Check(request(method, "/", "", "Origin: https://jahat.example", "Sec-Fetch-Site: cross-site")); refusal != nil {
			t.Errorf("%s refused: %s", method, refusal.Reason)
		}
	}
}

func TestOnlyTheCookieOfTheLoginWorksInItsSession(t *testing.T) {
	guard := newGuard(t, "")
	// Before the login, with the visitor's own cookie.
	w := httptest.NewRecorder()
	form := guard.FormToken(w, request("GET", "/accounts/login/", ""))
	before := cookieNamed(t, w, "csrftoken").Value
	if refusal := guard.Check(request("POST", "/accounts/login/", "csrfmiddlewaretoken="+form, formType, "Cookie: csrftoken="+before)); refusal != nil {
		t.Fatalf("the login form does not work: %s", refusal.Reason)
	}

	token, _ := NewToken()
	w = httptest.NewRecorder()
	guard.cookies.Login(w, token)
	session, own := "sessionid="+token, cookieNamed(t, w, "csrftoken").Value
	if own == before {
		t.Fatal("the token is not rotated at login")
	}
	otherToken, _ := NewToken()
	for _, test := range []struct {
		name, cookies, sent string
		passes              bool
	}{
		{"own cookie and token", session + "; csrftoken=" + own, own, true},
		{"own cookie, masked token", session + "; csrftoken=" + own, Mask(own), true},
		{"own cookie, token from before", session + "; csrftoken=" + own, before, false},
		{"own cookie, form from before", session + "; csrftoken=" + own, form, false},
		{"cookie and token from before", session + "; csrftoken=" + before, before, false},
		{"cookie from before, own token", session + "; csrftoken=" + before, own, false},
		{"cookie and token of another session", session + "; csrftoken=" + SessionSecret(otherToken), SessionSecret(otherToken), false},
		{"planted pair", session + "; csrftoken=" + strings.Repeat("a", 32), strings.Repeat("a", 32), false},
		{"after logout, without session", "csrftoken=" + own, own, true},
	} {
		refusal := guard.Check(request("POST", "/dashboard/", "", "Cookie: "+test.cookies, "X-CSRFToken: "+test.sent))
		if passes := refusal == nil; passes != test.passes {
			t.Errorf("%s: passes %v, want %v (%+v)", test.name, passes, test.passes, refusal)
		}
	}
}

func TestAVisitorWithADeadSessionCanLogInAgain(t *testing.T) {
	guard := newGuard(t, "")
	dead, _ := NewToken() // the server has forgotten it, the browser has not
	for name, held := range map[string]string{"with its csrftoken": "; csrftoken=" + SessionSecret(dead), "with another": "; csrftoken=" + NewSecret(), "without": ""} {
		cookies := "sessionid=" + dead + held
		w := httptest.NewRecorder()
		form := guard.FormToken(w, request("GET", "/accounts/login/", "", "Cookie: "+cookies))
		for _, cookie := range w.Result().Cookies() {
			cookies = "sessionid=" + dead + "; csrftoken=" + cookie.Value
		}
		if refusal := guard.Check(request("POST", "/accounts/login/", "csrfmiddlewaretoken="+form, formType, "Cookie: "+cookies)); refusal != nil {
			t.Errorf("%s: %s", name, refusal.Reason)
		}
	}
}

func TestSecretIsSetOnceAndKept(t *testing.T) {
	guard := newGuard(t, "https://takar.kantor.id")
	w := httptest.NewRecorder()
	visitor := request("GET", "/accounts/login/", "")
	first, second := guard.EnsureSecret(w, visitor), guard.EnsureSecret(w, visitor)
	cookie := cookieNamed(t, w, "csrftoken")
	if first != second || cookie.Value != first || !cookie.Secure {
		t.Errorf("two forms on one page: secrets %q and %q, cookie %q", first, second, cookie.Raw)
	}

	w = httptest.NewRecorder()
	if got := guard.EnsureSecret(w, request("GET", "/", "", "Cookie: csrftoken="+first)); got != first || len(w.Result().Cookies()) != 0 {
		t.Errorf("a visitor's secret %q was replaced by %q", first, got)
	}

	token, _ := NewToken()
	w = httptest.NewRecorder()
	loggedIn := request("GET", "/dashboard/", "", "Cookie: sessionid="+token+"; csrftoken="+first)
	guard.EnsureSecret(w, loggedIn)
	if got := guard.EnsureSecret(w, loggedIn); got != SessionSecret(token) || cookieNamed(t, w, "csrftoken").Value != got {
		t.Errorf("a session with a foreign cookie keeps it: %q", got)
	}

	w = httptest.NewRecorder()
	guard.EnsureSecret(w, request("GET", "/", "", "Cookie: sessionid="+token+"; csrftoken="+SessionSecret(token)))
	if len(w.Result().Cookies()) != 0 {
		t.Error("a session with its own cookie gets it again on each page")
	}
}

func TestOriginsAreChecked(t *testing.T) {
	const public = "https://takar.kantor.id"
	for _, test := range []struct {
		name, public string
		headers      []string
		passes       bool
	}{
		{"no browser", "", nil, true},
		{"same origin", "", []string{"Origin: http://example.com"}, true},
		{"same origin by fetch metadata", "", []string{"Sec-Fetch-Site: same-origin", "Origin: http://example.com"}, true},
		{"foreign origin", "", []string{"Origin: https://jahat.example"}, false},
		{"foreign origin that begins like ours", "", []string{"Origin: http://example.com.jahat.example"}, false},
		{"null origin", "", []string{"Origin: null"}, false},
		{"other port", "", []string{"Origin: http://example.com:81"}, false},
		{"cross site", "", []string{"Sec-Fetch-Site: cross-site"}, false},
		{"same site, other host", "", []string{"Sec-Fetch-Site: same-site", "Origin: http://www.example.com"}, false},
		{"foreign referer", "", []string{"Referer: https://jahat.example/x"}, false},
		{"own referer", "", []string{"Referer: http://example.com/accounts/login/"}, true},
		{"own host in other case", "", []string{"Referer: http://EXAMPLE.com/"}, true},
		{"own name only in the path", "", []string{"Referer: https://jahat.example/http://example.com/"}, false},
		{"own name as user", "", []string{"Referer: https://example.com@jahat.example/"}, false},
		{"unreadable referer", "", []string{"Referer: http://[x"}, false},
		{"referer without host", "", []string{"Referer: /x"}, false},
		{"public origin behind a proxy that changes Host", public, []string{"Origin: " + public}, true},
		{"public origin by referer", public, []string{"Referer: " + public + "/x"}, true},
		{"public host over http", public, []string{"Origin: http://takar.kantor.id"}, false},
		{"referer of public host over http", public, []string{"Referer: http://takar.kantor.id/x"}, false},
		{"foreign origin with public address", public, []string{"Origin: https://jahat.example"}, false},
	} {
		secret := NewSecret()
		headers := append([]string{"Host: example.com", "Cookie: csrftoken=" + secret, "X-CSRFToken: " + secret}, test.headers...)
		refusal := newGuard(t, test.public).Check(request("POST", "/dashboard/", "", headers...))
		if passes := refusal == nil; passes != test.passes {
			t.Errorf("%s: passes %v, want %v", test.name, passes, test.passes)
		}
		if refusal != nil && refusal.Reason != "cross-origin request" {
			t.Errorf("%s: refused because of %q", test.name, refusal.Reason)
		}
	}
}

func TestTrustedOriginsAreReadStrictly(t *testing.T) {
	for _, origin := range []string{"takar.kantor.id", "https://", "https://a.id/jalur", "ftp://a.id", "https://*.a.id"} {
		if _, err := NewGuard(GuardOptions{TrustedOrigins: []string{origin}}); err == nil {
			t.Errorf("trusted origin %q is accepted", origin)
		}
	}
	guard, err := NewGuard(GuardOptions{TrustedOrigins: []string{"https://Lain.kantor.id:443/"}})
	if err != nil {
		t.Fatal(err)
	}
	secret := NewSecret()
	if refusal := guard.Check(request("POST", "/", "", "Cookie: csrftoken="+secret, "X-CSRFToken: "+secret, "Origin: https://lain.kantor.id")); refusal != nil {
		t.Errorf("trusted origin refused: %s", refusal.Reason)
	}
}

func TestExemptPathsAreExactlyThoseListed(t *testing.T) {
	guard := newGuard(t, "", "/subscriptions/webhook/midtrans/", "/detail_project/api/monitoring/report-client-metric/")
	for path, exempt := range map[string]bool{
		"/subscriptions/webhook/midtrans/":                         true,
		"/subscriptions/webhook/midtrans":                          true,
		"/detail_project/api/monitoring/report-client-metric/":     true,
		"/detail_project/api/monitoring/report-client-metric/x/":   false,
		"/detail_project/api/monitoring/":                          false,
		"/detail_project/api/monitoring//report-client-metric/":    false,
		"/x/detail_project/api/monitoring/report-client-metric/":   false,
		"/DETAIL_PROJECT/api/monitoring/report-client-metric/":     false,
		"/detail_project/api/monitoring/report-client-metric/../x": false,
		"/": false,
	} {
		r := request("POST", "/", "", "Origin: https://jahat.example")
		r.URL.Path = path
		if passes := guard.Check(r) == nil; passes != exempt {
			t.Errorf("%s passes %v, want %v", path, passes, exempt)
		}
	}
}

func TestRefusalsSayHowToAnswer(t *testing.T) {
	guard := newGuard(t, "")
	for _, test := range []struct {
		headers []string
		json    bool
	}{
		{nil, false},
		{[]string{"Accept: */*"}, false},
		{[]string{"Accept: text/html,application/xhtml+xml"}, false},
		{[]string{"Accept: application/json"}, true},
		{[]string{"Accept: APPLICATION/JSON, text/plain"}, true},
		{[]string{"Accept: text/html", "Accept: application/json"}, false},
		{[]string{"X-Requested-With: XMLHttpRequest"}, true},
		{[]string{"Content-Type: application/json; charset=utf-8"}, true},
		{[]string{"Content-Type: application/jsonp"}, false},
	} {
		var refused *Refusal
		w := httptest.NewRecorder()
		guard.Protect(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
			t.Error("a refused request went through")
		}), func(w http.ResponseWriter, _ *http.Request, refusal Refusal) {
			refused = &refusal
			w.WriteHeader(refusal.Status)
		}).ServeHTTP(w, request("POST", "/", "", test.headers...))
		if refused == nil || refused.JSON != test.json || w.Code != http.StatusForbidden {
			t.Errorf("%q: %+v, status %d; want JSON %v", test.headers, refused, w.Code, test.json)
		}
	}
}

func TestTheHandlerStillSeesTheWholeForm(t *testing.T) {
	secret := NewSecret()
	guard := newGuard(t, "")
	nama := strings.Repeat("Pekerjaan tanah & beton; ", 10_000)
	fields := url.Values{"nama": {nama}, "zona": {"1", "2"}}
	var multi bytes.Buffer
	writer := multipart.NewWriter(&multi)
	mustWrite(t, writer.WriteField("csrfmiddlewaretoken", Mask(secret)))
	mustWrite(t, writer.WriteField("nama", nama))
	mustWrite(t, writer.WriteField("zona", "1"))
	mustWrite(t, writer.WriteField("zona", "2"))
	file, err := writer.CreateFormFile("berkas", "ahsp.xlsx")
	mustWrite(t, err)
	content := bytes.Repeat([]byte("PK\x03\x04 isi"), 300_000) // beyond what the guard looks at
	_, err = file.Write(content)
	mustWrite(t, err)
	mustWrite(t, writer.Close())

	for name, test := range map[string]struct{ contentType, body string }{
		"urlencoded, token first": {formType, "csrfmiddlewaretoken=" + Mask(secret) + "&" + fields.Encode()},
		"urlencoded, token last":  {formType, fields.Encode() + "&csrfmiddlewaretoken=" + Mask(secret)},
		"multipart":               {"Content-Type: " + writer.FormDataContentType(), multi.String()},
	} {
		t.Run(name, func(t *testing.T) {
			through := false
			handler := guard.Protect(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				through = true
				if got := r.PostFormValue("nama"); got != nama {
					t.Errorf("field nama has %d bytes, want %d", len(got), len(nama))
				}
				if got := r.PostForm["zona"]; len(got) != 2 || got[0] != "1" || got[1] != "2" {
					t.Errorf("field zona = %q", got)
				}
				if name != "multipart" {
					return
				}
				upload, _, err := r.FormFile("berkas")
				if err != nil {
					t.Fatal(err)
				}
				got, err := io.ReadAll(upload)
				if err != nil || !bytes.Equal(got, content) {
					t.Errorf("the file arrived with %d bytes (%v), want %d", len(got), err, len(content))
				}
			}), func(_ http.ResponseWriter, _ *http.Request, refusal Refusal) {
				t.Errorf("refused: %s", refusal.Reason)
			})
			handler.ServeHTTP(httptest.NewRecorder(), request("POST", "/", test.body, test.contentType, "Cookie: csrftoken="+secret))
			if !through {
				t.Error("the handler was not reached")
			}
		})
	}
}

func mustWrite(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// countingBody gives letters without end and counts what was taken.
type countingBody struct {
	head  *strings.Reader
	taken int
	fail  error // after the head
}

func (b *countingBody) Read(p []byte) (int, error) {
	if b.head.Len() > 0 {
		n, err := b.head.Read(p)
		b.taken += n
		return n, err
	}
	if b.fail != nil {
		return 0, b.fail
	}
	for i := range p {
		p[i] = 'a'
	}
	b.taken += len(p)
	return len(p), nil
}

func (b *countingBody) Close() error { return nil }

func TestEndlessFormsAreNotRead(t *testing.T) {
	secret := NewSecret()
	guard := newGuard(t, "")
	const boundary = "Content-Type: multipart/form-data; boundary=batas"
	part := "--batas\r\nContent-Disposition: form-data; name=\"csrfmiddlewaretoken\"\r\n\r\n" + secret + "\r\n--batas\r\n"
	for _, test := range []struct {
		name, contentType, head string
		fail                    error
		reason                  string
		status, most            int
	}{
		{"endless pair", formType, "nama=", nil, "csrf field not in the first part of the form", 403, maxFormHead},
		{"endless value of the token", formType, "csrfmiddlewaretoken=", nil, "csrf field not in the first part of the form", 403, maxFormHead},
		{"token, then endless", formType, "csrfmiddlewaretoken=" + secret + "&nama=", nil, "", 0, 1 << 16},
		{"endless file", boundary, "--batas\r\nContent-Disposition: form-data; name=\"berkas\"; filename=\"x\"\r\n\r\n", nil, "csrf field not in the first part of the form", 403, maxFormHead},
		{"endless part header", boundary, "--batas\r\nX: ", nil, "csrf field not in the first part of the form", 403, maxFormHead},
		{"no part at all", boundary, "", nil, "form unreadable", 403, maxFormHead},
		{"token part, then endless", boundary, part, nil, "", 0, 1 << 16},
		{"no boundary", "Content-Type: multipart/form-data", part, nil, "form unreadable", 403, 0},
		{"JSON", "Content-Type: application/json", "", nil, "csrf token missing", 403, 0},
		{"connection lost", formType, "nama=x", io.ErrUnexpectedEOF, "form unreadable", 403, 100},
		{"connection lost in multipart", boundary, "--batas\r\nContent", errors.New("reset"), "form unreadable", 403, 100},
		{"larger than the server takes", formType, "nama=x", &http.MaxBytesError{Limit: 6}, "body too large", 413, 100},
		{"multipart larger than the server takes", boundary, "--batas\r\n", &http.MaxBytesError{Limit: 6}, "body too large", 413, 100},
	} {
		t.Run(test.name, func(t *testing.T) {
			body := &countingBody{head: strings.NewReader(test.head), fail: test.fail}
			r := request("POST", "/", "", test.contentType, "Cookie: csrftoken="+secret)
			r.Body = body
			refusal := guard.Check(r)
			if test.reason == "" && refusal != nil {
				t.Errorf("refused: %s", refusal.Reason)
			}
			if test.reason != "" && (refusal == nil || refusal.Reason != test.reason || refusal.Status != test.status) {
				t.Errorf("%+v, want %d because of %q", refusal, test.status, test.reason)
			}
			if body.taken > test.most {
				t.Errorf("%d bytes were read, want at most %d", body.taken, test.most)
			}
		})
	}
}

func TestAFormParsedBeforeIsUsed(t *testing.T) {
	secret := NewSecret()
	r := request("POST", "/?csrfmiddlewaretoken=salah", "csrfmiddlewaretoken="+secret, formType, "Cookie: csrftoken="+secret)
	if err := r.ParseForm(); err != nil {
		t.Fatal(err)
	}
	if refusal := newGuard(t, "").Check(r); refusal != nil {
		t.Errorf("refused: %s", refusal.Reason)
	}
}

func TestNoTokenIsReadFromAFileName(t *testing.T) {
	secret := NewSecret()
	body := "--b\r\nContent-Disposition: form-data; name=\"csrfmiddlewaretoken\"; filename=\"x\"\r\n\r\n" + secret + "\r\n--b--\r\n"
	r := request("POST", "/", body, "Content-Type: multipart/form-data; boundary=b", "Cookie: csrftoken="+secret)
	if refusal := newGuard(t, "").Check(r); refusal == nil || refusal.Reason != "csrf token missing" {
		t.Errorf("%+v, want a refusal for the missing token", refusal)
	}
}
