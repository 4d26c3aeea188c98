package report

import (
	"fmt"
	"math"
	"strings"
	"time"

	"takar/internal/loadtest/result"
)

// Chart is one drawing over the time of a run. Its plane is 1000 units wide and 100 high and is
// stretched by the page; texts stand beside it, so that they keep their size.
type chart struct {
	Title  string
	Note   string
	Lines  []line
	Ticks  []tick // from below
	Clock  []tick // from the left
	Slots  []slot // one for each step, told when pointed at
	Height int    // of the plane in pixels
}

type line struct {
	Name, Class string
	Path, Area  string // Area is empty unless it is filled
}

type tick struct {
	At    float64 // percent
	Label string
}

// Down returns the place of a tick from above.
func (t tick) Down() float64 { return 100 - t.At }

type slot struct {
	Left, Width float64 // units of the plane
	Text        string
}

const plane = 1000.0 // width in units

// Charts draws how a run went: how many requests, how many users, how long answers took.
func charts(run *result.Run) []chart {
	if len(run.Timeline) < 2 {
		return nil
	}
	slots := slotsOf(run)
	seconds := secondsOf(run)
	perSecond := func(n func(result.Moment) int64) func(int) float64 {
		return func(i int) float64 { return float64(n(run.Timeline[i])) / seconds[i] }
	}
	requests := perSecond(func(m result.Moment) int64 { return m.Requests })
	failures := perSecond(func(m result.Moment) int64 { return m.Failures })
	users := func(i int) float64 { return float64(run.Timeline[i].Users) }
	all := []chart{
		linear(run, "Permintaan per detik", []series{{"permintaan", "s1", requests, true}, {"gagal", "bad", failures, false}}),
		linear(run, "Pengguna", []series{{"pengguna", "s4", users, true}}),
		latencies(run),
	}
	all[1].Height = 96
	for i := range all {
		all[i].Slots, all[i].Clock = slots, clockTicks(run)
	}
	return all
}

type series struct {
	name, class string
	value       func(int) float64
	filled      bool
}

func linear(run *result.Run, title string, lines []series) chart {
	c := chart{Title: title, Height: 168}
	top := 0.0
	for i := range run.Timeline {
		for _, s := range lines {
			top = max(top, s.value(i))
		}
	}
	step := niceStep(top / 4)
	top = max(math.Ceil(top/step)*step, step)
	for v := 0.0; v <= top+step/2; v += step {
		c.Ticks = append(c.Ticks, tick{At: v / top * 100, Label: number(v, 2)})
	}
	for _, s := range lines {
		c.Lines = append(c.Lines, draw(run, s, func(v float64) float64 { return v / top }))
	}
	return c
}

// Latencies are drawn by powers of ten: half of the answers and the slowest of them are far apart.
func latencies(run *result.Run) chart {
	c := chart{Title: "Waktu jawab", Note: "skala logaritmik", Height: 208}
	low, high := math.Inf(1), 0.0
	for _, m := range run.Timeline {
		if m.Requests > 0 {
			low, high = min(low, float64(max(m.P50, time.Microsecond))), max(high, float64(m.P99))
		}
	}
	scale := newLogScale(low, high)
	c.Ticks = scale.ticks()
	of := func(d func(result.Moment) time.Duration) func(int) float64 {
		return func(i int) float64 {
			if run.Timeline[i].Requests == 0 {
				return math.NaN()
			}
			return float64(d(run.Timeline[i]))
		}
	}
	for _, s := range []series{
		{"p50", "s1", of(func(m result.Moment) time.Duration { return m.P50 }), false},
		{"p95", "s2", of(func(m result.Moment) time.Duration { return m.P95 }), false},
		{"p99", "s3", of(func(m result.Moment) time.Duration { return m.P99 }), false},
	} {
		c.Lines = append(c.Lines, draw(run, s, scale.at))
	}
	return c
}

