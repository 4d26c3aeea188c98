package api

import (
	"takar/internal/ahsp"
	"takar/internal/app"
	"takar/internal/rab"
	"takar/internal/serve"
)

// paretoAnswer is what charts and the ABC analysis of the needs are drawn from. It takes
// the filters of the needs; shares are those of the cost of what the filters leave.
type paretoAnswer struct {
	okay

	Rows       []paretoRow     `json:"rows"`       // the dearest first
	Classes    []classShare    `json:"classes"`    // A, B, C
	Categories []kategoriShare `json:"categories"` // TK, BHN, ALT, LAIN
	Meta       paretoMeta      `json:"meta"`
}

// paretoRow is a need with its part in the cost. Printed shares of all rows add up to
// 100.00; cumulative ones are rounded from exact values.
type paretoRow struct {
	needRow

	Rank       int          `json:"rank"` // from 1
	Share      string       `json:"share"`
	Cumulative string       `json:"cumulative"`
	Class      rab.ABCClass `json:"class"`
}

// costShare is the part of a group of needs in the cost. Share is the sum of the shares of
// its rows.
type costShare struct {
	Count       int    `json:"count"`
	Cost        string `json:"cost"`
	CostDecimal string `json:"cost_decimal"`
	Share       string `json:"share"`
}

type classShare struct {
	Class rab.ABCClass `json:"class"`
	costShare
}

type kategoriShare struct {
	Kategori ahsp.Kategori `json:"kategori"`
	Label    string        `json:"label"`
	costShare
}

type paretoMeta struct {
	NRows          int          `json:"n_rows"`
	GrandTotalCost string       `json:"grand_total_cost"`
	Unpriced       int          `json:"unpriced"`  // rows without a price, counted as 0
	NoVolume       int          `json:"no_volume"` // pekerjaan in scope that are not counted
	FiltersApplied bool         `json:"filters_applied"`
	Filters        needsFilters `json:"filters"`
	Search         string       `json:"search"`
	UnitMode       string       `json:"unit_mode"`
	MarketRounding string       `json:"market_rounding"`
}

// getPareto tells which needs carry the cost: ABC classes (80 %, 95 %), shares and the
// cost by kategori.
func getPareto(r *serve.Request) error { return keptNeeds(r, "needs-pareto", paretoOf) }

func paretoOf(v *app.View, q *needsQuery) *paretoAnswer {
	_, needs := neededOf(v, q)
	pareto := needs.Pareto()
	answer := &paretoAnswer{okay: yes, Rows: make([]paretoRow, 0, len(pareto.Rows)), Meta: paretoMeta{
		NRows: len(pareto.Rows), GrandTotalCost: pareto.Total.String(), Unpriced: needs.Unpriced, NoVolume: len(needs.NoVolume),
		FiltersApplied: q.Filter.Active(), Filters: filtersOf(q.Filter), Search: q.Filter.Search, UnitMode: q.unitMode(), MarketRounding: q.rounding,
	}}
	for i, row := range pareto.Rows {
		answer.Rows = append(answer.Rows, paretoRow{
			needRow: needRowOf(v, q, row.Need), Rank: i + 1, Share: row.Printed.Fixed(percentPlaces), Cumulative: row.Cumulative.Fixed(percentPlaces), Class: row.Class,
		})
	}
	for i, share := range pareto.Classes {
		answer.Classes = append(answer.Classes, classShare{Class: rab.ABCClasses[i], costShare: costShareOf(share)})
	}
	for i, share := range pareto.Kategori {
		kategori := ahsp.Categories[i]
		answer.Categories = append(answer.Categories, kategoriShare{Kategori: kategori, Label: kategori.Label(), costShare: costShareOf(share)})
	}
	return answer
}

func costShareOf(s rab.CostShare) costShare {
	return costShare{Count: s.Count, Cost: s.Cost.Fixed(pricePlaces), CostDecimal: s.Cost.String(), Share: s.Printed.Fixed(percentPlaces)}
}
