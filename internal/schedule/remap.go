package schedule

import (
	"maps"
	"slices"

	"takar/internal/decimal"
)

// Amount is a part of something, in one week.
type Amount struct {
	Week  int
	Value decimal.Decimal
}

// Move says how amounts come from the weeks of one timeline into those of another, when the
// dates of a project or the end of its weeks change (rulings F34).
type Move struct {
	From, To Timeline
	Days     int  // how many days everything moves; 0 keeps each day where it is
	Late     bool // what comes after the end of the project is kept there, as realisasi is
}

// Amounts moves amounts day by day, as if each were even over the days of its week. Values
// have the given number of places before and after, and add up to what they were, together
// with what has no place: days before the project, and after it unless Late. moved is in the
// order of weeks and holds no zeros.
func (m Move) Amounts(amounts []Amount, places int) (moved []Amount, outside decimal.Decimal) {
	sums := map[int]decimal.Decimal{}
	for _, amount := range amounts {
		parts, lost := m.place(amount.Week).divide(amount.Value, places)
		for _, part := range parts {
			sums[part.Week] = sums[part.Week].Add(part.Value)
		}
		outside = outside.Add(lost)
	}
	for _, week := range slices.Sorted(maps.Keys(sums)) {
		moved = append(moved, Amount{week, sums[week]})
	}
	return moved, outside
}

// place tells where what stood in an old week goes: how many of its days lie in which new
// weeks, and how many in none.
type place struct {
	weeks, days []int
	lost        int
}

func (m Move) place(week int) place { return m.placeOf(m.From.Week(week)) }

func (m Move) placeOf(old Span) place {
	span := Span{old.From + Day(m.Days), old.To + Day(m.Days)}
	inside := Span{max(span.From, m.To.From), span.To}
	if !m.Late {
		inside.To = min(inside.To, m.To.To)
	}
	p := place{lost: span.Days()}
	if inside.Days() <= 0 {
		return p
	}
	for week := m.To.WeekOf(inside.From); week <= m.To.WeekOf(inside.To); week++ {
		if n := m.To.wholeWeek(week).Overlap(inside); n > 0 {
			p.weeks, p.days = append(p.weeks, week), append(p.days, n)
			p.lost -= n
		}
	}
	return p
}

// divide divides an amount of the old week between the new ones; parts holds no zeros.
func (p place) divide(value decimal.Decimal, places int) (parts []Amount, lost decimal.Decimal) {
	switch {
	case value.IsZero():
		return nil, decimal.Zero
	case len(p.weeks) == 0:
		return nil, value
	case len(p.weeks) == 1 && p.lost == 0:
		return []Amount{{p.weeks[0], value}}, decimal.Zero
	}
	split := Split(value, append(slices.Clone(p.days), p.lost), places)
	for i, week := range p.weeks {
		if !split[i].IsZero() {
			parts = append(parts, Amount{week, split[i]})
		}
	}
	return parts, split[len(p.weeks)]
}
