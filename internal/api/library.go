package api

import (
	"net/http"
	"slices"
	"strings"

	"takar/internal/ahsp"
	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/serve"
)

// libraryPage is a page of a list of the library's administration (api §6.25).
type libraryPage[T any] struct {
	Status     string            `json:"status"`
	Data       []T               `json:"data"`
	Pagination libraryPagination `json:"pagination"`
}

type libraryPagination struct {
	pagination

	HasPrev bool `json:"has_prev"`
}

// Sizes of such a page; a larger one is cut, as clients know it.
const (
	libraryPageSize    = 20
	maxLibraryPageSize = 100
)

// pages reads which page is asked for.
func pages(q *query) (page, size int) {
	return min(q.integer("page", 1, 1), 1_000_000), min(q.integer("page_size", libraryPageSize, 1), maxLibraryPageSize)
}

func paginationOf(page, size, total int) libraryPagination {
	return libraryPagination{
		pagination: pagination{Page: page, PageSize: size, TotalCount: total, TotalPages: max(1, (total+size-1)/size), HasNext: page*size < total},
		HasPrev:    page > 1,
	}
}

// pageOf cuts a page out of a list and shows its rows.
func pageOf[T, R any](list []T, page, size int, show func(T) R) libraryPage[R] {
	answer := libraryPage[R]{Status: "success", Data: []R{}, Pagination: paginationOf(page, size, len(list))}
	from := min(len(list), (page-1)*size)
	for _, item := range list[from:min(len(list), from+size)] {
		answer.Data = append(answer.Data, show(item))
	}
	return answer
}

type libraryJob struct {
	ID             int64    `json:"id"`
	KodeAHSP       string   `json:"kode_ahsp"`
	NamaAHSP       string   `json:"nama_ahsp"`
	Klasifikasi    string   `json:"klasifikasi"`
	SubKlasifikasi string   `json:"sub_klasifikasi"`
	Satuan         string   `json:"satuan"`
	SatuanFrom     string   `json:"satuan_from"`
	Sumber         string   `json:"sumber"`
	Revision       int      `json:"revision"`
	SourceFile     string   `json:"source_file"`
	RincianCount   int      `json:"rincian_count"`
	TKCount        int      `json:"tk_count"`
	BHNCount       int      `json:"bhn_count"`
	ALTCount       int      `json:"alt_count"`
	LainCount      int      `json:"lain_count"`
	Anomalies      []string `json:"anomalies"`
	HasAnomaly     bool     `json:"has_anomaly"`
}

func libraryJobOf(r app.LibraryRow) libraryJob {
	a, count := r.Analysis, r.Analysis.Count()
	return libraryJob{
		ID: a.ID, KodeAHSP: a.Kode, NamaAHSP: a.Nama, Klasifikasi: a.Klasifikasi, SubKlasifikasi: a.SubKlasifikasi, Satuan: a.Satuan,
		SatuanFrom: string(a.SatuanFrom), Sumber: r.Edition.Name, Revision: r.Edition.Revision, SourceFile: r.Edition.File, RincianCount: len(a.Components),
		TKCount: count[ahsp.TK], BHNCount: count[ahsp.BHN], ALTCount: count[ahsp.ALT], LainCount: count[ahsp.LAIN],
		Anomalies: r.Anomalies, HasAnomaly: len(r.Anomalies) > 0,
	}
}

type libraryItem struct {
	ID         int64     `json:"id"`
	JobID      int64     `json:"job_id"`
	JobKode    string    `json:"job_kode"`
	JobNama    string    `json:"job_nama"`
	Kategori   string    `json:"kategori"`
	KodeItem   string    `json:"kode_item"`
	UraianItem string    `json:"uraian_item"`
	SatuanItem string    `json:"satuan_item"`
	Koefisien  string    `json:"koefisien"`
	Original   string    `json:"original"` // as published, when it was another one
	SourceRow  int       `json:"source_row"`
	Findings   []markRow `json:"findings"`
	Anomalies  []string  `json:"anomalies"`
	HasAnomaly bool      `json:"has_anomaly"`
}

