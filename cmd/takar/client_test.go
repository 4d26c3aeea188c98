package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// Credentials of the account that most tests use.
const (
	testEmail    = "tester@kantor.id"
	testPassword = "pagi-hujan-berkabut"
)

// addTester makes the account of the tests beside whatever runs on the store.
func addTester(t *testing.T, place ...string) {
	t.Helper()
	args := append([]string{"user", "add", "--email", testEmail, "--password-stdin", "--admin"}, place...)
	takar(args...).reading(testPassword + "\n").succeed(t)
}

// client is a script that logs in with cookies and token (api §2).
type client struct {
	t       *testing.T
	address string
	jar     *cookiejar.Jar
	http    *http.Client
}

func newClient(t *testing.T, address string) *client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &client{t: t, address: address, jar: jar, http: &http.Client{
		Jar:       jar,
		Timeout:   patience,
		Transport: &http.Transport{MaxIdleConnsPerHost: 16},
		CheckRedirect: func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse
		},
	}}
}

// answer is a whole answer.
type answer struct {
	status int
	header http.Header
	body   string
}

func (c *client) send(request *http.Request) (*answer, error) {
	request.Header.Set("X-CSRFToken", c.cookie("csrftoken"))
	response, err := c.http.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	return &answer{status: response.StatusCode, header: response.Header, body: string(body)}, nil
}

func (c *client) cookie(name string) string {
	parsed, err := url.Parse(c.address)
	if err != nil {
		c.t.Fatal(err)
	}
	for _, cookie := range c.jar.Cookies(parsed) {
		if cookie.Name == name {
			return cookie.Value
		}
	}
	return ""
}

// put sets a cookie as an attacker or a test would.
func (c *client) put(name, value string) {
	parsed, err := url.Parse(c.address)
	if err != nil {
		c.t.Fatal(err)
	}
	c.jar.SetCookies(parsed, []*http.Cookie{{Name: name, Value: value, Path: "/"}})
}

func (c *client) get(path string) *answer {
	c.t.Helper()
	got, err := c.tryGet(c.t.Context(), path)
	if err != nil {
		c.t.Fatal(err)
	}
	return got
}

// tryGet may fail, because some tests kill the server.
func (c *client) tryGet(ctx context.Context, path string) (*answer, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, c.address+path, nil)
	if err != nil {
		return nil, err
	}
	return c.send(request)
}

func (c *client) submit(path string, form url.Values) *answer {
	c.t.Helper()
	request, err := http.NewRequestWithContext(c.t.Context(), http.MethodPost, c.address+path, strings.NewReader(form.Encode()))
	if err != nil {
		c.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	got, err := c.send(request)
	if err != nil {
		c.t.Fatal(err)
	}
	return got
}

// post sends JSON; unlike the others it may fail, because some tests kill the server.
func (c *client) post(path string, value any) (*answer, error) {
	data, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(c.t.Context(), http.MethodPost, c.address+path, bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	return c.send(request)
}

var formToken = regexp.MustCompile(`name="csrfmiddlewaretoken" value="([^"]+)"`)

func (c *client) formToken(page *answer) string {
	c.t.Helper()
	found := formToken.FindStringSubmatch(page.body)
	if page.status != http.StatusOK || found == nil {
		c.t.Fatalf("no form with a token: status %d\n%s", page.status, page.body)
	}
	return found[1]
}

// tryLogin sends the login form and returns the answer.
func (c *client) tryLogin(email, password string) *answer {
	c.t.Helper()
	token := c.formToken(c.get("/accounts/login/"))
	return c.submit("/accounts/login/", url.Values{"csrfmiddlewaretoken": {token}, "login": {email}, "password": {password}})
}

// login logs in or fails the test.
func (c *client) login(email, password string) *client {
	c.t.Helper()
	if got := c.tryLogin(email, password); got.status != http.StatusFound || strings.Contains(got.header.Get("Location"), "login") {
		c.t.Fatalf("login as %s: status %d to %q", email, got.status, got.header.Get("Location"))
	}
	return c
}

// into reads a JSON answer.
func (a *answer) into(t *testing.T, status int, target any) {
	t.Helper()
	if a.status != status {
		t.Fatalf("status %d, want %d: %s", a.status, status, a.body)
	}
	if err := json.Unmarshal([]byte(a.body), target); err != nil {
		t.Fatalf("%v: %s", err, a.body)
	}
}

// newProject makes a project with n custom pekerjaan and returns its address below the
// interface and the ids of the pekerjaan.
func (c *client) newProject(n int) (path string, pekerjaan []int64) {
	c.t.Helper()
	var created struct {
		ID int64 `json:"id"`
	}
	c.mustPost("/detail_project/api/projects/", map[string]any{
		"nama": "Gedung uji", "sumber_dana": "APBD", "lokasi_project": "Bandung", "nama_client": "Dinas", "anggaran_owner": "1000000000",
		"tanggal_mulai": "2026-01-05",
	}, http.StatusCreated).into(c.t, http.StatusCreated, &created)
	path = fmt.Sprintf("/detail_project/api/project/%d", created.ID)
	rows := make([]map[string]any, n)
	for i := range rows {
		rows[i] = map[string]any{"source_type": "custom", "snapshot_uraian": fmt.Sprintf("Pekerjaan %d", i+1), "snapshot_satuan": "m3"}
	}
	var saved struct {
		IDs struct {
			Pekerjaan map[string]int64 `json:"pekerjaan"`
		} `json:"id_map"`
	}
	c.mustPost(path+"/list-pekerjaan/save/", map[string]any{
		"klasifikasi": []any{map[string]any{"name": "Struktur", "sub": []any{map[string]any{"name": "Beton", "pekerjaan": rows}}}},
	}, http.StatusOK).into(c.t, http.StatusOK, &saved)
	for i := range n {
		pekerjaan = append(pekerjaan, saved.IDs.Pekerjaan[fmt.Sprintf("p0_0_%d", i)])
	}
	return path, pekerjaan
}

func (c *client) mustPost(path string, value any, status int) *answer {
	c.t.Helper()
	got, err := c.post(path, value)
	if err != nil {
		c.t.Fatal(err)
	}
	if got.status != status {
		c.t.Fatalf("POST %s: status %d, want %d: %s", path, got.status, status, got.body)
	}
	return got
}
