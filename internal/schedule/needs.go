package schedule

import (
	"takar/internal/decimal"
	"takar/internal/rab"
)

// daysOfWeeks is divided by every number of days that a week can have.
const daysOfWeeks = 420

// NeedsSpread divides the needs of a project into periods by the plan of each pekerjaan,
// within a week evenly over its calendar days. The buckets are the periods, in their order,
// then Elsewhere, what is planned outside of all of them, and Unscheduled, what is not planned
// at all: together they are always the whole (rulings F37; schedule Q16). Periods must not
// overlap. planned returns the cells of a pekerjaan.
func NeedsSpread(line Timeline, periods []Span, planned func(pekerjaan int64) []Cell) rab.Spread {
	elsewhere := Elsewhere(periods)
	weeks := make([][]rab.Part, line.WeekCount()+1)
	for number := 1; number < len(weeks); number++ {
		weeks[number] = partsOf(line.Week(number), periods)
	}
	return rab.Spread{
		Buckets: len(periods) + 2, Whole: wholeWork,
		Parts: func(pekerjaan int64) []rab.Part {
			var parts []rab.Part
			left := wholeWork
			for _, cell := range planned(pekerjaan) {
				share := cell.Planned.Mul(decimal.FromInt(daysOfWeeks))
				left = left.Sub(share)
				if cell.Week >= len(weeks) {
					parts = append(parts, rab.Part{Bucket: elsewhere, Share: share})
					continue
				}
				for _, part := range weeks[cell.Week] {
					parts = append(parts, rab.Part{Bucket: part.Bucket, Share: cell.Planned.Mul(part.Share)})
				}
			}
			if !left.IsZero() {
				parts = append(parts, rab.Part{Bucket: elsewhere + 1, Share: left})
			}
			return parts
		},
	}
}

// wholeWork is 100 percent in parts of a day of any week.
var wholeWork = decimal.FromInt(100 * daysOfWeeks)

// Elsewhere is the bucket of what is planned outside of the periods; the next one holds what
// is not planned.
func Elsewhere(periods []Span) int { return len(periods) }

// partsOf divides a week between periods, in parts of daysOfWeeks.
func partsOf(week Span, periods []Span) []rab.Part {
	day := int64(daysOfWeeks / week.Days())
	var parts []rab.Part
	outside := week.Days()
	for i, period := range periods {
		if days := week.Overlap(period); days > 0 {
			parts = append(parts, rab.Part{Bucket: i, Share: decimal.FromInt(day * int64(days))})
			outside -= days
		}
	}
	if outside > 0 {
		parts = append(parts, rab.Part{Bucket: Elsewhere(periods), Share: decimal.FromInt(day * int64(outside))})
	}
	return parts
}
