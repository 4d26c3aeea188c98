package rab

import "takar/internal/decimal"

// Spread says how work is divided, into weeks for example.
type Spread struct {
	Buckets int
	// Whole is what the shares of a pekerjaan add up to, so that they need not be fractions.
	Whole decimal.Decimal
	// Parts returns the shares of a pekerjaan. Those that add up to less than Whole leave the
	// rest of it out.
	Parts func(pekerjaan int64) []Part
}

// Part is a share of a pekerjaan in one bucket, counted from 0.
type Part struct {
	Bucket int
	Share  decimal.Decimal
}

// SpreadNeeds are needs with what each bucket has of them.
type SpreadNeeds struct {
	*Needs

	spread Spread
	shares [][]decimal.Decimal // of each row, of each bucket: quantity × share, not yet divided by the whole
	costs  []decimal.Decimal   // of each bucket, the same
}

// SpreadNeeds computes the needs and divides them. Where the shares of every pekerjaan add up
// to the whole, so do the quantities of each row, and the costs to the total, exactly (rulings
// F37).
func (p *Project) SpreadNeeds(filter NeedsFilter, spread Spread) *SpreadNeeds {
	gathered := map[*Need][]decimal.Decimal{}
	var of int64
	var parts []Part
	n := &SpreadNeeds{spread: spread, costs: make([]decimal.Decimal, spread.Buckets)}
	n.Needs = p.gatherNeeds(filter, func(need *Need, pekerjaan int64, quantity decimal.Decimal) {
		if pekerjaan != of {
			of, parts = pekerjaan, spread.Parts(pekerjaan)
		}
		row, ok := gathered[need]
		if !ok {
			row = make([]decimal.Decimal, spread.Buckets)
			gathered[need] = row
		}
		for _, part := range parts {
			row[part.Bucket] = row[part.Bucket].Add(quantity.Mul(part.Share))
		}
	})
	for _, need := range n.Rows {
		row := gathered[need]
		for i, share := range row {
			n.costs[i] = n.costs[i].Add(share.Mul(need.Harga.OrZero()))
		}
		n.shares = append(n.shares, row)
	}
	return n
}

// Has reports whether a bucket has anything of a row.
func (n *SpreadNeeds) Has(row, bucket int) bool { return !n.shares[row][bucket].IsZero() }

// Quantity returns what a bucket has of a row, exactly.
func (n *SpreadNeeds) Quantity(row, bucket int) decimal.Decimal {
	return n.divided(n.shares[row][bucket])
}

// Cost returns what a bucket costs over all rows, exactly.
func (n *SpreadNeeds) Cost(bucket int) decimal.Decimal { return n.divided(n.costs[bucket]) }

// divided is done last: most quotients are no decimals, and slow to reckon with.
func (n *SpreadNeeds) divided(share decimal.Decimal) decimal.Decimal {
	quotient, _ := share.Quo(n.spread.Whole) // a whole of nothing has no parts
	return quotient
}
