package api

import (
	"time"

	"takar/internal/ahsp"
	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/serve"
)

// timelineAnswer spreads the needs over time (api §6.14, K2). What is not scheduled
// stands in a last bucket of its own, so that the buckets always add up to the needs
// (rulings F37); without a schedule that is everything.
type timelineAnswer struct {
	okay

	Periods []timelinePeriod `json:"periods"`
	Meta    timelineMeta     `json:"meta"`
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

type timelineMeta struct {
	Mode           string                   `json:"mode"`
	TahapanID      *int64                   `json:"tahapan_id"`
	BucketMode     string                   `json:"bucket_mode"`
	TimeScope      timelineScope            `json:"time_scope"`
	PeriodCount    int                      `json:"period_count"`
	QuantityTotals map[ahsp.Kategori]string `json:"quantity_totals"`
	GrandTotalCost string                   `json:"grand_total_cost"`
	Reason         string                   `json:"reason"` // why there are no periods
}

type timelineScope struct {
	Mode       string   `json:"mode"`
	StartValue *string  `json:"start_value"`
	EndValue   *string  `json:"end_value"`
	StartDate  rab.Date `json:"start_date"`
	EndDate    rab.Date `json:"end_date"`
}

// The reasons for a timeline without periods.
const (
	reasonNoSchedule = "no_schedule"
	reasonNoScope    = "no_scope" // no pekerjaan with needs in scope
)

// getTimeline answers K2 also when sums are asked for (aggregate): they are sums over
// periods, and there are none.
func getTimeline(r *serve.Request) error { return keptNeeds(r, "needs-timeline", timelineOf) }

func timelineOf(v *app.View, q *needsQuery) *timelineAnswer {
	filter := q.filter
	filter.Search = "" // belongs to the snapshot alone
	needs := v.Needs(filter)
	answer := &timelineAnswer{okay: yes, Periods: []timelinePeriod{}, Meta: timelineMeta{
		Mode: "all", BucketMode: q.period.bucket(), QuantityTotals: shownQuantities(needs), GrandTotalCost: needs.Total.String(), Reason: reasonNoScope,
		TimeScope: timelineScope{
			Mode: q.period.Mode, StartValue: optional(q.period.Start), EndValue: optional(q.period.End), StartDate: q.period.From, EndDate: q.period.Until,
		},
	}}
	if len(needs.Rows) == 0 {
		return answer
	}
	answer.Meta.Reason = reasonNoSchedule
	answer.Periods = append(answer.Periods, timelinePeriod{
		Value: "unscheduled", Label: "Di luar jadwal", Items: needRowsOf(v, q, needs), QuantityTotals: shownQuantities(needs),
		TotalCost: needs.Total.Fixed(pricePlaces), TotalCostDecimal: needs.Total.String(),
	})
	answer.Meta.PeriodCount = len(answer.Periods)
	return answer
}

// validateAnswer compares the needs with their spread over time and with the direct cost
// of the RAB (api §6.14, K5).
type validateAnswer struct {
	Status     string     `json:"status"`
	Validation validation `json:"validation"`
}

type validation struct {
	Valid             bool                             `json:"valid"`
	SnapshotTotal     decimal.Number                   `json:"snapshot_total"`
	TimelineTotal     decimal.Number                   `json:"timeline_total"`
	Difference        decimal.Number                   `json:"difference"`
	Tolerance         decimal.Number                   `json:"tolerance"`
	SnapshotCount     int                              `json:"snapshot_count"`
	TimelineCount     int                              `json:"timeline_count"`
	KategoriBreakdown map[ahsp.Kategori]kategoriChecks `json:"kategori_breakdown"`
	Warnings          []string                         `json:"warnings"`
	Timestamp         string                           `json:"timestamp"` // of the revision
	Direct            directCheck                      `json:"direct"`
}

type kategoriChecks struct {
	Snapshot   kategoriSum    `json:"snapshot"`
	Timeline   kategoriSum    `json:"timeline"`
	Difference decimal.Number `json:"difference"`
	Match      bool           `json:"match"`
}

type kategoriSum struct {
	Count int            `json:"count"`
	Total decimal.Number `json:"total"`
}

// directCheck holds Σ E × volume of the RAB beside the needs of the whole project. E is
// rounded and the needs are not: they agree within tolerance (rulings A3).
type directCheck struct {
	Total      decimal.Number `json:"total"`
	Difference decimal.Number `json:"difference"`
	Tolerance  decimal.Number `json:"tolerance"`
}

// timelineTolerance is the most by which the buckets of a timeline may miss the needs.
var timelineTolerance = decimal.New(1, 2)

func getNeedsValidation(r *serve.Request) error {
	zone := r.App.Zone()
	return keptNeeds(r, "needs-validate", func(v *app.View, q *needsQuery) *validateAnswer { return validationOf(v, q, zone) })
}

// validationOf compares the needs with the one bucket that there is without a schedule:
// all of them.
func validationOf(v *app.View, q *needsQuery, zone *time.Location) *validateAnswer {
	check, filter := v.CheckNeeds(), q.filter
	filter.Search = "" // belongs to the snapshot alone
	needs := v.Needs(filter)
	total, count := number(needs.Total), len(needs.Rows)
	return &validateAnswer{Status: "success", Validation: validation{
		Valid: check.Valid, SnapshotTotal: total, TimelineTotal: total, Difference: number(decimal.Zero), Tolerance: number(timelineTolerance),
		SnapshotCount: count, TimelineCount: count, Warnings: append([]string{}, check.Warnings...), Timestamp: localTime(v.Project, zone),
		KategoriBreakdown: perKategori(func(k ahsp.Kategori) kategoriChecks {
			sum := kategoriSum{Count: needs.PerKategori[k].Count, Total: number(needs.PerKategori[k].Cost)}
			return kategoriChecks{Snapshot: sum, Timeline: sum, Difference: number(decimal.Zero), Match: true}
		}),
		Direct: directCheck{Total: number(check.Direct), Difference: number(check.Difference), Tolerance: number(check.Tolerance)},
	}}
}

// localTime is the time of the revision with the offset of the configured zone.
func localTime(p *rab.Project, zone *time.Location) string {
	return p.UpdatedAt().Time().In(zone).Format("2006-01-02T15:04:05.000000-07:00")
}

// weeklyAnswer lists the needs by planned week (api §6.14, K6): no weeks without a
// schedule.
type weeklyAnswer struct {
	WeeklyData []struct{}     `json:"weeklyData"`
	Summary    weeklySummary  `json:"summary"`
	Metadata   weeklyMetadata `json:"metadata"`
}

type weeklySummary struct {
	TotalWeeks              int                              `json:"total_weeks"`
	TotalItems              map[ahsp.Kategori]int            `json:"total_items"`
	TotalQuantityByKategori map[ahsp.Kategori]decimal.Number `json:"total_quantity_by_kategori"`
}

type weeklyMetadata struct {
	ProjectName string `json:"project_name"`
	GeneratedAt string `json:"generated_at"`
}

func getWeeklyNeeds(r *serve.Request) error {
	zone := r.App.Zone()
	return keptNeeds(r, "needs-weekly", func(v *app.View, _ *needsQuery) *weeklyAnswer {
		return &weeklyAnswer{
			WeeklyData: []struct{}{},
			Summary: weeklySummary{
				TotalItems:              perKategori(func(ahsp.Kategori) int { return 0 }),
				TotalQuantityByKategori: perKategori(func(ahsp.Kategori) decimal.Number { return number(decimal.Zero) }),
			},
			Metadata: weeklyMetadata{ProjectName: v.Header().Nama, GeneratedAt: localTime(v.Project, zone)},
		}
	})
}
