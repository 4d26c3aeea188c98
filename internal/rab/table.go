package rab

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
)

// Meta is what every stored row of a project has: its id, and who last changed it when.
// Version starts at 1 and grows with every change; it is what a client sends back to
// prove that it saw the latest state.
type Meta struct {
	ID        int64   `json:"id"`
	Version   int64   `json:"version"`
	ChangedAt Instant `json:"changed_at"`
	ChangedBy int64   `json:"changed_by"` // user id; 0 for the program itself
}

func (m *Meta) meta() *Meta { return m }

// Row is a pointer to one of the row types of this package. Rows of a Project are shared
// by snapshots and must never be written to: copy, change, then Put into a Draft.
type Row interface{ meta() *Meta }

// Table is an immutable set of rows ordered by id.
type Table[R Row] struct{ rows []R }

// All returns the rows in order of id. The slice is shared: do not change it.
func (t Table[R]) All() []R { return t.rows }

// Len returns the number of rows.
func (t Table[R]) Len() int { return len(t.rows) }

// Get returns the row with the given id.
func (t Table[R]) Get(id int64) (R, bool) {
	if i, found := t.search(id); found {
		return t.rows[i], true
	}
	var none R
	return none, false
}

func (t Table[R]) search(id int64) (int, bool) {
	return slices.BinarySearchFunc(t.rows, id, func(r R, id int64) int { return cmp.Compare(r.meta().ID, id) })
}

// TableDelta is a set of rows to write and ids to remove.
type TableDelta[R Row] struct {
	Put    []R
	Delete []int64
}

// Empty reports whether there is nothing to write or remove.
func (d TableDelta[R]) Empty() bool { return len(d.Put) == 0 && len(d.Delete) == 0 }

func (t Table[R]) apply(d TableDelta[R]) Table[R] {
	if d.Empty() {
		return t
	}
	put := slices.Clone(d.Put)
	slices.SortFunc(put, func(a, b R) int { return cmp.Compare(a.meta().ID, b.meta().ID) })
	gone := make(map[int64]bool, len(d.Delete))
	for _, id := range d.Delete {
		gone[id] = true
	}
	merged := make([]R, 0, len(t.rows)+len(put))
	next := 0
	for _, row := range t.rows {
		id := row.meta().ID
		for next < len(put) && put[next].meta().ID < id {
			merged = append(merged, put[next])
			next++
		}
		switch {
		case next < len(put) && put[next].meta().ID == id:
			merged = append(merged, put[next])
			next++
		case !gone[id]:
			merged = append(merged, row)
		}
	}
	return Table[R]{rows: append(merged, put[next:]...)}
}

// Edits is one table inside a Draft: the rows of the base snapshot and what the command
// changed so far.
type Edits[R Row] struct {
	name    string
	draft   *Draft
	base    Table[R]
	put     map[int64]R
	deleted map[int64]bool
}

// Get returns the row as the command sees it now.
func (e *Edits[R]) Get(id int64) (R, bool) {
	if row, ok := e.put[id]; ok {
		return row, true
	}
	if e.deleted[id] {
		var none R
		return none, false
	}
	return e.base.Get(id)
}

// Put stores a new or changed row. The row must be a value of the caller's own; Put fills
// its version, time and author. Putting a row equal to the stored one changes nothing.
func (e *Edits[R]) Put(row R) {
	meta := row.meta()
	delete(e.deleted, meta.ID)
	if old, ok := e.base.Get(meta.ID); ok {
		if sameContent(old, row) {
			delete(e.put, meta.ID)
			e.draft.project = nil
			return
		}
		meta.Version = old.meta().Version
	}
	meta.Version++
	meta.ChangedAt, meta.ChangedBy = e.draft.at, e.draft.by
	if e.put == nil {
		e.put = map[int64]R{}
	}
	e.put[meta.ID] = row
	e.draft.project = nil
}

// Delete removes the row; it is no error when there is none.
func (e *Edits[R]) Delete(id int64) {
	delete(e.put, id)
	if _, ok := e.base.Get(id); ok {
		if e.deleted == nil {
			e.deleted = map[int64]bool{}
		}
		e.deleted[id] = true
	}
	e.draft.project = nil
}

func (e *Edits[R]) delta() TableDelta[R] {
	var d TableDelta[R]
	for _, row := range e.put {
		d.Put = append(d.Put, row)
	}
	slices.SortFunc(d.Put, func(a, b R) int { return cmp.Compare(a.meta().ID, b.meta().ID) })
	for id := range e.deleted {
		d.Delete = append(d.Delete, id)
	}
	slices.Sort(d.Delete)
	return d
}

// changes lists the row changes with their state before and after, as JSON.
func (e *Edits[R]) changes() ([]RowChange, error) {
	var list []RowChange
	d := e.delta()
	for _, row := range d.Put {
		change := RowChange{Table: e.name, ID: row.meta().ID}
		var err error
		if change.After, err = json.Marshal(row); err != nil {
			return nil, fmt.Errorf("rab: encode %s %d: %w", e.name, change.ID, err)
		}
		if old, ok := e.base.Get(change.ID); ok {
			if change.Before, err = json.Marshal(old); err != nil {
				return nil, fmt.Errorf("rab: encode %s %d: %w", e.name, change.ID, err)
			}
		}
		list = append(list, change)
	}
	for _, id := range d.Delete {
		old, _ := e.base.Get(id)
		before, err := json.Marshal(old)
		if err != nil {
			return nil, fmt.Errorf("rab: encode %s %d: %w", e.name, id, err)
		}
		list = append(list, RowChange{Table: e.name, ID: id, Before: before})
	}
	return list, nil
}

// revert puts back the state before change, provided that the row still stands as the
// change left it; otherwise it reports false and does nothing.
func (e *Edits[R]) revert(change RowChange, fresh func() R) (bool, error) {
	current, exists := e.Get(change.ID)
	if change.After == nil {
		if exists {
			return false, nil
		}
	} else {
		after := fresh()
		if err := json.Unmarshal(change.After, after); err != nil {
			return false, fmt.Errorf("rab: decode %s %d: %w", e.name, change.ID, err)
		}
		if !exists || !sameContent(current, after) {
			return false, nil
		}
	}
	if change.Before == nil {
		e.Delete(change.ID)
		return true, nil
	}
	before := fresh()
	if err := json.Unmarshal(change.Before, before); err != nil {
		return false, fmt.Errorf("rab: decode %s %d: %w", e.name, change.ID, err)
	}
	e.Put(before)
	return true, nil
}

// sameContent compares two rows without their version, time and author.
func sameContent[R Row](a, b R) bool {
	ma, mb := *a.meta(), *b.meta()
	if ma.ID != mb.ID {
		return false
	}
	ja, errA := contentJSON(a)
	jb, errB := contentJSON(b)
	return errA == nil && errB == nil && bytes.Equal(ja, jb)
}

// contentJSON encodes a row after its meta fields, which come first.
func contentJSON[R Row](row R) ([]byte, error) {
	data, err := json.Marshal(row)
	if err != nil {
		return nil, err
	}
	marker := []byte(`"changed_by":`)
	at := bytes.Index(data, marker)
	if at < 0 {
		return nil, fmt.Errorf("rab: row without meta: %.60s", data)
	}
	rest := data[at+len(marker):]
	end := bytes.IndexAny(rest, ",}")
	return rest[end:], nil
}
