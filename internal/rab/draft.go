package rab

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"takar/internal/takeoff"
)

// IDs hands out identities for new rows. Ids are never reused.
type IDs interface {
	NextID() int64
	NextUID() string
}

// Draft is a project being changed by one command. Validation happens on the draft's own
// view of the project (Project), so a command is judged by the state as it will be.
type Draft struct {
	base    *Project
	ids     IDs
	at      Instant
	by      int64
	project *Project // cached view; nil after a change

	overwrites bool // see Overwrites

	Headers     Edits[*Header]
	Pricings    Edits[*Pricing]
	States      Edits[*State]
	Headings    Edits[*Heading]
	Pekerjaan   Edits[*Pekerjaan]
	Volumes     Edits[*Volume]
	Analyses    Edits[*Analysis]
	Components  Edits[*Component]
	PriceItems  Edits[*PriceItem]
	Conversions Edits[*Conversion]
	Parameters  Edits[*Parameter]

	Progress         Edits[*Progress]
	Tahapan          Edits[*Tahapan]
	TahapanMembers   Edits[*TahapanMember]
	ScheduleSettings Edits[*ScheduleSetting]
	Contracts        Edits[*Contract]

	DocumentSettings Edits[*DocumentSetting]
	DocumentLogos    Edits[*DocumentLogo]
}

// Edit starts a draft: at is the time and by the user id that new row versions carry.
func (p *Project) Edit(ids IDs, at Instant, by int64) *Draft {
	d := &Draft{base: p, ids: ids, at: at, by: by}
	d.Headers = Edits[*Header]{name: "project", draft: d, base: p.Headers}
	d.Pricings = Edits[*Pricing]{name: "pricing", draft: d, base: p.Pricings}
	d.States = Edits[*State]{name: "project_state", draft: d, base: p.States}
	d.Headings = Edits[*Heading]{name: "heading", draft: d, base: p.Headings}
	d.Pekerjaan = Edits[*Pekerjaan]{name: "pekerjaan", draft: d, base: p.Pekerjaan}
	d.Volumes = Edits[*Volume]{name: "volume", draft: d, base: p.Volumes}
	d.Analyses = Edits[*Analysis]{name: "analysis", draft: d, base: p.Analyses}
	d.Components = Edits[*Component]{name: "component", draft: d, base: p.Components}
	d.PriceItems = Edits[*PriceItem]{name: "price_item", draft: d, base: p.PriceItems}
	d.Conversions = Edits[*Conversion]{name: "conversion", draft: d, base: p.Conversions}
	d.Parameters = Edits[*Parameter]{name: "parameter", draft: d, base: p.Parameters}
	d.Progress = Edits[*Progress]{name: "progress", draft: d, base: p.Progress}
	d.Tahapan = Edits[*Tahapan]{name: "tahapan", draft: d, base: p.Tahapan}
	d.TahapanMembers = Edits[*TahapanMember]{name: "tahapan_member", draft: d, base: p.TahapanMembers}
	d.ScheduleSettings = Edits[*ScheduleSetting]{name: "schedule_setting", draft: d, base: p.ScheduleSettings}
	d.Contracts = Edits[*Contract]{name: "contract", draft: d, base: p.Contracts}
	d.DocumentSettings = Edits[*DocumentSetting]{name: "document_setting", draft: d, base: p.DocumentSettings}
	d.DocumentLogos = Edits[*DocumentLogo]{name: "document_logo", draft: d, base: p.DocumentLogos}
	return d
}

// Base returns the snapshot that the draft started from.
func (d *Draft) Base() *Project { return d.base }

// At returns the time of the command.
func (d *Draft) At() Instant { return d.at }

// Project returns the snapshot as it will be after the command so far. It is computed
// when first asked after a change, so loops should change first and ask once.
func (d *Draft) Project() *Project {
	if d.project == nil {
		d.project = d.base.Apply(d.Delta(), d.base.Revision, d.base.Reference)
	}
	return d.project
}

