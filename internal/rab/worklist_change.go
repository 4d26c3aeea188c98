package rab

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"takar/internal/ahsp"
	"takar/internal/decimal"
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
	moved := e.move(path, c, current.ID, kind)
	if kind == ListSub {
		parent := e.parents[current.ID]
		next.ParentID = &parent
	}
	if moved || next.Name != current.Name {
		e.headings[current.ID] = &next
		if e.draft.stale(c.Version, current.Version) {
			next.Version = *c.Version
			e.conflicts.add(path, current.Meta, current, &next)
		}
	}
}

func (e *listEdit) changePekerjaan(path string, c *ListChange) {
	current, _ := e.view.Pekerjaan.Get(*c.ID)
	next := *current
	clashes := len(e.conflicts)
	e.refuseTexts(path, c, current)
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

// create makes a new row at its place.
func (e *listEdit) create(path string, c *ListChange) {
	if c.TempID != "" && e.temps[c.TempID] != 0 {
		e.problems.Add(path+".temp_id", "temp_id %q dipakai dua baris: pakai nama lain.", c.TempID)
		return
	}
	if listKindNames[c.Kind] == "" {
		e.problems.Add(path+".kind", "Jenis baris %q tidak dikenal: pakai klasifikasi, sub atau pekerjaan.", c.Kind)
		return
	}
	if c.CopyOf != nil && c.Kind != ListPekerjaan {
		e.problems.Add(path+".copy_of", "Hanya pekerjaan yang dapat digandakan.")
		return
	}
	parent, after, ok := e.place(path, c, c.Kind, 0)
	if !ok {
		return
	}
	id := e.newRow(path, c, parent)
	if c.TempID != "" {
		e.temps[c.TempID] = id
	}
	e.insert(id, parent, after)
}

// newRow makes the row itself and returns its id.
func (e *listEdit) newRow(path string, c *ListChange, parent int64) int64 {
	if c.Kind == ListPekerjaan {
		row := e.newListPekerjaan(path, c, parent)
		e.rows[row.ID] = row
		e.result.Summary.Pekerjaan++
		e.result.IDs.Pekerjaan[cmp.Or(c.TempID, path)] = row.ID
		return row.ID
	}
	name := ""
	if c.Name != nil {
		name = *c.Name
	}
	number := len(e.below[parent]) + 1
	if c.Kind == ListKlasifikasi {
		h := e.heading(path, nil, nil, name, fmt.Sprintf("Klasifikasi %d", number))
		e.headings[h.ID] = h
		e.result.IDs.Klasifikasi[cmp.Or(c.TempID, path)] = h.ID
		return h.ID
	}
	h := e.heading(path, nil, &parent, name, fmt.Sprintf("%d.%d", slices.Index(e.below[0], parent)+1, number))
	e.headings[h.ID] = h
	e.result.IDs.Sub[cmp.Or(c.TempID, path)] = h.ID
	return h.ID
}

func (e *listEdit) newListPekerjaan(path string, c *ListChange, heading int64) *Pekerjaan {
	if c.CopyOf == nil {
		return e.newPekerjaan(identityInput{path: path, source: c.SourceType, ref: c.RefID, uraian: c.Uraian, satuan: c.Satuan}, heading)
	}
	source, ok := e.view.Pekerjaan.Get(*c.CopyOf)
	if !ok {
		e.problems.Add(path+".copy_of", "Id %d %s.", *c.CopyOf, e.wrongID(false, "pekerjaan"))
		return &Pekerjaan{Meta: e.draft.newMeta(), HeadingID: heading, Position: unplaced}
	}
	return e.duplicate(source, heading)
}

// duplicate copies a pekerjaan as it stands, with volume, formula, own BUK and components.
// Codes that are numbers of the project are counted on.
func (e *listEdit) duplicate(source *Pekerjaan, heading int64) *Pekerjaan {
	row := *source
	row.Meta, row.UID, row.OriginUID = e.draft.newMeta(), e.draft.ids.NextUID(), source.UID
	row.HeadingID, row.Position = heading, unplaced
	switch row.SourceType {
	case SourceCustom:
		row.Kode = e.numbers.customKode()
	case SourceRefModified:
		kode := row.Kode
		if _, counted := numberAfter("mod.", modifiedPrefix(kode)); counted {
			_, kode, _ = strings.Cut(kode, "-")
		}
		row.Kode = e.numbers.modifiedKode(kode)
	case SourceRef:
	}
	e.result.CreatedIDs = append(e.result.CreatedIDs, row.ID)
	e.draft.Analyses.Put(&Analysis{Meta: Meta{ID: row.ID}, Touches: 1})
	for _, c := range e.view.ComponentsOf(source.ID) {
		component := *c
		component.Meta, component.UID, component.PekerjaanID = e.draft.newMeta(), e.draft.ids.NextUID(), row.ID
		e.draft.Components.Put(&component)
	}
	if volume, ok := e.view.Volumes.Get(source.ID); ok {
		copied := *volume
		copied.Meta = Meta{ID: row.ID}
		e.draft.Volumes.Put(&copied)
	}
	return &row
}

// move takes a row to the place that a change names, and reports whether it stood elsewhere.
func (e *listEdit) move(path string, c *ListChange, id int64, kind ListKind) bool {
	if c.Parent == nil && c.After == nil && !c.First {
		return false
	}
	parent, after, ok := e.place(path, c, kind, id)
	if !ok {
		return false
	}
	from := e.parents[id]
	siblings := e.below[from]
	at := slices.Index(siblings, id)
	before := int64(0)
	if at > 0 {
		before = siblings[at-1]
	}
	if from == parent && (after == before || after == atEnd && at == len(siblings)-1 || c.After == nil && !c.First) {
		return false
	}
	e.below[from] = slices.Delete(siblings, at, at+1)
	e.insert(id, parent, after)
	return true
}

// atEnd stands for a place behind all siblings, 0 for one before them.
const atEnd = -1

// place reads where a change puts a row of a kind.
func (e *listEdit) place(path string, c *ListChange, kind ListKind, id int64) (parent, after int64, ok bool) {
	parent, after = e.parents[id], atEnd // of a new row 0
	if c.Parent != nil {
		if parent, ok = e.named(path+".parent", *c.Parent); !ok {
			return 0, 0, false
		}
	}
	if c.After != nil {
		if after, ok = e.named(path+".after", *c.After); !ok {
			return 0, 0, false
		}
		if c.Parent == nil {
			parent = e.parents[after]
		}
	}
	if !e.holds(parent, kind) {
		at := path + c.Parent.key(".parent")
		if c.Parent == nil && c.After != nil {
			at = path + c.After.key(".after")
		}
		e.problems.Add(at, "%s", placeRule[kind])
		return 0, 0, false
	}
	if c.After != nil && (e.parents[after] != parent || after == id) {
		e.problems.Add(path+c.After.key(".after"), "Baris yang mendahului tidak berada di bawah judul yang sama: muat ulang halaman.")
		return 0, 0, false
	}
	if c.First {
		after = 0
	}
	return parent, after, true
}

var placeRule = map[ListKind]string{
	ListKlasifikasi: "Klasifikasi tidak berada di bawah judul lain.",
	ListSub:         "Sub-klasifikasi harus berada di bawah sebuah klasifikasi.",
	ListPekerjaan:   "Pekerjaan harus berada di bawah sebuah sub-klasifikasi.",
}

// holds reports whether rows of a kind stand under a parent.
func (e *listEdit) holds(parent int64, kind ListKind) bool {
	switch kind {
	case ListKlasifikasi:
		return parent == 0
	case ListSub:
		return parent != 0 && e.kind(parent) == ListKlasifikasi
	case ListPekerjaan:
		return parent != 0 && e.kind(parent) == ListSub
	}
	return false
}

// named finds a row of the list as it is by now.
func (e *listEdit) named(path string, row ListRow) (int64, bool) {
	if row.TempID != "" {
		id, ok := e.temps[row.TempID]
		if !ok {
			e.problems.Add(row.key(path), "temp_id %q belum ada di kiriman ini: sebut baris itu lebih dulu.", row.TempID)
		}
		return id, ok
	}
	if e.kind(row.ID) == "" {
		e.problems.Add(row.key(path), "Id %d %s.", row.ID, e.wrongID(false, "baris daftar pekerjaan"))
		return 0, false
	}
	return row.ID, true
}

func (e *listEdit) insert(id, parent, after int64) {
	siblings := e.below[parent]
	at := len(siblings)
	if after != atEnd {
		at = slices.Index(siblings, after) + 1
	}
	e.below[parent] = slices.Insert(siblings, at, id)
	e.parents[id] = parent
	e.moved[id], e.reorder[parent] = true, true
}

// deleteRows deletes rows with all under them, as the list is after the changes.
func (e *listEdit) deleteRows(in ListInput, named map[int64]bool) {
	gone := map[int64]bool{}
	headings := false
	for i, deletion := range in.Deleted {
		path := fmt.Sprintf("%s[%d]", listDeletionPath, i)
		kind := e.kind(deletion.ID)
		if kind == "" || e.isNew(deletion.ID) {
			e.problems.Add(path, "Id %d %s.", deletion.ID, e.wrongID(false, "baris daftar pekerjaan"))
			continue
		}
		headings = headings || kind != ListPekerjaan
		e.staleDeletion(path, deletion)
		if !e.gather(deletion.ID, gone, named) {
			e.problems.Add(path, "Baris ini dihapus dan diubah dalam satu kiriman: lakukan salah satu.")
		}
	}
	if headings {
		e.checkVersion(in.Version)
	}
	if len(e.problems) > 0 {
		return
	}
	for _, h := range e.view.Headings.All() {
		if gone[h.ID] {
			e.deleteHeading(h)
		}
	}
	for _, row := range e.view.Pekerjaan.All() {
		if gone[row.ID] {
			e.deletePekerjaan(row)
		}
	}
}

// gather notes a row and all under it as gone; false when one of them is new or changed.
func (e *listEdit) gather(id int64, gone, named map[int64]bool) bool {
	gone[id] = true
	fine := !named[id] && !e.isNew(id)
	for _, child := range e.below[id] {
		fine = e.gather(child, gone, named) && fine
	}
	return fine
}

func (e *listEdit) staleDeletion(path string, deletion ListDeletion) {
	if h, ok := e.view.Headings.Get(deletion.ID); ok && e.draft.stale(deletion.Version, h.Version) {
		e.conflicts.add(path, h.Meta, h, nil)
	}
	if row, ok := e.view.Pekerjaan.Get(deletion.ID); ok && e.draft.stale(deletion.Version, row.Version) {
		e.conflicts.add(path, row.Meta, row, nil)
	}
}

// store stores changed rows, and gives the children of reordered parents their positions.
func (e *listEdit) store() {
	for _, row := range e.headings {
		e.draft.Headings.Put(row)
	}
	for _, row := range e.rows {
		e.draft.Pekerjaan.Put(row)
	}
	for parent := range e.reorder {
		last := -1
		for _, id := range e.below[parent] {
			if h, ok := e.draft.Headings.Get(id); ok {
				next := *h
				next.Position = nextPosition(e.position(id, h.Position), last)
				last = next.Position
				e.draft.Headings.Put(&next)
			}
			if row, ok := e.draft.Pekerjaan.Get(id); ok {
				next := *row
				next.Position = nextPosition(e.position(id, row.Position), last)
				last = next.Position
				e.draft.Pekerjaan.Put(&next)
			}
		}
	}
}

func (e *listEdit) position(id int64, present int) int {
	if e.moved[id] {
		return unplaced
	}
	return present
}

// ListEffect tells what a change of the work list takes away, before it is made.
type ListEffect struct {
	Consequences

	VolumesKept int          // volumes that stay although the source of their pekerjaan changes
	Followers   []*Pekerjaan // that use changed ones by bundles, so their price changes too
	// Blocked reports that a deletion is refused because of Users; Before and After are
	// equal then.
	Blocked       bool
	Before, After Totals
}

// PreviewList tells the effect of a change of the work list. The draft must be thrown away.
func (d *Draft) PreviewList(in ListInput) (ListEffect, error) {
	view := d.view()
	effect := ListEffect{Before: view.Figures().Totals, After: view.Figures().Totals}
	if len(in.Changes) == 0 {
		var headings, rows []int64
		for _, deletion := range in.Deleted {
			headings, rows = append(headings, deletion.ID), append(rows, deletion.ID)
		}
		if effect.Consequences = view.DeletionConsequences(headings, rows); len(effect.Users) > 0 {
			effect.Blocked = true
			return effect, nil
		}
	}
	result, err := d.ChangeList(in)
	if err != nil {
		return ListEffect{}, err
	}
	effect.Consequences = d.taken()
	for _, id := range result.ReloadIDs {
		if volume, ok := d.Volumes.Get(id); ok && volume.Quantity.Valid {
			effect.VolumesKept++
		}
	}
	after := d.Project()
	for _, id := range result.Cascaded {
		if row, ok := after.Pekerjaan.Get(id); ok {
			effect.Followers = append(effect.Followers, row)
		}
	}
	effect.After = after.Figures().Totals
	return effect, nil
}

// taken counts what the draft takes away from the work list.
func (d *Draft) taken() Consequences {
	delta := d.Delta()
	c := Consequences{
		Headings: len(delta.Headings.Delete), Pekerjaan: len(delta.Pekerjaan.Delete), Components: len(delta.Components.Delete),
	}
	for _, id := range delta.Pekerjaan.Delete {
		if row, ok := d.base.Pekerjaan.Get(id); ok && !row.MarkupOverride.Equal(decimal.Null{}) {
			c.Overrides++
		}
	}
	for _, before := range d.base.Volumes.All() {
		after, ok := d.Volumes.Get(before.ID)
		if before.Quantity.Valid && (!ok || !after.Quantity.Valid) {
			c.Volumes++
		}
		if before.Formula != "" && (!ok || after.Formula == "") {
			c.Formulas++
		}
	}
	return c
}
