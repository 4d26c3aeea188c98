package rab

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

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
	if c.Kind != ListKlasifikasi {
		e.mark(path, c, c.Kind, nil)
	}
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
		e.mark(path, c, c.Kind, h)
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
		return &Pekerjaan{Meta: e.draft.NewRow(), HeadingID: heading, Position: unplaced}
	}
	return e.duplicate(source, heading)
}

// duplicate copies a pekerjaan as it stands, with volume, formula, own BUK and components.
// Codes that are numbers of the project are counted on.
func (e *listEdit) duplicate(source *Pekerjaan, heading int64) *Pekerjaan {
	row := *source
	row.Meta, row.UID, row.OriginUID = e.draft.NewRow(), e.draft.ids.NextUID(), source.UID
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
		component.Meta, component.UID, component.PekerjaanID = e.draft.NewRow(), e.draft.ids.NextUID(), row.ID
		e.draft.Components.Put(&component)
	}
	if volume, ok := e.view.Volumes.Get(source.ID); ok {
		copied := *volume
		copied.Meta = Meta{ID: row.ID}
		e.draft.Volumes.Put(&copied)
	}
	return &row
}
