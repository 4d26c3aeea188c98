package rab

import (
	"cmp"
	"fmt"
	"strings"

	"takar/internal/ahsp"
)

// ListInput changes some rows of the work list; what it does not name stays as it is
// (rulings B12).
type ListInput struct {
	Changes []ListChange // carried out in this order, before anything is deleted
	Deleted []ListDeletion
	Version *int64 // State.TreeVersion the client saw; asked when headings are deleted
}

// ListKind is a level of the work list.
type ListKind string

// The kinds of rows of the work list.
const (
	ListKlasifikasi ListKind = "klasifikasi"
	ListSub         ListKind = "sub"
	ListPekerjaan   ListKind = "pekerjaan"
)

var listKindNames = map[ListKind]string{ListKlasifikasi: "klasifikasi", ListSub: "sub-klasifikasi", ListPekerjaan: "pekerjaan"}

// ListRow names a row by its id, or by the client's name for one that is made earlier in
// the same request.
type ListRow struct {
	ID     int64
	TempID string
}

// key is the name of the field that names the row, after the beginning of its name.
func (r *ListRow) key(name string) string {
	if r != nil && r.TempID != "" {
		return name + "_temp_id"
	}
	return name + "_id"
}

// ListChange makes a row, or changes one. A place that is not said is the end among the
// siblings for a new row or one under another parent, and where it is for all others.
type ListChange struct {
	ID      *int64   // of an existing row; nil makes a new one
	TempID  string   // the client's name for the new row
	Kind    ListKind // of the new row
	CopyOf  *int64   // pekerjaan that the new one is a copy of, with volume and analysis
	Parent  *ListRow // heading that it stands under
	First   bool     // before its siblings
	After   *ListRow // sibling that it stands behind
	Version *int64   // of the row the client saw

	Name *string // of a heading; "" gives a new one its standard name
	SMKK *bool   // of a klasifikasi: nil keeps, a new one is none

	SourceType     string // "" keeps
	RefID          *int64 // nil keeps
	Uraian, Satuan *string
	Volume         VolumeRule // when the source changes
	ClearPricing   bool       // clear the own BUK and the budgeted cost when the source changes
}

// ListDeletion deletes a row with all that hangs on it.
type ListDeletion struct {
	ID      int64
	Version *int64
}

// VolumeRule says what becomes of the volume when the source of a pekerjaan changes.
type VolumeRule string

// The rules. VolumeClears is that of the contract's own saves (domain §11.1).
const (
	VolumeClears     VolumeRule = ""
	VolumeBySatuan   VolumeRule = "satuan" // stays while the satuan is the same
	VolumeStays      VolumeRule = "keep"
	VolumeIsEmptied  VolumeRule = "clear"
	listDeletionPath            = "deleted_ids"
)

// keeps reports whether the volume stays when the pekerjaan becomes another one.
func (v VolumeRule) keeps(before, after *Pekerjaan) bool {
	return v == VolumeStays || v == VolumeBySatuan && ahsp.NormaliseUnit(before.Satuan) == ahsp.NormaliseUnit(after.Satuan)
}

// ChangeList makes, changes, moves, copies and deletes rows of the work list as one
// operation. A row whose version is stale stops it only when this would change that row.
func (d *Draft) ChangeList(in ListInput) (TreeResult, error) {
	e := d.editList()
	named := map[int64]bool{}
	for i := range in.Changes {
		e.change(fmt.Sprintf("changes[%d]", i), &in.Changes[i], named)
	}
	e.deleteRows(in, named)
	if err := refusal(e.problems, e.conflicts); err != nil {
		return TreeResult{}, err
	}
	e.store()
	path := "changes"
	if len(in.Changes) == 0 {
		path = listDeletionPath
	}
	result, err := e.finish(path)
	for _, row := range d.Headings.delta().Put {
		result.Touched = append(result.Touched, row.ID)
	}
	for _, row := range d.Pekerjaan.delta().Put {
		result.Touched = append(result.Touched, row.ID)
	}
	return result, err
}

// listEdit is a change of some rows in progress: rows as they will be, and the order of all.
type listEdit struct {
	*treeEdit

	below    map[int64][]int64 // children in their order; klasifikasi below 0
	parents  map[int64]int64
	headings map[int64]*Heading // that are new or changed
	rows     map[int64]*Pekerjaan
	temps    map[string]int64
	moved    map[int64]bool
	reorder  map[int64]bool // parents whose children get other positions
}

func (d *Draft) editList() *listEdit {
	e := &listEdit{
		treeEdit: d.editTree(), below: map[int64][]int64{}, parents: map[int64]int64{}, headings: map[int64]*Heading{},
		rows: map[int64]*Pekerjaan{}, temps: map[string]int64{}, moved: map[int64]bool{}, reorder: map[int64]bool{},
	}
	for _, klasifikasi := range e.view.Klasifikasi() {
		e.know(0, klasifikasi.ID)
		for _, sub := range e.view.SubKlasifikasi(klasifikasi.ID) {
			e.know(klasifikasi.ID, sub.ID)
			for _, row := range e.view.PekerjaanOf(sub.ID) {
				e.know(sub.ID, row.ID)
			}
		}
	}
	return e
}

