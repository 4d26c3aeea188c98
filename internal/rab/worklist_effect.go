package rab

import (
	"fmt"

	"takar/internal/decimal"
)

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
	view := d.View()
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
	for _, id := range delta.Progress.Delete {
		if row, ok := d.base.Progress.Get(id); ok && !row.Empty() {
			c.Weeks++
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
