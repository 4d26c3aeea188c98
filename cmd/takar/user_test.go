package main

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

func TestAccountsAreMadeAndListed(t *testing.T) {
	data := t.TempDir()
	if got := takar("user", "list", "--data", data).succeed(t); !strings.Contains(got, "Belum ada akun") {
		t.Errorf("empty list: %s", got)
	}
	addTester(t, "--data", data)
	drawn := takar("user", "add", "--data", data, "--email", "Sari@Kantor.id", "--user-name", "sari.w", "--name", "Sari W").succeed(t)
	if !regexp.MustCompile(`(?m)^Kata sandi: [a-z2-9]{4}(-[a-z2-9]{4}){3}$`).MatchString(drawn) {
		t.Errorf("no drawn password in %q", drawn)
	}
	list := takar("user", "list").with("TAKAR_DATA=" + data).succeed(t)
	if !regexp.MustCompile(`tester@kantor\.id +tester +administrator`).MatchString(list) ||
		!regexp.MustCompile(`sari@kantor\.id +sari\.w +Sari W`).MatchString(list) {
		t.Errorf("list:\n%s", list)
	}
}

func TestAnAccountThatCannotBeIsRefusedInWords(t *testing.T) {
	data := t.TempDir()
	addTester(t, "--data", data)
	for _, row := range []struct {
		name, input, want string
		args              []string
	}{
		{"a taken e-mail", "lain-kata-sandi-7", "sudah terdaftar", []string{"add", "--email", testEmail}},
		{"no e-mail address", "lain-kata-sandi-7", "e-mail", []string{"add", "--email", "tester"}},
		{"a weak password", "12345678", "Kata sandi", []string{"add", "--email", "a@kantor.id"}},
		{"an empty password", "\n", "kata sandi kosong", []string{"add", "--email", "a@kantor.id"}},
		{"a password for nobody", "lain-kata-sandi-7", `"nobody@kantor.id"`, []string{"password", "--email", "nobody@kantor.id"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			args := append([]string{"user"}, append(row.args, "--data", data, "--password-stdin")...)
			got := takar(args...).reading(row.input).run(t)
			if got.code != exitFailure || !strings.Contains(got.err, row.want) || got.out != "" {
				t.Errorf("code %d: %s%s", got.code, got.out, got.err)
			}
		})
	}
	if list := takar("user", "list", "--data", data).succeed(t); strings.Count(list, "@") != 1 {
		t.Errorf("something was stored:\n%s", list)
	}
}

func TestARunningServerSeesAccountsMadeBesideIt(t *testing.T) {
	data := t.TempDir()
	server := serveOn(t, data)
	addTester(t, "--data", data)
	c := newClient(t, server.address).login(testEmail, testPassword)
	if got := c.get("/dashboard/"); got.status != http.StatusOK {
		t.Fatalf("dashboard: %d", got.status)
	}

	const changed = "sore-cerah-berangin"
	takar("user", "password", "--data", data, "--email", testEmail, "--password-stdin").reading(changed).succeed(t)
	eventually(t, "the session ends with the password", func() bool { return c.get("/dashboard/").status == http.StatusFound })
	newClient(t, server.address).login(testEmail, changed)
}
