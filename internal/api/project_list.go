package api

import (
	"net/http"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
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
	IsActive      bool   `json:"is_active"`
	UpdatedAt     string `json:"updated_at"`

	StatusTimeline rab.TimelineStatus `json:"status_timeline"`
	Realisasi      decimal.Fixed      `json:"realisasi"`        // percent of the whole project
	Rencana        *decimal.Fixed     `json:"rencana_hari_ini"` // percent that is due; null without a plan
	Deviasi        *decimal.Fixed     `json:"deviasi"`          // percentage points, negative = behind
}

// projectListMost is how many projects one answer names, unless it is asked for another number.
const projectListMost = 100

// listProjects names projects of the visitor's list, by the parameters of the list: for
// menus that lead from one project to another.
func listProjects(r *serve.Request) error {
	query, err := projectQuery(r)
	if err != nil {
		return err
	}
	q := queryOf(r)
	query.PageSize = min(q.integer("page_size", projectListMost, 1), app.EditProjectsMost)
	if err := q.err(); err != nil {
		return err
	}
	page, err := r.App.Projects(r.HTTP.Context(), r.Visit, query)
	if err != nil {
		return err
	}
	answer := projectListAnswer{okay: yes, Total: page.Total, Projects: make([]projectName, 0, len(page.Rows))}
	today := r.App.Today()
	for _, row := range page.Rows {
		answer.Projects = append(answer.Projects, projectNameOf(row, today))
	}
	return r.Send(http.StatusOK, answer)
}

func projectNameOf(row *app.ProjectRow, today rab.Date) projectName {
	percent := func(d decimal.Decimal) decimal.Fixed { return decimal.Fixed{Decimal: d, Places: rab.PercentPlaces} }
	name := projectName{
		ID: row.ID, IndexProject: row.IndexProject, Nama: row.Nama, LokasiProject: row.LokasiProject, TahunProject: row.TahunProject,
		Role: row.Role, IsActive: row.IsActive, UpdatedAt: row.UpdatedAt.Contract(),
		StatusTimeline: row.TimelineStatus(row.Standing, today), Realisasi: percent(row.Done()),
	}
	if due, planned := row.Due(&row.Header, today); planned {
		rencana, deviasi := percent(due), percent(row.Done().Sub(due))
		name.Rencana, name.Deviasi = &rencana, &deviasi
	}
	return name
}

// projectQuery reads the parameters of the list; what cannot be read refuses the request.
func projectQuery(r *serve.Request) (app.ProjectQuery, error) {
	query := serve.ReadProjectQuery(r.HTTP.URL.Query())
	return query.ProjectQuery, query.Problems.Err()
}

// projectTableAnswer holds the own data of projects, to be changed in a table.
type projectTableAnswer struct {
	okay

	Projects []projectData `json:"projects"`
}

// projectData is the own data of a project under the names of the project form. Version is
// to be sent with the next change. The budget is null without the right to prices.
type projectData struct {
	ID            int64  `json:"id"`
	IndexProject  string `json:"index_project"`
	Version       int64  `json:"version"`
	Write         bool   `json:"write"` // the visitor may change it, and it is not archived
	Prices        bool   `json:"prices"`
	IsActive      bool   `json:"is_active"`
	Nama          string `json:"nama"`
	LokasiProject string `json:"lokasi_project"`
	NamaClient    string `json:"nama_client"`
	SumberDana    string `json:"sumber_dana"`

	AnggaranOwner  *money   `json:"anggaran_owner"`
	TanggalMulai   rab.Date `json:"tanggal_mulai"`
	TanggalSelesai rab.Date `json:"tanggal_selesai"`
	DurasiHari     int      `json:"durasi_hari"`

	JabatanClient              string `json:"jabatan_client"`
	InstansiClient             string `json:"instansi_client"`
	NamaKontraktor             string `json:"nama_kontraktor"`
	InstansiKontraktor         string `json:"instansi_kontraktor"`
	NamaKonsultanPerencana     string `json:"nama_konsultan_perencana"`
	InstansiKonsultanPerencana string `json:"instansi_konsultan_perencana"`
	NamaKonsultanPengawas      string `json:"nama_konsultan_pengawas"`
	InstansiKonsultanPengawas  string `json:"instansi_konsultan_pengawas"`
	KetProject1                string `json:"ket_project1"`
	KetProject2                string `json:"ket_project2"`
	Kategori                   string `json:"kategori"`
	Deskripsi                  string `json:"deskripsi"`
}

// getProjectTable hands out the own data of the projects of ids=1,2 in that order, or of
// all that match the parameters of the list; at most as many as one command changes.
func getProjectTable(r *serve.Request) error {
	query, err := projectQuery(r)
	if err != nil {
		return err
	}
	q := queryOf(r)
	if ids := q.ids("ids"); len(ids) > 0 {
		query = app.ProjectQuery{IDs: ids}
	}
	if err := q.err(); err != nil {
		return err
	}
	query.Page, query.PageSize = 1, app.EditProjectsMost
	page, err := r.App.Projects(r.HTTP.Context(), r.Visit, query)
	switch {
	case err != nil:
		return err
	case page.Total > app.EditProjectsMost:
		return rab.Refuse("ids", "Paling banyak %d proyek sekaligus, ini %d: persempit saringannya.", app.EditProjectsMost, page.Total)
	case page.Total < len(query.IDs):
		return app.ErrNotFound
	}
	return r.Send(http.StatusOK, projectTableAnswer{okay: yes, Projects: rowsOf(page.Rows, projectDataOf)})
}

func projectDataOf(row *app.ProjectRow) projectData {
	rights := app.RowRights(row)
	data := projectData{
		ID: row.ID, IndexProject: row.IndexProject, Version: row.Version, Write: rights.Write && row.IsActive, Prices: rights.Prices, IsActive: row.IsActive,
		Nama: row.Nama, LokasiProject: row.LokasiProject, NamaClient: row.NamaClient, SumberDana: row.SumberDana,
		TanggalMulai: row.TanggalMulai, TanggalSelesai: row.TanggalSelesai, DurasiHari: row.DurasiHari,
		JabatanClient: row.JabatanClient, InstansiClient: row.InstansiClient, NamaKontraktor: row.NamaKontraktor, InstansiKontraktor: row.InstansiKontraktor,
		NamaKonsultanPerencana: row.NamaKonsultanPerencana, InstansiKonsultanPerencana: row.InstansiKonsultanPerencana,
		NamaKonsultanPengawas: row.NamaKonsultanPengawas, InstansiKonsultanPengawas: row.InstansiKonsultanPengawas,
		KetProject1: row.KetProject1, KetProject2: row.KetProject2, Kategori: row.Kategori, Deskripsi: row.Deskripsi,
	}
	if rights.Prices {
		data.AnggaranOwner = &money{row.AnggaranOwner}
	}
	return data
}
