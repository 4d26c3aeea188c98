package app

import (
	"takar/internal/decimal"
	"takar/internal/rab"
)

// The pages of the steps that rab has no name for, as in their addresses.
const (
	pageDetails = "rincian-ahsp"
	pageNeeds   = "rekap-kebutuhan"
)

// Totals is what every page of a workspace shows of the whole project: the sums of the RAB,
// what is missing in them, and which steps of the work are complete.
type Totals struct {
	// Money holds the sums; nil for who may not see prices, and while nothing at all is
	// known: a sum of 0 that leaves something out says nothing.
	Money *TotalMoney
	// Whole reports that nothing the visitor may know of is missing in the figures.
	Whole bool
	// Work counts the pekerjaan, NoAnalysis those without a component, NoVolume those
	// without a volume, NoPrice the price items in use without a price (0 for who may not
	// see prices).
	Work, NoAnalysis, NoVolume, NoPrice int
	// Done names the pages of the complete steps, as in their addresses.
	Done []string
}

// TotalMoney are the sums of a RAB. Langsung + BUK + SelisihPembulatan is Jumlah, to the
// last digit, as in the flat list (rulings A3).
type TotalMoney struct {
	Langsung          decimal.Decimal
	BUK               decimal.Decimal
	SelisihPembulatan decimal.Decimal
	Jumlah            decimal.Decimal
	PPN               decimal.Decimal
	Dibulatkan        decimal.Decimal
}

// Totals sums up the project as far as the visitor may see it.
func (v *View) Totals() *Totals {
	figures := v.Figures()
	t := &Totals{Whole: true, Work: len(figures.Lines), NoVolume: figures.Totals.NoVolume}
	for _, line := range figures.Lines {
		if line.State == rab.LineNoAnalysis {
			t.NoAnalysis++
		}
		t.Whole = t.Whole && !v.Incomplete(line)
	}
	if v.Visit.Rights.Prices {
		t.NoPrice = figures.Totals.NoPrice
		t.Money = v.totalMoney(t.Whole)
	}
	t.Done = v.doneSteps(t)
	return t
}

// Incomplete reports whether a line misses anything that the visitor may know of.
func (v *View) Incomplete(line *rab.Line) bool {
	if !v.Visit.Rights.Prices {
		return line.State == rab.LineNoAnalysis || !line.Volume.Valid || line.Unresolved > 0
	}
	return line.State != rab.LineComplete || line.Unresolved > 0
}

func (v *View) totalMoney(whole bool) *TotalMoney {
	totals := v.Figures().Totals
	if totals.Jumlah.IsZero() && !whole {
		return nil
	}
	rincian := v.Rincian()
	return &TotalMoney{
		Langsung: rincian.TotalLangsung, BUK: rincian.BUK, SelisihPembulatan: rincian.SelisihPembulatan,
		Jumlah: totals.Jumlah, PPN: totals.PPN, Dibulatkan: totals.Dibulatkan,
	}
}

// doneSteps lists the steps in which nothing is left to do. A step of a project without
// pekerjaan is never done, nor one of prices for who may not see them.
func (v *View) doneSteps(t *Totals) []string {
	done := []string{}
	add := func(page string, complete bool) {
		if complete && t.Work > 0 {
			done = append(done, page)
		}
	}
	analysed := t.NoAnalysis == 0 && !v.unresolved()
	priced := t.NoPrice == 0 && t.NoAnalysis < t.Work
	prices := v.Visit.Rights.Prices
	add(rab.PageList, true)
	add(rab.PageVolume, t.NoVolume == 0 && !v.formulaFails())
	add(rab.PageAnalysis, analysed)
	add(rab.PagePrices, prices && priced)
	add(pageDetails, analysed && (priced || !prices))
	add(rab.PageRecap, t.Whole)
	add(pageNeeds, t.Whole)
	return done
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
