package serve

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"takar/internal/app"
)

// UploadOrBody is Upload for routes that also take the file as the body itself; then there
// are no fields beside it.
func (r *Request) UploadOrBody(megabytes int64, names ...string) (*Upload, error) {
	kind, _, _ := strings.Cut(r.HTTP.Header.Get("Content-Type"), ";")
	if strings.EqualFold(strings.TrimSpace(kind), "multipart/form-data") {
		return r.Upload(megabytes, names...)
	}
	tooLarge := &Failure{
		Status: http.StatusRequestEntityTooLarge, Code: "TOO_LARGE", Message: fmt.Sprintf("Berkas terlalu besar: paling banyak %d MB.", megabytes),
	}
	if r.Exceeds(megabytes << 20) {
		return nil, tooLarge
	}
	data, err := io.ReadAll(http.MaxBytesReader(r.Writer, r.HTTP.Body, megabytes<<20))
	var size *http.MaxBytesError
	switch {
	case errors.As(err, &size):
		return nil, tooLarge
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrBadJSON, err)
	}
	return &Upload{Data: data}, nil
}

// KeptFile answers a read with a JSON file to save, kept like an answer of Kept. What is in
// the file may not depend on its name, which may hold the time.
func (r *Request) KeptFile(key, name string, build func(*app.View) ([]byte, error)) error {
	return r.KeptJSONFile(key, name, func(view *app.View) (any, error) {
		file, err := build(view)
		return app.Encoded(file), err
	})
}

// KeptJSONFile is KeptFile of a value that is still to be encoded.
func (r *Request) KeptJSONFile(key, name string, build func(*app.View) (any, error)) error {
	r.Writer.Header().Set("Content-Disposition", attachment(name))
	err := r.kept(key, jsonType, build)
	if err != nil {
		r.Writer.Header().Del("Content-Disposition")
	}
	return err
}

// attachment tells a browser to save an answer under a name (RFC 6266): the name as it is
// for those that read it, and one in plain ASCII for the others.
func attachment(name string) string {
	name = FileName(name)
	plain := strings.Map(func(c rune) rune {
		if c > '~' || c == '%' {
			return '_'
		}
		return c
	}, name)
	text := `attachment; filename="` + plain + `"`
	if plain != name {
		text += "; filename*=UTF-8''" + strings.ReplaceAll(url.QueryEscape(name), "+", "%20")
	}
	return text
}

// FileName makes a text one that every system takes as the name of a file: blanks and what
// has a meaning in paths or headers become underscores.
func FileName(text string) string {
	return strings.Map(func(c rune) rune {
		if c <= ' ' || c == 0x7f || strings.ContainsRune(`/\:*?"<>|;'`, c) || (c >= 0x80 && c < 0xa0) || (c >= 0x200b && c <= 0x202e) || c == 0xfeff {
			return '_'
		}
		return c
	}, text)
}
