package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const oldBackup = "../../internal/exchange/testdata/versi-1.1.json"

// imported returns the number of the project that an import has made.
func imported(t *testing.T, output string) string {
	t.Helper()
	made := regexp.MustCompile(`dibuat: nomor (\d+), PRJ-`).FindStringSubmatch(output)
	if made == nil {
		t.Fatalf("no project in:\n%s", output)
	}
	return made[1]
}

func TestProjectsTravelAsFiles(t *testing.T) {
	data, file := t.TempDir(), filepath.Join(t.TempDir(), "rumah.json")
	addTester(t, "--data", data)
	tried := takar("project", "import", oldBackup, "--data", data, "--owner", testEmail, "--dry-run").succeed(t)
	for _, want := range []string{
		"Cadangan versi 1.1: Rumah dinas tipe 70, 4 pekerjaan", "Tidak diambil (8):", "pekerjaan[4]: ", "Berubah atau tidak diketahui (", "Belum ada yang disimpan",
	} {
		if !strings.Contains(tried, want) {
			t.Errorf("the dry run does not say %q:\n%s", want, tried)
		}
	}
	if got := takar("project", "export", "--data", data, "--project", "1").run(t); got.code != exitFailure {
		t.Errorf("the dry run stored something: %d %s", got.code, got.out)
	}
	first := imported(t, takar("project", "import", oldBackup, "--data", data, "--owner", "TESTER").succeed(t))
	said := takar("project", "export", "--data", data, "--project", first, "--output", file).succeed(t)
	if !strings.Contains(said, file) {
		t.Errorf("the export says %q", said)
	}
	again := takar("project", "import", "--data", data, "--owner", testEmail, file).succeed(t)
	if !strings.Contains(again, "Cadangan versi 3.0: Rumah dinas tipe 70 (Import), 4 pekerjaan") || strings.Contains(again, "Tidak diambil") {
		t.Errorf("the second import says\n%s", again)
	}
	jumlah := regexp.MustCompile(`jumlah sebelum PPN Rp ([\d.]+,\d\d)`)
	if was, is := jumlah.FindString(tried), jumlah.FindString(again); was == "" || is != was {
		t.Errorf("%q, was %q", is, was)
	}
	printed := takar("project", "export", "--data", data, "--project", imported(t, again)).succeed(t)
	if !strings.HasPrefix(printed, "{\n \"export_type\": \"project_full_backup\"") || !strings.HasSuffix(printed, "}\n") {
		t.Errorf("printed %.200s", printed)
	}
	if left, err := os.ReadDir(filepath.Dir(file)); err != nil || len(left) != 1 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestProjectFilesThatCannotBeAreRefusedInWords(t *testing.T) {
	data, directory := t.TempDir(), t.TempDir()
	addTester(t, "--data", data)
	content, err := os.ReadFile(oldBackup)
	if err != nil {
		t.Fatal(err)
	}
	write := func(name, content string) string {
		path := filepath.Join(directory, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	wrong := write("salah.json", strings.Replace(string(content), `"12.345"`, `"dua belas"`, 1))
	short := write("pendek.json", string(content[:2000]))
	for _, row := range []struct {
		name string
		args []string
		want []string
	}{
		{"a wrong value", []string{"import", wrong, "--owner", testEmail}, []string{wrong, "\n  volume_pekerjaan[0].quantity: ", "tidak ada yang disimpan"}},
		{"half a file", []string{"import", short, "--owner", testEmail}, []string{"terpotong"}},
		{"no file", []string{"import", filepath.Join(directory, "x.json"), "--owner", testEmail}, []string{"x.json tidak ada"}},
		{"nobody", []string{"import", oldBackup, "--owner", "nobody@kantor.id"}, []string{`"nobody@kantor.id"`, "takar user list"}},
		{"no project", []string{"export", "--project", "4711"}, []string{"4711"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			got := takar(append([]string{"project"}, append(row.args, "--data", data)...)...).run(t)
			if got.code != exitFailure || got.out != "" {
				t.Errorf("code %d: %s", got.code, got.out)
			}
			for _, want := range row.want {
				if !strings.Contains(got.err, want) {
					t.Errorf("%q does not say %q", got.err, want)
				}
			}
		})
	}
	for _, args := range [][]string{{"project", "export", "--data", "X"}, {"project", "export", "--data", "X", "--project", "PRJ"}, {"project", "import", "x", "--data", "X"}} {
		if got := inProcess(t, nil, args...); got.code != exitUsage {
			t.Errorf("%v: %d %s", args, got.code, got.err)
		}
	}
}
