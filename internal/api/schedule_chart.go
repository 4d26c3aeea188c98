package api

import (
	"takar/internal/decimal"
	"takar/internal/schedule"
)

// scheduleCharts is what Gantt and kurva S show beyond the weeks of pekerjaan.
type scheduleCharts struct {
	Groups []scheduleGroup `json:"groups"` // of headings that hold pekerjaan
	// Cumulative rupiah, index 0 is week 1; null without prices. EV and AC end with the status
	// date; AC is null while no cost was entered.
	PV []money `json:"pv"`
	EV []money `json:"ev"`
	AC []money `json:"ac"`
}

// scheduleGroup is how far a heading is, its pekerjaan weighed as in the kurva S; null is
// what cannot be told.
type scheduleGroup struct {
	HeadingID  int64           `json:"heading_id"`
	Planned    *decimal.Number `json:"planned"`
	PlannedNow *decimal.Number `json:"planned_now"` // until the status date
	Actual     *decimal.Number `json:"actual"`
}

func scheduleChartsOf(a *schedule.Analysis) scheduleCharts {
	charts := scheduleCharts{Groups: rowsOf(a.Groups(), func(g schedule.Group) scheduleGroup {
		return scheduleGroup{g.ID, optionalNumber(g.Planned), optionalNumber(g.PlannedNow), optionalNumber(g.Actual)}
	})}
	if a.Earned.Unweighted {
		return charts
	}
	charts.PV, charts.EV = amounts(a.Earned.PV), amounts(a.Earned.EV)
	if a.Earned.CostEntered {
		charts.AC = amounts(a.Earned.AC)
	}
	return charts
}

// amounts leaves out week 0.
func amounts(series []decimal.Decimal) []money {
	return rowsOf(series[1:], func(value decimal.Decimal) money { return money{value} })
}
