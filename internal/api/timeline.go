package api

import (
	"encoding/json"

	"takar/internal/ahsp"
	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/schedule"
	"takar/internal/serve"
)

// timelineAnswer spreads the needs over time (api §6.14, K2). Periods without needs are left
// out; what is not planned stands in a last one of its own. What is planned outside of the
// scope stands beside them, so that together they are always everything (rulings F37).
type timelineAnswer struct {
	okay

	Periods      []timelinePeriod `json:"periods"`
	OtherPeriods *timelinePeriod  `json:"other_periods,omitempty"`
	Meta         timelineMeta     `json:"meta"`
}

type timelinePeriod struct {
	Value            string                   `json:"value"`
	Label            string                   `json:"label"`
	StartDate        rab.Date                 `json:"start_date"`
	EndDate          rab.Date                 `json:"end_date"`
	Items            []needRow                `json:"items"`
	QuantityTotals   map[ahsp.Kategori]string `json:"quantity_totals"`
	TotalCost        string                   `json:"total_cost"`
	TotalCostDecimal string                   `json:"total_cost_decimal"`
}

// timelineMeta tells what was asked for, and the sums of it: of the periods in scope and of
// what is not planned.
type timelineMeta struct {
	Mode           string                   `json:"mode"`
	TahapanID      *int64                   `json:"tahapan_id"`
	BucketMode     string                   `json:"bucket_mode"`
	TimeScope      timelineScope            `json:"time_scope"`
	PeriodCount    int                      `json:"period_count"`
	QuantityTotals map[ahsp.Kategori]string `json:"quantity_totals"`
	GrandTotalCost string                   `json:"grand_total_cost"`
	Sums           needsSums                `json:"sums"`
	Unplanned      int                      `json:"unplanned_pekerjaan"` // without any plan
	Partly         int                      `json:"partly_planned_pekerjaan"`
	Over           int                      `json:"over_planned_pekerjaan"` // more is planned than there is
	Reason         string                   `json:"reason,omitempty"`       // why no period has needs
}

type timelineScope struct {
	Mode       string   `json:"mode"`
	StartValue *string  `json:"start_value"`
	EndValue   *string  `json:"end_value"`
	StartDate  rab.Date `json:"start_date"`
	EndDate    rab.Date `json:"end_date"`
	Basis      string   `json:"week_basis"`
}

// The reasons for a timeline without periods.
const (
	reasonNoSchedule = "no_schedule" // nothing of what the filters leave is planned
	reasonNoScope    = "no_scope"    // the filters leave no needs
)

// spread are the needs as the timelines show them.
type spread struct {
	*schedule.NeedsOverTime

	query              *needsQuery
	other, unscheduled *rab.PartNeeds
}

func spreadOf(v *app.View, q *needsQuery) *spread {
	byPeriod := q.NeedsQuery
	byPeriod.Unit = q.period.unit()
	n := schedule.NeedsOf(v.Project, byPeriod)
	return &spread{NeedsOverTime: n, query: q, other: n.Elsewhere(), unscheduled: n.Unscheduled()}
}

// reason tells why no period has needs; "" when one may have.
func (s *spread) reason() string {
	switch {
	case len(s.Rows) == 0:
		return reasonNoScope
	case !s.IsPlanned():
		return reasonNoSchedule
	}
	return ""
}

func (s *spread) meta(v *app.View) timelineMeta {
	q := s.query
	shown := s.PartOf(func(row int) decimal.Decimal { return s.InScopeQuantity(row).Add(s.UnscheduledQuantity(row)) })
	meta := timelineMeta{
		Mode: q.mode(), TahapanID: q.tahapanID(), BucketMode: q.period.bucket(), QuantityTotals: shownQuantities(shown.Needs),
		GrandTotalCost: shown.Total.String(), Sums: needsSumsOf(s.InScope(), s.other, s.unscheduled), Reason: s.reason(),
		Unplanned: len(s.Unplanned), Partly: s.Partly, Over: s.Over,
		TimeScope: timelineScope{Mode: q.period.Mode, StartValue: optional(q.period.Start), EndValue: optional(q.period.End), Basis: q.period.Basis},
	}
	if line, err := schedule.TimelineOf(v.Header()); err == nil && q.Scope != nil {
		days := q.Scope.In(line)
		meta.TimeScope.StartDate, meta.TimeScope.EndDate = days.From.Date(), days.To.Date()
	}
	return meta
}

