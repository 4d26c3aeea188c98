package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"takar/internal/ahsp"
	"takar/internal/app"
	"takar/internal/rab"
	"takar/internal/serve"
)

// editionsAnswer lists all revisions of all editions, the latest commit first.
type editionsAnswer struct {
	okay

	Editions []editionRow `json:"editions"`
}

type editionRow struct {
	editionName

	File        string  `json:"source_file"`
	SHA256      string  `json:"sha256"`
	CommittedAt string  `json:"committed_at"`
	CommittedBy string  `json:"committed_by"` // "" is the program itself
	OnOffer     bool    `json:"on_offer"`
	Withdrawn   bool    `json:"withdrawn"`
	WithdrawnAt *string `json:"withdrawn_at"`
	WithdrawnBy string  `json:"withdrawn_by"`
	JobsCount   int     `json:"jobs_count"`
	ItemsCount  int     `json:"items_count"`
	Open        int     `json:"open_findings"`       // components with a finding that nobody settled
	Waiting     int     `json:"waiting_corrections"` // for the next revision; 0 unless on offer
	Stamp       string  `json:"stamp"`               // to make the next revision with
}

func listEditions(r *serve.Request) error {
	records, err := r.App.EditionOverviews(r.HTTP.Context(), r.Visit)
	if err != nil {
		return err
	}
	answer := editionsAnswer{okay: yes, Editions: []editionRow{}}
	for _, record := range records {
		answer.Editions = append(answer.Editions, editionRow{
			editionName: editionNameOf(record.Edition), File: record.File, SHA256: record.SHA256, CommittedAt: record.CommittedAt.Contract(),
			CommittedBy: record.CommittedBy, OnOffer: record.OnOffer, Withdrawn: record.Withdrawn, WithdrawnAt: moment(record.WithdrawnAt),
			WithdrawnBy: record.WithdrawnBy, JobsCount: record.Analyses, ItemsCount: record.Components, Open: record.Open, Waiting: record.Waiting,
			Stamp: record.Stamp,
		})
	}
	return r.Send(http.StatusOK, answer)
}

// reviseEdition makes the next revision of the corrections that were seen.
func reviseEdition(r *serve.Request) error {
	id, err := r.PathID("edition")
	if err != nil {
		return err
	}
	body, err := r.Object()
	if err != nil {
		return err
	}
	stamp := body.Text("stamp")
	if stamp == "" {
		body.Bad("stamp", "wajib diisi: kirim stamp dari daftar edisi atau dari koreksi terakhir")
	}
	if err := body.Err(); err != nil {
		return err
	}
	edition, err := r.App.Revise(r.HTTP.Context(), r.Visit, id, stamp)
	if err != nil {
		return err
	}
	return r.Send(http.StatusCreated, editionSaved{
		okay: yes, Message: fmt.Sprintf("%s revisi %d diterbitkan.", edition.Name, edition.Revision), Edition: editionNameOf(edition),
	})
}

func restoreEdition(r *serve.Request) error {
	id, err := r.PathID("edition")
	if err != nil {
		return err
	}
	edition, err := r.App.OfferAgain(r.HTTP.Context(), r.Visit, id)
	if err != nil {
		return err
	}
	return r.Send(http.StatusOK, editionSaved{
		okay: yes, Message: fmt.Sprintf("%s revisi %d ditawarkan lagi.", edition.Name, edition.Revision), Edition: editionNameOf(edition),
	})
}

// withdrawalPreview tells what the contract calls a deletion would do. Committed revisions
// never change: they are withdrawn from the offer, and projects that took them keep them.
type withdrawalPreview struct {
	Success bool           `json:"success"`
	Preview withdrawalData `json:"preview"`
}

