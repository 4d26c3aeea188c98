package api

import (
	"fmt"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/schedule"
	"takar/internal/serve"
)

// scheduleAnswer is the whole schedule of a project as its page shows it. Percents are of
// the pekerjaan in works, of the whole project in footer and summary.
type scheduleAnswer struct {
	okay

	Revision int64           `json:"revision"`
	Timeline scheduleTime    `json:"timeline"`
	Works    []scheduleWork  `json:"works"` // in the order of the work list
	Footer   scheduleFooter  `json:"footer"`
	Summary  scheduleSummary `json:"summary"`
	Charts   scheduleCharts  `json:"charts"`
	Setting  scheduleSetting `json:"setting"`
	Contract contractAnswer  `json:"contract"`
}

// scheduleTime are the weeks of the project, and those after it that hold realisasi.
type scheduleTime struct {
	Start        rab.Date        `json:"start"`
	End          rab.Date        `json:"end"`
	WeekEndDay   int             `json:"week_end_day"` // 0 = Senin
	ProjectWeeks int             `json:"project_weeks"`
	StatusWeek   int             `json:"status_week"` // 0 = no realisasi
	ClosedWeek   int             `json:"closed_week"` // 0 = none
	Weeks        []scheduleWeek  `json:"weeks"`
	Months       []scheduleMonth `json:"months"`
}

type scheduleWeek struct {
	Number      int      `json:"number"`
	Start       rab.Date `json:"start"`
	End         rab.Date `json:"end"`
	Days        int      `json:"days"`
	WorkingDays int      `json:"working_days"`
	Month       string   `json:"month"` // in which the week ends, as 2026-01
}

type scheduleMonth struct {
	Value string   `json:"value"` // as 2026-01
	Label string   `json:"label"`
	Start rab.Date `json:"start"`
	End   rab.Date `json:"end"`
}

// scheduleWork is a pekerjaan with its weeks. Bobot is the printed share of the RAB.
type scheduleWork struct {
	PekerjaanID int64           `json:"pekerjaan_id"`
	Volume      *decimal.Number `json:"volume"`
	Bobot       decimal.Number  `json:"bobot"`
	Total       *money          `json:"total"`  // without the right to prices null
	Budget      *money          `json:"budget"` // what realisasi may cost; null like Total
	Cost        *money          `json:"cost"`   // of realisasi so far; null while none was entered
	OverBudget  bool            `json:"over_budget"`
	Planned     decimal.Number  `json:"planned"` // percent, up to 4 decimals
	Actual      decimal.Number  `json:"actual"`
	Left        decimal.Number  `json:"left"` // what is not planned; negative when too much is
	Cells       []scheduleCell  `json:"cells"`
}

// scheduleCell is a week of a pekerjaan; what is 0 or empty is left out. Amounts stand as
// percent with 2 decimals and as volume with 3; by_volume tells which of them was typed and
// is exact.
type scheduleCell struct {
	Week            int             `json:"week"`
	Planned         *decimal.Number `json:"planned,omitempty"`
	PlannedVolume   *decimal.Number `json:"planned_volume,omitempty"`
	PlannedByVolume bool            `json:"planned_by_volume,omitempty"`
	Actual          *decimal.Number `json:"actual,omitempty"`
	ActualVolume    *decimal.Number `json:"actual_volume,omitempty"`
	ActualByVolume  bool            `json:"actual_by_volume,omitempty"`
	Cost            *decimal.Number `json:"cost,omitempty"`
	Notes           string          `json:"notes,omitempty"`
}

// scheduleFooter are the rows under the weeks; index 0 is week 1. Realisasi and deviasi end
// with the status date.
type scheduleFooter struct {
	Planned           []money `json:"planned"` // always with 2 decimals
	PlannedCumulative []money `json:"planned_cumulative"`
	Actual            []money `json:"actual"`
	ActualCumulative  []money `json:"actual_cumulative"`
	Deviation         []money `json:"deviation"`
}

