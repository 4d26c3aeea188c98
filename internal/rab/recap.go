package rab

import (
	"cmp"
	"math/big"
	"slices"

	"takar/internal/decimal"
)

// recapitulate sums the lines up the tree, works out the shares and the lines at the foot.
func (f *Figures) recapitulate(p *Project, policy *Pricing) {
	jumlah := decimal.Zero
	state := LineComplete
	noVolume := 0
	for _, line := range f.Lines {
		jumlah = jumlah.Add(line.Total)
		if stateRank[line.State] < stateRank[state] {
			state = line.State
		}
		if !line.Volume.Valid {
			noVolume++
		}
	}
	f.Totals = policy.foot(jumlah)
	f.Totals.State, f.Totals.NoVolume = state, noVolume
	shareOut(f.Lines, jumlah)
	f.Tree = f.tree(p)
}

// stateRank orders the states, worst first.
var stateRank = map[LineState]int{LineNoAnalysis: 0, LineNoVolume: 1, LineNoPrice: 2, LineComplete: 3}

// tree returns the headings of the work list with their sums. Printed shares of a heading
// are sums of printed leaves, so that a printed column adds up at every level.
func (f *Figures) tree(p *Project) []*Subtotal {
	list := make([]*Subtotal, 0, p.Headings.Len())
	for _, klasifikasi := range p.Klasifikasi() {
		top := &Subtotal{Heading: klasifikasi}
		list = append(list, top)
		for _, sub := range p.SubKlasifikasi(klasifikasi.ID) {
			branch := &Subtotal{Heading: sub, Level: 1}
			for _, pekerjaan := range p.PekerjaanOf(sub.ID) {
				line := f.lineOf[pekerjaan.ID]
				branch.Total = branch.Total.Add(line.Total)
				branch.BobotPrinted = branch.BobotPrinted.Add(line.BobotPrinted)
			}
			branch.Bobot = f.share(branch.Total)
			list = append(list, branch)
			top.Total = top.Total.Add(branch.Total)
			top.BobotPrinted = top.BobotPrinted.Add(branch.BobotPrinted)
		}
		top.Bobot = f.share(top.Total)
	}
	return list
}

// share returns the exact percentage of a sum in T; 0 while T is 0.
func (f *Figures) share(sum decimal.Decimal) decimal.Decimal {
	if f.Totals.Jumlah.IsZero() {
		return decimal.Zero
	}
	share, err := sum.Mul(decimal.Hundred).Quo(f.Totals.Jumlah)
	if err != nil {
		return decimal.Zero
	}
	return share
}

// remainder is what a line loses when its share is cut to 2 decimals, in units of 1/T.
type remainder struct {
	line int
	lost *big.Int
}

// shareOut sets the exact and the printed share of every line. Printed shares are cut to
// 2 decimals; the hundredths missing from 100.00 go to the lines that lost most, in case
// of ties to the earlier one (rulings A6).
func shareOut(lines []*Line, jumlah decimal.Decimal) {
	if jumlah.Sign() <= 0 {
		return
	}
	whole := sen(jumlah)
	open := int64(100_00)
	lost := make([]remainder, 0, len(lines))
	for i, line := range lines {
		if line.Total.IsZero() {
			continue
		}
		part := sen(line.Total)
		line.Bobot = decimal.FromRat(new(big.Rat).SetFrac(new(big.Int).Mul(part, hundred), whole))
		hundredths, rest := new(big.Int).QuoRem(part.Mul(part, tenThousand), whole, new(big.Int))
		line.BobotPrinted = decimal.New(hundredths.Int64(), 2)
		open -= hundredths.Int64()
		lost = append(lost, remainder{line: i, lost: rest})
	}
	slices.SortFunc(lost, func(a, b remainder) int {
		return cmp.Or(b.lost.Cmp(a.lost), cmp.Compare(a.line, b.line))
	})
	for _, r := range lost[:min(open, int64(len(lost)))] {
		line := lines[r.line]
		line.BobotPrinted = line.BobotPrinted.Add(hundredth)
	}
}

var (
	hundred     = big.NewInt(100)
	tenThousand = big.NewInt(10_000)
	hundredth   = decimal.New(1, 2)
)

// sen returns an amount of at most 2 decimals in hundredths of a rupiah.
func sen(amount decimal.Decimal) *big.Int {
	return amount.Mul(decimal.Hundred).Rat().Num()
}
