package web

import (
	"context"
	"net/http"
	"strings"

	"takar/internal/app"
	"takar/internal/serve"
)

// exportProjects hands out all projects that the filters of the list leave, as a workbook
// (documents D14).
func exportProjects(r *serve.Request) error { return exportList(r, r.App.ExportProjects) }

// exportProjectsCSV is exportProjects as a CSV file.
func exportProjectsCSV(r *serve.Request) error { return exportList(r, r.App.ExportProjectsCSV) }

// exportList hands out a file of the list. A filter that cannot be read refuses it: the list
// says beside the rows what it left out, a file could not.
func exportList(r *serve.Request, export func(context.Context, *app.Visit, app.ProjectQuery) (*app.File, error)) error {
	filter := readProjectFilter(r.HTTP.URL.Query())
	if len(filter.Ignored) > 0 {
		return &serve.Failure{Status: http.StatusBadRequest, Code: "BAD_FILTER", Message: strings.Join(filter.Ignored, " ")}
	}
	file, err := export(r.HTTP.Context(), r.Visit, filter.ProjectQuery.ProjectQuery)
	if err != nil {
		return err
	}
	return r.SendFile(file)
}
