package document

import (
	"takar/internal/decimal"
)

// Kind says what a number is, and so how it looks everywhere.
type Kind uint8

// The kinds.
const (
	AsColumn    Kind = iota // of a cell: that of its column; of a column: text
	Count                   // whole numbers
	Money                   // rupiah, 2 decimals
	Rupiah                  // rupiah, whole
	VolumeKind              // 3 decimals
	Coefficient             // 4 to 6 decimals
	Percent                 // 2 decimals, without a sign: the column says so
	Points                  // percentage points, 2 decimals, with their sign
	Exact                   // all its digits, at most 6 decimals
	Blank                   // as Money, but 0 is left blank: not known yet, or for others to fill in
)

// look is how numbers of a kind are written.
type look struct {
	least, most int
	format      string // of a workbook, where separators follow the reader's
	signed      bool
	blank       bool // instead of 0
}

var looks = [...]look{
	AsColumn:    {0, 6, "General", false, false},
	Count:       {0, 0, "#,##0", false, false},
	Money:       {2, 2, "#,##0.00", false, false},
	Rupiah:      {0, 0, "#,##0", false, false},
	VolumeKind:  {3, 3, "#,##0.000", false, false},
	Coefficient: {4, 6, "#,##0.0000##", false, false},
	Percent:     {2, 2, "0.00", false, false},
	Points:      {2, 2, "+0.00;-0.00;0.00", true, false},
	Exact:       {0, 6, "#,##0.######", false, false},
	Blank:       {2, 2, "#,##0.00;-#,##0.00;", false, true},
}

// Text is a number as Indonesians read it: dots between thousands and a decimal comma,
// rounded half-up to the places of the kind.
func (k Kind) Text(d decimal.Decimal) string {
	l := looks[k]
	if l.blank && d.Round(l.most).IsZero() {
		return ""
	}
	text := d.Indonesian(l.least, l.most)
	if l.signed && d.Round(l.most).Sign() > 0 {
		return "+" + text
	}
	return text
}

// Format is the number format of the kind in a workbook.
func (k Kind) Format() string { return looks[k].format }

// Places is how many decimals numbers of the kind have at most on paper.
func (k Kind) Places() int { return looks[k].most }

// IsNumber reports whether the kind is one of numbers, which stand to the right.
func (k Kind) IsNumber() bool { return k != AsColumn }

// Shown is what a reader of a cell in a column sees; "" when it is empty.
func (c Cell) Shown(column Kind) string {
	switch c.Holds {
	case HoldsText:
		return c.Text
	case HoldsNumber:
		return c.KindIn(column).Text(c.Number)
	}
	return ""
}

// KindIn returns the kind of a cell in a column.
func (c Cell) KindIn(column Kind) Kind {
	if c.Kind != AsColumn {
		return c.Kind
	}
	return column
}

// Alignment returns how the cell is aligned: never ByKind.
func (c Cell) Alignment() Align {
	switch {
	case c.Align != ByKind:
		return c.Align
	case c.Holds == HoldsNumber:
		return Right
	}
	return Left
}
