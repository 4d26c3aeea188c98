package main

import (
	"bytes"
	"strings"
	"testing"
)

// inProcess runs a command line that ends before it touches any data.
func inProcess(t *testing.T, environ []string, args ...string) outcome {
	t.Helper()
	var out, said bytes.Buffer
	terminal := &terminal{in: strings.NewReader(""), out: &out, err: &said, environ: environ}
	code := terminal.run(t.Context(), args)
	return outcome{out: out.String(), err: said.String(), code: code}
}

func TestWhatCannotBeUnderstoodIsNamedWithTheNearestKnown(t *testing.T) {
	for _, row := range []struct {
		name    string
		args    string
		environ string
		want    []string
	}{
		{"a flag", "serve --dta X", "", []string{"--dta", "--data"}},
		{"a flag with its value joined", "serve --liste=:1", "", []string{"--liste ", "--listen"}},
		{"a flag of another command", "version --data X", "", []string{"--data", "tidak punya pilihan"}},
		{"a command", "serv", "", []string{`"serv"`, "takar serve"}},
		{"a second word", "user ad --email a@b.id", "", []string{`"user ad"`, "takar user add"}},
		{"a missing second word", "user", "", []string{"add, password, reset-link, list"}},
		{"no command", "", "", []string{"takar demo"}},
		{"a word too many", "serve now", "", []string{`"now"`}},
		{"a missing argument", "ahsp import --json", "", []string{"BERKAS"}},
		{"a flag without its value", "serve --data", "", []string{"--data DIREKTORI"}},
		{"a flag before another flag", "serve --data --listen :1", "", []string{"--data DIREKTORI"}},
		{"an empty value", "serve --data=", "", []string{"--data kosong"}},
		{"a value for a switch", "user add --admin=yes", "", []string{"--admin"}},
		{"a variable", "serve --data X", "TAKAR_DATABASE_ULR=postgres://x", []string{"TAKAR_DATABASE_ULR", "TAKAR_DATABASE_URL"}},
		{"a variable of a command that does not use it", "user list --data X", "TAKAR_LISTN=:1", []string{"TAKAR_LISTN", "TAKAR_LISTEN"}},
		{"a choice", "serve --data X", "TAKAR_LOG=xml", []string{"TAKAR_LOG", "xml", "json"}},
		{"a level of the log", "serve --data X", "TAKAR_LOG_LEVEL=debug", []string{"TAKAR_LOG_LEVEL", "debug", "warn"}},
		{"a number of requests", "serve --data X", "TAKAR_MAX_REQUESTS=many", []string{"TAKAR_MAX_REQUESTS", "many", "1000"}},
		{"a cache without a unit", "serve --data X", "TAKAR_CACHE=256", []string{"TAKAR_CACHE", "256MiB"}},
		{"a cache too small to work", "serve --data X", "TAKAR_CACHE=1MiB", []string{"TAKAR_CACHE", "16MiB"}},
		{"a monitor for everybody", "serve --data X --monitor 0.0.0.0:9090", "", []string{"0.0.0.0:9090", "127.0.0.1:9090"}},
		{"a monitor without an address", "serve --data X --monitor :9090", "", []string{":9090", "127.0.0.1:9090"}},
		{"a monitor on the internet", "serve --data X", "TAKAR_MONITOR=203.0.113.7:9090", []string{"203.0.113.7:9090", "127.0.0.1:9090"}},
		{"a monitor without a port", "serve --data X --monitor 127.0.0.1", "", []string{"127.0.0.1:9090"}},
		{"an unsafe database", "serve --data X", "TAKAR_UNSAFE_DATABASE=maybe", []string{"TAKAR_UNSAFE_DATABASE", "on", "off"}},
		{"login limits", "serve --data X", "TAKAR_LOGIN_LIMITS=0", []string{"TAKAR_LOGIN_LIMITS", "off"}},
		{"a public address", "serve --data X", "TAKAR_PUBLIC_URL=takar.kantor.id", []string{"TAKAR_PUBLIC_URL", "https://"}},
		{"a proxy", "serve --data X", "TAKAR_TRUSTED_PROXIES=anybody", []string{"TAKAR_TRUSTED_PROXIES", "anybody"}},
		{"no data", "serve", "", []string{"--data", "TAKAR_DATABASE_URL"}},
		{"a replica of a directory", "serve", "TAKAR_DATA=x TAKAR_REPLICA_URL=postgres://y", []string{"TAKAR_REPLICA_URL", "TAKAR_DATABASE_URL"}},
		{"Redis of a directory", "serve", "TAKAR_DATA=x TAKAR_REDIS_URL=redis://y", []string{"TAKAR_REDIS_URL", "TAKAR_DATABASE_URL"}},
		{"connections of a directory", "serve", "TAKAR_DATA=x TAKAR_DATABASE_CONNECTIONS=5", []string{"TAKAR_DATABASE_CONNECTIONS", "TAKAR_DATABASE_URL"}},
		{"too few connections", "serve", "TAKAR_DATABASE_URL=postgres://y TAKAR_DATABASE_CONNECTIONS=1", []string{"TAKAR_DATABASE_CONNECTIONS", "2"}},
		{"two places in the environment", "serve", "TAKAR_DATA=x TAKAR_DATABASE_URL=postgres://y", []string{"TAKAR_DATA", "TAKAR_DATABASE_URL"}},
		{"an account without e-mail", "user add --data X", "", []string{"--email"}},
		{"a repair", "ahsp import x.xlsx --repair all", "", []string{"all", "suggested"}},
		{"a demo for everybody", "demo --listen 0.0.0.0:8080", "", []string{"0.0.0.0:8080", "127.0.0.1"}},
		{"a demo that would vanish", "demo --no-serve", "", []string{"--data"}},
		{"a load test of nobody", "loadtest", "", []string{"--account email:kata-sandi", "--accounts"}},
		{"an account without a password", "loadtest --account a@b.id", "", []string{"email:kata-sandi"}},
		{"a number of users", "loadtest --account a@b.id:x --users many", "", []string{"--users", "many"}},
		{"a duration", "loadtest --account a@b.id:x --duration 5", "", []string{"--duration", "300s"}},
		{"a load test of a server that is not there", "loadtest --account a@b.id:x --host http://127.0.0.1:1", "", []string{"127.0.0.1:1", "tidak menjawab"}},
		{"an unknown topic of help", "help usr", "", []string{"usr", "takar user"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			got := inProcess(t, strings.Fields(row.environ), strings.Fields(row.args)...)
			if got.code != exitUsage || got.out != "" {
				t.Errorf("code %d, output %q", got.code, got.out)
			}
			for _, want := range row.want {
				if !strings.Contains(got.err, want) {
					t.Errorf("%q does not say %q", got.err, want)
				}
			}
		})
	}
}

