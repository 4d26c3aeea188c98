package api

import (
	"net/http"

	"takar/internal/app"
	"takar/internal/serve"
)

// projectListAnswer names projects of the visitor, the newest change first.
type projectListAnswer struct {
	okay

	Total    int           `json:"total"` // that match
	Projects []projectName `json:"projects"`
}

type projectName struct {
	ID            int64  `json:"id"`
	IndexProject  string `json:"index_project"`
	Nama          string `json:"nama"`
	LokasiProject string `json:"lokasi_project"`
	TahunProject  int    `json:"tahun_project"`
	Role          string `json:"role"`
	UpdatedAt     string `json:"updated_at"`
}

// projectListMost is how many projects one answer names.
const projectListMost = 100

// listProjects names the active projects of the visitor's list that hold the parameter
// search in any text, for menus that lead from one project to another.
func listProjects(r *serve.Request) error {
	active := true
	page, err := r.App.Projects(r.HTTP.Context(), r.Visit, app.ProjectQuery{
		Search: queryOf(r).text("search"), Active: &active, PageSize: projectListMost,
	})
	if err != nil {
		return err
	}
	answer := projectListAnswer{okay: yes, Total: page.Total, Projects: make([]projectName, 0, len(page.Rows))}
	for _, row := range page.Rows {
		answer.Projects = append(answer.Projects, projectName{
			ID: row.ID, IndexProject: row.IndexProject, Nama: row.Nama, LokasiProject: row.LokasiProject, TahunProject: row.TahunProject,
			Role: row.Role, UpdatedAt: row.UpdatedAt.Contract(),
		})
	}
	return r.Send(http.StatusOK, answer)
}
