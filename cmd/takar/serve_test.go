package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"takar/internal/store"
	"takar/internal/testservice"
)

// eventually waits until something that another process or connection brings about is so.
func eventually(t *testing.T, what string, so func() bool) {
	t.Helper()
	deadline := time.After(patience)
	again := time.NewTicker(10 * time.Millisecond)
	defer again.Stop()
	for !so() {
		select {
		case <-deadline:
			t.Fatalf("it never came about that %s", what)
		case <-again.C:
		}
	}
}

func TestAScriptLogsInWithCookiesAndToken(t *testing.T) {
	data := t.TempDir()
	addTester(t, "--data", data)
	c := newClient(t, serveOn(t, data).address)

	if got := c.tryLogin(testEmail, "salah-sama-sekali"); got.status != http.StatusOK || c.cookie("sessionid") != "" {
		t.Fatalf("wrong password: status %d", got.status)
	}
	before := c.cookie("csrftoken")
	got := c.tryLogin(testEmail, testPassword)
	if got.status != http.StatusFound || got.header.Get("Location") != "/dashboard/" {
		t.Fatalf("login: %d to %q", got.status, got.header.Get("Location"))
	}
	if c.cookie("sessionid") == "" || c.cookie("csrftoken") == before {
		t.Error("no session, or the token from before the login still stands")
	}
	var me struct {
		Email string `json:"email"`
	}
	c.get("/accounts/me/").into(t, http.StatusOK, &me)
	if me.Email != testEmail {
		t.Errorf("logged in as %q", me.Email)
	}
}

func TestAFreshStoreHoldsTheStarterLibrary(t *testing.T) {
	data := t.TempDir()
	server := serveOn(t, data)
	addTester(t, "--data", data)
	c := newClient(t, server.address).login(testEmail, testPassword)
	if got := c.get("/referensi/api/search?q=bata+merah"); got.status != http.StatusOK || !strings.Contains(got.body, "3.6.1.8") {
		t.Errorf("search: %d %s", got.status, got.body)
	}
}

var setupLink = regexp.MustCompile(`http://\S+/accounts/setup/\S+`)

func TestTheFirstAdministratorComesByALinkThatWorksOnce(t *testing.T) {
	data := t.TempDir()
	server := serveOn(t, data)
	eventually(t, "the link is printed", func() bool { return setupLink.MatchString(server.printed()) })
	link := setupLink.FindString(server.printed())
	path := strings.TrimPrefix(link, server.address)

	if got := newClient(t, server.address).get("/accounts/setup/" + strings.Repeat("A", 43) + "/"); got.status != http.StatusNotFound {
		t.Errorf("a made-up link: %d", got.status)
	}
	c := newClient(t, server.address)
	form := url.Values{
		"csrfmiddlewaretoken": {c.formToken(c.get(path))}, "email": {testEmail}, "full_name": {"Tester"},
		"password": {testPassword}, "password2": {testPassword},
	}
	if got := c.submit(path, form); got.status != http.StatusFound {
		t.Fatalf("set-up: %d %s", got.status, got.body)
	}
	if list := takar("user", "list", "--data", data).succeed(t); !regexp.MustCompile(`tester@kantor\.id .*administrator`).MatchString(list) {
		t.Errorf("accounts:\n%s", list)
	}
	again := newClient(t, server.address)
	if got := again.get(path); got.status != http.StatusNotFound {
		t.Errorf("the link a second time: %d", got.status)
	}
	again.formToken(again.get("/accounts/login/"))
	form.Set("csrfmiddlewaretoken", again.cookie("csrftoken"))
	form.Set("email", "lain@kantor.id")
	if got := again.submit(path, form); got.status != http.StatusNotFound {
		t.Errorf("the form a second time: %d", got.status)
	}

	server.signal(syscall.SIGTERM)
	server.wait()
	if printed := serveOn(t, data).printed(); setupLink.MatchString(printed) {
		t.Errorf("a link although there is an administrator:\n%s", printed)
	}
}

func TestASecondServerOnOneDirectoryIsRefused(t *testing.T) {
	data := t.TempDir()
	serveOn(t, data)
	got := takar("serve", "--data", data, "--listen", "127.0.0.1:0").run(t)
	if got.code != exitFailure || !strings.Contains(got.err, data) || !strings.Contains(got.err, "sedang dipakai") {
		t.Errorf("code %d: %s", got.code, got.err)
	}
}

