package web

import (
	"net/http"
	"strconv"
	"strings"

	"takar/internal/ahsp"
	"takar/internal/app"
	"takar/internal/serve"
)

// editionBody is what the page of one revision of an edition shows.
type editionBody struct {
	Nav      string
	Problems []string
	Edition  editionLine
	Waiting  []correctionLine
	Made     []correctionLine
	MadeAll  int
	Pager    []pageLink
}

// correctionTable is a list of corrections; those that wait can be taken back.
type correctionTable struct {
	List        []correctionLine
	Discard     bool
	Token, Next string
}

// WaitingTable lists what the next revision will hold.
func (b *editionBody) WaitingTable(token string) correctionTable {
	return correctionTable{List: b.Waiting, Discard: true, Token: token, Next: b.Edition.Address}
}

// MadeTable lists what made this revision.
func (b *editionBody) MadeTable() correctionTable { return correctionTable{List: b.Made} }

// NextRevision is the number of the revision that corrections of this one make.
func (e editionLine) NextRevision() int { return e.newest + 1 }

// correctionLine is a correction in words.
type correctionLine struct {
	*app.Correction

	Label, Before, After, When string
}

// libraryFields are what can be corrected, by the names of the interface, in words.
var libraryFields = map[string]struct {
	field ahsp.Field
	label string
}{
	"nama_ahsp":       {ahsp.FieldNama, "Nama pekerjaan"},
	"klasifikasi":     {ahsp.FieldKlasifikasi, "Klasifikasi"},
	"sub_klasifikasi": {ahsp.FieldSubKlasifikasi, "Sub-klasifikasi"},
	"satuan":          {ahsp.FieldSatuan, "Satuan pekerjaan"},
	"kategori":        {ahsp.FieldKategori, "Kategori"},
	"kode_item":       {ahsp.FieldKode, "Kode item"},
	"uraian_item":     {ahsp.FieldUraian, "Uraian item"},
	"satuan_item":     {ahsp.FieldSatuanKomponen, "Satuan item"},
	"koefisien":       {ahsp.FieldKoefisien, "Koefisien"},
}

func correctionLines(r *serve.Request, list []*app.Correction) []correctionLine {
	lines := make([]correctionLine, len(list))
	for i, c := range list {
		lines[i] = correctionLine{Correction: c, Label: c.Field, Before: c.OldValue, After: c.NewValue, When: waktu(c.CreatedAt, r.App.Zone())}
		for _, known := range libraryFields {
			if string(known.field) == c.Field {
				lines[i].Label = known.label
			}
		}
		if ahsp.Field(c.Field) == ahsp.FieldKoefisien {
			lines[i].Before, lines[i].After = printed(c.OldValue), printed(c.NewValue)
		}
		if c.OldValue == c.NewValue {
			lines[i].After = "dipertahankan"
		}
	}
	return lines
}

func (s *Site) edition(r *serve.Request) error { return s.showEdition(r, nil) }

func (s *Site) showEdition(r *serve.Request, problems []string) error {
	id, err := r.PathID("edition")
	if err != nil {
		return err
	}
	ctx := r.HTTP.Context()
	editions, err := r.App.EditionOverviews(ctx, r.Visit)
	if err != nil {
		return err
	}
	body := &editionBody{Nav: "portal", Problems: problems}
	for _, e := range editions {
		if e.ID == id {
			body.Edition = newEditionLine(r, e)
		}
	}
	for _, e := range editions {
		if e.Name == body.Edition.Name {
			body.Edition.newest = max(body.Edition.newest, e.Revision)
		}
	}
	if body.Edition.ID == 0 {
		return app.ErrNotFound
	}
	drafts, err := r.App.LibraryDrafts(ctx, r.Visit, body.Edition.Name)
	if err != nil {
		return err
	}
	for _, draft := range drafts {
		if draft.Edition.ID == id {
			body.Waiting = correctionLines(r, draft.Collected)
		}
	}
	number := max(1, libraryNumber(r.HTTP.URL.Query().Get(keyPage)))
	made, total, err := r.App.Corrections(ctx, r.Visit, app.CorrectionFilter{EditionID: id, Made: true, Limit: adminPageSize, Offset: (number - 1) * adminPageSize})
	if err != nil {
		return err
	}
	body.Made, body.MadeAll = correctionLines(r, made), total
	_, pages := pageWithin(number, total, adminPageSize)
	body.Pager = pager(number, pages, func(n string) string { return "?" + keyPage + "=" + n })
	return s.adminPage(r, http.StatusOK, "library-edition", body.Edition.Name, body)
}

func (s *Site) revise(r *serve.Request) error {
	id, err := r.PathID("edition")
	if err != nil {
		return err
	}
	values, err := readForm(r)
	if err != nil {
		return err
	}
	edition, err := r.App.Revise(r.HTTP.Context(), r.Visit, id, values.Get("stamp"))
	said, err := refusals(err)
	if err != nil {
		return err
	}
	if said != nil {
		return s.showEdition(r, said)
	}
	s.leaveNotice(r, "revised", edition.Revision)
	return redirect(r, strings.Replace(editionPath, "{edition}", strconv.FormatInt(edition.ID, 10), 1))
}

func (s *Site) discardCorrection(r *serve.Request) error {
	id, err := r.PathID("correction")
	if err != nil {
		return err
	}
	values, err := readForm(r)
	if err != nil {
		return err
	}
	err = r.App.DiscardCorrection(r.HTTP.Context(), r.Visit, id)
	said, err := refusals(err)
	if err != nil {
		return err
	}
	if said != nil {
		return s.showPortal(r, said)
	}
	s.leaveNotice(r, "discarded", 0)
	return redirect(r, backTo(values, portalPath))
}
