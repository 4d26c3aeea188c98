package schedule

import "takar/internal/decimal"

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
	last := 0
	for _, amount := range amounts {
		weeks, days, lost := m.days(m.From.Week(amount.Week))
		parts := Split(amount.Value, append(days, lost), places)
		for i, week := range weeks {
			sums[week] = sums[week].Add(parts[i])
			last = max(last, week)
		}
		outside = outside.Add(parts[len(weeks)])
	}
	for week := 1; week <= last; week++ {
		if sum := sums[week]; !sum.IsZero() {
			moved = append(moved, Amount{week, sum})
		}
	}
	return moved, outside
}

// days tells how many days of an old week lie in which new ones, and how many in none.
func (m Move) days(old Span) (weeks, days []int, lost int) {
	span := Span{old.From + Day(m.Days), old.To + Day(m.Days)}
	lost = span.Days()
	inside := Span{max(span.From, m.To.From), span.To}
	if !m.Late {
		inside.To = min(inside.To, m.To.To)
	}
	if inside.Days() <= 0 {
		return nil, nil, lost
	}
	for week := m.To.WeekOf(inside.From); week <= m.To.WeekOf(inside.To); week++ {
		if n := m.To.wholeWeek(week).Overlap(inside); n > 0 {
			weeks, days = append(weeks, week), append(days, n)
			lost -= n
		}
	}
	return weeks, days, lost
}
