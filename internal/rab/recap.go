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
	return percentage(sum, f.Totals.Jumlah)
}

// shareOut sets the exact and the printed share of every line.
func shareOut(lines []*Line, jumlah decimal.Decimal) {
	if jumlah.Sign() <= 0 {
		return
	}
	whole := sen(jumlah)
	parts := make([]*big.Int, len(lines))
	for i, line := range lines {
		parts[i] = sen(line.Total)
		if parts[i].Sign() != 0 {
			line.Bobot = decimal.FromRat(new(big.Rat).SetFrac(new(big.Int).Mul(parts[i], hundred), whole))
		}
	}
	for i, share := range printedShares(parts, whole) {
		lines[i].BobotPrinted = share
	}
}

// PrintedShares returns the percentages of parts of a whole as they are printed: with 2
// decimals, together 100.00 (rulings A6). All are 0 where the parts are 0 together.
func PrintedShares(parts []decimal.Decimal) []decimal.Decimal {
	whole := decimal.Sum(parts...)
	if whole.Sign() <= 0 {
		return make([]decimal.Decimal, len(parts))
	}
	common := new(big.Int).Set(whole.Rat().Denom()) // that makes whole numbers of all parts
	for _, part := range parts {
		denominator := part.Rat().Denom()
		common.Mul(common, new(big.Int).Quo(denominator, new(big.Int).GCD(nil, nil, common, denominator)))
	}
	scale := func(d decimal.Decimal) *big.Int {
		r := d.Rat()
		return new(big.Int).Quo(new(big.Int).Mul(r.Num(), common), r.Denom())
	}
	scaled := make([]*big.Int, len(parts))
	for i, part := range parts {
		scaled[i] = scale(part)
	}
	return printedShares(scaled, scale(whole))
}

// remainder is what a part loses when its share is cut to 2 decimals, in units of 1/whole.
type remainder struct {
	part int
	lost *big.Int
}

// printedShares returns the percentages of parts that make up a whole above 0, with 2
// decimals. They are cut; the hundredths missing from 100.00 go to the parts that lost
// most, in case of ties to the earlier one (rulings A6).
func printedShares(parts []*big.Int, whole *big.Int) []decimal.Decimal {
	open := int64(100_00)
	hundredths, lost := make([]int64, len(parts)), make([]remainder, len(parts))
	for i, part := range parts {
		cut, rest := new(big.Int).QuoRem(new(big.Int).Mul(part, tenThousand), whole, new(big.Int))
		hundredths[i], lost[i] = cut.Int64(), remainder{part: i, lost: rest}
		open -= hundredths[i]
	}
	slices.SortFunc(lost, func(a, b remainder) int {
		return cmp.Or(b.lost.Cmp(a.lost), cmp.Compare(a.part, b.part))
	})
	for _, r := range lost[:min(open, int64(len(lost)))] {
		hundredths[r.part]++
	}
	shares := make([]decimal.Decimal, len(parts))
	for i, n := range hundredths {
		shares[i] = decimal.New(n, 2)
	}
	return shares
}

var (
	hundred     = big.NewInt(100)
	tenThousand = big.NewInt(10_000)
)

// sen returns an amount of at most 2 decimals in hundredths of a rupiah.
func sen(amount decimal.Decimal) *big.Int {
	return amount.Mul(decimal.Hundred).Rat().Num()
}
