package api

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"takar/internal/ahsp"
	"takar/internal/serve"
)

// searchAnswer lists analyses of the library for the picker of a project (api §6.7).
type searchAnswer struct {
	okay

	Total   int         `json:"total"` // rows returned
	Results []searchHit `json:"results"`
}

type searchHit struct {
	ID       int64   `json:"id"`
	Text     string  `json:"text"`
	KodeAHSP string  `json:"kode_ahsp"`
	NamaAHSP string  `json:"nama_ahsp"`
	Satuan   *string `json:"satuan"`
	Sumber   string  `json:"sumber"`
	// Komponen is there when the request asks for it.
	Komponen []editionComponent `json:"komponen,omitempty"`
}

// Limits of the picker.
const (
	searchDefault = 20
	searchMost    = 50
	searchText    = 80 // characters of the name in the line of a hit
)

// searchProjectAHSP is not an answer of a project's revision: the library has its own.
func searchProjectAHSP(r *serve.Request) error {
	q := queryOf(r)
	limit, err := strconv.Atoi(q.text("limit"))
	if err != nil || limit < 1 || limit > searchMost {
		limit = searchDefault
	}
	library, _ := r.App.Library()
	answer := searchAnswer{okay: yes, Results: []searchHit{}}
	for _, analysis := range searchOffered(library, q, limit) {
		edition, _ := library.Edition(analysis.EditionID)
		hit := searchHit{
			ID: analysis.ID, Text: analysis.Kode + " — " + beginning(analysis.Nama, searchText), KodeAHSP: analysis.Kode,
			NamaAHSP: analysis.Nama, Satuan: optional(analysis.Satuan), Sumber: edition.Name,
		}
		if q.text("komponen") != "" {
			for i := range analysis.Components {
				c := &analysis.Components[i]
				hit.Komponen = append(hit.Komponen, editionComponent{
					Kategori: string(c.Kategori), Kode: c.Kode, Uraian: c.Uraian, Satuan: c.Satuan, Koefisien: c.Koefisien.String(),
				})
			}
		}
		answer.Results = append(answer.Results, hit)
	}
	answer.Total = len(answer.Results)
	return r.Send(http.StatusOK, answer)
}

// beginning returns at most so many characters of a text.
func beginning(text string, most int) string {
	runes := []rune(text)
	return string(runes[:min(most, len(runes))])
}

// referenceHit is a line of the library's own search (api §6.25).
type referenceHit struct {
	ID       int64  `json:"id"`
	Text     string `json:"text"`
	KodeAHSP string `json:"kode_ahsp"`
	NamaAHSP string `json:"nama_ahsp"`
	Satuan   string `json:"satuan"`
	Sumber   string `json:"sumber"`
	Revision int    `json:"revision"`
}

type referenceAnswer struct {
	Results []referenceHit `json:"results"`
}

// referenceMost bounds the library's own search.
const referenceMost = 30

func searchReference(r *serve.Request) error {
	q := queryOf(r)
	library, _ := r.App.Library()
	answer := referenceAnswer{Results: []referenceHit{}}
	for _, analysis := range searchOffered(library, q, referenceMost) {
		edition, _ := library.Edition(analysis.EditionID)
		answer.Results = append(answer.Results, referenceHit{
			ID: analysis.ID, Text: analysis.Kode + " - " + analysis.Nama, KodeAHSP: analysis.Kode, NamaAHSP: analysis.Nama, Satuan: analysis.Satuan,
			Sumber: edition.Name, Revision: edition.Revision,
		})
	}
	return r.Send(http.StatusOK, answer)
}

// searchOffered searches what is on offer, best first, inside the source and the class that
// the request names. A source that does not exist has nothing.
func searchOffered(library *ahsp.Library, q *query, limit int) []*ahsp.Analysis {
	asked := ahsp.Query{Text: q.text("q"), Klasifikasi: q.text("klasifikasi"), SubKlasifikasi: q.text("sub_klasifikasi"), Kelompok: q.text("kelompok"), Limit: limit}
	if sumber := q.text("sumber"); sumber != "" {
		edition, ok := library.Offered(sumber)
		if !ok {
			return nil
		}
		asked.Edition = edition.ID
	}
	return library.Search(asked)
}

type sourcesAnswer struct {
	Sources []string `json:"sources"`
	Default *string  `json:"default"`
}

func getSources(r *serve.Request) error {
	library, _ := r.App.Library()
	answer := sourcesAnswer{Sources: []string{}}
	for _, edition := range library.OnOffer() {
		answer.Sources = append(answer.Sources, edition.Name)
	}
	slices.SortFunc(answer.Sources, func(a, b string) int { return strings.Compare(b, a) })
	if len(answer.Sources) > 0 {
		answer.Default = &answer.Sources[0]
	}
	return r.Send(http.StatusOK, answer)
}