// Delta returns the rows to write and remove.
func (d *Draft) Delta() *Delta {
	return &Delta{
		Headers: d.Headers.delta(), Pricings: d.Pricings.delta(), States: d.States.delta(),
		Headings: d.Headings.delta(), Pekerjaan: d.Pekerjaan.delta(), Volumes: d.Volumes.delta(),
		Analyses: d.Analyses.delta(), Components: d.Components.delta(), PriceItems: d.PriceItems.delta(),
		Conversions: d.Conversions.delta(), Parameters: d.Parameters.delta(),
		Progress: d.Progress.delta(), Tahapan: d.Tahapan.delta(), TahapanMembers: d.TahapanMembers.delta(),
		ScheduleSettings: d.ScheduleSettings.delta(), Contracts: d.Contracts.delta(),
		DocumentSettings: d.DocumentSettings.delta(), DocumentLogos: d.DocumentLogos.delta(),
	}
}

// RowChange is one row of an operation record: its state before (nil for a new row) and
// after (nil for a deleted one), as the JSON of its row type.
type RowChange struct {
	Table  string          `json:"table"`
	ID     int64           `json:"id"`
	Before json.RawMessage `json:"before"`
	After  json.RawMessage `json:"after"`
}

// UnmarshalJSON reads a stored operation: null is no row, not a row of null.
func (c *RowChange) UnmarshalJSON(data []byte) error {
	type plain RowChange
	if err := json.Unmarshal(data, (*plain)(c)); err != nil {
		return fmt.Errorf("rab: operation record: %w", err)
	}
	for _, row := range []*json.RawMessage{&c.Before, &c.After} {
		if string(*row) == "null" {
			*row = nil
		}
	}
	return nil
}

// Finish closes the draft: it records in the project's State what kinds of data changed,
// and returns all row changes. An empty list means that the command changed nothing.
func (d *Draft) Finish() ([]RowChange, error) {
	d.Stamp()
	var all []RowChange
	for _, list := range []func() ([]RowChange, error){
		d.Headers.changes, d.Pricings.changes, d.States.changes, d.Headings.changes, d.Pekerjaan.changes,
		d.Volumes.changes, d.Analyses.changes, d.Components.changes, d.PriceItems.changes,
		d.Conversions.changes, d.Parameters.changes, d.Progress.changes, d.Tahapan.changes, d.TahapanMembers.changes,
		d.ScheduleSettings.changes, d.Contracts.changes, d.DocumentSettings.changes, d.DocumentLogos.changes,
	} {
		changes, err := list()
		if err != nil {
			return nil, err
		}
		all = append(all, changes...)
	}
	return all, nil
}

// Stamp records in the project's State when each kind of data changed; Finish does it too.
func (d *Draft) Stamp() {
	current, ok := d.States.Get(d.base.ID)
	if !ok {
		return
	}
	delta := d.Delta()
	next := *current
	mark := func(changed bool, at *Instant) {
		if changed {
			*at = d.at
		}
	}
	mark(!delta.Headings.Empty() || !delta.Pekerjaan.Empty(), &next.ListChangedAt)
	mark(!delta.Volumes.Empty() || !delta.Parameters.Empty(), &next.VolumeChangedAt)
	mark(!delta.Components.Empty() || !delta.Analyses.Empty(), &next.AnalysisChangedAt)
	mark(!delta.PriceItems.Empty() || !delta.Conversions.Empty(), &next.PriceChangedAt)
	mark(!delta.Pricings.Empty(), &next.PricingChangedAt)
	mark(!delta.DocumentSettings.Empty() || !delta.DocumentLogos.Empty() || !delta.Contracts.Empty(), &next.DocumentChangedAt)
	mark(delta.touchesSchedule() || d.movesWeeks(delta), &next.ScheduleChangedAt)
	if d.movesTree(delta) {
		next.TreeVersion = d.base.treeVersion() + 1
	}
	if next != *current {
		d.States.Put(&next)
	}
}

