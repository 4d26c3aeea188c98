package exchange

import (
	"errors"
	"fmt"
	"strings"

	"takar/internal/ahsp"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/takeoff"
)

// TemplateFile is a template as a file holds it.
type TemplateFile struct {
	Meta     TemplateMeta
	Stats    TemplateStats // as counted, not as the file says
	Template *rab.Template
}

// ReadTemplate reads a template of version 2.x, or the older nested form that the export of
// a work list has too (documents I5). Analyses of the library are found by edition and code;
// an id is only taken when the code agrees. Path is put before the places of problems. The
// error is an *rab.Invalid that names everything that is wrong.
func ReadTemplate(data []byte, path string, library *ahsp.Library) (*TemplateFile, error) {
	root, err := parse(data)
	if err != nil {
		return nil, placed(err, path)
	}
	root.list = path
	r := &templateReader{
		root: root, library: library, file: &TemplateFile{Template: &rab.Template{}},
		sub: map[int64]*templateSub{}, pekerjaan: map[int64]*rab.TemplatePekerjaan{}, byKode: map[string]*rab.TemplatePekerjaan{},
	}
	if err := r.kind(); err != nil {
		return nil, err
	}
	r.meta()
	if _, flat := root.value("sub_klasifikasi"); flat {
		r.flat()
	} else {
		r.nested()
	}
	if r.file.Stats.Pekerjaan == 0 && len(root.document.problems) == 0 {
		root.bad("pekerjaan", "berkas ini tidak berisi pekerjaan")
	}
	if err := root.document.problems.Err(); err != nil {
		return nil, err
	}
	return r.file, nil
}

// placed puts what is wrong with a whole file at a path, unless that is empty.
func placed(err error, path string) error {
	var invalid *rab.Invalid
	if path != "" && errors.As(err, &invalid) {
		for i := range invalid.Problems {
			invalid.Problems[i].Path = path
		}
	}
	return err
}

type templateReader struct {
	root      *object
	library   *ahsp.Library
	file      *TemplateFile
	sub       map[int64]*templateSub // by _export_id
	pekerjaan map[int64]*rab.TemplatePekerjaan
	byKode    map[string]*rab.TemplatePekerjaan // of several the last (documents I5)
}

// templateSub gathers the pekerjaan of a sub-klasifikasi.
type templateSub struct {
	row       rab.TemplateSub
	pekerjaan []ordered[*rab.TemplatePekerjaan]
}

func (r *templateReader) kind() error {
	kind, version := r.root.text("export_type", longestUID), r.root.text("export_version", longestUID)
	if err := r.root.document.problems.Err(); err != nil {
		return err
	}
	switch {
	case kind == typeBackup:
		return rab.Refuse(r.root.at("export_type"), "Berkas ini cadangan proyek, bukan template: impor sebagai proyek baru.")
	case kind != typeTemplate && kind != typeWorkList && kind != "":
		return rab.Refuse(r.root.at("export_type"), "Berkas ini bukan template (export_type %q): pilih berkas hasil ekspor template atau List Pekerjaan.", kind)
	case version != "" && !strings.HasPrefix(version, "1.") && !strings.HasPrefix(version, "2."):
		return rab.Refuse(r.root.at("export_version"), "Template versi %q tidak dikenal: yang dapat dibaca 1.x dan 2.x.", version)
	}
	return nil
}

func (r *templateReader) meta() {
	o := r.root.child("template_meta")
	if o == nil {
		return
	}
	m := &r.file.Meta
	m.Name, m.Description = o.text("name", rab.MaxName), o.text("description", rab.MaxNotes)
	m.Category, _ = TemplateCategory(o.text("category", longestUID))
	m.SourceProject = o.text("source_project", rab.MaxName)
}

// flat reads lists whose rows name each other by _export_id.
func (r *templateReader) flat() {
	for _, name := range []string{"klasifikasi", "pekerjaan"} {
		if _, given := r.root.value(name); !given {
			r.root.bad(name, "wajib ada di template")
		}
	}
	assemble := r.headings()
	r.workList()
	r.components()
	r.parameters()
	r.formulas()
	assemble()
}

// exportID returns the number of a row, which no other may have.
func exportID[T any](o *object, known map[int64]T) int64 {
	at := o.integer("_export_id", 1, largestID, 0)
	if _, twice := known[at]; twice {
		o.bad("_export_id", "_export_id %d dipakai dua baris", at)
	} else if _, given := o.value("_export_id"); !given {
		o.bad("_export_id", "wajib diisi")
	}
	return at
}

// templateTarget returns the row that a field names.
func templateTarget[T any](o *object, field string, known map[int64]T) (row T, ok bool) {
	at := o.integer(field, 1, largestID, 0)
	row, ok = known[at]
	switch _, given := o.value(field); {
	case ok:
	case !given:
		o.bad(field, "wajib diisi")
	case at != 0:
		o.bad(field, "menunjuk ke baris %d yang tidak ada di berkas", at)
	}
	return row, ok
}

