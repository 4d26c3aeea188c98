package exchange

import (
	"cmp"
	"fmt"
	"strings"

	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/takeoff"
)

// headings reads the two levels of headings.
func (r *backupReader) headings() {
	r.required("klasifikasi", "sub_klasifikasi")
	var top []ordered[*rab.Heading]
	for _, o := range r.root.rows("klasifikasi") {
		row := r.heading(o, r.klasifikasi)
		row.SMKK = o.flag("smkk", false)
		top = append(top, ordered[*rab.Heading]{orderingIndex(o), row})
	}
	for i, k := range siblings(top) {
		k.Position, k.Name = i, cmp.Or(k.Name, fmt.Sprintf("Klasifikasi %d", i+1))
		r.draft.Headings.Put(k)
	}
	under := map[int64][]ordered[*rab.Heading]{}
	var parents []int64
	for _, o := range r.root.rows("sub_klasifikasi") {
		parent, ok := r.parent(o, "_klasifikasi_ref", r.klasifikasi)
		if !ok {
			r.lose(o, "_klasifikasi_ref", "Sub-klasifikasi "+o.text("name", rab.MaxName))
			continue
		}
		row := r.heading(o, r.sub)
		row.ParentID = &parent
		if under[parent] == nil {
			parents = append(parents, parent)
		}
		under[parent] = append(under[parent], ordered[*rab.Heading]{orderingIndex(o), row})
	}
	for _, parent := range parents {
		for i, s := range siblings(under[parent]) {
			s.Position, s.Name = i, cmp.Or(s.Name, fmt.Sprintf("Sub-klasifikasi %d", i+1))
			r.draft.Headings.Put(s)
		}
	}
}

func (r *backupReader) heading(o *object, known places) *rab.Heading {
	return &rab.Heading{
		Meta: r.register(o, known), UID: r.uid(o), OriginUID: uidText(o, "origin_uid"), Name: strings.TrimSpace(o.text("name", rab.MaxName)),
	}
}

// workList reads the pekerjaan.
func (r *backupReader) workList() {
	r.required("pekerjaan")
	under := map[int64][]ordered[*rab.Pekerjaan]{}
	var headings []int64
	for _, o := range r.root.rows("pekerjaan") {
		heading, ok := r.parent(o, "_sub_klasifikasi_ref", r.sub)
		if !ok {
			r.lose(o, "_sub_klasifikasi_ref", "Pekerjaan "+strings.TrimSpace(o.text("snapshot_kode", rab.MaxKode)+" "+o.text("snapshot_uraian", rab.MaxUraian)))
			continue
		}
		row := r.pekerjaanRow(o)
		row.HeadingID = heading
		if under[heading] == nil {
			headings = append(headings, heading)
		}
		under[heading] = append(under[heading], ordered[*rab.Pekerjaan]{orderingIndex(o), row})
	}
	for _, heading := range headings {
		for i, row := range siblings(under[heading]) {
			row.Position = i
			r.draft.Pekerjaan.Put(row)
			r.draft.Analyses.Put(&rab.Analysis{Meta: rab.Meta{ID: row.ID}})
		}
	}
}

func (r *backupReader) pekerjaanRow(o *object) *rab.Pekerjaan {
	row := &rab.Pekerjaan{
		Meta: r.register(o, r.pekerjaan), UID: r.uid(o), OriginUID: uidText(o, "origin_uid"),
		Kode: o.text("snapshot_kode", rab.MaxKode), Uraian: o.filled("snapshot_uraian", rab.MaxUraian), Satuan: o.text("snapshot_satuan", rab.MaxSatuan),
		Notes: o.text("notes", rab.MaxNotes), MarkupOverride: o.decimal("markup_override_percent", decimal.Persen),
		BudgetedCost: o.decimal("budgeted_cost", decimal.Anggaran).OrZero(),
	}
	if decimal.Hundred.Less(row.MarkupOverride.OrZero()) {
		o.bad("markup_override_percent", "harus 0 sampai 100 persen")
	}
	source, known := rab.ParseSourceType(o.text("source_type", longestUID))
	if !known {
		o.bad("source_type", "harus ref, ref_modified atau custom")
	}
	row.SourceType = source
	if source == rab.SourceRef || source == rab.SourceRefModified {
		r.attach(o, row)
	}
	return row
}

