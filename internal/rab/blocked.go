package rab

import (
	"encoding/json"
	"fmt"
)

// Blocked tells why changes cannot be turned back: of each row its present state, nil for
// one that is gone, the state that turning back would have given it, nil for none, and who
// changed it since.
func (d *Draft) Blocked(changes []RowChange) error {
	var rows conflicts
	for _, change := range changes {
		var current, yours any
		var last Meta
		if row := d.base.row(change.Table, change.ID); row != nil {
			current, last = row, *row.meta()
		}
		if row := emptyRow(change.Table); row != nil && change.Before != nil {
			if err := json.Unmarshal(change.Before, row); err != nil {
				return fmt.Errorf("rab: decode %s %d: %w", change.Table, change.ID, err)
			}
			yours = row
		}
		rows.add(fmt.Sprintf("%s[%d]", change.Table, change.ID), last, current, yours)
	}
	return &Conflict{Rows: rows}
}

// emptyRow returns a row of a table to be filled, nil for an unknown table.
func emptyRow(table string) Row {
	switch table {
	case "project":
		return new(Header)
	case "pricing":
		return new(Pricing)
	case "heading":
		return new(Heading)
	case "pekerjaan":
		return new(Pekerjaan)
	case "volume":
		return new(Volume)
	case "analysis":
		return new(Analysis)
	case "component":
		return new(Component)
	case "price_item":
		return new(PriceItem)
	case "conversion":
		return new(Conversion)
	case "parameter":
		return new(Parameter)
	case "progress":
		return new(Progress)
	case "tahapan":
		return new(Tahapan)
	case "tahapan_member":
		return new(TahapanMember)
	case "schedule_setting":
		return new(ScheduleSetting)
	case "contract":
		return new(Contract)
	case "document_setting":
		return new(DocumentSetting)
	case "document_logo":
		return new(DocumentLogo)
	}
	return nil
}
