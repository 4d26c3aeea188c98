package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"takar/internal/document"
	"takar/internal/dossier"
	"takar/internal/schedule"
	"takar/internal/serve"
)

// Values of the parameters of documents.
const (
	portrait    = "portrait"
	landscape   = "landscape"
	statusFinal = "final"
	statusDraft = "draft"
	modeWeekly  = "weekly"
	modeMonthly = "monthly"
)

// documentOptions reads the parameters of a document. Those that cannot be read are problems
// of their own; those that it does not know are left alone.
func documentOptions(q *query, kind dossier.Kind) (dossier.Options, error) {
	options := dossier.Options{
		Paper:    document.Paper(q.optional("paper", string(document.A4), string(document.F4), string(document.A3))),
		Draft:    q.choice("status", statusFinal, statusDraft) == statusDraft,
		Purpose:  dossier.Purpose(q.optional("purpose", string(dossier.ForRAB), string(dossier.ForHPS), string(dossier.ForPenawaran))),
		Bobot:    q.flag("bobot", false),
		Unsigned: !q.flag("signatures", true),
	}
	if orientation := q.optional("orientation", portrait, landscape); orientation != "" {
		across := orientation == landscape
		options.Landscape = &across
	}
	switch kind {
	case dossier.RekapKebutuhan:
		needsOptions(q, &options)
	case dossier.JadwalPekerjaan:
		options.Monthly = q.choice("mode", modeWeekly, modeMonthly) == modeMonthly
	case dossier.LaporanKemajuan:
		reportOptions(q, &options)
	}
	return options, q.err()
}

// needsOptions reads the filters of the needs (api §6.14): a period of several weeks or
// months makes a table of each (api §6.18).
func needsOptions(q *query, options *dossier.Options) {
	asked := needsQueryFrom(q)
	options.Needs, options.Scope, options.Market = asked.Filter, asked.Scope, asked.market
	options.PerPeriod = options.Scope != nil && strings.HasSuffix(asked.period.Mode, "_range")
}

// reportOptions reads of which weeks or months a report is: period names one, weeks or
// months several.
func reportOptions(q *query, options *dossier.Options) {
	options.Report = dossier.ReportType(q.choice("report_type", string(dossier.ReportRekap), string(dossier.ReportMonthly), string(dossier.ReportWeekly)))
	list := map[dossier.ReportType]string{dossier.ReportMonthly: "months", dossier.ReportWeekly: "weeks"}[options.Report]
	if list == "" {
		return
	}
	for _, part := range q.list(list) {
		n, err := strconv.Atoi(part)
		if err != nil || n < 1 || n > schedule.MaxWeeks {
			q.problems.Add(list, "%q bukan nomor periode: isi daftar bilangan bulat dari 1 sampai %d, dipisah koma", part, schedule.MaxWeeks)
			continue
		}
		options.Periods = append(options.Periods, n)
	}
	slices.Sort(options.Periods)
	options.Periods = slices.Compact(options.Periods)
	if period := q.integer("period", 0, 1); period != 0 && len(options.Periods) == 0 {
		options.Periods = []int{period}
	}
}

// optional returns one of the given values, or "" when the parameter is absent.
func (q *query) optional(name string, values ...string) string {
	if q.text(name) == "" {
		return ""
	}
	return q.choice(name, values...)
}

// documentParameters are the names of all parameters of documents.
var documentParameters = []string{
	"paper", "orientation", "status", "purpose", "bobot", "signatures", "report_type", "period", "weeks", "months", "mode", "tahapan_id",
	"kategori", "klasifikasi", "sub_klasifikasi", "pekerjaan", "search", "period_mode", "period_start", "period_end", "week_basis", "unit_mode", "format",
}

// documentLists are those of them that are lists.
var documentLists = []string{"weeks", "months", "kategori", "klasifikasi", "sub_klasifikasi", "pekerjaan"}

// documentValues reads parameters of documents from a JSON object: texts, numbers and truths,
// and lists where they are lists. What else stands in it, such as pictures that old clients draw, is ignored.
func documentValues(body *serve.Object) url.Values {
	values := url.Values{}
	for _, name := range documentParameters {
		if !body.Has(name) || body.Null(name) {
			continue
		}
		text, ok := parameterText(body.Raw(name), slices.Contains(documentLists, name))
		if !ok {
			body.Bad(name, "harus berupa teks atau bilangan, atau daftar untuk yang berupa daftar")
			continue
		}
		values.Set(name, text)
	}
	return values
}

func parameterText(raw json.RawMessage, isList bool) (string, bool) {
	var value any
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	if decoder.Decode(&value) != nil {
		return "", false
	}
	switch value := value.(type) {
	case string:
		return value, true
	case json.Number:
		return value.String(), true
	case bool:
		if value {
			return "1", true
		}
		return "0", true
	case []any:
		if !isList {
			return "", false
		}
		parts := make([]string, len(value))
		for i, part := range value {
			switch part.(type) {
			case string, json.Number:
				parts[i] = fmt.Sprint(part)
			default:
				return "", false
			}
		}
		return strings.Join(parts, ","), true
	}
	return "", false
}

// documentQuery reads the parameters of a request: those of the address, and of the body of
// a POST those that the address does not name (api §6.18, J2).
func documentQuery(r *serve.Request) (*query, error) {
	q := queryOf(r)
	if r.HTTP.Method != http.MethodPost {
		return q, nil
	}
	body, err := r.OptionalObject()
	if err != nil {
		return nil, err
	}
	for name, values := range documentValues(body) {
		if q.text(name) == "" {
			q.values[name] = values
		}
	}
	return q, body.Err()
}