// headings reads both levels; the function that it returns puts them together when the
// pekerjaan are known.
func (r *templateReader) headings() (assemble func()) {
	type top struct {
		row rab.TemplateKlasifikasi
		sub []ordered[*templateSub]
	}
	known := map[int64]*top{}
	var tops []ordered[*top]
	for _, o := range r.root.rows("klasifikasi") {
		k := &top{row: rab.TemplateKlasifikasi{Path: o.at(""), Name: o.text("name", rab.MaxName), SMKK: o.flag("smkk", false)}}
		known[exportID(o, known)] = k
		tops = append(tops, ordered[*top]{orderingIndex(o), k})
	}
	for _, o := range r.root.rows("sub_klasifikasi") {
		s := &templateSub{row: rab.TemplateSub{Path: o.at(""), Name: o.text("name", rab.MaxName)}}
		r.sub[exportID(o, r.sub)] = s
		if k, ok := templateTarget(o, "_klasifikasi_ref", known); ok {
			k.sub = append(k.sub, ordered[*templateSub]{orderingIndex(o), s})
		}
	}
	r.file.Stats.Klasifikasi, r.file.Stats.Sub = len(known), len(r.sub)
	return func() {
		for _, k := range siblings(tops) {
			for _, s := range siblings(k.sub) {
				s.row.Pekerjaan = siblings(s.pekerjaan)
				k.row.Sub = append(k.row.Sub, s.row)
			}
			r.file.Template.Klasifikasi = append(r.file.Template.Klasifikasi, k.row)
		}
	}
}

func (r *templateReader) workList() {
	for _, o := range r.root.rows("pekerjaan") {
		row := r.pekerjaanRow(o, "ref_id")
		r.pekerjaan[exportID(o, r.pekerjaan)] = row
		r.byKode[row.Kode] = row
		if s, ok := templateTarget(o, "_sub_klasifikasi_ref", r.sub); ok {
			s.pekerjaan = append(s.pekerjaan, ordered[*rab.TemplatePekerjaan]{orderingIndex(o), row})
		}
	}
}

// pekerjaanRow reads what a pekerjaan is; hint is the field of the library's id.
func (r *templateReader) pekerjaanRow(o *object, hint string) *rab.TemplatePekerjaan {
	r.file.Stats.Pekerjaan++
	row := &rab.TemplatePekerjaan{
		Path: o.at(""), Kode: o.text("snapshot_kode", rab.MaxKode), Uraian: o.filled("snapshot_uraian", rab.MaxUraian),
		Satuan: o.text("snapshot_satuan", rab.MaxSatuan), Notes: o.text("notes", rab.MaxNotes),
	}
	source, known := rab.ParseSourceType(o.text("source_type", longestUID))
	if !known {
		o.bad("source_type", "harus ref, ref_modified atau custom")
	}
	if row.SourceType = source; known && source != rab.SourceCustom {
		row.Analysis, row.Reference = r.analysis(o, hint, referenceKode(row.Kode))
	}
	return row
}

// referenceKode returns the code of the reference inside the code of a changed one.
func referenceKode(kode string) string {
	if _, rest, found := strings.Cut(kode, "-"); found && strings.HasPrefix(kode, "mod.") {
		return rest
	}
	return kode
}

// analysis finds an analysis of the library, and says how the file names it.
func (r *templateReader) analysis(o *object, hint, kode string) (found *ahsp.Analysis, name string) {
	id := o.integer(hint, 0, 1<<62, 0)
	if o := o.child("ref_ahsp"); o != nil {
		key := referenceKey{Sumber: o.filled("sumber", rab.MaxName), Revisi: int(o.integer("revisi", 0, 1<<31-1, 0)), Kode: o.filled("kode", rab.MaxKode)}
		return r.named(key), key.String()
	}
	if found, ok := r.library.Analysis(id); ok && found.Kode == kode {
		return found, kode
	}
	for _, edition := range r.library.OnOffer() {
		if found, ok := r.library.ByKode(edition.ID, kode); ok {
			return found, kode
		}
	}
	return nil, kode
}

// named finds an analysis in its revision of an edition, else in the one on offer.
func (r *templateReader) named(key referenceKey) *ahsp.Analysis {
	for _, edition := range r.library.Editions() {
		if edition.Name == key.Sumber && edition.Revision == key.Revisi {
			if found, ok := r.library.ByKode(edition.ID, key.Kode); ok {
				return found
			}
		}
	}
	if edition, ok := r.library.Offered(key.Sumber); ok {
		if found, ok := r.library.ByKode(edition.ID, key.Kode); ok {
			return found
		}
	}
	return nil
}

