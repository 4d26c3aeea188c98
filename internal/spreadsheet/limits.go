package spreadsheet

import "fmt"

// Limits bounds what one file may cost to read. A zero field means the default.
type Limits struct {
	FileBytes         int64 // size of the file as sent
	UncompressedBytes int64 // sum of all parts once unpacked
	Ratio             int64 // unpacked ÷ packed, checked once the unpacked sum passes 16 MiB
	Entries           int   // files inside the archive
	StringBytes       int64 // text of the shared strings, which stays in memory
	Rows              int   // highest row number that holds a value
	Columns           int   // highest column that holds a value
	CellRunes         int   // characters in one cell
}

// DefaultLimits holds what an import of the reference library accepts (documents I2).
var DefaultLimits = Limits{
	FileBytes:         50 << 20,
	UncompressedBytes: 500 << 20,
	Ratio:             100,
	Entries:           1000,
	StringBytes:       64 << 20,
	Rows:              50_000,
	Columns:           100,
	CellRunes:         32_767,
}

// ratioFloor keeps small repetitive workbooks, which pack extremely well, from being
// taken for a bomb.
const ratioFloor = 16 << 20

func orDefault[N int | int64](value, otherwise N) N {
	if value > 0 {
		return value
	}
	return otherwise
}

func (l Limits) withDefaults() Limits {
	d := DefaultLimits
	return Limits{
		FileBytes:         orDefault(l.FileBytes, d.FileBytes),
		UncompressedBytes: orDefault(l.UncompressedBytes, d.UncompressedBytes),
		Ratio:             orDefault(l.Ratio, d.Ratio),
		Entries:           orDefault(l.Entries, d.Entries),
		StringBytes:       orDefault(l.StringBytes, d.StringBytes),
		Rows:              orDefault(l.Rows, d.Rows),
		Columns:           orDefault(l.Columns, d.Columns),
		CellRunes:         orDefault(l.CellRunes, d.CellRunes),
	}
}

// Reason says why a file was refused.
type Reason string

// The reasons for which Open and Rows refuse a file.
const (
	TooLarge         Reason = "too_large"         // a limit on bytes, entries or the ratio
	TooManyRows      Reason = "too_many_rows"     //
	TooManyColumns   Reason = "too_many_columns"  //
	CellTooLong      Reason = "cell_too_long"     //
	Macro            Reason = "macro"             // the workbook carries a program
	DangerousFormula Reason = "dangerous_formula" // a formula that reaches outside the workbook
	Unsupported      Reason = "unsupported"       // a format that is not read here
	Unreadable       Reason = "unreadable"        // damaged
	NoSheet          Reason = "no_sheet"          // the sheet asked for is not there
)

// Error tells why a file was refused, and where. Its text is a sentence for people.
type Error struct {
	Reason  Reason
	Sheet   string // "" when the whole file is meant
	Cell    string // "H12", or "" when a sheet or the whole file is meant
	Message string
	cause   error
}

// Error returns the sentence with its place.
func (e *Error) Error() string {
	switch {
	case e.Cell != "":
		return fmt.Sprintf("lembar %q sel %s: %s", e.Sheet, e.Cell, e.Message)
	case e.Sheet != "":
		return fmt.Sprintf("lembar %q: %s", e.Sheet, e.Message)
	}
	return e.Message
}

// Unwrap returns the technical cause, for logs.
func (e *Error) Unwrap() error { return e.cause }

func refuse(reason Reason, format string, arguments ...any) *Error {
	return &Error{Reason: reason, Message: fmt.Sprintf(format, arguments...)}
}

func (e *Error) because(cause error) *Error {
	e.cause = cause
	return e
}

func (e *Error) at(sheet, cell string) *Error {
	e.Sheet, e.Cell = sheet, cell
	return e
}

func unreadable(cause error) *Error {
	return refuse(Unreadable, "berkas rusak atau bukan buku kerja Excel yang utuh: buka di Excel, simpan ulang sebagai .xlsx, lalu unggah lagi").because(cause)
}
