// Package exchange holds the forms in which whole projects leave and enter Takar: the full
// backup, the work list and the list of analyses in JSON, and the sheet with one project in
// each row. It is pure: the same snapshot gives the same bytes everywhere, and reading a
// file yields what nothing has stored yet.
package exchange

import (
	"takar/internal/rab"
)

// What the files say they are.
const (
	typeBackup   = "project_full_backup"
	typeWorkList = "list_pekerjaan"
	typeAnalyses = "template_ahsp"
)

// Versions of the files that are written here.
const (
	// BackupVersion is that of WriteBackup; ReadBackup also reads older ones.
	BackupVersion   = "3.0"
	workListVersion = "1.0"
	analysesVersion = "1.0"
)

// referenceKey names an analysis of the library the same way in every installation.
type referenceKey struct {
	Sumber string `json:"sumber"` // name of the edition
	Revisi int    `json:"revisi"`
	Kode   string `json:"kode"`
}

// keyOf returns the name of an analysis of the project's library; nil when the library
// does not hold it.
func keyOf(p *rab.Project, id *int64) *referenceKey {
	if id == nil || p.Reference == nil {
		return nil
	}
	analysis, ok := p.Reference.Analysis(*id)
	if !ok {
		return nil
	}
	edition, ok := p.Reference.Edition(analysis.EditionID)
	if !ok {
		return nil
	}
	return &referenceKey{Sumber: edition.Name, Revisi: edition.Revision, Kode: analysis.Kode}
}