func (r *templateReader) components() {
	for _, o := range r.root.rows("detail_ahsp") {
		row := rab.TemplateRow{
			Path: o.at(""), Kategori: kategori(o), Kode: o.text("kode", rab.MaxKode), Uraian: o.text("uraian", rab.MaxUraian),
			Satuan: o.text("satuan", rab.MaxSatuan), Koefisien: o.number("koefisien", decimal.Koefisien),
			ItemUraian: o.text("harga_item_uraian", rab.MaxUraian), ItemSatuan: o.text("harga_item_satuan", rab.MaxSatuan),
		}
		r.target(o, &row)
		if pekerjaan, ok := templateTarget(o, "_pekerjaan_ref", r.pekerjaan); ok {
			pekerjaan.Rows = append(pekerjaan.Rows, row)
			r.file.Stats.Detail++
		}
	}
}

// target finds out what a component stands for.
func (r *templateReader) target(o *object, row *rab.TemplateRow) {
	kind := o.text("bundle_type", longestUID)
	switch kind {
	case "":
		if item := o.text("harga_item_kode", rab.MaxKode); item != "" {
			row.Kode = item
		}
		return
	case bundlePekerjaan:
		kode := o.text("bundle_ref_snapshot_kode", rab.MaxKode)
		if _, given := o.value("_ref_pekerjaan_ref"); given {
			row.Pekerjaan, _ = templateTarget(o, "_ref_pekerjaan_ref", r.pekerjaan)
		} else {
			row.Pekerjaan = r.byKode[kode]
		}
		if row.Pekerjaan == nil {
			row.Missing = fmt.Sprintf("pekerjaan %q", kode)
		}
	case bundleAHSP:
		var name string
		if row.Analysis, name = r.analysis(o, "bundle_ref_ahsp_id", row.Kode); row.Analysis == nil {
			row.Missing = "analisa " + name
		}
	default:
		o.bad("bundle_type", "harus pekerjaan atau ahsp")
	}
	if row.Kategori != ahsp.LAIN && row.Kategori != "" {
		o.bad("kategori", "baris gabungan harus berkategori LAIN")
	}
}

func (r *templateReader) parameters() {
	known := map[string]bool{}
	for _, o := range r.root.rows("parameters") {
		row := rab.TemplateParameter{
			Path: o.at(""), Value: o.number("value", decimal.Parameter), Label: o.text("label", rab.MaxLabel),
			Unit: o.text("unit", rab.MaxSatuan), Description: o.text("description", rab.MaxNotes),
		}
		name, err := takeoff.OldName(o.text("name", takeoff.MaxNameLength))
		switch {
		case err != nil:
			o.bad("name", "%s", err)
			continue
		case known[name]:
			o.bad("name", "parameter %s ada dua kali", name)
		}
		known[name], row.Name = true, name
		r.file.Template.Parameters = append(r.file.Template.Parameters, row)
	}
	r.file.Stats.Parameters = len(known)
}

func (r *templateReader) formulas() {
	for _, o := range r.root.rows("volume_formulas") {
		formula := rab.TemplateFormula{Path: o.at("raw"), Text: strings.TrimSpace(o.text("raw", takeoff.MaxLength)), IsFx: o.flag("is_fx", true)}
		row, ok := templateTarget(o, "_pekerjaan_ref", r.pekerjaan)
		if !ok {
			continue
		}
		if row.Formula.Text != "" {
			o.bad("_pekerjaan_ref", "formula pekerjaan ini ada dua kali")
		}
		row.Formula = formula
		r.file.Stats.Formulas++
	}
}

// nested reads the older form: klasifikasi that hold sub that hold pekerjaan, without
// analyses.
func (r *templateReader) nested() {
	if _, given := r.root.value("klasifikasi"); !given {
		r.root.bad("klasifikasi", "wajib ada di template")
	}
	var tops []ordered[rab.TemplateKlasifikasi]
	for _, o := range r.root.rows("klasifikasi") {
		k := rab.TemplateKlasifikasi{Path: o.at(""), Name: o.text("name", rab.MaxName), SMKK: o.flag("smkk", false)}
		var subs []ordered[rab.TemplateSub]
		for _, o := range o.rows("sub") {
			s := rab.TemplateSub{Path: o.at(""), Name: o.text("name", rab.MaxName)}
			var rows []ordered[*rab.TemplatePekerjaan]
			for _, o := range o.rows("pekerjaan") {
				rows = append(rows, ordered[*rab.TemplatePekerjaan]{orderingIndex(o), r.pekerjaanRow(o, "ref_ahsp_id")})
			}
			s.Pekerjaan = siblings(rows)
			subs = append(subs, ordered[rab.TemplateSub]{orderingIndex(o), s})
			r.file.Stats.Sub++
		}
		k.Sub = siblings(subs)
		tops = append(tops, ordered[rab.TemplateKlasifikasi]{orderingIndex(o), k})
		r.file.Stats.Klasifikasi++
	}
	r.file.Template.Klasifikasi = siblings(tops)
}
