package pdf_test

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"

	"takar/internal/document"
	"takar/internal/document/pdf"
	"takar/internal/document/sample"
)

// TestMemory writes the analyses of 1,000 pekerjaan in a process of its own, which may grow
// by 150 MiB.
func TestMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("a long document")
	}
	if os.Getenv("TAKAR_TEST_MEMORY") != "" {
		d := &document.Document{Title: "Analisa", Moment: "2026-01-05T00:00:00Z", Watermark: "DRAF", Sections: []*document.Section{sample.Analyses(1000)}}
		before := peak(t)
		if err := pdf.Write(io.Discard, d, nil); err != nil {
			t.Fatal(err)
		}
		fmt.Printf("grown %d\n", peak(t)-before)
		return
	}
	if _, err := os.Stat("/proc/self/status"); err != nil {
		t.Skip("the system does not tell how much memory a process had")
	}
	command := exec.Command(os.Args[0], "-test.run", "^TestMemory$")
	command.Env = append(os.Environ(), "TAKAR_TEST_MEMORY=1")
	out, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var grown int
	for line := range strings.Lines(string(out)) {
		if _, err := fmt.Sscanf(line, "grown %d", &grown); err == nil {
			break
		}
	}
	t.Logf("grown by %d MiB", grown>>10)
	if grown <= 0 || grown > 150<<10 {
		t.Errorf("grown by %d KiB\n%s", grown, out)
	}
}

// peak is the most memory that the process had, in KiB.
func peak(t *testing.T) int {
	t.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(status)) {
		var kib int
		if _, err := fmt.Sscanf(line, "VmHWM: %d kB", &kib); err == nil {
			return kib
		}
	}
	t.Fatal("no VmHWM")
	return 0
}
