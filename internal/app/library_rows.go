package app

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"takar/internal/ahsp"
	"takar/internal/rab"
)

// LibraryRow is an analysis, or one of its components, in its edition, as it will be after
// the corrections that wait.
type LibraryRow struct {
	Analysis  *ahsp.Analysis
	Component *ahsp.Component // nil in lists of analyses
	Edition   ahsp.Edition
	Anomalies []string
}

// LibraryRowQuery chooses and orders rows. Zero values do not filter; without Sort rows keep
// the order of their codes, or of their file.
type LibraryRowQuery struct {
	Sumber, Search, Klasifikasi string
	Kategori                    string // of components
	Job                         int64  // components of this analysis
	Kode                        string // the same, in an uploaded file
	AnomalyOnly                 bool
	Sort                        string // a field of the contract
	Descending                  bool
}

// jobSorts are the fields by which analyses can be sorted; all but the kode as text.
var jobSorts = map[string]func(LibraryRow) string{
	"kode_ahsp": nil, "nama_ahsp": func(r LibraryRow) string { return r.Analysis.Nama },
	"klasifikasi":     func(r LibraryRow) string { return r.Analysis.Klasifikasi },
	"sub_klasifikasi": func(r LibraryRow) string { return r.Analysis.SubKlasifikasi },
	"satuan":          func(r LibraryRow) string { return r.Analysis.Satuan },
	"sumber":          func(r LibraryRow) string { return r.Edition.Name },
	"source_file":     func(r LibraryRow) string { return r.Edition.File },
}

// itemSorts are the fields by which components can be sorted; koefisien by its amount.
var itemSorts = map[string]func(LibraryRow) string{
	"ahsp__kode_ahsp": nil, sortKoefisien: nil,
	"kategori":    func(r LibraryRow) string { return string(rune('0' + r.Component.Kategori.Order())) },
	"kode_item":   func(r LibraryRow) string { return r.Component.Kode },
	"uraian_item": func(r LibraryRow) string { return r.Component.Uraian },
	"satuan_item": func(r LibraryRow) string { return r.Component.Satuan },
}

const sortKoefisien = "koefisien"

// sortRows sorts rows as the query asks.
func (q *LibraryRowQuery) sortRows(rows []LibraryRow, sorts map[string]func(LibraryRow) string) ([]LibraryRow, error) {
	text, known := sorts[q.Sort]
	switch {
	case q.Sort == "" && !q.Descending:
		return rows, nil
	case q.Sort != "" && !known:
		return nil, rab.Refuse("sort", "kolom %q tidak dapat diurutkan", q.Sort)
	}
	slices.SortStableFunc(rows, func(a, b LibraryRow) int {
		order := 0
		switch {
		case text != nil:
			order = cmp.Compare(strings.ToLower(text(a)), strings.ToLower(text(b)))
		case q.Sort == sortKoefisien:
			order = a.Component.Koefisien.Cmp(b.Component.Koefisien)
		default:
			order = ahsp.CompareKode(a.Analysis.Kode, b.Analysis.Kode)
		}
		if q.Descending {
			return -order
		}
		return order
	})
	return rows, nil
}

// LibraryJobs lists the analyses on offer, as their next revision will be.
func (a *App) LibraryJobs(ctx context.Context, v *Visit, q LibraryRowQuery) ([]LibraryRow, error) {
	drafts, err := a.LibraryDrafts(ctx, v, q.Sumber)
	if err != nil {
		return nil, err
	}
	library, _ := a.Library()
	rows := []LibraryRow{}
	for _, draft := range drafts {
		for _, analysis := range q.search(library, draft) {
			row := LibraryRow{Analysis: analysis, Edition: draft.Edition, Anomalies: analysis.Anomalies()}
			if !q.AnomalyOnly || len(row.Anomalies) > 0 {
				rows = append(rows, row)
			}
		}
	}
	return q.sortRows(rows, jobSorts)
}

