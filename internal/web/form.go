package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"takar/internal/rab"
	"takar/internal/serve"
)

// formLimit bounds a posted form: a hundred projects with long descriptions.
const formLimit = 8 << 20

// readForm reads a posted form of either encoding. Files in it are ignored.
func readForm(r *serve.Request) (url.Values, error) {
	refused := &serve.Failure{
		Status: http.StatusRequestEntityTooLarge, Code: "TOO_LARGE",
		Message: fmt.Sprintf("Formulir ini terlalu besar: paling banyak %d MiB.", formLimit>>20),
	}
	if r.Exceeds(formLimit) {
		return nil, refused
	}
	r.HTTP.Body = http.MaxBytesReader(r.Writer, r.HTTP.Body, formLimit)
	err := r.HTTP.ParseForm()
	if err == nil {
		err = r.HTTP.ParseMultipartForm(formLimit)
	}
	if errors.Is(err, http.ErrNotMultipart) {
		err = nil
	}
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, refused
	case err != nil:
		return nil, &serve.Failure{Status: http.StatusBadRequest, Code: "BAD_FORM", Message: "Formulir tidak dapat dibaca. Muat ulang halaman, lalu kirim lagi."}
	}
	return r.HTTP.PostForm, nil
}

// field is one input of a form with what was typed and what is wrong with it.
type field struct {
	Name         string // also its id
	Label, Hint  string
	Kind         string // text, email, password, date, number, money, area, choice or check
	Required     bool
	Wide         bool
	Focus        bool // of all fields of the page, the one to start in
	Limit        int  // characters; 0: none
	Autocomplete string
	Value        string
	Choices      []choice
	Errors       []string
}

// choice is one option of a field.
type choice struct{ Value, Text string }

// valuesOf lists the values of a field's options.
func valuesOf(options []choice) []string {
	values := make([]string, len(options))
	for i, option := range options {
		values[i] = option.Value
	}
	return values
}

// Described lists the ids of what explains the field, for assistive technology.
func (f *field) Described() string {
	var ids []string
	if len(f.Errors) > 0 {
		ids = append(ids, f.Name+"-salah")
	}
	if f.Hint != "" {
		ids = append(ids, f.Name+"-petunjuk")
	}
	return strings.Join(ids, " ")
}

// complain puts the problems of a command under their fields and returns those that belong
// to none. The first field with a problem gets the focus.
func complain(fields []*field, prefix string, problems []rab.Problem) (rest []string) {
	byName := make(map[string]*field, len(fields))
	for _, f := range fields {
		byName[f.Name] = f
	}
	for _, problem := range problems {
		if f, ok := byName[prefix+problem.Path]; ok {
			f.Errors = append(f.Errors, sentence(problem.Message))
			continue
		}
		rest = append(rest, sentence(problem.Message))
	}
	for _, f := range fields {
		if f.Focus = len(f.Errors) > 0; f.Focus {
			break
		}
	}
	return rest
}
