package report

import (
	"encoding/csv"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"takar/internal/loadtest/result"
)

// Percentiles that Locust reports, with the names that it gives their columns.
var (
	percentiles     = []float64{50, 66, 75, 80, 90, 95, 98, 99, 99.9, 99.99, 100}
	percentileNames = []string{"50%", "66%", "75%", "80%", "90%", "95%", "98%", "99%", "99.9%", "99.99%", "100%"}
)

// Columns of the four files, as Locust 2 writes them.
var (
	statsColumns = append([]string{
		"Type", "Name", "Request Count", "Failure Count", "Median Response Time", "Average Response Time", "Min Response Time",
		"Max Response Time", "Average Content Size", "Requests/s", "Failures/s",
	}, percentileNames...)
	historyColumns = slices.Concat(
		[]string{"Timestamp", "User Count", "Type", "Name", "Requests/s", "Failures/s"},
		percentileNames,
		[]string{
			"Total Request Count", "Total Failure Count", "Total Median Response Time", "Total Average Response Time",
			"Total Min Response Time", "Total Max Response Time", "Total Average Content Size",
		})
	failureColumns   = []string{"Method", "Name", "Error", "Occurrences"}
	exceptionColumns = []string{"Count", "Message", "Traceback", "Nodes"}
)

// Unknown is what Locust writes where there is no number.
const unknown = "N/A"

// WriteCSV writes PREFIX_stats.csv, PREFIX_stats_history.csv, PREFIX_failures.csv and
// PREFIX_exceptions.csv in the layout of Locust 2, times in milliseconds. As there, the row
// "Aggregated" is the sum of the rows above it, logins among them. The history holds the
// percentiles of each step by itself; what is not known of a step is N/A.
func WriteCSV(prefix string, run *result.Run) error {
	for _, f := range []struct {
		name string
		rows [][]string
	}{
		{"stats", statsRows(run)},
		{"stats_history", historyRows(run)},
		{"failures", failureRows(run)},
		{"exceptions", exceptionRows(run)},
	} {
		if err := writeRows(prefix+"_"+f.name+".csv", f.rows); err != nil {
			return fmt.Errorf("berkas CSV tidak dapat ditulis: %w", err)
		}
	}
	return nil
}

func writeRows(path string, rows [][]string) error {
	file, err := os.Create(path) //nolint:gosec // the operator names the file
	if err != nil {
		return err
	}
	w := csv.NewWriter(file)
	w.UseCRLF = true
	if err := w.WriteAll(rows); err != nil {
		file.Close()
		return err
	}
	return file.Close()
}

func statsRows(run *result.Run) [][]string {
	rows := [][]string{statsColumns}
	endpoints := slices.Clone(run.Endpoints)
	slices.SortStableFunc(endpoints, func(a, b *result.Stats) int {
		return strings.Compare(a.Name+"\x00"+a.Method, b.Name+"\x00"+b.Method)
	})
	for _, s := range append(endpoints, everything(run)) {
		seconds := max(run.Duration.Seconds(), 0.001)
		row := []string{s.Method, s.Name, whole64(s.Requests), whole64(s.Failures)}
		row = append(row, overall(s)...)
		row = append(row, decimal(s.PerSecond(run.Duration)), decimal(float64(s.Failures)/seconds))
		for _, p := range percentiles {
			if s.Requests == 0 {
				row = append(row, unknown)
				continue
			}
			row = append(row, ms(s.Quantile(p)))
		}
		rows = append(rows, row)
	}
	return rows
}

// Overall returns median, average, least and greatest latency and the average size.
func overall(s *result.Stats) []string {
	return []string{
		ms(s.Quantile(50)), ms(s.Mean()), ms(time.Duration(s.Latency.Min()) * time.Microsecond), ms(s.Max()),
		decimal(float64(s.Bytes) / float64(max(s.Requests, 1))),
	}
}

// Everything is the sum of all endpoints.
func everything(run *result.Run) *result.Stats {
	sum := result.NewStats("", "Aggregated", "")
	for _, s := range []*result.Stats{run.Total, run.Logins} {
		sum.Requests += s.Requests
		sum.Failures += s.Failures
		sum.Bytes += s.Bytes
		sum.Latency.Merge(s.Latency)
	}
	return sum
}

func historyRows(run *result.Run) [][]string {
	rows := [][]string{historyColumns}
	all := everything(run)
	var requests, failures int64
	var before, longest time.Duration
	for i, m := range run.Timeline {
		seconds := max((m.After - before).Seconds(), 0.001)
		before = m.After
		requests, failures, longest = requests+m.Requests, failures+m.Failures, max(longest, m.Max)
		row := []string{
			whole64(run.Began.Add(m.After).Unix()), strconv.Itoa(m.Users), "", "Aggregated",
			decimal(float64(m.Requests) / seconds), decimal(float64(m.Failures) / seconds),
		}
		known := map[float64]time.Duration{50: m.P50, 95: m.P95, 99: m.P99, 100: m.Max}
		for _, p := range percentiles {
			if d, ok := known[p]; ok && m.Requests > 0 {
				row = append(row, ms(d))
				continue
			}
			row = append(row, unknown)
		}
		row = append(row, whole64(requests), whole64(failures))
		if i == len(run.Timeline)-1 {
			row = append(row, overall(all)...)
		} else {
			row = append(row, unknown, unknown, unknown, ms(longest), unknown)
		}
		rows = append(rows, row)
	}
	return rows
}

func failureRows(run *result.Run) [][]string {
	rows := [][]string{failureColumns}
	for _, f := range run.Failures {
		rows = append(rows, []string{f.Method, f.Name, f.Cause, whole64(f.Count)})
	}
	return rows
}

func exceptionRows(run *result.Run) [][]string {
	rows := [][]string{exceptionColumns}
	for _, e := range run.Exceptions {
		rows = append(rows, []string{whole64(e.Count), e.Cause, e.Example, "local"})
	}
	return rows
}

func ms(d time.Duration) string { return decimal(in(d, time.Millisecond)) }

func decimal(value float64) string { return strconv.FormatFloat(value, 'f', -1, 64) }

func whole64(n int64) string { return strconv.FormatInt(n, 10) }
