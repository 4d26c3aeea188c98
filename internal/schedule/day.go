// Package schedule spreads work over time: weeks of a project, exact splits between periods,
// shapes of distribution, kurva S, earned value, and when a contract counts as critical. Like
// rab, on which it builds, it is pure: decimals in, decimals out, no clock and no store.
package schedule

import (
	"time"

	"takar/internal/rab"
)

// Day is a calendar day without a time zone, counted from 1 January 1970.
type Day int

// DayOf returns the day of a date; of none ("") it is that of the year 1.
func DayOf(date rab.Date) Day { return Day(date.Time().Unix() / secondsADay) }

const secondsADay = 24 * 60 * 60

// Date returns the day as projects store it.
func (d Day) Date() rab.Date { return rab.DateOf(d.time()) }

// String is the date in the form 2006-01-02.
func (d Day) String() string { return string(d.Date()) }

func (d Day) time() time.Time { return time.Unix(int64(d)*secondsADay, 0).UTC() }

// Weekday is a day of the week: 0 is Senin, 6 is Minggu (schedule §1.1).
type Weekday int

// The days of the week.
const (
	Senin Weekday = iota
	Selasa
	Rabu
	Kamis
	Jumat
	Sabtu
	Minggu
)

var weekdayNames = [...]string{"Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"}

func (w Weekday) String() string { return weekdayNames[w.normal()] }

// normal is the weekday with its number reduced to 0 to 6.
func (w Weekday) normal() Weekday { return ((w % 7) + 7) % 7 }

// Weekday returns the day of the week; 1 January 1970 was a Kamis.
func (d Day) Weekday() Weekday { return (Weekday(d) + Kamis).normal() }

// Span is a run of days, both ends included.
type Span struct{ From, To Day }

// Days is the number of days; 0 or less of a span that ends before it begins.
func (s Span) Days() int { return int(s.To-s.From) + 1 }

// Holds reports whether a day lies in the span.
func (s Span) Holds(d Day) bool { return s.From <= d && d <= s.To }

// Overlap returns how many days two spans share.
func (s Span) Overlap(other Span) int {
	return max(0, Span{max(s.From, other.From), min(s.To, other.To)}.Days())
}