func (e *listEdit) know(parent, id int64) {
	e.parents[id] = parent
	e.below[parent] = append(e.below[parent], id)
}

// kind tells what a row is; "" when there is none.
func (e *listEdit) kind(id int64) ListKind {
	parent, ok := e.parents[id]
	if !ok {
		return ""
	}
	if parent == 0 {
		return ListKlasifikasi
	}
	if e.parents[parent] == 0 {
		return ListSub
	}
	return ListPekerjaan
}

// change carries out one change.
func (e *listEdit) change(path string, c *ListChange, named map[int64]bool) {
	if c.ID == nil {
		e.create(path, c)
		return
	}
	kind := e.kind(*c.ID)
	if kind == "" || e.isNew(*c.ID) || named[*c.ID] {
		e.problems.Add(path+".id", "Id %d %s.", *c.ID, e.wrongID(named[*c.ID], "baris daftar pekerjaan"))
		return
	}
	named[*c.ID] = true
	if kind == ListPekerjaan {
		e.changePekerjaan(path, c)
	} else {
		e.changeHeading(path, c, kind)
	}
}

func (e *listEdit) isNew(id int64) bool {
	_, heading := e.view.Headings.Get(id)
	_, row := e.view.Pekerjaan.Get(id)
	return !heading && !row
}

func (e *listEdit) changeHeading(path string, c *ListChange, kind ListKind) {
	current, _ := e.view.Headings.Get(*c.ID)
	next := *current
	if c.Name != nil {
		next.Name = e.problems.decoded(path+".name", "Nama", *c.Name, MaxName)
		if strings.TrimSpace(*c.Name) == "" {
			e.problems.Add(path+".name", "Isi nama %s.", listKindNames[kind])
		}
	}
	e.mark(path, c, kind, &next)
	moved := e.move(path, c, current.ID, kind)
	if kind == ListSub {
		parent := e.parents[current.ID]
		next.ParentID = &parent
	}
	if moved || next.Name != current.Name || next.SMKK != current.SMKK {
		e.headings[current.ID] = &next
		if e.draft.stale(c.Version, current.Version) {
			next.Version = *c.Version
			e.conflicts.add(path, current.Meta, current, &next)
		}
	}
}

// mark says of a klasifikasi whether it holds the costs of SMKK.
func (e *listEdit) mark(path string, c *ListChange, kind ListKind, next *Heading) {
	switch {
	case c.SMKK == nil:
	case kind == ListKlasifikasi:
		next.SMKK = *c.SMKK
	case *c.SMKK:
		e.problems.Add(path+".smkk", "Hanya klasifikasi yang dapat ditandai SMKK: tandai klasifikasi di atasnya.")
	}
}

func (e *listEdit) changePekerjaan(path string, c *ListChange) {
	current, _ := e.view.Pekerjaan.Get(*c.ID)
	next := *current
	clashes := len(e.conflicts)
	e.refuseTexts(path, c, current)
	e.mark(path, c, ListPekerjaan, nil)
	e.changeIdentity(current, &next, identityInput{
		path: path, source: c.SourceType, ref: c.RefID, uraian: c.Uraian, satuan: c.Satuan, version: c.Version,
		clearPricing: c.ClearPricing, volume: cmp.Or(c.Volume, VolumeBySatuan),
	})
	moved := e.move(path, c, current.ID, ListPekerjaan)
	next.HeadingID = e.parents[current.ID]
	e.rows[current.ID] = &next
	if moved && len(e.conflicts) == clashes && e.draft.stale(c.Version, current.Version) {
		yours := next
		yours.Version = *c.Version
		e.conflicts.add(path, current.Meta, current, &yours)
	}
}

// refuseTexts refuses texts that the source of a pekerjaan has no room for; the contract's
// own saves pass over them.
func (e *listEdit) refuseTexts(path string, c *ListChange, current *Pekerjaan) {
	if c.Uraian != nil && strings.TrimSpace(*c.Uraian) == "" {
		e.problems.Add(path+".snapshot_uraian", "Isi uraian pekerjaan: hapus barisnya bila tidak dipakai.")
	}
	if current.SourceType != SourceRef || c.SourceType != "" && c.SourceType != string(SourceRef) || c.RefID != nil {
		return
	}
	const how = "%s %s mengikuti pustaka: ubah sumbernya menjadi Referensi (Dimodifikasi) untuk menggantinya."
	if c.Uraian != nil && strings.TrimSpace(*c.Uraian) != current.Uraian {
		e.problems.Add(path+".snapshot_uraian", how, "Uraian", current.Kode)
	}
	if c.Satuan != nil && strings.TrimSpace(*c.Satuan) != current.Satuan && !e.unitMissing(current) {
		e.problems.Add(path+".snapshot_satuan", how, "Satuan", current.Kode)
	}
}