// scheduleSummary is how the work stands at the status date; null is what cannot be told.
type scheduleSummary struct {
	Basis          schedule.Basis    `json:"basis"`       // by what pekerjaan are weighed
	Baseline       bool              `json:"baseline"`    // rencana is that of the rencana kontrak
	StatusWeek     int               `json:"status_week"` // 0 = no realisasi
	StatusDate     rab.Date          `json:"status_date"` // last day of that week
	Planned        *decimal.Number   `json:"planned"`     // cumulative percent
	Actual         *decimal.Number   `json:"actual"`      // the same
	Deviation      *decimal.Number   `json:"deviation"`   // percentage points, negative is late
	Standing       schedule.Standing `json:"standing"`
	StandingText   string            `json:"standing_text"`
	Warning        schedule.Warning  `json:"warning"`
	SPI            *decimal.Number   `json:"spi"`
	CPI            *decimal.Number   `json:"cpi"`
	BAC            *money            `json:"bac"` // amounts are null when no money is known
	PV             *money            `json:"pv"`
	EV             *money            `json:"ev"`
	AC             *money            `json:"ac"` // null while no cost was entered
	SV             *money            `json:"sv"`
	CV             *money            `json:"cv"`
	EAC            []*money          `json:"eac"` // BAC/CPI; AC + rest; AC + rest/(CPI × SPI)
	ETC            *money            `json:"etc"`
	VAC            *money            `json:"vac"`
	TCPI           *decimal.Number   `json:"tcpi"`
	EarnedSchedule *decimal.Number   `json:"earned_schedule"` // weeks
	SPITime        *decimal.Number   `json:"spi_time"`
	PlannedFinish  int               `json:"planned_finish_week"`
	FinishWeek     *decimal.Number   `json:"finish_week"`        // at the pace so far
	FinishRecent   *decimal.Number   `json:"finish_recent_week"` // at the pace of the last 4 weeks
	FinishDate     rab.Date          `json:"finish_date"`
	NeededPerWeek  *decimal.Number   `json:"needed_per_week"` // percent a week that keep the planned finish
	YearEnd        rab.Date          `json:"year_end"`
	CrossingWeek   int               `json:"crossing_week"`   // when the contract becomes critical at this pace; 0 = not in sight
	LateDays       int               `json:"late_days"`       // calendar days after the end that the forecast comes to
	PenaltyPerDay  *money            `json:"penalty_per_day"` // denda; null while the contract says no value
	Penalty        *money            `json:"penalty"`         // of late_days
}

type scheduleSetting struct {
	Version        int64          `json:"version"`
	StatusDate     rab.Date       `json:"status_date"` // null: the last week with realisasi
	ClosedUntil    rab.Date       `json:"closed_until"`
	OpenedNote     string         `json:"opened_note"`
	OffWeekdays    string         `json:"off_weekdays"`
	Holidays       string         `json:"holidays"`
	BaselineID     *int64         `json:"baseline_id"`
	BudgetYearEnd  rab.Date       `json:"budget_year_end"`
	CriticalFrom   decimal.Number `json:"critical_from"`
	CriticalFirst  decimal.Number `json:"critical_first"`
	CriticalSecond decimal.Number `json:"critical_second"`
	YellowFirst    decimal.Number `json:"yellow_first"`
	RedFirst       decimal.Number `json:"red_first"`
	YellowSecond   decimal.Number `json:"yellow_second"`
	RedSecond      decimal.Number `json:"red_second"`
}

type contractAnswer struct {
	Version          int64           `json:"version"`
	NomorKontrak     string          `json:"nomor_kontrak"`
	TanggalKontrak   rab.Date        `json:"tanggal_kontrak"`
	TanggalSPMK      rab.Date        `json:"tanggal_spmk"`
	NilaiKontrak     *decimal.Number `json:"nilai_kontrak"`
	TahunAnggaran    int             `json:"tahun_anggaran"` // 0 = the year of the project
	TanggalPHO       rab.Date        `json:"tanggal_pho"`
	UangMukaPercent  *decimal.Number `json:"uang_muka_percent"`
	RetensiPercent   *decimal.Number `json:"retensi_percent"`
	MasaPemeliharaan int             `json:"masa_pemeliharaan"`
}