type withdrawalData struct {
	JobsCount        int           `json:"jobs_count"`
	RincianCount     int           `json:"rincian_count"`
	AffectedSources  []string      `json:"affected_sources"`
	AffectedFiles    []string      `json:"affected_files"`
	SumberFilter     string        `json:"sumber_filter"`
	SourceFileFilter string        `json:"source_file_filter"`
	Editions         []editionName `json:"editions"`
	Uncovered        []editionName `json:"uncovered"` // older revisions that will be on offer again
}

func editionNamesOf(editions []ahsp.Edition) []editionName {
	names := []editionName{}
	for _, e := range editions {
		names = append(names, editionNameOf(e))
	}
	return names
}

func previewWithdrawal(r *serve.Request) error {
	q := queryOf(r)
	asked := app.Withdrawal{Sumber: q.text("sumber"), File: q.text("source_file")}
	w, err := r.App.PreviewWithdrawal(r.HTTP.Context(), r.Visit, asked)
	if err != nil {
		return err
	}
	data := withdrawalData{
		JobsCount: w.Analyses, RincianCount: w.Components, AffectedSources: []string{}, AffectedFiles: []string{},
		SumberFilter: asked.Sumber, SourceFileFilter: asked.File, Editions: editionNamesOf(w.Editions), Uncovered: editionNamesOf(w.Uncovered),
	}
	for _, e := range w.Editions {
		data.AffectedSources, data.AffectedFiles = append(data.AffectedSources, e.Name), append(data.AffectedFiles, e.File)
	}
	for _, list := range []*[]string{&data.AffectedSources, &data.AffectedFiles} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	return r.Send(http.StatusOK, withdrawalPreview{Success: true, Preview: data})
}

type withdrawalDone struct {
	Success bool           `json:"success"`
	Message string         `json:"message"`
	Result  withdrawalGone `json:"result"`
}

type withdrawalGone struct {
	JobsDeleted    int           `json:"jobs_deleted"`
	RincianDeleted int           `json:"rincian_deleted"`
	TotalDeleted   int           `json:"total_deleted"`
	Sumber         string        `json:"sumber"`
	SourceFile     string        `json:"source_file"`
	Editions       []editionName `json:"editions"` // can be offered again
}

func executeWithdrawal(r *serve.Request) error {
	body, err := r.Object()
	if err != nil {
		return err
	}
	asked := app.Withdrawal{Sumber: strings.TrimSpace(body.Text("sumber")), File: strings.TrimSpace(body.Text("source_file"))}
	if !body.Bool("confirm", false) {
		body.Bad("confirm", "kirim confirm: true setelah melihat pratinjau")
	}
	if err := body.Err(); err != nil {
		return err
	}
	w, err := r.App.Withdraw(r.HTTP.Context(), r.Visit, asked)
	if err != nil {
		return err
	}
	return r.Send(http.StatusOK, withdrawalDone{
		Success: true, Message: "Edisi ditarik dari pencarian. Proyek yang memakainya tidak berubah.",
		Result: withdrawalGone{
			JobsDeleted: w.Analyses, RincianDeleted: w.Components, TotalDeleted: w.Analyses + w.Components, Sumber: asked.Sumber, SourceFile: asked.File,
			Editions: editionNamesOf(w.Editions),
		},
	})
}

// correctionRow is a correction of the library.
type correctionRow struct {
	ID        int64   `json:"id"`
	Edition   int64   `json:"edition"`
	Revision  *int64  `json:"revision_edition"` // the edition that it is part of; null while it waits
	KodeAHSP  string  `json:"kode_ahsp"`
	SourceRow int     `json:"source_row"` // 0 for a field of the analysis
	Field     string  `json:"field"`
	OldValue  string  `json:"old_value"`
	NewValue  string  `json:"value"`
	Finding   string  `json:"finding"`
	Suggested bool    `json:"suggested"`
	Why       string  `json:"why"`
	User      *person `json:"user"`
	CreatedAt string  `json:"created_at"`
}

