package api

import (
	"net/http"

	"takar/internal/ahsp"
	"takar/internal/app"
	"takar/internal/serve"
)

// libraryTreeAnswer lists the editions on offer with the classes by which they are browsed.
type libraryTreeAnswer struct {
	okay

	Editions []treeEdition `json:"editions"`
}

type treeEdition struct {
	editionName

	JobsCount int         `json:"jobs_count"`
	Classes   []treeClass `json:"classes"`
}

// treeClass is a branch of the tree; its klasifikasi, sub_klasifikasi and kelompok are what a
// search takes to list it.
type treeClass struct {
	Klasifikasi    string      `json:"klasifikasi"`
	SubKlasifikasi string      `json:"sub_klasifikasi"`
	Kelompok       string      `json:"kelompok"`
	JobsCount      int         `json:"jobs_count"`
	First          string      `json:"first"` // name of the first analysis
	Sub            []treeClass `json:"sub,omitempty"`
}

func getLibraryTree(r *serve.Request) error {
	library, _ := r.App.Library()
	answer := libraryTreeAnswer{okay: yes, Editions: []treeEdition{}}
	for _, edition := range library.OnOffer() {
		row := treeEdition{editionName: editionNameOf(edition), Classes: []treeClass{}}
		for _, class := range library.Classes(edition.ID) {
			top := treeClass{Klasifikasi: class.Name, Kelompok: class.Kode, JobsCount: class.Count, First: class.First}
			for _, sub := range class.Subs {
				top.Sub = append(top.Sub, treeClass{Klasifikasi: class.Name, SubKlasifikasi: sub.Name, Kelompok: sub.Kode, JobsCount: sub.Count, First: sub.First})
			}
			row.JobsCount += class.Count
			row.Classes = append(row.Classes, top)
		}
		answer.Editions = append(answer.Editions, row)
	}
	return r.Send(http.StatusOK, answer)
}

// libraryAnalysisAnswer is one analysis of the library, of whatever revision.
type libraryAnalysisAnswer struct {
	okay

	Job       libraryJob      `json:"job"`
	Sheet     string          `json:"sheet"`
	SourceRow int             `json:"source_row"`
	Withdrawn bool            `json:"withdrawn"` // its edition
	Items     []libraryItem   `json:"items"`
	Revisions []revisionOfJob `json:"revisions"` // of the edition that have it
	Uses      []libraryUse    `json:"uses"`      // in the projects of the caller, at most 50
	UsesTotal int             `json:"uses_total"`
}

type revisionOfJob struct {
	editionName

	JobID int64 `json:"job_id"`
}

type libraryUse struct {
	ProjectID   int64  `json:"project_id"`
	Project     string `json:"project"`
	IsActive    bool   `json:"is_active"`
	PekerjaanID int64  `json:"pekerjaan_id"`
	Kode        string `json:"snapshot_kode"`
	Uraian      string `json:"snapshot_uraian"`
	SourceType  string `json:"source_type"`
	Revision    int    `json:"revision"`
}

// mostLibraryUses bounds the uses that are listed.
const mostLibraryUses = 50

func getLibraryAnalysis(r *serve.Request) error {
	id, err := r.PathID("analysis")
	if err != nil {
		return err
	}
	library, _ := r.App.Library()
	analysis, ok := library.Analysis(id)
	if !ok {
		return app.ErrNotFound
	}
	edition, _ := library.Edition(analysis.EditionID)
	answer := libraryAnalysisAnswer{
		okay: yes, Job: libraryJobOf(app.LibraryRow{Analysis: analysis, Edition: edition, Anomalies: analysis.Anomalies()}), Sheet: analysis.Sheet,
		SourceRow: analysis.Row, Withdrawn: edition.Withdrawn, Items: []libraryItem{}, Revisions: revisionsOf(library, edition, analysis.Kode), Uses: []libraryUse{},
	}
	for i := range analysis.Components {
		c := &analysis.Components[i]
		answer.Items = append(answer.Items, libraryItemOf(app.LibraryRow{Analysis: analysis, Component: c, Edition: edition, Anomalies: c.Anomalies()}))
	}
	uses, total, err := r.App.AnalysisUses(r.HTTP.Context(), r.Visit, id, mostLibraryUses)
	if err != nil {
		return err
	}
	answer.UsesTotal = total
	for _, u := range uses {
		answer.Uses = append(answer.Uses, libraryUse{
			ProjectID: u.ProjectID, Project: u.Project, IsActive: u.Active, PekerjaanID: u.PekerjaanID, Kode: u.Kode, Uraian: u.Uraian,
			SourceType: u.SourceType, Revision: u.Revision,
		})
	}
	return r.Send(http.StatusOK, answer)
}

func revisionsOf(library *ahsp.Library, edition ahsp.Edition, kode string) []revisionOfJob {
	list := []revisionOfJob{}
	for _, e := range library.Editions() {
		if same, ok := library.ByKode(e.ID, kode); ok && e.Name == edition.Name {
			list = append(list, revisionOfJob{editionName: editionNameOf(e), JobID: same.ID})
		}
	}
	return list
}
