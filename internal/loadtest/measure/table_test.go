package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"takar/internal/loadtest/report"
	"takar/internal/loadtest/result"
)

// Gate files stand beside the scenarios that are judged by them.
func TestEveryScenarioHasGates(t *testing.T) {
	t.Chdir("../../..")
	for _, s := range append([]scenario{others}, scenarios...) {
		for _, database := range []string{sqlite, postgres} {
			file, err := os.Open(gatesOf(s.name, database))
			if err != nil {
				t.Error(err)
				continue
			}
			defer file.Close()
			if gates, err := report.ReadGates(file); err != nil || gates.Name == "" {
				t.Errorf("%s on %s: %v, name %q", s.name, database, err, gates.Name)
			}
		}
	}
}

func measurement(t *testing.T, out, name string, s scenario, latency time.Duration, failures int64) {
	t.Helper()
	run := &result.Run{
		Commit: "0123456789abcdef", DataSet: "5 x 150 pekerjaan", Users: s.users, Asked: s.duration, Duration: s.duration,
		Machine: result.Machine{Processor: "EPYC", Cores: 2, Memory: 24 << 30, System: "Linux 6", Go: "go1.26"},
		Began:   time.Date(2026, 11, 30, 5, 0, 0, 0, time.UTC), PeakMemory: 200 << 20,
		Total: result.NewStats("", "total", ""), Logins: result.NewStats("", "logins", result.Login),
	}
	for range 4000 {
		run.Total.Add(latency, 0)
		run.Logins.Add(40*time.Millisecond, 0)
	}
	run.Total.Failures = failures
	file, err := os.Create(filepath.Join(out, name))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := report.WriteJSON(file, run); err != nil {
		t.Fatal(err)
	}
}

func TestTablesHoldMediansAndEveryFailure(t *testing.T) {
	t.Chdir("../../..")
	out, fifty := t.TempDir(), scenarios[0]
	measurement(t, out, "50-sqlite-1.json", fifty, time.Millisecond, 0)
	measurement(t, out, "50-sqlite-2.json", fifty, 3*time.Millisecond, 0)
	measurement(t, out, "50-sqlite-3.json", fifty, 2*time.Millisecond, 1)
	measurement(t, out, "50-sqlite-1-before.json", fifty, time.Minute, 0)
	tried := fifty
	tried.duration = 20 * time.Second
	measurement(t, out, "50-postgres-1.json", tried, time.Millisecond, 0)
	must(t, os.WriteFile(filepath.Join(out, "bench.txt"), []byte("# Commit abc.\nBenchmarkEditSeen/postgresql-2 \t 10\t 2000000 ns/op\t 5.5 MiB\t 1500 other-p95-ms\nBenchmarkEditSeen/postgresql-2 \t 10\t 4000000 ns/op\t 6.5 MiB\t 1500 other-p95-ms\nPASS\n"), 0o600))
	must(t, os.WriteFile(filepath.Join(out, "documents.txt"), []byte("# Commit abc.\nBenchmarkDocuments/paket/pdf-2 1 1010000000 ns/op 2867 KiB 90.2 MiB-grown\n"), 0o600))
	document := filepath.Join(out, "performance.md")
	marks := "# Measured\n"
	for _, name := range []string{"load", "cross", "benchmarks", "documents"} {
		marks += fmt.Sprintf("before\n<!-- measured: %s -->\nnothing yet\n<!-- end of %[1]s -->\nafter\n", name)
	}
	must(t, os.WriteFile(document, []byte(marks), 0o600))
	for range 2 { // written again, it is the same
		must(t, tables([]string{"--out", out, document}))
	}
	text, err := os.ReadFile(document)
	must(t, err)
	for _, want := range []string{
		"| 50 users, all they do | SQLite | 4,000 | 1 | 13 | 2 ms | 2 ms | 2 ms | 2 ms | 40 ms | 200 MiB | 2 of 3 met |\n",
		"Measured on 30 November 2026 with commit 0123456789ab on 2 cores of EPYC, 24 GiB, Linux 6, go1.26",
		"| `EditSeen/postgresql` | 3 ms | 6 MiB, other p95 1.50 s | other p95 200 ms |\n\nMedians of 2 runs. Commit abc.",
		"| package | 1.01 s · 2.8 MiB · 90 MiB | – | – | – |\n",
		"<!-- measured: cross -->\nnothing yet\n<!-- end of cross -->",
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("without %q:\n%s", want, text)
		}
	}
	if n := strings.Count(string(text), "after\n"); n != 4 || strings.Contains(string(text), "PostgreSQL") {
		t.Errorf("what stands around the tables is lost, or a trial stands in them:\n%s", text)
	}
	if err := tables([]string{"--out", out, filepath.Join(out, "bench.txt")}); err == nil {
		t.Error("a document without marks is written")
	}
}

func TestGeneratorsThatDisagreeAreTold(t *testing.T) {
	ours := []opinion{{PerSecond: 900, P50: 1}, {PerSecond: 1000, P50: 1}, {PerSecond: 5000, P50: 9}}
	for _, c := range []struct {
		theirs opinion
		agree  bool
	}{
		{opinion{PerSecond: 1100, P50: 1.1}, true},
		{opinion{PerSecond: 1200, P50: 1}, false},
		{opinion{PerSecond: 1000, P50: 0.8}, false},
		{opinion{}, false},
	} {
		c2 := crossing{Ours: ours, Theirs: []opinion{c.theirs}}
		if err := c2.judge(&bytes.Buffer{}); (err == nil) != c.agree || err != nil && !errors.Is(err, errMissed) {
			t.Errorf("%+v: %v", c.theirs, err)
		}
	}
}

func TestThroughputIsMeasuredWhenAllHaveLoggedIn(t *testing.T) {
	run := &result.Run{Asked: 8 * time.Second, Duration: 9 * time.Second, Total: result.NewStats("", "total", "")}
	for second, requests := range []int64{1, 2, 100, 110, 90, 100, 100, 100, 3} {
		run.Timeline = append(run.Timeline, result.Moment{After: time.Duration(second+1) * time.Second, Requests: requests})
	}
	if got := steady(run); got != 100 {
		t.Errorf("%v requests a second", got)
	}
}

func TestUnknownNamesAreRefused(t *testing.T) {
	for _, arguments := range [][]string{nil, {"fly"}, {"load"}, {"load", "51"}, {"load", "--database", "oracle", "50"}, {"load", "--takar", "/nowhere", "50"}, {"tables"}} {
		if code := command(t.Context(), arguments); code != exitNotRun {
			t.Errorf("%v: exit %d", arguments, code)
		}
	}
	if chosen, err := choose([]string{"all"}); err != nil || len(chosen) != len(scenarios) {
		t.Errorf("all: %d, %v", len(chosen), err)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
