// Package rab is the heart of Takar: the work breakdown of a project, its analyses,
// prices and volumes, the commands that change them, and everything that follows from
// them (unit prices, recap, needs, checklist). It is pure: the same project gives the same
// figures everywhere.
//
// A Project is an immutable snapshot of one revision. A command works on a Draft of it,
// which yields the changed rows; applying them gives the next snapshot.
package rab

import (
	"sync"

	"takar/internal/ahsp"
)

// Reference gives access to the committed analyses of the library.
type Reference interface {
	Analysis(id int64) (*ahsp.Analysis, bool)
	// Nested returns the analysis of the same edition that a LAIN row of owner stands
	// for, when its kode is the kode of one (domain §5.5).
	Nested(component *ahsp.Component, owner *ahsp.Analysis) (*ahsp.Analysis, bool)
	// Edition returns the edition of an analysis.
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

	index   func() *index
	figures func() *Figures
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
	}
	next.deriveLater()
	return next
}

// deriveLater arranges that what follows from the rows is computed once, when first asked.
func (p *Project) deriveLater() {
	p.index = sync.OnceValue(func() *index { return newIndex(p) })
	p.figures = sync.OnceValue(func() *Figures { return compute(p) })
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

// Figures returns everything computed from the snapshot, computed at most once.
func (p *Project) Figures() *Figures { return p.figures() }
