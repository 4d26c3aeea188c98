package auth

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
)

// maxFormHead is how much of a form is read in search of the token. Our forms
// print it first, ahead of files and long tables.
const maxFormHead = 1 << 20

// maxFieldLength bounds the value that is looked for.
const maxFieldLength = 1 << 10

// errFieldTooFar says that a form goes on past the part that is searched.
var errFieldTooFar = errors.New("form field not within the first part of the body")

// formField finds the first value of a field in the first limit bytes of a
// form body, and leaves the body as if it had not been read. The value is
// empty when the body is no form or has no such field.
func formField(r *http.Request, name string, limit int) (string, error) {
	if r.PostForm != nil {
		return r.PostForm.Get(name), nil
	}
	if r.Body == nil || r.Body == http.NoBody {
		return "", nil
	}
	search := searchURLEncoded
	var boundary string
	switch mediaType(r) {
	case "application/x-www-form-urlencoded":
	case "multipart/form-data":
		_, parameters, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
		if boundary = parameters["boundary"]; err != nil || boundary == "" {
			return "", errors.New("multipart form without a boundary")
		}
		search = func(head io.Reader, name string) (string, error) {
			return searchMultipart(multipart.NewReader(head, boundary), name)
		}
	default:
		return "", nil
	}
	head := &headReader{body: r.Body, left: limit}
	value, err := search(head, name)
	r.Body = replayedBody{Reader: io.MultiReader(&head.read, r.Body), Closer: r.Body}
	return value, err
}

// searchURLEncoded reads pair by pair and stops at the field.
func searchURLEncoded(head io.Reader, name string) (string, error) {
	pairs := bufio.NewReader(head)
	for {
		pair, err := pairs.ReadString('&')
		key, value, _ := strings.Cut(strings.TrimSuffix(pair, "&"), "=")
		if unescaped, escapeErr := url.QueryUnescape(key); escapeErr == nil && unescaped == name {
			if err != nil && !errors.Is(err, io.EOF) {
				return "", err
			}
			return url.QueryUnescape(value)
		}
		if errors.Is(err, io.EOF) {
			return "", nil
		}
		if err != nil {
			return "", err
		}
	}
}

// searchMultipart reads part by part and stops at the field; files before it
// are skipped.
func searchMultipart(parts *multipart.Reader, name string) (string, error) {
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return "", nil
		}
		if err != nil {
			return "", err
		}
		if part.FormName() != name || part.FileName() != "" {
			continue
		}
		value, err := io.ReadAll(io.LimitReader(part, maxFieldLength))
		return string(value), err
	}
}

// headReader reads the first bytes of a body and keeps them.
type headReader struct {
	body io.Reader
	left int
	read bytes.Buffer
}

func (h *headReader) Read(p []byte) (int, error) {
	if h.left == 0 {
		return 0, errFieldTooFar
	}
	n, err := h.body.Read(p[:min(len(p), h.left)])
	h.left -= n
	h.read.Write(p[:n])
	return n, err
}

// replayedBody is a body whose beginning is read a second time.
type replayedBody struct {
	io.Reader
	io.Closer
}

// mediaType is the Content-Type of a request without its parameters.
func mediaType(r *http.Request) string {
	name, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	return strings.ToLower(strings.TrimSpace(name))
}