// search returns the analyses of a draft that the query finds, best first.
func (q *LibraryRowQuery) search(library *ahsp.Library, draft *LibraryDraft) []*ahsp.Analysis {
	if q.Search == "" && q.Klasifikasi == "" {
		return draft.Analyses
	}
	byID := make(map[int64]*ahsp.Analysis, len(draft.Analyses))
	for _, analysis := range draft.Analyses {
		byID[analysis.ID] = analysis
	}
	var found []*ahsp.Analysis
	for _, hit := range library.Search(ahsp.Query{Text: q.Search, Edition: draft.Edition.ID}) {
		if now := byID[hit.ID]; now != nil && (q.Klasifikasi == "" || now.Klasifikasi == q.Klasifikasi) {
			found = append(found, now)
		}
	}
	return found
}

// LibraryItems lists the components of the analyses on offer, as their next revision will be.
func (a *App) LibraryItems(ctx context.Context, v *Visit, q LibraryRowQuery) ([]LibraryRow, error) {
	drafts, err := a.LibraryDrafts(ctx, v, q.Sumber)
	if err != nil {
		return nil, err
	}
	rows := []LibraryRow{}
	for _, draft := range drafts {
		for _, analysis := range draft.Analyses {
			if q.Job == 0 || analysis.ID == q.Job {
				rows = q.components(rows, analysis, draft.Edition)
			}
		}
	}
	return q.sortRows(rows, itemSorts)
}

// components adds the components of an analysis that the query asks for.
func (q *LibraryRowQuery) components(rows []LibraryRow, analysis *ahsp.Analysis, edition ahsp.Edition) []LibraryRow {
	search := ahsp.NormaliseText(q.Search)
	for i := range analysis.Components {
		c := &analysis.Components[i]
		if (q.Kategori != "" && string(c.Kategori) != q.Kategori) || !mentions(search, analysis.Kode, c.Kode, c.Uraian) {
			continue
		}
		row := LibraryRow{Analysis: analysis, Component: c, Edition: edition, Anomalies: c.Anomalies()}
		if !q.AnomalyOnly || len(row.Anomalies) > 0 {
			rows = append(rows, row)
		}
	}
	return rows
}

// mentions reports whether one of the texts holds what is searched for.
func mentions(search string, texts ...string) bool {
	if search == "" {
		return true
	}
	return slices.ContainsFunc(texts, func(text string) bool {
		if text == "" || strings.Contains(strings.ToLower(text), search) {
			return text != ""
		}
		return !plainText(text) && strings.Contains(ahsp.NormaliseText(text), search)
	})
}

// plainText reports whether nothing but the case of its letters would change in a text that is
// brought into the form in which texts are compared: most are, and that form takes time.
func plainText(text string) bool {
	for i := range len(text) {
		c := text[i]
		if c >= 0x80 || c < ' ' || c == '`' || (c == ' ' && i > 0 && text[i-1] == ' ') {
			return false
		}
	}
	return true
}

// Jobs lists the analyses as they would be committed; they have no ids yet.
func (g *StagedImport) Jobs(q LibraryRowQuery) ([]LibraryRow, error) {
	search, rows := ahsp.NormaliseText(q.Search), []LibraryRow{}
	for i, analyses := 0, g.Now(); i < len(analyses); i++ {
		row := LibraryRow{Analysis: &analyses[i], Edition: g.Imported.Edition, Anomalies: analyses[i].Anomalies()}
		if mentions(search, row.Analysis.Kode, row.Analysis.Nama) && (!q.AnomalyOnly || len(row.Anomalies) > 0) {
			rows = append(rows, row)
		}
	}
	return q.sortRows(rows, jobSorts)
}

// Items lists the components as they would be committed; their rows name them.
func (g *StagedImport) Items(q LibraryRowQuery) ([]LibraryRow, error) {
	rows := []LibraryRow{}
	for i, analyses := 0, g.Now(); i < len(analyses); i++ {
		if q.Kode == "" || analyses[i].Kode == q.Kode {
			rows = q.components(rows, &analyses[i], g.Imported.Edition)
		}
	}
	return q.sortRows(rows, itemSorts)
}