func TestAnAddressThatCannotBeHadIsSaidInWords(t *testing.T) {
	server := serveOn(t, t.TempDir())
	for _, row := range []struct {
		name, listen string
		code         int
		want         string
	}{
		{"a port in use", server.host(), exitFailure, "sedang dipakai"},
		{"an address of another machine", "192.0.2.1:8080", exitFailure, "192.0.2.1:8080 tidak dapat dibuka"},
		{"no address", "8080", exitUsage, "127.0.0.1:8080"},
		{"no port", "127.0.0.1:http!", exitUsage, "127.0.0.1:8080"},
	} {
		t.Run(row.name, func(t *testing.T) {
			got := takar("serve", "--data", t.TempDir(), "--listen", row.listen).run(t)
			if got.code != row.code || !strings.Contains(got.err, row.want) || got.out != "" {
				t.Errorf("code %d: %s%s", got.code, got.out, got.err)
			}
		})
	}
}

func TestAStoreOfANewerProgramIsRefused(t *testing.T) {
	data := t.TempDir()
	opened, err := store.OpenSQLite(t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	if err := opened.Close(); err != nil {
		t.Fatal(err)
	}
	db := openDatabase(t, filepath.Join(data, store.FileName))
	if _, err := db.ExecContext(t.Context(), `INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)`); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for _, command := range []invocation{
		takar("serve", "--data", data, "--listen", "127.0.0.1:0"), takar("user", "list", "--data", data),
	} {
		if got := command.run(t); got.code != exitFailure || !strings.Contains(got.err, "lebih baru") {
			t.Errorf("%v: code %d: %s", command.args, got.code, got.err)
		}
	}
}

func TestADatabaseThatIsNotThereIsSaidInWords(t *testing.T) {
	for _, address := range []string{"postgres://takar@127.0.0.1:1/takar?connect_timeout=1", "mysql://x"} {
		got := takar("serve", "--listen", "127.0.0.1:0").with("TAKAR_DATABASE_URL=" + address).run(t)
		if got.code != exitFailure || !strings.Contains(got.err, "TAKAR_DATABASE_URL") {
			t.Errorf("%s: code %d: %s", address, got.code, got.err)
		}
	}
}

func TestTwoServersShareOnePostgreSQL(t *testing.T) {
	database := "TAKAR_DATABASE_URL=" + testservice.Postgres(t)
	start := func() *running { return takar("serve", "--listen", "127.0.0.1:0").with(database).start(t) }
	first, second := start(), start()
	takar("user", "add", "--email", testEmail, "--password-stdin").with(database).reading(testPassword).succeed(t)
	c := newClient(t, first.address).login(testEmail, testPassword)
	c.address = second.address // one address, two servers behind it: cookies know no ports
	if got := c.get("/dashboard/"); got.status != http.StatusOK {
		t.Errorf("the session of the first at the second: %d", got.status)
	}
}

// slowPost opens a connection and sends a login form up to its last byte.
type slowPost struct {
	t          *testing.T
	connection net.Conn
	last       string
}

func beginSlowPost(t *testing.T, server *running) *slowPost {
	t.Helper()
	c := newClient(t, server.address)
	form := url.Values{"csrfmiddlewaretoken": {c.formToken(c.get("/accounts/login/"))}, "login": {testEmail}, "password": {testPassword}}.Encode()
	connection, err := net.Dial("tcp", server.host())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { connection.Close() })
	if err := connection.SetDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	cut := len(form) - 1
	_, err = fmt.Fprintf(connection, "POST /accounts/login/ HTTP/1.1\r\nHost: %s\r\nCookie: csrftoken=%s\r\nContent-Type: application/x-www-form-urlencoded\r\nExpect: 100-continue\r\nContent-Length: %d\r\n\r\n",
		server.host(), c.cookie("csrftoken"), len(form))
	if err != nil {
		t.Fatal(err)
	}
	// The server asks for the body when its handler reads it: the request is running.
	if line, err := bufio.NewReader(io.LimitReader(connection, 25)).ReadString('\n'); err != nil || !strings.Contains(line, "100 Continue") {
		t.Fatalf("the server does not ask for the body: %q, %v", line, err)
	}
	if _, err := io.WriteString(connection, form[:cut]); err != nil {
		t.Fatal(err)
	}
	return &slowPost{t: t, connection: connection, last: form[cut:]}
}

func (p *slowPost) finish() (*http.Response, error) {
	if _, err := io.WriteString(p.connection, p.last); err != nil {
		return nil, err
	}
	response, err := http.ReadResponse(bufio.NewReader(p.connection), nil)
	if err == nil {
		p.t.Cleanup(func() { response.Body.Close() })
	}
	return response, err
}

func refusesConnections(server *running) func() bool {
	return func() bool {
		connection, err := net.Dial("tcp", server.host())
		if err == nil {
			connection.Close()
		}
		return err != nil
	}
}