func TestLoginLimitsCannotBeOffOnAPublicServer(t *testing.T) {
	environ := []string{"TAKAR_LOGIN_LIMITS=off", "TAKAR_PUBLIC_URL=https://takar.kantor.id"}
	if got := inProcess(t, environ, "serve", "--data", "X"); got.code != exitUsage || !strings.Contains(got.err, "TAKAR_LOGIN_LIMITS=off") {
		t.Errorf("code %d: %s", got.code, got.err)
	}
}

func TestSettingsOfTheTestsAreNotOurs(t *testing.T) {
	var s settings
	if err := s.read([]string{"TAKAR_TEST_REQUIRE=all", "TAKAR_TEST_POSTGRES_URL=x", "TAKARX=1", "HOME=/root"}); err != nil {
		t.Error(err)
	}
}

func TestFlagsGoBeforeTheEnvironment(t *testing.T) {
	s := settings{data: "environment", databaseURL: "postgres://environment"}
	got, err := s.place("flag")
	if want := (place{directory: "flag"}); err != nil || got != want {
		t.Errorf("place %+v, %v", got, err)
	}
}

func TestFlagsAndArgumentsStandInAnyOrder(t *testing.T) {
	for _, args := range []string{
		"FILE --name N --on", "--on --name=N FILE", "-name N FILE -on", "--name N --on -- FILE",
	} {
		var name string
		var on bool
		c := &command{name: "x", arguments: "BERKAS", options: []option{{name: "name", text: &name}, {name: "on", on: &on}}}
		got, err := c.parse(strings.Fields(args))
		if err != nil || len(got) != 1 || got[0] != "FILE" || name != "N" || !on {
			t.Errorf("%s: %v, name %q, on %t, %v", args, got, name, on, err)
		}
	}
}

func TestEveryCommandHasHelp(t *testing.T) {
	overview := inProcess(t, nil, "--help")
	if overview.code != 0 {
		t.Fatalf("code %d: %s", overview.code, overview.err)
	}
	for _, c := range commands() {
		if !strings.Contains(overview.out, c.usage()) || !strings.Contains(overview.out, c.summary) {
			t.Errorf("the overview lacks %s", c.name)
		}
		got := inProcess(t, []string{"TAKAR_WRONG=1"}, append(strings.Fields(c.name), "--help")...)
		if got.code != 0 || !strings.HasPrefix(got.out, "takar "+c.name) {
			t.Errorf("%s --help: code %d, %q", c.name, got.code, got.out)
		}
		for _, o := range c.options {
			if !strings.Contains(got.out, "--"+o.name) || !strings.Contains(got.out, o.help) {
				t.Errorf("%s --help lacks --%s", c.name, o.name)
			}
		}
	}
	if group := inProcess(t, nil, "user", "--help"); strings.Count(group.out, "takar user ") != 4 {
		t.Errorf("user --help: %s", group.out)
	}
}

func TestNearest(t *testing.T) {
	names := []string{"data", "listen", "password-stdin"}
	for typed, want := range map[string]string{
		"dta": "data", "daat": "data", "DATA": "data", "lisen": "listen", "pasword": "password-stdin", "passwd": "password-stdin",
	} {
		if got := nearest(typed, names); got != want {
			t.Errorf("%s: %s, want %s", typed, got, want)
		}
	}
	if got := distance("ab", "ba"); got != 1 {
		t.Errorf("a swap costs %d", got)
	}
}
