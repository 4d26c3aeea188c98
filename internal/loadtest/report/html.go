package report

import (
	"cmp"
	_ "embed" // the page and its style
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"
	"time"

	"takar/internal/loadtest/result"
)

var (
	//go:embed page.html
	pageText string
	//go:embed page.css
	styleText string

	pageTemplate = template.Must(template.New("page").Funcs(template.FuncMap{"steps": steps}).Parse(pageText))
)

// Steps cuts an address after each slash, where a line may break.
func steps(address string) []string { return strings.SplitAfter(address, "/") }

// WriteHTML writes a run as one page without scripts that needs nothing beside it: it can be
// mailed, printed, and opened from a disk. Baseline may be nil: nothing is compared then.
func WriteHTML(w io.Writer, run, baseline *result.Run, verdict Verdict) error {
	if err := pageTemplate.Execute(w, newPage(run, baseline, verdict)); err != nil {
		return fmt.Errorf("laporan HTML tidak dapat ditulis: %w", err)
	}
	return nil
}

type page struct {
	Style      template.CSS
	Title      string
	Verdict    Verdict
	Judged     bool
	Missed     int
	When       string
	Cut        bool
	Tiles      []tile
	Facts      []fact
	Rows       []row // of the table of percentiles
	Charts     []chart
	Slowest    strips
	All        strips
	Failures   []failure
	FailedSum  string
	Writes     []result.Write
	WriteSum   result.Write
	Logins     *row
	LoginSpan  string
	Unharmed   []result.PlanSum
	Harmed     int
	Compared   *comparison
	Decision   *decision
	Exceptions []failure
}

type tile struct{ Name, Value, Hint, Class string }

type fact struct{ Name, Value string }

type row struct {
	Name, Class                        string
	Requests, Failures, PerSecond      string
	Mean, P50, P75, P90, P95, P99, Max string
	Failed                             bool
	Missed                             string
}

type failure struct{ Title, Cause, Count, Example string }

// Strips are endpoints with their latencies drawn beside them, on one scale.
type strips struct {
	Scale []tick
	List  []strip
}

// Strip is one endpoint; places and widths are in percent.
type strip struct {
	row

	From, Whole float64 // from the fastest answer to the slowest
	Half, Most  float64 // from p50 to p95
	Nearly      float64 // p99
}

func newPage(run, baseline *result.Run, v Verdict) page {
	p := page{
		Style: template.CSS(styleText), //nolint:gosec // our own file
		Title: heading(run), Verdict: v, Judged: len(v.Checks) > 0, Missed: len(v.Missed()),
		When: moment(run.Began), Cut: run.Cut, Tiles: tiles(run), Facts: facts(run), Charts: charts(run),
		Writes: run.Writes, Unharmed: run.Unharmed, Compared: compare(run, baseline), Decision: decide(run, v),
		Failures: failures(run.Failures), Exceptions: failures(run.Exceptions),
		FailedSum: count(run.Total.Failures + run.Logins.Failures),
	}
	p.Rows = append(p.Rows, newRow(totalName, run.Total, run.Duration))
	p.Rows[0].Class = "sum"
	for _, g := range groups {
		if s := together(run, g); s.Requests > 0 {
			p.Rows = append(p.Rows, newRow(groupNames[g], s, run.Duration))
		}
	}
	if run.Logins.Requests > 0 {
		login := newRow("Login", run.Logins, run.Duration)
		login.Class = "apart"
		p.Rows = append(p.Rows, login)
		p.Logins = &login
		p.LoginSpan = clock(time.Duration(float64(run.Users) / max(run.SpawnRate, 0.001) * float64(time.Second)))
	}
	p.strips(run)
	for _, w := range run.Writes {
		p.WriteSum.Sent += w.Sent
		p.WriteSum.Acknowledged += w.Acknowledged
		p.WriteSum.Equal += w.Equal
		p.WriteSum.Different += w.Different
	}
	for _, u := range run.Unharmed {
		if u.Lost() {
			p.Harmed++
		}
	}
	return p
}

func heading(run *result.Run) string {
	users := count(int64(run.Users)) + " pengguna"
	switch run.Mode {
	case result.Saturate:
		users += " tanpa jeda"
	case result.Open:
		users = number(run.Rate, 1) + " permintaan tiap detik"
	}
	text := "Uji beban " + users
	if run.Database != "" {
		text += ", " + databaseName(run.Database)
	}
	return text
}

var months = []string{"Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"}

func moment(t time.Time) string {
	return fmt.Sprintf("%d %s %d pukul %s", t.Day(), months[t.Month()-1], t.Year(), t.Format("15.04.05 MST"))
}

