package api

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"takar/internal/app"
	"takar/internal/rab"
	"takar/internal/serve"
)

// auditPage is a page of a project's history, newest first (api §6.22).
type auditPage struct {
	okay

	Results    []auditRow `json:"results"`
	Pagination pagination `json:"pagination"`
}

type pagination struct {
	Page       int  `json:"page"`
	PageSize   int  `json:"page_size"`
	TotalCount int  `json:"total_count"`
	TotalPages int  `json:"total_pages"`
	HasNext    bool `json:"has_next"`
}

// auditEntry is one entry, asked for by its id.
type auditEntry struct {
	okay

	Result auditRow `json:"result"`
}

type auditRow struct {
	ID            int64          `json:"id"`
	OperationID   int64          `json:"operation_id"`
	Action        string         `json:"action"`
	TriggeredBy   string         `json:"triggered_by"`
	ChangeSummary string         `json:"change_summary"`
	CreatedAt     string         `json:"created_at"`
	Pekerjaan     auditPekerjaan `json:"pekerjaan"`
	User          *person        `json:"user"` // null for the program itself
	auditDiff
}

// auditDiff is what stood before and after; Details are rows other than components. It is
// left out where no diff is asked for.
type auditDiff struct {
	OldData json.RawMessage `json:"old_data,omitempty"`
	NewData json.RawMessage `json:"new_data,omitempty"`
	Details json.RawMessage `json:"details,omitempty"`
}

type auditPekerjaan struct {
	ID     *int64  `json:"id"`
	Kode   *string `json:"kode"`
	Uraian *string `json:"uraian"`
}

type person struct {
	ID       int64  `json:"id"`
	Username string `json:"username"`
}

// personOf is null for the program itself.
func personOf(id int64, name string) *person {
	if id == 0 {
		return nil
	}
	return &person{ID: id, Username: name}
}

// Sizes of a page of the history; a larger one is cut, as clients know it.
const (
	auditPageSize    = 20
	maxAuditPageSize = 100
)

// getAudit answers with entries of the history, the newest first. The first page of all of it,
// which pages and scripts ask for again and again, is kept until something new is to be listed.
func getAudit(r *serve.Request) error {
	if r.HTTP.URL.RawQuery != "" {
		answer, err := auditAnswer(r)
		if err != nil {
			return err
		}
		return r.Send(http.StatusOK, answer)
	}
	mark, err := r.App.AuditMark(r.HTTP.Context(), r.Visit)
	if err != nil {
		return err
	}
	return r.Kept("audit-trail "+mark, func(*app.View) (any, error) { return auditAnswer(r) })
}

// auditAnswer is the page, or the one entry, that a request asks for.
func auditAnswer(r *serve.Request) (any, error) {
	q := queryOf(r)
	filter, diff := auditFilterOf(q, r.App), q.flag("include_diff", true)
	page, size := q.integer("page", 1, 1), min(q.integer("page_size", auditPageSize, 1), maxAuditPageSize)
	if err := q.err(); err != nil {
		return nil, err
	}
	filter.Limit, filter.Offset = size, (page-1)*size
	single := filter.EntryID != 0
	if single {
		filter.Offset = 0
	}
	entries, total, err := r.App.Audit(r.HTTP.Context(), r.Visit, filter)
	switch {
	case err != nil:
		return nil, err
	case single && len(entries) == 0:
		return nil, app.ErrNotFound
	case single:
		return auditEntry{okay: yes, Result: auditRowOf(entries[0], diff)}, nil
	}
	answer := auditPage{okay: yes, Results: make([]auditRow, 0, len(entries)), Pagination: pagination{
		Page: page, PageSize: size, TotalCount: total, TotalPages: max(1, (total+size-1)/size), HasNext: page*size < total,
	}}
	for _, entry := range entries {
		answer.Results = append(answer.Results, auditRowOf(entry, diff))
	}
	return answer, nil
}

var (
	auditActions = []string{rab.AuditCreate, rab.AuditUpdate, rab.AuditDelete, rab.AuditCascade}
	auditCauses  = []string{rab.ByUser, rab.ByCascade, "system"}
)

// auditFilterOf reads which entries are asked for. Days are those of the configured zone,
// both ends included (rulings B17).
func auditFilterOf(q *query, a *app.App) app.AuditFilter {
	filter := app.AuditFilter{
		EntryID: q.id("entry_id"), PekerjaanID: q.id("pekerjaan_id"),
		Action: strings.ToUpper(q.text("action")), TriggeredBy: strings.ToLower(q.text("triggered_by")),
	}
	if filter.Action != "" && !slices.Contains(auditActions, filter.Action) {
		q.problems.Add("action", "pilih salah satu: %s", strings.Join(auditActions, ", "))
	}
	if filter.TriggeredBy != "" && !slices.Contains(auditCauses, filter.TriggeredBy) {
		q.problems.Add("triggered_by", "pilih salah satu: %s", strings.Join(auditCauses, ", "))
	}
	if from := q.date("date_from"); from != "" {
		filter.From = a.DayStart(from)
	}
	if to := q.date("date_to"); to != "" {
		filter.Until = a.DayStart(to.AddDays(1))
	}
	return filter
}

func auditRowOf(e *app.AuditEntry, diff bool) auditRow {
	row := auditRow{
		ID: e.ID, OperationID: e.OperationID, Action: e.Action, TriggeredBy: e.TriggeredBy, ChangeSummary: e.Summary,
		CreatedAt: e.CreatedAt.Contract(), User: personOf(e.AccountID, e.AccountName),
		Pekerjaan: auditPekerjaan{ID: e.PekerjaanID, Kode: optional(e.Kode), Uraian: optional(e.Uraian)},
	}
	if diff {
		row.auditDiff = auditDiff{OldData: stored(e.OldData), NewData: stored(e.NewData), Details: stored(e.Details)}
	}
	return row
}

// stored passes on JSON as it is kept.
func stored(text *string) json.RawMessage {
	if text == nil {
		return json.RawMessage("null")
	}
	return json.RawMessage(*text)
}
