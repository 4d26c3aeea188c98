package web

import (
	"net/http"
	"strings"

	"takar/internal/serve"
)

// exportProjects hands out all projects that the filters of the list leave, as a workbook
// (documents D14). A filter that cannot be read refuses the file: the list says beside the
// rows what it left out, a file could not.
func exportProjects(r *serve.Request) error {
	filter := readProjectFilter(r.HTTP.URL.Query())
	if len(filter.Problems) > 0 {
		return &serve.Failure{Status: http.StatusBadRequest, Code: "BAD_FILTER", Message: strings.Join(filter.Problems, " ")}
	}
	file, err := r.App.ExportProjects(r.HTTP.Context(), r.Visit, filter.query)
	if err != nil {
		return err
	}
	return r.SendFile(file)
}
