package rab

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"takar/internal/decimal"
)

// AnalysisRow is one component as a request gives it.
type AnalysisRow struct {
	ID        *int64 // of an existing row of this pekerjaan
	Kategori  string // code or label (domain §5.3)
	Kode      string // made automatically for TK, BHN and ALT when empty
	Uraian    string
	Satuan    string
	Koefisien decimal.Null
	RefKind   string // RefAHSP, RefJob, RefNone; "" keeps what the existing row points at
	RefID     *int64 // target of RefAHSP and RefJob
}

// What a component can stand for besides itself.
const (
	RefAHSP = "ahsp" // an analysis of the library
	RefJob  = "job"  // a pekerjaan of the project
	RefNone = "none" // nothing: a plain row
)

// SaveAnalysisInput is the whole analysis of a pekerjaan: rows that it does not name are
// deleted.
type SaveAnalysisInput struct {
	Path       string // prefix of problem paths in a request of several: "items[0]"
	Rows       []AnalysisRow
	AcceptUnit bool   // the user has seen that the unit of a price item changes
	Version    *int64 // of the analysis the client saw; nil overwrites
}

// AnalysisResult tells what a save of analyses did.
type AnalysisResult struct {
	Saved                     int // rows of the request
	Created, Updated, Deleted int // rows that were not stored like this before
	DeletedRows               []*Component
	Changed                   []int64 // pekerjaan whose own rows changed
	Cascaded                  []int64 // pekerjaan that use them by bundles, nearest first
	Renamed                   []RenamedItem
	Warnings                  []Problem
	Version                   int64 // of the analysis, when one was saved
}

// AnalysisState is an analysis as a conflict shows it.
type AnalysisState struct {
	Version int64        `json:"version"`
	Rows    []*Component `json:"rows"`
}

// SaveAnalysis replaces the components of one pekerjaan. Rows keep their ids when they
// come with their id or, failing that, with their unchanged kode.
func (d *Draft) SaveAnalysis(pekerjaan int64, in SaveAnalysisInput) (AnalysisResult, error) {
	result, err := d.SaveAnalyses([]PekerjaanAnalysis{{PekerjaanID: pekerjaan, SaveAnalysisInput: in}})
	if err == nil {
		if row, ok := d.Analyses.Get(pekerjaan); ok {
			result.Version = row.Version
		}
	}
	return result, err
}

// PekerjaanAnalysis is the analysis of one of several pekerjaan.
type PekerjaanAnalysis struct {
	PekerjaanID int64
	SaveAnalysisInput
}

// SaveAnalyses replaces the components of several pekerjaan as one command. Bundles are
// judged by the graph as it will be after all of them.
func (d *Draft) SaveAnalyses(inputs []PekerjaanAnalysis) (AnalysisResult, error) {
	view := d.View()
	numbers := d.sequences(view)
	edit := &analysisEdit{
		draft: d, view: view, numbers: numbers, prices: d.priceBook(view, numbers),
		places: map[int64]string{}, paths: map[int64]string{},
	}
	for _, in := range inputs {
		for _, row := range in.Rows {
			numbers.reserveItem(strings.TrimSpace(row.Kode))
		}
	}
	done := map[int64]bool{}
	for _, in := range inputs {
		item, ok := view.Pekerjaan.Get(in.PekerjaanID)
		if !ok {
			return AnalysisResult{}, ErrNotFound
		}
		switch {
		case item.SourceType == SourceRef:
			edit.problems.Add(at(in.Path, "source_type"),
				"%s memakai analisa referensi yang hanya dapat dibaca: ubah sumbernya menjadi Referensi (Dimodifikasi) di List Pekerjaan.", item.Name())
		case done[item.ID]:
			edit.problems.Add(at(in.Path, "pekerjaan_id"), "%s dikirim dua kali: sisakan satu.", item.Name())
		default:
			edit.save(item, in.SaveAnalysisInput)
		}
		done[item.ID] = true
	}
	return edit.finish()
}

// analysisEdit is a save of analyses in progress.
type analysisEdit struct {
	draft     *Draft
	view      *Project
	numbers   *sequences
	prices    *priceBook
	problems  Problems
	conflicts conflicts
	result    AnalysisResult
	places    map[int64]string // path of the request row of a component
	paths     map[int64]string // path of the rows of a pekerjaan
}

