package exchange

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"takar/internal/ahsp"
	"takar/internal/decimal"
	"takar/internal/rab"
)

// monthNames are the beginnings of the names of months, Indonesian and English.
var monthNames = map[string]int{
	"jan": 1, "feb": 2, "peb": 2, "mar": 3, "apr": 4, "mei": 5, "may": 5, "jun": 6, "jul": 7, "agu": 8, "agt": 8, "ags": 8, "aug": 8,
	"sep": 9, "okt": 10, "oct": 10, "nov": 11, "nop": 11, "des": 12, "dec": 12,
}

// Days of a workbook that counts from 1900, which has a 29 February of that year.
const (
	firstSerial = 18_264 // 1 January 1950: a smaller number is a year or a count, but no day of a project
	lastSerial  = 109_938
	since1904   = 1462 // days from the one beginning to the other
)

// serialStart is the day before day 1, shifted for the 29 February that never was.
const serialStart rab.Date = "1899-12-30"

// readDay reads a date: a number cell counts days, text is read as people write it.
func readDay(cell ahsp.Cell, dates SheetDates) (rab.Date, error) {
	if cell.Kind != ahsp.NumberCell {
		return ParseDay(cell.Text)
	}
	number, ok := ahsp.StoredNumber(cell.Text)
	serial, whole := number.RoundPlaces(0, decimal.Down).Int64() // what is behind the comma is a time of day
	if dates == From1904 {
		serial += since1904
	}
	if !ok || !whole || serial < firstSerial || serial > lastSerial {
		return "", fmt.Errorf("angka %s bukan tanggal: beri sel format tanggal, atau tulis seperti 31/01/2026", beginningOf(cell.Text))
	}
	return serialStart.AddDays(int(serial)), nil
}

// ParseDay reads a date as people write it: year first, or day, month and year in the
// Indonesian order, the month as a number or a name. A time of day behind it is left out.
func ParseDay(text string) (rab.Date, error) {
	bad := func(why string) (rab.Date, error) {
		return "", fmt.Errorf("tanggal %q %s", beginningOf(strings.TrimSpace(text)), why)
	}
	const howTo = "tidak terbaca: tulis hari/bulan/tahun, misalnya 31/01/2026"
	parts := dayParts(text)
	if len(parts) < 3 {
		return bad(howTo)
	}
	day, month, year := parts[0], parts[1], parts[2]
	switch {
	case len(day) == 4:
		day, year = year, day
	case monthNumber(day) > 0 && !isDigits(day):
		day, month = month, day
	}
	if len(year) != 4 || !isDigits(year) {
		return bad("harus menyebut tahun dengan empat angka, misalnya 31/01/2026")
	}
	m := monthNumber(month)
	d, err := strconv.Atoi(day)
	switch {
	case err != nil || len(day) > 2 || (m == 0 && !isDigits(month)):
		return bad(howTo)
	case (m < 1 || m > 12) && d <= 12:
		return bad("harus berurutan hari/bulan/tahun, misalnya 31/01/2026")
	}
	date, err := rab.ParseDate(fmt.Sprintf("%s-%02d-%02d", year, m, d))
	if err != nil {
		return bad("tidak ada dalam kalender tahun 1900 sampai 2200")
	}
	return date, nil
}

// dayParts returns the numbers and words of a date, without a day of the week before it
// and without the time of day behind it.
func dayParts(text string) []string {
	date := strings.ToLower(strings.TrimSpace(text))
	if iso := len("2026-01-31"); len(date) > iso && date[iso] == 't' {
		date = date[:iso] // ISO 8601 with a time
	}
	parts := strings.FieldsFunc(date, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if len(parts) > 3 && !isDigits(parts[0]) && monthNumber(parts[0]) == 0 {
		parts = parts[1:]
	}
	for _, more := range parts[min(3, len(parts)):] {
		if !isDigits(more) {
			return nil
		}
	}
	return parts[:min(3, len(parts))]
}

// monthNumber returns the number of a month, given as such or by its name; 0 for anything
// else.
func monthNumber(text string) int {
	if isDigits(text) {
		n, err := strconv.Atoi(text)
		if err != nil || len(text) > 2 {
			return 0
		}
		return n
	}
	if runes := []rune(text); len(runes) >= 3 {
		return monthNames[string(runes[:3])]
	}
	return 0
}

func isDigits(text string) bool { return text != "" && strings.Trim(text, "0123456789") == "" }
