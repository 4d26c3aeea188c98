package ahsp

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"takar/internal/decimal"
)

// exactKoefisien reads a coefficient with all its decimals, before it is cut to six.
var exactKoefisien = decimal.Field{Name: "koefisien", Digits: 52, Scale: 40}

// thousand is where a whole number in a number cell is taken for a decimal value whose
// point was read as a thousands separator; properly read values are text.
var thousand = decimal.FromInt(1000)

// coefficient is a coefficient cell as read.
type coefficient struct {
	value    decimal.Decimal // at most six decimals
	original string          // the text that was read, when value differs from it
	lost     bool            // the decimal point was lost
	proposal decimal.Null    // what it most likely was; absent when a person must decide
	suspect  string          // why the value is doubtful; "" when it is not
}

// readCoefficient reads a cell. The error is a sentence for people.
func readCoefficient(cell Cell) (coefficient, error) {
	var exact decimal.Decimal
	var err error
	switch cell.Kind {
	case EmptyCell:
		return coefficient{suspect: "koefisien kosong, dihitung sebagai 0"}, nil
	case TextCell:
		exact, err = parseTyped(cell.Text)
	case NumberCell:
		exact, err = parseStored(cell.Text)
	case BoolCell, ErrorCell:
		err = fmt.Errorf("koefisien berisi %s, bukan angka", cell.Text)
	}
	if err != nil {
		return coefficient{}, err
	}
	value, err := decimal.Koefisien.Quantise(exact)
	if err != nil {
		return coefficient{}, err //nolint:wrapcheck // already a sentence for people
	}
	c := coefficient{value: value}
	if !value.Equal(exact) {
		c.original = cell.Text
	}
	switch {
	case value.IsZero():
		c.suspect = "koefisien 0"
	case exact.Less(exact.Sub(value).Abs().Mul(thousand)):
		c.suspect = "koefisien terlalu kecil untuk enam desimal"
	}
	if whole, ok := exact.Int64(); cell.Kind == NumberCell && ok && whole >= 1000 {
		c.lost = true
		if whole < 10_000 {
			c.proposal = decimal.Some(decimal.New(whole, 3))
		}
	}
	return c, nil
}

// parseTyped reads text as people write it; only here is scientific notation accepted.
func parseTyped(text string) (decimal.Decimal, error) {
	if strings.ContainsAny(text, "eE") {
		return parseScientific(strings.ReplaceAll(strings.TrimSpace(text), ",", "."))
	}
	read, err := exactKoefisien.ParseText(text)
	if err != nil {
		return decimal.Zero, err //nolint:wrapcheck // already a sentence for people
	}
	if !read.Valid {
		return decimal.Zero, fmt.Errorf("koefisien %q bukan angka", text)
	}
	return read.Decimal, nil
}

// StoredNumber returns the number that was typed into a number cell, from the text that the
// workbook stores; ok is false when the text is no number.
func StoredNumber(text string) (number decimal.Decimal, ok bool) {
	number, err := parseStored(text)
	return number, err == nil
}

// parseStored reads the text of a number cell. Workbooks store binary fractions with up to
// 17 digits (26.405999999999999); the 15 that Excel shows are what was typed.
func parseStored(text string) (decimal.Decimal, error) {
	stored, err := parseScientific(text)
	if err != nil {
		return decimal.Zero, err
	}
	whole := strings.TrimLeft(strings.SplitN(stored.Abs().String(), ".", 2)[0], "0")
	if places := 15 - len(whole); places > 0 {
		return stored.Round(places), nil
	}
	return stored, nil
}

// parseScientific reads digits with an optional exponent of at most two digits.
func parseScientific(text string) (decimal.Decimal, error) {
	bad := fmt.Errorf("koefisien %q bukan angka", text)
	mantissa, exponent := text, ""
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		mantissa, exponent = text[:i], text[i+1:]
	}
	value, err := decimal.Parse(mantissa)
	if err != nil || len(mantissa) > 40 {
		return decimal.Zero, bad
	}
	if exponent == "" {
		if len(mantissa) != len(text) {
			return decimal.Zero, bad
		}
		return value, nil
	}
	power, err := strconv.Atoi(exponent)
	if err != nil || power < -40 || power > 40 {
		return decimal.Zero, bad
	}
	scale := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(power, -power))), nil))
	if power < 0 {
		scale.Inv(scale)
	}
	return value.Mul(decimal.FromRat(scale)), nil
}
