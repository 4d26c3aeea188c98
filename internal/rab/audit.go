package rab

import (
	"fmt"
	"strings"

	"takar/internal/ahsp"
)

// What an audit entry says happened (domain §5.8).
const (
	AuditCreate  = "CREATE"
	AuditUpdate  = "UPDATE"
	AuditDelete  = "DELETE"
	AuditCascade = "CASCADE" // followed from a change of something else
)

// Who caused an audit entry.
const (
	ByUser    = "user"
	ByCascade = "cascade"
)

// AuditEntry is one line of a project's history, for people. Everything that a command
// changes is in one of its entries, with the state before and after. Summary names no
// money, so that it may be shown to those who may not see prices; Details may hold money.
type AuditEntry struct {
	PekerjaanID *int64 // the one pekerjaan concerned, even when it is deleted; nil for none or several
	Kode        string // of that pekerjaan, as it is after the command, or was before its deletion
	Uraian      string
	Action      string // AuditCreate, AuditUpdate, AuditDelete or AuditCascade
	TriggeredBy string // ByUser or ByCascade
	Summary     string
	OldData     []AuditRow    // components of the pekerjaan before; nil when it had none or they stayed
	NewData     []AuditRow    // components after
	Details     []AuditDetail // rows other than components, with their changed fields
}

// AuditRow is a component as the history keeps it.
type AuditRow struct {
	ID        int64         `json:"id"`
	Kategori  ahsp.Kategori `json:"kategori"`
	Kode      string        `json:"kode"`
	Uraian    string        `json:"uraian"`
	Satuan    string        `json:"satuan"`
	Koefisien string        `json:"koefisien"` // always 6 decimals
	RefKind   *string       `json:"ref_kind"`  // RefAHSP, RefJob or nil
	RefID     *int64        `json:"ref_id"`
}

func auditRow(c *Component) AuditRow {
	row := AuditRow{
		ID: c.ID, Kategori: c.Kategori, Kode: c.Kode, Uraian: c.Uraian, Satuan: c.Satuan,
		Koefisien: c.Koefisien.Fixed(koefisienPlaces),
	}
	ahspKind, jobKind := RefAHSP, RefJob
	switch {
	case c.RefPekerjaanID != nil:
		row.RefKind, row.RefID = &jobKind, c.RefPekerjaanID
	case c.RefAHSPID != nil:
		row.RefKind, row.RefID = &ahspKind, c.RefAHSPID
	}
	return row
}

const koefisienPlaces = 6

// AuditEntries tells people what a command did: one entry for every pekerjaan whose
// components or source changed, one for every pekerjaan that changed with them by bundles
// and is not among own, and one for every other kind of row. The first entry says best
// what the command was about. Its cost is linear in the changes and the components of the
// pekerjaan that they touch.
func AuditEntries(base, after *Project, changes []RowChange, own []int64) []AuditEntry {
	a := &auditor{
		base: base, after: after, own: idSet(own), tables: map[string][]RowChange{},
		told: map[int64]bool{}, identities: map[int64]RowChange{}, components: map[int64]bool{},
	}
	for _, change := range changes {
		a.sort(change)
	}
	for _, table := range []string{"project", "heading", "pekerjaan"} {
		a.kind(table)
	}
	for _, id := range a.ownOrder {
		a.pekerjaan(id)
	}
	for _, table := range []string{"parameter", "volume", "price_item", "conversion", "pricing", "progress", "tahapan", "tahapan_member", "schedule_setting", "contract", "document_setting", "document_logo"} {
		a.kind(table)
	}
	for _, table := range a.others {
		a.kind(table)
	}
	a.cascade()
	return a.entries
}

// auditor collects the entries of one command.
type auditor struct {
	base, after *Project
	own         map[int64]bool
	tables      map[string][]RowChange // what is told by kind
	others      []string               // tables without a place of their own, in order
	ownOrder    []int64                // pekerjaan with an entry of their own, in order
	told        map[int64]bool         // the same as a set
	identities  map[int64]RowChange    // changed pekerjaan rows by id
	components  map[int64]bool         // pekerjaan whose components changed
	entries     []AuditEntry
}

func (a *auditor) sort(change RowChange) {
	switch change.Table {
	case "project_state":
		return
	case "component":
		if row, ok := a.row(change).(*Component); ok {
			a.ownEntry(row.PekerjaanID)
			a.components[row.PekerjaanID] = true
		}
		return
	case "pekerjaan":
		a.identities[change.ID] = change
		if a.sourceChange(change.ID) != "" {
			a.ownEntry(change.ID)
		}
	case "project", "heading", "parameter", "volume", "price_item", "conversion", "pricing", "analysis",
		"progress", "tahapan", "tahapan_member", "schedule_setting", "contract", "document_setting", "document_logo":
	default:
		if a.tables[change.Table] == nil {
			a.others = append(a.others, change.Table)
		}
	}
	a.tables[change.Table] = append(a.tables[change.Table], change)
}

// ownEntry notes that a pekerjaan gets an entry of its own.
func (a *auditor) ownEntry(id int64) {
	if !a.told[id] {
		a.told[id] = true
		a.ownOrder = append(a.ownOrder, id)
	}
}

// row returns a changed row as it is after the command, or was before its deletion.
func (a *auditor) row(change RowChange) Row {
	if change.After != nil {
		return a.after.row(change.Table, change.ID)
	}
	return a.base.row(change.Table, change.ID)
}

// sourceChange describes a change of where the analysis of a pekerjaan comes from; "" when
// that stayed (domain §11.1).
func (a *auditor) sourceChange(pekerjaan int64) string {
	before, existed := a.base.Pekerjaan.Get(pekerjaan)
	after, exists := a.after.Pekerjaan.Get(pekerjaan)
	if !existed || !exists || (before.SourceType == after.SourceType && sameID(before.RefID, after.RefID)) {
		return ""
	}
	return fmt.Sprintf("Source change: %s → %s", before.source(), after.source())
}

