package rab

import (
	"fmt"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"takar/internal/ahsp"
	"takar/internal/decimal"
)

// shownPareto lists rows as "kode printed cumulative class".
func shownPareto(p *Pareto) []string {
	var list []string
	for _, row := range p.Rows {
		list = append(list, fmt.Sprintf("%s %s %s %s", row.Need.Kode, row.Printed.Fixed(2), row.Cumulative.Fixed(2), row.Class))
	}
	return list
}

func shownShares(shares []CostShare) []string {
	var list []string
	for _, share := range shares {
		list = append(list, fmt.Sprintf("%d %s %s %s", share.Count, share.Cost, share.Share.Fixed(2), share.Printed.Fixed(2)))
	}
	return list
}

func TestNeedsAreClassedByTheirCost(t *testing.T) {
	tests := []struct {
		name    string
		costs   []string // "" is a need without a price
		want    []string
		classes []string
	}{
		{
			"the need that crosses a bound still belongs to the class",
			[]string{"10", "40", "30", "15", "5"},
			[]string{"K.1 40.00 40.00 A", "K.2 30.00 70.00 A", "K.3 15.00 85.00 A", "K.0 10.00 95.00 B", "K.4 5.00 100.00 C"},
			[]string{"3 85 85.00 85.00", "1 10 10.00 10.00", "1 5 5.00 5.00"},
		},
		{
			"the next of a bound that is met exactly belongs to the next class",
			[]string{"80", "15", "5"},
			[]string{"K.0 80.00 80.00 A", "K.1 15.00 95.00 B", "K.2 5.00 100.00 C"},
			[]string{"1 80 80.00 80.00", "1 15 15.00 15.00", "1 5 5.00 5.00"},
		},
		{
			"printed shares add up to 100",
			[]string{"1", "1", "1"},
			[]string{"K.0 33.34 33.33 A", "K.1 33.33 66.67 A", "K.2 33.33 100.00 A"},
			[]string{"3 3 100.00 100.00", "0 0 0.00 0.00", "0 0 0.00 0.00"},
		},
		{
			"needs without a price come last",
			[]string{"", "7", ""},
			[]string{"K.1 100.00 100.00 A", "K.0 0.00 100.00 C", "K.2 0.00 100.00 C"},
			[]string{"1 7 100.00 100.00", "0 0 0.00 0.00", "2 0 0.00 0.00"},
		},
		{
			"nothing has a cost",
			[]string{"", ""},
			[]string{"K.0 0.00 0.00 C", "K.1 0.00 0.00 C"},
			[]string{"0 0 0.00 0.00", "0 0 0.00 0.00", "2 0 0.00 0.00"},
		},
		{"nothing is needed", nil, nil, []string{"0 0 0.00 0.00", "0 0 0.00 0.00", "0 0 0.00 0.00"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b := build(t)
			q := b.add("P")
			b.volume(q, "1")
			for i, cost := range test.costs {
				b.row(q, ahsp.BHN, fmt.Sprintf("K.%d", i), "1", cost)
			}
			pareto := b.project().Needs(NeedsFilter{}).Pareto()
			sameList(t, "rows", shownPareto(pareto), test.want)
			sameList(t, "classes", shownShares(pareto.Classes), test.classes)
		})
	}
}

func TestCategoriesShareTheCost(t *testing.T) {
	pareto := buildNeeded(t).p.Needs(NeedsFilter{}).Pareto()
	want(t, "total", pareto.Total, "3065")
	sameList(t, "categories", shownShares(pareto.Kategori), []string{"1 1000 32.63 32.63", "2 30 0.98 0.98", "1 2000 65.25 65.25", "1 35 1.14 1.14"})
}

// TestSharesOfTheNeedsTieToTheRecap holds the needs, their classes and their market units
// against the recap of any project.
func TestSharesOfTheNeedsTieToTheRecap(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		p, _, _ := drawOracle(rt).project(t)
		needs := p.Needs(NeedsFilter{})
		direct := new(big.Rat)
		for _, line := range p.Figures().Lines {
			for _, e := range line.Expanded {
				if e.Item != nil {
					amount := new(big.Rat).Mul(e.Effective.Rat(), line.Volume.OrZero().Rat())
					direct.Add(direct, amount.Mul(amount, e.Item.Harga.OrZero().Rat()))
				}
			}
		}
		pareto := needs.Pareto()
		sameRat(rt, "needs", needs.Total, direct)
		rows, printed, last := decimal.Zero, decimal.Zero, decimal.Zero
		for i, row := range pareto.Rows {
			if i > 0 && pareto.Rows[i-1].Need.Cost.Less(row.Need.Cost) {
				rt.Fatalf("%s stands after a cheaper need", row.Need.Kode)
			}
			if i > 0 && pareto.Rows[i-1].Class > row.Class {
				rt.Fatalf("class %s after %s", row.Class, pareto.Rows[i-1].Class)
			}
			rows, printed, last = rows.Add(row.Need.Cost), printed.Add(row.Printed), row.Cumulative
			checkPurchase(rt, row.Need)
		}
		sameRat(rt, "rows", rows, direct)
		for name, shares := range map[string][]CostShare{"classes": pareto.Classes, "categories": pareto.Kategori} {
			cost, groups := decimal.Zero, decimal.Zero
			for _, share := range shares {
				cost, groups = cost.Add(share.Cost), groups.Add(share.Printed)
			}
			sameRat(rt, name, cost, direct)
			sameRat(rt, "printed "+name, groups, printed.Rat())
		}
		if direct.Sign() > 0 && (!printed.Equal(decimal.Hundred) || !last.Equal(decimal.Hundred)) {
			rt.Fatalf("printed shares add up to %s, cumulative ones to %s", printed, last)
		}
	})
}

// checkPurchase buys a need in some market unit.
func checkPurchase(rt *rapid.T, need *Need) {
	if need.Item == nil {
		return
	}
	factor := decimal.New(rapid.Int64Range(1, 50_000_000).Draw(rt, "factor"), 6)
	price := decimal.New(rapid.Int64Range(0, 900_000_00).Draw(rt, "price"), 2)
	bought, ok := (&Conversion{MarketPrice: price, FactorToBase: factor}).purchase(need)
	if !ok {
		rt.Fatalf("%s cannot be bought", need.Kode)
	}
	sameRat(rt, "base quantity", bought.Quantity.Mul(factor), need.Quantity.Rat())
	sameRat(rt, "price", bought.Total.Mul(factor), need.Quantity.Mul(price).Rat())
	if over := bought.Whole.Sub(bought.Quantity); over.Sign() < 0 || !over.Less(decimal.One) || !bought.Whole.Equal(bought.Whole.Floor()) {
		rt.Fatalf("%s whole units for %s", bought.Whole, bought.Quantity)
	}
}
