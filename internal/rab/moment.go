package rab

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"time"
)

// Instant is a moment in UTC as microseconds since 1970; 0 means "never".
type Instant int64

// InstantOf converts a time, cutting to microseconds.
func InstantOf(t time.Time) Instant { return Instant(t.UnixMicro()) }

// Time returns the moment in UTC.
func (i Instant) Time() time.Time { return time.UnixMicro(int64(i)).UTC() }

// Contract returns the form of stored timestamps on the wire: ISO 8601 with microseconds
// and offset, UTC (api §1.5).
func (i Instant) Contract() string { return i.Time().Format("2006-01-02T15:04:05.000000-07:00") }

// Date is a calendar day in the form 2006-01-02; "" means none.
type Date string

const dateLayout = "2006-01-02"

// ParseDate reads an ISO date.
func ParseDate(text string) (Date, error) {
	if text == "" {
		return "", nil
	}
	t, err := time.Parse(dateLayout, text)
	if err != nil || t.Year() < 1900 || t.Year() > 2200 {
		return "", fmt.Errorf("tanggal %q tidak sah: pakai bentuk TTTT-BB-HH, tahun 1900 sampai 2200", text)
	}
	return Date(text), nil
}

// DateOf returns the calendar day of t in its own location.
func DateOf(t time.Time) Date { return Date(t.Format(dateLayout)) }

// Time returns midnight UTC of the day; the zero time for "".
func (d Date) Time() time.Time {
	t, err := time.Parse(dateLayout, string(d))
	if err != nil {
		return time.Time{}
	}
	return t
}

// AddDays returns the day n days later.
func (d Date) AddDays(n int) Date { return DateOf(d.Time().AddDate(0, 0, n)) }

// DaysTo returns the number of days from d to e, counting both ends.
func (d Date) DaysTo(e Date) int { return int(e.Time().Sub(d.Time())/(24*time.Hour)) + 1 }

// Value stores NULL for none.
func (d Date) Value() (driver.Value, error) {
	if d == "" {
		return nil, nil //nolint:nilnil // NULL is the value
	}
	return string(d), nil
}

// Scan reads what Value stored.
func (d *Date) Scan(source any) error {
	switch v := source.(type) {
	case nil:
		*d = ""
	case string:
		*d = Date(v)
	case []byte:
		*d = Date(v)
	default:
		return fmt.Errorf("rab: cannot read a date from %T", source)
	}
	return nil
}

// MarshalJSON writes null for none.
func (d Date) MarshalJSON() ([]byte, error) {
	if d == "" {
		return []byte("null"), nil
	}
	return json.Marshal(string(d))
}
