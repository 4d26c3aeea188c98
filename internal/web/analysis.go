package web

import (
	"takar/internal/app"
	"takar/internal/rab"
	"takar/internal/serve"
)

// breakdownPage is the name of Rincian AHSP in the workspace.
const breakdownPage = "rincian-ahsp"

// analysisBody is what Template AHSP and Rincian AHSP show before their scripts run: the
// pekerjaan to choose from, with the place of the analysis beside them.
type analysisBody struct {
	*sheetBody

	Lines []analysisLine
	Count int
}

// analysisLine is a heading or a pekerjaan of the list.
type analysisLine struct {
	Level                       int // as in recapRow
	ID                          int64
	Number, Name, Kode, Satuan  string
	Source, Badge, BadgeMeaning string
}

// sourceBadges are the short names of where an analysis comes from.
var sourceBadges = map[rab.SourceType][2]string{
	rab.SourceRef: {"REF", "Referensi"}, rab.SourceRefModified: {"MOD", "Referensi (Dimodifikasi)"}, rab.SourceCustom: {"KUSTOM", "Kustom"},
}

// analyses answers with Template AHSP.
func (s *Site) analyses(r *serve.Request) error {
	return s.analysisPage(r, rab.PageAnalysis, "ahsp", "Template AHSP")
}

// breakdown answers with Rincian AHSP.
func (s *Site) breakdown(r *serve.Request) error {
	return s.analysisPage(r, breakdownPage, "rincian-ahsp", "Rincian AHSP")
}

// analysisPage answers with a page that shows one analysis at a time. It is the same for
// all with the same rights, so it is kept as bytes (rulings D24).
func (s *Site) analysisPage(r *serve.Request, step, name, title string) error {
	return r.KeptPage("page "+step+" "+s.build, func(view *app.View) ([]byte, error) {
		bar, body := s.workspaceBar(view, step), newAnalysisBody(view, step == breakdownPage)
		return s.execute(name, &page{Title: title + " – " + bar.Name, Island: island(name, body.Count), Sheet: true, Project: bar, Body: body})
	})
}

// newAnalysisBody lists the pekerjaan. Rincian AHSP changes only prices, and has no grid to
// write in.
func newAnalysisBody(view *app.View, priced bool) *analysisBody {
	sheet := newSheet(view, priced)
	b := &analysisBody{sheetBody: sheet, Count: sheet.Recap.Work, Lines: make([]analysisLine, 0, len(sheet.Recap.Rows))}
	for i := range sheet.Recap.Rows {
		row := &sheet.Recap.Rows[i]
		line := analysisLine{Level: row.Level, ID: row.ID, Number: row.Number, Name: row.Name, Kode: row.Kode, Satuan: row.Satuan}
		if pekerjaan, ok := view.Pekerjaan.Get(row.ID); ok && row.Level == 2 {
			badge := sourceBadges[pekerjaan.SourceType]
			line.Source, line.Badge, line.BadgeMeaning = string(pekerjaan.SourceType), badge[0], badge[1]
		}
		b.Lines = append(b.Lines, line)
	}
	return b
}
