package rab

import (
	"bytes"
	"encoding/json"
	"slices"

	"takar/internal/decimal"
)

// DeletesRows reports whether an operation deleted rows that the trash can offer.
func DeletesRows(changes []RowChange) bool {
	return slices.ContainsFunc(changes, func(c RowChange) bool {
		if c.After != nil {
			return false
		}
		switch c.Table {
		case "heading", "pekerjaan", "price_item", "parameter", "conversion", "component", "tahapan":
			return true
		}
		return false
	})
}

// TouchesPrices reports whether an operation changed prices or money, so that turning it
// back needs the right to prices. A pekerjaan that comes or goes with its own BUK and costs does
// not count: the work list may be changed without that right. Nor does a cost that moved to
// other weeks with the dates of its project.
func TouchesPrices(changes []RowChange) bool {
	dates := slices.ContainsFunc(changes, func(c RowChange) bool {
		return c.Table == "project" && differs(c, "tanggal_mulai", "tanggal_selesai", "week_end_day")
	})
	if dates && !costsDiffer(changes) {
		changes = slices.DeleteFunc(slices.Clone(changes), func(c RowChange) bool { return c.Table == "progress" })
	}
	comes := map[int64]bool{} // or goes
	for _, c := range changes {
		comes[c.ID] = comes[c.ID] || c.Table == "pekerjaan" && (c.Before == nil || c.After == nil)
	}
	return slices.ContainsFunc(changes, func(c RowChange) bool {
		switch c.Table {
		case "pricing", "conversion":
			return true
		case "price_item":
			return differs(c, "harga", "price_source", "price_date")
		case "pekerjaan":
			return c.Before != nil && c.After != nil && differs(c, "markup_override", "budgeted_cost")
		case "project":
			return differs(c, "anggaran_owner")
		case "progress":
			return differs(c, "actual_cost") && !comes[workOf(c)]
		case "contract":
			return differs(c, "nilai_kontrak")
		}
		return false
	})
}

// workOf is the pekerjaan that a changed week belongs to.
func workOf(c RowChange) int64 {
	state := c.After
	if state == nil {
		state = c.Before
	}
	var row Progress
	_ = json.Unmarshal(state, &row) // a row that is none is of no pekerjaan
	return row.PekerjaanID
}

// costsDiffer reports whether the costs of any pekerjaan add up to something else.
func costsDiffer(changes []RowChange) bool {
	sums := map[int64]decimal.Decimal{}
	for _, c := range changes {
		if c.Table != "progress" {
			continue
		}
		var before, after Progress
		_, _ = json.Unmarshal(c.Before, &before), json.Unmarshal(c.After, &after) // a row that is none has no cost
		sums[before.PekerjaanID] = sums[before.PekerjaanID].Sub(before.ActualCost.OrZero())
		sums[after.PekerjaanID] = sums[after.PekerjaanID].Add(after.ActualCost.OrZero())
	}
	for _, sum := range sums {
		if !sum.IsZero() {
			return true
		}
	}
	return false
}

// differs reports whether one of the named fields changed. A row that does not exist is
// one without any of them.
func differs(change RowChange, names ...string) bool {
	before, after := rowFields(change.Before), rowFields(change.After)
	return slices.ContainsFunc(names, func(name string) bool {
		old, now := valueOf(before, name), valueOf(after, name)
		return !bytes.Equal(old, now) && (!blank(old) || !blank(now))
	})
}

func blank(value json.RawMessage) bool { return string(value) == "null" || string(value) == `""` }

// ChangedPekerjaan lists the pekerjaan whose components an operation changed directly.
func ChangedPekerjaan(changes []RowChange) []int64 {
	seen := map[int64]bool{}
	var list []int64
	for _, c := range changes {
		if c.Table != "component" {
			continue
		}
		var row struct {
			PekerjaanID int64 `json:"pekerjaan_id"`
		}
		state := c.After
		if state == nil {
			state = c.Before
		}
		if json.Unmarshal(state, &row) == nil && !seen[row.PekerjaanID] {
			seen[row.PekerjaanID] = true
			list = append(list, row.PekerjaanID)
		}
	}
	return list
}

// row returns a row of the named table, or nil when there is none.
func (p *Project) row(table string, id int64) Row {
	switch table {
	case "project":
		return found(p.Headers.Get(id))
	case "pricing":
		return found(p.Pricings.Get(id))
	case "project_state":
		return found(p.States.Get(id))
	case "heading":
		return found(p.Headings.Get(id))
	case "pekerjaan":
		return found(p.Pekerjaan.Get(id))
	case "volume":
		return found(p.Volumes.Get(id))
	case "analysis":
		return found(p.Analyses.Get(id))
	case "component":
		return found(p.Components.Get(id))
	case "price_item":
		return found(p.PriceItems.Get(id))
	case "conversion":
		return found(p.Conversions.Get(id))
	case "parameter":
		return found(p.Parameters.Get(id))
	case "progress":
		return found(p.Progress.Get(id))
	case "tahapan":
		return found(p.Tahapan.Get(id))
	case "tahapan_member":
		return found(p.TahapanMembers.Get(id))
	case "schedule_setting":
		return found(p.ScheduleSettings.Get(id))
	case "contract":
		return found(p.Contracts.Get(id))
	case "document_setting":
		return found(p.DocumentSettings.Get(id))
	case "document_logo":
		return found(p.DocumentLogos.Get(id))
	}
	return nil
}

// found turns a missing row into the nil Row.
func found[R Row](row R, ok bool) Row {
	if !ok {
		return nil
	}
	return row
}
