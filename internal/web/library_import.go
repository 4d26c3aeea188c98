package web

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"takar/internal/ahsp"
	"takar/internal/app"
	"takar/internal/rab"
	"takar/internal/serve"
)

// importMegabytes bounds an uploaded workbook (documents I2).
const importMegabytes = 50

// importBody is what the page for uploading a workbook shows.
type importBody struct {
	Nav       string
	Megabytes int
	Problems  []string
	Staged    []stagedLine
}

// stagedLine is an uploaded file that waits.
type stagedLine struct {
	app.StagingHead

	Address, When, Until string
}

func stagedAddress(id int64) string { return importPath + strconv.FormatInt(id, 10) + "/" }

func newStagedLine(r *serve.Request, head app.StagingHead) stagedLine {
	return stagedLine{
		StagingHead: head, Address: stagedAddress(head.ID), When: waktu(head.CreatedAt, r.App.Zone()), Until: waktu(head.ExpiresAt, r.App.Zone()),
	}
}

func (s *Site) importPage(r *serve.Request) error { return s.showImport(r, http.StatusOK, nil) }

func (s *Site) showImport(r *serve.Request, status int, problems []string) error {
	heads, err := r.App.StagedImports(r.HTTP.Context(), r.Visit)
	if err != nil {
		return err
	}
	body := &importBody{Nav: "import", Megabytes: importMegabytes, Problems: problems}
	for _, head := range heads {
		body.Staged = append(body.Staged, newStagedLine(r, head))
	}
	return s.adminPage(r, status, "library-import", "Impor AHSP", body)
}

// importFile stages an uploaded workbook. A refused one is shown with everything that is wrong
// with it, by row and column.
func (s *Site) importFile(r *serve.Request) error {
	upload, err := r.Upload(importMegabytes, "excel_file")
	var staged *app.StagedImport
	if err == nil {
		staged, err = r.App.StageImport(r.HTTP.Context(), r.Visit, app.Upload{Name: upload.Name, Data: upload.Data})
	}
	said, rest := refusals(err)
	if rest != nil {
		return rest
	}
	if said != nil {
		status := http.StatusOK
		var failure *serve.Failure
		if errors.As(err, &failure) {
			status = failure.Status
		}
		return s.showImport(r, status, said)
	}
	return redirect(r, stagedAddress(staged.ID))
}

// staged reads the uploaded file that the path names.
func stagedOf(r *serve.Request) (*app.StagedImport, error) {
	id, err := r.PathID("staging")
	if err != nil {
		return nil, err
	}
	return r.App.StagedImport(r.HTTP.Context(), r.Visit, id)
}

// correctStagedPage asks for one value of an uploaded file.
func (s *Site) correctStagedPage(r *serve.Request) error {
	staged, err := stagedOf(r)
	if err != nil {
		return err
	}
	return s.showStagedCorrection(r, staged, r.HTTP.URL.Query(), nil, nil)
}

func (s *Site) showStagedCorrection(r *serve.Request, staged *app.StagedImport, asked, typed url.Values, problems []string) error {
	row, name, err := stagedRowOf(staged, asked)
	if err != nil {
		return err
	}
	body := newCorrectBody(row, name, typed)
	body.Nav, body.Staged, body.Problems = "import", true, problems
	body.Action, body.Back = stagedAddress(staged.ID)+"correct/", backTo(asked, stagedAddress(staged.ID))
	for _, key := range []string{"field", "kode", "row", "next"} {
		body.Hidden = append(body.Hidden, choice{key, asked.Get(key)})
	}
	body.Hidden = append(body.Hidden, choice{"old", rowValue(row, name)})
	return s.adminPage(r, http.StatusOK, "library-correct", "Koreksi "+row.Analysis.Kode, body)
}

