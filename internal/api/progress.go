package api

import (
	"strings"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/schedule"
	"takar/internal/serve"
)

// share is a part of work that JSON shows as a bare number: percent with up to 2 decimals.
func share(d decimal.Decimal) decimal.Number { return number(d.Round(schedule.PercentPlaces)) }

// progressAnswer lists every week of every pekerjaan that the schedule holds (api §6.16).
type progressAnswer struct {
	okay

	Count       int           `json:"count"`
	Assignments []progressRow `json:"assignments"`
}

// progressRow is a pekerjaan in one week. Volumes are those that were typed, null where a
// percent was; a cost that was not entered shows as 0.
type progressRow struct {
	PekerjaanID       int64           `json:"pekerjaan_id"`
	WeekNumber        int             `json:"week_number"`
	Planned           decimal.Number  `json:"planned_proportion"`
	Actual            decimal.Number  `json:"actual_proportion"`
	Proportion        decimal.Number  `json:"proportion"` // the planned one
	PlannedVolume     *decimal.Number `json:"planned_volume"`
	ActualVolume      *decimal.Number `json:"actual_volume"`
	ActualCost        decimal.Number  `json:"actual_cost"`
	ActualCostEntered bool            `json:"actual_cost_entered"`
	BudgetedCost      decimal.Number  `json:"budgeted_cost"`
	WeekStart         rab.Date        `json:"week_start_date"`
	WeekEnd           rab.Date        `json:"week_end_date"`
	UpdatedAt         string          `json:"updated_at"`
	ActualUpdatedAt   *string         `json:"actual_updated_at"` // null: realisasi was never entered
	Notes             string          `json:"notes"`
	Version           int64           `json:"version"`
}

func getProgress(r *serve.Request) error {
	return r.Kept("progress", func(v *app.View) (any, error) { return progressOf(v) })
}

func progressOf(v *app.View) (*progressAnswer, error) {
	plan, err := planOf(v)
	if err != nil {
		return nil, err
	}
	answer := &progressAnswer{okay: yes, Assignments: make([]progressRow, 0, v.Project.Progress.Len())}
	for i := range plan.Works {
		work := &plan.Works[i]
		item, _ := v.Pekerjaan.Get(work.ID)
		for j, row := range v.ProgressOf(work.ID) {
			answer.Assignments = append(answer.Assignments, progressRowOf(plan.Timeline, item, row, &work.Cells[j]))
		}
	}
	answer.Count = len(answer.Assignments)
	return answer, nil
}

// planOf returns the schedule of a view; a project without one is refused in words.
func planOf(v *app.View) (*schedule.Plan, error) {
	plan, err := v.Plan()
	if err != nil {
		return nil, rab.Refuse("tanggal_mulai", "Proyek ini belum punya jadwal: %s. Lengkapi di Data Proyek.", err)
	}
	return plan, nil
}

func progressRowOf(line schedule.Timeline, item *rab.Pekerjaan, row *rab.Progress, cell *schedule.Cell) progressRow {
	week := line.Week(row.Week)
	return progressRow{
		PekerjaanID: row.PekerjaanID, WeekNumber: row.Week, Planned: share(cell.Planned), Actual: share(cell.Actual), Proportion: share(cell.Planned),
		PlannedVolume: typedVolume(row.Planned, row.PlannedByVolume), ActualVolume: typedVolume(row.Actual, row.ActualByVolume),
		ActualCost: number(row.ActualCost.OrZero()), ActualCostEntered: row.ActualCost.Valid, BudgetedCost: number(item.BudgetedCost),
		WeekStart: week.From.Date(), WeekEnd: week.To.Date(), UpdatedAt: row.ChangedAt.Contract(), ActualUpdatedAt: moment(row.ActualChangedAt),
		Notes: row.Notes, Version: row.Version,
	}
}

func typedVolume(value decimal.Decimal, byVolume bool) *decimal.Number {
	if !byVolume {
		return nil
	}
	volume := number(value)
	return &volume
}

// weekListAnswer lists the weeks of one pekerjaan (api §6.16).
type weekListAnswer struct {
	okay

	PekerjaanID  int64          `json:"pekerjaan_id"`
	Weekly       []weeklyRow    `json:"weekly_progress"`
	TotalPlanned decimal.Number `json:"total_planned_proportion"`
	TotalActual  decimal.Number `json:"total_actual_proportion"`
	IsComplete   bool           `json:"is_complete"` // all of it is planned
}