// touchesSchedule reports whether a delta changes progress, phases or what they are
// reckoned by.
func (d *Delta) touchesSchedule() bool {
	return !d.Progress.Empty() || !d.Tahapan.Empty() || !d.TahapanMembers.Empty() || !d.ScheduleSettings.Empty()
}

// movesWeeks reports whether a delta changes the dates of the project or its weeks.
func (d *Draft) movesWeeks(delta *Delta) bool {
	return slices.ContainsFunc(delta.Headers.Put, func(row *Header) bool {
		before, known := d.base.Headers.Get(row.ID)
		return known && (before.TanggalMulai != row.TanggalMulai || before.TanggalSelesai != row.TanggalSelesai || before.WeekEndDay != row.WeekEndDay)
	})
}

// movesTree reports whether a delta changes the headings, which pekerjaan the work list
// holds, or their order. What a pekerjaan says, and its BUK, has a version of its own.
func (d *Draft) movesTree(delta *Delta) bool {
	return !delta.Headings.Empty() || len(delta.Pekerjaan.Delete) > 0 ||
		slices.ContainsFunc(delta.Pekerjaan.Put, func(row *Pekerjaan) bool {
			before, known := d.base.Pekerjaan.Get(row.ID)
			return !known || before.Position != row.Position || before.HeadingID != row.HeadingID
		})
}

func (p *Project) treeVersion() int64 {
	if state := p.State(); state != nil {
		return state.TreeVersion
	}
	return 0
}

// Revert undoes changes of an earlier operation, newest first. Every row must still stand
// as the operation left it; rows that do not are returned and then nothing may be stored.
// What follows from the rows follows anew: analyses that use changed ones by bundles move
// on, and formulas are evaluated with the parameters as they are then. State rows are left
// alone: sequences never go back. Breaks tells whether the result is whole.
func (d *Draft) Revert(changes []RowChange) (blocked []RowChange, err error) {
	for i := len(changes) - 1; i >= 0; i-- {
		ok, err := d.revertRow(changes[i])
		if err != nil {
			return nil, err
		}
		if !ok {
			blocked = append(blocked, changes[i])
		}
	}
	if len(blocked) > 0 {
		return blocked, nil
	}
	d.followRevert(changes)
	return nil, nil
}

// followRevert brings up to date what depends on reverted rows.
func (d *Draft) followRevert(changes []RowChange) {
	d.claimReverted(changes)
	if changed := ChangedPekerjaan(changes); len(changed) > 0 {
		for _, id := range d.Project().withUsers(changed) {
			d.TouchAnalysis(id)
		}
	}
	volumes := map[int64]bool{}
	var parameters []string
	for _, change := range changes {
		switch change.Table {
		case "volume":
			if row, ok := d.Volumes.Get(change.ID); ok && row.IsFx {
				volumes[change.ID] = true
			}
		case "parameter":
			for _, row := range []Row{found(d.base.Parameters.Get(change.ID)), found(d.Parameters.Get(change.ID))} {
				if parameter, ok := row.(*Parameter); ok {
					parameters = append(parameters, parameter.Name)
				}
			}
		}
	}
	if len(volumes)+len(parameters) > 0 {
		d.reevaluate(func(v *Volume, formula *takeoff.Formula) bool {
			return volumes[v.ID] || slices.ContainsFunc(parameters, formula.Uses)
		})
	}
}

// claimReverted makes sure that the components of library analyses inside reverted bundles
// have their price items, which may have been deleted as unused meanwhile.
func (d *Draft) claimReverted(changes []RowChange) {
	var book *priceBook
	for _, change := range changes {
		if change.Table != "component" {
			continue
		}
		row, ok := d.Components.Get(change.ID)
		if !ok || row.RefAHSPID == nil {
			continue
		}
		if book == nil {
			view := d.Project()
			book = d.priceBook(view, d.sequences(view))
		}
		if analysis, ok := book.view.analysis(*row.RefAHSPID); ok {
			book.claimLeaves(row.PekerjaanID, analysis)
		}
	}
	if book != nil {
		book.numbers.save()
	}
}

