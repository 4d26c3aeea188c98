package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"takar/internal/ahsp"
	"takar/internal/app"
	"takar/internal/rab"
	"takar/internal/serve"
)

// tabFindings is the list of findings of an uploaded file.
const tabFindings = "temuan"

// stagedBody is what the page of an uploaded file shows.
type stagedBody struct {
	Nav         string
	Line        stagedLine
	Address     string
	Next        string // address of what is shown
	Problems    []string
	Tabs        []pageLink
	Kinds       []kindLine
	Open        int // findings
	Corrections int // made so far
	Table       *rowTable
	Findings    *findingTable
	Commit      *commitForm
}

// kindLine counts the findings of a kind; its address lists them.
type kindLine struct {
	app.FindingCount

	Label, Address string
	Note, Current  bool
}

// findingTable lists findings, with the form that settles them.
type findingTable struct {
	Search string
	Fields []*field
	Kind   ahsp.FindingKind
	Rows   []findingLine
	Total  int
	Pager  []pageLink
	Clear  string
	Why    *field
	Rule   *ruleForm // nil unless a kind is chosen that a rule can settle
}

// findingLine is a finding with what can be done about it.
type findingLine struct {
	app.StagedFinding

	Label, Place, State string
	Said                string // what the quoted text is
	Items               string // address of the components of its analysis
	Accept, Keep        bool   // that is possible
	Input               *field // nil when no single value settles it
	Dead                string // why nothing can be done here, "" when something can
}

// ruleForm settles all open findings of a kind.
type ruleForm struct {
	Label  string
	Open   int
	Fields []*field
}

// commitForm makes an edition of the file.
type commitForm struct {
	Fields   []*field
	Gaps     app.Gaps
	Rest     []string
	Revision int // the one that would be made of a name that exists; 0 for a new name
}

// stagedForms is what was typed into the forms of the page, and what is wrong with it.
type stagedForms struct {
	problems       []string
	resolve        url.Values
	commit         url.Values
	commitProblems []rab.Problem
}

func (s *Site) stagedPage(r *serve.Request) error {
	staged, err := stagedOf(r)
	if err != nil {
		return err
	}
	return s.showStaged(r, staged, &stagedForms{})
}

// showStaged answers with an uploaded file: its findings, analyses or components. A refused
// form shows what its page showed.
func (s *Site) showStaged(r *serve.Request, staged *app.StagedImport, forms *stagedForms) error {
	sent := r.HTTP.URL.Query()
	if next := forms.resolve.Get("next"); next != "" {
		if parsed, err := url.Parse(next); err == nil {
			sent = parsed.Query()
		}
	}
	b := &stagedBody{
		Nav: "import", Line: newStagedLine(r, staged.StagingHead), Address: stagedAddress(staged.ID), Problems: forms.problems,
		Corrections: staged.CorrectionCount(), Commit: newCommitForm(r, staged, forms),
	}
	tab := sent.Get("tab")
	if tab != tabJobs && tab != tabItems {
		tab = tabFindings
	}
	b.Next = b.Address
	if query := sent.Encode(); query != "" {
		b.Next += "?" + query
	}
	for _, t := range []choice{{tabFindings, "Temuan"}, {tabJobs, "Analisa"}, {tabItems, "Komponen"}} {
		b.Tabs = append(b.Tabs, pageLink{Text: t.Text, Address: b.Address + "?tab=" + t.Value, Current: t.Value == tab})
	}
	b.kinds(staged, sent.Get("kind"))
	if tab == tabFindings {
		b.findings(staged, sent, forms.resolve)
	} else if err := b.rows(staged, sent, tab == tabItems); err != nil {
		return err
	}
	return s.adminPage(r, http.StatusOK, "library-staged", "Periksa "+staged.File, b)
}

func (b *stagedBody) kinds(staged *app.StagedImport, chosen string) {
	counts, open := staged.FindingCounts()
	b.Open = open
	for _, c := range counts {
		state := app.FindingsOpen
		if c.Open == 0 {
			state = app.FindingsAll
		}
		b.Kinds = append(b.Kinds, kindLine{
			FindingCount: c, Label: sentenceStart(c.Kind.Label()), Note: c.Kind.Note(), Current: string(c.Kind) == chosen,
			Address: listAddress(b.Address, url.Values{"kind": {string(c.Kind)}, "state": {state}}),
		})
	}
}