func getSchedule(r *serve.Request) error {
	return r.Kept("schedule", func(v *app.View) (any, error) {
		analysis, err := r.App.Analysis(r.HTTP.Context(), v)
		if err != nil {
			return nil, err
		}
		return scheduleAnswerOf(v, analysis), nil
	})
}

func scheduleAnswerOf(v *app.View, a *schedule.Analysis) *scheduleAnswer {
	answer := &scheduleAnswer{
		okay: yes, Revision: v.Revision, Timeline: scheduleTimeOf(a), Works: make([]scheduleWork, 0, len(a.Works)),
		Footer: scheduleFooterOf(a), Summary: scheduleSummaryOf(a), Charts: scheduleChartsOf(a),
		Setting: scheduleSettingOf(v.Schedule()), Contract: contractAnswerOf(v.Contract()),
	}
	for i := range a.Works {
		answer.Works = append(answer.Works, scheduleWorkOf(v, &a.Works[i]))
	}
	return answer
}

func scheduleTimeOf(a *schedule.Analysis) scheduleTime {
	line := a.Timeline
	t := scheduleTime{
		Start: line.From.Date(), End: line.To.Date(), WeekEndDay: int(line.WeekEnd), ProjectWeeks: line.WeekCount(),
		StatusWeek: a.Status, ClosedWeek: a.Closed,
	}
	for number := 1; number <= a.Weeks; number++ {
		week := line.Week(number)
		t.Weeks = append(t.Weeks, scheduleWeek{
			Number: number, Start: week.From.Date(), End: week.To.Date(), Days: week.Days(),
			WorkingDays: a.Calendar.WorkingDays(week), Month: string(week.To.Date())[:len("2006-01")],
		})
	}
	for _, month := range line.Months() {
		t.Months = append(t.Months, scheduleMonth{
			Value: fmt.Sprintf("%04d-%02d", month.Year, month.Month), Label: month.Label(), Start: month.From.Date(), End: month.To.Date(),
		})
	}
	return t
}

func scheduleWorkOf(v *app.View, work *schedule.Work) scheduleWork {
	planned, actual := work.Sum()
	row := scheduleWork{
		PekerjaanID: work.ID, Volume: optionalNumber(work.Volume),
		Planned: number(planned.Round(4)), Actual: number(actual.Round(4)), Left: number(decimal.Hundred.Sub(planned).Round(4)),
		Cells: []scheduleCell{},
	}
	if line, ok := v.Figures().LineOf(work.ID); ok {
		row.Bobot = number(line.BobotPrinted)
		if v.Visit.Rights.Prices {
			row.Total, row.Budget = &money{line.Total}, &money{work.Budget}
		}
	}
	if cost, entered := work.Cost(); entered {
		row.Cost, row.OverBudget = &money{cost}, work.Budget.Less(cost)
	}
	for i, stored := range v.ProgressOf(work.ID) {
		row.Cells = append(row.Cells, scheduleCellOf(stored, work.Cells[i], work.Volume))
	}
	return row
}

func scheduleCellOf(stored *rab.Progress, cell schedule.Cell, volume decimal.Null) scheduleCell {
	row := scheduleCell{Week: stored.Week, Cost: optionalNumber(stored.ActualCost), Notes: stored.Notes}
	row.Planned, row.PlannedVolume = bothUnits(stored.Planned, stored.PlannedByVolume, cell.Planned, volume)
	row.Actual, row.ActualVolume = bothUnits(stored.Actual, stored.ActualByVolume, cell.Actual, volume)
	row.PlannedByVolume, row.ActualByVolume = stored.PlannedByVolume, stored.ActualByVolume
	return row
}

