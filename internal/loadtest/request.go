package loadtest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"takar/internal/loadtest/result"
)

// request is one thing that a user asks for.
type request struct {
	method  string // "" = GET
	name    string // the address with its ids left open, such as …/project/{project}/rekap/
	ids     []int64
	query   string
	group   result.Group
	project *project // whose mark the answer must carry; nil when it is about no project
	status  int      // the expected one; 0 = 200
	missing bool     // an id was drawn to miss: 404 is expected
	form    string   // body of a form
	json    any      // body of JSON
	// judge looks at the body, unpacked; it must not keep it. Its error is the cause of a
	// failure. Anew says that it must see every body, even one that it has seen before.
	judge   func(*answer) error
	anew    bool
	revised bool // the body tells its revision
}

// answer is what the server said.
type answer struct {
	status   int
	header   http.Header
	revision int64
	body     []byte
	full     bool // look closely: everything that can be checked is to be checked
}

// address fills the ids of a name in.
func (q *request) address() string {
	if len(q.ids) == 0 && q.project == nil {
		return q.name + q.query
	}
	var b strings.Builder
	rest, next := q.name, 0
	for {
		before, after, found := strings.Cut(rest, "{")
		b.WriteString(before)
		if !found {
			break
		}
		word, behind, _ := strings.Cut(after, "}")
		if word == "project" {
			b.WriteString(strconv.FormatInt(q.project.id, 10))
		} else {
			b.WriteString(strconv.FormatInt(q.ids[next], 10))
			next++
		}
		rest = behind
	}
	return b.String() + q.query
}

func (q *request) endpoint() endpoint {
	method := q.method
	if method == "" {
		method = http.MethodGet
	}
	return endpoint{method, q.name, q.group}
}

// build makes the request as a browser would send it.
func (q *request) build(ctx context.Context, u *user) (*http.Request, error) {
	var body io.Reader = http.NoBody
	kind := ""
	switch {
	case q.form != "":
		body, kind = strings.NewReader(q.form), "application/x-www-form-urlencoded"
	case q.json != nil:
		data, err := json.Marshal(q.json)
		if err != nil {
			return nil, err
		}
		body, kind = bytes.NewReader(data), "application/json"
	}
	r, err := http.NewRequestWithContext(ctx, q.endpoint().method, u.run.target.base.String()+q.address(), body)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Accept", "*/*")
	r.Header.Set("Accept-Encoding", "gzip")
	r.Header.Set("User-Agent", "takar-loadtest")
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	if q.form != "" {
		r.Header.Set("Referer", r.URL.String())
	}
	if token := u.token(); token != "" {
		r.Header.Set("X-CSRFToken", token)
	}
	return r, nil
}

// Buffers of bodies are used again, unless one grew larger than bodies usually are.
const usualBody = 4 << 20

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func release(b *bytes.Buffer) {
	if b.Cap() <= usualBody {
		b.Reset()
		buffers.Put(b)
	}
}

// ask sends a request and judges the answer. Everything is counted; false is a failure. Where
// the clock decides when something is due, the latency counts from then.
func (u *user) ask(q *request) bool {
	if u.draft != nil {
		return u.draft(q)
	}
	due := u.due
	u.due = time.Time{}
	ctx, cancel := context.WithTimeout(context.Background(), requestTime)
	defer cancel()
	built, err := q.build(ctx, u)
	if err != nil {
		u.run.count.exception(q.endpoint(), "permintaan tidak dapat dibuat", err.Error())
		return false
	}
	raw := buffers.Get().(*bytes.Buffer) //nolint:forcetypeassert // the pool holds nothing else
	defer release(raw)
	began := time.Now()
	response, err := u.client.Do(built)
	if err == nil {
		_, err = raw.ReadFrom(response.Body)
		_ = response.Body.Close()
	}
	done := outcome{endpoint: q.endpoint(), latency: time.Since(began), bytes: int64(raw.Len())}
	if !due.IsZero() {
		done.latency = time.Since(due)
	}
	switch own, why := trouble(err); {
	case own:
		u.run.count.exception(done.endpoint, why, err.Error())
		return false
	case err != nil:
		done.cause, done.example = why, fmt.Sprintf("%s %s: %v", built.Method, q.address(), err)
	default:
		u.judge(q, response, raw.Bytes(), &done)
	}
	u.run.count.add(done)
	return done.cause == ""
}

// judge fills the outcome of an answer that came.
func (u *user) judge(q *request, response *http.Response, raw []byte, done *outcome) {
	a := &answer{status: response.StatusCode, header: response.Header}
	shown, err := u.check(q, a, raw)
	if err != nil {
		done.cause = err.Error()
		done.example = fmt.Sprintf("%s %s → %d: %.200q", done.method, q.address(), a.status, shown)
		return
	}
	done.missed = q.missing
}
