package api

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"takar/internal/ahsp"
	"takar/internal/app"
	"takar/internal/rab"
	"takar/internal/serve"
)

// Exports of the library as workbooks (documents D15); those as PDF come with the documents.

func exportAnalysis(r *serve.Request) error {
	id, err := r.PathID("analysis")
	if err != nil {
		return err
	}
	file, err := r.App.ExportAnalysis(r.HTTP.Context(), id, queryOf(r).flag("include_rincian", true))
	if err != nil {
		return err
	}
	return r.SendFile(file)
}

// exportForm bounds the form of chosen analyses: 10,000 ids and what is around them.
const exportForm = 1 << 20

// exportAnalyses reads a form, or the same fields as JSON.
func exportAnalyses(r *serve.Request) error {
	form, err := exportFields(r)
	if err != nil {
		return err
	}
	q := &query{values: form}
	ids, columns := formIDs(q, "job_ids"), formList(q, "columns")
	export := app.LibraryExport{Columns: columns, Rincian: q.flag("include_rincian", true)}
	if err := q.err(); err != nil {
		return err
	}
	file, err := r.App.ExportAnalyses(r.HTTP.Context(), ids, export)
	if err != nil {
		return err
	}
	return r.SendFile(file)
}

func exportFields(r *serve.Request) (url.Values, error) {
	data, err := io.ReadAll(http.MaxBytesReader(r.Writer, r.HTTP.Body, exportForm))
	var size *http.MaxBytesError
	switch {
	case errors.As(err, &size):
		return nil, &serve.Failure{Status: http.StatusRequestEntityTooLarge, Code: "TOO_LARGE", Message: "Formulir terlalu besar: pilih lebih sedikit analisa."}
	case err != nil:
		return nil, rab.Refuse("job_ids", "kiriman terputus: coba lagi")
	}
	form, err := url.ParseQuery(string(data))
	if err != nil {
		return nil, rab.Refuse("job_ids", "kirim isian sebagai formulir (application/x-www-form-urlencoded)")
	}
	return form, nil
}

// formList reads a field that holds a JSON array or a comma list, in its own order; nil when
// it is absent.
func formList(q *query, name string) []string {
	text := q.text(name)
	if text == "" {
		return nil
	}
	list := []string{}
	if strings.HasPrefix(text, "[") {
		var values []json.RawMessage
		if json.Unmarshal([]byte(text), &values) != nil {
			q.problems.Add(name, "bukan daftar yang sah")
			return nil
		}
		for _, value := range values {
			list = append(list, strings.Trim(string(value), `"`))
		}
		return list
	}
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part != "" {
			list = append(list, part)
		}
	}
	return list
}

func formIDs(q *query, name string) []int64 {
	var ids []int64
	for _, text := range formList(q, name) {
		id, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			q.problems.Add(name, "%q bukan id: isi daftar bilangan bulat", beginning(text, 40))
			return nil
		}
		ids = append(ids, id)
	}
	return ids
}

func exportSearch(r *serve.Request) error {
	q := queryOf(r)
	asked := ahsp.Query{Text: q.text("q"), Klasifikasi: q.text("klasifikasi"), Limit: q.integer("limit", app.ExportDefault, 1)}
	export := app.LibraryExport{Columns: formList(q, "columns"), Rincian: q.flag("include_rincian", false)}
	if err := q.err(); err != nil {
		return err
	}
	file, err := r.App.ExportSearch(r.HTTP.Context(), q.text("sumber"), asked, export)
	if err != nil {
		return err
	}
	return r.SendFile(file)
}