func tiles(run *result.Run) []tile {
	t := run.Total
	list := []tile{
		{Name: "Permintaan", Value: count(t.Requests), Hint: "dalam " + clock(run.Duration)},
		{Name: "Per detik", Value: number(t.PerSecond(run.Duration), 1), Hint: number(float64(t.Bytes)/(1<<20)/max(run.Duration.Seconds(), 0.001), 1) + " MiB/detik"},
		{Name: "Berhasil", Value: share(t.Requests-t.Failures, t.Requests), Hint: count(t.Failures) + " gagal"},
		{Name: "p50", Value: milliseconds(t.Quantile(50)), Hint: "separuhnya"},
		{Name: "p95", Value: milliseconds(t.Quantile(95)), Hint: "95 dari 100"},
		{Name: "p99", Value: milliseconds(t.Quantile(99)), Hint: "99 dari 100"},
		{Name: "Terlama", Value: milliseconds(t.Max()), Hint: "satu permintaan"},
	}
	if t.Failures > 0 {
		list[2].Class = "bad"
	}
	if run.PeakMemory > 0 {
		hint := ""
		if run.Memory > 0 {
			hint = "akhirnya " + mebibytes(run.Memory)
		}
		list = append(list, tile{Name: "Memori tertinggi", Value: mebibytes(run.PeakMemory), Hint: hint})
	}
	return list
}

func facts(run *result.Run) []fact {
	users := count(int64(run.Users)) + ", " + number(run.SpawnRate, 2) + " baru tiap detik"
	projects := ""
	for i, p := range run.Projects {
		if i > 0 {
			projects += ", "
		}
		projects += fmt.Sprint(p)
	}
	var list []fact
	for _, f := range []fact{
		{"Server", run.Host},
		{"Versi server", run.Version},
		{"Commit penguji", shortCommit(run.Commit)},
		{"Basis data", databaseName(run.Database)},
		{"Data", run.DataSet},
		{"Proyek", projects},
		{"Campuran", run.Mix},
		{"Cara", modeName(run)},
		{"Pengguna", users},
		{"Lama", clock(run.Duration) + " dari " + clock(run.Asked)},
		{"Benih acak", fmt.Sprint(run.Seed)},
		{"Mesin", machineName(run.Machine)},
	} {
		if f.Value != "" {
			list = append(list, f)
		}
	}
	return list
}

func newRow(name string, s *result.Stats, over time.Duration) row {
	r := row{
		Name: name, Requests: count(s.Requests), Failures: count(s.Failures), Failed: s.Failures > 0, PerSecond: number(s.PerSecond(over), 2),
		Mean: milliseconds(s.Mean().Round(time.Microsecond)), P50: milliseconds(s.Quantile(50)), P75: milliseconds(s.Quantile(75)),
		P90: milliseconds(s.Quantile(90)), P95: milliseconds(s.Quantile(95)), P99: milliseconds(s.Quantile(99)), Max: milliseconds(s.Max()),
	}
	if s.Missed > 0 {
		r.Missed = count(s.Missed)
	}
	return r
}

// Slowest is how many of the endpoints are shown without asking.

const slowest = 12

func (p *page) strips(run *result.Run) {
	endpoints := slices.DeleteFunc(slices.Clone(run.Endpoints), func(s *result.Stats) bool { return s.Requests == 0 })
	if len(endpoints) == 0 {
		return
	}
	low, high := endpoints[0].Quantile(50), endpoints[0].Max()
	for _, s := range endpoints {
		low, high = min(low, time.Duration(s.Latency.Min())*time.Microsecond), max(high, s.Max())
	}
	scale := newLogScale(float64(low), float64(high))
	for _, s := range endpoints {
		at := func(d time.Duration) float64 { return scale.at(float64(d)) * 100 }
		least := time.Duration(s.Latency.Min()) * time.Microsecond
		p.All.List = append(p.All.List, strip{
			row:  newRow(title(s), s, run.Duration),
			From: at(least), Whole: at(s.Max()) - at(least), Half: at(s.Quantile(50)), Most: at(s.Quantile(95)) - at(s.Quantile(50)), Nearly: at(s.Quantile(99)),
		})
	}
	p.All.Scale = scale.ticks()
	p.Slowest.Scale = p.All.Scale
	byP95 := slices.Clone(endpoints)
	slices.SortStableFunc(byP95, func(a, b *result.Stats) int { return cmp.Compare(b.Quantile(95), a.Quantile(95)) })
	for _, s := range byP95 {
		if s.Group != result.Login && len(p.Slowest.List) < slowest {
			p.Slowest.List = append(p.Slowest.List, p.All.List[slices.Index(endpoints, s)])
		}
	}
}

func failures(list []result.Failure) []failure {
	out := make([]failure, 0, len(list))
	for _, f := range list {
		out = append(out, failure{
			Title: title(&result.Stats{Method: f.Method, Name: f.Name}), Cause: f.Cause, Count: count(f.Count), Example: f.Example,
		})
	}
	return out
}
