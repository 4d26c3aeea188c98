package decimal

import (
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strings"

	"github.com/quagmt/udecimal"
)

// maxWireLength bounds the length of one number from outside. The widest stored field has
// 20 digits; an exact product of nested coefficients, as answers emit it, has below 100.
const maxWireLength = 128

// ErrSyntax is returned by Parse for text that is not a wire decimal.
var ErrSyntax = errors.New("bukan angka desimal yang sah (contoh: 1234.56)")

// Parse reads a wire decimal: an optional minus, digits, and optionally a dot and digits
// (rulings A1). Grouping, exponents, NaN and Infinity are refused.
func Parse(text string) (Decimal, error) {
	if !isWire(text) {
		return Zero, ErrSyntax
	}
	if strings.Contains(text, ".") { // fewer decimals keep later products in the fast form
		text = strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
	}
	if d, err := udecimal.Parse(text); err == nil {
		return Decimal{fast: d}, nil
	}
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		return Zero, ErrSyntax
	}
	return narrow(r), nil
}

// MustParse is Parse for constants in code and tests; it panics on bad text.
func MustParse(text string) Decimal {
	d, err := Parse(text)
	if err != nil {
		panic(fmt.Sprintf("decimal: %q: %v", text, err))
	}
	return d
}

func isWire(text string) bool {
	if len(text) > maxWireLength {
		return false
	}
	if len(text) > 0 && text[0] == '-' {
		text = text[1:]
	}
	dot := -1
	for i := range len(text) {
		switch c := text[i]; {
		case c >= '0' && c <= '9':
		case c == '.' && dot < 0 && i > 0:
			dot = i
		default:
			return false
		}
	}
	return len(text) > 0 && dot != len(text)-1
}

// MarshalJSON writes the value as a JSON string with its own digits.
func (d Decimal) MarshalJSON() ([]byte, error) {
	text := d.String()
	out := make([]byte, 0, len(text)+2)
	out = append(out, '"')
	out = append(out, text...)
	return append(out, '"'), nil
}

// UnmarshalJSON takes a JSON number, decoded from its text and never through a float, or
// a string in wire form.
func (d *Decimal) UnmarshalJSON(data []byte) error {
	text := string(data)
	if len(data) > 0 && data[0] == '"' {
		if err := json.Unmarshal(data, &text); err != nil {
			return ErrSyntax
		}
	}
	parsed, err := Parse(text)
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// Value stores the canonical text (TEXT in SQLite, NUMERIC in PostgreSQL).
func (d Decimal) Value() (driver.Value, error) { return d.String(), nil }

// Scan reads what Value stored.
func (d *Decimal) Scan(source any) error {
	switch v := source.(type) {
	case string:
		return d.scanText(v)
	case []byte:
		return d.scanText(string(v))
	case int64:
		*d = FromInt(v)
		return nil
	}
	return fmt.Errorf("decimal: cannot read a %T from the store", source)
}

func (d *Decimal) scanText(text string) error {
	parsed, err := Parse(text)
	if err != nil {
		return fmt.Errorf("decimal: stored %q: %w", text, err)
	}
	*d = parsed
	return nil
}

// Number is a Decimal that JSON shows as a bare number with its own digits, for the keys
// that the HTTP contract emits as numbers.
type Number struct{ Decimal }

// MarshalJSON writes the digits without quotes.
func (n Number) MarshalJSON() ([]byte, error) { return []byte(n.String()), nil }

// Fixed is a Decimal that JSON shows as a string with exactly Places decimals (the
// contract's dec(n)).
type Fixed struct {
	Decimal

	Places int
}

// MarshalJSON writes the rounded digits as a string.
func (f Fixed) MarshalJSON() ([]byte, error) {
	return []byte(`"` + f.Decimal.Fixed(f.Places) + `"`), nil
}

// Null is a Decimal that may be absent. Absent is not zero.
type Null struct {
	Decimal Decimal
	Valid   bool
}

// Some returns a present value.
func Some(d Decimal) Null { return Null{Decimal: d, Valid: true} }

// OrZero returns the value, or 0 when it is absent.
func (n Null) OrZero() Decimal {
	if n.Valid {
		return n.Decimal
	}
	return Zero
}

// Equal reports whether both are absent, or both are the same number.
func (n Null) Equal(m Null) bool {
	return n.Valid == m.Valid && (!n.Valid || n.Decimal.Equal(m.Decimal))
}

// MarshalJSON writes null, or the value as Decimal does.
func (n Null) MarshalJSON() ([]byte, error) {
	if !n.Valid {
		return []byte("null"), nil
	}
	return n.Decimal.MarshalJSON()
}

// UnmarshalJSON takes null, or what Decimal takes.
func (n *Null) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		*n = Null{}
		return nil
	}
	var d Decimal
	if err := d.UnmarshalJSON(data); err != nil {
		return err
	}
	*n = Some(d)
	return nil
}

// Value stores NULL or the canonical text.
func (n Null) Value() (driver.Value, error) {
	if !n.Valid {
		return nil, nil //nolint:nilnil // NULL is the value
	}
	return n.Decimal.Value()
}

// Scan reads NULL or what Value stored.
func (n *Null) Scan(source any) error {
	if source == nil {
		*n = Null{}
		return nil
	}
	var d Decimal
	if err := d.Scan(source); err != nil {
		return err
	}
	*n = Some(d)
	return nil
}
