package app

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/store"
)

// ProjectOverview sums up a person's projects. Everything but Years, Funds and Archived is
// about the active ones. Money is that of the projects whose prices the person may see.
type ProjectOverview struct {
	Years []int    // the newest first, archived projects included
	Funds []string // in order of the alphabet, archived projects included

	Projects int
	Archived int
	Anggaran decimal.Decimal
	Priced   int // projects in Anggaran
	Year     int // the present one
	Started  int // in it
	ByStatus map[rab.TimelineStatus]int
	ByYear   []YearShare // the oldest first
	ByFund   []FundShare // the most frequent first
}

// YearShare is what the projects that start in one year come to.
type YearShare struct {
	Year, Projects int
	Anggaran       decimal.Decimal
}

// FundShare counts the projects of one source of funds.
type FundShare struct {
	Name     string
	Projects int
}

// ProjectOverview sums up the visitor's projects.
func (a *App) ProjectOverview(ctx context.Context, v *Visit) (*ProjectOverview, error) {
	facts, err := a.store.ProjectFacts(ctx, v.Account.ID)
	if err != nil {
		return nil, fmt.Errorf("app: project overview: %w", err)
	}
	return overviewOf(facts, a.Today()), nil
}

func overviewOf(facts []store.ProjectFact, today rab.Date) *ProjectOverview {
	o := &ProjectOverview{Year: today.Time().Year(), ByStatus: map[rab.TimelineStatus]int{}}
	years, funds := map[int]*YearShare{}, map[string]int{}
	for _, fact := range facts {
		o.Years, o.Funds = append(o.Years, fact.TahunProject), append(o.Funds, fact.SumberDana)
		if !fact.IsActive {
			o.Archived++
			continue
		}
		o.Projects++
		header := rab.Header{TanggalMulai: fact.TanggalMulai, TanggalSelesai: fact.TanggalSelesai}
		o.ByStatus[header.TimelineStatus(fact.Standing, today)]++
		funds[fact.SumberDana]++
		year := years[fact.TahunProject]
		if year == nil {
			year = &YearShare{Year: fact.TahunProject}
			years[fact.TahunProject] = year
		}
		year.Projects++
		if rightsOf(true, Role(fact.Role), fact.Prices).Prices {
			o.Priced++
			o.Anggaran, year.Anggaran = o.Anggaran.Add(fact.AnggaranOwner), year.Anggaran.Add(fact.AnggaranOwner)
		}
	}
	o.sort(years, funds)
	return o
}

func (o *ProjectOverview) sort(years map[int]*YearShare, funds map[string]int) {
	slices.Sort(o.Years)
	o.Years = slices.Compact(o.Years)
	slices.Reverse(o.Years)
	slices.SortFunc(o.Funds, byLetters)
	o.Funds = slices.Compact(o.Funds)
	if this := years[o.Year]; this != nil {
		o.Started = this.Projects
	}
	for _, year := range years {
		o.ByYear = append(o.ByYear, *year)
	}
	slices.SortFunc(o.ByYear, func(a, b YearShare) int { return cmp.Compare(a.Year, b.Year) })
	for name, count := range funds {
		o.ByFund = append(o.ByFund, FundShare{name, count})
	}
	slices.SortFunc(o.ByFund, func(a, b FundShare) int {
		return cmp.Or(cmp.Compare(b.Projects, a.Projects), byLetters(a.Name, b.Name))
	})
}

// byLetters is the order of the alphabet; texts that differ in case alone stay apart.
func byLetters(a, b string) int {
	return cmp.Or(strings.Compare(strings.ToLower(a), strings.ToLower(b)), strings.Compare(a, b))
}

// Average is the mean budget of the projects in Anggaran, in whole rupiah; 0 without any.
func (o *ProjectOverview) Average() decimal.Decimal {
	mean, err := o.Anggaran.Quo(decimal.FromInt(int64(o.Priced)))
	if err != nil { // by nothing
		return decimal.Zero
	}
	return mean.Round(0)
}

// Percent is the share of some of the active projects, to one decimal.
func (o *ProjectOverview) Percent(projects int) decimal.Decimal {
	share, err := decimal.FromInt(int64(100 * projects)).Quo(decimal.FromInt(int64(o.Projects)))
	if err != nil { // of nothing
		return decimal.Zero
	}
	return share.Round(1)
}
