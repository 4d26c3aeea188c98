package report

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/HdrHistogram/hdrhistogram-go"

	"takar/internal/loadtest/result"
)

// Small is a run of three endpoints with one failure of each kind that a report knows.
func small() *result.Run {
	run := &result.Run{
		Host: "http://127.0.0.1:8080", Version: "v0.9", Commit: "0123456789abcdef", Database: "sqlite", DataSet: "5 x 150 pekerjaan",
		Mix: "full", Mode: result.Closed, Users: 50, SpawnRate: 2, Seed: 7, Projects: []int64{160, 161},
		Machine: result.Machine{Processor: "AMD EPYC", Cores: 2, Memory: 24 << 30, System: "linux/amd64", Go: "go1.26"},
		Began:   time.Date(2026, 11, 30, 2, 0, 0, 0, time.UTC), Duration: 300250 * time.Millisecond, Asked: 300 * time.Second,
		PeakMemory: 210 << 20, Memory: 180 << 20,
		Total: result.NewStats("", "total", ""), Logins: result.NewStats("", "logins", result.Login),
	}
	endpoint := func(method, name string, group result.Group, requests int, each time.Duration, size int64) *result.Stats {
		s := result.NewStats(method, name, group)
		sum := run.Total
		if group == result.Login {
			sum = run.Logins
		}
		for i := range requests {
			latency := each + time.Duration(i)*each/100
			s.Add(latency, size)
			sum.Add(latency, size)
		}
		run.Endpoints = append(run.Endpoints, s)
		return s
	}
	endpoint("POST", "/accounts/login/", result.Login, 50, 60*time.Millisecond, 0)
	endpoint("GET", "/dashboard/", result.Page, 200, 900*time.Microsecond, 14000)
	rekap := endpoint("GET", "/detail_project/api/project/<id>/rekap/", result.Read, 300, time.Millisecond, 20000)
	rekap.Missed, run.Total.Missed = 11, 11
	endpoint("GET", "/detail_project/api/project/<id>/export/rekap-rab/pdf/", result.Export, 20, 40*time.Millisecond, 90000)
	save := endpoint("POST", "/detail_project/api/project/<id>/volume-pekerjaan/save/", result.Save, 40, 7*time.Millisecond, 300)
	save.Failures, run.Total.Failures = 2, 2
	run.Failures = []result.Failure{{
		Method: "POST", Name: save.Name, Cause: "status 409", Count: 2,
		Example: `POST /detail_project/api/project/160/volume-pekerjaan/save/: 409 {"message":"<b>usang</b>"}`,
	}}
	run.Writes = []result.Write{{Kind: "volume", Sent: 40, Acknowledged: 38, Equal: 38}}
	run.Unharmed = []result.PlanSum{{Project: 160, Before: "100.00", After: "100.00"}}
	for i := range 6 {
		run.Timeline = append(run.Timeline, result.Moment{
			After: time.Duration(i+1) * 50 * time.Second, Users: min(50, 20*(i+1)), Requests: int64(80 + 5*i), Failures: int64(i / 5 * 2),
			P50: time.Duration(900+i) * time.Microsecond, P95: 4 * time.Millisecond, P99: 40 * time.Millisecond, Max: 60 * time.Millisecond,
		})
	}
	return run
}

var sameRun = cmp.Options{
	cmpopts.EquateEmpty(),
	cmp.Comparer(func(a, b *hdrhistogram.Histogram) bool { return a.Equals(b) }),
}

func TestSmallRunAsJSON(t *testing.T) {
	var got bytes.Buffer
	if err := WriteJSON(&got, small()); err != nil {
		t.Fatal(err)
	}
	golden(t, "testdata/small.json", got.Bytes())
	var back map[string]any
	if err := json.Unmarshal(got.Bytes(), &back); err != nil {
		t.Fatal(err)
	}
	if total := back["total"].(map[string]any); total["requests"] != 560.0 || total["p50_ms"].(float64) < 1 {
		t.Errorf("total holds the requests without logins: %v", total)
	}
}

func TestRunSurvivesJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		run := anyRun(t)
		var text bytes.Buffer
		if err := WriteJSON(&text, run); err != nil {
			t.Fatal(err)
		}
		first := text.String()
		back, err := ReadJSON(&text)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(run, back, sameRun); diff != "" {
			t.Fatal(diff)
		}
		var again bytes.Buffer // the end of the line that was read may be left in the first
		if err := WriteJSON(&again, back); err != nil {
			t.Fatal(err)
		}
		if again.String() != first {
			t.Fatal("written twice, it differs")
		}
	})
}

