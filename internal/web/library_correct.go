package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"takar/internal/ahsp"
	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/serve"
)

// correctBody is the form for one value of the library, or of an uploaded file.
type correctBody struct {
	Nav      string
	Action   string
	Subject  string // analysis
	Row      string // component, "" for a field of the analysis
	Place    string // in the source
	Now      string
	Hidden   []choice
	Value    *field
	Why      *field
	Back     string
	Staged   bool
	Problems []string
}

// newCorrectBody makes the form. Typed is nil when it is opened.
func newCorrectBody(row app.LibraryRow, name string, typed url.Values) *correctBody {
	now := rowValue(row, name)
	body := &correctBody{
		Subject: row.Analysis.Kode + " " + row.Analysis.Nama, Place: sourcePlace(row.Analysis.Sheet, row.Analysis.Row),
		Value: &field{Name: "value", Label: libraryFields[name].label, Kind: "text", Focus: true, Value: now, Limit: 2000},
		Why:   &field{Name: "why", Label: "Alasan", Kind: "text", Required: true, Limit: 500, Hint: "Misalnya dokumen dan halaman yang diperiksa. Tersimpan bersama koreksinya."},
	}
	if row.Component != nil {
		body.Row, body.Place = row.Component.Uraian, sourcePlace(row.Component.Sheet, row.Component.Row)
	}
	switch libraryFields[name].field { //nolint:exhaustive // the others are plain texts
	case ahsp.FieldKoefisien:
		body.Value.Kind, body.Value.Value = "money", printed(now)
	case ahsp.FieldKategori:
		body.Value.Kind, body.Value.Choices = "choice", kategoriField("").Choices[1:]
	}
	body.Now = body.Value.Value
	if typed != nil {
		body.Value.Value, body.Why.Value = typed.Get("value"), typed.Get("why")
	}
	return body
}

// typedValue reads the value of a correction in wire form.
func typedValue(name, text string) (string, error) {
	if libraryFields[name].field != ahsp.FieldKoefisien {
		return text, nil
	}
	n, err := decimal.Koefisien.ParseText(text)
	if err != nil {
		return "", rab.Refuse("value", "%s", err)
	}
	if !n.Valid {
		return "", rab.Refuse("value", "isi koefisien")
	}
	return n.Decimal.String(), nil
}

// libraryRowOf finds what the query of a correction names, as it will be in the next revision.
func libraryRowOf(r *serve.Request, values url.Values) (row app.LibraryRow, name string, err error) {
	name = values.Get("field")
	analysis, _ := strconv.ParseInt(values.Get("analysis"), 10, 64)
	component, _ := strconv.ParseInt(values.Get("component"), 10, 64)
	known, ok := libraryFields[name]
	if !ok {
		return row, name, app.ErrNotFound
	}
	drafts, err := r.App.LibraryDrafts(r.HTTP.Context(), r.Visit, "")
	if err != nil {
		return row, name, err
	}
	for _, draft := range drafts {
		for _, a := range draft.Analyses {
			if a.ID == analysis {
				row = app.LibraryRow{Analysis: a, Edition: draft.Edition}
			}
		}
	}
	if row.Analysis == nil {
		return row, name, app.ErrNotFound
	}
	for i := range row.Analysis.Components {
		if c := &row.Analysis.Components[i]; c.ID == component {
			row.Component = c
		}
	}
	if ofComponent := ofComponent(known.field); ofComponent != (row.Component != nil) {
		return row, name, app.ErrNotFound
	}
	return row, name, nil
}

// ofComponent reports whether a field belongs to a component.
func ofComponent(field ahsp.Field) bool {
	return slices.Contains([]ahsp.Field{ahsp.FieldKategori, ahsp.FieldKode, ahsp.FieldUraian, ahsp.FieldSatuanKomponen, ahsp.FieldKoefisien}, field)
}

func (s *Site) correctPage(r *serve.Request) error {
	return s.showCorrection(r, r.HTTP.URL.Query(), nil, nil)
}

func (s *Site) showCorrection(r *serve.Request, asked, typed url.Values, problems []string) error {
	row, name, err := libraryRowOf(r, asked)
	if err != nil {
		return err
	}
	body := newCorrectBody(row, name, typed)
	body.Nav, body.Action, body.Back, body.Problems = "database", correctPath, backTo(asked, databasePath), problems
	for _, key := range []string{"field", "analysis", "component", "next"} {
		body.Hidden = append(body.Hidden, choice{key, asked.Get(key)})
	}
	body.Hidden = append(body.Hidden, choice{"old", rowValue(row, name)})
	return s.adminPage(r, http.StatusOK, "library-correct", "Koreksi "+row.Analysis.Kode, body)
}

// correct appends a correction; the edition itself changes with its next revision.
func (s *Site) correct(r *serve.Request) error {
	values, err := readForm(r)
	if err != nil {
		return err
	}
	row, name, err := libraryRowOf(r, values)
	if err != nil {
		return err
	}
	old := values.Get("old")
	in := app.CorrectionInput{Analysis: row.Analysis.ID, Field: libraryFields[name].field, Old: &old, Why: values.Get("why")}
	if row.Component != nil {
		in.Analysis, in.Component = 0, row.Component.ID
	}
	var done *app.Corrected
	if in.Value, err = typedValue(name, values.Get("value")); err == nil {
		done, err = r.App.CorrectLibrary(r.HTTP.Context(), r.Visit, in)
	}
	said, err := refusals(err)
	if err != nil {
		return err
	}
	if said != nil {
		return s.showCorrection(r, values, values, said)
	}
	if done.Correction == nil {
		s.leaveNotice(r, "same", 0)
	} else {
		s.leaveNotice(r, "corrected", done.Waiting)
	}
	return redirect(r, backTo(values, databasePath))
}