// bothUnits shows an amount in percent and in the unit of the pekerjaan: the one that was
// typed exact, the other rounded.
func bothUnits(typed decimal.Decimal, byVolume bool, share decimal.Decimal, volume decimal.Null) (percent, quantity *decimal.Number) {
	if typed.IsZero() {
		return nil, nil
	}
	shown := number(share.Round(schedule.PercentPlaces))
	amount := number(volume.OrZero().Percent(share).Round(volumePlaces))
	if byVolume {
		amount = number(typed)
	}
	return &shown, &amount
}

func scheduleFooterOf(a *schedule.Analysis) scheduleFooter {
	f := a.Footer()
	return printedFooter(f)
}

func scheduleSummaryOf(a *schedule.Analysis) scheduleSummary {
	s := scheduleSummary{
		Basis: a.Curve.Basis, Baseline: a.Baseline != nil, StatusWeek: a.Status, Standing: a.Standing, StandingText: a.Standing.Label(),
		Warning: a.Warning, YearEnd: a.YearEnd, CrossingWeek: a.Crossing, EAC: []*money{},
		PlannedFinish: a.Forecast.Planned, FinishWeek: optionalNumber(a.Forecast.BySPI), FinishRecent: optionalNumber(a.Forecast.ByRecent),
		FinishDate: a.Finish, NeededPerWeek: optionalNumber(a.Forecast.Needed),
	}
	if !a.Earned.Unweighted {
		s.BAC = &money{a.Earned.BAC}
	}
	if penalty, ok := a.Penalty(); ok {
		s.LateDays, s.PenaltyPerDay, s.Penalty = penalty.Days, &money{penalty.PerDay}, &money{penalty.Total}
	}
	if a.Now == nil {
		return s
	}
	footer := a.Footer()
	last := a.Status - 1
	s.StatusDate = a.Timeline.Week(a.Status).To.Date()
	s.Planned, s.Actual, s.Deviation = numberOf(footer.PlannedCumulative[last]), numberOf(footer.ActualCumulative[last]), numberOf(footer.Deviation[last])
	n := a.Now
	s.SPI, s.CPI, s.TCPI = optionalNumber(n.SPI), optionalNumber(n.CPI), optionalNumber(n.TCPI)
	s.EarnedSchedule, s.SPITime = optionalNumber(n.EarnedSchedule), optionalNumber(n.ScheduleTime)
	if a.Earned.Unweighted {
		return s
	}
	s.PV, s.EV, s.SV = &money{n.PV}, &money{n.EV}, &money{n.SV}
	s.CV, s.ETC, s.VAC = optionalMoney(n.CV), optionalMoney(n.ETC), optionalMoney(n.VAC)
	if a.Earned.CostEntered {
		s.AC = &money{n.AC}
	}
	for _, estimate := range n.EAC {
		s.EAC = append(s.EAC, optionalMoney(estimate))
	}
	return s
}

func scheduleSettingOf(s *rab.ScheduleSetting) scheduleSetting {
	return scheduleSetting{
		Version: s.Version, StatusDate: s.StatusDate, ClosedUntil: s.ClosedUntil, OpenedNote: s.OpenedNote, OffWeekdays: s.OffWeekdays,
		Holidays: s.Holidays, BaselineID: s.BaselineID, BudgetYearEnd: s.BudgetYearEnd,
		CriticalFrom: number(s.CriticalFrom), CriticalFirst: number(s.CriticalFirst), CriticalSecond: number(s.CriticalSecond),
		YellowFirst: number(s.YellowFirst), RedFirst: number(s.RedFirst), YellowSecond: number(s.YellowSecond), RedSecond: number(s.RedSecond),
	}
}