func (e *analysisEdit) save(item *Pekerjaan, in SaveAnalysisInput) {
	rows := &analysisRows{
		analysisEdit: e, item: item, in: in,
		existing: e.view.ComponentsOf(item.ID), takenKode: map[string]int{},
	}
	e.paths[item.ID] = at(in.Path, "rows")
	wanted := rows.read()
	e.result.Saved += len(in.Rows)
	if len(rows.failed) > 0 {
		return
	}
	changed := false
	kept := make(map[int64]bool, len(wanted))
	for _, next := range wanted {
		kept[next.ID] = true
		if current, ok := e.view.Components.Get(next.ID); !ok {
			e.result.Created++
		} else if sameContent(current, next) {
			continue
		} else {
			e.result.Updated++
		}
		changed = true
		e.draft.Components.Put(next)
	}
	for _, old := range rows.existing {
		if kept[old.ID] {
			continue
		}
		changed = true
		e.draft.Components.Delete(old.ID)
		e.result.Deleted++
		e.result.DeletedRows = append(e.result.DeletedRows, old)
	}
	if !changed {
		return
	}
	e.result.Changed = append(e.result.Changed, item.ID)
	if current, ok := e.view.Analyses.Get(item.ID); ok && e.draft.stale(in.Version, current.Version) {
		e.conflicts.add(at(in.Path, "version"), current.Meta,
			AnalysisState{Version: current.Version, Rows: rows.existing},
			AnalysisState{Version: *in.Version, Rows: wanted})
	}
}

// finish checks the bundles, records the changed analyses and cascades.
func (e *analysisEdit) finish() (AnalysisResult, error) {
	if err := refusal(e.problems, e.conflicts); err != nil {
		return AnalysisResult{}, err
	}
	if len(e.result.Changed) == 0 {
		return e.result, nil
	}
	e.numbers.save()
	e.result.Renamed = e.prices.renamed
	settled := e.draft.settle(e.view, e.result.Changed, e.view.allowsEmptyBundles(), func(component, pekerjaan int64) string {
		if row, ok := e.places[component]; ok {
			return row + ".ref_id"
		}
		return cmp.Or(e.paths[pekerjaan], "rows")
	})
	if err := settled.problems.Err(); err != nil {
		return AnalysisResult{}, err
	}
	e.result.Cascaded = settled.cascaded
	e.result.Warnings = append(e.result.Warnings, settled.warnings...)
	return e.result, nil
}

// settled is what follows from a change of components.
type settled struct {
	cascaded []int64
	problems Problems
	warnings []Problem
}

// settle finishes a change of the components of some pekerjaan: it moves their analyses
// on, and those of everyone that uses them, and checks the bundles as they are now. A
// bundle on an empty pekerjaan is a warning where allowEmpty says so, else a problem.
func (d *Draft) settle(before *Project, changed []int64, allowEmpty bool, place func(component, pekerjaan int64) string) settled {
	var s settled
	after := d.Project()
	s.cascaded = after.BundleUsers(changed...)
	for _, id := range slices.Concat(changed, s.cascaded) {
		d.TouchAnalysis(id)
	}
	for _, problem := range after.bundleProblems(withBundles(after, changed), allowEmpty) {
		s.problems.Add(place(problem.ComponentID, problem.PekerjaanID), "%s.", capitalised(problem.Message))
	}
	s.checkEmpty(before, after, changed, allowEmpty, place)
	return s
}

// checkEmpty looks for bundles whose target has no rows: one that a changed pekerjaan
// points at (refused by bundleProblems unless that is allowed), and a changed
// pekerjaan that others point at.
func (s *settled) checkEmpty(before, after *Project, changed []int64, allowed bool, place func(component, pekerjaan int64) string) {
	for _, id := range changed {
		for _, row := range after.ComponentsOf(id) {
			if allowed && row.RefPekerjaanID != nil && len(after.ComponentsOf(*row.RefPekerjaanID)) == 0 {
				s.warnings = append(s.warnings, Problem{
					Path: place(row.ID, id), Severity: "warning",
					Message: fmt.Sprintf("Gabungan %s belum punya rincian: harganya 0 sampai diisi.", row.Kode),
				})
			}
		}
		users := after.BundlesOn(id)
		if len(users) == 0 || len(after.ComponentsOf(id)) > 0 || len(before.ComponentsOf(id)) == 0 {
			continue
		}
		item, ok := after.Pekerjaan.Get(id)
		if !ok {
			continue // deleted: the tree commands tell who still uses it
		}
		message := fmt.Sprintf("%s menjadi kosong padahal dipakai sebagai gabungan oleh %s: isi minimal satu baris, atau hapus dulu gabungannya.",
			item.Name(), userNames(after, users))
		if allowed {
			s.warnings = append(s.warnings, Problem{Path: place(0, id), Message: message, Severity: "warning"})
		} else {
			s.problems.Add(place(0, id), "%s", message)
		}
	}
}

// withBundles keeps the pekerjaan whose change can matter to a bundle, their own or
// another's; in a large save these are few.
func withBundles(p *Project, ids []int64) []int64 {
	var concerned []int64
	for _, id := range ids {
		if len(p.BundlesOn(id)) > 0 || slices.ContainsFunc(p.ComponentsOf(id), (*Component).Bundle) {
			concerned = append(concerned, id)
		}
	}
	return concerned
}

// userNames lists the pekerjaan of bundle rows, at most three by name.
func userNames(p *Project, rows []*Component) string {
	var names []string
	seen := map[int64]bool{}
	for _, row := range rows {
		if item, ok := p.Pekerjaan.Get(row.PekerjaanID); ok && !seen[item.ID] {
			seen[item.ID] = true
			names = append(names, item.Name())
		}
	}
	return shortList(names)
}
