package main

import (
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"takar/internal/testservice"
)

var keyPath = regexp.MustCompile(`(https?://[^/\s]+)(/accounts/password/reset/key/[\w-]{43}/)`)

func TestAResetLinkIsMadeBesideTheServer(t *testing.T) {
	data := t.TempDir()
	server := serveOn(t, data)
	addTester(t, "--data", data)
	printed := takar("user", "reset-link", "--data", data, "--email", "TESTER").succeed(t)
	found := keyPath.FindStringSubmatch(printed)
	if found == nil || !strings.Contains(printed, testEmail) || !strings.Contains(printed, "hanya dapat dibuka di komputer server") {
		t.Fatalf("printed %q", printed)
	}
	c := newClient(t, server.address)
	if got := c.get(found[2]); got.status != http.StatusOK {
		t.Errorf("the link: %d", got.status)
	}
	eventually(t, "the request is logged", func() bool { return strings.Contains(server.logged(), "/accounts/password/reset/key/…") })
	if token := strings.Split(found[2], "/")[5]; strings.Contains(server.logged(), token) {
		t.Errorf("the log holds the token:\n%s", server.logged())
	}
	named := takar("user", "reset-link", "--data", data, "--email", testEmail).with("TAKAR_PUBLIC_URL=https://takar.kantor.id").succeed(t)
	if found := keyPath.FindStringSubmatch(named); found == nil || found[1] != "https://takar.kantor.id" || strings.Contains(named, "TAKAR_PUBLIC_URL") {
		t.Errorf("printed %q", named)
	}
	for _, row := range []struct {
		args []string
		code int
		want string
	}{{[]string{"--email", "siapa"}, exitFailure, `"siapa"`}, {nil, exitUsage, "--email"}} {
		got := takar(append([]string{"user", "reset-link", "--data", data}, row.args...)...).run(t)
		if got.code != row.code || !strings.Contains(got.err, row.want) || got.out != "" {
			t.Errorf("%v: code %d: %s%s", row.args, got.code, got.out, got.err)
		}
	}
}

// fill opens a page and posts its form.
func (c *client) fill(path string, form url.Values) *answer {
	c.t.Helper()
	form.Set("csrfmiddlewaretoken", c.formToken(c.get(path)))
	return c.submit(path, form)
}

// The whole way of a forgotten password, from the page to the mail server and back.
func TestAForgottenPasswordComesBackByMail(t *testing.T) {
	smtp := testservice.SMTP(t, testservice.SMTPBehaviour{})
	data := t.TempDir()
	addTester(t, "--data", data)
	free, err := net.Listen("tcp", "127.0.0.1:0") // mails hold the address, so it must be known first
	if err != nil {
		t.Fatal(err)
	}
	public := "http://" + free.Addr().String()
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	server := takar("serve", "--data", data, "--listen", strings.TrimPrefix(public, "http://")).with("TAKAR_PUBLIC_URL="+public,
		"TAKAR_SMTP_HOST="+smtp.Host, "TAKAR_SMTP_PORT="+smtp.Port, "TAKAR_SMTP_SECURITY=none", "TAKAR_SMTP_USER=takar",
		"TAKAR_SMTP_PASSWORD=rahasia-surat", "TAKAR_SMTP_FROM=Takar <takar@kantor.id>").start(t)
	c := newClient(t, server.address)
	if got := c.fill("/accounts/password/reset/", url.Values{"email": {"tester"}}); got.status != http.StatusFound {
		t.Fatalf("asking: %d", got.status)
	}
	var mail string
	select {
	case mail = <-smtp.Mails:
	case <-time.After(patience):
		t.Fatal("no mail came")
	}
	found := keyPath.FindStringSubmatch(strings.ReplaceAll(mail, "=\r\n", ""))
	if found == nil || found[1] != public || !strings.Contains(mail, testEmail) {
		t.Fatalf("mail %q", mail)
	}
	const chosen = "malam-tenang-berbintang"
	if got := c.fill(found[2], url.Values{"password1": {chosen}, "password2": {chosen}}); got.status != http.StatusFound {
		t.Fatalf("choosing: %d", got.status)
	}
	newClient(t, server.address).login(testEmail, chosen)
	if token := strings.Split(found[2], "/")[5]; strings.Contains(server.logged(), token) || strings.Contains(server.logged(), "rahasia-surat") {
		t.Errorf("the log holds a secret:\n%s", server.logged())
	}
}

