package api

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/schedule"
	"takar/internal/serve"
)

// projectCreated answers the making of a project (rulings E).
type projectCreated struct {
	okay

	madeProject

	Success bool `json:"success"`
}

// madeProject is a project that was just made, with what follows from its dates.
type madeProject struct {
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
	return r.Send(http.StatusCreated, projectCreated{okay: yes, Success: true, madeProject: madeProjectOf(headers[0])})
}

func madeProjectOf(h *rab.Header) madeProject {
	return madeProject{
		ID: h.ID, IndexProject: h.IndexProject, Nama: h.Nama, TanggalMulai: h.TanggalMulai,
		TanggalSelesai: h.TanggalSelesai, DurasiHari: h.DurasiHari, TahunProject: h.TahunProject,
	}
}

// projectsCreated answers the making of several projects.
type projectsCreated struct {
	okay

	Success bool          `json:"success"`
	Created int           `json:"created_count"`
	Message string        `json:"message"`
	Rows    []madeProject `json:"projects"` // in the order of the request
}

// createProjects makes the projects of {"projects":[{"<field>":…}]} by the rules of the
// project form, all or none. Everything that is wrong is told at once, by row and field.
func createProjects(r *serve.Request) error {
	body, err := r.Object()
	if err != nil {
		return err
	}
	rows, _ := body.List("projects")
	switch {
	case len(rows) == 0 && body.Err() == nil:
		body.Bad("projects", "tidak ada proyek yang dikirim")
	case len(rows) > app.EditProjectsMost:
		body.Bad("projects", "paling banyak %d proyek sekaligus", app.EditProjectsMost)
	}
	inputs := make([]app.NewProject, len(rows))
	for i, row := range rows {
		inputs[i] = app.NewProject{Header: headerInput(row), Preset: row.Text("preset"), Path: row.Path}
	}
	if err := judgeInputs(inputs, body.Err()); err != nil {
		return err
	}
	headers, err := r.App.CreateProjects(r.HTTP.Context(), r.Visit, inputs)
	if err != nil {
		return err
	}
	return r.Send(http.StatusCreated, projectsCreated{
		okay: yes, Success: true, Created: len(headers), Message: fmt.Sprintf("%d proyek dibuat.", len(headers)), Rows: rowsOf(headers, madeProjectOf),
	})
}

// judgeInputs judges new projects as the form does, where a first day is required. What
// could not be read of the request is told together with what the rules refuse of the rest.
func judgeInputs(inputs []app.NewProject, unread error) error {
	var invalid *rab.Invalid
	if unread != nil && !errors.As(unread, &invalid) {
		return unread
	}
	var problems rab.Problems
	byRow := map[string]rab.Problems{}
	if invalid != nil {
		for _, problem := range invalid.Problems {
			row, name, within := strings.Cut(problem.Path, ".")
			if !within {
				problems = append(problems, problem) // of the request as a whole
				continue
			}
			if last := len(byRow[row]) - 1; last >= 0 && byRow[row][last].Path == name {
				continue // of one field the first complaint says it
			}
			problem.Path = name
			byRow[row] = append(byRow[row], problem)
		}
	}
	for _, input := range inputs {
		header := input.Header
		for _, problem := range header.Judge(byRow[input.Path]) {
			problem.Path = input.Path + "." + problem.Path
			problems = append(problems, problem)
		}
	}
	return problems.Err()
}

// headerInput reads the fields of the project form (api §6.3); the budget also as
// anggaran_owner_text.
func headerInput(o *serve.Object) rab.Header {
	var h rab.Header
	readHeader(o, &h)
	return h
}

// headerTexts are the text fields of the project form.
var headerTexts = []string{
	"nama", "sumber_dana", "lokasi_project", "nama_client", "ket_project1", "ket_project2", "jabatan_client", "instansi_client",
	"nama_kontraktor", "instansi_kontraktor", "nama_konsultan_perencana", "instansi_konsultan_perencana",
	"nama_konsultan_pengawas", "instansi_konsultan_pengawas", "deskripsi", "kategori",
}

