package rab

import (
	"slices"
)

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