// The states of findings that a list can be narrowed to.
const (
	FindingsAll     = "all"
	FindingsOpen    = "open"
	FindingsSettled = "settled"
)

// FindingQuery chooses findings of an uploaded file.
type FindingQuery struct {
	Kind   ahsp.FindingKind // "" is any
	State  string
	Search string
}

// StagedFinding is a finding with its place in the file's list, and how it stands.
type StagedFinding struct {
	*ahsp.Finding

	Index      int
	Nama       string          // of the analysis
	Component  *ahsp.Component // on whose row it was found, as it would be committed; nil for one of the analysis
	Resolution ahsp.Resolution
	Open       bool // it waits for somebody
}

// FindingList lists the findings that a query asks for.
func (g *StagedImport) FindingList(q FindingQuery) []StagedFinding {
	search, list := ahsp.NormaliseText(q.Search), []StagedFinding{}
	for i := range g.Findings {
		f := g.finding(i)
		if (q.Kind != "" && q.Kind != f.Kind) || (q.State == FindingsOpen && !f.Open) ||
			(q.State == FindingsSettled && (f.Open || f.Kind.Note())) || !mentions(search, f.Kode, f.Text) {
			continue
		}
		if analysis, ok := g.Analysis(f.Kode); ok {
			f.Nama, f.Component = analysis.Nama, componentOn(analysis, f.Finding)
		}
		list = append(list, f)
	}
	return list
}

// componentOn returns the component that a finding is about.
func componentOn(analysis *ahsp.Analysis, f *ahsp.Finding) *ahsp.Component {
	if f.Kind == ahsp.UnitFromName || f.Kind == ahsp.UnitMissing || f.Kind == ahsp.CodeWithTwoNames {
		return nil
	}
	for i := range analysis.Components {
		if analysis.Components[i].Row == f.Row {
			return &analysis.Components[i]
		}
	}
	return nil
}

func (g *StagedImport) finding(i int) StagedFinding {
	f := StagedFinding{Finding: &g.Findings[i], Index: i, Resolution: g.Settled(&g.Findings[i])}
	f.Open = !f.Kind.Note() && f.Resolution == ahsp.Unresolved
	return f
}

// FindingCount counts the findings of one kind.
type FindingCount struct {
	Kind                           ahsp.FindingKind
	Total, Open, Suggested, Person int
}

// FindingCounts counts the findings by kind, in the order in which kinds are shown, and all
// that wait for somebody.
func (g *StagedImport) FindingCounts() (counts []FindingCount, open int) {
	byKind := map[ahsp.FindingKind]*FindingCount{}
	for i := range g.Findings {
		f := g.finding(i)
		count := byKind[f.Kind]
		if count == nil {
			count = &FindingCount{Kind: f.Kind}
			byKind[f.Kind] = count
		}
		count.Total++
		switch {
		case f.Open:
			count.Open++
			open++
		case f.Kind.Note():
		case f.Resolution == ahsp.Suggested:
			count.Suggested++
		default:
			count.Person++
		}
	}
	for _, kind := range ahsp.FindingKinds {
		if count := byKind[kind]; count != nil {
			counts = append(counts, *count)
		}
	}
	return counts, open
}

// FindItemCodes returns the lines of the registry of item codes of a kategori that mention a
// text, in the order of kategori and code; "" asks for all.
func (a *App) FindItemCodes(ctx context.Context, v *Visit, kategori, search string) ([]ahsp.ItemCode, error) {
	codes, err := a.ItemCodes(ctx, v)
	if err != nil {
		return nil, err
	}
	search = ahsp.NormaliseText(search)
	codes = slices.DeleteFunc(codes, func(c ahsp.ItemCode) bool {
		return (kategori != "" && string(c.Kategori) != kategori) || !mentions(search, c.Kode, c.Uraian)
	})
	slices.SortStableFunc(codes, func(a, b ahsp.ItemCode) int {
		return cmp.Or(a.Kategori.Order()-b.Kategori.Order(), ahsp.CompareKode(a.Kode, b.Kode))
	})
	return codes, nil
}