// readHeader puts the fields of the project form that a request names into h; null and
// empty text clear a field. A duration without an end moves the end.
func readHeader(o *serve.Object, h *rab.Header) {
	for _, name := range headerTexts {
		if o.Has(name) {
			*h.TextField(name) = o.Text(name)
		}
	}
	if o.Has("tanggal_mulai") {
		h.TanggalMulai = dateInput(o, "tanggal_mulai")
	}
	if o.Has("durasi_hari") {
		if h.DurasiHari = daysInput(o); h.DurasiHari > 0 {
			h.TanggalSelesai = ""
		}
	}
	if o.Has("tanggal_selesai") {
		h.TanggalSelesai = dateInput(o, "tanggal_selesai")
	}
	if name := o.First("anggaran_owner", "anggaran_owner_text"); o.Has(name) {
		budget := o.Decimal("anggaran_owner", decimal.Anggaran)
		if o.Blank(name) {
			o.Bad(name, "wajib diisi")
		}
		h.AnggaranOwner = budget.OrZero()
	}
	h.AllowBundleSoftErrors = o.Bool("allow_bundle_soft_errors", h.AllowBundleSoftErrors)
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
	if o.Blank("durasi_hari") {
		return 0
	}
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

// massEditAnswer tells what a change of several projects led to (api §6.3).
type massEditAnswer struct {
	okay

	Success bool            `json:"success"`
	Updated int             `json:"updated_count"`
	Message string          `json:"message"`
	Rows    []editedProject `json:"projects"` // in the order of the changes
}

// editedProject is a project after a change of several, with what follows from its dates.
// Version is that of its own data, to be sent with the next change.
type editedProject struct {
	ID             int64    `json:"id"`
	Version        int64    `json:"version"`
	Revision       int64    `json:"revision"`
	Changed        bool     `json:"changed"`
	Nama           string   `json:"nama"`
	TanggalMulai   rab.Date `json:"tanggal_mulai"`
	TanggalSelesai rab.Date `json:"tanggal_selesai"`
	DurasiHari     int      `json:"durasi_hari"`
	TahunProject   int      `json:"tahun_project"`
	// Schedule tells what new dates did to the schedule; null when they did nothing.
	Schedule *serve.DateEffect `json:"schedule"`
}

// massEdit changes the own data of several projects, all or none:
// {"changes":[{"id":int,"version"?:int,"<field>":…}]} with the fields of the project form
// and its rules. Fields that a change does not name stay; an empty one is cleared. A stale
// version is 409, with all that are stale (rulings B9, B11). So are dates whose schedules
// need a choice: "schedule", of a change or of all (rulings F34).
func massEdit(r *serve.Request) error {
	body, err := r.Object()
	if err != nil {
		return err
	}
	rows, _ := body.List("changes")
	switch {
	case len(rows) == 0 && body.Err() == nil:
		body.Bad("changes", "tidak ada perubahan yang dikirim")
	case len(rows) > app.EditProjectsMost:
		body.Bad("changes", "paling banyak %d proyek sekaligus", app.EditProjectsMost)
	}
	usual := dateChoice(body, schedule.DateChoice{})
	edits := make([]app.ProjectEdit, len(rows))
	for i, row := range rows {
		headerInput(row) // what cannot be read is told before anything is looked up
		edits[i] = app.ProjectEdit{
			ID: row.Int("id"), Version: row.OptionalInt("version"), Path: row.Path, Edit: func(h *rab.Header) { readHeader(row, h) },
			Choice: dateChoice(row, usual),
		}
	}
	if err := body.Err(); err != nil {
		return err
	}
	edited, err := r.App.EditProjects(r.HTTP.Context(), r.Visit, edits)
	if err != nil {
		return err
	}
	answer := massEditAnswer{okay: yes, Success: true, Rows: rowsOf(edited, editedProjectOf)}
	for _, row := range answer.Rows {
		if row.Changed {
			answer.Updated++
		}
	}
	answer.Message = fmt.Sprintf("%d proyek diubah.", answer.Updated)
	return r.Send(http.StatusOK, answer)
}

func editedProjectOf(p app.EditedProject) editedProject {
	var effect *serve.DateEffect
	if !p.Effect.IsNone() {
		sent := serve.DateEffectOf(&p.Effect)
		effect = &sent
	}
	return editedProject{
		Schedule: effect,
		ID:       p.ID, Version: p.Version, Revision: p.Revision, Changed: p.Changed, Nama: p.Nama,
		TanggalMulai: p.TanggalMulai, TanggalSelesai: p.TanggalSelesai, DurasiHari: p.DurasiHari, TahunProject: p.TahunProject,
	}
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
