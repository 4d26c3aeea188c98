package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestALoadTestOfTheDemoEndsByItsGates(t *testing.T) {
	server, _ := startDemo(t)
	eventually(t, "the demo has said everything", func() bool { return strings.Contains(server.printed(), "Ctrl+C") })
	account := demoLogin.FindStringSubmatch(server.printed())[1] + ":" + demoPassword.FindStringSubmatch(server.printed())[1]
	directory := t.TempDir()
	file := func(name, content string) string {
		path := filepath.Join(directory, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for _, row := range []struct {
		name, gate string
		code       int
		says       string
	}{
		{"without gates", "", 0, "gagal 0"},
		{"with gates that are met", "name: longgar\ntotal: {failures: 0, max: 1m}\n", 0, "terpenuhi"},
		{"with gates that are not", "name: mustahil\ntotal: {max: 1ns}\n", exitFailure, "tidak terpenuhi"},
	} {
		t.Run(row.name, func(t *testing.T) {
			kept := filepath.Join(directory, "hasil.json")
			args := []string{
				"loadtest", "--host", server.address, "--accounts", file("akun", "# pemilik\n"+account+"\n"), "--users", "2", "--spawn-rate", "50", "--duration", "1s",
				"--mix", "core", "--seed", "1", "--json", kept, "--html", filepath.Join(directory, "hasil.html"), "--csv", filepath.Join(directory, "hasil"),
			}
			if row.gate != "" {
				args = append(args, "--gate", file("ambang.yaml", row.gate))
			}
			got := takar(args...).run(t)
			if got.code != row.code || !strings.Contains(got.out, row.says) {
				t.Errorf("code %d, want %d:\n%s%s", got.code, row.code, got.out, got.err)
			}
			for _, name := range []string{"hasil.json", "hasil.html", "hasil_stats.csv", "hasil_stats_history.csv", "hasil_failures.csv", "hasil_exceptions.csv"} {
				if info, err := os.Stat(filepath.Join(directory, name)); err != nil || info.Size() == 0 {
					t.Errorf("no result: %v", err)
				}
			}
		})
	}
}
