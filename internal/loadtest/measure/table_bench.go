package main

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// measured is one benchmark of "go test -bench" with the medians of what it reported.
type measured struct {
	name   string
	values map[string][]float64 // by unit
}

var benchmarkLine = regexp.MustCompile(`^(Benchmark\S+?)(?:-\d+)?\s+\d+\s+(.*)$`)

// benchmarksOf reads the output of "go test -bench" in the order of its lines.
func benchmarksOf(text string) []measured {
	var list []measured
	for line := range strings.Lines(text) {
		found := benchmarkLine.FindStringSubmatch(strings.TrimSpace(line))
		if found == nil {
			continue
		}
		i := slices.IndexFunc(list, func(m measured) bool { return m.name == found[1] })
		if i < 0 {
			i, list = len(list), append(list, measured{name: found[1], values: map[string][]float64{}})
		}
		fields := strings.Fields(found[2])
		for j := 0; j+1 < len(fields); j += 2 {
			if value, err := strconv.ParseFloat(fields[j], 64); err == nil {
				list[i].values[fields[j+1]] = append(list[i].values[fields[j+1]], value)
			}
		}
	}
	return list
}

// value returns the median of what was reported in a unit.
func (m measured) value(unit string) (float64, bool) {
	list := m.values[unit]
	return median(slices.Clone(list)), len(list) > 0
}

// bounds of the benchmarks in process, by the begin of their names; the first that fits counts.
var bounds = []struct{ begin, sqlite, postgres string }{
	{"Analysis", "60 ms", ""},
	{"Charts/anew", "250 ms", ""},
	{"Charts/kept", "2 ms", ""},
	{"TenThousand/*/cold", "both 800 ms", "both 1.6 s"},
	{"TenThousand/*/warm", "10 ms", "20 ms"},
	{"TenThousand/*/edit", "total 200 ms", "total 400 ms"},
	{"KeptBesideStatic/*", "ratio at least 0.5", "ratio at least 0.25"},
	{"EditSeen/*", "other p95 100 ms", "other p95 200 ms"},
}

func boundOf(name string) string {
	for _, b := range bounds {
		begin, end, two := strings.Cut(b.begin, "*")
		switch {
		case !two && strings.HasPrefix(name, begin), two && strings.HasPrefix(name, begin+sqlite+end):
			return b.sqlite
		case two && strings.HasPrefix(name, begin+"postgresql"+end):
			return b.postgres
		}
	}
	return ""
}

// benchmarkTable has a row for each benchmark in process: its time, and what else it reports.
func benchmarkTable(out string) (string, error) {
	text, err := os.ReadFile(filepath.Join(out, "bench.txt")) //nolint:gosec // our own result
	if errors.Is(err, os.ErrNotExist) {
		return "", nil
	}
	var b strings.Builder
	b.WriteString("| Benchmark | Time | Also | Bound |\n|---|---|---|---|\n")
	runs := 0
	for _, m := range benchmarksOf(string(text)) {
		runs = max(runs, len(m.values["ns/op"]))
		var also []string
		for _, unit := range slices.Sorted(mapKeys(m.values)) {
			if unit == "ns/op" || unit == "B/op" || unit == "allocs/op" {
				continue
			}
			value, _ := m.value(unit)
			also = append(also, inUnit(value, unit))
		}
		taken, _ := m.value("ns/op")
		name := strings.TrimPrefix(m.name, "Benchmark")
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", name, nanoseconds(taken), strings.Join(also, ", "), boundOf(name))
	}
	fmt.Fprintf(&b, "\nMedians of %d runs.%s\n", runs, firstLine(string(text)))
	return b.String(), err
}

// inUnit prints what a benchmark reports beside its time: both-p95-ms is the p95 of both.
func inUnit(value float64, unit string) string {
	if what, ok := strings.CutSuffix(unit, "-ms"); ok {
		return strings.ReplaceAll(what, "-", " ") + " " + span(time.Duration(value*float64(time.Millisecond)))
	}
	switch {
	case strings.HasSuffix(unit, "ratio"):
		return fmt.Sprintf("%s %.2f", strings.ReplaceAll(unit, "-", " "), value)
	case value >= 1000:
		return thousands(int64(math.Round(value))) + " " + unit
	}
	return strconv.FormatFloat(value, 'g', 3, 64) + " " + unit
}

func nanoseconds(value float64) string { return span(time.Duration(value)) }

// firstLine is the remark that bench writes first: commit, machine and date.
func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	if remark, ok := strings.CutPrefix(line, "# "); ok {
		return " " + remark
	}
	return ""
}

func mapKeys[V any](m map[string]V) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// Documents in the order and with the words of their table.
var documents = []struct{ kind, title string }{
	{"rekap-rab", "RAB with rekapitulasi"},
	{"daftar-hsp", "unit prices"},
	{"rincian-ahsp", "analyses A to F"},
	{"harga-items", "price list"},
	{"upah-bahan-alat", "labour, material, equipment"},
	{"volume-pekerjaan", "volumes"},
	{"rekap-kebutuhan", "needs"},
	{"jadwal-pekerjaan", "time schedule with kurva S, 156 weeks"},
	{"laporan", "report of the whole, 156 weeks"},
	{"rincian-rab", "every component times its volume"},
	{"list-pekerjaan", "work list"},
	{"template-ahsp", "analyses without prices"},
	{"rab-kosong", "RAB without prices"},
	{"paket", "package"},
}

// documentTable has a row for each document and a column for each format.
func documentTable(out string) (string, error) {
	text, err := os.ReadFile(filepath.Join(out, "documents.txt")) //nolint:gosec // our own result
	if errors.Is(err, os.ErrNotExist) {
		return "", nil
	}
	found := map[string]measured{}
	runs := 0
	for _, m := range benchmarksOf(string(text)) {
		found[strings.TrimPrefix(m.name, "BenchmarkDocuments/")] = m
		runs = max(runs, len(m.values["ns/op"]))
	}
	var b strings.Builder
	b.WriteString("| | PDF | Word | Excel | CSV |\n|---|---|---|---|---|\n")
	for _, d := range documents {
		b.WriteString("| " + d.title)
		for _, format := range []string{"pdf", "word", "xlsx", "csv"} {
			b.WriteString(" | " + documentCell(found, d.kind, format))
		}
		b.WriteString(" |\n")
	}
	fmt.Fprintf(&b, "\nMedians of %d runs.%s\n", runs, firstLine(string(text)))
	return b.String(), err
}

func documentCell(found map[string]measured, kind, format string) string {
	m, ok := found[kind+"/"+format]
	if !ok {
		return "–"
	}
	taken, _ := m.value("ns/op")
	size, _ := m.value("KiB")
	cell := fmt.Sprintf("%.2f s · ", taken/1e9)
	if size >= 1024 {
		cell += fmt.Sprintf("%.1f MiB", size/1024)
	} else {
		cell += fmt.Sprintf("%.0f KiB", size)
	}
	if grown, ok := m.value("MiB-grown"); ok {
		cell += fmt.Sprintf(" · %.0f MiB", grown)
	}
	return cell
}
