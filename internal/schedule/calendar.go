package schedule

// Calendar tells on which days is worked. The zero value works every day.
type Calendar struct {
	Off      [7]bool      // weekdays without work, Senin first
	Holidays map[Day]bool // further days without work
}

// SixDays is the usual calendar of a site: Senin to Sabtu (rulings F40).
func SixDays(holidays ...Day) Calendar {
	c := Calendar{Holidays: make(map[Day]bool, len(holidays))}
	c.Off[Minggu] = true
	for _, day := range holidays {
		c.Holidays[day] = true
	}
	return c
}

// Works reports whether a day is worked on.
func (c Calendar) Works(d Day) bool { return !c.Off[d.Weekday()] && !c.Holidays[d] }

// WorkingDays counts the days of a span that are worked on.
func (c Calendar) WorkingDays(s Span) int {
	count := 0
	for d := s.From; d <= s.To; d++ {
		if c.Works(d) {
			count++
		}
	}
	return count
}
