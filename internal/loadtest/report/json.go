package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"time"

	"takar/internal/loadtest/result"
)

// The name and the version of the form in which runs are kept.
const (
	format        = "takar-loadtest"
	formatVersion = 1
)

// file is a run as it is written; the order of its keys is the order of its fields.
type file struct {
	Format        string        `json:"format"`
	FormatVersion int           `json:"format_version"`
	Host          string        `json:"host"`
	Version       string        `json:"version"`
	Commit        string        `json:"commit"`
	Database      string        `json:"database"`
	DataSet       string        `json:"data_set"`
	Mix           string        `json:"mix"`
	Mode          result.Mode   `json:"mode"`
	Users         int           `json:"users"`
	SpawnRate     float64       `json:"spawn_rate"`
	Rate          float64       `json:"rate"`
	Seed          uint64        `json:"seed"`
	Projects      []int64       `json:"projects"`
	Machine       fileMachine   `json:"machine"`
	Began         time.Time     `json:"began"`
	Duration      float64       `json:"duration_s"`
	Asked         float64       `json:"asked_s"`
	Cut           bool          `json:"cut"`
	PeakMemory    int64         `json:"server_peak_bytes"`
	Memory        int64         `json:"server_end_bytes"`
	Total         fileStats     `json:"total"`
	Logins        fileStats     `json:"logins"`
	Endpoints     []fileStats   `json:"endpoints"`
	Failures      []fileFailure `json:"failures"`
	Exceptions    []fileFailure `json:"exceptions"`
	Writes        []fileWrite   `json:"writes"`
	Unharmed      []filePlan    `json:"unharmed"`
	Timeline      []fileMoment  `json:"timeline"`
}

type fileMachine struct {
	Processor string `json:"processor"`
	Cores     int    `json:"cores"`
	Memory    int64  `json:"memory_bytes"`
	System    string `json:"system"`
	Go        string `json:"go"`
}

type fileStats struct {
	Method    string       `json:"method"`
	Name      string       `json:"name"`
	Group     result.Group `json:"group"`
	Requests  int64        `json:"requests"`
	Failures  int64        `json:"failures"`
	Missed    int64        `json:"missed"`
	Bytes     int64        `json:"bytes"`
	PerSecond float64      `json:"rps"`
	Mean      float64      `json:"mean_ms"`
	P50       float64      `json:"p50_ms"`
	P95       float64      `json:"p95_ms"`
	P99       float64      `json:"p99_ms"`
	Max       float64      `json:"max_ms"`
	Buckets   [][2]int64   `json:"histogram_us"` // lowest latency of the bucket, requests in it
}

type fileFailure struct {
	Method  string `json:"method"`
	Name    string `json:"name"`
	Cause   string `json:"cause"`
	Count   int64  `json:"count"`
	Example string `json:"example"`
}

type fileWrite struct {
	Kind         string `json:"kind"`
	Sent         int64  `json:"sent"`
	Acknowledged int64  `json:"acknowledged"`
	Equal        int64  `json:"equal"`
	Different    int64  `json:"different"`
}

type filePlan struct {
	Project int64  `json:"project"`
	Before  string `json:"before"`
	After   string `json:"after"`
}

type fileMoment struct {
	After    float64 `json:"after_s"`
	Users    int     `json:"users"`
	Requests int64   `json:"requests"`
	Failures int64   `json:"failures"`
	P50      float64 `json:"p50_ms"`
	P95      float64 `json:"p95_ms"`
	P99      float64 `json:"p99_ms"`
	Max      float64 `json:"max_ms"`
}

// WriteJSON writes everything that a run has measured, histograms included; ReadJSON reads it
// back without a loss. Each endpoint, each second and each failure has a line of its own.
func WriteJSON(w io.Writer, run *result.Run) error {
	f := file{
		Format: format, FormatVersion: formatVersion,
		Host: run.Host, Version: run.Version, Commit: run.Commit, Database: run.Database, DataSet: run.DataSet,
		Mix: run.Mix, Mode: run.Mode, Users: run.Users, SpawnRate: run.SpawnRate, Rate: run.Rate, Seed: run.Seed,
		Projects: append([]int64{}, run.Projects...), Machine: fileMachine(run.Machine),
		Began: run.Began.UTC(), Duration: run.Duration.Seconds(), Asked: run.Asked.Seconds(), Cut: run.Cut,
		PeakMemory: run.PeakMemory, Memory: run.Memory,
		Total: statsOut(run.Total, run.Duration), Logins: statsOut(run.Logins, run.Duration),
		Endpoints:  each(run.Endpoints, func(s *result.Stats) fileStats { return statsOut(s, run.Duration) }),
		Failures:   each(run.Failures, func(x result.Failure) fileFailure { return fileFailure(x) }),
		Exceptions: each(run.Exceptions, func(x result.Failure) fileFailure { return fileFailure(x) }),
		Writes:     each(run.Writes, func(x result.Write) fileWrite { return fileWrite(x) }),
		Unharmed:   each(run.Unharmed, func(x result.PlanSum) filePlan { return filePlan(x) }),
		Timeline:   each(run.Timeline, momentOut),
	}
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false) // an address keeps its <id>
	if err := encoder.Encode(f); err != nil {
		return fmt.Errorf("hasil uji tidak dapat ditulis sebagai JSON: %w", err)
	}
	_, err := w.Write(broken(text.Bytes()))
	return err
}