func TestAMailIsSentToTryTheServer(t *testing.T) {
	smtp := testservice.SMTP(t, testservice.SMTPBehaviour{})
	refusing := testservice.SMTP(t, testservice.SMTPBehaviour{Refuse: "550 tidak dikenal"})
	test := func(s *testservice.SMTPServer) invocation {
		return takar("mail", "test", "--to", "budi@kantor.id").with("TAKAR_PUBLIC_URL=https://takar.kantor.id", "TAKAR_SMTP_HOST="+s.Host,
			"TAKAR_SMTP_PORT="+s.Port, "TAKAR_SMTP_SECURITY=none", "TAKAR_SMTP_FROM=takar@kantor.id")
	}
	if got := test(smtp).succeed(t); !strings.Contains(got, "menerima e-mail untuk budi@kantor.id") || len(smtp.Mails) != 1 {
		t.Errorf("printed %q, %d mails", got, len(smtp.Mails))
	}
	if got := test(refusing).run(t); got.code != exitFailure || !strings.Contains(got.err, "550") || got.out != "" {
		t.Errorf("a refused mail: code %d: %s%s", got.code, got.out, got.err)
	}
	for _, args := range [][]string{{"--to", "budi@kantor.id"}, nil} {
		if got := takar(append([]string{"mail", "test"}, args...)...).run(t); got.code != exitUsage {
			t.Errorf("%v without a server: code %d", args, got.code)
		}
	}
}

func TestSignUpIsSwitchedByFlagOrVariable(t *testing.T) {
	for name, test := range map[string]struct {
		args, environment []string
		open              bool
	}{
		"by itself":              {nil, nil, true},
		"variable":               {nil, []string{"TAKAR_SIGNUP=off"}, false},
		"flag":                   {[]string{"--signup", "off"}, nil, false},
		"flag before a variable": {[]string{"--signup", "on"}, []string{"TAKAR_SIGNUP=off"}, true},
	} {
		data := t.TempDir()
		addTester(t, "--data", data)
		args := append([]string{"serve", "--data", data, "--listen", "127.0.0.1:0"}, test.args...)
		server := takar(args...).with(test.environment...).start(t)
		want := map[bool]int{true: http.StatusOK, false: http.StatusForbidden}[test.open]
		if got := newClient(t, server.address).get("/accounts/signup/"); got.status != want {
			t.Errorf("%s: %d, want %d", name, got.status, want)
		}
	}
}

func TestSettingsOfAccountsThatCannotWorkAreRefused(t *testing.T) {
	const host, public, from = "TAKAR_SMTP_HOST=mail.kantor.id", "TAKAR_PUBLIC_URL=https://takar.kantor.id", "TAKAR_SMTP_FROM=takar@kantor.id"
	for name, test := range map[string]struct {
		args, environment []string
		want              string
	}{
		"sign-up":             {nil, []string{"TAKAR_SIGNUP=ya"}, "isi on atau off"},
		"sign-up by flag":     {[]string{"--signup", "ya"}, nil, "isi on atau off"},
		"a sender alone":      {nil, []string{from}, "TAKAR_SMTP_HOST kosong"},
		"no public address":   {nil, []string{host, from}, "TAKAR_PUBLIC_URL"},
		"no sender":           {nil, []string{host, public}, "pengirim"},
		"an unknown security": {nil, []string{host, public, from, "TAKAR_SMTP_SECURITY=ssl"}, "starttls, tls, atau none"},
		"a password in clear": {nil, []string{host, public, from, "TAKAR_SMTP_SECURITY=none", "TAKAR_SMTP_USER=a"}, "tanpa TLS"},
		"a port":              {nil, []string{host, public, from, "TAKAR_SMTP_PORT=smtp"}, "port"},
		"a misspelt variable": {nil, []string{"TAKAR_SMTP_HOTS=x"}, "TAKAR_SMTP_HOST"},
	} {
		args := append([]string{"serve", "--data", t.TempDir(), "--listen", "127.0.0.1:0"}, test.args...)
		if got := takar(args...).with(test.environment...).run(t); got.code != exitUsage || !strings.Contains(got.err, test.want) {
			t.Errorf("%s: code %d: %s", name, got.code, got.err)
		}
	}
}
