package web

import (
	"net/http"
	"net/url"
	"strings"

	"takar/internal/app"
	"takar/internal/rab"
	"takar/internal/serve"
)

// libraryActions are the actions of the library's log in words.
var libraryActions = []choice{
	{"", "Semua"},
	{app.LogStage, "Berkas diunggah"},
	{app.LogReject, "Berkas ditolak"},
	{app.LogResolve, "Temuan diperiksa"},
	{app.LogDrop, "Berkas dibuang"},
	{app.LogCommit, "Edisi disimpan"},
	{app.LogCorrect, "Nilai dikoreksi"},
	{app.LogDiscard, "Koreksi dibatalkan"},
	{app.LogRevise, "Revisi diterbitkan"},
	{app.LogWithdraw, "Edisi ditarik"},
	{app.LogRestore, "Edisi ditawarkan lagi"},
}

// libraryLogBody is what the log of the administration shows.
type libraryLogBody struct {
	Nav      string
	Problems []string
	Fields   []*field
	Filtered bool
	Rows     []libraryLogLine
	Total    int
	Pager    []pageLink
}

// libraryLogLine is one line of the log.
type libraryLogLine struct{ Time, Who, Action, Summary string }

// libraryLog answers with the log. A filter that cannot be read is named and left out.
func (s *Site) libraryLog(r *serve.Request) error {
	sent, values := r.HTTP.URL.Query(), url.Values{}
	body := &libraryLogBody{Nav: "log"}
	filter := app.LibraryFilter{Limit: adminPageSize}
	read := func(name string, take func(string) error) {
		text := strings.TrimSpace(sent.Get(name))
		if text == "" {
			return
		}
		if err := take(text); err != nil {
			body.Problems = append(body.Problems, "Saringan diabaikan: "+err.Error()+".")
			return
		}
		values.Set(name, text)
	}
	var from, until rab.Date
	read("action", serve.OneOf("tindakan", valuesOf(libraryActions), &filter.Action))
	read("date_from", serve.Day(&from))
	read("date_to", serve.Day(&until))
	if from != "" {
		filter.From = r.App.DayStart(from)
	}
	if until != "" {
		filter.Until = r.App.DayStart(until.AddDays(1))
	}
	body.Filtered = len(values) > 0
	number := max(1, libraryNumber(sent.Get(keyPage)))
	filter.Offset = (number - 1) * adminPageSize
	list, total, err := r.App.LibraryLog(r.HTTP.Context(), r.Visit, filter)
	if err != nil {
		return err
	}
	for _, e := range list {
		who := e.AccountName
		if who == "" {
			who = "Takar"
		}
		body.Rows = append(body.Rows, libraryLogLine{waktu(e.CreatedAt, r.App.Zone()), who, choiceText(libraryActions, e.Action), e.Summary})
	}
	body.Total = total
	_, pages := pageWithin(number, total, adminPageSize)
	body.Pager = pager(number, pages, func(n string) string {
		values.Set(keyPage, n)
		return listAddress(libraryLogPath, values)
	})
	body.Fields = []*field{
		{Name: "action", Label: "Tindakan", Kind: "choice", Choices: libraryActions, Value: values.Get("action")},
		{Name: "date_from", Label: "Sejak", Kind: "date", Value: values.Get("date_from")},
		{Name: "date_to", Label: "Sampai", Kind: "date", Value: values.Get("date_to")},
	}
	return s.adminPage(r, http.StatusOK, "library-log", "Catatan pustaka", body)
}
