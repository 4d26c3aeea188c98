package serve

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"unicode/utf8"

	"takar/internal/app"
	"takar/internal/auth"
)

// Request is one request on its way through a handler.
type Request struct {
	Writer http.ResponseWriter
	HTTP   *http.Request
	App    *app.App
	Visit  *app.Visit // nil for an anonymous request to a public route
	Kind   Kind

	server *Server
}

// Enter finds out who sent the request, a person by the cookie of a session or a program by
// an API token, and what they may do in a project now; 0 for none.
func (r *Request) Enter(project int64) (*app.Visit, error) {
	if token, program := auth.BearerToken(r.HTTP); program {
		return r.App.EnterByToken(r.HTTP.Context(), token, project, r.Client())
	}
	token, _ := auth.SessionToken(r.HTTP)
	return r.App.Enter(r.HTTP.Context(), token, project)
}

// identified reports whether the request says who sends it.
func (r *Request) identified() bool {
	if _, program := auth.BearerToken(r.HTTP); program {
		return true
	}
	_, person := auth.SessionToken(r.HTTP)
	return person
}

// PathID returns an id from the path; anything but digits is not found.
func (r *Request) PathID(name string) (int64, error) {
	text := r.HTTP.PathValue(name)
	if text == "" || len(text) > 18 || strings.Trim(text, "0123456789") != "" {
		return 0, app.ErrNotFound
	}
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, app.ErrNotFound
	}
	return id, nil
}

// Client returns the address of the client, seen through trusted proxies only.
func (r *Request) Client() netip.Addr { return r.server.proxies.Client(r.HTTP) }

// Cookies writes login cookies.
func (r *Request) Cookies() auth.Cookies { return r.server.cookies }

// FormToken returns the csrf token to print into a form of this answer.
func (r *Request) FormToken() string { return r.server.guard.FormToken(r.Writer, r.HTTP) }

// bodyLimit bounds a JSON body; the largest real one, a work list of 10,000 pekerjaan,
// has 4 MiB.
const bodyLimit = 32 << 20

// ErrTooLarge refuses a body over the limit.
var ErrTooLarge = errors.New("kiriman terlalu besar: paling banyak 32 MiB")

// ErrBadJSON refuses a body that is not JSON, or not of the expected kind.
var ErrBadJSON = errors.New("isi kiriman bukan JSON yang sah")

// Body reads the raw JSON body.
func (r *Request) Body() (json.RawMessage, error) {
	data, err := r.read()
	if err == nil && !wellFormed(data) {
		err = ErrBadJSON
	}
	return data, err
}

func (r *Request) read() ([]byte, error) {
	if r.Exceeds(bodyLimit) {
		return nil, ErrTooLarge
	}
	data, err := io.ReadAll(http.MaxBytesReader(r.Writer, r.HTTP.Body, bodyLimit))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, ErrTooLarge
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrBadJSON, err)
	}
	return data, nil
}

// Exceeds reports whether the head of the request says that its body has more bytes than the
// limit. It is refused then before any of it is read: a client that waits for leave sends
// nothing, and from one that does not, the server takes a little and hangs up.
func (r *Request) Exceeds(limit int64) bool { return r.HTTP.ContentLength > limit }

// Object reads the body as a JSON object. Problems of its fields gather in the object.
func (r *Request) Object() (*Object, error) {
	data, err := r.read()
	if err != nil {
		return nil, err
	}
	return objectOf(data)
}

// OptionalObject is Object for requests that may also come without a body, which counts as
// an object without keys.
func (r *Request) OptionalObject() (*Object, error) {
	data, err := r.read()
	if err != nil {
		return nil, err
	}
	if len(data) == 0 {
		data = []byte("{}")
	}
	return objectOf(data)
}

func objectOf(data []byte) (*Object, error) {
	if !wellFormed(data) {
		return nil, ErrBadJSON
	}
	object, ok := newObject(data, "", new(reading))
	if !ok {
		return nil, fmt.Errorf("%w: diperlukan sebuah objek", ErrBadJSON)
	}
	return object, nil
}

// wellFormed reports whether data is JSON in UTF-8. Other bytes would be replaced while
// decoding, so that something else would be stored than was sent.
func wellFormed(data []byte) bool { return utf8.Valid(data) && json.Valid(data) }

// Send writes a JSON answer that is not kept.
func (r *Request) Send(status int, value any) error {
	data, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("serve: encode: %w", err)
	}
	return r.send(status, jsonType, data)
}

