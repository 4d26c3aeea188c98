package main

import (
	"context"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// A token made beside a running server opens it at once, and is refused as soon as it is
// revoked.
func TestTokensAreMadeListedAndRevokedBesideARunningServer(t *testing.T) {
	data := t.TempDir()
	addTester(t, "--data", data)
	server := serveOn(t, data)
	if got := takar("token", "list", "--data", data, "--email", testEmail).succeed(t); !strings.Contains(got, "belum punya token") {
		t.Errorf("empty list: %s", got)
	}
	made := takar("token", "add", "--data", data, "--email", testEmail, "--name", "Laporan malam", "--prices", "--days", "30").succeed(t)
	found := regexp.MustCompile(`nomor (\d+), .*\n(tkr_\w{49})\n$`).FindStringSubmatch(made)
	if found == nil {
		t.Fatalf("no token in %q", made)
	}
	status := func() int {
		t.Helper()
		request, err := http.NewRequestWithContext(context.Background(), http.MethodGet, server.address+"/accounts/me/", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", "Bearer "+found[2])
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		return response.StatusCode
	}
	if got := status(); got != http.StatusOK {
		t.Errorf("the token opens nothing: %d", got)
	}
	list := takar("token", "list", "--data", data, "--email", testEmail).succeed(t)
	if !regexp.MustCompile(found[1]+` +Laporan malam +tkr_…`+found[2][49:]+` +baca,harga +semua .* berlaku`).MatchString(list) || strings.Contains(list, found[2]) {
		t.Errorf("list:\n%s", list)
	}
	if got := takar("token", "revoke", found[1], "--data", data, "--email", testEmail).succeed(t); !strings.Contains(got, `"Laporan malam" dicabut`) {
		t.Errorf("revoked: %s", got)
	}
	eventually(t, "the token is refused", func() bool { return status() == http.StatusUnauthorized })
	if list = takar("token", "list", "--data", data, "--email", testEmail).succeed(t); !strings.Contains(list, "dicabut") {
		t.Errorf("list after the end:\n%s", list)
	}
}

func TestATokenThatCannotBeIsRefusedInWords(t *testing.T) {
	data := t.TempDir()
	addTester(t, "--data", data)
	for name, row := range map[string]struct {
		want string
		code int
		args []string
	}{
		"nobody's":          {`"nobody@kantor.id"`, exitFailure, []string{"add", "--email", "nobody@kantor.id", "--name", "a"}},
		"no name":           {"Beri nama", exitFailure, []string{"add", "--email", testEmail}},
		"another life":      {"Pilih masa berlaku", exitFailure, []string{"add", "--email", testEmail, "--name", "a", "--days", "9999"}},
		"no number of days": {"bukan jumlah hari", exitUsage, []string{"add", "--email", testEmail, "--name", "a", "--days", "setahun"}},
		"no projects":       {"bukan daftar nomor", exitUsage, []string{"add", "--email", testEmail, "--name", "a", "--projects", "x"}},
		"strange projects":  {"bukan proyek akun ini", exitFailure, []string{"add", "--email", testEmail, "--name", "a", "--projects", "987"}},
		"no account":        {"isi --email", exitUsage, []string{"list"}},
		"no such token":     {"tidak punya token nomor 5", exitFailure, []string{"revoke", "5", "--email", testEmail}},
	} {
		got := takar(append(append([]string{"token"}, row.args...), "--data", data)...).run(t)
		if got.code != row.code || !strings.Contains(got.err, row.want) || strings.Contains(got.out, "tkr_") {
			t.Errorf("%s: code %d: %s%s", name, got.code, got.out, got.err)
		}
	}
}
