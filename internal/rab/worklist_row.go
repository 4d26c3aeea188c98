package rab

import (
	"cmp"

	"takar/internal/ahsp"
	"takar/internal/decimal"
)

// identityInput is what a request says about where a pekerjaan comes from and what it is;
// nil and "" mean "not said".
type identityInput struct {
	path           string
	source         string
	ref            *int64
	uraian, satuan *string
	version        *int64
	clearPricing   bool
	volume         VolumeRule // when the source changes
}

// texts returns the typed texts, cleaned; what was not typed stays nil.
func (e *treeEdit) texts(in identityInput) (uraian, satuan *string) {
	if in.uraian != nil {
		text := e.problems.decoded(in.path+".snapshot_uraian", "Uraian", *in.uraian, MaxUraian)
		uraian = &text
	}
	if in.satuan != nil {
		text := e.problems.decoded(in.path+".snapshot_satuan", "Satuan", *in.satuan, MaxSatuan)
		satuan = &text
	}
	return uraian, satuan
}

// newPekerjaan creates a pekerjaan with its analysis, to be placed.
func (e *treeEdit) newPekerjaan(in identityInput, heading int64) *Pekerjaan {
	row := &Pekerjaan{Meta: e.draft.NewRow(), UID: e.draft.ids.NextUID(), HeadingID: heading, Position: unplaced}
	e.result.CreatedIDs = append(e.result.CreatedIDs, row.ID)
	source, ok := ParseSourceType(in.source)
	if !ok {
		e.problems.Add(in.path+".source_type", "Sumber %q tidak dikenal: pakai ref, ref_modified atau custom.", in.source)
		return row
	}
	if e.takeSource(row, source, in) {
		e.draft.Analyses.Put(&Analysis{Meta: Meta{ID: row.ID}, Touches: 1})
	}
	return row
}

// takeSource gives a pekerjaan without components its source: identity, code and, from
// the library, components.
func (e *treeEdit) takeSource(row *Pekerjaan, source SourceType, in identityInput) bool {
	uraian, satuan := e.texts(in)
	if source == SourceCustom {
		if uraian == nil || *uraian == "" {
			e.problems.Add(in.path+".snapshot_uraian", "Isi uraian pekerjaan kustom.")
			return false
		}
		row.SourceType, row.RefID, row.RefRevision = SourceCustom, nil, 0
		row.Kode, row.Uraian, row.Satuan = e.numbers.customKode(), *uraian, ""
		if satuan != nil {
			row.Satuan = *satuan
		}
		return true
	}
	analysis, ok := e.reference(in, row.RefID)
	if !ok {
		return false
	}
	kode := analysis.Kode
	if source == SourceRefModified {
		kode = e.numbers.modifiedKode(kode)
	}
	e.takeIdentity(row, source, kode, analysis)
	overrideTexts(row, uraian, satuan)
	e.draft.addComponents(e.draft.clone(row.ID, analysis, e.prices))
	return true
}

// reference returns the analysis that a request names. That which the pekerjaan stands on
// already may be named whatever became of its edition.
func (e *treeEdit) reference(in identityInput, held *int64) (*ahsp.Analysis, bool) {
	if in.ref == nil {
		e.problems.Add(in.path+".ref_id", "Pilih analisa referensi.")
		return nil, false
	}
	analysis, ok := e.view.analysis(*in.ref)
	if !ok {
		e.problems.Add(in.path+".ref_id", "Analisa %d tidak ada di pustaka AHSP.", *in.ref)
		return nil, false
	}
	if edition, withdrawn := e.view.withdrawn(analysis); withdrawn && !sameID(held, in.ref) {
		e.problems.Add(in.path+".ref_id", "Analisa %s milik %s yang sudah ditarik dari pustaka: pilih dari edisi lain.", analysis.Kode, edition)
		return nil, false
	}
	return analysis, true
}

