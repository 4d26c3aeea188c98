package api_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"takar/internal/app"
	"takar/internal/dossier"
	"takar/internal/rab"
	"takar/internal/store"
)

// BenchmarkDocuments changes one volume among 1,000 pekerjaan × 10 components over 156 weeks
// and fetches a document over HTTP: reckoned, built and written anew. It tells the size of
// the file, and by how much the memory of a process grows that has the project in memory
// and makes nothing but this document. (Limits: the analyses as PDF 4 s, the package 10 s,
// all others 1.5 s; 150 MiB.)
func BenchmarkDocuments(b *testing.B) {
	if order := os.Getenv(documentVariable); order != "" {
		fmt.Printf("\ngrown %d\n", documentGrowth(b, strings.Split(order, " ")))
		return
	}
	directory := b.TempDir()
	opened, err := store.OpenSQLite(b.Context(), directory)
	must(b, err)
	s := siteOn(b, opened)
	project, pekerjaan := s.scheduled(1000)
	n := 0
	for _, entry := range dossier.Catalogue() {
		for _, format := range app.DocumentFormats(&entry) {
			b.Run(string(entry.Kind)+"/"+string(format), func(b *testing.B) {
				size, c := int64(0), s.as(owner).in(b)
				for b.Loop() {
					n++
					b.StopTimer()
					_, _, err := s.SaveVolumes(b.Context(), s.visit(owner, project), []rab.VolumeInput{
						{PekerjaanID: pekerjaan[500], Quantity: pointer(some(fmt.Sprintf("%d.25", n)))},
					})
					must(b, err)
					b.StartTimer()
					size = c.read(p(project, fmt.Sprintf("/export/%s/%s/", entry.Kind, format)), "identity")
				}
				b.ReportMetric(float64(size)/1024, "KiB")
				if grown, ok := grownElsewhere(b, directory, project, entry.Kind, format); ok {
					b.ReportMetric(float64(grown)/1024, "MiB-grown")
				}
			})
		}
	}
}

// documentVariable tells a further process of this test which document to make.
const documentVariable = "TAKAR_BENCH_DOCUMENT"

// grownElsewhere has a document made by a process of its own and returns by how many KiB
// that has grown; not ok where the system does not tell.
func grownElsewhere(b *testing.B, directory string, project int64, kind dossier.Kind, format dossier.Format) (kib int, ok bool) {
	b.Helper()
	if _, err := os.Stat("/proc/self/status"); err != nil {
		return 0, false
	}
	command := exec.Command(os.Args[0], "-test.run", "^$", "-test.bench", "^BenchmarkDocuments$", "-test.benchtime", "1x")
	command.Env = append(os.Environ(), fmt.Sprintf("%s=%s %d %s %s", documentVariable, directory, project, kind, format))
	out, err := command.CombinedOutput()
	if err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	for line := range strings.Lines(string(out)) {
		if _, err := fmt.Sscanf(line, "grown %d", &kib); err == nil {
			return kib, true
		}
	}
	b.Fatalf("it does not tell:\n%s", out)
	return 0, false
}

// documentGrowth makes a document of a project that is in memory, and returns by how many
// KiB the most memory that the process ever had has grown.
func documentGrowth(b *testing.B, order []string) int {
	b.Helper()
	ctx := context.WithoutCancel(b.Context())
	opened, err := store.OpenSQLite(ctx, order[0])
	must(b, err)
	defer opened.Close()
	a, err := app.New(ctx, app.Config{Store: opened})
	must(b, err)
	defer a.Close()
	project, err := strconv.ParseInt(order[1], 10, 64)
	must(b, err)
	visit, err := a.VisitOwner(ctx, project)
	must(b, err)
	view, err := a.View(ctx, visit)
	must(b, err)
	_, err = a.DocumentSource(ctx, view)
	must(b, err)
	view.Figures()
	before := peakKiB(b)
	_, err = a.Document(ctx, visit, app.DocumentOrder{Kind: dossier.Kind(order[2]), Format: dossier.Format(order[3])}, nil)
	must(b, err)
	return peakKiB(b) - before
}

// peakKiB is the most memory that this process has had.
func peakKiB(b *testing.B) (kib int) {
	b.Helper()
	status, err := os.ReadFile("/proc/self/status")
	must(b, err)
	for line := range strings.Lines(string(status)) {
		if _, err := fmt.Sscanf(line, "VmHWM: %d kB", &kib); err == nil {
			return kib
		}
	}
	b.Fatal("no VmHWM")
	return 0
}