func (d *Draft) revertRow(change RowChange) (bool, error) {
	switch change.Table {
	case "project_state":
		return true, nil
	case "project":
		return d.Headers.revert(change, func() *Header { return new(Header) })
	case "pricing":
		return d.Pricings.revert(change, func() *Pricing { return new(Pricing) })
	case "heading":
		return d.Headings.revert(change, func() *Heading { return new(Heading) })
	case "pekerjaan":
		return d.Pekerjaan.revert(change, func() *Pekerjaan { return new(Pekerjaan) })
	case "volume":
		return d.revertVolume(change)
	case "analysis":
		return d.revertAnalysis(change)
	case "component":
		return d.Components.revert(change, func() *Component { return new(Component) })
	case "price_item":
		return d.PriceItems.revert(change, func() *PriceItem { return new(PriceItem) })
	case "conversion":
		return d.Conversions.revert(change, func() *Conversion { return new(Conversion) })
	case "parameter":
		return d.Parameters.revert(change, func() *Parameter { return new(Parameter) })
	case "progress":
		return d.Progress.revert(change, func() *Progress { return new(Progress) })
	case "tahapan":
		return d.Tahapan.revert(change, func() *Tahapan { return new(Tahapan) })
	case "tahapan_member":
		return d.TahapanMembers.revert(change, func() *TahapanMember { return new(TahapanMember) })
	case "schedule_setting":
		return d.ScheduleSettings.revert(change, func() *ScheduleSetting { return new(ScheduleSetting) })
	case "contract":
		return d.Contracts.revert(change, func() *Contract { return new(Contract) })
	case "document_setting":
		return d.DocumentSettings.revert(change, func() *DocumentSetting { return new(DocumentSetting) })
	case "document_logo":
		return d.DocumentLogos.revert(change, func() *DocumentLogo { return new(DocumentLogo) })
	}
	return false, fmt.Errorf("rab: operation names an unknown table %q", change.Table)
}

// revertVolume restores a volume. One that the operation only computed again, because of a
// parameter, does not stand in the way when somebody changed it since: it is computed from
// the parameters as they will be.
func (d *Draft) revertVolume(change RowChange) (bool, error) {
	fresh := func() *Volume { return new(Volume) }
	ok, err := d.Volumes.revert(change, fresh)
	if ok || err != nil || change.Before == nil || change.After == nil {
		return ok, err
	}
	before, after := fresh(), fresh()
	if err := errors.Join(json.Unmarshal(change.Before, before), json.Unmarshal(change.After, after)); err != nil {
		return false, fmt.Errorf("rab: decode volume %d: %w", change.ID, err)
	}
	return recomputed(before, after), nil
}

// revertAnalysis restores or removes the analysis row with its pekerjaan, and otherwise
// moves it on: undoing a change of components is itself a change of the analysis. How
// often it changed meanwhile does not matter; its components are judged themselves.
func (d *Draft) revertAnalysis(change RowChange) (bool, error) {
	switch {
	case change.Before == nil:
		d.Analyses.Delete(change.ID)
		return true, nil
	case change.After == nil:
		return d.Analyses.revert(change, func() *Analysis { return new(Analysis) })
	}
	return d.TouchAnalysis(change.ID), nil
}

// TouchAnalysis records that the components of a pekerjaan, or what they expand to,
// changed. It reports whether the pekerjaan has an analysis row.
func (d *Draft) TouchAnalysis(pekerjaan int64) bool {
	base, inBase := d.base.Analyses.Get(pekerjaan)
	row, ok := d.Analyses.Get(pekerjaan)
	if !ok {
		return false
	}
	if !inBase || row.Touches > base.Touches {
		return true // once per command
	}
	next := *row
	next.Touches++
	d.Analyses.Put(&next)
	return true
}