// getTimeline answers K2, or K3 with aggregate.
func getTimeline(r *serve.Request) error {
	if queryOf(r).flag("aggregate", false) {
		return keptNeeds(r, "needs-aggregate", aggregateOf)
	}
	return keptNeeds(r, "needs-timeline", func(v *app.View, q *needsQuery) any { return spreadOf(v, q).timeline(v) })
}

func (s *spread) timeline(v *app.View) *timelineAnswer {
	answer := &timelineAnswer{okay: yes, Periods: []timelinePeriod{}, Meta: s.meta(v)}
	for i, period := range s.Periods {
		if part := s.InPeriod(i); len(part.Rows) > 0 {
			answer.Periods = append(answer.Periods, timelinePeriodOf(v, s.query, periodNameOf(period), part))
		}
	}
	if len(s.unscheduled.Rows) > 0 {
		answer.Periods = append(answer.Periods, timelinePeriodOf(v, s.query, periodName{Value: "unscheduled", Label: "Belum terjadwal"}, s.unscheduled))
	}
	if len(s.other.Rows) > 0 {
		other := timelinePeriodOf(v, s.query, periodName{Value: "other", Label: "Periode lain"}, s.other)
		answer.OtherPeriods = &other
	}
	answer.Meta.PeriodCount = len(answer.Periods)
	return answer
}

func timelinePeriodOf(v *app.View, q *needsQuery, name periodName, part *rab.PartNeeds) timelinePeriod {
	return timelinePeriod{
		Value: name.Value, Label: name.Label, StartDate: name.StartDate, EndDate: name.EndDate, Items: needRowsOf(v, q, part.Needs),
		QuantityTotals: shownQuantities(part.Needs), TotalCost: part.Total.Fixed(pricePlaces), TotalCostDecimal: part.Total.String(),
	}
}

// aggregateAnswer merges the periods in scope into one list (api §6.14, K3). What is not
// planned and what is planned in other periods stand beside it.
type aggregateAnswer struct {
	okay

	AggregatedItems   []aggregateRow `json:"aggregated_items"`
	UnscheduledItems  []aggregateRow `json:"unscheduled_items"`
	OtherItems        []aggregateRow `json:"other_items"`
	AggregatedTotal   decimal.Number `json:"aggregated_total"`
	UnscheduledTotal  decimal.Number `json:"unscheduled_total"`
	OtherPeriodsTotal decimal.Number `json:"other_periods_total"`
	PeriodLabels      []string       `json:"period_labels"`
	PeriodTotals      []periodTotal  `json:"period_totals"` // of every period in scope, 0 where nothing is planned
	Meta              timelineMeta   `json:"meta"`
}

type periodTotal struct {
	periodName

	Total decimal.Number `json:"total"`
}

// aggregateRow is a need with its exact figures as numbers.
type aggregateRow struct {
	needRow

	Quantity json.Number `json:"quantity_decimal"`
	Price    json.Number `json:"harga_satuan_decimal"`
	Total    json.Number `json:"harga_total_decimal"`
}

// aggregateOf answers K2 when no period has needs: there is nothing to merge.
func aggregateOf(v *app.View, q *needsQuery) any {
	s := spreadOf(v, q)
	if s.reason() != "" {
		return s.timeline(v)
	}
	inScope := s.InScope()
	answer := &aggregateAnswer{
		okay: yes, AggregatedItems: s.aggregateRows(v, inScope), UnscheduledItems: s.aggregateRows(v, s.unscheduled), OtherItems: s.aggregateRows(v, s.other),
		AggregatedTotal: number(inScope.Total), UnscheduledTotal: number(s.unscheduled.Total), OtherPeriodsTotal: number(s.other.Total),
		PeriodLabels: []string{}, PeriodTotals: []periodTotal{}, Meta: s.meta(v),
	}
	for i, period := range s.Periods {
		answer.PeriodLabels = append(answer.PeriodLabels, period.Label)
		answer.PeriodTotals = append(answer.PeriodTotals, periodTotal{periodName: periodNameOf(period), Total: number(s.InPeriod(i).Total)})
	}
	answer.Meta.PeriodCount = len(answer.PeriodTotals)
	return answer
}

func (s *spread) aggregateRows(v *app.View, part *rab.PartNeeds) []aggregateRow {
	return rowsOf(plannedRowsOf(v, s.query, s.NeedsOverTime, part), func(row needRow) aggregateRow {
		return aggregateRow{
			needRow: row, Quantity: json.Number(row.QuantityDecimal), Price: json.Number(row.HargaSatuanDecimal), Total: json.Number(row.HargaTotalDecimal),
		}
	})
}
