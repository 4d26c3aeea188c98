package exchange

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"takar/internal/ahsp"
	"takar/internal/rab"
)

// ReadOptions say what is taken of a backup.
type ReadOptions struct {
	WithoutSchedule bool // neither plan and realisasi nor phases and calendar
}

// ReadBackup reads a full backup of version 1.0 (as 1.1), 1.1 or 3 and judges all of it:
// either it is a whole project, or the error is an *rab.Invalid that names the places that
// are wrong. Analyses of the library are found by edition, revision and code; a pekerjaan
// whose analysis the library lacks stays as a custom one with its code and components, and
// a bundle on such an analysis stands for a copy of it that the file carries. Rows of 1.x
// files whose parent is missing are left out and reported; so are their phases that follow
// from dates.
func ReadBackup(data []byte, library *ahsp.Library, options ReadOptions) (*Backup, error) {
	root, err := parse(data)
	if err != nil {
		return nil, err
	}
	version, err := backupVersion(root)
	if err != nil {
		return nil, err
	}
	r := newBackupReader(root, version, library)
	r.options = options
	steps := []func(){
		r.unknowns, r.project, r.pricing, r.sequences, r.headings, r.parameters, r.prices, r.workList, r.volumes, r.formulas,
		r.references, r.components, r.conversions, r.assemble, r.schedule,
		r.documents,
	}
	for _, step := range steps {
		if step(); root.document.broken() {
			break
		}
	}
	if err := root.document.problems.Err(); err != nil {
		return nil, err
	}
	p := r.draft.Project()
	if err := r.judge(p); err != nil {
		return nil, err
	}
	return &Backup{Project: p, Report: r.report}, nil
}

// backupVersion refuses what is no backup that can be read, by its name.
func backupVersion(root *object) (string, error) {
	kind, version := root.text("export_type", 100), root.text("export_version", 100)
	if err := root.document.problems.Err(); err != nil {
		return "", err
	}
	switch {
	case kind == "project_template":
		return "", rab.Refuse("export_type", "Berkas ini template proyek, bukan cadangan: impor lewat menu template di dalam proyek.")
	case kind != typeBackup:
		return "", rab.Refuse("export_type", "Berkas ini bukan cadangan proyek (export_type %q): pilih berkas hasil ekspor cadangan, export_type %q.", kind, typeBackup)
	case version == "1.0", version == "1.1", strings.HasPrefix(version, "3."):
		return version, nil
	case version == "2.0", strings.HasPrefix(version, "2."):
		return "", rab.Refuse("export_version", "Cadangan versi 2.0 tidak dapat dibaca: bentuknya tidak pernah dipakai untuk ekspor resmi. Ekspor ulang sebagai versi 1.1 atau 3.0.")
	}
	return "", rab.Refuse("export_version", "Cadangan versi %q tidak dikenal: yang dapat dibaca 1.0, 1.1 dan 3.0.", version)
}

// projectID is the id of every project in a file.
const projectID = 1

// fileIDs numbers the rows of a file. Who they are, a store says later.
type fileIDs struct{ last int64 }

// NextID returns the next number.
func (f *fileIDs) NextID() int64 {
	f.last++
	return f.last
}

// NextUID returns none.
func (f *fileIDs) NextUID() string { return "" }

// backupReader turns a file into a snapshot. Its steps note problems and go on.
type backupReader struct {
	root    *object
	old     bool // version 1.x
	library *ahsp.Library
	options ReadOptions
	// editions of the library, by name and revision.
	editions map[editionKey]int64
	ids      fileIDs
	draft    *rab.Draft
	report   Report

	uids        map[string]bool
	klasifikasi places
	sub         places
	pekerjaan   places
	item        places
	tahapan     places
	derived     map[int64]bool // phases of the file that follow from dates, by _export_id
	items       []*pendingItem
	rows        []*pendingComponent
	volume      map[int64]*rab.Volume    // by pekerjaan
	embedded    map[referenceKey]*copied // analyses that the file carries
	copies      *rab.Heading             // klasifikasi of copied analyses; nil until one is needed
	copiesOf    map[string]*rab.Heading  // its subs, by edition
	origins     map[int64]origin         // of components, by id
}

type editionKey struct {
	name     string
	revision int
}

// places maps the _export_id of a row to its id in the snapshot.
type places map[int64]int64

// origin is the place of a row in the file.
type origin struct {
	object *object
	field  string
}

