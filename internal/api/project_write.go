package api

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/serve"
)

// projectCreated answers the making of a project (rulings E).
type projectCreated struct {
	okay

	Success        bool     `json:"success"`
	ID             int64    `json:"id"`
	IndexProject   string   `json:"index_project"`
	Nama           string   `json:"nama"`
	TanggalMulai   rab.Date `json:"tanggal_mulai"`
	TanggalSelesai rab.Date `json:"tanggal_selesai"`
	DurasiHari     int      `json:"durasi_hari"`
	TahunProject   int      `json:"tahun_project"`
}

func createProject(r *serve.Request) error {
	body, err := r.Object()
	if err != nil {
		return err
	}
	input := app.NewProject{Header: headerInput(body), Preset: body.Text("preset")}
	if err := body.Err(); err != nil {
		return err
	}
	headers, err := r.App.CreateProjects(r.HTTP.Context(), r.Visit, []app.NewProject{input})
	if err != nil {
		return err
	}
	h := headers[0]
	return r.Send(http.StatusCreated, projectCreated{
		okay: yes, Success: true, ID: h.ID, IndexProject: h.IndexProject, Nama: h.Nama, TanggalMulai: h.TanggalMulai,
		TanggalSelesai: h.TanggalSelesai, DurasiHari: h.DurasiHari, TahunProject: h.TahunProject,
	})
}

// headerInput reads the fields of the project form (api §6.3); the budget also as
// anggaran_owner_text.
func headerInput(o *serve.Object) rab.Header {
	return rab.Header{
		Nama: o.Text("nama"), TanggalMulai: dateInput(o, "tanggal_mulai"), TanggalSelesai: dateInput(o, "tanggal_selesai"),
		DurasiHari: daysInput(o), SumberDana: o.Text("sumber_dana"), LokasiProject: o.Text("lokasi_project"), NamaClient: o.Text("nama_client"),
		AnggaranOwner: o.Decimal("anggaran_owner", decimal.Anggaran).OrZero(), KetProject1: o.Text("ket_project1"), KetProject2: o.Text("ket_project2"),
		JabatanClient: o.Text("jabatan_client"), InstansiClient: o.Text("instansi_client"), NamaKontraktor: o.Text("nama_kontraktor"),
		InstansiKontraktor: o.Text("instansi_kontraktor"), NamaKonsultanPerencana: o.Text("nama_konsultan_perencana"),
		InstansiKonsultanPerencana: o.Text("instansi_konsultan_perencana"), NamaKonsultanPengawas: o.Text("nama_konsultan_pengawas"),
		InstansiKonsultanPengawas: o.Text("instansi_konsultan_pengawas"), Deskripsi: o.Text("deskripsi"), Kategori: o.Text("kategori"),
		AllowBundleSoftErrors: o.Bool("allow_bundle_soft_errors", false),
	}
}

func dateInput(o *serve.Object, name string) rab.Date {
	date, err := rab.ParseDate(o.Text(name))
	if err != nil {
		o.Bad(name, "%s", err)
	}
	return date
}

// mostDays bounds a duration: the days from the first to the last year of a date.
const mostDays = 301 * 366

func daysInput(o *serve.Object) int {
	days := o.OptionalInt("durasi_hari")
	if days == nil {
		return 0
	}
	if *days < 1 || *days > mostDays {
		o.Bad("durasi_hari", "durasi harus bilangan bulat 1 sampai %d hari", mostDays)
		return 0
	}
	return int(*days)
}

// mostProjects bounds one bulk command.
const mostProjects = 1000

func bulkDelete(r *serve.Request) error {
	return archiveMany(r, true, "deleted_count", "dihapus (diarsipkan)")
}

func bulkArchive(r *serve.Request) error { return archiveMany(r, true, "archived_count", "diarsipkan") }

func bulkUnarchive(r *serve.Request) error {
	return archiveMany(r, false, "unarchived_count", "dipulihkan dari arsip")
}

// archiveMany archives or restores the projects of {project_ids: [int]} (api §6.3).
func archiveMany(r *serve.Request, archived bool, count, verb string) error {
	body, err := r.Object()
	if err != nil {
		return err
	}
	ids := body.IDs("project_ids")
	switch {
	case len(ids) == 0:
		body.Bad("project_ids", "pilih sedikitnya satu proyek")
	case len(ids) > mostProjects:
		body.Bad("project_ids", "paling banyak %d proyek sekaligus", mostProjects)
	}
	if err := body.Err(); err != nil {
		return err
	}
	changed, err := r.App.SetArchivedMany(r.HTTP.Context(), r.Visit, ids, archived)
	if err != nil {
		return err
	}
	return r.Send(http.StatusOK, map[string]any{
		"ok": true, "success": true, count: len(changed), "message": fmt.Sprintf("%d proyek %s.", len(changed), verb), "project_ids": listOf(changed),
	})
}

// bulkExport hands out the projects of ids=1&ids=2 as a workbook (api §6.3, documents D14).
func bulkExport(r *serve.Request) error {
	q := queryOf(r)
	var ids []int64
	for _, text := range q.values["ids"] {
		id, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
		if err != nil {
			return rab.Refuse("ids", "%q bukan id: tulis ids=1&ids=2, masing-masing bilangan bulat", beginning(text, 40))
		}
		ids = append(ids, id)
	}
	file, err := r.App.ExportSelected(r.HTTP.Context(), r.Visit, ids)
	if err != nil {
		return err
	}
	return r.SendFile(file)
}
