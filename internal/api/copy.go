package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"takar/internal/app"
	"takar/internal/rab"
	"takar/internal/serve"
)

// copiedProject is a project in the answers of copies (api §6.21).
type copiedProject struct {
	ID             int64    `json:"id"`
	IndexProject   string   `json:"index_project"`
	Nama           string   `json:"nama"`
	OwnerID        int64    `json:"owner_id"`
	LokasiProject  string   `json:"lokasi_project"`
	SumberDana     string   `json:"sumber_dana"`
	NamaClient     string   `json:"nama_client"`
	TanggalMulai   rab.Date `json:"tanggal_mulai"`
	TanggalSelesai rab.Date `json:"tanggal_selesai"`
	DurasiHari     int      `json:"durasi_hari"`
	IsActive       bool     `json:"is_active"`
}

func copiedProjectOf(h *rab.Header) copiedProject {
	return copiedProject{
		ID: h.ID, IndexProject: h.IndexProject, Nama: h.Nama, OwnerID: h.OwnerID, LokasiProject: h.LokasiProject, SumberDana: h.SumberDana,
		NamaClient: h.NamaClient, TanggalMulai: h.TanggalMulai, TanggalSelesai: h.TanggalSelesai, DurasiHari: h.DurasiHari, IsActive: h.IsActive,
	}
}

type copyStats struct {
	Klasifikasi    int `json:"klasifikasi_copied"`
	SubKlasifikasi int `json:"subklasifikasi_copied"`
	Pekerjaan      int `json:"pekerjaan_copied"`
	Volume         int `json:"volume_copied"`
	Formula        int `json:"formula_copied"`
	HargaItem      int `json:"harga_item_copied"`
	Conversion     int `json:"conversion_copied"`
	AHSPTemplate   int `json:"ahsp_template_copied"`
	RincianAHSP    int `json:"rincian_ahsp_copied"`
	Parameter      int `json:"parameter_copied"`
	Tahapan        int `json:"tahapan_copied"`
	Jadwal         int `json:"jadwal_copied"`
}

type copyWarning struct {
	Code    int            `json:"code"`
	Message string         `json:"message"`
	Details map[string]any `json:"details"`
}

type copyAnswer struct {
	okay

	NewProject copiedProject `json:"new_project"`
	Stats      copyStats     `json:"stats"`
	Warnings   []copyWarning `json:"warnings,omitempty"`
}

// The numbers and types of errors of a copy (api §6.21).
var (
	copyNoName    = copyError(1001, "EMPTY_PROJECT_NAME")
	copyBadDate   = copyError(1002, "INVALID_DATE_FORMAT")
	copyDateRange = copyError(1003, "INVALID_DATE_RANGE")
	copyLongName  = copyError(1004, "PROJECT_NAME_TOO_LONG")
	copyBadFlag   = copyError(1005, "INVALID_BOOLEAN_VALUE")
	copyMarkup    = copyError(1007, "XSS_DETECTED_IN_INPUT")
	copyBadJSON   = copyError(1008, "INVALID_JSON_PAYLOAD")
	copyNameTaken = copyError(3001, "DUPLICATE_PROJECT_NAME")
	copyRefused   = copyError(3002, "SOURCE_PROJECT_INVALID")
)

func copyError(number int, kind string) func(path, message string) error {
	return func(path, message string) error {
		return &serve.Failure{
			Status: http.StatusBadRequest, Code: kind, Number: number, Message: message,
			Errors: []rab.Problem{{Path: path, Message: message}},
		}
	}
}

const (
	longestCopyName = 200
	firstCopyYear   = 1900
	lastCopyYear    = 2100
)

func copyProject(r *serve.Request) error {
	body, err := r.Object()
	if errors.Is(err, serve.ErrBadJSON) {
		return copyBadJSON("", "Isi kiriman bukan JSON yang sah.")
	}
	if err != nil {
		return err
	}
	in := app.Copy{Name: strings.TrimSpace(body.Text("new_name"))}
	if body.Err() != nil || in.Name == "" {
		return copyNoName("new_name", "Isi nama proyek baru.")
	}
	if err := checkCopyName("new_name", in.Name); err != nil {
		return err
	}
	if in.Start, err = copyStart(body); err != nil {
		return err
	}
	if in.Options, err = copyOptions(body); err != nil {
		return err
	}
	header, result, err := r.App.CopyProject(r.HTTP.Context(), r.Visit, in)
	if err != nil {
		return copyFailure(err)
	}
	return r.Send(http.StatusCreated, copyAnswer{
		okay: yes, NewProject: copiedProjectOf(header), Stats: copyStatsOf(result), Warnings: copyWarnings(result),
	})
}

