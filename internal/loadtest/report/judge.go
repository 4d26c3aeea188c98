package report

import (
	"fmt"
	"slices"
	"time"

	"takar/internal/loadtest/result"
)

// Verdict is what a run is worth under its gates.
type Verdict struct {
	Name   string // of the gates
	Met    bool   // every check is
	Checks []Check
}

// Check is one bound beside what was measured.
type Check struct {
	Part     string // such as totalName or "GET /dashboard/"
	Measure  string
	Bound    string
	Measured string
	Met      bool
	Why      string // what is wrong beside the number, such as too few requests; "" mostly
	// Room is by how much the bound is greater than what was measured; 0 where no latency is bounded.
	Room float64
}

// Judge holds a run against gates. Whatever the gates ask for: a request that failed, a write
// that was not found again, a project harmed, a generator in trouble or a run cut short is not met.
func Judge(run *result.Run, gates Gates) Verdict {
	v := Verdict{Name: gates.Name, Met: true}
	v.add(whatAlwaysCounts(run, gates)...)
	for _, p := range gates.Parts {
		name, stats := partOf(run, p)
		if stats == nil || stats.Requests == 0 {
			v.add(Check{Part: name, Measure: "permintaan", Bound: "≥ 1", Measured: "0", Why: "tidak pernah diminta"})
			continue
		}
		for _, b := range p.Bounds {
			c := check(stats, b, run.Duration)
			c.Part = name
			v.add(c)
		}
	}
	if gates.Memory > 0 {
		c := Check{Part: "Server", Measure: "memori tertinggi", Bound: "≤ " + mebibytes(gates.Memory), Measured: mebibytes(run.PeakMemory), Met: run.PeakMemory > 0 && run.PeakMemory <= gates.Memory}
		if run.PeakMemory == 0 {
			c.Measured, c.Why = "–", "tidak diukur"
		}
		v.add(c)
	}
	return v
}

// TotalName is the part of a check that holds for everything but logins.
const totalName = "Semua permintaan"

func (v *Verdict) add(checks ...Check) {
	for _, c := range checks {
		v.Checks = append(v.Checks, c)
		v.Met = v.Met && c.Met
	}
}

// Missed returns the checks that are not met.
func (v Verdict) Missed() []Check {
	return slices.DeleteFunc(slices.Clone(v.Checks), func(c Check) bool { return c.Met })
}

func whatAlwaysCounts(run *result.Run, gates Gates) []Check {
	const whole = "Uji ini"
	least, requests := gates.Requests, run.Total.Requests
	if least == 0 { // not said: a run of logins alone is one as well
		least, requests = 1, run.Total.Requests+run.Logins.Requests
	}
	checks := []Check{
		{Part: whole, Measure: "permintaan", Bound: "≥ " + count(least), Measured: count(requests), Met: requests >= least},
		{Part: whole, Measure: "lama", Bound: "≥ " + clock(run.Asked), Measured: clock(run.Duration), Met: !run.Cut},
	}
	if run.Cut {
		checks[1].Why = "dihentikan sebelum selesai"
	}
	if !bounded(gates, Total) {
		checks = append(checks, none(totalName, "gagal", run.Total.Failures))
	}
	if !bounded(gates, Logins) {
		checks = append(checks, none("Login", "gagal", run.Logins.Failures))
	}
	var unproven, harmed, troubles int64
	for _, w := range run.Writes {
		unproven += w.Different + max(w.Acknowledged-w.Equal-w.Different, 0)
	}
	for _, p := range run.Unharmed {
		if p.Lost() {
			harmed++
		}
	}
	for _, e := range run.Exceptions {
		troubles += e.Count
	}
	return append(checks,
		none("Penyimpanan", "tidak terbaca kembali seperti dikirim", unproven),
		none("Proyek lain", "berubah", harmed),
		none("Pembangkit beban", "galat", troubles))
}

func none(part, measure string, measured int64) Check {
	return Check{Part: part, Measure: measure, Bound: "0", Measured: count(measured), Met: measured == 0}
}

// Bounded reports whether gates say themselves how many failures a part may have.
func bounded(gates Gates, kind PartKind) bool {
	return slices.ContainsFunc(gates.Parts, func(p Part) bool {
		return p.Kind == kind && slices.ContainsFunc(p.Bounds, func(b Bound) bool { return b.Measure == Failures || b.Measure == Success })
	})
}

func partOf(run *result.Run, p Part) (name string, stats *result.Stats) {
	switch p.Kind {
	case Total:
		return totalName, run.Total
	case Logins:
		return "Login", run.Logins
	case OfGroup:
		return groupNames[result.Group(p.Key)], together(run, result.Group(p.Key))
	default:
		for _, e := range run.Endpoints {
			if title(e) == p.Key {
				return p.Key, e
			}
		}
		return p.Key, nil
	}
}

// Needed is how many requests a quantile needs to mean something: one lies beyond it.
var needed = map[Measure]int64{P50: 2, P95: 20, P99: 100}

func check(s *result.Stats, b Bound, over time.Duration) Check {
	c := Check{Measure: string(b.Measure)}
	switch b.Measure {
	case Success:
		c.Measure, c.Bound = "berhasil", "≥ "+number(b.Value, 3)+" %"
		c.Measured = share(s.Requests-s.Failures, s.Requests)
		c.Met = float64(s.Requests-s.Failures)*100 >= b.Value*float64(s.Requests)
		if s.Failures > 0 {
			c.Measured += fmt.Sprintf(" (%s gagal)", count(s.Failures))
		}
	case Failures:
		c.Measure, c.Bound, c.Measured = "gagal", "≤ "+number(b.Value, 0), count(s.Failures)
		c.Met = float64(s.Failures) <= b.Value
	case PerSecond:
		c.Measure, c.Bound = "permintaan/detik", "≥ "+number(b.Value, 2)
		c.Measured, c.Met = number(s.PerSecond(over), 2), s.PerSecond(over) >= b.Value
	default:
		measured := latency(s, b.Measure)
		c.Bound, c.Measured, c.Met = "≤ "+milliseconds(b.Latency), milliseconds(measured), measured <= b.Latency
		c.Room = float64(b.Latency) / float64(max(measured, time.Microsecond))
		if s.Requests < needed[b.Measure] {
			c.Met, c.Why = false, fmt.Sprintf("hanya %s permintaan; %s perlu paling sedikit %s", count(s.Requests), b.Measure, count(needed[b.Measure]))
		}
		if b.Measure == Max {
			c.Measure = "terlama"
		}
	}
	return c
}

func latency(s *result.Stats, m Measure) time.Duration {
	switch m {
	case P50:
		return s.Quantile(50)
	case P95:
		return s.Quantile(95)
	case P99:
		return s.Quantile(99)
	default:
		return s.Max()
	}
}
