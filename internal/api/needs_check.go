package api

import (
	"encoding/json"
	"strconv"
	"time"

	"takar/internal/ahsp"
	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/schedule"
	"takar/internal/serve"
)

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

// validationOf compares the needs without a schedule with what the periods of the timeline,
// other periods and what is not planned add up to.
func validationOf(v *app.View, q *needsQuery, zone *time.Location) *validateAnswer {
	check, needs, s := v.CheckNeeds(), v.Needs(q.Filter), spreadOf(v, q)
	timeline := timelineSumOf(s)
	difference := needs.Total.Sub(timeline.Total)
	result := validation{
		Valid: check.Valid && !timelineTolerance.Less(difference.Abs()), SnapshotTotal: number(needs.Total), TimelineTotal: number(timeline.Total),
		Difference: number(difference), Tolerance: number(timelineTolerance), SnapshotCount: len(needs.Rows), TimelineCount: len(timeline.Rows),
		Warnings: append([]string{}, check.Warnings...), Timestamp: localTime(v.Project, zone),
		KategoriBreakdown: perKategori(func(k ahsp.Kategori) kategoriChecks {
			off := needs.PerKategori[k].Cost.Sub(timeline.PerKategori[k].Cost)
			return kategoriChecks{
				Snapshot: kategoriSumOf(needs, k), Timeline: kategoriSumOf(timeline, k), Difference: number(off), Match: !timelineTolerance.Less(off.Abs()),
			}
		}),
		Direct: directCheck{Total: number(check.Direct), Difference: number(check.Difference), Tolerance: number(check.Tolerance)},
	}
	if s.Over > 0 {
		result.Warnings = append(result.Warnings, strconv.Itoa(s.Over)+" pekerjaan direncanakan lebih dari volumenya")
	}
	return &validateAnswer{Status: "success", Validation: result}
}

func kategoriSumOf(needs *rab.Needs, k ahsp.Kategori) kategoriSum {
	return kategoriSum{Count: needs.PerKategori[k].Count, Total: number(needs.PerKategori[k].Cost)}
}

// timelineSumOf adds the parts of a timeline up, item by item.
func timelineSumOf(s *spread) *rab.Needs {
	parts := []*rab.PartNeeds{s.other, s.unscheduled}
	for i := range s.Periods {
		parts = append(parts, s.InPeriod(i))
	}
	sums := make([]decimal.Decimal, len(s.Rows))
	for _, part := range parts {
		for i, row := range part.Rows {
			sums[part.Of[i]] = sums[part.Of[i]].Add(row.Quantity)
		}
	}
	return s.PartOf(func(row int) decimal.Decimal { return sums[row] }).Needs
}

// localTime is the time of the revision with the offset of the configured zone.
func localTime(p *rab.Project, zone *time.Location) string {
	return p.UpdatedAt().Time().In(zone).Format("2006-01-02T15:04:05.000000-07:00")
}

// weeklyAnswer lists what each week of the project's own schedule needs, for buying (api
// §6.14, K6). Weeks for which nothing is planned are left out.
type weeklyAnswer struct {
	WeeklyData []weekNeeds    `json:"weeklyData"`
	Summary    weeklySummary  `json:"summary"`
	Metadata   weeklyMetadata `json:"metadata"`
}

type weekNeeds struct {
	WeekNumber int                          `json:"week_number"`
	WeekStart  rab.Date                     `json:"week_start"`
	WeekEnd    rab.Date                     `json:"week_end"`
	Items      map[ahsp.Kategori][]weekItem `json:"items"`
	Summary    map[ahsp.Kategori]int        `json:"summary"`
}

type weekItem struct {
	Kode      string        `json:"kode"`
	Uraian    string        `json:"uraian"`
	Satuan    *string       `json:"satuan"`
	Quantity  json.Number   `json:"quantity"`
	Breakdown workBreakdown `json:"pekerjaan_breakdown"`
}

// workBreakdown is an object of quantities by the id of the pekerjaan.
type workBreakdown []rab.WorkNeed

// MarshalJSON keeps the order of the work list.
func (b workBreakdown) MarshalJSON() ([]byte, error) {
	out := []byte{'{'}
	for i, work := range b {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(strconv.AppendInt(append(out, '"'), work.Pekerjaan, 10), `":`...)
		out = append(out, work.Quantity.String()...)
	}
	return append(out, '}'), nil
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
	return keptNeeds(r, "needs-weekly", func(v *app.View, q *needsQuery) *weeklyAnswer {
		answer := weeklyOf(v, q)
		answer.Metadata = weeklyMetadata{ProjectName: v.Header().Nama, GeneratedAt: localTime(v.Project, zone)}
		return answer
	})
}

func weeklyOf(v *app.View, q *needsQuery) *weeklyAnswer {
	byWeek := q.NeedsQuery
	byWeek.Unit, byWeek.ByPekerjaan = schedule.WeeksOfProject, true
	n := schedule.NeedsOf(v.Project, byWeek)
	answer := &weeklyAnswer{WeeklyData: []weekNeeds{}}
	items, quantities := map[ahsp.Kategori]int{}, map[ahsp.Kategori]decimal.Decimal{}
	for i, week := range n.Periods {
		part := n.InPeriod(i)
		if len(part.Rows) == 0 {
			continue
		}
		row := weekNeeds{WeekNumber: week.Number, WeekStart: week.From.Date(), WeekEnd: week.To.Date(), Items: perKategori(func(ahsp.Kategori) []weekItem { return []weekItem{} })}
		for at, need := range part.Rows {
			row.Items[need.Kategori] = append(row.Items[need.Kategori], weekItem{
				Kode: dash(need.Kode), Uraian: dash(need.Uraian), Satuan: optional(need.Satuan), Quantity: json.Number(need.Quantity.String()), Breakdown: n.ForPekerjaan(part.Of[at], i),
			})
		}
		row.Summary = perKategori(func(k ahsp.Kategori) int { return len(row.Items[k]) })
		for kategori, total := range part.PerKategori {
			items[kategori] += total.Count
			quantities[kategori] = quantities[kategori].Add(total.Quantity)
		}
		answer.WeeklyData = append(answer.WeeklyData, row)
	}
	answer.Summary = weeklySummary{
		TotalWeeks: len(answer.WeeklyData), TotalItems: perKategori(func(k ahsp.Kategori) int { return items[k] }),
		TotalQuantityByKategori: perKategori(func(k ahsp.Kategori) decimal.Number { return number(quantities[k]) }),
	}
	return answer
}