func copyStatsOf(result rab.CopyResult) copyStats {
	return copyStats{
		Klasifikasi: result.Klasifikasi, SubKlasifikasi: result.Sub, Pekerjaan: result.Pekerjaan, Volume: result.Volumes,
		Formula: result.Formulas, HargaItem: result.PriceItems, Conversion: result.Conversions, AHSPTemplate: result.Analyses,
		RincianAHSP: result.Components, Parameter: result.Parameters, Tahapan: result.Tahapan, Jadwal: result.Progress,
	}
}

func checkCopyName(path, name string) error {
	switch {
	case strings.ContainsAny(name, "<>\x00"):
		return copyMarkup(path, "Nama proyek tidak boleh memuat <, > atau karakter yang tidak terlihat.")
	case utf8.RuneCountInString(name) > longestCopyName:
		return copyLongName(path, "Nama proyek paling banyak 200 karakter.")
	}
	return nil
}

func copyStart(body *serve.Object) (rab.Date, error) {
	text := body.Text("new_tanggal_mulai")
	date, err := rab.ParseDate(text)
	switch {
	case body.Err() != nil || err != nil:
		return "", copyBadDate("new_tanggal_mulai", "Tanggal mulai harus berbentuk YYYY-MM-DD.")
	case date == "":
		return "", nil
	}
	if year := date.Time().Year(); year < firstCopyYear || year > lastCopyYear {
		return "", copyDateRange("new_tanggal_mulai", "Tanggal mulai harus antara tahun 1900 dan 2100.")
	}
	return date, nil
}

// copyOptions reads what to leave out: copy_prices, copy_volumes and so on, all true when
// they are absent.
func copyOptions(body *serve.Object) (rab.CopyOptions, error) {
	options := rab.CopyOptions{
		WithoutPrices: !body.Bool("copy_prices", true), WithoutVolumes: !body.Bool("copy_volumes", true),
		WithoutFormulas: !body.Bool("copy_formulas", true), WithoutParameters: !body.Bool("copy_parameters", true),
		WithoutOverrides: !body.Bool("copy_overrides", true), WithoutSchedule: !body.Bool("copy_jadwal", true),
	}
	var invalid *rab.Invalid
	if errors.As(body.Err(), &invalid) {
		return options, copyBadFlag(invalid.Problems[0].Path, "Pilihan ini harus true atau false.")
	}
	return options, nil
}

// copyFailure gives the refusals of a copy their numbers.
func copyFailure(err error) error {
	var invalid *rab.Invalid
	switch {
	case errors.Is(err, app.ErrNameTaken):
		return copyNameTaken("new_name", "Anda sudah punya proyek dengan nama ini: pakai nama lain.")
	case errors.As(err, &invalid):
		first := invalid.Problems[0]
		if first.Path == "nama" {
			first.Path = "new_name"
		}
		return copyRefused(first.Path, first.Message)
	}
	return err
}

// largeCopy is from how many pekerjaan a copy is called large (api §6.21).
const largeCopy = 1000

func copyWarnings(result rab.CopyResult) []copyWarning {
	var list []copyWarning
	warn := func(code int, message string, details map[string]any) {
		list = append(list, copyWarning{Code: code, Message: message, Details: details})
	}
	switch {
	case result.Pekerjaan > largeCopy:
		warn(3003, "Proyek ini besar.", map[string]any{"pekerjaan": result.Pekerjaan})
	case result.Pekerjaan == 0:
		warn(3004, "Proyek ini belum berisi pekerjaan.", map[string]any{})
	}
	for _, change := range result.Failing {
		if change.Failure != "" {
			warn(3005, "Formula tidak dapat dihitung di salinan; volumenya tetap.",
				map[string]any{"pekerjaan_id": change.PekerjaanID, "kode": change.Kode, "failure": change.Failure})
		}
	}
	return list
}

type batchSummary struct {
	Requested  int      `json:"requested"`
	Successful int      `json:"successful"`
	Failed     int      `json:"failed"`
	Errors     []string `json:"errors"`
}

