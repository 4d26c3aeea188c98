package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"takar/internal/loadtest/report"
	"takar/internal/loadtest/result"
)

// tables writes what was measured between the markers of a document. What was not measured
// leaves its table as it is.
func tables(arguments []string) error {
	var o options
	f := o.flags("tables", 1)
	if err := f.Parse(arguments); err != nil {
		return err
	}
	if f.NArg() != 1 {
		return errors.New("usage: measure tables [--out build/load] docs/performance.md")
	}
	text, err := os.ReadFile(f.Arg(0))
	if err != nil {
		return err
	}
	written := string(text)
	for _, t := range []struct {
		marker string
		make   func(out string) (string, error)
	}{
		{"load", loadTable}, {"cross", crossTable}, {"benchmarks", benchmarkTable}, {"documents", documentTable},
	} {
		table, err := t.make(o.out)
		if err != nil {
			return err
		}
		if table == "" {
			fmt.Printf("%s: nothing measured, left as it is\n", t.marker)
			continue
		}
		if written, err = between(written, t.marker, table); err != nil {
			return err
		}
	}
	return os.WriteFile(f.Arg(0), []byte(written), 0o644) //nolint:gosec // a document of the repository
}

// between replaces what stands between the two markers of a name.
func between(text, name, table string) (string, error) {
	begin, end := "<!-- measured: "+name+" -->\n", "<!-- end of "+name+" -->"
	before, rest, found := strings.Cut(text, begin)
	_, after, ended := strings.Cut(rest, end)
	if !found || !ended {
		return "", fmt.Errorf("the document has no marks %s and %s", strings.TrimSpace(begin), end)
	}
	return before + begin + "\n" + strings.TrimSpace(table) + "\n\n" + end + after, nil
}

// loadTable has a row for each scenario and database: medians, but all failures.
func loadTable(out string) (string, error) {
	var b strings.Builder
	b.WriteString("| Scenario | Database | Requests | Failures | Per second | p50 | p95 | p99 | Longest | Logins p95 | Memory at most | Gates |\n")
	b.WriteString("|---|---|---|---|---|---|---|---|---|---|---|---|\n")
	var all []*result.Run
	for _, s := range append(slices.Clone(scenarios), others) {
		for _, database := range []string{sqlite, postgres} {
			runs, err := runsOf(out, s, database)
			if err != nil {
				return "", err
			}
			if len(runs) == 0 {
				continue
			}
			row, err := loadRow(s, database, runs)
			if err != nil {
				return "", err
			}
			b.WriteString(row)
			all = append(all, runs...)
		}
	}
	if len(all) == 0 {
		return "", nil
	}
	last := slices.MaxFunc(all, func(a, b *result.Run) int { return a.Began.Compare(b.Began) })
	fmt.Fprintf(&b, "\nData: %s. Measured on %s with commit %s on %s, medians of as many runs as the last column counts.\n",
		last.DataSet, last.Began.Format("2 January 2006"), commitsOf(all), machineOf(last.Machine))
	return b.String(), nil
}

func commitsOf(runs []*result.Run) string {
	var commits []string
	for _, r := range runs {
		commits = append(commits, cmp.Or(r.Version, r.Commit[:min(len(r.Commit), 12)], "unknown"))
	}
	slices.Sort(commits)
	return strings.Join(slices.Compact(commits), ", ")
}

func machineOf(m result.Machine) string {
	return fmt.Sprintf("%d cores of %s, %d GiB, %s, %s", m.Cores, cmp.Or(m.Processor, "an unknown processor"), (m.Memory+1<<29)>>30, m.System, m.Go)
}

// runsOf reads the runs of a scenario. One that was only tried, shorter or with other users, is
// no measurement and is left out.
func runsOf(out string, s scenario, database string) ([]*result.Run, error) {
	names, err := filepath.Glob(filepath.Join(out, s.name+"-"+database+"-*.json"))
	if err != nil {
		return nil, err
	}
	var runs []*result.Run
	for _, name := range names {
		if strings.HasSuffix(name, "-before.json") {
			continue
		}
		run, err := readRun(name)
		if err != nil {
			return nil, err
		}
		if run.Asked != s.duration || run.Users != s.users || run.Cut {
			fmt.Printf("%s: only tried (%d users, %s), left out\n", name, run.Users, run.Duration.Round(time.Second))
			continue
		}
		runs = append(runs, run)
	}
	return runs, nil
}

func readRun(name string) (*result.Run, error) {
	file, err := os.Open(name) //nolint:gosec // our own result
	if err != nil {
		return nil, err
	}
	defer file.Close()
	run, err := report.ReadJSON(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return run, nil
}

func loadRow(s scenario, database string, runs []*result.Run) (string, error) {
	file, err := os.Open(gatesOf(s.name, database))
	if err != nil {
		return "", err
	}
	defer file.Close()
	gates, err := report.ReadGates(file)
	if err != nil {
		return "", err
	}
	met, failures := 0, int64(0)
	for _, r := range runs {
		failures += r.Total.Failures + r.Logins.Failures
		if report.Judge(r, gates).Met {
			met++
		}
	}
	of := func(value func(*result.Run) float64) float64 {
		list := make([]float64, len(runs))
		for i, r := range runs {
			list[i] = value(r)
		}
		return median(list)
	}
	quantile := func(percent float64) string {
		return span(time.Duration(of(func(r *result.Run) float64 { return float64(r.Total.Quantile(percent)) })))
	}
	logins, memory := "–", "–"
	if runs[0].Logins.Requests > 0 {
		logins = span(time.Duration(of(func(r *result.Run) float64 { return float64(r.Logins.Quantile(95)) })))
	}
	if peak := of(func(r *result.Run) float64 { return float64(r.PeakMemory) }); peak > 0 {
		memory = fmt.Sprintf("%.0f MiB", peak/(1<<20))
	}
	return fmt.Sprintf("| %s | %s | %s | %d | %s | %s | %s | %s | %s | %s | %s | %d of %d met |\n", s.title, map[string]string{sqlite: "SQLite", postgres: "PostgreSQL"}[database],
		thousands(int64(of(func(r *result.Run) float64 { return float64(r.Total.Requests) }))), failures,
		thousands(int64(of(func(r *result.Run) float64 { return r.Total.PerSecond(r.Duration) }))),
		quantile(50), quantile(95), quantile(99), quantile(100), logins, memory, met, len(runs)), nil
}

func median(list []float64) float64 {
	if len(list) == 0 {
		return 0
	}
	slices.Sort(list)
	middle := len(list) / 2
	if len(list)%2 == 1 {
		return list[middle]
	}
	return (list[middle-1] + list[middle]) / 2
}

// span prints a time with three digits.
func span(d time.Duration) string {
	switch ms := float64(d) / float64(time.Millisecond); {
	case ms < 10:
		return strconv.FormatFloat(ms, 'g', 2, 64) + " ms"
	case ms < 1000:
		return fmt.Sprintf("%.0f ms", ms)
	default:
		return fmt.Sprintf("%.2f s", ms/1000)
	}
}

func thousands(n int64) string {
	text := strconv.FormatInt(n, 10)
	for at := len(text) - 3; at > 0; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return text
}