// markRow is a finding on a component.
type markRow struct {
	Kind       string `json:"kind"`
	Label      string `json:"label"`
	Resolution string `json:"resolution"`
}

func marksOf(c *ahsp.Component) []markRow {
	marks := []markRow{}
	for _, m := range c.Marks() {
		marks = append(marks, markRow{Kind: string(m.Kind), Label: m.Kind.Label(), Resolution: string(m.Resolution)})
	}
	return marks
}

func libraryItemOf(r app.LibraryRow) libraryItem {
	c := r.Component
	return libraryItem{
		ID: c.ID, JobID: r.Analysis.ID, JobKode: r.Analysis.Kode, JobNama: r.Analysis.Nama, Kategori: string(c.Kategori), KodeItem: c.Kode,
		UraianItem: c.Uraian, SatuanItem: c.Satuan, Koefisien: c.Koefisien.String(), Original: c.Original, SourceRow: c.Row,
		Findings: marksOf(c), Anomalies: r.Anomalies, HasAnomaly: len(r.Anomalies) > 0,
	}
}

// rowQuery reads which rows of the library are asked for.
func rowQuery(q *query) app.LibraryRowQuery {
	return app.LibraryRowQuery{
		Sumber: q.text("sumber"), Search: q.text("search"), Klasifikasi: q.text("klasifikasi"), Kategori: q.text("kategori"), Kode: q.text("kode_ahsp"),
		Job: q.id("job_id"), AnomalyOnly: q.flag("anomaly_only", false), Sort: q.text("sort"), Descending: q.choice("order", "asc", "desc") == "desc",
	}
}

// sendRows answers a page of rows, of those that list makes of the query.
func sendRows[R any](r *serve.Request, list func(app.LibraryRowQuery) ([]app.LibraryRow, error), show func(app.LibraryRow) R) error {
	q := queryOf(r)
	page, size := pages(q)
	asked := rowQuery(q)
	if err := q.err(); err != nil {
		return err
	}
	rows, err := list(asked)
	if err != nil {
		return err
	}
	return r.Send(http.StatusOK, pageOf(rows, page, size, show))
}

// listJobs lists the analyses on offer, as their next revision will be.
func listJobs(r *serve.Request) error {
	return sendRows(r, func(q app.LibraryRowQuery) ([]app.LibraryRow, error) {
		return r.App.LibraryJobs(r.HTTP.Context(), r.Visit, q)
	}, libraryJobOf)
}

// listItems lists the components of the analyses on offer, as their next revision will be.
func listItems(r *serve.Request) error {
	return sendRows(r, func(q app.LibraryRowQuery) ([]app.LibraryRow, error) {
		return r.App.LibraryItems(r.HTTP.Context(), r.Visit, q)
	}, libraryItemOf)
}

type libraryStats struct {
	Status string           `json:"status"`
	Data   libraryStatsData `json:"data"`
}

type libraryStatsData struct {
	JobsCount    int            `json:"jobs_count"`
	ItemsCount   int            `json:"items_count"`
	AnomalyCount int            `json:"anomaly_count"` // analyses and components with an anomaly
	Sources      []string       `json:"sources"`
	Klasifikasi  []string       `json:"klasifikasi"`
	Findings     map[string]int `json:"findings"` // open, by kind
	Waiting      int            `json:"waiting_corrections"`
}

func getLibraryStats(r *serve.Request) error {
	stats, err := r.App.LibraryStats(r.HTTP.Context(), r.Visit, queryOf(r).text("sumber"))
	if err != nil {
		return err
	}
	data := libraryStatsData{
		JobsCount: stats.Analyses, ItemsCount: stats.Components, AnomalyCount: stats.Anomalies, Sources: stats.Sources, Klasifikasi: stats.Klasifikasi,
		Findings: map[string]int{}, Waiting: stats.Waiting,
	}
	for kind, count := range stats.Findings {
		data.Findings[string(kind)] = count
	}
	return r.Send(http.StatusOK, libraryStats{Status: "success", Data: data})
}