func TestARunningRequestFinishesWhenTheServerStops(t *testing.T) {
	data := t.TempDir()
	addTester(t, "--data", data)
	server := serveOn(t, data)
	post := beginSlowPost(t, server)
	server.signal(syscall.SIGTERM)
	eventually(t, "new connections are refused", refusesConnections(server))
	response, err := post.finish()
	if err != nil || response.StatusCode != http.StatusFound || response.Header.Get("Location") != "/dashboard/" {
		t.Errorf("the running request: %+v, %v", response, err)
	}
	if code := server.wait(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	serveOn(t, data) // the directory is free again
}

func TestASecondSignalStopsAtOnce(t *testing.T) {
	server := serveOn(t, t.TempDir())
	beginSlowPost(t, server)
	server.signal(syscall.SIGINT)
	eventually(t, "new connections are refused", refusesConnections(server))
	begin := time.Now()
	server.signal(syscall.SIGINT)
	if code := server.wait(); code == 0 || time.Since(begin) > stopTime/2 {
		t.Errorf("exit code %d after %v", code, time.Since(begin))
	}
}

func TestEventStreamsEndFirst(t *testing.T) {
	data := t.TempDir()
	addTester(t, "--data", data)
	server := serveOn(t, data)
	c := newClient(t, server.address).login(testEmail, testPassword)
	path, _ := c.newProject(1)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.address+path+"/events/", nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := c.http.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK || !strings.HasPrefix(response.Header.Get("Content-Type"), "text/event-stream") {
		t.Fatalf("status %d, %s", response.StatusCode, response.Header.Get("Content-Type"))
	}
	begin := time.Now()
	server.signal(syscall.SIGTERM)
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		t.Errorf("the stream was cut, not ended: %v", err)
	}
	if code := server.wait(); code != 0 || time.Since(begin) > stopTime/2 {
		t.Errorf("exit code %d after %v", code, time.Since(begin))
	}
}

func TestAServerWithoutPublicAddressAnswersItsOwnMachineOnly(t *testing.T) {
	server := serveOn(t, t.TempDir())
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.address+"/health/live/", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Host = "takar.kantor.id"
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusBadRequest {
		t.Errorf("a foreign host: %d", response.StatusCode)
	}
}

func TestAServerForOthersAsksForItsPublicAddress(t *testing.T) {
	start := func(environment ...string) *running {
		return takar("serve", "--data", t.TempDir(), "--listen", "0.0.0.0:0").with(environment...).start(t)
	}
	asking := start()
	eventually(t, "it asks", func() bool { return strings.Contains(asking.printed(), "TAKAR_PUBLIC_URL") })
	const public = "http://takar.kantor.id:8080"
	told := start("TAKAR_PUBLIC_URL=" + public)
	eventually(t, "the link names it", func() bool { return strings.Contains(told.printed(), public+"/accounts/setup/") })
	if strings.Contains(told.printed(), "TAKAR_PUBLIC_URL") {
		t.Errorf("it asks although it knows:\n%s", told.printed())
	}
}

func TestFailedLoginsAreLimitedUnlessSwitchedOff(t *testing.T) {
	for setting, want := range map[string]int{"": http.StatusTooManyRequests, "TAKAR_LOGIN_LIMITS=off": http.StatusOK} {
		c := newClient(t, serveOn(t, t.TempDir(), setting).address)
		var last *answer
		for range 6 {
			last = c.tryLogin("nobody@kantor.id", "salah-sama-sekali")
		}
		if last.status != want {
			t.Errorf("%q: the sixth failure is answered by %d, want %d", setting, last.status, want)
		}
	}
}

func TestTheLogIsJSONUnlessAskedOtherwise(t *testing.T) {
	for setting, want := range map[string]string{"": `{"time":`, "TAKAR_LOG=text": "time="} {
		server := serveOn(t, t.TempDir(), setting)
		newClient(t, server.address).get("/health/live/")
		eventually(t, "the request is logged", func() bool { return strings.HasPrefix(server.logged(), want) })
	}
}

func TestDataFromElsewhereIsNotTouched(t *testing.T) {
	data := t.TempDir()
	if err := os.WriteFile(filepath.Join(data, store.FileName), []byte("not a database, but somebody's file"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := takar("serve", "--data", data, "--listen", "127.0.0.1:0").run(t); got.code != exitFailure {
		t.Errorf("code %d: %s", got.code, got.err)
	}
	if kept, err := os.ReadFile(filepath.Join(data, store.FileName)); err != nil || !strings.HasPrefix(string(kept), "not a database") {
		t.Errorf("%q, %v", kept, err)
	}
}
