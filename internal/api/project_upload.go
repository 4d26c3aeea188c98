package api

import (
	"fmt"
	"net/http"

	"takar/internal/app"
	"takar/internal/exchange"
	"takar/internal/rab"
	"takar/internal/serve"
)

// uploadAnswer tells what a file of projects holds and what was made of it. Errors has every
// reason for which a row was refused, with its row and column.
type uploadAnswer struct {
	okay

	Success bool   `json:"success"`
	Message string `json:"message"`
	DryRun  bool   `json:"dry_run"`
	Sheet   string `json:"sheet"`
	Created int    `json:"created_count"`
	Refused int    `json:"refused_count"` // rows
	// Rows are the accepted rows, with the dates that follow from others.
	Rows     []uploadedRow `json:"rows"`
	Errors   []rab.Problem `json:"errors"`
	Warnings []rab.Problem `json:"warnings"`
	Skipped  []int         `json:"skipped_rows"`    // name neither project, place nor source of funds
	Ignored  []string      `json:"ignored_columns"` // unknown titles
}

// uploadedRow is an accepted row; the ids are null until the project is made.
type uploadedRow struct {
	Row            int      `json:"row"`
	ID             *int64   `json:"id"`
	IndexProject   *string  `json:"index_project"`
	Nama           string   `json:"nama"`
	LokasiProject  string   `json:"lokasi_project"`
	NamaClient     string   `json:"nama_client"`
	SumberDana     string   `json:"sumber_dana"`
	AnggaranOwner  money    `json:"anggaran_owner"`
	TanggalMulai   rab.Date `json:"tanggal_mulai"`
	TanggalSelesai rab.Date `json:"tanggal_selesai"`
	DurasiHari     int      `json:"durasi_hari"`
	TahunProject   int      `json:"tahun_project"`
}

// uploadProjects makes projects of the rows of an .xlsx or .csv file of at most 5 MB and
// 2,000 rows, sent as the file of a form or as the body (documents I1). One refused row
// refuses the file, unless only_valid=1 asks for the others alone; with dry_run=1 the answer
// only tells what would be made. Both, and preset, stand in the address or the form.
func uploadProjects(r *serve.Request) error {
	upload, err := r.UploadOrBody(app.UploadMegabytes, "file")
	if err != nil {
		return err
	}
	q := queryOf(r)
	for _, name := range []string{"dry_run", "only_valid", "preset"} {
		if q.text(name) == "" {
			q.values.Set(name, upload.Fields[name])
		}
	}
	in := app.ProjectUpload{Data: upload.Data, Preset: q.text("preset"), DryRun: q.flag("dry_run", false), AcceptedOnly: q.flag("only_valid", false)}
	uploaded, err := r.App.UploadProjects(r.HTTP.Context(), r.Visit, in)
	if err != nil {
		return err
	}
	status := http.StatusCreated
	if in.DryRun {
		status = http.StatusOK
	}
	return r.Send(status, uploadAnswerOf(uploaded, in.DryRun))
}

func uploadAnswerOf(uploaded *app.UploadedProjects, dryRun bool) uploadAnswer {
	accepted := uploaded.Accepted()
	answer := uploadAnswer{
		okay: yes, Success: true, DryRun: dryRun, Sheet: uploaded.Name, Created: len(uploaded.Created), Refused: len(uploaded.Rows) - len(accepted),
		Rows: rowsOf(accepted, uploadedRowOf), Errors: listOf(uploaded.Problems()), Warnings: []rab.Problem{},
		Skipped: listOf(uploaded.Skipped), Ignored: listOf(uploaded.Ignored),
	}
	for i, header := range uploaded.Created {
		answer.Rows[i].ID, answer.Rows[i].IndexProject = &header.ID, &header.IndexProject
	}
	for _, row := range uploaded.Rows {
		answer.Warnings = append(answer.Warnings, row.Warnings...)
	}
	answer.Message = fmt.Sprintf("%d proyek dibuat, %d baris ditolak.", answer.Created, answer.Refused)
	if dryRun {
		answer.Message = fmt.Sprintf("%d baris dapat menjadi proyek, %d baris ditolak. Belum ada yang disimpan.", len(accepted), answer.Refused)
	}
	return answer
}

func uploadedRowOf(row *exchange.SheetProject) uploadedRow {
	h := &row.Header
	return uploadedRow{
		Row: row.Row, Nama: h.Nama, LokasiProject: h.LokasiProject, NamaClient: h.NamaClient, SumberDana: h.SumberDana,
		AnggaranOwner: money{h.AnggaranOwner}, TanggalMulai: h.TanggalMulai, TanggalSelesai: h.TanggalSelesai, DurasiHari: h.DurasiHari, TahunProject: h.TahunProject,
	}
}

// getUploadSample hands out the workbook to fill in for an upload of projects.
func getUploadSample(r *serve.Request) error {
	file, err := r.App.ProjectSample(r.HTTP.Context())
	if err != nil {
		return err
	}
	return r.SendFile(file)
}
