// Package testservice gives tests the real parts that they need: a PostgreSQL database, a
// Redis server, a browser. What it starts lives in a temporary directory, listens on
// loopback only, and is gone when the test process is, however that ends.
package testservice

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// RequireVariable names the switch: "all" turns every missing service into a failure, because
// a check that must be complete cannot pass by skipping.
const RequireVariable = "TAKAR_TEST_REQUIRE"

// service says how the program of a service is found and how it gets onto a machine.
type service struct {
	program   string   // what Require looks for
	others    []string // names of it elsewhere
	places    []string // directories outside PATH, may be patterns
	toInstall string
}

var services = map[string]service{
	"postgres": {program: "initdb", places: []string{"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin"}, toInstall: "apt-get install postgresql"},
	"redis":    {program: "redis-server", others: []string{"valkey-server"}, toInstall: "apt-get install redis-server"},
	"nginx":    {program: "nginx", places: []string{"/usr/sbin"}, toInstall: "apt-get install nginx-light"},
	"chromium": {program: "chromium", others: []string{"chromium-browser", "google-chrome", "google-chrome-stable"}, toInstall: "apt-get install chromium"},
	"node":     {program: "node", toInstall: "apt-get install nodejs npm"},
}

// Require returns the path of the program behind "postgres", "redis", "nginx", "chromium", "node", or
// of any other program by its own name. Where it is missing the test is skipped with a word
// on what to install, or fails when TAKAR_TEST_REQUIRE=all.
func Require(t testing.TB, name string) string {
	t.Helper()
	path, err := find(name)
	if err == nil {
		return path
	}
	if os.Getenv(RequireVariable) == "all" {
		t.Fatalf("%v (%s=all: nothing may be skipped)", err, RequireVariable)
	}
	t.Skip(err)
	return ""
}

// Chromium returns the path of a browser that chromedp can drive.
func Chromium(t testing.TB) string {
	t.Helper()
	return Require(t, "chromium")
}

func find(name string) (string, error) {
	wanted, known := services[name]
	if !known {
		wanted = service{program: name, toInstall: "install " + name}
	}
	for _, program := range append([]string{wanted.program}, wanted.others...) {
		if path, err := exec.LookPath(program); err == nil {
			return path, nil
		}
	}
	for _, place := range wanted.places {
		found, err := filepath.Glob(filepath.Join(place, wanted.program))
		if err != nil {
			return "", fmt.Errorf("look for %s: %w", name, err)
		}
		if len(found) > 0 {
			return slices.MaxFunc(found, byVersion), nil
		}
	}
	return "", fmt.Errorf("%s is missing: %s", name, wanted.toInstall)
}

// byVersion orders paths that differ in a version number, so that 15 comes after 9.6.
func byVersion(a, b string) int {
	if len(a) != len(b) {
		return len(a) - len(b)
	}
	return strings.Compare(a, b)
}
