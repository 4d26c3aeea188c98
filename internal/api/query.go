package api

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"takar/internal/rab"
	"takar/internal/serve"
)

// query reads the parameters behind the question mark and notes what is wrong with them,
// each under its own name. Absent and empty parameters are the same.
type query struct {
	values   url.Values
	problems rab.Problems
}

func queryOf(r *serve.Request) *query { return &query{values: r.HTTP.URL.Query()} }

// err returns what was found wrong.
func (q *query) err() error { return q.problems.Err() }

// text returns a parameter without blanks around it.
func (q *query) text(name string) string { return strings.TrimSpace(q.values.Get(name)) }

// choice returns one of the given values, the first of them when the parameter is absent.
func (q *query) choice(name string, values ...string) string {
	text := q.text(name)
	if text == "" {
		return values[0]
	}
	if !slices.Contains(values, text) {
		q.problems.Add(name, "pilih salah satu: %s", strings.Join(values, ", "))
		return values[0]
	}
	return text
}

// integer returns a whole number of at least least, or byDefault when it is absent.
func (q *query) integer(name string, byDefault, least int) int {
	text := q.text(name)
	if text == "" {
		return byDefault
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < least {
		q.problems.Add(name, "harus berupa bilangan bulat, sedikitnya %d", least)
		return byDefault
	}
	return min(n, largestInteger)
}

// largestInteger is beyond every page and size that there is, and small enough to be multiplied
// by one.
const largestInteger = 1_000_000_000

// id returns an id, or 0 when it is absent.
func (q *query) id(name string) int64 {
	text := q.text(name)
	if text == "" {
		return 0
	}
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil || id < 0 {
		q.problems.Add(name, "harus berupa id (bilangan bulat)")
		return 0
	}
	return id
}

// list returns the parts of a comma list, sorted and each once, so that lists that mean
// the same are the same.
func (q *query) list(name string) []string {
	var parts []string
	for part := range strings.SplitSeq(q.text(name), ",") {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	slices.Sort(parts)
	return slices.Compact(parts)
}

// ids returns a comma list of ids.
func (q *query) ids(name string) []int64 {
	ids := []int64{}
	for _, part := range q.list(name) {
		id, err := strconv.ParseInt(part, 10, 64)
		if err != nil {
			q.problems.Add(name, "%q bukan id: isi daftar bilangan bulat yang dipisah koma", part)
			continue
		}
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// flag reads a switch; anything but the words for no means yes.
func (q *query) flag(name string, byDefault bool) bool {
	switch strings.ToLower(q.text(name)) {
	case "":
		return byDefault
	case "0", "false", "no", "off":
		return false
	}
	return true
}

// date reads an ISO date; "" when it is absent.
func (q *query) date(name string) rab.Date {
	date, err := rab.ParseDate(q.text(name))
	if err != nil {
		q.problems.Add(name, "%s", err)
	}
	return date
}

// momentLayouts are the forms of ISO 8601 that clients send.
var momentLayouts = []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999", "2006-01-02T15:04", time.DateOnly}

// moment reads an ISO 8601 time; without an offset it is local. 0 when it is absent.
func (q *query) moment(name string, zone *time.Location) rab.Instant {
	text := q.text(name)
	if text == "" {
		return 0
	}
	if at, ok := parseMoment(text, zone); ok {
		return at
	}
	q.problems.Add(name, "waktu %q tidak sah: pakai ISO 8601, misalnya 2026-01-10T10:00:00+07:00 (tanda + ditulis %%2B)", text)
	return 0
}

// parseMoment reads an ISO 8601 time; one without an offset is in the zone.
func parseMoment(text string, zone *time.Location) (at rab.Instant, ok bool) {
	for _, layout := range momentLayouts {
		if t, err := time.ParseInLocation(layout, text, zone); err == nil {
			return rab.InstantOf(t), true
		}
	}
	return 0, false
}