// rows shows the analyses or components as they would be committed.
func (b *stagedBody) rows(staged *app.StagedImport, sent url.Values, items bool) error {
	place := tablePlace{
		path: b.Address, fixed: url.Values{"tab": {tabJobs}},
		correct: func(row app.LibraryRow, name, next string) string {
			values := url.Values{"field": {name}, "next": {next}, "kode": {row.Analysis.Kode}}
			if row.Component != nil {
				values.Set("row", strconv.Itoa(row.Component.Row))
			}
			return listAddress(b.Address+"correct/", values)
		},
		analyse: func(app.LibraryRow) string { return "" },
	}
	list := staged.Jobs
	if items {
		place.fixed.Set("tab", tabItems)
		list = staged.Items
	}
	table, q, values := readTable(sent, place, items, true)
	rows, err := list(q)
	said, err := refusals(err)
	if err != nil {
		return err
	}
	b.Problems = append(b.Problems, said...)
	table.show(rows, q, values, sent, place)
	b.Table = table
	return nil
}

// stateChoices of findings, in words.
var findingStates = []choice{{app.FindingsOpen, "Yang terbuka"}, {app.FindingsSettled, "Yang selesai"}, {app.FindingsAll, "Semua"}}

// findings lists what was found, with the forms that settle it.
func (b *stagedBody) findings(staged *app.StagedImport, sent, typed url.Values) {
	q := app.FindingQuery{Kind: ahsp.FindingKind(sent.Get("kind")), State: sent.Get("state"), Search: strings.TrimSpace(sent.Get("search"))}
	if q.State != app.FindingsAll && q.State != app.FindingsSettled {
		q.State = app.FindingsOpen
	}
	kinds := &field{Name: "kind", Label: "Jenis temuan", Kind: "choice", Value: string(q.Kind), Choices: []choice{{"", "Semua jenis"}}}
	for _, kind := range b.Kinds {
		kinds.Choices = append(kinds.Choices, choice{string(kind.Kind), kind.Label})
	}
	t := &findingTable{
		Search: q.Search, Kind: q.Kind, Clear: b.Address,
		Fields: []*field{kinds, {Name: "state", Label: "Keadaan", Kind: "choice", Choices: findingStates, Value: q.State}},
		Why: &field{
			Name: "why", Label: "Alasan untuk pemeriksaan ini", Kind: "text", Required: true, Limit: 500, Value: typed.Get("why"),
			Hint: "Misalnya dokumen dan halaman yang diperiksa. Tersimpan bersama tiap nilai.",
		},
	}
	list := staged.FindingList(q)
	number, pages := pageWithin(libraryNumber(sent.Get(keyPage)), len(list), adminPageSize)
	for _, f := range cutPage(list, number, adminPageSize) {
		t.Rows = append(t.Rows, b.finding(f, typed))
	}
	t.Total = len(list)
	t.Pager = pager(number, pages, func(n string) string {
		values := url.Values{"kind": {string(q.Kind)}, "state": {q.State}, "search": {q.Search}, keyPage: {n}}
		return listAddress(b.Address, values)
	})
	for _, kind := range b.Kinds {
		if kind.Kind == q.Kind && kind.Open > 0 {
			t.Rule = newRuleForm(kind, typed)
		}
	}
	b.Findings = t
}

// finding says what a finding is, and what can be done about it.
func (b *stagedBody) finding(f app.StagedFinding, typed url.Values) findingLine {
	line := findingLine{
		StagedFinding: f, Label: sentenceStart(f.Kind.Label()), Place: fmt.Sprintf("Baris %d", f.Row), State: findingState(f),
		Items: listAddress(b.Address, url.Values{"tab": {tabItems}, "kode_ahsp": {f.Kode}}), Said: "Di berkas",
	}
	if numeric(f.Kind) && f.Kind != ahsp.DuplicateRow {
		line.Said = "Terbit"
	}
	if len(f.Rows) > 1 {
		numbers := make([]string, len(f.Rows))
		for i, row := range f.Rows {
			numbers[i] = strconv.Itoa(row)
		}
		line.Place = "Baris " + strings.Join(numbers, ", ")
	}
	if f.Column != "" {
		line.Place += ", kolom " + f.Column
	}
	switch {
	case f.Kind.Note():
		line.Dead = "Hanya pemberitahuan."
		return line
	case f.Kind == ahsp.CodeWithTwoNames:
		line.Dead = "Beri pekerjaan kedua kode sendiri di berkasnya, lalu unggah lagi."
		return line
	}
	line.Accept = f.Proposal != "" && f.Open && len(f.Rows) < 2
	line.Keep = f.Kind != ahsp.UnitMissing && f.Kind != ahsp.MissingSatuan && f.Open
	if len(f.Rows) > 1 {
		return line
	}
	name := "value-" + strconv.Itoa(f.Index)
	line.Input = &field{Name: name, Label: "Nilai untuk " + f.Kode + " baris " + strconv.Itoa(f.Row), Kind: "text", Hint: shownProposal(f), Value: typed.Get(name), Limit: 2000}
	switch {
	case numeric(f.Kind):
		line.Input.Kind = "money"
	case f.Kind == ahsp.MissingKategori || f.Kind == ahsp.UnknownKategori:
		line.Input.Kind, line.Input.Choices = "choice", append([]choice{{"", "Pilih …"}}, kategoriField("").Choices[1:]...)
	}
	return line
}

