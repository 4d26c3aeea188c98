package api

import (
	"strconv"

	"takar/internal/ahsp"
	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/schedule"
	"takar/internal/serve"
)

// curveData is what clients need to draw a kurva S of their own (api §6.17). Maps are by the
// id of the pekerjaan.
type curveData struct {
	HargaMap   map[int64]money          `json:"hargaMap"`
	TotalBiaya money                    `json:"totalBiayaProject"`
	VolumeMap  map[int64]decimal.Number `json:"volumeMap"` // 0 also without a volume
	Pekerjaan  map[int64]curveDataItem  `json:"pekerjaanMeta"`
	Cached     bool                     `json:"cached"` // always false: kept answers are those of the revision
	Timestamp  string                   `json:"timestamp"`
	Count      int                      `json:"count"`
}

type curveDataItem struct {
	Kode          string                           `json:"kode"`
	Uraian        string                           `json:"uraian"`
	Satuan        string                           `json:"satuan"`
	HargaSatuan   money                            `json:"harga_satuan"`
	HargaDasar    money                            `json:"harga_satuan_base"`
	Volume        decimal.Number                   `json:"volume"`
	Total         money                            `json:"total"`
	MarkupPercent decimal.Number                   `json:"markup_percent"`
	Komponen      map[ahsp.Kategori]decimal.Number `json:"komponen"`
}

func getCurveData(r *serve.Request) error { return kept(r, "kurva-s-data", curveDataOf) }

func curveDataOf(v *app.View) *curveData {
	figures := v.Figures()
	answer := &curveData{
		HargaMap: make(map[int64]money, len(figures.Lines)), VolumeMap: make(map[int64]decimal.Number, len(figures.Lines)),
		Pekerjaan: make(map[int64]curveDataItem, len(figures.Lines)), TotalBiaya: money{figures.Totals.Jumlah},
		Timestamp: v.UpdatedAt().Contract(), Count: len(figures.Lines),
	}
	for _, line := range figures.Lines {
		item, volume := line.Pekerjaan, number(line.Volume.OrZero())
		answer.HargaMap[item.ID], answer.VolumeMap[item.ID] = money{line.Total}, volume
		parts := map[ahsp.Kategori]decimal.Decimal{ahsp.TK: line.A, ahsp.BHN: line.B, ahsp.ALT: line.C, ahsp.LAIN: line.Lain}
		answer.Pekerjaan[item.ID] = curveDataItem{
			Kode: item.Kode, Uraian: item.Uraian, Satuan: item.Satuan, HargaSatuan: money{line.G}, HargaDasar: money{line.E}, Volume: volume,
			Total: money{line.Total}, MarkupPercent: number(line.Markup), Komponen: perKategori(func(k ahsp.Kategori) decimal.Number { return number(parts[k]) }),
		}
	}
	return answer
}

// costCurve is the kurva S in rupiah with earned value (api §6.17). weeklyData is of the plan
// as it is; evm is against the rencana kontrak when there is one. Without any budget each
// pekerjaan counts 1: then the amounts are no rupiah, and unweighted says so.
type costCurve struct {
	Weekly     costWeeks          `json:"weeklyData"`
	Summary    costSummary        `json:"summary"`
	Pekerjaan  map[int64]costItem `json:"pekerjaanMeta"`
	Timestamp  string             `json:"timestamp"`
	EVM        earnedAnswer       `json:"evm"`
	Basis      schedule.Basis     `json:"basis"`
	Unweighted bool               `json:"unweighted"`
	StatusWeek int                `json:"status_week"` // 0: nothing is known of realisasi
	StatusDate *rab.Date          `json:"status_date"`
	Baseline   bool               `json:"baseline"`
	Deviation  *decimal.Number    `json:"deviation"` // realisasi less rencana of the kurva S at the status date
}

type costWeeks struct {
	Planned []costWeek `json:"planned"`
	Actual  []costWeek `json:"actual"` // up to the status date, as earned
	Earned  []costWeek `json:"earned"`
}

type costWeek struct {
	WeekNumber int             `json:"week_number"`
	WeekStart  rab.Date        `json:"week_start"`
	WeekEnd    rab.Date        `json:"week_end"`
	Cost       money           `json:"cost"`
	Breakdown  map[int64]money `json:"pekerjaan_breakdown"`
	Cumulative money           `json:"cumulative_cost"`
	Percent    decimal.Number  `json:"cumulative_percent"`
}

type costSummary struct {
	TotalProjectCost money          `json:"total_project_cost"`
	TotalWeeks       int            `json:"total_weeks"`
	PlannedCost      money          `json:"planned_cost"` // of the whole plan
	ActualCost       money          `json:"actual_cost"`
	ActualVsPlanned  decimal.Number `json:"actual_vs_planned_percent"`
}

