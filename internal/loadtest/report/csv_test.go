package report

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The first lines are those of files that Locust 2 wrote.
func TestCSVHasTheLayoutOfLocust(t *testing.T) {
	prefix := filepath.Join(t.TempDir(), "small")
	if err := WriteCSV(prefix, small()); err != nil {
		t.Fatal(err)
	}
	for name, header := range map[string]string{
		"stats":         "Type,Name,Request Count,Failure Count,Median Response Time,Average Response Time,Min Response Time,Max Response Time,Average Content Size,Requests/s,Failures/s,50%,66%,75%,80%,90%,95%,98%,99%,99.9%,99.99%,100%",
		"stats_history": "Timestamp,User Count,Type,Name,Requests/s,Failures/s,50%,66%,75%,80%,90%,95%,98%,99%,99.9%,99.99%,100%,Total Request Count,Total Failure Count,Total Median Response Time,Total Average Response Time,Total Min Response Time,Total Max Response Time,Total Average Content Size",
		"failures":      "Method,Name,Error,Occurrences",
		"exceptions":    "Count,Message,Traceback,Nodes",
	} {
		got, err := os.ReadFile(prefix + "_" + name + ".csv")
		if err != nil {
			t.Fatal(err)
		}
		if first, _, _ := strings.Cut(string(got), "\r\n"); first != header {
			t.Errorf("%s\n%s\n%s", name, first, header)
		}
		golden(t, "testdata/small_"+name+".csv", got)
	}
}

func TestAggregatedRowIsTheSumOfTheRows(t *testing.T) {
	prefix := filepath.Join(t.TempDir(), "small")
	if err := WriteCSV(prefix, small()); err != nil {
		t.Fatal(err)
	}
	stats, history := rowsOf(t, prefix+"_stats.csv"), rowsOf(t, prefix+"_stats_history.csv")
	last := stats[len(stats)-1]
	if last[1] != "Aggregated" || last[2] != "610" || last[3] != "2" {
		t.Errorf("aggregated: %v", last)
	}
	if end := history[len(history)-1]; end[17] != "555" || end[18] != "2" {
		t.Errorf("history ends with %v", end)
	}
}

func rowsOf(t *testing.T, path string) [][]string {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}
