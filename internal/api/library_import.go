package api

import (
	"net/http"

	"takar/internal/ahsp"
	"takar/internal/app"
	"takar/internal/serve"
)

// importMegabytes bounds an uploaded file of the library (documents I2).
const importMegabytes = 50

// stagedHead is an uploaded file of the library.
type stagedHead struct {
	ID        int64        `json:"id"`
	Version   int64        `json:"version"`
	Edition   string       `json:"edition"`
	File      string       `json:"file"`
	CreatedAt string       `json:"created_at"`
	ExpiresAt string       `json:"expires_at"`
	Summary   ahsp.Summary `json:"summary"`
	Known     *editionName `json:"known"` // the edition that was made of the same file
}

type editionName struct {
	ID       int64  `json:"id"`
	Name     string `json:"name"`
	Revision int    `json:"revision"`
}

func editionNameOf(e ahsp.Edition) editionName {
	return editionName{ID: e.ID, Name: e.Name, Revision: e.Revision}
}

func stagedHeadOf(h app.StagingHead) stagedHead {
	head := stagedHead{
		ID: h.ID, Version: h.Version, Edition: h.Edition, File: h.File, CreatedAt: h.CreatedAt.Contract(), ExpiresAt: h.ExpiresAt.Contract(), Summary: h.Summary,
	}
	if h.Known != nil {
		name := editionNameOf(*h.Known)
		head.Known = &name
	}
	return head
}

type stagedFilesAnswer struct {
	okay

	Imports []stagedHead `json:"imports"`
}

func listImports(r *serve.Request) error {
	heads, err := r.App.StagedImports(r.HTTP.Context(), r.Visit)
	if err != nil {
		return err
	}
	answer := stagedFilesAnswer{okay: yes, Imports: []stagedHead{}}
	for _, h := range heads {
		answer.Imports = append(answer.Imports, stagedHeadOf(h))
	}
	return r.Send(http.StatusOK, answer)
}

// stagedAnswer is an uploaded file with what was found in it, counted.
type stagedAnswer struct {
	okay

	Import  stagedHead    `json:"import"`
	Kinds   []findingKind `json:"kinds"`
	Open    int           `json:"open"`              // findings that wait for somebody
	Changed *int          `json:"changed,omitempty"` // values set or confirmed by this request
}

// findingKind counts the findings of a kind.
type findingKind struct {
	Kind      string `json:"kind"`
	Label     string `json:"label"`
	Note      bool   `json:"note"` // only informs
	Total     int    `json:"total"`
	Open      int    `json:"open"`
	Suggested int    `json:"suggested"` // settled as the program proposed
	Person    int    `json:"person"`    // settled by somebody's decision
}

func stagedAnswerOf(staged *app.StagedImport) stagedAnswer {
	answer := stagedAnswer{okay: yes, Import: stagedHeadOf(staged.StagingHead), Kinds: []findingKind{}}
	counts, open := staged.FindingCounts()
	answer.Open = open
	for _, c := range counts {
		answer.Kinds = append(answer.Kinds, findingKind{
			Kind: string(c.Kind), Label: c.Kind.Label(), Note: c.Kind.Note(), Total: c.Total, Open: c.Open, Suggested: c.Suggested, Person: c.Person,
		})
	}
	return answer
}

func createImport(r *serve.Request) error {
	upload, err := r.Upload(importMegabytes, "excel_file", "file")
	if err != nil {
		return err
	}
	staged, err := r.App.StageImport(r.HTTP.Context(), r.Visit, app.Upload{Name: upload.Name, Data: upload.Data, Edition: upload.Fields["edition"]})
	if err != nil {
		return err
	}
	return r.Send(http.StatusCreated, stagedAnswerOf(staged))
}

// staged reads the uploaded file that the path names.
func staged(r *serve.Request) (*app.StagedImport, error) {
	id, err := r.PathID("staging")
	if err != nil {
		return nil, err
	}
	return r.App.StagedImport(r.HTTP.Context(), r.Visit, id)
}

func getImport(r *serve.Request) error {
	found, err := staged(r)
	if err != nil {
		return err
	}
	return r.Send(http.StatusOK, stagedAnswerOf(found))
}

// findingRow is a finding; Finding names it in a request that settles it.
type findingRow struct {
	Finding    int    `json:"finding"`
	Kind       string `json:"kind"`
	Label      string `json:"label"`
	Sheet      string `json:"sheet"`
	Row        int    `json:"row"`
	Rows       []int  `json:"rows"` // of all components concerned, when they are several
	Column     string `json:"column"`
	KodeAHSP   string `json:"kode_ahsp"`
	NamaAHSP   string `json:"nama_ahsp"`
	Text       string `json:"text"`
	Proposal   string `json:"proposal"`
	Message    string `json:"message"`
	Note       bool   `json:"note"`
	Resolution string `json:"resolution"`
}

func findingRowOf(f app.StagedFinding) findingRow {
	return findingRow{
		Finding: f.Index, Kind: string(f.Kind), Label: f.Kind.Label(), Sheet: f.Sheet, Row: f.Row, Rows: append([]int{}, f.Rows...), Column: f.Column,
		KodeAHSP: f.Kode, NamaAHSP: f.Nama, Text: f.Text, Proposal: f.Proposal, Message: f.Message, Note: f.Kind.Note(), Resolution: string(f.Resolution),
	}
}