// stagedRowOf finds what the query of a correction names in an uploaded file.
func stagedRowOf(staged *app.StagedImport, values url.Values) (row app.LibraryRow, name string, err error) {
	name = values.Get("field")
	known, ok := libraryFields[name]
	analysis, found := staged.Analysis(values.Get("kode"))
	if !ok || !found {
		return row, name, app.ErrNotFound
	}
	row = app.LibraryRow{Analysis: analysis, Edition: staged.Imported.Edition}
	if at, _ := strconv.Atoi(values.Get("row")); at > 0 {
		for i := range analysis.Components {
			if analysis.Components[i].Row == at {
				row.Component = &analysis.Components[i]
			}
		}
	}
	if ofComponent(known.field) != (row.Component != nil) {
		return row, name, app.ErrNotFound
	}
	return row, name, nil
}

func (s *Site) correctStaged(r *serve.Request) error {
	values, err := readForm(r)
	if err != nil {
		return err
	}
	staged, err := stagedOf(r)
	if err != nil {
		return err
	}
	row, name, err := stagedRowOf(staged, values)
	if err != nil {
		return err
	}
	err = s.saveStagedCorrection(r, staged, row, name, values)
	said, err := refusals(err)
	if err != nil {
		return err
	}
	if said != nil {
		return s.showStagedCorrection(r, staged, values, values, said)
	}
	s.leaveNotice(r, "settled", 1)
	return redirect(r, backTo(values, stagedAddress(staged.ID)))
}

func (s *Site) saveStagedCorrection(r *serve.Request, staged *app.StagedImport, row app.LibraryRow, name string, values url.Values) error {
	value, err := typedValue(name, values.Get("value"))
	if err != nil {
		return err
	}
	c := app.StagedCorrection{Kode: row.Analysis.Kode, Field: libraryFields[name].field, Old: values.Get("old"), New: value}
	if row.Component != nil {
		c.Row = row.Component.Row
	}
	_, _, err = r.App.ResolveFindings(r.HTTP.Context(), r.Visit, staged.ID, nil, nil, []app.StagedCorrection{c}, values.Get("why"))
	return err
}

// commitStaged stores an uploaded file as an edition. What estimators choose an analysis by is
// demanded: source and year, and a word on what the file does not state.
func (s *Site) commitStaged(r *serve.Request) error {
	values, err := readForm(r)
	if err != nil {
		return err
	}
	staged, err := stagedOf(r)
	if err != nil {
		return err
	}
	version, err := strconv.ParseInt(values.Get("version"), 10, 64)
	if err != nil {
		version = staged.Version
	}
	name, err := app.NameEdition(values.Get("edition"), values.Get("tahun"))
	if err == nil && staged.Gaps().Any() && !ticked(values, "gaps") {
		err = rab.Refuse("gaps", "centang bahwa kekurangan di atas sudah dilihat, atau lengkapi dulu")
	}
	var edition ahsp.Edition
	if err == nil {
		edition, err = r.App.CommitStaged(r.HTTP.Context(), r.Visit, staged.ID, version, name, ticked(values, "new_revision"))
	}
	var invalid *rab.Invalid
	if errors.As(err, &invalid) {
		return s.showStaged(r, staged, &stagedForms{commit: values, commitProblems: invalid.Problems})
	}
	said, err := refusals(err)
	if err != nil {
		return err
	}
	if said != nil {
		if staged, err = stagedOf(r); err != nil {
			return err
		}
		return s.showStaged(r, staged, &stagedForms{commit: values, problems: said})
	}
	s.leaveNotice(r, "committed", staged.Summary.Analyses)
	return redirect(r, strings.Replace(editionPath, "{edition}", strconv.FormatInt(edition.ID, 10), 1))
}

// ticked reports whether a box of a form is ticked.
func ticked(values url.Values, name string) bool {
	value := lastValue(values, name)
	return value != nil && *value == "true"
}

func (s *Site) dropStaged(r *serve.Request) error {
	id, err := r.PathID("staging")
	if err != nil {
		return err
	}
	if err := r.App.DropStaged(r.HTTP.Context(), r.Visit, id); err != nil {
		return err
	}
	s.leaveNotice(r, "dropped", 0)
	return redirect(r, importPath)
}
