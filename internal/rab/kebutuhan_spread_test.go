package rab

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"takar/internal/ahsp"
	"takar/internal/decimal"
)

// fortySixty divides the pekerjaan of the needs' tests: 40 % into bucket 0 and 60 % into bucket
// 1, the others whole into bucket 2.
func fortySixty(split int64) Spread {
	return Spread{Buckets: 3, Whole: decimal.FromInt(100), Parts: func(q *Pekerjaan) []Part {
		if q.ID == split {
			return []Part{{Bucket: 0, Share: decimal.FromInt(40)}, {Bucket: 1, Share: decimal.FromInt(60)}}
		}
		return []Part{{Bucket: 2, Share: decimal.FromInt(100)}}
	}}
}

func TestNeedsAreSpread(t *testing.T) {
	x := buildNeeded(t)
	spread := x.p.SpreadNeeds(NeedsFilter{Kategori: []ahsp.Kategori{ahsp.TK, ahsp.ALT}}, fortySixty(x.earth.ID))
	var got []string
	for i, need := range spread.Rows {
		got = append(got, fmt.Sprintf("%s %s: %s", need.Kode, need.Quantity, numbersOf(spread.buckets(func(b int) decimal.Decimal { return spread.Quantity(i, b, b) }))))
	}
	sameList(t, "rows", got, []string{"T.2 10: 2 3 5", "E.1 2: 0.4 0.6 1"})
	if got := numbersOf(spread.buckets(spread.cost)); got != "600 900 1500" {
		t.Errorf("costs %s", got)
	}
}

// buckets asks about each bucket.
func (n *SpreadNeeds) buckets(of func(bucket int) decimal.Decimal) (list []decimal.Decimal) {
	for bucket := range len(n.until[0]) {
		list = append(list, of(bucket))
	}
	return list
}

func (n *SpreadNeeds) cost(bucket int) decimal.Decimal { return n.Part(bucket, bucket).Total }

func numbersOf(list []decimal.Decimal) string {
	text := ""
	for i, n := range list {
		if i > 0 {
			text += " "
		}
		text += n.String()
	}
	return text
}

// What the buckets hold is what is needed, whatever the shares.
func TestSpreadNeedsAddUp(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		p := estimate(t, rapid.IntRange(1, 30).Draw(rt, "pekerjaan")).project()
		const buckets = 5
		parts := map[int64][]Part{}
		whole := decimal.FromInt(rapid.Int64Range(1, 42_000).Draw(rt, "whole"))
		for _, q := range p.WorkList() {
			left := whole
			for i := range buckets - 1 {
				share := decimal.Min(left, decimal.New(rapid.Int64Range(0, 1_000_000).Draw(rt, "share"), 2))
				parts[q.ID] = append(parts[q.ID], Part{Bucket: i, Share: share})
				left = left.Sub(share)
			}
			parts[q.ID] = append(parts[q.ID], Part{Bucket: buckets - 1, Share: left})
		}
		spread := p.SpreadNeeds(NeedsFilter{}, Spread{Buckets: buckets, Whole: whole, Parts: func(q *Pekerjaan) []Part { return parts[q.ID] }})
		plain := p.Needs(NeedsFilter{})
		if cost := decimal.Sum(spread.buckets(spread.cost)...); !cost.Equal(plain.Total) {
			rt.Fatalf("the buckets cost %s, everything %s", cost, plain.Total)
		}
		for i, need := range spread.Rows {
			if sum := decimal.Sum(spread.buckets(func(b int) decimal.Decimal { return spread.Quantity(i, b, b) })...); !sum.Equal(plain.Rows[i].Quantity) || need.Kode != plain.Rows[i].Kode {
				rt.Fatalf("%s: %s in buckets, %s needed", need.Kode, sum, plain.Rows[i].Quantity)
			}
		}
	})
}

// A quantity of more decimals than the fast form of a number holds leaves nothing behind when
// all of it is in one bucket, or in three that are no decimals of it.
func TestSpreadNeedsLeaveNothingOfLongQuantities(t *testing.T) {
	b := build(t)
	below := b.add("A")
	b.row(below, ahsp.BHN, "B.1", "0.123457", "100")
	for _, kode := range []string{"B", "C", "D"} {
		user := b.add(kode)
		b.bundle(user, below, "0.654321")
		below = user
	}
	b.volume(below, "12.345")
	third := decimal.FromInt(1)
	spread := b.project().SpreadNeeds(NeedsFilter{}, Spread{Buckets: 5, Whole: decimal.FromInt(3), Parts: func(*Pekerjaan) []Part {
		return []Part{{Bucket: 0, Share: third}, {Bucket: 1, Share: third}, {Bucket: 3, Share: third}}
	}})
	if got := spread.Quantity(0, 4, 4); !got.IsZero() {
		t.Errorf("%s is left", got)
	}
	if got, want := spread.Quantity(0, 0, 4), spread.Rows[0].Quantity; !got.Equal(want) {
		t.Errorf("the buckets have %s, needed are %s", got, want)
	}
	if part := spread.Part(4, 4); len(part.Rows) != 0 {
		t.Errorf("the empty bucket lists %d items", len(part.Rows))
	}
}