type weeklyRow struct {
	WeekNumber    int             `json:"week_number"`
	WeekStart     rab.Date        `json:"week_start_date"`
	WeekEnd       rab.Date        `json:"week_end_date"`
	Planned       decimal.Number  `json:"planned_proportion"`
	Actual        decimal.Number  `json:"actual_proportion"`
	PlannedVolume *decimal.Number `json:"planned_volume"`
	ActualVolume  *decimal.Number `json:"actual_volume"`
	Notes         string          `json:"notes"`
	CreatedAt     string          `json:"created_at"`
	UpdatedAt     string          `json:"updated_at"`
	Version       int64           `json:"version"`
}

func getWeeklyProgress(r *serve.Request) error {
	return keptOf(r, "weekly-progress", "pekerjaan", weeklyProgressOf)
}

func weeklyProgressOf(v *app.View, id int64) (*weekListAnswer, error) {
	if _, ok := v.Pekerjaan.Get(id); !ok {
		return nil, app.ErrNotFound
	}
	plan, err := planOf(v)
	if err != nil {
		return nil, err
	}
	work, _ := plan.Work(id)
	answer := &weekListAnswer{okay: yes, PekerjaanID: id, Weekly: []weeklyRow{}}
	for i, row := range v.ProgressOf(id) {
		week, cell := plan.Timeline.Week(row.Week), &work.Cells[i]
		answer.Weekly = append(answer.Weekly, weeklyRow{
			WeekNumber: row.Week, WeekStart: week.From.Date(), WeekEnd: week.To.Date(), Planned: share(cell.Planned), Actual: share(cell.Actual),
			PlannedVolume: typedVolume(row.Planned, row.PlannedByVolume), ActualVolume: typedVolume(row.Actual, row.ActualByVolume),
			Notes: row.Notes, CreatedAt: row.CreatedAt.Contract(), UpdatedAt: row.ChangedAt.Contract(), Version: row.Version,
		})
	}
	planned, actual := work.Sum()
	answer.TotalPlanned, answer.TotalActual, answer.IsComplete = share(planned), share(actual), schedule.Complete(planned)
	return answer, nil
}

// phasedAnswer tells how much of the plan of a pekerjaan lies in each day, week or month, or
// in each phase made by hand that it belongs to (api §6.16).
type phasedAnswer struct {
	okay

	PekerjaanID   int64           `json:"pekerjaan_id"`
	Mode          rab.TahapanMode `json:"mode"`
	Assignments   []phasedRow     `json:"assignments"`
	TotalProporsi decimal.Number  `json:"total_proporsi"`
}

type phasedRow struct {
	TahapanID   int64          `json:"tahapan_id"`
	TahapanNama string         `json:"tahapan_nama"`
	Proporsi    decimal.Number `json:"proporsi"`
	Urutan      int            `json:"urutan"`
}

func getPhasedPlan(r *serve.Request) error {
	mode := rab.TahapanWeekly
	if text := strings.TrimSpace(r.HTTP.URL.Query().Get("mode")); text != "" {
		var err error
		if mode, err = schedule.ParseTahapanMode(text); err != nil {
			return rab.Refuse("mode", "%s", err)
		}
	}
	return keptOf(r, "phased-plan-"+string(mode), "pekerjaan", func(v *app.View, id int64) (*phasedAnswer, error) { return phasedPlanOf(v, id, mode) })
}

func phasedPlanOf(v *app.View, id int64, mode rab.TahapanMode) (*phasedAnswer, error) {
	if _, ok := v.Pekerjaan.Get(id); !ok {
		return nil, app.ErrNotFound
	}
	plan, err := planOf(v)
	if err != nil {
		return nil, err
	}
	answer := &phasedAnswer{okay: yes, PekerjaanID: id, Mode: mode, Assignments: []phasedRow{}}
	total := decimal.Zero
	for _, part := range plan.Parts(id, mode) {
		if part.Share.IsZero() {
			continue
		}
		answer.Assignments = append(answer.Assignments, phasedRow{
			TahapanID: part.Phase.ID, TahapanNama: part.Phase.Nama, Proporsi: number(part.Share), Urutan: part.Phase.Urutan,
		})
		total = total.Add(part.Share)
	}
	answer.TotalProporsi = number(total)
	return answer, nil
}
