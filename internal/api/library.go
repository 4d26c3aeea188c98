package api

import (
	"cmp"
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

// libraryRow is an analysis, or one of its components, in its edition, with the corrections
// that wait for the next revision.
type libraryRow struct {
	analysis  *ahsp.Analysis
	component *ahsp.Component
	edition   ahsp.Edition
	anomalies []string
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

func libraryJobOf(r libraryRow) libraryJob {
	a, count := r.analysis, r.analysis.Count()
	return libraryJob{
		ID: a.ID, KodeAHSP: a.Kode, NamaAHSP: a.Nama, Klasifikasi: a.Klasifikasi, SubKlasifikasi: a.SubKlasifikasi, Satuan: a.Satuan,
		SatuanFrom: string(a.SatuanFrom), Sumber: r.edition.Name, Revision: r.edition.Revision, SourceFile: r.edition.File, RincianCount: len(a.Components),
		TKCount: count[ahsp.TK], BHNCount: count[ahsp.BHN], ALTCount: count[ahsp.ALT], LainCount: count[ahsp.LAIN],
		Anomalies: r.anomalies, HasAnomaly: len(r.anomalies) > 0,
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

func libraryItemOf(r libraryRow) libraryItem {
	c := r.component
	return libraryItem{
		ID: c.ID, JobID: r.analysis.ID, JobKode: r.analysis.Kode, JobNama: r.analysis.Nama, Kategori: string(c.Kategori), KodeItem: c.Kode,
		UraianItem: c.Uraian, SatuanItem: c.Satuan, Koefisien: c.Koefisien.String(), Original: c.Original, SourceRow: c.Row,
		Findings: marksOf(c), Anomalies: r.anomalies, HasAnomaly: len(r.anomalies) > 0,
	}
}

// jobSorts are the fields by which analyses can be sorted; all but the kode as text.
var jobSorts = map[string]func(libraryRow) string{
	"kode_ahsp": nil, "nama_ahsp": func(r libraryRow) string { return r.analysis.Nama },
	"klasifikasi":     func(r libraryRow) string { return r.analysis.Klasifikasi },
	"sub_klasifikasi": func(r libraryRow) string { return r.analysis.SubKlasifikasi },
	"satuan":          func(r libraryRow) string { return r.analysis.Satuan },
	"sumber":          func(r libraryRow) string { return r.edition.Name },
	"source_file":     func(r libraryRow) string { return r.edition.File },
}

// itemSorts are the fields by which components can be sorted; koefisien by its amount.
var itemSorts = map[string]func(libraryRow) string{
	"ahsp__kode_ahsp": nil, "koefisien": nil,
	"kategori":    func(r libraryRow) string { return string(rune('0' + r.component.Kategori.Order())) },
	"kode_item":   func(r libraryRow) string { return r.component.Kode },
	"uraian_item": func(r libraryRow) string { return r.component.Uraian },
	"satuan_item": func(r libraryRow) string { return r.component.Satuan },
}

// sortLibrary sorts rows as the query asks; without a sort they keep their order.
func sortLibrary(q *query, rows []libraryRow, sorts map[string]func(libraryRow) string) {
	field, descending := q.text("sort"), q.choice("order", "asc", "desc") == "desc"
	text, known := sorts[field]
	switch {
	case field == "" && !descending:
		return
	case field != "" && !known:
		q.problems.Add("sort", "kolom %q tidak dapat diurutkan", field)
		return
	}
	slices.SortStableFunc(rows, func(a, b libraryRow) int {
		order := 0
		switch {
		case text != nil:
			order = cmp.Compare(strings.ToLower(text(a)), strings.ToLower(text(b)))
		case field == "koefisien":
			order = a.component.Koefisien.Cmp(b.component.Koefisien)
		default:
			order = ahsp.CompareKode(a.analysis.Kode, b.analysis.Kode)
		}
		if descending {
			return -order
		}
		return order
	})
}

// listJobs lists the analyses on offer, as their next revision will be.
func listJobs(r *serve.Request) error {
	q := queryOf(r)
	page, size := pages(q)
	drafts, err := r.App.LibraryDrafts(r.HTTP.Context(), r.Visit, q.text("sumber"))
	if err != nil {
		return err
	}
	library, _ := r.App.Library()
	rows := []libraryRow{}
	for _, draft := range drafts {
		for _, analysis := range searchDraft(library, draft, q) {
			row := libraryRow{analysis: analysis, edition: draft.Edition, anomalies: analysis.Anomalies()}
			if !q.flag("anomaly_only", false) || len(row.anomalies) > 0 {
				rows = append(rows, row)
			}
		}
	}
	sortLibrary(q, rows, jobSorts)
	if err := q.err(); err != nil {
		return err
	}
	return r.Send(http.StatusOK, pageOf(rows, page, size, libraryJobOf))
}

// searchDraft returns the analyses of a draft that a query finds, best first.
func searchDraft(library *ahsp.Library, draft *app.LibraryDraft, q *query) []*ahsp.Analysis {
	klasifikasi := q.text("klasifikasi")
	if q.text("search") == "" && klasifikasi == "" {
		return draft.Analyses
	}
	byID := make(map[int64]*ahsp.Analysis, len(draft.Analyses))
	for _, analysis := range draft.Analyses {
		byID[analysis.ID] = analysis
	}
	var found []*ahsp.Analysis
	for _, hit := range library.Search(ahsp.Query{Text: q.text("search"), Edition: draft.Edition.ID}) {
		if now := byID[hit.ID]; now != nil && (klasifikasi == "" || now.Klasifikasi == klasifikasi) {
			found = append(found, now)
		}
	}
	return found
}

// listItems lists the components of the analyses on offer, as their next revision will be.
func listItems(r *serve.Request) error {
	q := queryOf(r)
	page, size := pages(q)
	job, kategori, search := q.id("job_id"), q.text("kategori"), ahsp.NormaliseText(q.text("search"))
	drafts, err := r.App.LibraryDrafts(r.HTTP.Context(), r.Visit, q.text("sumber"))
	if err != nil {
		return err
	}
	rows := []libraryRow{}
	for _, draft := range drafts {
		for _, analysis := range draft.Analyses {
			if job != 0 && analysis.ID != job {
				continue
			}
			for i := range analysis.Components {
				c := &analysis.Components[i]
				row := libraryRow{analysis: analysis, component: c, edition: draft.Edition, anomalies: c.Anomalies()}
				if (kategori == "" || string(c.Kategori) == kategori) && mentions(search, analysis.Kode, c.Kode, c.Uraian) &&
					(!q.flag("anomaly_only", false) || len(row.anomalies) > 0) {
					rows = append(rows, row)
				}
			}
		}
	}
	sortLibrary(q, rows, itemSorts)
	if err := q.err(); err != nil {
		return err
	}
	return r.Send(http.StatusOK, pageOf(rows, page, size, libraryItemOf))
}

// mentions reports whether one of the texts holds what is searched for.
func mentions(search string, texts ...string) bool {
	return slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(ahsp.NormaliseText(text), search) })
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
	drafts, err := r.App.LibraryDrafts(r.HTTP.Context(), r.Visit, queryOf(r).text("sumber"))
	if err != nil {
		return err
	}
	data := libraryStatsData{Sources: []string{}, Klasifikasi: []string{}, Findings: map[string]int{}}
	for _, draft := range drafts {
		data.Sources = append(data.Sources, draft.Edition.Name)
		data.Waiting += len(draft.Collected)
		for _, analysis := range draft.Analyses {
			data.count(analysis)
		}
	}
	slices.Sort(data.Klasifikasi)
	data.Klasifikasi = slices.Compact(data.Klasifikasi)
	slices.SortFunc(data.Sources, func(a, b string) int { return strings.Compare(b, a) })
	return r.Send(http.StatusOK, libraryStats{Status: "success", Data: data})
}

func (d *libraryStatsData) count(analysis *ahsp.Analysis) {
	d.JobsCount++
	d.ItemsCount += len(analysis.Components)
	if len(analysis.Anomalies()) > 0 {
		d.AnomalyCount++
	}
	if analysis.Klasifikasi != "" {
		d.Klasifikasi = append(d.Klasifikasi, analysis.Klasifikasi)
	}
	for i := range analysis.Components {
		c := &analysis.Components[i]
		if len(c.Anomalies()) > 0 {
			d.AnomalyCount++
		}
		for _, m := range c.Marks() {
			if m.Resolution == ahsp.Unresolved {
				d.Findings[string(m.Kind)]++
			}
		}
	}
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