func contractAnswerOf(c *rab.Contract) contractAnswer {
	return contractAnswer{
		Version: c.Version, NomorKontrak: c.NomorKontrak, TanggalKontrak: c.TanggalKontrak, TanggalSPMK: c.TanggalSPMK,
		NilaiKontrak: optionalNumber(c.NilaiKontrak), TahunAnggaran: c.TahunAnggaran, TanggalPHO: c.TanggalPHO,
		UangMukaPercent: optionalNumber(c.UangMukaPercent), RetensiPercent: optionalNumber(c.RetensiPercent), MasaPemeliharaan: c.MasaPemeliharaan,
	}
}

func printedFooter(f schedule.Footer) scheduleFooter {
	return scheduleFooter{
		Planned: rowsOf(f.Planned, points), PlannedCumulative: rowsOf(f.PlannedCumulative, points),
		Actual: rowsOf(f.Actual, points), ActualCumulative: rowsOf(f.ActualCumulative, points), Deviation: rowsOf(f.Deviation, points),
	}
}

// points is a percentage that is printed with 2 decimals, like money.
func points(d decimal.Decimal) money { return money{d} }

// scheduleMonths is the schedule by calendar months, week by week divided by days.
type scheduleMonths struct {
	okay

	Revision int64               `json:"revision"`
	Months   []scheduleMonth     `json:"months"`
	Works    []scheduleMonthWork `json:"works"`
	Footer   scheduleFooter      `json:"footer"`   // index 0 is the first month
	Payments *schedulePayments   `json:"payments"` // null while the contract says no value
}

// schedulePayments is what the contractor is to be paid by the plan, before PPN; one line for
// each month.
type schedulePayments struct {
	Value         money             `json:"value"`
	Advance       money             `json:"advance"`
	Months        []schedulePayment `json:"months"`
	RetentionBack money             `json:"retention_back"`
}

type schedulePayment struct {
	Gross     money `json:"gross"`
	Repayment money `json:"repayment"`
	Retention money `json:"retention"`
	Net       money `json:"net"`
}

// scheduleMonthWork has one number for each month; what lies after the project is the last.
type scheduleMonthWork struct {
	PekerjaanID int64            `json:"pekerjaan_id"`
	Planned     []decimal.Number `json:"planned"`
	Actual      []decimal.Number `json:"actual"`
}

func getScheduleMonths(r *serve.Request) error {
	return r.Kept("schedule/months", func(v *app.View) (any, error) {
		analysis, err := r.App.Analysis(r.HTTP.Context(), v)
		if err != nil {
			return nil, err
		}
		return scheduleMonthsOf(v, analysis), nil
	})
}

func scheduleMonthsOf(v *app.View, a *schedule.Analysis) *scheduleMonths {
	months := a.ByMonth()
	answer := &scheduleMonths{okay: yes, Revision: v.Revision, Months: scheduleTimeOf(a).Months, Works: make([]scheduleMonthWork, 0, len(months.Works))}
	for _, work := range months.Works {
		answer.Works = append(answer.Works, scheduleMonthWork{
			PekerjaanID: work.ID, Planned: rowsOf(work.Planned, number), Actual: rowsOf(work.Actual, number),
		})
	}
	f := months.Footer
	answer.Footer = printedFooter(f)
	if plan, ok := a.Payments(); ok {
		answer.Payments = &schedulePayments{
			Value: money{plan.Value}, Advance: money{plan.Advance}, RetentionBack: money{plan.RetentionBack},
			Months: rowsOf(plan.Periods, func(p schedule.Payment) schedulePayment {
				return schedulePayment{Gross: money{p.Gross}, Repayment: money{p.Repayment}, Retention: money{p.Retention}, Net: money{p.Net}}
			}),
		}
	}
	return answer
}

func optionalNumber(n decimal.Null) *decimal.Number {
	if !n.Valid {
		return nil
	}
	return numberOf(n.Decimal)
}

func numberOf(d decimal.Decimal) *decimal.Number {
	shown := number(d)
	return &shown
}

func optionalMoney(n decimal.Null) *money {
	if !n.Valid {
		return nil
	}
	return &money{n.Decimal}
}
