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
	for _, analysis := range library.Search(q.text("q"), 0, limit) {
		edition, _ := library.Edition(analysis.EditionID)
		answer.Results = append(answer.Results, searchHit{
			ID: analysis.ID, Text: analysis.Kode + " — " + beginning(analysis.Nama, searchText), KodeAHSP: analysis.Kode,
			NamaAHSP: analysis.Nama, Satuan: optional(analysis.Satuan), Sumber: edition.Name,
		})
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
	ID   int64  `json:"id"`
	Text string `json:"text"`
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
	for _, analysis := range searchIn(library, q.text("q"), q.text("sumber"), referenceMost) {
		answer.Results = append(answer.Results, referenceHit{ID: analysis.ID, Text: analysis.Kode + " - " + analysis.Nama})
	}
	return r.Send(http.StatusOK, answer)
}

// searchIn searches the newest revision of one source, or of all when sumber is empty. A
// source that does not exist has nothing.
func searchIn(library *ahsp.Library, text, sumber string, limit int) []*ahsp.Analysis {
	if sumber == "" {
		return library.Search(text, 0, limit)
	}
	newest := ahsp.Edition{}
	for _, edition := range library.Editions() {
		if edition.Name == sumber && edition.Revision > newest.Revision {
			newest = edition
		}
	}
	if newest.ID == 0 {
		return nil
	}
	return library.Search(text, newest.ID, limit)
}

type sourcesAnswer struct {
	Sources []string `json:"sources"`
	Default *string  `json:"default"`
}

func getSources(r *serve.Request) error {
	library, _ := r.App.Library()
	answer := sourcesAnswer{Sources: []string{}}
	for _, edition := range library.Editions() {
		answer.Sources = append(answer.Sources, edition.Name)
	}
	slices.SortFunc(answer.Sources, func(a, b string) int { return strings.Compare(b, a) })
	answer.Sources = slices.Compact(answer.Sources)
	if len(answer.Sources) > 0 {
		answer.Default = &answer.Sources[0]
	}
	return r.Send(http.StatusOK, answer)
}
