package report

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"takar/internal/loadtest/result"
)

// Gates are the bounds that a run has to keep.
type Gates struct {
	Name     string
	Requests int64 // at least so many, logins apart
	Memory   int64 // at most so many bytes resident in the server; 0: not asked
	Parts    []Part
}

// Part is what a set of bounds holds for.
type Part struct {
	Kind   PartKind
	Key    string // the group, or "METHOD name" of the endpoint
	Bounds []Bound
}

// PartKind says of what a part consists.
type PartKind string

// The kinds of parts, as they are written.
const (
	Total    PartKind = "total" // everything but logins
	Logins   PartKind = "logins"
	OfGroup  PartKind = "groups"
	Endpoint PartKind = "endpoints"
)

// Bound is one bound: at least for Success and PerSecond, at most for latencies and failures.
type Bound struct {
	Measure Measure
	Value   float64       // of Success in percent, of PerSecond, of Failures
	Latency time.Duration // of the others
}

// Measure is what a bound holds for.
type Measure string

// The measures, as they are written.
const (
	Success   Measure = "success"
	Failures  Measure = "failures"
	PerSecond Measure = "rps"
	P50       Measure = "p50"
	P95       Measure = "p95"
	P99       Measure = "p99"
	Max       Measure = "max"
)

var measures = []Measure{Success, Failures, PerSecond, P50, P95, P99, Max}

// ReadGates reads bounds such as
//
//	name: 50 pengguna
//	requests: 1000          # at least
//	memory: 512MiB          # of the server, at most
//	total: {success: 100%, rps: 10, p50: 5ms, p95: 20ms, p99: 200ms, max: 2s}
//	logins: {failures: 0, p95: 1s}
//	groups: {export: {max: 2s}}
//	endpoints: {GET /dashboard/: {p95: 20ms}}
//
// What it does not know is an error that names the line.
func ReadGates(r io.Reader) (Gates, error) {
	var document yaml.Node
	if err := yaml.NewDecoder(r).Decode(&document); err != nil {
		if errors.Is(err, io.EOF) {
			return Gates{}, errors.New("berkas ambang kosong")
		}
		return Gates{}, fmt.Errorf("berkas ambang bukan YAML: %w", err)
	}
	var g Gates
	err := entries(document.Content[0], func(key string, value *yaml.Node) (err error) {
		switch PartKind(key) {
		case "name":
			g.Name, err = scalar(value)
		case "requests":
			g.Requests, err = whole(value)
		case "memory":
			g.Memory, err = size(value)
		case Total, Logins:
			err = g.part(PartKind(key), "", value)
		case OfGroup, Endpoint:
			err = entries(value, func(name string, bounds *yaml.Node) error { return g.part(PartKind(key), name, bounds) })
		default:
			err = wrong(value, "%q tidak dikenal; yang ada: name, requests, memory, total, logins, groups, endpoints", key)
		}
		return err
	})
	if err != nil {
		return Gates{}, err
	}
	if len(g.Parts) == 0 {
		return Gates{}, errors.New("berkas ambang tidak berisi satu pun ambang")
	}
	return g, nil
}

func (g *Gates) part(kind PartKind, key string, node *yaml.Node) error {
	if kind == OfGroup && !slices.Contains(groups, result.Group(key)) {
		return wrong(node, "kelompok %q tidak dikenal; yang ada: %s", key, list(groups))
	}
	if method, name, ok := strings.Cut(key, " "); kind == Endpoint && (!ok || method != strings.ToUpper(method) || !strings.HasPrefix(name, "/")) {
		return wrong(node, `%q bukan "METODE /alamat/", misalnya "GET /dashboard/"`, key)
	}
	p := Part{Kind: kind, Key: key}
	err := entries(node, func(name string, value *yaml.Node) error {
		b, err := bound(Measure(name), value)
		p.Bounds = append(p.Bounds, b)
		return err
	})
	g.Parts = append(g.Parts, p)
	return err
}

func bound(m Measure, value *yaml.Node) (Bound, error) {
	text, err := scalar(value)
	if err != nil {
		return Bound{}, err
	}
	b := Bound{Measure: m}
	var ok bool
	switch m {
	case Success:
		digits, percent := strings.CutSuffix(text, "%")
		b.Value, err = strconv.ParseFloat(strings.TrimSpace(digits), 64)
		if ok = percent && err == nil && b.Value >= 0 && b.Value <= 100; !ok {
			return b, wrong(value, "%s: %q bukan persen, misalnya 100%%", m, text)
		}
	case PerSecond, Failures:
		b.Value, err = strconv.ParseFloat(text, 64)
		if ok = err == nil && b.Value >= 0 && b.Value < 1e12; !ok {
			return b, wrong(value, "%s: %q bukan bilangan, misalnya 10", m, text)
		}
	case P50, P95, P99, Max:
		b.Latency, err = time.ParseDuration(text)
		if ok = err == nil && b.Latency > 0; !ok {
			return b, wrong(value, "%s: %q bukan waktu, misalnya 5ms atau 2s", m, text)
		}
	default:
		return b, wrong(value, "%q tidak dikenal; yang ada: %s", m, list(measures))
	}
	return b, nil
}

// Entries calls do for each entry of a mapping, in the order of the file.
func entries(node *yaml.Node, do func(key string, value *yaml.Node) error) error {
	if node.Kind != yaml.MappingNode {
		return wrong(node, `seharusnya daftar "kunci: nilai"`)
	}
	seen := map[string]bool{}
	for i := 0; i < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		if key.Kind != yaml.ScalarNode || key.Tag == "!!merge" {
			return wrong(key, "seharusnya kunci biasa")
		}
		if seen[key.Value] {
			return wrong(key, "%q ada dua kali", key.Value)
		}
		seen[key.Value] = true
		if err := do(key.Value, value); err != nil {
			return err
		}
	}
	return nil
}

func scalar(node *yaml.Node) (string, error) {
	if node.Kind != yaml.ScalarNode || node.Tag == "!!null" {
		return "", wrong(node, "seharusnya satu nilai")
	}
	return node.Value, nil
}

func whole(node *yaml.Node) (int64, error) {
	text, err := scalar(node)
	if err != nil {
		return 0, err
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return 0, wrong(node, "%q bukan bilangan bulat, misalnya 1000", text)
	}
	return n, nil
}

func size(node *yaml.Node) (int64, error) {
	text, err := scalar(node)
	if err != nil {
		return 0, err
	}
	for unit, bytes := range map[string]int64{"MiB": 1 << 20, "GiB": 1 << 30} {
		if digits, ok := strings.CutSuffix(text, unit); ok {
			if n, err := strconv.ParseInt(strings.TrimSpace(digits), 10, 32); err == nil && n > 0 {
				return n * bytes, nil
			}
		}
	}
	return 0, wrong(node, "%q bukan ukuran memori, misalnya 512MiB", text)
}

func wrong(node *yaml.Node, text string, arguments ...any) error {
	return fmt.Errorf("berkas ambang, baris %d: %s", node.Line, fmt.Sprintf(text, arguments...))
}

func list[T ~string](words []T) string {
	texts := make([]string, len(words))
	for i, w := range words {
		texts[i] = string(w)
	}
	return strings.Join(texts, ", ")
}
