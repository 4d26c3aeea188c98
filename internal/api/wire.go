package api

import (
	"strconv"

	"takar/internal/ahsp"
	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/serve"
)

// okay is the first key of the answers of the contract.
type okay struct {
	OK bool `json:"ok"`
}

var yes = okay{OK: true}

// kept answers a read that cannot fail with what build makes of the view.
func kept[T any](r *serve.Request, key string, build func(*app.View) T) error {
	return r.Kept(key, func(v *app.View) (any, error) { return build(v), nil })
}

// keptOf answers a read of one row, named by the last id of the path.
func keptOf[T any](r *serve.Request, key, name string, build func(*app.View, int64) (T, error)) error {
	id, err := r.PathID(name)
	if err != nil {
		return err
	}
	return r.Kept(key+"/"+strconv.FormatInt(id, 10), func(v *app.View) (any, error) { return build(v, id) })
}

// money is an amount that JSON shows as a bare number with 2 decimals (rulings A2).
type money struct{ decimal.Decimal }

// MarshalJSON writes the rounded digits without quotes.
func (m money) MarshalJSON() ([]byte, error) { return []byte(m.Fixed(2)), nil }

// number is an amount that JSON shows as a bare number with its own digits.
func number(d decimal.Decimal) decimal.Number { return decimal.Number{Decimal: d} }

// dec is the contract's dec(n): a string with exactly that many decimals.
func dec(places int, d decimal.Decimal) decimal.Fixed {
	return decimal.Fixed{Decimal: d, Places: places}
}

// optionalDec is dec of a value that may be absent.
func optionalDec(places int, n decimal.Null) *decimal.Fixed {
	if !n.Valid {
		return nil
	}
	fixed := dec(places, n.Decimal)
	return &fixed
}

// plain is a string with at least so many decimals, and more when the value has more, so
// that what a client posts back is what is stored.
func plain(least int, d decimal.Decimal) string {
	if fixed := d.Fixed(least); decimal.MustParse(fixed).Equal(d) {
		return fixed
	}
	return d.String()
}

// optional is null for an empty text.
func optional(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// dash stands for an empty text in lists that never show null.
func dash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}

// moment is null for a moment that never was.
func moment(at rab.Instant) *string {
	if at == 0 {
		return nil
	}
	return optional(at.Contract())
}

// perKategori makes a value of each kategori, in a map that always holds all four.
func perKategori[T any](value func(ahsp.Kategori) T) map[ahsp.Kategori]T {
	values := make(map[ahsp.Kategori]T, len(ahsp.Categories))
	for _, kategori := range ahsp.Categories {
		values[kategori] = value(kategori)
	}
	return values
}