type costItem struct {
	Kode         string          `json:"kode"`
	Uraian       string          `json:"uraian"`
	TotalCost    money           `json:"total_cost"` // volume × harga satuan
	BudgetedCost money           `json:"budgeted_cost"`
	Volume       *decimal.Number `json:"volume"`
	UnitPrice    *money          `json:"unit_price"`
	Satuan       string          `json:"satuan"`
	Budget       money           `json:"budget"` // that curves weigh it by: its own, else the total
}

// earnedAnswer are series of earned value; the first value is of week 1. All are as long as
// labels: what nobody knows is null (rulings F33, F39).
type earnedAnswer struct {
	Labels    []string          `json:"labels"`
	PV        []money           `json:"pv"`
	EV        []*money          `json:"ev"`
	AC        []*money          `json:"ac"`
	PVPercent []decimal.Number  `json:"pv_percent"`
	EVPercent []*decimal.Number `json:"ev_percent"`
	ACPercent []*decimal.Number `json:"ac_percent"`
	SPI       []*decimal.Number `json:"spi"`
	CPI       []*decimal.Number `json:"cpi"`
	Summary   earnedSummary     `json:"summary"`
}

// earnedSummary are the figures at the status date; without one planned_cost is that of the
// whole plan.
type earnedSummary struct {
	BAC            money           `json:"bac"`
	PlannedCost    money           `json:"planned_cost"`
	EarnedValue    money           `json:"earned_value"`
	ActualCost     money           `json:"actual_cost"`
	EAC            *money          `json:"eac"`
	ETC            *money          `json:"etc"`
	VAC            *money          `json:"vac"`
	SV             *money          `json:"sv"`
	CV             *money          `json:"cv"`
	SPI            *decimal.Number `json:"spi"`
	CPI            *decimal.Number `json:"cpi"`
	TCPI           *decimal.Number `json:"tcpi"`
	EACMethods     []*money        `json:"eac_methods"` // BAC ÷ CPI; AC + BAC − EV; AC + (BAC − EV) ÷ (CPI × SPI)
	EarnedSchedule *decimal.Number `json:"earned_schedule"`
	SPITime        *decimal.Number `json:"spi_t"`
	CostEntered    bool            `json:"cost_entered"` // false: actual cost only repeats earned value
	Forecast       earnedForecast  `json:"forecast"`
}

// earnedForecast tells when the project will be done at the pace so far, in weeks from its
// start.
type earnedForecast struct {
	PlannedFinish int             `json:"planned_finish_week"`
	Finish        *decimal.Number `json:"finish_week"`        // by SPI(t)
	FinishRecent  *decimal.Number `json:"finish_week_recent"` // by the mean of the last four weeks
	FinishDate    *rab.Date       `json:"finish_date"`
	NeededPerWeek *decimal.Number `json:"needed_percent_per_week"`
}

func getCostCurve(r *serve.Request) error {
	return r.Kept("kurva-s-harga", func(v *app.View) (any, error) {
		analysis, err := r.App.Analysis(r.HTTP.Context(), v)
		if err != nil {
			return nil, err
		}
		return costCurveOf(v, analysis), nil
	})
}

func costCurveOf(v *app.View, a *schedule.Analysis) *costCurve {
	weeks := a.LastWeek()
	costs := a.Costs(weeks)
	present := schedule.NewEarned(a.Works, 0, 0) // budgets of the plan as it is, as its series count them
	series := func(list []schedule.WeekCost) []costWeek { return costWeeksOf(a.Timeline, list, present.BAC) }
	answer := &costCurve{
		Weekly:    costWeeks{Planned: series(costs.Planned), Actual: series(costs.Actual), Earned: series(costs.Earned)},
		Pekerjaan: costItemsOf(v, a), Timestamp: v.UpdatedAt().Contract(), EVM: earnedAnswerOf(a, weeks),
		Basis: a.Curve.Basis, Unweighted: present.Unweighted, StatusWeek: a.Status, Baseline: a.Baseline != nil,
	}
	planned, actual := lastCost(costs.Planned), lastCost(costs.Actual)
	answer.Summary = costSummary{TotalProjectCost: money{present.BAC}, TotalWeeks: weeks, PlannedCost: money{planned}, ActualCost: money{actual}, ActualVsPlanned: percentOfTotal(actual, planned)}
	if a.Status > 0 {
		answer.StatusDate = optionalDate(a.Timeline.Week(a.Status).To.Date())
		answer.Deviation = numberOf(a.Curve.Actual[a.Status].Round(schedule.PercentPlaces).Sub(a.Curve.PlannedAt(a.Status).Round(schedule.PercentPlaces)))
	}
	return answer
}

// lastCost is what a series comes to.
func lastCost(list []schedule.WeekCost) decimal.Decimal {
	if len(list) == 0 {
		return decimal.Zero
	}
	return list[len(list)-1].Cumulative
}

