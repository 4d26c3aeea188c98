// Package rab is the heart of Takar: the work breakdown of a project, its analyses,
// prices and volumes, the commands that change them, and everything that follows from
// them (unit prices, recap, needs, checklist). It is pure: the same project gives the same
// figures everywhere.
//
// A Project is an immutable snapshot of one revision. A command works on a Draft of it,
// which yields the changed rows; applying them gives the next snapshot.
package rab

import "takar/internal/ahsp"

// Reference gives access to the committed analyses of the library.
type Reference interface {
	Analysis(id int64) (*ahsp.Analysis, bool)
	// Nested returns the analysis of the same edition that a LAIN row of owner stands
	// for, when its kode is the kode of one (domain §5.5).
	Nested(component *ahsp.Component, owner *ahsp.Analysis) (*ahsp.Analysis, bool)
	// ByKode finds an analysis of one edition by its exact kode.
	ByKode(edition int64, kode string) (*ahsp.Analysis, bool)
	// Edition returns an edition by its own id, as analyses name it.
	Edition(id int64) (ahsp.Edition, bool)
}

// Project is an immutable snapshot of one project at one revision.
type Project struct {
	ID        int64
	Revision  int64
	Reference Reference

	Headers     Table[*Header]
	Pricings    Table[*Pricing]
	States      Table[*State]
	Headings    Table[*Heading]
	Pekerjaan   Table[*Pekerjaan]
	Volumes     Table[*Volume]
	Analyses    Table[*Analysis]
	Components  Table[*Component]
	PriceItems  Table[*PriceItem]
	Conversions Table[*Conversion]
	Parameters  Table[*Parameter]

	Progress         Table[*Progress]
	Tahapan          Table[*Tahapan]
	TahapanMembers   Table[*TahapanMember]
	ScheduleSettings Table[*ScheduleSetting]
	Contracts        Table[*Contract]

	DocumentSettings Table[*DocumentSetting]
	DocumentLogos    Table[*DocumentLogo]

	derived
}

// Delta is what takes a snapshot from one revision to a later one.
type Delta struct {
	Headers     TableDelta[*Header]
	Pricings    TableDelta[*Pricing]
	States      TableDelta[*State]
	Headings    TableDelta[*Heading]
	Pekerjaan   TableDelta[*Pekerjaan]
	Volumes     TableDelta[*Volume]
	Analyses    TableDelta[*Analysis]
	Components  TableDelta[*Component]
	PriceItems  TableDelta[*PriceItem]
	Conversions TableDelta[*Conversion]
	Parameters  TableDelta[*Parameter]

	Progress         TableDelta[*Progress]
	Tahapan          TableDelta[*Tahapan]
	TahapanMembers   TableDelta[*TahapanMember]
	ScheduleSettings TableDelta[*ScheduleSetting]
	Contracts        TableDelta[*Contract]

	DocumentSettings TableDelta[*DocumentSetting]
	DocumentLogos    TableDelta[*DocumentLogo]
}

// NewProject returns the empty snapshot of a project, before its rows are applied.
func NewProject(id int64, reference Reference) *Project {
	p := &Project{ID: id, Reference: reference}
	p.deriveLater()
	return p
}

// Apply returns the snapshot after delta; the receiver stays as it was. Rows that did not
// change are shared by both.
func (p *Project) Apply(delta *Delta, revision int64, reference Reference) *Project {
	next := &Project{
		ID: p.ID, Revision: revision, Reference: reference,
		Headers:     p.Headers.apply(delta.Headers),
		Pricings:    p.Pricings.apply(delta.Pricings),
		States:      p.States.apply(delta.States),
		Headings:    p.Headings.apply(delta.Headings),
		Pekerjaan:   p.Pekerjaan.apply(delta.Pekerjaan),
		Volumes:     p.Volumes.apply(delta.Volumes),
		Analyses:    p.Analyses.apply(delta.Analyses),
		Components:  p.Components.apply(delta.Components),
		PriceItems:  p.PriceItems.apply(delta.PriceItems),
		Conversions: p.Conversions.apply(delta.Conversions),
		Parameters:  p.Parameters.apply(delta.Parameters),

		Progress:         p.Progress.apply(delta.Progress),
		Tahapan:          p.Tahapan.apply(delta.Tahapan),
		TahapanMembers:   p.TahapanMembers.apply(delta.TahapanMembers),
		ScheduleSettings: p.ScheduleSettings.apply(delta.ScheduleSettings),
		Contracts:        p.Contracts.apply(delta.Contracts),

		DocumentSettings: p.DocumentSettings.apply(delta.DocumentSettings),
		DocumentLogos:    p.DocumentLogos.apply(delta.DocumentLogos),
	}
	next.deriveLater()
	next.takeOver(p, delta)
	return next
}

