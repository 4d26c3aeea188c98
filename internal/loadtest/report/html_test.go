package report

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"takar/internal/loadtest/result"
)

func pageOf(t *testing.T, run, baseline *result.Run, v Verdict) string {
	t.Helper()
	var out bytes.Buffer
	if err := WriteHTML(&out, run, baseline, v); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out.String(), "ZgotmplZ") {
		t.Error("a value is not fit for its place")
	}
	return out.String()
}

func TestPageHoldsEverySection(t *testing.T) {
	run, before := small(), healthy()
	before.Commit, before.Seed = "fedcba", 8
	got := pageOf(t, run, before, Judge(run, gatesOf(t, strings.Replace(fiftyUsers, "99%", "100%", 1))))
	for _, want := range []string{
		"Uji beban 50 pengguna, SQLite", "Tidak lulus", "Ukuran utama terhadap ambang", "Persentil", "Selama uji", "Alamat terlambat",
		"Kegagalan menurut sebab", "status 409", "Penyimpanan", "Login", "Proyek yang tidak boleh berubah", "Dibandingkan dengan sebelumnya",
		"fedcba", "Benih acak", "Keputusan", "perbaiki dahulu", "setelah 100 lulus", "Bagaimana diukur", "210 MiB", "AMD EPYC, 2 inti, 24 GiB",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("without %q", want)
		}
	}
	if calm := pageOf(t, healthy(), nil, Judge(healthy(), gatesOf(t, fiftyUsers))); strings.Contains(calm, "Dibandingkan") || !strings.Contains(calm, "Tidak ada yang gagal") || !strings.Contains(calm, "Lulus") {
		t.Error("a run by itself is compared with nothing, and without failures it says so")
	}
}

// One file: whatever it would fetch is missing where it is read.
func TestPageNeedsNothingBesideIt(t *testing.T) {
	got := pageOf(t, small(), healthy(), Verdict{})
	for _, pattern := range []string{`<script`, `<link`, `<img`, `\bsrc=`, `\bhref=`, `url\(`, `@import`} {
		if found := regexp.MustCompile(pattern).FindString(got); found != "" {
			t.Errorf("holds %s", found)
		}
	}
}

// Whatever a server answers stands in the report as text.
func TestPageEscapesWhatServersSay(t *testing.T) {
	const evil = `"><script>alert(1)</script><b style=x:y>&`
	run := small()
	run.Host, run.Version, run.Database, run.DataSet, run.Mix, run.Commit = evil, evil, evil, evil, evil, evil
	run.Machine.Processor = evil
	run.Failures[0] = result.Failure{Method: evil, Name: evil, Cause: evil, Count: 1, Example: evil}
	run.Exceptions = run.Failures
	run.Writes[0].Kind = evil
	run.Unharmed[0].Before = evil
	run.Endpoints[1].Name = evil
	before := small()
	got := pageOf(t, run, before, Verdict{Name: evil, Checks: []Check{{Part: evil, Measure: evil, Bound: evil, Measured: evil, Why: evil}}})
	if strings.Contains(got, "<script") || strings.Contains(got, "<b style") {
		t.Error("a text became markup")
	}
	if n := strings.Count(got, "&lt;script&gt;"); n < 15 {
		t.Errorf("only %d of the texts are shown", n)
	}
}

func TestEmptyRunIsAPage(t *testing.T) {
	run := &result.Run{Total: result.NewStats("", "total", ""), Logins: result.NewStats("", "logins", result.Login), Cut: true}
	if got := pageOf(t, run, run, Judge(run, Gates{})); !strings.Contains(got, "dihentikan sebelum selesai") {
		t.Error("a run that was cut does not say so")
	}
	run.Timeline = []result.Moment{{After: time.Second}, {After: 2 * time.Second}}
	pageOf(t, run, nil, Verdict{})
}

func TestDecisionForTheNextScale(t *testing.T) {
	for _, c := range []struct {
		users  int
		harm   func(*result.Run)
		states string
	}{
		{50, func(*result.Run) {}, "met next later later"},
		{50, func(r *result.Run) {
			for range 40 {
				r.Total.Add(60*time.Millisecond, 0)
			}
		}, "met tight later later"},
		{50, func(r *result.Run) { r.Logins.Failures = 1 }, "missed missed later later"},
		{120, func(*result.Run) {}, "met met next later"},
		{1000, func(*result.Run) {}, "met met met met"},
	} {
		run := healthy()
		run.Users = c.users
		c.harm(run)
		var states []string
		for _, s := range decide(run, Judge(run, gatesOf(t, fiftyUsers))).Steps {
			states = append(states, s.Class)
		}
		if got := strings.Join(states, " "); got != c.states {
			t.Errorf("%d users: %s, want %s", c.users, got, c.states)
		}
	}
	run := healthy()
	run.Mode = result.Saturate
	if decide(run, Judge(run, gatesOf(t, fiftyUsers))) != nil {
		t.Error("requests without pauses say nothing about a number of users")
	}
}

func TestComparisonSaysWhatDiffers(t *testing.T) {
	now, before := healthy(), healthy()
	if c := compare(now, before); len(c.Differ) > 0 || len(c.Changed) > 0 {
		t.Errorf("the same run differs: %+v", c)
	}
	now.Commit, now.Database, now.DataSet, now.Mix, now.Seed, now.Machine.Cores = "fedcba", "postgresql", "5 x 30", "core", 9, 4
	for range 40 {
		now.Endpoints[1].Add(10*time.Millisecond, 0)
	}
	c := compare(now, before)
	var what []string
	for _, d := range c.Differ {
		what = append(what, d.What)
	}
	if got := strings.Join(what, ", "); got != "Commit, Basis data, Data, Campuran, Benih acak, Mesin" {
		t.Errorf("differ: %s", got)
	}
	if len(c.Changed) != 1 || c.Changed[0].Class != "worse" || c.Changed[0].Name != "GET /dashboard/" || !strings.HasSuffix(c.Changed[0].Factor, "lebih lambat") {
		t.Errorf("changed: %+v", c.Changed)
	}
}

func TestNumbersReadAsPeopleWriteThem(t *testing.T) {
	for want, got := range map[string]string{
		"0 ms": milliseconds(0), "0,07 ms": milliseconds(70 * time.Microsecond), "4,2 ms": milliseconds(4200 * time.Microsecond),
		"180 ms": milliseconds(180 * time.Millisecond), "1 s": milliseconds(999800 * time.Microsecond), "22,9 s": milliseconds(22900 * time.Millisecond),
		"1.234.567": count(1234567), "-1.000": count(-1000), "0,5": number(0.5, 2), "–": share(0, 0), "99,99 %": share(99999, 100000),
		"05:00": clock(5 * time.Minute), "1:01:01": clock(3661 * time.Second), "00:00": clock(-time.Second),
	} {
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	for least, want := range map[float64]float64{0: 1, 0.3: 0.5, 1: 1, 3: 5, 22: 25, 60: 100} {
		if got := niceStep(least); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("step of %v: %v, want %v", least, got, want)
		}
	}
}
