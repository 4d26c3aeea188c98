package web

import (
	"fmt"

	"takar/internal/app"
	"takar/internal/rab"
	"takar/internal/serve"
)

// checklistPage is the name of Daftar Periksa in the workspace.
const checklistPage = "daftar-periksa"

// checklist answers with Daftar Periksa: what is missing or doubtful, each line leading to
// its cell.
func (s *Site) checklist(r *serve.Request) error {
	return r.KeptPage("page "+checklistPage+" "+s.build, func(view *app.View) ([]byte, error) {
		bar := s.workspaceBar(view, checklistPage)
		return s.execute("periksa", &page{
			Title: "Daftar Periksa – " + bar.Name, Island: "live.js", Project: bar, Body: s.newChecklist(view),
		})
	})
}

// checklistBody is what Daftar Periksa shows.
type checklistBody struct {
	Header *rab.Header
	Rights app.Rights
	Groups []checkGroup
	Count  int
}

// checkGroup are the entries of one kind.
type checkGroup struct {
	Title string
	Class string // of the badge that tells how much it matters
	Label string
	Lines []checkLine
}

type checkLine struct {
	Text    string
	Address string // of the cell where it is mended; "" while its page does not exist
}

// checkTitles head the groups.
var checkTitles = map[rab.CheckKind]string{
	rab.CheckBrokenBundle:     "Gabungan bermasalah",
	rab.CheckFormulaFailing:   "Formula volume gagal",
	rab.CheckVolumeCleared:    "Volume dikosongkan",
	rab.CheckNoAnalysis:       "Belum ada rincian analisa",
	rab.CheckEmptyBundle:      "Gabungan tanpa isi",
	rab.CheckNoVolume:         "Belum ada volume",
	rab.CheckNoPrice:          "Belum ada harga",
	rab.CheckSuspectKoefisien: "Koefisien meragukan",
	rab.CheckUnitMissing:      "Belum ada satuan",
	rab.CheckLibraryFinding:   "Temuan di pustaka AHSP",
	rab.CheckZeroVolume:       "Volume nol",
	rab.CheckPaguExceeded:     "Melebihi pagu",
	rab.CheckMarkupUnusual:    "BUK di luar kisaran lazim",
	rab.CheckProgressOver:     "Rencana atau realisasi melebihi 100 %",
	rab.CheckPlanLate:         "Rencana melewati tanggal selesai",
	rab.CheckWorkLate:         "Realisasi melewati kontrak",
	rab.CheckPlanIncomplete:   "Rencana belum 100 %",
}

var severityBadges = map[rab.Severity]struct{ class, label string }{
	rab.SeverityError:   {"badge-bad", "harus dilengkapi"},
	rab.SeverityWarning: {"badge-warn", "perlu dilihat"},
	rab.SeverityInfo:    {"badge-quiet", "untuk diketahui"},
}

// newChecklist leaves out what is said about prices where they are hidden.
func (s *Site) newChecklist(view *app.View) *checklistBody {
	b := &checklistBody{Header: view.Header(), Rights: view.Visit.Rights}
	var kind rab.CheckKind
	for _, check := range view.Checklist() {
		if !b.Rights.Prices && check.Kind.OfMoney() {
			continue
		}
		if check.Kind != kind {
			kind = check.Kind
			badge := severityBadges[check.Severity]
			b.Groups = append(b.Groups, checkGroup{Title: checkTitles[kind], Class: badge.class, Label: badge.label})
		}
		group := &b.Groups[len(b.Groups)-1]
		group.Lines = append(group.Lines, checkLine{Text: sentence(check.Message), Address: s.cellAddress(view.ID, &check)})
		b.Count++
	}
	return b
}

// cellAddress leads to the row of a page of the workspace on which an entry is mended.
func (s *Site) cellAddress(project int64, check *rab.Check) string {
	for i := range s.workspace {
		if s.workspace[i].Name != check.Page {
			continue
		}
		address, row := s.workspace[i].address(project), check.PekerjaanID
		if check.Page == rab.PagePrices {
			row = check.PriceItemID
		}
		if row != 0 {
			address += fmt.Sprintf("#p%d", row)
		}
		return address
	}
	return ""
}