// correctionSaved answers a corrected value.
type correctionSaved struct {
	Status  string              `json:"status"`
	Message string              `json:"message"`
	Data    correctionSavedData `json:"data"`
}

type correctionSavedData struct {
	ID           int64  `json:"id"`
	Field        string `json:"field"`
	Value        string `json:"value"`
	OldValue     string `json:"old_value"`
	CorrectionID int64  `json:"correction_id"` // 0 when the value was there already
	Edition      int64  `json:"edition"`
	Waiting      int    `json:"waiting_corrections"` // for the next revision of the edition
	Stamp        string `json:"stamp"`               // to make the revision with
}

// The names of the contract for what can be corrected. The rest of the sort fields says who
// an analysis is, and stays.
var (
	jobFields  = map[string]ahsp.Field{"nama_ahsp": ahsp.FieldNama, "klasifikasi": ahsp.FieldKlasifikasi, "sub_klasifikasi": ahsp.FieldSubKlasifikasi, "satuan": ahsp.FieldSatuan}
	itemFields = map[string]ahsp.Field{
		"kategori": ahsp.FieldKategori, "kode_item": ahsp.FieldKode, "uraian_item": ahsp.FieldUraian, "satuan_item": ahsp.FieldSatuanKomponen,
		"koefisien": ahsp.FieldKoefisien,
	}
)

// withoutReason is the reason of clients that know none.
const withoutReason = "diubah lewat daftar pustaka, tanpa alasan"

func correctJob(r *serve.Request) error {
	id, err := r.PathID("analysis")
	if err != nil {
		return err
	}
	return correctLibrary(r, id, app.CorrectionInput{Analysis: id}, jobFields)
}

func correctItem(r *serve.Request) error {
	id, err := r.PathID("component")
	if err != nil {
		return err
	}
	return correctLibrary(r, id, app.CorrectionInput{Component: id}, itemFields)
}

func correctLibrary(r *serve.Request, id int64, in app.CorrectionInput, fields map[string]ahsp.Field) error {
	body, err := r.Object()
	if err != nil {
		return err
	}
	name := body.Text("field")
	field, known := fields[name]
	if !known {
		body.Bad("field", "kolom %q tidak dapat dikoreksi: pilih %s", name, strings.Join(sortedNames(fields), ", "))
	}
	in.Field, in.Old, in.Why = field, body.OptionalText("old_value"), withoutReason
	if body.Has("why") {
		in.Why = body.Text("why")
	}
	in.Value = correctedValue(body, field)
	if err := body.Err(); err != nil {
		return err
	}
	done, err := r.App.CorrectLibrary(r.HTTP.Context(), r.Visit, in)
	if err != nil {
		return err
	}
	answer := correctionSaved{Status: "success", Message: "Nilai ini sudah tertulis demikian.", Data: correctionSavedData{
		ID: id, Field: name, Value: in.Value, OldValue: done.Old, Edition: done.Edition.ID, Waiting: done.Waiting, Stamp: done.Stamp,
	}}
	if done.Correction != nil {
		answer.Message = "Koreksi dicatat. Pencarian dan proyek memakainya setelah revisi berikutnya diterbitkan."
		answer.Data.CorrectionID = done.Correction.ID
	}
	return r.Send(http.StatusOK, answer)
}

// correctedValue reads the value of a correction: text, and for a coefficient a number.
func correctedValue(body *serve.Object, field ahsp.Field) string {
	if field != ahsp.FieldKoefisien {
		if !body.Has("value") || body.Null("value") {
			body.Bad("value", "wajib diisi")
		}
		return body.Text("value")
	}
	n := body.Decimal("value", decimal.Koefisien)
	if !n.Valid && body.Err() == nil {
		body.Bad(body.First("value", "value_text"), "isi koefisien")
	}
	return n.OrZero().String()
}

func sortedNames[T any](table map[string]T) []string {
	names := make([]string, 0, len(table))
	for name := range table {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
