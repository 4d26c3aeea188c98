package api

import (
	"net/http"

	"takar/internal/app"
	"takar/internal/exchange"
	"takar/internal/rab"
	"takar/internal/serve"
)

// getBackup answers with the whole project; include_progress=0 leaves the schedule out.
func getBackup(r *serve.Request) error {
	const kind = "project_backup_v" + exchange.BackupVersion
	if queryOf(r).flag("include_progress", true) {
		return keptExport(r, kind, (*app.View).Backup)
	}
	return keptExport(r, kind+"_tanpa_jadwal", (*app.View).BackupWithoutSchedule)
}

func getWorkListFile(r *serve.Request) error {
	return keptExport(r, "list_pekerjaan", func(v *app.View) ([]byte, error) { return exchange.WriteWorkList(v.Project) })
}

func getAnalysesFile(r *serve.Request) error {
	return keptExport(r, "template_ahsp", func(v *app.View) ([]byte, error) { return exchange.WriteAnalyses(v.Project) })
}

// keptExport answers with a file about the project, named after it and the time.
func keptExport(r *serve.Request, kind string, build func(*app.View) ([]byte, error)) error {
	view, err := r.App.View(r.HTTP.Context(), r.Visit)
	if err != nil {
		return err
	}
	return r.KeptFile("export/"+kind, exportName(kind, view.Header().Nama, r.App.Local().Format("20060102_150405"))+".json", build)
}

// longestInFileName is how much of a project's name stands in that of a file (documents
// D12).
const longestInFileName = 50

func exportName(kind, project, moment string) string {
	name := []rune(project)
	return kind + "_" + string(name[:min(len(name), longestInFileName)]) + "_" + moment
}

// backupMiB bounds a backup; one of 10,000 pekerjaan has 30 MiB.
const backupMiB = exchange.MaxBackupBytes >> 20

// restoredAnswer tells what a backup became, or would become (api §6.20).
type restoredAnswer struct {
	okay

	Status       string          `json:"status"`
	Message      string          `json:"message"`
	DryRun       bool            `json:"dry_run"`
	ProjectID    *int64          `json:"project_id"`
	ProjectIndex *string         `json:"project_index"`
	Nama         string          `json:"nama"` // of the project in the file
	Stats        restoredStats   `json:"stats"`
	Totals       restoredTotals  `json:"totals"`
	Report       exchange.Report `json:"report"`
}

type restoredStats struct {
	Klasifikasi    int `json:"klasifikasi"`
	SubKlasifikasi int `json:"sub_klasifikasi"`
	Pekerjaan      int `json:"pekerjaan"`
	HargaItems     int `json:"harga_items"`
	Volumes        int `json:"volume_pekerjaan"`
	Components     int `json:"detail_ahsp"`
	Parameters     int `json:"project_parameters"`
	Tahapan        int `json:"tahap_pelaksanaan"`
	Progress       int `json:"progress_weekly"`
}

// restoredTotals is the foot of the RAB, to be compared with that of the source.
type restoredTotals struct {
	Jumlah     money         `json:"jumlah"`
	PPN        money         `json:"ppn"`
	Total      money         `json:"total"`
	Dibulatkan money         `json:"dibulatkan"`
	State      rab.LineState `json:"state"`
}

// importProject makes a project of a backup, sent as the body or as the file of a form.
// With dry_run=1, in the address or the form, it only tells what would become of it. The
// schedule of a form comes along with import_progress=1 alone, that of a body unless
// import_progress=0 (api §6.20).
func importProject(r *serve.Request) error {
	upload, err := r.UploadOrBody(backupMiB, "file")
	if err != nil {
		return err
	}
	q := queryOf(r)
	for _, name := range []string{"dry_run", "import_progress"} {
		if q.text(name) == "" {
			q.values.Set(name, upload.Fields[name])
		}
	}
	restored, err := r.App.ImportBackup(r.HTTP.Context(), r.Visit, upload.Data, app.BackupImport{
		WithoutSchedule: !q.flag("import_progress", upload.Fields == nil), DryRun: q.flag("dry_run", false),
	})
	if err != nil {
		return err
	}
	return r.Send(http.StatusOK, restoredAnswerOf(restored))
}

func restoredAnswerOf(restored *app.Restored) restoredAnswer {
	p := restored.Contents
	totals := p.Figures().Totals
	top := len(p.Klasifikasi())
	answer := restoredAnswer{
		okay: yes, Status: "success", Nama: p.Header().Nama, Report: restored.Report, DryRun: restored.Header == nil,
		Message: "Berkas dapat diimpor. Belum ada yang disimpan.",
		Stats: restoredStats{
			Klasifikasi: top, SubKlasifikasi: p.Headings.Len() - top, Pekerjaan: p.Pekerjaan.Len(), HargaItems: p.PriceItems.Len(),
			Volumes: p.Volumes.Len(), Components: p.Components.Len(), Parameters: p.Parameters.Len(),
			Tahapan: p.Tahapan.Len(), Progress: p.Progress.Len(),
		},
		Totals: restoredTotals{
			Jumlah: money{totals.Jumlah}, PPN: money{totals.PPN}, Total: money{totals.Total}, Dibulatkan: money{totals.Dibulatkan}, State: totals.State,
		},
	}
	if h := restored.Header; h != nil {
		answer.ProjectID, answer.ProjectIndex = &h.ID, &h.IndexProject
		answer.Message = "Proyek " + h.Nama + " dibuat dari berkas cadangan."
	}
	return answer
}
