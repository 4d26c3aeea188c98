package schedule

import (
	"math/big"

	"takar/internal/decimal"
	"takar/internal/rab"
)

// Split divides an amount in proportion to weights so that the parts, rounded to a number of
// places, add up to the amount exactly. What is rounded is the running sum: no part is off by
// more than one unit of its last place, and none is negative when the amount and the weights
// are not. The amount must itself have no more places. Without any weight all parts are 0.
func Split(amount decimal.Decimal, weights []int, places int) []decimal.Decimal {
	total := int64(0)
	for _, weight := range weights {
		total += int64(weight)
	}
	parts := make([]decimal.Decimal, len(weights))
	if total == 0 {
		return parts
	}
	running, before := int64(0), decimal.Zero
	for i, weight := range weights {
		running += int64(weight)
		now := decimal.FromRat(new(big.Rat).Mul(amount.Rat(), big.NewRat(running, total))).Round(places)
		parts[i], before = now.Sub(before), now
	}
	return parts
}

// PercentPlaces is the number of decimal places of a share of work.
const PercentPlaces = rab.PercentPlaces

// OverPeriods cuts the share of work of each week into periods by calendar days, as if work
// were even within a week, and adds it up per period. shares[i] belongs to weeks[i]. What lies
// outside of every period is the last value of the answer: together they are the sum of the
// shares, exactly (schedule §7.3, Q20). Periods must not overlap.
func OverPeriods(shares []decimal.Decimal, weeks, periods []Span) []decimal.Decimal {
	sums := make([]decimal.Decimal, len(periods)+1)
	var touched, days []int // of one week: few of many periods
	for i, share := range shares {
		if share.IsZero() {
			continue
		}
		touched, days = touched[:0], days[:0]
		outside := weeks[i].Days()
		for j, period := range periods {
			if overlap := weeks[i].Overlap(period); overlap > 0 {
				touched, days = append(touched, j), append(days, overlap)
				outside -= overlap
			}
		}
		if outside > 0 {
			touched, days = append(touched, len(periods)), append(days, outside)
		}
		if len(days) == 1 {
			sums[touched[0]] = sums[touched[0]].Add(share)
			continue
		}
		for j, part := range Split(share, days, PercentPlaces) {
			sums[touched[j]] = sums[touched[j]].Add(part)
		}
	}
	return sums
}
