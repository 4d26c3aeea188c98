package decimal

import "strings"

// Indonesian prints d as id-ID does: dots between thousands, a decimal comma, at least
// least and at most most decimals, rounded half-up (domain §2.4).
func (d Decimal) Indonesian(least, most int) string {
	text := d.Fixed(most)
	negative := strings.HasPrefix(text, "-")
	whole, fraction, _ := strings.Cut(strings.TrimPrefix(text, "-"), ".")
	for len(fraction) > least && strings.HasSuffix(fraction, "0") {
		fraction = fraction[:len(fraction)-1]
	}
	var out strings.Builder
	if negative && strings.Trim(whole+fraction, "0") != "" {
		out.WriteByte('-')
	}
	for i := range len(whole) {
		if i > 0 && (len(whole)-i)%3 == 0 {
			out.WriteByte('.')
		}
		out.WriteByte(whole[i])
	}
	if fraction != "" {
		out.WriteByte(',')
		out.WriteString(fraction)
	}
	return out.String()
}

// Indonesian prints "-" for an absent value, else as Decimal does.
func (n Null) Indonesian(least, most int) string {
	if !n.Valid {
		return "-"
	}
	return n.Decimal.Indonesian(least, most)
}
