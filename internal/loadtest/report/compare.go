package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"takar/internal/loadtest/result"
)

// Comparison is a run beside an earlier one.
type comparison struct {
	Differ  []difference // conditions that are not the same
	Rows    []change
	Changed []change // endpoints whose p95 changed most
}

type difference struct{ What, Before, After string }

type change struct {
	Name, Measure string
	Before, After string
	Factor        string // in words
	Class         string // better, worse or ""
	size          float64
}

func compare(now, before *result.Run) *comparison {
	if before == nil {
		return nil
	}
	c := &comparison{Differ: differences(now, before)}
	c.Rows = append(c.Rows,
		change{Name: totalName, Measure: "berhasil", Before: share(before.Total.Requests-before.Total.Failures, before.Total.Requests), After: share(now.Total.Requests-now.Total.Failures, now.Total.Requests)},
		higher(totalName, "permintaan/detik", before.Total.PerSecond(before.Duration), now.Total.PerSecond(now.Duration)))
	for _, m := range []Measure{P50, P95, P99, Max} {
		c.Rows = append(c.Rows, lower(totalName, m, before.Total, now.Total))
	}
	c.Rows = append(c.Rows, lower("Login", P95, before.Logins, now.Logins))
	for _, g := range groups {
		if a, b := together(before, g), together(now, g); a.Requests > 0 && b.Requests > 0 {
			c.Rows = append(c.Rows, lower(groupNames[g], P95, a, b))
		}
	}
	c.Changed = mostChanged(now, before)
	return c
}

// MostChanged returns the endpoints whose p95 changed most, both times with enough requests to
// have one.
func mostChanged(now, before *result.Run) []change {
	old := map[string]*result.Stats{}
	for _, e := range before.Endpoints {
		old[title(e)] = e
	}
	var list []change
	for _, e := range now.Endpoints {
		b := old[title(e)]
		if b == nil || b.Requests < needed[P95] || e.Requests < needed[P95] {
			continue
		}
		if row := lower(title(e), P95, b, e); row.Class != "" {
			list = append(list, row)
		}
	}
	slices.SortStableFunc(list, func(a, b change) int { return cmp.Compare(b.size, a.size) })
	return list[:min(len(list), 10)]
}

func lower(name string, m Measure, before, now *result.Stats) change {
	a, b := latency(before, m), latency(now, m)
	row := change{Name: name, Measure: string(m), Before: milliseconds(a), After: milliseconds(b)}
	if m == Max {
		row.Measure = "terlama"
	}
	if before.Requests == 0 || now.Requests == 0 {
		return row
	}
	return row.judged(float64(max(a, time.Microsecond))/float64(max(b, time.Microsecond)), "lebih cepat", "lebih lambat")
}

func higher(name, measure string, before, now float64) change {
	row := change{Name: name, Measure: measure, Before: number(before, 2), After: number(now, 2)}
	if before <= 0 || now <= 0 {
		return row
	}
	return row.judged(now/before, "lebih banyak", "lebih sedikit")
}

// Judged says by what factor it is better. Within a tenth it is the same: runs vary.
func (c change) judged(better float64, gain, loss string) change {
	c.size = math.Abs(math.Log(better))
	switch {
	case better >= 1.1:
		c.Factor, c.Class = fmt.Sprintf("%s× %s", number(better, 1), gain), "better"
	case better <= 1/1.1:
		c.Factor, c.Class = fmt.Sprintf("%s× %s", number(1/better, 1), loss), "worse"
	default:
		c.Factor = "sama"
	}
	return c
}

// Differences lists the conditions under which the two runs differ, the commit first.
func differences(now, before *result.Run) []difference {
	var list []difference
	for _, d := range []difference{
		{"Versi server", before.Version, now.Version},
		{"Commit", shortCommit(before.Commit), shortCommit(now.Commit)},
		{"Basis data", databaseName(before.Database), databaseName(now.Database)},
		{"Data", before.DataSet, now.DataSet},
		{"Campuran", before.Mix, now.Mix},
		{"Cara", modeName(before), modeName(now)},
		{"Pengguna", count(int64(before.Users)), count(int64(now.Users))},
		{"Pengguna baru per detik", number(before.SpawnRate, 2), number(now.SpawnRate, 2)},
		{"Lama", clock(before.Asked), clock(now.Asked)},
		{"Benih acak", fmt.Sprint(before.Seed), fmt.Sprint(now.Seed)},
		{"Mesin", machineName(before.Machine), machineName(now.Machine)},
	} {
		if d.Before != d.After {
			d.Before, d.After = cmp.Or(d.Before, "tidak diketahui"), cmp.Or(d.After, "tidak diketahui")
			list = append(list, d)
		}
	}
	return list
}

func shortCommit(c string) string { return c[:min(len(c), 12)] }

func databaseName(d string) string {
	switch d {
	case "sqlite":
		return "SQLite"
	case "postgresql":
		return "PostgreSQL"
	}
	return d
}

func modeName(run *result.Run) string {
	switch run.Mode {
	case result.Open:
		return number(run.Rate, 1) + " permintaan tiap detik, apa pun lamanya jawaban"
	case result.Saturate:
		return "tanpa jeda, sebanyak yang dijawab server"
	default:
		return "pengguna dengan jeda"
	}
}

func machineName(m result.Machine) string {
	if m == (result.Machine{}) {
		return ""
	}
	return fmt.Sprintf("%s, %d inti, %s GiB, %s, %s", cmp.Or(m.Processor, "prosesor tidak diketahui"), m.Cores, number(float64(m.Memory)/(1<<30), 0), m.System, m.Go)
}
