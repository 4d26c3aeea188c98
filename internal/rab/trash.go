package rab

import (
	"encoding/json"
	"fmt"
	"slices"
)

// The kinds of things that the trash offers.
const (
	TrashKlasifikasi = "klasifikasi" // with all under it that went with it
	TrashSub         = "sub"
	TrashPekerjaan   = "pekerjaan" // with its components and volume
	TrashComponent   = "component" // one row of an analysis that stayed
	TrashPriceItem   = "price_item"
	TrashConversion  = "conversion" // of a price item that stayed
	TrashParameter   = "parameter"
	TrashTahapan     = "tahapan"
)

// DeletedGroup is one thing that a command deleted and that a person would put back as a
// whole.
type DeletedGroup struct {
	Key         string `json:"key"` // table:id, the same at every reading
	Kind        string `json:"kind"`
	ID          int64  `json:"id"`
	Kode        string `json:"kode"`
	Name        string `json:"name"`
	PekerjaanID int64  `json:"pekerjaan_id,omitempty"`  // of a component
	PriceItemID int64  `json:"price_item_id,omitempty"` // of a conversion
	// What the group holds, itself included.
	Headings   int `json:"headings"`
	Pekerjaan  int `json:"pekerjaan"`
	Components int `json:"components"`
	Volumes    int `json:"volumes"`

	rows   []rowID // those that tell whether the thing is there again
	priced bool    // restoring it touches prices
}

// rowID names a row of any table.
type rowID struct {
	table string
	id    int64
}

// DeletedGroups tells what an operation deleted, in the order of its changes. A thing that
// went together with what it hung on is part of that group.
func DeletedGroups(changes []RowChange) []DeletedGroup {
	deleted, err := readDeletion(changes)
	if err != nil {
		return nil
	}
	var groups []DeletedGroup
	at := map[rowID]int{}
	for _, key := range deleted.order {
		root, ok := deleted.root(key)
		if !ok {
			continue
		}
		i, known := at[root]
		if !known {
			i = len(groups)
			at[root] = i
			groups = append(groups, deleted.group(root))
		}
		groups[i].count(key)
		if key.table == "price_item" || key.table == "conversion" {
			groups[i].priced = groups[i].priced || TouchesPrices([]RowChange{deleted.changes[key]})
		}
	}
	return groups
}

// Priced reports whether restoring it brings back a price, which needs the right to prices as
// deleting it did.
func (g *DeletedGroup) Priced() bool { return g.priced }

func (g *DeletedGroup) count(key rowID) {
	switch key.table {
	case "heading":
		g.Headings++
	case "pekerjaan":
		g.Pekerjaan++
	case "component":
		g.Components++
	case "volume":
		g.Volumes++
	}
	if key.table == "heading" || key.table == "pekerjaan" || g.Key == key.key() {
		g.rows = append(g.rows, key)
	}
}

func (k rowID) key() string { return fmt.Sprintf("%s:%d", k.table, k.id) }

// Holds reports whether everything of a deleted group that people know by name is in the
// snapshot again.
func (p *Project) Holds(g DeletedGroup) bool {
	for _, key := range g.rows {
		if p.row(key.table, key.id) == nil {
			return false
		}
	}
	return true
}

// LatestGroups leaves out, of the groups of deletions from the newest to the oldest, those
// whose things were all deleted again later: they are put back as they were last.
func LatestGroups(newestFirst [][]DeletedGroup) [][]DeletedGroup {
	seen := map[rowID]bool{}
	latest := make([][]DeletedGroup, len(newestFirst))
	for i, groups := range newestFirst {
		for _, g := range groups {
			if slices.ContainsFunc(g.rows, func(key rowID) bool { return !seen[key] }) {
				latest[i] = append(latest[i], g)
			}
		}
		for _, g := range groups {
			for _, key := range g.rows {
				seen[key] = true
			}
		}
	}
	return latest
}

// deletion is what an operation deleted.
type deletion struct {
	order   []rowID
	rows    map[rowID]Row
	changes map[rowID]RowChange
}

// readDeletion reads the deleted rows of an operation.
func readDeletion(changes []RowChange) (*deletion, error) {
	d := &deletion{rows: map[rowID]Row{}, changes: map[rowID]RowChange{}}
	for _, change := range changes {
		row := deletedRow(change)
		if row == nil {
			continue
		}
		if err := json.Unmarshal(change.Before, row); err != nil {
			return nil, fmt.Errorf("rab: decode %s %d: %w", change.Table, change.ID, err)
		}
		key := rowID{change.Table, change.ID}
		d.order = append(d.order, key)
		d.rows[key], d.changes[key] = row, change
	}
	return d, nil
}

// deletedRow returns an empty row for a change that deleted one, else nil.
func deletedRow(change RowChange) Row {
	if change.After != nil || change.Before == nil {
		return nil
	}
	return emptyRow(change.Table)
}

// above returns the row that a row hangs on.
func above(row Row) (rowID, bool) {
	switch row := row.(type) {
	case *Heading:
		if row.ParentID != nil {
			return rowID{"heading", *row.ParentID}, true
		}
	case *Pekerjaan:
		return rowID{"heading", row.HeadingID}, true
	case *Volume:
		return rowID{"pekerjaan", row.ID}, true
	case *Analysis:
		return rowID{"pekerjaan", row.ID}, true
	case *Component:
		return rowID{"pekerjaan", row.PekerjaanID}, true
	case *Conversion:
		return rowID{"price_item", row.PriceItemID}, true
	case *Progress:
		return rowID{"pekerjaan", row.PekerjaanID}, true
	case *TahapanMember:
		return rowID{"pekerjaan", row.PekerjaanID}, true
	}
	return rowID{}, false
}

// root returns the topmost deleted row that a deleted row hung on. What is a part of a
// pekerjaan, such as its volume, is nothing that people delete without it.
func (d *deletion) root(key rowID) (rowID, bool) {
	for {
		parent, ok := above(d.rows[key])
		if !ok || d.rows[parent] == nil {
			return key, !partOfPekerjaan(key.table)
		}
		key = parent
	}
}

// partOfPekerjaan reports whether rows of a table come and go with their pekerjaan, or by
// being emptied.
func partOfPekerjaan(table string) bool {
	switch table {
	case "volume", "analysis", "progress", "tahapan_member":
		return true
	}
	return false
}

// group describes the group of a root.
func (d *deletion) group(root rowID) DeletedGroup {
	g := DeletedGroup{Key: root.key(), Kind: root.table, ID: root.id}
	switch row := d.rows[root].(type) {
	case *Heading:
		g.Name, g.Kind = row.Name, TrashSub
		if row.ParentID == nil {
			g.Kind = TrashKlasifikasi
		}
	case *Pekerjaan:
		g.Kode, g.Name = row.Kode, row.Uraian
	case *Component:
		g.Kode, g.Name, g.PekerjaanID = row.Kode, row.Uraian, row.PekerjaanID
	case *PriceItem:
		g.Kode, g.Name = row.Kode, row.Uraian
	case *Conversion:
		g.Name, g.PriceItemID = row.MarketUnit, row.PriceItemID
	case *Parameter:
		g.Kode, g.Name = row.Name, row.Label
	case *Tahapan:
		g.Name = row.Nama
	}
	return g
}