func newBackupReader(root *object, version string, library *ahsp.Library) *backupReader {
	if library == nil {
		library = ahsp.NewLibrary(nil, nil)
	}
	r := &backupReader{
		editions: map[editionKey]int64{},
		root:     root, old: strings.HasPrefix(version, "1."), library: library, ids: fileIDs{last: projectID},
		report: Report{Version: version, Dropped: []Note{}, Changed: []Note{}}, uids: map[string]bool{},
		klasifikasi: places{}, sub: places{}, pekerjaan: places{}, item: places{}, tahapan: places{}, derived: map[int64]bool{},
		volume: map[int64]*rab.Volume{}, embedded: map[referenceKey]*copied{}, copiesOf: map[string]*rab.Heading{}, origins: map[int64]origin{},
	}
	for _, edition := range library.Editions() {
		r.editions[editionKey{edition.Name, edition.Revision}] = edition.ID
	}
	r.draft = rab.NewProject(projectID, library).Edit(&r.ids, 0, 0)
	return r
}

// newMeta returns the meta fields of the next row.
func (r *backupReader) newMeta() rab.Meta { return rab.Meta{ID: r.ids.NextID()} }

const largestID = 1 << 53 // what every JSON reader can hold

// register gives a row its id and remembers it under the one that it has in the file.
func (r *backupReader) register(o *object, known places) rab.Meta {
	meta := r.newMeta()
	at := o.integer("_export_id", 1, largestID, 0)
	switch {
	case at == 0:
		if _, given := o.value("_export_id"); !given {
			o.bad("_export_id", "wajib diisi")
		}
	case known[at] != 0:
		o.bad("_export_id", "_export_id %d dipakai dua baris", at)
	default:
		known[at] = meta.ID
	}
	return meta
}

// parent returns the id of a row that another one belongs to. In files of version 3 it is
// wrong that there is none; rows of 1.x files are then lost.
func (r *backupReader) parent(o *object, field string, known places) (id int64, ok bool) {
	at := o.integer(field, 1, largestID, 0)
	id, ok = known[at]
	switch {
	case ok || r.old:
	case at == 0:
		if _, given := o.value(field); !given {
			o.bad(field, "wajib diisi")
		}
	default:
		o.bad(field, "menunjuk ke baris %d yang tidak ada di berkas", at)
	}
	return id, ok
}

// lose reports a row of a 1.x file that is left out because its parent is missing.
func (r *backupReader) lose(o *object, field, what string) {
	if r.old {
		r.report.drop(o.at(""), what+" tidak diambil: "+field+" menunjuk ke baris yang tidak ada di berkas.")
	}
}

// uid returns who a row is; files before version 3 do not tell.
func (r *backupReader) uid(o *object) string {
	uid := uidText(o, "uid")
	if uid != "" && r.uids[uid] {
		o.bad("uid", "uid %s dipakai dua baris", uid)
	}
	r.uids[uid] = true
	return uid
}

const longestUID = 64

func uidText(o *object, name string) string {
	uid := o.text(name, longestUID)
	if strings.ContainsFunc(uid, func(c rune) bool { return (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' }) {
		o.bad(name, "hanya boleh berisi huruf kecil, angka dan tanda hubung")
	}
	return uid
}

// unknowns tells what a file holds that is not taken over, and what it cannot tell.
func (r *backupReader) unknowns() {
	version := r.report.Version
	switch {
	case r.old:
		r.report.change("", fmt.Sprintf("Berkas versi %s tidak memuat BUK khusus pekerjaan, tanda SMKK, data dokumen, catatan pekerjaan, sumber, tanggal dan wilayah harga, skema PPN dan "+
			"cara pembulatan: pakai nilai bawaan.", version))
	case version != BackupVersion:
		r.report.change("export_version", fmt.Sprintf("Berkas versi %s lebih baru dari program ini (%s): isian yang tidak dikenal tidak diambil.", version, BackupVersion))
	}
	if !r.root.flag("include_prices", true) {
		r.report.change("include_prices", "Berkas ini diekspor oleh anggota yang tidak berhak melihat harga: harga, pagu, BUK khusus dan biaya tidak ada di dalamnya.")
	}
}

// required notes which lists of a file are missing.
func (r *backupReader) required(names ...string) {
	for _, name := range names {
		if _, given := r.root.value(name); !given {
			r.root.bad(name, "wajib ada di berkas cadangan")
		}
	}
}

// siblings puts rows in order: by ordering_index, then as in the file.
func siblings[R any](rows []ordered[R]) []R {
	slices.SortStableFunc(rows, func(a, b ordered[R]) int { return cmp.Compare(a.index, b.index) })
	sorted := make([]R, len(rows))
	for i, row := range rows {
		sorted[i] = row.row
	}
	return sorted
}

type ordered[R any] struct {
	index int64
	row   R
}

const largestIndex = 1 << 40

func orderingIndex(o *object) int64 { return orderingOf(o, "ordering_index") }

func orderingOf(o *object, name string) int64 { return o.integer(name, -largestIndex, largestIndex, 0) }
