package schedule

import (
	"errors"
	"fmt"
	"time"

	"takar/internal/rab"
)

// MaxWeeks is the longest a project may last.
const MaxWeeks = rab.MaxWeeks

// Timeline is the time of a project. Its weeks end on one weekday, whatever day the project
// begins: the first and the last may be short (schedule §4.1).
type Timeline struct {
	Span

	WeekEnd Weekday // last day of each week
}

// ErrTooLong is what NewTimeline says of a project of more than MaxWeeks.
var ErrTooLong = errors.New("jadwal paling panjang 530 minggu")

// NewTimeline returns the timeline of a project from its first to its last day.
func NewTimeline(from, to rab.Date, weekEnd Weekday) (Timeline, error) {
	t := Timeline{Span{DayOf(from), DayOf(to)}, weekEnd.normal()}
	switch {
	case from == "" || to == "":
		return Timeline{}, errors.New("tanggal mulai dan tanggal selesai belum diisi")
	case t.To < t.From:
		return Timeline{}, fmt.Errorf("tanggal selesai %s lebih awal dari tanggal mulai %s", to, from)
	case t.WeekCount() > MaxWeeks:
		return Timeline{}, ErrTooLong
	}
	return t, nil
}

// grid numbers the weeks, by days since the first.
func (t Timeline) grid() rab.WeekGrid {
	return rab.NewWeekGrid(int(t.From.Weekday()), int(t.WeekEnd), t.Days())
}

// WeekOf returns the number of the week that a day lies in, from 1. Days before the project
// belong to week 1; after its end the weeks go on (schedule §4.2).
func (t Timeline) WeekOf(d Day) int { return t.grid().Of(int(d - t.From)) }

// WeekCount is the number of weeks of the project.
func (t Timeline) WeekCount() int { return t.WeekOf(t.To) }

// Week returns the days of a week. The last week of the project ends with it; weeks after it,
// in which work may still be done late, are whole.
func (t Timeline) Week(number int) Span {
	first, last := t.grid().Ends(number)
	return Span{t.From + Day(first), t.From + Day(last)}
}

// wholeWeek is Week without an end of the project.
func (t Timeline) wholeWeek(number int) Span {
	first, last := t.grid().Whole(number)
	return Span{t.From + Day(first), t.From + Day(last)}
}

// Weeks returns the weeks of the project in their order; the first has number 1.
func (t Timeline) Weeks() []Span {
	weeks := make([]Span, t.WeekCount())
	for i := range weeks {
		weeks[i] = t.Week(i + 1)
	}
	return weeks
}

// Month is what a project has of a calendar month.
type Month struct {
	Span

	Year  int
	Month time.Month
}

var monthNames = [...]string{
	"Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember",
}

// MonthOf returns the whole calendar month that a day lies in.
func MonthOf(day Day) Month {
	at := day.time()
	return Month{month(day).Span, at.Year(), at.Month()}
}

// Label is the name of the month and its year, such as "Januari 2026".
func (m Month) Label() string { return fmt.Sprintf("%s %d", monthNames[m.Month-1], m.Year) }

// Months returns the calendar months that the project touches, cut at its ends (rulings F38).
func (t Timeline) Months() []Month {
	var months []Month
	for from := t.From; from <= t.To; {
		at := from.time()
		last := DayOf(rab.DateOf(time.Date(at.Year(), at.Month()+1, 0, 0, 0, 0, 0, time.UTC)))
		months = append(months, Month{Span{from, min(last, t.To)}, at.Year(), at.Month()})
		from = last + 1
	}
	return months
}

// Block is a run of four weeks, the last one may be shorter.
type Block struct {
	Span

	FirstWeek, LastWeek int
}

// Blocks returns the weeks in fours, an older way to make months (schedule §7.4).
func (t Timeline) Blocks() []Block {
	var blocks []Block
	count := t.WeekCount()
	for first := 1; first <= count; first += 4 {
		last := min(first+3, count)
		blocks = append(blocks, Block{Span{t.Week(first).From, t.Week(last).To}, first, last})
	}
	return blocks
}
