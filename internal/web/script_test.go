package web_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The parts of the scripts that need no browser: web/testing/pure.ts, and what the charts of
// the schedule place where.
func TestScriptsWithoutABrowser(t *testing.T) {
	needBundle(t)
	node, err := exec.LookPath("node")
	must(t, err) // it has built the bundle
	for _, file := range []string{"pure.js", "jadwal.js"} {
		t.Run(file, func(t *testing.T) {
			out, err := exec.CommandContext(t.Context(), node, filepath.Join(builtDirectory, file)).CombinedOutput()
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			if !strings.HasSuffix(strings.TrimSpace(string(out)), "checks") {
				t.Errorf("the checks did not run to their end: %s", out)
			}
		})
	}
}