// attach ties a pekerjaan to the analysis of the library that it was taken from; without
// one it becomes custom.
func (r *backupReader) attach(o *object, row *rab.Pekerjaan) {
	analysis, name := r.sourceOf(o, row)
	if analysis == nil {
		row.SourceType = rab.SourceCustom
		r.report.change(o.at(""), fmt.Sprintf("Pekerjaan %s: analisa %s tidak ada di pustaka ini. Menjadi pekerjaan kustom; kode dan rinciannya tetap.", row.Kode, name))
		return
	}
	row.RefID = &analysis.ID
	if edition, ok := r.library.Edition(analysis.EditionID); ok {
		row.RefRevision = edition.Revision
	}
}

// volumes reads the quantities.
func (r *backupReader) volumes() {
	if !r.old {
		r.required("volume_pekerjaan", "volume_formula_states")
	}
	for _, o := range r.root.rows("volume_pekerjaan") {
		id, ok := r.parent(o, "_pekerjaan_ref", r.pekerjaan)
		if !ok {
			r.lose(o, "_pekerjaan_ref", "Volume "+o.decimal("quantity", decimal.Volume).OrZero().String())
			continue
		}
		if r.volume[id] != nil {
			o.bad("_pekerjaan_ref", "volume pekerjaan ini ada dua kali")
		}
		r.volume[id] = &rab.Volume{Meta: rab.Meta{ID: id}, Quantity: o.decimal("quantity", decimal.Volume), Cleared: o.flag("cleared", false)}
	}
}

// formulas reads the volume formulas and stores what is known about volumes. The quantity
// is what counts: a formula that gives another one is switched off.
func (r *backupReader) formulas() {
	parameters := map[string]decimal.Decimal{}
	for _, parameter := range r.draft.Project().Parameters.All() {
		parameters[parameter.Name] = parameter.Value
	}
	known := map[int64]bool{}
	for _, o := range r.root.rows("volume_formula_states") {
		raw := o.text("raw", takeoff.MaxLength)
		id, ok := r.parent(o, "_pekerjaan_ref", r.pekerjaan)
		if !ok {
			r.lose(o, "_pekerjaan_ref", "Formula "+raw)
			continue
		}
		if known[id] {
			o.bad("_pekerjaan_ref", "formula pekerjaan ini ada dua kali")
		}
		known[id] = true
		if raw == "" {
			continue
		}
		volume := r.volume[id]
		if volume == nil {
			volume = &rab.Volume{Meta: rab.Meta{ID: id}}
			r.volume[id] = volume
		}
		volume.Formula, volume.IsFx, volume.Failure = raw, o.flag("is_fx", true), o.text("failure", rab.MaxNotes)
		r.compare(o, volume, parameters)
	}
	for _, volume := range r.volume {
		if volume.Quantity.Valid || volume.Formula != "" || volume.Cleared {
			r.draft.Volumes.Put(volume)
		}
	}
}

// compare evaluates a formula that is switched on.
func (r *backupReader) compare(o *object, volume *rab.Volume, parameters map[string]decimal.Decimal) {
	if !volume.IsFx || volume.Failure != "" {
		return
	}
	result, err := takeoff.Evaluate(volume.Formula, parameters)
	switch {
	case err != nil:
		volume.Failure = err.Error()
		r.report.change(o.at("raw"), fmt.Sprintf("Formula tidak dapat dihitung (%s): volumenya tetap.", err))
	case !volume.Quantity.Equal(decimal.Some(result.Quantity)):
		volume.IsFx = false
		r.report.change(o.at("raw"), fmt.Sprintf("Formula menghasilkan %s, volume di berkas %s: volume tetap, formula dimatikan.",
			result.Quantity, cmp.Or(volume.Quantity.OrZero().String(), "kosong")))
	}
}