type batchAnswer struct {
	okay

	Projects []copiedProject `json:"projects"`
	Summary  batchSummary    `json:"summary"`
}

func batchAnswerOf(requested int, result app.BatchResult) batchAnswer {
	return batchAnswer{
		okay: yes, Projects: rowsOf(result.Projects, copiedProjectOf),
		Summary: batchSummary{
			Requested: requested, Successful: len(result.Projects), Failed: len(result.Errors), Errors: listOf(result.Errors),
		},
	}
}

// batchTime bounds the copies made within one request; what does not fit is reported.
// Larger batches run as a job.
const batchTime = 40 * time.Second

// copyMany makes several copies: within the request as the contract has it, or with
// "background": true as a job.
func copyMany(r *serve.Request) error {
	body, err := r.Object()
	if err != nil {
		return err
	}
	in := app.BatchCopy{Base: strings.TrimSpace(body.Text("base_name")), Count: int(min(body.Int("count"), app.MaxBatch+1))}
	background := body.Bool("background", false)
	if err := body.Err(); err != nil {
		return err
	}
	if err := checkCopyName("base_name", in.Base); err != nil {
		return err
	}
	if in.Start, err = copyStart(body); err != nil {
		return err
	}
	if in.Options, err = copyOptions(body); err != nil {
		return err
	}
	if background {
		job, err := r.App.StartCopies(r.HTTP.Context(), r.Visit, in)
		if err != nil {
			return err
		}
		return r.Send(http.StatusAccepted, jobAnswerOf(job))
	}
	return copyNow(r, in)
}

func copyNow(r *serve.Request, in app.BatchCopy) error {
	ctx, cancel := context.WithTimeout(r.HTTP.Context(), batchTime)
	defer cancel()
	result, err := r.App.CopyMany(r.HTTP.Context(), r.Visit, in, func(int, string, app.BatchResult) bool { return ctx.Err() != nil })
	if err != nil {
		return err
	}
	if missing := in.Count - len(result.Projects) - len(result.Errors); missing > 0 {
		result.Errors = append(result.Errors, strconv.Itoa(missing)+" salinan belum dibuat karena waktu habis: ulangi dengan \"background\": true.")
	}
	if len(result.Projects) == 0 {
		return &serve.Failure{Status: http.StatusBadRequest, Code: "COPY_FAILED", Message: "Tidak satu pun salinan berhasil dibuat: " + strings.Join(result.Errors, " ")}
	}
	return r.Send(http.StatusCreated, batchAnswerOf(in.Count, result))
}

// jobAnswer tells how far long work is.
type jobAnswer struct {
	okay

	ID        int64        `json:"job_id"`
	Kind      string       `json:"kind"`
	State     string       `json:"state"`
	Done      int          `json:"done"`
	Total     int          `json:"total"`
	Current   string       `json:"current"`
	Error     string       `json:"error,omitempty"`
	Result    *batchAnswer `json:"result,omitempty"`
	StatusURL string       `json:"status_url"`
	CancelURL string       `json:"cancel_url"`
}

func jobAnswerOf(job *app.Job) jobAnswer {
	address := "/detail_project/api/jobs/" + strconv.FormatInt(job.ID, 10) + "/"
	answer := jobAnswer{
		okay: yes, ID: job.ID, Kind: job.Kind, State: string(job.State), Done: job.Done, Total: job.Total, Current: job.Current,
		Error: job.Failure, StatusURL: address, CancelURL: address + "cancel/",
	}
	var result app.BatchResult
	if job.Kind == app.JobCopy && job.Result != "" && json.Unmarshal([]byte(job.Result), &result) == nil {
		batch := batchAnswerOf(job.Total, result)
		answer.Result = &batch
	}
	return answer
}

func getJob(r *serve.Request) error { return answerJob(r, r.App.Job) }

func cancelJob(r *serve.Request) error { return answerJob(r, r.App.CancelJob) }

func answerJob(r *serve.Request, ask func(context.Context, *app.Visit, int64) (*app.Job, error)) error {
	id, err := r.PathID("job")
	if err != nil {
		return err
	}
	job, err := ask(r.HTTP.Context(), r.Visit, id)
	if err != nil {
		return err
	}
	return r.Send(http.StatusOK, jobAnswerOf(job))
}