// numeric reports whether findings of a kind are about a coefficient.
func numeric(kind ahsp.FindingKind) bool {
	return slices.Contains([]ahsp.FindingKind{ahsp.LostDecimal, ahsp.SuspectKoefisien, ahsp.DuplicateRow}, kind)
}

func shownProposal(f app.StagedFinding) string {
	if numeric(f.Kind) {
		return printed(f.Proposal)
	}
	return f.Proposal
}

func findingState(f app.StagedFinding) string {
	switch {
	case f.Kind.Note():
		return "Pemberitahuan"
	case f.Resolution == ahsp.Suggested:
		return "Menurut usulan"
	case f.Resolution == ahsp.ByPerson:
		return "Diperiksa"
	}
	return "Terbuka"
}

// The actions of a rule in words.
var ruleActions = []choice{
	{string(ahsp.Accept), "Terima semua usulan"},
	{string(ahsp.Keep), "Benar seperti terbit"},
	{string(ahsp.Set), "Isi dengan nilai"},
	{string(ahsp.Divide), "Bagi dengan (10, 100, 1000 …)"},
}

// newRuleForm makes the form for all open findings of a kind, with the actions that fit it.
func newRuleForm(kind kindLine, typed url.Values) *ruleForm {
	action := &field{Name: "action", Label: "Tindakan", Kind: "choice", Value: typed.Get("action")}
	for _, a := range ruleActions {
		switch ahsp.Action(a.Value) {
		case ahsp.Accept:
			if kind.Kind != ahsp.LostDecimal && kind.Kind != ahsp.UnitMissing {
				continue
			}
		case ahsp.Keep:
			if kind.Kind == ahsp.UnitMissing || kind.Kind == ahsp.MissingSatuan {
				continue
			}
		case ahsp.Set:
			if kind.Kind == ahsp.DuplicateRow || kind.Kind == ahsp.CodeWithTwoNames {
				continue
			}
		case ahsp.Divide:
			if kind.Kind != ahsp.LostDecimal {
				continue
			}
		}
		action.Choices = append(action.Choices, a)
	}
	form := &ruleForm{Label: kind.Label, Open: kind.Open, Fields: []*field{action}}
	if len(action.Choices) > 1 {
		form.Fields = append(form.Fields, &field{Name: "value", Label: "Nilai atau pembagi", Kind: "text", Value: typed.Get("value"), Limit: 2000})
	}
	if kind.Kind != ahsp.UnitMissing {
		form.Fields = append(form.Fields, kategoriField(typed.Get("rule_kategori")))
		form.Fields[len(form.Fields)-1].Name = "rule_kategori"
	}
	if kind.Kind == ahsp.LostDecimal {
		form.Fields = append(form.Fields, &field{Name: "digits", Label: "Hanya yang banyak angkanya", Kind: "number", Value: typed.Get("digits"), Hint: "Misalnya 5 untuk 83349. Boleh kosong."})
	}
	return form
}

// newCommitForm makes the form of the commit, with what was typed into it.
func newCommitForm(r *serve.Request, staged *app.StagedImport, forms *stagedForms) *commitForm {
	form := &commitForm{Gaps: staged.Gaps()}
	year := app.EditionYear(staged.Edition)
	name := &field{Name: "edition", Label: "Sumber", Kind: "text", Required: true, Limit: 100, Value: staged.Edition, Hint: "Nama standar atau dokumennya, seperti orang mengenalnya."}
	tahun := &field{Name: "tahun", Label: "Tahun terbit", Kind: "number", Required: true, Limit: 4, Value: year}
	form.Fields = []*field{name, tahun}
	revision := &field{Name: "new_revision", Label: "Simpan sebagai revisi baru dari edisi yang sudah ada", Kind: "check", Wide: true}
	gaps := &field{Name: "gaps", Label: "Saya sudah melihat kekurangan ini; simpan seperti terbit, dengan tandanya", Kind: "check", Wide: true}
	library, _ := r.App.Library()
	for _, e := range library.Editions() {
		if e.Name == staged.Edition {
			form.Revision = max(form.Revision, e.Revision+1)
		}
	}
	form.Fields = append(form.Fields, revision)
	if form.Gaps.Any() {
		form.Fields = append(form.Fields, gaps)
	}
	if forms.commit != nil {
		for _, f := range form.Fields {
			if typed := lastValue(forms.commit, f.Name); typed != nil {
				f.Value = *typed
			}
		}
	}
	form.Rest = complain(form.Fields, "", forms.commitProblems)
	return form
}