// Draw makes the path of a series; place gives the height of a value between 0 and 1. What is
// not a number leaves a gap.
func draw(run *result.Run, s series, place func(float64) float64) line {
	l := line{Name: s.name, Class: s.class}
	var path, area strings.Builder
	end := endOf(run)
	gap := true
	left, right := 0.0, 0.0
	for i, m := range run.Timeline {
		v := s.value(i)
		if math.IsNaN(v) {
			gap = true
			continue
		}
		x, y := float64(m.After)/float64(end)*plane, 100-100*place(v)
		step := "L"
		if gap {
			step = "M"
		}
		if path.Len() == 0 {
			left = x
		}
		right = x
		fmt.Fprintf(&path, "%s%.1f %.2f", step, x, y)
		if s.filled {
			fmt.Fprintf(&area, "L%.1f %.2f", x, y)
		}
		gap = false
	}
	l.Path = path.String()
	if area.Len() > 0 {
		l.Area = fmt.Sprintf("M%.1f 100%sL%.1f 100Z", left, area.String(), right)
	}
	return l
}

func endOf(run *result.Run) time.Duration {
	return max(run.Timeline[len(run.Timeline)-1].After, time.Millisecond)
}

// SecondsOf returns how long each step was.
func secondsOf(run *result.Run) []float64 {
	list := make([]float64, len(run.Timeline))
	var before time.Duration
	for i, m := range run.Timeline {
		list[i] = max((m.After - before).Seconds(), 0.001)
		before = m.After
	}
	return list
}

func slotsOf(run *result.Run) []slot {
	seconds, end := secondsOf(run), endOf(run)
	slots := make([]slot, len(run.Timeline))
	var before time.Duration
	for i, m := range run.Timeline {
		text := fmt.Sprintf("%s · %s pengguna · %s/detik", clock(m.After), count(int64(m.Users)), number(float64(m.Requests)/seconds[i], 1))
		if m.Requests > 0 {
			text += fmt.Sprintf(" · p50 %s · p95 %s · p99 %s · terlama %s", milliseconds(m.P50), milliseconds(m.P95), milliseconds(m.P99), milliseconds(m.Max))
		}
		if m.Failures > 0 {
			text += fmt.Sprintf(" · %s gagal", count(m.Failures))
		}
		slots[i] = slot{
			Left: float64(before) / float64(end) * plane, Width: float64(m.After-before) / float64(end) * plane, Text: text,
		}
		before = m.After
	}
	return slots
}

func clockTicks(run *result.Run) []tick {
	end := endOf(run)
	step := time.Second
	for _, s := range []time.Duration{2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400} {
		if end/step > 5 {
			step = s * time.Second
		}
	}
	var ticks []tick
	for at := time.Duration(0); at <= end; at += step {
		ticks = append(ticks, tick{At: float64(at) / float64(end) * 100, Label: clock(at)})
	}
	return ticks
}

func niceStep(least float64) float64 {
	if least <= 0 {
		return 1
	}
	power := math.Pow(10, math.Floor(math.Log10(least)))
	for _, m := range []float64{1, 2, 2.5, 5} {
		if m*power >= least {
			return m * power
		}
	}
	return 10 * power
}

// LogScale places latencies between two powers of ten.
type logScale struct{ from, to float64 } // exponents of nanoseconds

func newLogScale(low, high float64) logScale {
	if math.IsInf(low, 1) {
		low, high = 1e6, 1e7
	}
	s := logScale{from: math.Floor(math.Log10(max(low, 1e3))), to: math.Ceil(math.Log10(max(high, 1e4)))}
	s.to = max(s.to, s.from+1)
	return s
}

// At returns where a latency lies, from 0 to 1.
func (s logScale) at(nanoseconds float64) float64 {
	return min(max((math.Log10(max(nanoseconds, 1))-s.from)/(s.to-s.from), 0), 1)
}

func (s logScale) ticks() []tick {
	var ticks []tick
	for e := s.from; e <= s.to; e++ {
		ticks = append(ticks, tick{At: (e - s.from) / (s.to - s.from) * 100, Label: milliseconds(time.Duration(math.Pow(10, e)))})
	}
	return ticks
}
