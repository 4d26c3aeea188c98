package api

import (
	"errors"
	"net/http"
	"strconv"

	"takar/internal/app"
	"takar/internal/dossier"
	"takar/internal/rab"
	"takar/internal/serve"
)

// exportTask tells how far the making of a document apart from a request is, in the words of
// the contract (api §6.19).
type exportTask struct {
	okay

	TaskID      string          `json:"task_id"`
	Status      string          `json:"status"`
	Message     string          `json:"message"`
	Progress    exportProgress  `json:"progress"`
	Result      *exportedResult `json:"result,omitempty"` // once it is made
	Error       string          `json:"error,omitempty"`
	StatusURL   string          `json:"status_url"`
	DownloadURL string          `json:"download_url"`
	CancelURL   string          `json:"cancel_url"`
}

// exportProgress is in percent, and in rows of tables; those are 0 until they are known.
type exportProgress struct {
	Status   string `json:"status"`
	Progress int    `json:"progress"`
	Total    int    `json:"total"` // always 100
	Done     int    `json:"done"`
	Rows     int    `json:"rows"`
}

type exportedResult struct {
	ExportType  dossier.Kind   `json:"export_type"`
	Format      dossier.Format `json:"format"`
	FileName    string         `json:"file_name"`
	FileSize    int            `json:"file_size"`
	Revision    int64          `json:"revision"`
	DownloadURL string         `json:"download_url"`
}

// exportStates are the words of the contract for the states of a job, with what they say to
// people.
var exportStates = map[app.JobState][2]string{
	app.JobQueued:    {"PENDING", "Menunggu giliran."},
	app.JobRunning:   {"PROCESSING", "Dokumen sedang dibuat."},
	app.JobDone:      {"SUCCESS", "Dokumen siap diunduh."},
	app.JobFailed:    {"FAILURE", "Dokumen gagal dibuat."},
	app.JobCancelled: {"REVOKED", "Pembuatan dokumen dibatalkan."},
}

// startExport begins to make a document apart from this request.
func startExport(r *serve.Request) error {
	body, err := r.Object()
	if err != nil {
		return err
	}
	kind, format := dossier.Kind(body.Text("export_type")), body.Text("format")
	options := body.Child("options")
	if err := body.Err(); err != nil {
		return err
	}
	order := app.DocumentOrder{Kind: kind, Format: dossier.Format(format)}
	if order.Format == "" {
		order.Format = dossier.PDF
	}
	if order.Options, err = taskOptions(options, kind); err != nil {
		return err
	}
	job, err := r.App.StartExport(r.HTTP.Context(), r.Visit, order)
	if errors.Is(err, app.ErrNotFound) {
		return noSuchDocument(order)
	}
	if err != nil {
		return err
	}
	return r.Send(http.StatusAccepted, exportTaskOf(job, &order, nil))
}

// taskOptions reads the options of a body; they have the names of parameters.
func taskOptions(body *serve.Object, kind dossier.Kind) (dossier.Options, error) {
	if body == nil {
		return documentOptions(&query{}, kind)
	}
	q := &query{values: documentValues(body)}
	if err := body.Err(); err != nil {
		return dossier.Options{}, err
	}
	options, err := documentOptions(q, kind)
	var invalid *rab.Invalid
	if errors.As(err, &invalid) {
		for i := range invalid.Problems {
			invalid.Problems[i].Path = body.At(invalid.Problems[i].Path)
		}
	}
	return options, err
}

// noSuchDocument says which part of an order names nothing.
func noSuchDocument(order app.DocumentOrder) error {
	entry, known := dossier.Find(order.Kind)
	switch {
	case !known:
		return rab.Refuse("export_type", "Tidak ada dokumen %q.", order.Kind)
	case !entry.Offers(order.Format):
		return rab.Refuse("format", "Dokumen ini tidak tersedia dalam format %q.", order.Format)
	}
	return rab.Refuse("options.tahapan_id", "Tahapan ini tidak ada di proyek ini.")
}

func exportTaskOf(job *app.Job, order *app.DocumentOrder, result *app.ExportResult) *exportTask {
	id, state := strconv.FormatInt(job.ID, 10), exportStates[job.State]
	task := &exportTask{
		okay: yes, TaskID: id, Status: state[0], Message: state[1], Error: job.Failure,
		Progress:  exportProgress{Status: state[1], Total: 100, Done: job.Done, Rows: job.Total},
		StatusURL: "/detail_project/api/export-status/async/" + id + "/", DownloadURL: "/detail_project/api/export-download/async/" + id + "/",
		CancelURL: "/detail_project/api/jobs/" + id + "/cancel/",
	}
	switch {
	case job.State == app.JobDone:
		task.Progress.Progress = 100
	case job.Total > 0:
		task.Progress.Progress = min(99, 100*job.Done/job.Total) // the last percent is the file
	}
	if result != nil {
		task.Result = &exportedResult{
			ExportType: order.Kind, Format: order.Format, FileName: result.Name, FileSize: result.Size, Revision: result.Revision, DownloadURL: task.DownloadURL,
		}
	}
	return task
}

func getExportTask(r *serve.Request) error {
	id, err := r.PathID("job")
	if err != nil {
		return err
	}
	job, order, result, err := r.App.ExportJob(r.HTTP.Context(), r.Visit, id)
	if err != nil {
		return err
	}
	return r.Send(http.StatusOK, exportTaskOf(job, order, result))
}

func downloadExport(r *serve.Request) error {
	id, err := r.PathID("job")
	if err != nil {
		return err
	}
	file, err := r.App.ExportedFile(r.HTTP.Context(), r.Visit, id)
	if err != nil {
		return err
	}
	return r.SendFile(file)
}
