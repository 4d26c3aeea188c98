package decimal

import (
	"fmt"
	"strings"
)

// Field describes one kind of stored number: how many digits it holds and how people
// write it (domain §2.1, §2.2).
type Field struct {
	Name   string // as a message names it: "volume", "koefisien"
	Digits int    // digits in all
	Scale  int    // decimals
	Signed bool   // negative values are allowed
	// GroupedDot says that one lone dot followed by exactly three digits groups
	// thousands ("1.000" is 1000). It holds for volumes and money, not for coefficients,
	// percentages and factors ("1.250" is 1.25).
	GroupedDot bool
	Money      bool // a leading "Rp" is dropped
}

// The fields of domain §2.1.
var (
	Koefisien = Field{Name: "koefisien", Digits: 18, Scale: 6}
	Volume    = Field{Name: "volume", Digits: 18, Scale: 3, GroupedDot: true}
	Harga     = Field{Name: "harga", Digits: 18, Scale: 2, GroupedDot: true, Money: true}
	Anggaran  = Field{Name: "anggaran", Digits: 20, Scale: 2, GroupedDot: true, Money: true}
	Persen    = Field{Name: "persen", Digits: 5, Scale: 2}
	Poin      = Field{Name: "poin persen", Digits: 5, Scale: 2, Signed: true} // a difference of percentages
	Faktor    = Field{Name: "faktor", Digits: 12, Scale: 6}
	Parameter = Field{Name: "nilai parameter", Digits: 18, Scale: 6, Signed: true, GroupedDot: true}
)

// Quantise rounds d half-up to the field's scale and checks its sign and size. The error
// is a sentence for people.
func (f Field) Quantise(d Decimal) (Decimal, error) {
	if d.Sign() < 0 && !f.Signed {
		return Zero, fmt.Errorf("%s tidak boleh negatif", f.Name)
	}
	rounded := d.Round(f.Scale)
	if !rounded.Abs().Less(tenPower(f.Digits - f.Scale)) {
		return Zero, fmt.Errorf("%s terlalu besar: paling banyak %d angka di depan koma", f.Name, f.Digits-f.Scale)
	}
	return rounded, nil
}

// tenPower returns 10^n for n from 0 to 18, the most digits a field has before its comma.
func tenPower(n int) Decimal {
	power := int64(1)
	for range n {
		power *= 10
	}
	return FromInt(power)
}

// ParseText reads a number as people write it, Indonesian or English, by the rules of
// domain §2.2, and quantises it. Empty text gives an absent value. The error is a
// sentence for people.
func (f Field) ParseText(text string) (Null, error) {
	wire, err := f.normalise(text)
	if err != nil || wire == "" {
		return Null{}, err
	}
	d, err := Parse(wire)
	if err != nil {
		return Null{}, fmt.Errorf("%s %q terlalu panjang: paling banyak %d angka", f.Name, clip(text), maxWireLength)
	}
	d, err = f.Quantise(d)
	if err != nil {
		return Null{}, err
	}
	return Some(d), nil
}

// normalise turns human text into wire form; empty text stays empty.
func (f Field) normalise(text string) (string, error) {
	bad := func(why string) (string, error) { return "", fmt.Errorf("%s %q %s", f.Name, clip(text), why) }
	s := strings.Map(func(r rune) rune {
		switch r {
		case ' ', '_', '\t', '\u00a0', '\u2007', '\u2009', '\u202f', '\r', '\n':
			return -1
		}
		return r
	}, text)
	if f.Money {
		s = dropRupiah(s)
	}
	if s == "" {
		return "", nil
	}
	negative := strings.HasPrefix(s, "-")
	s = strings.TrimPrefix(s, "-")
	if negative && s == "" {
		return bad("bukan angka")
	}
	for _, r := range s {
		if (r < '0' || r > '9') && r != '.' && r != ',' {
			return bad("bukan angka")
		}
	}
	if negative && !f.Signed {
		return bad("tidak boleh negatif")
	}
	wire, ok := Separators(s, f.GroupedDot)
	if !ok {
		return bad("tidak jelas: periksa tanda titik dan koma (contoh: 1.234,5)")
	}
	if negative {
		wire = "-" + wire
	}
	return wire, nil
}

func dropRupiah(s string) string {
	if len(s) >= 2 && strings.EqualFold(s[:2], "rp") {
		return strings.TrimPrefix(s[2:], ".")
	}
	return s
}

func clip(text string) string {
	if runes := []rune(text); len(runes) > 40 {
		return string(runes[:40]) + "…"
	}
	return text
}

// Separators turns digits with dots and commas into wire form by rules 4 to 6 of domain
// §2.2; ok is false when the text is not a well-formed number. With groupedDot a lone dot
// after a non-zero group of one to three digits and before exactly three digits groups.
func Separators(s string, groupedDot bool) (wire string, ok bool) {
	dots, commas := strings.Count(s, "."), strings.Count(s, ",")
	whole, fraction, grouping := s, "", ""
	switch {
	case dots > 0 && commas > 0:
		decimal := "."
		grouping = ","
		if strings.LastIndex(s, ",") > strings.LastIndex(s, ".") {
			decimal, grouping = ",", "."
		}
		if strings.Count(s, decimal) > 1 {
			return "", false
		}
		whole, fraction, _ = strings.Cut(s, decimal)
		if fraction == "" {
			return "", false
		}
	case commas == 1:
		whole, fraction, _ = strings.Cut(s, ",")
		if fraction == "" {
			return "", false
		}
	case commas > 1:
		grouping = ","
	case dots > 1:
		grouping = "."
	case dots == 1:
		if groupedDot && AmbiguousDot(s) {
			return strings.Replace(s, ".", "", 1), true
		}
		whole, fraction, _ = strings.Cut(s, ".")
		if fraction == "" {
			return "", false
		}
	}
	if grouping != "" {
		if !wellGrouped(whole, grouping) {
			return "", false
		}
		whole = strings.ReplaceAll(whole, grouping, "")
	}
	if whole == "" {
		whole = "0"
	}
	if strings.ContainsAny(whole+fraction, ".,") {
		return "", false
	}
	if fraction != "" {
		return whole + "." + fraction, true
	}
	return whole, true
}

// AmbiguousDot reports whether s is one non-zero group of one to three digits, a dot and
// exactly three digits: "1.000" may mean one or one thousand.
func AmbiguousDot(s string) bool {
	whole, rest, found := strings.Cut(s, ".")
	if !found || len(whole) < 1 || len(whole) > 3 || len(rest) != 3 {
		return false
	}
	return allDigits(whole) && allDigits(rest) && strings.Trim(whole, "0") != ""
}

func wellGrouped(s, separator string) bool {
	groups := strings.Split(s, separator)
	if len(groups) < 2 || len(groups[0]) < 1 || len(groups[0]) > 3 {
		return false
	}
	for i, g := range groups {
		if !allDigits(g) || (i > 0 && len(g) != 3) {
			return false
		}
	}
	return true
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