// SendPage writes an HTML page that is not kept.
func (r *Request) SendPage(status int, page []byte) error { return r.send(status, pageType, page) }

// The types of the bodies that are written here.
const (
	jsonType = "application/json; charset=utf-8"
	pageType = "text/html; charset=utf-8"
)

func (r *Request) send(status int, contentType string, data []byte) error {
	header := r.Writer.Header()
	header.Set("Content-Type", contentType)
	header.Set("Cache-Control", "private, no-store")
	if len(data) >= 1024 && AcceptsGzip(r.HTTP) {
		var err error
		if data, err = app.Compress(data); err != nil {
			return err
		}
		header.Set("Content-Encoding", "gzip")
	}
	header.Add("Vary", "Accept-Encoding, Cookie, Authorization")
	header.Set("Content-Length", strconv.Itoa(len(data)))
	r.Writer.WriteHeader(status)
	_, _ = r.Writer.Write(data) // the client may be gone: nothing to tell anybody
	return nil
}

// Kept answers a read with what build makes of the visit's view, encoded once per
// revision, and with 304 when the client has it. Key names the endpoint and every option
// that changes the answer.
func (r *Request) Kept(key string, build func(*app.View) (any, error)) error {
	return r.kept(key, jsonType, build)
}

// KeptPage answers with the page that build makes of the visit's view, kept like an answer
// of Kept. Nothing in it may depend on who asks, apart from their rights (rulings D24).
func (r *Request) KeptPage(key string, build func(*app.View) ([]byte, error)) error {
	return r.kept(key, pageType, func(view *app.View) (any, error) {
		page, err := build(view)
		return app.Encoded(page), err
	})
}

func (r *Request) kept(key, contentType string, build func(*app.View) (any, error)) error {
	known := r.HTTP.Header.Get("If-None-Match")
	if known != "" {
		same, err := r.App.Matches(r.HTTP.Context(), r.Visit, key, known)
		if err != nil {
			return err
		}
		if same {
			return r.NotModified(known)
		}
	}
	answer, err := r.App.Answer(r.HTTP.Context(), r.Visit, key, build)
	if err != nil {
		return err
	}
	header := r.Writer.Header()
	header["Content-Type"] = headerValues[contentType]
	header["Cache-Control"] = headerValues[keptControl]
	header["Etag"] = []string{answer.ETag}
	if answer.Revision != r.Visit.Revision || answer.Project != r.Visit.ProjectID { // admit said it already
		header.Set("X-Takar-Project", projectMark(answer.Project, answer.Revision))
	}
	if len(header["Vary"]) == 0 {
		header["Vary"] = headerValues[keptVary]
	} else {
		header.Add("Vary", keptVary)
	}
	body := answer.Body
	if answer.Gzip != nil && AcceptsGzip(r.HTTP) {
		body = answer.Gzip
		header["Content-Encoding"] = headerValues["gzip"]
	}
	header["Content-Length"] = []string{strconv.Itoa(len(body))}
	r.Writer.WriteHeader(http.StatusOK)
	_, _ = r.Writer.Write(body) // the client may be gone: nothing to tell anybody
	return nil
}

// What the answers that are kept say of themselves. They are read far more often than all
// others, so that the lists in which the headers hold these values are made once.
const (
	keptControl = "private, no-cache"
	keptVary    = "Accept-Encoding, Cookie, Authorization"
)

var headerValues = map[string][]string{
	jsonType: {jsonType}, pageType: {pageType}, keptControl: {keptControl}, keptVary: {keptVary}, "gzip": {"gzip"},
}

// NotModified tells the client that what it has under tag is what it asked for.
func (r *Request) NotModified(tag string) error {
	r.Writer.Header().Set("ETag", tag)
	r.Writer.Header().Set("Cache-Control", "private, no-cache")
	r.Writer.WriteHeader(http.StatusNotModified)
	return nil
}

// Changed tells the client the revision that a command of this request led to.
func (r *Request) Changed(done *app.Done) {
	r.Writer.Header().Set("X-Takar-Project", projectMark(r.Visit.ProjectID, done.Revision))
}

// AcceptsGzip reports whether the client reads compressed answers.
func AcceptsGzip(r *http.Request) bool {
	for _, part := range strings.Split(r.Header.Get("Accept-Encoding"), ",") {
		name, quality, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(name, "gzip") && strings.ReplaceAll(quality, " ", "") != "q=0" {
			return true
		}
	}
	return false
}
