package app

import (
	"takar/internal/decimal"
	"takar/internal/rab"
)

// The pages of the steps that rab has no name for, as in their addresses.
const (
	pageDetails  = "rincian-ahsp"
	pageNeeds    = "rekap-kebutuhan"
	pageSchedule = "jadwal-pekerjaan"
)

// Progress tells how far the work on a project is: what is missing in its figures, and which
// steps are complete.
type Progress struct {
	// Whole reports that nothing the visitor may know of is missing in the figures.
	Whole bool
	// Work counts the pekerjaan, NoAnalysis those without a component, NoVolume those
	// without a volume, NoPrice the price items in use without a price (0 for who may not
	// see prices).
	Work, NoAnalysis, NoVolume, NoPrice int
	// Done names the pages of the complete steps, as in their addresses.
	Done []string
}

// TotalMoney are the sums of a RAB and what the first of them, Jumlah, is made of.
type TotalMoney struct {
	rab.Totals
	rab.CostSums
}

// Progress looks at the project as far as the visitor may see it.
func (v *View) Progress() *Progress {
	figures := v.Figures()
	p := &Progress{Whole: true, Work: len(figures.Lines), NoVolume: figures.Totals.NoVolume}
	for _, line := range figures.Lines {
		if line.State == rab.LineNoAnalysis {
			p.NoAnalysis++
		}
		p.Whole = p.Whole && !v.Incomplete(line)
	}
	if v.Visit.Rights.Prices {
		p.NoPrice = figures.Totals.NoPrice
	}
	p.Done = v.doneSteps(p)
	return p
}

// Incomplete reports whether a line misses anything that the visitor may know of.
func (v *View) Incomplete(line *rab.Line) bool {
	if !v.Visit.Rights.Prices {
		return line.State == rab.LineNoAnalysis || !line.Volume.Valid || line.Unresolved > 0
	}
	return line.State != rab.LineComplete || line.Unresolved > 0
}

// TotalMoney sums up the RAB. It is nil for who may not see prices, and while nothing at all
// is known: a sum of 0 of nothing, or one that leaves something out, says nothing.
func (v *View) TotalMoney() *TotalMoney {
	figures := v.Figures()
	unknown := figures.Totals.Jumlah.IsZero() && (figures.Totals.State != rab.LineComplete || len(figures.Lines) == 0)
	if !v.Visit.Rights.Prices || unknown {
		return nil
	}
	return &TotalMoney{Totals: figures.Totals, CostSums: *v.Costs()}
}

// doneSteps lists the steps in which nothing is left to do. A step of a project without
// pekerjaan is never done, nor one of prices for who may not see them.
func (v *View) doneSteps(p *Progress) []string {
	done := []string{}
	add := func(page string, complete bool) {
		if complete && p.Work > 0 {
			done = append(done, page)
		}
	}
	analysed := p.NoAnalysis == 0 && !v.unresolved()
	priced := p.NoPrice == 0 && p.NoAnalysis < p.Work
	prices := v.Visit.Rights.Prices
	add(rab.PageList, true)
	add(rab.PageVolume, p.NoVolume == 0 && !v.formulaFails())
	add(rab.PageAnalysis, analysed)
	add(rab.PagePrices, prices && priced)
	add(pageDetails, analysed && (priced || !prices))
	add(rab.PageRecap, p.Whole)
	add(pageNeeds, p.Whole)
	add(pageSchedule, v.planned())
	return done
}

// planned reports whether every pekerjaan is planned as a whole.
func (v *View) planned() bool {
	for _, row := range v.WorkList() {
		planned, _ := v.WorkSums(row.ID)
		if !planned.PercentOf(v.QuantityOf(row.ID)).Equal(decimal.Hundred) {
			return false
		}
	}
	return true
}

// unresolved reports whether any bundle is broken or has nothing in it.
func (v *View) unresolved() bool {
	for _, line := range v.Figures().Lines {
		if line.Unresolved > 0 {
			return true
		}
	}
	return false
}

func (v *View) formulaFails() bool {
	for _, volume := range v.Volumes.All() {
		if volume.Failure != "" {
			return true
		}
	}
	return false
}
