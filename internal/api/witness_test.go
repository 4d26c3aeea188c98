package api_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"takar/internal/auth"
)

// judgedBytes bounds the bodies that are held against the document; what is larger repeats
// itself.
const judgedBytes = 2 << 20

// witness stands in front of a server and holds every exchange against the document.
type witness struct {
	document *described
	next     http.Handler
	routes   *http.ServeMux

	mu   sync.Mutex
	lies map[string]bool
}

// watched returns the handler behind a witness, who tells at the end of the test what the
// document gets wrong. Benchmarks are not watched.
func watched(t testing.TB, next http.Handler) http.Handler {
	if _, measures := t.(*testing.B); measures || underRace { // it learns nothing from a schema either
		return next
	}
	w := &witness{document: theDocument(t), next: next, routes: http.NewServeMux(), lies: map[string]bool{}}
	for name := range w.document.operations {
		handler := http.HandlerFunc(func(writer http.ResponseWriter, r *http.Request) { w.watch(name, writer, r) })
		path, slashed := strings.CutSuffix(name, "/")
		switch {
		case !slashed:
			w.routes.Handle(name, handler)
		case strings.HasSuffix(path, " "): // the first page
			w.routes.Handle(path+"/{$}", handler)
		default:
			w.routes.Handle(path+"/{$}", handler)
			w.routes.Handle(path, handler)
		}
	}
	t.Cleanup(func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		for lie := range w.lies {
			t.Errorf("docs/openapi.yaml: %s", lie)
		}
	})
	return w
}

// ServeHTTP passes everything on; what is not described is not watched.
func (w *witness) ServeHTTP(writer http.ResponseWriter, r *http.Request) {
	if _, pattern := w.routes.Handler(r); pattern == "" || strings.HasSuffix(r.URL.Path, "/events/") {
		w.next.ServeHTTP(writer, r)
		return
	}
	w.routes.ServeHTTP(writer, r)
}

func (w *witness) watch(operation string, writer http.ResponseWriter, r *http.Request) {
	e := &witnessed{operation: operation, query: r.URL.Query(), sentType: r.Header.Get("Content-Type")}
	sent := &listener{ReadCloser: r.Body}
	r.Body = sent
	answer := &answerCopy{ResponseWriter: writer}
	w.next.ServeHTTP(answer, r)

	e.sent, e.whole = sent.heard.Bytes(), sent.ended && sent.heard.Len() < judgedBytes
	e.status, e.header = answer.status, writer.Header()
	if e.answered = answer.body.Bytes(); len(e.answered) >= judgedBytes || r.Method == http.MethodHead {
		e.answered = nil
	}
	if e.header.Get("Content-Encoding") == "gzip" && len(e.answered) > 0 {
		plain, err := gzip.NewReader(bytes.NewReader(e.answered))
		if err == nil {
			e.answered, err = io.ReadAll(plain)
		}
		if err != nil {
			w.note(operation + ": " + err.Error())
			return
		}
	}
	if _, program := auth.BearerToken(r); program && (e.status == 429 || !takesTokens(w.document.operations[operation]) && (e.status == 401 || e.status == 403)) {
		return // what the document says of all operations at once: too many unknown tokens, and what is for people refuses programs
	}
	w.note(w.document.judge(e)...)
}

func (w *witness) note(lies ...string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, lie := range lies {
		w.lies[lie] = true
	}
}

// listener keeps what a server reads of a body.
type listener struct {
	io.ReadCloser

	heard bytes.Buffer
	ended bool
}

// Read keeps what it reads, up to the bound.
func (l *listener) Read(p []byte) (int, error) {
	n, err := l.ReadCloser.Read(p)
	l.heard.Write(p[:min(n, judgedBytes-l.heard.Len())])
	l.ended = l.ended || errors.Is(err, io.EOF)
	return n, err
}

// answerCopy keeps what a server answers.
type answerCopy struct {
	http.ResponseWriter

	status int
	body   bytes.Buffer
}

// WriteHeader notes the status.
func (a *answerCopy) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

// Write keeps what it writes, up to the bound.
func (a *answerCopy) Write(data []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	a.body.Write(data[:min(len(data), judgedBytes-a.body.Len())])
	return a.ResponseWriter.Write(data)
}

// Unwrap lets http.ResponseController reach the connection.
func (a *answerCopy) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// fieldsOf lists the names of the fields and files of a multipart form.
func fieldsOf(e *witnessed) ([]string, error) {
	_, parameters, err := mime.ParseMediaType(e.sentType)
	if err != nil {
		return nil, err
	}
	var names []string
	parts := multipart.NewReader(bytes.NewReader(e.sent), parameters["boundary"])
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return slices.Compact(names), nil
		}
		if err != nil {
			return nil, err
		}
		names = append(names, part.FormName())
	}
}