// Header returns the project's own row.
func (p *Project) Header() *Header {
	h, _ := p.Headers.Get(p.ID)
	return h
}

// Pricing returns the pricing policy.
func (p *Project) Pricing() *Pricing {
	row, _ := p.Pricings.Get(p.ID)
	return row
}

// State returns the counters and times of the project.
func (p *Project) State() *State {
	row, _ := p.States.Get(p.ID)
	return row
}

// UpdatedAt returns the time of the latest change, which is the time of the revision.
func (p *Project) UpdatedAt() Instant {
	return max(p.Header().ChangedAt, p.Pricing().ChangedAt, p.State().ChangedAt)
}

// DeltaTable is one table of a Delta, without its row type, for the store.
type DeltaTable struct {
	Name    string // of the table
	Rows    any    // slice of rows to write
	Count   int
	Deleted []int64
}

// Tables lists the tables of a delta that have anything to write or remove.
func (d *Delta) Tables() []DeltaTable {
	var list []DeltaTable
	add := func(name string, rows any, count int, deleted []int64) {
		if count > 0 || len(deleted) > 0 {
			list = append(list, DeltaTable{Name: name, Rows: rows, Count: count, Deleted: deleted})
		}
	}
	add("project", d.Headers.Put, len(d.Headers.Put), d.Headers.Delete)
	add("pricing", d.Pricings.Put, len(d.Pricings.Put), d.Pricings.Delete)
	add("project_state", d.States.Put, len(d.States.Put), d.States.Delete)
	add("heading", d.Headings.Put, len(d.Headings.Put), d.Headings.Delete)
	add("pekerjaan", d.Pekerjaan.Put, len(d.Pekerjaan.Put), d.Pekerjaan.Delete)
	add("volume", d.Volumes.Put, len(d.Volumes.Put), d.Volumes.Delete)
	add("analysis", d.Analyses.Put, len(d.Analyses.Put), d.Analyses.Delete)
	add("component", d.Components.Put, len(d.Components.Put), d.Components.Delete)
	add("price_item", d.PriceItems.Put, len(d.PriceItems.Put), d.PriceItems.Delete)
	add("conversion", d.Conversions.Put, len(d.Conversions.Put), d.Conversions.Delete)
	add("parameter", d.Parameters.Put, len(d.Parameters.Put), d.Parameters.Delete)
	add("progress", d.Progress.Put, len(d.Progress.Put), d.Progress.Delete)
	add("tahapan", d.Tahapan.Put, len(d.Tahapan.Put), d.Tahapan.Delete)
	add("tahapan_member", d.TahapanMembers.Put, len(d.TahapanMembers.Put), d.TahapanMembers.Delete)
	add("schedule_setting", d.ScheduleSettings.Put, len(d.ScheduleSettings.Put), d.ScheduleSettings.Delete)
	add("contract", d.Contracts.Put, len(d.Contracts.Put), d.Contracts.Delete)
	add("document_setting", d.DocumentSettings.Put, len(d.DocumentSettings.Put), d.DocumentSettings.Delete)
	add("document_logo", d.DocumentLogos.Put, len(d.DocumentLogos.Put), d.DocumentLogos.Delete)
	return list
}

// Remove notes that a row of the named table is gone. Names of tables that a snapshot
// does not hold are ignored.
func (d *Delta) Remove(table string, id int64) {
	lists := map[string]*[]int64{
		"heading": &d.Headings.Delete, "pekerjaan": &d.Pekerjaan.Delete, "volume": &d.Volumes.Delete,
		"analysis": &d.Analyses.Delete, "component": &d.Components.Delete, "price_item": &d.PriceItems.Delete,
		"conversion": &d.Conversions.Delete, "parameter": &d.Parameters.Delete,
		"progress": &d.Progress.Delete, "tahapan": &d.Tahapan.Delete, "tahapan_member": &d.TahapanMembers.Delete,
		"schedule_setting": &d.ScheduleSettings.Delete, "contract": &d.Contracts.Delete,
		"document_setting": &d.DocumentSettings.Delete, "document_logo": &d.DocumentLogos.Delete,
	}
	if list, ok := lists[table]; ok {
		*list = append(*list, id)
	}
}
