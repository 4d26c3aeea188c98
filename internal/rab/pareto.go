package rab

import (
	"math/big"
	"slices"

	"takar/internal/ahsp"
	"takar/internal/decimal"
)

// ABCClass tells how much of the cost a need carries.
type ABCClass string

// The classes of needs, the few that carry most of the cost first. A need belongs to A as
// long as those before it carry less than 80 % of the cost, to B as long as they carry
// less than 95 %, and otherwise to C.
const (
	ClassA ABCClass = "A"
	ClassB ABCClass = "B"
	ClassC ABCClass = "C"
)

// ABCClasses are the classes in their order.
var ABCClasses = []ABCClass{ClassA, ClassB, ClassC}

var (
	endOfA = big.NewRat(80, 100)
	endOfB = big.NewRat(95, 100)
)

// Pareto is the needs by their part in the cost, the dearest first.
type Pareto struct {
	Rows     []ParetoRow
	Classes  []CostShare // one for each of ABCClasses
	Kategori []CostShare // one for each of ahsp.Categories
	Total    decimal.Decimal
}

// ParetoRow is one need with its part in the cost of all.
type ParetoRow struct {
	Need       *Need
	Share      decimal.Decimal // percent, exact
	Printed    decimal.Decimal // percent, 2 decimals; those of all rows add up to 100.00
	Cumulative decimal.Decimal // percent up to and with this row, exact
	Class      ABCClass
}

// CostShare is the part of a group of needs. Printed is the sum of the printed shares of
// its rows (rulings A6).
type CostShare struct {
	Count   int
	Cost    decimal.Decimal // exact
	Share   decimal.Decimal // percent, exact
	Printed decimal.Decimal
}

// Pareto orders the needs by cost and classes them. Needs of the same cost keep their
// order; those without a cost are in class C. All shares are 0 while nothing has a cost.
func (n *Needs) Pareto() *Pareto {
	ordered := slices.Clone(n.Rows)
	slices.SortStableFunc(ordered, func(a, b *Need) int { return b.Cost.Cmp(a.Cost) })
	pareto := &Pareto{Rows: make([]ParetoRow, len(ordered)), Total: n.Total}
	printed := printedCosts(ordered, n.Total)
	classes, categories := map[ABCClass]CostShare{}, map[ahsp.Kategori]CostShare{}
	before := decimal.Zero
	for i, need := range ordered {
		row := ParetoRow{Need: need, Class: classAfter(before, need.Cost, n.Total)}
		before = before.Add(need.Cost)
		row.Share, row.Cumulative = percentage(need.Cost, n.Total), percentage(before, n.Total)
		if printed != nil {
			row.Printed = printed[i]
		}
		pareto.Rows[i] = row
		classes[row.Class] = classes[row.Class].with(row, n.Total)
		categories[need.Kategori] = categories[need.Kategori].with(row, n.Total)
	}
	for _, class := range ABCClasses {
		pareto.Classes = append(pareto.Classes, classes[class])
	}
	for _, kategori := range ahsp.Categories {
		pareto.Kategori = append(pareto.Kategori, categories[kategori])
	}
	return pareto
}

// with returns the group with one row more.
func (s CostShare) with(row ParetoRow, total decimal.Decimal) CostShare {
	cost := s.Cost.Add(row.Need.Cost)
	return CostShare{Count: s.Count + 1, Cost: cost, Share: percentage(cost, total), Printed: s.Printed.Add(row.Printed)}
}

// classAfter returns the class of a need when those before it cost so much.
func classAfter(before, cost, total decimal.Decimal) ABCClass {
	if cost.IsZero() {
		return ClassC
	}
	share := new(big.Rat).Quo(before.Rat(), total.Rat())
	switch {
	case share.Cmp(endOfA) < 0:
		return ClassA
	case share.Cmp(endOfB) < 0:
		return ClassB
	}
	return ClassC
}

// percentage returns the exact percentage of a part in a whole; 0 while the whole is 0.
func percentage(part, whole decimal.Decimal) decimal.Decimal {
	share, err := part.Mul(decimal.Hundred).Quo(whole)
	if err != nil {
		return decimal.Zero
	}
	return share
}

// printedCosts returns the shares of the needs as they are printed, nil while there is no
// cost.
func printedCosts(needs []*Need, total decimal.Decimal) []decimal.Decimal {
	if total.Sign() <= 0 {
		return nil
	}
	unit := big.NewInt(1) // a common denominator
	for _, need := range needs {
		denominator := need.Cost.Rat().Denom()
		shared := new(big.Int).GCD(nil, nil, unit, denominator)
		unit.Mul(unit, shared.Quo(denominator, shared))
	}
	inUnits := func(d decimal.Decimal) *big.Int {
		r := d.Rat()
		return new(big.Int).Mul(r.Num(), new(big.Int).Quo(unit, r.Denom()))
	}
	parts := make([]*big.Int, len(needs))
	for i, need := range needs {
		parts[i] = inUnits(need.Cost)
	}
	return printedShares(parts, inUnits(total))
}
