package web

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"takar/internal/ahsp"
	"takar/internal/app"
	"takar/internal/rab"
	"takar/internal/serve"
)

// libraryAnalysisBody is what the page of one analysis of the library shows.
type libraryAnalysisBody struct {
	Admin     bool
	Line      libraryLine
	Offered   *ahsp.Edition // the revision of the name that is on offer, when it is another one; nil also when none is
	Newer     string        // address of the same analysis there, "" when it has none
	Unit      string        // where the unit came from, in words
	Source    string        // sheet and row of the file
	Groups    []componentGroup
	Findings  int
	Revisions []pageLink // of this analysis, the latest first
	Uses      []analysisUse
	UseTotal  int
}

// componentGroup is one kategori of an analysis.
type componentGroup struct {
	Letter, Label string
	Rows          []componentLine
}

// componentLine is a component with what was found about it, in words.
type componentLine struct {
	*ahsp.Component

	Number    int
	Koefisien string
	Nested    string // address of the analysis that it stands for
	Marks     []markLine
}

// markLine says what was found on a row, and how it was settled.
type markLine struct {
	Text string
	Open bool
}

// analysisUse is a pekerjaan that was taken from the analysis.
type analysisUse struct {
	app.AnalysisUse

	Address string
	Changed bool // its components are no longer those of the library
}

// mostUses bounds how many uses the page lists.
const mostUses = 50

// componentLetters name the groups as analyses are printed.
var componentLetters = map[ahsp.Kategori]string{ahsp.TK: "A", ahsp.BHN: "B", ahsp.ALT: "C", ahsp.LAIN: "D"}

// libraryAnalysis answers with one analysis of the library, of whatever revision: projects
// keep those that they took.
func (s *Site) libraryAnalysis(r *serve.Request) error {
	id, err := r.PathID("analysis")
	if err != nil {
		return err
	}
	library, _ := r.App.Library()
	analysis, ok := library.Analysis(id)
	if !ok {
		return app.ErrNotFound
	}
	body := &libraryAnalysisBody{
		Admin: r.Visit.Admin(), Line: newLibraryLine(library, analysis), Unit: unitOrigin(analysis.SatuanFrom),
		Source: sourcePlace(analysis.Sheet, analysis.Row), Groups: componentGroups(library, analysis),
	}
	for _, group := range body.Groups {
		for _, row := range group.Rows {
			body.Findings += len(row.Marks)
		}
	}
	body.revisions(library)
	uses, total, err := r.App.AnalysisUses(r.HTTP.Context(), r.Visit, id, mostUses)
	if err != nil {
		return err
	}
	body.UseTotal = total
	for _, use := range uses {
		body.Uses = append(body.Uses, analysisUse{
			AnalysisUse: use, Changed: use.SourceType == string(rab.SourceRefModified),
			Address: fmt.Sprintf("/detail_project/%d/%s/#p%d", use.ProjectID, rab.PageList, use.PekerjaanID),
		})
	}
	return s.show(r, http.StatusOK, "library-analysis", &page{Title: analysis.Kode + " " + analysis.Nama, Island: "library.js", Section: "library", Body: body})
}

// revisions lists the same analysis in the revisions of its edition.
func (b *libraryAnalysisBody) revisions(library *ahsp.Library) {
	edition := b.Line.Edition
	if offered, ok := library.Offered(edition.Name); ok && offered.ID != edition.ID {
		b.Offered = &offered
	}
	editions := library.Editions()
	slices.SortFunc(editions, func(x, y ahsp.Edition) int { return cmp.Compare(y.Revision, x.Revision) })
	for _, e := range editions {
		if e.Name != edition.Name {
			continue
		}
		same, ok := library.ByKode(e.ID, b.Line.Kode)
		if !ok {
			continue
		}
		link := pageLink{Text: strconv.Itoa(e.Revision), Address: analysisAddress(same.ID), Current: e.ID == edition.ID}
		b.Revisions = append(b.Revisions, link)
		if b.Offered != nil && b.Offered.ID == e.ID {
			b.Newer = link.Address
		}
	}
}

func analysisAddress(id int64) string { return libraryPath + "ahsp/" + strconv.FormatInt(id, 10) + "/" }

func componentGroups(library *ahsp.Library, analysis *ahsp.Analysis) []componentGroup {
	var groups []componentGroup
	for _, kategori := range ahsp.Categories {
		group := componentGroup{Letter: componentLetters[kategori], Label: kategori.Label()}
		for i := range analysis.Components {
			c := &analysis.Components[i]
			if c.Kategori != kategori {
				continue
			}
			line := componentLine{Component: c, Number: len(group.Rows) + 1, Koefisien: c.Koefisien.Indonesian(0, 6), Marks: markLines(c)}
			if nested, ok := library.Nested(c, analysis); ok {
				line.Nested = analysisAddress(nested.ID)
			}
			group.Rows = append(group.Rows, line)
		}
		if len(group.Rows) > 0 {
			groups = append(groups, group)
		}
	}
	return groups
}

// markLines puts the findings of a component and how they were settled into words.
func markLines(c *ahsp.Component) []markLine {
	var lines []markLine
	for _, m := range c.Marks() {
		line := markLine{Text: sentenceStart(m.Kind.Label()), Open: m.Resolution == ahsp.Unresolved}
		changed := c.Original != "" && (m.Kind == ahsp.LostDecimal || m.Kind == ahsp.SuspectKoefisien || m.Kind == ahsp.DuplicateRow)
		switch {
		case line.Open:
			line.Text += ": belum diperiksa, tampil seperti terbit"
		case changed && m.Resolution == ahsp.Suggested:
			line.Text += ": diperbaiki dari " + printed(c.Original) + " menurut usulan program"
		case changed:
			line.Text += ": diperbaiki dari " + printed(c.Original) + " oleh administrator"
		case m.Resolution == ahsp.Suggested:
			line.Text += ": diperbaiki menurut usulan program"
		default:
			line.Text += ": sudah diperiksa administrator"
		}
		lines = append(lines, line)
	}
	if c.Original != "" && len(lines) == 0 {
		lines = append(lines, markLine{Text: "Koefisien dikoreksi dari " + printed(c.Original)})
	}
	return lines
}

// sentenceStart turns a label into the beginning of a sentence.
func sentenceStart(label string) string { return strings.TrimSuffix(sentence(label), ".") }

// unitOrigin says where the unit of an analysis came from.
func unitOrigin(from ahsp.Origin) string {
	switch from {
	case ahsp.FromFile:
		return "dari kolom satuan di berkas"
	case ahsp.FromName:
		return "dibaca dari nama pekerjaan"
	case ahsp.FromPerson:
		return "diisi administrator"
	case ahsp.FromNowhere:
	}
	return ""
}

// sourcePlace names a place in the imported file.
func sourcePlace(sheet string, row int) string {
	place := fmt.Sprintf("baris %d", row)
	if sheet != "" {
		place = "lembar " + sheet + ", " + place
	}
	return place
}