// overrideTexts applies typed texts: all of them to a changed reference, and to any row
// from the library the unit that the publication does not state (rulings C21).
func overrideTexts(row *Pekerjaan, uraian, satuan *string) {
	if row.SourceType != SourceRef && uraian != nil && *uraian != "" {
		row.Uraian = *uraian
	}
	if satuan != nil && *satuan != "" && (row.SourceType != SourceRef || row.Satuan == "") {
		row.Satuan = *satuan
	}
}

// changeIdentity applies a request to an existing pekerjaan by the table of domain §11.1.
func (e *treeEdit) changeIdentity(current, next *Pekerjaan, in identityInput) {
	source := current.SourceType
	if in.source != "" {
		var ok bool
		if source, ok = ParseSourceType(in.source); !ok {
			e.problems.Add(in.path+".source_type", "Sumber %q tidak dikenal: pakai ref, ref_modified atau custom.", in.source)
			return
		}
	}
	sameReference := source.fromLibrary() && current.SourceType.fromLibrary() && (in.ref == nil || sameID(in.ref, current.RefID))
	switch {
	case source == current.SourceType && (source == SourceCustom || sameReference):
		e.changeTexts(current, next, in)
	case sameReference:
		e.switchReference(current, next, source, in)
	default:
		e.resetSource(current)
		if in.clearPricing {
			next.MarkupOverride, next.BudgetedCost = decimal.Null{}, decimal.Zero
		}
		e.takeSource(next, source, in)
		if !in.volume.keeps(current, next) {
			e.clearVolume(current)
		}
	}
	identityNow := *next
	identityNow.HeadingID, identityNow.Position = current.HeadingID, current.Position
	if e.draft.stale(in.version, current.Version) && !sameContent(current, &identityNow) {
		identityNow.Version = *in.version
		e.conflicts.add(in.path, current.Meta, current, &identityNow)
	}
}

func (e *treeEdit) changeTexts(current, next *Pekerjaan, in identityInput) {
	uraian, satuan := e.texts(in)
	switch current.SourceType {
	case SourceCustom:
		if uraian != nil && *uraian != "" {
			next.Uraian = *uraian
		}
		if satuan != nil {
			next.Satuan = *satuan
		}
	case SourceRefModified:
		overrideTexts(next, uraian, satuan)
	case SourceRef:
		if e.unitMissing(current) && satuan != nil && *satuan != "" {
			next.Satuan = *satuan
		}
	}
}

// unitMissing reports whether the publication states no unit for the pekerjaan, so that
// people fill it in.
func (e *treeEdit) unitMissing(row *Pekerjaan) bool {
	if row.Satuan == "" || row.RefID == nil {
		return true
	}
	analysis, ok := e.view.analysis(*row.RefID)
	return ok && analysis.Satuan == ""
}

// switchReference changes between ref and ref_modified of the same reference: volume and
// schedule stay. Going back to ref also takes the published components and texts again.
func (e *treeEdit) switchReference(current, next *Pekerjaan, source SourceType, in identityInput) {
	uraian, satuan := e.texts(in)
	if source == SourceRefModified {
		next.SourceType, next.Kode = source, e.numbers.modifiedKode(current.Kode)
		overrideTexts(next, uraian, satuan)
		return
	}
	analysis, err := e.view.sourceOf(current)
	if err != nil {
		e.problems.Add(in.path+".ref_id", "%s tidak dapat menjadi Referensi lagi: analisanya tidak ada di pustaka AHSP atau tidak punya rincian.", current.Name())
		return
	}
	e.takeIdentity(next, SourceRef, analysis.Kode, analysis)
	overrideTexts(next, nil, satuan)
	next.Satuan = cmp.Or(next.Satuan, current.Satuan)
	rows := e.draft.clone(current.ID, analysis, e.prices)
	if e.draft.replaceComponents(e.view.ComponentsOf(current.ID), rows) {
		e.touched(current.ID)
	}
}
