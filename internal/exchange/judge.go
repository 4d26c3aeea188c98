package exchange

import (
	"takar/internal/ahsp"
	"takar/internal/rab"
)

// judge refuses a snapshot that no command would have made. What it says about components
// names their place in the file.
func (r *backupReader) judge(p *rab.Project) error {
	document := r.root.document
	if weigh(p, r.library) > maxExpanded {
		return rab.Refuse("detail_ahsp", "Gabungan di berkas ini terurai menjadi lebih dari %d baris: sederhanakan gabungannya.", maxExpanded)
	}
	for _, broken := range p.Figures().Broken {
		from := r.origins[broken.Component.ID]
		document.bad(from.path(), "%s", broken.Message)
	}
	if err := document.problems.Err(); err != nil {
		return err
	}
	for _, problem := range p.Integrity() {
		document.bad("", "%s", problem)
	}
	return document.problems.Err()
}

func (o origin) path() string {
	if o.object == nil {
		return ""
	}
	if o.field != "" {
		return o.object.at(o.field)
	}
	if _, named := o.object.value("_ref_pekerjaan_ref"); named {
		return o.object.at("_ref_pekerjaan_ref")
	}
	return o.object.at("ref_ahsp")
}

// maxExpanded bounds the base components of all pekerjaan together; the largest real
// project has below half a million.
const maxExpanded = 2_000_000

// weigh counts the base components of all pekerjaan, their bundles replaced, without
// making them: a small file could ask for more than any memory holds.
func weigh(p *rab.Project, library *ahsp.Library) int {
	w := weighing{p: p, library: library, pekerjaan: map[int64]int{}, analyses: map[int64]int{}}
	total := 0
	for _, q := range p.Pekerjaan.All() {
		total = min(total+w.ofPekerjaan(q.ID), maxExpanded+1)
	}
	return total
}

// weighing remembers what pekerjaan and analyses weigh. One that is being weighed weighs
// nothing, so that a circle ends; circles are refused for what they are.
type weighing struct {
	p         *rab.Project
	library   *ahsp.Library
	pekerjaan map[int64]int
	analyses  map[int64]int
}

func (w *weighing) ofPekerjaan(id int64) int {
	if known, ok := w.pekerjaan[id]; ok {
		return known
	}
	w.pekerjaan[id] = 0
	total := 0
	for _, row := range w.p.ComponentsOf(id) {
		weight := 1
		switch {
		case row.RefPekerjaanID != nil:
			weight = w.ofPekerjaan(*row.RefPekerjaanID)
		case row.RefAHSPID != nil:
			weight = w.ofAnalysis(*row.RefAHSPID)
		}
		total = min(total+weight, maxExpanded+1)
	}
	w.pekerjaan[id] = total
	return total
}

func (w *weighing) ofAnalysis(id int64) int {
	if known, ok := w.analyses[id]; ok {
		return known
	}
	w.analyses[id] = 0
	analysis, ok := w.library.Analysis(id)
	if !ok {
		return 0
	}
	total := 0
	for i := range analysis.Components {
		weight := 1
		if nested, ok := w.library.Nested(&analysis.Components[i], analysis); ok {
			weight = w.ofAnalysis(nested.ID)
		}
		total = min(total+weight, maxExpanded+1)
	}
	w.analyses[id] = total
	return total
}