func listFindings(r *serve.Request) error {
	q := queryOf(r)
	page, size := pages(q)
	asked := app.FindingQuery{
		Kind: ahsp.FindingKind(q.text("kind")), Search: q.text("search"), State: q.choice("state", app.FindingsAll, app.FindingsOpen, app.FindingsSettled),
	}
	if asked.Kind != "" && asked.Kind.Label() == "" {
		q.problems.Add("kind", "jenis temuan %q tidak dikenal", string(asked.Kind))
	}
	if err := q.err(); err != nil {
		return err
	}
	found, err := staged(r)
	if err != nil {
		return err
	}
	return r.Send(http.StatusOK, pageOf(found.FindingList(asked), page, size, findingRowOf))
}

// listStagedJobs lists the analyses of an uploaded file; they have no ids yet.
func listStagedJobs(r *serve.Request) error {
	found, err := staged(r)
	if err != nil {
		return err
	}
	return sendRows(r, found.Jobs, libraryJobOf)
}

// listStagedItems lists the components of an uploaded file; source_row names them.
func listStagedItems(r *serve.Request) error {
	found, err := staged(r)
	if err != nil {
		return err
	}
	return sendRows(r, found.Items, libraryItemOf)
}

// resolveFindings settles findings by rules, and corrects single values.
func resolveFindings(r *serve.Request) error {
	id, err := r.PathID("staging")
	if err != nil {
		return err
	}
	body, err := r.Object()
	if err != nil {
		return err
	}
	version, because := body.OptionalInt("version"), body.Text("why")
	rules, corrections := rulesOf(body), stagedCorrectionsOf(body)
	if err := body.Err(); err != nil {
		return err
	}
	after, changed, err := r.App.ResolveFindings(r.HTTP.Context(), r.Visit, id, version, rules, corrections, because)
	if err != nil {
		return err
	}
	answer := stagedAnswerOf(after)
	answer.Changed = &changed
	return r.Send(http.StatusOK, answer)
}

func rulesOf(body *serve.Object) []ahsp.Rule {
	var rules []ahsp.Rule
	rows, _ := body.List("rules")
	for _, row := range rows {
		rule := ahsp.Rule{Kind: ahsp.FindingKind(row.Text("kind")), Action: ahsp.Action(row.Text("action")), Value: row.Text("value")}
		if finding := row.OptionalInt("finding"); finding != nil {
			n := int(*finding)
			rule.Finding = &n
		}
		if text := row.Text("kategori"); text != "" {
			kategori, err := ahsp.ParseKategori(text)
			if err != nil {
				row.Bad("kategori", "%s", err)
			}
			rule.Kategori = kategori
		}
		if digits := row.OptionalInt("digits"); digits != nil {
			rule.Digits = int(*digits)
			if *digits < 1 || *digits > 40 {
				row.Bad("digits", "harus 1 sampai 40")
			}
		}
		rules = append(rules, rule)
	}
	return rules
}

// stagedFields are the names of what can be corrected in an uploaded file.
var stagedFields = func() map[string]ahsp.Field {
	all := map[string]ahsp.Field{}
	for _, fields := range []map[string]ahsp.Field{jobFields, itemFields} {
		for name, field := range fields {
			all[name] = field
		}
	}
	return all
}()

func stagedCorrectionsOf(body *serve.Object) []ahsp.Correction {
	var list []ahsp.Correction
	rows, _ := body.List("corrections")
	for _, row := range rows {
		c := ahsp.Correction{Kode: row.Text("kode_ahsp"), Old: row.Text("old_value")}
		name := row.Text("field")
		field, known := stagedFields[name]
		if !known {
			row.Bad("field", "kolom %q tidak dapat dikoreksi", name)
		}
		if at := row.OptionalInt("source_row"); at != nil {
			c.Row = int(*at)
		}
		c.Field, c.New = field, correctedValue(row, field)
		list = append(list, c)
	}
	return list
}

// editionSaved answers an edition that was committed, revised or offered again.
type editionSaved struct {
	okay

	Message string      `json:"message"`
	Edition editionName `json:"edition"`
}

func commitImport(r *serve.Request) error {
	id, err := r.PathID("staging")
	if err != nil {
		return err
	}
	body, err := r.Object()
	if err != nil {
		return err
	}
	version, name, newRevision := body.Int("version"), body.Text("edition"), body.Bool("new_revision", false)
	if err := body.Err(); err != nil {
		return err
	}
	edition, err := r.App.CommitStaged(r.HTTP.Context(), r.Visit, id, version, name, newRevision)
	if err != nil {
		return err
	}
	return r.Send(http.StatusCreated, editionSaved{okay: yes, Message: "Edisi tersimpan.", Edition: editionNameOf(edition)})
}

type libraryDone struct {
	okay

	Message string `json:"message"`
}

func dropImport(r *serve.Request) error {
	id, err := r.PathID("staging")
	if err != nil {
		return err
	}
	if err := r.App.DropStaged(r.HTTP.Context(), r.Visit, id); err != nil {
		return err
	}
	return r.Send(http.StatusOK, libraryDone{okay: yes, Message: "Berkas unggahan dihapus."})
}

// itemCodeRow is a line of the registry of item codes.
type itemCodeRow struct {
	KodeItem   string `json:"kode_item"`
	Kategori   string `json:"kategori"`
	UraianItem string `json:"uraian_item"`
	SatuanItem string `json:"satuan_item"`
}

func listItemCodes(r *serve.Request) error {
	q := queryOf(r)
	page, size := pages(q)
	kategori, search := q.text("kategori"), q.text("search")
	if err := q.err(); err != nil {
		return err
	}
	codes, err := r.App.FindItemCodes(r.HTTP.Context(), r.Visit, kategori, search)
	if err != nil {
		return err
	}
	return r.Send(http.StatusOK, pageOf(codes, page, size, func(c ahsp.ItemCode) itemCodeRow {
		return itemCodeRow{KodeItem: c.Kode, Kategori: string(c.Kategori), UraianItem: c.Uraian, SatuanItem: c.Satuan}
	}))
}
