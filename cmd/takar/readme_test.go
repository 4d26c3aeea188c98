package main

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"takar/internal/testservice"
)

// section returns the part of a document below a heading, up to the next one of the same
// or a higher level.
func section(t *testing.T, document, heading string) string {
	t.Helper()
	_, rest, found := strings.Cut(document, "\n"+heading+"\n")
	if !found {
		t.Fatalf("README.md has no section %q", heading)
	}
	level := len(heading) - len(strings.TrimLeft(heading, "#"))
	inBlock := false
	var lines []string
	for line := range strings.Lines(rest) {
		if strings.HasPrefix(line, "```") {
			inBlock = !inBlock
		}
		if hashes := len(line) - len(strings.TrimLeft(line, "#")); !inBlock && hashes > 0 && hashes <= level {
			break
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "")
}

// blocks returns the code blocks of one language.
func blocks(text, language string) []string {
	var found []string
	for _, block := range regexp.MustCompile("(?s)```"+language+"\n(.*?)```").FindAllStringSubmatch(text, -1) {
		found = append(found, block[1])
	}
	return found
}

// freeAddress returns an address on which nobody listens at this moment.
func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// walkDirectory holds what the walk of the README expects: the program, and the workbook
// if it is beside this project, or a small one with the same two analyses.
func walkDirectory(t *testing.T) string {
	t.Helper()
	directory := t.TempDir()
	if err := os.Mkdir(filepath.Join(directory, "bin"), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(binary, filepath.Join(directory, "bin", "takar")); err != nil {
		t.Fatal(err)
	}
	workbook, err := os.Open(realWorkbook)
	if errors.Is(err, os.ErrNotExist) {
		t.Log("the published workbook is not beside this project: a small one takes its place")
		workbook, err = os.Open(workbookOf(t, walkRows))
	}
	if err != nil {
		t.Fatal(err)
	}
	defer workbook.Close()
	target, err := os.Create(filepath.Join(directory, "AHSP.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(target, workbook); err != nil {
		t.Fatal(err)
	}
	if err := target.Close(); err != nil {
		t.Fatal(err)
	}
	return directory
}

// walkRows are the two analyses of the walk.
var walkRows = [][]any{
	{"AHSP 2025", "1.2.1.1.1", "Penggalian 1 m3 tanah biasa", "Tenaga Kerja", "TK.0008", "Pekerja", "OH", "0.75"},
	{"AHSP 2025", "1.2.1.1.1", "Penggalian 1 m3 tanah biasa", "Tenaga Kerja", "TK.0006", "Mandor", "OH", "0.038"},
	{"AHSP 2025", "3.6.1.8", "Pemasangan 1 m2 dinding bata", "Tenaga Kerja", "TK.0008", "Pekerja", "OH", "0.2"},
	{"AHSP 2025", "3.6.1.8", "Pemasangan 1 m2 dinding bata", "Tenaga Kerja", "TK.0015", "Tukang", "OH", "0.1"},
	{"AHSP 2025", "3.6.1.8", "Pemasangan 1 m2 dinding bata", "Tenaga Kerja", "TK.0003", "Kepala tukang", "OH", "0.01"},
	{"AHSP 2025", "3.6.1.8", "Pemasangan 1 m2 dinding bata", "Tenaga Kerja", "TK.0006", "Mandor", "OH", "0.0033"},
	{"AHSP 2025", "3.6.1.8", "Pemasangan 1 m2 dinding bata", "Bahan", "B.0146", "Bata merah", "buah", "71.91"},
	{"AHSP 2025", "3.6.1.8", "Pemasangan 1 m2 dinding bata", "Bahan", "B.1869", "Semen Portland", "kg", "11.5"},
	{"AHSP 2025", "3.6.1.8", "Pemasangan 1 m2 dinding bata", "Bahan", "B.1213", "Pasir pasang", "m3", "0.043"},
}

func TestTheWalkOfTheREADME(t *testing.T) {
	testservice.Require(t, "curl")
	data, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	walk := section(t, string(data), "### From the workbook to a RAB")
	promised := blocks(walk, "json")
	if promised == nil {
		t.Fatal("the README does not say what comes out")
	}
	said, err := runScript(t, walkDirectory(t), strings.ReplaceAll(strings.Join(blocks(walk, "sh"), ""), "127.0.0.1:8080", freeAddress(t)))
	if err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	for _, want := range promised {
		if !strings.Contains(said, strings.TrimSpace(want)) {
			t.Errorf("the README promises %s; the walk said\n%s", want, said)
		}
	}
}

// runScript runs lines of a shell, all of which must succeed, and returns what they said.
// What they started in the background is ended with them.
func runScript(t *testing.T, directory, script string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*patience)
	defer cancel()
	shell := invocation{directory: directory}.command(ctx)
	shell.Path, shell.Args = testservice.Require(t, "sh"), []string{"sh", "-eu"}
	shell.Stdin = strings.NewReader(script)
	shell.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	end := func() error { return syscall.Kill(-shell.Process.Pid, syscall.SIGKILL) }
	shell.Cancel = end
	shell.WaitDelay = patience
	out, err := shell.CombinedOutput()
	_ = end() // nobody is left after a walk to its end
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) {
		t.Fatal(err)
	}
	return string(out), err
}