func anyRun(t *rapid.T) *result.Run {
	word := rapid.String()
	span := rapid.Custom(func(t *rapid.T) time.Duration {
		return time.Duration(rapid.Int64Range(0, int64(30*time.Hour)).Draw(t, "span"))
	})
	number := rapid.Int64Range(0, 1<<40)
	stats := rapid.Custom(func(t *rapid.T) *result.Stats {
		s := result.NewStats(word.Draw(t, "method"), word.Draw(t, "name"), result.Group(word.Draw(t, "group")))
		for _, latency := range rapid.SliceOfN(span, 0, 20).Draw(t, "latencies") {
			s.Add(latency/100, number.Draw(t, "bytes"))
		}
		s.Failures, s.Missed = number.Draw(t, "failures"), number.Draw(t, "missed")
		return s
	})
	failure := rapid.Custom(func(t *rapid.T) result.Failure {
		return result.Failure{Method: word.Draw(t, "method"), Name: word.Draw(t, "name"), Cause: word.Draw(t, "cause"), Count: number.Draw(t, "count"), Example: word.Draw(t, "example")}
	})
	return &result.Run{
		Host: word.Draw(t, "host"), Version: word.Draw(t, "version"), Commit: word.Draw(t, "commit"), Database: word.Draw(t, "database"),
		DataSet: word.Draw(t, "data"), Mix: word.Draw(t, "mix"), Mode: result.Mode(word.Draw(t, "mode")), Users: rapid.Int().Draw(t, "users"),
		SpawnRate: rapid.Float64().Draw(t, "spawn"), Rate: rapid.Float64().Draw(t, "rate"), Seed: rapid.Uint64().Draw(t, "seed"),
		Projects: rapid.SliceOf(rapid.Int64()).Draw(t, "projects"),
		Machine:  result.Machine{Processor: word.Draw(t, "processor"), Cores: rapid.Int().Draw(t, "cores"), Memory: number.Draw(t, "memory"), System: word.Draw(t, "system"), Go: word.Draw(t, "go")},
		Began:    time.Unix(number.Draw(t, "began")>>8, number.Draw(t, "nanoseconds")%1e9).UTC(), Duration: span.Draw(t, "duration"), Asked: span.Draw(t, "asked"),
		Cut: rapid.Bool().Draw(t, "cut"), PeakMemory: number.Draw(t, "peak"), Memory: number.Draw(t, "resident"),
		Total: stats.Draw(t, "total"), Logins: stats.Draw(t, "logins"), Endpoints: rapid.SliceOfN(stats, 0, 3).Draw(t, "endpoints"),
		Failures: rapid.SliceOfN(failure, 0, 3).Draw(t, "failures"), Exceptions: rapid.SliceOfN(failure, 0, 2).Draw(t, "exceptions"),
		Timeline: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) result.Moment {
			return result.Moment{
				After: span.Draw(t, "after"), Users: rapid.Int().Draw(t, "users"), Requests: number.Draw(t, "requests"), Failures: number.Draw(t, "failures"),
				P50: span.Draw(t, "p50"), P95: span.Draw(t, "p95"), P99: span.Draw(t, "p99"), Max: span.Draw(t, "max"),
			}
		}), 0, 4).Draw(t, "timeline"),
		Writes: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) result.Write {
			return result.Write{Kind: word.Draw(t, "kind"), Sent: number.Draw(t, "sent"), Acknowledged: number.Draw(t, "acknowledged"), Equal: number.Draw(t, "equal"), Different: number.Draw(t, "different")}
		}), 0, 3).Draw(t, "writes"),
		Unharmed: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) result.PlanSum {
			return result.PlanSum{Project: rapid.Int64().Draw(t, "project"), Before: word.Draw(t, "before"), After: word.Draw(t, "after")}
		}), 0, 3).Draw(t, "unharmed"),
	}
}

func TestWhatIsNoRunIsRefused(t *testing.T) {
	for text, want := range map[string]string{
		``:                            "bukan hasil uji beban",
		`<html>`:                      "bukan hasil uji beban",
		`{}`:                          `"format" seharusnya`,
		`{"format":"takar-loadtest"}`: "bentuk 0 tidak dikenal",
		`{"format":"takar-loadtest","format_version":1,"endpoints":[{"method":"GET","name":"/x/","histogram_us":[[99999999999999,1]]}]}`: "GET /x/: 99999999999999 µs",
	} {
		if _, err := ReadJSON(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
}

// Golden compares with a file that TAKAR_TEST_GOLDEN=write writes anew.
func golden(t *testing.T, path string, got []byte) {
	t.Helper()
	if os.Getenv("TAKAR_TEST_GOLDEN") == "write" {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Error(diff)
	}
}