func (p *Pekerjaan) source() string {
	name := strings.ToUpper(string(p.SourceType))
	if p.RefID != nil {
		name += fmt.Sprintf("#%d", *p.RefID)
	}
	return name
}

// pekerjaan adds the entry of a pekerjaan whose components or source changed. What else
// changed of its identity is part of it.
func (a *auditor) pekerjaan(id int64) {
	entry := AuditEntry{Action: AuditUpdate, TriggeredBy: ByUser}
	a.about(&entry, id)
	source := a.sourceChange(id)
	parts := []string{source}
	if a.components[id] {
		before, after := a.base.ComponentsOf(id), a.after.ComponentsOf(id)
		entry.OldData, entry.NewData = auditRows(before), auditRows(after)
		if source == "" {
			parts[0], entry.Action = rowsSummary(before, after), rowsAction(before, after)
		}
	}
	if change, ok := a.identities[id]; ok && change.Before != nil && change.After != nil {
		detail := a.detail(change)
		entry.Details = []AuditDetail{detail}
		if labels := detail.labels(); source == "" && labels != "" {
			parts = append(parts, "identitas diubah: "+labels)
		}
	}
	entry.Summary = strings.Join(parts, "; ")
	a.entries = append(a.entries, entry)
}

// about names the pekerjaan of an entry.
func (a *auditor) about(entry *AuditEntry, id int64) {
	entry.PekerjaanID = &id
	row, ok := a.after.Pekerjaan.Get(id)
	if !ok {
		row, ok = a.base.Pekerjaan.Get(id)
	}
	if ok {
		entry.Kode, entry.Uraian = row.Kode, row.Uraian
	}
}

// auditRows returns nil for none.
func auditRows(components []*Component) []AuditRow {
	var rows []AuditRow
	for _, c := range components {
		rows = append(rows, auditRow(c))
	}
	return rows
}

func rowsAction(before, after []*Component) string {
	switch {
	case len(before) == 0:
		return AuditCreate
	case len(after) == 0:
		return AuditDelete
	}
	return AuditUpdate
}

// rowsSummary counts what changed in the components of a pekerjaan, with up to three codes
// each. Rows that only changed places are mentioned when nothing else happened.
func rowsSummary(before, after []*Component) string {
	former := make(map[int64]*Component, len(before))
	for _, c := range before {
		former[c.ID] = c
	}
	var added, updated, moved, removed named
	for _, c := range after {
		old, ok := former[c.ID]
		delete(former, c.ID)
		switch {
		case !ok:
			added.add(c.label)
		case !sameBesidesPosition(old, c):
			updated.add(c.label)
		case old.Position != c.Position:
			moved.add(c.label)
		}
	}
	for _, c := range before {
		if former[c.ID] != nil {
			removed.add(c.label)
		}
	}
	var parts []string
	for _, part := range []struct {
		rows *named
		verb string
	}{{&added, "ditambahkan"}, {&removed, "dihapus"}, {&updated, "diubah"}} {
		if part.rows.count > 0 {
			parts = append(parts, fmt.Sprintf("%d baris %s: %s", part.rows.count, part.verb, part.rows))
		}
	}
	if len(parts) == 0 {
		return fmt.Sprintf("%d baris dipindah: %s", moved.count, &moved)
	}
	return strings.Join(parts, "; ")
}

func sameBesidesPosition(a, b *Component) bool {
	moved := *b
	moved.Position = a.Position
	return sameContent(a, &moved)
}

// label is the code of a component, or its text when it has none.
func (c *Component) label() string {
	if c.Kode == "" {
		return clip(c.Uraian)
	}
	return c.Kode
}

// cascade adds an entry for every pekerjaan whose analysis changed only because a bundle
// did.
func (a *auditor) cascade() {
	moved := map[int64]bool{}
	for _, change := range a.tables["analysis"] {
		moved[change.ID] = true
	}
	for _, change := range a.tables["analysis"] {
		id := change.ID
		if _, identity := a.identities[id]; a.components[id] || (identity && (change.Before == nil || change.After == nil)) {
			continue // told by the entries of the pekerjaan
		}
		entry := AuditEntry{Action: AuditCascade, TriggeredBy: ByCascade}
		a.about(&entry, id)
		switch {
		case a.own[id]:
			entry.Action, entry.TriggeredBy, entry.Summary = AuditUpdate, ByUser, "Analisa disimpan tanpa perubahan baris"
		default:
			entry.Summary = a.cascadeSummary(id, moved)
		}
		a.entries = append(a.entries, entry)
	}
}

func (a *auditor) cascadeSummary(id int64, moved map[int64]bool) string {
	var causes named
	seen := map[int64]bool{}
	for _, row := range a.after.ComponentsOf(id) {
		if row.RefPekerjaanID == nil || !moved[*row.RefPekerjaanID] || seen[*row.RefPekerjaanID] {
			continue
		}
		seen[*row.RefPekerjaanID] = true
		if target, ok := a.after.Pekerjaan.Get(*row.RefPekerjaanID); ok {
			causes.add(target.Name)
		}
	}
	if causes.count == 0 {
		return "Ikut berubah bersama gabungannya"
	}
	return "Ikut berubah karena gabungan " + causes.String()
}

// named counts things and keeps the names of the first three.
type named struct {
	names []string
	count int
}

func (n *named) add(name func() string) {
	if n.count < namesShown {
		n.names = append(n.names, name())
	}
	n.count++
}

// String lists the names and how many more there are.
func (n *named) String() string { return listNames(n.names, n.count) }