// percentOfTotal is a share in percent with 2 decimals; 0 of nothing.
func percentOfTotal(part, total decimal.Decimal) decimal.Number {
	percent, err := part.Mul(decimal.FromInt(100)).Quo(total)
	if err != nil {
		return number(decimal.Zero)
	}
	return share(percent)
}

func costWeeksOf(line schedule.Timeline, list []schedule.WeekCost, budget decimal.Decimal) []costWeek {
	weeks := make([]costWeek, len(list))
	for i, cost := range list {
		week := line.Week(i + 1)
		weeks[i] = costWeek{
			WeekNumber: i + 1, WeekStart: week.From.Date(), WeekEnd: week.To.Date(), Cost: money{cost.Cost}, Cumulative: money{cost.Cumulative},
			Percent: percentOfTotal(cost.Cumulative, budget), Breakdown: make(map[int64]money, len(cost.Parts)),
		}
		for _, part := range cost.Parts {
			weeks[i].Breakdown[part.PekerjaanID] = money{part.Cost}
		}
	}
	return weeks
}

func costItemsOf(v *app.View, a *schedule.Analysis) map[int64]costItem {
	items := make(map[int64]costItem, len(a.Works))
	for i := range a.Works {
		work := &a.Works[i]
		item, _ := v.Pekerjaan.Get(work.ID)
		row := costItem{
			Kode: item.Kode, Uraian: item.Uraian, Satuan: item.Satuan, BudgetedCost: money{item.BudgetedCost}, Budget: money{work.Budget}, Volume: optionalNumber(work.Volume),
		}
		if line, ok := v.Figures().LineOf(work.ID); ok {
			row.TotalCost = money{line.Total}
			if line.State == rab.LineComplete || !line.G.IsZero() {
				row.UnitPrice = &money{line.G}
			}
		}
		items[work.ID] = row
	}
	return items
}

func earnedAnswerOf(a *schedule.Analysis, weeks int) earnedAnswer {
	e := a.Earned
	answer := earnedAnswer{
		Labels: make([]string, weeks), PV: make([]money, weeks), EV: make([]*money, weeks), AC: make([]*money, weeks), PVPercent: make([]decimal.Number, weeks),
		EVPercent: make([]*decimal.Number, weeks), ACPercent: make([]*decimal.Number, weeks), SPI: make([]*decimal.Number, weeks), CPI: make([]*decimal.Number, weeks),
		Summary: earnedSummaryOf(a, weeks),
	}
	for i := range weeks {
		week := i + 1
		answer.Labels[i] = "W" + strconv.Itoa(week)
		answer.PV[i], answer.PVPercent[i] = money{e.PV[week]}, percentOfTotal(e.PV[week], e.BAC)
		if week > a.Status {
			continue
		}
		now := e.At(week)
		earned, spent := percentOfTotal(e.EV[week], e.BAC), percentOfTotal(e.AC[week], e.BAC)
		answer.EV[i], answer.AC[i], answer.EVPercent[i], answer.ACPercent[i] = &money{now.EV}, &money{now.AC}, &earned, &spent
		answer.SPI[i], answer.CPI[i] = optionalNumber(now.SPI), optionalNumber(now.CPI)
	}
	return answer
}

func earnedSummaryOf(a *schedule.Analysis, weeks int) earnedSummary {
	s := earnedSummary{
		BAC: money{a.Earned.BAC}, PlannedCost: money{a.Earned.PV[weeks]}, EACMethods: []*money{}, CostEntered: a.Earned.CostEntered,
		Forecast: earnedForecast{
			PlannedFinish: a.Forecast.Planned, Finish: optionalNumber(a.Forecast.BySPI), FinishRecent: optionalNumber(a.Forecast.ByRecent),
			FinishDate: optionalDate(a.Finish), NeededPerWeek: optionalNumber(a.Forecast.Needed),
		},
	}
	now := a.Now
	if now == nil {
		return s
	}
	s.PlannedCost, s.EarnedValue, s.ActualCost, s.SV = money{now.PV}, money{now.EV}, money{now.AC}, &money{now.SV}
	s.EAC, s.ETC, s.VAC, s.CV = optionalMoney(now.EAC[0]), optionalMoney(now.ETC), optionalMoney(now.VAC), optionalMoney(now.CV)
	s.SPI, s.CPI, s.TCPI = optionalNumber(now.SPI), optionalNumber(now.CPI), optionalNumber(now.TCPI)
	s.EarnedSchedule, s.SPITime = optionalNumber(now.EarnedSchedule), optionalNumber(now.ScheduleTime)
	for _, estimate := range now.EAC {
		s.EACMethods = append(s.EACMethods, optionalMoney(estimate))
	}
	return s
}
