package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/serve"
)

// auditPage is the name of Audit Trail in the workspace.
const auditPage = "audit-trail"

// auditPageSize is how many entries one page lists.
const auditPageSize = 30

// auditBody is what Audit Trail shows: everything that changed a figure, newest first.
type auditBody struct {
	Rights   app.Rights
	Problems []string
	Fields   []*field
	Rows     []auditRow
	Total    int
	Filtered bool
	Pager    []pageLink
}

// auditRow is one entry. Changes are the rows that it lists, nil where it lists none.
type auditRow struct {
	Time, Who, Action, Summary, Subject string
	Changes                             []auditChange
}

// auditChange is one field of one row, before and after.
type auditChange struct{ Name, Label, Before, After string }

var auditActions = []choice{
	{"", "Semua"}, {rab.AuditCreate, "Ditambah"}, {rab.AuditUpdate, "Diubah"}, {rab.AuditDelete, "Dihapus"}, {rab.AuditCascade, "Ikut berubah"},
}

// audit answers with Audit Trail. The first page of all of it is kept as bytes until something
// new is to be listed (rulings D24); what was asked for more closely is made for who asked.
func (s *Site) audit(r *serve.Request) error {
	if r.HTTP.URL.RawQuery == "" {
		mark, err := r.App.AuditMark(r.HTTP.Context(), r.Visit)
		if err != nil {
			return err
		}
		return r.KeptPage("page "+auditPage+" "+s.build+" "+mark, func(view *app.View) ([]byte, error) { return s.auditPage(r, view) })
	}
	view, err := r.App.View(r.HTTP.Context(), r.Visit)
	if err != nil {
		return err
	}
	body, err := s.auditPage(r, view)
	if err != nil {
		return err
	}
	return r.SendPage(http.StatusOK, body)
}

// auditPage makes the page. A filter that cannot be read is named and left out.
func (s *Site) auditPage(r *serve.Request, view *app.View) ([]byte, error) {
	sent := r.HTTP.URL.Query()
	b := &auditBody{Rights: r.Visit.Rights}
	filter, number, values := b.read(sent, r.App)
	entries, total, err := r.App.Audit(r.HTTP.Context(), r.Visit, filter)
	if err != nil {
		return nil, err
	}
	b.Total = total
	for _, entry := range entries {
		b.Rows = append(b.Rows, auditRow{
			Time: waktu(entry.CreatedAt, r.App.Zone()), Who: auditWho(entry), Action: choiceText(auditActions, entry.Action),
			Summary: sentence(entry.Summary), Subject: strings.TrimSpace(entry.Kode + " " + entry.Uraian), Changes: auditChanges(entry),
		})
	}
	b.Pager = pager(number, max(1, (total+auditPageSize-1)/auditPageSize), func(n string) string {
		values.Set("page", n)
		return "?" + values.Encode()
	})
	return s.execute("audit", &page{
		Title: "Audit Trail – " + view.Header().Nama, Island: "live.js", Project: s.workspaceBar(view, auditPage), Body: b,
	})
}

// read turns the query into a filter, the number of the page and the values that hold.
func (b *auditBody) read(sent url.Values, a *app.App) (filter app.AuditFilter, number int, values url.Values) {
	values, filter.Limit = url.Values{}, auditPageSize
	read := func(name string, take func(string) error) {
		text := strings.TrimSpace(sent.Get(name))
		if text == "" {
			return
		}
		if err := take(text); err != nil {
			b.Problems = append(b.Problems, "Saringan diabaikan: "+err.Error()+".")
			return
		}
		values.Set(name, text)
	}
	var from, until rab.Date
	read("action", serve.OneOf("tindakan", valuesOf(auditActions), &filter.Action))
	read("date_from", serve.Day(&from))
	read("date_to", serve.Day(&until))
	if from != "" {
		filter.From = a.DayStart(from)
	}
	if until != "" {
		filter.Until = a.DayStart(until.AddDays(1))
	}
	b.Filtered = len(values) > 0
	number, _ = strconv.Atoi(sent.Get("page")) // a bad page is the first
	number = min(max(1, number), 1_000_000)
	filter.Offset = (number - 1) * auditPageSize
	b.Fields = []*field{
		{Name: "action", Label: "Tindakan", Kind: "choice", Choices: auditActions, Value: values.Get("action")},
		{Name: "date_from", Label: "Sejak", Kind: "date", Value: values.Get("date_from")},
		{Name: "date_to", Label: "Sampai", Kind: "date", Value: values.Get("date_to")},
	}
	return filter, number, values
}

func auditWho(entry *app.AuditEntry) string {
	who := entry.AccountName
	if who == "" {
		who = "Takar"
	}
	if entry.TriggeredBy == rab.ByCascade {
		return who + " (ikut berubah)"
	}
	return who
}

func choiceText(choices []choice, value string) string {
	for _, c := range choices {
		if c.Value == value {
			return c.Text
		}
	}
	return value
}

// auditChanges lists what an entry keeps: components before and after, and fields of other
// rows. Entries are written by rab; one that cannot be read lists nothing.
func auditChanges(entry *app.AuditEntry) []auditChange {
	changes := componentChanges(auditRows(entry.OldData), auditRows(entry.NewData))
	var details []rab.AuditDetail
	if entry.Details != nil {
		_ = json.Unmarshal([]byte(*entry.Details), &details)
	}
	for _, detail := range details {
		for _, f := range detail.Fields {
			changes = append(changes, auditChange{Name: detail.Name, Label: f.Label, Before: auditValue(f.Before), After: auditValue(f.After)})
		}
		if detail.More > 0 {
			changes = append(changes, auditChange{Name: bilang(detail.More) + " baris lain"})
		}
	}
	return changes
}

func auditRows(text *string) []rab.AuditRow {
	var rows []rab.AuditRow
	if text != nil {
		_ = json.Unmarshal([]byte(*text), &rows)
	}
	return rows
}

// componentChanges pairs components by their id; those that stayed are left out.
func componentChanges(before, after []rab.AuditRow) []auditChange {
	var changes []auditChange
	left := make(map[int64]rab.AuditRow, len(before))
	for _, row := range before {
		left[row.ID] = row
	}
	for _, row := range after {
		old, existed := left[row.ID]
		delete(left, row.ID)
		if existed && old == row {
			continue
		}
		change := auditChange{Name: componentName(row), Label: "koefisien", After: printed(row.Koefisien)}
		if existed {
			change.Before = printed(old.Koefisien)
			if old.Koefisien == row.Koefisien {
				change.Label, change.Before, change.After = "komponen", componentName(old), componentName(row)
			}
		}
		changes = append(changes, change)
	}
	for _, row := range before {
		if _, gone := left[row.ID]; gone {
			changes = append(changes, auditChange{Name: componentName(row), Label: "koefisien", Before: printed(row.Koefisien)})
		}
	}
	return changes
}

func componentName(row rab.AuditRow) string {
	return strings.TrimSpace(row.Kode + " " + row.Uraian + " (" + row.Satuan + ")")
}

// auditValue prints a value of a row for people; "" is nothing.
func auditValue(raw json.RawMessage) string {
	var value any
	if json.Unmarshal(raw, &value) != nil {
		return ""
	}
	switch v := value.(type) {
	case nil:
		return ""
	case bool:
		if v {
			return "ya"
		}
		return "tidak"
	case string:
		return printed(v)
	}
	return printed(string(raw))
}

// printed shows a decimal as people write it, and any other text as it is.
func printed(text string) string {
	if d, err := decimal.Parse(text); err == nil {
		return d.Indonesian(0, 6)
	}
	return text
}
