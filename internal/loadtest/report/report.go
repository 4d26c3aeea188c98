// Package report renders what a load test has measured: as JSON that a later run compares itself
// with, as the CSV files that Locust users know, and as one HTML page; and it judges a run by
// gates. It is given a run and writes it, and knows neither HTTP nor a clock.
package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"takar/internal/loadtest/result"
)

// Title of an endpoint, as gates and tables name it.
func title(s *result.Stats) string { return strings.TrimSpace(s.Method + " " + s.Name) }

// Groups in the order of the tables.
var groups = []result.Group{result.Page, result.Read, result.Export, result.Save}

var groupNames = map[result.Group]string{
	result.Login:  "Login",
	result.Page:   "Halaman",
	result.Read:   "Pembacaan JSON",
	result.Export: "Ekspor",
	result.Save:   "Penyimpanan",
}

// Together adds up the endpoints of one group.
func together(run *result.Run, group result.Group) *result.Stats {
	sum := result.NewStats("", string(group), group)
	for _, e := range run.Endpoints {
		if e.Group != group {
			continue
		}
		sum.Requests += e.Requests
		sum.Failures += e.Failures
		sum.Missed += e.Missed
		sum.Bytes += e.Bytes
		sum.Latency.Merge(e.Latency)
	}
	return sum
}

// Milliseconds prints a latency as people read it: three digits, a comma, its unit.
func milliseconds(d time.Duration) string {
	switch ms := float64(d) / float64(time.Millisecond); {
	case d == 0:
		return "0 ms"
	case ms < 1:
		return number(ms, 2) + " ms"
	case ms < 10:
		return number(ms, 1) + " ms"
	case ms < 999.5:
		return number(ms, 0) + " ms"
	default:
		return number(d.Seconds(), 2) + " s"
	}
}

// Clock prints a span of time as minutes and seconds, or hours before them.
func clock(d time.Duration) string {
	s := int64(math.Ceil(max(d, 0).Seconds()))
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%02d:%02d", s/60, s%60)
}

// Share prints a part of a whole in percent, rounded down so that 100 % means all of it.
func share(part, whole int64) string {
	if whole == 0 {
		return "–"
	}
	return number(math.Floor(float64(part)/float64(whole)*10000)/100, 2) + " %"
}

// Mebibytes prints a size of memory.
func mebibytes(bytes int64) string { return number(float64(bytes)/(1<<20), 0) + " MiB" }

// Number prints a number with a comma and at most so many digits after it, without zeros at its end.
func number(value float64, digits int) string {
	if math.IsNaN(value) || math.IsInf(value, 0) {
		return "–"
	}
	text := strconv.FormatFloat(value, 'f', digits, 64)
	whole, part, _ := strings.Cut(text, ".")
	if part = strings.TrimRight(part, "0"); part != "" {
		part = "," + part
	}
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "-", whole[1:]
	}
	return sign + thousands(whole) + part
}

// Count prints a whole number with its thousands apart.
func count(n int64) string { return number(float64(n), 0) }

func thousands(digits string) string {
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = digits[:at] + "." + digits[at:]
	}
	return digits
}