// ReadJSON reads a run that WriteJSON wrote, such as the one to compare with.
func ReadJSON(r io.Reader) (*result.Run, error) {
	var f file
	if err := json.NewDecoder(r).Decode(&f); err != nil {
		return nil, fmt.Errorf("bukan hasil uji beban: %w", err)
	}
	if f.Format != format {
		return nil, errors.New(`bukan hasil uji beban: "format" seharusnya "` + format + `"`)
	}
	if f.FormatVersion != formatVersion {
		return nil, fmt.Errorf("hasil uji beban bentuk %d tidak dikenal; program ini membaca bentuk %d", f.FormatVersion, formatVersion)
	}
	run := &result.Run{
		Host: f.Host, Version: f.Version, Commit: f.Commit, Database: f.Database, DataSet: f.DataSet,
		Mix: f.Mix, Mode: f.Mode, Users: f.Users, SpawnRate: f.SpawnRate, Rate: f.Rate, Seed: f.Seed,
		Projects: f.Projects, Machine: result.Machine(f.Machine),
		Began: f.Began, Duration: span(f.Duration, time.Second), Asked: span(f.Asked, time.Second), Cut: f.Cut,
		PeakMemory: f.PeakMemory, Memory: f.Memory,
		Failures:   each(f.Failures, func(x fileFailure) result.Failure { return result.Failure(x) }),
		Exceptions: each(f.Exceptions, func(x fileFailure) result.Failure { return result.Failure(x) }),
		Writes:     each(f.Writes, func(x fileWrite) result.Write { return result.Write(x) }),
		Unharmed:   each(f.Unharmed, func(x filePlan) result.PlanSum { return result.PlanSum(x) }),
		Timeline:   each(f.Timeline, momentIn),
	}
	var err error
	if run.Total, err = statsIn(f.Total); err != nil {
		return nil, err
	}
	if run.Logins, err = statsIn(f.Logins); err != nil {
		return nil, err
	}
	for _, e := range f.Endpoints {
		stats, err := statsIn(e)
		if err != nil {
			return nil, err
		}
		run.Endpoints = append(run.Endpoints, stats)
	}
	return run, nil
}

func statsOut(s *result.Stats, over time.Duration) fileStats {
	f := fileStats{
		Method: s.Method, Name: s.Name, Group: s.Group,
		Requests: s.Requests, Failures: s.Failures, Missed: s.Missed, Bytes: s.Bytes,
		PerSecond: math.Round(s.PerSecond(over)*1000) / 1000,
		Mean:      in(s.Mean(), time.Millisecond), P50: in(s.Quantile(50), time.Millisecond),
		P95: in(s.Quantile(95), time.Millisecond), P99: in(s.Quantile(99), time.Millisecond),
		Max: in(s.Max(), time.Millisecond), Buckets: [][2]int64{},
	}
	for _, bar := range s.Latency.Distribution() {
		if bar.Count > 0 {
			f.Buckets = append(f.Buckets, [2]int64{bar.From, bar.Count})
		}
	}
	return f
}

func statsIn(f fileStats) (*result.Stats, error) {
	s := result.NewStats(f.Method, f.Name, f.Group)
	s.Requests, s.Failures, s.Missed, s.Bytes = f.Requests, f.Failures, f.Missed, f.Bytes
	for _, bucket := range f.Buckets {
		if err := s.Latency.RecordValues(bucket[0], bucket[1]); err != nil {
			return nil, fmt.Errorf("hasil uji beban, %s: %d µs melampaui batas histogram", title(s), bucket[0])
		}
	}
	return s, nil
}

func momentOut(m result.Moment) fileMoment {
	return fileMoment{
		After: m.After.Seconds(), Users: m.Users, Requests: m.Requests, Failures: m.Failures,
		P50: in(m.P50, time.Millisecond), P95: in(m.P95, time.Millisecond),
		P99: in(m.P99, time.Millisecond), Max: in(m.Max, time.Millisecond),
	}
}

func momentIn(f fileMoment) result.Moment {
	return result.Moment{
		After: span(f.After, time.Second), Users: f.Users, Requests: f.Requests, Failures: f.Failures,
		P50: span(f.P50, time.Millisecond), P95: span(f.P95, time.Millisecond),
		P99: span(f.P99, time.Millisecond), Max: span(f.Max, time.Millisecond),
	}
}

// In returns a span of time in a unit; span is the way back, exact to the nanosecond.
func in(d, unit time.Duration) float64 { return float64(d) / float64(unit) }

func span(value float64, unit time.Duration) time.Duration {
	return time.Duration(math.Round(value * float64(unit)))
}

// Each returns a slice that is never nil, so that an empty list is written as one.
func each[A, B any](list []A, convert func(A) B) []B {
	out := make([]B, 0, len(list))
	for _, x := range list {
		out = append(out, convert(x))
	}
	return out
}

// Broken breaks one line of JSON after each key of the outermost object and after each element
// of the lists in it.
func broken(text []byte) []byte {
	var out bytes.Buffer
	out.Grow(len(text) + len(text)/64)
	var depth int
	var quoted, escaped, list bool // list: the value of the outermost key is one of objects
	for i, c := range text {
		out.WriteByte(c)
		switch {
		case escaped:
			escaped = false
		case quoted:
			escaped = c == '\\'
			quoted = c != '"'
		case c == '"':
			quoted = true
		case c == '{' || c == '[':
			depth++
			if depth == 2 {
				list = c == '[' && text[i+1] == '{'
			}
			if depth == 1 || depth == 2 && list {
				out.WriteByte('\n')
			}
		case c == '}' || c == ']':
			depth--
		case c == ',' && (depth == 1 || depth == 2 && list):
			out.WriteByte('\n')
		}
	}
	return out.Bytes()
}