// listCorrections lists the corrections made to an edition or, with made=1, those that it
// was made by.
func listCorrections(r *serve.Request) error {
	q := queryOf(r)
	page, size := pages(q)
	filter := app.CorrectionFilter{EditionID: q.id("edition"), Made: q.flag("made", false), Limit: size, Offset: (page - 1) * size}
	if filter.EditionID == 0 {
		q.problems.Add("edition", "sebutkan id edisi")
	}
	if err := q.err(); err != nil {
		return err
	}
	list, total, err := r.App.Corrections(r.HTTP.Context(), r.Visit, filter)
	if err != nil {
		return err
	}
	answer := libraryPage[correctionRow]{Status: "success", Data: []correctionRow{}, Pagination: paginationOf(page, size, total)}
	for _, c := range list {
		answer.Data = append(answer.Data, correctionRow{
			ID: c.ID, Edition: c.EditionID, Revision: c.RevisionID, KodeAHSP: c.Kode, SourceRow: c.SourceRow, Field: contractField(c.Field),
			OldValue: c.OldValue, NewValue: c.NewValue, Finding: c.Finding, Suggested: c.Suggested, Why: c.Why,
			User: personOf(c.AccountID, c.AccountName), CreatedAt: c.CreatedAt.Contract(),
		})
	}
	return r.Send(http.StatusOK, answer)
}

// contractField returns the contract's name of a field.
func contractField(field string) string {
	for name, f := range stagedFields {
		if string(f) == field {
			return name
		}
	}
	return field
}

func discardCorrection(r *serve.Request) error {
	id, err := r.PathID("correction")
	if err != nil {
		return err
	}
	if err := r.App.DiscardCorrection(r.HTTP.Context(), r.Visit, id); err != nil {
		return err
	}
	return r.Send(http.StatusOK, libraryDone{okay: yes, Message: "Koreksi dibatalkan."})
}

// libraryEventRow is a line of the log of the library's administration.
type libraryEventRow struct {
	ID        int64           `json:"id"`
	Action    string          `json:"action"`
	Edition   *int64          `json:"edition"`
	Summary   string          `json:"summary"`
	Details   json.RawMessage `json:"details"`
	User      *person         `json:"user"` // null for the program itself
	CreatedAt string          `json:"created_at"`
}

func getLibraryLog(r *serve.Request) error {
	q := queryOf(r)
	page, size := pages(q)
	filter := libraryFilterOf(q, r.App)
	filter.Limit, filter.Offset = size, (page-1)*size
	if err := q.err(); err != nil {
		return err
	}
	list, total, err := r.App.LibraryLog(r.HTTP.Context(), r.Visit, filter)
	if err != nil {
		return err
	}
	answer := libraryPage[libraryEventRow]{Status: "success", Data: []libraryEventRow{}, Pagination: paginationOf(page, size, total)}
	for _, e := range list {
		row := libraryEventRow{
			ID: e.ID, Action: e.Action, Summary: e.Summary, Details: json.RawMessage("null"), User: personOf(e.AccountID, e.AccountName), CreatedAt: e.CreatedAt.Contract(),
		}
		if e.EditionID != 0 {
			row.Edition = &e.EditionID
		}
		if e.Details != "" {
			row.Details = json.RawMessage(e.Details)
		}
		answer.Data = append(answer.Data, row)
	}
	return r.Send(http.StatusOK, answer)
}

// libraryFilterOf reads which lines of the log are asked for. Days are those of the
// configured zone, both ends included (rulings B17).
func libraryFilterOf(q *query, a *app.App) app.LibraryFilter {
	filter := app.LibraryFilter{Action: q.text("action")}
	if filter.Action != "" && !slices.Contains(app.LogActions, filter.Action) {
		q.problems.Add("action", "pilih salah satu: %s", strings.Join(app.LogActions, ", "))
	}
	if from := q.date("date_from"); from != "" {
		filter.From = a.DayStart(from)
	}
	if to := q.date("date_to"); to != rab.Date("") {
		filter.Until = a.DayStart(to.AddDays(1))
	}
	return filter
}
